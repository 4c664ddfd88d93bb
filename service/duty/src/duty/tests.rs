use casework::outcome::NotRequired as Reason;
use proptest::prelude::*;

use super::*;
use crate::proof::{ReportNumber, Way};
use crate::testing::{START, a_duty, after, duties, found, member};
use crate::{rule::Reporter, situation::Fact};

fn proof(sent_at: Timestamp) -> Proof {
    let number = OralNumber::Given(ReportNumber::parse("2026-11-0042").unwrap());
    Proof { sent_at, by: member(1), way: Way::Phone, number }
}

fn dispute(by: MemberId) -> Dispute {
    Dispute { reason: Reason::ReportedByOther, by, at: after(1) }
}

#[test]
fn it_is_due_then_overdue_and_a_restart_does_not_change_that() {
    let duty = a_duty();
    let table = [
        (after(0), Standing::Due(Span::from_hours(24)), Escalation::None),
        (after(11), Standing::Due(Span::from_hours(13)), Escalation::None),
        (after(12), Standing::Due(Span::from_hours(12)), Escalation::Owner),
        (after(18), Standing::Due(Span::from_hours(6)), Escalation::Supervisor),
        (after(24), Standing::Overdue(Span::ZERO), Escalation::Everybody),
        (after(24 * 30), Standing::Overdue(Span::from_hours(24 * 29)), Escalation::Everybody),
        (after(-1), Standing::Due(Span::from_hours(25)), Escalation::None),
    ];
    for (now, standing, escalation) in table {
        let restarted = Duty::restore(duty.snapshot()).unwrap();
        assert_eq!((restarted.standing(now), restarted.escalation(now)), (standing, escalation));
    }
}

#[test]
fn without_an_owner_the_supervisors_hear_of_it_at_half_time() {
    let (duty, event) = a_duty().member_left(member(1));
    assert!(matches!(event, Some(Event::DutyHanded { to: None, .. })));
    assert_eq!(duty.escalation(after(12)), Escalation::Supervisor);
}

#[test]
fn escalation_never_goes_back() {
    let (duty, first) = a_duty().escalate(Escalation::Supervisor);
    assert!(first.is_some());
    let (duty, again) = duty.escalate(Escalation::Owner);
    assert_eq!((duty.escalated(), again), (Escalation::Supervisor, None));
}

#[test]
fn it_is_sent_in_time_or_late_by_when_it_was_sent_not_by_when_it_was_typed_in() {
    let (duty, event) = a_duty().send(proof(after(23)), after(40)).unwrap();
    assert_eq!(duty.standing(after(41)), Standing::SentInTime);
    assert!(matches!(event, Event::DutySent { late: false, .. }));
    let (duty, event) = a_duty().send(proof(after(26)), after(40)).unwrap();
    assert_eq!(duty.standing(after(41)), Standing::SentLate(Span::from_hours(2)));
    assert!(matches!(event, Event::DutySent { late: true, .. }));
    assert_eq!(duty.hand(None).unwrap_err(), DutyRefused::Ended(DutyState::Sent));
}

#[test]
fn a_proof_that_cannot_be_is_refused() {
    let refused = |proof, now| a_duty().send(proof, now).unwrap_err();
    assert_eq!(refused(proof(after(3)), after(2)), DutyRefused::SentInFuture);
    assert_eq!(refused(proof(after(-1)), after(2)), DutyRefused::SentBeforeReceipt);
    let oral =
        found(casework::contact::Lane::Tip, &[Fact::Minor, Fact::DangerNow], &[]).owed.remove(0);
    let (oral, _) = Duty::start(a_duty().id(), oral, a_duty().team(), None, START);
    let silent = Proof { number: OralNumber::NotOral, ..proof(after(1)) };
    assert_eq!(oral.clone().send(silent, after(2)).unwrap_err(), DutyRefused::NoOralNumber);
    let not_given = Proof { number: OralNumber::NotGiven, ..proof(after(1)) };
    assert!(oral.send(not_given, after(2)).is_ok());
}

#[test]
fn one_member_alone_cannot_end_a_duty_unsent() {
    let (duty, _) = a_duty().dispute(dispute(member(1))).unwrap();
    assert_eq!(duty.standing(after(30)), Standing::Overdue(Span::from_hours(6)));
    assert_eq!(duty.clone().agree(member(1), after(2)).unwrap_err(), DutyRefused::SameMember);
    let (upheld, _) = duty.clone().uphold().unwrap();
    assert_eq!(upheld.state(), DutyState::Open);
    assert_eq!(upheld.agree(member(2), after(2)).unwrap_err(), DutyRefused::NotDisputed);
    let (ended, event) = duty.agree(member(2), after(2)).unwrap();
    assert!(matches!(event, Event::DutyNotRequired { reason: Reason::ReportedByOther, .. }));
    assert_eq!(ended.standing(after(99)), Standing::NotRequired);
    let mut alone = ended.snapshot();
    if let Progress::NotRequired { agreed_by, .. } = &mut alone.progress {
        *agreed_by = member(1);
    }
    assert!(Duty::restore(alone).is_err());
}

