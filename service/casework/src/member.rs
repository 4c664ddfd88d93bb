//! Who acts: the roles, the members who hold them, and everybody else who can reach the system.

use std::collections::BTreeSet;

use crate::code::codes;
use crate::id::{CaseId, ContactId, MemberId, OrganizationId, ReferralId, ServiceId, TeamId};

codes! {
    /// Every role that the policies know.
    pub enum Role in "role" {
        /// A person who reached out and reads their own conversation.
        Visitor = "visitor",
        /// A third party who reported and follows up with a receipt.
        Tipster = "tipster",
        /// Answers people who reach out.
        Specialist = "specialist",
        /// Leads a shift: board, service levels, review.
        Supervisor = "supervisor",
        /// Runs the multidisciplinary review of cases and looks after the directory.
        Coordinator = "coordinator",
        /// A service that is asked to take somebody, without an account.
        Partner = "partner",
        /// Reads measures and coded records, and nothing that identifies.
        Analyst = "analyst",
        /// Runs the system and opens nothing.
        Administrator = "administrator",
    }
}

codes! {
    /// The roles that a member with an account can hold.
    pub enum StaffRole in "staff_role" {
        /// Answers people who reach out.
        Specialist = "specialist",
        /// Leads a shift: board, service levels, review.
        Supervisor = "supervisor",
        /// Runs the multidisciplinary review of cases and looks after the directory.
        Coordinator = "coordinator",
        /// Reads measures and coded records, and nothing that identifies.
        Analyst = "analyst",
        /// Runs the system and opens nothing.
        Administrator = "administrator",
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Specialist => Self::Specialist,
            StaffRole::Supervisor => Self::Supervisor,
            StaffRole::Coordinator => Self::Coordinator,
            StaffRole::Analyst => Self::Analyst,
            StaffRole::Administrator => Self::Administrator,
        }
    }
}

codes! {
    /// Where a member's account stands.
    pub enum MemberState in "member_state" {
        /// Invited, not yet enrolled: holds no key and can do nothing.
        Invited = "invited",
        /// Can sign in and act.
        Active = "active",
        /// May not sign in; what they did stays.
        Suspended = "suspended",
        /// Left for good; their wrapped keys are destroyed.
        Left = "left",
    }
}

/// A member as far as rules need to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub id: MemberId,
    /// The roles they hold; none means they may do nothing but manage their own sessions.
    pub roles: BTreeSet<StaffRole>,
    /// The teams they belong to, and whose sealed records their keys can open.
    pub teams: BTreeSet<TeamId>,
}

impl Member {
    /// Whether the member holds `role`.
    #[must_use]
    pub fn is(&self, role: StaffRole) -> bool {
        self.roles.contains(&role)
    }
}

/// Whoever asks for something, as authenticated by the web server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person in their own conversation, known only by the session of that contact.
    Visitor {
        /// Their conversation.
        contact: ContactId,
    },
    /// A third party who came back with the receipt of a tip.
    Tipster {
        /// The tip.
        contact: ContactId,
    },
    /// A signed-in member.
    Member(Member),
    /// A service that followed the link of a referral.
    Partner {
        /// The organisation that the link was made for.
        organization: OrganizationId,
        /// The one referral that the link answers.
        referral: ReferralId,
    },
    /// A service that followed the saved link to its beds.
    Shelter {
        /// Whose beds the link opens.
        service: ServiceId,
    },
    /// An agency that followed its link to a case.
    Agency {
        /// The organisation that the link was made for.
        organization: OrganizationId,
        /// The one case of which the link tells something.
        case: CaseId,
    },
    /// The system itself, doing what time obliges: an offer lapses, a connection is gone.
    Machine,
    /// Anybody else.
    Nobody,
}

impl Actor {
    /// Every role under which this actor comes; empty for the machine and for nobody.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        match self {
            Self::Visitor { .. } => vec![Role::Visitor],
            Self::Tipster { .. } => vec![Role::Tipster],
            Self::Member(member) => member.roles.iter().map(|&role| role.into()).collect(),
            Self::Partner { .. } | Self::Shelter { .. } | Self::Agency { .. } => {
                vec![Role::Partner]
            }
            Self::Machine | Self::Nobody => Vec::new(),
        }
    }

    /// The member behind this actor, if it is one.
    #[must_use]
    pub fn member_id(&self) -> Option<MemberId> {
        match self {
            Self::Member(member) => Some(member.id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staff_role_keeps_its_code_among_all_roles() {
        for &role in StaffRole::ALL {
            assert_eq!(Role::from(role).code(), role.code());
        }
    }

    #[test]
    fn nobody_has_no_role() {
        assert!(Actor::Nobody.roles().is_empty());
        assert_eq!(Actor::Nobody.member_id(), None);
    }
}
