//! The weekly review: its meetings, who was there, what was said about each case.
//!
//! The agenda of a meeting is kept as it was when the meeting began, with what was added. What was said
//! about a case ([`minutes`]) is sealed to that case and to nothing else: whom a case is closed to reads
//! nothing of it, and erasing the case erases it. Names of people at the table ([`seat`]) are sealed to
//! the team. What was decided stands among the tasks of the cases.

use std::collections::{BTreeMap, BTreeSet};

use case::review::{OnAgenda, Place, Present, Review};
use casework::id::{CaseId, MemberId, OrganizationId, ReviewId, SeatId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, ten};
use crate::{Error, Tx};

pub mod minutes;
pub mod seat;
#[cfg(test)]
mod tests;

statements! {
    INSERT = "
        INSERT INTO reviews (id, team_id, attempt, held_at, member_id) VALUES ($1, $2, $3, $4, $5)";
    OF_ATTEMPT = "SELECT id FROM reviews WHERE attempt = $1 AND team_id = $2";
    OF_ID = "SELECT id, held_at FROM reviews WHERE id = $1 AND team_id = $2";
    LAST = "
        SELECT id, held_at FROM reviews WHERE team_id = $1 AND held_at < $2
        ORDER BY held_at DESC, id DESC LIMIT 1";
    OF_TEAM = "
        SELECT r.id, r.held_at,
            (SELECT count(*) FROM review_present p WHERE p.review_id = r.id) AS present,
            (SELECT count(*) FROM review_places a WHERE a.review_id = r.id) AS cases,
            (SELECT count(*) FROM review_places a WHERE a.review_id = r.id
                AND a.spoken_at IS NOT NULL) AS spoken
        FROM reviews r WHERE r.team_id = $1 AND (r.held_at, r.id) < ($2, $3)
        ORDER BY r.held_at DESC, r.id DESC LIMIT 21";
    ADD_PLACE = "
        INSERT INTO review_places (review_id, case_id, place, because, spoken_at)
        VALUES ($1, $2, $3, $4, NULL)
        ON CONFLICT (review_id, case_id) DO NOTHING";
    /// Those that are closed to the reader are not among them.
    PLACES = "
        SELECT a.case_id, a.because, a.spoken_at FROM review_places a
        WHERE a.review_id = $1 AND NOT EXISTS (SELECT 1 FROM case_closed_to x
            WHERE x.case_id = a.case_id AND x.member_id = $2)
        ORDER BY a.place, a.case_id";
    SPEAK = "
        UPDATE review_places SET spoken_at = $3
        WHERE review_id = $1 AND case_id = $2 AND spoken_at IS NULL";
    PRESENT = "
        SELECT p.seat_id, p.organization_id, s.member_id
        FROM review_present p JOIN review_seats s ON s.id = p.seat_id WHERE p.review_id = $1";
    COME = "
        INSERT INTO review_present (review_id, seat_id, organization_id) VALUES ($1, $2, $3)
        ON CONFLICT (review_id, seat_id) DO NOTHING";
    GO = "DELETE FROM review_present WHERE review_id = $1 AND seat_id = $2";
}

impl Tx {
    /// A new meeting's identifier.
    #[must_use]
    pub fn review_id(&self) -> ReviewId {
        ReviewId::new(self.now(), ten())
    }

    /// A new seat's identifier.
    #[must_use]
    pub fn seat_id(&self) -> SeatId {
        SeatId::new(self.now(), ten())
    }
}

fn written(because: &BTreeSet<OnAgenda>) -> String {
    because.iter().map(|one| one.code()).collect::<Vec<_>>().join(" ")
}

fn read(because: &str) -> Result<BTreeSet<OnAgenda>, Error> {
    let code = |one: &str| one.parse().map_err(|_| Error::Unknown("place of an agenda"));
    because.split(' ').map(code).collect()
}

/// The meeting that this form has opened before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_attempt(
    tx: &mut Tx,
    team: TeamId,
    attempt: &[u8; 32],
) -> Result<Option<ReviewId>, Error> {
    let row: Option<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(OF_ATTEMPT)
        .bind(attempt.as_slice()).bind(team.uuid()).fetch_optional(&mut **c).await?);
    Ok(row.map(|(id,)| ReviewId::from_uuid(id)))
}

/// Stores a meeting with its agenda.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    (team, by): (TeamId, MemberId),
    review: &Review,
    attempt: &[u8; 32],
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(review.id().uuid())
        .bind(team.uuid())
        .bind(attempt.as_slice())
        .bind(review.at().micros())
        .bind(by.uuid())
        .execute(&mut **c)
        .await
        .map(drop)?);
    for (place, one) in (0_i64..).zip(review.agenda()) {
        add_place(tx, review.id(), place, one).await?;
    }
    Ok(())
}

