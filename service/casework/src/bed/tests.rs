use proptest::prelude::*;

use super::*;

/// How many requests ask for the same few beds.
const REQUESTS: usize = 4;
/// How many services each of them asks; the first has the beds.
const SERVICES: usize = 3;
const LASTS: Span = Span::from_minutes(30);

fn at(minutes: i64) -> Timestamp {
    Timestamp::EPOCH + Span::from_minutes(minutes)
}

fn service(number: usize) -> ServiceId {
    ServiceId::new(Timestamp::EPOCH, [u8::try_from(number).unwrap(); 10])
}

fn capacity() -> CapacityId {
    CapacityId::new(Timestamp::EPOCH, [7; 10])
}

fn hold_id(number: usize) -> HoldId {
    HoldId::new(Timestamp::EPOCH, [u8::try_from(number % 256).unwrap(); 10])
}

fn referral() -> ReferralId {
    ReferralId::new(Timestamp::EPOCH, [9; 10])
}

fn question() -> BedQuestion {
    BedQuestion {
        need: Need::EmergencyShelter,
        age_band: Some(AgeBand::From15To17),
        gender: Some(Gender::Feminine),
        county: Some(CountyCode::parse("ZZ001").unwrap()),
        danger: Danger::Raised,
    }
}

fn request(number: usize) -> BedRequest {
    let services: Vec<_> = (0..SERVICES).map(service).collect();
    let id = BedRequestId::new(Timestamp::EPOCH, [u8::try_from(number).unwrap(); 10]);
    let contact = ContactId::new(Timestamp::EPOCH, [1; 10]);
    BedRequest::ask(id, contact, question(), &services, (at(0), at(60))).unwrap().0
}

fn places(available: u32, held: u32) -> Places {
    Places { capacity: capacity(), available: Some(available), maximum: Some(8), held }
}

fn held() -> BedRequest {
    let place = places(1, 0).free_place().unwrap();
    request(1).say_yes(service(0), place, (hold_id(1), LASTS), at(5)).unwrap().0
}

#[test]
fn the_first_yes_keeps_a_bed_and_a_referral_uses_it() {
    let place = places(1, 0).free_place().unwrap();
    let said = request(1).say_yes(service(0), place, (hold_id(1), LASTS), at(5));
    let (held, events) = said.unwrap();
    let names: Vec<_> = events.iter().map(Event::name).collect();
    assert_eq!(names, ["BedAnswered", "BedHeld"]);
    assert_eq!((held.state(), held.due_at()), (BedRequestState::Held, Some(at(35))));

    let second = places(3, 0).free_place().unwrap();
    let late = held.clone().say_yes(service(1), second, (hold_id(2), LASTS), at(6));
    assert_eq!(late.unwrap_err(), BedRefused::AlreadyHeld);
    let other = held.clone().use_hold(service(1), referral(), at(7));
    assert_eq!(other.unwrap_err(), BedRefused::HeldElsewhere);

    let (closed, events) = held.use_hold(service(0), referral(), at(7)).unwrap();
    assert_eq!(events.last(), Some(&Event::BedRequestEnded { request: closed.id(), found: true }));
    let hold = closed.hold().unwrap();
    assert_eq!((hold.state(), hold.referral()), (HoldState::Used, Some(referral())));
    assert!(closed.state().is_final());
}

#[test]
fn a_hold_that_ran_out_opens_the_question_again_while_there_is_time() {
    let (settled, events) = held().settle(at(34));
    assert_eq!((settled.state(), events.len()), (BedRequestState::Held, 0));
    let (open, events) = settled.settle(at(35));
    assert_eq!((open.state(), open.due_at()), (BedRequestState::Open, Some(at(60))));
    assert!(matches!(events[..], [Event::BedHoldEnded { state: HoldState::Expired, .. }]));
    let place = places(1, 0).free_place().unwrap();
    let again = open.say_yes(service(2), place, (hold_id(2), LASTS), at(40)).unwrap().0;
    // The second hold outlives the time to answer; with its end the request ends too.
    let (over, events) = again.settle(at(70));
    assert_eq!((over.state(), events.len()), (BedRequestState::Expired, 2));
}

#[test]
fn nothing_is_done_from_a_hold_that_ran_out() {
    let late = at(35);
    assert_eq!(held().use_hold(service(0), referral(), late).unwrap_err(), BedRefused::TimeOver);
    assert_eq!(held().release(None, late).unwrap_err(), BedRefused::TimeOver);
    assert!(held().use_hold(service(0), referral(), at(34)).is_ok());
    let refused = request(1).say_other(service(0), OtherAnswer::CallMe, at(60));
    assert_eq!(refused.unwrap_err(), BedRefused::TimeOver);
}

