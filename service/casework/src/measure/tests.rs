use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::*;
use crate::contact::{Arrival, Contact, Danger, Ending, Loss};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn contact(number: u8) -> ContactId {
    ContactId::new(Timestamp::EPOCH, [number; 10])
}

fn member() -> MemberId {
    MemberId::new(Timestamp::EPOCH, [9; 10])
}

fn received(number: u8, channel: Channel, seconds: i64, entered_by: Option<MemberId>) -> Logged {
    let event = Event::ContactReceived {
        contact: contact(number),
        team: TeamId::new(Timestamp::EPOCH, [1; 10]),
        channel,
        lane: Lane::Help,
        danger: Danger::Unknown,
        received_at: at(seconds),
        entered_by,
    };
    Logged { at: at(seconds), event }
}

fn answered(number: u8, seconds: i64) -> Logged {
    let event = Event::ContactAnswered { contact: contact(number), member: member() };
    Logged { at: at(seconds), event }
}

fn lost(number: u8, seconds: i64) -> Logged {
    let event = Event::ContactBrokenOff { contact: contact(number), loss: Loss::ConnectionLost };
    Logged { at: at(seconds), event }
}

fn resumed(number: u8, seconds: i64, waits: bool) -> Logged {
    Logged { at: at(seconds), event: Event::ContactResumed { contact: contact(number), waits } }
}

fn ended(number: u8, seconds: i64) -> Logged {
    let event = Event::ContactEnded {
        contact: contact(number),
        ending: Ending::Finished,
        member: Some(member()),
    };
    Logged { at: at(seconds), event }
}

fn tally(period: Period, scope: Scope, log: &[Logged]) -> Hotline {
    let mut tally = Tally::new(period, scope);
    log.iter().for_each(|logged| tally.observe(logged));
    tally.finish()
}

fn share(numerator: u64, denominator: u64) -> Share {
    Share { numerator, denominator }
}

/// A shift of fifteen minutes, from second 100 up to second 1000, worked out by hand:
///
/// | contact | channel | received | what happened | wait |
/// |---|---|---|---|---|
/// | 1 | chat | 100 | answered 110, ended 410 | 10 s, talked 300 s |
/// | 2 | chat | 200 | answered 230, lost 290, back 300, ended 420 | 30 s, talked 60 + 120 s |
/// | 3 | phone | 300 | lost 303 | 3 s: short |
/// | 4 | text | 400 | waits | 600 s |
/// | 5 | chat | 500 | lost 590, closed 700 | 90 s: abandoned |
/// | 6 | chat | 995 | waits | 5 s: undecided |
/// | 7 | chat | 50, before the period | waits | 950 s |
/// | 8 | web form | 600 | | |
/// | 9 | phone, by hand | 650 | | |
#[test]
fn a_shift_worked_out_by_hand() {
    let mut log = vec![
        received(7, Channel::Chat, 50, None),
        Logged { at: at(60), event: Event::ShiftStarted { member: member(), places: 3 } },
        Logged { at: at(90), event: Event::ContactBlocked { channel: Channel::Chat } },
        received(1, Channel::Chat, 100, None),
        answered(1, 110),
        received(2, Channel::Chat, 200, None),
        answered(2, 230),
        lost(2, 290),
        received(3, Channel::Phone, 300, None),
        resumed(2, 300, false),
        lost(3, 303),
        received(4, Channel::Text, 400, None),
        ended(1, 410),
        ended(2, 420),
        received(5, Channel::Chat, 500, None),
        Logged { at: at(510), event: Event::ContactBlocked { channel: Channel::Phone } },
        Logged { at: at(511), event: Event::ContactBlocked { channel: Channel::Phone } },
        lost(5, 590),
        received(8, Channel::WebForm, 600, None),
        received(9, Channel::Phone, 650, Some(member())),
        ended(5, 700),
        received(6, Channel::Chat, 995, None),
        answered(6, 1_000),
    ];
    let period = Period { from: at(100), to: at(1_000) };
    let expected = Hotline {
        offered: 6,
        blocked: share(2, 8),
        answered: 2,
        answered_within_20s: share(1, 4),
        answered_within_60s: share(2, 4),
        abandoned: share(1, 3),
        abandoned_short: 1,
        waiting_now: 3,
        oldest_waiting: Some(Span::from_seconds(950)),
        longest_wait: Some(Span::from_seconds(600)),
        average_speed_of_answer: Mean { total: Span::from_seconds(40), count: 2 },
        average_handle_time: Mean { total: Span::from_seconds(480), count: 2 },
        on_shift: 1,
        entered_by_hand: 1,
        forms_received: 1,
        forms_unread: 1,
        oldest_form: Some(Span::from_seconds(400)),
    };
    let measures = tally(period, Scope::default(), &log);
    assert_eq!(measures, expected);
    assert_eq!(measures.average_handle_time.mean(), Some(Span::from_seconds(240)));
    assert_eq!(measures.answered_within_20s.per_mille(), Some(250));

    // What happens after the period changes nothing in it.
    log.push(answered(4, 1_001));
    log.push(Logged { at: at(1_002), event: Event::ShiftEnded { member: member() } });
    assert_eq!(tally(period, Scope::default(), &log), expected);

    let phone = Scope { channel: Some(Channel::Phone), ..Scope::default() };
    let measures = tally(period, phone, &log);
    assert_eq!((measures.offered, measures.abandoned_short), (1, 1));
    assert_eq!((measures.blocked, measures.entered_by_hand), (share(2, 3), 1));
}

