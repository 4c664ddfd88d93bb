//! Since when a fact is known that rules of reporting look at: from then the clock runs.
//!
//! What the panel tells is read from the panel; here stands when it was told first, so that typing it in
//! again never buys time. What the panel does not ask, a member records here.

use casework::id::{ContactId, MemberId};
use casework::time::Timestamp;
use duty::situation::{Fact, Situation, Source};
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    /// At most two rows for each fact of the list.
    OF_CONTACT = "
        SELECT fact, source, holds, received_at, member_id FROM duty_facts
        WHERE contact_id = $1 ORDER BY fact, source";
    FROM_PANEL = "
        INSERT INTO duty_facts (contact_id, fact, source, holds, received_at, member_id)
        VALUES ($1, $2, 'panel', 1, $3, NULL)
        ON CONFLICT (contact_id, fact, source) DO NOTHING";
    BY_MEMBER = "
        INSERT INTO duty_facts (contact_id, fact, source, holds, received_at, member_id)
        VALUES ($1, $2, 'member', $3, $4, $5)
        ON CONFLICT (contact_id, fact, source)
        DO UPDATE SET holds = $3, received_at = $4, member_id = $5";
    /// What changes whenever something changes that the block of duties shows.
    MARK = "
        SELECT c.facts_version, c.lane_rank,
            (SELECT CAST(coalesce(sum(d.version), 0) AS BIGINT) FROM duties d
                WHERE d.contact_id = c.id) AS duties,
            (SELECT CAST(coalesce(sum(f.holds + 2), 0) AS BIGINT) FROM duty_facts f
                WHERE f.contact_id = c.id) AS known
        FROM contacts c WHERE c.id = $1";
    FORGET = "DELETE FROM duty_facts WHERE contact_id = $1 AND fact = $2 AND source = 'member'";
}

/// What a member says of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Of which.
    pub fact: Fact,
    /// Whether it holds.
    pub holds: bool,
    /// When the information was received.
    pub received_at: Timestamp,
    /// Who says so.
    pub by: MemberId,
}

/// Since when the facts of a contact are known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What the panel told, and since when.
    pub panel: Vec<(Fact, Timestamp)>,
    /// What members recorded beside it.
    pub said: Vec<Said>,
}

impl Known {
    /// Since when the panel has told `fact`; none if it never did.
    #[must_use]
    pub fn since(&self, fact: Fact) -> Option<Timestamp> {
        self.panel.iter().find(|(known, _)| *known == fact).map(|(_, at)| *at)
    }

    /// `situation` with what members recorded.
    #[must_use]
    pub fn tell(&self, situation: Situation) -> Situation {
        self.said.iter().fold(situation, |situation, said| {
            if said.holds {
                situation.learn(said.fact, said.received_at, said.by)
            } else {
                situation.deny(said.fact)
            }
        })
    }
}

row! {
    /// What is known of a contact that its duties follow from, in four numbers.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Mark {
        facts_version: i64,
        lane_rank: i64,
        duties: i64,
        known: i64,
    }
}

/// What changes whenever something changes that the duties of a contact follow from. One statement by
/// keys: a stream asks it at each wake-up.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn mark(reads: &mut dyn Reads, contact: ContactId) -> Result<Mark, Error> {
    Ok(on!(reads.conn(), c => sqlx::query_as(MARK)
        .bind(contact.uuid()).fetch_one(&mut **c).await?))
}

row! {
    struct Row {
        fact: String,
        source: String,
        holds: i64,
        received_at: i64,
        member_id: Option<Uuid>,
    }
}

/// Since when the facts of a contact are known.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_contact(reads: &mut dyn Reads, contact: ContactId) -> Result<Known, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid()).fetch_all(&mut **c).await?);
    let mut known = Known::default();
    for row in rows {
        let fact: Fact = row.fact.parse().map_err(|_| Error::Unknown("fact"))?;
        let received_at = Timestamp::from_micros(row.received_at);
        match (row.source.as_str(), row.member_id) {
            ("panel", _) => known.panel.push((fact, received_at)),
            ("member", Some(member)) => known.said.push(Said {
                fact,
                holds: row.holds != 0,
                received_at,
                by: MemberId::from_uuid(member),
            }),
            _ => return Err(Error::Unknown("fact")),
        }
    }
    Ok(known)
}

/// Notes since when the panel tells what it tells now; what stands already stays.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note_panel(
    tx: &mut Tx,
    contact: ContactId,
    known: &Known,
    situation: &Situation,
) -> Result<(), Error> {
    for &fact in Fact::ALL {
        let Some(evidence) = situation.evidence(fact) else { continue };
        if !matches!(evidence.from, Source::Panel(_)) || known.since(fact).is_some() {
            continue;
        }
        on!(tx.conn(), c => sqlx::query(FROM_PANEL)
            .bind(contact.uuid())
            .bind(fact.code())
            .bind(evidence.received_at.micros())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Stores what a member says of a fact, over what was said before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn say(tx: &mut Tx, contact: ContactId, said: Said) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(BY_MEMBER)
        .bind(contact.uuid())
        .bind(said.fact.code())
        .bind(i64::from(said.holds))
        .bind(said.received_at.micros())
        .bind(said.by.uuid())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes back what a member said of a fact: it is not known.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn forget(tx: &mut Tx, contact: ContactId, fact: Fact) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(contact.uuid()).bind(fact.code()).execute(&mut **c).await.map(drop)?);
    Ok(())
}
