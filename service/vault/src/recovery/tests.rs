//! A printed key reads back, and every slip of the pen is found in its group.

use proptest::prelude::*;

use super::*;
use crate::testing::{SeededRng, hex};

fn key(seed: u64) -> RecoveryKey {
    RecoveryKey::generate(&mut SeededRng::new(seed))
}

fn with_sign(text: &str, at: usize, sign: char) -> String {
    text.chars().enumerate().map(|(place, old)| if place == at { sign } else { old }).collect()
}

/// Where a sign of a group stands in the printed form.
fn place(group: usize, at: usize) -> usize {
    group * (GROUP + 1) + at
}

proptest! {
    #[test]
    fn a_printed_key_reads_back(seed: u64) {
        let key = key(seed);
        let text = key.to_text();
        prop_assert_eq!(text.len(), 53);
        let again = RecoveryKey::parse(&text).unwrap();
        prop_assert_eq!(again.0.as_ref(), key.0.as_ref());
    }

    #[test]
    fn two_exchanged_signs_of_a_group_are_found(
        seed: u64,
        group in 0..GROUPS,
        one in 0..GROUP,
        two in 0..GROUP,
    ) {
        let text = key(seed).to_text();
        let sign = |at| text.chars().nth(place(group, at)).unwrap();
        prop_assume!(sign(one) != sign(two));
        let exchanged = with_sign(&text, place(group, one), sign(two));
        let exchanged = with_sign(&exchanged, place(group, two), sign(one));
        let refusal = RecoveryKey::parse(&exchanged).err();
        prop_assert_eq!(refusal, Some(RecoveryKeyError::Group(group + 1)));
    }

    #[test]
    fn two_exchanged_groups_are_found(seed: u64, one in 0..GROUPS, two in 0..GROUPS) {
        prop_assume!(one < two);
        let text = key(seed).to_text();
        let mut groups: Vec<&str> = text.split('-').collect();
        groups.swap(one, two);
        let refusal = RecoveryKey::parse(&groups.join("-")).err();
        prop_assert_eq!(refusal, Some(RecoveryKeyError::Group(one + 1)));
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,80}") {
        prop_assert!(RecoveryKey::parse(&text).is_err());
    }
}

#[test]
fn every_wrong_sign_is_found_in_its_group() {
    let text = key(1).to_text();
    for group in 0..GROUPS {
        for at in 0..GROUP {
            let place = place(group, at);
            for sign in ALPHABET.iter().map(|sign| char::from(*sign)) {
                let typed = with_sign(&text, place, sign);
                let refusal = RecoveryKey::parse(&typed).err();
                let wrong = typed != *text;
                assert_eq!(refusal, wrong.then_some(RecoveryKeyError::Group(group + 1)));
            }
        }
    }
}

/// Two groups that fit by themselves, from two keys: only the checksum can tell.
#[test]
fn groups_of_two_keys_do_not_pass() {
    let (one, two) = (key(1).to_text(), key(2).to_text());
    let mut groups: Vec<&str> = one.split('-').collect();
    groups[3] = two.split('-').nth(3).unwrap();
    assert_eq!(RecoveryKey::parse(&groups.join("-")).err(), Some(RecoveryKeyError::Checksum));
}

#[test]
fn careless_typing_is_understood() {
    let key = RecoveryKey(Zeroizing::new([0x08; SEED]));
    let text = key.to_text();
    for typed in [
        text.to_lowercase(),
        text.replace('-', ""),
        text.replace('-', " – "),
        text.replace('0', "o").replace('1', "l"),
        format!("  {}\n", text.replace('1', "I")),
    ] {
        assert_eq!(RecoveryKey::parse(&typed).unwrap().0.as_ref(), key.0.as_ref(), "{typed}");
    }
}

#[test]
fn a_refusal_says_where_to_look() {
    let text = key(1).to_text();
    let refusal = |typed: &str| RecoveryKey::parse(typed).unwrap_err();
    assert_eq!(refusal(""), RecoveryKeyError::Length(0));
    assert_eq!(refusal(&text[..52]), RecoveryKeyError::GroupLength { group: 9, found: 4 });
    assert_eq!(refusal(&text.replace('-', "")[..44]), RecoveryKeyError::Length(44));
    assert_eq!(refusal(&format!("{}7", text.as_str())), RecoveryKeyError::Length(46));
    let odd = with_sign(&text, place(4, 2), 'U');
    assert_eq!(refusal(&odd), RecoveryKeyError::Sign { group: 5, sign: 'U' });
    let message = "group 3 was misread; compare it with the paper, sign by sign";
    assert_eq!(RecoveryKeyError::Group(3).to_string(), message);
}

/// Papers lie in safes for years, so neither form nor derivation may change. Computed with Python
/// from the module's description (`hashlib`, `hmac`).
#[test]
fn a_paper_stays_readable() {
    let seed = hex("000102030405060708090a0b0c0d0e0f10111213");
    let key = RecoveryKey(Zeroizing::new(seed.try_into().unwrap()));
    assert_eq!(key.to_text().as_str(), "000G4-40R4F-0M30Y-E209X-185GE-R38EY-1W81B-24GK1-JHZJF");
    assert_eq!(
        envelope::derive(key.0.as_ref(), "daybreak recovery key pair 1").to_vec(),
        hex("299699e9c874ddfad285ed0c5801e826d5d964f387022dc7ee167eb604e341d1")
    );
}

#[test]
fn debug_shows_no_sign() {
    assert_eq!(format!("{:?}", key(1)), "RecoveryKey");
}
