//! What became of the alleged exploiters of a case before the law. Nobody else is on this page: its rows are
//! made from [`Justice`] records, and those are made from exploiters alone. How victims are is on a page of its
//! own ([`outcomes`](super::outcomes)).

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::justice::{Clearance, Disposition, Justice, Nibrs, Statute, Step, StepKind, records};
use case::person::{ExploiterRole, Part};
use casework::id::{CaseId, PersonId};
use casework::time::Timestamp;
use serde::Deserialize;
use store::case::text::{self, Name};
use store::case::{justice, people};
use store::key;

use super::open::name_of;
use super::{Id, day, in_words, label, today};
use crate::App;
use crate::acts::case::outcome as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/cases/{id}/justice`
#[derive(Template)]
#[template(path = "case/justice.html")]
pub struct JusticePage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// Whether the case is open.
    pub open: bool,
    /// Every alleged exploiter who counts.
    pub records: Vec<Record>,
    /// What can have happened, by kind: the kind, and what a form sends with its words.
    pub steps: Vec<(StepKind, Vec<(String, String)>)>,
    /// Today, as a field of a form shows it.
    pub today: String,
    /// The citation that could not be kept.
    pub statute: String,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// What became of one of them.
#[derive(Clone, Debug)]
pub struct Record {
    /// For the form.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// What they are said to have done.
    pub role: ExploiterRole,
    /// Whether a court found them guilty.
    pub convicted: bool,
    /// Each step: when, and what in words.
    pub steps: Vec<(String, String)>,
}

/// `GET /desk/cases/{id}/justice`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, id.parse()?, (None, String::new())).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: CaseId,
    (problem, statute): (Option<String>, String),
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::OpenCase, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let all = people::of_case(&mut view, id).await?;
    let names = text::latest(&mut view, id, Name::PersonName).await?;
    let entries = justice::of_case(&mut view, id, &key).await?;
    drop(view);
    let steps: Vec<_> = entries.into_iter().map(|one| (one.person, one.at, one.step)).collect();
    let page = page(app, reader, worker, "justice-title", &format!("/desk/cases/{id}/justice"));
    let mut drawn = Vec::new();
    for record in records(&all, &steps) {
        let person = record.exploiter().person();
        let Some(Part::Exploiter(role)) = all.person(person).map(|one| one.part) else { continue };
        let when = |at: Timestamp| in_words(app, &page, at);
        drawn.push(Record {
            id: person.to_string(),
            name: name_of(&names, person, &key)?,
            role,
            convicted: record.is_convicted(),
            steps: lines(&page, &record, &when),
        });
    }
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = JusticePage {
        id: id.to_string(),
        label: label(id),
        open: stored.case.status().0.is_open(),
        records: drawn,
        steps: choices(&page),
        today: today(app),
        statute,
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

fn lines(
    page: &Page,
    record: &Justice,
    when: &dyn Fn(Timestamp) -> String,
) -> Vec<(String, String)> {
    record.steps().iter().map(|(at, step)| (when(*at), words(page, step))).collect()
}

/// What happened, in words; with the citation.
pub(super) fn words(page: &Page, step: &Step) -> String {
    match step {
        Step::Charged(statute) => {
            let kind = page.label(StepKind::LIST, step.kind().code());
            format!("{kind}: {}", statute.as_str())
        }
        _ => public_words(page, step),
    }
}

/// What happened, in words of code lists alone: nothing that somebody typed.
pub(super) fn public_words(page: &Page, step: &Step) -> String {
    let kind = page.label(StepKind::LIST, step.kind().code());
    let detail = match step {
        Step::Investigated(nibrs) => page.t(&nibrs.key()),
        Step::Cleared(clearance) => page.t(&clearance.key()),
        Step::Disposed(disposition) => page.t(&disposition.key()),
        Step::Sentenced { months } => page.t1("justice-months", "count", u32::from(*months)),
        Step::Restitution { ordered, paid } => {
            page.t2("justice-paid", "ordered", ordered.to_string(), "paid", paid.to_string())
        }
        Step::Reported | Step::Unfounded | Step::Arrested | Step::Charged(_) => {
            return kind.into_owned();
        }
    };
    format!("{kind}: {detail}")
}

/// What a form can send as `step`: the kind and, where one belongs to it, the code.
fn choices(page: &Page) -> Vec<(StepKind, Vec<(String, String)>)> {
    let of = |kind: &StepKind| {
        let coded = |list: &str, codes: &[&str]| -> Vec<(String, String)> {
            let one = |code: &&str| {
                (format!("{}:{code}", kind.code()), page.label(list, code).into_owned())
            };
            codes.iter().map(one).collect()
        };
        let choices = match kind {
            StepKind::Investigated => coded(Nibrs::LIST, Nibrs::CODES),
            StepKind::Cleared => coded(Clearance::LIST, Clearance::CODES),
            StepKind::Disposed => coded(Disposition::LIST, Disposition::CODES),
            _ => {
                let label = page.label(StepKind::LIST, kind.code()).into_owned();
                vec![(kind.code().to_owned(), label)]
            }
        };
        (*kind, choices)
    };
    StepKind::ALL.iter().map(of).collect()
}

/// One step.
#[derive(Deserialize)]
pub struct Recording {
    person: String,
    step: String,
    day: String,
    #[serde(default)]
    statute: String,
    #[serde(default)]
    months: String,
    #[serde(default)]
    ordered: String,
    #[serde(default)]
    paid: String,
}

impl Recording {
    /// What the form says; `None` when it is not one of the page's, a sentence of the rule when it is not
    /// complete.
    fn step(&self) -> Option<Result<Step, store::Error>> {
        let (kind, code) = self.step.split_once(':').unwrap_or((&self.step, ""));
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let lacks = || Some(Err(store::Error::Rule("write the number, without a point".into())));
        Some(Ok(match StepKind::from_code(kind).ok()? {
            StepKind::Reported => Step::Reported,
            StepKind::Investigated => Step::Investigated(code.parse().ok()?),
            StepKind::Unfounded => Step::Unfounded,
            StepKind::Arrested => Step::Arrested,
            StepKind::Cleared => Step::Cleared(code.parse().ok()?),
            StepKind::Charged => match Statute::parse(&self.statute) {
                Ok(statute) => Step::Charged(statute),
                Err(refused) => return Some(Err(store::Error::rule(refused))),
            },
            StepKind::Disposed => Step::Disposed(code.parse().ok()?),
            StepKind::Sentenced => {
                let months = number(&self.months).and_then(|months| months.try_into().ok());
                let Some(months) = months else { return lacks() };
                Step::Sentenced { months }
            }
            StepKind::Restitution => {
                let amounts = number(&self.ordered).zip(number(&self.paid));
                // What is ordered is kept as a number of 63 bits.
                let amounts = amounts.filter(|(ordered, _)| i64::try_from(*ordered).is_ok());
                let Some((ordered, paid)) = amounts else { return lacks() };
                Step::Restitution { ordered, paid }
            }
        }))
    }
}

/// `POST /desk/cases/{id}/justice`
pub async fn record(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Recording>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let person: PersonId = form.person.parse().map_err(|_| Error::WrongFields)?;
    let at = day(&app, &form.day).ok_or(Error::WrongFields)?;
    let done = match form.step().ok_or(Error::WrongFields)? {
        Ok(step) => {
            let what = (person, at, step);
            acts::record_step(app.store(), &worker.doer(), &worker.0.keys, id, what).await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/cases/{id}/justice")).into_response()),
        Err(store::Error::Rule(text)) => {
            draw(&app, reader, &worker, id, (Some(text), form.statute)).await
        }
        Err(other) => Err(other.into()),
    }
}

impl Sample for JusticePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = sample_page("justice-title", "/desk/cases/c7f3/justice");
        let statute = Statute::parse("18 USC 1591(a)").ok();
        let steps = [
            Some(Step::Reported),
            Some(Step::Investigated(Nibrs::CommercialSexActs)),
            Some(Step::Arrested),
            Some(Step::Cleared(Clearance::Arrest)),
            statute.map(Step::Charged),
            Some(Step::Disposed(Disposition::Plea)),
            Some(Step::Sentenced { months: 120 }),
            Some(Step::Restitution { ordered: 50_000, paid: 200 }),
        ];
        let line = |step: &Step| ("November 12, 2026".to_owned(), words(&page, step));
        let record = |name: &str, role, convicted, steps: Vec<(String, String)>| Record {
            id: name.len().to_string(),
            name: name.into(),
            role,
            convicted,
            steps,
        };
        let drawn = |records, open, problem: Option<&str>| JusticePage {
            id: "c7f3".into(),
            label: "C7F3".into(),
            open,
            records,
            steps: choices(&page),
            today: "2026-11-22".into(),
            statute: problem.map(|_| "the mall".to_owned()).unwrap_or_default(),
            problem: problem.map(str::to_owned),
            page: page.clone(),
        };
        let all: Vec<_> = steps.iter().flatten().map(line).collect();
        let records = vec![
            record("D. (the driver)", ExploiterRole::Facilitator, false, all[..2].to_vec()),
            record("R.", ExploiterRole::Buyer, true, all.clone()),
            record("8F1C", ExploiterRole::Seller, false, vec![]),
        ];
        let refused = Some("record first that the exploiter was charged");
        vec![
            Shown::desk("justice", drawn(records.clone(), true, None)),
            Shown::desk("justice-refused", drawn(records.clone(), true, refused)),
            Shown::desk("justice-closed", drawn(records, false, None)),
            Shown::desk("justice-nobody", drawn(vec![], true, None)),
        ]
    }
}
