//! A founded hotline behind its router, on a database of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use casework::member::{Actor, StaffRole};
use casework::time::{Span, Timestamp};
use store::directory::{Missing, Prepared};
use store::{Address, Store, subject};
use tower::ServiceExt as _;
use vault::RecoveryKey;
use web::account::secret::InstanceKey;
use web::acts::house::{Founding, Newcomer, add_member, found};
use web::{App, Config};

pub const PASSWORD: &str = "four unrelated words here";

/// The hotline.
pub struct House {
    pub router: Router,
    pub store: Store,
    pub folder: PathBuf,
    clock: Arc<AtomicI64>,
    key: InstanceKey,
}

/// What a browser gets.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// One browser with its cookies.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookies: Vec<(String, String)>,
}

impl House {
    /// Founded, with one member of each role in the line that the public reaches; the log-in name is
    /// the role's code. A second line has one specialist, `day`.
    pub async fn founded() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("daybreak-hotline-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        let now = Arc::new(AtomicI64::new(1_800_000_000_000_000));
        let hands = now.clone();
        let clock = move || Timestamp::from_micros(hands.fetch_add(1_000, Ordering::Relaxed));
        let address = Address::Sqlite(folder.join("test.db"));
        let store = Store::open(&address, Box::new(clock)).await.unwrap();
        let key = InstanceKey::new([7; 32]);
        let recovery = RecoveryKey::generate(&mut store.rng());
        let founding = Founding {
            organization: "North Star",
            recovery: &recovery,
            login: "founder",
            name: "Founder",
            password: PASSWORD,
            hotlines: &["Night line", "Day line"],
        };
        let founded = found(&store, &key, &founding).await.unwrap();
        let (night, day) = (founded.hotlines[0], founded.hotlines[1]);
        let first = StaffRole::ALL.iter().map(|role| (role.code(), *role, night));
        for (login, role, team) in first.chain([("day", StaffRole::Specialist, day)]) {
            let opens = !matches!(role, StaffRole::Analyst | StaffRole::Administrator);
            let newcomer = Newcomer {
                login,
                name: login,
                password: PASSWORD,
                roles: BTreeSet::from([role]),
                teams: Some(team).filter(|_| opens).into_iter().collect(),
            };
            add_member(&store, &key, &founded.keys, founded.staff, &newcomer).await.unwrap();
        }
        let config = Config { key: key.clone(), ..Config::default() };
        let router = web::router(App::new(store.clone(), config));
        Self { router, store, folder, clock: now, key }
    }

    /// Lets time go by.
    pub fn wait(&self, span: Span) {
        self.clock.fetch_add(span.micros(), Ordering::Relaxed);
    }

    /// Loads the fictional county's directory.
    pub async fn county(&self) -> simulation::County {
        let county = simulation::county(1, self.store.now());
        let prepared = Prepared::of(&county.directory, &self.key.marks());
        let act = access::Act::ImportDirectory;
        let entered = self.store.enter(&Actor::Machine, act, subject::Directory).await;
        let ((), mut tx) = entered.unwrap();
        let all = Missing::Remove;
        let (_, event) =
            store::directory::import(&mut tx, &prepared, all, &mut |_| {}).await.unwrap();
        tx.commit(event).await.unwrap();
        county
    }

    /// Asks without reading a body that may never end.
    pub async fn status(&self, browser: &Browser, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(browser.dress(request)).await.unwrap();
        let place = response.headers().get(header::LOCATION).and_then(|v| v.to_str().ok());
        (response.status(), place.unwrap_or_default().to_owned())
    }

    /// Opens a page.
    pub async fn get(&self, browser: &mut Browser, path: &str) -> Answer {
        self.ask(browser, Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub async fn post(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).unwrap();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.ask(browser, request.unwrap()).await
    }

    pub async fn ask(&self, browser: &mut Browser, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(browser.dress(request)).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            browser.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                browser.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let body = to_bytes(body, 1 << 22).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// A browser in which the member with this log-in name is signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let mut browser = Browser::default();
        let fields = [("login", login), ("password", PASSWORD), ("code", "")];
        let answer = self.post(&mut browser, "/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login} is not let in");
        browser
    }

    /// A browser in which a visitor has said these words.
    pub async fn visitor(&self, words: &str) -> Browser {
        let mut browser = Browser::default();
        let page = self.get(&mut browser, "/chat/start").await;
        let fields = [("key", key_of(&page.text)), ("lane", "help"), ("words", words)];
        let answer = self.post(&mut browser, "/chat/start", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        browser
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Browser {
    fn dress(&self, mut request: Request<Body>) -> Request<Body> {
        for (name, value) in &self.cookies {
            let pair = format!("{name}={value}").parse().unwrap();
            request.headers_mut().append(header::COOKIE, pair);
        }
        request
    }
}

/// The idempotency key in a page's form.
pub fn key_of(page: &str) -> &str {
    hidden(page, "key")
}

/// A hidden field of a page's form.
pub fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("such a field");
    rest.split('"').next().unwrap()
}
