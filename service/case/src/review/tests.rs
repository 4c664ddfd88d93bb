use proptest::prelude::*;

use super::*;
use crate::task::End;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);
const WEEK: Span = Span::from_days(7);
const FORTNIGHT: Span = Span::from_days(14);

fn after(days: i64) -> Timestamp {
    START + Span::from_days(days)
}

fn case(number: u8) -> CaseId {
    CaseId::new(START, [number; 10])
}

fn seat(number: u8) -> SeatId {
    SeatId::new(START, [number; 10])
}

fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

fn brief(number: u8) -> Brief {
    Brief {
        case: case(number),
        opened_at: after(-30),
        danger: Danger::NoneKnown,
        overdue_duties: 0,
        last_contact_at: Some(after(-1)),
        harm_by_system: false,
        closed: false,
    }
}

fn task(number: u8, of: u8, due: i64) -> Task {
    let id = TaskId::new(START, [number; 10]);
    Task { id, case: case(of), review: None, owner: Some(member(1)), due_at: after(due), end: None }
}

fn papers() -> Agreements {
    Agreements {
        organization: OrganizationId::new(START, [5; 10]),
        member: Some(member(1)),
        confidentiality_until: Some(after(300)),
        memorandum_until: Some(after(300)),
    }
}

/// A meeting a week ago with nothing on its agenda.
fn last() -> Review {
    Review::open(ReviewId::new(START, [1; 10]), Vec::new(), START - WEEK)
}

#[test]
fn each_reason_puts_a_case_on_the_agenda_and_the_most_urgent_comes_first() {
    let table = [
        (Brief { danger: Danger::Now, ..brief(1) }, Some(OnAgenda::Danger)),
        (Brief { harm_by_system: true, ..brief(2) }, Some(OnAgenda::HarmBySystem)),
        (Brief { overdue_duties: 1, ..brief(3) }, Some(OnAgenda::Overdue)),
        (Brief { opened_at: after(-6), ..brief(4) }, Some(OnAgenda::New)),
        (Brief { last_contact_at: Some(after(-15)), ..brief(5) }, Some(OnAgenda::NoContact)),
        (Brief { last_contact_at: None, ..brief(6) }, Some(OnAgenda::NoContact)),
        (brief(7), None),
        (Brief { danger: Danger::Now, closed: true, ..brief(8) }, None),
        (Brief { danger: Danger::Raised, ..brief(9) }, None),
    ];
    let mut cases: Vec<Brief> = table.iter().map(|(brief, _)| *brief).collect();
    cases.reverse();
    let places = agenda(cases, &[], Some(&last()), FORTNIGHT, START);
    let found: Vec<_> =
        places.iter().map(|place| (place.case, *place.because.first().unwrap())).collect();
    let expected: Vec<_> =
        table.iter().filter_map(|(brief, because)| Some((brief.case, (*because)?))).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_overdue_task_brings_its_case_back_until_it_is_done() {
    let late = task(1, 1, -1);
    let tasks = [task(2, 1, 5), late, task(3, 2, 5)];
    let places = agenda([brief(1), brief(2)], &tasks, Some(&last()), FORTNIGHT, START);
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].tasks, [late.id, tasks[0].id]);
    let done = late.end(End::Done, START).unwrap();
    assert_eq!(agenda([brief(1)], &[done], Some(&last()), FORTNIGHT, START), []);
    assert!(done.end(End::NotNeeded, START).is_err());
    assert_eq!(late.member_left(member(1)).owner, None, "it falls to the team");
    assert_eq!(done.member_left(member(1)).owner, Some(member(1)), "who did it stays on record");
}

#[test]
fn nobody_sits_at_the_table_without_both_papers() {
    let open = || Review::open(ReviewId::new(START, [2; 10]), Vec::new(), START);
    assert!(open().attend(seat(1), &papers()).is_ok());
    let unsigned = Agreements { confidentiality_until: None, ..papers() };
    let refused = open().attend(seat(1), &unsigned);
    assert_eq!(refused, Err(ReviewRefused::NoConfidentiality));
    let lapsed = Agreements { memorandum_until: Some(START), ..papers() };
    assert_eq!(open().attend(seat(1), &lapsed), Err(ReviewRefused::NoMemorandum));
}

