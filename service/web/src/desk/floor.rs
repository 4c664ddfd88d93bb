//! The desk without an open contact: the queue, my shift, answering.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ContactId;
use casework::queue::Entry;
use casework::time::{Span, Timestamp};
use serde::Deserialize;
use store::queue::Listed;
use store::{View, member, queue};

use super::queue::{DeskPage, Mine, Queue, Waiting};
use crate::App;
use crate::account;
use crate::acts;
use crate::acts::member::Shifting;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::line::clock;
use crate::page::{Page, Style};

/// The most rows of the queue that the first column shows.
const SHOWN: i64 = 50;

/// A page of the desk with its member's frame.
pub(crate) fn page(
    app: &App,
    reader: Reader,
    worker: &Worker,
    title: &'static str,
    path: &str,
) -> Page {
    app.page(reader, Style::Desk, title, path).with_member(account::frame(&worker.0))
}

/// What a contact is called on the desk: the end of its id, which is random.
pub(crate) fn label(id: ContactId) -> String {
    let text = id.uuid().simple().to_string();
    text[text.len() - 4..].to_uppercase()
}

/// `GET /desk`
pub async fn desk(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    let queue = first_column(&app, &worker, None).await?;
    let page = page(&app, reader, &worker, "desk-title", "/desk");
    Ok(shown(&DeskPage { page, queue }))
}

/// The first column: my shift, whom I am with, who waits. Cost: two lists by index for each team,
/// one for me.
pub(crate) async fn first_column(
    app: &App,
    worker: &Worker,
    current: Option<ContactId>,
) -> Result<Queue, Error> {
    let (actor, me, now) = (worker.actor(), worker.member(), app.now());
    let mut waiting: Vec<Listed> = Vec::new();
    let mut view: Option<View> = None;
    for team in &me.teams {
        // The staff team has no queue, and an administrator no list: both are simply left out.
        let looked = app.store().look(&actor, access::Look::ListContacts, *team).await;
        let Ok(((), mut v)) = looked else { continue };
        waiting.extend(queue::waiting(&mut v, *team, SHOWN).await?);
        view = Some(v);
    }
    let mut view = view.ok_or(Error::NotFound)?;
    let mine = queue::mine(&mut view, me.id, SHOWN).await?;
    let stored = member::of_id(&mut view, me.id).await?;
    let open = mine.iter().filter(|c| c.lead == Some(me.id)).count();
    waiting.sort_by_key(entry);
    let reasons: Vec<_> = (0..waiting.len())
        .map(|place| entry(&waiting[place]).reason(waiting.get(place + 1).map(entry).as_ref()))
        .collect();
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    Ok(Queue {
        shift: stored.shift.state,
        open,
        places: stored.shift.places,
        more: waiting.len().saturating_sub(shown) as u64,
        waiting: waiting
            .iter()
            .zip(&reasons)
            .take(shown)
            .map(|(one, reason)| Waiting {
                id: one.id.to_string(),
                lane: one.lane,
                channel: one.channel,
                danger: one.danger,
                waited: spoken(now - since(one)),
                overdue: one.channel.waits_for_answer()
                    && now - since(one) > Span::from_seconds(20),
                reason_key: format!("queue_reason-{}", reason.code()),
            })
            .collect(),
        mine: mine
            .into_iter()
            .map(|one| Mine {
                id: one.id.to_string(),
                label: label(one.id),
                lane: one.lane,
                channel: one.channel,
                danger: one.danger,
                state: one.state,
                unread: u32::try_from(one.unread).unwrap_or(u32::MAX),
                last: clock(one.last_at, app.zone()),
                current: current == Some(one.id),
            })
            .collect(),
    })
}

fn since(one: &Listed) -> Timestamp {
    one.waiting_since.unwrap_or(one.received_at)
}

fn entry(one: &Listed) -> Entry {
    Entry { contact: one.id, danger: one.danger, lane: one.lane, since: since(one) }
}

/// A span as the desk says it: `20 s`, `4 min`, `2 h`.
pub(crate) fn spoken(span: Span) -> String {
    match span.not_negative().seconds() {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// What the shift's buttons send.
#[derive(Deserialize)]
pub struct ShiftForm {
    act: String,
}

/// `POST /desk/shift`: start, pause, go on, end.
pub async fn shift(
    State(app): State<App>,
    worker: Worker,
    Sent(form): Sent<ShiftForm>,
) -> Result<Response, Error> {
    let act = match form.act.as_str() {
        "start" => Shifting::Start { places: 4 },
        "pause" => Shifting::Pause,
        "resume" => Shifting::Resume,
        "end" => Shifting::End,
        _ => return Err(Error::WrongFields),
    };
    acts::member::shift(app.store(), &worker.doer(), act).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// `POST /desk/{id}/answer`: one of several who click at once gets it.
pub async fn answer(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id: ContactId = id.parse().map_err(|_| Error::NotFound)?;
    acts::member::accept(app.store(), &worker.doer(), id).await?;
    Ok(Redirect::to(&format!("/desk/{id}")).into_response())
}
