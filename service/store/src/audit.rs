//! The audit chain's rows: appended in the transaction of what they tell of, read to verify.

use casework::time::Timestamp;
use uuid::Uuid;
use vault::audit::{BreakReason, Broken, ChainHash, Entry, Head, Verifier};

use crate::compiled_here;
use crate::db::{Conn, by_statement, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Store};

statements! {
    /// The last entry, and the number of the last event: every act leaves both, so an empty chain
    /// means an empty log.
    TIP = "
        SELECT seq, hash, (SELECT coalesce(max(seq), 0) FROM events) FROM audit
        ORDER BY seq DESC LIMIT 1";
    /// When the last entry was written.
    LAST_AT = "SELECT at FROM audit ORDER BY seq DESC LIMIT 1";
    /// Appends one entry.
    APPEND = "
        INSERT INTO audit (seq, at, actor_kind, actor_id, act, subject_kind, subject_id, why, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    APPEND_TWO = "
        INSERT INTO audit (seq, at, actor_kind, actor_id, act, subject_kind, subject_id, why, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9),
            ($10, $11, $12, $13, $14, $15, $16, $17, $18)";
    /// A batch of several acts.
    APPEND_EIGHT = "
        INSERT INTO audit (seq, at, actor_kind, actor_id, act, subject_kind, subject_id, why, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9),
            ($10, $11, $12, $13, $14, $15, $16, $17, $18),
            ($19, $20, $21, $22, $23, $24, $25, $26, $27),
            ($28, $29, $30, $31, $32, $33, $34, $35, $36),
            ($37, $38, $39, $40, $41, $42, $43, $44, $45),
            ($46, $47, $48, $49, $50, $51, $52, $53, $54),
            ($55, $56, $57, $58, $59, $60, $61, $62, $63),
            ($64, $65, $66, $67, $68, $69, $70, $71, $72)";
    /// A piece of the chain, in order.
    PIECE = "
        SELECT seq, at, actor_kind, actor_id, act, subject_kind, subject_id, why, hash
        FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
    /// Who looked at or changed one record, newest first.
    OF_SUBJECT = "
        SELECT seq, at, actor_kind, actor_id, act, subject_kind, subject_id, why, hash
        FROM audit WHERE subject_id = $1 ORDER BY seq DESC LIMIT $2";
}

row! {
    /// One stored entry.
    #[derive(Debug)]
    pub(crate) struct Row {
        seq: i64,
        at: i64,
        actor_kind: String,
        actor_id: Option<Uuid>,
        act: String,
        subject_kind: String,
        subject_id: Option<Uuid>,
        why: String,
        hash: Vec<u8>,
    }
}

impl Row {
    fn entry(&self) -> Entry<'_> {
        Entry {
            seq: self.seq,
            at: self.at,
            actor_kind: &self.actor_kind,
            actor: self.actor_id,
            act: &self.act,
            subject_kind: &self.subject_kind,
            subject: self.subject_id,
            why: &self.why,
        }
    }
}

/// Where the audit chain and the event log end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The last entry of the chain.
    pub(crate) audit: Head,
    /// The number of the last event.
    pub(crate) event: i64,
}

impl Ends {
    /// Of an empty database.
    pub(crate) const EMPTY: Self = Self { audit: Head::EMPTY, event: 0 };
}

/// Where both end now. One statement.
#[compiled_here]
pub(crate) async fn ends(conn: &mut Conn) -> Result<Ends, Error> {
    let row: Option<(i64, Vec<u8>, i64)> =
        on!(conn, c => sqlx::query_as(TIP).fetch_optional(&mut **c).await?);
    row.map_or(Ok(Ends::EMPTY), |(seq, hash, event)| {
        let hash = hash.as_slice().try_into().map_err(|_| Error::Unknown("audit hash"))?;
        Ok(Ends { audit: Head { seq, hash: ChainHash(hash) }, event })
    })
}

