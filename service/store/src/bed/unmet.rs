//! Unmet need, counted from what was asked and answered: codes and times only.

use access::Look;
use casework::facts::CountyCode;
use casework::measure::Period;
use casework::member::Actor;
use casework::unmet::{Counts, Group, Unmet};

use super::code;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::subject::Installation;
use crate::tx::Reads;
use crate::{Error, Store};

statements! {
    REQUESTS = "
        SELECT r.need, r.county, r.age_band, r.gender, count(*) AS asked, count(u.id) AS found,
            CAST(sum(CASE WHEN r.state = 'expired' THEN 1 ELSE 0 END) AS BIGINT) AS not_found,
            CAST(0 AS BIGINT) AS full_up, CAST(0 AS BIGINT) AS declined, CAST(0 AS BIGINT) AS silent
        FROM bed_requests r
        LEFT JOIN bed_holds u ON u.request_id = r.id AND u.state = 'used'
        WHERE r.asked_at >= $1 AND r.asked_at < $2
        GROUP BY r.need, r.county, r.age_band, r.gender";
    ANSWERS = "
        SELECT r.need, r.county, r.age_band, r.gender, CAST(0 AS BIGINT) AS asked,
            CAST(0 AS BIGINT) AS found, CAST(0 AS BIGINT) AS not_found,
            CAST(sum(CASE WHEN a.reason = 'full' THEN 1 ELSE 0 END) AS BIGINT) AS full_up,
            CAST(sum(CASE WHEN a.reason <> 'full' THEN 1 ELSE 0 END) AS BIGINT) AS declined,
            CAST(sum(CASE WHEN a.reply IS NULL AND r.state = 'expired' THEN 1 ELSE 0 END) AS BIGINT)
                AS silent
        FROM bed_requests r JOIN bed_asks a ON a.request_id = r.id
        WHERE r.asked_at >= $1 AND r.asked_at < $2
        GROUP BY r.need, r.county, r.age_band, r.gender";
    /// A referral that uses a hold is the answer to a bed request, and counted there.
    REFERRALS = "
        SELECT r.need, CAST(NULL AS TEXT) AS county, r.age_band, r.gender, count(*) AS asked,
            CAST(sum(CASE WHEN r.state IN ('accepted', 'scheduled', 'arrived', 'served') THEN 1 ELSE 0 END)
                AS BIGINT) AS found,
            CAST(sum(CASE WHEN r.state IN ('declined', 'expired') THEN 1 ELSE 0 END) AS BIGINT)
                AS not_found,
            CAST(sum(CASE WHEN r.decline_reason = 'full' THEN 1 ELSE 0 END) AS BIGINT) AS full_up,
            CAST(sum(CASE WHEN r.decline_reason <> 'full' THEN 1 ELSE 0 END) AS BIGINT)
                AS declined,
            CAST(sum(CASE WHEN r.state = 'expired' THEN 1 ELSE 0 END) AS BIGINT) AS silent
        FROM referrals r
        WHERE r.offered_at >= $1 AND r.offered_at < $2
            AND NOT EXISTS (SELECT 1 FROM bed_holds h WHERE h.referral_id = r.id)
        GROUP BY r.need, r.age_band, r.gender";
}

row! {
    struct Row {
        need: String,
        county: Option<String>,
        age_band: Option<String>,
        gender: Option<String>,
        asked: i64,
        found: i64,
        not_found: i64,
        full_up: i64,
        declined: i64,
        silent: i64,
    }
}

impl Row {
    fn read(&self) -> Result<(Group, Counts), Error> {
        let county = self.county.as_deref().map(CountyCode::parse).transpose();
        let group = Group {
            need: self.need.parse().map_err(|_| Error::Unknown("need"))?,
            county: county.map_err(|_| Error::Unknown("county"))?,
            age_band: code(self.age_band.as_deref(), "age band")?,
            gender: code(self.gender.as_deref(), "gender")?,
        };
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let counts = Counts {
            asked: count(self.asked),
            found: count(self.found),
            not_found: count(self.not_found),
            full: count(self.full_up),
            declined: count(self.declined),
            silent: count(self.silent),
        };
        Ok((group, counts))
    }
}

/// What was asked in a period and found no place. Three statements, each by the index of its times.
///
/// # Errors
/// [`Error::NotFound`] for somebody who may not see measures; if the database fails.
#[compiled_here]
pub async fn count(store: &Store, actor: &Actor, period: Period) -> Result<Unmet, Error> {
    let ((), mut view) = store.look(actor, Look::SeeMeasures, Installation).await?;
    counted(&mut view, period).await
}

/// The same for somebody who sees measures already.
#[compiled_here]
pub(crate) async fn counted(reads: &mut dyn Reads, period: Period) -> Result<Unmet, Error> {
    let mut unmet = Unmet::default();
    for text in [REQUESTS, ANSWERS, REFERRALS] {
        let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(text)
            .bind(period.from.micros())
            .bind(period.to.micros())
            .fetch_all(&mut **c)
            .await?);
        for row in &rows {
            let (group, counts) = row.read()?;
            unmet.add(group, counts);
        }
    }
    Ok(unmet)
}
