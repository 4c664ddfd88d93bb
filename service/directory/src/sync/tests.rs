use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{Service, value::Moment};

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_seconds(1_795_032_000) + Span::from_minutes(minute)
}

fn service(number: u8, version: u32, modified: Timestamp) -> Service {
    Service {
        id: Uuid::from_u128(number.into()),
        name: format!("version {version}"),
        last_modified: Some(Moment::from(modified)),
        ..Service::default()
    }
}

/// Another directory's API, three services a page.
#[derive(Default)]
struct Server {
    services: Vec<Service>,
}

impl Server {
    fn change(&mut self, number: u8, version: u32, at: Timestamp) {
        self.services.retain(|service| service.id != Uuid::from_u128(number.into()));
        self.services.push(service(number, version, at));
    }

    fn get(&self, ask: &str) -> Vec<u8> {
        let parameter = |name: &str| {
            let query = ask.split_once('?').unwrap().1;
            query.split('&').find_map(|pair| pair.strip_prefix(name)).map(str::to_owned)
        };
        let page: usize = parameter("page=").unwrap().parse().unwrap();
        let since = parameter("modified_after=").map(|text| {
            crate::value::timestamp(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
        });
        let found: Vec<&Service> = self
            .services
            .iter()
            .filter(|service| {
                let modified = service.last_modified.as_ref().unwrap().timestamp();
                since.is_none_or(|since| modified > since)
            })
            .collect();
        let pages = found.len().div_ceil(3).max(1);
        let contents: Vec<&&Service> = found.iter().skip((page - 1) * 3).take(3).collect();
        let envelope = serde_json::json!({
            "total_items": found.len(), "total_pages": pages, "page_number": page,
            "size": contents.len(), "first_page": page == 1, "last_page": page >= pages,
            "empty": contents.is_empty(), "contents": contents,
        });
        serde_json::to_vec(&envelope).unwrap()
    }
}

/// A run, which the network ends after `pages` pages.
fn run(server: &Server, mirror: &mut Directory, mark: &mut Option<Timestamp>, pages: usize) {
    let mut sync = Sync::begin(*mark);
    for _ in 0..pages {
        let Some(ask) = sync.ask() else { break };
        let taken = sync.answer(&server.get(&ask)).unwrap();
        assert!(taken.problems.is_empty(), "{}", taken.problems);
        mirror.absorb(taken.directory);
    }
    *mark = sync.mark().or(*mark);
}

#[test]
fn the_first_run_asks_for_all_and_the_next_for_what_changed() {
    let mut server = Server::default();
    for number in 0..7 {
        server.change(number, 1, minute(number.into()));
    }
    let (mut mirror, mut mark) = (Directory::default(), None);
    assert_eq!(Sync::begin(None).ask().unwrap(), "services?page=1&per_page=100&full=true");
    run(&server, &mut mirror, &mut mark, 99);
    assert_eq!(mirror.services.len(), 7);
    assert_eq!(mark, Some(minute(6)));
    assert_eq!(
        Sync::begin(mark).ask().unwrap(),
        "services?page=1&per_page=100&full=true&modified_after=2026-11-18T19:56:00Z"
    );
}

#[test]
fn what_is_no_page_ends_the_run_and_keeps_the_mark() {
    let mut sync = Sync::begin(None);
    assert!(matches!(sync.answer(b"<html>"), Err(SyncError::NotAPage { page: 1, .. })));
    assert_eq!(sync.mark(), None);
    let other = br#"{"page_number": 2, "total_pages": 3, "contents": []}"#;
    assert_eq!(sync.answer(other).unwrap_err(), SyncError::OtherPage { asked: 1, came: 2 });
    let empty = br#"{"page_number": 1, "contents": []}"#;
    assert!(sync.answer(empty).is_ok());
    assert_eq!(sync.ask(), None);
    assert_eq!(sync.answer(empty).unwrap_err(), SyncError::Over);
}

#[test]
fn a_wrong_service_of_a_page_is_told_and_the_others_are_taken() {
    let page = br#"{"page_number": 1, "total_pages": 1, "contents": [
        {"id": "x", "name": "A", "status": "active"},
        {"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10", "name": "B", "status": "active"}]}"#;
    let taken = Sync::begin(None).answer(page).unwrap();
    assert_eq!(taken.directory.services.len(), 1);
    let told = taken.problems.list()[0].to_string();
    assert!(told.starts_with("page 1.json, line 2, column 16 (`id`): found `x`"), "{told}");
}

proptest! {
    /// Whatever changes and whenever the network fails: one whole run later both sides are equal.
    #[test]
    fn after_a_whole_run_both_sides_are_equal(
        days in proptest::collection::vec(
            (proptest::collection::vec((0..12_u8, 0..30_i64), 0..8), 0..4_usize),
            1..8,
        ),
    ) {
        let mut server = Server::default();
        let (mut mirror, mut mark) = (Directory::default(), None);
        let mut version = 0;
        for (day, (changes, pages)) in days.iter().enumerate() {
            for (number, at) in changes {
                version += 1;
                server.change(*number, version, minute(day as i64 * 60 + at));
            }
            run(&server, &mut mirror, &mut mark, *pages);
        }
        run(&server, &mut mirror, &mut mark, 99);
        prop_assert_eq!(mirror.services.len(), server.services.len());
        for service in &server.services {
            prop_assert_eq!(mirror.services.find(service.id), Some(service));
        }
    }
}
