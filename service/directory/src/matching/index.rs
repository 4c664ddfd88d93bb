//! A directory made ready for wishes.
//!
//! Each place of each service is a *spot*: 64 bytes of sets and ranges, sorted by a grid of quarter
//! degrees. A wish with a place looks at the spots of the cells around it and at those without a
//! public place; opening hours and service areas are kept once for all services that share them
//! and judged once a wish.
//!
//! Cost of a wish: O(spots within [`Wish::FAR`] + spots without a public place). Memory: about 150
//! bytes a spot and 60 a capacity.

mod build;
mod judge;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use casework::{
    id::{LocationId, ServiceId},
    time::{Span, Timestamp},
};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{
    Fit, Matches, Needs, Wish,
    listing::{Ages, Area, Genders, Languages, Said},
};
use crate::{Directory, hours::Hours, place::Point, value::Confidentiality};

pub use build::Builder;
use judge::Judge;

/// What holds for a whole directory.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The zone of schedules that name none.
    pub zone: Option<Tz>,
    /// The language of services that name none: ISO 639 code.
    pub language: Option<String>,
}

/// A directory made ready for wishes. See [`Index::matches`].
#[derive(Debug)]
pub struct Index {
    spots: Vec<Spot>,
    /// The spots with a public place come first, sorted by cell.
    placed: usize,
    cells: Vec<u32>,
    places: Vec<Option<Uuid>>,
    services: Vec<Listed>,
    hours: Vec<Hours>,
    areas: Vec<Area>,
    beds: Vec<Bed>,
    bed_of: HashMap<Uuid, u32>,
    languages: Languages,
    home: Option<String>,
}

/// One place of one service.
#[derive(Clone, Copy, Debug)]
struct Spot {
    point: Option<(f32, f32)>,
    needs: Needs,
    languages: u64,
    service: u32,
    hours: u32,
    genders: Genders,
    ages: Option<Ages>,
    affirming: Said,
    own_child: Said,
    pets: Said,
    confidentiality: Confidentiality,
    interprets: bool,
    without_travel: bool,
    temporarily_closed: bool,
}

/// What the spots of one service share and few wishes ask.
#[derive(Debug)]
struct Listed {
    id: ServiceId,
    /// Into `areas`; 0 for an area that is not said.
    area: u32,
    beds: Range<u32>,
}

/// One capacity. Its number changes while wishes are answered.
#[derive(Debug)]
struct Bed {
    genders: Genders,
    ages: Option<Ages>,
    /// Free places and, below them, minutes since 1970.
    state: AtomicU64,
}

/// A number of free places that cannot be trusted, such as more free than there are.
const NOT_SAID: u32 = u32::MAX;

impl Bed {
    fn pack(places: u32, updated: Timestamp) -> u64 {
        let minutes = (updated.seconds() / 60).clamp(0, i64::from(u32::MAX));
        u64::from(places) << 32 | minutes as u64
    }

    fn read(&self) -> (u32, Timestamp) {
        let state = self.state.load(Ordering::Relaxed);
        let minutes = i64::from(state as u32);
        ((state >> 32) as u32, Timestamp::EPOCH + Span::from_minutes(minutes))
    }
}

impl Index {
    /// Reads every service of the directory that is active or closed for a time.
    #[must_use]
    pub fn of(directory: &Directory, settings: Settings) -> Self {
        let mut builder = Builder::new(settings);
        for service in &directory.services {
            builder.add(service, directory);
        }
        builder.finish()
    }

    /// How many places of services there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// Sets the free places of a capacity, while others ask; `None` if nobody can say. False if the
    /// index has no such capacity.
    pub fn set_free(&self, capacity: Uuid, places: Option<u32>, updated: Timestamp) -> bool {
        let Some(&at) = self.bed_of.get(&capacity) else { return false };
        let state = Bed::pack(places.unwrap_or(NOT_SAID), updated);
        self.beds[at as usize].state.store(state, Ordering::Relaxed);
        true
    }

