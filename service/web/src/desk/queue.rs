//! The first column: my shift, who waits and why in this order, and my conversations.

use askama::Template;
use casework::contact::{Channel, Danger, Lane, StateCode};
use casework::shift::ShiftState;

use store::duty::board::Load;

use super::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// What the first column shows.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Whether I take contacts.
    pub shift: ShiftState,
    /// How many conversations I have.
    pub open: usize,
    /// How many I can have.
    pub places: u8,
    /// Who waits, first the one to answer next.
    pub waiting: Vec<Waiting>,
    /// How many more wait than are listed.
    pub more: u64,
    /// My conversations.
    pub mine: Vec<Mine>,
    /// What has to be reported in my teams.
    pub duties: Load,
}

/// One contact in the queue.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its identifier, for the address.
    pub id: String,
    /// Its lane.
    pub lane: Lane,
    /// By which way it came.
    pub channel: Channel,
    /// What is known about danger.
    pub danger: Danger,
    /// How long it has waited: `4 min`.
    pub waited: String,
    /// Whether it waits longer than it should.
    pub overdue: bool,
    /// The key of why it stands here, see [`casework::queue::Reason`].
    pub reason_key: String,
}

/// One of my conversations.
#[derive(Clone, Debug)]
pub struct Mine {
    /// Its identifier, for the address.
    pub id: String,
    /// What I call it.
    pub label: String,
    /// Its lane.
    pub lane: Lane,
    /// By which way it came.
    pub channel: Channel,
    /// What is known about danger.
    pub danger: Danger,
    /// Where it stands.
    pub state: StateCode,
    /// Messages that I haven't seen.
    pub unread: u32,
    /// When something last happened: `14:02`.
    pub last: String,
    /// Whether it is the one in the middle column.
    pub current: bool,
}

/// The first column alone, as a stream sends it when the queue changes.
#[derive(Template)]
#[template(path = "desk/queue.html")]
pub struct QueuePart<'a> {
    /// The frame.
    pub page: &'a Page,
    /// What it shows.
    pub queue: &'a Queue,
}

/// `GET /desk`: the queue, and nothing chosen yet.
#[derive(Template)]
#[template(path = "desk/desk.html")]
pub struct DeskPage {
    /// The frame.
    pub page: Page,
    /// The first column.
    pub queue: Queue,
    /// Whether I may enter a contact by hand.
    pub enters: bool,
}

/// The tone of a badge for a level of danger.
pub(crate) fn tone(danger: Danger) -> &'static str {
    match danger {
        Danger::Now => "danger",
        Danger::Raised => "caution",
        Danger::Unknown => "accent",
        Danger::NoneKnown => "",
    }
}

impl Waiting {
    pub(crate) fn tone(&self) -> &'static str {
        tone(self.danger)
    }

    pub(crate) fn is_urgent(&self) -> bool {
        self.danger == Danger::Now
    }
}

impl Mine {
    pub(crate) fn tone(&self) -> &'static str {
        tone(self.danger)
    }

    pub(crate) fn is_dangerous(&self) -> bool {
        matches!(self.danger, Danger::Now | Danger::Raised)
    }

    pub(crate) fn is_broken_off(&self) -> bool {
        self.state == StateCode::BrokenOff
    }
}

impl Queue {
    pub(crate) fn unread(&self) -> u32 {
        self.mine.iter().map(|mine| mine.unread).sum()
    }

    /// A busy moment, for galleries and tests.
    pub(crate) fn sample() -> Queue {
        let waiting =
            |id: &str, lane, channel, danger, waited: &str, overdue, reason: &str| Waiting {
                id: id.into(),
                lane,
                channel,
                danger,
                waited: waited.into(),
                overdue,
                reason_key: format!("queue_reason-{reason}"),
            };
        let mine = |id: &str, label: &str, channel, danger, state, unread, current| Mine {
            id: id.into(),
            label: label.into(),
            lane: Lane::Help,
            channel,
            danger,
            state,
            unread,
            last: "14:03".into(),
            current,
        };
        Queue {
            shift: ShiftState::On,
            open: 3,
            places: 4,
            duties: crate::duty::SAMPLE_LOAD,
            waiting: vec![
                waiting("a1", Lane::Tip, Channel::Phone, Danger::Now, "20 s", false, "danger_now"),
                waiting(
                    "a2",
                    Lane::Help,
                    Channel::Chat,
                    Danger::Unknown,
                    "4 min",
                    true,
                    "help_lane",
                ),
                waiting(
                    "a3",
                    Lane::Question,
                    Channel::WebForm,
                    Danger::NoneKnown,
                    "2 h",
                    false,
                    "last",
                ),
            ],
            more: 12,
            mine: vec![
                mine("7f3a", "7F3A", Channel::Chat, Danger::Raised, StateCode::Active, 2, true),
                mine("19c2", "19C2", Channel::Text, Danger::NoneKnown, StateCode::Active, 0, false),
                mine(
                    "88d0",
                    "88D0",
                    Channel::Chat,
                    Danger::Unknown,
                    StateCode::BrokenOff,
                    0,
                    false,
                ),
            ],
        }
    }
}

impl DeskPage {
    fn has_board(&self) -> bool {
        self.page.staff_links().contains(&super::BOARD)
    }
}

impl Sample for DeskPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page =
            |queue| DeskPage { page: sample_page("desk-title", "/desk"), queue, enters: true };
        let quiet = Queue {
            shift: ShiftState::Off,
            open: 0,
            places: 4,
            duties: Load::default(),
            waiting: vec![],
            more: 0,
            mine: vec![],
        };
        vec![Shown::desk("desk", page(Queue::sample())), Shown::desk("desk-quiet", page(quiet))]
    }
}
