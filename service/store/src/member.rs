//! Members: who works here, what they hold, and their sessions.

use std::collections::{BTreeSet, HashMap};

use casework::id::{MemberId, TeamId};
use casework::member::{Member, MemberState, StaffRole};
use casework::shift::{Shift, ShiftState};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{
    Keyring, Place, PublicKey, ReaderId, Sealed, SecretKey, SessionLock, SessionSecret, Text,
};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::duty::board::{self, Load};
use crate::error::once;
use crate::tx::Reads;
use crate::{Error, Store, Tx, key, session};

statements! {
    INSERT = "
        INSERT INTO members (id, login, roles, state, public_key, name_sealed, totp_sealed,
            totp_step, shift, shift_at, most_at_once, version, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, 0, 'off', $7, 0, 1, $7)";
    OF_ID = "
        SELECT id, roles, state, public_key, name_sealed, shift, shift_at, most_at_once
        FROM members WHERE id = $1";
    ALL = "
        SELECT id, roles, state, public_key, name_sealed, shift, shift_at, most_at_once
        FROM members ORDER BY created_at, id";
    ANY = "SELECT count(*) FROM (SELECT 1 FROM members LIMIT 1) AS one";
    TEAMS_OF = "SELECT team_id FROM member_teams WHERE member_id = $1 ORDER BY since, team_id";
    MEMBERSHIPS = "SELECT member_id, team_id FROM member_teams ORDER BY since, team_id";
    JOIN_TEAM = "
        INSERT INTO member_teams (member_id, team_id, since) VALUES ($1, $2, $3)
        ON CONFLICT (member_id, team_id) DO NOTHING";
    SAVE_SHIFT = "
        UPDATE members SET shift = $2, shift_at = $3, most_at_once = $4 WHERE id = $1";
    ON_SHIFT = "SELECT id FROM members WHERE shift <> 'off' ORDER BY id";
    IN_TEAM = "SELECT member_id FROM member_teams WHERE team_id = $1";
    /// Who of a team is on shift.
    AT_WORK = "
        SELECT m.id, m.roles, m.state, m.public_key, m.name_sealed, m.shift, m.shift_at,
            m.most_at_once
        FROM member_teams t JOIN members m ON m.id = t.member_id
        WHERE t.team_id = $1 AND m.state = 'active' AND m.shift <> 'off'
        ORDER BY m.shift_at, m.id";
    /// How many conversations each of a team leads.
    LED_NOW = "
        SELECT t.member_id,
            (SELECT count(*) FROM contacts c WHERE c.lead_id = t.member_id AND c.state = 'active')
        FROM member_teams t WHERE t.team_id = $1";
    LEADING = "SELECT count(*) FROM contacts WHERE lead_id = $1 AND state = 'active'";
    OPEN_SESSION = "
        INSERT INTO member_sessions (lookup, member_id, wrapped, created_at, seen_at, expires_at,
            locked_at)
        VALUES ($1, $2, $3, $4, $4, $5, NULL)";
    SESSION = "
        SELECT s.member_id, s.wrapped, s.seen_at, s.locked_at, m.roles, m.name_sealed
        FROM member_sessions s JOIN members m ON m.id = s.member_id
        WHERE s.lookup = $1 AND s.expires_at > $2 AND m.state = 'active'";
    TEAM_KEYS = "
        SELECT t.team_id, g.kind, k.wrapped FROM member_teams t
        JOIN teams g ON g.id = t.team_id
        JOIN wrapped_keys k ON k.record_id = t.team_id AND k.reader_id = t.member_id
        WHERE t.member_id = $1";
    IS_OPEN = "
        SELECT count(*) FROM member_sessions s JOIN members m ON m.id = s.member_id
        WHERE s.lookup = $1 AND s.expires_at > $2 AND m.state = 'active'";
    CLOSE_SESSION = "DELETE FROM member_sessions WHERE lookup = $1";
}

/// One member as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Who.
    pub id: MemberId,
    /// The roles they hold.
    pub roles: BTreeSet<StaffRole>,
    /// Where their account stands.
    pub state: MemberState,
    /// The half of their key to seal to.
    pub public_key: PublicKey,
    /// Their shift.
    pub shift: Shift,
    name: Sealed<Text>,
}

impl Stored {
    /// Their display name, opened with the staff team's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn name(&self, staff: &SecretKey) -> Result<Text, vault::OpenError> {
        self.name.open(staff, place(self.id))
    }
}

pub(crate) fn place(id: MemberId) -> Place {
    Place { table: "members", record: id.uuid(), column: "name_sealed", version: 1 }
}

row! {
    struct Row {
        id: Uuid,
        roles: String,
        state: String,
        public_key: Vec<u8>,
        name_sealed: Vec<u8>,
        shift: String,
        shift_at: i64,
        most_at_once: i64,
    }
}

