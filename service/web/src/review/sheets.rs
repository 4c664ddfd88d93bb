//! All sheets of one meeting on one page: printed at once, a sheet of paper for each young person.
//!
//! Each case is looked at by itself, so each look is asked for and audited as if its own sheet were opened,
//! and what an agency may not read is not on its paper. About ten statements for each case of the agenda.

use access::Look;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use case::review::Review;
use case::sharing::Item;
use casework::id::{CaseId, OrganizationId};
use serde::Deserialize;
use store::review;

use super::Id;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::case::label;
use crate::case::sheet::{Choice, Folder, Opener, Sitting, Told, viewer};
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{chosen, own};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/reviews/{id}/sheets`
#[derive(Template)]
#[template(path = "review/sheets.html")]
pub struct SheetsPage {
    /// The frame.
    pub page: Page,
    /// The meeting, for addresses.
    pub id: String,
    /// The team, for addresses.
    pub team: String,
    /// When the meeting is.
    pub meets: String,
    /// When this was made: what it shows held then.
    pub at: String,
    /// The agencies of the cases.
    pub agencies: Vec<Choice>,
    /// One for each potential victim, the most urgent case first.
    pub papers: Vec<Paper>,
}

/// The sheet of one young person.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The case, for its address.
    pub case: String,
    /// The person, for the address.
    pub person: String,
    /// What staff call the case.
    pub label: String,
    /// Each field of the sheet, in its order.
    pub fields: Vec<(Item, Told)>,
}

/// Of which team's meeting, for whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    agency: String,
}

/// `GET /desk/reviews/{id}/sheets`: a look at each case.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let organization = match asked.agency.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let ((), mut view) = app.store().look(&worker.actor(), Look::ListCases, team.id).await?;
    let held: Review = review::load(&mut view, (team.id, worker.member().id), id).await?;
    let names = names(&mut view, &worker).await?;
    drop(view);
    let opener = Opener { keys: &worker.0.keys, member: worker.member().id, names };
    let frame = page(&app, reader, &worker, "sheets-title", &format!("/desk/reviews/{id}/sheets"));
    let mut drawn = SheetsPage {
        id: id.to_string(),
        team: team.id.to_string(),
        meets: moment(held.at(), app.zone(), app.now()),
        at: moment(app.now(), app.zone(), app.now()),
        agencies: Vec::new(),
        papers: Vec::new(),
        page: frame,
    };
    for place in held.agenda() {
        let Some(folder) = read(&app, (&worker, &opener), &drawn.page, place.case).await? else {
            continue;
        };
        drawn.add(&app, (place.case, &folder), organization)?;
    }
    if organization.is_some() && drawn.agency().is_none() {
        return Err(Error::NotFound);
    }
    Ok(shown(&drawn))
}

/// A case of the agenda, opened; none that was closed to the reader, or erased, since the meeting began.
async fn read(
    app: &App,
    (worker, opener): (&Worker, &Opener<'_>),
    page: &Page,
    case: CaseId,
) -> Result<Option<Folder>, Error> {
    let mut reads = match app.store().look(&worker.actor(), Look::OpenCase, case).await {
        Ok((_, reads)) => reads,
        Err(store::Error::NotFound) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    Folder::read(app, opener, page, &mut reads, case).await.map(Some)
}

impl SheetsPage {
    /// The agency for which they are, if they are for one.
    fn agency(&self) -> Option<&str> {
        self.agencies.iter().find(|one| one.chosen).map(|one| one.name.as_str())
    }

    /// Adds the sheets of one case; for an agency, if the case has it.
    fn add(
        &mut self,
        app: &App,
        (case, folder): (CaseId, &Folder),
        organization: Option<OrganizationId>,
    ) -> Result<(), Error> {
        for (agency, name) in &folder.agencies {
            let id = agency.organization.to_string();
            if self.agencies.iter().all(|one| one.id != id) {
                let chosen = Some(agency.organization) == organization;
                self.agencies.push(Choice { id, name: name.clone(), chosen });
            }
        }
        let agency = match organization.map(|one| folder.agency(one)) {
            None => None,
            Some(Ok(agency)) => Some(agency),
            Some(Err(_)) => return Ok(()),
        };
        let (page, now) = (&self.page, app.now());
        let sitting = Sitting { folder, page, now, viewer: viewer(agency) };
        for victim in folder.victims() {
            self.papers.push(Paper {
                case: case.to_string(),
                person: victim.person().to_string(),
                label: label(case),
                fields: sitting.fields(victim)?,
            });
        }
        Ok(())
    }
}

impl Sample for SheetsPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let fields = |name: &str, wish: &str| {
            let told =
                |lines: &[&str]| Told::Lines(lines.iter().map(ToString::to_string).collect());
            vec![
                (Item::Wishes, told(&[wish])),
                (Item::Name, told(&[name])),
                (Item::Duties, told(&[])),
                (Item::Tasks, told(&["Ask the school whom she trusts · until Nov 28 · Joel T."])),
            ]
        };
        let paper = |id: &str, name: &str, wish: &str| Paper {
            case: id.into(),
            person: "p1".into(),
            label: id.to_uppercase(),
            fields: fields(name, wish),
        };
        let page = |chosen, papers| SheetsPage {
            page: sample_page("sheets-title", "/desk/reviews/r1/sheets"),
            id: "r1".into(),
            team: "t1".into(),
            meets: "Nov 22, 09:00".into(),
            at: "Nov 22, 08:41".into(),
            agencies: vec![Choice { id: "o1".into(), name: "County child welfare".into(), chosen }],
            papers,
        };
        let papers = vec![
            paper("c7f3", "Ana", "To finish school. Not to see him again."),
            paper("c0ab", "Lea", "To stay with her aunt."),
        ];
        vec![
            Shown::desk("sheets", page(false, papers.clone())),
            Shown::desk("sheets-agency", page(true, papers)),
            Shown::desk("sheets-empty", page(false, vec![])),
        ]
    }
}
