//! Openings of records by break-glass, and the key that goes with one for as long as it lasts.
//!
//! A record's key is wrapped to its team, so no reason opens it for somebody outside: a member who holds
//! the key wraps it to whoever asked, and the machine takes that away when the time is over. Whether it
//! is open is asked anew with each look, whatever the machine has done yet.

use access::{GlassResource, Resource};
use case::break_glass::{BreakGlass, Snapshot, State, Subject as Kind};
use casework::id::{CaseId, ContactId, GlassId, MemberId, TeamId};
use casework::member::Actor;
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Keyring, ReaderId, RecordKey};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::erasure::record::{self, Record};
use crate::subject::Subject;
use crate::tx::{Reads, ten};
use crate::{Error, Store, Tx, contact, key, member};

statements! {
    INSERT = "
        INSERT INTO break_glass (id, subject_kind, subject_id, team_id, asked_by, reason, asked_at,
            state, decided_by, opened_at, open_until, reviewed_by, finding, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    SAVE = "
        UPDATE break_glass SET state = $2, decided_by = $3, opened_at = $4, open_until = $5,
            reviewed_by = $6, finding = $7, version = version + 1
        WHERE id = $1 AND version = $8";
    OF_ID = "
        SELECT id, subject_kind, subject_id, team_id, asked_by, reason, asked_at, state, decided_by,
            opened_at, open_until, reviewed_by, finding, version
        FROM break_glass WHERE id = $1";
    /// The latest first.
    OF_RECORD = "
        SELECT id, subject_kind, subject_id, team_id, asked_by, reason, asked_at, state, decided_by,
            opened_at, open_until, reviewed_by, finding, version
        FROM break_glass WHERE subject_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 50";
    /// Those of a record that nobody has looked at yet, the latest first.
    UNREVIEWED = "
        SELECT id, subject_kind, subject_id, team_id, asked_by, reason, asked_at, state, decided_by,
            opened_at, open_until, reviewed_by, finding, version
        FROM break_glass WHERE subject_id = $1 AND state = 'opened'
        ORDER BY asked_at DESC, id DESC LIMIT 50";
    /// What waits for a supervisor of a team, the oldest first: to be decided or to be looked at.
    WAITING = "
        SELECT g.id, g.subject_kind, g.subject_id, g.team_id, g.asked_by, g.reason, g.asked_at,
            g.state, g.decided_by, g.opened_at, g.open_until, g.reviewed_by, g.finding, g.version
        FROM break_glass g
        WHERE g.team_id = $1 AND g.state IN ('asked', 'opened')
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = g.subject_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = g.subject_id AND x.member_id = $2)
        ORDER BY g.asked_at, g.id LIMIT 100";
    OF_MEMBER = "
        SELECT id, subject_kind, subject_id, team_id, asked_by, reason, asked_at, state, decided_by,
            opened_at, open_until, reviewed_by, finding, version
        FROM break_glass WHERE asked_by = $1 ORDER BY asked_at DESC, id DESC LIMIT 20";
    /// Keys that somebody still holds by an opening whose time is over, and by no other one.
    OVER = "
        SELECT g.id FROM break_glass g JOIN wrapped_keys k
            ON k.record_id = g.subject_id AND k.reader_id = g.asked_by
        WHERE g.state IN ('opened', 'reviewed') AND g.open_until <= $1 AND NOT EXISTS
            (SELECT 1 FROM break_glass o WHERE o.subject_id = g.subject_id
                AND o.asked_by = g.asked_by AND o.state = 'opened' AND o.open_until > $1)
        ORDER BY g.id LIMIT 100";
    HOLDS_KEY = "SELECT count(*) FROM wrapped_keys WHERE record_id = $1 AND reader_id = $2";
}

/// An opening as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Which.
    pub id: GlassId,
    /// The opening.
    pub glass: BreakGlass,
    /// Of which record.
    pub record: Record,
    /// Whose the record was when it was asked for.
    pub team: TeamId,
    /// To whom the record is closed now.
    pub closed_to: Vec<MemberId>,
    /// Grows with every change.
    pub version: i64,
}

impl Stored {
    /// Whether its reader may read at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        let by = self.glass.by();
        self.glass.opens(by, self.closed_to.contains(&by), now)
    }
}

row! {
    struct Row {
        id: Uuid,
        subject_kind: String,
        subject_id: Uuid,
        team_id: Uuid,
        asked_by: Uuid,
        reason: String,
        asked_at: i64,
        state: String,
        decided_by: Option<Uuid>,
        opened_at: Option<i64>,
        open_until: Option<i64>,
        reviewed_by: Option<Uuid>,
        finding: Option<String>,
        version: i64,
    }
}

