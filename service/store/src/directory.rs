//! The directory of services: imported as a whole, read in pages, its confidential parts sealed.
//!
//! Every row of HSDS is one entry: as JSON, from which everything confidential is taken out
//! ([`PublicView`]), and beside it, where something was, the whole row sealed to a key that the
//! hotline's teams hold. So the database, its backups and the server's memory know of a confidential
//! shelter what everybody may know, and its address only a member who holds a team's key can open.
//!
//! Cost: an import reads the mark of every entry (about 100 bytes each) and writes what changed, one
//! statement an entry, in one transaction.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use ::directory::row::Row as _;
use ::directory::{Directory, PublicView, directory::Table};
use casework::code::UnknownCode;
use casework::event::Event;
use casework::id::ServiceId;
use casework::time::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use uuid::Uuid;
use vault::{Keyring, Place, PublicKey, ReaderId, RecordKey, Sealed, Text};

use crate::capacity::{self, Capacity};
use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::team::{self, TeamKind};
use crate::tx::{Reads, entropy, ten};
use crate::wake::Topic;
use crate::{Error, Store, Tx, key};

pub mod edit;
pub mod source;

statements! {
    MARKS = "SELECT kind, id, mark, key_id FROM directory_entries";
    PUT = "
        INSERT INTO directory_entries (kind, id, body, mark, version, key_id, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (kind, id) DO UPDATE
        SET body = $3, mark = $4, version = $5, key_id = $6, body_sealed = $7";
    REMOVE = "DELETE FROM directory_entries WHERE kind = $1 AND id = $2";
    COUNT = "SELECT count(*) FROM directory_entries WHERE kind = $1";
    LATEST = "
        SELECT version, key_id, public_key FROM directory_versions ORDER BY version DESC LIMIT 1";
    ADD_VERSION = "
        INSERT INTO directory_versions (version, at, key_id, public_key, added, changed, removed)
        VALUES ($1, $2, $3, $4, 0, 0, 0)";
    COUNT_VERSION = "
        UPDATE directory_versions SET added = $2, changed = $3, removed = $4 WHERE version = $1";
    FIRST_PAGE = "SELECT id, body FROM directory_entries WHERE kind = $1 ORDER BY id LIMIT $2";
    PAGE = "
        SELECT id, body FROM directory_entries WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// As many as [`THESE`] at once; fewer are filled up with the nil identifier, which no row has.
    OF_IDS = "
        SELECT id, body FROM directory_entries WHERE kind = $1 AND id IN (
            $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
            $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53,
            $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70,
            $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87,
            $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101)";
    OF_ID = "
        SELECT body, version, key_id, body_sealed FROM directory_entries
        WHERE kind = $1 AND id = $2";
}

/// Which table of the standard an entry is a row of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the standard's own table name")]
pub enum Kind {
    Organization,
    Program,
    Service,
    Location,
    Taxonomy,
    TaxonomyTerm,
    MetaTableDescription,
}

impl Kind {
    /// Every kind, in the order in which rows name each other.
    pub const ALL: &'static [Self] = &[
        Self::Organization,
        Self::Program,
        Self::Service,
        Self::Location,
        Self::Taxonomy,
        Self::TaxonomyTerm,
        Self::MetaTableDescription,
    ];

    /// As stored: the standard's name of the table.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Program => "program",
            Self::Service => "service",
            Self::Location => "location",
            Self::Taxonomy => "taxonomy",
            Self::TaxonomyTerm => "taxonomy_term",
            Self::MetaTableDescription => "meta_table_description",
        }
    }

    fn from_code(code: &str) -> Result<Self, UnknownCode> {
        let allowed = || Self::ALL.iter().map(|kind| kind.code()).collect();
        let known = Self::ALL.iter().copied().find(|kind| kind.code() == code);
        known.ok_or_else(|| UnknownCode::new("directory_entry", code, allowed()))
    }
}

/// The key under which whole rows are hashed, to tell at the next import which of them changed. It
/// lives outside the database: whoever has only that cannot try addresses until a hash fits.
#[derive(Clone)]
pub struct MarkKey([u8; 32]);

