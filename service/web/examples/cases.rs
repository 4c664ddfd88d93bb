//! How long a large case takes to open: the whole page, as a browser gets it.
//!
//! `cargo run --release -p web --example cases -- [CONTACTS] [PEOPLE] [NOTES] [TIMES] [DATABASE]`: 500
//! contacts, 40 people and 2,000 notes by default, opened 200 times through the router, and the review
//! sheets of a meeting with 15 cases more, opened 50 times, on a SQLite file
//! of its own unless an address is given. Everything is made by the acts that the pages call.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use std::{env, fs};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use case::person::{Part, VictimStatus};
use casework::contact::Danger;
use casework::id::{CaseId, TeamId};
use casework::member::{Actor, Member, StaffRole};
use casework::text::NoteText;
use casework::time::{Span, Timestamp};
use store::case::work::Kind;
use store::team::TeamKind;
use store::{Address, Store};
use tower::ServiceExt as _;
use vault::{Attempt, Keyring, PublicKey, RecoveryKey, Text};
use web::account::secret::InstanceKey;
use web::acts::case::person::{Words, keep_person};
use web::acts::case::{join, note, open, set_task};
use web::acts::house::{Founding, Newcomer, add_member, found};
use web::acts::member::Doer;
use web::acts::tip::{Telling, tell};
use web::{App, Config};

type Failed = Box<dyn std::error::Error + Send + Sync>;

const PASSWORD: &str = "four unrelated words here";

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut arguments = env::args().skip(1);
    let mut number = |usual| arguments.next().map_or(Ok(usual), |text| text.parse::<usize>());
    let (contacts, people, notes, times) =
        (number(500)?, number(40)?, number(2_000)?, number(200)?);
    let folder = env::temp_dir().join(format!("daybreak-cases-{}", std::process::id()));
    let address: Address = match arguments.next() {
        Some(url) => url.parse()?,
        None => Address::Sqlite(folder.join("cases.db")),
    };
    let start = Instant::now();
    let clock = move || {
        let micros = i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(1_800_000_000_000_000 + micros)
    };
    let store = Store::open(&address, Box::new(clock)).await?;
    let house = founded(&store).await?;
    let id = house.fill(&store, (contacts, people, notes)).await?;
    println!("a case of {contacts} contacts, {people} people and {notes} notes");
    let app =
        App::new(store.clone(), Config { key: InstanceKey::new([7; 32]), ..Config::default() });
    let router = web::router(app);
    let cookie = sign_in(&router).await?;
    let meeting = youths(&store, &house, &router, &cookie).await?;
    let pages = [
        (format!("/desk/cases/{id}"), times),
        (format!("/desk/cases/{id}/sharing"), times),
        (meeting, times.min(50)),
    ];
    for (path, times) in pages {
        let mut taken = Vec::new();
        for _ in 0..times {
            let request = Request::get(&path).header(header::COOKIE, &cookie).body(Body::empty())?;
            let before = Instant::now();
            let answer = router.clone().oneshot(request).await?;
            let status = answer.status();
            let body = to_bytes(answer.into_body(), 1 << 22).await?;
            taken.push(before.elapsed());
            if status != StatusCode::OK {
                return Err(format!("{path} answers {status}").into());
            }
            std::hint::black_box(body);
        }
        taken.sort_unstable();
        let share = |of_hundred: usize| taken.get(taken.len() * of_hundred / 100).copied();
        let share = |of| share(of).or(taken.last().copied()).unwrap_or(Duration::ZERO);
        println!("{path}: p50 {:?}, p99 {:?}", share(50), share(99));
    }
    store.close().await;
    // Nothing is there for another database.
    let _ = fs::remove_dir_all(&folder);
    Ok(())
}

