//! The one HPKE cipher suite, in one place.
//!
//! RFC 9180 base mode with DHKEM(X25519, HKDF-SHA256) (0x0020), HKDF-SHA256 (0x0001) and
//! ChaCha20-Poly1305 (0x0003): the suite of the RFC's appendix A.2. Everything sealed to a public
//! key passes through the two functions below, so the known-answer tests of this module cover it.

use hpke::aead::{AeadTag, ChaCha20Poly1305};
use hpke::inout::InOutBuf;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;

use crate::error::OpenError;
use crate::keys::{PublicKey, SecretKey};

/// The encapsulated key's length in bytes (`Nenc` of RFC 9180, section 7.1).
pub(crate) const ENCAPSULATED: usize = 32;
/// The authentication tag's length in bytes (`Nt` of RFC 9180, section 7.3).
pub(crate) const TAG: usize = 16;

pub(crate) type HpkePrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
pub(crate) type HpkePublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type EncapsulatedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Encrypts `buffer` in place to `to` and returns the encapsulated key and the tag.
pub(crate) fn seal_in_place(
    to: &PublicKey,
    info: &[u8],
    associated: &[u8],
    buffer: &mut [u8],
    rng: &mut impl CryptoRng,
) -> ([u8; ENCAPSULATED], [u8; TAG]) {
    let (encapsulated, tag) =
        hpke::single_shot_seal_inout_detached_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            X25519HkdfSha256,
        >(&OpModeS::Base, &to.hpke(), info, InOutBuf::from(buffer), associated, rng)
        .expect("only a key of small order fails, and `PublicKey` cannot hold one");
    (encapsulated.to_bytes().into(), tag.to_bytes().into())
}

/// Decrypts `buffer` in place; on failure its content is meaningless.
pub(crate) fn open_in_place(
    with: &SecretKey,
    encapsulated: &[u8; ENCAPSULATED],
    info: &[u8],
    associated: &[u8],
    buffer: &mut [u8],
    tag: &[u8; TAG],
) -> Result<(), OpenError> {
    let encapsulated =
        EncapsulatedKey::from_bytes(encapsulated).map_err(|_| OpenError::DoesNotOpen)?;
    let tag = AeadTag::<ChaCha20Poly1305>::from_bytes(tag).map_err(|_| OpenError::DoesNotOpen)?;
    hpke::single_shot_open_inout_detached::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        with.hpke(),
        &encapsulated,
        info,
        InOutBuf::from(buffer),
        associated,
        &tag,
    )
    .map_err(|_| OpenError::DoesNotOpen)
}

#[cfg(test)]
mod tests;