impl MarkKey {
    /// Takes 32 secret bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The mark of a row; where something of it is withheld, of what is left too: that changes when
    /// another row of the same organisation gets a secret.
    fn mark(&self, row: &str, left: Option<&str>) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"daybreak directory entry 1\x00");
        mac.update(row.as_bytes());
        if let Some(left) = left {
            mac.update(b"\x00");
            mac.update(left.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for MarkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarkKey")
    }
}

/// A directory made ready to be written. Costs one pass over it, outside any transaction.
#[derive(Debug)]
pub struct Prepared {
    rows: Vec<New>,
    capacities: HashMap<Uuid, Vec<Capacity>>,
}

#[derive(Debug)]
struct New {
    kind: Kind,
    id: Uuid,
    body: String,
    mark: [u8; 32],
    /// The whole row, where the body lacks something.
    whole: Option<Text>,
}

impl Prepared {
    /// Takes everything confidential out of the rows and marks them.
    #[must_use]
    pub fn of(directory: &Directory, key: &MarkKey) -> Self {
        let cleared = PublicView::of(directory).directory();
        let mut rows = Vec::new();
        let mut add = Adding { key, rows: &mut rows };
        add.table(Kind::Organization, &directory.organizations, &cleared.organizations);
        add.table(Kind::Program, &directory.programs, &cleared.programs);
        add.table(Kind::Service, &directory.services, &cleared.services);
        add.table(Kind::Location, &directory.locations, &cleared.locations);
        add.table(Kind::Taxonomy, &directory.taxonomies, &cleared.taxonomies);
        add.table(Kind::TaxonomyTerm, &directory.taxonomy_terms, &cleared.taxonomy_terms);
        for row in &directory.meta_table_descriptions {
            add.row(Kind::MetaTableDescription, row.id(), json(row), Some(json(row)));
        }
        let capacities = directory
            .services
            .iter()
            .filter(|service| !service.capacities.is_empty())
            .map(|service| (service.id, service.capacities.iter().map(capacity::of_row).collect()))
            .collect();
        Self { rows, capacities }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

struct Adding<'a> {
    key: &'a MarkKey,
    rows: &'a mut Vec<New>,
}

impl Adding<'_> {
    fn table<T: ::directory::row::Row + Serialize>(
        &mut self,
        kind: Kind,
        table: &Table<T>,
        cleared: &Table<T>,
    ) {
        for row in table {
            self.row(kind, row.id(), json(row), cleared.find(row.id()).map(json));
        }
    }

    fn row(&mut self, kind: Kind, id: Uuid, whole: String, cleared: Option<String>) {
        // A row that was cleared away as a whole leaves its identifier.
        let body = cleared.unwrap_or_else(|| format!("{{\"id\":\"{id}\"}}"));
        let mark = self.key.mark(&whole, Some(&*body).filter(|body| *body != whole));
        let whole = (body != whole).then(|| Text::from(whole));
        self.rows.push(New { kind, id, body, mark, whole });
    }
}

fn json<T: Serialize>(row: &T) -> String {
    // The model's maps have text keys and its numbers are finite, so JSON can hold it.
    serde_json::to_string(row).expect("a row of the model is always JSON")
}

/// What to do with entries that an import does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// They are gone: the import is the whole directory.
    #[default]
    Remove,
    /// They stay: the import is a part.
    Keep,
}

/// What became of the entries of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New.
    pub added: u64,
    /// Written anew.
    pub changed: u64,
    /// As they were.
    pub unchanged: u64,
    /// No longer there.
    pub removed: u64,
}

impl Counts {
    fn join(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            unchanged: self.unchanged + other.unchanged,
            removed: self.removed + other.removed,
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// By kind of entry.
    pub kinds: BTreeMap<Kind, Counts>,
    /// How many of the entries hold something that is sealed.
    pub sealed: u64,
}

impl Report {
    /// All kinds together.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.kinds.values().fold(Counts::default(), |sum, one| sum.join(*one))
    }

    fn of(&mut self, kind: Kind) -> &mut Counts {
        self.kinds.entry(kind).or_default()
    }
}

