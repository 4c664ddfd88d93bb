//! What must hold for every cast of people and things, not only for the one in the snapshot.

use std::collections::BTreeSet;

use casework::contact::StateCode;
use casework::id::{
    CaseId, ContactId, DutyId, GlassId, MemberId, OrganizationId, ReferralId, ServiceId, TeamId,
};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;
use proptest::prelude::*;

use super::cast::access;
use crate::{
    Act, CaseResource, ContactResource, DutyResource, GlassResource, Look, ReferralResource,
    Resource,
};

/// Looks that show what people said or who they are.
const SEALED_LOOKS: [Look; 11] = [
    Look::OpenContact,
    Look::ReadConversation,
    Look::ReadScreening,
    Look::ExportScreening,
    Look::SearchSealed,
    Look::ReadReleasedIdentity,
    Look::ReadReport,
    Look::OpenCase,
    Look::ReadSharedCase,
    Look::ExportCase,
    Look::ReadByGlass,
];

/// Acts that show or write what people said or who they are.
const SEALED_ACTS: [Act; 14] = [
    Act::WriteMessage,
    Act::WriteNote,
    Act::EditSafeContact,
    Act::RecordScreening,
    Act::RecordConsent,
    Act::EnterContactByHand,
    Act::ReleaseIdentity,
    Act::SendDuty,
    Act::PrepareReport,
    Act::StartCase,
    Act::HoldReview,
    Act::WorkCase,
    Act::ShareCase,
    Act::DecideGlass,
];

// Identifiers from a small pool, so that relations between actor and thing are common.
macro_rules! few {
    ($name:ident, $Id:ident) => {
        fn $name() -> impl Strategy<Value = $Id> {
            (0..3_u8).prop_map(|byte| $Id::new(Timestamp::EPOCH, [byte; 10]))
        }
    };
}
few!(team, TeamId);
few!(member_id, MemberId);
few!(contact_id, ContactId);
few!(referral_id, ReferralId);
few!(duty_id, DutyId);
few!(case_id, CaseId);
few!(glass_id, GlassId);
few!(organization, OrganizationId);
few!(service, ServiceId);

fn roles() -> impl Strategy<Value = BTreeSet<StaffRole>> {
    proptest::sample::subsequence(StaffRole::ALL.to_vec(), 0..=StaffRole::ALL.len())
        .prop_map(|roles| roles.into_iter().collect())
}

fn member() -> impl Strategy<Value = Member> {
    (member_id(), roles(), proptest::collection::btree_set(team(), 0..3))
        .prop_map(|(id, roles, teams)| Member { id, roles, teams })
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        contact_id().prop_map(|contact| Actor::Visitor { contact }),
        contact_id().prop_map(|contact| Actor::Tipster { contact }),
        member().prop_map(Actor::Member),
        (organization(), referral_id())
            .prop_map(|(organization, referral)| Actor::Partner { organization, referral }),
        service().prop_map(|service| Actor::Shelter { service }),
        (organization(), case_id())
            .prop_map(|(organization, case)| Actor::Agency { organization, case }),
        Just(Actor::Machine),
        Just(Actor::Nobody),
    ]
}

fn contact() -> impl Strategy<Value = ContactResource> {
    let some = || proptest::collection::vec(member_id(), 0..3);
    (contact_id(), team(), some(), some(), proptest::sample::select(StateCode::ALL)).prop_map(
        |(id, team, participants, closed_to, state)| ContactResource {
            id,
            team,
            participants,
            closed_to,
            state,
        },
    )
}

fn referral() -> impl Strategy<Value = ReferralResource> {
    let some = proptest::collection::vec(member_id(), 0..3);
    (referral_id(), team(), some, organization(), any::<bool>()).prop_map(
        |(id, team, closed_to, organization, identity_released)| ReferralResource {
            id,
            team,
            closed_to,
            organization,
            identity_released,
        },
    )
}

fn duty() -> impl Strategy<Value = DutyResource> {
    let some = proptest::collection::vec(member_id(), 0..3);
    (duty_id(), team(), some).prop_map(|(id, team, closed_to)| DutyResource { id, team, closed_to })
}

fn case() -> impl Strategy<Value = CaseResource> {
    let some = proptest::collection::vec(member_id(), 0..3);
    (case_id(), team(), some).prop_map(|(id, team, closed_to)| CaseResource { id, team, closed_to })
}

