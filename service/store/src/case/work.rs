//! What is done about a case: notes, documents that were typed in, and tasks. Their words are sealed.

use case::task::Task;
use casework::id::{CaseId, MemberId, NoteId, ReviewId, TaskId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy, ten};
use crate::{Error, Tx};

statements! {
    ADD_NOTE = "
        INSERT INTO case_notes (id, case_id, kind, member_id, at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// The latest first, from a place on: one range of an index, however many there are.
    NOTES = "
        SELECT id, kind, member_id, at, body_sealed FROM case_notes
        WHERE case_id = $1 AND (at, id) < ($2, $3)
        ORDER BY at DESC, id DESC LIMIT 21";
    COUNT = "SELECT count(*) FROM case_notes WHERE case_id = $1";
    ADD_TASK = "
        INSERT INTO case_tasks (id, case_id, review_id, owner_id, due_at, set_by, set_at, end_code,
            ended_at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, $8)";
    OPEN_TASKS = "
        SELECT id, case_id, review_id, owner_id, due_at, end_code, ended_at, body_sealed
        FROM case_tasks WHERE case_id = $1 AND ended_at IS NULL ORDER BY due_at, id LIMIT 200";
    ENDED_TASKS = "
        SELECT id, case_id, review_id, owner_id, due_at, end_code, ended_at, body_sealed
        FROM case_tasks WHERE case_id = $1 AND ended_at IS NOT NULL
        ORDER BY ended_at DESC, id DESC LIMIT 10";
    TASK = "
        SELECT id, case_id, review_id, owner_id, due_at, end_code, ended_at, body_sealed
        FROM case_tasks WHERE id = $1 AND case_id = $2";
    END_TASK = "
        UPDATE case_tasks SET end_code = $2, ended_at = $3 WHERE id = $1 AND ended_at IS NULL";
    TASKS_TO_TEAM = "
        UPDATE case_tasks SET owner_id = NULL WHERE owner_id = $1 AND ended_at IS NULL";
    TASKS_FROM = "
        UPDATE case_tasks SET owner_id = NULL
        WHERE case_id = $1 AND owner_id = $2 AND ended_at IS NULL";
    OPEN_COUNT = "
        SELECT count(*) FROM case_tasks WHERE case_id = $1 AND ended_at IS NULL";
    /// Reports that are due: about the people of the case, and about its contacts.
    OPEN_DUTIES = "
        SELECT (SELECT count(*) FROM duties d WHERE d.case_id = $1 AND d.ended_at IS NULL)
            + (SELECT count(*) FROM case_contacts j JOIN duties d ON d.contact_id = j.contact_id
                WHERE j.case_id = $1 AND d.ended_at IS NULL)";
}

/// The most notes of one page.
pub const PAGE: usize = 20;

/// What was typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A note.
    Note,
    /// A document, typed in: files are not taken.
    Document,
}

impl Kind {
    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Document => "document",
        }
    }
}

/// One note, still sealed.
#[derive(Debug)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// A note or a document.
    pub kind: Kind,
    /// Who wrote it.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    body: Vec<u8>,
}

impl Note {
    /// The words, opened with the case's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn open(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        Sealed::from_bytes(self.body.clone()).open(key, of_note(self.id))
    }
}

fn of_note(id: NoteId) -> Place {
    Place { table: "case_notes", record: id.uuid(), column: "body_sealed", version: 1 }
}

fn of_task(id: TaskId) -> Place {
    Place { table: "case_tasks", record: id.uuid(), column: "body_sealed", version: 1 }
}

row! {
    struct NoteRow {
        id: Uuid,
        kind: String,
        member_id: Uuid,
        at: i64,
        body_sealed: Vec<u8>,
    }
}

impl NoteRow {
    fn read(self) -> Result<Note, Error> {
        let kind = match self.kind.as_str() {
            "note" => Kind::Note,
            "document" => Kind::Document,
            _ => return Err(Error::Unknown("kind of note")),
        };
        Ok(Note {
            id: NoteId::from_uuid(self.id),
            kind,
            by: MemberId::from_uuid(self.member_id),
            at: Timestamp::from_micros(self.at),
            body: self.body_sealed,
        })
    }
}

/// Adds a note.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note(
    tx: &mut Tx,
    (case, to): (CaseId, PublicKey),
    kind: Kind,
    by: MemberId,
    words: &Text,
) -> Result<NoteId, Error> {
    let now = tx.now();
    let id = NoteId::new(now, ten());
    let sealed = Sealed::seal(words, &to, of_note(id), &mut entropy());
    on!(tx.conn(), c => sqlx::query(ADD_NOTE)
        .bind(id.uuid())
        .bind(case.uuid())
        .bind(kind.code())
        .bind(by.uuid())
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(id)
}

/// The notes of a case, the latest first, one more than a page.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn notes(
    reads: &mut dyn Reads,
    case: CaseId,
    before: Option<(Timestamp, NoteId)>,
) -> Result<Vec<Note>, Error> {
    let (at, id) = match before {
        Some((at, id)) => (at.micros(), id.uuid()),
        None => (i64::MAX, Uuid::max()),
    };
    let rows: Vec<NoteRow> = on!(reads.conn(), c => sqlx::query_as(NOTES)
        .bind(case.uuid()).bind(at).bind(id).fetch_all(&mut **c).await?);
    rows.into_iter().map(NoteRow::read).collect()
}

