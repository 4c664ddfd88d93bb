//! What became of the alleged exploiters of a case before the law, step by step. A row names an exploiter
//! only: what is written takes an [`ExploiterId`], and the table refers to a record in that part alone.

use case::justice::{Statute, Step, StepKind};
use case::person::ExploiterId;
use casework::id::{CaseId, MemberId, PersonId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    /// Tens of rows: one range of an index.
    OF_CASE = "
        SELECT exploiter_id, place, step, code, months, ordered, paid, statute_sealed, happened_at,
            member_id
        FROM case_justice WHERE case_id = $1 ORDER BY happened_at, place, exploiter_id";
    LAST = "SELECT coalesce(max(place), 0) FROM case_justice WHERE exploiter_id = $1";
    ADD = "
        INSERT INTO case_justice (exploiter_id, place, part, case_id, step, code, months, ordered,
            paid, statute_sealed, happened_at, member_id, recorded_at)
        VALUES ($1, $2, 'exploiter', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    TAKE_OUT = "DELETE FROM case_justice WHERE exploiter_id = $1";
}

/// One step as stored, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Under which record.
    pub person: PersonId,
    /// When it happened.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: MemberId,
    /// What happened.
    pub step: Step,
}

fn of_statute(exploiter: Uuid, place: i64) -> Place {
    Place { table: "case_justice", record: exploiter, column: "statute_sealed", version: place }
}

row! {
    struct Row {
        exploiter_id: Uuid,
        place: i64,
        step: String,
        code: Option<String>,
        months: Option<i64>,
        ordered: Option<i64>,
        paid: Option<i64>,
        statute_sealed: Option<Vec<u8>>,
        happened_at: i64,
        member_id: Uuid,
    }
}

const WRONG: Error = Error::Unknown("step before the law");

impl Row {
    fn read(self, key: &SecretKey) -> Result<Entry, Error> {
        let kind: StepKind = self.step.parse().map_err(|_| WRONG)?;
        Ok(Entry {
            person: PersonId::from_uuid(self.exploiter_id),
            at: Timestamp::from_micros(self.happened_at),
            by: MemberId::from_uuid(self.member_id),
            step: self.step(kind, key)?,
        })
    }

    fn step(&self, kind: StepKind, key: &SecretKey) -> Result<Step, Error> {
        let code = self.code.as_deref().ok_or(WRONG);
        let amount = |number: Option<i64>| number.and_then(|n| n.try_into().ok()).ok_or(WRONG);
        Ok(match kind {
            StepKind::Reported => Step::Reported,
            StepKind::Investigated => Step::Investigated(code?.parse().map_err(|_| WRONG)?),
            StepKind::Unfounded => Step::Unfounded,
            StepKind::Arrested => Step::Arrested,
            StepKind::Cleared => Step::Cleared(code?.parse().map_err(|_| WRONG)?),
            StepKind::Charged => Step::Charged(self.statute(key)?),
            StepKind::Disposed => Step::Disposed(code?.parse().map_err(|_| WRONG)?),
            StepKind::Sentenced => {
                let months = self.months.and_then(|months| months.try_into().ok());
                Step::Sentenced { months: months.ok_or(WRONG)? }
            }
            StepKind::Restitution => {
                Step::Restitution { ordered: amount(self.ordered)?, paid: amount(self.paid)? }
            }
        })
    }

    fn statute(&self, key: &SecretKey) -> Result<Statute, Error> {
        let sealed = Sealed::from_bytes(self.statute_sealed.clone().ok_or(WRONG)?);
        let text: Text = sealed.open(key, of_statute(self.exploiter_id, self.place))?;
        Statute::parse(text.expose()).map_err(|_| WRONG)
    }
}

/// What became of everybody in a case, by day.
///
/// # Errors
/// [`Error::Sealed`] when the key is not the case's or a row was tampered with.
#[compiled_here]
pub async fn of_case(
    reads: &mut dyn Reads,
    case: CaseId,
    key: &SecretKey,
) -> Result<Vec<Entry>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(key)).collect()
}

/// The code that stands beside a step: the offence, how it was cleared, how a charge ended.
fn code(step: &Step) -> Option<&'static str> {
    match step {
        Step::Investigated(nibrs) => Some(nibrs.code()),
        Step::Cleared(clearance) => Some(clearance.code()),
        Step::Disposed(disposition) => Some(disposition.code()),
        Step::Reported
        | Step::Unfounded
        | Step::Arrested
        | Step::Charged(_)
        | Step::Sentenced { .. }
        | Step::Restitution { .. } => None,
    }
}

/// The amounts of a step: months, ordered, paid.
fn amounts(step: &Step) -> Result<[Option<i64>; 3], Error> {
    let number = |amount: u64| i64::try_from(amount).map(Some).map_err(|_| WRONG);
    Ok(match step {
        Step::Sentenced { months } => [Some(i64::from(*months)), None, None],
        Step::Restitution { ordered, paid } => [None, number(*ordered)?, number(*paid)?],
        _ => [None, None, None],
    })
}

/// Records one step of an alleged exploiter.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn add(
    tx: &mut Tx,
    (case, to): (CaseId, PublicKey),
    exploiter: ExploiterId,
    (at, step): (Timestamp, &Step),
    by: MemberId,
) -> Result<(), Error> {
    let who = exploiter.person().uuid();
    let (last,): (i64,) =
        on!(tx.conn(), c => sqlx::query_as(LAST).bind(who).fetch_one(&mut **c).await?);
    let place = last + 1;
    let statute = match step {
        Step::Charged(statute) => {
            let text = Text::from(statute.as_str());
            Some(Sealed::seal(&text, &to, of_statute(who, place), &mut entropy()))
        }
        _ => None,
    };
    let [months, ordered, paid] = amounts(step)?;
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(ADD)
        .bind(who)
        .bind(place)
        .bind(case.uuid())
        .bind(step.kind().code())
        .bind(code(step))
        .bind(months)
        .bind(ordered)
        .bind(paid)
        .bind(statute.as_ref().map(Sealed::as_bytes))
        .bind(at.micros())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes everything that stands under a record out of the table: they turn out to be a victim.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn take_out(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(TAKE_OUT)
        .bind(person.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}
