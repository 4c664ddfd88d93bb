//! The one HPKE cipher suite, in one place.
//!
//! RFC 9180 base mode with DHKEM(X25519, HKDF-SHA256) (0x0020), HKDF-SHA256 (0x0001) and
//! ChaCha20-Poly1305 (0x0003): the suite of the RFC's appendix A.2. Everything sealed to a public
//! key passes through this module, so its known-answer tests cover that.

use hpke::aead::{AeadCtxR, AeadCtxS, AeadTag, ChaCha20Poly1305};
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
    let (encapsulated, mut sealer) = Sealer::new(to, info, rng);
    (encapsulated, sealer.seal_in_place(associated, buffer))
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
    Opener::new(with, encapsulated, info)?.open_in_place(associated, buffer, tag)
}

/// Seals one message after the other to one key (`SetupBaseS`, RFC 9180, section 5.1.1).
pub(crate) struct Sealer(AeadCtxS<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>);

impl Sealer {
    pub(crate) fn new(
        to: &PublicKey,
        info: &[u8],
        rng: &mut impl CryptoRng,
    ) -> ([u8; ENCAPSULATED], Sealer) {
        let (encapsulated, context): (EncapsulatedKey, _) =
            hpke::setup_sender_with_rng(&OpModeS::Base, &to.hpke(), info, rng)
                .expect("only a key of small order fails, and `PublicKey` cannot hold one");
        (encapsulated.to_bytes().into(), Sealer(context))
    }

    pub(crate) fn seal_in_place(&mut self, associated: &[u8], buffer: &mut [u8]) -> [u8; TAG] {
        self.0
            .seal_inout_detached(InOutBuf::from(buffer), associated)
            .expect("neither 2^64 messages nor 256 GiB in one are ever sealed")
            .to_bytes()
            .into()
    }
}

/// Opens one message after the other, in the order in which they were sealed.
pub(crate) struct Opener(AeadCtxR<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>);

impl Opener {
    pub(crate) fn new(
        with: &SecretKey,
        encapsulated: &[u8; ENCAPSULATED],
        info: &[u8],
    ) -> Result<Opener, OpenError> {
        EncapsulatedKey::from_bytes(encapsulated)
            .and_then(|key| hpke::setup_receiver(&OpModeR::Base, with.hpke(), &key, info))
            .map(Opener)
            .map_err(|_| OpenError::DoesNotOpen)
    }

    pub(crate) fn open_in_place(
        &mut self,
        associated: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG],
    ) -> Result<(), OpenError> {
        AeadTag::from_bytes(tag)
            .and_then(|tag| self.0.open_inout_detached(InOutBuf::from(buffer), associated, &tag))
            .map_err(|_| OpenError::DoesNotOpen)
    }
}

#[cfg(test)]
mod tests;
