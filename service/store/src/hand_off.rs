//! Warm hand-offs, and what a guest sees.
//!
//! # What a guest can read
//! A conversation's lines are sealed to the key of its contact, which opens all of them; a guest never
//! gets it. A hand-off has a key of its own, whose secret half is wrapped to the link of the referral
//! alone. As long as the guest is there, each new line is sealed to it as well. So what was written
//! before stands in no form that they could open, and with the end the copies and the key are destroyed.

use casework::contact::Contact;
use casework::conversation::{Seq, Speaker, SystemNotice};
use casework::hand_off::{HandOff, HandOffEnd, HandOffState, Snapshot};
use casework::id::{ContactId, HandOffId, MemberId, ReferralId};
use casework::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Json, Place, PublicKey, RecordKey, Sealed, SecretKey};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::message::Appended;
use crate::tx::{Reads, entropy};
use crate::{Error, Tx, contact, key, referral, visitor};

statements! {
    INSERT = "
        INSERT INTO hand_offs (id, contact_id, referral_id, invited_by, expires_at, state, since,
            ended, public_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)";
    LAST_OF_CONTACT = "
        SELECT id, contact_id, referral_id, invited_by, expires_at, state, since, ended, public_key
        FROM hand_offs WHERE contact_id = $1 ORDER BY since DESC, id DESC LIMIT 1";
    LAST_OF_REFERRAL = "
        SELECT id, contact_id, referral_id, invited_by, expires_at, state, since, ended, public_key
        FROM hand_offs WHERE referral_id = $1 ORDER BY since DESC, id DESC LIMIT 1";
    SAVE = "UPDATE hand_offs SET state = $2, since = $3, ended = $4 WHERE id = $1";
    SEAT = "UPDATE contacts SET guest_id = $2, guest_key = $3 WHERE id = $1";
    COPY = "
        INSERT INTO guest_lines (hand_off_id, seq, author, code, at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6)";
    AFTER = "
        SELECT seq, author, code, at, body_sealed FROM guest_lines
        WHERE hand_off_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    FORGET = "DELETE FROM guest_lines WHERE hand_off_id = $1";
}

/// A hand-off as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The hand-off itself.
    pub hand_off: HandOff,
    public_key: PublicKey,
}

/// The guest who is in a conversation now: each line is sealed for them as well.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// By which hand-off.
    pub id: HandOffId,
    /// The half of its key to seal to.
    pub key: PublicKey,
}

/// A line as a guest sees it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Words {
    /// By which name the writer is known here; empty for the young person.
    pub name: String,
    /// What was written.
    pub text: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.name);
        zeroize::Zeroize::zeroize(&mut self.text);
    }
}

/// One line for a guest, still sealed.
#[derive(Debug)]
pub struct GuestLine {
    /// Its number in the conversation.
    pub seq: Seq,
    /// Who wrote it.
    pub speaker: Speaker,
    /// For a line of the system: what happened.
    pub notice: Option<SystemNotice>,
    /// When.
    pub at: Timestamp,
    id: HandOffId,
    body: Sealed<Json<Words>>,
}

impl GuestLine {
    /// The words, opened with the key of the hand-off.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another or the row was tampered with.
    pub fn open(&self, key: &SecretKey) -> Result<Words, vault::OpenError> {
        Ok(self.body.open(key, place(self.id, self.seq.number()))?.0)
    }
}

fn place(id: HandOffId, seq: i64) -> Place {
    Place { table: "guest_lines", record: id.uuid(), column: "body_sealed", version: seq }
}

row! {
    struct Row {
        id: Uuid,
        contact_id: Uuid,
        referral_id: Uuid,
        invited_by: Uuid,
        expires_at: i64,
        state: String,
        since: i64,
        ended: Option<String>,
        public_key: Vec<u8>,
    }
}

impl Row {
    fn read(self) -> Result<Stored, Error> {
        let end = self.ended.map(|code| code.parse::<HandOffEnd>()).transpose();
        let row = Snapshot {
            id: HandOffId::from_uuid(self.id),
            contact: ContactId::from_uuid(self.contact_id),
            referral: ReferralId::from_uuid(self.referral_id),
            invited_by: MemberId::from_uuid(self.invited_by),
            expires_at: Timestamp::from_micros(self.expires_at),
            state: self.state.parse::<HandOffState>().map_err(|_| Error::Unknown("hand-off"))?,
            since: Timestamp::from_micros(self.since),
            end: end.map_err(|_| Error::Unknown("end of a hand-off"))?,
        };
        let public_key =
            PublicKey::from_bytes(&self.public_key).map_err(|_| Error::Unknown("public key"))?;
        let hand_off = HandOff::restore(&row).ok_or(Error::Unknown("hand-off"))?;
        Ok(Stored { hand_off, public_key })
    }
}

/// The last hand-off of a conversation, over or not.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_contact(reads: &mut dyn Reads, id: ContactId) -> Result<Option<Stored>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(LAST_OF_CONTACT)
        .bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.map(Row::read).transpose()
}

/// The last hand-off by the link of a referral, over or not.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_referral(reads: &mut dyn Reads, id: ReferralId) -> Result<Option<Stored>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(LAST_OF_REFERRAL)
        .bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.map(Row::read).transpose()
}

