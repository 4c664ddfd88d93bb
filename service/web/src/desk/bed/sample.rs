//! Bed requests in the states worth a look.

use casework::bed::{BedReply, BedRequestState};
use casework::need::Need;
use casework::referral::DeclineReason;

use super::{AskBeds, AskedView, BedPage, BedView, KeptView, PendingView};
use crate::desk::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// The form that asks, for the pages around it.
pub(crate) fn sample_ask() -> AskBeds {
    AskBeds {
        key: "0193".into(),
        need: "emergency_shelter".into(),
        age: "15_17".into(),
        gender: "Feminine".into(),
        county: "ZZ001".into(),
        told: "A safe bed tonight · 15 to 17 · Girl or woman · ZZ001".into(),
    }
}

/// A bed request in each state.
pub(crate) fn sample_requests() -> Vec<BedView> {
    let asked = |service: &str, name: &str, reply, reason| AskedView {
        service: service.into(),
        name: name.into(),
        phone: Some("555-0134".into()),
        reply,
        reason,
        at: if reply.is_some() { "14:05".into() } else { String::new() },
    };
    let view = |id: &str, state, services, kept, exhausted| BedView {
        id: id.into(),
        contact: "7f3a".into(),
        label: "7F3A".into(),
        told: "A safe bed tonight · 15 to 17 · Girl or woman".into(),
        state,
        asked: "14:02".into(),
        until: "14:32".into(),
        services,
        kept,
        exhausted,
    };
    let full = Some(DeclineReason::Full);
    let some = vec![
        asked("s1", "Harbor House, emergency beds", Some(BedReply::Yes), None),
        asked("s2", "North Fork beds", Some(BedReply::No), full),
        asked("s3", "Juniper Place with a long name that has to wrap", None, None),
    ];
    let waiting = vec![
        asked("s1", "Harbor House, emergency beds", None, None),
        asked("s2", "North Fork beds", Some(BedReply::CallMe), None),
    ];
    let none = vec![asked("s2", "North Fork beds", Some(BedReply::No), full)];
    let kept = KeptView {
        service: "s1".into(),
        name: "Harbor House, emergency beds".into(),
        until: "14:35".into(),
        left: "28 min".into(),
    };
    vec![
        view("b1", BedRequestState::Held, some, Some(kept), false),
        view("b2", BedRequestState::Open, waiting, None, false),
        view("b3", BedRequestState::Open, none.clone(), None, true),
        view("b4", BedRequestState::Expired, none.clone(), None, false),
        view("b5", BedRequestState::Closed, none, None, false),
    ]
}

/// Bed requests as the list of what is waited for shows them.
pub(crate) fn sample_pending() -> Vec<PendingView> {
    let view = |id: &str, state, due: Option<&str>, failed| PendingView {
        id: id.into(),
        contact: "7f3a".into(),
        label: "7F3A".into(),
        need: Need::EmergencyShelter,
        state,
        waited: "12 min".into(),
        due: due.map(str::to_owned),
        failed,
    };
    vec![
        view("b1", BedRequestState::Held, Some("14:35"), false),
        view("b2", BedRequestState::Open, Some("14:32"), true),
        view("b4", BedRequestState::Expired, None, true),
    ]
}

impl Sample for BedPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let with = |view, problem: Option<&str>| Self {
            page: sample_page("bed-title", "/desk/beds/b1"),
            view,
            problem: problem.map(str::to_owned),
        };
        let late = "a bed is kept already; no other is needed now";
        let mut all = sample_requests().into_iter();
        let mut next = |name, problem| all.next().map(|one| Shown::desk(name, with(one, problem)));
        [
            next("bed-held", None),
            next("bed-open", Some(late)),
            next("bed-exhausted", None),
            next("bed-expired", None),
            next("bed-closed", None),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
