//! The saved link by which a service tells of its beds: one for each service, kept as a hash.

use casework::id::{MemberId, ServiceId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::SessionSecret;

use crate::compiled_here;
use crate::db::{on, statements};
use crate::tx::Reads;
use crate::{Error, Store, Tx};

statements! {
    /// A new link takes the place of the old one, which leads nowhere from then on.
    PUT = "
        INSERT INTO bed_links (service_id, link, made_by, made_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (service_id) DO UPDATE
        SET link = $2, made_by = $3, made_at = $4, expires_at = $5";
    OF_SERVICE = "SELECT made_at FROM bed_links WHERE service_id = $1 AND expires_at > $2";
    OF_LINK = "SELECT service_id FROM bed_links WHERE link = $1 AND expires_at > $2";
}

/// Gives a service a link; the one before leads nowhere from then on.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put(
    tx: &mut Tx,
    service: ServiceId,
    (by, link): (MemberId, &SessionSecret),
    expires_at: Timestamp,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(service.uuid())
        .bind(link.lookup().as_slice())
        .bind(by.uuid())
        .bind(now.micros())
        .bind(expires_at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Since when a service has a link that works, if it has one.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn since(
    reads: &mut dyn Reads,
    service: ServiceId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(reads.conn(), c => sqlx::query_as(OF_SERVICE)
        .bind(service.uuid()).bind(now.micros()).fetch_optional(&mut **c).await?);
    Ok(row.map(|(at,)| Timestamp::from_micros(at)))
}

impl Store {
    /// Whose beds a link opens, if it still does. One statement by key.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn shelter(&self, link: &SessionSecret) -> Result<Option<ServiceId>, Error> {
        let mut conn = self.readers().acquire().await?;
        let row: Option<(Uuid,)> = on!(&mut conn, c => sqlx::query_as(OF_LINK)
            .bind(link.lookup().as_slice())
            .bind(self.now().micros())
            .fetch_optional(&mut **c)
            .await?);
        Ok(row.map(|(id,)| ServiceId::from_uuid(id)))
    }
}
