//! A national directory in memory: how fast it imports, how fast it answers.
//!
//! `cargo run --release -p directory --example national -- [SERVICES] [PLACES]` makes services at
//! places (1 000 000 and 200 000 unless told), clustered as towns are, writes them as the
//! standard's JSON, imports that in batches, fills an index, and asks it ten thousand wishes while
//! another thread updates capacities. It prints the figures; it proves nothing by itself.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use casework::{
    need::{AgeBand, Gender, Need},
    time::{Span, Timestamp},
};
use directory::{
    Directory, Location, Schedule, Service, ServiceArea, ServiceAtLocation, ServiceCapacity,
    export,
    import::{File, Mode, import},
    matching::{Audience, Builder, Danger, Index, Needs, Settings, Wish},
    place::Point,
    taxonomy,
    value::{Cell, Number, TimeOfDay},
};
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_seconds(1_795_032_000);
const BATCH: usize = 20_000;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let services = arguments.next().and_then(Result::ok).unwrap_or(1_000_000);
    let places = arguments.next().and_then(Result::ok).unwrap_or(200_000);
    let (index, capacities) = fill(services, places);
    println!("{} spots in the index; resident memory {} MB", index.len(), resident());
    ask(&index, &capacities);
    println!("resident memory {} MB", resident());
}

/// Numbers without a pattern that matters here (SplitMix64).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, below: usize) -> usize {
        (self.share() * below as f64) as usize
    }
}

/// Towns of very different size: a place is in town `n` with a weight of about `1 / n`.
struct Towns(Vec<(f64, f64)>);

impl Towns {
    fn new(random: &mut Random) -> Self {
        let town = |_| (25.0 + random.share() * 24.0, -124.0 + random.share() * 57.0);
        Self((0..3_000).map(town).collect())
    }

    fn point(&self, random: &mut Random) -> (f64, f64) {
        let rank = (self.0.len() as f64).powf(random.share());
        let (latitude, longitude) = self.0[(rank as usize).min(self.0.len() - 1)];
        let near = |random: &mut Random| (random.share() + random.share() - 1.0) * 0.4;
        (latitude + near(random), longitude + near(random))
    }
}

fn fill(services: usize, places: usize) -> (Index, Vec<Uuid>) {
    let mut random = Random(1);
    let towns = Towns::new(&mut random);
    let points: Vec<(f64, f64)> = (0..places).map(|_| towns.point(&mut random)).collect();
    let mut builder =
        Builder::new(Settings { language: Some("en".to_owned()), ..Settings::default() });
    let mut capacities = Vec::new();
    let (mut reading, mut filling, mut bytes) = (Duration::ZERO, Duration::ZERO, 0_usize);
    for start in (0..services).step_by(BATCH) {
        let batch = make(start..services.min(start + BATCH), &points, &mut random);
        let lines: Vec<String> = export::ndjson(&batch).collect();
        let text = lines.join("\n").into_bytes();
        bytes += text.len();
        drop((batch, lines));
        let begun = Instant::now();
        let taken = import(&[File { name: "batch.ndjson", bytes: &text }], Mode::Strict);
        let taken = taken.unwrap_or_else(|problems| panic!("{problems}"));
        reading += begun.elapsed();
        let begun = Instant::now();
        for service in &taken.directory.services {
            capacities.extend(service.capacities.iter().map(|row| row.id));
            builder.add(service, &taken.directory);
        }
        filling += begun.elapsed();
    }
    let begun = Instant::now();
    let index = builder.finish();
    filling += begun.elapsed();
    let rate = |time: Duration| services as f64 / time.as_secs_f64();
    println!("import: {:.0} services/s, {:.0} MB of JSON", rate(reading), bytes as f64 / 1e6);
    println!("index: {:.0} services/s", rate(filling));
    (index, capacities)
}

fn make(numbers: std::ops::Range<usize>, points: &[(f64, f64)], random: &mut Random) -> Directory {
    let mut directory = Directory::default();
    for number in numbers {
        let place = random.below(points.len());
        let (latitude, longitude) = points[place];
        let location = Location {
            id: Uuid::from_u128(1 << 100 | place as u128),
            latitude: Number::new(latitude),
            longitude: Number::new(longitude),
            name: Some(format!("Place {place}")),
            ..Location::default()
        };
        let service = service(number, location.id, random);
        directory.locations.put(location);
        directory.services.put(service);
    }
    directory
}

