//! The board's page and its stream, from a tally of each team that is kept up to date.
//!
//! The event log is never read as a whole: [`Boards`] holds one running tally for each team whose
//! board somebody has looked at today, and each question reads only what is new since the last. A
//! node that starts, or a new day, begins with what is open and what was logged since midnight.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use casework::id::TeamId;
use casework::measure::{Hotline, Scope};
use casework::time::Timestamp;
use chrono::{DateTime, NaiveTime, TimeZone as _};
use chrono_tz::Tz;
use futures_util::stream;
use serde::Deserialize;
use store::measure::Live;
use store::wake::{Listening, Topic};
use store::{View, member};
use vault::ReaderId;

use super::board::{BoardPage, Figures, FiguresPart, OnShift, Tile};
use super::floor::page;
use super::teams::{choices, chosen, own};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::line::clock;
use crate::page::Page;
use crate::public::stream::unbuffered;

/// How long a wait may look shorter than it is.
const TICK: Duration = Duration::from_secs(10);

/// The running tallies of this node.
#[derive(Default)]
pub struct Boards {
    teams: Mutex<HashMap<TeamId, Arc<tokio::sync::Mutex<Option<Live>>>>>,
}

impl Boards {
    /// The figures of a team since `from`, as of now. Cost: the events since the last question.
    ///
    /// # Errors
    /// If the database fails.
    async fn read(
        &self,
        view: &mut View,
        team: TeamId,
        (from, now): (Timestamp, Timestamp),
    ) -> Result<Hotline, Error> {
        let cell = {
            let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
            teams.entry(team).or_default().clone()
        };
        let mut live = cell.lock().await;
        // A tally of another day, or one that was torn by a failure, is begun anew.
        let mut running = match live.take() {
            Some(running) if running.from() == from => running,
            _ => {
                let scope = Scope { team: Some(team), ..Scope::default() };
                Live::start(view, from, scope).await?
            }
        };
        let hotline = running.as_of(view, now).await?;
        *live = Some(running);
        Ok(hotline)
    }
}

/// Which team.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    team: String,
}

/// `GET /desk/board`
pub async fn board(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?.id;
    let page = page(&app, reader, &worker, "board-title", "/desk/board");
    let figures = figures(&app, &worker, &page, team).await?;
    let teams = choices(&worker, &teams, team)?;
    Ok(shown(&BoardPage { team: team.to_string(), teams, figures, page }))
}

async fn figures(app: &App, worker: &Worker, page: &Page, team: TeamId) -> Result<Figures, Error> {
    let ((), mut view) = app.store().look(&worker.actor(), Look::SeeBoard, team).await?;
    let now = app.now();
    let from = midnight(now, app.zone());
    let hotline = app.boards().read(&mut view, team, (from, now)).await?;
    let staff = worker.0.keys.secret(ReaderId(worker.0.staff.uuid())).ok_or(Error::NotFound)?;
    let members = member::at_work(&mut view, team).await?;
    let members = members.into_iter().map(|(one, open)| {
        Ok(OnShift {
            name: one.name(staff)?.expose().to_owned(),
            state: one.shift.state,
            open,
            places: one.shift.places,
            since: clock(one.shift.since, app.zone()),
        })
    });
    let (zone, since) = (app.zone(), clock(from, app.zone()));
    Ok(Figures {
        period: page.t2("board-period", "from", since, "to", clock(now, zone)).into_owned(),
        tiles: Tile::all(page, &hotline),
        members: members.collect::<Result<_, vault::OpenError>>()?,
    })
}

/// The last midnight on the organisation's clock; where a day begins later, its first moment.
fn midnight(now: Timestamp, zone: Tz) -> Timestamp {
    let Some(utc) = DateTime::from_timestamp_micros(now.micros()) else { return now };
    let day = utc.with_timezone(&zone).date_naive();
    let hours = (0..24).filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    let mut starts =
        hours.filter_map(|hour| zone.from_local_datetime(&day.and_time(hour)).earliest());
    starts.next().map_or(now, |start| Timestamp::from_micros(start.timestamp_micros()))
}

/// `GET /desk/board/events`: the figures anew whenever something happens in the team, and every few
/// seconds, because waits grow by themselves.
pub async fn events(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?.id;
    let news = app.store().bus().listen(Topic::Team(team));
    let page = page(&app, reader, &worker, "board-title", "/desk/board");
    let watch = Watch { app, worker, page, team, news, shown: String::new(), fresh: true };
    // Whoever may not see the board is told so, and not shown a stream that ends.
    watch.draw().await?;
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let keep = KeepAlive::new().interval(Duration::from_secs(15));
    Ok((unbuffered(), Sse::new(events).keep_alive(keep)).into_response())
}

struct Watch {
    app: App,
    worker: Worker,
    page: Page,
    team: TeamId,
    news: Listening,
    shown: String,
    /// Nothing was sent yet: what changed since the page was drawn is sent at once.
    fresh: bool,
}

impl Watch {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if !std::mem::take(&mut self.fresh) {
                let _ = tokio::time::timeout(TICK, self.news.next()).await;
            }
            // Signed out elsewhere, or no longer allowed: the stream ends.
            if !self.app.store().is_signed(&self.worker.0.lookup).await.ok()? {
                return None;
            }
            let html = self.draw().await.ok()?;
            if html != self.shown {
                let event = Event::default().event("board").data(html.replace('\r', ""));
                self.shown = html;
                return Some(event);
            }
        }
    }

    async fn draw(&self) -> Result<String, Error> {
        let figures = figures(&self.app, &self.worker, &self.page, self.team).await?;
        FiguresPart { page: &self.page, figures: &figures }.render().map_err(|_| Error::Ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_organisation() {
        let zone: Tz = "America/Chicago".parse().unwrap();
        let now = Timestamp::from_seconds(1_800_000_000);
        // 2027-01-15 02:00 in Chicago; its midnight is two hours earlier.
        assert_eq!(midnight(now, zone), Timestamp::from_seconds(1_800_000_000 - 7_200));
        // In Beirut the clocks go from midnight to one o'clock on 28 March 2027.
        let zone: Tz = "Asia/Beirut".parse().unwrap();
        let day = zone.with_ymd_and_hms(2027, 3, 28, 9, 0, 0).unwrap();
        let first = zone.with_ymd_and_hms(2027, 3, 28, 1, 0, 0).unwrap();
        let start = midnight(Timestamp::from_seconds(day.timestamp()), zone);
        assert_eq!(start, Timestamp::from_seconds(first.timestamp()));
    }
}
