//! The visitor's side of a conversation: start, read, write, end, leave.
//!
//! Everything is a plain form that leads to a page; the script of the page sends the same forms in
//! the background (marked `x-sent-by: script`) and is answered without a page.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use casework::contact::{Channel, Contact, Danger, Lane};
use casework::hand_off::HandOffEnd;
use casework::text::MessageText;
use serde::Deserialize;
use store::wake::Hint;
use store::{View, key, message};
use vault::Attempt;

use super::chat::{ChatPage, ChatState, EndPage, StartChatPage};
use super::send::{danger, problem_of};
use crate::App;
use crate::acts::hand_off;
use crate::acts::visitor::{self as acts, ReachOut};
use crate::app::{Reader, shown};
use crate::caller::{Guest, MaybeGuest, MaybeTipster, TIPSTER, VISITOR, drop_cookie, set_cookie};
use crate::error::Error;
use crate::flood::{Admission, Arrival, Paid, Toll};
use crate::form::Sent;
use crate::line::Lines;
use crate::page::Style;
use crate::place::Peer;
use crate::say::{Say, by_script, kept, new_key};

/// Which door a person came through, from the address.
#[derive(Debug, Default, Deserialize)]
pub struct Door {
    #[serde(default)]
    lane: String,
}

impl Door {
    /// The lane; somebody who asks for help is the default.
    #[must_use]
    pub fn lane(&self) -> Lane {
        self.lane.parse().unwrap_or(Lane::Help)
    }
}

/// `GET /chat/start`: what happens to what you say, then the first word. A browser that has a
/// conversation is led back into it.
pub async fn before(
    State(app): State<App>,
    reader: Reader,
    MaybeGuest(guest): MaybeGuest,
    Query(door): Query<Door>,
) -> Result<Response, Error> {
    if guest.is_some() {
        return Ok(Redirect::to("/chat").into_response());
    }
    let key = new_key(&app);
    let form = Start { key, lane: door.lane, ..Start::default() };
    Ok(shown(&start_page(&app, reader, form, None, None)))
}

/// What the start page sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Start {
    key: String,
    lane: String,
    words: String,
    danger: String,
    ticket: String,
    ready: String,
    proof: String,
}

/// The start page, with what was typed already.
fn start_page(
    app: &App,
    reader: Reader,
    form: Start,
    problem: Option<&'static str>,
    toll: Option<Toll>,
) -> StartChatPage {
    StartChatPage {
        page: app.page(reader, Style::Public, "chat-start-title", "/chat/start"),
        lane: Door { lane: form.lane }.lane(),
        words: form.words,
        danger: danger(&form.danger) == Danger::Now,
        problem,
        key: form.key,
        toll,
    }
}

/// `POST /chat/start`: stores the first words, then opens the conversation in this browser.
pub async fn start(
    State(app): State<App>,
    reader: Reader,
    Peer(place): Peer,
    Sent(form): Sent<Start>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let words = match MessageText::parse(&form.words) {
        Ok(words) => words,
        Err(refused) => {
            let page = start_page(&app, reader, form, Some(problem_of(&refused)), None);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response());
        }
    };
    let danger = danger(&form.danger);
    let paid = Paid { ticket: &form.ticket, ready: &form.ready, proof: &form.proof };
    let arrival = Arrival { place: &place, danger, attempt: attempt.dedup_key(), paid };
    if let Admission::Costs(toll) = app.admit(&arrival) {
        let head = [(header::RETRY_AFTER, toll.seconds.to_string())];
        let page = start_page(&app, reader, form, None, Some(toll));
        return Ok((StatusCode::TOO_MANY_REQUESTS, head, shown(&page)).into_response());
    }
    let door = Door { lane: form.lane };
    let team = app.front_team(door.lane()).await?;
    let new = ReachOut {
        team: team.id,
        team_key: team.public_key,
        channel: Channel::Chat,
        lane: door.lane(),
        danger,
        language: reader.0.locale.code(),
        attempt: &attempt,
        words: &words,
        stays: true,
        reach: None,
    };
    acts::reach_out(app.store(), &new).await?;
    let cookie = set_cookie(VISITOR, &attempt.session_secret());
    let to = app.page(reader, Style::Public, "chat-title", "/chat").href("/chat");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// `GET /chat`: the conversation.
pub async fn read(State(app): State<App>, reader: Reader, guest: Guest) -> Result<Response, Error> {
    let actor = guest.actor();
    acts::return_if_lost(app.store(), &actor, guest.0.contact).await?;
    let (stored, mut view) =
        app.store().look(&actor, access::Look::ReadConversation, guest.0.contact).await?;
    app.store().hear(&[guest.0.contact]).await?;
    let key = key::open(&mut view, stored.contact.id().uuid(), &guest.0.keys).await?;
    let page = app.page(reader, Style::Public, "chat-title", "/chat");
    let names = message::names(&mut view, &stored, &key).await?;
    let said = message::latest(&mut view, &stored, i64::MAX, 500).await?;
    let lines = Lines::of_visitor(&page, app.zone(), names);
    let messages = said.iter().map(|one| lines.open(one, &key)).collect::<Result<_, _>>()?;
    let state = state_of(&app, &mut view, &stored.contact, &lines).await?;
    Ok(shown(&ChatPage { messages, state, words: String::new(), key: new_key(&app), page }))
}

