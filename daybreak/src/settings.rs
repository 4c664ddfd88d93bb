//! What a deployment sets: the settings file and the instance key beside the database.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use casework::consent::MinorRule;
use chrono_tz::Tz;
use serde::Deserialize;
use web::Config;
use web::account::secret::InstanceKey;
use web::page::Site;

/// The settings file. Everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    /// The neutral name in the browser's tab of public pages.
    tab: Option<String>,
    /// Where the quick exit leads.
    exit_target: Option<String>,
    /// What staff call this service.
    service: Option<String>,
    /// The number at which a partner service reaches the desk.
    phone: Option<String>,
    /// Whether the law of the place lets a minor sign a consent alone. Look it up; without it, an
    /// adult who is not the abuser has to sign too.
    minors_may_sign_alone: bool,
    /// The zone of the clock on the pages, as an IANA name.
    zone: Option<String>,
    /// The file of the instance key; beside the database by default.
    instance_key: Option<PathBuf>,
}

impl Settings {
    fn read(file: Option<&Path>) -> Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("`{}` cannot be read", file.display()))?;
        toml::from_str(&text).with_context(|| format!("`{}` is not understood", file.display()))
    }

    fn zone(&self) -> Result<Tz> {
        match &self.zone {
            None => Ok(Tz::default()),
            Some(name) => match name.parse() {
                Ok(zone) => Ok(zone),
                Err(_) => bail!("`{name}` is no time zone; write one like `America/Chicago`"),
            },
        }
    }
}

/// The zone of the organisation's clock, for a command that needs nothing else.
///
/// # Errors
/// When the file cannot be read or is not understood; the text says what to do.
pub fn zone(file: Option<&Path>) -> Result<Tz> {
    Settings::read(file)?.zone()
}

/// Reads the settings, and the instance key, which is made at the first start.
///
/// # Errors
/// When a file cannot be read or is not understood; the text says which and what to do.
pub fn read(file: Option<&Path>, beside: &Path) -> Result<Config> {
    let settings = Settings::read(file)?;
    let usual = Site::default();
    let zone = settings.zone()?;
    let key = settings.instance_key.unwrap_or_else(|| beside.join("instance.key"));
    Ok(Config {
        site: Site {
            tab: settings.tab.unwrap_or(usual.tab),
            exit_target: settings.exit_target.unwrap_or(usual.exit_target),
            service: settings.service.unwrap_or(usual.service),
            phone: settings.phone,
        },
        zone,
        key: instance_key(&key)?,
        minors: if settings.minors_may_sign_alone {
            MinorRule::MaySignAlone
        } else {
            MinorRule::NeedsAdult
        },
    })
}

/// The key under which log-in names are hashed: 32 random bytes in a file that only its owner reads.
fn instance_key(path: &Path) -> Result<InstanceKey> {
    if let Ok(bytes) = std::fs::read(path) {
        let Ok(bytes) = <[u8; 32]>::try_from(bytes.as_slice()) else {
            bail!("`{}` does not hold an instance key; restore it from a backup", path.display());
        };
        return Ok(InstanceKey::new(bytes));
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(path).with_context(|| format!("`{}` cannot be written", path.display()))?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(InstanceKey::new(bytes))
}
