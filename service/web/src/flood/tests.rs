use super::*;
use vault::rand_core::UnwrapErr;

const KEY: InstanceKey = InstanceKey::new([3; 32]);
const FRESH: Paid<'_> = Paid { ticket: "", ready: "", proof: "" };

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + seconds)
}

/// A line that people reach from many places.
#[derive(Default)]
struct Line {
    flood: Flood,
    next: u32,
}

impl Line {
    fn arrive(&mut self, place: &str, danger: Danger, now: Timestamp) -> Admission {
        self.next += 1;
        let mut attempt = [0; 32];
        attempt[..4].copy_from_slice(&self.next.to_be_bytes());
        self.admit(&Arrival { place, danger, attempt, paid: FRESH }, now)
    }

    /// Somebody new, with one idempotency key, sends the form (again).
    fn send(&mut self, attempt: u8, paid: Paid<'_>, now: Timestamp) -> Admission {
        let (place, danger) = ("new", Danger::Unknown);
        self.admit(&Arrival { place, danger, attempt: [attempt; 32], paid }, now)
    }

    fn admit(&mut self, arrival: &Arrival<'_>, now: Timestamp) -> Admission {
        let rng = &mut UnwrapErr(getrandom::SysRng);
        self.flood.admit(arrival, Limits::default(), &KEY, now, rng)
    }

    /// A flood that takes every free place until then, each contact from another place.
    fn flood(&mut self, until: Timestamp) {
        while self.arrive(&format!("hostile {}", self.next), Danger::Unknown, until)
            == Admission::Open
        {}
    }

    fn flooded() -> Self {
        let mut line = Self::default();
        line.flood(at(0));
        line
    }
}

fn cost(admission: Admission) -> Toll {
    match admission {
        Admission::Costs(toll) => toll,
        Admission::Open => panic!("let in for nothing"),
    }
}

#[test]
fn a_busy_evening_costs_nothing() {
    let mut line = Line::default();
    for number in 0..600 {
        let place = (number % 40).to_string();
        assert_eq!(line.arrive(&place, Danger::Unknown, at(number * 2)), Admission::Open);
    }
}

#[test]
fn danger_is_let_in_whatever_the_flood() {
    let mut line = Line::flooded();
    for number in 0..1_000 {
        assert_eq!(line.arrive(&number.to_string(), Danger::Now, at(0)), Admission::Open);
        assert_eq!(line.arrive("one place", Danger::Now, at(0)), Admission::Open);
    }
}

#[test]
fn waiting_pays_and_sending_early_keeps_the_place() {
    let mut line = Line::flooded();
    let toll = cost(line.send(9, FRESH, at(0)));
    assert_eq!(toll.seconds, 15);
    let ready = toll.ready.to_string();
    let shown = Paid { ticket: &toll.ticket, ready: &ready, proof: "" };
    line.flood(at(10));
    let early = cost(line.send(9, shown, at(10)));
    assert_eq!((&early.ticket, early.seconds), (&toll.ticket, 5), "the wait does not begin anew");
    line.flood(at(15));
    assert_eq!(line.send(9, shown, at(15)), Admission::Open);
}

#[test]
fn a_proof_pays_at_once_and_only_for_its_own_contact() {
    let mut line = Line::flooded();
    let toll = cost(line.send(9, FRESH, at(0)));
    let (ready, earlier) = (toll.ready.to_string(), at(-1).micros().to_string());
    let proof = (0..).map(|n: u32| n.to_string()).find(|n| proves(&toll.ticket, n)).unwrap();
    let right = Paid { ticket: &toll.ticket, ready: &ready, proof: &proof };
    let refused = |admission| assert!(matches!(admission, Admission::Costs(_)));
    refused(line.send(8, right, at(0)));
    refused(line.send(9, Paid { proof: "x", ..right }, at(0)));
    refused(line.send(9, Paid { ready: &earlier, ..right }, at(0)));
    assert_eq!(line.send(9, right, at(0)), Admission::Open);
}

#[test]
fn no_wait_is_longer_than_a_minute() {
    let mut line = Line::flooded();
    for _ in 0..50 {
        assert!(cost(line.arrive("hostile", Danger::Unknown, at(0))).seconds <= 60);
    }
    assert_eq!(cost(line.arrive("somebody else", Danger::Unknown, at(0))).seconds, 15);
}

#[test]
fn many_from_one_place_do_not_slow_the_others() {
    let mut line = Line::default();
    let opened = (0..200)
        .filter(|_| line.arrive("hostile", Danger::Unknown, at(0)) == Admission::Open)
        .count();
    assert_eq!(opened, 20);
    assert_eq!(line.arrive("somebody else", Danger::Unknown, at(0)), Admission::Open);
}

#[test]
fn the_line_is_free_soon_after_a_flood() {
    let mut line = Line::flooded();
    assert_eq!(line.arrive("new", Danger::Unknown, at(120)), Admission::Open);
}
