//! The unlocked keys of one actor, for the time of one request.

use std::collections::HashMap;
use std::fmt;

use uuid::Uuid;

use crate::error::OpenError;
use crate::keys::{ReaderId, SecretKey};
use crate::record::WrappedKey;

/// The unlocked secret keys of one actor by reader: their own and those of their teams.
///
/// Every key is wiped from memory when the keyring is dropped.
#[derive(Default)]
pub struct Keyring {
    keys: HashMap<ReaderId, SecretKey>,
}

impl Keyring {
    /// A keyring that opens nothing: for actors without keys, such as an analyst.
    #[must_use]
    pub fn empty() -> Keyring {
        Keyring::default()
    }

    /// The keyring of an actor whose own key was just unlocked.
    #[must_use]
    pub fn new(own: ReaderId, secret: SecretKey) -> Keyring {
        let mut keyring = Keyring::empty();
        keyring.insert(own, secret);
        keyring
    }

    /// Adds an unlocked key.
    pub fn insert(&mut self, reader: ReaderId, secret: SecretKey) {
        self.keys.insert(reader, secret);
    }

    /// Unwraps the key of `team`, wrapped to `member`, whose key is on this ring, and adds it.
    ///
    /// # Errors
    /// [`OpenError::NotAReader`] if `member` is not on the ring, and those of
    /// [`WrappedKey::unwrap`].
    pub fn join(
        &mut self,
        team: ReaderId,
        wrapped: &WrappedKey,
        member: ReaderId,
    ) -> Result<(), OpenError> {
        let own = self.secret(member).ok_or(OpenError::NotAReader)?;
        let secret = wrapped.unwrap(own, member, team.0)?;
        self.insert(team, secret);
        Ok(())
    }

    /// The key of one reader, if it is unlocked.
    #[must_use]
    pub fn secret(&self, reader: ReaderId) -> Option<&SecretKey> {
        self.keys.get(&reader)
    }

    /// Everyone in whose name this ring opens, in no order: what a query needs to fetch only the
    /// wrapped keys that can be opened.
    pub fn readers(&self) -> impl Iterator<Item = ReaderId> {
        self.keys.keys().copied()
    }

    /// Opens the key of `record` with the first of its wrapped keys that is for this ring.
    ///
    /// Costs one unwrapping, however many readers the record has.
    ///
    /// # Errors
    /// [`OpenError::NotAReader`] if none is for this ring; otherwise the error of the last wrapped
    /// key that was, if none opened.
    pub fn open_record(
        &self,
        wrapped: &[(ReaderId, WrappedKey)],
        record: Uuid,
    ) -> Result<SecretKey, OpenError> {
        let mut refusal = OpenError::NotAReader;
        for (reader, wrapped) in wrapped {
            let Some(own) = self.secret(*reader) else { continue };
            match wrapped.unwrap(own, *reader, record) {
                Ok(secret) => return Ok(secret),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

#[cfg(test)]
mod tests;
