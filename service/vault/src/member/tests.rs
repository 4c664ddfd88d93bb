//! A member's key opens for their password or passkey only, at a price that nobody can lower.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::*;
use crate::error::OpenError;
use crate::keys::{KeyPair, ReaderId};
use crate::testing::{SeededRng, hex};

const MEMBER: ReaderId = ReaderId(Uuid::from_u128(9));
const OTHER: ReaderId = ReaderId(Uuid::from_u128(10));

fn password(typed: &str) -> Password {
    Password::entered(typed).unwrap()
}

fn locked(key: &KeyPair) -> PasswordLock {
    let password = password("seven plain wooden chairs");
    let cost = PasswordCost::OWASP;
    PasswordLock::lock(key.secret(), &password, cost, MEMBER, &mut SeededRng::new(2))
}

fn key() -> KeyPair {
    KeyPair::generate(&mut SeededRng::new(1))
}

/// The reference implementation's test of Argon2id version 1.3 with 2 passes over 64 MiB in one
/// lane (phc-winner-argon2, `src/test.c`).
#[test]
fn the_slow_derivation_is_argon2id() {
    let cost = PasswordCost::new(65_536, 2, 1).unwrap();
    assert_eq!(
        slow_key(cost, b"password", b"somesalt").to_vec(),
        hex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")
    );
}

#[test]
fn the_right_password_unlocks_and_a_wrong_one_does_not() {
    let key = key();
    let lock = PasswordLock::from_bytes(locked(&key).as_bytes()).unwrap();
    let opened = lock.unlock(&password("seven plain wooden chairs"), MEMBER).unwrap();
    assert_eq!(*opened.expose(), *key.secret().expose());
    let wrong = lock.unlock(&password("seven plain wooden chair"), MEMBER);
    assert_eq!(wrong.err(), Some(OpenError::DoesNotOpen));
    let other = lock.unlock(&password("seven plain wooden chairs"), OTHER);
    assert_eq!(other.err(), Some(OpenError::DoesNotOpen));
}

/// Every byte of the header, and some of the rest, of which the envelope's own test tries every
/// bit: each try costs a full derivation.
#[test]
fn no_changed_byte_unlocks() {
    let lock = locked(&key());
    for at in (0..29).chain((29..PasswordLock::LENGTH).step_by(9)) {
        let mut bytes = lock.as_bytes().to_vec();
        bytes[at] ^= 0x10;
        let changed = PasswordLock::from_bytes(&bytes).unwrap();
        let opened = changed.unlock(&password("seven plain wooden chairs"), MEMBER);
        assert!(opened.is_err(), "byte {at} was changed unnoticed");
    }
}

#[test]
fn a_stored_cost_out_of_range_is_refused_before_it_is_paid() {
    let lock = locked(&key());
    for (memory, passes, lanes) in [
        (8, 2, 1),
        (19_455, 2, 1),
        (19_456, 1, 1),
        (19_456, 2, 0),
        (u32::MAX, 2, 1),
        (19_456, 17, 1),
        (19_456, 2, 5),
    ] {
        assert_eq!(PasswordCost::new(memory, passes, lanes), Err(OpenError::Cost));
        let mut bytes = lock.as_bytes().to_vec();
        for (field, value) in bytes[1..13].chunks_exact_mut(4).zip([memory, passes, lanes]) {
            field.copy_from_slice(&value.to_be_bytes());
        }
        let changed = PasswordLock::from_bytes(&bytes).unwrap();
        let opened = changed.unlock(&password("seven plain wooden chairs"), MEMBER);
        assert_eq!(opened.err(), Some(OpenError::Cost));
    }
}

#[test]
fn a_lock_remembers_its_cost() {
    let cost = PasswordCost::new(32_768, 3, 1).unwrap();
    let rng = &mut SeededRng::new(3);
    let lock = PasswordLock::lock(key().secret(), &password("a"), cost, MEMBER, rng);
    assert_eq!(lock.cost(), Ok(cost));
}

#[test]
fn a_decoy_looks_like_a_lock_and_never_opens() {
    let decoy = PasswordLock::decoy(PasswordCost::OWASP, &mut SeededRng::new(3));
    assert_eq!(decoy.cost(), Ok(PasswordCost::OWASP));
    let opened = decoy.unlock(&password("seven plain wooden chairs"), MEMBER);
    assert_eq!(opened.err(), Some(OpenError::DoesNotOpen));
}

#[test]
fn a_password_typed_on_another_keyboard_is_the_same() {
    let rng = &mut SeededRng::new(3);
    let composed = password("caf\u{e9} au lait, deux");
    let decomposed = password("cafe\u{301} au lait, deux");
    let lock = PasswordLock::lock(key().secret(), &composed, PasswordCost::OWASP, MEMBER, rng);
    assert!(lock.unlock(&decomposed, MEMBER).is_ok());
}

#[test]
fn weak_and_endless_passwords_are_refused() {
    let refusal = |typed: &str| Password::chosen(typed).err();
    assert_eq!(refusal("eleven char"), Some(PasswordError::TooShort));
    assert_eq!(refusal("twelve chars"), None);
    assert_eq!(refusal("çdéâñüöïêôøł"), None);
    for common in
        ["Password1234!", "password password", "123456789012", "aaaaaaaaaaaab", "QwertyQwerty-9"]
    {
        assert_eq!(refusal(common), Some(PasswordError::TooCommon), "{common}");
    }
    assert_eq!(refusal(&"long ".repeat(52)), Some(PasswordError::TooLong));
    assert!(Password::entered(&"x".repeat(256)).is_ok());
    assert!(Password::entered("short").is_ok());
}

#[test]
fn only_the_same_passkey_unlocks_for_the_same_member() {
    let (key, rng) = (key(), &mut SeededRng::new(4));
    let prf = |byte| PrfOutput::new(Zeroizing::new([byte; 32]));
    let lock = PasskeyLock::lock(key.secret(), &prf(1), MEMBER, rng);
    let lock = PasskeyLock::from_bytes(lock.as_bytes()).unwrap();
    assert_eq!(*lock.unlock(&prf(1), MEMBER).unwrap().expose(), *key.secret().expose());
    assert_eq!(lock.unlock(&prf(2), MEMBER).err(), Some(OpenError::DoesNotOpen));
    assert_eq!(lock.unlock(&prf(1), OTHER).err(), Some(OpenError::DoesNotOpen));
}

/// A passkey answers for this input only, so a change would lock everybody out. Computed with
/// Python's `hashlib`.
#[test]
fn the_passkeys_input_stays_what_it_is() {
    assert_eq!(
        prf_input(MEMBER).to_vec(),
        hex("7c70881e555d8a6d3b746443acbe18528f472468f5c8ca8469c37ea0ba97f7a5")
    );
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", password("seven plain wooden chairs")), "Password");
    assert_eq!(format!("{:?}", locked(&key())), "PasswordLock");
}