    /// The services that fit the wish, and those that fail it in one point.
    #[must_use]
    pub fn matches(&self, wish: &Wish) -> Matches {
        let mut judge = Judge::new(self, wish);
        // A service with several places takes several seats, of which one is kept.
        let seats = wish.limit.saturating_mul(3).saturating_add(8);
        let (mut fitting, mut nearly) = (Best::new(seats), Best::new(seats));
        let mut looked_at = 0;
        let ranges = self.ranges(wish);
        for at in ranges.into_iter().flatten() {
            looked_at += 1;
            let spot = &self.spots[at];
            if !judge.is_candidate(spot) {
                continue;
            }
            match judge.score(spot) {
                Some(score) if score.failed == 0 => fitting.offer(score.key(at)),
                Some(score) if score.failed == 1 => nearly.offer(score.key(at)),
                _ => {}
            }
        }
        let mut seen = HashSet::new();
        let mut fits = |best: Best| -> Vec<Fit> {
            best.sorted()
                .filter(|&at| seen.insert(self.spots[at].service))
                .take(wish.limit)
                .map(|at| judge.fit(&self.spots[at], self.places[at].map(LocationId::from_uuid)))
                .collect()
        };
        let fitting = fits(fitting);
        Matches { fitting, nearly: fits(nearly), looked_at }
    }

    /// The ranges of spots that can matter to a wish.
    fn ranges(&self, wish: &Wish) -> Vec<Range<usize>> {
        let Some(from) = wish.from else {
            return std::iter::once(0..self.spots.len()).collect();
        };
        let mut ranges = Vec::new();
        let reach = wish.within.unwrap_or(0.0).max(Wish::FAR);
        let north = reach / KM_PER_DEGREE;
        let east = north / from.latitude().to_radians().cos().max(0.01);
        let rows = row(from.latitude() - north)..=row(from.latitude() + north);
        let (west, east) = (from.longitude() - east, from.longitude() + east);
        for row in rows {
            // Around the antimeridian a row is two ranges.
            for (from, to) in
                [(west, east), (west + 360.0, east + 360.0), (west - 360.0, east - 360.0)]
            {
                if to < -180.0 || from > 180.0 {
                    continue;
                }
                let first = row * COLUMNS + column(from.max(-180.0));
                let last = row * COLUMNS + column(to.min(180.0));
                let start = self.cells.partition_point(|&cell| cell < first);
                let end = self.cells.partition_point(|&cell| cell <= last);
                if start < end {
                    ranges.push(start..end);
                }
            }
        }
        ranges.push(self.placed..self.spots.len());
        ranges
    }
}

const KM_PER_DEGREE: f64 = 111.195;
const CELL_DEGREES: f64 = 0.25;
const COLUMNS: u32 = 1_441;

fn row(latitude: f64) -> u32 {
    // Between 0 and 720.
    ((latitude.clamp(-90.0, 90.0) + 90.0) / CELL_DEGREES) as u32
}

fn column(longitude: f64) -> u32 {
    // Between 0 and 1440.
    ((longitude.clamp(-180.0, 180.0) + 180.0) / CELL_DEGREES) as u32
}

fn cell(point: Point) -> u32 {
    row(point.latitude()) * COLUMNS + column(point.longitude())
}

/// The best of those offered; the smallest key is the best.
struct Best {
    seats: usize,
    heap: BinaryHeap<(u128, Reverse<usize>)>,
}

impl Best {
    fn new(seats: usize) -> Self {
        Self { seats, heap: BinaryHeap::new() }
    }

    fn offer(&mut self, (key, at): (u128, usize)) {
        let offered = (key, Reverse(at));
        if self.heap.len() < self.seats {
            self.heap.push(offered);
        } else if self.heap.peek().is_some_and(|worst| offered < *worst) {
            self.heap.pop();
            self.heap.push(offered);
        }
    }

    fn sorted(self) -> impl Iterator<Item = usize> {
        self.heap.into_sorted_vec().into_iter().map(|(_, Reverse(at))| at)
    }
}
