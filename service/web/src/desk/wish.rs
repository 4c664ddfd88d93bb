//! Who fits what this person needs: asked with the coded facts, and asked again with other wishes.
//!
//! Nothing here opens what is sealed. The wishes are codes and a town of the directory; they are sent
//! in the body of a form and stand in no address, log or history.
//!
//! Cost: the contact's row, its facts, and a match in memory ([`crate::catalogue`]).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::facts::{Answer, CountyCode, Facts};
use casework::id::{ContactId, ServiceId};
use casework::need::{AgeBand, Gender, Need};
use casework::time::Timestamp;
use directory::matching::{Fit, Needs, Reason, Wish};
use serde::Deserialize;
use store::facts;

use super::bed::{AskBeds, sample_ask};
use super::floor::{label, page};
use super::room::Id;
use super::sample_page;
use super::service::{ServiceFit, fits, sample_fits};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::catalogue::Ready;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// How many services of each kind a page lists.
const LISTED: usize = 12;
/// How far somebody can go, in kilometres.
const REACHES: [u16; 5] = [10, 25, 50, 100, 160];

/// What is wished for, as a form holds it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wishes {
    pub(super) need: Vec<String>,
    pub(super) age: String,
    pub(super) gender: String,
    language: String,
    county: String,
    near: String,
    within: String,
    open: String,
    place: String,
    own_child: String,
    pet: String,
}

/// A field that cannot be read, and the key of what to do.
type Problem = (&'static str, &'static str);

impl Wishes {
    /// What the coded facts say, in the language that the person reads.
    #[must_use]
    pub fn of(facts: &Facts, language: &str) -> Self {
        let needs = facts.needs().and_then(Answer::known).unwrap_or_default();
        let urgent = needs.iter().any(|need| need.is_emergency_request());
        let ticked = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        let code = |code: Option<&str>| code.unwrap_or_default().to_owned();
        let age = facts.age_band().and_then(Answer::known).map(AgeBand::code);
        let gender = facts.gender().and_then(Answer::known).map(Gender::code);
        let county = facts.county().and_then(Answer::known);
        Self {
            need: needs.iter().map(|need| need.code().to_owned()).collect(),
            age: code(age),
            gender: code(gender),
            language: language.to_owned(),
            county: code(county.as_ref().map(CountyCode::as_str)),
            open: ticked(urgent),
            place: ticked(needs.contains(&Need::EmergencyShelter)),
            ..Self::default()
        }
    }

    /// The county, as it was typed.
    pub(super) fn county(&self) -> &str {
        self.county.trim()
    }

    /// Whether something is needed: without, every service would fit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.need.is_empty()
    }

    /// The wish that the directory is asked.
    ///
    /// # Errors
    /// The field that cannot be read.
    pub fn wish(&self, ready: &Ready, now: Timestamp) -> Result<Wish, Problem> {
        let needs: Result<Needs, _> = self.need.iter().map(|code| Need::from_code(code)).collect();
        Ok(Wish {
            needs: needs.map_err(|_| ("need", "wish-wrong"))?,
            age: code(&self.age, AgeBand::from_code).map_err(|_| ("age", "wish-wrong"))?,
            gender: code(&self.gender, Gender::from_code).map_err(|_| ("gender", "wish-wrong"))?,
            language: language(&self.language)?,
            county: match self.county.trim() {
                "" => None,
                typed => Some(
                    CountyCode::parse(typed)
                        .map_err(|_| ("county", "wish-county-wrong"))?
                        .as_str()
                        .to_owned(),
                ),
            },
            from: match self.near.trim() {
                "" => None,
                typed => Some(ready.town(typed).ok_or(("near", "wish-near-unknown"))?),
            },
            within: match self.within.as_str() {
                "" => None,
                typed => {
                    let known = REACHES.into_iter().find(|km| km.to_string() == typed);
                    Some(known.ok_or(("within", "wish-wrong"))?.into())
                }
            },
            own_child: !self.own_child.is_empty(),
            pet: !self.pet.is_empty(),
            open_now: !self.open.is_empty(),
            place_now: !self.place.is_empty(),
            limit: LISTED,
            ..Wish::at(now)
        })
    }
}

fn code<T, E>(code: &str, read: impl Fn(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    if code.is_empty() { Ok(None) } else { read(code).map(Some) }
}

fn language(typed: &str) -> Result<Option<String>, Problem> {
    let typed = typed.trim();
    let is_code = (2..=3).contains(&typed.len()) && typed.chars().all(|c| c.is_ascii_alphabetic());
    match typed {
        "" => Ok(None),
        _ if is_code => Ok(Some(typed.to_ascii_lowercase())),
        _ => Err(("language", "wish-language-wrong")),
    }
}

/// `GET` and `POST /desk/{contact}/services`
#[derive(Template)]
#[template(path = "desk/wish.html")]
pub struct WishPage {
    page: Page,
    id: String,
    label: String,
    wishes: Wishes,
    towns: Vec<String>,
    fits: Vec<ServiceFit>,
    ask: Option<AskBeds>,
    looked_at: u32,
    problem: Option<Problem>,
}

impl WishPage {
    fn counts_beds(&self) -> bool {
        self.fits.iter().any(|fit| fit.counts_beds)
    }

    fn has_need(&self, need: &Need) -> bool {
        self.wishes.need.iter().any(|code| code == need.code())
    }

    fn problem_of(&self, field: &str) -> String {
        let problem = self.problem.filter(|(name, _)| *name == field);
        problem.map(|(_, key)| self.page.t(key).into_owned()).unwrap_or_default()
    }

    fn general(&self) -> Option<&'static str> {
        let shown_beside = ["county", "near", "language"];
        self.problem.filter(|(field, _)| !shown_beside.contains(field)).map(|(_, key)| key)
    }

    /// What was looked for, in one line.
    fn summary(&self) -> String {
        let of = |list: &str, code: &str| self.page.label(list, code).into_owned();
        let mut parts: Vec<String> = Need::ALL
            .iter()
            .filter(|need| self.has_need(need))
            .map(|n| of("need", n.code()))
            .collect();
        parts.extend(AgeBand::from_code(&self.wishes.age).map(|age| of("age_band", age.code())));
        parts.extend(Gender::from_code(&self.wishes.gender).map(|one| of("gender", one.code())));
        let typed = [&self.wishes.county, &self.wishes.near].into_iter();
        parts.extend(typed.filter(|text| !text.is_empty()).cloned());
        parts.join(" · ")
    }

    fn is_reach(&self, km: &u16) -> bool {
        self.wishes.within == km.to_string()
    }
}

