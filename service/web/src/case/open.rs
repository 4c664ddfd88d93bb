//! One case on one page: people, contacts, reports, tasks, plan, notes. Contacts and notes come a page
//! at a time, so a case of thousands opens as fast as a new one.

use std::collections::BTreeMap;

use access::{Act, Look};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::merge::People;
use case::person::Part;
use casework::id::{CaseId, ContactId, MemberId, NoteId, PersonId};
use casework::time::{Span, Timestamp};
use serde::Deserialize;
use store::case::text::Name;
use store::case::work::Kind;
use store::case::{Stored, harm, part, people, text, work};
use store::erasure::record::Record;
use store::{View, duty, glass, key, member};
use vault::{SecretKey, Text};

use super::page::{CasePage, Contact, Duty, Note, Person, Task, Words};
use super::{Id, joined, label, unnamed};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::entry::written;
use crate::desk::floor::{self, page};
use crate::desk::room::names;
use crate::duty::Clock;
use crate::erasure::or_certificate;
use crate::error::Error;
use crate::line::moment;
use crate::oversight::banner::Banner;
use crate::page::Page;

/// From where on contacts and notes are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    contacts: String,
    notes: String,
}

/// A place in a list, as in an address: `micros_id`.
fn place<T>(text: &str, id: impl Fn(&str) -> Option<T>) -> Option<(Timestamp, T)> {
    let (at, rest) = text.split_once('_')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id(rest)?))
}

/// `GET /desk/cases/{id}`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let drawn = draw(&app, reader, &worker, id, (asked, Said::default())).await;
    or_certificate(&app, &worker, Record::Case(id), drawn).await
}

/// What a page says beside the case: what was typed and could not be kept is not lost.
#[derive(Default)]
pub(super) struct Said {
    /// What stands in the way, in words.
    pub(super) problem: Option<String>,
    /// A note.
    pub(super) note: String,
    /// The words of a task.
    pub(super) task: String,
    /// A text of the case.
    pub(super) text: Option<(Name, String)>,
}

/// What a page needs to open and to name things.
struct Opening<'a> {
    app: &'a App,
    case: CaseId,
    me: MemberId,
    key: SecretKey,
    names: Vec<(MemberId, Text)>,
}

impl Opening<'_> {
    fn name(&self, member: MemberId) -> String {
        let found = self.names.iter().find(|(id, _)| *id == member);
        found.map(|(_, name)| name.expose().to_owned()).unwrap_or_default()
    }

    fn moment(&self, at: Timestamp) -> String {
        moment(at, self.app.zone(), self.app.now())
    }

    fn banners(&self, opened: &[glass::Stored]) -> Vec<Banner> {
        let when = (self.app.zone(), self.app.now());
        opened.iter().map(|one| Banner::of(one, &self.name(one.glass.by()), when)).collect()
    }
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: CaseId,
    (asked, said): (Asked, Said),
) -> Result<Response, Error> {
    let actor = worker.actor();
    let (stored, mut view) = app.store().look(&actor, Look::OpenCase, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let names = names(&mut view, worker).await?;
    let me = worker.member().id;
    let opening = Opening { app, case: id, me, key, names };
    let page = page(app, reader, worker, "case-title", &format!("/desk/cases/{id}"));
    let all = people::of_case(&mut view, id).await?;
    let pairs = pairs(&mut view, id, &all).await?;
    let before = place(&asked.contacts, |text| text.parse::<ContactId>().ok());
    let (contacts, more_contacts) = contacts(&mut view, &opening, before).await?;
    let before = place(&asked.notes, |text| text.parse::<NoteId>().ok());
    let (notes, more_notes) = notes(&mut view, &opening, before).await?;
    let harms = harm::of_case(&mut view, id, &all).await?;
    let open_harms = harms.iter().filter(|one| one.harm.put_right_at.is_none()).count();
    let opened = glass::unreviewed(&mut view, Record::Case(id)).await?;
    let (status, since) = stored.case.status();
    let code = if said.problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = CasePage {
        id: id.to_string(),
        label: label(id),
        status,
        since: opening.moment(since),
        danger: stored.case.danger(),
        harms: (harms.len(), open_harms),
        openings: opening.banners(&opened),
        owner: stored.case.owner().map(|owner| opening.name(owner)).unwrap_or_default(),
        people: named(&mut view, &opening, &all).await?,
        pairs,
        contacts,
        contact_count: part::count(&mut view, (id, me)).await?,
        more_contacts,
        screenings: joined::screenings(app, worker, &mut view, id).await?,
        referrals: joined::referrals(app, worker, &mut view, id).await?,
        duties: duties(&mut view, &opening, &page).await?,
        tasks: tasks(&mut view, &opening).await?,
        agencies: agencies(&mut view, &opening).await?,
        summary: words(&mut view, &opening, Name::Summary, &said).await?,
        plan: words(&mut view, &opening, Name::SafetyPlan, &said).await?,
        notes,
        note_count: work::count(&mut view, id).await?,
        more_notes,
        colleagues: colleagues(&mut view, &opening, &stored).await?,
        tomorrow: written(app.now() + Span::from_days(1), app.zone()),
        settles: app.store().may(&actor, Act::SettleCase, &stored.resource()),
        typed: (said.note, said.task),
        problem: said.problem,
        page,
    };
    Ok((code, shown(&drawn)).into_response())
}

/// Who sees the case and can be given something of it.
async fn colleagues(
    view: &mut View,
    opening: &Opening<'_>,
    stored: &Stored,
) -> Result<Vec<(String, String)>, Error> {
    let of_team = member::of_team(view, stored.case.team()).await?;
    let sees = |id: &MemberId| of_team.contains(id) && !stored.closed_to.contains(id);
    let those = opening.names.iter().filter(|(id, _)| sees(id));
    Ok(those.map(|(id, name)| (id.to_string(), name.expose().to_owned())).collect())
}

async fn agencies(view: &mut View, opening: &Opening<'_>) -> Result<Vec<String>, Error> {
    let all = part::agencies(view, opening.case).await?;
    let names = all.iter().map(|one| Ok(one.name(&opening.key)?.expose().to_owned()));
    names.collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}

/// How many pairs of records wait for somebody to look: suggested or proposed.
async fn pairs(view: &mut View, id: CaseId, all: &People) -> Result<usize, Error> {
    let tokens = people::tokens(view, id).await?;
    let open = all.merges().iter().filter(|one| one.agreed.is_none() && one.undone.is_none());
    Ok(case::merge::suggest(all, &tokens, super::person::LEAST).len() + open.count())
}

async fn named(view: &mut View, opening: &Opening<'_>, all: &People) -> Result<Vec<Person>, Error> {
    let texts = text::latest(view, opening.case, Name::PersonName).await?;
    let mut people = Vec::new();
    for one in all.records() {
        people.push(Person {
            id: one.id.to_string(),
            name: name_of(&texts, one.id, &opening.key)?,
            part: one.part,
            merged: all.resolve(one.id) != one.id,
        });
    }
    people.sort_by_key(|person| match person.part {
        Part::Victim(_) => 0,
        Part::Other(_) => 1,
        Part::Exploiter(_) => 2,
    });
    Ok(people)
}

/// What a person is called: their name, or the end of their id.
pub(super) fn name_of(
    texts: &BTreeMap<uuid::Uuid, text::Kept>,
    person: PersonId,
    key: &SecretKey,
) -> Result<String, Error> {
    let name = texts.get(&person.uuid()).map(|kept| kept.open(key)).transpose()?;
    let name = name.map(|name| name.expose().to_owned()).filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| unnamed(person)))
}

