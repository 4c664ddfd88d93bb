//! The key of one record, wrapped to everyone who may read it.
//!
//! Every record (a contact, a case, …) has an X25519 key pair of its own: its content key, in
//! asymmetric form. Whatever belongs to the record is sealed to the public half, which is stored in
//! clear beside the record; so a visitor's message is sealed the moment it arrives, by a server
//! that cannot open it again. The secret half is stored only as [`WrappedKey`]s, one per reader.
//!
//! - **Sharing** adds a wrapped key: the content is not touched.
//! - **Revoking** removes one. The reader who kept a copy of the key keeps what they could read
//!   before, as they could have kept a copy of the text; a new key and new versions are for that.
//! - **Erasing** destroys all wrapped keys of the record (crypto-shredding): what was sealed to it
//!   is noise from then on, in the database and in every copy that holds no wrapped key.
//!   A backup made before still holds the wrapped keys; it lasts as long as backups are kept.

use std::fmt;

use rand_core::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::keys::{KeyPair, PublicKey, ReaderId, SecretKey};
use crate::suite::{self, ENCAPSULATED, TAG};

/// The key pair of one record, while its secret half is in memory: when the record is made, and
/// when a reader shares it.
#[derive(Debug)]
pub struct RecordKey(KeyPair);

impl RecordKey {
    /// Makes the key of a new record.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> RecordKey {
        RecordKey(KeyPair::generate(rng))
    }

    /// Takes up the key of an existing record, to share it with one more reader.
    #[must_use]
    pub fn from_secret(secret: SecretKey) -> RecordKey {
        RecordKey(KeyPair::from_secret(secret))
    }

    /// The half to seal the record's content to; stored in clear beside the record.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.0.public()
    }

    /// The half to open the record's content with.
    #[must_use]
    pub fn secret(&self) -> &SecretKey {
        self.0.secret()
    }

    /// Wraps the secret half for one reader of `record`.
    #[must_use]
    pub fn wrap_for(
        &self,
        reader: ReaderId,
        reader_public: &PublicKey,
        record: Uuid,
        rng: &mut impl CryptoRng,
    ) -> WrappedKey {
        WrappedKey::wrap(self.0.secret(), record, reader, reader_public, rng)
    }
}

/// A secret key, sealed to one reader: the key of a record, of a team (wrapped to its members), or
/// of a member (wrapped to the organisation's recovery key).
///
/// HPKE as in [`sealed`](crate::sealed) under a label of its own; the associated data are the
/// reader's id and the id of what the key belongs to. 81 bytes.
#[derive(Clone)]
pub struct WrappedKey([u8; WrappedKey::LENGTH]);

impl WrappedKey {
    /// The length in bytes: format, encapsulated key, secret key, tag.
    pub const LENGTH: usize = 1 + ENCAPSULATED + 32 + TAG;

    /// Wraps the secret key of `of` (a record, a team, a member) for one reader.
    #[must_use]
    pub fn wrap(
        secret: &SecretKey,
        of: Uuid,
        reader: ReaderId,
        reader_public: &PublicKey,
        rng: &mut impl CryptoRng,
    ) -> WrappedKey {
        let mut body = secret.expose();
        let associated = associated_data(of, reader);
        let (encapsulated, tag) =
            suite::seal_in_place(reader_public, INFO, &associated, body.as_mut(), rng);
        let mut bytes = [0; WrappedKey::LENGTH];
        bytes[0] = FORMAT;
        bytes[1..33].copy_from_slice(&encapsulated);
        bytes[33..65].copy_from_slice(body.as_ref());
        bytes[65..].copy_from_slice(&tag);
        WrappedKey(bytes)
    }

    /// Unwraps the secret key of `of` with the reader's secret key.
    ///
    /// # Errors
    /// [`OpenError::DoesNotOpen`] if it was wrapped for another reader or belongs to something else.
    pub fn unwrap(
        &self,
        reader_secret: &SecretKey,
        reader: ReaderId,
        of: Uuid,
    ) -> Result<SecretKey, OpenError> {
        let [FORMAT, rest @ ..] = &self.0 else { return Err(OpenError::Format(self.0[0])) };
        let (encapsulated, rest) = rest.split_first_chunk().expect(LONG_ENOUGH);
        let (body, tag) = rest.split_first_chunk().expect(LONG_ENOUGH);
        let tag = tag.try_into().expect(LONG_ENOUGH);
        let mut body: Zeroizing<[u8; 32]> = Zeroizing::new(*body);
        let data = associated_data(of, reader);
        suite::open_in_place(reader_secret, encapsulated, INFO, &data, body.as_mut(), tag)?;
        Ok(SecretKey::from_bytes(&body))
    }

    /// Takes bytes from the database.
    ///
    /// # Errors
    /// [`OpenError::Length`] if there are not [`WrappedKey::LENGTH`] of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<WrappedKey, OpenError> {
        bytes.try_into().map(WrappedKey).map_err(|_| OpenError::Length(bytes.len()))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrappedKey")
    }
}

const FORMAT: u8 = 1;
const LONG_ENOUGH: &str = "the array has the length of all parts";
const INFO: &[u8] = b"daybreak wrapped key\x01";

fn associated_data(of: Uuid, reader: ReaderId) -> [u8; 32] {
    let mut data = [0; 32];
    data[..16].copy_from_slice(of.as_bytes());
    data[16..].copy_from_slice(reader.0.as_bytes());
    data
}

#[cfg(test)]
mod tests;
