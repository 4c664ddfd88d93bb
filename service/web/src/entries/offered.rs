//! The beds, hours and area of a service, as a form holds them and back.
//!
//! Hours are the weekly kind that a form can show. What is written otherwise (every second Monday,
//! holidays, seasons) stays as it is, and is named on the page.

use casework::time::Timestamp;
use chrono_tz::Tz;
use directory::place::Polygons;
use directory::value::{Cell, Frequency, Number, TimeOfDay, WeekDay};
use directory::{Schedule, Service, ServiceArea, ServiceCapacity};
use uuid::Uuid;

use crate::page::Page;

/// The most groups, and the most hours, of one service.
const MOST: usize = 30;
/// The most beds of one group.
const MOST_BEDS: u32 = 9_999;
/// The longest area, in characters.
const LONGEST_AREA: usize = 20_000;

/// One group of beds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beds {
    /// Which one; empty for a new one.
    pub id: String,
    /// Whom it is for; one that is emptied goes.
    pub name: String,
    /// How many there are.
    pub most: String,
    /// How many are free now: asked for a new one alone, later its link says it.
    pub free: String,
}

/// Weekly hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Which ones; empty for new ones.
    pub id: String,
    /// On which days; hours without a day go.
    pub days: Vec<WeekDay>,
    /// From when, such as `09:00`.
    pub opens: String,
    /// Until when.
    pub closes: String,
}

/// The fields of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The version in which the entry was written.
    pub version: i64,
    /// The groups.
    pub beds: Vec<Beds>,
    /// The weekly hours.
    pub hours: Vec<Hours>,
    /// How many other rules there are, which a form cannot show.
    pub others: usize,
    /// The area as GeoJSON.
    pub area: String,
}

/// What the form does not say.
pub struct Given {
    /// When it is written.
    pub now: Timestamp,
    /// The zone of the house's clock.
    pub zone: Tz,
    /// Identifiers for what is new: beds, hours, area.
    pub new: [Uuid; 3],
}

/// Whether a form can show these hours, and write them back as they are.
fn is_weekly(one: &Schedule) -> bool {
    let plain = one.count.is_none() && one.until.is_none() && one.closed != Some(true);
    let every = one.interval.is_none_or(|weeks| weeks.count() == Some(1));
    plain
        && every
        && one.freq == Some(Frequency::Weekly)
        && one.bymonthday.is_none()
        && one.byyearday.is_none()
        && one.byweekno.is_none()
        && one.opens_at.is_some()
        && one.closes_at.is_some()
        && one.byday.as_deref().is_some_and(|days| days.split(',').all(|day| read(day).is_some()))
}

fn read(day: &str) -> Option<WeekDay> {
    WeekDay::parse(day)
}

fn days(one: &Schedule) -> Vec<WeekDay> {
    one.byday.as_deref().unwrap_or_default().split(',').filter_map(read).collect()
}

fn clock(at: Option<&TimeOfDay>) -> String {
    at.map(|at| at.value().format("%H:%M").to_string()).unwrap_or_default()
}

fn is_drawn(one: &ServiceArea) -> bool {
    one.extent_type.as_deref() == Some("geojson")
}

impl Terms {
    /// The fields as they stand.
    #[must_use]
    pub fn of(service: &Service, version: i64) -> Self {
        let beds = |one: &ServiceCapacity| Beds {
            id: one.id.to_string(),
            name: one.description.clone().or_else(|| one.population.clone()).unwrap_or_default(),
            most: one
                .maximum
                .and_then(Number::count)
                .map(|most| most.to_string())
                .unwrap_or_default(),
            free: String::new(),
        };
        let hours = |one: &Schedule| Hours {
            id: one.id.to_string(),
            days: days(one),
            opens: clock(one.opens_at.as_ref()),
            closes: clock(one.closes_at.as_ref()),
        };
        let drawn = service.service_areas.iter().find(|one| is_drawn(one));
        Self {
            version,
            beds: service.capacities.iter().map(beds).collect(),
            hours: service.schedules.iter().filter(|one| is_weekly(one)).map(hours).collect(),
            others: service.schedules.iter().filter(|one| !is_weekly(one)).count(),
            area: drawn.and_then(|one| one.extent.clone()).unwrap_or_default(),
        }
    }