/// A meeting about fifteen young people, a case each; the address of all their sheets.
async fn youths(
    store: &Store,
    house: &House,
    router: &axum::Router,
    cookie: &str,
) -> Result<String, Failed> {
    for _ in 0..15 {
        house.fill(store, (5, 3, 40)).await?;
    }
    let attempt = Attempt::generate(&mut store.rng()).to_field().to_string();
    let request = Request::post("/desk/reviews")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("key={attempt}")))?;
    let answer = router.clone().oneshot(request).await?;
    let place = answer.headers().get(header::LOCATION).ok_or("no meeting was opened")?.to_str()?;
    let place = place.split('?').next().unwrap_or_default();
    Ok(format!("{place}/sheets"))
}

/// A founded hotline with one coordinator, and what opens its team's records.
struct House {
    keys: Keyring,
    team: TeamId,
    team_key: PublicKey,
    doer: Doer,
}

async fn founded(store: &Store) -> Result<House, Failed> {
    let recovery = RecoveryKey::generate(&mut store.rng());
    let founding = Founding {
        organization: "North Star",
        recovery: &recovery,
        login: "founder",
        name: "Founder",
        password: PASSWORD,
        hotlines: &["Night line"],
    };
    let key = InstanceKey::new([7; 32]);
    let founded = found(store, &key, &founding).await?;
    let night = *founded.hotlines.first().ok_or("no hotline")?;
    let newcomer = Newcomer {
        login: "coordinator",
        name: "coordinator",
        password: PASSWORD,
        roles: BTreeSet::from([StaffRole::Coordinator]),
        teams: vec![night],
    };
    let id = add_member(store, &key, &founded.keys, founded.staff, &newcomer).await?;
    let teams = store.teams().await?;
    let team = teams.iter().find(|team| team.kind == TeamKind::Hotline).ok_or("no hotline")?;
    let member = Member {
        id,
        roles: BTreeSet::from([StaffRole::Coordinator]),
        teams: [night, founded.staff].into(),
    };
    let doer = Doer { actor: Actor::Member(member), id, name: Text::from("coordinator") };
    Ok(House { keys: founded.keys, team: night, team_key: team.public_key, doer })
}

impl House {
    async fn fill(
        &self,
        store: &Store,
        (contacts, people, notes): (usize, usize, usize),
    ) -> Result<CaseId, Failed> {
        let (doer, to) = (&self.doer, (self.team, self.team_key));
        let attempt = Attempt::generate(&mut store.rng());
        let id = open(store, doer, to, None, &attempt).await?;
        for _ in 0..contacts {
            let attempt = Attempt::generate(&mut store.rng());
            let telling = Telling {
                team: self.team,
                team_key: self.team_key,
                danger: Danger::Unknown,
                language: "en",
                attempt: &attempt,
                parts: &[Text::from("A girl cries in room 214 every night.")],
            };
            join(store, doer, id, tell(store, &telling).await?).await?;
        }
        for number in 0..people {
            let name = format!("Person {number}");
            let reach = format!("555-01{number:02}");
            let wishes = "To finish school.".to_owned();
            let words = Words { name, reach, wishes, about: String::new() };
            let part = Part::Victim(VictimStatus::Possible);
            keep_person(store, doer, &self.keys, id, (None, part), (&words, [0; 4])).await?;
        }
        let words =
            NoteText::parse(&"She slept at her aunt's and wants to call again. ".repeat(8))?;
        for _ in 0..notes {
            note(store, doer, id, Kind::Note, &words).await?;
        }
        let due = store.now() + Span::from_days(3);
        for _ in 0..20 {
            set_task(store, doer, id, (Some(doer.id), due), &words).await?;
        }
        Ok(id)
    }
}

async fn sign_in(router: &axum::Router) -> Result<String, Failed> {
    let body = format!("login=coordinator&password={}&code=", PASSWORD.replace(' ', "+"));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))?;
    let answer = router.clone().oneshot(request).await?;
    let cookie = answer.headers().get(header::SET_COOKIE).ok_or("nobody was let in")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}
