//! The monthly access review of a team: what somebody should ask about. Names of staff and counts; no record
//! is named.

use std::collections::BTreeSet;

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use case::access_review::{Account, Look as Looked, Question, lines};
use casework::id::MemberId;
use casework::member::{MemberState, StaffRole};
use casework::time::Timestamp;
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone};
use chrono_tz::Tz;
use serde::Deserialize;
use store::member;
use store::oversight::{self, Month, Shifted};

use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::erasure::record::People;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/access`
#[derive(Template)]
#[template(path = "oversight/review.html")]
pub struct ReviewPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// The month: `2026-11`.
    pub month: String,
    /// The month before, and the one after if it has begun.
    pub others: (String, Option<String>),
    /// How many looks at sealed records there were.
    pub looks: usize,
    /// What to ask whom, about how many looks.
    pub lines: Vec<(Question, String, u32)>,
}

/// Which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    month: String,
}

/// `GET /desk/access`: the month that is named, or this one.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let look = Look::ReviewAccess;
    let ((), mut view) = app.store().look(&worker.actor(), look, team.id).await?;
    let now = app.now();
    let this = first_of(now, app.zone()).ok_or(Error::Ours)?;
    let first = month_of(&asked.month).filter(|first| *first <= this).unwrap_or(this);
    let next = first.checked_add_months(Months::new(1)).ok_or(Error::NotFound)?;
    let before = first.checked_sub_months(Months::new(1)).ok_or(Error::NotFound)?;
    let period = (begins(first, app.zone()), begins(next, app.zone()));
    let mut month = oversight::month(&mut view, team.id, period).await?;
    let of_team = member::of_team(&mut view, team.id).await?;
    let accounts = accounts(&mut view).await?;
    let people = People { names: names(&mut view, &worker).await?, app: &app };
    drop(view);
    settle_shifts(&mut month, &accounts);
    let concerned: BTreeSet<MemberId> = month.looks.iter().map(|look| look.member).collect();
    let accounts: Vec<Account> = accounts
        .into_iter()
        .filter(|one| of_team.contains(&one.member) || concerned.contains(&one.member))
        .collect();
    let found = lines(&month.looks, &accounts, now.min(period.1));
    let text = |day: NaiveDate| day.format("%Y-%m").to_string();
    Ok(shown(&ReviewPage {
        page: page(&app, reader, &worker, "access-title", "/desk/access"),
        teams: choices(&worker, &teams, team.id)?,
        team: team.id.to_string(),
        month: text(first),
        others: (text(before), Some(text(next)).filter(|_| next <= this)),
        looks: month.looks.len(),
        lines: found
            .iter()
            .map(|line| (line.question, people.name(line.member), line.looks))
            .collect(),
    }))
}

fn first_of(now: Timestamp, zone: Tz) -> Option<NaiveDate> {
    DateTime::from_timestamp_micros(now.micros())?.with_timezone(&zone).date_naive().with_day(1)
}

fn month_of(text: &str) -> Option<NaiveDate> {
    let (year, month) = text.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}

/// The first moment of a day in the organisation's zone.
fn begins(day: NaiveDate, zone: Tz) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = zone.from_local_datetime(&midnight).earliest();
    // Where a clock jumps over midnight, the same moment of universal time is near enough for a month.
    let utc = local.map_or_else(|| midnight.and_utc(), |local| local.to_utc());
    Timestamp::from_micros(utc.timestamp_micros())
}

async fn accounts(view: &mut store::View) -> Result<Vec<Account>, Error> {
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
fn settle_shifts(month: &mut Month, accounts: &[Account]) {
    let by_shift = |member: MemberId| {
        let account = accounts.iter().find(|one| one.member == member);
        account.is_some_and(|one| one.roles.iter().all(|role| *role == StaffRole::Specialist))
    };
    let Month { looks, shifts } = month;
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

impl Sample for ReviewPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |looks, lines, next: Option<&str>| ReviewPage {
            page: sample_page("access-title", "/desk/access"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            month: "2026-11".into(),
            others: ("2026-10".into(), next.map(str::to_owned)),
            looks,
            lines,
        };
        let lines = vec![
            (Question::BrokeGlass, "Joel T.".to_owned(), 1),
            (Question::ManyLooks, "Maya R.".to_owned(), 214),
            (Question::Unused, "Sam O.".to_owned(), 0),
        ];
        vec![
            Shown::desk("access", page(612, lines, None)),
            Shown::desk("access-quiet", page(0, vec![], Some("2026-12"))),
        ]
    }
}
