//! The doors of staff through the whole router, on a database of their own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use casework::id::MemberId;
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;
use store::Store;
use tower::ServiceExt as _;
use vault::RecoveryKey;

use super::secret::{self, InstanceKey};
use crate::acts::house::{self, AccountError, Founded, Founding, Newcomer};
use crate::{App, Config};

mod passkey;

const PASSWORD: &str = "four unrelated words here";
const START: i64 = 1_760_000_000;

/// An installation on a clock that the test moves.
struct House {
    router: Router,
    store: Store,
    clock: Arc<AtomicI64>,
    folder: PathBuf,
}

/// What a browser gets.
struct Answer {
    status: StatusCode,
    place: String,
    cookie: Option<String>,
    text: String,
}

impl House {
    async fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "daybreak-account-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        let address = format!("sqlite:{}/test.db", folder.display()).parse().unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let hand = clock.clone();
        let tick = move || Timestamp::from_seconds(hand.load(Ordering::Relaxed));
        let store = Store::open(&address, Box::new(tick)).await.unwrap();
        let config = Config { key: key(), ..Config::default() };
        let router = crate::router(App::new(store.clone(), config));
        Self { router, store, clock, folder }
    }

    /// Founded, with a specialist `maya` and a supervisor `sam` in the hotline team.
    async fn founded() -> (Self, Founded, RecoveryKey, [MemberId; 2]) {
        let house = Self::empty().await;
        let recovery = RecoveryKey::generate(&mut house.store.rng());
        let founding = Founding {
            organization: "North Star",
            recovery: &recovery,
            login: "ada",
            name: "Ada",
            password: PASSWORD,
            hotlines: &["Hotline"],
        };
        let founded = house::found(&house.store, &key(), &founding).await.unwrap();
        let maya = house.add(&founded, "maya", StaffRole::Specialist).await;
        let sam = house.add(&founded, "sam", StaffRole::Supervisor).await;
        (house, founded, recovery, [maya, sam])
    }

    async fn add(&self, founded: &Founded, login: &str, role: StaffRole) -> MemberId {
        let newcomer = Newcomer {
            login,
            name: login,
            password: PASSWORD,
            roles: BTreeSet::from([role]),
            teams: founded.hotlines.clone(),
        };
        let staff = founded.staff;
        house::add_member(&self.store, &key(), &founded.keys, staff, &newcomer).await.unwrap()
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let head = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
        let place = head(header::LOCATION).unwrap_or_default().to_owned();
        let cookie =
            head(header::SET_COOKIE).and_then(|text| text.split(';').next()).map(str::to_owned);
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer { status, place, cookie, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = serde_html_form::to_string(fields).unwrap();
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    async fn sign_in(&self, login: &str, password: &str, code: &str) -> Answer {
        let fields = [("login", login), ("password", password), ("code", code)];
        self.post("/sign-in", "", &fields).await
    }

    fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn key() -> InstanceKey {
    InstanceKey::new([7; 32])
}

fn administrator(founded: &Founded) -> Actor {
    Actor::Member(Member {
        id: founded.administrator,
        roles: BTreeSet::from([StaffRole::Administrator]),
        teams: BTreeSet::from([founded.staff]),
    })
}

fn hidden(page: &str, name: &str) -> String {
    let rest = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
    rest.split('"').next().unwrap().to_owned()
}

fn link(page: &str) -> String {
    let at = page.find("/join/").unwrap();
    page[at..at + "/join/".len() + 43].to_owned()
}

#[tokio::test]
async fn the_first_run_founds_once_and_its_supervisor_can_join_and_sign_in() {
    let house = House::empty().await;
    assert_eq!(house.get("/sign-in", "").await.place, "/setup");
    let form = house.get("/setup", "").await;
    let recovery = hidden(&form.text, "recovery");
    let group = recovery.rsplit('-').next().unwrap().to_lowercase();
    let plan = |group| {
        [
            ("recovery", recovery.as_str()),
            ("group", group),
            ("organization", "North Star"),
            ("hotline", "Hotline"),
            ("supervisor", "Sam"),
            ("name", "Ada"),
            ("login", "Ada"),
            ("password", PASSWORD),
        ]
    };
    let wrong = house.post("/setup", "", &plan("00000")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(&wrong.text, "recovery"), recovery, "the same key is shown again");
    assert!(wrong.text.contains("value=\"North Star\"") && !wrong.text.contains(PASSWORD));
    assert!(!house.store.is_set_up().await.unwrap(), "nothing half done");

    let done = house.post("/setup", "", &plan(&group)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    for again in [house.get("/setup", "").await, house.post("/setup", "", &plan(&group)).await] {
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    }

    let join = link(&done.text);
    let fields = [("name", "Sam S."), ("login", "sam"), ("password", PASSWORD)];
    let taken = [("name", "Sam S."), ("login", "ADA "), ("password", PASSWORD)];
    assert_eq!(house.post(&join, "", &taken).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post(&join, "", &fields).await.place, "/sign-in");
    assert_eq!(house.post(&join, "", &fields).await.status, StatusCode::NOT_FOUND, "works once");
    let signed = house.sign_in("sam", PASSWORD, "").await;
    assert_eq!(signed.place, "/desk");
}

#[tokio::test]
async fn the_door_does_not_tell_whether_a_name_exists() {
    let (house, ..) = House::founded().await;
    let unknown = house.sign_in("nobody", PASSWORD, "").await;
    let wrong = house.sign_in("maya", "another password here", "").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.status, unknown.status);
    assert_eq!((&wrong.cookie, &unknown.cookie), (&None, &None));
    assert_eq!(wrong.text.replace("maya", "nobody"), unknown.text);
    assert!(house.sign_in(" MAYA", PASSWORD, "").await.cookie.is_some(), "case does not count");
}

#[tokio::test]
async fn guessing_is_slowed_and_time_opens_the_door_again() {
    let (house, ..) = House::founded().await;
    for _ in 0..5 {
        house.sign_in("maya", "a wrong password here", "").await;
    }
    let slowed = house.sign_in("maya", PASSWORD, "").await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(house.sign_in("sam", PASSWORD, "").await.cookie.is_some(), "a colleague is free");
    house.pass(2);
    assert!(house.sign_in("maya", PASSWORD, "").await.cookie.is_some());
}

#[tokio::test]
async fn signing_out_kills_the_session_and_a_locked_one_asks_for_the_password() {
    let (house, ..) = House::founded().await;
    let cookie = house.sign_in("maya", PASSWORD, "").await.cookie.unwrap();
    assert_eq!(house.get("/unlock", &cookie).await.place, "/desk", "not locked");
    assert_eq!(house.post("/lock", &cookie, &[]).await.place, "/unlock");
    assert_eq!(house.get("/account", &cookie).await.place, "/unlock");
    let wrong = house.post("/unlock", &cookie, &[("password", "not my password")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post("/unlock", &cookie, &[("password", PASSWORD)]).await.place, "/desk");
    assert_eq!(house.get("/account", &cookie).await.status, StatusCode::OK);
    assert_eq!(house.post("/sign-out", &cookie, &[]).await.place, "/sign-in");
    assert_eq!(house.get("/account", &cookie).await.place, "/sign-in");
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let (house, ..) = House::founded().await;
    let cookie = house.sign_in("maya", PASSWORD, "").await.cookie.unwrap();
    house.pass(house::SESSION.seconds() - 1);
    assert_eq!(house.get("/account", &cookie).await.place, "/unlock", "there, but idle");
    house.pass(1);
    assert_eq!(house.get("/account", &cookie).await.place, "/sign-in");
}

#[tokio::test]
async fn a_code_works_once() {
    let (house, ..) = House::founded().await;
    let cookie = house.sign_in("maya", PASSWORD, "").await.cookie.unwrap();
    let form = house.get("/account/code", &cookie).await;
    assert!(form.text.contains("<svg"), "{}", form.text);
    let shared = hidden(&form.text, "secret");
    let code = || {
        let seconds = u64::try_from(house.store.now().seconds()).unwrap();
        secret::codes(&shared.as_str().into(), "", "x").unwrap().generate(seconds).to_string()
    };
    let fields = [("secret", shared.as_str()), ("code", "000000"), ("password", PASSWORD)];
    let refused = house.post("/account/code", &cookie, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fresh = code();
    let fields = [("secret", shared.as_str()), ("code", fresh.as_str()), ("password", PASSWORD)];
    assert_eq!(house.post("/account/code", &cookie, &fields).await.place, "/account");

    let without = house.sign_in("maya", PASSWORD, "").await;
    let replayed = house.sign_in("maya", PASSWORD, &fresh).await;
    assert_eq!((without.cookie, replayed.cookie), (None, None));
    assert_eq!(without.text, replayed.text, "no answer says that the password was right");
    house.pass(60);
    let next = code();
    assert!(house.sign_in("maya", PASSWORD, &next).await.cookie.is_some());
    assert_eq!(house.sign_in("maya", PASSWORD, &next).await.cookie, None, "used up");
}

#[tokio::test]
async fn a_reset_needs_the_recovery_key_and_ends_every_old_way_in() {
    let (house, founded, recovery, [maya, _]) = House::founded().await;
    let cookie = house.sign_in("maya", PASSWORD, "").await.cookie.unwrap();
    let actor = administrator(&founded);
    let other = RecoveryKey::generate(&mut house.store.rng());
    let refused = house::reset(&house.store, &actor, &other, maya).await;
    assert!(matches!(refused, Err(AccountError::RecoveryKey)), "{refused:?}");
    assert_eq!(house.get("/account", &cookie).await.status, StatusCode::OK);

    let link = house::reset(&house.store, &actor, &recovery, maya).await.unwrap();
    assert_eq!(house.get("/account", &cookie).await.place, "/sign-in");
    assert_eq!(house.sign_in("maya", PASSWORD, "").await.cookie, None);
    let new = "another four unrelated words";
    let fields = [("name", "Maya"), ("login", "maya"), ("password", new)];
    assert_eq!(house.post(&super::join::path(&link), "", &fields).await.place, "/sign-in");
    let cookie = house.sign_in("maya", new, "").await.cookie.unwrap();
    let secret = vault::SessionSecret::from_cookie(cookie.split_once('=').unwrap().1).unwrap();
    let signed = house.store.signed(&secret).await.unwrap().unwrap();
    assert!(signed.member.teams.contains(&founded.hotlines[0]), "the teams are still theirs");
}

#[tokio::test]
async fn an_administrator_never_gets_the_key_of_a_hotline_team() {
    let (house, founded, _, [_, sam]) = House::founded().await;
    let cookie = house.sign_in("ada", PASSWORD, "").await.cookie.unwrap();
    let secret = vault::SessionSecret::from_cookie(cookie.split_once('=').unwrap().1).unwrap();
    let ada = house.store.signed(&secret).await.unwrap().unwrap();
    assert_eq!(ada.member.teams, BTreeSet::from([founded.staff]));
    let roles = BTreeSet::from([StaffRole::Specialist]);
    let (actor, keys) = (Actor::Member(ada.member.clone()), (&ada.keys, ada.staff));
    let invited = house::invite(&house.store, &actor, keys, "Kim", roles, &founded.hotlines).await;
    assert!(matches!(invited, Err(AccountError::KeyMissing)), "{invited:?}");
    let sam = Actor::Member(Member {
        id: sam,
        roles: BTreeSet::from([StaffRole::Supervisor]),
        teams: BTreeSet::from([founded.staff, founded.hotlines[0]]),
    });
    let (to, team) = (founded.administrator, founded.hotlines[0]);
    let granted = house::grant_team(&house.store, &sam, &founded.keys, to, team).await;
    assert!(matches!(granted, Err(AccountError::OpensNothing)), "{granted:?}");
}

#[tokio::test]
async fn a_supervisor_invites_with_the_team_and_an_administrator_suspends() {
    let (house, founded, ..) = House::founded().await;
    let team = founded.hotlines[0].to_string();
    let sam = house.sign_in("sam", PASSWORD, "").await.cookie.unwrap();
    let fields = [("name", "Kim"), ("role", "administrator")];
    let refused = house.post("/members/invite", &sam, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"Kim\""), "what was typed is kept");
    let fields = [("name", "Kim"), ("role", "specialist"), ("team", team.as_str())];
    let invited = house.post("/members/invite", &sam, &fields).await;
    let fields = [("name", "Kim"), ("login", "kim"), ("password", PASSWORD)];
    assert_eq!(house.post(&link(&invited.text), "", &fields).await.place, "/sign-in");
    let kim = house.sign_in("kim", PASSWORD, "").await.cookie.unwrap();
    let secret = vault::SessionSecret::from_cookie(kim.split_once('=').unwrap().1).unwrap();
    let signed = house.store.signed(&secret).await.unwrap().unwrap();
    assert!(signed.keys.secret(vault::ReaderId(founded.hotlines[0].uuid())).is_some());

    let suspend = format!("/members/{}/suspend", signed.member.id);
    assert_eq!(house.get("/members", &kim).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&suspend, &sam, &[]).await.status, StatusCode::NOT_FOUND);
    let ada = house.sign_in("ada", PASSWORD, "").await.cookie.unwrap();
    assert_eq!(house.post(&suspend, &ada, &[]).await.place, "/members");
    assert_eq!(house.get("/account", &kim).await.place, "/sign-in");
    assert_eq!(house.sign_in("kim", PASSWORD, "").await.cookie, None);
    let restore = format!("/members/{}/restore", signed.member.id);
    assert_eq!(house.post(&restore, &ada, &[]).await.place, "/members");
    assert!(house.sign_in("kim", PASSWORD, "").await.cookie.is_some());
    let own = format!("/members/{}/suspend", founded.administrator);
    assert_eq!(house.post(&own, &ada, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn whoever_an_administrator_invited_gets_the_team_from_its_supervisor() {
    let (house, founded, ..) = House::founded().await;
    let ada = house.sign_in("ada", PASSWORD, "").await.cookie.unwrap();
    let fields = [("name", "Kim"), ("role", "specialist")];
    let invited = house.post("/members/invite", &ada, &fields).await;
    let fields = [("name", "Kim"), ("login", "kim"), ("password", PASSWORD)];
    house.post(&link(&invited.text), "", &fields).await;
    let kim = house.sign_in("kim", PASSWORD, "").await.cookie.unwrap();
    let secret = vault::SessionSecret::from_cookie(kim.split_once('=').unwrap().1).unwrap();
    let signed = house.store.signed(&secret).await.unwrap().unwrap();
    assert_eq!(signed.member.teams, BTreeSet::from([founded.staff]));

    let sam = house.sign_in("sam", PASSWORD, "").await.cookie.unwrap();
    let (team, path) =
        (founded.hotlines[0].to_string(), format!("/members/{}/team", signed.member.id));
    assert_eq!(house.post(&path, &sam, &[("team", team.as_str())]).await.place, "/members");
    let signed = house.store.signed(&secret).await.unwrap().unwrap();
    assert!(signed.keys.secret(vault::ReaderId(founded.hotlines[0].uuid())).is_some());
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_one_can_end_them_singly() {
    let (house, ..) = House::founded().await;
    let mut cookies = Vec::new();
    for _ in 0..3 {
        cookies.push(house.sign_in("maya", PASSWORD, "").await.cookie.unwrap());
        house.pass(1);
    }
    let page = house.get("/account", &cookies[2]).await.text;
    let end = page.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let ends: Vec<_> = end.filter(|place| place.ends_with("/end")).collect();
    assert_eq!(ends.len(), 3);
    assert_eq!(house.post(ends[2], &cookies[2], &[]).await.place, "/account");
    assert_eq!(house.get("/account", &cookies[0]).await.place, "/sign-in", "the oldest is last");
    let sam = house.sign_in("sam", PASSWORD, "").await.cookie.unwrap();
    assert_eq!(house.post(ends[1], &sam, &[]).await.status, StatusCode::NOT_FOUND);

    let new = "another four unrelated words";
    let wrong = house.post("/account/password", &cookies[2], &[("old", "no"), ("new", new)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("old", PASSWORD), ("new", new)];
    assert_eq!(house.post("/account/password", &cookies[2], &fields).await.place, "/account");
    assert_eq!(house.get("/account", &cookies[1]).await.place, "/sign-in");
    assert_eq!(house.get("/account", &cookies[2]).await.status, StatusCode::OK);
    assert_eq!(house.sign_in("maya", PASSWORD, "").await.cookie, None);
    assert!(house.sign_in("maya", new, "").await.cookie.is_some());
}

#[tokio::test]
async fn without_an_address_there_are_no_passkeys_and_a_false_answer_opens_nothing() {
    let (house, ..) = House::founded().await;
    let start = "/sign-in/passkey/start";
    assert_eq!(house.post(start, "", &[]).await.status, StatusCode::NOT_FOUND);
    let config = Config { key: key(), ..Config::default() };
    let app = App::new(house.store.clone(), config).at("https://desk.example.org");
    let router = crate::router(app);
    let house = House {
        router,
        store: house.store.clone(),
        clock: house.clock.clone(),
        folder: house.folder.join("other"),
    };
    let challenge = house.post(start, "", &[]).await;
    assert_eq!(challenge.status, StatusCode::OK, "{}", challenge.text);
    let challenge: serde_json::Value = serde_json::from_str(&challenge.text).unwrap();
    assert_eq!(challenge["options"]["publicKey"]["rpId"], "desk.example.org");
    let ceremony = challenge["ceremony"].as_str().unwrap();
    let false_answer = serde_json::json!({
        "id": "AAAA", "rawId": "AAAA", "type": "public-key",
        "response": { "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA",
            "userHandle": "AAAAAAAAAAAAAAAAAAAAAA" },
    });
    let (answer, prf) = (false_answer.to_string(), "00".repeat(32));
    let fields = [("ceremony", ceremony), ("credential", answer.as_str()), ("prf", prf.as_str())];
    let refused = house.post("/sign-in/passkey", "", &fields).await;
    assert_eq!((refused.status, refused.cookie), (StatusCode::NOT_FOUND, None));
}
