//! The states of the pages of a screening that are worth a look.

use casework::id::{ContactId, MemberId, ScreeningId};
use casework::time::Timestamp;
use screening::{
    AbsentReason, Ages, Change, Completion, Conflict, Given, Instrument, KnownAge, LinkId,
    PauseReason, Screening, Seen, Sitting, Value, bundled,
};
use store::screening::State;

use super::choose::{Begun, ChoosePage, Offer};
use super::filled::Wrong;
use super::result::{Ask, Known, ResultPage};
use super::sheet::{About, SheetPage, Unkept, lines};
use crate::desk::sample_page;
use crate::gallery::Shown;

const PATH: &str = "/desk/7f3a/screenings/51c0";

fn fresh(instrument: &Instrument, completion: Completion) -> Screening {
    let began = Timestamp::from_seconds(1_800_000_000);
    let sitting = Sitting {
        contact: ContactId::new(began, [1; 10]),
        member: MemberId::new(began, [2; 10]),
        began,
    };
    let id = ScreeningId::new(began, [3; 10]);
    Screening::begin(id, instrument, completion, sitting).expect("it may be filled in this way")
}

fn link(name: &str) -> LinkId {
    LinkId::parse(name).expect("a name of an item")
}

/// The option of an item at a place; the first is "yes" on every bundled sheet.
fn option(instrument: &Instrument, name: &str, place: usize) -> Given {
    let item = instrument.questionnaire().item(&link(name)).expect("an item of the sheet");
    Given::Values(vec![item.options().listed()[place].value.clone()])
}

fn answered(instrument: &Instrument, screening: Screening, all: &[(&str, Given)]) -> Screening {
    all.iter().fold(screening, |screening, (name, given)| {
        screening.record(instrument, &link(name), given.clone()).expect("an answer of the sheet")
    })
}

fn guide() -> (Instrument, Screening) {
    let guide = bundled::conversation_guide();
    let begun = fresh(&guide, Completion::ByProfessional);
    let wish = Value::Text("To sleep first. Then to see her sister.".into());
    let all = [
        ("safe-now", option(&guide, "safe-now", 1)),
        ("own-wish", Given::Values(vec![wish])),
        ("w19", Given::Absent(AbsentReason::Declined)),
        ("w03", option(&guide, "w03", 0)),
    ];
    let screening = answered(&guide, begun, &all);
    (guide, screening)
}

fn score_sheet() -> (Instrument, Screening) {
    let sheet = bundled::sscst();
    let begun = fresh(&sheet, Completion::ReadAloud);
    let all = [
        ("running-away", option(&sheet, "running-away", 0)),
        ("injury", option(&sheet, "injury", 0)),
        ("substance-use", option(&sheet, "substance-use", 1)),
        ("infection", Given::Absent(AbsentReason::Declined)),
        ("partners", Given::Absent(AbsentReason::DoesNotKnow)),
    ];
    let screening = answered(&sheet, begun, &all);
    (sheet, screening)
}

