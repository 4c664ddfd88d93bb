//! One rule: its wording, its marks, its history, and the form that changes it.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::agency::AgencyKind;
use casework::id::MemberId;
use chrono::NaiveDate;
use duty::rule::{Basis, Checked, Form, Reporter, Row, Rule, RuleCode};
use duty::situation::Fact;
use duty::table::{Author, Revision};
use serde::Deserialize;
use store::duty::rules;
use store::subject::Installation;
use vault::Text;

use super::rules::edits;
use crate::App;
use crate::acts::rule::{self as acts, Change};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/rules/{name}` and `GET /desk/rules/new`
#[derive(Template)]
#[template(path = "duty/rule.html")]
pub struct RulePage {
    /// The frame.
    pub page: Page,
    /// The wording, as columns; what was typed, after a refusal.
    pub row: Row,
    /// The revision that the reader sees; none for a new rule.
    pub base: Option<u32>,
    /// Whether it is in force.
    pub in_force: bool,
    /// Why it is changed, as typed.
    pub why: String,
    /// Its revisions, the latest first.
    pub history: Vec<Past>,
    /// Whether the reader may change it.
    pub edits: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One revision.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its number.
    pub number: u32,
    /// When, and by whom.
    pub when: String,
    /// Why.
    pub why: String,
    /// How long there was at most, and who said so; none once it was withdrawn.
    pub wording: Option<String>,
}

/// A rule named in the address.
#[derive(Debug, Deserialize)]
pub struct Name {
    name: String,
}

impl Name {
    fn parse(&self) -> Result<RuleCode, Error> {
        self.name.parse().map_err(|_| Error::NotFound)
    }
}

/// What was typed, after a refusal.
struct Typed {
    row: Row,
    why: String,
    problem: String,
}

/// `GET /desk/rules/{name}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, Some(name.parse()?), None).await
}

