//! What of a case would go out as a file, for whom, for what and by which consent: shown first, and let go by a
//! form of its own that the audit tells apart.

use std::collections::BTreeMap;

use access::Look;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use case::htcds::release::{Seen, item, released};
use case::htcds::{Field, Record};
use case::person::Person;
use case::sharing::{Item, Viewer, shown as allowed};
use casework::consent::Purpose;
use casework::id::{CaseId, OrganizationId};
use serde::Deserialize;
use store::View;
use store::case::part::{self, Agency};

use super::sharing::permissions;
use super::{Id, label};
use crate::App;
use crate::acts::case::file::{self as acts, Whole};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::duty::paper::file;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/cases/{id}/export`
#[derive(Template)]
#[template(path = "case/export.html")]
pub struct ExportPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// For whom the file can be: id, name, whether it is for them.
    pub agencies: Vec<(String, String, bool)>,
    /// What the agency may use it for, and the consents by which it reads: whose, until when.
    pub purpose: Option<(Purpose, Vec<String>)>,
    /// Each field that the case has: its code, how many records of the case hold it, how many of the file.
    pub fields: Vec<Row>,
    /// Whether the reader may take the file.
    pub takes: bool,
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which.
    pub field: Field,
    /// The item of the sheet that it belongs to.
    pub item: Item,
    /// How many records of the case hold it.
    pub held: usize,
    /// How many of the file do.
    pub told: usize,
}

impl ExportPage {
    /// The agency for which it is; empty for the own team.
    fn agency(&self) -> &str {
        self.agencies.iter().find(|(.., chosen)| *chosen).map_or("", |(id, ..)| id.as_str())
    }

    fn is_own(&self) -> bool {
        self.purpose.is_none()
    }
}

/// For whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    agency: String,
}

impl Asked {
    fn organization(&self) -> Result<Option<OrganizationId>, Error> {
        match self.agency.as_str() {
            "" => Ok(None),
            text => Some(text.parse().map_err(|_| Error::NotFound)).transpose(),
        }
    }
}

/// What would go out to whom.
struct Going {
    whole: Whole,
    agencies: Vec<(Agency, String)>,
    to: Option<Agency>,
    /// By which consents: whose record, and until when.
    by: Vec<String>,
    records: Vec<Record>,
}

async fn going(
    app: &App,
    worker: &Worker,
    (id, look): (CaseId, Look),
    to: Option<OrganizationId>,
) -> Result<Going, Error> {
    let (doer, keys) = (worker.doer(), &worker.0.keys);
    let (whole, mut view) = acts::whole(app.store(), &doer, keys, (id, look)).await?;
    let mut agencies = Vec::new();
    for one in part::agencies(&mut view, id).await? {
        agencies.push((one.agency, one.name(&whole.key)?.expose().to_owned()));
    }
    let Some(to) = to else {
        let records = whole.records.clone();
        return Ok(Going { whole, agencies, to: None, by: Vec::new(), records });
    };
    let found = agencies.iter().find(|(one, _)| one.organization == to);
    let agency = found.ok_or(Error::NotFound)?.0;
    let (seen, by) = seen(app, &mut view, &whole, &agency).await?;
    let records = released(&whole.records, &whole.people, &seen);
    Ok(Going { whole, agencies, to: Some(agency), by, records })
}

/// What an agency sees of each young person at this moment, and until when the consents hold.
async fn seen(
    app: &App,
    view: &mut View,
    whole: &Whole,
    agency: &Agency,
) -> Result<(Seen, Vec<String>), Error> {
    let given = part::allowed(view, whole.stored.case.id()).await?;
    let permissions = permissions(&whole.people, &given);
    let viewer = Viewer {
        organization: agency.organization,
        seat: agency.seat,
        purpose: agency.purpose,
        agreement_until: agency.agreement_until,
        closed: false,
    };
    let (people, now) = (&whole.people, app.now());
    let victims = people.iter().filter_map(Person::victim);
    let items = |victim| (victim, allowed(&viewer, victim, &permissions, people, now));
    let holds = permissions.iter().map(|one| one.consent()).filter(|consent| {
        let terms = consent.terms();
        let theirs = terms.recipient == agency.organization && terms.purpose == agency.purpose;
        theirs && consent.revoked_at().is_none() && now < terms.expires_at
    });
    let by = holds.map(|consent| moment(consent.terms().expires_at, app.zone(), now));
    Ok((victims.map(items).collect(), by.collect()))
}

/// `GET /desk/cases/{id}/export`: the look is audited.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let going = going(&app, &worker, (id, Look::OpenCase), asked.organization()?).await?;
    let chosen = |one: &Agency| going.to.is_some_and(|to| to.organization == one.organization);
    let agencies = going.agencies.iter();
    let resource = going.whole.stored.resource();
    Ok(shown(&ExportPage {
        page: page(&app, reader, &worker, "export-title", &format!("/desk/cases/{id}/export")),
        id: id.to_string(),
        label: label(id),
        agencies: agencies
            .map(|(one, name)| (one.organization.to_string(), name.clone(), chosen(one)))
            .collect(),
        purpose: going.to.map(|to| (to.purpose, going.by.clone())),
        fields: rows(&going.whole.records, &going.records),
        takes: app.store().may(&worker.actor(), Look::ExportCase, &resource),
    }))
}

fn rows(held: &[Record], told: &[Record]) -> Vec<Row> {
    let count = |records: &[Record]| {
        let mut of: BTreeMap<Field, usize> = BTreeMap::new();
        for (field, _) in records.iter().flat_map(Record::values) {
            *of.entry(field).or_default() += 1;
        }
        of
    };
    let told = count(told);
    let row = |(field, held)| Row {
        field,
        item: item(field),
        held,
        told: told.get(&field).copied().unwrap_or_default(),
    };
    count(held).into_iter().map(row).collect()
}

/// `POST /desk/cases/{id}/export`: the file. Its name tells nothing.
pub async fn take(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(asked): Sent<Asked>,
) -> Result<Response, Error> {
    let about = (id.parse()?, Look::ExportCase);
    let going = going(&app, &worker, about, asked.organization()?).await?;
    let text = acts::in_text(&going.records)?;
    file(text.expose(), "text/csv; charset=utf-8", "case.csv")
}

impl Sample for ExportPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |field, held, told| Row { field, item: item(field), held, told };
        let page = |agency: bool, takes| ExportPage {
            page: sample_page("export-title", "/desk/cases/c7f3/export"),
            id: "c7f3".into(),
            label: "C7F3".into(),
            agencies: vec![
                ("o1".into(), "County child welfare".into(), agency),
                ("o2".into(), "North shelter".into(), false),
            ],
            purpose: agency.then(|| (Purpose::CoordinateCare, vec!["Feb 22, 12:00".into()])),
            fields: vec![
                row(Field::PrsFirstName, 3, if agency { 0 } else { 3 }),
                row(Field::VicTraffickingStatus, 1, 1),
                row(Field::VicTraffickingStatusDecisionMakingOrg, 1, 1),
                row(Field::CasStatus, 1, 1),
            ],
            takes,
        };
        vec![
            Shown::desk("export", page(false, true)),
            Shown::desk("export-agency", page(true, true)),
            Shown::desk("export-reader", page(false, false)),
        ]
    }
}
