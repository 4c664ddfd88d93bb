//! The door of staff: signing in, signing out, and the idle lock.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::event::Event;
use casework::time::Span;
use serde::Deserialize;
use store::account::Door;
use store::session;
use vault::member::PasswordCost;
use vault::{Password, PasswordLock, ReaderId, SecretKey, SessionSecret};

use super::{door_page, home, secret};
use crate::App;
use crate::acts::house;
use crate::app::{Reader, shown};
use crate::caller::{MEMBER, Worker, drop_cookie, set_cookie};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};
use crate::place::Peer;

/// What is typed at the door.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    login: String,
    password: String,
    code: String,
}

/// Why the door stays shut, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Name, password or code: it never says which.
    Wrong,
    /// Too many tries from this place under this name.
    Wait(Span),
}

/// `GET /sign-in`, and the same page again when the door stays shut.
#[derive(Template)]
#[template(path = "account/sign-in.html")]
pub struct SignInPage {
    page: Page,
    login: String,
    refusal: Option<Refusal>,
    /// Whether passkeys are set up here.
    passkeys: bool,
}

impl SignInPage {
    fn refusal_text(&self) -> Option<String> {
        Some(match self.refusal? {
            Refusal::Wrong => self.page.t("sign-in-wrong").into_owned(),
            Refusal::Wait(span) => {
                self.page.t1("sign-in-wait", "seconds", span.seconds().max(1)).into_owned()
            }
        })
    }
}

/// Shows the door.
///
/// # Errors
/// If the store fails.
pub async fn form(State(app): State<App>, reader: Reader) -> Result<Response, Error> {
    if !app.store().is_set_up().await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    Ok(shown(&sign_in_page(&app, reader, String::new(), None)))
}

fn sign_in_page(app: &App, reader: Reader, login: String, refusal: Option<Refusal>) -> SignInPage {
    let page = door_page(app, reader, "sign-in-title", "/sign-in");
    SignInPage { page, login, refusal, passkeys: app.passkeys().is_some() }
}

/// Signs somebody in. A wrong name, password and code give the same answer after the same work.
///
/// # Errors
/// If the store fails.
pub async fn sign_in(
    State(app): State<App>,
    reader: Reader,
    Peer(place): Peer,
    Sent(entry): Sent<Entry>,
) -> Result<Response, Error> {
    let login = app.key().login(&entry.login);
    let admitted = app.brake().admit(&place, &login, app.now(), &mut app.store().rng());
    if let Err(wait) = admitted {
        let page = sign_in_page(&app, reader, entry.login, Some(Refusal::Wait(wait)));
        let after = wait.seconds().max(1).to_string();
        let head = [(header::RETRY_AFTER, after)];
        return Ok((StatusCode::TOO_MANY_REQUESTS, head, shown(&page)).into_response());
    }
    let Some(session) = open(&app, &login, &entry).await? else {
        let page = sign_in_page(&app, reader, entry.login, Some(Refusal::Wrong));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response());
    };
    app.brake().forgive(&place, &login);
    let signed = app.store().signed(&session).await?.ok_or(Error::Ours)?;
    let cookie = [(header::SET_COOKIE, set_cookie(MEMBER, &session))];
    Ok((cookie, Redirect::to(home(&signed))).into_response())
}

async fn open(app: &App, login: &[u8; 32], entry: &Entry) -> Result<Option<SessionSecret>, Error> {
    let Ok(password) = Password::entered(&entry.password) else { return Ok(None) };
    let door = app.store().door(login).await?;
    let Some((door, key)) = unlocked(app, door, password).await else { return Ok(None) };
    let mut step = None;
    if let Some(code) = door.code(&key)? {
        let Some(fits) = secret::step(&code, &entry.code, app.now().seconds()) else {
            return Ok(None);
        };
        step = Some(fits);
    }
    Ok(house::open_session(app.store(), door.member, &key, step).await?)
}

/// The door with the key behind it, if the password opens it; a decoy costs the same.
async fn unlocked(app: &App, door: Option<Door>, password: Password) -> Option<(Door, SecretKey)> {
    let Some(door) = door else {
        let decoy = PasswordLock::decoy(PasswordCost::default(), &mut app.store().rng());
        let _ = secret::unlock(decoy, password, ReaderId::RECOVERY).await;
        return None;
    };
    let reader = ReaderId(door.member.uuid());
    let key = secret::unlock(door.lock.clone(), password, reader).await.ok()?;
    Some((door, key))
}

