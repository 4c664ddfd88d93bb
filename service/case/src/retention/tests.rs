use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn subject(number: u8) -> Subject {
    Subject::Case(CaseId::new(START, [number; 10]))
}

fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

fn after(days: i64) -> Timestamp {
    START + Span::from_days(days)
}

fn kept(number: u8) -> Kept {
    Kept { subject: subject(number), class: Class::Case, last_used_at: START, open: false }
}

fn periods() -> Periods {
    Periods::default().keep(Class::Case, 365)
}

fn erasing(number: u8, reason: Reason, days: i64) -> Erasing {
    let agreed_by = None;
    Erasing { kept: kept(number), reason, by: member(1), agreed_by, at: after(days), keys: 4 }
}

#[test]
fn a_record_is_erased_when_its_time_is_over_and_not_a_day_before() {
    let none = Holds::default();
    assert_eq!(due([kept(1)], &periods(), &none, after(364)), []);
    assert_eq!(due([kept(1)], &periods(), &none, after(365)), [kept(1)]);
    let mut ledger = Ledger::default();
    let early = ledger.erase(erasing(1, Reason::PeriodOver, 364), &periods(), &none);
    assert_eq!(early, Err(ErasureRefused::NotOver));
    let event = ledger.erase(erasing(1, Reason::PeriodOver, 365), &periods(), &none);
    assert_eq!(event, Ok(Event::RecordErased { entry: 1 }));
    let again = ledger.erase(erasing(1, Reason::PeriodOver, 366), &periods(), &none);
    assert_eq!(again, Err(ErasureRefused::Already(1)));
    let forever = Kept { class: Class::Note, ..kept(2) };
    assert_eq!(due([forever], &periods(), &none, after(99_999)), []);
}

#[test]
fn early_erasing_takes_two_members() {
    let none = Holds::default();
    let mut ledger = Ledger::default();
    let alone = erasing(1, Reason::PersonAsked, 1);
    assert_eq!(ledger.erase(alone, &periods(), &none), Err(ErasureRefused::NotAgreed));
    let herself = Erasing { agreed_by: Some(member(1)), ..alone };
    assert_eq!(ledger.erase(herself, &periods(), &none), Err(ErasureRefused::NotAgreed));
    let agreed = Erasing { agreed_by: Some(member(2)), ..alone };
    assert!(ledger.erase(agreed, &periods(), &none).is_ok());
    let certificate = ledger.certificate(1, &[0xAB; 32]).unwrap();
    assert_eq!((certificate.erased.keys, certificate.ledger_hash.len()), (4, 64));
    assert_eq!(ledger.certificate(2, &[0; 32]), None);
}

#[test]
fn a_hold_and_whatever_is_open_keep_a_record() {
    let mut holds = Holds::default();
    holds.hold(subject(1), member(3), after(2));
    holds.hold(subject(1), member(4), after(1));
    assert_eq!(due([kept(1)], &periods(), &holds, after(400)), []);
    let mut ledger = Ledger::default();
    let refused = ledger.erase(erasing(1, Reason::PeriodOver, 400), &periods(), &holds);
    assert_eq!(refused, Err(ErasureRefused::Held(after(1))));
    holds.lift(subject(1), member(3), after(401));
    assert_eq!(due([kept(1)], &periods(), &holds, after(402)), [kept(1)]);
    let mut open = erasing(1, Reason::PeriodOver, 402);
    open.kept.open = true;
    assert_eq!(ledger.erase(open, &periods(), &holds), Err(ErasureRefused::Open));
}

#[test]
fn a_ledger_with_a_gap_is_refused() {
    let mut ledger = Ledger::default();
    for number in 1..4 {
        let erasing = erasing(number, Reason::PeriodOver, 400);
        ledger.erase(erasing, &periods(), &Holds::default()).unwrap();
    }
    let mut entries = ledger.entries().to_vec();
    entries.reverse();
    assert_eq!(Ledger::restore(entries.clone()), Ok(ledger));
    entries.remove(1);
    assert_eq!(Ledger::restore(entries), Err(ErasureRefused::Gap(2)));
}

proptest! {
    /// Whatever is held, erased and restored: after the replay nothing is left that was erased, and
    /// nothing else is touched.
    #[test]
    fn an_older_backup_brings_nothing_back(
        erased in prop::collection::btree_set(0..30_u8, 0..20),
        held in prop::collection::btree_set(0..30_u8, 0..30),
        on_hold in prop::collection::btree_set(0..30_u8, 0..5),
    ) {
        let mut holds = Holds::default();
        for number in &on_hold {
            holds.hold(subject(*number), member(3), START);
        }
        let mut ledger = Ledger::default();
        for number in &erased {
            let done = ledger.erase(erasing(*number, Reason::PeriodOver, 400), &periods(), &holds);
            prop_assert_eq!(done.is_err(), on_hold.contains(number));
        }
        let mut backup: BTreeSet<Subject> = held.iter().map(|number| subject(*number)).collect();
        for gone in ledger.replay(&backup) {
            prop_assert!(backup.remove(&gone));
        }
        let expected: BTreeSet<Subject> = held
            .iter()
            .filter(|number| !erased.contains(number) || on_hold.contains(number))
            .map(|number| subject(*number))
            .collect();
        prop_assert_eq!(backup, expected);
        prop_assert_eq!(Ledger::restore(ledger.entries().to_vec()), Ok(ledger));
    }
}
