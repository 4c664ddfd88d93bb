use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

fn subject() -> Subject {
    Subject::Contact(ContactId::new(START, [9; 10]))
}

fn after(hours: i64) -> Timestamp {
    START + Span::from_hours(hours)
}

fn supervisor(number: u8) -> Decider {
    Decider { member: member(number), supervises: true, closed: false }
}

fn asked(reason: Reason) -> BreakGlass {
    BreakGlass::ask(subject(), member(1), false, reason, START).unwrap()
}

#[test]
fn danger_opens_at_once_for_hours_and_is_looked_at_afterwards() {
    let glass = asked(Reason::DangerNow);
    assert!(glass.opens(member(1), false, START));
    assert!(!glass.opens(member(2), false, START), "it opens for the one who asked");
    assert!(!glass.opens(member(1), true, START), "a conflict that came to light closes it");
    assert!(!glass.opens(member(1), false, after(4)));
    assert!(!glass.waits_for_review(after(3)) && glass.waits_for_review(after(4)));
    let early = glass.review(&supervisor(2), Finding::Justified, after(3));
    assert_eq!(early, Err(GlassRefused::StillOpen));
    let own = glass.review(&supervisor(1), Finding::Justified, after(5));
    assert_eq!(own, Err(GlassRefused::OwnRequest));
    let reviewed = glass.review(&supervisor(2), Finding::NotJustified, after(5)).unwrap();
    assert!(!reviewed.waits_for_review(after(9)));
    let banner = reviewed.banner().unwrap();
    assert_eq!((banner.by, banner.reason), (member(1), Reason::DangerNow));
    assert_eq!((banner.approved_by, banner.finding), (None, Some(Finding::NotJustified)));
}

#[test]
fn every_other_reason_waits_for_a_supervisor() {
    let glass = asked(Reason::Complaint);
    assert!(!glass.opens(member(1), false, START) && glass.banner().is_none());
    let no_supervisor = Decider { supervises: false, ..supervisor(2) };
    assert_eq!(glass.approve(&no_supervisor, START), Err(GlassRefused::NotSupervisor));
    let open = glass.approve(&supervisor(2), after(1)).unwrap();
    assert!(open.opens(member(1), false, after(1)));
    assert_eq!(open.approve(&supervisor(3), after(1)), Err(GlassRefused::Decided));
    let refused = glass.refuse(&supervisor(2)).unwrap();
    assert!(!refused.opens(member(1), false, after(1)));
    let nothing = refused.review(&supervisor(3), Finding::Justified, after(9));
    assert_eq!(nothing, Err(GlassRefused::NeverOpened));
}

#[derive(Clone, Copy, Debug)]
enum Do {
    Approve(Decider),
    Refuse(Decider),
    Review(Decider, Finding),
}

fn decider() -> impl Strategy<Value = Decider> {
    (1..4_u8, any::<bool>(), any::<bool>()).prop_map(|(number, supervises, closed)| Decider {
        member: member(number),
        supervises,
        closed,
    })
}

fn what() -> impl Strategy<Value = Do> {
    prop_oneof![
        decider().prop_map(Do::Approve),
        decider().prop_map(Do::Refuse),
        (decider(), prop::sample::select(Finding::ALL.to_vec()))
            .prop_map(|(d, f)| Do::Review(d, f)),
    ]
}

proptest! {
    /// Whoever decides whatever in whatever order: nobody with a conflict takes part, nobody decides
    /// about their own request, and nothing but danger opens without a supervisor.
    #[test]
    fn no_record_is_opened_in_the_dark(
        reason in prop::sample::select(Reason::ALL.to_vec()),
        closed in any::<bool>(),
        acts in prop::collection::vec((what(), 0..12_i64), 0..10),
        at in 0..20_i64,
    ) {
        let ask = BreakGlass::ask(subject(), member(1), closed, reason, START);
        prop_assert_eq!(ask.is_err(), closed);
        let Ok(mut glass) = ask else { return Ok(()) };
        let mut approved = None;
        for (act, hours) in acts {
            let (next, by) = match act {
                Do::Approve(by) => (glass.approve(&by, after(hours)), by),
                Do::Refuse(by) => (glass.refuse(&by), by),
                Do::Review(by, finding) => (glass.review(&by, finding, after(hours)), by),
            };
            if let Ok(next) = next {
                prop_assert!(by.supervises && !by.closed && by.member != member(1));
                if matches!(act, Do::Approve(_)) {
                    approved = Some(by.member);
                }
                glass = next;
            }
        }
        if glass.opens(member(1), false, after(at)) {
            prop_assert!(reason == Reason::DangerNow || approved.is_some());
        }
        if let Some(banner) = glass.banner() {
            prop_assert_eq!(banner.approved_by, approved);
        }
    }
}
