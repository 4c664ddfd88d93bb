//! Contacts: one reaching-out each, from the first second to its end.

use access::{ContactResource, Resource};
use casework::contact::{Contact, Snapshot, StateCode};
use casework::id::{ContactId, HandOffId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::keys::PublicKey;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::hand_off::Seat;
use crate::message::{Appended, Draft};
use crate::tx::Reads as _;
use crate::{Error, Store, Tx, message};

statements! {
    /// One contact, and how the asking member (or nobody) stands to it.
    OF_ID = "
        SELECT id, team_id, channel, lane, danger, language, received_at, entered_by, entered_at,
            state, since, waiting_since, talking_since, first_answered_at, loss, ending, public_key,
            last_seq, last_at, seen_seq, visitor_seen_at, guest_id, guest_key
        FROM contacts WHERE id = $1";
    MEMBERS_OF = "
        SELECT member_id FROM participants
        WHERE contact_id = $1 AND left_at IS NULL ORDER BY place";
    /// Who takes part, in order, after those to whom it is closed.
    STANDING = "
        SELECT member_id, -1 AS place FROM closed_to WHERE contact_id = $1
        UNION ALL
        SELECT member_id, place FROM participants WHERE contact_id = $1 AND left_at IS NULL
        ORDER BY place";
    OF_ATTEMPT = "SELECT id FROM contacts WHERE attempt = $1";
    /// `$1` to `$14` are the same in both. An attempt that was stored before stores nothing.
    INSERT = "
        INSERT INTO contacts (id, team_id, lane, danger, state, since, waiting_since,
            talking_since, first_answered_at, loss, ending, lead_id, danger_rank, lane_rank,
            attempt, public_key, channel, language, received_at, entered_by, entered_at, last_at,
            visitor_seen_at, last_seq, seen_seq, facts, facts_version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $19, $22, $23, 0, '{}', 0)
        ON CONFLICT (attempt) DO NOTHING";
    UPDATE = "
        UPDATE contacts SET team_id = $2, lane = $3, danger = $4, state = $5, since = $6,
            waiting_since = $7, talking_since = $8, first_answered_at = $9, loss = $10,
            ending = $11, lead_id = $12, danger_rank = $13, lane_rank = $14
        WHERE id = $1";
    SEE = "UPDATE contacts SET seen_seq = $2 WHERE id = $1 AND seen_seq < $2";
    HEAR = "UPDATE contacts SET visitor_seen_at = $2 WHERE id = $1 AND visitor_seen_at < $2";
    LEAVE_ALL = "
        UPDATE participants SET left_at = $2 WHERE contact_id = $1 AND left_at IS NULL";
    JOIN = "
        INSERT INTO participants (contact_id, member_id, place, joined_at, left_at, ended)
        VALUES ($1, $2, $3, $4, NULL, 0)
        ON CONFLICT (contact_id, member_id) DO UPDATE SET place = $3, left_at = NULL";
    END_ALL = "UPDATE participants SET ended = 1 WHERE contact_id = $1";
    /// Conversations whose visitor was not heard of since a time: they may have broken off.
    SILENT = "
        SELECT id FROM contacts
        WHERE state IN ('waiting', 'active') AND channel = 'chat' AND visitor_seen_at < $1
        ORDER BY visitor_seen_at LIMIT $2";
}

/// A contact as it is stored, with what its pages need.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The contact itself.
    pub contact: Contact,
    /// The half of its key to seal to.
    pub public_key: PublicKey,
    /// The language that the person reads, as a code.
    pub language: String,
    /// The number of the last message.
    pub last_seq: i64,
    /// When the last message was written, or the contact received.
    pub last_at: Timestamp,
    /// The number of the last message that a member has seen.
    pub seen_seq: i64,
    /// When the visitor's browser was last heard of.
    pub visitor_seen_at: Timestamp,
    /// Members to whom it is closed.
    pub closed_to: Vec<MemberId>,
    /// Somebody of a service who is there as a guest.
    pub guest: Option<Seat>,
}

impl Stored {
    /// What the policies decide by.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::Contact(ContactResource::of(&self.contact, self.closed_to.clone()))
    }
}

row! {
    struct Row {
        id: Uuid,
        team_id: Uuid,
        channel: String,
        lane: String,
        danger: String,
        language: String,
        received_at: i64,
        entered_by: Option<Uuid>,
        entered_at: i64,
        state: String,
        since: i64,
        waiting_since: Option<i64>,
        talking_since: Option<i64>,
        first_answered_at: Option<i64>,
        loss: Option<String>,
        ending: Option<String>,
        public_key: Vec<u8>,
        last_seq: i64,
        last_at: i64,
        seen_seq: i64,
        visitor_seen_at: i64,
        guest_id: Option<Uuid>,
        guest_key: Option<Vec<u8>>,
    }
}