fn service(number: usize, location: Uuid, random: &mut Random) -> Service {
    let id = |kind: u128| Uuid::from_u128(kind << 100 | number as u128);
    let need = |random: &mut Random| Need::ALL[random.below(Need::ALL.len())];
    let youngest = [0, 12, 14, 16, 18][random.below(5)];
    let (opens, closes) =
        [("00:00", "23:59"), ("08:30", "17:00"), ("20:00", "08:00")][random.below(3)];
    let beds = random.below(4) == 0;
    Service {
        id: id(2),
        name: format!("Service {number}"),
        description: Some("What a service of a directory usually says about itself.".to_owned()),
        minimum_age: Some(Number::from(youngest)),
        maximum_age: Some(Number::from(youngest + 6 + random.below(60) as u32)),
        genders: Some(["Feminine", "Masculine", "all", "all"][random.below(4)].to_owned()),
        attributes: vec![
            taxonomy::attribute(id(3), need(random)),
            taxonomy::attribute(id(4), need(random)),
        ],
        service_areas: vec![ServiceArea {
            id: id(5),
            extent_type: Some("county".to_owned()),
            extent: Some(format!("{:05}", number % 3_143)),
            ..ServiceArea::default()
        }],
        schedules: vec![Schedule {
            id: id(6),
            byday: Some("MO,TU,WE,TH,FR".to_owned()),
            opens_at: TimeOfDay::parse(opens),
            closes_at: TimeOfDay::parse(closes),
            zone: Some("America/Chicago".to_owned()),
            ..Schedule::default()
        }],
        capacities: if beds { vec![capacity(id(7), random)] } else { Vec::new() },
        service_at_locations: vec![ServiceAtLocation {
            id: id(8),
            location_id: Some(location),
            ..ServiceAtLocation::default()
        }],
        ..Service::default()
    }
}

fn capacity(id: Uuid, random: &mut Random) -> ServiceCapacity {
    ServiceCapacity {
        id,
        available: Number::from(random.below(6) as u32),
        updated: (NOW - Span::from_minutes(random.below(3_000) as i64)).into(),
        maximum: Some(Number::from(8)),
        ..ServiceCapacity::default()
    }
}

/// Ten thousand wishes from towns, while capacities change a thousand times a second.
fn ask(index: &Index, capacities: &[Uuid]) {
    let mut random = Random(1);
    let towns = Towns::new(&mut random);
    let (stop, updates) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut times: Vec<Duration> = Vec::new();
    let (mut looked_at, mut found) = (0, 0);
    std::thread::scope(|threads| {
        threads.spawn(|| update(index, capacities, &stop, &updates));
        let begun = Instant::now();
        for _ in 0..10_000 {
            let wish = wish(&towns, &mut random);
            let asked = Instant::now();
            let matches = index.matches(&wish);
            times.push(asked.elapsed());
            looked_at += matches.looked_at;
            found += matches.fitting.len();
        }
        stop.store(true, Ordering::Relaxed);
        let rate = updates.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
        println!("capacity updates meanwhile: {rate:.0}/s");
    });
    times.sort_unstable();
    let share = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "10 000 wishes: p50 {:?}, p99 {:?}, longest {:?}; {} spots looked at and {:.1} fitting on average",
        share(0.5),
        share(0.99),
        share(1.0),
        looked_at / times.len(),
        found as f64 / times.len() as f64,
    );
}

fn update(index: &Index, capacities: &[Uuid], stop: &AtomicBool, updates: &AtomicU64) {
    let (mut random, begun) = (Random(2), Instant::now());
    while !stop.load(Ordering::Relaxed) && !capacities.is_empty() {
        let due = begun.elapsed().as_millis() as u64;
        if updates.load(Ordering::Relaxed) < due {
            let places = Some(random.below(6) as u32);
            index.set_free(capacities[random.below(capacities.len())], places, NOW);
            updates.fetch_add(1, Ordering::Relaxed);
        } else {
            std::thread::yield_now();
        }
    }
}

fn wish(towns: &Towns, random: &mut Random) -> Wish {
    let (latitude, longitude) = towns.point(random);
    let from = Point::new(latitude, longitude);
    Wish {
        needs: Needs::NONE.with(Need::ALL[random.below(Need::ALL.len())]),
        age: Some([AgeBand::From12To14, AgeBand::From15To17, AgeBand::From18To20][random.below(3)]),
        gender: Some([Gender::Feminine, Gender::Masculine][random.below(2)]),
        language: Some("en".to_owned()),
        from,
        dangers: from.map(|at| Danger { at, kilometres: 3.0 }).into_iter().collect(),
        open_now: random.below(2) == 0,
        place_now: random.below(2) == 0,
        audience: Audience::Staff,
        ..Wish::at(NOW)
    }
}

/// Resident memory in megabytes, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}
