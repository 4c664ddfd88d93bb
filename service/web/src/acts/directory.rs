//! What staff write down about services.

use crate::compiled_here;
use access::Act;
use casework::event::Event;
use casework::id::ServiceId;
use store::capacity::{self, Capacity};
use store::wake::Topic;
use store::{Error, Store, subject};
use uuid::Uuid;

use super::member::Doer;

/// Writes down how many places a service said are free now, for one group of people.
///
/// # Errors
/// [`Error::Rule`] when it is more than there are; [`Error::NotFound`] when the service has no such
/// group.
#[compiled_here]
pub async fn say_free(
    store: &Store,
    doer: &Doer,
    service: ServiceId,
    (group, available): (Uuid, u32),
) -> Result<(), Error> {
    let act = Act::UpdateCapacity;
    let ((), mut tx) = store.enter(&doer.actor, act, subject::Directory).await?;
    let groups = capacity::of_service(&mut tx, service).await?;
    let stands = groups.into_iter().find(|one| one.id == group).ok_or(Error::NotFound)?;
    if let Some(most) = stands.maximum.filter(|most| available > *most) {
        return Err(Error::Rule(format!(
            "{available} free of {most} can not be; ask again, or mend the directory"
        )));
    }
    let said = Capacity { available: Some(available), updated_at: tx.now(), ..stands };
    capacity::put(&mut tx, service, &said).await?;
    tx.about("service", service.uuid());
    tx.wake(Topic::Directory);
    tx.commit(Event::CapacityUpdated { service, available }).await
}
