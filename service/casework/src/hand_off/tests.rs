use proptest::prelude::*;

use super::*;
use crate::contact::{Arrival, Channel, Danger, Ending, Lane, Loss};
use crate::id::{OrganizationId, ServiceId, TeamId};
use crate::need::Need;
use crate::referral::{DeclineReason, Request};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn member() -> MemberId {
    MemberId::new(Timestamp::EPOCH, [5; 10])
}

fn id() -> HandOffId {
    HandOffId::new(Timestamp::EPOCH, [6; 10])
}

fn waiting() -> Contact {
    let arrival = Arrival {
        id: ContactId::new(Timestamp::EPOCH, [1; 10]),
        team: TeamId::new(Timestamp::EPOCH, [2; 10]),
        channel: Channel::Chat,
        lane: Lane::Help,
        danger: Danger::Unknown,
        received_at: at(0),
    };
    Contact::receive(arrival).0
}

fn talking() -> Contact {
    waiting().answer(member(), at(1)).unwrap().0
}

fn offered(contact: u8) -> Referral {
    let place =
        (OrganizationId::new(Timestamp::EPOCH, [3; 10]), ServiceId::new(Timestamp::EPOCH, [4; 10]));
    let request = Request { need: Need::EmergencyShelter, age_band: None, gender: None };
    let contact = ContactId::new(Timestamp::EPOCH, [contact; 10]);
    let id = ReferralId::new(Timestamp::EPOCH, [7; 10]);
    Referral::offer(id, contact, place, request, at(10_000), at(2)).unwrap().0
}

fn accepted() -> Referral {
    offered(1).accept(at(3)).unwrap().0
}

fn invited() -> HandOff {
    HandOff::invite(id(), (&talking(), &accepted()), (member(), true), at(10)).unwrap().0
}

#[test]
fn nobody_is_invited_without_a_yes_of_both() {
    let invite = |contact: &Contact, referral: &Referral, agreed| {
        HandOff::invite(id(), (contact, referral), (member(), agreed), at(10)).map(|_| ())
    };
    assert_eq!(invite(&talking(), &accepted(), true), Ok(()));
    assert_eq!(invite(&talking(), &accepted(), false), Err(HandOffRefused::NotAgreed));
    assert_eq!(invite(&talking(), &offered(1), true), Err(HandOffRefused::NotAccepted));
    let declined = offered(1).decline(DeclineReason::Full, at(4)).unwrap().0;
    assert_eq!(invite(&talking(), &declined, true), Err(HandOffRefused::NotAccepted));
    let other = offered(9).accept(at(4)).unwrap().0;
    assert_eq!(invite(&talking(), &other, true), Err(HandOffRefused::OtherContact));
    let lost = talking().visitor_lost(Loss::ConnectionLost, at(5)).unwrap().0;
    let over = talking().end(member(), Ending::Finished, at(5)).unwrap().0;
    for silent in [waiting(), lost, over] {
        assert_eq!(invite(&silent, &accepted(), true), Err(HandOffRefused::NotTalking));
    }
}

#[test]
fn an_invitation_is_followed_once_and_in_time() {
    let end = at(10) + INVITATION_LASTS;
    let both = (&talking(), &accepted());
    assert_eq!(invited().join(both, end).unwrap_err(), HandOffRefused::Over);
    let (here, event) = invited().join(both, at(11)).unwrap();
    assert_eq!(event.name(), "GuestJoined");
    assert!(here.is_here() && here.is_open(end), "who is there stays");
    assert_eq!(here.join(both, at(12)).unwrap_err(), HandOffRefused::Over);
    let withdrawn = accepted().withdraw(at(11)).unwrap().0;
    assert!(invited().join((&talking(), &withdrawn), at(12)).is_err());
}

proptest! {
    #[test]
    fn each_of_the_three_ends_it_at_any_moment_and_it_never_begins_again(
        joins in any::<bool>(),
        how in proptest::sample::select(HandOffEnd::ALL),
        later in 0..100_000_i64,
    ) {
        let both = (&talking(), &accepted());
        let before = if joins { invited().join(both, at(11)).unwrap().0 } else { invited() };
        let (ended, event) = before.end(how, at(12 + later)).unwrap();
        prop_assert_eq!(event.name(), "GuestLeft");
        prop_assert!(!ended.is_open(at(12 + later)) && !ended.is_here());
        prop_assert_eq!(HandOff::restore(&ended.snapshot()), Some(ended.clone()));
        prop_assert!(ended.clone().end(how, at(13 + later)).is_err());
        prop_assert!(ended.join(both, at(13 + later)).is_err());
    }
}

#[test]
fn a_row_that_contradicts_itself_is_none() {
    let row = invited().snapshot();
    assert_eq!(HandOff::restore(&row), Some(invited()));
    assert_eq!(HandOff::restore(&Snapshot { state: HandOffState::Ended, ..row }), None);
    assert_eq!(HandOff::restore(&Snapshot { end: Some(HandOffEnd::ByGuest), ..row }), None);
}
