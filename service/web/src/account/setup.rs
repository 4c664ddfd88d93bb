//! The first run: the recovery key is printed, the organisation is founded.
//!
//! Everything happens in one step. The page carries the recovery key that it shows, so nothing
//! exists before its last group was typed back from the paper, and a page that was closed too early
//! leaves nothing half done. The server keeps only the public half.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::member::{Actor, StaffRole};
use serde::Deserialize;
use vault::RecoveryKey;
use zeroize::Zeroizing;

use super::door_page;
use crate::App;
use crate::acts::house::{self, AccountError, Founding};
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// What the first-run page asks for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Plan {
    recovery: String,
    group: String,
    organization: String,
    hotline: String,
    name: String,
    login: String,
    password: String,
    supervisor: String,
}

/// `GET /setup`, and the same page again when something is missing. What was typed is kept, except
/// the password.
#[derive(Template)]
#[template(path = "account/setup.html")]
pub struct SetupPage {
    page: Page,
    plan: Plan,
    /// The field that needs mending, and what to do.
    problem: Option<(&'static str, String)>,
}

impl SetupPage {
    fn problem_of(&self, field: &str) -> &str {
        self.problem.as_ref().filter(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

/// What comes after: the link for the first supervisor, shown once.
#[derive(Template)]
#[template(path = "account/founded.html")]
pub struct FoundedPage {
    page: Page,
    supervisor: String,
    hotline: String,
    link: String,
}

/// Shows a new recovery key and the form. Not there once the installation was founded.
///
/// # Errors
/// [`Error::NotFound`] after the first run.
pub async fn form(State(app): State<App>, reader: Reader) -> Result<Response, Error> {
    if app.store().is_set_up().await? {
        return Err(Error::NotFound);
    }
    let recovery = RecoveryKey::generate(&mut app.store().rng()).to_text().as_str().to_owned();
    let plan = Plan { recovery, ..Plan::default() };
    Ok(shown(&setup_page(&app, reader, plan, None)))
}

fn setup_page(
    app: &App,
    reader: Reader,
    plan: Plan,
    problem: Option<(&'static str, String)>,
) -> SetupPage {
    SetupPage { page: door_page(app, reader, "setup-title", "/setup"), plan, problem }
}

/// Founds the installation.
///
/// # Errors
/// [`Error::NotFound`] after the first run.
pub async fn found(
    State(app): State<App>,
    reader: Reader,
    Sent(mut plan): Sent<Plan>,
) -> Result<Response, Error> {
    if app.store().is_set_up().await? {
        return Err(Error::NotFound);
    }
    let password = Zeroizing::new(std::mem::take(&mut plan.password));
    match carry_out(&app, &plan, &password).await {
        Ok(link) => {
            let page = door_page(&app, reader, "setup-done", "/setup");
            let Plan { supervisor, hotline, .. } = plan;
            Ok(shown(&FoundedPage { page, supervisor, hotline, link }))
        }
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let problem = Some((field_of(&refusal), refusal.to_string()));
            let page = setup_page(&app, reader, plan, problem);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response())
        }
    }
}

/// Founds, and invites the first supervisor while the keys of the hotline team are at hand.
async fn carry_out(app: &App, plan: &Plan, password: &str) -> Result<String, AccountError> {
    let recovery = RecoveryKey::parse(&plan.recovery).map_err(|_| AccountError::RecoveryKey)?;
    if !is_last_group(&plan.recovery, &plan.group) {
        return Err(AccountError::RecoveryGroup);
    }
    if plan.organization.trim().is_empty() || plan.hotline.trim().is_empty() {
        return Err(AccountError::Organization);
    }
    if plan.supervisor.trim().is_empty() {
        return Err(AccountError::Supervisor);
    }
    let founding = Founding {
        organization: &plan.organization,
        recovery: &recovery,
        login: &plan.login,
        name: &plan.name,
        password,
        hotlines: &[&plan.hotline],
    };
    let founded = house::found(app.store(), app.key(), &founding).await?;
    let roles = BTreeSet::from([StaffRole::Specialist, StaffRole::Supervisor]);
    let keys = (&founded.keys, founded.staff);
    let (name, teams) = (&plan.supervisor, &founded.hotlines);
    let link = house::invite(app.store(), &Actor::Nobody, keys, name, roles, teams).await?;
    Ok(super::join::path(&link))
}

fn is_last_group(key: &str, typed: &str) -> bool {
    let last = key.rsplit('-').next().unwrap_or_default();
    let typed: String = typed.chars().filter(|sign| sign.is_alphanumeric()).collect();
    !last.is_empty() && typed.eq_ignore_ascii_case(last)
}

fn field_of(refusal: &AccountError) -> &'static str {
    match refusal {
        AccountError::Password(_) => "password",
        AccountError::Login | AccountError::LoginTaken => "login",
        AccountError::RecoveryKey | AccountError::RecoveryGroup => "group",
        AccountError::Organization => "organization",
        AccountError::Supervisor => "supervisor",
        _ => "name",
    }
}

impl Sample for SetupPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = || Page::sample(locale, Style::Desk, "setup-title", "/setup");
        let plan = Plan {
            recovery: "00000-00000-00000-00000-00000-00000-00000-00000-00000".into(),
            organization: "North Star".into(),
            hotline: "Hotline".into(),
            ..Plan::default()
        };
        let wrong = Some(("group", AccountError::RecoveryGroup.to_string()));
        vec![
            Shown::desk("setup", Self { page: page(), plan: plan.clone(), problem: None }),
            Shown::desk("setup-wrong", Self { page: page(), plan, problem: wrong }),
        ]
    }
}

impl Sample for FoundedPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Desk, "setup-done", "/setup");
        let link = format!("/join/{}", "A".repeat(43));
        let (supervisor, hotline) = ("Maya R.".into(), "Hotline".into());
        vec![Shown::desk("setup-done", Self { page, supervisor, hotline, link })]
    }
}
