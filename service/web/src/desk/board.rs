//! The supervisor's board: how the line stands now, each figure with its definition.

use askama::Template;
use casework::measure::Measure;
use casework::shift::ShiftState;

use super::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// One figure.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it is; the definition travels with it.
    pub measure: Measure,
    /// The figure in words: `87 %`, `4 min`.
    pub value: String,
    /// What it rests on: `26 of 30`; empty for a count.
    pub detail: String,
    /// Whether somebody should look at it now.
    pub alarming: bool,
}

/// A member and their shift.
#[derive(Clone, Debug)]
pub struct OnShift {
    /// Their name.
    pub name: String,
    /// Whether they take contacts.
    pub state: ShiftState,
    /// How many conversations they have.
    pub open: usize,
    /// How many they can have.
    pub places: u8,
    /// Since when: `12:00`.
    pub since: String,
}

/// `GET /desk/board`
#[derive(Template)]
#[template(path = "desk/board.html")]
pub struct BoardPage {
    /// The frame.
    pub page: Page,
    /// The period in words: `Today, 00:00 to 14:05`.
    pub period: String,
    /// The figures.
    pub tiles: Vec<Tile>,
    /// Who is on shift.
    pub members: Vec<OnShift>,
}

impl OnShift {
    pub(crate) fn tone(&self) -> &'static str {
        match self.state {
            ShiftState::On => "positive",
            ShiftState::Paused => "caution",
            ShiftState::Off => "",
        }
    }
}

impl Sample for BoardPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let tile = |measure, value: &str, alarming| {
            let (value, detail) = value.split_once(", ").unwrap_or((value, ""));
            Tile { measure, value: value.into(), detail: detail.into(), alarming }
        };
        let tiles = vec![
            tile(Measure::WaitingNow, "3", false),
            tile(Measure::OldestWaiting, "4 min", true),
            tile(Measure::OnShift, "5", false),
            tile(Measure::AnsweredWithin20s, "87 %, 26 of 30", false),
            tile(Measure::AnsweredWithin60s, "93 %, 28 of 30", false),
            tile(Measure::Abandoned, "3 %, 1 of 29", false),
            tile(Measure::LongestWait, "6 min", false),
            tile(Measure::AverageHandleTime, "19 min", false),
        ];
        let member = |name: &str, state, open| OnShift {
            name: name.into(),
            state,
            open,
            places: 4,
            since: "12:00".into(),
        };
        let members =
            vec![member("Maya R.", ShiftState::On, 3), member("Joel T.", ShiftState::Paused, 1)];
        let page = |tiles, members| BoardPage {
            page: sample_page("board-title", "/desk/board"),
            period: "Today, 00:00 to 14:05".into(),
            tiles,
            members,
        };
        vec![
            Shown::desk("board", page(tiles, members)),
            Shown::desk("board-empty", page(vec![], vec![])),
        ]
    }
}