/// Where the conversation stands, for the one line that says so.
pub(crate) async fn state_of(
    app: &App,
    view: &mut View,
    contact: &Contact,
    lines: &Lines<'_>,
) -> Result<ChatState, Error> {
    use casework::contact::State as At;
    Ok(match contact.state() {
        At::Waiting(_) => ChatState::Waiting(app.wait(view, contact).await?),
        At::Active(talk) => ChatState::Talking(lines.name_of(talk.members.lead())),
        At::BrokenOff { .. } => ChatState::Lost,
        At::Ended { .. } => ChatState::Over,
    })
}

/// `POST /chat`: adds words.
pub async fn say(
    State(app): State<App>,
    reader: Reader,
    guest: Guest,
    headers: HeaderMap,
    Sent(form): Sent<Say>,
) -> Result<Response, Error> {
    let (attempt, words) = form.read()?;
    acts::say(app.store(), &guest.actor(), guest.0.contact, &attempt, &words).await?;
    if by_script(&headers) {
        return kept(&app);
    }
    let to = app.page(reader, Style::Public, "chat-title", "/chat").href("/chat#composer");
    Ok(Redirect::to(&to).into_response())
}

/// `POST /chat/typing`: passes on that they are writing; nothing is stored.
pub async fn typing(State(app): State<App>, guest: Guest) -> StatusCode {
    app.store().pass_on(acts::topic(guest.0.contact), Hint::VisitorTyping).await;
    StatusCode::NO_CONTENT
}

/// `POST /chat/guest`: lets a guest go, or says that none shall come. It works whether or not one is there.
pub async fn let_guest_go(
    State(app): State<App>,
    reader: Reader,
    guest: Guest,
) -> Result<Response, Error> {
    let (actor, contact) = (guest.actor(), guest.0.contact);
    hand_off::let_go(app.store(), &actor, contact, HandOffEnd::ByVisitor).await?;
    let to = app.page(reader, Style::Public, "chat-title", "/chat").href("/chat");
    Ok(Redirect::to(&to).into_response())
}

/// `POST /chat/end`: ends it themselves. The session goes with it; the survey is tied to nothing.
pub async fn end(State(app): State<App>, reader: Reader, guest: Guest) -> Result<Response, Error> {
    match acts::finish_talk(app.store(), &guest.actor(), guest.0.contact).await {
        // Over already is what they wanted.
        Ok(()) | Err(store::Error::Rule(_)) => {}
        Err(other) => return Err(other.into()),
    }
    let to = app.page(reader, Style::Public, "end-title", "/chat/end").href("/chat/end");
    Ok(Redirect::to(&to).into_response())
}

/// `GET /chat/end`: thanks, and two optional questions.
pub async fn ended(State(app): State<App>, reader: Reader, guest: Guest) -> Response {
    let ticket = Some(new_key(&app));
    let _ = guest;
    shown(&EndPage { page: app.page(reader, Style::Public, "end-title", "/chat/end"), ticket })
}

/// The two answers.
#[derive(Deserialize)]
pub struct Survey {
    #[serde(default)]
    help: String,
    #[serde(default)]
    again: String,
}

/// `POST /chat/survey`: keeps the answers apart from the conversation, then closes the session, so
/// that they can be given once.
pub async fn survey(
    State(app): State<App>,
    reader: Reader,
    guest: Guest,
    Sent(form): Sent<Survey>,
) -> Result<Response, Error> {
    let grade = |answer: &str| match answer {
        "yes" => Some(5),
        "some" | "maybe" => Some(3),
        "no" => Some(1),
        _ => None,
    };
    let actor = guest.actor();
    acts::answer_survey(
        app.store(),
        &actor,
        guest.0.contact,
        &guest.0.lookup,
        (grade(&form.help), grade(&form.again)),
    )
    .await?;
    let page = app.page(reader, Style::Public, "end-title", "/chat/end");
    let cookie = drop_cookie(VISITOR);
    Ok(([(header::SET_COOKIE, cookie)], shown(&EndPage { page, ticket: None })).into_response())
}

/// `GET` and `POST /exit`: leaves without a trace on this device. The browser is told to forget
/// everything of ours; the session's key is destroyed, so a copy of the cookie opens nothing.
pub async fn exit(
    State(app): State<App>,
    MaybeGuest(guest): MaybeGuest,
    MaybeTipster(tipster): MaybeTipster,
    method: axum::http::Method,
) -> Response {
    if let Some(guest) = guest {
        let guest = Guest(guest);
        let gone =
            acts::quick_exit(app.store(), &guest.actor(), guest.0.contact, &guest.0.lookup).await;
        if gone.is_err() {
            tracing::warn!("a session could not be closed at quick exit; its cookie is gone");
        }
    }
    if let Some(tipster) = tipster
        && crate::acts::tip::leave(app.store(), tipster.contact, &tipster.lookup).await.is_err()
    {
        tracing::warn!("a tipster's session could not be closed at quick exit; its cookie is gone");
    }
    let forget = AppendHeaders([
        (header::SET_COOKIE, drop_cookie(VISITOR)),
        (header::SET_COOKIE, drop_cookie(TIPSTER)),
        (
            header::HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
        ),
    ]);
    if method == axum::http::Method::POST {
        return (StatusCode::NO_CONTENT, forget).into_response();
    }
    (forget, Redirect::to(&app.site().exit_target)).into_response()
}
