use proptest::prelude::*;

use super::*;

const AT: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn case() -> Case {
    Case::open(CaseId::new(AT, [1; 10]), TeamId::new(AT, [2; 10]), Some(member(1)), AT).0
}

fn member(number: u8) -> MemberId {
    MemberId::new(AT, [number; 10])
}

fn contact(number: u8) -> ContactId {
    ContactId::new(AT, [number; 10])
}

#[test]
fn the_status_codes_are_those_of_the_standard() {
    assert_eq!(Status::CODES, crate::htcds::list::CASE_STATUS);
}

#[test]
fn a_closed_case_takes_nothing_until_it_is_opened_again() {
    let closed = case().close(true, OpenWork::default(), AT).unwrap();
    assert_eq!(closed.status().0, Status::ClosedReferred);
    assert_eq!(closed.clone().join(contact(1)).unwrap_err(), CaseRefused::Closed);
    let open = closed.reopen(AT).unwrap();
    let (joined, event) = open.join(contact(1)).unwrap();
    assert_eq!(event, Event::ContactJoined { contact: contact(1), case: joined.id() });
    assert_eq!(joined.clone().reopen(AT).unwrap_err(), CaseRefused::Open);
    assert_eq!(joined.clone().join(contact(1)).unwrap().0, joined, "joining twice is joining once");
}

#[test]
fn when_its_owner_leaves_a_case_stays_the_teams() {
    let left = case().member_left(member(1));
    assert_eq!((left.owner(), left.team()), (None, case().team()));
    assert_eq!(case().member_left(member(2)).owner(), Some(member(1)));
}

proptest! {
    #[test]
    fn nothing_unsettled_is_ever_closed(
        duties in 0..2_usize,
        tasks in 0..2_usize,
        harm_by_system in 0..2_usize,
        danger in prop::sample::select(Danger::ALL.to_vec()),
        referred in any::<bool>(),
    ) {
        let open = OpenWork { duties, tasks, harm_by_system };
        let settled = duties + tasks + harm_by_system == 0 && danger != Danger::Now;
        let closed = case().assess_danger(danger).close(referred, open, AT);
        prop_assert_eq!(closed.is_ok(), settled);
    }
}
