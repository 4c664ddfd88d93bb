//! A referral as FHIR R4, for partners whose software reads that: the ServiceRequest, the Task that
//! carries it, and the Consent by which a name may follow.
//!
//! The shapes are those of SDOH Clinical Care 3.0.0 (STU 3). Read only, and nothing in it names
//! anybody: who it is stands on the page of the link alone, where each look is audited. Updates are not
//! taken: an answer moves a person and releases a name, so somebody gives it who sees the question on
//! the page, over the version that they saw. A `PUT` of a Task carries no such version, and a program that
//! repeats an old one would answer anew.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use casework::consent::{Consent, Scope};
use casework::need::{Gender, Need};
use casework::referral::ReferralState;
use casework::time::Timestamp;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};
use store::referral::Stored;

use super::{Behind, behind, gone, partner};
use crate::App;
use crate::app::Reader;
use crate::desk::referral::request;
use crate::error::Error;
use crate::page::{Page, Style};

/// Codes of our own, as a system that FHIR can name.
pub(crate) const CODES: &str = "https://github.com/daybreak-project/daybreak/codes";
/// SDOH Clinical Care 3.0.0, CodeSystem of temporary codes.
pub(crate) const SDOH: &str =
    "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes";

/// `GET /r/{secret}/fhir`
pub async fn read(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    // A program was told no code, so a link with one answers it as one that leads nowhere.
    let Behind::Referral(link, linked) = behind(&app, &secret, &headers).await? else {
        return Ok(gone(&app, reader));
    };
    let subject = app.store().referral(linked.referral);
    let look = access::Look::SeeReferral;
    let (stored, view) = app.store().look(&partner(&linked), look, subject).await?;
    drop(view);
    let page = app.page(reader, Style::Partner, "partner-title", super::path(&link));
    Ok(answer(&bundle(&page, &stored, app.now())))
}

/// A resource, with the media type of FHIR.
pub(crate) fn answer(resource: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/fhir+json; charset=utf-8")];
    (kind, resource.to_string()).into_response()
}

/// Resources that belong together.
pub(crate) fn collection(resources: Vec<Value>) -> Value {
    let entry = |resource: Value| {
        let id = resource["id"].as_str().unwrap_or_default();
        json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource })
    };
    let entries: Vec<Value> = resources.into_iter().map(entry).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

fn bundle(page: &Page, stored: &Stored, now: Timestamp) -> Value {
    let mut resources = vec![service_request(page, stored), task(page, stored)];
    resources.extend(stored.consent.as_ref().map(|given| consent(page, stored, given, now)));
    collection(resources)
}

/// A moment as FHIR writes it, in UTC.
pub(crate) fn instant(at: Timestamp) -> Option<String> {
    let at = DateTime::from_timestamp_micros(at.micros())?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn coded(list: &str, code: &str, text: &str) -> Value {
    json!({ "coding": [{ "system": format!("{CODES}/{list}"), "code": code, "display": text }], "text": text })
}

/// The person as far as the question tells of them: R4, Patient.gender.
fn person(gender: Option<Gender>) -> Value {
    let gender = match gender {
        Some(Gender::Feminine) => "female",
        Some(Gender::Masculine) => "male",
        Some(_) => "other",
        None => "unknown",
    };
    json!({ "resourceType": "Patient", "id": "person", "gender": gender })
}

fn service_request(page: &Page, stored: &Stored) -> Value {
    let referral = stored.referral.snapshot();
    let need = referral.request.need;
    let status = match referral.state {
        ReferralState::Offered
        | ReferralState::Accepted
        | ReferralState::Scheduled
        | ReferralState::Arrived => "active",
        ReferralState::Served => "completed",
        ReferralState::Declined
        | ReferralState::DidNotArrive
        | ReferralState::Withdrawn
        | ReferralState::Expired => "revoked",
    };
    let said = |(label, words): (String, String)| json!({ "text": format!("{label}: {words}") });
    let notes: Vec<Value> = request(page, stored).into_iter().map(said).collect();
    let mut resource = json!({
        "resourceType": "ServiceRequest",
        "id": request_id(stored),
        "contained": [person(referral.request.gender)],
        "status": status,
        "intent": "order",
        "priority": priority(need),
        "code": coded(Need::LIST, need.code(), &page.label(Need::LIST, need.code())),
        // Whoever asks for them by telephone could reach the wrong person.
        "orderDetail": [{ "coding": [{ "system": SDOH, "code": "contacting-subject-prohibited" }] }],
        "subject": { "reference": "#person" },
        "authoredOn": instant(referral.offered_at),
        "performer": [{ "display": stored.organization_name }],
        "note": notes,
    });
    if let Some(at) = referral.scheduled_for {
        resource["occurrenceDateTime"] = json!(instant(at));
    }
    resource
}

/// SDOH Clinical Care uses the priority for those who need a place at once.
fn priority(need: Need) -> &'static str {
    if need.is_emergency_request() { "urgent" } else { "routine" }
}

/// The request is a resource of its own, so it needs an identifier beside the Task's: the same with
/// its last bit turned.
fn request_id(stored: &Stored) -> String {
    uuid::Uuid::from_u128(stored.referral.id().uuid().as_u128() ^ 1).to_string()
}

fn task(page: &Page, stored: &Stored) -> Value {
    let referral = stored.referral.snapshot();
    let state = referral.state;
    let words = page.label(ReferralState::LIST, state.code());
    let mut task = json!({
        "resourceType": "Task",
        "id": referral.id.to_string(),
        "status": state.task_status(),
        "businessStatus": coded(ReferralState::LIST, state.code(), &words),
        "intent": "order",
        "priority": priority(referral.request.need),
        "code": { "coding": [{
            "system": "http://hl7.org/fhir/CodeSystem/task-code",
            "code": "fulfill",
        }] },
        "focus": { "reference": format!("urn:uuid:{}", request_id(stored)) },
        "authoredOn": instant(referral.offered_at),
        "lastModified": instant(referral.since),
        "owner": { "display": stored.organization_name },
        "restriction": { "period": { "end": instant(referral.expires_at) } },
        "description": stored.service_name,
    });
    // SDOH Clinical Care expects the reason of whatever did not come about.
    let reason = match (state.task_status(), referral.decline_reason) {
        (_, Some(reason)) => Some(page.label("decline_reason", reason.code()).into_owned()),
        ("rejected" | "cancelled" | "failed", None) => Some(words.into_owned()),
        _ => None,
    };
    if let Some(reason) = reason {
        task["statusReason"] = json!({ "text": reason });
    }
    task
}

fn consent(page: &Page, stored: &Stored, given: &Consent, now: Timestamp) -> Value {
    let terms = given.terms();
    let holds = given.revoked_at().is_none() && now < terms.expires_at;
    let scope: Vec<Value> = terms
        .scope
        .iter()
        .map(|scope| coded(Scope::LIST, scope.code(), &page.label(Scope::LIST, scope.code())))
        .collect();
    json!({
        "resourceType": "Consent",
        "id": given.id().to_string(),
        "status": if holds { "active" } else { "inactive" },
        "scope": { "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/consentscope",
            "code": "patient-privacy",
        }] },
        // LOINC: Consent Document.
        "category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
        "dateTime": instant(given.given_at()),
        "policyRule": { "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "OPTIN",
        }] },
        "provision": {
            "type": "permit",
            "period": {
                "start": instant(given.given_at()),
                "end": instant(given.revoked_at().unwrap_or(terms.expires_at)),
            },
            "actor": [{
                "role": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                    "code": "IRCP",
                }] },
                "reference": { "display": stored.organization_name },
            }],
            "code": scope,
        },
    })
}
