//! Cookies and hidden fields read back strictly; neither half of a session opens alone.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::testing::{SeededRng, hex};

const MEMBER: ReaderId = ReaderId(Uuid::from_u128(1));

fn counting() -> String {
    let bytes: [u8; 32] = std::array::from_fn(|at| at as u8);
    Base64UrlUnpadded::encode_string(&bytes)
}

proptest! {
    #[test]
    fn a_cookie_reads_back(seed: u64) {
        let secret = SessionSecret::generate(&mut SeededRng::new(seed));
        let cookie = secret.to_cookie();
        prop_assert_eq!(cookie.len(), 43);
        let again = SessionSecret::from_cookie(&cookie).unwrap();
        prop_assert_eq!(again.lookup(), secret.lookup());
    }

    /// If two texts were the same secret, a changed cookie would pass unnoticed.
    #[test]
    fn only_one_text_is_a_secret(text in "[A-Za-z0-9_-]{43}") {
        if let Some(secret) = SessionSecret::from_cookie(&text) {
            let cookie = secret.to_cookie();
            prop_assert_eq!(cookie.as_str(), text);
        }
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,100}") {
        let read = SessionSecret::from_cookie(&text).is_some();
        prop_assert!(!read || text.len() == 43);
    }
}

#[test]
fn what_a_session_locks_only_it_unlocks_for_that_member() {
    let mut rng = SeededRng::new(1);
    let (session, other) = (SessionSecret::generate(&mut rng), SessionSecret::generate(&mut rng));
    let key = KeyPair::generate(&mut rng);
    let lock = session.lock(key.secret(), MEMBER, &mut rng);
    let lock = SessionLock::from_bytes(lock.as_bytes()).unwrap();
    assert_eq!(*session.unlock(&lock, MEMBER).unwrap().expose(), *key.secret().expose());
    assert_eq!(other.unlock(&lock, MEMBER).err(), Some(OpenError::DoesNotOpen));
    let someone = ReaderId(Uuid::from_u128(2));
    assert_eq!(session.unlock(&lock, someone).err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn the_lookup_does_not_unlock() {
    let mut rng = SeededRng::new(1);
    let session = SessionSecret::generate(&mut rng);
    let lock = session.lock(KeyPair::generate(&mut rng).secret(), MEMBER, &mut rng);
    let from_database = SessionSecret(Zeroizing::new(session.lookup()));
    assert_eq!(from_database.unlock(&lock, MEMBER).err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn a_repeated_attempt_is_the_same_session_and_another_is_not() {
    let mut rng = SeededRng::new(1);
    let attempt = Attempt::generate(&mut rng);
    let again = Attempt::from_field(&attempt.to_field()).unwrap();
    assert_eq!(again.dedup_key(), attempt.dedup_key());
    assert_eq!(again.session_secret().lookup(), attempt.session_secret().lookup());
    assert_eq!(
        again.session_secret().key_pair().public(),
        attempt.session_secret().key_pair().public()
    );
    let other = Attempt::generate(&mut rng);
    assert_ne!(other.dedup_key(), attempt.dedup_key());
    assert_ne!(other.session_secret().lookup(), attempt.session_secret().lookup());
}

/// Stored sessions and contacts are found by these values, so a change of a label would lose
/// them. Computed by RFC 5869 with Python's `hmac` module.
#[test]
fn derived_values_stay_what_they_are() {
    let attempt = Attempt::from_field(&counting()).unwrap();
    assert_eq!(
        attempt.dedup_key().to_vec(),
        hex("73d5b1d3c4d6651546af3eee3a7964689ca568ad8270f87b4d0e1ce350c3af22")
    );
    assert_eq!(
        attempt.session_secret().lookup().to_vec(),
        hex("f091e2650482dfb7595d23e5374882249b966e7d9938efd7e82a6e88361f6f92")
    );
}

#[test]
fn link_and_code_together_give_what_neither_gives_alone() {
    let mut rng = SeededRng::new(3);
    let attempt = Attempt::generate(&mut rng);
    let (link, code) = (attempt.session_secret(), SpokenCode::of(&attempt));
    let both = link.with_code(&code);
    assert_eq!(both.lookup(), link.with_code(&SpokenCode::of(&attempt)).lookup());
    assert_ne!(both.lookup(), link.lookup());
    assert_ne!(both.key_pair().public(), link.key_pair().public());
    let other = SessionSecret::generate(&mut rng);
    assert_ne!(both.lookup(), other.with_code(&code).lookup());
}

proptest! {
    #[test]
    fn a_spoken_code_reads_back_however_it_is_spaced(seed: u64, gaps in "[ -]{0,4}") {
        let attempt = Attempt::generate(&mut SeededRng::new(seed));
        let code = SpokenCode::of(&attempt);
        let spoken = code.spoken();
        prop_assert_eq!(spoken.len(), 7);
        let digits: Vec<_> = spoken.chars().filter(char::is_ascii_digit).collect();
        let typed: String = digits.iter().flat_map(|digit| [gaps.clone(), digit.to_string()]).collect();
        let read = SpokenCode::parse(&typed).unwrap();
        let link = attempt.session_secret();
        prop_assert_eq!(link.with_code(&read).lookup(), link.with_code(&code).lookup());
    }

    #[test]
    fn what_is_no_code_is_read_without_harm(text in "\\PC{0,20}") {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        prop_assert!(SpokenCode::parse(&text).is_none() || digits == 6);
    }
}
