//! Who signed the access review of which month of a team. A row is written once and never changed.

use std::collections::BTreeMap;

use case::access_review::signing::{Month, SignRefused, Signature};
use casework::id::{MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    INSERT = "
        INSERT INTO access_reviews
            (team_id, month, member_id, signed_at, found, looks, questions)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (team_id, month) DO NOTHING";
    /// Every hotline team with its signatures from a month on; a team without any has one row.
    ALL = "
        SELECT t.id, t.created_at, r.month, r.member_id, r.signed_at, r.found, r.looks, r.questions
        FROM teams t LEFT JOIN access_reviews r ON r.team_id = t.id AND r.month >= $1
        WHERE t.kind = 'hotline' ORDER BY t.place, t.id, r.month";
}

row! {
    struct Row {
        id: Uuid,
        created_at: i64,
        month: Option<String>,
        member_id: Option<Uuid>,
        signed_at: Option<i64>,
        found: Option<String>,
        looks: Option<i64>,
        questions: Option<i64>,
    }
}

impl Row {
    fn signature(&self) -> Option<Signature> {
        Some(Signature {
            month: self.month.as_deref()?.parse().ok()?,
            by: MemberId::from_uuid(self.member_id?),
            at: Timestamp::from_micros(self.signed_at?),
            found: self.found.as_deref()?.parse().ok()?,
            looks: u32::try_from(self.looks?).ok()?,
            questions: u32::try_from(self.questions?).ok()?,
        })
    }
}

/// What is known of a team's months.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Since when there is the team.
    pub founded: Timestamp,
    /// What was signed, in the order of months.
    pub signatures: Vec<Signature>,
}

/// Keeps a signature.
///
/// # Errors
/// [`SignRefused::Signed`] when somebody signed this month before.
#[compiled_here]
pub async fn insert(tx: &mut Tx, team: TeamId, signature: &Signature) -> Result<(), Error> {
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(team.uuid())
        .bind(signature.month.to_string())
        .bind(signature.by.uuid())
        .bind(signature.at.micros())
        .bind(signature.found.code())
        .bind(i64::from(signature.looks))
        .bind(i64::from(signature.questions))
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::rule(SignRefused::Signed)) }
}

/// Every hotline team with what was signed from a month on. A house has a handful of teams.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn all(reads: &mut dyn Reads, from: Month) -> Result<BTreeMap<TeamId, Signed>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(ALL)
        .bind(from.to_string()).fetch_all(&mut **c).await?);
    let mut teams: BTreeMap<TeamId, Signed> = BTreeMap::new();
    for row in rows {
        let founded = Timestamp::from_micros(row.created_at);
        let team = teams
            .entry(TeamId::from_uuid(row.id))
            .or_insert_with(|| Signed { founded, signatures: Vec::new() });
        team.signatures.extend(row.signature());
    }
    Ok(teams)
}