    /// The fields as a form sends them. The days of the hours in place `n` are called `day-n`.
    #[must_use]
    pub fn from_form(pairs: &[(String, String)]) -> Self {
        let all = |name: &str| -> Vec<String> {
            let of = pairs.iter().filter(|(key, _)| key == name);
            of.map(|(_, value)| value.trim().to_owned()).collect()
        };
        let one = |name| all(name).into_iter().next().unwrap_or_default();
        let beds = all("beds_id").into_iter().zip(all("beds_name"));
        let beds = beds.zip(all("beds_most").into_iter().zip(all("beds_free")));
        let beds = beds.map(|((id, name), (most, free))| Beds { id, name, most, free });
        let hours = all("hours_id")
            .into_iter()
            .zip(all("hours_opens").into_iter().zip(all("hours_closes")));
        let hours = hours.enumerate().map(|(place, (id, (opens, closes)))| {
            let days = all(&format!("day-{place}"));
            Hours { id, days: days.iter().filter_map(|day| read(day)).collect(), opens, closes }
        });
        let is_new = |id: &str, empty: bool| id.is_empty() && empty;
        Self {
            version: one("version").parse().unwrap_or_default(),
            beds: beds.filter(|row| !is_new(&row.id, row.name.is_empty())).collect(),
            hours: hours.filter(|row| !is_new(&row.id, row.days.is_empty())).collect(),
            others: 0,
            area: one("area"),
        }
    }