#[test]
fn a_service_takes_its_yes_back_and_is_asked_again() {
    let by_another = held().release(Some(service(1)), at(6));
    assert_eq!(by_another.unwrap_err(), BedRefused::HeldElsewhere);
    let (open, _) = held().release(Some(service(0)), at(6)).unwrap();
    assert_eq!((open.state(), open.asks()[0].answer), (BedRequestState::Open, None));
    // Whoever asked gives it back: the yes stands, and another can be asked for.
    let (open, _) = held().release(None, at(6)).unwrap();
    assert!(matches!(open.asks()[0].answer, Some((BedAnswer::Yes, _))));
    let (open, events) =
        held().say_other(service(0), OtherAnswer::No(DeclineReason::Safety), at(6)).unwrap();
    assert_eq!((open.state(), events.len()), (BedRequestState::Open, 2));
}

#[test]
fn when_all_said_no_somebody_has_to_ask_elsewhere() {
    let no = |request: BedRequest, number| {
        let answer = OtherAnswer::No(DeclineReason::Full);
        request.say_other(service(number), answer, at(1)).unwrap().0
    };
    let two = no(no(request(1), 0), 1);
    assert!(!two.is_exhausted());
    assert!(no(two, 2).is_exhausted());
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let ask = |services: &[ServiceId], until| {
        let id = BedRequestId::new(Timestamp::EPOCH, [1; 10]);
        let contact = ContactId::new(Timestamp::EPOCH, [1; 10]);
        BedRequest::ask(id, contact, question(), services, (at(0), until))
    };
    assert_eq!(ask(&[], at(9)).unwrap_err(), BedRefused::NobodyAsked);
    assert_eq!(ask(&[service(0)], at(0)).unwrap_err(), BedRefused::NoTimeToAnswer);
    let many: Vec<_> = (0..=BedRequest::MOST).map(service).collect();
    assert_eq!(ask(&many, at(9)).unwrap_err(), BedRefused::TooMany);
    let (twice, _) = ask(&[service(0), service(0)], at(9)).unwrap();
    assert_eq!(twice.asks().len(), 1);
    let stranger = twice.say_other(service(5), OtherAnswer::CallMe, at(1));
    assert_eq!(stranger.unwrap_err(), BedRefused::NotAsked);
}

#[test]
fn numbers_that_cannot_be_are_refused_and_say_what_to_do() {
    let refused = places(2, 1).say(9).unwrap_err();
    assert_eq!(refused.to_string(), "9 free of 8 cannot be; ask again, or mend the directory");
    assert_eq!(places(2, 1).say(0).unwrap_err(), PlacesRefused::Held { held: 1 });
    assert_eq!(places(2, 1).say(1).unwrap().free(), Some(0));
    assert_eq!(places(1, 1).free_place().unwrap_err(), PlacesRefused::NoneFree);
    let unknown = Places { available: None, ..places(0, 0) };
    assert_eq!(unknown.free_place().unwrap_err(), PlacesRefused::NoneFree);
    // "We found a bed" counts one more than was said, but never more than there are.
    assert_eq!(places(1, 1).with_room().unwrap().available, Some(2));
    assert_eq!(places(3, 1).with_room().unwrap().available, Some(3));
    assert_eq!(unknown.with_room().unwrap().available, Some(1));
    assert!(places(8, 8).with_room().is_err());
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Yes(usize),
    No(usize),
    CallMe(usize),
    TakeBack(usize),
    Release,
    Use,
    Close,
    Settle,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let number = 0..SERVICES;
    prop_oneof![
        4 => number.clone().prop_map(Step::Yes),
        1 => number.clone().prop_map(Step::No),
        1 => number.clone().prop_map(Step::CallMe),
        1 => number.prop_map(Step::TakeBack),
        1 => Just(Step::Release),
        1 => Just(Step::Use),
        1 => Just(Step::Close),
        1 => Just(Step::Settle),
        2 => (1..25_i64).prop_map(Step::Wait),
    ]
}

type Done = Result<(BedRequest, Vec<Event>), String>;

/// The request after a step; a yes takes its place from what the others leave.
fn take(request: &BedRequest, step: Step, places: Places, hold: HoldId, now: Timestamp) -> Done {
    let request = request.clone();
    let refused = |refused: BedRefused| refused.to_string();
    match step {
        Step::Yes(number) => {
            let place = places.free_place().map_err(|refused| refused.to_string())?;
            request.say_yes(service(number), place, (hold, LASTS), now).map_err(refused)
        }
        Step::No(number) => {
            let answer = OtherAnswer::No(DeclineReason::Other);
            request.say_other(service(number), answer, now).map_err(refused)
        }
        Step::CallMe(number) => {
            request.say_other(service(number), OtherAnswer::CallMe, now).map_err(refused)
        }
        Step::TakeBack(number) => request.release(Some(service(number)), now).map_err(refused),
        Step::Release => request.release(None, now).map_err(refused),
        Step::Use => {
            let service = request.hold().map_or(service(0), Hold::service);
            request.use_hold(service, referral(), now).map_err(refused)
        }
        Step::Close => request.close(now).map_err(refused),
        Step::Settle | Step::Wait(_) => Ok(request.settle(now)),
    }
}

