//! `daybreak demo`: a fictional county on a temporary database, ready to try.
//!
//! Nothing of it outlives the process: the database lies in a folder of its own that is removed at
//! the end. The weeks before now are told through the very acts that the pages use, by a clock that
//! is set to each moment in turn, so every measure and every audit entry is as it would have been.

mod figures;
mod referrals;
mod story;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use casework::consent::MinorRule;
use casework::member::{Actor, StaffRole};
use casework::time::Span;
use clap::Args;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use simulation::contacts::contacts;
use simulation::county::{County, county};
use store::directory::{Missing, Prepared};
use store::{Address, Store, subject};
use vault::recovery::RecoveryKey;
use web::account::secret::InstanceKey;
use web::acts::house::{Founded, Founding, Newcomer, add_member, found};
use web::acts::member::{Doer, Shifting, shift};
use web::page::Site;
use web::{App, Config};

use crate::{clock, serve};

/// The password of everybody in the demo; printed, and of no use anywhere else.
const PASSWORD: &str = "harbor lantern quilt";

/// Opens a fictional county to try everything on. Nothing is kept.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Adds a simulated visitor who reaches out and answers, for practice.
    #[arg(long)]
    visitor: bool,
    /// Another seed, another county.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many weeks of its past to tell.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=52))]
    weeks: u32,
}

/// A folder that goes when the demo ends.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // Left behind it holds nothing but fiction.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One member of the demo's staff.
pub(crate) struct Person {
    pub(crate) doer: Doer,
    pub(crate) login: String,
    pub(crate) role: StaffRole,
}

/// Runs until the process is told to stop.
///
/// # Errors
/// When the address is taken or the temporary folder cannot be made.
pub fn run(options: &Options) -> Result<()> {
    serve::runtime()?.block_on(async {
        let folder = std::env::temp_dir().join(format!("daybreak-demo-{}", std::process::id()));
        let folder = Folder(folder);
        let address = Address::Fleeting(folder.0.join("demo.db"));
        let hands = clock::Hands::default();
        let listener = serve::listen(options.listen).await?;
        let here = listener.local_addr()?;
        let store = Store::open(&address, hands.clock()).await?;
        let config = Config {
            site: Site { phone: Some("(311) 555-0100".into()), ..Site::default() },
            zone: simulation::county::ZONE,
            minors: MinorRule::MaySignAlone,
            figures: Some(figures::publish(&folder.0)?),
            ..Config::default()
        };
        let now = clock::now();
        let county = county(options.seed, now);
        let all = contacts(options.seed, &county, now, options.weeks);
        hands.set(now - Span::from_days(7 * i64::from(options.weeks) + 1));
        let staff = settle(&store, &config.key, &county).await?;
        load(&store, &config.key, &county).await?;
        let gathering = store.gather();
        let helped = story::tell(&store, &hands, &all, &staff, now).await?;
        if let Some(gathering) = gathering {
            gathering.finish().await;
        }
        let origin = format!("http://localhost:{}", here.port());
        let app = App::new(store.clone(), config).at(&origin);
        let links = referrals::tell(&app, &hands, &staff, &helped, now).await?;
        hands.let_go();
        print(&here, &staff, &links, &folder.0);
        if options.visitor {
            tokio::spawn(story::visit(app.clone(), options.seed));
        }
        serve::serve(listener, app).await?;
        drop(folder);
        Ok(())
    })
}

/// Loads the county's directory, as `daybreak directory import` does.
async fn load(store: &Store, key: &InstanceKey, county: &County) -> Result<()> {
    let prepared = Prepared::of(&county.directory, &key.marks());
    let act = access::Act::ImportDirectory;
    let ((), mut tx) = store.enter(&Actor::Machine, act, subject::Directory).await?;
    let mut quiet = |_| {};
    let (_, event) =
        store::directory::import(&mut tx, &prepared, Missing::Remove, &mut quiet).await?;
    tx.commit(event).await?;
    Ok(())
}

/// Founds the hotline and brings its staff in, the specialists on shift.
async fn settle(store: &Store, key: &InstanceKey, county: &County) -> Result<Vec<Person>> {
    let recovery = RecoveryKey::generate(&mut store.rng());
    let hotlines: Vec<&str> = county.teams.iter().map(|team| team.name).collect();
    let founding = Founding {
        organization: "Fictional County Hotline",
        recovery: &recovery,
        login: "admin",
        name: "Administrator",
        password: PASSWORD,
        hotlines: &hotlines,
    };
    let founded = found(store, key, &founding).await.map_err(|error| anyhow!("{error}"))?;
    // Deriving the keys of passwords takes most of the time, and two cores can.
    let people: Vec<Person> = stream::iter(county.staff.iter())
        .map(|one| hire(store, key, &founded, one))
        .buffered(2)
        .try_collect()
        .await?;
    for person in &people {
        if matches!(person.role, StaffRole::Specialist | StaffRole::Supervisor) {
            shift(store, &person.doer, Shifting::Start { places: 6 }).await?;
        }
    }
    Ok(people)
}

async fn hire(
    store: &Store,
    key: &InstanceKey,
    founded: &Founded,
    one: &simulation::county::Staff,
) -> Result<Person> {
    let first = one.name.split_whitespace().next().unwrap_or(one.name);
    let login = directory::fold::fold(first);
    let opens = !matches!(one.role, StaffRole::Administrator | StaffRole::Analyst);
    let teams = one.teams.iter().filter(|_| opens).map(|&at| founded.hotlines[at]).collect();
    let newcomer = Newcomer {
        login: &login,
        // Visitors see this name: a first name is enough.
        name: first,
        password: PASSWORD,
        roles: BTreeSet::from([one.role]),
        teams,
    };
    let id = add_member(store, key, &founded.keys, founded.staff, &newcomer)
        .await
        .map_err(|error| anyhow!("{error}"))
        .with_context(|| format!("`{login}` could not be added"))?;
    let mut all: BTreeSet<_> = newcomer.teams.iter().copied().collect();
    all.insert(founded.staff);
    let member = casework::member::Member { id, roles: newcomer.roles.clone(), teams: all };
    let doer =
        Doer { actor: casework::member::Actor::Member(member), id, name: vault::Text::from(first) };
    Ok(Person { doer, login, role: one.role })
}

/// Says where everything is.
fn print(here: &SocketAddr, staff: &[Person], links: &[String], folder: &std::path::Path) {
    let place = format!("http://localhost:{}", here.port());
    println!("A fictional county is open. Nothing here is real, and nothing is kept.\n");
    println!("  {place}/          for somebody who reaches out");
    println!("  {place}/sign-in   for staff\n");
    if let Some(link) = links.first() {
        println!("  {place}{link}\n      for a service that was asked for a place\n");
    }
    println!("  password of everybody: {PASSWORD}\n");
    println!("  {:<14} administrator", "admin");
    for person in staff {
        println!("  {:<14} {}", person.login, person.role.code());
    }
    println!("\nThe database lies in {} until you stop with Ctrl-C.", folder.display());
}
