//! A signed head is genuine for its key and its head only.

use proptest::prelude::*;

use super::*;
use crate::testing::{SeededRng, hex};

const HEAD: Head = Head { seq: 7, hash: ChainHash([9; 32]) };

/// RFC 8032, section 7.1, test 1: the key pair, and the signature of the empty message.
#[test]
fn the_signature_is_the_rfcs() {
    let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = WitnessKey::from_bytes(Zeroizing::new(seed.try_into().unwrap()));
    assert_eq!(
        key.public().to_string(),
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    );
    assert_eq!(
        key.pair().sign(b"").as_ref(),
        hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
             5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
    );
}

proptest! {
    #[test]
    fn a_signed_head_reads_back(seed: u64, seq in 0..i64::MAX, hash: [u8; 32]) {
        let key = WitnessKey::generate(&mut SeededRng::new(seed));
        let head = Head { seq, hash: ChainHash(hash) };
        let signed: SignedHead = key.sign(head).to_string().parse().unwrap();
        let public: WitnessPublicKey = key.public().to_string().parse().unwrap();
        prop_assert_eq!(signed.verify(&public), Ok(head));
    }

    #[test]
    fn no_changed_bit_is_genuine(bit in 0..64 * 8_usize, of in 0..3) {
        let key = WitnessKey::generate(&mut SeededRng::new(1));
        let mut signed = key.sign(HEAD);
        match of {
            0 => signed.signature[bit / 8] ^= 1 << (bit % 8),
            1 => signed.head.hash.0[bit / 16] ^= 1 << (bit % 8),
            _ => signed.head.seq ^= 1 << (bit % 64),
        }
        prop_assert_eq!(signed.verify(&key.public()), Err(WitnessError::Signature));
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,250}|[0-9]{1,3}:[0-9a-f]{64}:[0-9a-fé+]{126,130}") {
        if let Ok(signed) = text.parse::<SignedHead>() {
            prop_assert_eq!(signed.to_string().parse(), Ok(signed));
        }
    }
}

#[test]
fn another_installations_key_is_not_genuine() {
    let key = |seed| WitnessKey::generate(&mut SeededRng::new(seed));
    assert_eq!(key(1).sign(HEAD).verify(&key(2).public()), Err(WitnessError::Signature));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", WitnessKey::generate(&mut SeededRng::new(1))), "WitnessKey");
}
