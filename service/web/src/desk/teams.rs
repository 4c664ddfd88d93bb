//! The teams in which a member works, by name.

use casework::id::TeamId;
use store::team::{Team, TeamKind};
use vault::ReaderId;

use crate::App;
use crate::caller::Worker;
use crate::error::Error;

/// A team that can be chosen on a page.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

impl Choice {
    /// One for a page that is shown without a database.
    pub(crate) fn sample(name: &str, chosen: bool) -> Self {
        Self { id: name.into(), name: name.into(), chosen }
    }
}

/// The teams that answer contacts, in the order of founding.
pub(super) async fn hotline(app: &App) -> Result<Vec<Team>, Error> {
    let teams = app.store().teams().await?.into_iter();
    Ok(teams.filter(|team| team.kind == TeamKind::Hotline).collect())
}

/// Those of them in which the member works.
pub(crate) async fn own(app: &App, worker: &Worker) -> Result<Vec<Team>, Error> {
    let mine = &worker.member().teams;
    Ok(hotline(app).await?.into_iter().filter(|team| mine.contains(&team.id)).collect())
}

/// The team that a page names, or the member's first.
pub(crate) fn chosen<'a>(teams: &'a [Team], named: &str) -> Result<&'a Team, Error> {
    if named.is_empty() {
        return teams.first().ok_or(Error::NotFound);
    }
    let id: TeamId = named.parse().map_err(|_| Error::NotFound)?;
    teams.iter().find(|team| team.id == id).ok_or(Error::NotFound)
}

/// What a page offers: nothing where there is nothing to choose.
pub(crate) fn choices(
    worker: &Worker,
    teams: &[Team],
    chosen: TeamId,
) -> Result<Vec<Choice>, Error> {
    if teams.len() < 2 {
        return Ok(Vec::new());
    }
    let staff = worker.0.keys.secret(ReaderId(worker.0.staff.uuid())).ok_or(Error::NotFound)?;
    let choice = |team: &Team| {
        Ok(Choice {
            id: team.id.to_string(),
            name: team.name(staff)?.expose().to_owned(),
            chosen: team.id == chosen,
        })
    };
    teams.iter().map(choice).collect()
}
