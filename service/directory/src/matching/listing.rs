//! What a match knows about a service: its rows, boiled down to sets and ranges.

use std::collections::HashMap;

use casework::{
    need::Gender,
    time::{Span, Timestamp},
};

use crate::{
    Language, Location, Service, ServiceArea, ServiceCapacity,
    fold::fold,
    place::{Point, Polygons},
    value::Number,
};

/// How far the number of free places can still be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// Said within [`Freshness::FRESH`].
    Fresh,
    /// Said within [`Freshness::USABLE`].
    Aging,
    /// Older: call to confirm.
    Old,
}

impl Freshness {
    /// A bed said to be free four hours ago is probably free.
    pub const FRESH: Span = Span::from_hours(4);
    /// A bed said to be free yesterday has seen a night go by.
    pub const USABLE: Span = Span::from_hours(24);

    /// The freshness of what was said at `updated`. A moment ahead of `now` is a wrong clock, and
    /// counts as now.
    #[must_use]
    pub fn of(updated: Timestamp, now: Timestamp) -> Self {
        match now - updated {
            age if age <= Self::FRESH => Self::Fresh,
            age if age <= Self::USABLE => Self::Aging,
            _ => Self::Old,
        }
    }
}

/// The free places of a service for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// How many.
    pub places: u32,
    /// When that was said.
    pub updated: Timestamp,
    /// How far it can be trusted.
    pub freshness: Freshness,
}

/// What is said, if anything is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Said {
    #[default]
    Nothing,
    Yes,
    No,
}

impl Said {
    /// Yes if one says yes, no if all say no.
    pub(super) fn any(flags: impl Iterator<Item = Option<bool>>) -> Self {
        let (mut rows, mut denied) = (0, 0);
        for flag in flags {
            rows += 1;
            match flag {
                Some(true) => return Self::Yes,
                Some(false) => denied += 1,
                None => {}
            }
        }
        if rows > 0 && rows == denied { Self::No } else { Self::Nothing }
    }
}

/// A range of ages in completed years; `to` is 255 for no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ages {
    pub(super) from: u8,
    pub(super) to: u8,
}

impl Ages {
    pub(super) fn of(from: Option<Number>, to: Option<Number>) -> Option<Self> {
        // The bounds are clamped before the cast.
        let years = |number: Number| number.value().floor().clamp(0.0, 255.0) as u8;
        if from.is_none() && to.is_none() {
            return None;
        }
        Some(Self { from: from.map_or(0, years), to: to.map_or(u8::MAX, years) })
    }

