//! A keyring opens what was shared with one of its readers.

use super::*;
use crate::keys::KeyPair;
use crate::place::Place;
use crate::record::RecordKey;
use crate::sealed::Sealed;
use crate::testing::SeededRng;
use crate::text::Text;

const MEMBER: ReaderId = ReaderId(Uuid::from_u128(1));
const TEAM: ReaderId = ReaderId(Uuid::from_u128(2));
const OTHER_TEAM: ReaderId = ReaderId(Uuid::from_u128(3));
const RECORD: Uuid = Uuid::from_u128(4);

/// A member's keyring with their team's key, unwrapped from what the database holds.
fn keyring(team: &KeyPair, rng: &mut SeededRng) -> Keyring {
    let member = KeyPair::generate(rng);
    let wrapped = WrappedKey::wrap(team.secret(), TEAM.0, MEMBER, &member.public(), rng);
    let mut keyring = Keyring::new(MEMBER, member.into_secret());
    keyring.join(TEAM, &wrapped, MEMBER).unwrap();
    keyring
}

#[test]
fn a_member_opens_what_was_shared_with_the_team() {
    let rng = &mut SeededRng::new(1);
    let (team, other) = (KeyPair::generate(rng), KeyPair::generate(rng));
    let keyring = keyring(&team, rng);
    let key = RecordKey::generate(rng);
    let wrapped = [
        (OTHER_TEAM, key.wrap_for(OTHER_TEAM, &other.public(), RECORD, rng)),
        (TEAM, key.wrap_for(TEAM, &team.public(), RECORD, rng)),
    ];
    assert_eq!(keyring.open_record(&wrapped, RECORD).unwrap().public(), key.public());
    let revoked = &wrapped[..1];
    assert_eq!(keyring.open_record(revoked, RECORD).err(), Some(OpenError::NotAReader));
}

#[test]
fn a_damaged_wrapped_key_does_not_hide_a_whole_one() {
    let rng = &mut SeededRng::new(1);
    let team = KeyPair::generate(rng);
    let keyring = keyring(&team, rng);
    let key = RecordKey::generate(rng);
    let whole = key.wrap_for(TEAM, &team.public(), RECORD, rng);
    let moved = key.wrap_for(TEAM, &team.public(), Uuid::from_u128(5), rng);
    assert_eq!(
        keyring.open_record(&[(TEAM, moved.clone())], RECORD).err(),
        Some(OpenError::DoesNotOpen)
    );
    assert!(keyring.open_record(&[(TEAM, moved), (TEAM, whole)], RECORD).is_ok());
}

/// Erasure: with the wrapped keys gone, not even those who could read before can.
#[test]
fn an_erased_record_opens_for_nobody() {
    let rng = &mut SeededRng::new(1);
    let team = KeyPair::generate(rng);
    let keyring = keyring(&team, rng);
    let key = RecordKey::generate(rng);
    let place = Place { table: "messages", record: RECORD, column: "body", version: 1 };
    let sealed = Sealed::seal(&Text::from("Ana"), &key.public(), place, rng);
    let mut wrapped = vec![(TEAM, key.wrap_for(TEAM, &team.public(), RECORD, rng))];
    drop(key);
    assert!(sealed.open(&keyring.open_record(&wrapped, RECORD).unwrap(), place).is_ok());
    wrapped.clear();
    assert_eq!(keyring.open_record(&wrapped, RECORD).err(), Some(OpenError::NotAReader));
    for reader in keyring.readers() {
        let refusal = sealed.open(keyring.secret(reader).unwrap(), place);
        assert_eq!(refusal.err(), Some(OpenError::DoesNotOpen));
    }
}

#[test]
fn the_empty_keyring_opens_nothing() {
    let rng = &mut SeededRng::new(1);
    let team = KeyPair::generate(rng);
    let wrapped = RecordKey::generate(rng).wrap_for(TEAM, &team.public(), RECORD, rng);
    let opened = Keyring::empty().open_record(&[(TEAM, wrapped)], RECORD);
    assert_eq!(opened.err(), Some(OpenError::NotAReader));
}

#[test]
fn a_team_cannot_be_joined_with_another_teams_key() {
    let rng = &mut SeededRng::new(1);
    let team = KeyPair::generate(rng);
    let member = KeyPair::generate(rng);
    let wrapped = WrappedKey::wrap(team.secret(), TEAM.0, MEMBER, &member.public(), rng);
    let mut keyring = Keyring::new(MEMBER, member.into_secret());
    let refusal = keyring.join(OTHER_TEAM, &wrapped, MEMBER);
    assert_eq!(refusal, Err(OpenError::DoesNotOpen));
    assert_eq!(keyring.join(TEAM, &wrapped, OTHER_TEAM), Err(OpenError::NotAReader));
    assert_eq!(keyring.readers().collect::<Vec<_>>(), [MEMBER]);
}
