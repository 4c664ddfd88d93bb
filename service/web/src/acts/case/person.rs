//! Who is in a case, what is written about them, and two records that may be one person.

use case::merge::People;
use case::person::{Part, Person};
use casework::id::{CaseId, PersonId};
use store::case::text::Name;
use store::case::{Stored, people};
use store::{Error, Store, Tx, team};
use vault::blind::{DialPlan, IndexKey};
use vault::{BlindToken, Keyring, ReaderId};

use super::{outcome, work_on, write};
use crate::acts::member::Doer;
use crate::compiled_here;

/// What is written about a person.
#[derive(Clone, Default)]
pub struct Words {
    /// What they call themself, and other names.
    pub name: String,
    /// Numbers and addresses, one a line.
    pub reach: String,
    /// What they want, in their own words.
    pub wishes: String,
    /// What else is known.
    pub about: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    fn each(&self) -> [(Name, &str); 4] {
        [
            (Name::PersonName, &self.name),
            (Name::Reach, &self.reach),
            (Name::Wishes, &self.wishes),
            (Name::About, &self.about),
        ]
    }
}

/// The versions of the four texts that the writer had before them.
pub type Bases = [i64; 4];

/// Adds a person to a case, or writes down what is known of one.
///
/// # Errors
/// [`Error::Rule`] when a victim would become an exploiter, or a text is too long; [`Error::Changed`]
/// when somebody else wrote meanwhile.
#[compiled_here]
pub async fn keep_person(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: CaseId,
    (person, part): (Option<PersonId>, Part),
    (words, bases): (&Words, Bases),
) -> Result<PersonId, Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    let mut all = people::of_case(&mut tx, id).await?;
    let next = match person {
        None => Person { id: tx.person_id(), part, since: tx.now() },
        Some(person) => all.turns_out(person, part).ok_or(Error::NotFound)?.map_err(Error::rule)?,
    };
    let mut events = Vec::new();
    if all.person(next.id) != Some(&next) {
        let harms = outcome::turned_out(&mut tx, (&stored, doer, keys), &all, next).await?;
        events.push(all.put(next));
        people::put(&mut tx, id, next).await?;
        events.extend(outcome::keep(&mut tx, (id, doer.id), harms).await?);
    }
    for ((name, words), base) in words.each().into_iter().zip(bases) {
        write(&mut tx, (&stored, doer), (next.id.uuid(), base), name, words).await?;
    }
    know(&mut tx, keys, &stored, (next.id, words)).await?;
    tx.commit_all(&events).await?;
    Ok(next.id)
}

/// Makes a person findable by name and number where the team has chosen to be able to search: the tokens
/// tell which records are equal, and that is for the team to decide.
pub(super) async fn know(
    tx: &mut Tx,
    keys: &Keyring,
    stored: &Stored,
    (person, words): (PersonId, &Words),
) -> Result<(), Error> {
    let place = (stored.case.team(), stored.case.id());
    let Some(secret) = keys.secret(ReaderId(place.0.uuid())) else { return Ok(()) };
    if !team::searches(tx, place.0).await? {
        return Ok(());
    }
    people::know_by(tx, place, person, &tokens(&IndexKey::of_team(secret), words)).await
}

fn tokens(key: &IndexKey, words: &Words) -> Vec<BlindToken> {
    let mut tokens = key.name(&words.name);
    for line in words.reach.lines().map(str::trim).filter(|line| !line.is_empty()) {
        tokens.extend(key.phone(line, &DialPlan::NORTH_AMERICA));
        tokens.extend(key.email(line));
    }
    tokens
}

/// What is done about two records that may be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merging {
    /// Says that they are one; nothing is merged by this.
    Propose,
    /// Another member looked and agrees.
    Agree,
    /// Parts them again.
    Undo,
}

/// Proposes, makes or undoes a merge.
///
/// # Errors
/// [`Error::Rule`] when it cannot be; the text says why.
#[compiled_here]
pub async fn merge(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (kept, merged): (PersonId, PersonId),
    merging: Merging,
) -> Result<(), Error> {
    let (_, mut tx) = work_on(store, doer, id).await?;
    let mut all: People = people::of_case(&mut tx, id).await?;
    let (me, now) = (doer.id, tx.now());
    let event = match merging {
        Merging::Propose => all.propose(kept, merged, me).map(|()| None),
        Merging::Agree => all.agree(kept, merged, me, now).map(Some),
        Merging::Undo => all.undo(kept, merged, me, now).map(Some),
    };
    let event = event.map_err(Error::rule)?;
    people::save_merges(&mut tx, id, &all).await?;
    tx.commit_all(&event.into_iter().collect::<Vec<_>>()).await
}
