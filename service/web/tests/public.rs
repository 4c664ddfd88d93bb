//! The public pages as a browser gets them: through the router, over an empty database.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use casework::time::Timestamp;
use store::{Address, Store};
use tower::ServiceExt;
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
        let app = App::new(store, Config::default());
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
