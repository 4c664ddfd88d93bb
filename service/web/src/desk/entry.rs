//! Entering a contact by hand.

use access::{Act, Resource};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::contact::{Channel, Danger, Ending, Lane};
use casework::facts::{Edit, FactField, FactValue};
use casework::text::{NoteText, TextRefused};
use casework::time::Timestamp;
use chrono::{DateTime, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use store::team::Team;
use vault::Attempt;

use super::floor::page;
use super::hand::{CHANNELS, Draft, HandPage};
use super::teams::{choices, chosen, own};
use crate::App;
use crate::acts::hand::{ByHand, enter};
use crate::acts::paper::SafeContact;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::say::new_key;
use crate::tip::derive::Waiting;
use crate::tip::receipt;

/// How a browser writes a time of a `datetime-local` field.
const TIME: &str = "%Y-%m-%dT%H:%M";

/// `GET /desk/hand`
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    let draft = Draft {
        channel: Channel::Phone.code().into(),
        lane: Lane::Help.code().into(),
        received: written(app.now(), app.zone()),
        ending: Ending::Finished.code().into(),
        key: new_key(&app),
        ..Draft::default()
    };
    draw(&app, reader, &worker, draft, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    draft: Draft,
    problem: Option<(&'static str, &'static str)>,
) -> Result<Response, Error> {
    let teams = entering(app, worker).await?;
    let choices = choices(worker, &teams, chosen(&teams, &draft.team)?.id)?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = page(app, reader, worker, "hand-title", "/desk/hand");
    Ok((status, shown(&HandPage::new(page, choices, draft, problem))).into_response())
}

/// The member's teams for which they may enter a contact.
async fn entering(app: &App, worker: &Worker) -> Result<Vec<Team>, Error> {
    let teams = own(app, worker).await?.into_iter();
    let actor = worker.actor();
    let may =
        |team: &Team| app.store().may(&actor, Act::EnterContactByHand, &Resource::Team(team.id));
    let teams: Vec<_> = teams.filter(may).collect();
    if teams.is_empty() { Err(Error::NotFound) } else { Ok(teams) }
}

/// `POST /desk/hand`: what was typed is shown again when something of it cannot be kept.
pub async fn keep(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let draft = Draft::of(pairs);
    let attempt = Attempt::from_field(&draft.key).ok_or(Error::WrongFields)?;
    let teams = entering(&app, &worker).await?;
    let team = chosen(&teams, &draft.team)?;
    let read = match read(&draft, app.zone(), app.now()) {
        Ok(read) => read,
        Err(problem) => return draw(&app, reader, &worker, draft, Some(problem)).await,
    };
    // The receipt is read out to the tipster before they hang up, so this one is waited for.
    let made = match read.lane {
        Lane::Tip => Some(app.receipts().make(&app, Waiting::InLine).await?.ok_or(Error::Busy)?),
        Lane::Help | Lane::Question => None,
    };
    let new = ByHand {
        team: team.id,
        team_key: team.public_key,
        searched: team.search,
        channel: read.channel,
        lane: read.lane,
        received_at: read.received_at,
        end: read.end,
        facts: read.facts,
        caller: read.caller,
        narrative: read.narrative.as_ref(),
        attempt: &attempt,
        receipt: made.as_ref().map(|made| &made.keys),
    };
    let id = enter(app.store(), &worker.doer(), &worker.0.keys, &new).await?;
    if let Some(made) = made
        && let Some(shown) = receipt::read_out(&app, reader, &worker, (id, &made)).await?
    {
        return Ok(shown);
    }
    Ok(Redirect::to(&format!("/desk/{id}")).into_response())
}

/// A draft that holds together.
#[derive(Debug)]
struct Read {
    channel: Channel,
    lane: Lane,
    received_at: Timestamp,
    end: Option<(Ending, Timestamp)>,
    facts: Edit,
    caller: SafeContact,
    narrative: Option<NoteText>,
}

type Problem = (&'static str, &'static str);

fn read(draft: &Draft, zone: Tz, now: Timestamp) -> Result<Read, Problem> {
    let channel = draft.channel.parse().ok().filter(|one| CHANNELS.contains(one));
    let received_at = time(&draft.received, zone).ok_or(("received", "hand-received-missing"))?;
    if received_at > now {
        return Err(("received", "hand-received-future"));
    }
    let facts = facts(draft)?;
    let caller = SafeContact {
        name: draft.name.trim().into(),
        phone: draft.phone.trim().into(),
        email: draft.email.trim().into(),
        ..SafeContact::default()
    };
    if caller.is_too_long() {
        return Err(("name", "hand-who-long"));
    }
    let narrative = match NoteText::parse(&draft.narrative) {
        Ok(words) => Some(words),
        Err(TextRefused::Empty) => None,
        Err(_) => return Err(("narrative", "hand-narrative-long")),
    };
    let end = end(draft, (received_at, now), zone)?;
    if end.is_some_and(|(ending, _)| ending.dismisses()) && facts.danger() == Some(Danger::Now) {
        return Err(("safety", "hand-danger-now"));
    }
    Ok(Read {
        channel: channel.ok_or(("channel", "hand-channel-missing"))?,
        lane: draft.lane.parse().map_err(|_| ("lane", "hand-lane-missing"))?,
        received_at,
        end,
        facts,
        caller,
        narrative,
    })
}

fn end(
    draft: &Draft,
    (received_at, now): (Timestamp, Timestamp),
    zone: Tz,
) -> Result<Option<(Ending, Timestamp)>, Problem> {
    if draft.ended.is_empty() {
        return Ok(None);
    }
    let at = time(&draft.ended, zone).ok_or(("ended", "hand-received-missing"))?;
    if at > now {
        return Err(("ended", "hand-ended-future"));
    }
    if at < received_at {
        return Err(("ended", "hand-ended-before"));
    }
    let ending = draft.ending.parse().map_err(|_| ("ending", "hand-ending-missing"))?;
    Ok(Some((ending, at)))
}

fn facts(draft: &Draft) -> Result<Edit, Problem> {
    let mut edit = Edit::new();
    for field in FactField::ALL {
        let codes = draft.codes(*field);
        if codes.is_empty() {
            continue;
        }
        match FactValue::parse(*field, codes) {
            Ok(value) => edit = edit.set(*field, value),
            Err(_) if *field == FactField::County => return Err(("who", "hand-county")),
            Err(_) => return Err(("facts", "hand-facts")),
        }
    }
    Ok(edit)
}

/// A time on the organisation's clock. An hour that comes twice in autumn means the first; one that
/// spring leaves out is none.
pub(crate) fn time(text: &str, zone: Tz) -> Option<Timestamp> {
    let local = NaiveDateTime::parse_from_str(text.get(..16)?, TIME).ok()?;
    let at = zone.from_local_datetime(&local).earliest()?;
    Some(Timestamp::from_micros(at.timestamp_micros()))
}

/// A time as such a field shows it.
pub(crate) fn written(at: Timestamp, zone: Tz) -> String {
    DateTime::from_timestamp_micros(at.micros())
        .map(|utc| utc.with_timezone(&zone).format(TIME).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn draft() -> Draft {
        Draft {
            channel: "phone".into(),
            lane: "help".into(),
            received: "2027-01-15T02:00".into(),
            ending: "prank".into(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_time_is_read_on_the_organisations_clock() {
        let zone: Tz = "America/Chicago".parse().unwrap();
        // 02:00 in Chicago in winter is 08:00 UTC.
        assert_eq!(time("2027-01-15T02:00", zone), Some(NOW));
        assert_eq!(written(NOW, zone), "2027-01-15T02:00");
        // The hour that spring leaves out.
        assert_eq!(time("2027-03-14T02:30", zone), None);
        assert_eq!(time("14.3.2027", zone), None);
        assert_eq!(time("2027-01-15é02:00", zone), None);
    }

    #[test]
    fn each_contradiction_is_told_at_its_own_field() {
        let problem = |change: fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            read(&draft, Tz::UTC, NOW).err()
        };
        assert_eq!(problem(|_| {}), None);
        for (change, at) in [
            ((|d| d.received = "2027-01-15T09:00".into()) as fn(&mut Draft), "received"),
            (|d| d.received.clear(), "received"),
            (|d| d.ended = "2027-01-15T01:59".into(), "ended"),
            (|d| d.ended = "2027-01-15T09:00".into(), "ended"),
            (|d| d.channel = "chat".into(), "channel"),
            (|d| d.lane = "x".into(), "lane"),
            (|d| d.phone = "5".repeat(41), "name"),
            (|d| d.narrative = "a".repeat(20_001), "narrative"),
            (|d| d.facts = vec![("county".into(), "no code".into())], "who"),
            (|d| d.facts = vec![("gender".into(), "x".into())], "facts"),
            (
                |d| {
                    d.facts = vec![("danger_now".into(), "now".into())];
                    d.ended = "2027-01-15T03:00".into();
                },
                "safety",
            ),
        ] {
            assert_eq!(problem(change).map(|(field, _)| field), Some(at));
        }
    }
}
