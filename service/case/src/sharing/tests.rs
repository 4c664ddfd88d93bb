use casework::consent::{AbuserCheck, Signer, SignerKind};
use casework::id::{CaseId, ContactId};
use casework::time::Span;
use proptest::prelude::*;

use super::*;
use crate::person::{ExploiterRole, OtherPart, Part, Person, VictimStatus};

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn id(number: u8) -> PersonId {
    PersonId::new(START, [number; 10])
}

fn organization(number: u8) -> OrganizationId {
    OrganizationId::new(START, [number; 10])
}

fn after(days: i64) -> Timestamp {
    START + Span::from_days(days)
}

/// Persons 0 and 1 are potential victims, 2 is an alleged exploiter, 3 a caregiver.
fn people() -> People {
    let mut people = People::of(CaseId::new(START, [9; 10]));
    let parts = [
        Part::Victim(VictimStatus::Actual),
        Part::Victim(VictimStatus::Possible),
        Part::Exploiter(ExploiterRole::Seller),
        Part::Other(OtherPart::Caregiver),
    ];
    for (number, part) in (0..).zip(parts) {
        people.put(Person { id: id(number), part, since: START });
    }
    people
}

fn victim(number: u8) -> VictimId {
    people().person(id(number)).unwrap().victim().unwrap()
}

fn terms(to: u8, purpose: Purpose, scope: &[Scope], days: i64) -> Terms {
    Terms {
        contact: ContactId::new(START, [8; 10]),
        recipient: organization(to),
        purpose,
        scope: scope.iter().copied().collect(),
        signer: Signer { kind: SignerKind::AdultThemself, abuser_check: AbuserCheck::NotChecked },
        expires_at: after(days),
    }
}

fn permission(number: u8, of: u8, terms: Terms, signed_by: Option<u8>) -> Permission {
    let consent = ConsentId::new(START, [number; 10]);
    let by = MemberId::new(START, [7; 10]);
    let (consent, _) = Consent::give(consent, terms, MinorRule::NeedsAdult, by, START).unwrap();
    Permission::restore(victim(of), consent, signed_by.map(id))
}

fn viewer(seat: Seat, of: u8) -> Viewer {
    Viewer {
        organization: organization(of),
        seat,
        purpose: Purpose::CoordinateCare,
        agreement_until: Some(after(100)),
        closed: false,
    }
}

fn seen(viewer: &Viewer, permissions: &[Permission], days: i64) -> BTreeSet<Item> {
    shown(viewer, victim(0), permissions, &people(), after(days))
}

#[test]
fn the_alleged_exploiter_cannot_sign_for_a_child_whatever_was_ticked() {
    let signer = Signer { kind: SignerKind::Parent, abuser_check: AbuserCheck::RuledOut };
    let terms = Terms { signer, ..terms(1, Purpose::CoordinateCare, &[Scope::Name], 30) };
    let give = |signed_by: Option<u8>, terms: Terms| {
        let by = (MemberId::new(START, [7; 10]), START);
        let id_of = (ConsentId::new(START, [1; 10]), victim(0));
        Permission::give(id_of, terms, signed_by.map(id), &people(), MinorRule::NeedsAdult, by)
    };
    assert_eq!(give(Some(2), terms.clone()).unwrap_err(), PermissionRefused::ExploiterSigns);
    assert!(give(Some(3), terms.clone()).is_ok());
    assert_eq!(give(Some(8), terms.clone()).unwrap_err(), PermissionRefused::UnknownSigner);
    let adult = Signer { kind: SignerKind::AdultThemself, ..signer };
    let own = Terms { signer: adult, ..terms.clone() };
    assert_eq!(give(Some(3), own.clone()).unwrap_err(), PermissionRefused::NotThemself);
    assert!(give(Some(0), own).is_ok());
    let alleged = Signer { abuser_check: AbuserCheck::Alleged, ..signer };
    let refused = give(None, Terms { signer: alleged, ..terms.clone() }).unwrap_err();
    assert_eq!(refused, PermissionRefused::Consent(ConsentRefused::AbuserCannotSign));
    let alone = Signer { kind: SignerKind::MinorThemself, ..signer };
    let refused = give(None, Terms { signer: alone, ..terms }).unwrap_err();
    assert_eq!(refused, PermissionRefused::Consent(ConsentRefused::MinorCannotSignAlone));
}