async fn contacts(
    view: &mut View,
    opening: &Opening<'_>,
    before: Option<(Timestamp, ContactId)>,
) -> Result<(Vec<Contact>, Option<String>), Error> {
    let found = part::contacts(view, (opening.case, opening.me), before).await?;
    let last = found.get(part::PAGE - 1).filter(|_| found.len() > part::PAGE);
    let more = last.map(|last| {
        format!("/desk/cases/{}?contacts={}_{}", opening.case, last.at.micros(), last.id)
    });
    let contact = |one: &part::Joined| Contact {
        id: one.id.to_string(),
        label: floor::label(one.id),
        channel: one.channel,
        lane: one.lane,
        state: one.state,
        received: opening.moment(one.received_at),
    };
    Ok((found.iter().take(part::PAGE).map(contact).collect(), more))
}

async fn notes(
    view: &mut View,
    opening: &Opening<'_>,
    before: Option<(Timestamp, NoteId)>,
) -> Result<(Vec<Note>, Option<String>), Error> {
    let found = work::notes(view, opening.case, before).await?;
    let last = found.get(work::PAGE - 1).filter(|_| found.len() > work::PAGE);
    let more = last
        .map(|last| format!("/desk/cases/{}?notes={}_{}", opening.case, last.at.micros(), last.id));
    let mut notes = Vec::new();
    for one in found.iter().take(work::PAGE) {
        notes.push(Note {
            author: opening.name(one.by),
            time: opening.moment(one.at),
            document: one.kind == Kind::Document,
            text: one.open(&opening.key)?.expose().to_owned(),
        });
    }
    Ok((notes, more))
}

async fn duties(view: &mut View, opening: &Opening<'_>, page: &Page) -> Result<Vec<Duty>, Error> {
    let found = duty::of_case_and_contacts(view, (opening.case, opening.me)).await?;
    let (now, zone) = (opening.app.now(), opening.app.zone());
    let one = |one: &duty::Stored| Duty {
        id: one.duty.id().to_string(),
        recipient: one.duty.recipient(),
        clock: Clock::of(page, &one.duty, now, zone),
    };
    Ok(found.iter().map(one).collect())
}

async fn tasks(view: &mut View, opening: &Opening<'_>) -> Result<Vec<Task>, Error> {
    let now = opening.app.now();
    let mut tasks = Vec::new();
    for one in work::tasks(view, opening.case).await? {
        tasks.push(Task {
            id: one.task.id.to_string(),
            words: one.open(&opening.key)?.expose().to_owned(),
            owner: one.task.owner.map(|owner| opening.name(owner)).unwrap_or_default(),
            due: opening.moment(one.task.due_at),
            late: one.task.is_overdue(now),
            end: one.task.end.map(|(end, _)| end),
        });
    }
    Ok(tasks)
}

async fn words(
    view: &mut View,
    opening: &Opening<'_>,
    name: Name,
    said: &Said,
) -> Result<Words, Error> {
    let kept = text::latest(view, opening.case, name).await?;
    let words = match kept.get(&opening.case.uuid()) {
        Some(kept) => Words {
            text: kept.open(&opening.key)?.expose().to_owned(),
            version: kept.version,
            stands: None,
        },
        None => Words::default(),
    };
    Ok(match &said.text {
        Some((of, typed)) if *of == name => words.typed(typed),
        _ => words,
    })
}