#[test]
fn a_decision_is_a_task_and_what_was_not_spoken_about_comes_again() {
    let cases = [1, 2].map(|number| Brief { danger: Danger::Now, ..brief(number) });
    let places = agenda(cases, &[], Some(&last()), FORTNIGHT, START);
    let id = |number: u8| TaskId::new(START, [number; 10]);
    let review = Review::open(ReviewId::new(START, [2; 10]), places, START)
        .attend(seat(1), &papers())
        .unwrap()
        .attend(seat(2), &Agreements { member: None, ..papers() })
        .unwrap();
    let refused =
        |owner, of, due| review.clone().decide(id(1), case(of), member(owner), after(due));
    assert_eq!(refused(2, 1, 3), Err(ReviewRefused::NotPresent));
    assert_eq!(refused(1, 9, 3), Err(ReviewRefused::NotOnAgenda));
    assert_eq!(refused(1, 1, 0), Err(ReviewRefused::DueBefore));
    let review = refused(1, 1, 3).unwrap();
    assert_eq!(review.decisions()[0].owner, Some(member(1)));
    let next = agenda([1, 2].map(brief), review.decisions(), Some(&review), FORTNIGHT, after(7));
    let reasons: Vec<_> = next.iter().map(|place| (place.case, place.because.clone())).collect();
    assert_eq!(
        reasons,
        [
            (case(1), [OnAgenda::Overdue, OnAgenda::NotDone].into()),
            (case(2), [OnAgenda::CarriedOver].into()),
        ]
    );
    // In time, and still it is asked about.
    let soon = agenda([1].map(brief), review.decisions(), Some(&review), FORTNIGHT, after(1));
    assert_eq!(soon[0].because, [OnAgenda::NotDone].into());
}

#[test]
fn a_case_that_somebody_asks_for_is_added_once() {
    let review = Review::open(ReviewId::new(START, [2; 10]), Vec::new(), START);
    assert_eq!(review.clone().speak_about(case(1)), Err(ReviewRefused::NotOnAgenda));
    let review = review.with_case(case(1)).with_case(case(1));
    assert_eq!(review.agenda().len(), 1);
    assert!(review.speak_about(case(1)).unwrap().not_spoken_about().is_empty());
}

#[test]
fn the_young_persons_own_wishes_come_first_and_no_score_is_on_the_sheet() {
    assert_eq!(SHEET[0], Item::Wishes);
    assert!(!SHEET.contains(&Item::Screenings) && !SHEET.contains(&Item::Notes));
}

proptest! {
    /// Whatever is spoken about in whatever weeks: a case in danger is on every agenda, and a case that
    /// was on one and not spoken about is on the next.
    #[test]
    fn nothing_falls_under_the_table(
        weeks in prop::collection::vec(
            prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 4),
            1..6,
        ),
    ) {
        let (mut before, mut tasks): (Option<Review>, Vec<Task>) = (None, Vec::new());
        for (week, cases) in (0_i64..).zip(weeks) {
            let now = after(7 * week);
            let briefs: Vec<Brief> = (0..)
                .zip(&cases)
                .map(|(number, (danger, contact, _))| Brief {
                    danger: if *danger { Danger::Now } else { Danger::Unknown },
                    last_contact_at: contact.then_some(now),
                    ..brief(number)
                })
                .collect();
            let places = agenda(briefs.clone(), &tasks, before.as_ref(), FORTNIGHT, now);
            let on: BTreeSet<CaseId> = places.iter().map(|place| place.case).collect();
            prop_assert_eq!(on.len(), places.len(), "each case once");
            for brief in &briefs {
                if brief.danger == Danger::Now || brief.last_contact_at.is_none() {
                    prop_assert!(on.contains(&brief.case));
                }
            }
            if let Some(before) = &before {
                prop_assert!(before.not_spoken_about().is_subset(&on));
            }
            for task in tasks.iter().filter(|task| task.is_open()) {
                prop_assert!(on.contains(&task.case), "what was decided and not done comes again");
            }
            let firsts: Vec<_> = places.iter().map(|place| place.because.first()).collect();
            prop_assert!(firsts.is_sorted());
            let review = Review::open(ReviewId::new(now, [2; 10]), places, now);
            let mut review = review.attend(seat(1), &papers()).unwrap();
            for (number, (_, decides, spoken)) in (0..).zip(&cases) {
                if !*spoken || !on.contains(&case(number)) {
                    continue;
                }
                review = review.speak_about(case(number)).unwrap();
                if *decides {
                    let id = TaskId::new(now, [number; 10]);
                    review = review.decide(id, case(number), member(1), now + Span::from_days(21)).unwrap();
                }
            }
            // Every second week somebody does what they own.
            if week % 2 == 1 {
                tasks.pop();
            }
            tasks.extend_from_slice(review.decisions());
            before = Some(review);
        }
    }
}