/// Stores an invitation with a key of its own, which the link of the referral opens.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(tx: &mut Tx, new: &HandOff, by: &referral::Stored) -> Result<(), Error> {
    let row = new.snapshot();
    let record = RecordKey::generate(&mut tx.rng());
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(row.id.uuid())
        .bind(row.contact.uuid())
        .bind(row.referral.uuid())
        .bind(row.invited_by.uuid())
        .bind(row.expires_at.micros())
        .bind(row.state.code())
        .bind(row.since.micros())
        .bind(record.public().as_bytes().as_slice())
        .execute(&mut **c)
        .await
        .map(drop)?);
    let reader = visitor::reader(by.link());
    let wrapped = record.wrap_for(reader, by.link_key(), row.id.uuid(), &mut tx.rng());
    key::grant(tx, row.id.uuid(), reader, key::Reader::Partner, &wrapped).await
}

/// Stores the next state. A guest who came is seated; one who went leaves no copy and no key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &HandOff) -> Result<Option<Seat>, Error> {
    let row = next.snapshot();
    let id = row.id.uuid();
    on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(id)
        .bind(row.state.code())
        .bind(row.since.micros())
        .bind(row.end.map(|end| end.code()))
        .execute(&mut **c)
        .await
        .map(drop)?);
    let seat = next.is_here().then_some(Seat { id: row.id, key: before.public_key });
    on!(tx.conn(), c => sqlx::query(SEAT)
        .bind(row.contact.uuid())
        .bind(seat.map(|_| id))
        .bind(seat.map(|seat| seat.key.as_bytes().to_vec()))
        .execute(&mut **c)
        .await
        .map(drop)?);
    if row.state == HandOffState::Ended {
        on!(tx.conn(), c => sqlx::query(FORGET).bind(id).execute(&mut **c).await.map(drop)?);
        key::erase(tx, id).await?;
    }
    Ok(seat)
}

/// Seals a line of the conversation for the guest who is there, if one is. A line that was written
/// before, by a retry, has its copy.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn copy(
    tx: &mut Tx,
    seat: Option<Seat>,
    line: &Appended,
    (speaker, notice): (Speaker, Option<SystemNotice>),
    words: Words,
) -> Result<(), Error> {
    let (Some(seat), Some(_)) = (seat, line.new) else { return Ok(()) };
    let (seq, at) = (line.seq.number(), tx.now());
    let body = Sealed::seal(&Json(words), &seat.key, place(seat.id, seq), &mut entropy());
    on!(tx.conn(), c => sqlx::query(COPY)
        .bind(seat.id.uuid())
        .bind(seq)
        .bind(speaker.code())
        .bind(notice.map(SystemNotice::code))
        .bind(at.micros())
        .bind(body.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

row! {
    struct LineRow {
        seq: i64,
        author: String,
        code: Option<String>,
        at: i64,
        body_sealed: Vec<u8>,
    }
}

/// The lines for the guest after number `seq`, oldest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn after(
    reads: &mut dyn Reads,
    id: HandOffId,
    seq: i64,
    most: i64,
) -> Result<Vec<GuestLine>, Error> {
    let rows: Vec<LineRow> = on!(reads.conn(), c => sqlx::query_as(AFTER)
        .bind(id.uuid()).bind(seq).bind(most).fetch_all(&mut **c).await?);
    let read = |row: LineRow| {
        let notice = row.code.map(|code| code.parse()).transpose();
        Ok(GuestLine {
            seq: Seq::from_number(row.seq).ok_or(Error::Unknown("message number"))?,
            speaker: row.author.parse().map_err(|_| Error::Unknown("speaker"))?,
            notice: notice.map_err(|_| Error::Unknown("notice"))?,
            at: Timestamp::from_micros(row.at),
            id,
            body: Sealed::from_bytes(row.body_sealed),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The guest goes with a conversation that is over.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end_with(
    tx: &mut Tx,
    stored: &contact::Stored,
    next: &Contact,
) -> Result<Option<casework::event::Event>, Error> {
    if stored.guest.is_none() || !next.is_ended() {
        return Ok(None);
    }
    let Some(before) = of_contact(tx, next.id()).await? else { return Ok(None) };
    let Ok((gone, event)) = before.hand_off.clone().end(HandOffEnd::ConversationOver, tx.now())
    else {
        return Ok(None);
    };
    save(tx, &before, &gone).await?;
    Ok(Some(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_opens_in_its_own_place_alone() {
        let record = RecordKey::generate(&mut entropy());
        let ids = [1, 2].map(|number| HandOffId::from_uuid(Uuid::from_u128(number)));
        let seqs = [1, 2].map(|number| Seq::from_number(number).unwrap());
        let words = Words { name: "Ana".into(), text: "hello".into() };
        let body = Sealed::seal(&Json(words), &record.public(), place(ids[0], 1), &mut entropy());
        let line = |id, seq| GuestLine {
            seq,
            speaker: Speaker::Visitor,
            notice: None,
            at: Timestamp::EPOCH,
            id,
            body: Sealed::from_bytes(body.as_bytes().to_vec()),
        };
        assert_eq!(line(ids[0], seqs[0]).open(record.secret()).unwrap().text, "hello");
        assert!(line(ids[0], seqs[1]).open(record.secret()).is_err(), "another line");
        assert!(line(ids[1], seqs[0]).open(record.secret()).is_err(), "another hand-off");
    }
}