/// `GET /desk/rules/new`
pub async fn new(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    if !edits(&app, &worker) {
        return Err(Error::NotFound);
    }
    draw(&app, reader, &worker, None, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    code: Option<RuleCode>,
    typed: Option<Typed>,
) -> Result<Response, Error> {
    let ((), mut view) = app.store().look(&worker.actor(), Look::SeeRules, Installation).await?;
    let table = rules::table(&mut view).await?;
    let names = names(&mut view, worker).await?;
    drop(view);
    let history = code.as_ref().map(|code| table.history(code)).unwrap_or_default();
    if code.is_some() && history.is_empty() {
        return Err(Error::NotFound);
    }
    let stands = history.iter().rev().find_map(|revision| revision.rule.as_ref());
    let (row, why, problem) = match typed {
        Some(Typed { row, why, problem }) => (row, why, Some(problem)),
        None => (stands.map(Row::from).unwrap_or_default(), String::new(), None),
    };
    let path = code.map_or_else(|| "/desk/rules/new".into(), |code| format!("/desk/rules/{code}"));
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let past = |revision: &Revision| past(revision, app, &names);
    let drawn = RulePage {
        page: page(app, reader, worker, "rule-title", &path),
        row,
        base: history.last().map(|revision| revision.number),
        in_force: history.last().is_none_or(|revision| revision.rule.is_some()),
        why,
        history: history.iter().rev().map(past).collect(),
        edits: edits(app, worker),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

fn past(revision: &Revision, app: &App, names: &[(MemberId, Text)]) -> Past {
    let when = match revision.by {
        Author::Bundled => String::new(),
        Author::Member(member) => {
            let name = names.iter().find(|(one, _)| *one == member);
            let name = name.map(|(_, name)| name.expose()).unwrap_or_default();
            format!("{} · {name}", moment(revision.at, app.zone(), app.now()))
        }
    };
    let wording = |rule: &Rule| format!("{} · {}", rule.limit, rule.source);
    Past {
        number: revision.number,
        when,
        why: revision.why.clone(),
        wording: revision.rule.as_ref().map(wording),
    }
}

/// Why a mark stands in the history.
const CHECKED: &str = "compared with its source";
const REVIEWED: &str = "reviewed by counsel";

/// `POST /desk/rules/{name}` (with `new` for the name of a rule that is none yet): writes, marks or
/// withdraws. What was typed is shown again when it is no rule.
pub async fn edit(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let code = if name.name == "new" { None } else { Some(name.parse()?) };
    let value = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let base = value("base").parse().ok();
    let row = row(&pairs, code.as_ref());
    let mut why = value("why");
    let change = match value("act").as_str() {
        "write" => Rule::try_from(&row)
            .map(|rule| Change::Write(Box::new(rule)))
            .map_err(|refused| refused.to_string()),
        "withdraw" => code.clone().map(Change::Withdraw).ok_or_else(String::new),
        mark @ ("checked" | "reviewed") => {
            why = if mark == "checked" { CHECKED.into() } else { REVIEWED.into() };
            marked(&value("by"), &value("on")).and_then(|by| {
                let code = code.clone().ok_or_else(String::new)?;
                let reviewed = mark == "reviewed";
                Ok(if reviewed { Change::Reviewed(code, by) } else { Change::Checked(code, by) })
            })
        }
        _ => return Err(Error::WrongFields),
    };
    let written = row.rule.clone();
    let done = match change {
        Ok(change) => {
            match acts::edit_rule(app.store(), &worker.doer(), (base, &why), change).await {
                Ok(()) => Ok(()),
                Err(store::Error::Rule(text)) => Err(text),
                Err(other) => return Err(other.into()),
            }
        }
        Err(text) => Err(text),
    };
    match done {
        Ok(()) => {
            let name = code.map_or(written, |code| code.to_string());
            Ok(Redirect::to(&format!("/desk/rules/{name}")).into_response())
        }
        Err(problem) => draw(&app, reader, &worker, code, Some(Typed { row, why, problem })).await,
    }
}

/// Who looked at it and on which day.
fn marked(by: &str, on: &str) -> Result<Checked, String> {
    let on = NaiveDate::parse_from_str(on, "%Y-%m-%d");
    match (by, on) {
        ("", _) | (_, Err(_)) => Err("say who looked at it, and on which day".into()),
        (by, Ok(on)) => Ok(Checked { by: by.chars().take(200).collect(), on }),
    }
}

/// The columns as the form sends them; a rule that exists keeps its name.
fn row(pairs: &[(String, String)], code: Option<&RuleCode>) -> Row {
    let all = |name: &str| {
        let found = pairs.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).collect::<Vec<_>>().join(" ")
    };
    Row {
        rule: code.map_or_else(|| all("rule"), ToString::to_string),
        state: all("state"),
        county: all("county"),
        who: all("who"),
        when: all("when"),
        recipient: all("recipient"),
        form: all("form"),
        immediately: if all("immediately") == "yes" { "yes" } else { "no" }.into(),
        limit: all("limit"),
        basis: all("basis"),
        source: all("source"),
        as_of: all("as_of"),
        note: all("note"),
        ..Row::default()
    }
}

impl RulePage {
    fn asks(&self, fact: &Fact) -> bool {
        self.row.when.split_whitespace().any(|code| code == fact.code())
    }

    fn has(&self, stands: &str, code: &str) -> bool {
        stands == code
    }

    /// The revision that the form was made from, as it is sent back.
    fn base(&self) -> String {
        self.base.map(|base| base.to_string()).unwrap_or_default()
    }
}

impl Sample for RulePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let table = duty::table::RuleTable::bundled().expect("a test reads the bundled table");
        let row = table.in_force().next().map(|(_, rule)| Row::from(rule)).unwrap_or_default();
        let past = |number, when: &str, why: &str, wording: Option<&str>| Past {
            number,
            when: when.into(),
            why: why.into(),
            wording: wording.map(str::to_owned),
        };
        let page = |edits, problem: Option<&str>| RulePage {
            page: sample_page("rule-title", "/desk/rules/tx-child-abuse"),
            row: row.clone(),
            base: Some(16),
            in_force: true,
            why: String::new(),
            history: vec![
                past(16, "Nov 22, 14:02 · Maya R.", "Counsel read the new text.", Some("48 hours")),
                past(15, "Nov 20, 09:30 · Ruth O.", "Withdrawn by mistake.", None),
                past(3, "", "bundled", Some("24 hours · 42 USC 5106a")),
            ],
            edits,
            problem: problem.map(str::to_owned),
        };
        let new = RulePage { row: Row::default(), base: None, history: vec![], ..page(true, None) };
        let refused = page(true, Some("say in a few words why the rule changes"));
        let withdrawn = RulePage { in_force: false, ..page(false, None) };
        vec![
            Shown::desk("rule", page(true, None)),
            Shown::desk("rule-new", new),
            Shown::desk("rule-refused", refused),
            Shown::desk("rule-withdrawn", withdrawn),
        ]
    }
}
