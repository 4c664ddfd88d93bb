//! Passkeys: signing in with a finger or a face, and the member's key out of the authenticator.
//!
//! A passkey proves who signs in (WebAuthn) and gives 32 secret bytes (its `prf` extension) that
//! unlock the member's key. An authenticator without that extension cannot hold a key, so it is
//! refused when it is added, with a sentence that says so: the password stays the way in there.
//! The state of a ceremony lies in the database for five minutes and ends once.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use casework::event::Event;
use casework::member::Actor;
use casework::time::Span;
use serde::{Deserialize, Serialize};
use store::passkey::{self, Ceremony};
use store::subject::Installation;
use store::team::TeamKind;
use uuid::Uuid;
use vault::member::{PrfOutput, prf_input};
use vault::{PasskeyLock, ReaderId, SessionSecret};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn,
};
use zeroize::Zeroizing;

use super::home;
use crate::App;
use crate::acts::house;
use crate::caller::{MEMBER, Worker, set_cookie};
use crate::error::Error;
use crate::form::Sent;
use crate::place::Peer;

/// How long a ceremony may take.
const CEREMONY: Span = Span::from_minutes(5);
/// Stands for the log-in name that nobody typed.
const NO_NAME: [u8; 32] = [0; 32];

/// What the page's script needs to begin.
#[derive(Serialize)]
pub struct Challenge<T> {
    options: T,
    /// Comes back with the answer.
    ceremony: String,
    /// The input of the `prf` extension: not a secret, one for an installation.
    prf: [u8; 32],
}

/// What the page's script sends at the end.
#[derive(Deserialize)]
pub struct Answer {
    ceremony: String,
    /// The authenticator's answer, as JSON.
    credential: String,
    /// The output of the `prf` extension in hexadecimal.
    prf: String,
}

impl Answer {
    fn link(&self) -> Result<SessionSecret, Error> {
        SessionSecret::from_cookie(&self.ceremony).ok_or(Error::NotFound)
    }

    fn prf(&self) -> Result<PrfOutput, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        if self.prf.len() != 64 || !self.prf.is_ascii() {
            return Err(Error::WrongFields);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&self.prf[2 * at..2 * at + 2], 16)
                .map_err(|_| Error::WrongFields)?;
        }
        Ok(PrfOutput::new(bytes))
    }
}

fn library(app: &App) -> Result<&Webauthn, Error> {
    app.passkeys().ok_or(Error::NotFound)
}

/// The staff team's id stands for the installation: at the door nobody is known yet.
async fn input(app: &App) -> Result<[u8; 32], Error> {
    let teams = app.store().teams().await?;
    let staff = teams.iter().find(|team| team.kind == TeamKind::Staff).ok_or(Error::Closed)?;
    Ok(prf_input(ReaderId(staff.id.uuid())))
}

fn text<T: Serialize>(state: &T) -> Result<String, Error> {
    serde_json::to_string(state).map_err(|_| Error::Ours)
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::WrongFields)
}

/// `POST /account/passkeys/start`: the options for a new passkey.
///
/// # Errors
/// [`Error::NotFound`] where passkeys are not set up.
pub async fn start_adding(State(app): State<App>, worker: Worker) -> Result<Response, Error> {
    let id = worker.member().id;
    let act = access::Act::ManageOwnCredentials;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    let known = passkey::of_member(&mut tx, id).await?;
    let exclude = known
        .iter()
        .filter_map(|kept| serde_json::from_str::<Passkey>(&kept.state).ok())
        .map(|passkey| passkey.cred_id().clone())
        .collect();
    let name = worker.0.name.expose();
    let (options, state) = library(&app)?
        .start_passkey_registration(id.uuid(), name, name, Some(exclude))
        .map_err(|_| Error::Ours)?;
    let link = SessionSecret::generate(&mut tx.rng());
    let until = tx.now() + CEREMONY;
    passkey::begin(&mut tx, &link.lookup(), Ceremony::Add, &text(&state)?, until).await?;
    tx.commit_all(&[]).await?;
    let ceremony = link.to_cookie().as_str().to_owned();
    Ok(Json(Challenge { options, ceremony, prf: input(&app).await? }).into_response())
}

