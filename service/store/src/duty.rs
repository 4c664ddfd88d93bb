//! Duties: reports that the law obliges to, with clock, owner and proof.
//!
//! Beside it: [`rules`], the table of rules with its history; [`known`], since when a fact is known;
//! [`board`], what is due and overdue; [`report`], what is prepared for a person to send. A duty is
//! codes and times; only the number of an oral report is sealed, to the contact that it is about.

use access::{DutyResource, Resource};
use casework::id::{CaseId, ContactId, DutyId, MemberId, PersonId, TeamId};
use casework::time::Timestamp;
use duty::duty::{Dispute, Duty, DutyState, Progress, Snapshot};
use duty::proof::{OralNumber, Proof, ReportNumber};
use duty::situation::Subject;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::{Reads, entropy, ten};
use crate::{Error, Store, Tx, contact};

pub mod board;
mod ground;
pub mod known;
pub mod report;
pub mod rules;
#[cfg(test)]
mod tests;

/// The columns of a duty, from what follows.
macro_rules! duties {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.contact_id, d.case_id, d.person_id, d.team_id, d.recipient, d.form,
                d.grounds, d.owner_id, d.left_by, d.left_at, d.started_at, d.escalated, d.state,
                d.ended_at, d.sent_at, d.sent_by, d.sent_way, d.number_kind, d.number_sealed,
                d.dispute_reason, d.dispute_by, d.dispute_at, d.agreed_by, d.version
            FROM duties d ",
            $rest
        )
    };
}
pub(crate) use duties;

statements! {
    OF_ID = duties!("WHERE d.id = $1");
    /// A contact has a handful of duties.
    OF_CONTACT = duties!("WHERE d.contact_id = $1 ORDER BY d.started_at, d.id");
    OF_CASE = duties!("WHERE d.case_id = $1 ORDER BY d.started_at, d.id");
    /// About the people of a case and about its contacts, without what is closed to a member or another
    /// team's: the open ones by their deadline, then what ended.
    OF_CASE_AND_CONTACTS = duties!("
        WHERE d.team_id = (SELECT k.team_id FROM cases k WHERE k.id = $1) AND (d.case_id = $1 OR d.contact_id IN
                (SELECT j.contact_id FROM case_contacts j WHERE j.case_id = $1))
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $2)
        ORDER BY CASE WHEN d.ended_at IS NULL THEN 0 ELSE 1 END, d.due_at, d.id LIMIT 40");
    OPEN_OF_OWNER = duties!("WHERE d.owner_id = $1 AND d.ended_at IS NULL ORDER BY d.due_at, d.id");
    /// Of which more people have to be told, the longest first.
    TO_ESCALATE = "
        SELECT id FROM duties WHERE escalates_at IS NOT NULL AND escalates_at <= $1
        ORDER BY escalates_at, id LIMIT $2";
    INSERT = "
        INSERT INTO duties (id, contact_id, case_id, person_id, team_id, recipient, form, grounds,
            owner_id, left_by, left_at, started_at, due_at, escalated, escalates_at, state,
            ended_at, sent_at, sent_by, sent_way, number_kind, number_sealed, dispute_reason,
            dispute_by, dispute_at, agreed_by, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10, $11, $12, $13, $14, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1)";
    SAVE = "
        UPDATE duties SET team_id = $2, grounds = $3, owner_id = $4, due_at = $5, escalated = $6,
            escalates_at = $7, state = $8, ended_at = $9, sent_at = $10, sent_by = $11,
            sent_way = $12, number_kind = $13, dispute_reason = $14, dispute_by = $15,
            dispute_at = $16, agreed_by = $17, version = version + 1
        WHERE id = $1 AND version = $18";
    NUMBER = "UPDATE duties SET number_sealed = $2 WHERE id = $1";
    LEFT = "UPDATE duties SET left_by = $2, left_at = $3 WHERE id = $1";
}

/// A duty as stored, with what its pages and the policies need.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The duty. The number of an oral report that was given is [`sealed`](Stored::number), so
    /// here it reads "sealed".
    pub duty: Duty,
    /// Grows with every change.
    pub version: i64,
    /// Whose it was when they left, and when: since then it was the team's.
    pub left: Option<(MemberId, Timestamp)>,
    /// Members to whom the contact is closed.
    pub closed_to: Vec<MemberId>,
    number: Option<Vec<u8>>,
}

impl Stored {
    /// What the policies decide by.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::Duty(DutyResource {
            id: self.duty.id(),
            team: self.duty.team(),
            closed_to: self.closed_to.clone(),
        })
    }

    /// The number that the agency gave, opened with the contact's key; none if it gave none.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn number(&self, key: &SecretKey) -> Result<Option<Text>, vault::OpenError> {
        let sealed = self.number.clone().map(Sealed::<Text>::from_bytes);
        sealed.map(|sealed| sealed.open(key, place(self.duty.id()))).transpose()
    }

    /// The contact that it is about; none if a case started it.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        match self.duty.subject() {
            Subject::Contact(contact) => Some(contact),
            Subject::Person { .. } => None,
        }
    }
}

