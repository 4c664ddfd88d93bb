//! Which agencies come to a case and go, and what its people allow them. What cannot be done is said on the
//! page of what is shared.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use case::sharing::Seat;
use casework::consent::{AbuserCheck, Consent, Purpose, Scope, Signer, SignerKind};
use casework::id::{CaseId, OrganizationId, PersonId};
use casework::time::{Span, Timestamp};
use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use serde::Deserialize;
use vault::Text;

use super::Id;
use super::sharing::{self, Asked};
use crate::App;
use crate::acts::case::sharing::{self as acts, Allowing, Coming};
use crate::app::Reader;
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::error::Error;
use crate::form::Sent;

/// An agency that comes or goes.
#[derive(Deserialize)]
pub struct Agencies {
    act: String,
    #[serde(default)]
    organization: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    seat: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    papers: String,
}

/// `POST /desk/cases/{id}/agencies`
pub async fn agency(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Agencies>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (store, doer) = (app.store(), worker.doer());
    let done = if form.act == "drop" {
        let organization = form.organization.parse().map_err(|_| Error::WrongFields)?;
        acts::drop_agency(store, &doer, id, organization).await
    } else {
        let coming = coming(&app, &worker, &form).await?;
        acts::add_agency(store, &doer, &worker.0.keys, id, coming).await
    };
    shared(&app, reader, &worker, (id, Asked::default()), done).await
}

/// The organisation of the directory with this name, or one of its own.
async fn coming(app: &App, worker: &Worker, form: &Agencies) -> Result<Coming, Error> {
    let name: String = form.name.trim().chars().take(200).collect();
    if name.is_empty() {
        return Err(Error::WrongFields);
    }
    let seat = match form.seat.as_str() {
        "review" => Seat::Review,
        "partner" => Seat::Partner,
        _ => return Err(Error::WrongFields),
    };
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let same = |of: &str| of.to_lowercase() == name.to_lowercase();
    let known = ready.cards.values().find(|card| same(&card.organization_name));
    let organization = match known {
        Some(card) => card.organization,
        None => OrganizationId::from_uuid(app.store().new_contact_id().uuid()),
    };
    Ok(Coming {
        organization,
        name: Text::from(name),
        seat,
        purpose: form.purpose.parse::<Purpose>().map_err(|_| Error::WrongFields)?,
        agreement_until: midnight(app, &form.papers)?,
    })
}

/// The end of a day of the organisation's calendar.
pub(crate) fn midnight(app: &App, day: &str) -> Result<Option<Timestamp>, Error> {
    if day.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| Error::WrongFields)?;
    let next = day.succ_opt().ok_or(Error::WrongFields)?.and_time(NaiveTime::MIN);
    let at = app.zone().from_local_datetime(&next).earliest().ok_or(Error::WrongFields)?;
    Ok(Some(Timestamp::from_micros(at.timestamp_micros())))
}

/// Back to the page of what is shared; with the rule's own words where it says no.
async fn shared(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (id, asked): (CaseId, Asked),
    done: Result<(), store::Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => {
            let place = format!("/desk/cases/{id}/sharing?person={}", asked.person);
            Ok(Redirect::to(&place).into_response())
        }
        Err(store::Error::Rule(text)) => {
            sharing::draw(app, reader, worker, (id, asked), Some(text)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A consent that is given or taken back.
#[derive(Deserialize)]
pub struct Consenting {
    act: String,
    #[serde(default)]
    consent: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    scope: Vec<String>,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    signer: String,
    #[serde(default)]
    signed_by: String,
    #[serde(default)]
    abuser: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    days: i64,
}

impl Consenting {
    /// Whoever signs for somebody else is looked for among the people of the case, or said not to be there:
    /// an answer that nobody gave is none.
    fn says_who_signs(&self) -> bool {
        let themself = self.signer.parse::<SignerKind>().is_ok_and(SignerKind::is_themself);
        themself || !self.signed_by.is_empty()
    }

    fn allowing(&self) -> Option<Allowing> {
        let scope = self.scope.iter().map(|code| code.parse::<Scope>().ok());
        Some(Allowing {
            person: self.person.parse().ok()?,
            contact: self.contact.parse().ok()?,
            recipient: self.recipient.parse().ok()?,
            purpose: self.purpose.parse().ok()?,
            scope: scope.collect::<Option<_>>()?,
            signer: Signer {
                kind: self.signer.parse::<SignerKind>().ok()?,
                abuser_check: self.abuser.parse::<AbuserCheck>().ok()?,
            },
            signed_by: match self.signed_by.as_str() {
                "" | "nobody" => None,
                text => Some(text.parse::<PersonId>().ok()?),
            },
            lasts: (1..=Consent::LONGEST_DAYS)
                .contains(&self.days)
                .then(|| Span::from_days(self.days))?,
        })
    }
}

/// `POST /desk/cases/{id}/consents`
pub async fn consent(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Consenting>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (store, doer) = (app.store(), worker.doer());
    let done = if form.act == "revoke" {
        let consent = form.consent.parse().map_err(|_| Error::WrongFields)?;
        acts::take_back(store, &doer, id, consent).await
    } else if form.says_who_signs() {
        let allowing = form.allowing().ok_or(Error::WrongFields)?;
        acts::allow(store, &doer, app.minors(), id, allowing).await
    } else {
        let page = page(&app, reader, &worker, "sharing-title", "/desk/cases");
        Err(store::Error::Rule(page.t("sharing-signer-missing").into_owned()))
    };
    let about = form.person.parse::<PersonId>().map(|person| person.to_string());
    let asked = Asked { person: about.unwrap_or_default() };
    shared(&app, reader, &worker, (id, asked), done).await
}
