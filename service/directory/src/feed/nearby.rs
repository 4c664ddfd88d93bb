//! Which places lie near a postal code, and whose areas hold it.

use std::collections::HashMap;

use crate::{
    Address, Location, ServiceArea,
    fold::fold,
    place::{Point, Polygons},
    public::confidentiality,
    value::Confidentiality,
};

/// How many cells of the grid a degree has.
const CELLS: f64 = 10.0;
/// Kilometres of a degree of latitude, on the short side.
const DEGREE_KM: f64 = 110.5;

/// Places on a grid, and what is known of postal codes. Nothing confidential is in it: such a place has
/// no point here.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    points: HashMap<u32, Point>,
    grid: HashMap<(i32, i32), Vec<u32>>,
    codes: HashMap<String, Centre>,
    areas: Vec<(u32, Polygons)>,
    /// Those that state no area.
    anywhere: Vec<u32>,
}

/// The middle of the public places under one postal code.
#[derive(Clone, Copy, Debug, Default)]
struct Centre {
    latitude: f64,
    longitude: f64,
    places: f64,
}

impl Nearby {
    /// Learns where a postal code is.
    pub(super) fn learn(&mut self, location: &Location) {
        let Some(point) = point(location) else { return };
        let open = |address: &&Address| {
            address.confidentiality.unwrap_or_default() == Confidentiality::Public
        };
        for address in location.addresses.iter().filter(open) {
            let code = key(&address.postal_code);
            if code.is_empty() {
                continue;
            }
            let centre = self.codes.entry(code).or_default();
            centre.latitude += point.latitude();
            centre.longitude += point.longitude();
            centre.places += 1.0;
        }
    }

    /// Adds a service at a place.
    pub(super) fn add<'a>(
        &mut self,
        row: u32,
        location: Option<&Location>,
        areas: impl Iterator<Item = &'a ServiceArea>,
    ) {
        if let Some(point) = location.and_then(point) {
            self.points.insert(row, point);
            let (y, x) = cell(point.latitude(), point.longitude());
            self.grid.entry((y, around(x))).or_default().push(row);
        }
        let drawn = areas
            .filter(|area| area.extent_type.as_deref().is_some_and(|kind| fold(kind) == "geojson"));
        let drawn = drawn.filter_map(|area| Polygons::from_geojson(area.extent.as_deref()?));
        match drawn.reduce(Polygons::join) {
            Some(area) => self.areas.push((row, area)),
            None => self.anywhere.push(row),
        }
    }

    /// The middle of a postal code under which the directory knows a public place.
    pub(super) fn centre(&self, code: &str) -> Option<Point> {
        let centre = self.codes.get(&key(code))?;
        Point::new(centre.latitude / centre.places, centre.longitude / centre.places)
    }

    /// The places within so many kilometres, in order.
    pub(super) fn within(&self, from: Point, kilometres: f64) -> Vec<u32> {
        let north = (kilometres / DEGREE_KM).min(180.0);
        // Degrees of longitude are shorter away from the equator; around a pole all are near.
        let farthest = from.latitude().abs() + north;
        let east = if farthest < 89.0 { north / farthest.to_radians().cos() } else { 180.0 };
        let east = east.min(180.0);
        let (low, high) = (
            cell(from.latitude() - north, from.longitude() - east),
            cell(from.latitude() + north, from.longitude() + east),
        );
        let is_near = |row: &&u32| {
            self.points.get(row).is_some_and(|at| from.kilometres_to(*at) <= kilometres)
        };
        let cells = (i64::from(high.0 - low.0) + 1) * (i64::from(high.1 - low.1) + 1);
        let mut rows: Vec<u32> = if cells > i64::try_from(self.grid.len()).unwrap_or(i64::MAX) {
            self.points.keys().filter(is_near).copied().collect()
        } else {
            let cells = (low.0..=high.0).flat_map(|y| (low.1..=high.1).map(move |x| (y, x)));
            let there = cells.filter_map(|(y, x)| self.grid.get(&(y, around(x))));
            there.flatten().filter(is_near).copied().collect()
        };
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The places whose area holds the point, and those that state none, in order.
    pub(super) fn serving(&self, point: Point) -> Vec<u32> {
        let inside = self.areas.iter().filter(|(_, area)| area.contain(point)).map(|(row, _)| *row);
        let mut rows: Vec<u32> = self.anywhere.iter().copied().chain(inside).collect();
        rows.sort_unstable();
        rows
    }
}

/// Where a place is, if everybody may know.
fn point(location: &Location) -> Option<Point> {
    if confidentiality(location) != Confidentiality::Public {
        return None;
    }
    Point::new(location.latitude?.value(), location.longitude?.value())
}

fn key(code: &str) -> String {
    fold(code).split_whitespace().collect()
}

fn cell(latitude: f64, longitude: f64) -> (i32, i32) {
    // Degrees lie between -360 and 360 here, so the casts are exact.
    ((latitude * CELLS).floor() as i32, (longitude * CELLS).floor() as i32)
}

/// The same column, counted from the antimeridian only once.
fn around(x: i32) -> i32 {
    let whole = (360.0 * CELLS) as i32;
    (x + whole / 2).rem_euclid(whole) - whole / 2
}
