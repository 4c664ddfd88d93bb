//! One person of a case: their part, what they want, what is known; and two records that may be one.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::merge::{Merge, People, suggest};
use case::person::{ExploiterRole, OtherPart, Part, VictimStatus};
use casework::id::{CaseId, PersonId};
use store::case::text::Name;
use store::case::{people, text};
use store::{View, key};
use vault::SecretKey;

use super::open::name_of;
use super::page::Words;
use super::{Of, label};
use crate::App;
use crate::acts::case::person::Words as Typed;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// How many names or numbers two records have to share before they are suggested.
pub(super) const LEAST: usize = 1;

/// `GET /desk/cases/{id}/people/{person}`
#[derive(Template)]
#[template(path = "case/person.html")]
pub struct PersonPage {
    /// The frame.
    pub page: Page,
    /// The case, for addresses and by name.
    pub case: (String, String),
    /// For addresses; `new` for one who is to be added.
    pub id: String,
    /// The parts that can be chosen, with the one that is.
    pub parts: Vec<Choice>,
    /// What they call themself.
    pub called: Words,
    /// Numbers and addresses.
    pub reach: Words,
    /// What they want.
    pub wishes: Words,
    /// What else is known.
    pub about: Words,
    /// Other records that may be the same person.
    pub pairs: Vec<Pair>,
    /// Other cases with somebody of the same name or number.
    pub elsewhere: Vec<(String, String)>,
    /// Whether the case is open.
    pub open: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// A part that a person can have.
#[derive(Clone, Debug)]
pub struct Choice {
    /// As the form sends it.
    pub code: String,
    /// The key of its words.
    pub key: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Two records: this one and another.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The record that would be kept.
    pub kept: String,
    /// The other.
    pub merged: String,
    /// The other record, for its page and by name.
    pub other: (String, String),
    /// What there is between them.
    pub stands: Stands,
}

/// What there is between two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// They share names or numbers.
    Suggested,
    /// Somebody says that they are one; whether it was I.
    Proposed {
        /// By whom.
        by: String,
        /// Whether it was I.
        mine: bool,
    },
    /// They count as one.
    Merged,
}

/// `GET /desk/cases/{id}/people/{person}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(of): Path<Of>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, (of.case()?, of.person()?), Said::default()).await
}

