//! A referral laid flat, as a row holds it.

use super::{DeclineReason, Referral, ReferralState, Request};
use crate::id::{ConsentId, ContactId, OrganizationId, ReferralId, ServiceId};
use crate::time::Timestamp;

/// Every column of a referral, as a row holds it; [`Referral::restore`] makes it a referral again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which referral.
    pub id: ReferralId,
    /// From which contact.
    pub contact: ContactId,
    /// Which organisation is asked.
    pub organization: OrganizationId,
    /// Which of its services.
    pub service: ServiceId,
    /// What is asked.
    pub request: Request,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// Until when the service can answer.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: ReferralState,
    /// Since when.
    pub since: Timestamp,
    /// The day and hour that were agreed, if any were.
    pub scheduled_for: Option<Timestamp>,
    /// Why it was declined; only then.
    pub decline_reason: Option<DeclineReason>,
    /// By which consent identity was released, if it was.
    pub identity: Option<ConsentId>,
}

/// A row that is no referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("referral {referral} is stored wrongly: {contradiction}; restore it from a backup")]
pub struct ReferralCorrupt {
    /// Which referral.
    pub referral: ReferralId,
    /// What contradicts what.
    pub contradiction: &'static str,
}

impl Referral {
    /// Lays the referral flat.
    #[must_use]
    pub const fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id,
            contact: self.contact,
            organization: self.organization,
            service: self.service,
            request: self.request,
            offered_at: self.offered_at,
            expires_at: self.expires_at,
            state: self.state,
            since: self.since,
            scheduled_for: self.scheduled_for,
            decline_reason: self.decline_reason,
            identity: self.identity,
        }
    }

    /// Makes a row a referral again.
    ///
    /// # Errors
    /// [`ReferralCorrupt`] if the columns contradict each other.
    pub fn restore(row: &Snapshot) -> Result<Self, ReferralCorrupt> {
        let corrupt = |contradiction| ReferralCorrupt { referral: row.id, contradiction };
        if (row.state == ReferralState::Declined) != row.decline_reason.is_some() {
            return Err(corrupt("only a declined referral has a reason, and always one"));
        }
        let never_accepted = matches!(
            row.state,
            ReferralState::Offered | ReferralState::Declined | ReferralState::Expired
        );
        if never_accepted && row.identity.is_some() {
            return Err(corrupt("identity is marked as released before the service accepted"));
        }
        if row.state == ReferralState::Scheduled && row.scheduled_for.is_none() {
            return Err(corrupt("a day is agreed and none is stored"));
        }
        let none_agreed = never_accepted || row.state == ReferralState::Accepted;
        if none_agreed && row.scheduled_for.is_some() {
            return Err(corrupt("a day is stored and none was agreed"));
        }
        Ok(Self {
            id: row.id,
            contact: row.contact,
            organization: row.organization,
            service: row.service,
            request: row.request,
            offered_at: row.offered_at,
            expires_at: row.expires_at,
            state: row.state,
            since: row.since,
            scheduled_for: row.scheduled_for,
            decline_reason: row.decline_reason,
            identity: row.identity,
        })
    }
}