/// `GET /desk/{contact}/services`: asked with what is known of the person.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let wishes = of_contact(&app, &worker, id).await?;
    draw(&app, reader, &worker, id, wishes).await
}

/// `POST /desk/{contact}/services`: asked with other wishes. Nothing of them is stored.
pub async fn ask(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(wishes): Sent<Wishes>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    // Whoever may not see the contact is not told that it is there.
    app.store().look(&worker.actor(), access::Look::SeeContact, id).await?;
    draw(&app, reader, &worker, id, wishes).await
}

/// What the coded facts of a contact wish for.
pub(super) async fn of_contact(app: &App, worker: &Worker, id: ContactId) -> Result<Wishes, Error> {
    let look = access::Look::SeeContact;
    let (stored, mut view) = app.store().look(&worker.actor(), look, id).await?;
    let known = facts::of_contact(&mut view, id).await?;
    Ok(Wishes::of(&known, &stored.language))
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ContactId,
    wishes: Wishes,
) -> Result<Response, Error> {
    let page = page(app, reader, worker, "match-title", &format!("/desk/{id}/services"));
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let now = app.now();
    let (matches, problem) = match wishes.wish(&ready, now) {
        Ok(_) if wishes.is_empty() => (directory::matching::Matches::default(), None),
        Ok(wish) => (ready.index.matches(&wish), None),
        Err(problem) => (directory::matching::Matches::default(), Some(problem)),
    };
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let drawn = WishPage {
        id: id.to_string(),
        label: label(id),
        towns: ready.towns(200).map(str::to_owned).collect(),
        fits: fits(&page, &ready, &matches, &wishes, (now, app.zone())),
        ask: AskBeds::of(app, &page, &wishes).filter(|_| problem.is_none()),
        looked_at: u32::try_from(matches.looked_at).unwrap_or(u32::MAX),
        wishes,
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// What a service covers of the needs of a contact, first the one that was named first.
pub(super) async fn covered(
    app: &App,
    worker: &Worker,
    wishes: &Wishes,
    service: ServiceId,
) -> Result<Option<Need>, Error> {
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let Ok(wish) = wishes.wish(&ready, app.now()) else { return Ok(None) };
    let matches = ready.index.matches(&Wish { limit: 100, ..wish });
    let mut all = matches.fitting.iter().chain(&matches.nearly);
    Ok(all.find(|fit| fit.service == service).and_then(first_covered))
}

/// The first of the wished needs that a service covers.
#[must_use]
pub fn first_covered(fit: &Fit) -> Option<Need> {
    fit.findings.iter().find_map(|finding| match finding.reason() {
        Reason::Covers { covered, .. } => covered.iter().next(),
        _ => None,
    })
}

/// The few services that fit best, for the panel beside a conversation: empty until a need is known.
pub(super) async fn best(
    app: &App,
    worker: &Worker,
    page: &Page,
    known: &Facts,
    language: &str,
) -> Result<Vec<ServiceFit>, Error> {
    let wishes = Wishes::of(known, language);
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let now = app.now();
    let Ok(wish) = wishes.wish(&ready, now) else { return Ok(Vec::new()) };
    let mut matches = ready.index.matches(&Wish { limit: 3, ..wish });
    // A near miss is worth a look where little fits.
    matches.nearly.truncate(3 - matches.fitting.len().min(2));
    Ok(fits(page, &ready, &matches, &wishes, (now, app.zone())))
}

impl Sample for WishPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let with = |wishes, fits: Vec<ServiceFit>, problem| Self {
            page: sample_page("match-title", "/desk/7f3a/services"),
            id: "7f3a".into(),
            label: "7F3A".into(),
            wishes,
            towns: vec!["Alder Mills".into(), "Port Wren".into()],
            looked_at: 68,
            fits,
            ask: Some(sample_ask()),
            problem,
        };
        let wishes = Wishes {
            need: vec!["emergency_shelter".into(), "medical_care".into()],
            age: "15_17".into(),
            gender: "Feminine".into(),
            language: "en".into(),
            county: "ZZ001".into(),
            open: "1".into(),
            place: "1".into(),
            ..Wishes::default()
        };
        let wrong = Wishes { near: "Nowhere".into(), within: "25".into(), ..wishes.clone() };
        vec![
            Shown::desk("wish", with(wishes, sample_fits(), None)),
            Shown::desk("wish-wrong", with(wrong, vec![], Some(("near", "wish-near-unknown")))),
            Shown::desk("wish-empty", with(Wishes::default(), vec![], None)),
        ]
    }
}

#[cfg(test)]
mod tests;
