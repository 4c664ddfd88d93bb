//! The conversation as the guest of a service sees it, by the link of the referral.
//!
//! What was written before they came is sealed to a key that they never get. Everything works as plain
//! forms; with script the lines arrive by a stream, without by an answer that goes on.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use casework::conversation::Speaker;
use casework::hand_off::HandOffState;
use serde::Deserialize;
use store::hand_off::{self, GuestLine};
use store::referral::Linked;
use store::{View, key};
use vault::{SecretKey, SessionSecret};

use super::{Behind, behind, gone, partner, path};
use crate::App;
use crate::acts::hand_off as acts;
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::clock;
use crate::message::{self, From, Message};
use crate::page::{Page, Style};
use crate::say::{Say, by_script, kept, new_key};

pub mod stream;

/// The most lines that the page shows.
const MOST: i64 = 500;

/// `GET /r/{secret}/guest`
#[derive(Template)]
#[template(path = "partner/guest.html")]
pub struct GuestPage {
    /// The frame; its path is that of the conversation.
    page: Page,
    messages: Vec<Message>,
    key: String,
    problem: Option<String>,
}

impl GuestPage {
    fn last_seq(&self) -> i64 {
        self.messages.last().map_or(0, |message| message.seq)
    }

    fn at(&self, part: &str) -> String {
        self.page.href(&format!("{}/{part}", self.page.path()))
    }

    fn live(&self) -> String {
        self.at(&format!("live?after={}", self.last_seq()))
    }
}

/// What the buttons send.
#[derive(Deserialize)]
pub struct Move {
    act: String,
}

/// Where the conversation of a link is.
fn place(link: &SessionSecret) -> String {
    format!("{}/guest", path(link))
}

/// A line as the guest reads it.
pub(super) fn line(
    page: &Page,
    line: &GuestLine,
    (app, key): (&App, &SecretKey),
) -> Result<Message, Error> {
    let words = line.open(key).map_err(store::Error::Sealed)?;
    let (from, name, text) = match (line.speaker, line.notice) {
        (Speaker::System, Some(notice)) => {
            let key = format!("notice-{}", notice.code());
            let text = match notice.is_of_guest() {
                true => page.t1(&key, "name", &words.name),
                false => page.t(&key),
            };
            (From::System, String::new(), text.into_owned())
        }
        (Speaker::System, None) => (From::System, String::new(), words.text.clone()),
        (Speaker::Guest, _) => (From::Me, page.t("chat-you").into_owned(), words.text.clone()),
        (Speaker::Visitor, _) => {
            (From::Them, page.t("chat-visitor").into_owned(), words.text.clone())
        }
        (Speaker::Member, _) => (From::Them, words.name.clone(), words.text.clone()),
    };
    let time = clock(line.at, app.zone());
    Ok(Message { seq: line.seq.number(), from, name, text, time })
}

