//! Making receipts and reading typed ones: slow on purpose, so one at a time and never in a hurry.
//!
//! Deriving a receipt's keys takes a sixth of a second of a core and 64 MiB (`vault::receipt`). However
//! many tips and tries arrive, at most one derivation runs here at a time, so a flood of either leaves
//! the other core and the memory to everybody else. Nobody is shut out: a tip is stored before its
//! receipt is made. While more than [`FEW`] wait, a new tip is answered at once, with a page that asks for
//! its words; whoever asks, and whoever told of danger, stands in line. No address is asked for,
//! because none is kept.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use casework::time::Timestamp;
use store::team::TeamKind;
use tip::pace::{Pace, Try};
use tokio::sync::Semaphore;
use vault::receipt::{Receipt, ReceiptKeys};

use crate::App;
use crate::error::Error;

/// How many typed receipts are tried in a second, by everybody together.
pub const TRIES_A_SECOND: u32 = 4;
/// How long somebody stands in line for a receipt before they are told to ask again.
const PATIENCE: Duration = Duration::from_secs(5);
/// Behind so many, the words do not come with the answer to a tip.
const FEW: usize = 3;

/// How somebody waits for the words of a new receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// If it is soon: otherwise they are told that the tip is stored, and ask for the words.
    IfSoon,
    /// In line, however many stand there.
    InLine,
}

/// The one place where receipts are derived.
#[derive(Debug)]
pub struct Receipts {
    turn: Semaphore,
    /// How many stand in line, the one whose turn it is among them.
    line: AtomicUsize,
    pace: Mutex<Pace>,
}

impl Default for Receipts {
    fn default() -> Self {
        let pace = Mutex::new(Pace::of(TRIES_A_SECOND));
        Self { turn: Semaphore::new(1), line: AtomicUsize::new(0), pace }
    }
}

/// A place in the line, given back when its holder is served, sent away or gone.
#[derive(Debug)]
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A receipt that was just made: its words are shown once, its keys go to the tip.
#[derive(Debug)]
pub struct Made {
    /// The words.
    pub receipt: Receipt,
    /// What they give.
    pub keys: ReceiptKeys,
}

impl Receipts {
    /// Makes a new receipt; none when too many wait already.
    ///
    /// # Errors
    /// If the database fails, or nothing has been set up.
    pub async fn make(&self, app: &App, waiting: Waiting) -> Result<Option<Made>, Error> {
        let Some(_place) = self.stand_in_line(waiting) else { return Ok(None) };
        let salt = salt(app).await?;
        let Ok(turn) = tokio::time::timeout(PATIENCE, self.turn.acquire()).await else {
            return Ok(None);
        };
        let _turn = turn.map_err(|_| Error::Ours)?;
        let receipt = Receipt::generate(&mut app.store().rng());
        let work = move || {
            let keys = receipt.keys(&salt);
            Made { receipt, keys }
        };
        tokio::task::spawn_blocking(work).await.map(Some).map_err(|_| Error::Ours)
    }

    /// Derives the keys of a typed receipt when its turn comes; none when too many tries wait.
    ///
    /// # Errors
    /// If the database fails, or nothing has been set up.
    pub async fn read(&self, app: &App, receipt: Receipt) -> Result<Option<ReceiptKeys>, Error> {
        let Try::After(wait) = self.try_at(app.now()) else { return Ok(None) };
        let micros = u64::try_from(wait.micros()).unwrap_or(0);
        tokio::time::sleep(Duration::from_micros(micros)).await;
        let salt = salt(app).await?;
        let _turn = self.turn.acquire().await.map_err(|_| Error::Ours)?;
        let keys = tokio::task::spawn_blocking(move || receipt.keys(&salt)).await;
        keys.map(Some).map_err(|_| Error::Ours)
    }

    fn stand_in_line(&self, waiting: Waiting) -> Option<Place<'_>> {
        let place = Place(&self.line);
        let before = self.line.fetch_add(1, Ordering::Relaxed);
        (waiting == Waiting::InLine || before < FEW).then_some(place)
    }

    fn try_at(&self, now: Timestamp) -> Try {
        // A panic while counting leaves a pace, never a broken promise.
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, told) = pace.try_at(now);
        *pace = next;
        told
    }
}

/// What keeps receipts of different installations apart: the staff team's id, most of which is random.
async fn salt(app: &App) -> Result<[u8; 16], Error> {
    let teams = app.store().teams().await?;
    let staff = teams.iter().find(|team| team.kind == TeamKind::Staff).ok_or(Error::Closed)?;
    Ok(staff.id.uuid().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_line_is_given_while_few_wait_and_to_who_asks() {
        let receipts = Receipts::default();
        let few: Vec<_> = (0..FEW).map(|_| receipts.stand_in_line(Waiting::IfSoon)).collect();
        assert!(few.iter().all(Option::is_some));
        assert!(
            receipts.stand_in_line(Waiting::IfSoon).is_none(),
            "who is sent away holds nothing"
        );
        let asked = receipts.stand_in_line(Waiting::InLine);
        assert!(asked.is_some());
        drop((few, asked));
        assert_eq!(receipts.line.load(Ordering::Relaxed), 0);
        assert!(receipts.stand_in_line(Waiting::IfSoon).is_some());
    }
}
