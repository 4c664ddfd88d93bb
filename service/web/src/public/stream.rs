//! A visitor's conversation as it goes on: one stream of events with script, one answer that never
//! ends without.
//!
//! The tables are the truth. A wake-up only says "read on from line N"; a stream that missed one
//! reads on at the next, and at least every [`PATIENCE`]. A browser that lost the connection says by
//! `Last-Event-ID` what it has, and gets the rest. Cost of a wake-up: five statements by key, and
//! three more as long as nobody has answered.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Deserialize;
use store::visitor::Visiting;
use store::wake::{Hint, Listening};
use store::{key, message, visitor};
use vault::SecretKey;

use super::chat::{ChatState, LiveFrame};
use super::talk::state_of;
use crate::App;
use crate::acts::visitor::{return_if_lost, topic};
use crate::app::Reader;
use crate::caller::Guest;
use crate::error::Error;
use crate::line::Lines;
use crate::message::{Message, MessageFragment};
use crate::monitor::held;
use crate::page::{Page, Style};
use crate::presence::Here;

/// The longest that a stream trusts in wake-ups alone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// The most lines that one read brings: a stream that is far behind catches up in pieces.
const PIECE: i64 = 100;

/// From where a page reads on.
#[derive(Debug, Default, Deserialize)]
pub struct After {
    #[serde(default)]
    after: i64,
}

impl After {
    /// The number of the last line that the page has.
    pub(crate) fn number(&self) -> i64 {
        self.after
    }
}

/// `GET /chat/events`: what is new, as server-sent events `message` (a fragment, its id the line's
/// number), `state` (a sentence) and `typing`.
pub async fn events(
    State(app): State<App>,
    reader: Reader,
    guest: Guest,
    headers: HeaderMap,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    let seen = last_event_id(&headers).unwrap_or(after.after);
    let follow = Follow::open(app.clone(), reader, guest, seen).await?;
    let events = held(&app, "visitor", follow.parts());
    let events = events.map(|part| Ok::<_, Infallible>(part.event()));
    let keep = KeepAlive::new().interval(Duration::from_secs(15));
    Ok((unbuffered(), Sse::new(events).keep_alive(keep)).into_response())
}

/// The number of the last line that a reconnecting browser has.
pub(crate) fn last_event_id(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// Tells a proxy in front not to hold the answer back.
pub(crate) fn unbuffered() -> [(header::HeaderName, header::HeaderValue); 1] {
    let no = header::HeaderValue::from_static("no");
    [(header::HeaderName::from_static("x-accel-buffering"), no)]
}

/// `GET /chat/live`: the same without script, as a page that goes on arriving.
pub async fn live(
    State(app): State<App>,
    reader: Reader,
    guest: Guest,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    let frame = LiveFrame { page: app.page(reader, Style::Public, "chat-live", "/chat/live") };
    let follow = Follow::open(app.clone(), reader, guest, after.after).await?;
    arriving(&frame, held(&app, "visitor without script", follow.parts()))
}

/// A page that goes on arriving, line by line.
pub(crate) fn arriving(
    frame: &LiveFrame,
    parts: impl Stream<Item = Part> + Send + 'static,
) -> Result<Response, Error> {
    let head = frame.render().map_err(|_| Error::Ours)?;
    let body = stream::once(async move { head })
        .chain(parts.filter_map(|part| async move { part.fragment() }))
        .map(Ok::<_, Infallible>);
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Ok((unbuffered(), html, Body::from_stream(body)).into_response())
}

/// One thing to show.
pub(crate) enum Part {
    Line(Message),
    State(String),
    Typing,
}

impl Part {
    pub(crate) fn event(&self) -> Event {
        match self {
            Self::Line(message) => Event::default()
                .event("message")
                .id(message.seq.to_string())
                .data(MessageFragment { message }.render().unwrap_or_default().trim()),
            Self::State(words) => Event::default().event("state").data(words.replace('\r', "")),
            Self::Typing => Event::default().event("typing").data(""),
        }
    }

    fn fragment(self) -> Option<String> {
        match self {
            Self::Line(message) => MessageFragment { message: &message }.render().ok(),
            Self::State(_) | Self::Typing => None,
        }
    }
}

/// A conversation that is being followed.
struct Follow {
    app: App,
    guest: Arc<Visiting>,
    key: SecretKey,
    page: Page,
    after: i64,
    state: Option<ChatState>,
    ready: VecDeque<Part>,
    news: Listening,
    fresh: bool,
    _here: Here,
}

impl Follow {
    /// Opens the stream; the look is audited once, here.
    async fn open(app: App, reader: Reader, guest: Guest, after: i64) -> Result<Self, Error> {
        let actor = guest.actor();
        return_if_lost(app.store(), &actor, guest.0.contact).await?;
        // Listen before the first read, so that nothing falls between.
        let news = app.store().bus().listen(topic(guest.0.contact));
        let contact = guest.0.contact;
        let (_, mut view) =
            app.store().look(&actor, access::Look::ReadConversation, contact).await?;
        let key = key::open(&mut view, contact.uuid(), &guest.0.keys).await?;
        let page = app.page(reader, Style::Public, "chat-title", "/chat");
        let here = app.presence().enter(contact);
        Ok(Self {
            app,
            guest: guest.0,
            key,
            page,
            after,
            state: None,
            ready: VecDeque::new(),
            news,
            fresh: true,
            _here: here,
        })
    }

    fn parts(self) -> impl Stream<Item = Part> {
        stream::unfold(self, |mut follow| async move {
            let part = follow.next().await?;
            Some((part, follow))
        })
    }

    async fn next(&mut self) -> Option<Part> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Some(part);
            }
            if !std::mem::take(&mut self.fresh) {
                match tokio::time::timeout(PATIENCE, self.news.next()).await {
                    Ok(Hint::MemberTyping) => return Some(Part::Typing),
                    Ok(Hint::VisitorTyping | Hint::Called) => continue,
                    Ok(Hint::Changed) | Err(_) => {}
                }
            }
            // The browser reconnects by itself; if the session is gone, it is led to the start.
            self.read_on().await.ok()?;
        }
    }

    async fn read_on(&mut self) -> Result<(), Error> {
        let guest = Guest(self.guest.clone());
        let look = access::Look::ReadConversation;
        let (stored, mut view) =
            self.app.store().look_on(&guest.actor(), look, self.guest.contact).await?;
        if !visitor::is_open(&mut view, &self.guest.lookup).await? {
            return Err(Error::NotFound);
        }
        let names = message::names(&mut view, &stored, &self.key).await?;
        let lines = Lines::of_visitor(&self.page, self.app.zone(), names);
        if stored.last_seq > self.after {
            let new = message::after(&mut view, &stored, self.after, PIECE).await?;
            self.fresh = new.len() == PIECE as usize;
            for line in &new {
                self.after = line.seq.number();
                self.ready.push_back(Part::Line(lines.open(line, &self.key)?));
            }
        }
        let state = state_of(&self.app, &mut view, &stored.contact, &lines).await?;
        if self.state.as_ref() != Some(&state) {
            self.ready.push_back(Part::State(state.words(&self.page).into_owned()));
            self.state = Some(state);
        }
        Ok(())
    }
}