/// What the page says beside the person: what was typed and could not be kept is not lost.
#[derive(Default)]
pub(super) struct Said {
    /// What stands in the way, in words.
    pub(super) problem: Option<String>,
    /// The part that was chosen and the texts that were typed.
    pub(super) typed: Option<(Part, Typed)>,
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (id, person): (CaseId, Option<PersonId>),
    said: Said,
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::OpenCase, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let all = people::of_case(&mut view, id).await?;
    let part = match person {
        None => None,
        Some(person) => Some(all.person(person).ok_or(Error::NotFound)?.part),
    };
    let names = names(&mut view, worker).await?;
    let here = person.map_or_else(|| "new".to_owned(), |person| person.to_string());
    let path = format!("/desk/cases/{id}/people/{here}");
    let mut elsewhere = Vec::new();
    if let Some(person) = person {
        let found = people::elsewhere(&mut view, person, worker.member().id).await?;
        elsewhere = found.iter().map(|case| (case.to_string(), label(*case))).collect();
    }
    let proposer = |merge: &Merge| {
        let name = names.iter().find(|(one, _)| *one == merge.proposed_by);
        let by = name.map(|(_, name)| name.expose().to_owned()).unwrap_or_default();
        Stands::Proposed { by, mine: merge.proposed_by == worker.member().id }
    };
    let status = if said.problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let [mut called, mut reach, mut wishes, mut about] =
        texts(&mut view, (id, person), &key).await?;
    let mut chosen = part;
    if let Some((part, typed)) = &said.typed {
        chosen = Some(*part);
        called = called.typed(&typed.name);
        reach = reach.typed(&typed.reach);
        wishes = wishes.typed(&typed.wishes);
        about = about.typed(&typed.about);
    }
    let drawn = PersonPage {
        page: page(app, reader, worker, "person-title", &path),
        case: (id.to_string(), label(id)),
        id: here,
        parts: parts(chosen),
        called,
        reach,
        wishes,
        about,
        pairs: match person {
            Some(person) => pairs(&mut view, (id, person), (&all, &key), &proposer).await?,
            None => Vec::new(),
        },
        elsewhere,
        open: stored.case.status().0.is_open(),
        problem: said.problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

async fn texts(
    view: &mut View,
    (case, person): (CaseId, Option<PersonId>),
    key: &SecretKey,
) -> Result<[Words; 4], Error> {
    let mut all: [Words; 4] = Default::default();
    let Some(person) = person else { return Ok(all) };
    let order = [Name::PersonName, Name::Reach, Name::Wishes, Name::About];
    for (words, name) in all.iter_mut().zip(order) {
        if let Some(kept) = text::latest(view, case, name).await?.get(&person.uuid()) {
            words.text = kept.open(key)?.expose().to_owned();
            words.version = kept.version;
        }
    }
    Ok(all)
}

async fn pairs(
    view: &mut View,
    (case, person): (CaseId, PersonId),
    (all, key): (&People, &SecretKey),
    proposed: &(dyn Fn(&Merge) -> Stands + Sync),
) -> Result<Vec<Pair>, Error> {
    let names = text::latest(view, case, Name::PersonName).await?;
    let tokens = people::tokens(view, case).await?;
    let mut pairs = Vec::new();
    let mut note = |kept: PersonId, merged: PersonId, stands| {
        let other = if kept == person { merged } else { kept };
        if pairs.iter().any(|pair: &Pair| pair.other.0 == other.to_string()) {
            return Ok(());
        }
        let other = (other.to_string(), name_of(&names, other, key)?);
        pairs.push(Pair { kept: kept.to_string(), merged: merged.to_string(), other, stands });
        Ok::<(), Error>(())
    };
    let about = |kept: PersonId, merged: PersonId| kept == person || merged == person;
    for merge in all.merges().iter().filter(|merge| about(merge.kept, merge.merged)) {
        if merge.holds() {
            note(merge.kept, merge.merged, Stands::Merged)?;
        } else if merge.agreed.is_none() && merge.undone.is_none() {
            note(merge.kept, merge.merged, proposed(merge))?;
        }
    }
    for (one, other, _) in suggest(all, &tokens, LEAST) {
        if about(one, other) {
            note(one, other, Stands::Suggested)?;
        }
    }
    Ok(pairs)
}

/// The parts that a form offers, as `kind:code`.
fn parts(chosen: Option<Part>) -> Vec<Choice> {
    let victims = VictimStatus::ALL.iter().map(|one| Part::Victim(*one));
    let others = OtherPart::ALL.iter().map(|one| Part::Other(*one));
    let exploiters = ExploiterRole::ALL.iter().map(|one| Part::Exploiter(*one));
    let choice = |part: Part| {
        let (kind, code) = people::codes(part);
        let list = match part {
            Part::Victim(_) => VictimStatus::LIST,
            Part::Other(_) => OtherPart::LIST,
            Part::Exploiter(_) => ExploiterRole::LIST,
        };
        Choice {
            code: format!("{kind}:{code}"),
            key: format!("{list}-{code}"),
            chosen: chosen == Some(part),
        }
    };
    victims.chain(others).chain(exploiters).map(choice).collect()
}

/// The part that a form sends.
pub(super) fn part_of(text: &str) -> Option<Part> {
    let (kind, code) = text.split_once(':')?;
    Some(match kind {
        "victim" => Part::Victim(code.parse().ok()?),
        "other" => Part::Other(code.parse().ok()?),
        "exploiter" => Part::Exploiter(code.parse().ok()?),
        _ => return None,
    })
}

impl Pair {
    fn is_suggested(&self) -> bool {
        self.stands == Stands::Suggested
    }

    fn is_merged(&self) -> bool {
        self.stands == Stands::Merged
    }

    /// Who proposed it, and whether it was I.
    fn proposed(&self) -> Option<(&str, bool)> {
        match &self.stands {
            Stands::Proposed { by, mine } => Some((by, *mine)),
            Stands::Suggested | Stands::Merged => None,
        }
    }
}

impl Sample for PersonPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let words = |text: &str| Words { text: text.into(), version: 1, stands: None };
        let pair = |id: &str, name: &str, stands| Pair {
            kept: "p1".into(),
            merged: id.into(),
            other: (id.into(), name.into()),
            stands,
        };
        let proposed = |mine| Stands::Proposed { by: "Joel T.".into(), mine };
        let full = PersonPage {
            page: sample_page("person-title", "/desk/cases/c7f3/people/p1"),
            case: ("c7f3".into(), "C7F3".into()),
            id: "p1".into(),
            parts: parts(Some(Part::Victim(VictimStatus::Possible))),
            called: words("Ana"),
            reach: words("555-0142"),
            wishes: words("To finish school. Not to see him again."),
            about: words("Likes to be called in the evening."),
            pairs: vec![
                pair("p2", "Anna", Stands::Suggested),
                pair("p5", "A.", proposed(false)),
                pair("p6", "Ani", Stands::Merged),
            ],
            elsewhere: vec![("c0ab".into(), "C0AB".into())],
            open: true,
            problem: None,
        };
        let new = PersonPage {
            page: sample_page("person-title", "/desk/cases/c7f3/people/new"),
            id: "new".into(),
            case: full.case.clone(),
            parts: parts(None),
            called: Words::default(),
            reach: Words::default(),
            wishes: Words::default(),
            about: Words::default(),
            pairs: vec![],
            elsewhere: vec![],
            open: true,
            problem: Some("a potential victim never becomes an exploiter".into()),
        };
        let met = PersonPage {
            page: sample_page("person-title", "/desk/cases/c7f3/people/p1"),
            case: full.case.clone(),
            id: full.id.clone(),
            parts: full.parts.clone(),
            called: full.called.clone(),
            reach: full.reach.clone().typed("555-0143"),
            wishes: full.wishes.clone().typed("To finish school and to see her sister."),
            about: full.about.clone(),
            pairs: vec![],
            elsewhere: vec![],
            open: true,
            problem: Some("Somebody else wrote here meanwhile.".into()),
        };
        vec![
            Shown::desk("person", full),
            Shown::desk("person-met", met),
            Shown::desk("person-new", new),
        ]
    }
}