fn place(id: DutyId) -> Place {
    Place { table: "duties", record: id.uuid(), column: "number_sealed", version: 1 }
}

row! {
    pub(crate) struct Row {
        id: Uuid,
        contact_id: Option<Uuid>,
        case_id: Option<Uuid>,
        person_id: Option<Uuid>,
        team_id: Uuid,
        recipient: String,
        form: String,
        grounds: String,
        owner_id: Option<Uuid>,
        left_by: Option<Uuid>,
        left_at: Option<i64>,
        started_at: i64,
        escalated: String,
        state: String,
        ended_at: Option<i64>,
        sent_at: Option<i64>,
        sent_by: Option<Uuid>,
        sent_way: Option<String>,
        number_kind: Option<String>,
        number_sealed: Option<Vec<u8>>,
        dispute_reason: Option<String>,
        dispute_by: Option<Uuid>,
        dispute_at: Option<i64>,
        agreed_by: Option<Uuid>,
        version: i64,
    }
}

/// What stands in place of a number that is sealed: the rules only ask whether there is one.
const SEALED: &str = "sealed";

impl Row {
    pub(crate) fn read(self, closed_to: Vec<MemberId>) -> Result<Stored, Error> {
        let wrong = || Error::Unknown("duty");
        let subject = match (self.contact_id, self.case_id, self.person_id) {
            (Some(contact), _, _) => Subject::Contact(ContactId::from_uuid(contact)),
            (None, Some(case), Some(person)) => Subject::Person {
                case: CaseId::from_uuid(case),
                person: PersonId::from_uuid(person),
            },
            _ => return Err(wrong()),
        };
        let snapshot = Snapshot {
            id: DutyId::from_uuid(self.id),
            subject,
            recipient: self.recipient.parse().map_err(|_| wrong())?,
            form: self.form.parse().map_err(|_| wrong())?,
            grounds: ground::read(&self.grounds)?,
            team: TeamId::from_uuid(self.team_id),
            owner: self.owner_id.map(MemberId::from_uuid),
            started_at: Timestamp::from_micros(self.started_at),
            escalated: self.escalated.parse().map_err(|_| wrong())?,
            progress: self.progress()?,
        };
        let left_by = self.left_by.map(MemberId::from_uuid);
        Ok(Stored {
            duty: Duty::restore(snapshot).map_err(|_| wrong())?,
            version: self.version,
            left: left_by.zip(self.left_at.map(Timestamp::from_micros)),
            closed_to,
            number: self.number_sealed,
        })
    }

    fn progress(&self) -> Result<Progress, Error> {
        let wrong = || Error::Unknown("duty");
        let state: DutyState = self.state.parse().map_err(|_| wrong())?;
        Ok(match state {
            DutyState::Open => Progress::Open,
            DutyState::Disputed => Progress::Disputed(self.dispute().ok_or_else(wrong)?),
            DutyState::Sent => Progress::Sent(self.proof().ok_or_else(wrong)?),
            DutyState::NotRequired => Progress::NotRequired {
                dispute: self.dispute().ok_or_else(wrong)?,
                agreed_by: self.agreed_by.map(MemberId::from_uuid).ok_or_else(wrong)?,
                at: self.ended_at.map(Timestamp::from_micros).ok_or_else(wrong)?,
            },
        })
    }

    fn dispute(&self) -> Option<Dispute> {
        Some(Dispute {
            reason: self.dispute_reason.as_deref()?.parse().ok()?,
            by: MemberId::from_uuid(self.dispute_by?),
            at: Timestamp::from_micros(self.dispute_at?),
        })
    }

    fn proof(&self) -> Option<Proof> {
        let number = match self.number_kind.as_deref()? {
            "given" => OralNumber::Given(ReportNumber::parse(SEALED).ok()?),
            "not_given" => OralNumber::NotGiven,
            "not_oral" => OralNumber::NotOral,
            _ => return None,
        };
        Some(Proof {
            sent_at: Timestamp::from_micros(self.sent_at?),
            by: MemberId::from_uuid(self.sent_by?),
            way: self.sent_way.as_deref()?.parse().ok()?,
            number,
        })
    }
}

/// One duty by its id. Three statements at most, each by a key.
#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: DutyId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let row = row.ok_or(Error::NotFound)?;
    let closed_to = match row.contact_id {
        Some(contact) => contact::load(conn, ContactId::from_uuid(contact)).await?.closed_to,
        None => Vec::new(),
    };
    row.read(closed_to)
}

