use casework::need::AgeBand;
use proptest::prelude::*;

use super::*;
use crate::answers::AbsentReason;
use crate::bundled;
use crate::outcome::Doubt;
use crate::questionnaire::tests::link;
use crate::value::Value;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_800_000_000 + seconds)
}

fn sitting(n: i64) -> Sitting {
    Sitting {
        contact: ContactId::new(at(n), [1; 10]),
        member: MemberId::new(at(n), [2; 10]),
        began: at(n),
    }
}

fn id() -> ScreeningId {
    ScreeningId::new(at(0), [3; 10])
}

pub(super) fn begun(instrument: &Instrument) -> Screening {
    Screening::begin(id(), instrument, Completion::ReadAloud, sitting(0)).unwrap()
}

fn yes(instrument: &Instrument, name: &str) -> Given {
    let item = instrument.questionnaire().item(&link(name)).unwrap();
    Given::Values(vec![item.options().listed()[0].value.clone()])
}

#[test]
fn a_screening_goes_on_in_a_later_contact_with_every_answer() {
    let sheet = bundled::sscst();
    let first =
        begun(&sheet).record(&sheet, &link("running-away"), yes(&sheet, "running-away")).unwrap();
    let resting = first.pause(PauseReason::NotSafe).unwrap();
    let refused =
        resting.clone().record(&sheet, &link("injury"), yes(&sheet, "injury")).unwrap_err();
    assert_eq!(refused, ScreeningRefused::Resting);

    // A week later, another contact, another member, another process.
    let sealed = resting.response(&sheet, at(60)).write();
    let response = Response::read(sealed.as_bytes()).unwrap();
    let kept = Screening::import(id(), &sheet, response).unwrap();
    assert_eq!(kept.state(), ScreeningState::Paused(PauseReason::NotSafe));
    let later = kept.sit_down(sitting(604_800)).unwrap();
    let later = later.record(&sheet, &link("injury"), yes(&sheet, "injury")).unwrap();
    assert_eq!(later.answered_in(&link("running-away")), Some(0));
    assert_eq!(later.answered_in(&link("injury")), Some(1));
    let outcome = later.outcome(&sheet, KnownAge::years(15), OutsideValidation::Refuse).unwrap();
    let (least, most) = outcome.readings()[0].points().unwrap();
    assert_eq!((least.to_string(), most.to_string()), ("2".to_owned(), "6".to_owned()));
    let done = later.finish().unwrap();
    assert_eq!(done.clone().finish().unwrap_err(), ScreeningRefused::Finished);
    assert_eq!(done.sit_down(sitting(1)).unwrap_err(), ScreeningRefused::Finished);
}

#[test]
fn outside_the_ages_studied_there_is_no_score_without_its_label() {
    let sheet = bundled::sscst();
    let screening = begun(&sheet);
    for age in [KnownAge::years(10), KnownAge::years(19), KnownAge::band(AgeBand::From21To24)] {
        let refused = screening.outcome(&sheet, age, OutsideValidation::Refuse).unwrap_err();
        assert!(refused.to_string().contains("ages 11 to 18"), "{refused}");
        let labelled = screening.outcome(&sheet, age, OutsideValidation::Label).unwrap();
        assert!(labelled.doubts().iter().any(|d| matches!(d, Doubt::OutsideAges { .. })));
    }
    // "Under 18" may be 9 years old: it is not known whether that is among the ages studied.
    for age in [KnownAge::Unknown, KnownAge::band(AgeBand::Under18)] {
        let unknown = screening.outcome(&sheet, age, OutsideValidation::Refuse);
        assert!(matches!(unknown, Err(OutcomeRefused::AgeUnknown { .. })));
    }
    let within = screening.outcome(&sheet, KnownAge::years(11), OutsideValidation::Refuse).unwrap();
    // What is always true of a sheet with our words stays: they are not the words studied.
    assert_eq!(within.doubts(), [Doubt::OtherWording]);
}

#[test]
fn an_instrument_for_adults_is_not_scored_for_a_child() {
    for sheet in [bundled::raft(), bundled::qyit()] {
        let outcome = begun(&sheet).outcome(&sheet, KnownAge::years(15), OutsideValidation::Refuse);
        assert!(matches!(outcome, Err(OutcomeRefused::OutsideAges { .. })), "{}", sheet.title());
    }
}

#[test]
fn the_items_of_the_cse_it_are_never_read_to_a_young_person() {
    let sheet = bundled::cse_it();
    for completion in [Completion::BySelf, Completion::ReadAloud] {
        let refused = Screening::begin(id(), &sheet, completion, sitting(0)).unwrap_err();
        assert!(matches!(refused, ScreeningRefused::Completion { .. }));
    }
    assert!(Screening::begin(id(), &sheet, Completion::ByProfessional, sitting(0)).is_ok());
}

#[test]
fn the_guide_has_no_score_and_still_states_the_decisive_fact() {
    let guide = bundled::conversation_guide();
    let screening = begun(&guide).record(&guide, &link("w19"), yes(&guide, "w19")).unwrap();
    let outcome = screening.outcome(&guide, KnownAge::years(14), OutsideValidation::Label);
    assert!(matches!(outcome, Err(OutcomeRefused::NoScore { .. })));
    let stated = crate::outcome::facts_stated(&guide, screening.answers());
    assert_eq!(stated, [link("w19")]);
}

