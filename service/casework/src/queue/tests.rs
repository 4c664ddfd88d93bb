use proptest::prelude::*;

use super::*;

fn entry(number: u8, danger: Danger, lane: Lane, seconds: i64) -> Entry {
    Entry {
        contact: ContactId::new(Timestamp::EPOCH, [number; 10]),
        danger,
        lane,
        since: Timestamp::from_seconds(seconds),
    }
}

#[test]
fn a_night_is_served_by_danger_then_lane_then_waiting_time() {
    let mut queue = [
        entry(1, Danger::NoneKnown, Lane::Question, 0),
        entry(2, Danger::Unknown, Lane::Tip, 10),
        entry(3, Danger::Unknown, Lane::Help, 30),
        entry(4, Danger::Unknown, Lane::Help, 20),
        entry(5, Danger::Now, Lane::Question, 50),
        entry(6, Danger::Raised, Lane::Help, 40),
    ];
    queue.sort();
    let order: Vec<u8> = queue.iter().map(|one| one.contact.uuid().as_bytes()[15]).collect();
    assert_eq!(order, [5, 6, 4, 3, 2, 1]);
    let reasons: Vec<Reason> =
        (0..queue.len()).map(|place| queue[place].reason(queue.get(place + 1))).collect();
    assert_eq!(
        reasons,
        [
            Reason::DangerNow,
            Reason::DangerRaised,
            Reason::WaitedLonger,
            Reason::HelpLane,
            Reason::DangerUnknown,
            Reason::Last,
        ]
    );
}

#[test]
fn waiting_is_never_negative_when_clocks_disagree() {
    let one = entry(1, Danger::Unknown, Lane::Help, 100);
    assert_eq!(one.waited(Timestamp::from_seconds(90)), Span::ZERO);
    assert_eq!(one.waited(Timestamp::from_seconds(190)), Span::from_seconds(90));
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let danger = proptest::sample::select(Danger::ALL);
    let lane = proptest::sample::select(Lane::ALL);
    (any::<u8>(), danger, lane, 0..5_i64)
        .prop_map(|(number, danger, lane, seconds)| entry(number, danger, lane, seconds))
}

proptest! {
    #[test]
    fn the_order_is_total_and_does_not_depend_on_how_entries_came(
        entries in proptest::collection::vec(any_entry(), 0..40),
        seed in any::<u64>(),
    ) {
        let mut sorted = entries.clone();
        sorted.sort_unstable();
        let mut shuffled = entries;
        for place in (1..shuffled.len()).rev() {
            let other = usize::try_from(seed.rotate_left(place as u32) % (place as u64 + 1)).unwrap();
            shuffled.swap(place, other);
        }
        shuffled.sort_unstable();
        prop_assert_eq!(&sorted, &shuffled);
        for pair in sorted.windows(2) {
            let equal = pair[0].cmp(&pair[1]) == Ordering::Equal;
            prop_assert_eq!(equal, pair[0] == pair[1]);
        }
    }

    #[test]
    fn nothing_stands_before_danger_and_no_lane_delays_help(
        entries in proptest::collection::vec(any_entry(), 0..40),
    ) {
        let mut sorted = entries;
        sorted.sort();
        for (place, one) in sorted.iter().enumerate() {
            for later in &sorted[place + 1..] {
                prop_assert!(one.danger.rank() <= later.danger.rank());
                if one.danger == later.danger {
                    prop_assert!(one.lane.rank() <= later.lane.rank());
                    prop_assert!(one.lane != later.lane || one.since <= later.since);
                }
            }
        }
    }

    #[test]
    fn the_reason_is_true(first in any_entry(), second in any_entry()) {
        let (before, after) = if first <= second { (first, second) } else { (second, first) };
        let holds = match before.reason(Some(&after)) {
            Reason::DangerNow => before.danger == Danger::Now && after.danger != Danger::Now,
            Reason::DangerRaised => before.danger == Danger::Raised && before.danger != after.danger,
            Reason::DangerUnknown => after.danger == Danger::NoneKnown,
            Reason::HelpLane => before.lane == Lane::Help && after.lane != Lane::Help,
            Reason::TipLane => before.lane == Lane::Tip && after.lane == Lane::Question,
            Reason::WaitedLonger => before.since <= after.since,
            Reason::Last => false,
        };
        prop_assert!(holds);
    }
}
