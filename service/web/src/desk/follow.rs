//! The desk's one stream: the first column, and the conversation that is open beside it.
//!
//! However many conversations a specialist has, the page holds one stream: a browser allows six
//! connections to a place, and a stuck one must not silence the next. A wake-up is read on for what
//! it is about and nothing else: for me, my conversations; for a team, who waits in it; for the open
//! contact, its lines from a number on.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use casework::contact::StateCode;
use casework::id::{ContactId, TeamId};
use futures_util::future::{FutureExt, select_all};
use futures_util::stream;
use serde::Deserialize;
use store::duty::known::{Mark, mark};
use store::wake::{Hint, Listening, Topic};
use store::{facts, key, message};
use vault::SecretKey;

use super::bed::{BedsPart, beds};
use super::column::Column;
use super::floor::page;
use super::queue::QueuePart;
use super::referral::ReferralsPart;
use super::room::{names, referrals};
use crate::App;
use crate::acts;
use crate::app::Reader;
use crate::caller::Worker;
use crate::duty::block::{Block, BlockPart};
use crate::error::Error;
use crate::line::Lines;
use crate::message::MessageFragment;
use crate::monitor::held;
use crate::page::Page;
use crate::public::stream::{PATIENCE, last_event_id, unbuffered};

/// What the page shows already.
#[derive(Debug, Default, Deserialize)]
pub struct Shows {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    after: i64,
}

/// `GET /desk/events`
pub async fn events(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    headers: HeaderMap,
    Query(shows): Query<Shows>,
) -> Result<Response, Error> {
    let after = last_event_id(&headers).unwrap_or(shows.after);
    let contact: Option<ContactId> = shows.contact.parse().ok();
    let follow = Follow::open(app.clone(), reader, worker, contact, after).await?;
    let events = stream::unfold(follow, |mut follow| async move {
        let event = follow.next().await?;
        Some((Ok::<_, Infallible>(event), follow))
    });
    let events = held(&app, "member", events);
    let keep = KeepAlive::new().interval(Duration::from_secs(15));
    Ok((unbuffered(), Sse::new(events).keep_alive(keep)).into_response())
}

/// The conversation that is open on the page.
struct Open {
    id: ContactId,
    key: SecretKey,
    after: i64,
    state: StateCode,
    /// The referrals as they were told last.
    referrals: String,
    /// The bed requests as they were told last.
    beds: String,
    /// By what the duties that were told last are known.
    duties: Option<Mark>,
}

/// What a wake-up is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Me,
    Team(TeamId),
    Open,
}

struct Follow {
    app: App,
    worker: Worker,
    page: Page,
    open: Option<Open>,
    news: Vec<(About, Listening)>,
    ready: VecDeque<Event>,
    column: Column,
    /// The column as it was last sent.
    sent: String,
}

