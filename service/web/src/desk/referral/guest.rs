//! Somebody of the service, asked into the conversation with the young person's yes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::hand_off::{HandOffEnd, HandOffState};
use casework::id::ReferralId;
use serde::Deserialize;
use store::{View, hand_off};

use super::{parse, refuse};
use crate::App;
use crate::acts;
use crate::app::Reader;
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Act {
    act: String,
    agreed: String,
}

/// Whether somebody by this referral is invited or there.
pub(super) async fn standing(
    view: &mut View,
    id: ReferralId,
) -> Result<Option<HandOffState>, Error> {
    let now = view.now();
    let last = hand_off::of_referral(view, id).await?;
    let open = last.filter(|stored| stored.hand_off.is_open(now));
    Ok(open.map(|stored| stored.hand_off.snapshot().state))
}

/// `POST /desk/referrals/{referral}/guest`: invites, or ends it.
pub async fn act(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
    Sent(form): Sent<Act>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let (store, doer) = (app.store(), worker.doer());
    let done = match form.act.as_str() {
        "invite" => acts::hand_off::invite(store, &doer, id, !form.agreed.is_empty()).await,
        "end" => {
            let look = access::Look::SeeReferral;
            let (stored, _) = store.look(&doer.actor, look, store.referral(id)).await?;
            let contact = stored.referral.contact();
            acts::hand_off::let_go(store, &doer.actor, contact, HandOffEnd::ByMember).await
        }
        _ => return Err(Error::WrongFields),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/referrals/{id}")).into_response()),
        Err(error) => refuse(&app, reader, &worker, id, (error, String::new(), None)).await,
    }
}