#[test]
fn who_returns_and_is_answered_has_not_abandoned_and_waited_all_the_time() {
    let log =
        [received(1, Channel::Chat, 0, None), lost(1, 10), resumed(1, 40, true), answered(1, 70)];
    let measures = tally(Period { from: at(0), to: at(100) }, Scope::default(), &log);
    assert_eq!(measures.abandoned, share(0, 1));
    assert_eq!(measures.longest_wait, Some(Span::from_seconds(70)));
    assert_eq!(measures.answered_within_60s, share(0, 1));
    // Before the return it did look abandoned, and the figure of that moment said so.
    let then = tally(Period { from: at(0), to: at(30) }, Scope::default(), &log);
    assert_eq!(then.abandoned, share(1, 1));
}

#[test]
fn the_limits_belong_to_the_side_the_definitions_say() {
    let log = [
        received(1, Channel::Chat, 0, None),
        answered(1, 20),
        received(2, Channel::Chat, 100, None),
        lost(2, 105),
    ];
    let measures = tally(Period { from: at(0), to: at(200) }, Scope::default(), &log);
    assert_eq!(measures.answered_within_20s, share(1, 2));
    assert_eq!((measures.abandoned, measures.abandoned_short), (share(1, 2), 0));
    let one = [received(1, Channel::Chat, 0, None)];
    let waits = |to: Timestamp| tally(Period { from: at(0), to }, Scope::default(), &one);
    assert_eq!(waits(at(20)).answered_within_20s, share(0, 0));
    assert_eq!(waits(at(20) + Span::from_micros(1)).answered_within_20s, share(0, 1));
}

#[test]
fn a_back_dated_entry_does_not_change_a_figure_that_was_published() {
    let yesterday = Period { from: at(0), to: at(1_000) };
    let mut log = vec![received(1, Channel::Chat, 100, None), answered(1, 105)];
    let published = tally(yesterday, Scope::default(), &log);
    let mut late = received(2, Channel::Phone, 500, Some(member()));
    late.at = at(5_000);
    log.push(late);
    assert_eq!(tally(yesterday, Scope::default(), &log), published);
}

