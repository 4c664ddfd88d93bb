//! Which visitors have their conversation open, and who was lost.
//!
//! Each open stream of a visitor is counted here. Every [`BEAT`] all who are there are noted in the
//! tables in a few turns of the writer, so 5,000 open conversations cost one statement each in half a
//! minute and not one transaction each. A conversation that nobody has noted for [`SILENCE`] has
//! broken off; it is kept, and its members see it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use casework::id::ContactId;
use casework::time::Span;
use store::Store;

use crate::acts;
use crate::compiled_here;

/// How often the tables hear who is there.
pub const BEAT: Duration = Duration::from_secs(20);
/// How long a visitor may be silent before the conversation counts as broken off. A page without
/// script is heard of only when it loads or its frame is open, hence the patience.
pub const SILENCE: Span = Span::from_seconds(90);
/// The most visitors that one turn of the writer notes: about 5 ms.
const TURN: usize = 100;

/// The visitors whose streams are open on this node.
#[derive(Clone, Default)]
pub struct Presence {
    open: Arc<Mutex<HashMap<ContactId, usize>>>,
}

/// One open stream; dropped when the connection is.
pub struct Here {
    presence: Presence,
    contact: ContactId,
}

impl Presence {
    /// A visitor's stream has opened.
    #[must_use]
    pub fn enter(&self, contact: ContactId) -> Here {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open.entry(contact).or_default() += 1;
        Here { presence: self.clone(), contact }
    }

    /// How many visitors have a stream open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn here(&self) -> Vec<ContactId> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// Notes who is there and who was lost, until the task is aborted.
    #[compiled_here]
    pub async fn watch(self, store: Store) {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            if self.beat(&store).await.is_err() {
                tracing::warn!("who is present could not be noted; trying again");
            }
        }
    }

    /// One beat: notes who is there, then marks who was lost.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn beat(&self, store: &Store) -> Result<(), store::Error> {
        for some in self.here().chunks(TURN) {
            store.hear(some).await?;
        }
        for contact in store.silent(store.now() - SILENCE, 100).await? {
            match acts::visitor::lose(store, contact).await {
                // Another node was faster, or they came back meanwhile.
                Ok(()) | Err(store::Error::Rule(_) | store::Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let mut open = self.presence.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.contact) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.contact);
            }
        }
    }
}
