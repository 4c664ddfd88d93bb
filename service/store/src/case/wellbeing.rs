//! How the potential victims of a case are, over time. A row names a victim only: what is written takes a
//! [`VictimId`], and the table refers to a record in that part alone. Nothing of justice is in here.

use case::person::VictimId;
use case::wellbeing::Look;
use casework::id::{CaseId, MemberId, PersonId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    /// The newest by day, then by when it was written down: one range of an index.
    OF_CASE = "
        SELECT victim_id, place, domain, state, words_sealed, happened_at, member_id
        FROM case_wellbeing WHERE case_id = $1
        ORDER BY happened_at DESC, place DESC, victim_id LIMIT 1000";
    LAST = "SELECT coalesce(max(place), 0) FROM case_wellbeing WHERE victim_id = $1";
    ADD = "
        INSERT INTO case_wellbeing (victim_id, place, part, case_id, domain, state, words_sealed,
            happened_at, member_id, recorded_at)
        VALUES ($1, $2, 'victim', $3, $4, $5, $6, $7, $8, $9)";
}

/// One look as stored.
#[derive(Debug)]
pub struct Kept {
    /// Under which record.
    pub person: PersonId,
    /// The look.
    pub look: Look,
    /// Who wrote it down.
    pub by: MemberId,
    place: i64,
    words: Option<Vec<u8>>,
}

impl Kept {
    /// What they said, opened with the case's key; none where nobody wrote any.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn words(&self, key: &SecretKey) -> Result<Option<Text>, vault::OpenError> {
        let open = |bytes: &Vec<u8>| {
            Sealed::from_bytes(bytes.clone()).open(key, of_words(self.person.uuid(), self.place))
        };
        self.words.as_ref().map(open).transpose()
    }
}

fn of_words(victim: Uuid, place: i64) -> Place {
    Place { table: "case_wellbeing", record: victim, column: "words_sealed", version: place }
}

row! {
    struct Row {
        victim_id: Uuid,
        place: i64,
        domain: String,
        state: String,
        words_sealed: Option<Vec<u8>>,
        happened_at: i64,
        member_id: Uuid,
    }
}

/// Every look at the people of a case, the oldest first; of a thousand and more the newest thousand.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Kept>, Error> {
    let mut rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.reverse();
    let read = |row: Row| {
        let look = Look {
            domain: row.domain.parse().map_err(|_| Error::Unknown("part of life"))?,
            state: row.state.parse().map_err(|_| Error::Unknown("state of a part of life"))?,
            at: Timestamp::from_micros(row.happened_at),
        };
        Ok(Kept {
            person: PersonId::from_uuid(row.victim_id),
            look,
            by: MemberId::from_uuid(row.member_id),
            place: row.place,
            words: row.words_sealed,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes a look down, with what they said if they said something.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn add(
    tx: &mut Tx,
    (case, to): (CaseId, PublicKey),
    (victim, look): (VictimId, Look),
    words: Option<&Text>,
    by: MemberId,
) -> Result<(), Error> {
    let who = victim.person().uuid();
    let (last,): (i64,) =
        on!(tx.conn(), c => sqlx::query_as(LAST).bind(who).fetch_one(&mut **c).await?);
    let place = last + 1;
    let sealed = words.map(|words| Sealed::seal(words, &to, of_words(who, place), &mut entropy()));
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(ADD)
        .bind(who)
        .bind(place)
        .bind(case.uuid())
        .bind(look.domain.code())
        .bind(look.state.code())
        .bind(sealed.as_ref().map(Sealed::as_bytes))
        .bind(look.at.micros())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}
