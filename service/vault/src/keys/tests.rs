//! Which public keys are refused, and that key pairs are what RFC 7748 says.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{HpkeError, OpModeS};

use super::*;
use crate::testing::{SeededRng, hex};

/// RFC 7748, section 6.1: Bob's key pair.
#[test]
fn the_public_half_is_the_rfcs() {
    let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let bob = SecretKey::from_bytes(&Zeroizing::new(bob.try_into().unwrap()));
    assert_eq!(
        bob.public().as_bytes().to_vec(),
        hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    );
}

#[test]
fn keys_survive_storage() {
    let pair = KeyPair::generate(&mut SeededRng::new(1));
    let public = PublicKey::from_bytes(pair.public().as_bytes()).unwrap();
    let again = KeyPair::from_secret(SecretKey::from_bytes(&pair.secret().expose()));
    assert_eq!(public, pair.public());
    assert_eq!(again.public(), pair.public());
    assert_eq!(*again.into_secret().expose(), *pair.into_secret().expose());
}

#[test]
fn every_key_pair_is_another() {
    let mut rng = SeededRng::new(1);
    assert_ne!(KeyPair::generate(&mut rng).public(), KeyPair::generate(&mut rng).public());
}

/// The cipher itself refuses the listed points, so the list holds nothing too much, …
#[test]
fn the_cipher_cannot_seal_to_a_point_of_small_order() {
    for point in SMALL_ORDER {
        let sealed =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &HpkePublicKey::from_bytes(&point).unwrap(),
                b"",
                b"",
                b"",
                &mut SeededRng::new(1),
            );
        assert_eq!(sealed.err(), Some(HpkeError::EncapError));
        assert_eq!(PublicKey::from_bytes(&point), Err(InvalidPublicKey::Weak));
    }
}

/// … and nothing is missing: all points of small order, in every encoding that X25519 reads, are
/// the seven of <https://cr.yp.to/ecdh.html> (section "How do I validate Curve25519 public keys?")
/// and the same with the ignored top bit set.
#[test]
fn every_encoding_of_a_point_of_small_order_is_refused() {
    let prime = {
        let mut bytes = [0xff; 32];
        bytes[0] = 0xed;
        bytes[31] = 0x7f;
        bytes
    };
    let mut prime_plus_one = prime;
    prime_plus_one[0] = 0xee;
    for mut point in SMALL_ORDER.into_iter().chain([prime, prime_plus_one]) {
        assert_eq!(PublicKey::from_bytes(&point), Err(InvalidPublicKey::Weak));
        point[31] |= 0x80;
        assert_eq!(PublicKey::from_bytes(&point), Err(InvalidPublicKey::Weak));
    }
}

#[test]
fn a_key_of_another_length_is_refused() {
    assert_eq!(PublicKey::from_bytes(&[9; 31]), Err(InvalidPublicKey::Length(31)));
    assert_eq!(PublicKey::from_bytes(&[9; 33]), Err(InvalidPublicKey::Length(33)));
}

#[test]
fn debug_shows_no_key() {
    let pair = KeyPair::generate(&mut SeededRng::new(1));
    assert_eq!(format!("{pair:?}"), "KeyPair { secret: SecretKey, public: PublicKey }");
}
