//! What a service sees that was asked to take somebody: one screen on a phone, no account.
//!
//! The question names nobody. Who it is follows only after the service said yes, and only with
//! consent.

use askama::Template;
use casework::referral::{DeclineReason, ReferralState};

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// The referral behind a link.
#[derive(Template)]
#[template(path = "partner/referral.html")]
pub struct ReferralPage {
    /// The frame; its path is the link itself, to which every answer is sent.
    pub page: Page,
    /// What was asked: the service's name.
    pub service: String,
    /// Where it stands.
    pub state: ReferralState,
    /// What is needed, in words: label and value.
    pub request: Vec<(String, String)>,
    /// Until when it can be answered: `14:40`.
    pub until: Option<String>,
    /// Who it is, where consent releases it: label and value; empty before.
    pub identity: Vec<(String, String)>,
    /// The number of the hotline's desk, for "call me".
    pub call: Option<String>,
    /// A rule's sentence, if the last answer was refused.
    pub problem: Option<String>,
}

impl ReferralPage {
    fn is(&self, state: &str) -> bool {
        self.state.code() == state
    }
}

impl Sample for ReferralPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |state, identity| ReferralPage {
            page: Page::sample(Locale::En, Style::Partner, "partner-title", "/r/sample"),
            service: "Harbor House, emergency beds".into(),
            state,
            request: vec![
                ("What they need".into(), "A safe bed tonight".into()),
                ("Age".into(), "15 to 17".into()),
                ("Gender".into(), "Girl or woman".into()),
            ],
            until: (state == ReferralState::Offered).then(|| "14:40".into()),
            identity,
            call: Some("555-0100".into()),
            problem: None,
        };
        let known = vec![("Name".into(), "J.".into()), ("Safe contact".into(), "Text only".into())];
        vec![
            Shown::partner("partner-offered", page(ReferralState::Offered, vec![])),
            Shown::partner("partner-accepted", page(ReferralState::Accepted, known)),
            Shown::partner("partner-arrived", page(ReferralState::Arrived, vec![])),
            Shown::partner("partner-expired", page(ReferralState::Expired, vec![])),
        ]
    }
}