impl Follow {
    async fn open(
        app: App,
        reader: Reader,
        worker: Worker,
        contact: Option<ContactId>,
        after: i64,
    ) -> Result<Self, Error> {
        let bus = app.store().bus().clone();
        let me = worker.member();
        let mut news = vec![(About::Me, bus.listen(Topic::Member(me.id)))];
        let team = |team: &TeamId| (About::Team(*team), bus.listen(Topic::Team(*team)));
        news.extend(me.teams.iter().map(team));
        let open = match contact {
            None => None,
            Some(id) => {
                news.push((About::Open, bus.listen(Topic::Contact(id))));
                let look = access::Look::ReadConversation;
                let (stored, mut view) = app.store().look(&worker.actor(), look, id).await?;
                let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
                let state = stored.contact.snapshot().state;
                let (referrals, beds) = (String::new(), String::new());
                Some(Open { id, key, after, state, referrals, beds, duties: None })
            }
        };
        let page = page(&app, reader, &worker, "desk-title", "/desk");
        let column = Column::load(&app, &worker).await?;
        let (ready, sent) = (VecDeque::new(), String::new());
        let mut follow = Self { app, worker, page, open, news, ready, column, sent };
        follow.read_contact().await?;
        follow.draw()?;
        Ok(follow)
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let waits = self.news.iter_mut().map(|(_, news)| news.next().boxed());
            let woken = tokio::time::timeout(PATIENCE, select_all(waits)).await;
            let woken = woken.map(|(hint, place, _)| (hint, place));
            let about = match woken {
                Ok((Hint::VisitorTyping, _)) => {
                    return Some(Event::default().event("typing").data(""));
                }
                Ok((Hint::MemberTyping, _)) => continue,
                Ok((Hint::Called, _)) => {
                    let words = self.page.t("desk-called");
                    return Some(Event::default().event("toast").data(words));
                }
                Ok((Hint::Changed, place)) => self.news.get(place).map(|(about, _)| *about),
                Err(_) => None,
            };
            // Signed out elsewhere, or no longer allowed: the stream ends, the page leads to sign-in.
            self.read_on(about).await.ok()?;
        }
    }

    /// Reads what a wake-up is about; everything, when nothing was heard for a while.
    async fn read_on(&mut self, about: Option<About>) -> Result<(), Error> {
        if !self.app.store().is_signed(&self.worker.0.lookup).await? {
            return Err(Error::NotFound);
        }
        match about {
            Some(About::Open) => return self.read_contact().await,
            Some(About::Me) => self.column.reload_mine(&self.app, &self.worker).await?,
            Some(About::Team(team)) => {
                self.column.reload_team(&self.app, &self.worker, team).await?;
            }
            None => {
                self.column = Column::load(&self.app, &self.worker).await?;
                self.read_contact().await?;
            }
        }
        self.draw()
    }

    /// Sends the first column, if it is another than the last that was sent.
    fn draw(&mut self) -> Result<(), Error> {
        let current = self.open.as_ref().map(|open| open.id);
        let queue = self.column.draw(&self.app, current);
        let html = QueuePart { page: &self.page, queue: &queue }.render();
        let html = html.map_err(|_| Error::Ours)?;
        if html != self.sent {
            self.ready.push_back(Event::default().event("queue").data(html.replace('\r', "")));
            self.sent = html;
        }
        Ok(())
    }

    async fn read_contact(&mut self) -> Result<(), Error> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let look = access::Look::ReadConversation;
        let (stored, mut view) =
            self.app.store().look_on(&self.worker.actor(), look, open.id).await?;
        let asked = referrals(&self.app, &mut view, &stored).await?;
        let part = ReferralsPart { page: &self.page, referrals: &asked }.render();
        let part = part.map_err(|_| Error::Ours)?;
        if open.referrals != part {
            let event = Event::default().event("referrals").data(part.replace('\r', ""));
            self.ready.push_back(event);
            open.referrals = part;
        }
        let asked = beds(&self.app, &self.page, &mut view, open.id).await?;
        let part = BedsPart { page: &self.page, beds: &asked }.render();
        let part = part.map_err(|_| Error::Ours)?;
        if open.beds != part {
            self.ready.push_back(Event::default().event("beds").data(part.replace('\r', "")));
            open.beds = part;
        }
        let now = mark(&mut view, open.id).await?;
        if open.duties.replace(now) != Some(now) {
            let names = names(&mut view, &self.worker).await?;
            let known = facts::of_contact(&mut view, open.id).await?;
            let what = (&stored, &known);
            let block = Block::load(&self.app, &mut view, &self.page, what, &names).await?;
            let part = BlockPart { page: &self.page, duties: &block }.render();
            let part = part.map_err(|_| Error::Ours)?;
            self.ready.push_back(Event::default().event("duties").data(part.replace('\r', "")));
        }
        if stored.last_seq > open.after {
            let names = message::names(&mut view, &stored, &open.key).await?;
            let me = self.worker.member().id;
            let lines = Lines::of_member(&self.page, self.app.zone(), names, me);
            for line in message::after(&mut view, &stored, open.after, 100).await? {
                open.after = line.seq.number();
                let message = lines.open(&line, &open.key)?;
                let html = MessageFragment { message: &message }.render();
                let html = html.map_err(|_| Error::Ours)?;
                self.ready.push_back(
                    Event::default()
                        .event("message")
                        .id(message.seq.to_string())
                        .data(html.trim().replace('\r', "")),
                );
            }
            drop(view);
            let mine = stored.contact.participants().is_some_and(|people| people.contains(me));
            if mine {
                acts::member::see(self.app.store(), &self.worker.doer(), open.id).await?;
            }
        }
        let state = stored.contact.snapshot().state;
        if state != open.state {
            open.state = state;
            self.ready.push_back(Event::default().event("reload").data(""));
        }
        Ok(())
    }
}
