//! The table of rules: who must report what to whom by when, who says so, who looked at it.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::agency::AgencyKind;
use duty::deadline::Holidays;
use duty::obligation::House;
use duty::rule::{Basis, Form, Reporter, Rule};
use duty::situation::Fact;
use store::duty::rules;
use store::subject::Installation;

use super::paper::file;
use crate::App;
use crate::acts::rule as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/rules`
#[derive(Template)]
#[template(path = "duty/rules.html")]
pub struct RulesPage {
    /// The frame.
    pub page: Page,
    /// The rules in force, those of the law first.
    pub rules: Vec<Line>,
    /// What the law takes this house for.
    pub we: Vec<(Reporter, bool)>,
    /// By which clock days are counted.
    pub zone: String,
    /// The days that are no working days, one a line.
    pub holidays: String,
    /// What is wrong with them, in words.
    pub problem: Option<String>,
    /// Whether the reader may change anything.
    pub edits: bool,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub code: String,
    /// Where it holds, in a word: `TX`, `48201 TX`; empty everywhere.
    pub place: String,
    /// Whom it obliges.
    pub who: Reporter,
    /// What has to be known.
    pub when: Vec<Fact>,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// Whether it has to be done at once.
    pub immediately: bool,
    /// How long there is at most, as written.
    pub limit: String,
    /// Why it binds.
    pub basis: Basis,
    /// Who says so.
    pub source: String,
    /// The day to which the source was followed.
    pub as_of: String,
    /// Who compared it with its source, and when.
    pub checked: Option<String>,
    /// Which counsel reviewed it, and when.
    pub counsel: Option<String>,
    /// What a reader should know.
    pub note: String,
    /// Whether it can bind here at all.
    pub binds: bool,
}

impl Line {
    fn of(rule: &Rule, house: &House) -> Self {
        let row = duty::rule::Row::from(rule);
        let mark = |mark: &Option<duty::rule::Checked>| {
            mark.as_ref().map(|checked| format!("{}, {}", checked.by, checked.on))
        };
        Self {
            code: row.rule,
            place: format!("{} {}", row.county, row.state).trim().to_owned(),
            who: rule.who,
            when: rule.when.iter().copied().collect(),
            recipient: rule.recipient,
            form: rule.form,
            immediately: rule.immediately,
            limit: row.limit,
            basis: rule.basis,
            source: row.source,
            as_of: row.as_of,
            checked: mark(&rule.checked),
            counsel: mark(&rule.counsel),
            note: row.note,
            binds: rule.obliges(&house.we),
        }
    }
}

/// `GET /desk/rules`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, None).await
}

/// The page; with days that could not be read, and why.
async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    typed: Option<(String, String)>,
) -> Result<Response, Error> {
    let ((), mut view) = app.store().look(&worker.actor(), Look::SeeRules, Installation).await?;
    let table = rules::table(&mut view).await?;
    let house = rules::house(&mut view).await?;
    drop(view);
    let mut lines: Vec<Line> = table.in_force().map(|(_, rule)| Line::of(rule, &house)).collect();
    lines.sort_by_key(|line| line.basis);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (holidays, problem) = match typed {
        Some((text, problem)) => (text, Some(problem)),
        None => (house.holidays.to_string(), None),
    };
    let drawn = RulesPage {
        page: page(app, reader, worker, "rules-title", "/desk/rules"),
        rules: lines,
        we: we(&house),
        zone: house.zone.name().to_owned(),
        holidays,
        problem,
        edits: edits(app, worker),
    };
    Ok((status, shown(&drawn)).into_response())
}

fn we(house: &House) -> Vec<(Reporter, bool)> {
    let all = Reporter::ALL.iter().copied();
    all.filter(|one| *one != Reporter::Everyone).map(|one| (one, house.we.contains(&one))).collect()
}

/// Whether the reader may change a rule.
pub(super) fn edits(app: &App, worker: &Worker) -> bool {
    app.store().may(&worker.actor(), Act::EditRules, &Resource::Installation { set_up: true })
}

/// `GET /desk/rules/csv`: the rules in force as a spreadsheet, for counsel to read.
pub async fn csv(State(app): State<App>, worker: Worker) -> Result<Response, Error> {
    let ((), mut view) = app.store().look(&worker.actor(), Look::SeeRules, Installation).await?;
    let table = rules::table(&mut view).await?;
    let mut text = Vec::new();
    table.write_csv(&mut text).map_err(|_| Error::Ours)?;
    let text = String::from_utf8(text).map_err(|_| Error::Ours)?;
    file(&text, "text/csv; charset=utf-8", "rules.csv")
}

/// `POST /desk/rules/house`: what the law takes this house for, and on which days nobody works; days are
/// counted by the clock of its pages.
pub async fn house(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let chosen = pairs.iter().filter(|(key, _)| key == "we").map(|(_, code)| code.parse());
    let we = chosen.collect::<Result<_, _>>().map_err(|_| Error::WrongFields)?;
    let days =
        pairs.iter().find(|(key, _)| key == "holidays").map_or("", |(_, text)| text.as_str());
    let holidays = match days.parse::<Holidays>() {
        Ok(holidays) => holidays,
        Err(problem) => {
            let typed = (days.to_owned(), problem.to_string());
            return draw(&app, reader, &worker, Some(typed)).await;
        }
    };
    let house = House { we, zone: app.zone(), holidays };
    acts::describe_house(app.store(), &worker.doer(), &house).await?;
    Ok(Redirect::to("/desk/rules").into_response())
}

impl Sample for RulesPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let table = duty::table::RuleTable::bundled().expect("a test reads the bundled table");
        let house = House {
            we: [Reporter::MandatedReporter].into(),
            zone: chrono_tz::America::Chicago,
            holidays: Holidays::none(),
        };
        let lines: Vec<Line> =
            table.in_force().map(|(_, rule)| Line::of(rule, &house)).take(6).collect();
        let mut texas = lines[0].clone();
        texas.code = "tx-child-abuse".into();
        texas.place = "48201 TX".into();
        texas.checked = Some("R. Vance, 2026-11-20".into());
        texas.counsel = Some("Office of counsel, 2026-11-21".into());
        let page = |edits, rules| RulesPage {
            page: sample_page("rules-title", "/desk/rules"),
            rules,
            we: we(&house),
            zone: "America/Chicago".into(),
            holidays: "2026-12-25\n2027-01-01\n".into(),
            problem: None,
            edits,
        };
        let all = [vec![texas], lines].concat();
        vec![
            Shown::desk("rules", page(true, all.clone())),
            Shown::desk("rules-read", page(false, all.clone())),
            Shown::desk(
                "rules-wrong-day",
                RulesPage {
                    holidays: "Christmas\n".into(),
                    problem: Some("line 1 is no day; write one day a line, as 2026-12-25".into()),
                    ..page(true, all)
                },
            ),
        ]
    }
}