#[test]
fn a_commercial_sex_act_is_stated_apart_from_any_score() {
    let sheet = bundled::htst_sf();
    let screening =
        begun(&sheet).record(&sheet, &link("pictures"), yes(&sheet, "pictures")).unwrap();
    let outcome =
        screening.outcome(&sheet, KnownAge::years(16), OutsideValidation::Refuse).unwrap();
    assert_eq!(outcome.facts_stated(), [link("pictures")]);
    assert!(outcome.doubts().contains(&Doubt::NoStudy));
    assert!(outcome.meanings(&sheet, crate::Prevalence::percent(5.0).unwrap()).is_empty());
}

#[test]
fn missing_answers_are_counted_by_their_reason() {
    let sheet = bundled::sscst();
    let mut screening = begun(&sheet);
    for (name, given) in [
        ("injury", yes(&sheet, "injury")),
        ("infection", Given::Absent(AbsentReason::Declined)),
        ("partners", Given::Absent(AbsentReason::Declined)),
        ("running-away", Given::Absent(AbsentReason::DoesNotKnow)),
    ] {
        screening = screening.record(&sheet, &link(name), given).unwrap();
    }
    let outcome =
        screening.outcome(&sheet, KnownAge::years(15), OutsideValidation::Refuse).unwrap();
    let missing = outcome.missing();
    assert_eq!(
        (missing.questions, missing.declined, missing.does_not_know, missing.not_asked),
        (6, 2, 1, 2)
    );
}

#[test]
fn an_answer_can_be_taken_back_and_nothing_bad_is_half_kept() {
    let sheet = bundled::sscst();
    let screening = begun(&sheet).record(&sheet, &link("injury"), yes(&sheet, "injury")).unwrap();
    let wrong = Given::Values(vec![Value::Text("perhaps".into())]);
    let refused = screening.clone().record(&sheet, &link("injury"), wrong).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "item `injury` does not offer this choice; take one of its options"
    );
    let other = bundled::qyit();
    let refused = screening.clone().record(&other, &link("injury"), yes(&sheet, "injury"));
    assert!(matches!(refused, Err(ScreeningRefused::OtherInstrument { .. })));
    assert!(screening.withdraw(&link("injury")).unwrap().answers().is_empty());
}

#[test]
fn a_response_of_another_instrument_or_version_is_refused() {
    let sheet = bundled::sscst();
    let text = begun(&sheet).response(&sheet, at(1)).write();
    let import =
        |text: String| Screening::import(id(), &sheet, Response::read(text.as_bytes()).unwrap());
    assert!(import(text.clone()).is_ok());
    let other = import(text.replace("|1.0.0", "|9.9.9"));
    assert!(matches!(other, Err(ImportRefused::OtherQuestionnaire { .. })));
    let void = import(text.replace("in-progress", "entered-in-error"));
    assert_eq!(void, Err(ImportRefused::EnteredInError));
}

#[derive(Clone, Debug)]
enum Step {
    Record(u8, u8),
    Withdraw(u8),
    Pause(u8),
    SitDown,
    Finish,
    Store,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..6, 0_u8..5).prop_map(|(item, given)| Step::Record(item, given)),
        1 => (0_u8..6).prop_map(Step::Withdraw),
        1 => (0_u8..4).prop_map(Step::Pause),
        2 => Just(Step::SitDown),
        1 => Just(Step::Finish),
        2 => Just(Step::Store),
    ]
}

fn take(
    screening: Screening,
    sheet: &Instrument,
    step: &Step,
    n: i64,
) -> Result<Screening, ScreeningRefused> {
    let topics: Vec<_> =
        sheet.questionnaire().items().iter().filter(|item| item.is_weighted()).collect();
    match step {
        Step::Record(item, given) => {
            let item = topics[usize::from(*item)];
            let given = match given {
                0 | 1 => {
                    Given::Values(vec![item.options().listed()[usize::from(*given)].value.clone()])
                }
                _ => Given::Absent(AbsentReason::ALL[usize::from(given - 2)]),
            };
            screening.record(sheet, item.link_id(), given)
        }
        Step::Withdraw(item) => screening.withdraw(topics[usize::from(*item)].link_id()),
        Step::Pause(why) => screening.pause(PauseReason::ALL[usize::from(*why)]),
        Step::SitDown => screening.sit_down(sitting(n)),
        Step::Finish => screening.finish(),
        Step::Store => {
            let sealed = screening.response(sheet, at(n)).write();
            let response = Response::read(sealed.as_bytes()).unwrap();
            Ok(Screening::import(id(), sheet, response).unwrap())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn storing_at_any_step_loses_nothing_and_a_finished_screening_stays(steps in prop::collection::vec(step(), 0..25)) {
        let sheet = bundled::sscst();
        let mut stored = begun(&sheet);
        let mut plain = stored.clone();
        for (n, step) in steps.iter().enumerate() {
            let finished = plain.state() == ScreeningState::Finished;
            let n = i64::try_from(n).unwrap();
            let before = plain.clone();
            let taken = take(plain.clone(), &sheet, step, n);
            if finished && !matches!(step, Step::Store) {
                prop_assert!(taken.is_err());
            }
            if !matches!(step, Step::Store) {
                plain = taken.unwrap_or(before);
            }
            let stepped = take(stored.clone(), &sheet, step, n).unwrap_or(stored);
            stored = take(stepped, &sheet, &Step::Store, n).unwrap();
            prop_assert_eq!(stored.answers(), plain.answers());
            prop_assert_eq!(stored.state(), plain.state());
            prop_assert_eq!(stored.sittings(), plain.sittings());
            for (link_id, _) in plain.answers().iter() {
                prop_assert_eq!(stored.answered_in(link_id), plain.answered_in(link_id));
            }
        }
    }
}
