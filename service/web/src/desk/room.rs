//! One contact on the desk: the conversation, what is known, and every act on it.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::contact::{Ending, State as At, StateCode};
use casework::facts::statute::{self, Finding};
use casework::facts::{Conflict, Edit, FactField, FactValue};
use casework::id::{ContactId, MemberId};
use casework::text::NoteText;
use serde::Deserialize;
use store::contact::Stored;
use store::erasure::record::Record;
use store::field::{self, Name, Put};
use store::wake::{Hint, Topic};
use store::{View, facts, glass, key, member, message, referral};
use vault::{Json, ReaderId, SecretKey, Text};

use super::bed::{AskBeds, beds};
use super::column::Column;
use super::contact::{Colleague, ContactPage, Note, SafeCard};
use super::floor::{label, page};
use super::panel::Panel;
use super::referral::ReferralView;
use super::{teams, wish};
use crate::App;
use crate::acts;
use crate::acts::paper::{Recorded, SafeContact};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::duty::block::Block;
use crate::erasure::or_certificate;
use crate::error::Error;
use crate::form::Sent;
use crate::line::{Lines, clock};
use crate::oversight::banner::Banner;
use crate::say::{Say, by_script, kept, new_key};
use crate::screening::choose;

/// A contact named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    pub(crate) fn parse(&self) -> Result<ContactId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// What a page says beside the contact itself.
#[derive(Default)]
struct Said {
    problem: Option<&'static str>,
    /// The ways to close it as nothing for the hotline stand open.
    closing: bool,
    words: String,
    conflicts: Vec<Conflict>,
    mine: Option<SafeContact>,
}

/// What the address of a contact says beside its name.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    close: Option<String>,
}