    /// Writes the fields into the service.
    ///
    /// # Errors
    /// The key of what is wrong, in words.
    pub fn apply(&self, service: &mut Service, given: &Given) -> Result<(), &'static str> {
        if self.beds.len() > MOST || self.hours.len() > MOST {
            return Err("terms-many");
        }
        self.apply_beds(service, given)?;
        self.apply_hours(service, given)?;
        self.apply_area(service, given.new[2])
    }

    fn apply_beds(&self, service: &mut Service, given: &Given) -> Result<(), &'static str> {
        let mut standing = std::mem::take(&mut service.capacities);
        for row in self.beds.iter().filter(|row| !row.name.is_empty()) {
            if row.name.chars().count() > 200 {
                return Err("entry-too-long");
            }
            let at = standing.iter().position(|one| one.id.to_string() == row.id);
            let mut beds = match at {
                Some(at) => standing.swap_remove(at),
                None => ServiceCapacity {
                    id: given.new[0],
                    service_id: Some(service.id),
                    available: Number::from(number(&row.free)?.ok_or("terms-no-free")?),
                    updated: given.now.into(),
                    ..ServiceCapacity::default()
                },
            };
            let most = number(&row.most)?;
            if at.is_none() && most.is_some_and(|most| beds.available.count() > Some(most)) {
                return Err("terms-more-free");
            }
            if beds.maximum.and_then(Number::count) != most {
                beds.maximum = most.map(Number::from);
            }
            let stands = beds.description.clone().or_else(|| beds.population.clone());
            if stands.as_deref() != Some(&*row.name) {
                beds.description = Some(row.name.clone());
            }
            service.capacities.push(beds);
        }
        Ok(())
    }

    fn apply_hours(&self, service: &mut Service, given: &Given) -> Result<(), &'static str> {
        let standing = std::mem::take(&mut service.schedules);
        let (mut weekly, others): (Vec<_>, Vec<_>) = standing.into_iter().partition(is_weekly);
        for row in self.hours.iter().filter(|row| !row.days.is_empty()) {
            let read = |text: &str| TimeOfDay::parse(text).ok_or("terms-no-time");
            let (opens, closes) = (read(&row.opens)?, read(&row.closes)?);
            let at = weekly.iter().position(|one| one.id.to_string() == row.id);
            let mut hours = match at {
                Some(at) => weekly.swap_remove(at),
                None => Schedule {
                    id: given.new[1],
                    service_id: Some(service.id),
                    freq: Some(Frequency::Weekly),
                    zone: Some(given.zone.name().to_owned()),
                    ..Schedule::default()
                },
            };
            if days(&hours) != row.days {
                let words: Vec<_> = row.days.iter().map(|day| day.word()).collect();
                hours.byday = Some(words.join(","));
            }
            // What stands as it was written stays so.
            if clock(hours.opens_at.as_ref()) != row.opens {
                hours.opens_at = Some(opens);
            }
            if clock(hours.closes_at.as_ref()) != row.closes {
                hours.closes_at = Some(closes);
            }
            service.schedules.push(hours);
        }
        service.schedules.extend(others);
        Ok(())
    }

    fn apply_area(&self, service: &mut Service, new: Uuid) -> Result<(), &'static str> {
        if self.area.chars().count() > LONGEST_AREA {
            return Err("terms-area-long");
        }
        let at = service.service_areas.iter().position(is_drawn);
        if self.area.is_empty() {
            if let Some(at) = at {
                service.service_areas.remove(at);
            }
            return Ok(());
        }
        if Polygons::from_geojson(&self.area).is_none() {
            return Err("terms-no-area");
        }
        let extent = Some(self.area.clone());
        match at.and_then(|at| service.service_areas.get_mut(at)) {
            Some(area) => area.extent = extent,
            None => service.service_areas.push(ServiceArea {
                id: new,
                service_id: Some(service.id),
                extent,
                extent_type: Some("geojson".into()),
                ..ServiceArea::default()
            }),
        }
        Ok(())
    }

    /// What stands here and differs from what somebody typed: label and text.
    #[must_use]
    pub fn beside(&self, typed: &Self, page: &Page) -> Vec<(String, String)> {
        let beds = |of: &Self| -> Vec<String> {
            of.beds.iter().map(|one| format!("{} ({})", one.name, one.most)).collect()
        };
        let hours = |of: &Self| -> Vec<String> {
            let days =
                |one: &Hours| one.days.iter().map(|day| day.word()).collect::<Vec<_>>().join(" ");
            of.hours
                .iter()
                .map(|one| format!("{} {}–{}", days(one), one.opens, one.closes))
                .collect()
        };
        let differs = |key: &str, stands: Vec<String>, typed: &[String]| {
            (stands != typed).then(|| (page.t(key).into_owned(), stands.join("; ")))
        };
        [
            differs("terms-beds", beds(self), &beds(typed)),
            differs("terms-hours", hours(self), &hours(typed)),
            differs("terms-area", vec![self.area.clone()], std::slice::from_ref(&typed.area)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A number of beds; none where nothing was typed.
fn number(text: &str) -> Result<Option<u32>, &'static str> {
    match text {
        "" => Ok(None),
        text => match text.parse() {
            Ok(number) if number <= MOST_BEDS => Ok(Some(number)),
            _ => Err("terms-no-number"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#;

    fn given() -> Given {
        let now = Timestamp::from_seconds(1_800_000_000);
        let new = [1, 2, 3].map(Uuid::from_u128);
        Given { now, zone: Tz::America__Denver, new }
    }

    fn service() -> Service {
        let weekly = Schedule {
            id: Uuid::from_u128(11),
            freq: Some(Frequency::Weekly),
            byday: Some("MO,TU".into()),
            opens_at: TimeOfDay::parse("09:00:00"),
            closes_at: TimeOfDay::parse("17:00"),
            ..Schedule::default()
        };
        let holiday = Schedule { id: Uuid::from_u128(12), closed: Some(true), ..weekly.clone() };
        Service {
            name: "Beds".into(),
            schedules: vec![weekly, holiday],
            capacities: vec![ServiceCapacity {
                id: Uuid::from_u128(10),
                available: Number::from(2),
                maximum: Some(Number::from(8)),
                population: Some("girls".into()),
                ..ServiceCapacity::default()
            }],
            ..Service::default()
        }
    }

    #[test]
    fn what_is_sent_back_unchanged_changes_nothing() {
        let mut stands = service();
        Terms::of(&stands, 3).apply(&mut stands, &given()).unwrap();
        assert_eq!(stands, service());
    }

    #[test]
    fn a_group_comes_changes_and_goes() {
        let mut stands = service();
        let mut typed = Terms::of(&stands, 3);
        typed.beds[0].most = "6".into();
        let boys =
            Beds { name: "boys".into(), most: "4".into(), free: "3".into(), id: String::new() };
        typed.beds.push(boys);
        typed.apply(&mut stands, &given()).unwrap();
        let [girls, boys] = &stands.capacities[..] else { panic!("{:?}", stands.capacities) };
        assert_eq!((girls.maximum, girls.available), (Some(Number::from(6)), Number::from(2)));
        assert_eq!(girls.description, None, "its words stand as they were written");
        assert_eq!((boys.id, boys.available), (Uuid::from_u128(1), Number::from(3)));
        let mut typed = Terms::of(&stands, 3);
        typed.beds[0].name.clear();
        typed.apply(&mut stands, &given()).unwrap();
        assert_eq!(stands.capacities.len(), 1);
    }

    #[test]
    fn what_cannot_stand_is_named() {
        let change = |edit: &dyn Fn(&mut Terms)| {
            let mut typed = Terms::of(&service(), 3);
            edit(&mut typed);
            typed.apply(&mut service(), &given())
        };
        let new = |name: &str, most: &str, free: &str| Beds {
            id: String::new(),
            name: name.into(),
            most: most.into(),
            free: free.into(),
        };
        assert_eq!(change(&|one| one.beds.push(new("boys", "4", ""))), Err("terms-no-free"));
        assert_eq!(change(&|one| one.beds.push(new("boys", "4", "5"))), Err("terms-more-free"));
        assert_eq!(change(&|one| one.beds[0].most = "many".into()), Err("terms-no-number"));
        assert_eq!(change(&|one| one.hours[0].opens = "nine".into()), Err("terms-no-time"));
        assert_eq!(change(&|one| one.area = "here".into()), Err("terms-no-area"));
        assert_eq!(change(&|one| one.area = SQUARE.into()), Ok(()));
    }

    #[test]
    fn hours_are_written_and_other_rules_stay() {
        let mut stands = service();
        let mut typed = Terms::of(&stands, 3);
        assert_eq!((typed.hours.len(), typed.others), (1, 1));
        typed.hours[0].days = vec![WeekDay::Friday];
        let night = Hours {
            days: vec![WeekDay::Saturday, WeekDay::Sunday],
            opens: "22:00".into(),
            closes: "06:00".into(),
            id: String::new(),
        };
        typed.hours.push(night);
        typed.area = SQUARE.into();
        typed.apply(&mut stands, &given()).unwrap();
        let byday = |at: usize| stands.schedules[at].byday.as_deref();
        assert_eq!((byday(0), byday(1)), (Some("FR"), Some("SA,SU")));
        assert_eq!(stands.schedules[1].zone.as_deref(), Some("America/Denver"));
        assert_eq!(stands.schedules[2].closed, Some(true));
        assert_eq!(stands.service_areas[0].extent.as_deref(), Some(SQUARE));
        let mut typed = Terms::of(&stands, 3);
        typed.area.clear();
        typed.hours.clear();
        typed.apply(&mut stands, &given()).unwrap();
        assert!(stands.service_areas.is_empty() && stands.schedules.len() == 1);
    }
}