#[test]
fn the_document_of_the_measures_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods/measures.md");
    let text = fs::read_to_string(path).expect("docs/methods/measures.md is part of the project");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for measure in Measure::ALL {
        let definition = measure.definition();
        let parts = [
            definition.name,
            measure.code(),
            definition.numerator,
            definition.denominator.unwrap_or("none"),
            definition.what_it_does_not_mean,
        ];
        for part in parts {
            let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&part), "the document lacks, for `{measure}`: {part}");
        }
    }
}

/// One random step of a night: which contact, what, and how many milliseconds later.
type Step = (u8, u8, i64);

/// Plays random steps on real contacts, so that the log is one that the rules allow.
fn play(steps: &[Step]) -> Vec<Logged> {
    let mut contacts: HashMap<u8, Contact> = HashMap::new();
    let mut log = Vec::new();
    let mut now = Timestamp::EPOCH;
    for &(number, what, millis) in steps {
        now = now + Span::from_micros(millis * 1_000);
        let Some(one) = contacts.get(&number).cloned() else {
            let channel = Channel::ALL[usize::from(what) % Channel::ALL.len()];
            let arrival = Arrival {
                id: contact(number),
                team: TeamId::new(Timestamp::EPOCH, [number % 2; 10]),
                channel,
                lane: Lane::ALL[usize::from(number) % Lane::ALL.len()],
                danger: Danger::Unknown,
                received_at: now,
            };
            let (one, event) = if what > 12 {
                Contact::enter_by_hand(arrival, member(), now).unwrap()
            } else {
                Contact::receive(arrival)
            };
            contacts.insert(number, one);
            log.push(Logged { at: now, event });
            continue;
        };
        let team = one.team();
        let next = match what % 7 {
            0 => one.answer(member(), now),
            1 => one.visitor_lost(Loss::ConnectionLost, now),
            2 => one.visitor_returned(true, now),
            3 => one.visitor_returned(false, now),
            4 => one.return_to_queue(member(), team, now),
            5 => one.end(member(), Ending::Finished, now),
            _ => one.visitor_finished(now),
        };
        if let Ok((next, event)) = next {
            contacts.insert(number, next);
            log.push(Logged { at: now, event });
        }
    }
    log
}

/// The definitions, read off word by word: every question looks through the whole log again.
mod naive {
    use super::*;

    fn of(log: &[Logged], id: ContactId, to: Timestamp) -> Vec<&Logged> {
        log.iter().filter(|l| l.at < to && l.event.contact() == Some(id)).collect()
    }

    fn first_answer(log: &[Logged], id: ContactId, to: Timestamp) -> Option<Timestamp> {
        let events = of(log, id, to);
        events.iter().find(|l| matches!(l.event, Event::ContactAnswered { .. })).map(|l| l.at)
    }

    /// When it was lost for good without an answer, if it was.
    fn abandoned_at(log: &[Logged], id: ContactId, to: Timestamp) -> Option<Timestamp> {
        if first_answer(log, id, to).is_some() {
            return None;
        }
        let events = of(log, id, to);
        let not_end = events.iter().rev().find(|l| !matches!(l.event, Event::ContactEnded { .. }));
        not_end.filter(|l| matches!(l.event, Event::ContactBrokenOff { .. })).map(|l| l.at)
    }

    fn waits_since(log: &[Logged], id: ContactId, to: Timestamp) -> Option<Timestamp> {
        let events = of(log, id, to);
        let last = events.last()?;
        match &last.event {
            Event::ContactReceived { .. } | Event::ContactReturnedToQueue { .. } => Some(last.at),
            Event::ContactResumed { waits: true, .. } => {
                let lost = events.len() - 2;
                let before = events[..lost].last()?;
                match before.event {
                    Event::ContactReceived { .. } | Event::ContactReturnedToQueue { .. } => {
                        Some(before.at)
                    }
                    Event::ContactResumed { waits: true, .. } => {
                        waits_since(log, id, events[lost].at)
                    }
                    _ => Some(last.at),
                }
            }
            _ => None,
        }
    }

