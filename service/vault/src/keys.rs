//! X25519 key pairs, and who can be a reader.

use std::fmt;

use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};
use rand_core::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::suite::{HpkePrivateKey, HpkePublicKey};

/// Whoever a record can be shared with: a team, a member, a visitor's session, a partner, a
/// tipster, or the organisation's recovery key.
///
/// It is part of the associated data of every [`WrappedKey`](crate::record::WrappedKey), so a key
/// wrapped for one reader does not open in the name of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderId(pub Uuid);

impl ReaderId {
    /// The organisation's recovery key: one for an installation, so its id is fixed.
    pub const RECOVERY: ReaderId = ReaderId(Uuid::max());
}

/// The public half of a key pair: all that is needed to seal to somebody.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads the 32 bytes of an X25519 public key (RFC 7748, section 5).
    ///
    /// # Errors
    /// [`InvalidPublicKey`] for a length other than 32, for an encoding that is not the canonical
    /// one, and for the points of small order, to which nothing can be sealed secretly.
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, InvalidPublicKey> {
        let bytes: [u8; 32] =
            bytes.try_into().map_err(|_| InvalidPublicKey::Length(bytes.len()))?;
        if !is_canonical(&bytes) || SMALL_ORDER.contains(&bytes) {
            return Err(InvalidPublicKey::Weak);
        }
        Ok(PublicKey(bytes))
    }

    /// The 32 bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn hpke(&self) -> HpkePublicKey {
        HpkePublicKey::from_bytes(&self.0).expect("32 bytes are always read")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey")
    }
}

/// The refusal of bytes that are no usable public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPublicKey {
    /// Not 32 bytes.
    #[error("a public key has 32 bytes, not {0}")]
    Length(usize),
    /// A point of small order or an encoding that is not canonical.
    #[error("the public key is weak: nothing sealed to it would be secret")]
    Weak,
}

/// The secret half of a key pair. Wiped from memory when dropped; `Debug` prints the type only.
pub struct SecretKey(HpkePrivateKey);

impl SecretKey {
    /// Reads 32 bytes, clamping them as RFC 9180, section 7.1.2 demands.
    #[must_use]
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> SecretKey {
        SecretKey(HpkePrivateKey::from_bytes(bytes.as_ref()).expect("32 bytes are always read"))
    }

    /// The 32 bytes, for wrapping. The only way out of this type.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.0.write_exact(bytes.as_mut());
        bytes
    }

    /// Computes the public half: one multiplication of the base point.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(X25519HkdfSha256::sk_to_pk(&self.0).to_bytes().into())
    }

    pub(crate) fn hpke(&self) -> &HpkePrivateKey {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// Both halves of a key pair.
#[derive(Debug)]
pub struct KeyPair {
    secret: SecretKey,
    public: PublicKey,
}

impl KeyPair {
    /// Makes a new key pair from 32 bytes of the random source.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> KeyPair {
        let mut material = Zeroizing::new([0; 32]);
        rng.fill_bytes(material.as_mut());
        KeyPair::derive(&material)
    }

    /// Derives a key pair from keying material: `DeriveKeyPair` of RFC 9180, section 7.1.3.
    ///
    /// The same material always gives the same pair, so it must be secret and have at least
    /// 128 bits of entropy, or have gone through a slow derivation.
    #[must_use]
    pub fn derive(material: &[u8; 32]) -> KeyPair {
        let (secret, public) = X25519HkdfSha256::derive_keypair(material);
        KeyPair { secret: SecretKey(secret), public: PublicKey(public.to_bytes().into()) }
    }

    /// Completes a secret key with its public half.
    #[must_use]
    pub fn from_secret(secret: SecretKey) -> KeyPair {
        let public = secret.public();
        KeyPair { secret, public }
    }

    /// The half to seal to.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// The half to open with.
    #[must_use]
    pub fn secret(&self) -> &SecretKey {
        &self.secret
    }

    /// Gives up the pair for its secret half.
    #[must_use]
    pub fn into_secret(self) -> SecretKey {
        self.secret
    }
}

/// Whether the little-endian number is below 2^255 − 19.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = bytes;
    *last < 0x7f || (*last == 0x7f && (middle.iter().any(|byte| *byte != 0xff) || *first < 0xed))
}

/// The canonical u-coordinates of the points of small order on Curve25519 and on its twist: 0, 1,
/// −1 and the two of order 8. A Diffie-Hellman with one of them gives zero whatever the secret is
/// (RFC 7748, section 6.1).
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xff; 32];
        minus_one[0] = 0xec;
        minus_one[31] = 0x7f;
        minus_one
    },
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ],
];

#[cfg(test)]
mod tests;
