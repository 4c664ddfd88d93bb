//! One service of the directory or one of its places, changed by hand.
//!
//! What is confidential may have been written into any row of the same organisation, so the rows of
//! one organisation are read whole, cleared together, and those that come out differently are written.
//! Cost: one statement for every [`THESE`] rows of the organisation, and one for each row that differs.

use ::directory::{Directory, Location, Organization, Service};
use casework::event::Event;
use casework::id::ServiceId;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use uuid::Uuid;
use vault::{Keyring, Sealed, SecretKey, Text};

use super::{
    Counts, Kind, MarkKey, Prepared, THESE, close_version, open_version, place, read, write,
};
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads as _;
use crate::wake::Topic;
use crate::{Error, Tx, capacity, key};

statements! {
    /// As many as [`THESE`] at once; fewer are filled up with the nil identifier, which no row has.
    WHOLE_OF_IDS = "
        SELECT id, body, mark, version, key_id, body_sealed FROM directory_entries
        WHERE kind = $1 AND id IN (
            $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
            $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53,
            $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70,
            $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87,
            $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101)";
}

row! {
    struct WholeRow {
        id: Uuid,
        body: String,
        mark: Vec<u8>,
        version: i64,
        key_id: Option<Uuid>,
        body_sealed: Option<Vec<u8>>,
    }
}

/// What is written: an organisation, a service, a place, as they are from now on. A row that is not there
/// yet is added.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// The organisation.
    pub organization: Option<Organization>,
    /// The service.
    pub service: Option<Service>,
    /// The place.
    pub place: Option<Location>,
}

/// Which row was seen in which version: what somebody else wrote since is not written over.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Its kind.
    pub kind: Kind,
    /// Its identifier.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

/// Writes rows of one organisation over the version that was seen, and gives the event to commit with.
/// `family` are the rows of the organisation; `of` is the service that led to them. A new organisation has no
/// row that could have been seen.
///
/// # Errors
/// [`Error::NotFound`] when the row that was seen is not there; [`Error::Changed`] when it was written
/// since; [`Error::Sealed`] when a row of the organisation does not open with these keys.
#[compiled_here]
pub async fn change(
    tx: &mut Tx,
    (keys, mark_key): (&Keyring, &MarkKey),
    (of, family): (ServiceId, &[(Kind, Uuid)]),
    (changed, seen): (Changed, Option<Seen>),
) -> Result<Event, Error> {
    let mut reading = Reading { keys, opened: HashMap::new(), stands: HashMap::new() };
    let mut directory = Directory::default();
    for row in reading.rows(tx, Kind::Organization, family).await? {
        directory.organizations.put(row);
    }
    for row in reading.rows(tx, Kind::Program, family).await? {
        directory.programs.put(row);
    }
    for row in reading.rows(tx, Kind::Location, family).await? {
        directory.locations.put(row);
    }
    for row in reading.rows::<Service>(tx, Kind::Service, family).await? {
        directory.services.put(row);
    }
    if let Some(seen) = seen {
        let stands = reading.stands.get(&(seen.kind, seen.id)).ok_or(Error::NotFound)?;
        if stands.version != seen.version {
            return Err(Error::Changed);
        }
    }
    let service = changed.service.as_ref().map(|row| row.id);
    let place = changed.place.as_ref().map(|row| row.id);
    let put = [service, place, changed.organization.as_ref().map(|row| row.id)];
    if let Some(row) = changed.organization {
        let is_here = super::of_id(tx, Kind::Organization, row.id).await?.is_some();
        if is_here && !reading.stands.contains_key(&(Kind::Organization, row.id)) {
            // Of others: what was not read whole cannot be written over.
            return Err(Error::Changed);
        }
        directory.organizations.put(row);
    }
    if let Some(row) = changed.service {
        directory.services.put(row);
    }
    if let Some(row) = changed.place {
        directory.locations.put(row);
    }
    let prepared = Prepared::of(&directory, mark_key);
    let version = open_version(tx, &prepared).await?;
    let mut counts = Counts::default();
    for row in &prepared.rows {
        match reading.stands.get(&(row.kind, row.id)) {
            Some(stands) if stands.mark == row.mark => continue,
            Some(_) => counts.changed += 1,
            None if put.contains(&Some(row.id)) => counts.added += 1,
            // What was cleared away beside these rows belongs to others.
            None => continue,
        }
        write(tx, row, &version).await?;
    }
    if let Some(id) = service {
        let said = prepared.capacities.get(&id).map_or(&[][..], Vec::as_slice);
        capacity::replace(tx, ServiceId::from_uuid(id), said).await?;
        capacity::limit(tx, said).await?;
    }
    close_version(tx, version.number, counts).await?;
    tx.wake(Topic::Directory);
    Ok(Event::ServiceEdited { service: of })
}

/// What stands of a row.
struct Stands {
    mark: Vec<u8>,
    version: i64,
}

struct Reading<'a> {
    keys: &'a Keyring,
    opened: HashMap<Uuid, SecretKey>,
    stands: HashMap<(Kind, Uuid), Stands>,
}

impl Reading<'_> {
    /// The rows of a kind, whole.
    async fn rows<T: DeserializeOwned>(
        &mut self,
        tx: &mut Tx,
        kind: Kind,
        family: &[(Kind, Uuid)],
    ) -> Result<Vec<T>, Error> {
        let ids: Vec<Uuid> =
            family.iter().filter(|(one, _)| *one == kind).map(|(_, id)| *id).collect();
        let mut all = Vec::with_capacity(ids.len());
        for some in ids.chunks(THESE) {
            let padded = some.iter().copied().chain(std::iter::repeat(Uuid::nil())).take(THESE);
            let rows: Vec<WholeRow> = on!(tx.conn(), c => {
                let query = sqlx::query_as(WHOLE_OF_IDS).bind(kind.code());
                padded.fold(query, |query, id| query.bind(id)).fetch_all(&mut **c).await?
            });
            for row in rows {
                all.push(self.open(tx, kind, row).await?);
            }
        }
        Ok(all)
    }

    async fn open<T: DeserializeOwned>(
        &mut self,
        tx: &mut Tx,
        kind: Kind,
        row: WholeRow,
    ) -> Result<T, Error> {
        let WholeRow { id, body, mark, version, key_id, body_sealed } = row;
        self.stands.insert((kind, id), Stands { mark, version });
        let Some((key_id, sealed)) = key_id.zip(body_sealed) else { return read(&body) };
        if !self.opened.contains_key(&key_id) {
            let key = key::open(tx, key_id, self.keys).await?;
            self.opened.insert(key_id, key);
        }
        let sealed: Sealed<Text> = Sealed::from_bytes(sealed);
        read(sealed.open(&self.opened[&key_id], place(id, version))?.expose())
    }
}