fn glass() -> impl Strategy<Value = GlassResource> {
    let some = proptest::collection::vec(member_id(), 0..3);
    (glass_id(), team(), some, member_id(), any::<bool>()).prop_map(
        |(id, team, closed_to, asked_by, is_open)| GlassResource {
            id,
            team,
            closed_to,
            asked_by,
            is_open,
        },
    )
}

fn resource() -> impl Strategy<Value = Resource> {
    prop_oneof![
        contact().prop_map(Resource::Contact),
        team().prop_map(Resource::Team),
        referral().prop_map(Resource::Referral),
        service().prop_map(Resource::Beds),
        case().prop_map(Resource::Case),
        duty().prop_map(Resource::Duty),
        glass().prop_map(Resource::Glass),
        Just(Resource::Directory),
        member_id().prop_map(Resource::Account),
        any::<bool>().prop_map(|set_up| Resource::Installation { set_up }),
    ]
}

fn opens_sealed(actor: &Actor, resource: &Resource) -> Vec<&'static str> {
    let looks = SEALED_LOOKS
        .iter()
        .filter(|&&look| access().decide(actor, look, resource).is_permitted())
        .map(|look| look.name());
    let acts = SEALED_ACTS
        .iter()
        .filter(|&&act| access().decide(actor, act, resource).is_permitted())
        .map(|act| act.name());
    looks.chain(acts).collect()
}

