//! Who may sit at the table of a team's weekly review, from whatever agency, and until when their papers hold.
//! Names are sealed to the team.

use case::review::Agreements;
use casework::id::{MemberId, OrganizationId, SeatId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    /// Tens of rows.
    OF_TEAM = "
        SELECT id, member_id, organization_id, name_sealed, agency_sealed, confidentiality_until,
            memorandum_until, version
        FROM review_seats WHERE team_id = $1 ORDER BY since, id LIMIT 200";
    OF_ID = "
        SELECT id, member_id, organization_id, name_sealed, agency_sealed, confidentiality_until,
            memorandum_until, version
        FROM review_seats WHERE team_id = $1 AND id = $2";
    INSERT = "
        INSERT INTO review_seats (id, team_id, member_id, organization_id, name_sealed,
            agency_sealed, confidentiality_until, memorandum_until, since, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    RENEW = "
        UPDATE review_seats SET confidentiality_until = $3, memorandum_until = $4
        WHERE id = $1 AND team_id = $2";
}

/// One seat, its names still sealed.
#[derive(Debug)]
pub struct Stored {
    /// Which.
    pub id: SeatId,
    /// What is on file.
    pub papers: Agreements,
    version: i64,
    name: Vec<u8>,
    agency: Vec<u8>,
}

impl Stored {
    /// Who sits there, and for which agency, opened with the team's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn names(&self, team: &SecretKey) -> Result<(Text, Text), vault::OpenError> {
        let open = |bytes: &[u8], column| {
            Sealed::from_bytes(bytes.to_vec()).open(team, place(self.id, column, self.version))
        };
        Ok((open(&self.name, "name_sealed")?, open(&self.agency, "agency_sealed")?))
    }
}

fn place(id: SeatId, column: &'static str, version: i64) -> Place {
    Place { table: "review_seats", record: id.uuid(), column, version }
}

row! {
    struct Row {
        id: Uuid,
        member_id: Option<Uuid>,
        organization_id: Uuid,
        name_sealed: Vec<u8>,
        agency_sealed: Vec<u8>,
        confidentiality_until: Option<i64>,
        memorandum_until: Option<i64>,
        version: i64,
    }
}

impl Row {
    fn read(self) -> Stored {
        Stored {
            id: SeatId::from_uuid(self.id),
            papers: Agreements {
                organization: OrganizationId::from_uuid(self.organization_id),
                member: self.member_id.map(MemberId::from_uuid),
                confidentiality_until: self.confidentiality_until.map(Timestamp::from_micros),
                memorandum_until: self.memorandum_until.map(Timestamp::from_micros),
            },
            version: self.version,
            name: self.name_sealed,
            agency: self.agency_sealed,
        }
    }
}

/// Everybody who may sit at a team's table if their papers hold, the first one first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(reads: &mut dyn Reads, team: TeamId) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(Row::read).collect())
}

/// One seat of a team.
///
/// # Errors
/// [`Error::NotFound`] when the team has no such seat.
#[compiled_here]
pub async fn load(reads: &mut dyn Reads, team: TeamId, id: SeatId) -> Result<Stored, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(OF_ID)
        .bind(team.uuid()).bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.map(Row::read).ok_or(Error::NotFound)
}

/// Adds a seat.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    (team, to): (TeamId, PublicKey),
    (id, papers): (SeatId, &Agreements),
    (name, agency): (&Text, &Text),
) -> Result<(), Error> {
    let name = Sealed::seal(name, &to, place(id, "name_sealed", 1), &mut entropy());
    let agency = Sealed::seal(agency, &to, place(id, "agency_sealed", 1), &mut entropy());
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(id.uuid())
        .bind(team.uuid())
        .bind(papers.member.map(MemberId::uuid))
        .bind(papers.organization.uuid())
        .bind(name.as_bytes())
        .bind(agency.as_bytes())
        .bind(papers.confidentiality_until.map(Timestamp::micros))
        .bind(papers.memorandum_until.map(Timestamp::micros))
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Stores until when the papers of a seat hold now.
///
/// # Errors
/// [`Error::NotFound`] when the team has no such seat.
#[compiled_here]
pub async fn renew(
    tx: &mut Tx,
    (team, id): (TeamId, SeatId),
    confidentiality: Option<Timestamp>,
    memorandum: Option<Timestamp>,
) -> Result<(), Error> {
    let done = on!(tx.conn(), c => sqlx::query(RENEW)
        .bind(id.uuid())
        .bind(team.uuid())
        .bind(confidentiality.map(Timestamp::micros))
        .bind(memorandum.map(Timestamp::micros))
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::NotFound) }
}
