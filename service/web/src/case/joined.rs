//! What was begun in the contacts of a case, on its page: screenings and referrals. A screening is listed where
//! the policies let the reader open it, and no answer is read for it.

use access::{Look, Resource};
use casework::id::CaseId;
use casework::referral::ReferralState;
use store::View;
use store::case::joined;

use crate::App;
use crate::caller::Worker;
use crate::desk::referral::tone;
use crate::error::Error;
use crate::line::moment;
use crate::screening::choose::Begun;
use crate::screening::shelf::known_title;

/// One screening, with the contact in which it began, for its address.
pub type Screening = (String, Begun);

/// One referral.
#[derive(Clone, Debug)]
pub struct Referral {
    /// For its address.
    pub id: String,
    /// Who was asked, and for which service.
    pub asked: (String, String),
    /// Where it stands.
    pub state: ReferralState,
    /// Since when.
    pub since: String,
}

impl Referral {
    pub(crate) fn tone(&self) -> &'static str {
        tone(self.state)
    }
}

/// The screenings that the reader may open.
pub(super) async fn screenings(
    app: &App,
    worker: &Worker,
    view: &mut View,
    case: CaseId,
) -> Result<Vec<Screening>, Error> {
    let actor = worker.actor();
    let found = joined::screenings(view, (case, worker.member().id)).await?;
    let opens = |one: &joined::Screened| {
        app.store().may(&actor, Look::ReadScreening, &Resource::Contact(one.contact.clone()))
    };
    let line = |one: joined::Screened| {
        let title = known_title(&one.url).map_or_else(|| one.url.clone(), str::to_owned);
        let changed = moment(one.changed_at, app.zone(), app.now());
        let begun = Begun { id: one.id.to_string(), title, state: one.state, changed };
        (one.contact.id.to_string(), begun)
    };
    Ok(found.into_iter().filter(opens).map(line).collect())
}

/// The referrals.
pub(super) async fn referrals(
    app: &App,
    worker: &Worker,
    view: &mut View,
    case: CaseId,
) -> Result<Vec<Referral>, Error> {
    let found = joined::referrals(view, (case, worker.member().id)).await?;
    let line = |one: joined::Referred| Referral {
        id: one.id.to_string(),
        asked: one.asked,
        state: one.state,
        since: moment(one.since, app.zone(), app.now()),
    };
    Ok(found.into_iter().map(line).collect())
}