/// Whoever is outside may ask for it by break-glass at most, and nothing where it is closed to them.
fn only_asks_in_the_open(
    actor: &Actor,
    thing: &Resource,
    closed: bool,
) -> Result<(), TestCaseError> {
    for &look in Look::ALL {
        prop_assert!(!access().decide(actor, look, thing).is_permitted(), "{}", look);
    }
    for &act in Act::ALL.iter().filter(|&&act| closed || act != Act::AskGlass) {
        prop_assert!(!access().decide(actor, act, thing).is_permitted(), "{}", act);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn administrators_and_analysts_never_open_sealed_content(
        mut one in member(),
        role in prop_oneof![Just(StaffRole::Administrator), Just(StaffRole::Analyst)],
        resource in resource(),
    ) {
        one.roles.insert(role);
        prop_assert_eq!(opens_sealed(&Actor::Member(one), &resource), Vec::<&str>::new());
    }

    #[test]
    fn a_visitor_or_tipster_reaches_their_own_conversation_only(
        own in contact_id(),
        tip in any::<bool>(),
        resource in resource(),
    ) {
        let actor =
            if tip { Actor::Tipster { contact: own } } else { Actor::Visitor { contact: own } };
        let is_own = matches!(&resource, Resource::Contact(contact) if contact.id == own);
        if !is_own {
            prop_assert_eq!(opens_sealed(&actor, &resource), Vec::<&str>::new());
        }
    }

    #[test]
    fn nothing_of_a_contact_opens_to_a_member_outside_its_team_or_to_whom_it_is_closed(
        one in member(),
        contact in contact(),
    ) {
        let outside = !one.teams.contains(&contact.team);
        let closed = contact.closed_to.contains(&one.id);
        if outside || closed {
            only_asks_in_the_open(&Actor::Member(one), &Resource::Contact(contact), closed)?;
        }
    }

    #[test]
    fn nothing_of_a_case_opens_to_a_member_outside_its_team_or_to_whom_it_is_closed(
        one in member(),
        case in case(),
    ) {
        let closed = case.closed_to.contains(&one.id);
        if !one.teams.contains(&case.team) || closed {
            only_asks_in_the_open(&Actor::Member(one), &Resource::Case(case), closed)?;
        }
    }

    #[test]
    fn nothing_of_a_duty_opens_to_a_member_outside_its_team_or_to_whom_it_is_closed(
        one in member(),
        duty in duty(),
    ) {
        if !one.teams.contains(&duty.team) || duty.closed_to.contains(&one.id) {
            let thing = Resource::Duty(duty);
            let actor = Actor::Member(one);
            for &look in Look::ALL {
                prop_assert!(!access().decide(&actor, look, &thing).is_permitted(), "{}", look);
            }
            for &act in Act::ALL {
                prop_assert!(!access().decide(&actor, act, &thing).is_permitted(), "{}", act);
            }
        }
    }

    #[test]
    fn by_break_glass_reads_only_who_asked_while_it_is_open_and_never_who_has_a_conflict(
        one in member(),
        glass in glass(),
    ) {
        let reads = one.id == glass.asked_by && glass.is_open && !glass.closed_to.contains(&one.id);
        let barred = [StaffRole::Administrator, StaffRole::Analyst];
        let barred = barred.iter().any(|role| one.roles.contains(role));
        let decides = one.roles.contains(&StaffRole::Supervisor)
            && one.teams.contains(&glass.team)
            && !glass.closed_to.contains(&one.id);
        let (actor, thing) = (Actor::Member(one), Resource::Glass(glass));
        let read = access().decide(&actor, Look::ReadByGlass, &thing).is_permitted();
        prop_assert_eq!(read, reads && !barred);
        let decide = access().decide(&actor, Act::DecideGlass, &thing).is_permitted();
        prop_assert_eq!(decide, decides && !barred);
    }

    #[test]
    fn identity_reaches_only_the_organisation_that_was_asked_and_only_once_released(
        actor in actor(),
        referral in referral(),
    ) {
        let thing = Resource::Referral(referral.clone());
        let permitted =
            access().decide(&actor, Look::ReadReleasedIdentity, &thing).is_permitted();
        let own = actor
            == Actor::Partner { organization: referral.organization, referral: referral.id };
        prop_assert_eq!(permitted, own && referral.identity_released);
    }

    #[test]
    fn nobody_reads_along_an_active_contact_unseen_but_a_supervisor(
        one in member(),
        mut contact in contact(),
    ) {
        contact.state = StateCode::Active;
        let unseen = !contact.participants.contains(&one.id);
        let supervisor = one.roles.contains(&StaffRole::Supervisor);
        let thing = Resource::Contact(contact);
        if unseen && !supervisor {
            prop_assert_eq!(opens_sealed(&Actor::Member(one), &thing), Vec::<&str>::new());
        }
    }

    #[test]
    fn a_saved_link_opens_the_beds_of_its_service_and_nothing_else(
        own in service(),
        resource in resource(),
    ) {
        let actor = Actor::Shelter { service: own };
        let looks = Look::ALL.iter().any(|&l| access().decide(&actor, l, &resource).is_permitted());
        let acts = Act::ALL.iter().any(|&act| access().decide(&actor, act, &resource).is_permitted());
        prop_assert_eq!(looks || acts, resource == Resource::Beds(own));
        prop_assert_eq!(opens_sealed(&actor, &resource), Vec::<&str>::new());
    }

    #[test]
    fn what_was_answered_before_is_what_the_policies_say_now(
        actor in actor(),
        look in proptest::sample::select(Look::ALL),
        act in proptest::sample::select(Act::ALL),
        resource in resource(),
    ) {
        let now = |name| access().ask(&actor, name, &resource);
        prop_assert_eq!(access().decide(&actor, look, &resource), now(look.name()).to(look));
        prop_assert_eq!(access().decide(&actor, act, &resource), now(act.name()).to(act));
    }

    #[test]
    fn an_agencys_link_leads_to_one_case_and_changes_nothing(
        (organization, own) in (organization(), case_id()),
        resource in resource(),
    ) {
        let actor = Actor::Agency { organization, case: own };
        let looks = Look::ALL.iter().filter(|&&l| access().decide(&actor, l, &resource).is_permitted());
        let is_own = matches!(&resource, Resource::Case(case) if case.id == own);
        let expected = is_own.then_some(Look::ReadSharedCase);
        prop_assert_eq!(looks.copied().collect::<Vec<_>>(), Vec::from_iter(expected));
        let acts = Act::ALL.iter().any(|&act| access().decide(&actor, act, &resource).is_permitted());
        prop_assert!(!acts);
    }

    #[test]
    fn a_member_manages_no_account_but_their_own(one in member(), owner in member_id()) {
        let own = one.id == owner;
        let actor = Actor::Member(one);
        let decision = access().decide(&actor, Act::ManageOwnCredentials, &Resource::Account(owner));
        prop_assert_eq!(decision.is_permitted(), own);
    }
}

/// What makes a remembered answer right for other ids: a policy that named one would be an exception.
#[test]
fn no_policy_names_an_id() {
    for (file, text) in crate::policies::POLICIES {
        let rules = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in rules {
            for (at, _) in line.match_indices("::\"") {
                let kind: String =
                    line[..at].chars().rev().take_while(char::is_ascii_alphanumeric).collect();
                let kind: String = kind.chars().rev().collect();
                assert!(matches!(&*kind, "Action" | "Role"), "{file}: {line}");
            }
        }
    }
}
