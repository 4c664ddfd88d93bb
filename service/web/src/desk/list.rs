//! Personal and team lists, a page at a time, and the search over sealed names and numbers.

use askama::Template;
use casework::contact::{Channel, Danger, Ending, Lane, StateCode};

use super::queue::tone;
use super::sample_page;
use super::teams::Choice;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// Whose contacts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that I lead or led last.
    Mine,
    /// Those of my team.
    Team,
}

impl Scope {
    /// Where the list is.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Mine => "/desk/list",
            Self::Team => "/desk/list/team",
        }
    }
}

/// How the reader gets into a contact of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// By its page.
    Page,
    /// By joining the colleague who is with the person, which the person sees.
    ByJoining,
    /// Not at all: they see the codes only.
    Not,
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
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// When it was received: `Nov 22, 14:02`.
    pub received: String,
    /// Who leads it, or led it last.
    pub member: String,
    /// How the reader gets in.
    pub opens: Opens,
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
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// Whether names and numbers can be searched.
    pub searches: bool,
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

    fn is_filtered(&self) -> bool {
        self.state.is_some() || self.lane.is_some()
    }
}

impl Sample for ListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, lane, danger, state, opens| Row {
            id: id.into(),
            label: id.to_uppercase(),
            lane,
            channel: Channel::Chat,
            danger,
            state,
            ending: (state == StateCode::Ended).then_some(Ending::Finished),
            received: "Nov 22, 14:02".into(),
            member: "Maya R.".into(),
            opens,
        };
        let rows = vec![
            row("7f3a", Lane::Help, Danger::Raised, StateCode::Active, Opens::Page),
            row("19c2", Lane::Help, Danger::Now, StateCode::Active, Opens::ByJoining),
            row("0ab4", Lane::Question, Danger::Unknown, StateCode::Active, Opens::Not),
            row("88d0", Lane::Help, Danger::Unknown, StateCode::BrokenOff, Opens::Page),
            row("5b1e", Lane::Tip, Danger::NoneKnown, StateCode::Ended, Opens::Page),
        ];
        let page = |scope, rows, searched: Option<&str>, next: Option<&str>| ListPage {
            page: sample_page("list-title", "/desk/list"),
            scope,
            state: None,
            lane: None,
            teams: vec![],
            searches: true,
            searched: searched.map(str::to_owned),
            rows,
            next: next.map(str::to_owned),
            first: None,
        };
        let team = ListPage {
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            first: Some("/desk/list/team".into()),
            ..page(Scope::Team, rows.clone(), None, Some("/desk/list/team?after=5b1e"))
        };
        let filtered =
            ListPage { state: Some(StateCode::Waiting), ..page(Scope::Mine, vec![], None, None) };
        vec![
            Shown::desk("list", page(Scope::Mine, rows, None, Some("/desk/list?after=5b1e"))),
            Shown::desk("list-team", team),
            Shown::desk("list-empty", page(Scope::Mine, vec![], None, None)),
            Shown::desk("list-filtered", filtered),
            Shown::desk("list-not-found", page(Scope::Team, vec![], Some("555-0199"), None)),
        ]
    }
}