#[test]
fn the_number_of_a_report_is_not_printed() {
    let number = ReportNumber::parse(" 2026-11-0042 ").unwrap();
    assert_eq!(number.expose(), "2026-11-0042");
    assert!(!format!("{:?}", proof(START)).contains("0042"));
    for text in ["", "42\n43", "=1+1", &"4".repeat(41)] {
        assert!(ReportNumber::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_second_rule_can_only_bring_the_deadline_nearer() {
    let we = [Reporter::TitleIvEAgency];
    let lane = casework::contact::Lane::Tip;
    let owed = found(lane, &[Fact::Minor, Fact::CommercialSexAct], &we)
        .owed
        .into_iter()
        .find(|owed| owed.recipient == AgencyKind::LawEnforcement)
        .unwrap();
    let mut later = owed.grounds[0].clone();
    later.due_at = after(48);
    let (first, second) = (owed.grounds[0].clone(), owed.grounds[1].clone());
    let alone = Owed { grounds: vec![first], ..owed };
    let (duty, _) = Duty::start(a_duty().id(), alone, a_duty().team(), None, START);
    let (same, _) = duty.clone().ground(later).unwrap();
    assert_eq!(same, duty);
    let nearer = Ground { due_at: after(2), ..second };
    let (duty, event) = duty.ground(nearer).unwrap();
    assert_eq!(duty.grounds().len(), 2);
    assert!(matches!(event, Event::DutyGrounded { due_at, .. } if due_at == after(2)));
}

#[derive(Clone, Debug)]
enum Step {
    Hand(Option<u8>),
    Left(u8),
    Escalate(Escalation),
    Dispute(u8),
    Agree(u8),
    Uphold,
    Send,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::option::of(1..4_u8).prop_map(Step::Hand),
        (1..4_u8).prop_map(Step::Left),
        prop::sample::select(Escalation::ALL.to_vec()).prop_map(Step::Escalate),
        (1..4_u8).prop_map(Step::Dispute),
        (1..4_u8).prop_map(Step::Agree),
        Just(Step::Uphold),
        Just(Step::Send),
        Just(Step::Restart),
    ]
}

fn apply(duty: Duty, step: &Step) -> Duty {
    let next = match step {
        Step::Hand(to) => duty.clone().hand(to.map(member)),
        Step::Left(who) => return duty.member_left(member(*who)).0,
        Step::Escalate(to) => return duty.escalate(*to).0,
        Step::Dispute(by) => duty.clone().dispute(dispute(member(*by))),
        Step::Agree(by) => duty.clone().agree(member(*by), after(2)),
        Step::Uphold => duty.clone().uphold(),
        Step::Send => duty.clone().send(proof(after(1)), after(2)),
        Step::Restart => return Duty::restore(duty.snapshot()).unwrap(),
    };
    next.map_or(duty, |(next, _)| next)
}

#[test]
fn a_duty_goes_with_its_contact_to_another_team_and_is_nobodys_there() {
    let other = TeamId::new(START, [9; 10]);
    let (duty, event) = a_duty().follow(other);
    assert!(matches!(event, Some(Event::DutyHanded { to: None, .. })));
    assert_eq!((duty.team(), duty.owner(), duty.due_at()), (other, None, a_duty().due_at()));
    let (duty, again) = duty.follow(other);
    assert_eq!((duty.team(), again), (other, None));
}

proptest! {
    /// The watch is set for the very moment at which more people have to be told, and for none once
    /// everybody was.
    #[test]
    fn it_is_looked_at_again_when_more_have_to_be_told(
        owner in prop::option::of(1..4_u8),
        minutes in 0..3_000_i64,
    ) {
        let told = after(0) + Span::from_minutes(minutes);
        let duty = duties(owner.map(member)).remove(0);
        let level = duty.escalation(told);
        let (duty, _) = duty.escalate(level);
        match duty.escalates_at() {
            Some(at) => {
                prop_assert!(duty.escalation(at) > duty.escalated());
                let before = at + Span::from_micros(-1);
                prop_assert!(duty.escalation(before) <= duty.escalated());
            }
            None => prop_assert_eq!(duty.escalated(), Escalation::Everybody),
        }
    }

    /// Whoever leaves, is handed a duty or disputes it: no duty is ever lost, each keeps its team and
    /// its clock, and it ends only by a proof or by two members.
    #[test]
    fn nothing_is_dropped(
        owner in prop::option::of(1..4_u8),
        steps in prop::collection::vec((0..2_usize, step()), 0..40),
    ) {
        let mut all = duties(owner.map(member));
        let before: Vec<_> = all.iter().map(|duty| (duty.id(), duty.team(), duty.due_at())).collect();
        for (which, step) in &steps {
            let duty = all.remove(*which);
            all.insert(*which, apply(duty, step));
        }
        let after_all: Vec<_> =
            all.iter().map(|duty| (duty.id(), duty.team(), duty.due_at())).collect();
        prop_assert_eq!(before, after_all);
        for (which, duty) in all.iter().enumerate() {
            let sent = steps.iter().any(|(at, step)| *at == which && matches!(step, Step::Send));
            match duty.progress() {
                Progress::Sent(_) => prop_assert!(sent),
                Progress::NotRequired { dispute, agreed_by, .. } => {
                    prop_assert_ne!(dispute.by, *agreed_by);
                }
                Progress::Open | Progress::Disputed(_) => prop_assert!(duty.is_open()),
            }
        }
    }

    #[test]
    fn after_a_member_left_nothing_open_is_theirs(
        steps in prop::collection::vec(step(), 0..20),
        who in 1..4_u8,
    ) {
        let duty = steps.iter().fold(a_duty(), apply);
        let (duty, _) = duty.member_left(member(who));
        prop_assert!(!duty.is_open() || duty.owner() != Some(member(who)));
    }
}
