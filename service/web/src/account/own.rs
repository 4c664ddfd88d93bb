//! One's own account: sessions, password, second factor.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::event::Event;
use casework::id::SessionId;
use casework::time::Timestamp;
use chrono::DateTime;
use chrono_tz::Tz;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use store::{account, passkey, session};
use uuid::Uuid;
use vault::{Password, ReaderId, Text};
use zeroize::Zeroizing;

use super::{door, frame, secret};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Member, Page, Style};

/// One session as it is listed.
#[derive(Clone, Debug)]
pub struct Listed {
    id: SessionId,
    since: String,
    own: bool,
    locked: bool,
}

/// One passkey as it is listed.
#[derive(Clone, Debug)]
pub struct Passkey {
    id: Uuid,
    since: String,
    used: String,
}

/// `GET /account`, and the same page again after a refusal.
#[derive(Template)]
#[template(path = "account/own.html")]
pub struct AccountPage {
    page: Page,
    sessions: Vec<Listed>,
    has_code: bool,
    /// None where passkeys are not set up.
    passkeys: Option<Vec<Passkey>>,
    problem: Option<(&'static str, String)>,
}

impl AccountPage {
    fn problem_of(&self, field: &str) -> &str {
        self.problem.as_ref().filter(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }
}

/// Shows the account.
///
/// # Errors
/// If the store fails.
pub async fn page(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    Ok(shown(&account_page(&app, reader, &worker, None).await?))
}

async fn account_page(
    app: &App,
    reader: Reader,
    worker: &Worker,
    problem: Option<(&'static str, String)>,
) -> Result<AccountPage, Error> {
    let id = worker.member().id;
    let look = access::Look::SeeOwnAccount;
    let (_, mut view) = app.store().look(&worker.actor(), look, id).await?;
    let open = session::of_member(&mut view, id, app.now()).await?;
    let kept = passkey::of_member(&mut view, id).await?;
    drop(view);
    let listed = kept.into_iter().map(|one| Passkey {
        id: one.id,
        since: clock(one.since, app.zone()),
        used: clock(one.used_at, app.zone()),
    });
    let passkeys = app.passkeys().map(|_| listed.collect());
    let sessions = open
        .into_iter()
        .map(|one| Listed {
            id: session::id_of(&one.lookup),
            since: clock(one.since, app.zone()),
            own: one.lookup == worker.0.lookup,
            locked: one.locked,
        })
        .collect();
    let has_code = app.store().door_of(id).await?.asks_for_code();
    let page =
        app.page(reader, Style::Desk, "account-title", "/account").with_member(frame(&worker.0));
    Ok(AccountPage { page, sessions, has_code, passkeys, problem })
}

/// A time on the organisation's clock: `2026-11-22 14:02`.
fn clock(at: Timestamp, zone: Tz) -> String {
    DateTime::from_timestamp_micros(at.micros())
        .map(|time| time.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

async fn refused(
    app: &App,
    reader: Reader,
    worker: &Worker,
    field: &'static str,
    text: String,
) -> Result<Response, Error> {
    let page = account_page(app, reader, worker, Some((field, text))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response())
}

/// `POST /account/sessions/{id}/end` ends one of one's own sessions.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not one's own.
pub async fn end_session(
    State(app): State<App>,
    worker: Worker,
    Path(session): Path<SessionId>,
) -> Result<Redirect, Error> {
    let id = worker.member().id;
    let act = access::Act::ManageOwnSessions;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    let now = tx.now();
    let open = session::of_member(&mut tx, id, now).await?;
    let found = open.into_iter().find(|one| session::id_of(&one.lookup) == session);
    session::end(&mut tx, id, &found.ok_or(Error::NotFound)?.lookup).await?;
    tx.commit(Event::SessionEnded { session }).await?;
    Ok(Redirect::to("/account"))
}

/// What is typed to change the password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    old: String,
    new: String,
}

/// `POST /account/password` gives oneself another password, and ends all other sessions.
///
/// # Errors
/// If the store fails.
pub async fn change_password(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(typed): Sent<NewPassword>,
) -> Result<Response, Error> {
    let (old, new) = (Zeroizing::new(typed.old), Zeroizing::new(typed.new));
    let chosen = match Password::chosen(&new) {
        Ok(chosen) => chosen,
        Err(refusal) => return refused(&app, reader, &worker, "new", refusal.to_string()).await,
    };
    if !door::is_password_of(&app, &worker, &old).await? {
        let text = worker_text(&app, reader, "unlock-wrong");
        return refused(&app, reader, &worker, "old", text).await;
    }
    let id = worker.member().id;
    let own = ReaderId(id.uuid());
    let key = worker.0.keys.secret(own).ok_or(Error::NotFound)?;
    let lock = secret::lock(app.store(), key, chosen, own).await;
    let act = access::Act::ManageOwnCredentials;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    account::put_password(&mut tx, id, &lock).await?;
    session::end_others(&mut tx, id, &worker.0.lookup).await?;
    tx.commit(Event::CredentialChanged { member: id }).await?;
    Ok(Redirect::to("/account").into_response())
}

fn worker_text(app: &App, reader: Reader, key: &'static str) -> String {
    app.page(reader, Style::Desk, "account-title", "/account").t(key).into_owned()
}

/// `GET /account/code`: a new second factor, to be scanned and confirmed.
#[derive(Template)]
#[template(path = "account/code.html")]
pub struct CodePage {
    page: Page,
    secret: String,
    picture: String,
    problem: bool,
}

/// Shows a new secret. It counts only once a code of it was typed back.
pub async fn new_code(State(app): State<App>, reader: Reader, worker: Worker) -> Response {
    let secret = secret::new_code_secret(app.store());
    shown(&code_page(&app, reader, &worker, &secret, false))
}

fn code_page(app: &App, reader: Reader, worker: &Worker, secret: &Text, problem: bool) -> CodePage {
    let page =
        app.page(reader, Style::Desk, "code-title", "/account/code").with_member(frame(&worker.0));
    let picture = picture(secret, page.service(), worker.0.name.expose());
    CodePage { page, secret: secret.expose().to_owned(), picture, problem }
}

/// The secret as a QR code: an SVG image without any style of its own.
fn picture(secret: &Text, issuer: &str, name: &str) -> String {
    let address = secret::codes(secret, issuer, name).and_then(|codes| codes.to_url().ok());
    let code = address.and_then(|address| QrCode::new(address).ok());
    let image = code.map(|code| code.render::<svg::Color>().min_dimensions(220, 220).build());
    image.and_then(|image| Some(image[image.find("<svg")?..].to_owned())).unwrap_or_default()
}

/// What is typed to confirm a second factor or to take it away.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirming {
    secret: String,
    code: String,
    password: String,
}

/// `POST /account/code` sets the second factor up, once a code and the password prove the owner.
///
/// # Errors
/// If the store fails.
pub async fn confirm_code(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(typed): Sent<Confirming>,
) -> Result<Response, Error> {
    let (secret, password) = (Text::from(typed.secret), Zeroizing::new(typed.password));
    let step = secret::step(&secret, &typed.code, app.now().seconds());
    let (Some(step), true) = (step, door::is_password_of(&app, &worker, &password).await?) else {
        let page = code_page(&app, reader, &worker, &secret, true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response());
    };
    let id = worker.member().id;
    let act = access::Act::ManageOwnCredentials;
    let (own, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    account::put_code(&mut tx, id, &secret, &own.public_key, step).await?;
    tx.commit(Event::CredentialChanged { member: id }).await?;
    Ok(Redirect::to("/account").into_response())
}

/// `POST /account/code/remove` takes the second factor away.
///
/// # Errors
/// If the store fails.
pub async fn remove_code(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(typed): Sent<Confirming>,
) -> Result<Response, Error> {
    let password = Zeroizing::new(typed.password);
    if !door::is_password_of(&app, &worker, &password).await? {
        let text = worker_text(&app, reader, "unlock-wrong");
        return refused(&app, reader, &worker, "remove", text).await;
    }
    let id = worker.member().id;
    let act = access::Act::ManageOwnCredentials;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    account::drop_code(&mut tx, id).await?;
    tx.commit(Event::CredentialChanged { member: id }).await?;
    Ok(Redirect::to("/account").into_response())
}

pub(super) fn sample_member() -> Member {
    let links = crate::desk::SECTIONS.to_vec();
    Member { name: "Maya R.".into(), links, duties: Default::default() }
}

impl Sample for AccountPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let with = |has_code, problem| {
            let listed = |own, locked| Listed {
                id: SessionId::new(Timestamp::from_seconds(1_760_000_000), [u8::from(own); 10]),
                since: "2026-11-22 14:02".into(),
                own,
                locked,
            };
            Self {
                page: Page::sample(locale, Style::Desk, "account-title", "/account")
                    .with_member(sample_member()),
                sessions: vec![listed(true, false), listed(false, true)],
                has_code,
                passkeys: Some(vec![Passkey {
                    id: Uuid::nil(),
                    since: "2026-11-20 09:10".into(),
                    used: "2026-11-22 14:02".into(),
                }]),
                problem,
            }
        };
        let short = vault::member::PasswordError::TooShort.to_string();
        vec![
            Shown::desk("account", with(false, None)),
            Shown::desk("account-wrong", with(true, Some(("new", short)))),
        ]
    }
}

impl Sample for CodePage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let secret = Text::from("A".repeat(32));
        let with = |problem| Self {
            page: Page::sample(locale, Style::Desk, "code-title", "/account/code")
                .with_member(sample_member()),
            secret: secret.expose().to_owned(),
            picture: picture(&secret, "Daybreak", "Maya R."),
            problem,
        };
        vec![Shown::desk("code", with(false)), Shown::desk("code-wrong", with(true))]
    }
}
