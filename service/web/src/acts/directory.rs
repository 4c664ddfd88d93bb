//! What staff write down about services.

use crate::compiled_here;
use access::Act;
use casework::id::{CapacityId, ServiceId};
use store::{Error, Store, subject};

use super::bed::{self, Count};
use super::member::Doer;

/// Writes down how many places a service said are free now, for one group of people.
///
/// # Errors
/// [`Error::Rule`] when it is more than there are or fewer than are kept for somebody;
/// [`Error::NotFound`] when the service has no such group.
#[compiled_here]
pub async fn say_free(
    store: &Store,
    doer: &Doer,
    service: ServiceId,
    (group, available): (CapacityId, u32),
) -> Result<(), Error> {
    let act = Act::UpdateCapacity;
    let ((), tx) = store.enter(&doer.actor, act, subject::Directory).await?;
    bed::told(tx, service, group, Count::Exactly(available)).await
}