impl Row {
    fn restore(self, members: Vec<MemberId>, closed_to: Vec<MemberId>) -> Result<Stored, Error> {
        let time = Timestamp::from_micros;
        let snapshot = Snapshot {
            id: ContactId::from_uuid(self.id),
            team: TeamId::from_uuid(self.team_id),
            channel: self.channel.parse().map_err(|_| Error::Unknown("channel"))?,
            lane: self.lane.parse().map_err(|_| Error::Unknown("lane"))?,
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            received_at: time(self.received_at),
            entered_by: self.entered_by.map(MemberId::from_uuid),
            entered_at: time(self.entered_at),
            state: self.state.parse().map_err(|_| Error::Unknown("state"))?,
            since: time(self.since),
            waiting_since: self.waiting_since.map(time),
            talking_since: self.talking_since.map(time),
            first_answered_at: self.first_answered_at.map(time),
            loss: self.loss.map(|c| c.parse()).transpose().map_err(|_| Error::Unknown("loss"))?,
            ending: self
                .ending
                .map(|c| c.parse())
                .transpose()
                .map_err(|_| Error::Unknown("ending"))?,
            members,
        };
        let guest = self.guest_id.zip(self.guest_key).map(|(id, key)| {
            let key = PublicKey::from_bytes(&key).map_err(|_| Error::Unknown("public key"))?;
            Ok::<_, Error>(Seat { id: HandOffId::from_uuid(id), key })
        });
        Ok(Stored {
            guest: guest.transpose()?,
            contact: Contact::restore(&snapshot).map_err(|_| Error::Unknown("contact"))?,
            public_key: PublicKey::from_bytes(&self.public_key)
                .map_err(|_| Error::Unknown("public key"))?,
            language: self.language,
            last_seq: self.last_seq,
            last_at: time(self.last_at),
            seen_seq: self.seen_seq,
            visitor_seen_at: time(self.visitor_seen_at),
            closed_to,
        })
    }
}

/// One contact by its id. Two statements, each by a key.
#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: ContactId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let row = row.ok_or(Error::NotFound)?;
    let standing: Vec<(Uuid, i64)> =
        on!(conn, c => sqlx::query_as(STANDING).bind(id.uuid()).fetch_all(&mut **c).await?);
    let waits = row.state == StateCode::Waiting.code();
    let (mut members, mut closed_to) = (Vec::new(), Vec::new());
    for (member, place) in standing {
        match place {
            ..0 => closed_to.push(MemberId::from_uuid(member)),
            // Who had it before it went back to the queue.
            _ if waits => {}
            _ => members.push(MemberId::from_uuid(member)),
        }
    }
    row.restore(members, closed_to)
}

/// One contact, in a transaction that entered by another record.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
#[compiled_here]
pub async fn of_id(tx: &mut Tx, id: ContactId) -> Result<Stored, Error> {
    load(tx.conn(), id).await
}

/// The contact that an earlier try of the same form made, if one did.
#[compiled_here]
async fn of_attempt(tx: &mut Tx, attempt: &[u8; 32]) -> Result<Option<ContactId>, Error> {
    let found: Option<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(OF_ATTEMPT)
        .bind(attempt.as_slice())
        .fetch_optional(&mut **c)
        .await?);
    Ok(found.map(|(id,)| ContactId::from_uuid(id)))
}

/// What belongs to a new contact beside itself.
#[derive(Debug)]
pub struct Arriving<'a> {
    /// The contact.
    pub contact: &'a Contact,
    /// A hash of the form's attempt.
    pub attempt: [u8; 32],
    /// The half of the contact's key to seal to.
    pub public_key: PublicKey,
    /// The language that the person reads.
    pub language: &'a str,
    /// Their first words; none when a member enters the contact by hand.
    pub words: Option<Draft>,
}

/// What became of a contact that was to be stored.
#[derive(Debug)]
#[must_use]
pub enum Arrived {
    /// It is stored, its first words as line 1.
    New(Option<Appended>),
    /// The same attempt made this contact before; nothing was stored.
    Before(ContactId),
}

/// Binds what a new contact and its next state have in common: `$1` to `$14`.
macro_rules! bind_state {
    ($query:expr, $contact:expr, $s:expr) => {
        $query
            .bind($s.id.uuid())
            .bind($s.team.uuid())
            .bind($s.lane.code())
            .bind($s.danger.code())
            .bind($s.state.code())
            .bind($s.since.micros())
            .bind($s.waiting_since.map(Timestamp::micros))
            .bind($s.talking_since.map(Timestamp::micros))
            .bind($s.first_answered_at.map(Timestamp::micros))
            .bind($s.loss.map(|loss| loss.code()))
            .bind($s.ending.map(|ending| ending.code()))
            .bind($s.members.first().map(|member| member.uuid()))
            .bind($contact.danger().rank())
            .bind($contact.lane().rank())
    };
}

