//! Making the rows of the county's directory.

use casework::time::{Span, Timestamp};
use chrono::{NaiveDate, NaiveTime};
use directory::{
    Address, Contact, Directory, Language, Location, Organization, OrganizationIdentifier, Phone,
    Schedule, Service, ServiceArea, ServiceAtLocation, ServiceCapacity, Unit, Url, taxonomy,
    value::{Confidentiality, Frequency, LocationType, Number, Status},
};
use uuid::Uuid;

use super::{
    STATE, ZONE,
    cast::{self, COUNTIES, TOWNS},
    mail,
    offers::{Beds, Offer, Reach, Site, Week},
};
use crate::random::Random;

/// Hour and minute.
type Clock = (u32, u32);

/// A directory in the making.
pub(super) struct Making {
    pub(super) random: Random,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    /// The unit that all capacities count.
    pub(super) bed: Uuid,
    pub(super) phones: u32,
}

impl Making {
    pub(super) fn organization(&mut self, body: &cast::Body, partner: &str) -> Organization {
        Organization {
            id: self.random.uuid(),
            name: body.name.to_owned(),
            description: body.about.to_owned(),
            email: Some(format!("hello@{}.example", body.key)),
            website: Some(format!("https://{}.example/", body.key)),
            legal_status: Some("Nonprofit or public body (fictional)".to_owned()),
            year_incorporated: Some(Number::from(self.random.between(1954, 2021))),
            phones: vec![self.phone("Office")],
            contacts: vec![Contact {
                id: self.random.uuid(),
                name: Some(partner.to_owned()),
                title: Some("Intake".to_owned()),
                email: Some(mail(partner, body.key)),
                ..Contact::default()
            }],
            organization_identifiers: vec![OrganizationIdentifier {
                id: self.random.uuid(),
                identifier_type: "Fictional register".to_owned(),
                identifier: format!("ZZ-{}", self.random.between(10_000, 99_999)),
                ..OrganizationIdentifier::default()
            }],
            additional_websites: vec![Url {
                id: self.random.uuid(),
                url: format!("https://{}.example/help", body.key),
                label: Some("Get help".to_owned()),
                ..Url::default()
            }],
            ..Organization::default()
        }
    }

    /// Numbers of the range kept for fiction, in three area codes that are not in use.
    fn phone(&mut self, about: &str) -> Phone {
        let number = self.phones;
        self.phones += 1;
        let (area, line) = (["311", "411", "511"][number as usize / 100 % 3], number % 100 + 100);
        Phone {
            id: self.random.uuid(),
            number: format!("({area}) 555-0{line}"),
            r#type: Some("voice".to_owned()),
            description: Some(about.to_owned()),
            ..Phone::default()
        }
    }

    pub(super) fn offer(&mut self, offer: &Offer, organization: Option<Uuid>) {
        let location = self.location(offer, organization);
        let service_id = self.random.uuid();
        let mut line = self.phone("Answered by a person");
        if offer.site == Site::Staff {
            line.description = Some("For hotline staff and partners only".to_owned());
            line.confidentiality = Some(Confidentiality::Partner);
        }
        let days_ago = i64::from(self.random.between(5, 160));
        let checked = self.day(-days_ago);
        let service = Service {
            id: service_id,
            organization_id: organization,
            name: offer.name.to_owned(),
            status: if offer.paused { Status::TemporarilyClosed } else { Status::Active },
            description: Some(offer.about.to_owned()),
            url: Some(format!("https://{}.example/services", offer.by)),
            application_process: Some(offer.apply.to_owned()),
            fees_description: Some("Free.".to_owned()),
            interpretation_services: offer
                .interprets
                .then(|| "Interpreters by phone, any language.".to_owned()),
            minimum_age: offer.ages.0.map(Number::from),
            maximum_age: offer.ages.1.map(Number::from),
            genders: Some(offer.genders.to_owned()),
            assured_date: Some(checked.into()),
            assured_until: Some((checked + chrono::TimeDelta::days(180)).into()),
            assurer_email: Some("directory@alderwickline.example".to_owned()),
            verifier: Some("Mei Halloran".to_owned()),
            alert: offer.paused.then(|| "Back next month.".to_owned()),
            last_modified: Some(
                (self.now - Span::from_hours(self.random.between(2, 2_000).into())).into(),
            ),
            attributes: offer
                .needs
                .iter()
                .map(|&need| taxonomy::attribute(self.random.uuid(), need))
                .collect(),
            languages: offer.speaks.iter().map(|code| self.language(code)).collect(),
            schedules: self.schedules(offer.week),
            service_areas: self.areas(offer),
            capacities: offer.beds.iter().map(|beds| self.capacity(beds)).collect(),
            phones: vec![line],
            service_at_locations: vec![ServiceAtLocation {
                id: self.random.uuid(),
                location_id: Some(location.id),
                ..ServiceAtLocation::default()
            }],
            ..Service::default()
        };
        self.directory.locations.put(location);
        self.directory.services.put(service);
    }