/// `POST /sign-out` ends the session: its row is gone, and the cookie opens nothing.
///
/// # Errors
/// If the store fails.
pub async fn sign_out(State(app): State<App>, worker: Worker) -> Result<Response, Error> {
    let (id, lookup) = (worker.member().id, worker.0.lookup);
    let act = access::Act::ManageOwnSessions;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    session::end(&mut tx, id, &lookup).await?;
    tx.commit(Event::SessionEnded { session: session::id_of(&lookup) }).await?;
    let cookie = [(header::SET_COOKIE, drop_cookie(MEMBER))];
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

/// `POST /lock` puts the idle lock on: the desk is hidden, conversations go on.
///
/// # Errors
/// If the store fails.
pub async fn lock(State(app): State<App>, worker: Worker) -> Result<Redirect, Error> {
    let act = access::Act::ManageOwnSessions;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, worker.member().id).await?;
    session::lock(&mut tx, &worker.0.lookup).await?;
    tx.commit_all(&[]).await?;
    Ok(Redirect::to("/unlock"))
}

/// `GET /unlock`, and the same page again after a wrong password.
#[derive(Template)]
#[template(path = "account/unlock.html")]
pub struct UnlockPage {
    page: Page,
    name: String,
    wrong: bool,
}

impl UnlockPage {
    fn problem(&self) -> std::borrow::Cow<'static, str> {
        if self.wrong { self.page.t("unlock-wrong") } else { "".into() }
    }
}

/// Shows the locked desk.
pub async fn locked(State(app): State<App>, reader: Reader, worker: Worker) -> Response {
    if !worker.0.locked {
        return Redirect::to(home(&worker.0)).into_response();
    }
    shown(&unlock_page(&app, reader, &worker, false))
}

fn unlock_page(app: &App, reader: Reader, worker: &Worker, wrong: bool) -> UnlockPage {
    let name = worker.0.name.expose().to_owned();
    UnlockPage { page: door_page(app, reader, "unlock-title", "/unlock"), name, wrong }
}

/// What is typed to unlock.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Unlocking {
    password: String,
}

/// Takes the idle lock off with the password.
///
/// # Errors
/// If the store fails.
pub async fn unlock(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(typed): Sent<Unlocking>,
) -> Result<Response, Error> {
    if !is_password_of(&app, &worker, &typed.password).await? {
        let page = unlock_page(&app, reader, &worker, true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response());
    }
    let act = access::Act::ManageOwnSessions;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, worker.member().id).await?;
    session::unlock(&mut tx, &worker.0.lookup).await?;
    tx.commit_all(&[]).await?;
    Ok(Redirect::to(home(&worker.0)).into_response())
}

/// Whether the signed-in member knows their password. Guesses are slowed by the session itself.
pub(super) async fn is_password_of(app: &App, worker: &Worker, typed: &str) -> Result<bool, Error> {
    let lookup = worker.0.lookup;
    let slowed = app.brake().admit("session", &lookup, app.now(), &mut app.store().rng());
    let (Ok(password), Ok(())) = (Password::entered(typed), slowed) else { return Ok(false) };
    let door = app.store().door_of(worker.member().id).await?;
    let right = unlocked(app, Some(door), password).await.is_some();
    if right {
        app.brake().forgive("session", &lookup);
    }
    Ok(right)
}

impl Sample for SignInPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = || Page::sample(locale, Style::Desk, "sign-in-title", "/sign-in");
        let with = |refusal| Self { page: page(), login: "maya".into(), refusal, passkeys: true };
        let wait = Refusal::Wait(Span::from_seconds(8));
        vec![
            Shown::desk("sign-in", with(None)),
            Shown::desk("sign-in-wrong", with(Some(Refusal::Wrong))),
            Shown::desk("sign-in-wait", with(Some(wait))),
        ]
    }
}

impl Sample for UnlockPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = || Page::sample(locale, Style::Desk, "unlock-title", "/unlock");
        let with = |wrong| Self { page: page(), name: "Maya R.".into(), wrong };
        vec![Shown::desk("unlock", with(false)), Shown::desk("unlock-wrong", with(true))]
    }
}
