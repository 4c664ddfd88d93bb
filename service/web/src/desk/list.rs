//! Personal and team lists, a page at a time, and the search over sealed names and numbers.

use askama::Template;
use casework::contact::{Channel, Danger, Lane, StateCode};

use super::queue::tone;
use super::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// Whose contacts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that I was with.
    Mine,
    /// Those of my team.
    Team,
}

/// One contact in a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its identifier, for the address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// Its lane.
    pub lane: Lane,
    /// By which way it came.
    pub channel: Channel,
    /// What is known about danger.
    pub danger: Danger,
    /// Where it stands.
    pub state: StateCode,
    /// When it was received: `Nov 22, 14:02`.
    pub received: String,
    /// Who was last with it.
    pub member: String,
}

/// `GET /desk/list`
#[derive(Template)]
#[template(path = "desk/list.html")]
pub struct ListPage {
    /// The frame.
    pub page: Page,
    /// Whose contacts.
    pub scope: Scope,
    /// The state shown, or all.
    pub state: Option<StateCode>,
    /// The lane shown, or all.
    pub lane: Option<Lane>,
    /// What was searched for, if anything; only ever in the body of a form, never in an address.
    pub searched: Option<String>,
    /// The contacts, the newest first.
    pub rows: Vec<Row>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Where the first page is, if this is not it.
    pub first: Option<String>,
}

impl Row {
    fn tone(&self) -> &'static str {
        tone(self.danger)
    }
}

impl ListPage {
    fn is_state(&self, state: &StateCode) -> bool {
        self.state == Some(*state)
    }

    fn is_lane(&self, lane: &Lane) -> bool {
        self.lane == Some(*lane)
    }

    fn path(&self) -> &'static str {
        match self.scope {
            Scope::Mine => "/desk/list",
            Scope::Team => "/desk/list/team",
        }
    }
}

impl Sample for ListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, lane, danger, state| Row {
            id: id.into(),
            label: id.to_uppercase(),
            lane,
            channel: Channel::Chat,
            danger,
            state,
            received: "Nov 22, 14:02".into(),
            member: "Maya R.".into(),
        };
        let rows = vec![
            row("7f3a", Lane::Help, Danger::Raised, StateCode::Active),
            row("88d0", Lane::Help, Danger::Unknown, StateCode::BrokenOff),
            row("5b1e", Lane::Tip, Danger::NoneKnown, StateCode::Ended),
        ];
        let page = |rows, searched: Option<&str>, next: Option<&str>| ListPage {
            page: sample_page("list-title", "/desk/list"),
            scope: Scope::Mine,
            state: None,
            lane: None,
            searched: searched.map(str::to_owned),
            rows,
            next: next.map(str::to_owned),
            first: None,
        };
        vec![
            Shown::desk("list", page(rows, None, Some("/desk/list?after=5b1e"))),
            Shown::desk("list-empty", page(vec![], Some("555-0199"), None)),
        ]
    }
}