fn sheet(
    instrument: &Instrument,
    screening: &Screening,
    (unkept, problem): (&Unkept, Option<&'static str>),
) -> SheetPage {
    let page = sample_page("screening-title", PATH);
    SheetPage {
        id: "7f3a".into(),
        label: "7F3A".into(),
        screening: "51c0".into(),
        about: About::of(instrument),
        completion: screening.completion(),
        state: screening.state(),
        began: "Nov 22, 14:02 · Maya R.".into(),
        lines: lines(&page, instrument, screening, unkept),
        saved: Some("14:05".into()),
        problem,
        page,
    }
}

/// A sheet in each of its states.
pub(super) fn sheets() -> Vec<Shown> {
    let nothing = Unkept::default();
    let (guide, talked) = guide();
    let (sscst, asked) = score_sheet();
    let cse_it = bundled::cse_it();
    let entry = fresh(&cse_it, Completion::ByProfessional);
    let resting = talked.clone().pause(PauseReason::NotSafe).expect("an open sheet can rest");
    let done = asked.clone().finish().expect("an open sheet can be finished");
    let met = Unkept {
        conflicts: vec![Conflict {
            link_id: link("injury"),
            mine: Some(Given::Absent(AbsentReason::Declined)),
            theirs: Some(option(&sscst, "injury", 0)),
        }],
        ..Unkept::default()
    };
    let number = Given::Values(vec![Value::Integer(99)]);
    let wrong = Unkept {
        wrong: vec![Wrong { position: 2, typed: "the ninth".into(), key: "sheet-date-wrong" }],
        refused: vec![link("total")],
        changes: vec![Change { link_id: link("total"), seen: Seen::of(None), given: Some(number) }],
        ..Unkept::default()
    };
    let late = sheet(&sscst, &done, (&met, Some("sheet-met")));
    vec![
        Shown::desk("screening-guide", sheet(&guide, &talked, (&nothing, None))),
        Shown::desk("screening-resting", sheet(&guide, &resting, (&nothing, None))),
        Shown::desk("screening-sheet", sheet(&sscst, &asked, (&nothing, None))),
        Shown::desk("screening-conflict", sheet(&sscst, &asked, (&met, Some("sheet-met")))),
        Shown::desk("screening-wrong", sheet(&cse_it, &entry, (&wrong, Some("sheet-mend")))),
        Shown::desk("screening-finished", sheet(&sscst, &done, (&nothing, None))),
        Shown::desk("screening-too-late", late),
    ]
}

/// Screenings that were begun, in each of their states.
pub(crate) fn begun() -> Vec<Begun> {
    let line = |id: &str, title: &str, state| Begun {
        id: id.into(),
        title: title.into(),
        state,
        changed: "Nov 22, 14:02".into(),
    };
    vec![
        line("51c0", "Daybreak conversation guide", State::Open),
        line("51c1", "Short Screen for Child Sex Trafficking: score sheet", State::Resting),
        line("51c2", "Short Screen for Child Sex Trafficking: score sheet", State::Finished),
    ]
}

/// The page on which a screening is begun.
pub(super) fn choices() -> Vec<Shown> {
    let age = Ages::new(15, 17).map_or(KnownAge::Unknown, KnownAge::Within);
    let page = |begun: Vec<Begun>, age| {
        let all = bundled::all();
        let numbered = all.iter().enumerate();
        ChoosePage {
            id: "7f3a".into(),
            label: "7F3A".into(),
            begun,
            instruments: numbered.map(|(n, one)| Offer::of(one, age, n.to_string())).collect(),
            page: sample_page("screening-title", "/desk/7f3a/screenings"),
        }
    };
    vec![
        Shown::desk("screenings", page(begun(), age)),
        Shown::desk("screenings-none", page(Vec::new(), KnownAge::Unknown)),
    ]
}

fn result(
    (instrument, screening): (&Instrument, &Screening),
    age: KnownAge,
    (at, labelled, applies): (&str, bool, bool),
) -> ResultPage {
    let known = Known {
        contact: "7f3a".into(),
        label: "7F3A".into(),
        began: "Nov 22, 14:02 · Maya R.".into(),
    };
    let page = sample_page("screening-result", "/desk/7f3a/screenings/51c0/result");
    let ask = Ask { age, at: at.into(), labelled };
    ResultPage::of(page, known, (instrument, screening), (&ask, applies))
}

/// What the answers give, in each of its states.
pub(super) fn results() -> Vec<Shown> {
    let (guide, talked) = guide();
    let talked = talked
        .record(&guide, &link("w19"), option(&guide, "w19", 0))
        .expect("an answer of the guide");
    let (sscst, asked) = score_sheet();
    let raft = bundled::raft();
    let adult = fresh(&raft, Completion::ReadAloud);
    let young = fresh(&raft, Completion::ReadAloud);
    let (teen, child) = (KnownAge::years(15), KnownAge::years(9));
    let over = KnownAge::years(30);
    vec![
        Shown::desk("result", result((&sscst, &asked), teen, ("5", false, true))),
        Shown::desk("result-own", result((&sscst, &asked), teen, ("0.2", false, false))),
        Shown::desk("result-wrong", result((&sscst, &asked), teen, ("all", false, false))),
        Shown::desk("result-adult", result((&raft, &adult), over, ("1", false, false))),
        Shown::desk("result-refused", result((&raft, &young), teen, ("1", false, false))),
        Shown::desk(
            "result-age-unknown",
            result((&sscst, &asked), KnownAge::Unknown, ("5", false, false)),
        ),
        Shown::desk("result-labelled", result((&sscst, &asked), child, ("11.1", true, false))),
        Shown::desk("result-guide", result((&guide, &talked), teen, ("5", false, false))),
    ]
}
