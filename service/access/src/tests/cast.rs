//! The people and things that the tests ask about.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use casework::contact::StateCode;
use casework::id::{
    CaseId, ContactId, DutyId, GlassId, MemberId, OrganizationId, ReferralId, ServiceId, TeamId,
};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;

use crate::{
    Access, CaseResource, ContactResource, DutyResource, GlassResource, ReferralResource, Resource,
};

/// The policies, loaded once for all tests.
pub(super) fn access() -> &'static Access {
    static ACCESS: OnceLock<Access> = OnceLock::new();
    ACCESS.get_or_init(|| Access::load().expect("the texts that ship are valid"))
}

/// A fixed cast: one contact and one referral of one team, and everybody who could want them.
pub(super) struct Cast {
    pub(super) own_team: TeamId,
    pub(super) other_team: TeamId,
    pub(super) me: MemberId,
    pub(super) colleague: MemberId,
    pub(super) contact: ContactId,
    pub(super) other_contact: ContactId,
    pub(super) referral: ReferralId,
    pub(super) other_referral: ReferralId,
    pub(super) organization: OrganizationId,
    pub(super) other_organization: OrganizationId,
    pub(super) service: ServiceId,
    pub(super) other_service: ServiceId,
}

impl Cast {
    pub(super) fn new() -> Self {
        let at = Timestamp::EPOCH;
        Self {
            own_team: TeamId::new(at, [1; 10]),
            other_team: TeamId::new(at, [2; 10]),
            me: MemberId::new(at, [3; 10]),
            colleague: MemberId::new(at, [4; 10]),
            contact: ContactId::new(at, [5; 10]),
            other_contact: ContactId::new(at, [6; 10]),
            referral: ReferralId::new(at, [7; 10]),
            other_referral: ReferralId::new(at, [8; 10]),
            organization: OrganizationId::new(at, [9; 10]),
            other_organization: OrganizationId::new(at, [10; 10]),
            service: ServiceId::new(at, [11; 10]),
            other_service: ServiceId::new(at, [12; 10]),
        }
    }

    pub(super) fn member(&self, roles: &[StaffRole], teams: &[TeamId]) -> Actor {
        Actor::Member(Member {
            id: self.me,
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            teams: teams.iter().copied().collect(),
        })
    }

    pub(super) fn contact(
        &self,
        state: StateCode,
        participants: &[MemberId],
        closed_to: &[MemberId],
    ) -> Resource {
        Resource::Contact(ContactResource {
            id: self.contact,
            team: self.own_team,
            participants: participants.to_vec(),
            closed_to: closed_to.to_vec(),
            state,
        })
    }

    pub(super) fn referral(&self, identity_released: bool, closed_to: &[MemberId]) -> Resource {
        Resource::Referral(ReferralResource {
            id: self.referral,
            team: self.own_team,
            closed_to: closed_to.to_vec(),
            organization: self.organization,
            identity_released,
        })
    }

    pub(super) fn case(&self, closed_to: &[MemberId]) -> Resource {
        Resource::Case(CaseResource {
            id: CaseId::new(Timestamp::EPOCH, [12; 10]),
            team: self.own_team,
            closed_to: closed_to.to_vec(),
        })
    }

    pub(super) fn duty(&self, closed_to: &[MemberId]) -> Resource {
        Resource::Duty(DutyResource {
            id: DutyId::new(Timestamp::EPOCH, [11; 10]),
            team: self.own_team,
            closed_to: closed_to.to_vec(),
        })
    }

    /// An opening that I asked for, or a colleague did.
    pub(super) fn glass(&self, by: MemberId, is_open: bool, closed_to: &[MemberId]) -> Resource {
        Resource::Glass(GlassResource {
            id: GlassId::new(Timestamp::EPOCH, [13; 10]),
            team: self.own_team,
            closed_to: closed_to.to_vec(),
            asked_by: by,
            is_open,
        })
    }

    pub(super) fn installation(&self) -> Resource {
        Resource::Installation { set_up: true }
    }

    /// Everybody without an account.
    pub(super) fn outsiders(&self) -> Vec<(&'static str, Actor)> {
        vec![
            ("nobody", Actor::Nobody),
            ("visitor, own contact", Actor::Visitor { contact: self.contact }),
            ("visitor, other contact", Actor::Visitor { contact: self.other_contact }),
            ("tipster, own tip", Actor::Tipster { contact: self.contact }),
            ("tipster, other tip", Actor::Tipster { contact: self.other_contact }),
            ("partner, own link", self.partner(self.organization, self.referral)),
            ("partner, other link", self.partner(self.organization, self.other_referral)),
            ("partner, other organisation", self.partner(self.other_organization, self.referral)),
            ("shelter, own link", Actor::Shelter { service: self.service }),
            ("shelter, other link", Actor::Shelter { service: self.other_service }),
            ("agency, own case", self.agency(12)),
            ("agency, other case", self.agency(13)),
            ("machine", Actor::Machine),
        ]
    }

    fn agency(&self, case: u8) -> Actor {
        let case = CaseId::new(Timestamp::EPOCH, [case; 10]);
        Actor::Agency { organization: self.organization, case }
    }

    fn partner(&self, organization: OrganizationId, referral: ReferralId) -> Actor {
        Actor::Partner { organization, referral }
    }

    /// Every role and the combinations that a small organisation may be tempted by.
    pub(super) fn role_sets(&self) -> Vec<(&'static str, Vec<StaffRole>)> {
        use StaffRole::{Administrator, Analyst, Coordinator, Specialist, Supervisor};
        vec![
            ("specialist", vec![Specialist]),
            ("supervisor", vec![Supervisor]),
            ("coordinator", vec![Coordinator]),
            ("analyst", vec![Analyst]),
            ("administrator", vec![Administrator]),
            ("administrator + specialist", vec![Administrator, Specialist]),
            ("analyst + supervisor", vec![Analyst, Supervisor]),
            ("no role", vec![]),
        ]
    }

    /// Everybody, members in their own team.
    pub(super) fn actors(&self) -> Vec<(&'static str, Actor)> {
        let members =
            self.role_sets().into_iter().map(|(name, r)| (name, self.member(&r, &[self.own_team])));
        self.outsiders().into_iter().chain(members).collect()
    }

    /// One of every kind of thing.
    pub(super) fn resources(&self) -> Vec<Resource> {
        vec![
            self.contact(StateCode::Active, &[self.me], &[self.colleague]),
            Resource::Team(self.own_team),
            self.referral(true, &[self.colleague]),
            Resource::Beds(self.service),
            self.case(&[self.colleague]),
            self.duty(&[self.colleague]),
            self.glass(self.me, true, &[self.colleague]),
            Resource::Directory,
            Resource::Account(self.me),
            self.installation(),
        ]
    }
}
