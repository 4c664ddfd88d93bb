//! Slows down whoever tries passwords, and locks nobody out.
//!
//! Tries count for one log-in name from one place. From another place the right password works at
//! once, so nobody can lock a colleague out by typing wrong passwords in their name. Everything is
//! in memory and hashed under a key that changes every hour: no address is kept.

use std::collections::HashMap;

use casework::time::{Span, Timestamp};
use vault::rand_core::CryptoRng;

use crate::place::{Hour, Mark};

/// The tries of the last hour.
#[derive(Debug, Default)]
pub struct Brake {
    hour: Hour,
    tries: HashMap<Mark, Tries>,
}

#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u32,
    free_at: Timestamp,
}

/// So many tries cost no wait: people mistype.
const FREE: u32 = 4;
/// The longest wait, in seconds.
const LONGEST: i64 = 60;
/// The most pairs of place and name that are remembered. Reaching it needs as many derivations.
const MOST: usize = 50_000;

impl Brake {
    /// Lets a try pass and counts it before its outcome is known, so that many at once are slowed
    /// as well.
    ///
    /// # Errors
    /// How long to wait. A try that is refused does not count.
    pub fn admit(
        &mut self,
        place: &str,
        login: &[u8; 32],
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Span> {
        if self.hour.turns(self.tries.len() >= MOST, now, rng) {
            self.tries.clear();
        }
        let mark = self.hour.mark(place, login);
        let tries = self.tries.entry(mark).or_insert(Tries { count: 0, free_at: now });
        let wait = tries.free_at.since(now);
        if wait.micros() > 0 {
            return Err(wait);
        }
        tries.count = tries.count.saturating_add(1);
        let seconds = match tries.count {
            0..=FREE => 0,
            more => LONGEST.min(1 << (more - FREE).min(6)),
        };
        tries.free_at = now + Span::from_seconds(seconds);
        Ok(())
    }

    /// Forgets the tries of a place that proved to be right.
    pub fn forgive(&mut self, place: &str, login: &[u8; 32]) {
        self.tries.remove(&self.hour.mark(place, login));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::rand_core::UnwrapErr;

    const ADA: [u8; 32] = [1; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_700_000_000 + seconds)
    }

    #[test]
    fn guessing_gets_slower_and_another_place_is_never_slowed() {
        let rng = &mut UnwrapErr(getrandom::SysRng);
        let mut brake = Brake::default();
        let mut now = 0;
        let mut waited = Vec::new();
        for _ in 0..14 {
            if let Err(wait) = brake.admit("a", &ADA, at(now), rng) {
                waited.push(wait.seconds());
                now += wait.seconds();
                assert_eq!(brake.admit("a", &ADA, at(now), rng), Ok(()));
            }
        }
        assert_eq!(waited, [2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(brake.admit("b", &ADA, at(now), rng), Ok(()), "the owner, elsewhere");
        assert_eq!(brake.admit("a", &[2; 32], at(now), rng), Ok(()), "a colleague, same network");
    }

    #[test]
    fn a_right_password_clears_the_way() {
        let rng = &mut UnwrapErr(getrandom::SysRng);
        let mut brake = Brake::default();
        for _ in 0..5 {
            assert_eq!(brake.admit("a", &ADA, at(0), rng), Ok(()));
        }
        assert!(brake.admit("a", &ADA, at(0), rng).is_err());
        brake.forgive("a", &ADA);
        assert_eq!(brake.admit("a", &ADA, at(0), rng), Ok(()));
    }
}
