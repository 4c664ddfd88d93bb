//! A signed head of the chain, to be kept by a witness outside.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use zeroize::Zeroizing;

use super::{ChainHash, Head, hexadecimal};

/// The key with which an installation signs the heads that it exports: Ed25519 (RFC 8032).
///
/// It says where a head comes from, so keep it in a file of its own (0600), outside the database:
/// whoever can write the chain anew but cannot sign cannot bring a new head to the witness either.
pub struct WitnessKey(Zeroizing<[u8; 32]>);

impl WitnessKey {
    /// Draws a new key.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> WitnessKey {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        WitnessKey(seed)
    }

    /// Takes the 32 bytes of the key file.
    #[must_use]
    pub fn from_bytes(seed: Zeroizing<[u8; 32]>) -> WitnessKey {
        WitnessKey(seed)
    }

    /// The 32 bytes for the key file.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// What the witness is given once, to tell genuine heads from others.
    #[must_use]
    pub fn public(&self) -> WitnessPublicKey {
        let public = self.pair().public_key().as_ref().try_into();
        WitnessPublicKey(public.expect("an Ed25519 public key has 32 bytes"))
    }

    /// Signs a head.
    #[must_use]
    pub fn sign(&self, head: Head) -> SignedHead {
        let signature = self.pair().sign(&message(head)).as_ref().try_into();
        SignedHead { head, signature: signature.expect("an Ed25519 signature has 64 bytes") }
    }

    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(self.0.as_ref()).expect("any 32 bytes are a seed")
    }
}

impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WitnessKey")
    }
}

/// The public half of a [`WitnessKey`]: 64 hexadecimal digits when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessPublicKey(pub [u8; 32]);

impl fmt::Display for WitnessPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hexadecimal::write(f, &self.0)
    }
}

impl FromStr for WitnessPublicKey {
    type Err = WitnessError;

    fn from_str(text: &str) -> Result<WitnessPublicKey, WitnessError> {
        hexadecimal::read(text.trim()).map(WitnessPublicKey).ok_or(WitnessError::Form)
    }
}

/// A head with its signature, written as `seq:hash:signature`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead {
    head: Head,
    signature: [u8; 64],
}

impl SignedHead {
    /// Gives the head if this key signed it.
    ///
    /// # Errors
    /// [`WitnessError::Signature`] if it was not this key or not this head.
    pub fn verify(&self, public: &WitnessPublicKey) -> Result<Head, WitnessError> {
        UnparsedPublicKey::new(&ED25519, public.0)
            .verify(&message(self.head), &self.signature)
            .map(|()| self.head)
            .map_err(|_| WitnessError::Signature)
    }
}

impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.head)?;
        hexadecimal::write(f, &self.signature)
    }
}

impl FromStr for SignedHead {
    type Err = WitnessError;

    fn from_str(text: &str) -> Result<SignedHead, WitnessError> {
        let (head, signature) = text.trim().rsplit_once(':').ok_or(WitnessError::Form)?;
        let head = head.parse().map_err(|_| WitnessError::Form)?;
        let signature = hexadecimal::read(signature).ok_or(WitnessError::Form)?;
        Ok(SignedHead { head, signature })
    }
}

/// The refusal of a signed head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// The text is not written as a signed head or a public key is.
    #[error("a signed head is written as `seq:hash:signature`, a public key as 64 digits")]
    Form,
    /// The signature is not of this key, or not of this head.
    #[error("the signature does not belong to this head and key")]
    Signature,
}

/// What is signed: a label, so that the signature means nothing elsewhere, and the head.
fn message(Head { seq, hash: ChainHash(hash) }: Head) -> Vec<u8> {
    [b"daybreak audit head\x01".as_slice(), &seq.to_be_bytes(), &hash].concat()
}

#[cfg(test)]
mod tests;
