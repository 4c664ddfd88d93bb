//! The elements of the federal report, counted from what was asked, answered, reported and received:
//! codes and times only.

#[cfg(test)]
mod tests;

use access::Look;
use casework::agency::AgencyKind;
use casework::federal::Federal;
use casework::id::TeamId;
use casework::measure::Period;
use casework::member::Actor;
use casework::referral::ReferralState;

use crate::bed::unmet;
use crate::db::{Conn, on, statements};
use crate::subject::Installation;
use crate::tx::{Reads as _, View};
use crate::{Error, Store, coded, compiled_here};

statements! {
    /// By the index of their time.
    REFERRALS = "
        SELECT state, count(*) FROM referrals
        WHERE offered_at >= $1 AND offered_at < $2 GROUP BY state";
    /// Organisations that were asked in the period and never before. Nothing is kept by organisation, so
    /// this reads what was ever asked up to the period's end: referrals and questions for a bed, which
    /// are far fewer than contacts.
    NEW_PARTNERS = "
        SELECT count(*) FROM (
            SELECT organization_id, min(first_at) AS first_at FROM (
                SELECT organization_id, min(offered_at) AS first_at FROM referrals
                WHERE offered_at < $2 GROUP BY organization_id
                UNION ALL
                SELECT organization_id, min(asked_at) AS first_at FROM bed_asks
                WHERE asked_at < $2 GROUP BY organization_id) each_way
            GROUP BY organization_id) partners
        WHERE first_at >= $1";
    /// By the key of the table.
    PARTNERS = "SELECT count(*) FROM directory_entries WHERE kind = 'organization'";
    /// What a team sent, by the index of what has ended.
    REPORTS = "
        SELECT recipient, count(*) FROM duties
        WHERE team_id = $3 AND ended_at IS NOT NULL AND ended_at >= $1 AND ended_at < $2
            AND state = 'sent'
        GROUP BY recipient";
}

/// The federal report of a period, with exact counts.
///
/// Cost: ranges of indexes by time for requests, referrals, reports and contacts, the latter a page at a
/// time; one pass over all referrals and bed questions for new partners.
///
/// # Errors
/// [`Error::NotFound`] for somebody who may not see measures; if the database fails.
#[compiled_here]
pub async fn count(store: &Store, actor: &Actor, period: Period) -> Result<Federal, Error> {
    let ((), mut view) = store.look(actor, Look::SeeMeasures, Installation).await?;
    let mut federal = Federal::default();
    federal.add_requests(&unmet::counted(&mut view, period).await?);
    referrals(view.conn(), period, &mut federal).await?;
    let (new, all) = partners(view.conn(), period).await?;
    federal.set_partners(new, all);
    for team in coded::teams(&mut view).await? {
        reports(view.conn(), team, period, &mut federal).await?;
        contacts(&mut view, team, period, &mut federal).await?;
    }
    Ok(federal)
}

async fn reports(
    conn: &mut Conn,
    team: TeamId,
    period: Period,
    federal: &mut Federal,
) -> Result<(), Error> {
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(REPORTS)
        .bind(period.from.micros())
        .bind(period.to.micros())
        .bind(team.uuid())
        .fetch_all(&mut **c)
        .await?);
    for (recipient, count) in rows {
        let to: AgencyKind = recipient.parse().map_err(|_| Error::Unknown("recipient"))?;
        federal.add_reports(to, number(count));
    }
    Ok(())
}

async fn contacts(
    view: &mut View,
    team: TeamId,
    period: Period,
    federal: &mut Federal,
) -> Result<(), Error> {
    let mut after = coded::After::start(period.from);
    loop {
        let page = coded::page(view, team, &mut after, period.to).await?;
        if page.is_empty() {
            return Ok(());
        }
        for contact in page.iter().filter(|contact| contact.is_about_somebody()) {
            federal.add_contact(&contact.facts);
        }
    }
}

async fn referrals(conn: &mut Conn, period: Period, federal: &mut Federal) -> Result<(), Error> {
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(REFERRALS)
        .bind(period.from.micros())
        .bind(period.to.micros())
        .fetch_all(&mut **c)
        .await?);
    for (state, count) in rows {
        let state: ReferralState = state.parse().map_err(|_| Error::Unknown("referral"))?;
        federal.add_referrals(state, number(count));
    }
    Ok(())
}

/// Organisations that were asked for the first time, and all of the directory.
async fn partners(conn: &mut Conn, period: Period) -> Result<(u64, u64), Error> {
    let (new,): (i64,) = on!(&mut *conn, c => sqlx::query_as(NEW_PARTNERS)
        .bind(period.from.micros())
        .bind(period.to.micros())
        .fetch_one(&mut **c)
        .await?);
    let (all,): (i64,) = on!(conn, c => sqlx::query_as(PARTNERS).fetch_one(&mut **c).await?);
    Ok((number(new), number(all)))
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