    fn talked(log: &[Logged], id: ContactId, to: Timestamp) -> Span {
        let events = of(log, id, to);
        events.windows(2).fold(Span::ZERO, |sum, pair| match pair[0].event {
            Event::ContactAnswered { .. } | Event::ContactResumed { waits: false, .. } => {
                sum + (pair[1].at - pair[0].at)
            }
            _ => sum,
        })
    }

    pub(super) fn measures(log: &[Logged], period: Period, scope: Scope) -> Hotline {
        let Period { from, to } = period;
        let mut out = Hotline::default();
        let (mut waiting, mut unread): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
        let mut waits: Vec<(ContactId, Span)> = Vec::new();
        for logged in log.iter().filter(|l| l.at < to) {
            let Event::ContactReceived { contact: id, team, channel, lane, entered_by, .. } =
                logged.event
            else {
                continue;
            };
            let wanted = scope.channel.is_none_or(|c| c == channel)
                && scope.lane.is_none_or(|l| l == lane)
                && scope.team.is_none_or(|t| t == team);
            if !wanted {
                continue;
            }
            let within = logged.at >= from;
            if entered_by.is_some() {
                out.entered_by_hand += u64::from(within);
                continue;
            }
            if !channel.waits_for_answer() {
                out.forms_received += u64::from(within);
                unread.extend(waits_since(log, id, to).map(|since| to - since));
                continue;
            }
            waiting.extend(waits_since(log, id, to).map(|since| to - since));
            if !within {
                continue;
            }
            out.offered += 1;
            let until = first_answer(log, id, to).or(abandoned_at(log, id, to)).unwrap_or(to);
            waits.push((id, until - logged.at));
        }
        let answered = |id| first_answer(log, id, to).is_some();
        let gone = |id| abandoned_at(log, id, to).is_some();
        let short: Vec<_> =
            waits.iter().filter(|(id, wait)| gone(*id) && wait.micros() < 5_000_000).collect();
        let rest: Vec<_> = waits.iter().filter(|one| !short.contains(one)).collect();
        let count = |n: usize| u64::try_from(n).unwrap();
        out.abandoned_short = count(short.len());
        out.answered = count(rest.iter().filter(|(id, _)| answered(*id)).count());
        out.abandoned.numerator = count(rest.iter().filter(|(id, _)| gone(*id)).count());
        out.abandoned.denominator = out.abandoned.numerator + out.answered;
        out.longest_wait = rest.iter().map(|(_, wait)| *wait).max();
        let within = |limit: i64| {
            let limit = Span::from_seconds(limit);
            let decided =
                rest.iter().filter(|(id, wait)| answered(*id) || gone(*id) || *wait > limit);
            let yes = rest.iter().filter(|(id, wait)| answered(*id) && *wait <= limit);
            share(count(yes.count()), count(decided.count()))
        };
        (out.answered_within_20s, out.answered_within_60s) = (within(20), within(60));
        for (id, wait) in rest.iter().filter(|(id, _)| answered(*id)) {
            out.average_speed_of_answer.add(*wait);
            let over =
                of(log, *id, to).iter().any(|l| matches!(l.event, Event::ContactEnded { .. }));
            if over {
                out.average_handle_time.add(talked(log, *id, to));
            }
        }
        out.waiting_now = count(waiting.len());
        out.oldest_waiting = waiting.into_iter().max();
        (out.forms_unread, out.oldest_form) = (count(unread.len()), unread.into_iter().max());
        out.blocked = share(0, out.offered);
        out
    }
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let channel = proptest::option::weighted(0.2, proptest::sample::select(Channel::ALL));
    let lane = proptest::option::weighted(0.2, proptest::sample::select(Lane::ALL));
    let team = proptest::option::weighted(0.2, 0..2_u8);
    (channel, lane, team).prop_map(|(channel, lane, team)| Scope {
        channel,
        lane,
        team: team.map(|byte| TeamId::new(Timestamp::EPOCH, [byte; 10])),
    })
}

