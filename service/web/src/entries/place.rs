//! One place of a service, corrected or added by those who keep the directory.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ServiceId;
use directory::value::{Cell, Confidentiality, LocationType, Number};
use directory::{Address, Location, Service, ServiceAtLocation};
use serde::Deserialize;
use store::directory::edit::{Changed, Seen};
use store::directory::{self as entries, Kind};
use store::subject;
use uuid::Uuid;

use super::edit::{Standing, fresh, standing};
use super::typed::Line;
use super::write::{Refused, write};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// The longest text of one field, in characters.
const LONGEST: usize = 400;
/// The fields of text of a place: the name in the form, and of the words.
const FIELDS: [(&str, &str); 9] = [
    ("name", "place-name"),
    ("address_1", "place-address_1"),
    ("address_2", "place-address_2"),
    ("city", "place-city"),
    ("state_province", "place-state"),
    ("postal_code", "place-postal_code"),
    ("country", "place-country"),
    ("latitude", "place-latitude"),
    ("longitude", "place-longitude"),
];

/// The fields of a place as a form holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    version: i64,
    texts: [String; 9],
    who: Confidentiality,
    phones: Vec<Line>,
}

impl Typed {
    fn of(place: &Location, version: i64) -> Self {
        let address = place.addresses.first().cloned().unwrap_or_default();
        let degrees = |value: Option<Number>| value.map(|one| one.value().to_string());
        let texts = [
            place.name.clone().unwrap_or_default(),
            address.address_1,
            address.address_2.unwrap_or_default(),
            address.city,
            address.state_province,
            address.postal_code,
            address.country,
            degrees(place.latitude).unwrap_or_default(),
            degrees(place.longitude).unwrap_or_default(),
        ];
        let phones = place.phones.iter().map(Line::of).collect();
        Self { version, texts, who: place.confidentiality.unwrap_or_default(), phones }
    }

    fn from_form(pairs: &[(String, String)]) -> Self {
        let one = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            version: one("version").parse().unwrap_or_default(),
            texts: FIELDS.map(|(name, _)| one(name)),
            // What nobody may choose is not told to everybody.
            who: Confidentiality::parse(&one("who")).unwrap_or(Confidentiality::Staff),
            phones: Line::from_form(pairs),
        }
    }

    /// Writes the fields into a place; `new` are identifiers for an address and a number.
    fn apply(&self, place: &mut Location, new: [Uuid; 2]) -> Result<(), &'static str> {
        if self.texts.iter().any(|text| text.chars().count() > LONGEST) {
            return Err("entry-too-long");
        }
        let [name, line, second, city, state, postal, country, latitude, longitude] = &self.texts;
        if line.is_empty() || city.is_empty() {
            return Err("place-no-address");
        }
        let country = country.to_ascii_uppercase();
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err("place-no-country");
        }
        let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        place.name = text(name);
        let stands = Self::of(place, 0);
        // A number stays as it was written where nobody changed it.
        if stands.texts[7] != *latitude {
            place.latitude = degrees(latitude, 90.0)?;
        }
        if stands.texts[8] != *longitude {
            place.longitude = degrees(longitude, 180.0)?;
        }
        if place.latitude.is_some() != place.longitude.is_some() {
            return Err("place-no-degrees");
        }
        if place.addresses.is_empty() {
            let id = place.id;
            let fresh = Address { id: new[0], location_id: Some(id), ..Address::default() };
            place.addresses.push(fresh);
        }
        if let Some(address) = place.addresses.first_mut() {
            address.address_1.clone_from(line);
            address.address_2 = text(second);
            address.city.clone_from(city);
            address.state_province.clone_from(state);
            address.postal_code.clone_from(postal);
            address.country = country;
        }
        if place.confidentiality.unwrap_or_default() != self.who {
            place.confidentiality = Some(self.who);
        }
        Line::apply(&self.phones, &mut place.phones, new[1])
    }

    /// What stands here and differs from what somebody typed: label and text.
    fn beside(&self, typed: &Self, page: &Page) -> Vec<(String, String)> {
        let all = FIELDS.iter().zip(self.texts.iter().zip(&typed.texts));
        let differs = all.filter(|(_, (stands, typed))| stands != typed);
        differs.map(|((_, key), (stands, _))| (page.t(key).into_owned(), stands.clone())).collect()
    }

    fn lines(&self) -> Vec<Line> {
        [&self.phones[..], &[Line::default()]].concat()
    }
}

fn degrees(text: &str, most: f64) -> Result<Option<Number>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<f64>().ok().filter(|value| value.abs() <= most);
    number.and_then(Number::new).map(Some).ok_or("place-no-degrees")
}

/// `GET /desk/directory/{service}/places/{place}`; `new` in place of an identifier adds one.
#[derive(Template)]
#[template(path = "entries/place.html")]
pub struct PlacePage {
    page: Page,
    service: String,
    name: String,
    place: Typed,
    problem: Option<String>,
    stands: Vec<(String, String)>,
}

impl PlacePage {
    fn texts(&self) -> Vec<(&'static str, &'static str, &String)> {
        let all = FIELDS.iter().zip(&self.place.texts);
        all.map(|((name, key), text)| (*name, *key, text)).collect()
    }
}

/// A service and one of its places, named in the address.
#[derive(Debug, Deserialize)]
pub struct Name {
    service: String,
    place: String,
}

/// What the form writes over.
struct Opened {
    of: ServiceId,
    service: Service,
    service_version: i64,
    place: Location,
    /// None for a place that is not there yet.
    version: Option<i64>,
}

