use casework::time::Span;
use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn member() -> MemberId {
    MemberId::new(START, [1; 10])
}

fn fate() -> Fate {
    Fate::receive(ContactId::new(START, [2; 10]), START).0
}

#[derive(Clone, Copy, Debug)]
enum Do {
    Read,
    Route(AgencyKind),
    Acted(AgencyKind),
    CouldNot(Option<AgencyKind>, CouldNotAct),
    Close(usize),
}

fn step(fate: Fate, what: Do, at: Timestamp) -> Result<Fate, FateRefused> {
    let by = member();
    let done = match what {
        Do::Read => fate.read(by, at),
        Do::Route(kind) => fate.route(kind, by, at),
        Do::Acted(kind) => fate.acted_on(kind, by, at),
        Do::CouldNot(agency, reason) => fate.could_not_act(agency, reason, by, at),
        Do::Close(open) => fate.close(open, by, at),
    };
    done.map(|(fate, event)| {
        let (to, agency, reason) = fate.steps().last().unwrap().stage.parts();
        assert_eq!(event, Event::TipMoved { contact: fate.contact(), to, agency, reason });
        fate
    })
}

fn after(steps: &[Do]) -> Result<Fate, FateRefused> {
    steps.iter().try_fold(fate(), |fate, what| step(fate, *what, START))
}

#[test]
fn a_tip_goes_its_way_and_each_step_stays() {
    let police = AgencyKind::LawEnforcement;
    let school = AgencyKind::School;
    let whole = after(&[
        Do::Read,
        Do::Route(police),
        Do::Route(school),
        Do::CouldNot(Some(school), CouldNotAct::KnownAlready),
        Do::Acted(police),
        Do::Close(0),
        Do::Read,
        Do::CouldNot(None, CouldNotAct::NotEnoughToFind),
        Do::Close(0),
    ])
    .unwrap();
    let stages: Vec<_> = whole.shown().map(|line| line.stage.code()).collect();
    assert_eq!(
        stages,
        [
            "received",
            "being_read",
            "routed",
            "routed",
            "could_not_act",
            "acted_on",
            "closed",
            "being_read",
            "could_not_act",
            "closed"
        ]
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let police = AgencyKind::LawEnforcement;
    let wrong = |from, to| FateRefused::WrongStage { from, to };
    let table: &[(&[Do], FateRefused)] = &[
        (&[Do::Route(police)], wrong(TipStage::Received, TipStage::Routed)),
        (&[Do::Close(0)], wrong(TipStage::Received, TipStage::Closed)),
        (&[Do::Read, Do::Close(0)], wrong(TipStage::BeingRead, TipStage::Closed)),
        (&[Do::Read, Do::Read], wrong(TipStage::BeingRead, TipStage::BeingRead)),
        (&[Do::Read, Do::Acted(police)], FateRefused::NotRouted(police)),
        (&[Do::Read, Do::Route(police), Do::Route(police)], FateRefused::RoutedAlready(police)),
        (&[Do::Read, Do::Route(police), Do::Close(0)], FateRefused::Unanswered(police)),
        (
            &[Do::Read, Do::CouldNot(None, CouldNotAct::NotAboutHarm), Do::Close(2)],
            FateRefused::DutiesOpen(2),
        ),
        (
            &[Do::Read, Do::CouldNot(Some(police), CouldNotAct::NotTold)],
            FateRefused::NotRouted(police),
        ),
    ];
    for (steps, refused) in table {
        assert_eq!(after(steps), Err(*refused), "{steps:?}");
    }
}

#[test]
fn rows_that_are_no_fate_are_refused() {
    let contact = fate().contact();
    assert_eq!(Fate::restore(contact, Vec::new()), Err(FateRefused::Corrupt));
    assert!(Stage::of_parts(TipStage::Routed, None, None).is_err());
    assert!(Stage::of_parts(TipStage::CouldNotAct, None, None).is_err());
    assert!(Stage::of_parts(TipStage::Closed, Some(AgencyKind::Other), None).is_err());
}

fn what() -> impl Strategy<Value = Do> {
    let kind = || prop::sample::select(AgencyKind::ALL[..3].to_vec());
    let reason = prop::sample::select(CouldNotAct::ALL.to_vec());
    prop_oneof![
        Just(Do::Read),
        kind().prop_map(Do::Route),
        kind().prop_map(Do::Acted),
        (prop::option::of(kind()), reason)
            .prop_map(|(agency, reason)| Do::CouldNot(agency, reason)),
        (0..2_usize).prop_map(Do::Close),
    ]
}

proptest! {
    /// Whatever members try: no tip ends unread or without a word on what came of it, what the tipster
    /// saw is never taken back, and the days never go backwards.
    #[test]
    fn no_tip_ends_without_an_answer(
        tries in prop::collection::vec((what(), -60..600_i64), 0..30),
    ) {
        let mut fate = fate();
        for (what, seconds) in tries {
            let before: Vec<_> = fate.shown().collect();
            if let Ok(next) = step(fate.clone(), what, START + Span::from_seconds(seconds)) {
                let now: Vec<_> = next.shown().collect();
                prop_assert_eq!(&now[..before.len()], &before[..]);
                prop_assert_eq!(now.len(), before.len() + 1);
                fate = next;
            }
        }
        let shown: Vec<_> = fate.shown().collect();
        prop_assert!(shown.is_sorted_by_key(|line| line.at));
        for (at, line) in shown.iter().enumerate() {
            if line.stage == TipStage::Closed {
                let before = shown[at - 1].stage;
                prop_assert!(matches!(before, TipStage::ActedOn | TipStage::CouldNotAct));
            }
        }
        if fate.stage() == TipStage::Closed {
            prop_assert!(fate.waiting_for().is_empty());
        }
        let restored = Fate::restore(fate.contact(), fate.steps().to_vec());
        prop_assert_eq!(&restored, &Ok(fate.clone()));
        for step in fate.steps() {
            let (stage, agency, reason) = step.stage.parts();
            prop_assert_eq!(Stage::of_parts(stage, agency, reason), Ok(step.stage));
        }
    }
}