impl Row {
    fn state(&self) -> Option<State> {
        let decided = self.decided_by.map(MemberId::from_uuid);
        let (at, until) = (self.opened_at, self.open_until);
        Some(match self.state.as_str() {
            "asked" => State::Asked,
            "refused" => State::Refused { by: decided? },
            "opened" => State::Opened {
                approved_by: decided,
                at: Timestamp::from_micros(at?),
                until: Timestamp::from_micros(until?),
            },
            "reviewed" => State::Reviewed {
                approved_by: decided,
                by: MemberId::from_uuid(self.reviewed_by?),
                finding: self.finding.as_deref()?.parse().ok()?,
            },
            _ => return None,
        })
    }

    fn read(self, closed_to: Vec<MemberId>) -> Result<Stored, Error> {
        let (subject, record) = match self.subject_kind.as_str() {
            "contact" => {
                let id = ContactId::from_uuid(self.subject_id);
                (Kind::Contact(id), Record::Contact(id))
            }
            "case" => {
                let id = CaseId::from_uuid(self.subject_id);
                (Kind::Case(id), Record::Case(id))
            }
            _ => return Err(Error::Unknown("record")),
        };
        let snapshot = Snapshot {
            subject,
            by: MemberId::from_uuid(self.asked_by),
            reason: self.reason.parse().map_err(|_| Error::Unknown("break-glass reason"))?,
            asked_at: Timestamp::from_micros(self.asked_at),
            state: self.state().ok_or(Error::Unknown("break-glass state"))?,
        };
        Ok(Stored {
            id: GlassId::from_uuid(self.id),
            glass: BreakGlass::restore(&snapshot),
            record,
            team: TeamId::from_uuid(self.team_id),
            closed_to,
            version: self.version,
        })
    }
}

/// One opening, at one moment: whether it is open depends on it. It stands in the audit under the record
/// that it opens.
#[derive(Clone, Copy, Debug)]
pub struct GlassAt {
    /// Which.
    pub id: GlassId,
    /// Of which record.
    pub record: Record,
    /// The moment.
    pub now: Timestamp,
}

impl Subject for GlassAt {
    type Loaded = Stored;

    fn audited(&self) -> (&'static str, Option<Uuid>) {
        self.record.audited()
    }

    async fn load(&self, conn: &mut Conn, _: &Actor) -> Result<(Stored, Resource), Error> {
        let stored = load(conn, self.id).await?;
        let resource = Resource::Glass(GlassResource {
            id: self.id,
            team: stored.team,
            closed_to: stored.closed_to.clone(),
            asked_by: stored.glass.by(),
            is_open: stored.is_open(self.now),
        });
        Ok((stored, resource))
    }
}

#[compiled_here]
async fn load(conn: &mut Conn, id: GlassId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let stored = row.ok_or(Error::NotFound)?.read(Vec::new())?;
    let record = record::load(conn, stored.record).await?;
    Ok(Stored { closed_to: record.closed_to, ..stored })
}

impl Store {
    /// One opening as it stands now, to be looked at or acted on.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none.
    #[compiled_here]
    pub async fn glass(&self, id: GlassId) -> Result<GlassAt, Error> {
        let stored = load(&mut self.readers().acquire().await?, id).await?;
        Ok(GlassAt { id, record: stored.record, now: self.now() })
    }

    /// Openings whose time is over and whose reader still holds a key.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn glass_over(&self) -> Result<Vec<GlassId>, Error> {
        let now = self.now().micros();
        let mut conn = self.readers().acquire().await?;
        let rows: Vec<(Uuid,)> =
            on!(&mut conn, c => sqlx::query_as(OVER).bind(now).fetch_all(&mut **c).await?);
        Ok(rows.into_iter().map(|(id,)| GlassId::from_uuid(id)).collect())
    }
}

impl Tx {
    /// A new opening's identifier.
    #[must_use]
    pub fn glass_id(&self) -> GlassId {
        GlassId::new(self.now(), ten())
    }
}

/// The columns of a state: its code, who decided, from when, until when, who looked at it, what they found.
type Columns =
    (&'static str, Option<Uuid>, Option<i64>, Option<i64>, Option<Uuid>, Option<&'static str>);

fn columns(state: &State) -> Columns {
    match *state {
        State::Asked => ("asked", None, None, None, None, None),
        State::Refused { by } => ("refused", Some(by.uuid()), None, None, None, None),
        State::Opened { approved_by, at, until } => {
            let by = approved_by.map(MemberId::uuid);
            ("opened", by, Some(at.micros()), Some(until.micros()), None, None)
        }
        State::Reviewed { approved_by, by, finding } => {
            let decided = approved_by.map(MemberId::uuid);
            ("reviewed", decided, None, None, Some(by.uuid()), Some(finding.code()))
        }
    }
}

