//! One record as far as keeping it matters, whichever kind it is of.

use access::Resource;
use case::retention::{Class, Kept, Subject as Kind};
use casework::contact::{Lane, StateCode};
use casework::id::{CaseId, ContactId, MemberId, TeamId};
use casework::member::Actor;
use uuid::Uuid;
use vault::PublicKey;

use crate::compiled_here;
use crate::db::{Conn, on, statements};
use crate::subject::Subject;
use crate::tx::Reads;
use crate::{Error, case as cases, contact};

statements! {
    OPEN_OF_CONTACT = "
        SELECT (SELECT count(*) FROM duties WHERE contact_id = $1 AND ended_at IS NULL)
            + (SELECT count(*) FROM referrals
                WHERE contact_id = $1 AND state IN ('offered', 'accepted'))";
    OPEN_OF_CASE = "
        SELECT (SELECT count(*) FROM duties WHERE case_id = $1 AND ended_at IS NULL)
            + (SELECT count(*) FROM case_tasks WHERE case_id = $1 AND ended_at IS NULL)";
    /// Contacts that belong to this case and to no other one that is not erased.
    ONLY_HERE = "
        SELECT j.contact_id FROM case_contacts j
        WHERE j.case_id = $1
            AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.subject_id = j.contact_id)
            AND NOT EXISTS (SELECT 1 FROM case_contacts o
                WHERE o.contact_id = j.contact_id AND o.case_id <> $1
                    AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.subject_id = o.case_id))
        ORDER BY j.joined_at, j.contact_id";
    /// Cases of a contact that are not erased.
    IN_CASES = "
        SELECT j.case_id FROM case_contacts j
        WHERE j.contact_id = $1
            AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.subject_id = j.case_id)
        ORDER BY j.joined_at, j.case_id";
}

/// A record that is kept and erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// A contact or a tip.
    Contact(ContactId),
    /// A case.
    Case(CaseId),
}

impl Record {
    /// The record, if it is one that is erased by itself.
    #[must_use]
    pub const fn of(subject: Kind) -> Option<Self> {
        match subject {
            Kind::Contact(id) => Some(Self::Contact(id)),
            Kind::Case(id) => Some(Self::Case(id)),
            Kind::Person(_) | Kind::Note(_) => None,
        }
    }

    /// The same among all kinds of records.
    #[must_use]
    pub const fn subject(self) -> Kind {
        match self {
            Self::Contact(id) => Kind::Contact(id),
            Self::Case(id) => Kind::Case(id),
        }
    }

    /// Its identifier without its kind.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.subject().uuid()
    }
}

/// A record as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What the rules of keeping look at.
    pub kept: Kept,
    /// Whose it is.
    pub team: TeamId,
    /// To whom it is closed.
    pub closed_to: Vec<MemberId>,
    /// The half of its key to seal to.
    pub public_key: PublicKey,
    resource: Resource,
}

impl Stored {
    /// What the policies decide by.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }
}

impl Subject for Record {
    type Loaded = Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        let subject = self.subject();
        (subject.kind(), Some(subject.uuid()))
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(Stored, Resource), Error> {
        let stored = load(conn, *self).await?;
        let resource = stored.resource.clone();
        Ok((stored, resource))
    }
}

#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, record: Record) -> Result<Stored, Error> {
    let subject = record.subject();
    match record {
        Record::Contact(id) => {
            let stood = contact::load(conn, id).await?;
            let contact = &stood.contact;
            let snapshot = contact.snapshot();
            let class = if snapshot.lane == Lane::Tip { Class::Tip } else { Class::Contact };
            let open = count(conn, OPEN_OF_CONTACT, id.uuid()).await? > 0;
            let open = open || snapshot.state != StateCode::Ended;
            let last_used_at = snapshot.since.max(stood.last_at);
            Ok(Stored {
                kept: Kept { subject, class, last_used_at, open },
                team: snapshot.team,
                resource: stood.resource(),
                public_key: stood.public_key,
                closed_to: stood.closed_to,
            })
        }
        Record::Case(id) => {
            let stood = cases::load(conn, id).await?;
            let (status, since) = stood.case.status();
            let open = status.is_open() || count(conn, OPEN_OF_CASE, id.uuid()).await? > 0;
            Ok(Stored {
                kept: Kept { subject, class: Class::Case, last_used_at: since, open },
                team: stood.case.team(),
                resource: stood.resource(),
                public_key: stood.public_key,
                closed_to: stood.closed_to,
            })
        }
    }
}

async fn count(conn: &mut Conn, text: &'static str, id: Uuid) -> Result<i64, Error> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(text).bind(id).fetch_one(&mut **c).await?);
    Ok(count)
}

/// The contacts that go with a case: those that belong to no other one.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn only_in(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<ContactId>, Error> {
    let rows: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(ONLY_HERE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| ContactId::from_uuid(id)).collect())
}

/// The cases that a contact belongs to and that are not erased.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn cases_of(reads: &mut dyn Reads, contact: ContactId) -> Result<Vec<CaseId>, Error> {
    let rows: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(IN_CASES)
        .bind(contact.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
}

/// One of the records that an act takes along, as it stands.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
#[compiled_here]
pub async fn stored(reads: &mut dyn Reads, record: Record) -> Result<Stored, Error> {
    load(reads.conn(), record).await
}
