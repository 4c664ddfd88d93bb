//! What became of people after they arrived: what falls due, and the form that records it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::id::ReferralId;
use casework::time::Timestamp;
use chrono_tz::Tz;
use serde::Deserialize;
use store::View;
use store::follow_up::{self, Open};

use super::floor::{label, spoken};
use super::service::moment;
use crate::App;
use crate::acts::follow_up::record;
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;

/// What is asked and what was said of one referral.
#[derive(Clone, Debug, Default)]
pub struct FollowUps {
    /// What was recorded: when it was asked for, and what became of them.
    pub said: Vec<(Milestone, FollowUpOutcome)>,
    /// What is to be asked now.
    pub due: Option<Milestone>,
    /// What is to be asked later, and from when on: `Sun Nov 29, 14:10`.
    pub next: Option<(Milestone, String)>,
}

impl FollowUps {
    /// Of one referral. Two statements.
    pub(crate) async fn of(
        view: &mut View,
        id: ReferralId,
        (now, zone): (Timestamp, Tz),
    ) -> Result<Self, Error> {
        let Some(arrived_at) = follow_up::arrived(view, id).await? else {
            return Ok(Self::default());
        };
        let recorded = follow_up::of_referral(view, id).await?;
        let known: Vec<_> = recorded.iter().map(|one| one.milestone).collect();
        let later = |one: &&Milestone| !known.contains(one) && one.due_at(arrived_at) > now;
        let next = Milestone::ALL.iter().find(later).copied();
        Ok(Self {
            said: recorded.iter().map(|one| (one.milestone, one.outcome)).collect(),
            due: Milestone::due(arrived_at, &known, now),
            next: next.map(|one| (one, moment(one.due_at(arrived_at), now, zone))),
        })
    }
}

/// Somebody of whom nobody has asked yet, in a list.
#[derive(Clone, Debug)]
pub struct FollowUpView {
    pub(super) referral: String,
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) label: String,
    pub(super) milestone: Milestone,
    /// How long it has been due: `12 h`.
    pub(super) waited: String,
    /// Whether nobody has asked for so long that the supervisor sees it.
    pub(super) overdue: bool,
}

impl FollowUpView {
    /// A stored question in words.
    #[must_use]
    pub fn of(open: &Open, now: Timestamp) -> Self {
        Self {
            referral: open.referral.to_string(),
            name: open.service_name.clone(),
            contact: open.contact.to_string(),
            label: label(open.contact),
            milestone: open.milestone,
            waited: spoken(now - open.milestone.due_at(open.arrived_at)),
            overdue: now >= open.milestone.escalates_at(open.arrived_at),
        }
    }
}

/// What became of them, as the form holds it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Outcome {
    milestone: String,
    outcome: String,
}

impl Outcome {
    /// Whether anything was chosen.
    pub(crate) fn is_given(&self) -> bool {
        !self.outcome.is_empty()
    }

    /// The codes.
    ///
    /// # Errors
    /// [`Error::WrongFields`] for a form that is not ours.
    pub(crate) fn read(&self) -> Result<(Milestone, FollowUpOutcome), Error> {
        let milestone = Milestone::from_code(&self.milestone).map_err(|_| Error::WrongFields)?;
        let outcome = FollowUpOutcome::from_code(&self.outcome).map_err(|_| Error::WrongFields)?;
        Ok((milestone, outcome))
    }
}

/// `POST /desk/referrals/{id}/outcome`: what became of them, as a member was told.
pub async fn say(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<String>,
    Sent(form): Sent<Outcome>,
) -> Result<Response, Error> {
    let id: ReferralId = id.parse().map_err(|_| Error::NotFound)?;
    record(app.store(), &worker.actor(), id, form.read()?).await?;
    Ok(Redirect::to(&format!("/desk/referrals/{id}")).into_response())
}

/// Questions in the states worth a look.
pub(super) fn sample_follow_ups() -> Vec<FollowUpView> {
    let view = |milestone, waited: &str, overdue| FollowUpView {
        referral: "r1".into(),
        name: "Harbor House, emergency beds".into(),
        contact: "7f3a".into(),
        label: "7F3A".into(),
        milestone,
        waited: waited.into(),
        overdue,
    };
    vec![view(Milestone::TwoDays, "3 h", false), view(Milestone::ThirtyDays, "9 d", true)]
}
