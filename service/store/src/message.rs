//! Messages: what was said, in order, sealed the moment it arrives.

use std::collections::HashMap;

use casework::conversation::{Author, Seq, Speaker, SystemNotice};
use casework::event::Event;
use casework::id::{ContactId, MemberId, MessageId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::contact::Stored;
use crate::db::{on, row, statements};
use crate::hand_off::{self, Seat, Words};
use crate::tx::{Reads, entropy, ten};
use crate::{Error, Tx};

statements! {
    /// A line so many (`$9`) after the last one. A token that was written before writes nothing.
    APPEND = "
        INSERT INTO messages (contact_id, seq, id, token, author, member_id, code, at, body_sealed)
        SELECT id, last_seq + $9, $2, $3, $4, $5, $6, $7, $8 FROM contacts WHERE id = $1
        ON CONFLICT (token) DO NOTHING RETURNING seq";
    OF_TOKEN = "SELECT seq FROM messages WHERE token = $1";
    COUNT = "UPDATE contacts SET last_seq = $2, last_at = $3 WHERE id = $1";
    /// The visitor wrote it, so their browser is there.
    COUNT_VISITOR = "
        UPDATE contacts SET last_seq = $2, last_at = $3, visitor_seen_at = $3 WHERE id = $1";
    AFTER = "
        SELECT seq, id, author, member_id, code, at, body_sealed
        FROM messages WHERE contact_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    /// The lines that tell who is there.
    NOTICES = "
        SELECT seq, id, author, member_id, code, at, body_sealed
        FROM messages WHERE contact_id = $1 AND author = 'system' AND member_id IS NOT NULL
        ORDER BY seq";
    LATEST = "
        SELECT seq, id, author, member_id, code, at, body_sealed
        FROM messages WHERE contact_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
}

/// One line of a conversation, still sealed.
#[derive(Debug)]
pub struct Message {
    /// Its number in the conversation, from 1.
    pub seq: Seq,
    /// Which message.
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// For a line of the system: what happened.
    pub notice: Option<SystemNotice>,
    /// For a line of the system: the member whom it tells of; the words are their name.
    pub about: Option<MemberId>,
    /// When.
    pub at: Timestamp,
    body: Sealed<Text>,
}

impl Message {
    /// The words, opened with the contact's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is not the contact's or the row was tampered with.
    pub fn open(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        self.body.open(key, place(self.id))
    }
}

fn place(id: MessageId) -> Place {
    Place { table: "messages", record: id.uuid(), column: "body_sealed", version: 1 }
}

row! {
    struct Row {
        seq: i64,
        id: Uuid,
        author: String,
        member_id: Option<Uuid>,
        code: Option<String>,
        at: i64,
        body_sealed: Vec<u8>,
    }
}

impl Row {
    fn read(self) -> Result<Message, Error> {
        let speaker: Speaker = self.author.parse().map_err(|_| Error::Unknown("speaker"))?;
        let author = match (speaker, self.member_id) {
            (Speaker::Visitor, _) => Author::Visitor,
            (Speaker::Member, Some(id)) => Author::Member(MemberId::from_uuid(id)),
            (Speaker::Member, None) => return Err(Error::Unknown("message without its member")),
            (Speaker::Guest, _) => Author::Guest,
            (Speaker::System, _) => Author::System,
        };
        let about = if speaker == Speaker::System { self.member_id } else { None };
        let notice = self.code.map(|code| code.parse()).transpose();
        Ok(Message {
            seq: Seq::from_number(self.seq).ok_or(Error::Unknown("message number"))?,
            id: MessageId::from_uuid(self.id),
            author,
            notice: notice.map_err(|_| Error::Unknown("notice"))?,
            about: about.map(MemberId::from_uuid),
            at: Timestamp::from_micros(self.at),
            body: Sealed::from_bytes(self.body_sealed),
        })
    }
}

/// Words sealed for one conversation, not yet in it.
///
/// Sealing costs about 100 µs of arithmetic; a public page does it before it enters the writer's
/// queue, so that others do not wait for it.
#[derive(Debug)]
pub struct Draft {
    id: MessageId,
    body: Sealed<Text>,
}

impl Draft {
    /// Seals words to a contact's key.
    #[must_use]
    pub fn seal(body: &Text, to: &PublicKey, at: Timestamp) -> Self {
        let id = MessageId::new(at, ten());
        Self { id, body: Sealed::seal(body, to, place(id), &mut entropy()) }
    }
}

/// Writes one line at the end of a conversation and returns its number. Two statements.
///
/// `token` is a hash of the form's attempt: a token that was written before gives the number of
/// then, and nothing is written.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn append(
    tx: &mut Tx,
    contact: ContactId,
    token: [u8; 32],
    line: Line,
    draft: Draft,
) -> Result<Appended, Error> {
    let Some(seq) = insert(tx, contact, 1, token, line, &draft).await? else {
        let (seq,): (i64,) = on!(tx.conn(), c => sqlx::query_as(OF_TOKEN)
            .bind(token.as_slice())
            .fetch_one(&mut **c)
            .await?);
        return Appended::read(seq, None);
    };
    let at = tx.now();
    let count = if line == Line::Of(Author::Visitor) { COUNT_VISITOR } else { COUNT };
    on!(tx.conn(), c => sqlx::query(count)
        .bind(contact.uuid())
        .bind(seq)
        .bind(at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Appended::read(seq, Some(draft.id))
}

/// Writes the first line of a contact that this act made with it, in the person's own words. One
/// statement.
///
/// # Errors
/// [`Error::Already`] when the attempt made a line of another conversation.
#[compiled_here]
pub(crate) async fn begin(
    tx: &mut Tx,
    contact: ContactId,
    token: [u8; 32],
    draft: Draft,
) -> Result<Appended, Error> {
    // The contact was stored with this line counted.
    let seq = insert(tx, contact, 0, token, Line::Of(Author::Visitor), &draft).await?;
    Appended::read(seq.ok_or(Error::Already)?, Some(draft.id))
}

/// Writes the line that is `further` than the last one counted, unless the token was written before.
#[compiled_here]
async fn insert(
    tx: &mut Tx,
    contact: ContactId,
    further: i64,
    token: [u8; 32],
    line: Line,
    draft: &Draft,
) -> Result<Option<i64>, Error> {
    let at = tx.now();
    let (author, notice, member) = match line {
        Line::Of(author) => (author, None, author.member()),
        Line::Notice(notice, about) => (Author::System, Some(notice), about),
    };
    let written: Option<(i64,)> = on!(tx.conn(), c => sqlx::query_as(APPEND)
        .bind(contact.uuid())
        .bind(draft.id.uuid())
        .bind(token.as_slice())
        .bind(author.speaker().code())
        .bind(member.map(MemberId::uuid))
        .bind(notice.map(SystemNotice::code))
        .bind(at.micros())
        .bind(draft.body.as_bytes())
        .bind(further)
        .fetch_optional(&mut **c)
        .await?);
    Ok(written.map(|(seq,)| seq))
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Somebody's words.
    Of(Author),
    /// Something that happened, told by a code, and the member whom it tells of.
    Notice(SystemNotice, Option<MemberId>),
}

/// Tells in the conversation that something happened, and gives the event of it. The name of the
/// member whom it tells of is sealed into the line: that is how a visitor learns who is there.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn notice(
    tx: &mut Tx,
    contact: &Stored,
    notice: SystemNotice,
    about: Option<(MemberId, &Text)>,
) -> Result<Event, Error> {
    let name = about.map_or_else(|| Text::from(""), |(_, name)| name.clone());
    tell(tx, (contact, contact.guest), Line::Notice(notice, about.map(|(id, _)| id)), &name).await
}

/// Tells in the conversation what happened to its guest, by the name of the service. `seat` is where the
/// guest sits after it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn notice_of_guest(
    tx: &mut Tx,
    (contact, seat): (&Stored, Option<Seat>),
    notice: SystemNotice,
    service: &str,
) -> Result<Event, Error> {
    tell(tx, (contact, seat), Line::Notice(notice, None), &Text::from(service)).await
}

