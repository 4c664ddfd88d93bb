//! The supervisor's board: how the line stands now, each figure with its definition.

use askama::Template;
use casework::measure::{Hotline, Measure, Value};
use casework::shift::ShiftState;
use casework::time::Span;

use super::floor::spoken;
use super::sample_page;
use super::teams::Choice;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// What the board shows, in the order of urgency.
const MEASURES: [Measure; 11] = [
    Measure::WaitingNow,
    Measure::OldestWaiting,
    Measure::OnShift,
    Measure::FormsUnread,
    Measure::AnsweredWithin20s,
    Measure::AnsweredWithin60s,
    Measure::Abandoned,
    Measure::LongestWait,
    Measure::AverageHandleTime,
    Measure::Offered,
    Measure::EnteredByHand,
];

/// A wait from which on somebody should look: the slower of the two service levels.
const TOO_LONG: Span = Span::from_seconds(60);

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
    pub open: u32,
    /// How many they can have.
    pub places: u8,
    /// Since when: `12:00`.
    pub since: String,
}

/// What changes by itself.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The period in words: `Today, 00:00 to 14:05`.
    pub period: String,
    /// The figures.
    pub tiles: Vec<Tile>,
    /// Who is on shift.
    pub members: Vec<OnShift>,
}

/// `GET /desk/board`
#[derive(Template)]
#[template(path = "desk/board.html")]
pub struct BoardPage {
    /// The frame.
    pub page: Page,
    /// Which team, for the stream's address.
    pub team: String,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// What changes by itself.
    pub figures: Figures,
}

/// The figures alone, as the stream sends them.
#[derive(Template)]
#[template(path = "desk/figures.html")]
pub struct FiguresPart<'a> {
    /// The frame.
    pub page: &'a Page,
    /// The figures.
    pub figures: &'a Figures,
}

impl Tile {
    /// One figure in words.
    #[must_use]
    pub fn of(page: &Page, hotline: &Hotline, measure: Measure) -> Self {
        let nothing = || "–".to_owned();
        let (value, detail) = match hotline.value(measure) {
            Value::Count(count) => (count.to_string(), String::new()),
            Value::Share(share) => {
                let percent = share.per_mille().map(|per_mille| (per_mille + 5) / 10);
                let of = page.t2("board-part", "part", share.numerator, "of", share.denominator);
                (percent.map_or_else(nothing, |percent| format!("{percent} %")), of.into_owned())
            }
            Value::Duration(span) => (span.map_or_else(nothing, spoken), String::new()),
            Value::Mean(mean) => (mean.mean().map_or_else(nothing, spoken), String::new()),
        };
        let alarming = match measure {
            Measure::OldestWaiting => hotline.oldest_waiting.is_some_and(|wait| wait > TOO_LONG),
            Measure::OnShift => hotline.on_shift == 0,
            _ => false,
        };
        Self { measure, value, detail, alarming }
    }

    /// Every figure of the board.
    #[must_use]
    pub fn all(page: &Page, hotline: &Hotline) -> Vec<Self> {
        MEASURES.into_iter().map(|measure| Self::of(page, hotline, measure)).collect()
    }
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
        use casework::measure::{Mean, Share};
        let share = |numerator, denominator| Share { numerator, denominator };
        let busy = Hotline {
            offered: 34,
            waiting_now: 3,
            oldest_waiting: Some(Span::from_minutes(4)),
            on_shift: 5,
            answered_within_20s: share(26, 30),
            answered_within_60s: share(28, 30),
            abandoned: share(1, 29),
            longest_wait: Some(Span::from_minutes(6)),
            average_handle_time: Mean { total: Span::from_minutes(19 * 25), count: 25 },
            forms_unread: 2,
            ..Hotline::default()
        };
        let member = |name: &str, state, open| OnShift {
            name: name.into(),
            state,
            open,
            places: 4,
            since: "12:00".into(),
        };
        let members =
            vec![member("Maya R.", ShiftState::On, 3), member("Joel T.", ShiftState::Paused, 1)];
        let board = |hotline, members, teams| {
            let page = sample_page("board-title", "/desk/board");
            let (from, to) = ("00:00", "14:05");
            let period = page.t2("board-period", "from", from, "to", to).into_owned();
            let tiles = Tile::all(&page, hotline);
            let figures = Figures { period, tiles, members };
            BoardPage { page, team: "night".into(), teams, figures }
        };
        let teams = vec![Choice::sample("night", true), Choice::sample("day", false)];
        let nothing = Hotline::default();
        let quiet = board(&nothing, vec![], vec![]);
        let part = FiguresPart { page: &quiet.page, figures: &quiet.figures };
        vec![
            Shown::fragment("board-figures", part),
            Shown::desk("board", board(&busy, members, teams)),
            Shown::desk("board-quiet", quiet),
        ]
    }
}
