//! The public pages as a browser gets them: through the router, over an empty database.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use casework::time::Timestamp;
use release::bundle::PublisherKey;
use release::publication::{Publication, PublishedTable, Row};
use store::{Address, Store};
use tower::ServiceExt;
use web::figures::source::Source;
use web::{App, Config};

/// A service over a database of its own, removed at the end.
struct Service {
    router: Router,
    folder: PathBuf,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Service {
    async fn new(name: &str) -> Service {
        let folder = std::env::temp_dir().join(format!("daybreak-{name}-{}", std::process::id()));
        let clock = Box::new(|| Timestamp::from_seconds(1_800_000_000));
        let store = Store::open(&Address::Sqlite(folder.join("test.db")), clock)
            .await
            .expect("an empty folder takes a database");
        let key = PublisherKey::new([7; 32]);
        let figures = Source { file: folder.join("figures.json"), key: key.id() };
        std::fs::write(&figures.file, key.sign(&published()).expect("JSON")).expect("a file");
        let app = App::new(store, Config { figures: Some(figures), ..Config::default() });
        Service { router: web::router(app), folder }
    }

    async fn open(&self, path: &str, language: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get(path).header(ACCEPT_LANGUAGE, language);
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 20).await.expect("a body");
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }
}

/// Figures of a county that does not exist.
fn published() -> Publication {
    let row = |age: &str, value| Row { at: vec![age.to_owned()], value };
    let table = PublishedTable {
        name: "age".to_owned(),
        by: vec!["age_band".to_owned()],
        sum: None,
        within: None,
        cells: vec![row("total", Some(1_292.0)), row("15-17", Some(1_250.0)), row("=25+", None)],
    };
    Publication {
        population: "people of a county that does not exist".to_owned(),
        statement: vec!["Counts from 1 to 10 are withheld.".to_owned()],
        tables: vec![table],
        ..Publication::default()
    }
}

/// Where the links of a page lead on this site.
fn links(html: &str) -> impl Iterator<Item = String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|place| place.starts_with('/'))
        .map(|place| place.replace("&#38;", "&"))
}

#[tokio::test]
async fn every_link_leads_somewhere_and_no_page_leaves_a_trace() {
    let service = Service::new("links").await;
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut ahead = VecDeque::from(["/".to_owned()]);
    while let Some(path) = ahead.pop_front() {
        let (status, headers, body) = service.open(&path, "en").await;
        if path == "/exit" {
            assert!(status.is_redirection());
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(headers.get(SET_COOKIE).is_none(), "{path} sets a cookie");
        if !path.starts_with("/assets/") {
            assert_eq!(headers[CACHE_CONTROL], "no-store", "{path}");
            assert_eq!(headers[REFERRER_POLICY], "no-referrer", "{path}");
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'self'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            for link in links(&body) {
                if seen.insert(link.clone()) {
                    ahead.push_back(link);
                }
            }
        }
    }
    assert!(seen.contains("/understand?lang=es") && seen.contains("/tip"), "{seen:?}");
}

#[tokio::test]
async fn the_language_comes_from_the_browser_until_the_reader_picks_one() {
    let service = Service::new("language").await;
    let (_, _, browser) = service.open("/", "es-MX, en;q=0.5").await;
    assert!(browser.contains("<html lang=\"es\""));
    assert!(browser.contains("href=\"/chat/start\""));
    let (_, _, picked) = service.open("/?lang=es", "en").await;
    assert!(picked.contains("<html lang=\"es\""));
    assert!(picked.contains("href=\"/chat/start?lang=es\""));
}

#[tokio::test]
async fn leaving_without_script_clears_and_leads_away() {
    let service = Service::new("exit").await;
    let (status, headers, _) = service.open("/exit", "en").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "https://www.weather.gov/");
    assert!(headers["clear-site-data"].to_str().unwrap().contains("\"cookies\""));
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_the_readers_language() {
    let service = Service::new("absent").await;
    let (status, _, body) = service.open("/nowhere", "es").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("<html lang=\"es\"") && body.contains("id=\"leave\""));
}

#[tokio::test]
async fn figures_are_shown_as_they_were_signed_and_not_at_all_once_they_are_changed() {
    let service = Service::new("figures").await;
    let (_, _, page) = service.open("/figures/table/1", "en").await;
    assert!(page.contains(">1,250<") && page.contains("not shown") && !page.contains("<script>"));
    let (_, headers, csv) = service.open("/figures/files/figures.csv", "en").await;
    assert_eq!(headers["content-disposition"], "attachment; filename=\"figures.csv\"");
    assert!(csv.contains("\"age\",\"age_band\",\"'=25+\",\n"), "{csv}");
    let (_, _, json) = service.open("/figures/files/figures.json", "en").await;
    let read: Publication = serde_json::from_str(&json).expect("a publication");
    assert_eq!(read, published());
    for none in ["/figures/table/0", "/figures/table/2", "/figures/table/x", "/figures/files/x"] {
        assert_eq!(service.open(none, "en").await.0, StatusCode::NOT_FOUND, "{none}");
    }

    let file = service.folder.join("figures.json");
    let signed = std::fs::read_to_string(&file).expect("the signed file");
    std::fs::write(&file, signed.replace("1250", "12500")).expect("a file");
    let (status, _, page) = service.open("/figures", "en").await;
    assert!(status == StatusCode::OK && page.contains("No figures of this place are out yet"));
    for gone in ["/figures/table/1", "/figures/files/figures.csv", "/figures/files/dictionary.csv"]
    {
        assert_eq!(service.open(gone, "en").await.0, StatusCode::NOT_FOUND, "{gone}");
    }
    assert_eq!(service.open("/figures/files/known.csv", "en").await.0, StatusCode::OK);
}
