//! A bed request laid flat, as rows hold it.

use super::{Ask, BedQuestion, BedRequest, BedRequestState, Hold, HoldState};
use crate::id::{BedRequestId, CapacityId, ContactId, HoldId, ReferralId, ServiceId};
use crate::time::Timestamp;

/// Every column of a bed request, with its asks and its last hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which request.
    pub id: BedRequestId,
    /// From which contact.
    pub contact: ContactId,
    /// What is asked.
    pub question: BedQuestion,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: BedRequestState,
    /// Since when.
    pub since: Timestamp,
    /// Who was asked, and what they said.
    pub asks: Vec<Ask>,
    /// The bed that is or was kept last.
    pub hold: Option<HoldRow>,
}

/// Every column of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldRow {
    /// Which hold.
    pub id: HoldId,
    /// Which service keeps the bed.
    pub service: ServiceId,
    /// Among which of its beds.
    pub capacity: CapacityId,
    /// Since when.
    pub made_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: HoldState,
    /// Since when it stands there.
    pub since: Timestamp,
    /// The referral that has the bed, if one does.
    pub referral: Option<ReferralId>,
}

/// Rows that are no bed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bed request {request} is stored wrongly: {contradiction}; restore it from a backup")]
pub struct BedCorrupt {
    /// Which request.
    pub request: BedRequestId,
    /// What contradicts what.
    pub contradiction: &'static str,
}

impl BedRequest {
    /// Lays the request flat.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id,
            contact: self.contact,
            question: self.question.clone(),
            asked_at: self.asked_at,
            expires_at: self.expires_at,
            state: self.state,
            since: self.since,
            asks: self.asks.clone(),
            hold: self.hold.map(|hold| hold.row()),
        }
    }

    /// Makes rows a bed request again.
    ///
    /// # Errors
    /// [`BedCorrupt`] if the columns contradict each other.
    pub fn restore(row: Snapshot) -> Result<Self, BedCorrupt> {
        let corrupt = |contradiction| BedCorrupt { request: row.id, contradiction };
        if row.asks.is_empty() {
            return Err(corrupt("nobody was asked"));
        }
        let live = row.hold.is_some_and(|hold| hold.state == HoldState::Held);
        if (row.state == BedRequestState::Held) != live {
            return Err(corrupt("a bed is kept exactly while the request is held"));
        }
        let used = |hold: HoldRow| (hold.state == HoldState::Used) != hold.referral.is_some();
        if row.hold.is_some_and(used) {
            return Err(corrupt("a hold is used exactly by a referral"));
        }
        Ok(Self {
            id: row.id,
            contact: row.contact,
            question: row.question,
            asked_at: row.asked_at,
            expires_at: row.expires_at,
            state: row.state,
            since: row.since,
            asks: row.asks,
            hold: row.hold.map(Hold::of_row),
        })
    }
}

impl Hold {
    /// Lays the hold flat.
    #[must_use]
    pub const fn row(&self) -> HoldRow {
        let Self { id, service, capacity, made_at, expires_at, state, since, referral } = *self;
        HoldRow { id, service, capacity, made_at, expires_at, state, since, referral }
    }

    const fn of_row(row: HoldRow) -> Self {
        let HoldRow { id, service, capacity, made_at, expires_at, state, since, referral } = row;
        Self { id, service, capacity, made_at, expires_at, state, since, referral }
    }
}
