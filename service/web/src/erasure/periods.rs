//! How long records of each class are kept.

use std::collections::BTreeMap;

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::retention::Class;
use serde::Deserialize;
use store::erasure::keep::{self, Rule};
use store::subject::Installation;

use crate::App;
use crate::acts::erasure as acts;
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

/// Classes that have a period: what is erased by itself.
pub(crate) const CLASSES: [Class; 3] = [Class::Contact, Class::Tip, Class::Case];

/// `GET /desk/erasure/periods`
#[derive(Template)]
#[template(path = "erasure/periods.html")]
pub struct PeriodsPage {
    /// The frame.
    pub page: Page,
    /// Each class, its days as a field shows them, and who said so when.
    pub classes: Vec<(Class, String, Option<String>)>,
    /// Whether the reader may change them.
    pub may_set: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// `GET /desk/erasure/periods`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    problem: Option<String>,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let ((), mut view) = app.store().look(&actor, Look::SeeRules, Installation).await?;
    let rules: BTreeMap<Class, Rule> = keep::rules(&mut view).await?;
    let names = names(&mut view, worker).await?;
    drop(view);
    let said = |rule: &Rule| {
        let by = names.iter().find(|(id, _)| *id == rule.by);
        let by = by.map(|(_, name)| name.expose().to_owned()).unwrap_or_default();
        format!("{} · {by}", moment(rule.at, app.zone(), app.now()))
    };
    let class = |class: Class| {
        let rule = rules.get(&class);
        let days = rule.map(|rule| rule.days.to_string()).unwrap_or_default();
        (class, days, rule.map(said))
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let house = Resource::Installation { set_up: true };
    let drawn = PeriodsPage {
        page: page(app, reader, worker, "periods-title", "/desk/erasure/periods"),
        classes: CLASSES.into_iter().map(class).collect(),
        may_set: app.store().may(&actor, Act::SetRetention, &house),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// How long a class is kept, as the form says it.
#[derive(Deserialize)]
pub struct Setting {
    class: String,
    #[serde(default)]
    days: String,
}

/// `POST /desk/erasure/periods`
pub async fn set(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(form): Sent<Setting>,
) -> Result<Response, Error> {
    let class: Class = form.class.parse().map_err(|_| Error::WrongFields)?;
    let days = match form.days.trim() {
        "" => None,
        // A number that cannot be read is none that can be meant.
        text => Some(text.parse().unwrap_or(0)),
    };
    match acts::set_period(app.store(), &worker.doer(), class, days).await {
        Ok(()) => Ok(Redirect::to("/desk/erasure/periods").into_response()),
        Err(store::Error::Rule(text)) => draw(&app, reader, &worker, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

impl Sample for PeriodsPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |days: [&str; 3], may_set, problem: Option<&str>| PeriodsPage {
            page: sample_page("periods-title", "/desk/erasure/periods"),
            classes: CLASSES
                .into_iter()
                .zip(days)
                .map(|(class, days)| {
                    let said = Some("Nov 12, 09:30 · Maya R.".to_owned());
                    (class, days.to_owned(), said.filter(|_| !days.is_empty()))
                })
                .collect(),
            may_set,
            problem: problem.map(str::to_owned),
        };
        vec![
            Shown::desk("periods", page(["1095", "1825", ""], true, None)),
            Shown::desk("periods-read", page(["1095", "", ""], false, None)),
            Shown::desk(
                "periods-refused",
                page(["", "", ""], true, Some("write a number of days from 1 to 36525, or none")),
            ),
        ]
    }
}
