use super::*;
use crate::contact::{Arrival, Channel, Danger, Ending, Lane, Loss};
use crate::id::{ContactId, TeamId};
use crate::time::Timestamp;

fn member(byte: u8) -> MemberId {
    MemberId::new(Timestamp::EPOCH, [byte; 10])
}

fn waiting() -> Contact {
    let arrival = Arrival {
        id: ContactId::new(Timestamp::EPOCH, [1; 10]),
        team: TeamId::new(Timestamp::EPOCH, [1; 10]),
        channel: Channel::Chat,
        lane: Lane::Help,
        danger: Danger::Unknown,
        received_at: Timestamp::EPOCH,
    };
    Contact::receive(arrival).0
}

fn active() -> Contact {
    waiting().answer(member(1), Timestamp::EPOCH).unwrap().0
}

#[test]
fn a_visitor_can_write_before_anybody_has_answered() {
    assert_eq!(admit(&waiting(), Author::Visitor), Ok(Admission::Store));
    assert_eq!(admit(&waiting(), Author::Member(member(1))), Err(MessageRefused::StillWaiting));
}

#[test]
fn only_who_joined_writes_to_the_visitor() {
    assert_eq!(admit(&active(), Author::Member(member(1))), Ok(Admission::Store));
    assert_eq!(admit(&active(), Author::Member(member(2))), Err(MessageRefused::NotParticipating));
    let (joined, _) = active().join(member(2)).unwrap();
    assert_eq!(admit(&joined, Author::Member(member(2))), Ok(Admission::Store));
}

#[test]
fn a_lost_visitor_who_writes_is_back_and_a_member_does_not_write_to_nobody() {
    let lost = active().visitor_lost(Loss::ConnectionLost, Timestamp::EPOCH).unwrap().0;
    assert_eq!(admit(&lost, Author::Visitor), Ok(Admission::ResumeThenStore));
    assert_eq!(admit(&lost, Author::Member(member(1))), Err(MessageRefused::VisitorGone));
    let left = active().visitor_lost(Loss::QuickExit, Timestamp::EPOCH).unwrap().0;
    assert_eq!(admit(&left, Author::Visitor), Err(MessageRefused::Left));
}

#[test]
fn after_the_end_only_the_system_speaks() {
    let (ended, _) = active().end(member(1), Ending::Finished, Timestamp::EPOCH).unwrap();
    assert_eq!(admit(&ended, Author::Visitor), Err(MessageRefused::Ended));
    assert_eq!(admit(&ended, Author::Member(member(1))), Err(MessageRefused::Ended));
    assert_eq!(admit(&ended, Author::System), Ok(Admission::Store));
}

#[test]
fn numbers_begin_at_one_and_have_no_gap() {
    assert_eq!(Seq::from_number(0), None);
    assert_eq!(Seq::from_number(1), Some(Seq::FIRST));
    assert_eq!(Seq::FIRST.next().next().number(), 3);
}