/// Stores a new opening of a record of a team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    id: GlassId,
    (record, team): (Record, TeamId),
    glass: &BreakGlass,
) -> Result<(), Error> {
    let (state, decided, at, until, reviewed, finding) = columns(glass.state());
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(id.uuid())
        .bind(record.subject().kind())
        .bind(record.uuid())
        .bind(team.uuid())
        .bind(glass.by().uuid())
        .bind(glass.reason().code())
        .bind(glass.asked_at().micros())
        .bind(state)
        .bind(decided)
        .bind(at)
        .bind(until)
        .bind(reviewed)
        .bind(finding)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Stores the next state of an opening over the version that was loaded.
///
/// # Errors
/// [`Error::Changed`] when somebody else decided meanwhile.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &BreakGlass) -> Result<(), Error> {
    let (state, decided, mut at, mut until, reviewed, finding) = columns(next.state());
    // A review forgets no times: they stand in the row, and the key is taken back by them.
    if let State::Opened { at: from, until: to, .. } = *before.glass.state()
        && at.is_none()
    {
        (at, until) = (Some(from.micros()), Some(to.micros()));
    }
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(before.id.uuid())
        .bind(state)
        .bind(decided)
        .bind(at)
        .bind(until)
        .bind(reviewed)
        .bind(finding)
        .bind(before.version)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// Wraps the record's key to a member who may read it for a while. Whoever does it holds the key.
///
/// # Errors
/// [`Error::Sealed`] when no key on the ring opens the record.
#[compiled_here]
pub async fn hand_key(
    tx: &mut Tx,
    record: Record,
    to: MemberId,
    keys: &Keyring,
) -> Result<(), Error> {
    let secret = RecordKey::from_secret(key::open(tx, record.uuid(), keys).await?);
    let reader = member::load(tx.conn(), to).await?.public_key;
    let to = ReaderId(to.uuid());
    let wrapped = secret.wrap_for(to, &reader, record.uuid(), &mut tx.rng());
    key::grant(tx, record.uuid(), to, key::Reader::Member, &wrapped).await
}

/// Takes the key of a record from whoever had it by break-glass.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn take_key(tx: &mut Tx, stored: &Stored) -> Result<(), Error> {
    key::revoke(tx, stored.record.uuid(), ReaderId(stored.glass.by().uuid())).await
}

/// Whether whoever asked holds the key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn has_key(reads: &mut dyn Reads, stored: &Stored) -> Result<bool, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(HOLDS_KEY)
        .bind(stored.record.uuid())
        .bind(stored.glass.by().uuid())
        .fetch_one(&mut **c)
        .await?);
    Ok(count > 0)
}

/// One opening, with those to whom its record is closed. Who may see it, whoever calls decides.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, id: GlassId) -> Result<Stored, Error> {
    load(reads.conn(), id).await
}

/// The contact that an opening opens, to read its conversation.
///
/// # Errors
/// [`Error::NotFound`] if it opens a case.
#[compiled_here]
pub async fn contact_of(reads: &mut dyn Reads, stored: &Stored) -> Result<contact::Stored, Error> {
    match stored.record {
        Record::Contact(id) => contact::load(reads.conn(), id).await,
        Record::Case(_) => Err(Error::NotFound),
    }
}

async fn several(
    reads: &mut dyn Reads,
    text: &'static str,
    (one, other): (Uuid, Option<Uuid>),
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => {
        let query = sqlx::query_as(text).bind(one);
        match other {
            Some(other) => query.bind(other).fetch_all(&mut **c).await?,
            None => query.fetch_all(&mut **c).await?,
        }
    });
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// Every opening of a record, the latest first. To whom it is closed is not loaded.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_record(reads: &mut dyn Reads, record: Record) -> Result<Vec<Stored>, Error> {
    several(reads, OF_RECORD, (record.uuid(), None)).await
}

/// Openings of a record that nobody has looked at yet: its owner's banner.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn unreviewed(reads: &mut dyn Reads, record: Record) -> Result<Vec<Stored>, Error> {
    several(reads, UNREVIEWED, (record.uuid(), None)).await
}

/// What of a team waits for a supervisor, the oldest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn waiting(
    reads: &mut dyn Reads,
    (team, reader): (TeamId, MemberId),
) -> Result<Vec<Stored>, Error> {
    several(reads, WAITING, (team.uuid(), Some(reader.uuid()))).await
}

/// What a member asked for, the latest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_member(reads: &mut dyn Reads, member: MemberId) -> Result<Vec<Stored>, Error> {
    several(reads, OF_MEMBER, (member.uuid(), None)).await
}
