//! Published figures of the fictional county, signed as a publisher would sign them.
//!
//! `figures.json` was made by `daybreak simulate --people 2000`, `extract` and `release tables`, with the
//! workload that `simulate` writes.

use std::path::Path;

use anyhow::{Context, Result};
use release::bundle::PublisherKey;
use release::publication::Publication;
use web::figures::source::Source;

/// Writes them into the demo's folder.
pub fn publish(folder: &Path) -> Result<Source> {
    let publication: Publication = serde_json::from_str(include_str!("figures.json"))?;
    // Whoever reads this line can sign in this county's name; it does not exist.
    let key = PublisherKey::new([0; 32]);
    let file = folder.join("figures.json");
    std::fs::write(&file, key.sign(&publication)?)
        .with_context(|| format!("`{}` cannot be written", file.display()))?;
    Ok(Source { file, key: key.id() })
}
