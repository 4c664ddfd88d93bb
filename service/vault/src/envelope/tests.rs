//! A locked key opens under its key and associated data only, and derived keys keep apart.

use super::*;
use crate::keys::KeyPair;
use crate::testing::{SeededRng, hex};

#[test]
fn only_the_right_key_and_data_unlock() {
    let mut rng = SeededRng::new(1);
    let secret = KeyPair::generate(&mut rng).into_secret();
    let bytes = lock(&[1; 32], b"member", &secret, &mut rng);
    assert_eq!(*unlock(&[1; 32], b"member", &bytes).unwrap().expose(), *secret.expose());
    assert_eq!(unlock(&[2; 32], b"member", &bytes).err(), Some(OpenError::DoesNotOpen));
    assert_eq!(unlock(&[1; 32], b"another", &bytes).err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn no_single_changed_bit_unlocks() {
    let mut rng = SeededRng::new(1);
    let secret = KeyPair::generate(&mut rng).into_secret();
    let bytes = lock(&[1; 32], b"", &secret, &mut rng);
    for bit in 0..LENGTH * 8 {
        let mut changed = bytes;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(unlock(&[1; 32], b"", &changed).is_err(), "bit {bit} was changed unnoticed");
    }
}

/// HKDF-SHA256 by RFC 5869, computed with Python's `hmac` module.
#[test]
fn keys_are_derived_by_hkdf() {
    let material: [u8; 32] = std::array::from_fn(|at| at as u8);
    assert_eq!(
        derive(&material, "daybreak session lookup 1").to_vec(),
        hex("16227b348c83cd152dc15c4198767029ef730723483f791ebf05e69d4656538b")
    );
    assert_ne!(*derive(&material, "one"), *derive(&material, "two"));
}
