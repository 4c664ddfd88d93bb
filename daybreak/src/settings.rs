//! What a deployment sets: one file, which the command line may overrule.
//!
//! Every setting and what it means stands in `deploy/daybreak.toml`; a test reads that file, so a
//! setting that is missing there does not exist.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use casework::consent::MinorRule;
use casework::time::Span;
use chrono_tz::Tz;
use clap::Args;
use serde::Deserialize;
use store::Address;
use web::Config;
use web::account::secret::InstanceKey;
use web::figures::source::Source;
use web::flood::Limits;
use web::page::Site;

use crate::{instance_key, ledger};

/// Where the records are kept when nobody says so.
const DATABASE: &str = "sqlite:daybreak-data/daybreak.db";

/// Which deployment a command works on.
#[derive(Debug, Args)]
pub struct Which {
    /// Where the records are kept: `sqlite:PATH` or `postgres://USER@HOST/NAME`
    /// [default: sqlite:daybreak-data/daybreak.db].
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// A file with settings; see `docs/guides/operators.md`.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The settings file. Everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where the records are kept.
    pub database: Option<String>,
    /// Where to listen.
    pub listen: Option<SocketAddr>,
    /// Where to answer `/metrics`; nowhere by default.
    pub metrics: Option<SocketAddr>,
    /// The address that browsers show, `https://…`: passkeys belong to it.
    pub address: Option<String>,
    /// The neutral name in the browser's tab of public pages.
    pub tab: Option<String>,
    /// Where the quick exit leads.
    pub exit_target: Option<String>,
    /// What staff call this service.
    pub service: Option<String>,
    /// The number at which a partner service reaches the desk.
    pub phone: Option<String>,
    /// Whether the law of the place lets a minor sign a consent alone. Look it up; without it, an
    /// adult who is not the abuser has to sign too.
    pub minors_may_sign_alone: bool,
    /// For how many minutes a service keeps a bed that it said yes to.
    pub hold_minutes: Option<u16>,
    /// The zone of the clock on the pages, as an IANA name.
    pub zone: Option<String>,
    /// The file of the instance key; beside the database by default.
    pub instance_key: Option<PathBuf>,
    /// The file of the erasure ledger; beside the instance key by default.
    pub ledger: Option<PathBuf>,
    /// The signed figures that the data page shows.
    pub figures: Option<PathBuf>,
    /// The public half of the key that they are signed with.
    pub figures_key: Option<String>,
    /// New contacts from everywhere in a minute from which on each one costs a toll.
    pub flood_a_minute: Option<u32>,
    /// New contacts from one place in an hour from which on each one costs a toll.
    pub flood_a_place_an_hour: Option<u32>,
}

/// One deployment: its settings, and where its records and its key are.
#[derive(Debug)]
pub struct Deployment {
    /// What was set.
    pub settings: Settings,
    /// Where the records are kept.
    pub address: Address,
    /// The same as it was written; it may hold a password, so it is never shown.
    pub url: String,
    /// The file of the instance key.
    pub key_file: PathBuf,
    /// The file of the erasure ledger.
    pub ledger_file: PathBuf,
}

impl Which {
    /// Reads the settings file, if there is one, and settles where everything is.
    ///
    /// # Errors
    /// When the file cannot be read or is not understood; the text says which and what to do.
    pub fn deployment(&self) -> Result<Deployment> {
        let settings = self.config.as_deref().map_or_else(|| Ok(Settings::default()), read)?;
        let url = self.database.clone().or_else(|| settings.database.clone());
        let url = url.unwrap_or_else(|| DATABASE.to_owned());
        let address: Address = url.parse()?;
        let beside = match &address {
            Address::Sqlite(path) | Address::Fleeting(path) => {
                path.parent().unwrap_or(Path::new(".")).to_owned()
            }
            Address::Postgres(_) => PathBuf::from("daybreak-data"),
        };
        let key_file = settings.instance_key.clone().unwrap_or_else(|| beside.join("instance.key"));
        let ledger_file = settings.ledger.clone();
        let ledger_file = ledger_file.unwrap_or_else(|| key_file.with_file_name(ledger::FILE));
        Ok(Deployment { settings, address, url, key_file, ledger_file })
    }
}

