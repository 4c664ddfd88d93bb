//! What was begun in the contacts of a case: screenings and referrals, as codes. One statement each, however
//! many contacts there are; what is closed to the reader, or went to another team, is not among it.

use access::ContactResource;
use casework::contact::StateCode;
use casework::id::{CaseId, ContactId, MemberId, ReferralId, ScreeningId, TeamId};
use casework::need::Need;
use casework::referral::ReferralState;
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::screening::State;
use crate::tx::Reads;

statements! {
    SCREENINGS = "
        SELECT s.id, s.contact_id, s.instrument_url, s.state, s.changed_at, c.team_id,
            c.state AS contact_state,
            (SELECT count(*) FROM participants p WHERE p.contact_id = c.id AND p.member_id = $2
                AND p.left_at IS NULL) AS takes_part
        FROM case_contacts j JOIN contacts c ON c.id = j.contact_id
        JOIN screenings s ON s.contact_id = c.id
        WHERE j.case_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = j.contact_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM cases k
                WHERE k.id = j.case_id AND k.team_id <> c.team_id)
        ORDER BY s.changed_at DESC, s.id DESC LIMIT 20";
    REFERRALS = "
        SELECT r.id, r.contact_id, r.organization_name, r.service_name, r.need, r.state, r.since
        FROM case_contacts j JOIN contacts c ON c.id = j.contact_id
        JOIN referrals r ON r.contact_id = c.id
        WHERE j.case_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = j.contact_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM cases k
                WHERE k.id = j.case_id AND k.team_id <> c.team_id)
        ORDER BY r.since DESC, r.id DESC LIMIT 20";
}

/// One screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screened {
    /// Which.
    pub id: ScreeningId,
    /// The canonical address of its instrument.
    pub url: String,
    /// Where it stands.
    pub state: State,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Its contact, as far as the policies need to know it to decide about this reader.
    pub contact: ContactResource,
}

row! {
    struct ScreenedRow {
        id: Uuid,
        contact_id: Uuid,
        instrument_url: String,
        state: String,
        changed_at: i64,
        team_id: Uuid,
        contact_state: String,
        takes_part: i64,
    }
}

impl ScreenedRow {
    fn read(self, me: MemberId) -> Result<Screened, Error> {
        let state = State::ALL.into_iter().find(|state| state.code() == self.state);
        let contact_state = self.contact_state.parse::<StateCode>();
        Ok(Screened {
            id: ScreeningId::from_uuid(self.id),
            url: self.instrument_url,
            state: state.ok_or(Error::Unknown("state of a screening"))?,
            changed_at: Timestamp::from_micros(self.changed_at),
            contact: ContactResource {
                id: ContactId::from_uuid(self.contact_id),
                team: TeamId::from_uuid(self.team_id),
                participants: if self.takes_part > 0 { vec![me] } else { Vec::new() },
                closed_to: Vec::new(),
                state: contact_state.map_err(|_| Error::Unknown("state"))?,
            },
        })
    }
}

/// The screenings of a case's contacts, those that changed last, at most twenty.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn screenings(
    reads: &mut dyn Reads,
    (case, me): (CaseId, MemberId),
) -> Result<Vec<Screened>, Error> {
    let rows: Vec<ScreenedRow> = on!(reads.conn(), c => sqlx::query_as(SCREENINGS)
        .bind(case.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(me)).collect()
}

/// One referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referred {
    /// Which.
    pub id: ReferralId,
    /// From which contact.
    pub contact: ContactId,
    /// Who was asked, and for which service.
    pub asked: (String, String),
    /// For what.
    pub need: Need,
    /// Where it stands.
    pub state: ReferralState,
    /// Since when.
    pub since: Timestamp,
}

row! {
    struct ReferredRow {
        id: Uuid,
        contact_id: Uuid,
        organization_name: String,
        service_name: String,
        need: String,
        state: String,
        since: i64,
    }
}

impl ReferredRow {
    fn read(self) -> Result<Referred, Error> {
        Ok(Referred {
            id: ReferralId::from_uuid(self.id),
            contact: ContactId::from_uuid(self.contact_id),
            asked: (self.organization_name, self.service_name),
            need: self.need.parse().map_err(|_| Error::Unknown("need"))?,
            state: self.state.parse().map_err(|_| Error::Unknown("state of a referral"))?,
            since: Timestamp::from_micros(self.since),
        })
    }
}

/// The referrals of a case's contacts, those that changed last, at most twenty.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn referrals(
    reads: &mut dyn Reads,
    (case, me): (CaseId, MemberId),
) -> Result<Vec<Referred>, Error> {
    let rows: Vec<ReferredRow> = on!(reads.conn(), c => sqlx::query_as(REFERRALS)
        .bind(case.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(ReferredRow::read).collect()
}