/// The place, whole. Only those who may change it come here: an address may be confidential.
async fn opened(app: &App, worker: &Worker, name: &Name) -> Result<Opened, Error> {
    let of: ServiceId = name.service.parse().map_err(|_| Error::NotFound)?;
    if !app.store().may(&worker.actor(), Act::EditDirectory, &Resource::Directory) {
        return Err(Error::NotFound);
    }
    let Standing { service, version: service_version, is_whole: true, .. } =
        standing(app, worker, of).await?
    else {
        return Err(Error::NotFound);
    };
    if name.place == "new" {
        let place = Location {
            id: fresh(app),
            organization_id: service.organization_id,
            location_type: LocationType::Physical,
            ..Location::default()
        };
        return Ok(Opened { of, service, service_version, place, version: None });
    }
    let id: Uuid = name.place.parse().map_err(|_| Error::NotFound)?;
    if !service.service_at_locations.iter().any(|at| at.location_id == Some(id)) {
        return Err(Error::NotFound);
    }
    let look = Look::SeeConfidentialPlace;
    let ((), mut view) = app.store().look(&worker.actor(), look, subject::Directory).await?;
    let entry = entries::of_id(&mut view, Kind::Location, id).await?.ok_or(Error::NotFound)?;
    let version = Some(entry.version);
    let place = match entry.is_confidential {
        true => entry.whole(&mut view, &worker.0.keys).await?,
        false => entry.public()?,
    };
    Ok(Opened { of, service, service_version, place, version })
}

/// `GET /desk/directory/{service}/places/{place}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
) -> Result<Response, Error> {
    let opened = opened(&app, &worker, &name).await?;
    let version = opened.version.unwrap_or(opened.service_version);
    let place = Typed::of(&opened.place, version);
    let drawn = drawn(&app, reader, &worker, (&name, &opened), place);
    Ok(shown(&drawn))
}

fn drawn(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (name, opened): (&Name, &Opened),
    place: Typed,
) -> PlacePage {
    let path = format!("{}/{}/places/{}", super::SECTION.0, opened.of, name.place);
    PlacePage {
        page: page(app, reader, worker, "place-title", &path),
        service: opened.of.to_string(),
        name: opened.service.name.clone(),
        place,
        problem: None,
        stands: Vec::new(),
    }
}

/// `POST /desk/directory/{service}/places/{place}`: writes it over the version that was seen.
pub async fn save(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let mut opened = opened(&app, &worker, &name).await?;
    let typed = Typed::from_form(&pairs);
    let now = opened.version.unwrap_or(opened.service_version);
    let stands = Typed::of(&opened.place, now);
    let refused = match typed.apply(&mut opened.place, [fresh(&app), fresh(&app)]) {
        Err(key) => {
            let words = page(&app, reader, &worker, "place-title", super::SECTION.0);
            Refused::unfit(words.t(key).into_owned())
        }
        Ok(()) => match write_place(&app, &worker, &opened, typed.version).await? {
            Ok(()) => {
                let there = format!("{}/{}?saved=1", super::SECTION.0, opened.of);
                return Ok(Redirect::to(&there).into_response());
            }
            Err(refused) => refused,
        },
    };
    // Whoever has seen what stands now may write over it.
    let again = Typed { version: now, ..typed.clone() };
    let mut drawn = drawn(&app, reader, &worker, (&name, &opened), again);
    drawn.problem = Some(refused.problem);
    if refused.changed {
        drawn.stands = stands.beside(&typed, &drawn.page);
    }
    Ok((refused.status, shown(&drawn)).into_response())
}

/// A new place comes with the service that is given there, in one transaction.
async fn write_place(
    app: &App,
    worker: &Worker,
    opened: &Opened,
    version: i64,
) -> Result<Result<(), Refused>, Error> {
    let place = Some(opened.place.clone());
    let (changed, seen) = match opened.version {
        Some(_) => {
            let seen = Seen { kind: Kind::Location, id: opened.place.id, version };
            (Changed { place, ..Changed::default() }, Some(seen))
        }
        None => {
            let mut service = opened.service.clone();
            service.service_at_locations.push(ServiceAtLocation {
                id: fresh(app),
                service_id: Some(service.id),
                location_id: Some(opened.place.id),
                ..ServiceAtLocation::default()
            });
            let seen = Seen { kind: Kind::Service, id: service.id, version };
            (Changed { service: Some(service), place, ..Changed::default() }, Some(seen))
        }
    };
    write(app, worker, (opened.of, opened.of), (changed, seen)).await
}

impl Sample for PlacePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let place = Location {
            name: Some("Harbor House".into()),
            confidentiality: Some(Confidentiality::Staff),
            addresses: vec![Address {
                address_1: "12 Willow Street".into(),
                city: "Port Wren".into(),
                state_province: "XX".into(),
                postal_code: "00101".into(),
                country: "US".into(),
                ..Address::default()
            }],
            ..Location::default()
        };
        let with = |place: Typed, problem: Option<&str>| Self {
            page: sample_page("place-title", "/desk/directory/s1/places/p1"),
            service: "s1".into(),
            name: "Harbor House, emergency beds".into(),
            place,
            problem: problem.map(str::to_owned),
            stands: Vec::new(),
        };
        let stands = vec![("City or town".to_owned(), "Alder Mills".to_owned())];
        let changed = "somebody else changed this in the meantime; look at the new state";
        let typed = Typed::of(&place, 4);
        vec![
            Shown::desk("place", with(typed.clone(), None)),
            Shown::desk("place-new", with(Typed::default(), Some("Write street and town."))),
            Shown::desk("place-changed", Self { stands, ..with(typed, Some(changed)) }),
        ]
    }
}
