//! Finding a contact again by a name, a number or an e-mail address, in any spelling.
//!
//! What is searched for is made into tokens of the team's blind index ([`vault::blind`]) here and
//! goes no further: not into an address, a statement or a log.

use crate::compiled_here;
use casework::id::{ContactId, TeamId};
use store::list::Listed;
use store::{Error, Store, View, team};
use vault::blind::{DialPlan, IndexKey};
use vault::{BlindToken, Keyring, ReaderId};

use super::member::Doer;
use super::paper::SafeContact;

/// What a number without a country code means. Numbers with one are read everywhere.
const DIALLED: DialPlan = DialPlan::NORTH_AMERICA;

fn index_key(keys: &Keyring, team: TeamId) -> Result<IndexKey, Error> {
    let secret = keys.secret(ReaderId(team.uuid())).ok_or(vault::OpenError::NotAReader)?;
    Ok(IndexKey::of_team(secret))
}

/// The tokens under which the person of a safe-contact card is found.
///
/// # Errors
/// [`Error::Sealed`] without the team's key.
pub fn tokens_of(
    card: &SafeContact,
    keys: &Keyring,
    team: TeamId,
) -> Result<Vec<BlindToken>, Error> {
    let key = index_key(keys, team)?;
    let mut tokens = key.name(&card.name);
    tokens.extend(key.phone(&card.phone, &DIALLED));
    tokens.extend(key.email(&card.email));
    Ok(tokens)
}

/// The tokens of what was typed into the search: an address if it has an `@`, a number if it can be
/// one, else the words of a name.
fn tokens_sought(words: &str, key: &IndexKey) -> Vec<BlindToken> {
    if let Some(email) = key.email(words) {
        return vec![email];
    }
    if let Some(number) = key.phone(words, &DIALLED) {
        return vec![number];
    }
    key.name(words)
}

/// The latest contacts of one's teams under a name, number or address. Each team's index is asked
/// by its own key, and each asking is an audited event.
///
/// # Errors
/// [`Error::NotFound`] for who may search in no team.
#[compiled_here]
pub async fn search(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    teams: &[TeamId],
    words: &str,
) -> Result<Vec<Listed>, Error> {
    let (mut found, mut asked) = (Vec::new(), false);
    for team in teams {
        let Ok(key) = index_key(keys, *team) else { continue };
        let tokens = tokens_sought(words, &key);
        match store.search(&doer.actor, doer.id, *team, &tokens).await {
            Ok(rows) => found.extend(rows),
            Err(Error::NotFound) => continue,
            Err(other) => return Err(other),
        }
        asked = true;
    }
    found.sort_unstable_by_key(|row| std::cmp::Reverse((row.received_at, row.id)));
    if asked { Ok(found) } else { Err(Error::NotFound) }
}

/// Indexes what a person had written about themself on a public page: nobody could before a member
/// with the team's key has opened it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn index_if_new(
    store: &Store,
    view: &mut View,
    keys: &Keyring,
    (team, id): (TeamId, ContactId),
    card: &SafeContact,
) -> Result<(), Error> {
    if !team::searches(view, team).await? || store::search::is_indexed(view, id).await? {
        return Ok(());
    }
    // Who reads by a key of their own, and not by the team's, cannot index it.
    let Ok(tokens) = tokens_of(card, keys, team) else { return Ok(()) };
    if tokens.is_empty() {
        return Ok(());
    }
    store.note_tokens(team, id, &tokens).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::KeyPair;

    #[test]
    fn an_address_a_number_and_a_name_are_told_apart() {
        let key = IndexKey::of_team(KeyPair::derive(&[3; 32]).secret());
        assert_eq!(
            tokens_sought(" ANA@example.org ", &key),
            [key.email("ana@example.org").unwrap()]
        );
        let number = key.phone("(555) 234-0142", &DIALLED).unwrap();
        assert_eq!(tokens_sought("+1 555 2340142", &key), [number]);
        assert_eq!(tokens_sought("Ana  LÓPEZ", &key), key.name("ana lopez"));
        assert!(tokens_sought(" , ", &key).is_empty());
    }
}