/// Stores one place of an agenda; one that is there stays as it is.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn add_place(
    tx: &mut Tx,
    review: ReviewId,
    place: i64,
    one: &Place,
) -> Result<(), Error> {
    let because = written(&one.because);
    on!(tx.conn(), c => sqlx::query(ADD_PLACE)
        .bind(review.uuid())
        .bind(one.case.uuid())
        .bind(place)
        .bind(because.as_str())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

row! {
    struct Row {
        id: Uuid,
        held_at: i64,
    }
}

row! {
    struct PlaceRow {
        case_id: Uuid,
        because: String,
        spoken_at: Option<i64>,
    }
}

row! {
    struct PresentRow {
        seat_id: Uuid,
        organization_id: Uuid,
        member_id: Option<Uuid>,
    }
}

/// A meeting of a team without the cases that are closed to `me`.
///
/// # Errors
/// [`Error::NotFound`] when the team has no such meeting.
#[compiled_here]
pub async fn load(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    id: ReviewId,
) -> Result<Review, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(OF_ID)
        .bind(id.uuid()).bind(team.uuid()).fetch_optional(&mut **c).await?);
    whole(reads, me, row.ok_or(Error::NotFound)?).await
}

/// The last meeting of a team before a moment, without the cases that are closed to `me`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn last(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    before: Timestamp,
) -> Result<Option<Review>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(LAST)
        .bind(team.uuid()).bind(before.micros()).fetch_optional(&mut **c).await?);
    match row {
        None => Ok(None),
        Some(row) => whole(reads, me, row).await.map(Some),
    }
}

async fn whole(reads: &mut dyn Reads, me: MemberId, row: Row) -> Result<Review, Error> {
    let places: Vec<PlaceRow> = on!(reads.conn(), c => sqlx::query_as(PLACES)
        .bind(row.id).bind(me.uuid()).fetch_all(&mut **c).await?);
    let present: Vec<PresentRow> = on!(reads.conn(), c => sqlx::query_as(PRESENT)
        .bind(row.id).fetch_all(&mut **c).await?);
    let spoken = places.iter().filter(|one| one.spoken_at.is_some());
    let spoken: BTreeSet<CaseId> = spoken.map(|one| CaseId::from_uuid(one.case_id)).collect();
    let place = |one: &PlaceRow| {
        let because = read(&one.because)?;
        Ok(Place { case: CaseId::from_uuid(one.case_id), because, tasks: Vec::new() })
    };
    let agenda = places.iter().map(place).collect::<Result<_, Error>>()?;
    let present = present.into_iter().map(|one| {
        let organization = OrganizationId::from_uuid(one.organization_id);
        let member = one.member_id.map(MemberId::from_uuid);
        (SeatId::from_uuid(one.seat_id), Present { organization, member })
    });
    let present: BTreeMap<_, _> = present.collect();
    let held = (ReviewId::from_uuid(row.id), Timestamp::from_micros(row.held_at));
    Ok(Review::restore(held, agenda, present, spoken))
}

/// One meeting of a list: when, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: ReviewId,
    /// When.
    pub at: Timestamp,
    /// How many were there.
    pub present: i64,
    /// How many cases were on its agenda.
    pub cases: i64,
    /// How many of them were spoken about.
    pub spoken: i64,
}

row! {
    struct ListedRow {
        id: Uuid,
        held_at: i64,
        present: i64,
        cases: i64,
        spoken: i64,
    }
}

/// The most meetings of one page.
pub const PAGE: usize = 20;

/// The meetings of a team, the latest first, one more than a page.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    before: Option<(Timestamp, ReviewId)>,
) -> Result<Vec<Listed>, Error> {
    let (at, id) = match before {
        Some((at, id)) => (at.micros(), id.uuid()),
        None => (i64::MAX, Uuid::max()),
    };
    let rows: Vec<ListedRow> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid()).bind(at).bind(id).fetch_all(&mut **c).await?);
    let listed = |row: ListedRow| Listed {
        id: ReviewId::from_uuid(row.id),
        at: Timestamp::from_micros(row.held_at),
        present: row.present,
        cases: row.cases,
        spoken: row.spoken,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Somebody is there; of whom that is stored already, nothing changes.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn come(
    tx: &mut Tx,
    review: ReviewId,
    seat: SeatId,
    organization: OrganizationId,
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(COME)
        .bind(review.uuid())
        .bind(seat.uuid())
        .bind(organization.uuid())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Somebody is not there after all.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn go(tx: &mut Tx, review: ReviewId, seat: SeatId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(GO)
        .bind(review.uuid()).bind(seat.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Notes that a case was spoken about.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn speak(tx: &mut Tx, review: ReviewId, case: CaseId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(SPEAK)
        .bind(review.uuid())
        .bind(case.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}