/// `POST /account/passkeys` keeps a new passkey.
///
/// # Errors
/// [`Error::NotFound`] for a ceremony that is over, [`Error::WrongFields`] for an answer that does
/// not fit.
pub async fn add(
    State(app): State<App>,
    worker: Worker,
    Sent(answer): Sent<Answer>,
) -> Result<Redirect, Error> {
    let (id, own) = (worker.member().id, ReaderId(worker.member().id.uuid()));
    let credential: RegisterPublicKeyCredential = read(&answer.credential)?;
    let (link, prf) = (answer.link()?, answer.prf()?);
    let key = worker.0.keys.secret(own).ok_or(Error::NotFound)?;
    let lock = PasskeyLock::lock(key, &prf, own, &mut app.store().rng());
    let act = access::Act::ManageOwnCredentials;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    let state = passkey::end(&mut tx, &link.lookup(), Ceremony::Add).await?;
    let state: PasskeyRegistration = read(&state)?;
    let kept = library(&app)?
        .finish_passkey_registration(&credential, &state)
        .map_err(|_| Error::WrongFields)?;
    passkey::insert(&mut tx, id, kept.cred_id().as_ref(), &text(&kept)?, &lock).await?;
    tx.commit(Event::CredentialChanged { member: id }).await?;
    Ok(Redirect::to("/account"))
}

/// `POST /account/passkeys/{id}/remove` takes a passkey away.
///
/// # Errors
/// If the store fails.
pub async fn remove(
    State(app): State<App>,
    worker: Worker,
    Path(passkey): Path<Uuid>,
) -> Result<Redirect, Error> {
    let id = worker.member().id;
    let act = access::Act::ManageOwnCredentials;
    let (_, mut tx) = app.store().enter(&worker.actor(), act, id).await?;
    passkey::remove(&mut tx, id, passkey).await?;
    tx.commit(Event::CredentialChanged { member: id }).await?;
    Ok(Redirect::to("/account"))
}

/// `POST /sign-in/passkey/start`: the options for signing in with any passkey of this site.
///
/// # Errors
/// [`Error::NotFound`] where passkeys are not set up.
pub async fn start_sign_in(State(app): State<App>, Peer(place): Peer) -> Result<Response, Error> {
    // A start writes a row, so many starts from one place wait like wrong passwords.
    let admitted = app.brake().admit(&place, &NO_NAME, app.now(), &mut app.store().rng());
    if admitted.is_err() {
        return Err(Error::Busy);
    }
    let (mut options, state) =
        library(&app)?.start_discoverable_authentication().map_err(|_| Error::Ours)?;
    // A button asks, not the log-in field.
    options.mediation = None;
    let act = access::Act::SignIn;
    let (_, mut tx) = app.store().enter(&Actor::Nobody, act, Installation).await?;
    let link = SessionSecret::generate(&mut tx.rng());
    let until = tx.now() + CEREMONY;
    passkey::begin(&mut tx, &link.lookup(), Ceremony::SignIn, &text(&state)?, until).await?;
    tx.commit_all(&[]).await?;
    let ceremony = link.to_cookie().as_str().to_owned();
    Ok(Json(Challenge { options, ceremony, prf: input(&app).await? }).into_response())
}

/// `POST /sign-in/passkey` signs the owner of a passkey in.
///
/// # Errors
/// [`Error::NotFound`] for an unknown passkey and a ceremony that is over,
/// [`Error::WrongFields`] for an answer that does not fit.
pub async fn sign_in(
    State(app): State<App>,
    Peer(place): Peer,
    Sent(answer): Sent<Answer>,
) -> Result<Response, Error> {
    let credential: PublicKeyCredential = read(&answer.credential)?;
    let (link, prf) = (answer.link()?, answer.prf()?);
    let act = access::Act::SignIn;
    let (_, mut tx) = app.store().enter(&Actor::Nobody, act, Installation).await?;
    let state = passkey::end(&mut tx, &link.lookup(), Ceremony::SignIn).await?;
    tx.commit_all(&[]).await?;
    let state: DiscoverableAuthentication = read(&state)?;
    let library = library(&app)?;
    let (user, id) = library
        .identify_discoverable_authentication(&credential)
        .map_err(|_| Error::WrongFields)?;
    let kept = app.store().passkey(id).await?.ok_or(Error::NotFound)?;
    let mut passkey: Passkey = serde_json::from_str(&kept.state).map_err(|_| Error::Ours)?;
    let result = library
        .finish_discoverable_authentication_v2(&credential, state, &passkey)
        .map_err(|_| Error::WrongFields)?;
    let key = kept.lock.unlock(&prf, ReaderId(kept.member.uuid()))?;
    if user != kept.member.uuid() {
        return Err(Error::NotFound);
    }
    passkey.update_credential(&result);
    let (_, mut tx) = app.store().enter(&Actor::Nobody, act, Installation).await?;
    passkey::used(&mut tx, kept.id, &text(&passkey)?).await?;
    tx.about("member", kept.member.uuid());
    tx.commit_all(&[]).await?;
    let opened = house::open_session(app.store(), kept.member, &key, None).await?;
    let session = opened.ok_or(Error::Ours)?;
    app.brake().forgive(&place, &NO_NAME);
    let signed = app.store().signed(&session).await?.ok_or(Error::Ours)?;
    let cookie = [(header::SET_COOKIE, set_cookie(MEMBER, &session))];
    Ok((cookie, Redirect::to(home(&signed))).into_response())
}
