//! What is asked for, with as much of it as the policies decide on.

use casework::contact::{Contact, StateCode};
use casework::id::{
    CaseId, ContactId, DutyId, GlassId, MemberId, OrganizationId, ReferralId, ServiceId, TeamId,
};

/// The thing that somebody wants to see or change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// One contact.
    Contact(ContactResource),
    /// What a team has: its lists, its board, its index, its shifts, its open door.
    Team(TeamId),
    /// One referral.
    Referral(ReferralResource),
    /// The beds of one service.
    Beds(ServiceId),
    /// One case.
    Case(CaseResource),
    /// One report that has to be made.
    Duty(DutyResource),
    /// One opening by break-glass.
    Glass(GlassResource),
    /// The directory of services.
    Directory,
    /// The account of one member.
    Account(MemberId),
    /// The whole installation.
    Installation {
        /// Whether the first-run page has been completed.
        set_up: bool,
    },
}

/// What decides about a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactResource {
    /// Which contact.
    pub id: ContactId,
    /// Whose it is.
    pub team: TeamId,
    /// Who is with it, or was when it broke off or ended.
    pub participants: Vec<MemberId>,
    /// To whom it is closed because of a conflict of interest.
    pub closed_to: Vec<MemberId>,
    /// What is happening to it.
    pub state: StateCode,
}

impl ContactResource {
    /// What decides about `contact`, which is closed to the members of `closed_to`.
    #[must_use]
    pub fn of(contact: &Contact, closed_to: Vec<MemberId>) -> Self {
        let snapshot = contact.snapshot();
        Self {
            id: snapshot.id,
            team: snapshot.team,
            participants: snapshot.members,
            closed_to,
            state: snapshot.state,
        }
    }
}

/// What decides about a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralResource {
    /// Which referral.
    pub id: ReferralId,
    /// The team of its contact.
    pub team: TeamId,
    /// To whom its contact is closed.
    pub closed_to: Vec<MemberId>,
    /// Which organisation is asked.
    pub organization: OrganizationId,
    /// Whether identity was released to it by a consent that still holds.
    pub identity_released: bool,
}

/// What decides about a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyResource {
    /// Which duty.
    pub id: DutyId,
    /// Whose it is.
    pub team: TeamId,
    /// To whom its contact is closed.
    pub closed_to: Vec<MemberId>,
}

/// What decides about an opening by break-glass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlassResource {
    /// Which opening.
    pub id: GlassId,
    /// Whose the record is.
    pub team: TeamId,
    /// To whom the record is closed because of a conflict of interest.
    pub closed_to: Vec<MemberId>,
    /// Who asked.
    pub asked_by: MemberId,
    /// Whether it is open at this moment.
    pub is_open: bool,
}

/// What decides about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResource {
    /// Which case.
    pub id: CaseId,
    /// Whose it is.
    pub team: TeamId,
    /// To whom it is closed because of a conflict of interest.
    pub closed_to: Vec<MemberId>,
}
