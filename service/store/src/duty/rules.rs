//! The rule table with its history, and what the law takes this house for.
//!
//! Until the first change or the first duty the table is the one that comes with the software. From then
//! on every revision is a row, so a duty finds the wording that started it, years later.

use casework::id::MemberId;
use casework::time::Timestamp;
use duty::deadline::Holidays;
use duty::obligation::House;
use duty::rule::{Reporter, Row as Columns, Rule};
use duty::table::{Author, Revision, RuleTable};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx, setting};

statements! {
    /// Some tens of rows: rules do not change often.
    ALL = "
        SELECT revision, rule, row_text, member_id, at, why FROM duty_rules ORDER BY revision";
    INSERT = "
        INSERT INTO duty_rules (revision, rule, row_text, member_id, at, why)
        VALUES ($1, $2, $3, $4, $5, $6)";
}

row! {
    struct Row {
        revision: i64,
        rule: String,
        row_text: Option<String>,
        member_id: Option<Uuid>,
        at: i64,
        why: String,
    }
}

impl Row {
    fn read(self) -> Result<(String, Revision), Error> {
        let rule = self.row_text.as_deref().map(read_rule).transpose()?;
        let revision = Revision {
            number: u32::try_from(self.revision).map_err(|_| Error::Unknown("revision"))?,
            rule,
            by: match self.member_id {
                Some(member) => Author::Member(MemberId::from_uuid(member)),
                None => Author::Bundled,
            },
            at: Timestamp::from_micros(self.at),
            why: self.why,
        };
        Ok((self.rule, revision))
    }
}

fn read_rule(text: &str) -> Result<Rule, Error> {
    let columns: Columns = serde_json::from_str(text).map_err(|_| Error::Unknown("rule"))?;
    Rule::try_from(&columns).map_err(|_| Error::Unknown("rule"))
}

/// The rule table as it stands, with its history.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn table(reads: &mut dyn Reads) -> Result<RuleTable, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(ALL).fetch_all(&mut **c).await?);
    if rows.is_empty() {
        return RuleTable::bundled().map_err(|_| Error::Unknown("bundled rule"));
    }
    let revisions = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    RuleTable::restore(revisions).map_err(|_| Error::Unknown("rule"))
}

/// Stores whatever revision of `table` is not stored yet, the bundled ones too.
///
/// # Errors
/// If the database fails, or somebody else stored a revision of the same number.
#[compiled_here]
pub async fn keep(tx: &mut Tx, table: &RuleTable) -> Result<(), Error> {
    let known: Vec<Row> = on!(tx.conn(), c => sqlx::query_as(ALL).fetch_all(&mut **c).await?);
    let last = known.last().map_or(0, |row| row.revision);
    for (code, revision) in table.revisions() {
        let number = i64::from(revision.number);
        if number <= last {
            continue;
        }
        let text = revision.rule.as_ref().map(|rule| serde_json::to_string(&Columns::from(rule)));
        let text = text.transpose().map_err(|_| Error::Unknown("rule"))?;
        let by = match revision.by {
            Author::Bundled => None,
            Author::Member(member) => Some(member.uuid()),
        };
        on!(tx.conn(), c => sqlx::query(INSERT)
            .bind(number)
            .bind(code.as_str())
            .bind(text)
            .bind(by)
            .bind(revision.at.micros())
            .bind(revision.why.as_str())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// What is stored of the house.
#[derive(Serialize, Deserialize)]
struct Kept {
    we: Vec<Reporter>,
    zone: String,
    /// One a line; nothing in a house that was described before there were any.
    #[serde(default)]
    holidays: String,
}

/// What the law takes this house for, and by which clock it lives. Until somebody says otherwise:
/// whoever works here has to report as the law of the place says, by universal time.
///
/// # Errors
/// If the database fails or holds what this version does not know.
#[compiled_here]
pub async fn house(reads: &mut dyn Reads) -> Result<House, Error> {
    let text = setting::read(reads.conn(), setting::DUTY_HOUSE).await?;
    let Some(text) = text else {
        return Ok(House {
            we: [Reporter::MandatedReporter].into(),
            zone: "UTC".parse().map_err(|_| Error::Unknown("zone"))?,
            holidays: Holidays::none(),
        });
    };
    let kept: Kept = serde_json::from_str(&text).map_err(|_| Error::Unknown("house"))?;
    Ok(House {
        we: kept.we.into_iter().collect(),
        zone: kept.zone.parse().map_err(|_| Error::Unknown("zone"))?,
        holidays: kept.holidays.parse().map_err(|_| Error::Unknown("holiday"))?,
    })
}

/// Stores what the law takes this house for.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_house(tx: &mut Tx, house: &House) -> Result<(), Error> {
    let zone = house.zone.name().to_owned();
    let holidays = house.holidays.to_string();
    let kept = Kept { we: house.we.iter().copied().collect(), zone, holidays };
    let text = serde_json::to_string(&kept).map_err(|_| Error::Unknown("house"))?;
    setting::put(tx, setting::DUTY_HOUSE, text).await
}
