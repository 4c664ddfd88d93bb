//! `daybreak user`: accounts from the command line, for when nobody can sign in.
//!
//! The server holds no key that opens a name or adds somebody to a team. So whatever needs one asks
//! for the recovery key; locking does not.

use std::collections::BTreeSet;
use std::path::PathBuf;

use access::Look;
use anyhow::{Context, Result, anyhow, bail};
use casework::id::{MemberId, TeamId};
use casework::member::{Actor, StaffRole};
use clap::{Args, Subcommand};
use serde_json::json;
use store::subject::Installation;
use store::team::{Team, TeamKind};
use store::{Store, member};
use vault::{Keyring, ReaderId, RecoveryKey, SecretKey};
use web::account::join;
use web::acts::house;

use crate::settings::Which;
use crate::{clock, recovery, serve};

/// Accounts of staff, from the command line.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists every account; with the recovery key also the names.
    List {
        #[command(flatten)]
        which: Which,
        /// A file with the recovery key, to show names.
        #[arg(long, value_name = "FILE")]
        recovery_key: Option<PathBuf>,
        /// Write the list as JSON to a file, or with `-` to standard output.
        #[arg(long, value_name = "PATH")]
        json: Option<PathBuf>,
    },
    /// Makes an account and prints the path of its link, which works once and for three days.
    Invite {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        key: recovery::Source,
        /// The name that colleagues will see.
        #[arg(long)]
        name: String,
        /// A role; say it again for another.
        #[arg(long, required = true, value_parser = role)]
        role: Vec<StaffRole>,
        /// A hotline team by its name; say it again for another.
        #[arg(long)]
        team: Vec<String>,
    },
    /// Suspends an account: its sessions end at once. With `--undo` it may sign in again.
    Lock {
        #[command(flatten)]
        which: Which,
        /// The account, as `list` shows it.
        id: MemberId,
        /// Let it sign in again.
        #[arg(long)]
        undo: bool,
    },
    /// Takes every way in from an account and prints the path of a link to set new ones.
    Reset {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        key: recovery::Source,
        /// The account, as `list` shows it.
        id: MemberId,
    },
}

fn role(code: &str) -> Result<StaffRole, String> {
    code.parse().map_err(|_| {
        let all: Vec<_> = StaffRole::ALL.iter().map(|role| role.code()).collect();
        format!("roles are {}", all.join(", "))
    })
}

/// Does one thing to the accounts.
///
/// # Errors
/// When the account or the team is not there, or the recovery key is another; the text says what to do.
pub fn run(options: &Options) -> Result<()> {
    serve::runtime()?.block_on(async {
        match &options.command {
            Command::List { which, recovery_key, json } => {
                let store = open(which).await?;
                let recovery = match recovery_key {
                    Some(file) => {
                        let source = recovery::Source { recovery_key: Some(file.clone()) };
                        Some(source.read()?)
                    }
                    None => None,
                };
                list(&store, recovery.as_ref(), json.as_deref()).await
            }
            Command::Invite { which, key, name, role, team } => {
                let store = open(which).await?;
                let roles = role.iter().copied().collect();
                let link = invite(&store, &key.read()?, name, roles, team).await?;
                println!("{link}");
                Ok(())
            }
            Command::Lock { which, id, undo } => {
                let store = open(which).await?;
                house::set_suspended(&store, &Actor::Machine, *id, !undo)
                    .await
                    .map_err(|error| anyhow!("{error}"))
                    .context("nothing was changed; `daybreak user list` shows where accounts stand")
            }
            Command::Reset { which, key, id } => {
                let store = open(which).await?;
                let link = house::reset(&store, &Actor::Machine, &key.read()?, *id)
                    .await
                    .map_err(|error| anyhow!("{error}"))?;
                println!("{}", join::path(&link));
                Ok(())
            }
        }
    })
}

async fn open(which: &Which) -> Result<Store> {
    Ok(Store::open(&which.deployment()?.address, clock::system()).await?)
}

async fn list(
    store: &Store,
    recovery: Option<&RecoveryKey>,
    json: Option<&std::path::Path>,
) -> Result<()> {
    let (_, mut view) = store.look(&Actor::Machine, Look::ListMembers, Installation).await?;
    let all = member::all(&mut view).await?;
    drop(view);
    let staff = match recovery {
        Some(recovery) => Some(staff_key(store, recovery).await?.1),
        None => None,
    };
    let mut accounts = Vec::new();
    for one in &all {
        let name = staff.as_ref().map(|key| one.name(key)).transpose()?;
        let roles: Vec<_> = one.roles.iter().map(|role| role.code()).collect();
        accounts.push(json!({
            "id": one.id.to_string(),
            "name": name.as_ref().map(|name| name.expose()),
            "roles": roles,
            "state": one.state.code(),
        }));
    }
    if let Some(path) = json {
        return crate::output::json(path, &accounts);
    }
    for account in &accounts {
        let text = |field: &str| account[field].as_str().unwrap_or_default().to_owned();
        let roles: Vec<_> =
            account["roles"].as_array().into_iter().flatten().filter_map(|r| r.as_str()).collect();
        println!("{}  {:<9}  {:<24}  {}", text("id"), text("state"), roles.join(" "), text("name"));
    }
    Ok(())
}

/// The staff team and its key, which opens names.
async fn staff_key(store: &Store, recovery: &RecoveryKey) -> Result<(Team, SecretKey)> {
    let teams = store.teams().await?;
    let staff = teams.into_iter().find(|team| team.kind == TeamKind::Staff);
    let staff = staff.context("nobody works here yet; complete the first-run page at `/setup`")?;
    let key = store.recovered(staff.id.uuid(), recovery.key_pair().secret()).await;
    let key = key.context("this is not the recovery key of this installation")?;
    Ok((staff, key))
}

async fn invite(
    store: &Store,
    recovery: &RecoveryKey,
    name: &str,
    roles: BTreeSet<StaffRole>,
    named: &[String],
) -> Result<String> {
    let (staff, staff_key) = staff_key(store, recovery).await?;
    let mut teams: Vec<TeamId> = Vec::new();
    let mut keys = Keyring::empty();
    for wanted in named {
        let team = team_named(store, &staff_key, wanted).await?;
        let key = store.recovered(team.uuid(), recovery.key_pair().secret()).await?;
        keys.insert(ReaderId(team.uuid()), key);
        teams.push(team);
    }
    keys.insert(ReaderId(staff.id.uuid()), staff_key);
    let ring = (&keys, staff.id);
    let link = house::invite(store, &Actor::Machine, ring, name, roles, &teams)
        .await
        .map_err(|error| anyhow!("{error}"))?;
    Ok(join::path(&link))
}

async fn team_named(store: &Store, staff: &SecretKey, wanted: &str) -> Result<TeamId> {
    let mut names = Vec::new();
    for team in store.teams().await?.iter().filter(|team| team.kind == TeamKind::Hotline) {
        let name = team.name(staff)?;
        if name.expose() == wanted {
            return Ok(team.id);
        }
        names.push(format!("`{}`", name.expose()));
    }
    bail!("there is no team `{wanted}`; there are {}", names.join(", "))
}
