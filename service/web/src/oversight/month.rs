//! A month of a team as the access review reads it: looks, shifts and accounts made into questions; and which
//! months nobody has signed.

use std::collections::BTreeSet;

use case::access_review::signing::{Month, TOLD, unsigned};
use case::access_review::{Account, Line, Look as Looked, lines};
use casework::id::{MemberId, TeamId};
use casework::member::{MemberState, StaffRole};
use casework::time::Timestamp;
use chrono::{DateTime, Datelike, NaiveDate, TimeZone};
use chrono_tz::Tz;
use store::oversight::signed::{self, Signed};
use store::oversight::{self, Shifted};
use store::{View, member};

use crate::error::Error;

/// What a month holds.
pub(super) struct Read {
    /// How many looks at sealed records there were.
    pub(super) looks: usize,
    /// What somebody should ask about.
    pub(super) lines: Vec<Line>,
}

/// Reads a month of a team. The view was opened to review its access.
pub(super) async fn read(
    view: &mut View,
    team: TeamId,
    month: Month,
    (zone, now): (Tz, Timestamp),
) -> Result<Read, Error> {
    let next = month.after().ok_or(Error::NotFound)?;
    let period = (begins(month, zone), begins(next, zone));
    let mut found = oversight::month(view, team, period).await?;
    let of_team = member::of_team(view, team).await?;
    let accounts = accounts(view).await?;
    settle_shifts(&mut found, &accounts);
    let concerned: BTreeSet<MemberId> = found.looks.iter().map(|look| look.member).collect();
    let accounts: Vec<Account> = accounts
        .into_iter()
        .filter(|one| of_team.contains(&one.member) || concerned.contains(&one.member))
        .collect();
    let lines = lines(&found.looks, &accounts, now.min(period.1));
    Ok(Read { looks: found.looks.len(), lines })
}

/// The month of a moment in the organisation's zone.
pub(crate) fn of(at: Timestamp, zone: Tz) -> Option<Month> {
    let day = DateTime::from_timestamp_micros(at.micros())?.with_timezone(&zone).date_naive();
    Month::new(day.year(), day.month()).ok()
}

/// From where on signatures are read, in a month.
pub(super) fn first_told(this: Month) -> Month {
    let back = std::iter::successors(Some(this), |month| month.before());
    back.take(TOLD + 1).last().unwrap_or(this)
}

/// The months of every hotline team that are over and that nobody signed, the latest first. Teams without any
/// are left out.
pub(crate) async fn not_signed(
    view: &mut View,
    (zone, now): (Tz, Timestamp),
) -> Result<Vec<(TeamId, Vec<Month>)>, Error> {
    let Some(this) = of(now, zone) else { return Ok(Vec::new()) };
    let all = signed::all(view, first_told(this)).await?;
    let open = |(team, signed): (TeamId, Signed)| {
        let founded = of(signed.founded, zone)?;
        let months = unsigned((founded, this), &signed.signatures);
        (!months.is_empty()).then_some((team, months))
    };
    Ok(all.into_iter().filter_map(open).collect())
}

/// The first moment of a month in the organisation's zone.
fn begins(month: Month, zone: Tz) -> Timestamp {
    let day = NaiveDate::from_ymd_opt(month.year(), month.month(), 1).unwrap_or_default();
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = zone.from_local_datetime(&midnight).earliest();
    // Where a clock jumps over midnight, the same moment of universal time is near enough for a month.
    let utc = local.map_or_else(|| midnight.and_utc(), |local| local.to_utc());
    Timestamp::from_micros(utc.timestamp_micros())
}

async fn accounts(view: &mut View) -> Result<Vec<Account>, Error> {
    let memberships = member::memberships(view).await?;
    let signed_in = oversight::signed_in(view).await?;
    let all = member::all(view).await?;
    let active = all.into_iter().filter(|one| one.state == MemberState::Active);
    Ok(active
        .map(|one| Account {
            member: one.id,
            teams: memberships.iter().filter(|(id, _)| *id == one.id).map(|(_, t)| *t).collect(),
            last_signed_in_at: signed_in.iter().find(|(id, _)| *id == one.id).map(|(_, at)| *at),
            roles: one.roles,
        })
        .collect())
}

/// Says of each look whether its member was on shift. Only specialists work by shifts, and what was before the
/// month's first word of somebody's shift is not known: it counts as on shift.
fn settle_shifts(month: &mut oversight::Month, accounts: &[Account]) {
    let by_shift = |member: MemberId| {
        let account = accounts.iter().find(|one| one.member == member);
        account.is_some_and(|one| one.roles.iter().all(|role| *role == StaffRole::Specialist))
    };
    let oversight::Month { looks, shifts } = month;
    for look in looks {
        look.on_shift = !by_shift(look.member) || on_shift(look, shifts);
    }
}

fn on_shift(look: &Looked, shifts: &[Shifted]) -> bool {
    let mine = |one: &&Shifted| one.member == look.member;
    let last = shifts.iter().filter(mine).take_while(|one| one.at <= look.at).last();
    match last {
        Some(last) => last.begins,
        // Their shift began before the month, or they had none in it.
        None => shifts.iter().find(mine).is_some_and(|next| !next.begins),
    }
}