/// Writes a directory over the one that stands, and gives the event to commit with. `progress` is
/// told how many rows are done.
///
/// What has not changed is not written again; the same import twice changes nothing the second time.
///
/// # Errors
/// [`Error::Rule`] when something is confidential and no team is there yet to seal it to.
#[compiled_here]
pub async fn import(
    tx: &mut Tx,
    new: &Prepared,
    missing: Missing,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<(Report, Event), Error> {
    let mut standing = marks(tx).await?;
    let version = open_version(tx, new).await?;
    let mut report = Report::default();
    for (done, row) in new.rows.iter().enumerate() {
        if done % 1_000 == 0 {
            progress(done);
        }
        report.sealed += u64::from(row.whole.is_some());
        let counts = report.of(row.kind);
        match standing.remove(&(row.kind, row.id)) {
            Some(stands) if stands.is_same(row, &version) => {
                counts.unchanged += 1;
                continue;
            }
            Some(stands) if stands.mark == row.mark => counts.unchanged += 1,
            Some(_) => counts.changed += 1,
            None => counts.added += 1,
        }
        write(tx, row, &version).await?;
        if row.kind == Kind::Service {
            let said = new.capacities.get(&row.id).map_or(&[][..], Vec::as_slice);
            capacity::replace(tx, ServiceId::from_uuid(row.id), said).await?;
        }
    }
    if missing == Missing::Remove {
        for (kind, id) in standing.into_keys() {
            on!(tx.conn(), c => sqlx::query(REMOVE)
                .bind(kind.code()).bind(id).execute(&mut **c).await.map(drop)?);
            if kind == Kind::Service {
                capacity::replace(tx, ServiceId::from_uuid(id), &[]).await?;
            }
            report.of(kind).removed += 1;
        }
    }
    close_version(tx, version.number, report.total()).await?;
    tx.wake(Topic::Directory);
    let organizations = count(tx, Kind::Organization).await?;
    let services = count(tx, Kind::Service).await?;
    Ok((report, Event::DirectoryImported { organizations, services }))
}

struct Standing {
    mark: [u8; 32],
    key: Option<Uuid>,
}

impl Standing {
    /// Nothing changed, and whoever can open new entries can open this one.
    fn is_same(&self, row: &New, version: &Version) -> bool {
        self.mark == row.mark && self.key == row.whole.as_ref().map(|_| version.key_id)
    }
}

async fn marks(tx: &mut Tx) -> Result<HashMap<(Kind, Uuid), Standing>, Error> {
    let rows: Vec<(String, Uuid, Vec<u8>, Option<Uuid>)> =
        on!(tx.conn(), c => sqlx::query_as(MARKS).fetch_all(&mut **c).await?);
    rows.into_iter()
        .map(|(kind, id, mark, key)| {
            let kind = Kind::from_code(&kind).map_err(|_| Error::Unknown("directory entry"))?;
            let mark = mark.try_into().map_err(|_| Error::Unknown("mark"))?;
            Ok(((kind, id), Standing { mark, key }))
        })
        .collect()
}

struct Version {
    number: i64,
    key_id: Uuid,
    public: PublicKey,
}

row! {
    struct VersionRow {
        version: i64,
        key_id: Uuid,
        public_key: Vec<u8>,
    }
}

async fn latest(conn: &mut Conn) -> Result<Option<Version>, Error> {
    let row: Option<VersionRow> =
        on!(conn, c => sqlx::query_as(LATEST).fetch_optional(&mut **c).await?);
    row.map(|row| {
        let public =
            PublicKey::from_bytes(&row.public_key).map_err(|_| Error::Unknown("public key"))?;
        Ok(Version { number: row.version, key_id: row.key_id, public })
    })
    .transpose()
}

/// The next version. It keeps the key of the one before as long as every team can open it.
async fn open_version(tx: &mut Tx, new: &Prepared) -> Result<Version, Error> {
    let before = latest(tx.conn()).await?;
    let mut teams = team::all(tx).await?;
    teams.retain(|team| team.kind == TeamKind::Hotline);
    if teams.is_empty() && new.rows.iter().any(|row| row.whole.is_some()) {
        return Err(Error::Rule(
            "this directory holds confidential places, which are sealed to the hotline's teams, and \
             there is no team yet; complete the first-run page, then import again"
                .into(),
        ));
    }
    let number = before.as_ref().map_or(1, |version| version.number + 1);
    let at = tx.now();
    let version = match before {
        Some(before) if opens_for_all(tx, before.key_id, &teams).await? => {
            Version { number, ..before }
        }
        _ => {
            let record = RecordKey::generate(&mut tx.rng());
            let key_id = uuid::Builder::from_unix_timestamp_millis(
                u64::try_from(at.micros() / 1_000).unwrap_or(0),
                &ten(),
            )
            .into_uuid();
            for team in &teams {
                let reader = ReaderId(team.id.uuid());
                let wrapped = record.wrap_for(reader, &team.public_key, key_id, &mut tx.rng());
                key::grant(tx, key_id, reader, key::Reader::Team, &wrapped).await?;
            }
            Version { number, key_id, public: record.public() }
        }
    };
    on!(tx.conn(), c => sqlx::query(ADD_VERSION)
        .bind(version.number)
        .bind(at.micros())
        .bind(version.key_id)
        .bind(version.public.as_bytes().as_slice())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(version)
}

async fn opens_for_all(tx: &mut Tx, key: Uuid, teams: &[team::Team]) -> Result<bool, Error> {
    let readers = key::of_record(tx.conn(), key).await?;
    Ok(teams.iter().all(|team| readers.iter().any(|(id, _)| id.0 == team.id.uuid())))
}

async fn close_version(tx: &mut Tx, number: i64, counts: Counts) -> Result<(), Error> {
    let number_of = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    on!(tx.conn(), c => sqlx::query(COUNT_VERSION)
        .bind(number)
        .bind(number_of(counts.added))
        .bind(number_of(counts.changed))
        .bind(number_of(counts.removed))
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

async fn write(tx: &mut Tx, row: &New, version: &Version) -> Result<(), Error> {
    let sealed = row.whole.as_ref().map(|whole| {
        Sealed::seal(whole, &version.public, place(row.id, version.number), &mut entropy())
    });
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(row.kind.code())
        .bind(row.id)
        .bind(&row.body)
        .bind(row.mark.as_slice())
        .bind(version.number)
        .bind(sealed.as_ref().map(|_| version.key_id))
        .bind(sealed.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

fn place(id: Uuid, version: i64) -> Place {
    Place { table: "directory_entries", record: id, column: "body_sealed", version }
}

async fn count(tx: &mut Tx, kind: Kind) -> Result<u32, Error> {
    let (count,): (i64,) = on!(tx.conn(), c => sqlx::query_as(COUNT)
        .bind(kind.code()).fetch_one(&mut **c).await?);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Where to read on among the entries of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark(Option<Uuid>);

/// The next rows of a kind without what is confidential, at most `most`; empty at the end. Memory
/// stays bounded, however large the directory.
///
/// # Errors
/// If the database fails.
pub async fn page<T: DeserializeOwned>(
    reads: &mut dyn Reads,
    kind: Kind,
    mark: &mut Mark,
    most: i64,
) -> Result<Vec<T>, Error> {
    let rows: Vec<(Uuid, String)> = match mark.0 {
        None => on!(reads.conn(), c => sqlx::query_as(FIRST_PAGE)
            .bind(kind.code()).bind(most).fetch_all(&mut **c).await?),
        Some(after) => on!(reads.conn(), c => sqlx::query_as(PAGE)
            .bind(kind.code()).bind(after).bind(most).fetch_all(&mut **c).await?),
    };
    if let Some((last, _)) = rows.last() {
        *mark = Mark(Some(*last));
    }
    rows.iter().map(|(_, body)| read(body)).collect()
}

/// How many rows [`these`] reads with one statement.
pub const THESE: usize = 100;

/// These rows of a kind without what is confidential, in the order in which they are asked for; those
/// that are not there are left out. One statement for every [`THESE`] of them.
///
/// # Errors
/// If the database fails.
pub async fn these<T: ::directory::row::Row + DeserializeOwned>(
    reads: &mut dyn Reads,
    kind: Kind,
    ids: &[Uuid],
) -> Result<Vec<T>, Error> {
    let mut found: HashMap<Uuid, String> = HashMap::with_capacity(ids.len());
    for some in ids.chunks(THESE) {
        let padded = some.iter().copied().chain(std::iter::repeat(Uuid::nil())).take(THESE);
        let rows: Vec<(Uuid, String)> = on!(reads.conn(), c => {
            let query = sqlx::query_as(OF_IDS).bind(kind.code());
            padded.fold(query, |query, id| query.bind(id)).fetch_all(&mut **c).await?
        });
        found.extend(rows);
    }
    ids.iter().filter_map(|id| found.get(id)).map(|body| read(body)).collect()
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|_| Error::Unknown("directory entry"))
}

/// One row.
#[derive(Debug)]
pub struct Entry {
    /// Whether something in it is sealed.
    pub is_confidential: bool,
    /// In which version of the directory it was written.
    pub version: i64,
    id: Uuid,
    body: String,
    sealed: Option<(Uuid, Vec<u8>)>,
}

impl Entry {
    /// The row without what is confidential.
    ///
    /// # Errors
    /// If it holds what this version does not know.
    pub fn public<T: DeserializeOwned>(&self) -> Result<T, Error> {
        read(&self.body)
    }

    /// The whole row, opened with a team's key.
    ///
    /// # Errors
    /// [`Error::Sealed`] when no key on the ring opens it.
    pub async fn whole<T: DeserializeOwned>(
        &self,
        reads: &mut dyn Reads,
        keys: &Keyring,
    ) -> Result<T, Error> {
        let Some((key_id, sealed)) = &self.sealed else { return self.public() };
        let key = key::open(reads, *key_id, keys).await?;
        let sealed: Sealed<Text> = Sealed::from_bytes(sealed.clone());
        read(sealed.open(&key, place(self.id, self.version))?.expose())
    }
}

/// One row, if it is there. One statement by key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, kind: Kind, id: Uuid) -> Result<Option<Entry>, Error> {
    let row: Option<EntryRow> = on!(reads.conn(), c => sqlx::query_as(OF_ID)
        .bind(kind.code()).bind(id).fetch_optional(&mut **c).await?);
    Ok(row.map(|EntryRow { body, version, key_id, body_sealed }| {
        let sealed = key_id.zip(body_sealed);
        Entry { is_confidential: sealed.is_some(), version, id, body, sealed }
    }))
}

row! {
    struct EntryRow {
        body: String,
        version: i64,
        key_id: Option<Uuid>,
        body_sealed: Option<Vec<u8>>,
    }
}

/// Everything, without what is confidential: for an export.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn all(reads: &mut dyn Reads) -> Result<Directory, Error> {
    let mut all = Directory::default();
    fill(reads, Kind::Organization, &mut all.organizations).await?;
    fill(reads, Kind::Program, &mut all.programs).await?;
    fill(reads, Kind::Service, &mut all.services).await?;
    fill(reads, Kind::Location, &mut all.locations).await?;
    fill(reads, Kind::Taxonomy, &mut all.taxonomies).await?;
    fill(reads, Kind::TaxonomyTerm, &mut all.taxonomy_terms).await?;
    let mut mark = Mark::default();
    loop {
        let rows = page(reads, Kind::MetaTableDescription, &mut mark, PAGE_ROWS).await?;
        if rows.is_empty() {
            return Ok(all);
        }
        all.meta_table_descriptions.extend(rows);
    }
}

/// How many rows one statement reads.
const PAGE_ROWS: i64 = 1_000;

/// Reads every row of a kind into a table.
///
/// # Errors
/// If the database fails.
pub async fn fill<T: ::directory::row::Row + DeserializeOwned>(
    reads: &mut dyn Reads,
    kind: Kind,
    table: &mut Table<T>,
) -> Result<(), Error> {
    let mut mark = Mark::default();
    loop {
        let rows = page::<T>(reads, kind, &mut mark, PAGE_ROWS).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            table.put(row);
        }
    }
}

/// What of the directory may have changed: compare two to know whether to read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The number of the last import; 0 before the first.
    pub version: i64,
    /// When a number of free places was last written down.
    pub noted_at: Timestamp,
}

impl Store {
    /// Which edition of the directory stands. Two statements, each the end of an index.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn directory_edition(&self) -> Result<Edition, Error> {
        let mut conn = self.readers().acquire().await?;
        let version = latest(&mut conn).await?.map_or(0, |version| version.number);
        let noted_at = capacity::last_noted(&mut conn).await?;
        Ok(Edition { version, noted_at })
    }
}