    fn location(&mut self, offer: &Offer, organization: Option<Uuid>) -> Location {
        let id = self.random.uuid();
        let town = &TOWNS[offer.town];
        if offer.site == Site::Phone {
            return Location {
                id,
                organization_id: organization,
                location_type: LocationType::Virtual,
                name: Some("By telephone".to_owned()),
                ..Location::default()
            };
        }
        let near = |random: &mut Random| (random.share() - 0.5) * 0.03;
        let (latitude, longitude) =
            (town.latitude + near(&mut self.random), town.longitude + near(&mut self.random));
        let round = |degrees: f64| Number::new((degrees * 1e5).round() / 1e5);
        let confidentiality = match offer.site {
            Site::Open | Site::Phone => None,
            Site::Partners => Some(Confidentiality::Partner),
            Site::Staff => Some(Confidentiality::Staff),
        };
        let street = self.random.one(&STREETS);
        Location {
            id,
            organization_id: organization,
            location_type: LocationType::Physical,
            name: Some(format!("{}, {}", offer.name, town.name)),
            transportation: confidentiality
                .is_none()
                .then(|| "Bus 4 stops at the door.".to_owned()),
            latitude: round(latitude),
            longitude: round(longitude),
            confidentiality,
            addresses: vec![Address {
                id: self.random.uuid(),
                address_1: format!("{} {street}", self.random.between(10, 2_400)),
                city: town.name.to_owned(),
                region: Some(format!("{} County", COUNTIES[town.county].1)),
                state_province: STATE.to_owned(),
                postal_code: town.postal_code.to_owned(),
                country: "US".to_owned(),
                address_type: LocationType::Physical,
                confidentiality,
                ..Address::default()
            }],
            ..Location::default()
        }
    }