/// An entry with the hash that chains it to the one before.
pub(crate) struct Chained {
    pub(crate) entry: Entry<'static>,
    pub(crate) hash: ChainHash,
}

/// Appends rows in order: eight in one statement as long as there are eight, then two, then one.
#[compiled_here]
pub(crate) async fn append(conn: &mut Conn, rows: &[Chained]) -> Result<(), sqlx::Error> {
    for (some, text) in by_statement(rows, [APPEND_EIGHT, APPEND_TWO, APPEND]) {
        on!(conn, c => some
            .iter()
            .fold(sqlx::query(text), |query, Chained { entry, hash }| query
                .bind(entry.seq)
                .bind(entry.at)
                .bind(entry.actor_kind)
                .bind(entry.actor)
                .bind(entry.act)
                .bind(entry.subject_kind)
                .bind(entry.subject)
                .bind(entry.why)
                .bind(hash.0.as_slice()))
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

impl Store {
    /// When the last entry was written; none in an empty chain.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn last_audited(&self) -> Result<Option<Timestamp>, Error> {
        let mut conn = self.readers().acquire().await?;
        let row: Option<(i64,)> =
            on!(&mut conn, c => sqlx::query_as(LAST_AT).fetch_optional(&mut **c).await?);
        Ok(row.map(|(at,)| Timestamp::from_micros(at)))
    }

    /// Recomputes the whole chain, in pieces: memory stays bounded, about two million entries a
    /// second and core, plus the reading.
    ///
    /// `witness` is a head that was exported earlier; with it a chain that was cut off or rewritten
    /// as a whole is found too.
    ///
    /// # Errors
    /// If the database fails. A broken chain is no error of this function: it is its answer.
    #[compiled_here]
    pub async fn verify_audit(&self, witness: Option<Head>) -> Result<Result<Head, Broken>, Error> {
        let mut verifier = Verifier::new();
        if let Some(witness) = witness {
            verifier = verifier.against(witness);
        }
        let mut conn = self.readers().acquire().await?;
        let (mut seq, mut most) = (i64::MIN, 1_000_i64);
        let mut good = 0;
        loop {
            let piece: Result<Vec<Row>, sqlx::Error> = on!(&mut conn, c => sqlx::query_as(PIECE)
                .bind(seq).bind(most).fetch_all(&mut **c).await);
            let rows = match piece {
                Ok(rows) => rows,
                // A changed byte may leave a row that is no row any more: find which one.
                Err(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) if most > 1 => {
                    most = 1;
                    continue;
                }
                Err(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
                    return Ok(Err(Broken { seq: good + 1, reason: BreakReason::Changed }));
                }
                Err(other) => return Err(other.into()),
            };
            if rows.is_empty() {
                return Ok(verifier.finish());
            }
            for row in &rows {
                let Ok(hash) = row.hash.as_slice().try_into() else {
                    return Ok(Err(Broken { seq: good + 1, reason: BreakReason::Changed }));
                };
                if let Err(broken) = verifier.next(&row.entry(), None, ChainHash(hash)) {
                    return Ok(Err(broken));
                }
                (seq, good) = (row.seq, row.seq);
            }
        }
    }
}

/// One entry as the owner of a record may read it: who, what, when; there is no content to show.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which actor.
    pub actor: Option<Uuid>,
    /// What they did.
    pub act: String,
    /// Which event it was kept with.
    pub why: String,
}

/// Who looked at or changed one record, newest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_subject(
    reads: &mut dyn Reads,
    subject: Uuid,
    most: i64,
) -> Result<Vec<Seen>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_SUBJECT)
        .bind(subject).bind(most).fetch_all(&mut **c).await?);
    let seen = |row: Row| Seen {
        at: row.at,
        actor_kind: row.actor_kind,
        actor: row.actor_id,
        act: row.act,
        why: row.why,
    };
    Ok(rows.into_iter().map(seen).collect())
}