fn read(file: &Path) -> Result<Settings> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("`{}` cannot be read", file.display()))?;
    toml::from_str(&text).with_context(|| format!("`{}` is not understood", file.display()))
}

impl Deployment {
    /// The zone of the organisation's clock.
    ///
    /// # Errors
    /// When the setting names none.
    pub fn zone(&self) -> Result<Tz> {
        match &self.settings.zone {
            None => Ok(Tz::default()),
            Some(name) => match name.parse() {
                Ok(zone) => Ok(zone),
                Err(_) => bail!("`{name}` is no time zone; write one like `America/Chicago`"),
            },
        }
    }

    /// What the pages need; the instance key is made at the first start.
    ///
    /// # Errors
    /// When a setting is no such thing, or the key cannot be read or made.
    pub fn config(&self) -> Result<Config> {
        let (usual, calm, set) = (Site::default(), Limits::default(), &self.settings);
        let set_or = |text: &Option<String>, usual: String| text.clone().unwrap_or(usual);
        Ok(Config {
            site: Site {
                tab: set_or(&set.tab, usual.tab),
                exit_target: set_or(&set.exit_target, usual.exit_target),
                service: set_or(&set.service, usual.service),
                phone: set.phone.clone(),
            },
            zone: self.zone()?,
            key: InstanceKey::new(instance_key::read_or_make(&self.key_file)?),
            minors: if set.minors_may_sign_alone {
                MinorRule::MaySignAlone
            } else {
                MinorRule::NeedsAdult
            },
            hold: set.hold_minutes.map(|minutes| Span::from_minutes(minutes.max(1).into())),
            figures: self.figures()?,
            flood: Limits {
                a_minute: set.flood_a_minute.unwrap_or(calm.a_minute),
                a_place_an_hour: set.flood_a_place_an_hour.unwrap_or(calm.a_place_an_hour),
            },
        })
    }

    /// The figures that the data page shows, and who must have signed them.
    ///
    /// # Errors
    /// When one of the two settings is missing, or the key is none.
    fn figures(&self) -> Result<Option<Source>> {
        match (&self.settings.figures, &self.settings.figures_key) {
            (None, None) => Ok(None),
            (Some(file), Some(key)) => {
                let key = key.parse().context("`figures_key` is not understood")?;
                Ok(Some(Source { file: file.clone(), key }))
            }
            _ => bail!(
                "`figures` and `figures_key` go together: the signed file, and the line that \
                 `daybreak release key` printed"
            ),
        }
    }

    /// The address that browsers show, if it was set.
    ///
    /// # Errors
    /// When it is none under which a browser keeps passkeys.
    pub fn origin(&self) -> Result<Option<&str>> {
        let Some(address) = self.settings.address.as_deref() else { return Ok(None) };
        let local = address.strip_prefix("http://localhost");
        let local = local.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
        if !local && !address.starts_with("https://") {
            bail!(
                "`address = \"{address}\"` begins with no `https://`; write it as browsers show it"
            );
        }
        Ok(Some(address.trim_end_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file that operators start from holds every setting, and each is understood.
    #[test]
    fn the_example_names_every_setting() {
        let example = include_str!("../../deploy/daybreak.toml");
        let set: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let settings: Settings = toml::from_str(&set).unwrap();
        let shown = format!("{settings:?}");
        assert!(
            settings.minors_may_sign_alone && !shown.contains("None"),
            "a setting is missing in deploy/daybreak.toml: {shown}"
        );
        assert!(toml::from_str::<Settings>(example).is_ok());
    }

    #[test]
    fn passkeys_need_the_address_that_browsers_show() {
        let of = |address: &str| Deployment {
            settings: Settings { address: Some(address.into()), ..Settings::default() },
            address: "sqlite:a.db".parse().unwrap(),
            url: String::new(),
            key_file: PathBuf::new(),
            ledger_file: PathBuf::new(),
        };
        assert_eq!(of("https://help.example/").origin().unwrap(), Some("https://help.example"));
        assert_eq!(of("http://localhost:8080").origin().unwrap(), Some("http://localhost:8080"));
        assert!(of("http://help.example").origin().is_err());
        assert!(of("http://localhost.example").origin().is_err());
    }
}