/// Up to 120 steps on 12 contacts. Most pauses are short against the limits of the definitions, so
/// that both sides of every limit are met often.
fn any_night() -> impl Strategy<Value = Vec<Step>> {
    let pause = prop_oneof![8 => 0..150_i64, 2 => 0..4_000_i64, 1 => 0..60_000_i64];
    proptest::collection::vec((0..12_u8, 0..14_u8, pause), 0..120)
}

proptest! {
    #[test]
    fn one_pass_gives_what_the_definitions_say(
        steps in any_night(),
        from in 0..1_000_i64,
        length in 0..3_000_i64,
        scope in any_scope(),
    ) {
        let log = play(&steps);
        let period = Period { from: at(from), to: at(from + length) };
        prop_assert_eq!(tally(period, scope, &log), naive::measures(&log, period, scope));
    }

    #[test]
    fn a_live_tally_asked_at_any_moment_says_what_a_fresh_one_would(
        night in any_night(),
        scope in any_scope(),
    ) {
        let log = play(&night);
        let far = Timestamp::from_micros(i64::MAX);
        let mut live = Tally::new(Period { from: at(3), to: far }, scope);
        for (place, logged) in log.iter().enumerate() {
            let to = logged.at;
            if log[..place].last().is_none_or(|before| before.at < to) {
                let fresh = tally(Period { from: at(3), to }, scope, &log);
                prop_assert_eq!(live.as_of(to), fresh);
            }
            live.observe(logged);
        }
    }

    #[test]
    fn a_tally_holds_only_what_has_not_ended(
        steps in any_night(),
    ) {
        let log = play(&steps);
        let to = at(1_000_000);
        let mut tally = Tally::new(Period { from: at(0), to }, Scope::default());
        log.iter().for_each(|logged| tally.observe(logged));
        let is_end = |id: ContactId| {
            log.iter().any(|l| {
                l.event.contact() == Some(id) && matches!(l.event, Event::ContactEnded { .. })
            })
        };
        prop_assert!(tally.open.keys().all(|&id| !is_end(id)));
    }

    #[test]
    fn periods_add_up(
        steps in any_night(),
        cut in 0..2_000_i64,
    ) {
        let log = play(&steps);
        let offered = |from, to| {
            let measures = tally(Period { from: at(from), to: at(to) }, Scope::default(), &log);
            (measures.offered, measures.forms_received, measures.entered_by_hand)
        };
        let (first, second, both) = (offered(0, cut), offered(cut, 9_000), offered(0, 9_000));
        prop_assert_eq!(
            (first.0 + second.0, first.1 + second.1, first.2 + second.2),
            both
        );
    }
}

#[test]
fn the_random_nights_reach_everything_that_is_measured() {
    // Guards the generator: a property over logs in which nothing happens would prove nothing.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for _ in 0..256 {
        let log = play(&any_night().new_tree(&mut runner).unwrap().current());
        for logged in &log {
            *seen.entry(logged.event.name()).or_default() += 1;
        }
        let all = Period { from: at(0), to: at(1_000_000) };
        let measures = tally(all, Scope::default(), &log);
        let counts = [
            ("short", measures.abandoned_short),
            ("abandoned", measures.abandoned.numerator),
            ("within 20 s", measures.answered_within_20s.numerator),
            ("handled", measures.average_handle_time.count),
        ];
        for (name, count) in counts {
            *seen.entry(name).or_default() += u32::try_from(count).unwrap();
        }
    }
    for name in [
        "ContactReceived",
        "ContactAnswered",
        "ContactBrokenOff",
        "ContactResumed",
        "ContactReturnedToQueue",
        "ContactEnded",
        "short",
        "abandoned",
        "within 20 s",
        "handled",
    ] {
        assert!(seen.get(name).is_some_and(|&n| n > 20), "{name} is too rare: {seen:?}");
    }
}
