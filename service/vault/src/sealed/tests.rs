//! Sealing and opening, padding, and everything that must keep a ciphertext shut.

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::*;
use crate::keys::KeyPair;
use crate::record::WrappedKey;
use crate::testing::SeededRng;
use crate::text::{Json, Text};

const PLACE: Place =
    Place { table: "messages", record: Uuid::from_u128(7), column: "body", version: 1 };

fn pair() -> KeyPair {
    KeyPair::generate(&mut SeededRng::new(1))
}

fn seal<T: Sealable>(value: &T) -> Sealed<T> {
    Sealed::seal(value, &pair().public(), PLACE, &mut SeededRng::new(2))
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct SafeContact {
    hours: (u8, u8),
    voicemail: bool,
}

proptest! {
    #[test]
    fn text_of_any_length_opens_as_it_was(text in "\\PC{0,400}", seed: u64) {
        let mut rng = SeededRng::new(seed);
        let pair = KeyPair::generate(&mut rng);
        let sealed = Sealed::seal(&Text::from(text.as_str()), &pair.public(), PLACE, &mut rng);
        let opened = sealed.open(pair.secret(), PLACE).unwrap();
        prop_assert_eq!(opened.expose(), text);
    }

    /// Also bytes that look like the padding.
    #[test]
    fn bytes_open_as_they_were(bytes in prop::collection::vec(prop::sample::select(vec![0, 1, 0x80]), 0..300)) {
        prop_assert_eq!(seal(&bytes).open(pair().secret(), PLACE).unwrap(), bytes);
    }

    #[test]
    fn moved_anywhere_it_does_not_open(
        table in prop::sample::select(vec!["messages", "notes", "contacts"]),
        record in prop::sample::select(vec![7, 8, u128::MAX]),
        column in prop::sample::select(vec!["body", "name", "note"]),
        version in prop::sample::select(vec![i64::MIN, 0, 1, 2]),
    ) {
        let place = Place { table, record: Uuid::from_u128(record), column, version };
        let opened = seal(&Text::from("Ana")).open(pair().secret(), place);
        prop_assert_eq!(opened.err(), (place != PLACE).then_some(OpenError::DoesNotOpen));
    }

    #[test]
    fn arbitrary_bytes_never_open(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Sealed::<Vec<u8>>::from_bytes(bytes).open(pair().secret(), PLACE).is_err());
    }
}

#[test]
fn no_single_changed_bit_opens() {
    let bytes = seal(&Text::from("Ana")).into_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let opened = Sealed::<Text>::from_bytes(changed).open(pair().secret(), PLACE);
        assert!(opened.is_err(), "bit {bit} was changed unnoticed");
    }
}

#[test]
fn no_shortened_or_lengthened_ciphertext_opens() {
    let bytes = seal(&Text::from("Ana")).into_bytes();
    for length in 0..bytes.len() {
        let cut = Sealed::<Text>::from_bytes(&bytes[..length]);
        assert!(cut.open(pair().secret(), PLACE).is_err(), "opened after {length} bytes");
    }
    let longer = Sealed::<Text>::from_bytes([bytes, vec![0]].concat());
    assert_eq!(longer.open(pair().secret(), PLACE).err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn another_key_does_not_open_it() {
    let other = KeyPair::generate(&mut SeededRng::new(3));
    let opened = seal(&Text::from("Ana")).open(other.secret(), PLACE);
    assert_eq!(opened.err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn a_value_of_a_newer_format_says_so() {
    let mut bytes = seal(&Text::from("Ana")).into_bytes();
    bytes[0] = 2;
    let opened = Sealed::<Text>::from_bytes(bytes).open(pair().secret(), PLACE);
    assert_eq!(opened.err(), Some(OpenError::Format(2)));
}

#[test]
fn bytes_that_are_no_text_are_refused_as_text() {
    let bytes = seal(&vec![0xff, 0xfe]).into_bytes();
    let opened = Sealed::<Text>::from_bytes(bytes).open(pair().secret(), PLACE);
    assert_eq!(opened.err(), Some(OpenError::Content));
}

/// Sealed for the right place with the right key, but not by this code.
#[test]
fn a_body_without_the_mark_of_its_end_is_refused() {
    for body in [[0; 64], [b'a'; 64]] {
        let mut body = body;
        let data = PLACE.associated_data();
        let rng = &mut SeededRng::new(6);
        let (encapsulated, tag) =
            suite::seal_in_place(&pair().public(), INFO, &data, &mut body, rng);
        let bytes = [[FORMAT].as_slice(), &encapsulated, &body, &tag].concat();
        let opened = Sealed::<Vec<u8>>::from_bytes(bytes).open(pair().secret(), PLACE);
        assert_eq!(opened.err(), Some(OpenError::Content));
    }
}

#[test]
fn a_plain_value_opens_as_it_was() {
    let card = SafeContact { hours: (15, 18), voicemail: false };
    let expected = SafeContact { hours: (15, 18), voicemail: false };
    assert_eq!(seal(&Json(card)).open(pair().secret(), PLACE).unwrap().0, expected);
}

#[test]
fn a_wrapped_key_is_no_sealed_value() {
    let (id, pair) = (Uuid::from_u128(7), pair());
    let reader = crate::keys::ReaderId(id);
    let rng = &mut SeededRng::new(4);
    let wrapped = WrappedKey::wrap(pair.secret(), id, reader, &pair.public(), rng);
    let opened = Sealed::<Vec<u8>>::from_bytes(wrapped.as_bytes()).open(pair.secret(), PLACE);
    assert!(opened.is_err());
}

#[test]
fn lengths_are_hidden_in_buckets() {
    let overhead = 1 + 32 + 16;
    for (length, bucket) in [
        (0, 64),
        (3, 64),
        (63, 64),
        (64, 256),
        (255, 256),
        (256, 1024),
        (1023, 1024),
        (1024, 4096),
        (4095, 4096),
        (4096, 8192),
        (8191, 8192),
        (8192, 12_288),
    ] {
        let sealed = seal(&vec![b'a'; length]);
        assert_eq!(sealed.as_bytes().len(), bucket + overhead, "for {length} bytes");
    }
}

#[test]
fn the_same_words_are_sealed_differently_each_time() {
    let (pair, mut rng) = (pair(), SeededRng::new(5));
    let mut seal = || Sealed::seal(&Text::from("Ana"), &pair.public(), PLACE, &mut rng);
    let (one, two) = (seal().into_bytes(), seal().into_bytes());
    let same = one.iter().zip(&two).skip(1).filter(|(a, b)| a == b).count();
    // One byte in 256 is equal by chance: 0.4 of 112; ten would be a repeated key stream.
    assert!(same < 10, "{same} bytes of {} are equal", one.len());
}

#[test]
fn the_ciphertext_does_not_hold_the_words() {
    let words = "Rosa Delgado, 503-555-0123";
    let bytes = seal(&Text::from(words)).into_bytes();
    assert!(!bytes.windows(4).any(|window| words.as_bytes().windows(4).any(|part| part == window)));
}

#[test]
fn debug_shows_neither_words_nor_bytes() {
    assert_eq!(format!("{:?}", seal(&Text::from("Ana"))), "Sealed");
}
