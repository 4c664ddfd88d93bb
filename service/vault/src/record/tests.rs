//! A wrapped key opens for its reader and its record, and for nothing else.

use proptest::prelude::*;

use super::*;
use crate::testing::SeededRng;

const READER: ReaderId = ReaderId(Uuid::from_u128(1));
const RECORD: Uuid = Uuid::from_u128(2);

struct Shared {
    key: RecordKey,
    reader: KeyPair,
    wrapped: WrappedKey,
}

fn shared(seed: u64) -> Shared {
    let mut rng = SeededRng::new(seed);
    let (key, reader) = (RecordKey::generate(&mut rng), KeyPair::generate(&mut rng));
    let wrapped = key.wrap_for(READER, &reader.public(), RECORD, &mut rng);
    Shared { key, reader, wrapped }
}

proptest! {
    #[test]
    fn only_its_reader_opens_it_and_only_for_its_record(
        seed: u64,
        reader in 0_u128..4,
        record in 0_u128..4,
    ) {
        let Shared { key, reader: pair, wrapped } = shared(seed);
        let (reader, record) = (ReaderId(Uuid::from_u128(reader)), Uuid::from_u128(record));
        let opened = wrapped.unwrap(pair.secret(), reader, record);
        if (reader, record) == (READER, RECORD) {
            prop_assert_eq!(opened.unwrap().public(), key.public());
        } else {
            prop_assert_eq!(opened.err(), Some(OpenError::DoesNotOpen));
        }
    }
}

#[test]
fn no_single_changed_bit_opens() {
    let Shared { reader, wrapped, .. } = shared(1);
    for bit in 0..WrappedKey::LENGTH * 8 {
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let opened =
            WrappedKey::from_bytes(&bytes).unwrap().unwrap(reader.secret(), READER, RECORD);
        assert!(opened.is_err(), "bit {bit} was changed unnoticed");
    }
}

#[test]
fn another_readers_key_does_not_open_it() {
    let other = KeyPair::generate(&mut SeededRng::new(9));
    let opened = shared(1).wrapped.unwrap(other.secret(), READER, RECORD);
    assert_eq!(opened.err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn a_shared_record_can_be_shared_further() {
    let Shared { key, reader, wrapped } = shared(1);
    let mut rng = SeededRng::new(2);
    let (partner, partner_id) = (KeyPair::generate(&mut rng), ReaderId(Uuid::from_u128(3)));
    let opened = RecordKey::from_secret(wrapped.unwrap(reader.secret(), READER, RECORD).unwrap());
    let further = opened.wrap_for(partner_id, &partner.public(), RECORD, &mut rng);
    let theirs = further.unwrap(partner.secret(), partner_id, RECORD).unwrap();
    assert_eq!(theirs.public(), key.public());
}

#[test]
fn another_length_is_refused() {
    assert_eq!(WrappedKey::from_bytes(&[1; 80]).err(), Some(OpenError::Length(80)));
}
