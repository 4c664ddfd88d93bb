//! Which instruments there are: those that come with the program, and those that the house loaded.

use std::sync::{Arc, LazyLock};

use screening::{Instrument, InstrumentKey, bundled};
use store::tx::Reads;
use store::{Error, instrument};

/// The most loaded instruments that a page offers.
const MOST: i64 = 100;

static BUNDLED: LazyLock<Vec<Arc<Instrument>>> =
    LazyLock::new(|| bundled::all().into_iter().map(Arc::new).collect());

/// The instruments that can be begun, the conversation guide first. Of a loaded instrument only the
/// version that was loaded last; a screening that was begun with an older one goes on with that.
///
/// # Errors
/// If the database fails.
pub async fn offered(reads: &mut dyn Reads) -> Result<Vec<Arc<Instrument>>, Error> {
    let mut all = BUNDLED.clone();
    for loaded in instrument::latest(reads, MOST).await? {
        if all.iter().all(|known| known.key().url != loaded.url) {
            all.push(read(&loaded.body)?);
        }
    }
    Ok(all)
}

/// The instrument of this address and version.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(
    reads: &mut dyn Reads,
    url: &str,
    version: &str,
) -> Result<Arc<Instrument>, Error> {
    let same = |key: &InstrumentKey| key.url == url && key.version == version;
    if let Some(known) = BUNDLED.iter().find(|one| same(one.key())) {
        return Ok(known.clone());
    }
    let loaded = instrument::of_key(reads, url, version).await?.ok_or(Error::NotFound)?;
    read(&loaded.body)
}

/// The title of an instrument that comes with the program; for the others it takes a look into the
/// database, which a list of many screenings need not have.
#[must_use]
pub fn known_title(url: &str) -> Option<&'static str> {
    BUNDLED.iter().find(|one| one.key().url == url).map(|one| one.title())
}

fn read(body: &str) -> Result<Arc<Instrument>, Error> {
    // It was read once before it was stored.
    Instrument::read(body.as_bytes()).map(Arc::new).map_err(|_| Error::Unknown("instrument"))
}
