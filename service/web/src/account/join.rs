//! The link of an invitation or a reset: somebody sets log-in name, display name and password.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use vault::SessionSecret;
use zeroize::Zeroizing;

use super::door_page;
use crate::App;
use crate::acts::house::{self, AccountError};
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// Where an invitation leads.
#[must_use]
pub fn path(link: &SessionSecret) -> String {
    format!("/join/{}", link.to_cookie().as_str())
}

/// What the invited person types.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Joining {
    name: String,
    login: String,
    password: String,
}

/// `GET /join/{secret}`, and the same page again when something is missing.
#[derive(Template)]
#[template(path = "account/join.html")]
pub struct JoinPage {
    page: Page,
    action: String,
    typed: Joining,
    problem: Option<(&'static str, String)>,
}

impl JoinPage {
    fn problem_of(&self, field: &str) -> &str {
        self.problem.as_ref().filter(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

/// Shows the form to whoever holds a link that still works.
///
/// # Errors
/// [`Error::NotFound`] for any other link.
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let link = SessionSecret::from_cookie(&secret).ok_or(Error::NotFound)?;
    app.store().invitation(&link).await?.ok_or(Error::NotFound)?;
    Ok(shown(&join_page(&app, reader, &link, Joining::default(), None)))
}

fn join_page(
    app: &App,
    reader: Reader,
    link: &SessionSecret,
    typed: Joining,
    problem: Option<(&'static str, String)>,
) -> JoinPage {
    let page = door_page(app, reader, "join-title", "/join");
    JoinPage { page, action: path(link), typed, problem }
}

/// Completes the account.
///
/// # Errors
/// [`Error::NotFound`] when the link was used or has run out.
pub async fn accept(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    Sent(mut typed): Sent<Joining>,
) -> Result<Response, Error> {
    let link = SessionSecret::from_cookie(&secret).ok_or(Error::NotFound)?;
    let password = Zeroizing::new(std::mem::take(&mut typed.password));
    let (login, name) = (&typed.login, &typed.name);
    match house::accept(app.store(), app.key(), &link, login, name, &password).await {
        Ok(_) => Ok(Redirect::to("/sign-in").into_response()),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let field = match refusal {
                AccountError::Password(_) => "password",
                AccountError::Login | AccountError::LoginTaken => "login",
                _ => "name",
            };
            let page = join_page(&app, reader, &link, typed, Some((field, refusal.to_string())));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response())
        }
    }
}

impl Sample for JoinPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let with = |typed, problem| Self {
            page: Page::sample(locale, Style::Desk, "join-title", "/join"),
            action: format!("/join/{}", "A".repeat(43)),
            typed,
            problem,
        };
        let typed =
            Joining { name: "Maya R.".into(), login: "maya".into(), password: String::new() };
        let short = vault::member::PasswordError::TooShort.to_string();
        vec![
            Shown::desk("join", with(Joining::default(), None)),
            Shown::desk("join-wrong", with(typed, Some(("password", short)))),
        ]
    }
}