/// Every duty about a contact, ended ones too, the oldest first.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_contact(reads: &mut dyn Reads, contact: ContactId) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// Every duty about the people of a case, ended ones too, the oldest first.
///
/// # Errors
/// As [`of_contact`].
#[compiled_here]
pub async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// The team's duties about the people of a case and about its contacts, as `me` may see them: the open
/// ones by their deadline, then what ended, at most forty.
///
/// # Errors
/// As [`of_contact`].
#[compiled_here]
pub async fn of_case_and_contacts(
    reads: &mut dyn Reads,
    (case, me): (CaseId, MemberId),
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE_AND_CONTACTS)
        .bind(case.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// What a member owns that has not ended, in whatever team.
///
/// # Errors
/// As [`of_contact`].
#[compiled_here]
pub async fn open_of_owner(reads: &mut dyn Reads, owner: MemberId) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OPEN_OF_OWNER)
        .bind(owner.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

impl Tx {
    /// A new duty's identifier.
    #[must_use]
    pub fn duty_id(&self) -> DutyId {
        DutyId::new(self.now(), ten())
    }
}

/// Stores a new duty.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(tx: &mut Tx, duty: &Duty) -> Result<(), Error> {
    let s = duty.snapshot();
    let (contact, case, person) = match s.subject {
        Subject::Contact(contact) => (Some(contact.uuid()), None, None),
        Subject::Person { case, person } => (None, Some(case.uuid()), Some(person.uuid())),
    };
    let grounds = ground::write(&s.grounds)?;
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(s.id.uuid())
        .bind(contact)
        .bind(case)
        .bind(person)
        .bind(s.team.uuid())
        .bind(s.recipient.code())
        .bind(s.form.code())
        .bind(grounds)
        .bind(s.owner.map(MemberId::uuid))
        .bind(s.started_at.micros())
        .bind(duty.due_at().micros())
        .bind(s.escalated.code())
        .bind(duty.escalates_at().map(Timestamp::micros))
        .bind(duty.state().code())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Stores the next state of a duty over the version that was loaded.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed it since.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &Duty) -> Result<(), Error> {
    let s = next.snapshot();
    let (dispute, agreed_by) = match &s.progress {
        Progress::Disputed(dispute) => (Some(*dispute), None),
        Progress::NotRequired { dispute, agreed_by, .. } => (Some(*dispute), Some(*agreed_by)),
        Progress::Open | Progress::Sent(_) => (None, None),
    };
    let proof = match &s.progress {
        Progress::Sent(proof) => Some(proof),
        _ => None,
    };
    let number_kind = proof.map(|proof| match proof.number {
        OralNumber::Given(_) => "given",
        OralNumber::NotGiven => "not_given",
        OralNumber::NotOral => "not_oral",
    });
    let grounds = ground::write(&s.grounds)?;
    let escalates_at = if next.is_open() { next.escalates_at() } else { None };
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(s.id.uuid())
        .bind(s.team.uuid())
        .bind(grounds)
        .bind(s.owner.map(MemberId::uuid))
        .bind(next.due_at().micros())
        .bind(s.escalated.code())
        .bind(escalates_at.map(Timestamp::micros))
        .bind(next.state().code())
        .bind(next.ended_at().map(Timestamp::micros))
        .bind(proof.map(|proof| proof.sent_at.micros()))
        .bind(proof.map(|proof| proof.by.uuid()))
        .bind(proof.map(|proof| proof.way.code()))
        .bind(number_kind)
        .bind(dispute.map(|dispute| dispute.reason.code()))
        .bind(dispute.map(|dispute| dispute.by.uuid()))
        .bind(dispute.map(|dispute| dispute.at.micros()))
        .bind(agreed_by.map(MemberId::uuid))
        .bind(before.version)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// The half of a contact's key to seal to.
///
/// # Errors
/// [`Error::NotFound`] when there is no such contact.
#[compiled_here]
pub async fn key_of(reads: &mut dyn Reads, id: ContactId) -> Result<PublicKey, Error> {
    Ok(contact::load(reads.conn(), id).await?.public_key)
}

/// Seals the number of an oral report to the contact, beside the proof that was saved.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn keep_number(
    tx: &mut Tx,
    id: DutyId,
    number: &ReportNumber,
    to: &PublicKey,
) -> Result<(), Error> {
    let sealed = Sealed::seal(&Text::from(number.expose()), to, place(id), &mut entropy());
    on!(tx.conn(), c => sqlx::query(NUMBER)
        .bind(id.uuid()).bind(sealed.as_bytes()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Notes whose it was before it fell to the team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note_left(tx: &mut Tx, id: DutyId, by: MemberId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(LEFT)
        .bind(id.uuid()).bind(by.uuid()).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

impl Store {
    /// Duties of which more people have to be told by now, the longest first.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn duties_to_escalate(
        &self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<DutyId>, Error> {
        let mut conn = self.readers().acquire().await?;
        let found: Vec<(Uuid,)> = on!(&mut conn, c => sqlx::query_as(TO_ESCALATE)
            .bind(now.micros())
            .bind(most)
            .fetch_all(&mut **c)
            .await?);
        Ok(found.into_iter().map(|(id,)| DutyId::from_uuid(id)).collect())
    }
}
