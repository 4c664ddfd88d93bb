//! Victims who were treated as offenders: a failure of the system, counted, and open until it is put right.

use case::justice::{HarmBySystem, SystemHarm};
use case::merge::People;
use case::person::{Person, VictimId};
use casework::id::{CaseId, MemberId, PersonId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    OF_CASE = "
        SELECT victim_id, place, harm, happened_at, put_right_at
        FROM case_harms WHERE case_id = $1 ORDER BY happened_at, victim_id, place";
    LAST = "SELECT coalesce(max(place), 0) FROM case_harms WHERE victim_id = $1";
    ADD = "
        INSERT INTO case_harms (victim_id, place, part, case_id, harm, happened_at, member_id,
            recorded_at, put_right_at, put_right_by)
        VALUES ($1, $2, 'victim', $3, $4, $5, $6, $7, NULL, NULL)";
    PUT_RIGHT = "
        UPDATE case_harms SET put_right_at = $3, put_right_by = $4
        WHERE victim_id = $1 AND place = $2 AND put_right_at IS NULL";
    /// How many there were since a day in a team's cases as a member may see them, and how many of them are
    /// open: few in a year.
    COUNT = "
        SELECT count(*), count(*) - count(h.put_right_at)
        FROM case_harms h JOIN cases c ON c.id = h.case_id
        WHERE h.happened_at >= $3 AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = c.id AND x.member_id = $2)";
}

/// One harm as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which of this victim's.
    pub place: i64,
    /// The harm.
    pub harm: HarmBySystem,
}

row! {
    struct Row {
        victim_id: Uuid,
        place: i64,
        harm: String,
        happened_at: i64,
        put_right_at: Option<i64>,
    }
}

/// What was done to the potential victims of a case, by day.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_case(
    reads: &mut dyn Reads,
    case: CaseId,
    people: &People,
) -> Result<Vec<Kept>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let read = |row: Row| {
        let person = people.person(PersonId::from_uuid(row.victim_id));
        Ok(Kept {
            place: row.place,
            harm: HarmBySystem {
                victim: person.and_then(Person::victim).ok_or(Error::Unknown("victim"))?,
                harm: row.harm.parse::<SystemHarm>().map_err(|_| Error::Unknown("harm"))?,
                at: Timestamp::from_micros(row.happened_at),
                put_right_at: row.put_right_at.map(Timestamp::from_micros),
            },
        })
    };
    rows.into_iter().map(read).collect()
}

/// Records a harm.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn add(
    tx: &mut Tx,
    case: CaseId,
    harm: &HarmBySystem,
    by: MemberId,
) -> Result<(), Error> {
    let who = harm.victim.person().uuid();
    let (last,): (i64,) =
        on!(tx.conn(), c => sqlx::query_as(LAST).bind(who).fetch_one(&mut **c).await?);
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(ADD)
        .bind(who)
        .bind(last + 1)
        .bind(case.uuid())
        .bind(harm.harm.code())
        .bind(harm.at.micros())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Stores that a harm was put right.
///
/// # Errors
/// [`Error::Changed`] when somebody else recorded it before.
#[compiled_here]
pub async fn put_right(
    tx: &mut Tx,
    (victim, place): (VictimId, i64),
    at: Timestamp,
    by: MemberId,
) -> Result<(), Error> {
    let done = on!(tx.conn(), c => sqlx::query(PUT_RIGHT)
        .bind(victim.person().uuid())
        .bind(place)
        .bind(at.micros())
        .bind(by.uuid())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// How often victims were treated as offenders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// In all.
    pub all: i64,
    /// Of these, how many are not put right.
    pub open: i64,
}

/// Counts what happened since a day in a team's cases as `me` may see them.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn count(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    since: Timestamp,
) -> Result<Count, Error> {
    let (all, open): (i64, i64) = on!(reads.conn(), c => sqlx::query_as(COUNT)
        .bind(team.uuid()).bind(me.uuid()).bind(since.micros()).fetch_one(&mut **c).await?);
    Ok(Count { all, open })
}
