//! A member's secret key under a passkey.

use std::fmt;

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::envelope;
use crate::error::OpenError;
use crate::keys::{ReaderId, SecretKey};

/// The 32 secret bytes that a passkey gives for [`prf_input`]: the result of WebAuthn's `prf`
/// extension (WebAuthn Level 3, section 10.1.4). Wiped from memory when dropped.
pub struct PrfOutput(Zeroizing<[u8; 32]>);

impl PrfOutput {
    /// Takes the extension's `results.first`.
    #[must_use]
    pub fn new(first: Zeroizing<[u8; 32]>) -> PrfOutput {
        PrfOutput(first)
    }
}

impl fmt::Debug for PrfOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrfOutput")
    }
}

/// What the browser passes to the passkey as `eval.first` for this member: not a secret, but
/// different for every member and for every use outside Daybreak.
#[must_use]
pub fn prf_input(member: ReaderId) -> [u8; 32] {
    Sha256::new_with_prefix(b"daybreak passkey prf input\x01")
        .chain_update(member.0.as_bytes())
        .finalize()
        .into()
}

/// A member's secret key under the output of one passkey: 73 bytes, no slow derivation, because
/// the passkey's output is 32 bytes of full entropy.
#[derive(Clone)]
pub struct PasskeyLock([u8; PasskeyLock::LENGTH]);

impl PasskeyLock {
    /// The length in bytes.
    pub const LENGTH: usize = 1 + envelope::LENGTH;

    /// Locks a member's secret key with a passkey's output.
    #[must_use]
    pub fn lock(
        secret: &SecretKey,
        prf: &PrfOutput,
        member: ReaderId,
        rng: &mut impl CryptoRng,
    ) -> PasskeyLock {
        let key = envelope::derive(prf.0.as_ref(), PASSKEY_PURPOSE);
        let mut bytes = [0; PasskeyLock::LENGTH];
        bytes[0] = FORMAT;
        bytes[1..].copy_from_slice(&envelope::lock(&key, member.0.as_bytes(), secret, rng));
        PasskeyLock(bytes)
    }

    /// Unlocks the member's secret key.
    ///
    /// # Errors
    /// [`OpenError::DoesNotOpen`] for another passkey, another member or changed bytes.
    pub fn unlock(&self, prf: &PrfOutput, member: ReaderId) -> Result<SecretKey, OpenError> {
        let [FORMAT, sealed @ ..] = &self.0 else { return Err(OpenError::Format(self.0[0])) };
        let key = envelope::derive(prf.0.as_ref(), PASSKEY_PURPOSE);
        envelope::unlock(&key, member.0.as_bytes(), sealed)
    }

    /// Takes bytes from the database.
    ///
    /// # Errors
    /// [`OpenError::Length`] if there are not [`PasskeyLock::LENGTH`] of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<PasskeyLock, OpenError> {
        bytes.try_into().map(PasskeyLock).map_err(|_| OpenError::Length(bytes.len()))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PasskeyLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyLock")
    }
}

const FORMAT: u8 = 1;
const PASSKEY_PURPOSE: &str = "daybreak passkey lock 1";