/// How many notes a case has.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn count(reads: &mut dyn Reads, case: CaseId) -> Result<i64, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(COUNT)
        .bind(case.uuid()).fetch_one(&mut **c).await?);
    Ok(count)
}

/// One task with its words, still sealed.
#[derive(Debug)]
pub struct Kept {
    /// The task.
    pub task: Task,
    body: Vec<u8>,
}

impl Kept {
    /// What is to be done, opened with the case's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn open(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        Sealed::from_bytes(self.body.clone()).open(key, of_task(self.task.id))
    }
}

row! {
    struct TaskRow {
        id: Uuid,
        case_id: Uuid,
        review_id: Option<Uuid>,
        owner_id: Option<Uuid>,
        due_at: i64,
        end_code: Option<String>,
        ended_at: Option<i64>,
        body_sealed: Vec<u8>,
    }
}

impl TaskRow {
    fn read(self) -> Result<Kept, Error> {
        let end = self.end_code.map(|code| code.parse()).transpose();
        let end = end.map_err(|_| Error::Unknown("end of a task"))?;
        Ok(Kept {
            task: Task {
                id: TaskId::from_uuid(self.id),
                case: CaseId::from_uuid(self.case_id),
                review: self.review_id.map(ReviewId::from_uuid),
                owner: self.owner_id.map(MemberId::from_uuid),
                due_at: Timestamp::from_micros(self.due_at),
                end: end.zip(self.ended_at.map(Timestamp::from_micros)),
            },
            body: self.body_sealed,
        })
    }
}

impl Tx {
    /// A new task's identifier.
    #[must_use]
    pub fn task_id(&self) -> TaskId {
        TaskId::new(self.now(), ten())
    }
}

/// Sets a task.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn set_task(
    tx: &mut Tx,
    task: &Task,
    to: PublicKey,
    by: MemberId,
    words: &Text,
) -> Result<(), Error> {
    let now = tx.now();
    let sealed = Sealed::seal(words, &to, of_task(task.id), &mut entropy());
    on!(tx.conn(), c => sqlx::query(ADD_TASK)
        .bind(task.id.uuid())
        .bind(task.case.uuid())
        .bind(task.review.map(ReviewId::uuid))
        .bind(task.owner.map(MemberId::uuid))
        .bind(task.due_at.micros())
        .bind(by.uuid())
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The tasks of a case: the open ones by day, then those that ended last.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn tasks(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Kept>, Error> {
    let mut rows: Vec<TaskRow> = on!(reads.conn(), c => sqlx::query_as(OPEN_TASKS)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let ended: Vec<TaskRow> = on!(reads.conn(), c => sqlx::query_as(ENDED_TASKS)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.extend(ended);
    rows.into_iter().map(TaskRow::read).collect()
}

/// One task of a case.
///
/// # Errors
/// [`Error::NotFound`] when the case has no such task.
#[compiled_here]
pub async fn task(reads: &mut dyn Reads, case: CaseId, id: TaskId) -> Result<Kept, Error> {
    let row: Option<TaskRow> = on!(reads.conn(), c => sqlx::query_as(TASK)
        .bind(id.uuid()).bind(case.uuid()).fetch_optional(&mut **c).await?);
    row.ok_or(Error::NotFound)?.read()
}

/// Stores how a task ended.
///
/// # Errors
/// [`Error::Changed`] when somebody else ended it.
#[compiled_here]
pub async fn end_task(tx: &mut Tx, task: &Task) -> Result<(), Error> {
    let Some((end, at)) = task.end else { return Err(Error::Unknown("end of a task")) };
    let done = on!(tx.conn(), c => sqlx::query(END_TASK)
        .bind(task.id.uuid())
        .bind(end.code())
        .bind(at.micros())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

#[compiled_here]
pub(crate) async fn owner_left(tx: &mut Tx, member: MemberId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(TASKS_TO_TEAM)
        .bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

#[compiled_here]
pub(crate) async fn take_from(tx: &mut Tx, case: CaseId, member: MemberId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(TASKS_FROM)
        .bind(case.uuid()).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// How many tasks and how many reports of a case are open.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_work(reads: &mut dyn Reads, case: CaseId) -> Result<(i64, i64), Error> {
    let (tasks,): (i64,) = on!(reads.conn(), c => sqlx::query_as(OPEN_COUNT)
        .bind(case.uuid()).fetch_one(&mut **c).await?);
    let (duties,): (i64,) = on!(reads.conn(), c => sqlx::query_as(OPEN_DUTIES)
        .bind(case.uuid()).fetch_one(&mut **c).await?);
    Ok((tasks, duties))
}