fn live(requests: &[BedRequest], now: Timestamp) -> u32 {
    let live = |one: &&BedRequest| one.hold().is_some_and(|hold| hold.is_live(now));
    u32::try_from(requests.iter().filter(live).count()).unwrap()
}

fn used(requests: &[BedRequest]) -> u32 {
    let used = |one: &&BedRequest| one.hold().is_some_and(|hold| hold.state() == HoldState::Used);
    u32::try_from(requests.iter().filter(used).count()).unwrap()
}

proptest! {
    #[test]
    fn no_bed_is_ever_held_twice(
        beds in 0..3_u32,
        steps in proptest::collection::vec((0..REQUESTS, step()), 0..60),
    ) {
        let mut requests: Vec<_> = (0..REQUESTS).map(request).collect();
        let mut now = at(1);
        for (number, (who, step)) in steps.into_iter().enumerate() {
            if let Step::Wait(minutes) = step {
                now = now + Span::from_minutes(minutes);
            }
            // A used bed is filled: it is not free any more.
            let filled = used(&requests);
            let places = places(beds - filled, live(&requests, now));
            if let Ok((next, _)) = take(&requests[who], step, places, hold_id(number), now) {
                requests[who] = next;
            }
            prop_assert!(live(&requests, now) + used(&requests) <= beds);
        }
    }

    #[test]
    fn the_end_is_the_end_and_time_alone_ends_everything(
        steps in proptest::collection::vec(step(), 0..30),
        last in step(),
    ) {
        let (mut one, mut now) = (request(1), at(1));
        for (number, step) in steps.into_iter().enumerate() {
            if let Step::Wait(minutes) = step {
                now = now + Span::from_minutes(minutes);
            }
            let before = one.clone();
            if let Ok((next, events)) = take(&one, step, places(8, 0), hold_id(number), now) {
                prop_assert!(next == before || !events.is_empty(), "a change tells of itself");
                one = next;
            }
            if before.state().is_final() {
                prop_assert_eq!(&one, &before);
            }
            // Held exactly while a bed is kept: nothing is lost or stuck.
            let kept = one.hold().is_some_and(|hold| hold.state() == HoldState::Held);
            prop_assert_eq!(one.state() == BedRequestState::Held, kept);
            prop_assert_eq!(one.due_at().is_none(), one.state().is_final());
        }
        // Whatever happened, nobody waits for ever.
        let (over, _) = one.settle(now + Span::from_days(1));
        prop_assert!(over.state().is_final());
        let later = now + Span::from_days(2);
        let after = take(&over, last, places(8, 0), hold_id(99), later);
        prop_assert!(after.map_or(true, |(next, events)| next == over && events.is_empty()));
    }

    #[test]
    fn from_what_has_run_out_only_settling_leads_on(
        steps in proptest::collection::vec(step(), 0..20),
        last in step(),
    ) {
        let (mut one, mut now) = (request(1), at(1));
        for (number, step) in steps.into_iter().enumerate() {
            if let Step::Wait(minutes) = step {
                now = now + Span::from_minutes(minutes);
            }
            if let Ok((next, _)) = take(&one, step, places(8, 0), hold_id(number), now) {
                one = next;
            }
        }
        if let Some(due) = one.due_at() {
            let taken = take(&one, last, places(8, 0), hold_id(99), due.max(now));
            let settled = one.settle(due.max(now));
            prop_assert!(taken.is_err() || taken == Ok(settled.clone()));
            prop_assert!(!settled.1.is_empty());
            // Settled twice is settled once.
            let again = settled.0.settle(due.max(now));
            prop_assert!(again.1.is_empty() || again.0.state().is_final());
        }
    }

    #[test]
    fn a_stored_request_comes_back_the_same(
        steps in proptest::collection::vec(step(), 0..20),
    ) {
        let (mut one, mut now) = (request(1), at(1));
        for (number, step) in steps.into_iter().enumerate() {
            if let Step::Wait(minutes) = step {
                now = now + Span::from_minutes(minutes);
            }
            if let Ok((next, _)) = take(&one, step, places(8, 0), hold_id(number), now) {
                one = next;
            }
            prop_assert_eq!(BedRequest::restore(one.snapshot()), Ok(one.clone()));
        }
    }
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let mut row = held().snapshot();
    row.hold = None;
    assert!(BedRequest::restore(row).is_err());
    let mut row = held().snapshot();
    row.state = BedRequestState::Open;
    assert!(BedRequest::restore(row).is_err());
    let mut row = request(1).snapshot();
    row.asks.clear();
    assert!(BedRequest::restore(row).is_err());
}
