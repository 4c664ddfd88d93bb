//! Sessions: a secret in the cookie, a locked key in the database, and neither opens alone.
//!
//! **Staff.** The cookie holds a [`SessionSecret`]; the database holds, under its
//! [`lookup`](SessionSecret::lookup), the member's secret key as a [`SessionLock`]. Any node can serve any request,
//! a stolen database opens nothing, and deleting the row ends the session for good.
//!
//! **Visitors.** The form of a public page carries an [`Attempt`], drawn when the page was made.
//! It gives the key under which the write is done once however often it is sent, and the
//! visitor's [`SessionSecret`], from which their key pair is derived. So the same browser can read
//! its own conversation, and the server stores nothing for that but the lookup hash; when the
//! browser forgets the cookie (quick exit), nobody can read as the visitor again.

mod spoken;

pub use spoken::SpokenCode;

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::envelope;
use crate::error::OpenError;
use crate::keys::{KeyPair, ReaderId, SecretKey};

/// The 32 random bytes of one session, held by the browser only.
pub struct SessionSecret(Zeroizing<[u8; 32]>);

impl SessionSecret {
    /// Draws a new secret.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> SessionSecret {
        SessionSecret(random(rng))
    }

    /// The cookie's value: 43 characters of base64url (RFC 4648, section 5), without padding.
    #[must_use]
    pub fn to_cookie(&self) -> Zeroizing<String> {
        encode(&self.0)
    }

    /// Reads a cookie's value; `None` for anything that [`SessionSecret::to_cookie`] cannot have
    /// made.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<SessionSecret> {
        decode(value).map(SessionSecret)
    }

    /// What the database finds the session by. It tells nothing about the secret.
    #[must_use]
    pub fn lookup(&self) -> [u8; 32] {
        *envelope::derive(self.0.as_ref(), "daybreak session lookup 1")
    }

    /// Locks a secret key for the time of this session.
    #[must_use]
    pub fn lock(
        &self,
        secret: &SecretKey,
        member: ReaderId,
        rng: &mut impl CryptoRng,
    ) -> SessionLock {
        let mut bytes = [0; SessionLock::LENGTH];
        bytes[0] = FORMAT;
        let sealed = envelope::lock(&self.lock_key(), member.0.as_bytes(), secret, rng);
        bytes[1..].copy_from_slice(&sealed);
        SessionLock(bytes)
    }

    /// Unlocks what this session locked.
    ///
    /// # Errors
    /// [`OpenError::DoesNotOpen`] for another session, another member or changed bytes.
    pub fn unlock(&self, lock: &SessionLock, member: ReaderId) -> Result<SecretKey, OpenError> {
        let [FORMAT, sealed @ ..] = &lock.0 else { return Err(OpenError::Format(lock.0[0])) };
        envelope::unlock(&self.lock_key(), member.0.as_bytes(), sealed)
    }

    /// A visitor's key pair. Nothing of it is stored but the public half.
    #[must_use]
    pub fn key_pair(&self) -> KeyPair {
        KeyPair::derive(&envelope::derive(self.0.as_ref(), "daybreak session key pair 1"))
    }

    fn lock_key(&self) -> Zeroizing<[u8; 32]> {
        envelope::derive(self.0.as_ref(), "daybreak session lock 1")
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret")
    }
}

/// A member's secret key under a session's secret: 73 bytes.
#[derive(Clone)]
pub struct SessionLock([u8; SessionLock::LENGTH]);

impl SessionLock {
    /// The length in bytes.
    pub const LENGTH: usize = 1 + envelope::LENGTH;

    /// Takes bytes from the database.
    ///
    /// # Errors
    /// [`OpenError::Length`] if there are not [`SessionLock::LENGTH`] of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<SessionLock, OpenError> {
        bytes.try_into().map(SessionLock).map_err(|_| OpenError::Length(bytes.len()))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SessionLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionLock")
    }
}

/// One attempt to write from a public page: 32 random bytes, made with the form and carried in it.
///
/// However often the form is sent, by a double tap, a retry after a lost answer or the browser's
/// back button, it is one attempt and makes one contact with one session.
pub struct Attempt(Zeroizing<[u8; 32]>);

impl Attempt {
    /// Draws a new attempt, for a page about to be shown.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Attempt {
        Attempt(random(rng))
    }

    /// The hidden field's value: 43 characters of base64url.
    #[must_use]
    pub fn to_field(&self) -> Zeroizing<String> {
        encode(&self.0)
    }

    /// Reads a hidden field's value; `None` for anything that [`Attempt::to_field`] cannot have
    /// made.
    #[must_use]
    pub fn from_field(value: &str) -> Option<Attempt> {
        decode(value).map(Attempt)
    }

    /// The idempotency key to store: unique, and of no use to whoever reads the database.
    #[must_use]
    pub fn dedup_key(&self) -> [u8; 32] {
        *envelope::derive(self.0.as_ref(), "daybreak attempt dedup 1")
    }

    /// The secret of the visitor's session: the same for every repetition of the attempt.
    #[must_use]
    pub fn session_secret(&self) -> SessionSecret {
        SessionSecret(envelope::derive(self.0.as_ref(), "daybreak attempt session 1"))
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt")
    }
}

const FORMAT: u8 = 1;

fn random(rng: &mut impl CryptoRng) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut());
    bytes
}

fn encode(bytes: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(Base64UrlUnpadded::encode_string(bytes))
}

/// Constant-time in the value, and strict: one text for every 32 bytes.
fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    let read = Base64UrlUnpadded::decode(text, bytes.as_mut()).is_ok_and(|read| read.len() == 32);
    read.then_some(bytes)
}

#[cfg(test)]
mod tests;