/// `GET /desk/{id}`: the look is audited. With `?close`, the ways to close it as nothing for the
/// hotline stand open: whoever comes from the queue has read what was said, and needs one click.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let said = Said { closing: asked.close.is_some(), ..Said::default() };
    let id = id.parse()?;
    let drawn = draw(&app, reader, &worker, id, said).await;
    or_certificate(&app, &worker, Record::Contact(id), drawn).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ContactId,
    said: Said,
) -> Result<Response, Error> {
    let me = worker.member().id;
    let (stored, mut view) =
        app.store().look(&worker.actor(), access::Look::OpenContact, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let page = page(app, reader, worker, "contact-title", &format!("/desk/{id}"));
    let names = names(&mut view, worker).await?;
    let known = facts::of_contact(&mut view, id).await?;
    let lines = Lines::of_member(&page, app.zone(), names.iter().cloned().collect(), me);
    let messages = message::latest(&mut view, &stored, i64::MAX, 500)
        .await?
        .iter()
        .map(|line| lines.open(line, &key))
        .collect::<Result<Vec<_>, _>>()?;
    let contact = &stored.contact;
    let here: Vec<MemberId> =
        contact.participants().map(|people| people.iter().collect()).unwrap_or_default();
    let with_me = here.contains(&me);
    let (safe, kept) = safe_card(&mut view, id, &key, said.mine).await?;
    let place = (contact.team(), id);
    acts::search::index_if_new(app.store(), &mut view, &worker.0.keys, place, &kept).await?;
    let notes = notes(&mut view, id, &key, &lines, app).await?;
    let referrals = referrals(app, &mut view, &stored).await?;
    let beds = beds(app, &page, &mut view, id).await?;
    let begun = choose::begun(app, &mut view, id).await?;
    let duties = Block::load(app, &mut view, &page, (&stored, &known), &names).await?;
    let cases = store::case::list::of_contact(&mut view, id, me).await?;
    let opened = glass::unreviewed(&mut view, Record::Contact(id)).await?;
    drop(view);
    let fits = wish::best(app, worker, &page, &known, &stored.language).await?;
    if with_me {
        acts::member::see(app.store(), &worker.doer(), id).await?;
    }
    let state = contact.snapshot().state;
    let drawn = ContactPage {
        queue: Column::load(app, worker).await?.draw(app, Some(id)),
        id: id.to_string(),
        label: label(id),
        lane: contact.lane(),
        channel: contact.channel(),
        danger: contact.danger(),
        state,
        since: clock(contact.since(), app.zone()),
        members: here.iter().map(|one| lines.name_of(*one)).collect(),
        with_me,
        may_dismiss: with_me || (state == StateCode::Waiting && may_accept(app, worker, &stored)),
        closing: said.closing,
        can_write: with_me && matches!(contact.state(), At::Active(_)) && writes(&stored),
        words: said.words,
        key: new_key(app),
        panel: Panel::of(&page, &known, &said.conflicts),
        statute: statute::finding(&known) == Finding::VictimOfSexTrafficking,
        safe,
        ask: AskBeds::of(app, &page, &wish::Wishes::of(&known, &stored.language)),
        duties,
        cases: cases.iter().map(|one| (one.to_string(), crate::case::label(*one))).collect(),
        openings: opened
            .iter()
            .map(|one| Banner::of(one, &lines.name_of(one.glass.by()), (app.zone(), app.now())))
            .collect(),
        fits,
        beds,
        referrals,
        begun,
        notes,
        note_key: new_key(app),
        colleagues: colleagues(&names, me, &here),
        queues: teams::choices(worker, &teams::hotline(app).await?, contact.team())?,
        saved: None,
        problem: said.problem,
        messages,
        page,
    };
    let status = match (said.problem, drawn.safe.theirs.is_some()) {
        (None, false) => StatusCode::OK,
        _ => StatusCode::CONFLICT,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// The member could answer it, and so may close it too.
fn may_accept(app: &App, worker: &Worker, stored: &Stored) -> bool {
    let (actor, act) = (worker.actor(), access::Act::AcceptContact);
    app.store().may(&actor, act, &stored.resource())
}

/// What was asked for a contact, the latest first.
pub(super) async fn referrals(
    app: &App,
    view: &mut View,
    stored: &Stored,
) -> Result<Vec<ReferralView>, Error> {
    let asked = referral::of_contact(view, stored, 20).await?;
    Ok(asked.iter().map(|one| ReferralView::of(one, app.now(), app.zone())).collect())
}

/// Somebody reads what is written in this channel.
fn writes(stored: &Stored) -> bool {
    stored.contact.channel().has_presence()
}

/// The names of all colleagues, opened with the staff key.
pub(crate) async fn names(
    view: &mut View,
    worker: &Worker,
) -> Result<Vec<(MemberId, Text)>, Error> {
    let staff = worker.0.keys.secret(ReaderId(worker.0.staff.uuid())).ok_or(Error::NotFound)?;
    let all = member::all(view).await?;
    let names = all.iter().map(|one| Ok((one.id, one.name(staff)?)));
    names.collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}

fn colleagues(names: &[(MemberId, Text)], me: MemberId, here: &[MemberId]) -> Vec<Colleague> {
    let others = names.iter().filter(|(id, _)| *id != me && !here.contains(id));
    others.map(|(id, name)| Colleague { id: id.to_string(), name: name.expose().into() }).collect()
}

async fn safe_card(
    view: &mut View,
    id: ContactId,
    key: &SecretKey,
    mine: Option<SafeContact>,
) -> Result<(SafeCard, SafeContact), Error> {
    let texts = field::latest(view, id).await?;
    let stands = texts.iter().find(|text| text.name == Name::SafeContact);
    let version = stands.map_or(0, |text| text.version);
    let kept: SafeContact = match stands {
        Some(text) => text.open::<Json<SafeContact>>(key)?.0,
        None => SafeContact::default(),
    };
    let theirs = mine.as_ref().map(|_| {
        let SafeContact { name, channel, phone, email, hours, voicemail, code_word, instructions } =
            kept.clone();
        let all = [name, channel, phone, email, hours, voicemail, code_word, instructions];
        all.into_iter().filter(|line| !line.is_empty()).collect()
    });
    let shows = mine.unwrap_or_else(|| kept.clone());
    let card = SafeCard {
        version: u64::try_from(version).unwrap_or(0),
        name: shows.name,
        channel: shows.channel.parse().ok(),
        phone: shows.phone,
        email: shows.email,
        hours: shows.hours,
        voicemail: shows.voicemail.parse().ok(),
        code_word: shows.code_word,
        instructions: shows.instructions,
        theirs,
    };
    Ok((card, kept))
}

async fn notes(
    view: &mut View,
    id: ContactId,
    key: &SecretKey,
    lines: &Lines<'_>,
    app: &App,
) -> Result<Vec<Note>, Error> {
    let all = field::history(view, id, Name::Note, 100).await?;
    let notes = all.iter().map(|note| {
        Ok(Note {
            author: note.by.map(|by| lines.name_of(by)).unwrap_or_default(),
            time: clock(note.at, app.zone()),
            text: note.open::<Text>(key)?.expose().to_owned(),
        })
    });
    notes.collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}

/// `POST /desk/{id}/messages`: what was typed is not lost when it cannot be sent.
pub async fn say(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(form): Sent<Say>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (attempt, words) = form.read()?;
    match acts::member::say(app.store(), &worker.doer(), id, &attempt, &words).await {
        Ok(()) => {}
        Err(store::Error::Rule(_)) if !by_script(&headers) => {
            let said = Said { problem: Some("chat-refused"), words: form.words, ..Said::default() };
            return draw(&app, reader, &worker, id, said).await;
        }
        Err(other) => return Err(other.into()),
    }
    if by_script(&headers) { kept(&app) } else { Ok(back(id)) }
}

pub(crate) fn back(id: ContactId) -> Response {
    Redirect::to(&format!("/desk/{id}")).into_response()
}

/// `POST /desk/{id}/typing`: passes on that somebody writes; nothing is stored.
pub async fn typing(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<StatusCode, Error> {
    let id = id.parse()?;
    app.store().look_on(&worker.actor(), access::Look::ReadConversation, id).await?;
    app.store().pass_on(Topic::Contact(id), Hint::MemberTyping).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Back to what is known: on a phone it is a page of its own, and whoever saved one part goes on with the
/// next.
fn back_to_panel(id: ContactId) -> Response {
    Redirect::to(&format!("/desk/{id}#panel")).into_response()
}

/// `POST /desk/{id}/join`
pub async fn join(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    acts::member::join(app.store(), &worker.doer(), id).await?;
    Ok(back(id))
}

/// How it ends.
#[derive(Deserialize)]
pub struct End {
    ending: String,
}

impl End {
    fn ending(&self) -> Result<Ending, Error> {
        self.ending.parse().map_err(|_| Error::WrongFields)
    }
}

/// `POST /desk/{id}/end`
pub async fn end(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<End>,
) -> Result<Response, Error> {
    let (id, how) = (id.parse()?, form.ending()?);
    acts::member::end(app.store(), &worker.doer(), id, how).await?;
    Ok(back(id))
}

/// `POST /desk/{id}/dismiss`: closes what was nothing for the hotline, also from the queue.
pub async fn dismiss(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<End>,
) -> Result<Response, Error> {
    let (id, how) = (id.parse()?, form.ending()?);
    acts::member::dismiss(app.store(), &worker.doer(), id, how).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// `POST /desk/{id}/facts`: fields named by `field`, their codes under the field's own name.
pub async fn record(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let values = |name: &str| {
        let name = name.to_owned();
        pairs.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    };
    let base = values("version").next().and_then(|v| v.parse().ok()).ok_or(Error::WrongFields)?;
    let mut edit = Edit::new();
    for code in values("field") {
        let field = FactField::from_code(code).map_err(|_| Error::WrongFields)?;
        let codes: Vec<&str> = values(code).filter(|value| !value.is_empty()).collect();
        edit = if codes.is_empty() {
            edit.clear(field)
        } else {
            let value = FactValue::parse(field, codes).map_err(|r| Error::Rule(r.to_string()))?;
            edit.set(field, value)
        };
    }
    let recorded = acts::paper::record(app.store(), &worker.doer(), id, edit, base).await?;
    match recorded {
        Recorded::Kept(version) if by_script(&headers) => saved(&app, reader, version),
        Recorded::Kept(_) => Ok(back_to_panel(id)),
        Recorded::Conflicts(conflicts) => {
            let problem = Some("contact-conflict");
            draw(&app, reader, &worker, id, Said { problem, conflicts, ..Said::default() }).await
        }
    }
}

/// The answer to the script of an autosaved form: the new version, and when in words.
fn saved(app: &App, reader: Reader, version: u64) -> Result<Response, Error> {
    let page = app.page(reader, crate::page::Style::Desk, "contact-title", "/desk");
    let words = page.t1("panel-saved", "time", clock(app.now(), app.zone()));
    let words = HeaderValue::from_str(&words).map_err(|_| Error::Ours)?;
    let headers = [("x-version", HeaderValue::from(version)), ("x-saved", words)];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// The safe-contact card's form.
#[derive(Deserialize)]
pub struct Card {
    version: i64,
    #[serde(flatten)]
    card: SafeContact,
}

/// `POST /desk/{id}/safe`: a card that somebody else changed meanwhile is shown with both.
pub async fn keep_safe(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(form): Sent<Card>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    if form.card.is_too_long() {
        return Err(Error::TooLarge);
    }
    let (doer, keys) = (worker.doer(), &worker.0.keys);
    let card = (form.version, &form.card);
    match acts::paper::keep_safe_contact(app.store(), &doer, keys, id, card).await? {
        Put::Kept { version } if by_script(&headers) => {
            saved(&app, reader, u64::try_from(version).unwrap_or(0))
        }
        Put::Kept { .. } => Ok(back_to_panel(id)),
        Put::Conflict { .. } => {
            let said = Said {
                problem: Some("contact-conflict"),
                mine: Some(form.card),
                ..Said::default()
            };
            draw(&app, reader, &worker, id, said).await
        }
    }
}

/// A note.
#[derive(Deserialize)]
pub struct Noting {
    #[serde(default)]
    text: String,
}

/// `POST /desk/{id}/notes`
pub async fn note(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Noting>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let words = NoteText::parse(&form.text).map_err(|refused| Error::Rule(refused.to_string()))?;
    acts::paper::note(app.store(), &worker.doer(), id, &words).await?;
    Ok(back_to_panel(id))
}