impl Row {
    fn read(self) -> Result<Stored, Error> {
        let id = MemberId::from_uuid(self.id);
        let state: ShiftState = self.shift.parse().map_err(|_| Error::Unknown("shift"))?;
        Ok(Stored {
            id,
            roles: roles_of(&self.roles)?,
            state: self.state.parse().map_err(|_| Error::Unknown("member state"))?,
            public_key: PublicKey::from_bytes(&self.public_key)
                .map_err(|_| Error::Unknown("public key"))?,
            shift: Shift {
                member: id,
                state,
                places: u8::try_from(self.most_at_once).map_err(|_| Error::Unknown("places"))?,
                since: Timestamp::from_micros(self.shift_at),
            },
            name: Sealed::from_bytes(self.name_sealed),
        })
    }
}

fn roles_of(text: &str) -> Result<BTreeSet<StaffRole>, Error> {
    text.split_whitespace().map(|code| code.parse().map_err(|_| Error::Unknown("role"))).collect()
}

fn roles_text(roles: &BTreeSet<StaffRole>) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}

/// A member about to be stored.
#[derive(Debug)]
pub struct Joining<'a> {
    /// Who they will be.
    pub id: MemberId,
    /// A keyed hash of the log-in name.
    pub login: [u8; 32],
    /// The roles they will hold.
    pub roles: BTreeSet<StaffRole>,
    /// Whether they were only invited so far.
    pub state: MemberState,
    /// The half of their key to seal to.
    pub public_key: PublicKey,
    /// Their display name.
    pub name: &'a Text,
    /// The staff team's key, to seal the name to.
    pub staff: PublicKey,
}

/// Stores a new member.
///
/// # Errors
/// [`Error::Already`] when the log-in name is taken.
#[compiled_here]
pub async fn insert(tx: &mut Tx, new: &Joining<'_>) -> Result<(), Error> {
    let now = tx.now();
    let name = Sealed::seal(new.name, &new.staff, place(new.id), &mut tx.rng());
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(new.id.uuid())
        .bind(new.login.as_slice())
        .bind(roles_text(&new.roles))
        .bind(new.state.code())
        .bind(new.public_key.as_bytes().as_slice())
        .bind(name.as_bytes())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop));
    once(done)
}

/// Puts a member into a team and gives them the team's key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn join_team(
    tx: &mut Tx,
    member: MemberId,
    team: TeamId,
    wrapped: &vault::WrappedKey,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(JOIN_TEAM)
        .bind(member.uuid())
        .bind(team.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    key::grant(tx, team.uuid(), ReaderId(member.uuid()), key::Reader::Member, wrapped).await
}

#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: MemberId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.ok_or(Error::NotFound)?.read()
}

/// Whether anybody works here yet: before that, the first-run page is open.
#[compiled_here]
pub(crate) async fn any(conn: &mut Conn) -> Result<bool, Error> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(ANY).fetch_one(&mut **c).await?);
    Ok(count > 0)
}

/// One member.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, id: MemberId) -> Result<Stored, Error> {
    load(reads.conn(), id).await
}

/// All members, the oldest account first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn all(reads: &mut dyn Reads) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(ALL).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// The teams of a member, the first joined first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn teams_of(reads: &mut dyn Reads, id: MemberId) -> Result<Vec<TeamId>, Error> {
    let rows: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(TEAMS_OF)
        .bind(id.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| TeamId::from_uuid(id)).collect())
}

/// Who belongs to which team: every membership, for a page that lists all members.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn memberships(reads: &mut dyn Reads) -> Result<Vec<(MemberId, TeamId)>, Error> {
    let rows: Vec<(Uuid, Uuid)> =
        on!(reads.conn(), c => sqlx::query_as(MEMBERSHIPS).fetch_all(&mut **c).await?);
    let read = |(member, team)| (MemberId::from_uuid(member), TeamId::from_uuid(team));
    Ok(rows.into_iter().map(read).collect())
}

/// Who is on shift now, pauses included.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn on_shift(reads: &mut dyn Reads) -> Result<Vec<MemberId>, Error> {
    let rows: Vec<(Uuid,)> =
        on!(reads.conn(), c => sqlx::query_as(ON_SHIFT).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| MemberId::from_uuid(id)).collect())
}

/// Who of a team is on shift, pauses included, with how many conversations they lead.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn at_work(reads: &mut dyn Reads, team: TeamId) -> Result<Vec<(Stored, u32)>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(AT_WORK)
        .bind(team.uuid()).fetch_all(&mut **c).await?);
    let led: Vec<(Uuid, i64)> = on!(reads.conn(), c => sqlx::query_as(LED_NOW)
        .bind(team.uuid()).fetch_all(&mut **c).await?);
    let led: HashMap<_, _> = led.into_iter().collect();
    let read = |row: Row| {
        let open = led.get(&row.id).copied().unwrap_or(0);
        Ok((row.read()?, u32::try_from(open).unwrap_or(u32::MAX)))
    };
    rows.into_iter().map(read).collect()
}

