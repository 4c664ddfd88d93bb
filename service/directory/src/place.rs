//! Points, distances and areas on the earth.

use serde_json::Value;

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6_371.008_8;

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    latitude: f64,
    longitude: f64,
}

impl Point {
    /// The point, if it is on earth.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Self { latitude, longitude })
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Great-circle distance in kilometres by the haversine formula, on a sphere: within 0.6 % of
    /// the distance on the ellipsoid.
    #[must_use]
    pub fn kilometres_to(self, other: Self) -> f64 {
        let (north, east) = (other.latitude - self.latitude, other.longitude - self.longitude);
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let chord = half(north)
            + self.latitude.to_radians().cos() * other.latitude.to_radians().cos() * half(east);
        2.0 * EARTH_KM * chord.sqrt().min(1.0).asin()
    }
}

/// An area: polygons with holes, as GeoJSON (RFC 7946) writes them. Borders are straight in
/// degrees; an area must not cross the antimeridian.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygons {
    /// Each polygon's rings of `[longitude, latitude]`: the outer one first.
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

impl Polygons {
    /// Reads a GeoJSON Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection;
    /// `None` if it holds no polygon.
    #[must_use]
    pub fn from_geojson(text: &str) -> Option<Self> {
        let mut area = Self::default();
        area.add(&serde_json::from_str(text).ok()?);
        (!area.polygons.is_empty()).then_some(area)
    }

    /// Whether the point is inside. Even-odd rule; a point on the border may count either way.
    #[must_use]
    pub fn contain(&self, point: Point) -> bool {
        self.polygons
            .iter()
            .any(|rings| rings.iter().filter(|ring| crosses_odd(ring, point)).count() % 2 == 1)
    }

    /// Both areas as one.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.polygons.extend(other.polygons);
        self
    }

    fn add(&mut self, value: &Value) {
        match value.get("type").and_then(Value::as_str) {
            Some("Polygon") => self.polygons.extend(value.get("coordinates").and_then(rings)),
            Some("MultiPolygon") => {
                let parts = value.get("coordinates").and_then(Value::as_array);
                self.polygons.extend(parts.into_iter().flatten().filter_map(rings));
            }
            Some("Feature") => {
                if let Some(geometry) = value.get("geometry") {
                    self.add(geometry);
                }
            }
            Some("FeatureCollection") => self.add_all(value.get("features")),
            Some("GeometryCollection") => self.add_all(value.get("geometries")),
            _ => {}
        }
    }

    fn add_all(&mut self, members: Option<&Value>) {
        for member in members.and_then(Value::as_array).into_iter().flatten() {
            self.add(member);
        }
    }
}

fn rings(value: &Value) -> Option<Vec<Vec<[f64; 2]>>> {
    let ring = |ring: &Value| -> Option<Vec<[f64; 2]>> {
        ring.as_array()?
            .iter()
            .map(|position| Some([position.get(0)?.as_f64()?, position.get(1)?.as_f64()?]))
            .collect()
    };
    value.as_array()?.iter().map(ring).collect()
}

/// Whether a ray from the point to the east crosses the ring an odd number of times.
fn crosses_odd(ring: &[[f64; 2]], point: Point) -> bool {
    let mut inside = false;
    for (at, [east_a, north_a]) in ring.iter().enumerate() {
        let [east_b, north_b] = ring[(at + 1) % ring.len()];
        let spans = (*north_a > point.latitude) != (north_b > point.latitude);
        if spans {
            let share = (point.latitude - north_a) / (north_b - north_a);
            if point.longitude < east_a + share * (east_b - east_a) {
                inside = !inside;
            }
        }
    }
    inside
}

#[cfg(test)]
mod tests;
