//! From our actors and resources to the words of the schema.
//!
//! A request carries two entities, the one who asks and the thing asked for, built directly from
//! what the transaction has loaded. Nothing is looked up and no entity store is kept.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use casework::id::MemberId;
use casework::member::{Actor, Member};
use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};

use crate::resource::{
    CaseResource, ContactResource, DutyResource, GlassResource, ReferralResource, Resource,
};

/// The names of the entity types, parsed once.
pub(crate) struct Names {
    role: EntityTypeName,
    team: EntityTypeName,
    organization: EntityTypeName,
    service: EntityTypeName,
    member: EntityTypeName,
    visitor: EntityTypeName,
    tipster: EntityTypeName,
    partner: EntityTypeName,
    shelter: EntityTypeName,
    agency: EntityTypeName,
    machine: EntityTypeName,
    nobody: EntityTypeName,
    contact: EntityTypeName,
    referral: EntityTypeName,
    beds: EntityTypeName,
    duty: EntityTypeName,
    case: EntityTypeName,
    glass: EntityTypeName,
    directory: EntityTypeName,
    account: EntityTypeName,
    installation: EntityTypeName,
    action: EntityTypeName,
}

impl Names {
    pub(crate) fn new() -> Self {
        let name = |text| EntityTypeName::from_str(text).expect("a plain word is a type name");
        Self {
            role: name("Role"),
            team: name("Team"),
            organization: name("Organization"),
            service: name("Service"),
            member: name("Member"),
            visitor: name("Visitor"),
            tipster: name("Tipster"),
            partner: name("Partner"),
            shelter: name("Shelter"),
            agency: name("Agency"),
            machine: name("Machine"),
            nobody: name("Nobody"),
            contact: name("Contact"),
            referral: name("Referral"),
            beds: name("Beds"),
            duty: name("Duty"),
            case: name("Case"),
            glass: name("Glass"),
            directory: name("Directory"),
            account: name("Account"),
            installation: name("Installation"),
            action: name("Action"),
        }
    }

    pub(crate) fn action(&self, name: &str) -> EntityUid {
        uid(&self.action, name)
    }

    /// The entity of whoever asks.
    pub(crate) fn principal(&self, actor: &Actor) -> Entity {
        match actor {
            Actor::Visitor { contact } => self.of_contact(&self.visitor, contact),
            Actor::Tipster { contact } => self.of_contact(&self.tipster, contact),
            Actor::Member(member) => self.member(member),
            Actor::Partner { organization, referral } => entity(
                uid(&self.partner, &referral.to_string()),
                [
                    ("organization", self.reference(&self.organization, organization)),
                    ("referral", self.reference(&self.referral, referral)),
                ],
            ),
            Actor::Shelter { service } => entity(
                uid(&self.shelter, &service.to_string()),
                [("service", self.reference(&self.service, service))],
            ),
            Actor::Agency { organization, case } => entity(
                uid(&self.agency, &format!("{organization}-{case}")),
                [
                    ("organization", self.reference(&self.organization, organization)),
                    ("case", self.reference(&self.case, case)),
                ],
            ),
            Actor::Machine => entity(uid(&self.machine, "daybreak"), []),
            Actor::Nobody => entity(uid(&self.nobody, "nobody"), []),
        }
    }

    /// The entity of what is asked for.
    pub(crate) fn resource(&self, resource: &Resource) -> Entity {
        match resource {
            Resource::Contact(contact) => self.contact(contact),
            Resource::Team(team) => entity(uid(&self.team, &team.to_string()), []),
            Resource::Referral(referral) => self.referral(referral),
            Resource::Beds(service) => entity(
                uid(&self.beds, &service.to_string()),
                [("service", self.reference(&self.service, service))],
            ),
            Resource::Case(case) => self.case(case),
            Resource::Duty(duty) => self.duty(duty),
            Resource::Glass(glass) => self.glass(glass),
            Resource::Directory => entity(uid(&self.directory, "directory"), []),
            Resource::Account(owner) => entity(
                uid(&self.account, &owner.to_string()),
                [("owner", self.reference(&self.member, owner))],
            ),
            Resource::Installation { set_up } => entity(
                uid(&self.installation, "installation"),
                [("setUp", RestrictedExpression::new_bool(*set_up))],
            ),
        }
    }

    fn member(&self, member: &Member) -> Entity {
        let roles = member.roles.iter().map(|role| uid(&self.role, role.code()));
        let teams = member.teams.iter().map(|team| uid(&self.team, &team.to_string()));
        let parents: HashSet<EntityUid> = roles.chain(teams).collect();
        Entity::new_no_attrs(uid(&self.member, &member.id.to_string()), parents)
    }

    fn of_contact(&self, kind: &EntityTypeName, contact: &casework::id::ContactId) -> Entity {
        entity(
            uid(kind, &contact.to_string()),
            [("contact", self.reference(&self.contact, contact))],
        )
    }

    fn contact(&self, contact: &ContactResource) -> Entity {
        entity(
            uid(&self.contact, &contact.id.to_string()),
            [
                ("team", self.reference(&self.team, &contact.team)),
                ("participants", self.members(&contact.participants)),
                ("closedTo", self.members(&contact.closed_to)),
                ("state", RestrictedExpression::new_string(contact.state.code().to_owned())),
            ],
        )
    }

    fn referral(&self, referral: &ReferralResource) -> Entity {
        entity(
            uid(&self.referral, &referral.id.to_string()),
            [
                ("team", self.reference(&self.team, &referral.team)),
                ("closedTo", self.members(&referral.closed_to)),
                ("organization", self.reference(&self.organization, &referral.organization)),
                ("identityReleased", RestrictedExpression::new_bool(referral.identity_released)),
            ],
        )
    }

    fn case(&self, case: &CaseResource) -> Entity {
        entity(
            uid(&self.case, &case.id.to_string()),
            [
                ("team", self.reference(&self.team, &case.team)),
                ("closedTo", self.members(&case.closed_to)),
            ],
        )
    }

    fn glass(&self, glass: &GlassResource) -> Entity {
        entity(
            uid(&self.glass, &glass.id.to_string()),
            [
                ("team", self.reference(&self.team, &glass.team)),
                ("closedTo", self.members(&glass.closed_to)),
                ("askedBy", self.reference(&self.member, &glass.asked_by)),
                ("isOpen", RestrictedExpression::new_bool(glass.is_open)),
            ],
        )
    }

    fn duty(&self, duty: &DutyResource) -> Entity {
        entity(
            uid(&self.duty, &duty.id.to_string()),
            [
                ("team", self.reference(&self.team, &duty.team)),
                ("closedTo", self.members(&duty.closed_to)),
            ],
        )
    }

    fn members(&self, members: &[MemberId]) -> RestrictedExpression {
        RestrictedExpression::new_set(members.iter().map(|one| self.reference(&self.member, one)))
    }

    fn reference(&self, kind: &EntityTypeName, id: &impl ToString) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(uid(kind, &id.to_string()))
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn entity<const N: usize>(uid: EntityUid, attributes: [(&str, RestrictedExpression); N]) -> Entity {
    let attributes: HashMap<String, RestrictedExpression> =
        attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid, attributes, HashSet::new())
        .expect("attributes of literals, sets and references evaluate without extension functions")
}