/// Who belongs to a team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(reads: &mut dyn Reads, team: TeamId) -> Result<BTreeSet<MemberId>, Error> {
    let rows: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(IN_TEAM)
        .bind(team.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| MemberId::from_uuid(id)).collect())
}

/// Stores a member's shift.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save_shift(tx: &mut Tx, shift: &Shift) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(SAVE_SHIFT)
        .bind(shift.member.uuid())
        .bind(shift.state.code())
        .bind(shift.since.micros())
        .bind(i64::from(shift.places))
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// How many conversations a member leads now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn leading(reads: &mut dyn Reads, id: MemberId) -> Result<u32, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(LEADING)
        .bind(id.uuid()).fetch_one(&mut **c).await?);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Opens a session: the member's secret key, locked under the session's secret.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_session(
    tx: &mut Tx,
    member: MemberId,
    secret: &SessionSecret,
    key: &SecretKey,
    expires_at: Timestamp,
) -> Result<(), Error> {
    session::put_locked(tx, OPEN_SESSION, member, secret, key, expires_at).await
}

/// Closes a session: its row is gone, and the cookie opens nothing.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn close_session(tx: &mut Tx, lookup: &[u8; 32]) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(CLOSE_SESSION)
        .bind(lookup.as_slice()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// A signed-in member as their cookie shows them.
pub struct Signed {
    /// Who, with roles and teams.
    pub member: Member,
    /// What they can open: their own key and those of their teams.
    pub keys: Keyring,
    /// Their display name.
    pub name: Text,
    /// The staff team, whose key opens names of colleagues and teams.
    pub staff: TeamId,
    /// Whether the idle lock is on.
    pub locked: bool,
    /// When the session was last noted as seen.
    pub seen_at: Timestamp,
    /// What the session is found by.
    pub lookup: [u8; 32],
    /// What has to be reported in their teams.
    pub duties: Load,
}

row! {
    struct SessionRow {
        member_id: Uuid,
        wrapped: Vec<u8>,
        seen_at: i64,
        locked_at: Option<i64>,
        roles: String,
        name_sealed: Vec<u8>,
    }
}

impl Store {
    /// Whether a member's session is still open: a stream asks before it shows more.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn is_signed(&self, lookup: &[u8; 32]) -> Result<bool, Error> {
        let mut conn = self.readers().acquire().await?;
        let (count,): (i64,) = on!(&mut conn, c => sqlx::query_as(IS_OPEN)
            .bind(lookup.as_slice())
            .bind(self.now().micros())
            .fetch_one(&mut **c)
            .await?);
        Ok(count > 0)
    }

    /// Who a member's cookie belongs to, with their keys unlocked. Two statements by key, one over the open duties of
    /// their teams, and one
    /// unwrapping (about 60 µs) for each team.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn signed(&self, secret: &SessionSecret) -> Result<Option<Signed>, Error> {
        let lookup = secret.lookup();
        let mut conn = self.readers().acquire().await?;
        let row: Option<SessionRow> = on!(&mut conn, c => sqlx::query_as(SESSION)
            .bind(lookup.as_slice())
            .bind(self.now().micros())
            .fetch_optional(&mut **c)
            .await?);
        let Some(row) = row else { return Ok(None) };
        let own = ReaderId(row.member_id);
        let mut keys =
            Keyring::new(own, secret.unlock(&SessionLock::from_bytes(&row.wrapped)?, own)?);
        let wrapped: Vec<(Uuid, String, Vec<u8>)> = on!(&mut conn, c => sqlx::query_as(TEAM_KEYS)
            .bind(row.member_id)
            .fetch_all(&mut **c)
            .await?);
        let mut teams = BTreeSet::new();
        let mut staff = None;
        for (team, kind, bytes) in wrapped {
            keys.join(ReaderId(team), &vault::WrappedKey::from_bytes(&bytes)?, own)?;
            if kind == "staff" {
                staff = Some(TeamId::from_uuid(team));
            }
            teams.insert(TeamId::from_uuid(team));
        }
        let staff = staff.ok_or(Error::Unknown("member outside the staff team"))?;
        let id = MemberId::from_uuid(row.member_id);
        let opens = keys.secret(ReaderId(staff.uuid())).ok_or(vault::OpenError::NotAReader)?;
        let name = Sealed::<Text>::from_bytes(row.name_sealed).open(opens, place(id))?;
        let seen_at = Timestamp::from_micros(row.seen_at);
        let duties = board::of_member(&mut conn, id, self.now()).await?;
        Ok(Some(Signed {
            duties,
            member: Member { id, roles: roles_of(&row.roles)?, teams },
            keys,
            name,
            staff,
            locked: session::is_locked(row.locked_at, seen_at, self.now()),
            seen_at,
            lookup,
        }))
    }
}