#[test]
fn a_signer_who_turns_out_to_exploit_makes_the_consent_void_at_once() {
    let name = terms(1, Purpose::CoordinateCare, &[Scope::Name], 30);
    let signed = [permission(1, 0, name, Some(3))];
    let viewer = viewer(Seat::Review, 1);
    assert!(seen(&viewer, &signed, 1).contains(&Item::Name));
    let mut people = people();
    let caregiver = *people.person(id(3)).unwrap();
    people.put(caregiver.turns_out(Part::Exploiter(ExploiterRole::Facilitator)).unwrap());
    let now = view(&viewer, victim(0), &signed, &people, after(1));
    assert!(now.contains(&(Item::Name, Verdict::Hidden(WhyNot::SignedByExploiter))));
}

#[test]
fn a_signer_who_is_merged_with_an_exploiter_makes_the_consent_void_at_once() {
    let name = terms(1, Purpose::CoordinateCare, &[Scope::Name], 30);
    let signed = [permission(1, 0, name, Some(3))];
    let viewer = viewer(Seat::Review, 1);
    let mut people = people();
    let member = |number: u8| MemberId::new(START, [number; 10]);
    people.propose(id(2), id(3), member(1)).unwrap();
    people.agree(id(2), id(3), member(2), after(1)).unwrap();
    let now = view(&viewer, victim(0), &signed, &people, after(1));
    assert!(now.contains(&(Item::Name, Verdict::Hidden(WhyNot::SignedByExploiter))));
}

#[test]
fn taking_a_consent_back_takes_effect_with_the_next_look() {
    let all = terms(1, Purpose::CoordinateCare, Scope::ALL, 30);
    let signed = permission(1, 0, all, None);
    let viewer = viewer(Seat::Review, 1);
    let before = seen(&viewer, std::slice::from_ref(&signed), 1);
    assert!(before.contains(&Item::Location) && before.contains(&Item::Wishes));
    assert!(!before.contains(&Item::Notes) && !before.contains(&Item::Screenings));
    let (revoked, _) = signed.revoke(after(1));
    let now = seen(&viewer, &[revoked], 1);
    assert_eq!(now, [Item::Tasks, Item::Duties, Item::Justice].into());
}

#[test]
fn sitting_at_the_table_shows_work_and_nothing_about_the_person() {
    let table = [
        (Seat::OwnTeam, Item::ALL.iter().copied().collect()),
        (Seat::Review, BTreeSet::from([Item::Tasks, Item::Duties, Item::Justice])),
        (Seat::Partner, BTreeSet::new()),
        (Seat::Analyst, BTreeSet::new()),
        (Seat::Administrator, BTreeSet::new()),
    ];
    for (seat, expected) in table {
        assert_eq!(seen(&viewer(seat, 1), &[], 1), expected, "{seat}");
        let closed = Viewer { closed: true, ..viewer(seat, 1) };
        assert_eq!(seen(&closed, &[], 1), BTreeSet::new(), "{seat}");
    }
    let unsigned = Viewer { agreement_until: None, ..viewer(Seat::Review, 1) };
    assert_eq!(seen(&unsigned, &[], 1), BTreeSet::new());
    assert_eq!(seen(&viewer(Seat::Review, 1), &[], 101), BTreeSet::new(), "it has ended");
}

#[derive(Clone, Debug)]
struct Signed {
    of: u8,
    to: u8,
    purpose: Purpose,
    scope: Vec<Scope>,
    days: i64,
    revoked: Option<i64>,
    by: Option<u8>,
}

fn signed() -> impl Strategy<Value = Signed> {
    (
        0..2_u8,
        0..3_u8,
        prop::sample::select(Purpose::ALL.to_vec()),
        prop::sample::subsequence(Scope::ALL.to_vec(), 1..=Scope::ALL.len()),
        1..60_i64,
        prop::option::of(0..60_i64),
        prop::option::of(prop::sample::select(vec![0_u8, 2, 3])),
    )
        .prop_map(|(of, to, purpose, scope, days, revoked, by)| Signed {
            of,
            to,
            purpose,
            scope,
            days,
            revoked,
            by,
        })
}