/// The hand-off that lets this link read, with its key; none when the guest is not there.
pub(super) async fn here(
    view: &mut View,
    linked: &Linked,
) -> Result<Option<(hand_off::Stored, SecretKey)>, Error> {
    let found = hand_off::of_referral(view, linked.referral).await?;
    let Some(stored) = found.filter(|stored| stored.hand_off.is_here()) else { return Ok(None) };
    match key::open(view, stored.hand_off.id().uuid(), &linked.keys).await {
        Ok(key) => Ok(Some((stored, key))),
        Err(store::Error::Sealed(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// `GET /r/{secret}/guest`: the conversation since the guest came. Who is not there is led to the referral.
pub async fn read(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (link, linked) = match behind(&app, &secret, &headers).await? {
        Behind::Referral(link, linked) => (link, linked),
        Behind::Code { link, .. } => return Ok(back(&app, reader, &link)),
        Behind::Nothing => return Ok(gone(&app, reader)),
    };
    draw(&app, reader, (&link, &linked), None).await
}

fn back(app: &App, reader: Reader, link: &SessionSecret) -> Response {
    let page = app.page(reader, Style::Partner, "partner-title", path(link));
    Redirect::to(&page.href(page.path())).into_response()
}

async fn draw(
    app: &App,
    reader: Reader,
    (link, linked): (&SessionSecret, &Linked),
    problem: Option<String>,
) -> Result<Response, Error> {
    let (look, subject) = (access::Look::ReadAsGuest, app.store().referral(linked.referral));
    let (_, mut view) = app.store().look(&partner(linked), look, subject).await?;
    let Some((stored, key)) = here(&mut view, linked).await? else {
        return Ok(back(app, reader, link));
    };
    let lines = hand_off::after(&mut view, stored.hand_off.id(), 0, MOST).await?;
    drop(view);
    let page = app.page(reader, Style::Partner, "guest-title", place(link));
    let messages =
        lines.iter().map(|one| line(&page, one, (app, &key))).collect::<Result<_, _>>()?;
    Ok(shown(&GuestPage { messages, key: new_key(app), problem, page }))
}

/// `POST /r/{secret}/guest`: adds words.
pub async fn say(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent<Say>,
) -> Result<Response, Error> {
    let (link, linked) = match behind(&app, &secret, &headers).await? {
        Behind::Referral(link, linked) => (link, linked),
        Behind::Code { .. } | Behind::Nothing => return Ok(gone(&app, reader)),
    };
    let (attempt, words) = form.read()?;
    match acts::say(app.store(), &partner(&linked), linked.referral, &attempt, &words).await {
        Ok(()) if by_script(&headers) => kept(&app),
        Ok(()) => {
            let page = app.page(reader, Style::Partner, "guest-title", place(&link));
            Ok(Redirect::to(&page.href(page.path())).into_response())
        }
        // Let go a moment ago.
        Err(store::Error::NotFound) => Ok(back(&app, reader, &link)),
        Err(store::Error::Rule(text)) => draw(&app, reader, (&link, &linked), Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /r/{secret}/guest/move`: comes or goes.
pub async fn go(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent<Move>,
) -> Result<Response, Error> {
    let (link, linked) = match behind(&app, &secret, &headers).await? {
        Behind::Referral(link, linked) => (link, linked),
        Behind::Code { .. } | Behind::Nothing => return Ok(gone(&app, reader)),
    };
    let (store, actor, id) = (app.store(), partner(&linked), linked.referral);
    let (done, next) = match form.act.as_str() {
        "join" => (acts::join(store, &actor, id).await, place(&link)),
        "leave" => (acts::leave(store, &actor, id).await, path(&link)),
        _ => return Err(Error::WrongFields),
    };
    match done {
        Ok(()) => {
            let page = app.page(reader, Style::Partner, "guest-title", next);
            Ok(Redirect::to(&page.href(page.path())).into_response())
        }
        // What it rests on is over: the referral's page says how it stands.
        Err(store::Error::Rule(_) | store::Error::NotFound) => Ok(back(&app, reader, &link)),
        Err(other) => Err(other.into()),
    }
}

/// Whether somebody of this link is invited or there, for its page.
pub(super) async fn standing(
    view: &mut View,
    linked: &Linked,
) -> Result<Option<HandOffState>, Error> {
    let now = view.now();
    let last = hand_off::of_referral(view, linked.referral).await?;
    let open = last.filter(|stored| stored.hand_off.is_open(now));
    Ok(open.map(|stored| stored.hand_off.snapshot().state))
}

impl Sample for GuestPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let with = |said, problem: Option<&str>| {
            let page = Page::sample(locale, Style::Partner, "guest-title", "/r/sample/guest");
            let messages = message::sample(&page).into_iter().take(said).collect();
            GuestPage { messages, key: "0190".into(), problem: problem.map(str::to_owned), page }
        };
        let gone = "the visitor is gone and would not see this; write a note instead";
        vec![
            Shown::partner("guest", with(6, None)),
            Shown::partner("guest-first", with(0, None)),
            Shown::partner("guest-refused", with(6, Some(gone))),
        ]
    }
}
