//! How many tips a second are stored durably, and how long a danger tip takes among them.
//!
//! `cargo run --release -p web --example tips -- [CLIENTS] [SECONDS] [DATABASE]`: 16 clients for 10
//! seconds on a SQLite file of its own by default. Each client tells tip after tip through the act that the
//! page calls, and waits until its tip is on disk. Receipts are not made: no tip waits for its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use casework::contact::Danger;
use casework::time::Timestamp;
use store::team::TeamKind;
use store::{Address, Store};
use vault::{Attempt, RecoveryKey, Text};
use web::account::secret::InstanceKey;
use web::acts::house::{Founding, found};
use web::acts::tip::{Telling, tell};

type Failed = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut arguments = env::args().skip(1);
    let clients: usize = arguments.next().map_or(Ok(16), |text| text.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let folder = env::temp_dir().join(format!("daybreak-tips-{}", std::process::id()));
    let address: Address = match arguments.next() {
        Some(url) => url.parse()?,
        None => Address::Sqlite(folder.join("tips.db")),
    };
    let store = founded(&address).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> =
        (0..clients).map(|_| tokio::spawn(client(store.clone(), stop.clone()))).collect();
    let start = Instant::now();
    let mut dangers = Vec::new();
    while start.elapsed() < Duration::from_secs(seconds) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        dangers.push(one(&store, Danger::Now).await?);
    }
    stop.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = start.elapsed().as_secs_f64();
    times.sort_unstable();
    dangers.sort_unstable();
    println!("{clients} clients, {elapsed:.1} s, {} tips", times.len());
    println!("{:.0} tips a second, each on disk before its answer", times.len() as f64 / elapsed);
    println!("a tip: p50 {:?}, p99 {:?}", share(&times, 50), share(&times, 99));
    println!(
        "a danger tip among them: p50 {:?}, p99 {:?}",
        share(&dangers, 50),
        share(&dangers, 99)
    );
    store.close().await;
    // Nothing is there for another database.
    let _ = fs::remove_dir_all(&folder);
    Ok(())
}

/// The value below which so many of a hundred lie.
fn share(sorted: &[Duration], of_hundred: usize) -> Duration {
    sorted.get(sorted.len() * of_hundred / 100).or(sorted.last()).copied().unwrap_or_default()
}

async fn founded(address: &Address) -> Result<Store, Failed> {
    // The clock only counts on: what is measured is read from the machine's own.
    let start = Instant::now();
    let clock = move || {
        let micros = i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(1_800_000_000_000_000 + micros)
    };
    let store = Store::open(address, Box::new(clock)).await?;
    let recovery = RecoveryKey::generate(&mut store.rng());
    let founding = Founding {
        organization: "North Star",
        recovery: &recovery,
        login: "founder",
        name: "Founder",
        password: "four unrelated words here",
        hotlines: &["Night line"],
    };
    found(&store, &InstanceKey::new([7; 32]), &founding).await?;
    Ok(store)
}

async fn client(store: Store, stop: Arc<AtomicBool>) -> Result<Vec<Duration>, Failed> {
    let mut times = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        times.push(one(&store, Danger::Unknown).await?);
    }
    Ok(times)
}

async fn one(store: &Store, danger: Danger) -> Result<Duration, Failed> {
    let teams = store.teams().await?;
    let team = teams.iter().find(|team| team.kind == TeamKind::Hotline).ok_or("no hotline")?;
    let attempt = Attempt::generate(&mut store.rng());
    let telling = Telling {
        team: team.id,
        team_key: team.public_key,
        danger,
        language: "en",
        attempt: &attempt,
        parts: &[Text::from("A girl cries in room 214 every night.")],
    };
    let start = Instant::now();
    tell(store, &telling).await?;
    Ok(start.elapsed())
}
