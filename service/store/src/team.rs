//! Teams: who answers together and shares a key.

use casework::id::TeamId;
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Store, Tx};

statements! {
    INSERT = "
        INSERT INTO teams (id, kind, public_key, name_sealed, search, place, created_at)
        SELECT $1, $2, $3, $4, $5, count(*), $6 FROM teams";
    SEARCHES = "SELECT search FROM teams WHERE id = $1";
    ALL = "SELECT id, kind, public_key, name_sealed, search FROM teams ORDER BY place, id";
}

/// What a team is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamKind {
    /// Everybody who works here: names of members and teams are sealed to it.
    Staff,
    /// Answers contacts.
    Hotline,
}

impl TeamKind {
    fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Hotline => "hotline",
        }
    }
}

/// One team.
#[derive(Clone, Debug)]
pub struct Team {
    /// Which team.
    pub id: TeamId,
    /// What it is for.
    pub kind: TeamKind,
    /// The half of its key to seal to.
    pub public_key: PublicKey,
    /// Whether names and numbers of its contacts can be searched by blind index.
    pub search: bool,
    name: Sealed<Text>,
}

impl Team {
    /// A team to be created, its name sealed to the staff team.
    #[must_use]
    pub fn new(
        id: TeamId,
        kind: TeamKind,
        public_key: PublicKey,
        name: &Text,
        staff: &PublicKey,
        rng: &mut impl vault::rand_core::CryptoRng,
    ) -> Self {
        Self { id, kind, public_key, search: true, name: Sealed::seal(name, staff, place(id), rng) }
    }

    /// Its name, opened with the staff team's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn name(&self, staff: &SecretKey) -> Result<Text, vault::OpenError> {
        self.name.open(staff, place(self.id))
    }
}

fn place(id: TeamId) -> Place {
    Place { table: "teams", record: id.uuid(), column: "name_sealed", version: 1 }
}

row! {
    struct Row {
        id: Uuid,
        kind: String,
        public_key: Vec<u8>,
        name_sealed: Vec<u8>,
        search: i64,
    }
}

impl Row {
    fn read(self) -> Result<Team, Error> {
        let kind = match self.kind.as_str() {
            "staff" => TeamKind::Staff,
            "hotline" => TeamKind::Hotline,
            _ => return Err(Error::Unknown("team kind")),
        };
        Ok(Team {
            id: TeamId::from_uuid(self.id),
            kind,
            public_key: PublicKey::from_bytes(&self.public_key)
                .map_err(|_| Error::Unknown("public key"))?,
            search: self.search != 0,
            name: Sealed::from_bytes(self.name_sealed),
        })
    }
}

/// Stores a new team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(tx: &mut Tx, team: &Team) -> Result<(), Error> {
    let now: Timestamp = tx.now();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(team.id.uuid())
        .bind(team.kind.code())
        .bind(team.public_key.as_bytes().as_slice())
        .bind(team.name.as_bytes())
        .bind(i64::from(team.search))
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

async fn read_all(conn: &mut Conn) -> Result<Vec<Team>, Error> {
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(ALL).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// Whether names and numbers of a team's contacts can be searched.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn searches(reads: &mut dyn Reads, id: TeamId) -> Result<bool, Error> {
    let found: Option<(i64,)> = on!(reads.conn(), c => sqlx::query_as(SEARCHES)
        .bind(id.uuid()).fetch_optional(&mut **c).await?);
    Ok(found.is_some_and(|(on,)| on != 0))
}

/// All teams, in the order of founding. A hotline has a handful.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn all(reads: &mut dyn Reads) -> Result<Vec<Team>, Error> {
    read_all(reads.conn()).await
}

impl Store {
    /// All teams with their public keys: what the public pages need to seal what arrives. Nothing
    /// of it is secret.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn teams(&self) -> Result<Vec<Team>, Error> {
        read_all(&mut self.readers().acquire().await?).await
    }
}
