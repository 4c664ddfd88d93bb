use proptest::prelude::*;

use super::*;
use crate::time::Span;

fn member(byte: u8) -> MemberId {
    MemberId::new(Timestamp::EPOCH, [byte; 10])
}

fn team(byte: u8) -> TeamId {
    TeamId::new(Timestamp::EPOCH, [byte; 10])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn arrival(channel: Channel) -> Arrival {
    Arrival {
        id: ContactId::new(Timestamp::EPOCH, [1; 10]),
        team: team(1),
        channel,
        lane: Lane::Help,
        danger: Danger::Unknown,
        received_at: at(100),
    }
}

fn waiting(channel: Channel) -> Contact {
    Contact::receive(arrival(channel)).0
}

fn active() -> Contact {
    waiting(Channel::Chat).answer(member(1), at(110)).unwrap().0
}

#[test]
fn a_second_specialist_is_told_who_was_quicker() {
    let refused = active().answer(member(2), at(111)).unwrap_err();
    assert_eq!(refused, TransitionRefused::AlreadyAnswered { lead: member(1) });
    assert!(refused.to_string().contains("take the next contact, or join"), "{refused}");
}

#[test]
fn nobody_can_close_a_contact_unread() {
    let refused = waiting(Channel::WebForm).end(member(1), Ending::OutOfScope, at(200));
    assert_eq!(refused.unwrap_err(), TransitionRefused::StillWaiting);
}

#[test]
fn a_contact_that_broke_off_while_waiting_keeps_its_place_in_the_queue() {
    let (lost, event) = waiting(Channel::Chat).visitor_lost(Loss::ConnectionLost, at(150)).unwrap();
    assert_eq!(event.name(), "ContactBrokenOff");
    let (back, _) = lost.visitor_returned(false, at(400)).unwrap();
    assert_eq!(back.state(), &State::Waiting(Wait { since: at(100), first_answered_at: None }));
}

#[test]
fn a_visitor_who_comes_back_meets_the_same_specialist_or_waits_for_the_next() {
    let lost = active().visitor_lost(Loss::ConnectionLost, at(200)).unwrap().0;
    let (talking, _) = lost.clone().visitor_returned(true, at(260)).unwrap();
    assert_eq!(talking.participants().map(Participants::lead), Some(member(1)));
    let (waits, event) = lost.visitor_returned(false, at(260)).unwrap();
    let wait = Wait { since: at(260), first_answered_at: Some(at(110)) };
    assert_eq!(waits.state(), &State::Waiting(wait));
    assert!(matches!(event, Event::ContactResumed { waits: true, .. }));
}

#[test]
fn quick_exit_cannot_be_undone_by_whoever_holds_the_phone_next() {
    let left = active().visitor_lost(Loss::QuickExit, at(200)).unwrap().0;
    assert_eq!(
        left.clone().visitor_returned(true, at(201)).unwrap_err(),
        TransitionRefused::CannotReturn { loss: Loss::QuickExit }
    );
    // It stays until somebody has looked at it, whoever that is.
    assert!(left.end(member(7), Ending::VisitorLeft, at(300)).is_ok());
}

#[test]
fn forms_and_mails_have_nobody_who_could_be_lost() {
    for channel in [Channel::WebForm, Channel::Email, Channel::Text] {
        assert_eq!(
            waiting(channel).visitor_lost(Loss::ConnectionLost, at(200)).unwrap_err(),
            TransitionRefused::NoPresence
        );
    }
    let form = waiting(Channel::WebForm).answer(member(1), at(500)).unwrap().0;
    assert!(form.end(member(1), Ending::Finished, at(900)).unwrap().0.is_ended());
}

#[test]
fn danger_now_is_not_dismissed() {
    let (danger, event) = active().assess_danger(Danger::Now).unwrap();
    assert!(matches!(event, Event::DangerAssessed { from: Danger::Unknown, to: Danger::Now, .. }));
    for &ending in Ending::ALL {
        let result = danger.clone().end(member(1), ending, at(300));
        assert_eq!(result.is_err(), ending.dismisses(), "{ending}");
    }
    let (safe, _) = danger.assess_danger(Danger::NoneKnown).unwrap();
    assert!(safe.end(member(1), Ending::OutOfScope, at(300)).is_ok());
}

#[test]
fn somebody_always_leads() {
    let (two, _) = active().join(member(2)).unwrap();
    let (one, event) = two.leave(member(1)).unwrap();
    assert_eq!(one.participants().map(Participants::lead), Some(member(2)));
    assert!(matches!(event, Event::MemberLeft { lead, .. } if lead == member(2)));
    assert_eq!(one.leave(member(2)).unwrap_err(), TransitionRefused::LastMember);
}

#[test]
fn a_transfer_moves_one_place_and_leaves_the_others() {
    let (two, _) = active().join(member(2)).unwrap();
    let (moved, _) = two.clone().hand_over(member(1), member(3)).unwrap();
    let all: Vec<_> = moved.participants().unwrap().iter().collect();
    assert_eq!(all, [member(3), member(2)]);
    // Who only joined can pass the lead on as well; the old lead stays.
    let (moved, _) = two.clone().hand_over(member(2), member(3)).unwrap();
    let all: Vec<_> = moved.participants().unwrap().iter().collect();
    assert_eq!(all, [member(3), member(1)]);
    // The lead passes to the one who is there already.
    let (moved, _) = two.hand_over(member(1), member(2)).unwrap();
    assert_eq!(moved.participants().unwrap().iter().collect::<Vec<_>>(), [member(2)]);
}

#[test]
fn a_contact_given_back_waits_in_the_other_teams_queue_from_then_on() {
    let (back, _) = active().return_to_queue(member(1), team(2), at(300)).unwrap();
    assert_eq!(back.team(), team(2));
    let wait = Wait { since: at(300), first_answered_at: Some(at(110)) };
    assert_eq!(back.state(), &State::Waiting(wait));
    assert_eq!(back.participants(), None);
}

#[test]
fn what_is_entered_by_hand_may_be_old_but_not_of_the_future() {
    let (entered, event) =
        Contact::enter_by_hand(arrival(Channel::Phone), member(1), at(86_500)).unwrap();
    assert_eq!((entered.received_at(), entered.since()), (at(100), at(86_500)));
    assert!(matches!(event, Event::ContactReceived { entered_by: Some(_), .. }));
    assert_eq!(
        Contact::enter_by_hand(arrival(Channel::Phone), member(1), at(99)).unwrap_err(),
        TransitionRefused::ReceivedInFuture
    );
}

#[test]
fn what_is_entered_after_it_was_over_keeps_its_own_times() {
    let enter = |ending, ended| {
        let end = (ending, at(ended));
        Contact::enter_ended_by_hand(arrival(Channel::Phone), member(1), end, at(86_500))
    };
    let (entered, events) = enter(Ending::Finished, 700).unwrap();
    assert_eq!((entered.received_at(), entered.since()), (at(100), at(700)));
    assert!(entered.is_ended());
    assert!(matches!(events[1], Event::ContactEnded { ending: Ending::Finished, .. }));
    assert_eq!(Contact::restore(&entered.snapshot()), Ok(entered));
    assert_eq!(enter(Ending::Finished, 99).unwrap_err(), TransitionRefused::EndedBeforeReceived);
    assert_eq!(enter(Ending::Finished, 86_501).unwrap_err(), TransitionRefused::EndedInFuture);
    let danger = Arrival { danger: Danger::Now, ..arrival(Channel::Phone) };
    let prank = (Ending::Prank, at(700));
    assert_eq!(
        Contact::enter_ended_by_hand(danger, member(1), prank, at(86_500)).unwrap_err(),
        TransitionRefused::DangerNow
    );
}

#[test]
fn a_wrong_lane_can_be_corrected_even_after_the_end() {
    let (ended, _) = active().end(member(1), Ending::Finished, at(200)).unwrap();
    assert_eq!(ended.clone().move_lane(Lane::Help).unwrap_err(), TransitionRefused::SameLane);
    let (moved, event) = ended.move_lane(Lane::Tip).unwrap();
    assert_eq!(moved.lane(), Lane::Tip);
    assert!(moved.is_ended());
    assert!(matches!(event, Event::LaneMoved { from: Lane::Help, to: Lane::Tip, .. }));
}

/// Every transition with small random arguments.
#[derive(Clone, Copy, Debug)]
enum Step {
    Answer(u8),
    Join(u8),
    Leave(u8),
    HandOver(u8, u8),
    ReturnToQueue(u8, u8),
    Lose(Loss),
    Return(bool),
    End(u8, Ending),
    Finish,
    Lane(Lane),
    Danger(Danger),
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = || 1..4_u8;
    prop_oneof![
        3 => who().prop_map(Step::Answer),
        2 => who().prop_map(Step::Join),
        2 => who().prop_map(Step::Leave),
        2 => (who(), who()).prop_map(|(from, to)| Step::HandOver(from, to)),
        2 => (who(), who()).prop_map(|(from, to)| Step::ReturnToQueue(from, to)),
        2 => proptest::sample::select(Loss::ALL).prop_map(Step::Lose),
        2 => any::<bool>().prop_map(Step::Return),
        1 => (who(), proptest::sample::select(Ending::ALL)).prop_map(|(m, e)| Step::End(m, e)),
        1 => Just(Step::Finish),
        1 => proptest::sample::select(Lane::ALL).prop_map(Step::Lane),
        1 => proptest::sample::select(Danger::ALL).prop_map(Step::Danger),
    ]
}

fn take(
    contact: Contact,
    step: Step,
    now: Timestamp,
) -> Result<(Contact, Event), TransitionRefused> {
    match step {
        Step::Answer(m) => contact.answer(member(m), now),
        Step::Join(m) => contact.join(member(m)),
        Step::Leave(m) => contact.leave(member(m)),
        Step::HandOver(from, to) => contact.hand_over(member(from), member(to)),
        Step::ReturnToQueue(m, to) => contact.return_to_queue(member(m), team(to), now),
        Step::Lose(loss) => contact.visitor_lost(loss, now),
        Step::Return(on_shift) => contact.visitor_returned(on_shift, now),
        Step::End(m, ending) => contact.end(member(m), ending, now),
        Step::Finish => contact.visitor_finished(now),
        Step::Lane(lane) => contact.move_lane(lane),
        Step::Danger(danger) => contact.assess_danger(danger),
    }
}

fn any_start() -> impl Strategy<Value = Contact> {
    (proptest::sample::select(Channel::ALL), any::<bool>()).prop_map(|(channel, by_hand)| {
        if by_hand {
            Contact::enter_by_hand(arrival(channel), member(1), at(100)).unwrap().0
        } else {
            waiting(channel)
        }
    })
}

/// A contact in any state that the rules can reach.
fn any_contact() -> impl Strategy<Value = Contact> {
    (any_start(), proptest::collection::vec(any_step(), 0..12)).prop_map(|(start, steps)| {
        steps.into_iter().enumerate().fold(start, |contact, (number, step)| {
            let now = at(100 + 10 * i64::try_from(number).unwrap());
            match take(contact.clone(), step, now) {
                Ok((next, _)) => next,
                Err(_) => contact,
            }
        })
    })
}

proptest! {
    #[test]
    fn every_transition_keeps_the_invariants(contact in any_contact(), step in any_step()) {
        let Ok((next, event)) = take(contact.clone(), step, at(10_000)) else { return Ok(()) };
        prop_assert_eq!(event.contact(), Some(contact.id()));
        prop_assert_eq!((next.id(), next.channel()), (contact.id(), contact.channel()));
        prop_assert_eq!(next.received_at(), contact.received_at());
        prop_assert_eq!(next.entry(), contact.entry());
        if contact.first_answered_at().is_some() {
            prop_assert_eq!(next.first_answered_at(), contact.first_answered_at());
        }
        if contact.is_ended() {
            prop_assert_eq!(next.state(), contact.state());
        }
        if matches!(contact.state(), State::Waiting(_)) {
            prop_assert!(!next.is_ended());
        }
        if let Some(participants) = next.participants() {
            let all: Vec<_> = participants.iter().collect();
            let unique: std::collections::BTreeSet<_> = all.iter().collect();
            prop_assert_eq!(unique.len(), all.len());
            prop_assert!(all.contains(&participants.lead()));
        }
        let queued = matches!(next.state(), State::Waiting(_));
        prop_assert_eq!(crate::queue::Entry::of(&next).is_some(), queued);
    }

    #[test]
    fn a_lost_connection_can_always_be_resumed(contact in any_contact(), on_shift in any::<bool>()) {
        if let Ok((lost, _)) = contact.visitor_lost(Loss::ConnectionLost, at(10_000)) {
            prop_assert!(lost.visitor_returned(on_shift, at(10_001)).is_ok());
        }
    }

    #[test]
    fn a_stored_contact_comes_back_the_same(contact in any_contact()) {
        prop_assert_eq!(Contact::restore(&contact.snapshot()), Ok(contact));
    }

    #[test]
    fn a_row_that_no_contact_would_write_is_refused(
        contact in any_contact(),
        other in any_contact(),
        which in 0..8_u8,
    ) {
        let (mut row, other) = (contact.snapshot(), other.snapshot());
        match which {
            0 => row.state = other.state,
            1 => row.since = other.since + Span::from_seconds(1),
            2 => row.waiting_since = other.waiting_since,
            3 => row.talking_since = other.talking_since,
            4 => row.first_answered_at = other.first_answered_at,
            5 => row.loss = other.loss,
            6 => row.ending = other.ending,
            _ => row.members.extend(other.members),
        }
        if let Ok(restored) = Contact::restore(&row) {
            prop_assert_eq!(restored.snapshot(), row);
        }
    }

    #[test]
    fn a_clock_that_runs_back_never_turns_time_around(contact in any_contact(), step in any_step()) {
        if let Ok((next, _)) = take(contact.clone(), step, at(0)) {
            let resumed_wait = matches!(step, Step::Return(_)) && matches!(next.state(), State::Waiting(_));
            prop_assert!(next.since() >= contact.since() || resumed_wait);
        }
    }
}
