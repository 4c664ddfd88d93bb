//! Which rows answer, kept in memory as long as the directory stands.

use std::sync::Arc;

use access::Look;
use casework::member::Actor;
use directory::feed::{Builder, Feed};
use directory::{Directory, Service};
use store::directory::{Kind, Mark, fill, page};
use store::{Error, Store, View, subject};

use crate::compiled_here;

/// How many services one statement reads.
const PAGE: i64 = 500;

/// The feed of this node. Nothing is read before somebody asks.
#[derive(Default)]
pub struct Feeds {
    /// The number of the import that it was read from, and the feed.
    ready: tokio::sync::Mutex<Option<(i64, Arc<Feed>)>>,
}

/// Opens what everybody may know.
///
/// # Errors
/// If the database fails.
pub(super) async fn look(store: &Store) -> Result<View, Error> {
    let look = Look::SeePublicDirectory;
    let ((), view) = store.look(&Actor::Nobody, look, subject::Directory).await?;
    Ok(view)
}

impl Feeds {
    /// The directory as it stands, with a view to read its rows by. Two statements where nothing is new;
    /// whoever comes while it is read anew waits for that.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn current(&self, store: &Store) -> Result<(Arc<Feed>, View), Error> {
        let mut view = look(store).await?;
        let version = store.directory_edition().await?.version;
        let mut ready = self.ready.lock().await;
        if let Some((known, feed)) = &*ready
            && *known == version
        {
            return Ok((feed.clone(), view));
        }
        let feed = Arc::new(read(&mut view).await?);
        *ready = Some((version, feed.clone()));
        Ok((feed, view))
    }
}

async fn read(view: &mut View) -> Result<Feed, Error> {
    let mut shared = Directory::default();
    fill(view, Kind::Organization, &mut shared.organizations).await?;
    fill(view, Kind::Program, &mut shared.programs).await?;
    fill(view, Kind::Location, &mut shared.locations).await?;
    fill(view, Kind::Taxonomy, &mut shared.taxonomies).await?;
    fill(view, Kind::TaxonomyTerm, &mut shared.taxonomy_terms).await?;
    let mut builder = Builder::new(shared);
    let mut mark = Mark::default();
    loop {
        let services: Vec<Service> = page(view, Kind::Service, &mut mark, PAGE).await?;
        if services.is_empty() {
            return Ok(builder.finish());
        }
        services.iter().for_each(|service| builder.add(service));
    }
}
