//! A member's secret key at rest: under a password, or under a passkey.
//!
//! There is no stored password hash and no yes or no about a password: unlocking *is* the check.
//! Whoever unlocks the key has the password; whoever does not gets an error and no key, and a thief
//! of the database has for every guess the full cost of Argon2id to pay.
//!
//! A member can have several locks at once: one for the password, one for each passkey, and the key
//! wrapped to the organisation's recovery key
//! ([`WrappedKey::wrap`](crate::record::WrappedKey::wrap) with
//! [`ReaderId::RECOVERY`](crate::keys::ReaderId::RECOVERY)). The secret key of a team is wrapped to each of its members in the same
//! way, with the team's id as `of`.

mod passkey;
mod password;

pub use passkey::{PasskeyLock, PrfOutput, prf_input};
pub(crate) use password::slow_key;
pub use password::{Password, PasswordCost, PasswordError, PasswordLock};

#[cfg(test)]
mod tests;
