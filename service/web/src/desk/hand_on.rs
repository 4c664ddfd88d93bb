//! Handing a contact on: to another lane, to a colleague, to a team's queue.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::contact::Lane;
use casework::id::MemberId;
use serde::Deserialize;

use super::room::{Id, back, names};
use super::teams;
use crate::App;
use crate::acts;
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;

/// To which lane.
#[derive(Deserialize)]
pub struct Move {
    lane: String,
}

/// `POST /desk/{id}/lane`
pub async fn lane(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Move>,
) -> Result<Response, Error> {
    let (id, to) = (id.parse()?, form.lane.parse::<Lane>().map_err(|_| Error::WrongFields)?);
    acts::member::move_lane(app.store(), &worker.doer(), id, to).await?;
    Ok(back(id))
}

/// To whom, and whether to hand over or to ask them in.
#[derive(Deserialize)]
pub struct Hand {
    to: String,
    #[serde(default)]
    act: String,
}

/// `POST /desk/{id}/transfer`: hands the lead to a colleague, or asks one to come.
pub async fn transfer(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Hand>,
) -> Result<Response, Error> {
    let (id, to) = (id.parse()?, form.to.parse::<MemberId>().map_err(|_| Error::WrongFields)?);
    let (_, mut view) = app.store().look_on(&worker.actor(), access::Look::OpenContact, id).await?;
    let names = names(&mut view, &worker).await?;
    drop(view);
    let name = names.iter().find(|(one, _)| *one == to).map(|(_, n)| n).ok_or(Error::NotFound)?;
    if form.act == "invite" {
        acts::member::call(app.store(), &worker.doer(), id, to).await?;
        return Ok(back(id));
    }
    acts::member::hand_over(app.store(), &worker.doer(), id, (to, name)).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// To whose queue.
#[derive(Deserialize)]
pub struct Queue {
    team: String,
}

/// `POST /desk/{id}/queue`: gives the contact to a team's queue, where it waits by the same order as
/// all others. Another team gets its key, and this one's is taken away.
pub async fn queue(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Queue>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let all = teams::hotline(&app).await?;
    let team = teams::chosen(&all, &form.team)?;
    let to = (team.id, team.public_key);
    acts::member::return_to_queue(app.store(), &worker.doer(), &worker.0.keys, id, to).await?;
    Ok(Redirect::to("/desk").into_response())
}
