//! The whole matrix as one reviewed snapshot, and what must hold beyond it.

mod cast;
mod matrix;
mod properties;

use std::collections::BTreeSet;

use cast::{Cast, access};
use cedar_policy::EntityUid;

use super::*;

#[test]
fn the_schema_and_the_rust_names_are_the_same_words() {
    let access = access();
    let groups = ["OpensSealed", "Writes"];
    let schema: BTreeSet<String> = access
        .schema
        .actions()
        .map(|action: &EntityUid| action.id().unescaped().to_owned())
        .filter(|name| !groups.contains(&name.as_str()))
        .collect();
    let looks = Look::ALL.iter().map(|look| look.name().to_owned());
    let acts = Act::ALL.iter().map(|act| act.name().to_owned());
    assert_eq!(schema, looks.chain(acts).collect());
}

#[test]
fn every_act_writes_and_no_look_does() {
    let access = access();
    let writes = access.names.action("Writes");
    let writing: BTreeSet<String> = access
        .schema
        .action_entities()
        .expect("the schema is valid")
        .iter()
        .filter(|action| {
            let entities = access.schema.action_entities().expect("the schema is valid");
            entities.is_ancestor_of(&writes, &action.uid())
        })
        .map(|action| action.uid().id().unescaped().to_owned())
        .collect();
    assert_eq!(writing, Act::ALL.iter().map(|act| act.name().to_owned()).collect());
}

#[test]
fn what_nothing_permits_is_refused() {
    let cast = Cast::new();
    let decision = access().decide(&Actor::Nobody, Act::Backup, &cast.installation());
    assert_eq!(decision, Decision::no(Act::Backup, Cause::DoesNotApply));
    let newcomer = cast.member(&[], &[cast.own_team]);
    let decision = access().decide(&newcomer, Act::Backup, &cast.installation());
    assert_eq!(decision, Decision::no(Act::Backup, Cause::NothingPermits));
}

#[test]
fn a_permit_names_the_policy_that_said_yes_and_a_refusal_the_one_that_said_no() {
    let cast = Cast::new();
    let specialist = cast.member(&[casework::member::StaffRole::Specialist], &[cast.own_team]);
    let contact = cast.contact(casework::contact::StateCode::Waiting, &[], &[]);
    let permit = access().decide(&specialist, Act::AcceptContact, &contact).permit().unwrap();
    assert_eq!(permit.policies(), ["accept-or-join"]);
    assert_eq!(permit.action(), Act::AcceptContact);

    let me = specialist.member_id().unwrap();
    let closed = cast.contact(casework::contact::StateCode::Waiting, &[], &[me]);
    let refusal = access().decide(&specialist, Act::AcceptContact, &closed).permit().unwrap_err();
    assert_eq!(refusal.cause(), &Cause::Forbidden(vec!["closed-to-member".to_owned()]));
    assert_eq!(refusal.to_string(), "`AcceptContact` is not permitted");
}

#[test]
fn a_policy_that_cannot_be_evaluated_refuses() {
    // An attribute is missing at run time, which validation cannot see: Cedar alone would skip the
    // "forbid" and say yes.
    let cast = Cast::new();
    let specialist = cast.member(&[casework::member::StaffRole::Specialist], &[cast.own_team]);
    let access = access();
    let resource = cast.contact(casework::contact::StateCode::Waiting, &[], &[]);
    let bare = cedar_policy::Entity::new_no_attrs(
        access.names.resource(&resource).uid(),
        std::collections::HashSet::new(),
    );
    let principal = access.names.principal(&specialist);
    let request = Request::new(
        principal.uid(),
        access.names.action("AcceptContact"),
        bare.uid(),
        Context::empty(),
        Some(&access.schema),
    )
    .unwrap();
    let entities = Entities::from_entities([principal, bare], None).unwrap();
    let refusal = access.answer(&request, &entities).to(Act::AcceptContact).permit().unwrap_err();
    assert!(matches!(refusal.cause(), Cause::Diagnostic(_)), "{refusal:?}");
}

#[test]
fn our_entities_are_what_the_schema_says() {
    let access = access();
    let cast = Cast::new();
    for (_, actor) in cast.actors() {
        let entity = access.names.principal(&actor);
        Entities::from_entities([entity], Some(&access.schema)).expect("the actor fits the schema");
    }
    for resource in cast.resources() {
        let entity = access.names.resource(&resource);
        Entities::from_entities([entity], Some(&access.schema)).expect("the thing fits the schema");
    }
}

#[test]
fn the_page_for_privacy_officers_lists_every_policy_with_its_reason() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/methods/access.md");
    let page =
        std::fs::read_to_string(path).expect("docs/methods/access.md is part of the project");
    for policy in access().policies.policies() {
        let id = policy.annotation("id").expect("loading demands it");
        let why = policy.annotation("why").expect("loading demands it");
        let row = format!("| `{id}` | {} |", why.split_whitespace().collect::<Vec<_>>().join(" "));
        assert!(page.contains(&row), "docs/methods/access.md lacks the row {row}");
    }
}