fn any_viewer() -> impl Strategy<Value = Viewer> {
    (
        prop::sample::select(Seat::ALL.to_vec()),
        0..3_u8,
        prop::sample::select(Purpose::ALL.to_vec()),
        prop::option::of(0..60_i64),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(seat, of, purpose, until, closed)| Viewer {
            organization: organization(of),
            seat,
            purpose,
            agreement_until: until.map(after),
            closed,
        })
}

/// The scope that the policy asks for, written down a second time from the page's own words.
fn scope_of(item: Item) -> Option<Scope> {
    let table = [
        ("wishes", Scope::Needs),
        ("name", Scope::Name),
        ("age", Scope::Age),
        ("safe_contact", Scope::SafeContact),
        ("location", Scope::Location),
        ("needs", Scope::Needs),
        ("wellbeing", Scope::Needs),
        ("situation", Scope::Situation),
        ("safety_plan", Scope::Situation),
    ];
    table.iter().find(|(code, _)| *code == item.code()).map(|(_, scope)| *scope)
}

proptest! {
    /// For every seat, agency, purpose, agreement, consent and time of a generated population, exactly
    /// what the policy allows is shown, and every reason is true.
    #[test]
    fn exactly_what_the_policy_allows_is_shown(
        population in prop::collection::vec(signed(), 0..8),
        viewer in any_viewer(),
        of in 0..2_u8,
        days in 0..60_i64,
    ) {
        let permissions: Vec<Permission> = (1..)
            .zip(&population)
            .map(|(number, signed)| {
                let terms = terms(signed.to, signed.purpose, &signed.scope, signed.days);
                let permission = permission(number, signed.of, terms, signed.by);
                match signed.revoked {
                    Some(at) => permission.revoke(after(at)).0,
                    None => permission,
                }
            })
            .collect();
        let people = people();
        let whole = view(&viewer, victim(of), &permissions, &people, after(days));
        prop_assert_eq!(whole.len(), Item::ALL.len());
        let agreed = viewer.agreement_until.is_some_and(|until| after(days) < until);
        for (item, verdict) in &whole {
            let allowed = population.iter().any(|signed| {
                signed.of == of
                    && organization(signed.to) == viewer.organization
                    && signed.purpose == viewer.purpose
                    && scope_of(*item).is_some_and(|scope| signed.scope.contains(&scope))
                    && days < signed.days
                    && signed.revoked.is_none()
                    && signed.by != Some(2)
            });
            let work = matches!(item, Item::Tasks | Item::Duties | Item::Justice);
            let expected = !viewer.closed
                && match viewer.seat {
                    Seat::OwnTeam => true,
                    Seat::Review => agreed && (work || allowed),
                    Seat::Partner => allowed,
                    Seat::Analyst | Seat::Administrator => false,
                };
            prop_assert_eq!(matches!(verdict, Verdict::Shown(_)), expected, "{}", item);
            if let Verdict::Shown(Why::Consent { consent, until }) = verdict {
                let named = permissions.iter().find(|p| p.consent().id() == *consent).unwrap();
                prop_assert_eq!(named.person(), victim(of));
                prop_assert_eq!(named.consent().terms().expires_at, *until);
                prop_assert!(after(days) < *until);
            }
        }
        let listed = shown(&viewer, victim(of), &permissions, &people, after(days));
        let on_page = whole.iter().filter(|(_, v)| matches!(v, Verdict::Shown(_)));
        prop_assert!(on_page.map(|(item, _)| *item).eq(listed));
    }

    /// More consents never hide anything, fewer never show anything.
    #[test]
    fn a_consent_only_ever_adds(
        population in prop::collection::vec(signed(), 1..6),
        viewer in any_viewer(),
        days in 0..60_i64,
    ) {
        let permissions: Vec<Permission> = (1..)
            .zip(&population)
            .map(|(number, signed)| {
                let terms = terms(signed.to, signed.purpose, &signed.scope, signed.days);
                permission(number, signed.of, terms, signed.by)
            })
            .collect();
        let all = seen(&viewer, &permissions, days);
        let fewer = seen(&viewer, &permissions[1..], days);
        prop_assert!(fewer.is_subset(&all));
    }
}
