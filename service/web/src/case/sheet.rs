//! One page about one young person, for the table of the weekly review: their own wishes first. Printed for
//! the own team, or as one agency may read it: then `case::sharing` is asked for every field, at this
//! moment, and what it says no to is not on the paper: the reason is on the screen alone, because it tells
//! something too.
//!
//! The summary, the plan and the tasks belong to the whole case. Where it has several young people, an
//! agency reads them when every one of them allows it: one person's consent gives nobody else away.

mod folder;
mod samples;

use std::collections::BTreeSet;

use access::Look;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use case::person::VictimId;
use case::review::SHEET;
use case::sharing::{Item, Seat, Verdict, Viewer, shown as allowed, view};
use casework::consent::Purpose;
use casework::id::OrganizationId;
use casework::time::Timestamp;
use serde::Deserialize;
use store::case::part::Agency;
use store::case::text::Name;
use uuid::Uuid;

pub(crate) use folder::{Folder, Opener};

use super::{Id, label};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::error::Error;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/cases/{id}/sheet`
#[derive(Template)]
#[template(path = "case/sheet.html")]
pub struct SheetPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// The potential victims: id, name, whether this page is about them.
    pub victims: Vec<Choice>,
    /// The agencies of the case: id, name, whether this page is for them.
    pub agencies: Vec<Choice>,
    /// When this was made: what it shows held then.
    pub at: String,
    /// Each field of the sheet, in its order.
    pub fields: Vec<(Item, Told)>,
}

/// Somebody who can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// For addresses.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Whether they are.
    pub chosen: bool,
}

/// What the sheet says of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// This; nothing where nobody wrote it down.
    Lines(Vec<String>),
    /// It is not shown, for this reason.
    Hidden(String),
}

impl Told {
    pub(crate) fn lines(&self) -> &[String] {
        match self {
            Self::Lines(lines) => lines,
            Self::Hidden(_) => &[],
        }
    }

    pub(crate) fn hidden(&self) -> Option<&str> {
        match self {
            Self::Lines(_) => None,
            Self::Hidden(why) => Some(why),
        }
    }
}

/// About whom, for whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    person: String,
    agency: String,
}

/// `GET /desk/cases/{id}/sheet`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (_, mut reads) = app.store().look(&worker.actor(), Look::OpenCase, id).await?;
    let page = page(&app, reader, &worker, "review-title", &format!("/desk/cases/{id}/sheet"));
    let names = names(&mut reads, &worker).await?;
    let opener = Opener { keys: &worker.0.keys, member: worker.member().id, names };
    let folder = Folder::read(&app, &opener, &page, &mut reads, id).await?;
    drop(reads);
    let agency = match asked.agency.as_str() {
        "" => None,
        text => Some(folder.agency(text.parse().map_err(|_| Error::NotFound)?)?),
    };
    let victims = folder.victims();
    let chosen = match asked.person.as_str() {
        "" => victims.first().copied(),
        text => Some(folder.victim(text.parse().map_err(|_| Error::NotFound)?)?),
    };
    let seat = Sitting { folder: &folder, page: &page, now: app.now(), viewer: viewer(agency) };
    let choice = |id: String, name: String, chosen| Choice { id, name, chosen };
    let mut of = Vec::new();
    for one in &victims {
        let person = one.person();
        of.push(choice(person.to_string(), folder.name(person)?, Some(*one) == chosen));
    }
    let organization = agency.map(|agency| agency.organization);
    let agencies = folder.agencies.iter().map(|(one, name)| {
        choice(one.organization.to_string(), name.clone(), Some(one.organization) == organization)
    });
    Ok(shown(&SheetPage {
        id: id.to_string(),
        label: label(id),
        victims: of,
        agencies: agencies.collect(),
        at: moment(app.now(), app.zone(), app.now()),
        fields: match chosen {
            Some(chosen) => seat.fields(chosen)?,
            None => Vec::new(),
        },
        page: page.clone(),
    }))
}

/// From where the sheet is read.
pub(crate) fn viewer(agency: Option<&Agency>) -> Viewer {
    match agency {
        None => Viewer {
            organization: OrganizationId::from_uuid(Uuid::nil()),
            seat: Seat::OwnTeam,
            purpose: Purpose::CoordinateCare,
            agreement_until: None,
            closed: false,
        },
        Some(agency) => Viewer {
            organization: agency.organization,
            seat: agency.seat,
            purpose: agency.purpose,
            agreement_until: agency.agreement_until,
            closed: false,
        },
    }
}

/// Somebody who reads the folder now.
pub(crate) struct Sitting<'a> {
    pub(crate) folder: &'a Folder,
    pub(crate) page: &'a Page,
    pub(crate) now: Timestamp,
    pub(crate) viewer: Viewer,
}

impl Sitting<'_> {
    /// Each field of the sheet of one person with the verdict about it.
    pub(crate) fn verdicts(&self, person: VictimId) -> Vec<(Item, Verdict)> {
        let Folder { permissions, people, .. } = self.folder;
        view(&self.viewer, person, permissions, people, self.now)
    }

    /// Each field of the sheet of one person, as it is read from here.
    pub(crate) fn fields(&self, person: VictimId) -> Result<Vec<(Item, Told)>, Error> {
        let verdicts = self.verdicts(person);
        let of = |item: &Item| verdicts.iter().find(|(one, _)| one == item).map(|(_, one)| *one);
        let mut fields = Vec::new();
        for item in SHEET {
            let told = match of(&item) {
                Some(Verdict::Shown(_)) => self.told(item, person)?,
                Some(Verdict::Hidden(not)) => Told::Hidden(self.page.t(&not.key()).into_owned()),
                None => return Err(Error::Ours),
            };
            fields.push((item, told));
        }
        Ok(fields)
    }

    /// What is written in one field, whether or not it is to be shown.
    pub(crate) fn told(&self, item: Item, person: VictimId) -> Result<Told, Error> {
        let folder = self.folder;
        let of_person = |name| folder.of_person(name, person.person());
        let others = || Told::Hidden(self.page.t("review-others").into_owned());
        let lines = match item {
            Item::Name => of_person(Name::PersonName)?,
            Item::Wishes => of_person(Name::Wishes)?,
            Item::SafetyPlan if !self.all_allow(item) => return Ok(others()),
            Item::SafetyPlan => folder.of_case(Name::SafetyPlan)?,
            Item::Situation => {
                let mut lines = of_person(Name::About)?;
                if self.all_allow(item) {
                    lines.extend(folder.of_case(Name::Summary)?);
                }
                lines
            }
            Item::Tasks => self.tasks(),
            Item::Duties => folder.duties.clone(),
            Item::Wellbeing => folder.wellbeing(person, self.page),
            Item::Justice => folder.justice(self.viewer.seat, self.page)?,
            // They have no field of their own yet: the printed line is for a pen.
            Item::Age
            | Item::Location
            | Item::Needs
            | Item::SafeContact
            | Item::Screenings
            | Item::Notes => Vec::new(),
        };
        Ok(Told::Lines(lines))
    }

    /// When and by whom is the work of the table; in the words of a task there may be more.
    fn tasks(&self) -> Vec<String> {
        let words = self.all_allow(Item::Needs);
        let task = |(what, when): &(String, String)| {
            let sealed = self.page.t("review-task-sealed");
            format!("{} · {when}", if words { what.as_str() } else { &*sealed })
        };
        self.folder.tasks.iter().map(task).collect()
    }

    /// Whether every young person of the case lets this field be read from here.
    fn all_allow(&self, item: Item) -> bool {
        let Folder { permissions, people, .. } = self.folder;
        let reads = |one: VictimId| -> BTreeSet<Item> {
            allowed(&self.viewer, one, permissions, people, self.now)
        };
        self.folder.victims().into_iter().all(|one| reads(one).contains(&item))
    }
}

impl SheetPage {
    /// The agency for which it is, if it is for one.
    fn agency(&self) -> Option<&Choice> {
        self.agencies.iter().find(|one| one.chosen)
    }

    fn agency_name(&self) -> Option<&str> {
        self.agency().map(|one| one.name.as_str())
    }

    /// About whom it is, as an address says it.
    fn person(&self) -> &str {
        self.victims.iter().find(|one| one.chosen).map_or("", |one| one.id.as_str())
    }
}