/// Stores a new contact with its first words, once for each attempt. Two statements, and one more
/// for each participant.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert<'a>(tx: &'a mut Tx, new: Arriving<'a>) -> Result<Arrived, Error> {
    let s = new.contact.snapshot();
    let now = tx.now();
    let stored = on!(tx.conn(), c => bind_state!(sqlx::query(INSERT), new.contact, s)
        .bind(new.attempt.as_slice())
        .bind(new.public_key.as_bytes().as_slice())
        .bind(s.channel.code())
        .bind(new.language)
        .bind(s.received_at.micros())
        .bind(s.entered_by.map(MemberId::uuid))
        .bind(s.entered_at.micros())
        .bind(now.micros())
        .bind(i64::from(new.words.is_some()))
        .execute(&mut **c)
        .await?
        .rows_affected());
    if stored == 0 {
        let before = of_attempt(tx, &new.attempt).await?;
        return before.map(Arrived::Before).ok_or(Error::NotKept);
    }
    take_seats(tx, s.id, &s.members).await?;
    close_seats(tx, new.contact).await?;
    match new.words {
        Some(words) => message::begin(tx, s.id, new.attempt, words).await.map(Some),
        None => Ok(None),
    }
    .map(Arrived::New)
}

/// Stores the next state of a contact.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save(tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
    let s = contact.snapshot();
    on!(tx.conn(), c => bind_state!(sqlx::query(UPDATE), contact, s)
        .execute(&mut **c)
        .await
        .map(drop)?);
    seat(tx, s.id, &s.members).await?;
    close_seats(tx, contact).await
}

/// Takes a contact that has ended from among its members' open conversations. It never reopens.
async fn close_seats(tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
    if contact.is_ended() {
        on!(tx.conn(), c => sqlx::query(END_ALL)
            .bind(contact.id().uuid())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Makes the participants exactly `members`, in this order.
async fn seat(tx: &mut Tx, contact: ContactId, members: &[MemberId]) -> Result<(), Error> {
    let now = tx.now();
    let seated: Vec<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(MEMBERS_OF)
        .bind(contact.uuid())
        .fetch_all(&mut **c)
        .await?);
    if seated.iter().map(|(id,)| MemberId::from_uuid(*id)).eq(members.iter().copied()) {
        return Ok(());
    }
    on!(tx.conn(), c => sqlx::query(LEAVE_ALL)
        .bind(contact.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    take_seats(tx, contact, members).await
}

async fn take_seats(tx: &mut Tx, contact: ContactId, members: &[MemberId]) -> Result<(), Error> {
    let now = tx.now();
    for (place, member) in (0_i64..).zip(members) {
        on!(tx.conn(), c => sqlx::query(JOIN)
            .bind(contact.uuid())
            .bind(member.uuid())
            .bind(place)
            .bind(now.micros())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

impl Store {
    /// Notes that these visitors' browsers are there. It is no change of a record, so it leaves no
    /// audit entry; one statement each, in one turn of the writer.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn hear(&self, visitors: &[ContactId]) -> Result<(), Error> {
        let now = self.now();
        let mut turn = self.writer().enter().await?;
        for contact in visitors {
            on!(turn.conn(), c => sqlx::query(HEAR)
                .bind(contact.uuid())
                .bind(now.micros())
                .execute(&mut **c)
                .await
                .map(drop)?);
        }
        turn.keep().await
    }
}

impl Store {
    /// Notes how far members have read. It is no change of a record, so it leaves no audit entry.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn note_seen(&self, contact: ContactId, seq: i64) -> Result<(), Error> {
        let mut turn = self.writer().enter().await?;
        on!(turn.conn(), c => sqlx::query(SEE)
            .bind(contact.uuid())
            .bind(seq)
            .execute(&mut **c)
            .await
            .map(drop)?);
        turn.keep().await
    }
}

/// Remembers, with an act, that the visitor's browser was heard of now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn hear(tx: &mut Tx, contact: ContactId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(HEAR)
        .bind(contact.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Remembers that a member has seen everything up to `seq`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn see(tx: &mut Tx, contact: ContactId, seq: i64) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(SEE)
        .bind(contact.uuid())
        .bind(seq)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

impl Store {
    /// Chats whose visitor was not heard of since `before`, the longest silent first.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn silent(&self, before: Timestamp, most: i64) -> Result<Vec<ContactId>, Error> {
        let mut conn = self.readers().acquire().await?;
        let found: Vec<(Uuid,)> = on!(&mut conn, c => sqlx::query_as(SILENT)
            .bind(before.micros())
            .bind(most)
            .fetch_all(&mut **c)
            .await?);
        Ok(found.into_iter().map(|(id,)| ContactId::from_uuid(id)).collect())
    }
}
