//! How fast the desk's lists are when a hotline has grown old.
//!
//! ```text
//! cargo run --release -p store --example lists -- --contacts 1000000
//! cargo run --release -p store --example lists -- --contacts 1000000 --database postgres://…
//! ```
//! Fills an empty database (a temporary SQLite file by default) with contacts as they would be after
//! years: three teams, fifty members, nearly all contacts ended, one in a hundred broken off and
//! never closed, a few hundred open. Then asks for each list as the desk does, policies included,
//! from random members and random places, in five rounds; prints the median of the five medians and
//! of the five 99th percentiles, and the slowest answer of all.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on shall stop")]

#[path = "lists/fill.rs"]
mod fill;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use access::Look;
use casework::contact::{Lane, StateCode};
use casework::id::ContactId;
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;
use fill::{Dice, MEMBERS, TEAMS};
use store::list::{Filter, Place, of_lead, of_team};
use store::{Address, Store, View, queue};
use uuid::Uuid;

const ROUNDS: usize = 5;
const CALLS: usize = 200;

/// The moment at which the bench stands still.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

#[tokio::main]
async fn main() {
    let (mut contacts, mut database) = (100_000_usize, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--contacts" => contacts = words.next().unwrap().parse().unwrap(),
            "--database" => database = words.next(),
            other => panic!("`{other}` is not known; use --contacts and --database"),
        }
    }
    let folder = std::env::temp_dir().join(format!("daybreak-lists-{}", std::process::id()));
    let address = database.unwrap_or_else(|| format!("sqlite:{}/lists.db", folder.display()));
    let target: Address = address.parse().unwrap();
    let store = Store::open(&target, Box::new(|| NOW)).await.unwrap();
    assert!(store.teams().await.unwrap().is_empty(), "the database is not empty");
    let start = Instant::now();
    fill::fill(&address, contacts, NOW).await;
    println!("{contacts} contacts filled in {:.0} s", start.elapsed().as_secs_f64());
    measure(&store, contacts).await;
    store.close().await;
    // What is left of a bench is no failure of it.
    let _ = std::fs::remove_dir_all(folder);
}

/// What is asked for, and by whom.
#[derive(Clone, Copy, Debug)]
enum List {
    Team,
    TeamDeep,
    TeamInState(StateCode),
    TeamInLane(Lane),
    Mine,
    MineDeep,
    MineInState(StateCode),
    Queue,
    Conversations,
}

const LISTS: [List; 13] = [
    List::Team,
    List::TeamDeep,
    List::TeamInState(StateCode::Waiting),
    List::TeamInState(StateCode::BrokenOff),
    List::TeamInState(StateCode::Ended),
    List::TeamInLane(Lane::Tip),
    List::Mine,
    List::MineDeep,
    List::MineInState(StateCode::Active),
    List::MineInState(StateCode::Ended),
    List::Queue,
    List::Conversations,
    List::TeamInLane(Lane::Question),
];

async fn measure(store: &Store, contacts: usize) {
    let mut dice = Dice::new(5);
    println!("{:<28} {:>10} {:>10} {:>10} {:>6}", "list", "median", "p99", "slowest", "rows");
    for list in LISTS {
        let (mut medians, mut tails, mut slowest, mut rows) =
            (Vec::new(), Vec::new(), Duration::ZERO, 0);
        for _ in 0..ROUNDS {
            let mut times = Vec::with_capacity(CALLS);
            for _ in 0..CALLS {
                let (time, found) = ask(store, list, contacts, &mut dice).await;
                times.push(time);
                rows = rows.max(found);
            }
            times.sort_unstable();
            medians.push(times[CALLS / 2]);
            tails.push(times[CALLS * 99 / 100]);
            slowest = slowest.max(times[CALLS - 1]);
        }
        medians.sort_unstable();
        tails.sort_unstable();
        let (median, tail) = (medians[ROUNDS / 2], tails[ROUNDS / 2]);
        let name = format!("{list:?}");
        println!("{name:<28} {median:>10.2?} {tail:>10.2?} {slowest:>10.2?} {rows:>6}");
    }
}

/// One list, from a random member and, where it is deep, from a random place; the time includes
/// the policies' decision.
async fn ask(store: &Store, list: List, contacts: usize, dice: &mut Dice) -> (Duration, usize) {
    let number = dice.below(MEMBERS);
    let team = fill::team(number % TEAMS);
    let me = fill::member(number);
    let roles = BTreeSet::from([StaffRole::Specialist]);
    let actor = Actor::Member(Member { id: me, roles, teams: BTreeSet::from([team]) });
    let place = Place {
        received_at: fill::received(NOW, dice.below(contacts), contacts),
        id: ContactId::from_uuid(Uuid::max()),
    };
    let start = Instant::now();
    let ((), mut view) = store.look(&actor, Look::ListContacts, team).await.unwrap();
    let of_team = async |view: &mut View, filter, after| {
        of_team(view, team, me, filter, after).await.unwrap().rows.len()
    };
    let mine = async |view: &mut View, filter, after| {
        of_lead(view, me, filter, after).await.unwrap().rows.len()
    };
    let all = Filter::default();
    let state = |state| Filter { state: Some(state), lane: None };
    let lane = |lane| Filter { state: None, lane: Some(lane) };
    let rows = match list {
        List::Team => of_team(&mut view, all, Place::START).await,
        List::TeamDeep => of_team(&mut view, all, place).await,
        List::TeamInState(one) => of_team(&mut view, state(one), Place::START).await,
        List::TeamInLane(one) => of_team(&mut view, lane(one), Place::START).await,
        List::Mine => mine(&mut view, all, Place::START).await,
        List::MineDeep => mine(&mut view, all, place).await,
        List::MineInState(one) => mine(&mut view, state(one), Place::START).await,
        List::Queue => queue::waiting(&mut view, team, me, 50).await.unwrap().len(),
        List::Conversations => queue::mine(&mut view, me, 50).await.unwrap().len(),
    };
    (start.elapsed(), rows)
}
