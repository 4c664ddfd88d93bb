//! A secret key under a symmetric key, and keys derived from keys.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::keys::SecretKey;

/// Nonce, encrypted secret key, tag.
pub(crate) const LENGTH: usize = NONCE + 32 + TAG;

const NONCE: usize = 24;
const TAG: usize = 16;

/// A secret key encrypted with XChaCha20-Poly1305 under a random nonce, which at 192 bits may be
/// drawn afresh for every lock without fear of a repetition.
pub(crate) fn lock(
    key: &[u8; 32],
    associated: &[u8],
    secret: &SecretKey,
    rng: &mut impl CryptoRng,
) -> [u8; LENGTH] {
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let mut body = secret.expose();
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(
            &XNonce::from(nonce),
            associated,
            InOutBuf::from(body.as_mut_slice()),
        )
        .expect("32 bytes are under the cipher's limit");
    let mut bytes = [0; LENGTH];
    bytes[..NONCE].copy_from_slice(&nonce);
    bytes[NONCE..NONCE + 32].copy_from_slice(body.as_ref());
    bytes[NONCE + 32..].copy_from_slice(&tag);
    bytes
}

/// Opens what [`lock`] made with the same key and associated data.
pub(crate) fn unlock(
    key: &[u8; 32],
    associated: &[u8],
    bytes: &[u8; LENGTH],
) -> Result<SecretKey, OpenError> {
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&bytes[..NONCE]);
    let mut body = Zeroizing::new([0; 32]);
    body.copy_from_slice(&bytes[NONCE..NONCE + 32]);
    let mut tag = Tag::default();
    tag.copy_from_slice(&bytes[NONCE + 32..]);
    XChaCha20Poly1305::new(key.into())
        .decrypt_inout_detached(
            &XNonce::from(nonce),
            associated,
            InOutBuf::from(body.as_mut_slice()),
            &tag,
        )
        .map_err(|_| OpenError::DoesNotOpen)?;
    Ok(SecretKey::from_bytes(&body))
}

/// A key for one purpose from keying material of full entropy: HKDF-SHA256 (RFC 5869) without a
/// salt, the purpose as `info`. Every purpose in this crate has a label of its own.
pub(crate) fn derive(material: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, material)
        .expand(purpose.as_bytes(), key.as_mut())
        .expect("32 bytes are under the limit of 255 hashes");
    key
}

#[cfg(test)]
mod tests;