    pub(super) fn oldest(self) -> Option<u8> {
        (self.to < u8::MAX).then_some(self.to)
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

/// A set of genders; empty means that nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Genders(pub(super) u8);

impl Genders {
    pub(super) const fn only(gender: Gender) -> Self {
        Self(1 << gender as u8)
    }

    /// Reads comma-separated codes, and the words that directories use instead.
    pub(super) fn read(text: &str) -> Self {
        text.split([',', ';']).map(|word| Self::word(word.trim())).fold(Self(0), Self::join)
    }

    fn word(word: &str) -> Self {
        if let Ok(gender) = Gender::from_code(word) {
            return Self::only(gender);
        }
        match fold(word).as_str() {
            "girls" | "women" | "female" | "f" => Self::only(Gender::Feminine),
            "boys" | "men" | "male" | "m" => Self::only(Gender::Masculine),
            "all" | "any" | "everyone" => {
                Gender::ALL.iter().map(|&gender| Self::only(gender)).fold(Self(0), Self::join)
            }
            _ => Self(0),
        }
    }

    pub(super) const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, gender: Gender) -> bool {
        self.0 & Self::only(gender).0 != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Languages by number, at most 63 of them apart; the rest share a bit, which is never asked.
#[derive(Debug, Default)]
pub(super) struct Languages {
    bits: HashMap<String, u32>,
}

impl Languages {
    pub(super) fn bit(&self, code: &str) -> u64 {
        self.bits.get(&language(code)).map_or(0, |bit| 1 << bit)
    }

    pub(super) fn read(&mut self, rows: &[Language]) -> u64 {
        rows.iter()
            .filter_map(|row| row.code.as_ref().or(row.name.as_ref()))
            .fold(0, |set, code| set | self.add(code))
    }

    pub(super) fn read_codes(&mut self, codes: &str) -> u64 {
        codes
            .split([',', ';'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .fold(0, |set, code| set | self.add(code))
    }

    fn add(&mut self, code: &str) -> u64 {
        let code = language(code);
        let next = self.bits.len() as u32;
        if next >= 63 && !self.bits.contains_key(&code) {
            return 1 << 63;
        }
        1 << *self.bits.entry(code).or_insert(next)
    }
}

/// The shortest code of a language, from its code or its English name.
pub(super) fn language(code: &str) -> String {
    let folded = fold(code.trim());
    let primary = folded.split(['-', '_']).next().unwrap_or("");
    let known = LANGUAGES.iter().find(|names| names.contains(&primary));
    known.map_or(primary, |names| names[0]).to_owned()
}

/// ISO 639-1, 639-2 and the English name of languages often listed.
const LANGUAGES: &[[&str; 3]] = &[
    ["en", "eng", "english"],
    ["es", "spa", "spanish"],
    ["zh", "zho", "chinese"],
    ["vi", "vie", "vietnamese"],
    ["tl", "tgl", "tagalog"],
    ["ar", "ara", "arabic"],
    ["fr", "fra", "french"],
    ["ht", "hat", "haitian creole"],
    ["ko", "kor", "korean"],
    ["ru", "rus", "russian"],
    ["pt", "por", "portuguese"],
    ["ur", "urd", "urdu"],
    ["so", "som", "somali"],
    ["ase", "ase", "american sign language"],
];

/// Whom a service serves.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) everywhere: bool,
    pub(super) counties: Vec<String>,
    pub(super) polygons: Option<Polygons>,
}

impl Area {
    pub(super) fn read<'a>(rows: impl Iterator<Item = &'a ServiceArea>) -> Option<Self> {
        let mut area = Self::default();
        let mut said = false;
        for row in rows {
            let extent = row.extent.as_deref().unwrap_or("");
            match row.extent_type.as_deref().map(fold).as_deref() {
                Some("geojson") => {
                    if let Some(polygons) = Polygons::from_geojson(extent) {
                        said = true;
                        area.polygons = Some(match area.polygons.take() {
                            Some(there) => there.join(polygons),
                            None => polygons,
                        });
                    }
                }
                Some("state" | "country" | "nation" | "national") => {
                    said = true;
                    area.everywhere = true;
                }
                Some("county") => {
                    said = true;
                    area.counties.extend(extent.split([',', ';']).map(county));
                }
                // A name that is plainly a county's says as much as a code.
                _ => {
                    if let Some(name) =
                        row.name.as_deref().filter(|name| fold(name).ends_with(" county"))
                    {
                        said = true;
                        area.counties.push(county(name));
                    }
                }
            }
        }
        said.then_some(area)
    }

    /// Whether somebody from this county or place is served; `None` if that cannot be told.
    pub(super) fn serves(&self, wished: Option<&str>, from: Option<Point>) -> Option<bool> {
        if self.everywhere {
            return Some(true);
        }
        let by_name = wished
            .filter(|_| !self.counties.is_empty())
            .map(|wished| self.counties.iter().any(|name| name == wished));
        let by_place =
            self.polygons.as_ref().zip(from).map(|(polygons, from)| polygons.contain(from));
        match (by_name, by_place) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
            _ => Some(false),
        }
    }
}

/// A county's name or code made comparable.
pub(super) fn county(name: &str) -> String {
    let folded = fold(name.trim());
    folded.strip_suffix(" county").unwrap_or(&folded).to_owned()
}

/// The point of a location that is on earth.
pub(super) fn point(location: &Location) -> Option<Point> {
    Point::new(location.latitude?.value(), location.longitude?.value())
}

/// The genders that a service takes: as it says, else as its capacities together say.
pub(super) fn genders(service: &Service) -> Genders {
    match &service.genders {
        Some(text) => Genders::read(text),
        None => of_all(&service.capacities, |row| {
            row.genders.as_deref().map(Genders::read).filter(|genders| !genders.is_empty())
        })
        .unwrap_or_default(),
    }
}

/// The ages that a service takes: as it says, else as its capacities together say.
pub(super) fn ages(service: &Service) -> Option<Ages> {
    Ages::of(service.minimum_age, service.maximum_age).or_else(|| {
        let mut rows =
            service.capacities.iter().map(|row| Ages::of(row.minimum_age, row.maximum_age));
        let first = rows.next()??;
        rows.try_fold(first, |sum, ages| Some(sum.join(ages?)))
    })
}

fn of_all(
    rows: &[ServiceCapacity],
    read: impl Fn(&ServiceCapacity) -> Option<Genders>,
) -> Option<Genders> {
    rows.iter().try_fold(Genders::default(), |sum, row| Some(sum.join(read(row)?)))
}
