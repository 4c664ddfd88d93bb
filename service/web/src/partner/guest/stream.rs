//! A guest's conversation as it goes on: a stream of events with script, an answer that goes on without.
//!
//! The tables are the truth; a wake-up only says "read on". Each reading asks anew whether the link still
//! leads there and the guest is still in the conversation: with their end, the stream ends.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use store::hand_off;
use store::referral::Linked;
use store::wake::{Hint, Listening, Topic};

use super::{here, line, partner, place};
use crate::App;
use crate::app::Reader;
use crate::error::Error;
use crate::monitor::held;
use crate::page::{Page, Style};
use crate::partner::{Behind, behind, gone};
use crate::public::chat::LiveFrame;
use crate::public::stream::{After, PATIENCE, Part, arriving, last_event_id, unbuffered};

/// The most lines that one read brings.
const PIECE: i64 = 100;

/// `GET /r/{secret}/guest/events`: `message`, `typing`, and a `state` when it is over.
pub async fn events(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    let seen = last_event_id(&headers).unwrap_or(after.number());
    let Some(follow) = Follow::open(&app, reader, (secret, headers), seen).await? else {
        return Ok(gone(&app, reader));
    };
    let parts = held(&app, "guest", follow.parts());
    let events = parts.map(|part| Ok::<_, Infallible>(part.event()));
    let keep = KeepAlive::new().interval(Duration::from_secs(15));
    Ok((unbuffered(), Sse::new(events).keep_alive(keep)).into_response())
}

/// `GET /r/{secret}/guest/live`: the same without script.
pub async fn live(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    let Some(follow) = Follow::open(&app, reader, (secret, headers), after.number()).await? else {
        return Ok(gone(&app, reader));
    };
    let again = format!("{}/live", follow.page.path());
    let frame = LiveFrame { page: app.page(reader, Style::Partner, "chat-live", again) };
    arriving(&frame, held(&app, "guest without script", follow.parts()))
}

struct Follow {
    app: App,
    /// The secret of the link, and what the browser sent with it: both are asked again at each read.
    link: (String, HeaderMap),
    page: Page,
    after: i64,
    ready: VecDeque<Part>,
    news: Listening,
    fresh: bool,
    over: bool,
}

impl Follow {
    /// Opens the stream; the look is audited once, here. None where nobody is to read.
    async fn open(
        app: &App,
        reader: Reader,
        link: (String, HeaderMap),
        after: i64,
    ) -> Result<Option<Self>, Error> {
        let Behind::Referral(secret, linked) = behind(app, &link.0, &link.1).await? else {
            return Ok(None);
        };
        let (look, subject) = (access::Look::ReadAsGuest, app.store().referral(linked.referral));
        let (stored, mut view) = app.store().look(&partner(&linked), look, subject).await?;
        // Listen before the first read, so that nothing falls between.
        let news = app.store().bus().listen(Topic::Contact(stored.referral.contact()));
        if here(&mut view, &linked).await?.is_none() {
            return Ok(None);
        }
        drop(view);
        let page = app.page(reader, Style::Partner, "guest-title", place(&secret));
        let (app, ready) = (app.clone(), VecDeque::new());
        Ok(Some(Self { app, link, page, after, ready, news, fresh: true, over: false }))
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
            if self.over {
                return None;
            }
            if !std::mem::take(&mut self.fresh) {
                match tokio::time::timeout(PATIENCE, self.news.next()).await {
                    Ok(Hint::MemberTyping | Hint::VisitorTyping) => return Some(Part::Typing),
                    Ok(Hint::Called) => continue,
                    Ok(Hint::Changed) | Err(_) => {}
                }
            }
            self.read_on().await.ok()?;
        }
    }

    async fn read_on(&mut self) -> Result<(), Error> {
        let behind = behind(&self.app, &self.link.0, &self.link.1).await?;
        let read = match behind {
            Behind::Referral(_, linked) => self.lines(&linked).await?,
            Behind::Code { .. } | Behind::Nothing => false,
        };
        if !read {
            self.over = true;
            self.ready.push_back(Part::State(self.page.t("guest-over").into_owned()));
        }
        Ok(())
    }

    /// Takes in what is new; whether the guest is still there.
    async fn lines(&mut self, linked: &Linked) -> Result<bool, Error> {
        let look = access::Look::ReadAsGuest;
        let subject = self.app.store().referral(linked.referral);
        let (_, mut view) = self.app.store().look_on(&partner(linked), look, subject).await?;
        let Some((stored, key)) = here(&mut view, linked).await? else { return Ok(false) };
        let new = hand_off::after(&mut view, stored.hand_off.id(), self.after, PIECE).await?;
        self.fresh = new.len() == PIECE as usize;
        for one in &new {
            self.after = one.seq.number();
            let shown = line(&self.page, one, (&self.app, &key))?;
            self.ready.push_back(Part::Line(shown));
        }
        Ok(true)
    }
}