    fn language(&mut self, code: &str) -> Language {
        let name = LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name);
        Language {
            id: self.random.uuid(),
            name: name.map(str::to_owned),
            code: Some(code.to_owned()),
            ..Language::default()
        }
    }

    fn capacity(&mut self, beds: &Beds) -> ServiceCapacity {
        let free = self.random.between(0, beds.free);
        let minutes = beds.age * self.random.between(60, 140) / 100;
        ServiceCapacity {
            id: self.random.uuid(),
            available: Number::from(free),
            updated: (self.now - Span::from_minutes(minutes.into())).into(),
            maximum: Some(Number::from(beds.maximum)),
            description: Some(format!("Beds for {}.", beds.population)),
            held: Some(Number::from(0)),
            funded: Some(Number::from(beds.maximum)),
            population: Some(beds.population.to_owned()),
            genders: Some(beds.genders.to_owned()),
            minimum_age: Some(Number::from(beds.ages.0)),
            maximum_age: Some(Number::from(beds.ages.1)),
            own_child: beds.own_child,
            pets: beds.pets,
            gender_affirming: beds.affirming,
            unit: Some(Box::new(Unit { id: self.bed, name: "bed".to_owned(), ..Unit::default() })),
            ..ServiceCapacity::default()
        }
    }

    fn areas(&mut self, offer: &Offer) -> Vec<ServiceArea> {
        let codes: Vec<&str> = COUNTIES.iter().map(|(code, _)| *code).collect();
        let names: Vec<&str> = COUNTIES.iter().map(|(_, name)| *name).collect();
        let (name, extent, extent_type) = match offer.reach {
            Reach::Unsaid => return Vec::new(),
            Reach::State => ("The whole state".to_owned(), STATE.to_owned(), "state"),
            // By code and by name, as a form or a person may have either.
            Reach::Region => {
                let both = codes.iter().chain(&names).copied().collect::<Vec<_>>().join(",");
                ("Three counties".to_owned(), both, "county")
            }
            Reach::County(number) => {
                let (code, name) = COUNTIES[number];
                (format!("{name} County"), format!("{code},{name}"), "county")
            }
            Reach::Border => ("Around the town".to_owned(), border(&TOWNS[offer.town]), "geojson"),
        };
        vec![ServiceArea {
            id: self.random.uuid(),
            name: Some(name),
            extent: Some(extent),
            extent_type: Some(extent_type.to_owned()),
            ..ServiceArea::default()
        }]
    }

    fn schedules(&mut self, week: Week) -> Vec<Schedule> {
        let rows: &[(&str, Clock, Clock)] = match week {
            Week::Always => &[("MO,TU,WE,TH,FR,SA,SU", (0, 0), (23, 59))],
            Week::Office => &[("MO,TU,WE,TH,FR", (8, 30), (17, 0))],
            Week::Days => &[("MO,TU,WE,TH,FR,SA", (10, 0), (18, 0))],
            Week::Evenings => &[("MO,TU,WE,TH,FR,SA,SU", (15, 0), (21, 30))],
            Week::Nights => &[("MO,TU,WE,TH,FR,SA,SU", (20, 0), (8, 0))],
            Week::Clinic => &[("MO,WE,FR", (9, 0), (16, 0)), ("TU,TH", (12, 0), (20, 0))],
            Week::Saturdays => &[("SA", (9, 0), (13, 0))],
            Week::TwoTuesdays => &[("1TU,3TU", (17, 0), (19, 0))],
            Week::Unsaid => &[],
        };
        let mut schedules: Vec<Schedule> =
            rows.iter().map(|(days, opens, closes)| self.schedule(days, *opens, *closes)).collect();
        if week == Week::Office {
            // The county's Founders' Day, when offices are closed.
            let day = self.day(9);
            schedules.push(Schedule {
                id: self.random.uuid(),
                valid_from: Some(day.into()),
                valid_to: Some(day.into()),
                closed: Some(true),
                zone: Some(ZONE.name().to_owned()),
                description: Some("Closed on Founders' Day.".to_owned()),
                ..Schedule::default()
            });
        }
        schedules
    }

    fn schedule(&mut self, days: &str, opens: Clock, closes: Clock) -> Schedule {
        let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let monthly = days.starts_with(|character: char| character.is_ascii_digit());
        Schedule {
            id: self.random.uuid(),
            dtstart: NaiveDate::from_ymd_opt(2024, 1, 1).map(Into::into),
            freq: Some(if monthly { Frequency::Monthly } else { Frequency::Weekly }),
            interval: Some(Number::from(1)),
            byday: Some(days.to_owned()),
            opens_at: Some(time(opens).into()),
            closes_at: Some(time(closes).into()),
            zone: Some(ZONE.name().to_owned()),
            ..Schedule::default()
        }
    }

    /// The local day `days` after today.
    fn day(&self, days: i64) -> NaiveDate {
        let at = chrono::DateTime::from_timestamp(self.now.seconds(), 0).unwrap_or_default();
        at.with_timezone(&ZONE).date_naive() + chrono::TimeDelta::days(days)
    }
}

/// A square of about thirty kilometres around the town, as GeoJSON.
fn border(town: &cast::Town) -> String {
    let (north, south) = (town.latitude + 0.14, town.latitude - 0.14);
    let (east, west) = (town.longitude + 0.16, town.longitude - 0.16);
    format!(
        r#"{{"type":"Polygon","coordinates":[[[{west:.2},{south:.2}],[{east:.2},{south:.2}],[{east:.2},{north:.2}],[{west:.2},{north:.2}],[{west:.2},{south:.2}]]]}}"#
    )
}

const STREETS: [&str; 12] = [
    "Willow Street",
    "Ferry Road",
    "North Fork Road",
    "Quarry Avenue",
    "Second Street",
    "Tamarack Lane",
    "Millgate Road",
    "Depot Street",
    "Orchard Way",
    "Lakeshore Drive",
    "Chapel Street",
    "Prairie Avenue",
];

const LANGUAGES: [(&str, &str); 5] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("vi", "Vietnamese"),
    ("ht", "Haitian Creole"),
    ("fr", "French"),
];