async fn tell(
    tx: &mut Tx,
    (contact, seat): (&Stored, Option<Seat>),
    line: Line,
    name: &Text,
) -> Result<Event, Error> {
    let (id, at) = (contact.contact.id(), tx.now());
    let draft = Draft::seal(name, &contact.public_key, at);
    let mut token = [0; 32];
    token[..16].copy_from_slice(draft.id.uuid().as_bytes());
    let Line::Notice(notice, _) = line else { return Err(Error::Unknown("notice")) };
    let done = append(tx, id, token, line, draft).await?;
    let words = Words { name: name.expose().to_owned(), text: String::new() };
    hand_off::copy(tx, seat, &done, (Speaker::System, Some(notice)), words).await?;
    Ok(Event::NoticeShown { contact: id, seq: done.seq, notice })
}

/// What [`append`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Appended {
    /// The line's number.
    pub seq: Seq,
    /// The line's id; none when it was there already, by a retry.
    pub new: Option<MessageId>,
}

impl Appended {
    /// The event of it, in codes.
    #[must_use]
    pub fn event(&self, contact: ContactId, author: Author) -> Option<Event> {
        let (seq, speaker) = (self.seq, author.speaker());
        self.new.map(|message| Event::MessageSent { contact, message, seq, speaker })
    }

    fn read(seq: i64, new: Option<MessageId>) -> Result<Self, Error> {
        Ok(Self { seq: Seq::from_number(seq).ok_or(Error::Unknown("message number"))?, new })
    }
}

/// The lines after number `seq`, oldest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn after(
    reads: &mut dyn Reads,
    contact: &Stored,
    seq: i64,
    most: i64,
) -> Result<Vec<Message>, Error> {
    let id = contact.contact.id().uuid();
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(AFTER)
        .bind(id).bind(seq).bind(most).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// The last lines before number `seq`, oldest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn latest(
    reads: &mut dyn Reads,
    contact: &Stored,
    before: i64,
    most: i64,
) -> Result<Vec<Message>, Error> {
    let id = contact.contact.id().uuid();
    let mut rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(LATEST)
        .bind(id).bind(before).bind(most).fetch_all(&mut **c).await?);
    rows.reverse();
    rows.into_iter().map(Row::read).collect()
}

/// The names of the members whom a conversation told of, opened with its key: a few statements'
/// worth of lines, one for each who came.
///
/// # Errors
/// If the database fails or a line does not open.
#[compiled_here]
pub async fn names(
    reads: &mut dyn Reads,
    contact: &Stored,
    key: &SecretKey,
) -> Result<HashMap<MemberId, Text>, Error> {
    let id = contact.contact.id().uuid();
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(NOTICES)
        .bind(id).fetch_all(&mut **c).await?);
    let mut names = HashMap::new();
    for row in rows {
        let line = row.read()?;
        if let Some(member) = line.about {
            names.insert(member, line.open(key)?);
        }
    }
    Ok(names)
}
