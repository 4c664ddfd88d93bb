//! What staff write down about services.

use crate::compiled_here;
use access::Act;
use casework::id::{CapacityId, ServiceId};
use store::directory::edit::{self, Changed, Seen};
use store::directory::{Kind, MarkKey};
use store::{Error, Store, subject};
use uuid::Uuid;
use vault::Keyring;

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

/// Writes a service and a place of the directory as they were changed, over the version that was seen.
/// `family` are the rows of the organisation.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote it meanwhile; [`Error::NotFound`] when it is gone.
#[compiled_here]
pub async fn change(
    store: &Store,
    doer: &Doer,
    keys: (&Keyring, &MarkKey),
    (of, family): (ServiceId, &[(Kind, Uuid)]),
    changed: (Changed, Option<Seen>),
) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::EditDirectory, subject::Directory).await?;
    let event = edit::change(&mut tx, keys, (of, family), changed).await?;
    tx.about("service", of.uuid());
    tx.commit(event).await
}
