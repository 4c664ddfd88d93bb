//! What the law obliges to, on the desk.
//!
//! In the order in which it happens: [`block`] (beside the conversation, as soon as a fact obliges),
//! [`list`] (the board of what is due and overdue), [`open`] (one duty: which rule, which fact, until
//! when, whose), [`moves`] (every act on it), [`prepare`] and [`paper`] (the report that a person sends),
//! and [`rules`] with [`rule`] (the table of rules with its history).
//!
//! # Invariants
//! - Nothing here sends anything: a report is prepared, and a person sends it.
//! - A rule that counsel has not reviewed says so wherever it is shown.
//! - In the help lane only the law binds, and what it may oblige to is shown before the person says more.

pub mod block;
pub mod list;
pub mod moves;
pub mod open;
pub mod paper;
pub mod prepare;
pub mod rule;
pub mod rules;

use casework::time::{Span, Timestamp};
use chrono_tz::Tz;
use duty::duty::{Duty, Standing};
use duty::obligation::Ground;
use duty::situation::Fact;
use duty::table::RuleTable;
use store::duty::board::Load;

use crate::desk::floor::spoken;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// The section of the desk with the board.
pub const BOARD: (&str, &str) = ("/desk/duties", "duties-title");
/// The section with the rules, for who has no board.
pub const RULES: (&str, &str) = ("/desk/rules", "rules-title");
/// What a sample's navigation shows.
pub(crate) const SAMPLE_LOAD: Load = Load { due: 3, overdue: 1 };

/// Every page of duties in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::DutyListPage::samples(locale),
        open::DutyPage::samples(locale),
        prepare::PreparePage::samples(locale),
        paper::PaperPage::samples(locale),
        rules::RulesPage::samples(locale),
        rule::RulePage::samples(locale),
    ]
    .concat()
}

/// How a duty stands, in words and with the tone of its badge.
#[derive(Clone, Debug)]
pub struct Clock {
    /// `due in 5 h`, `overdue by 2 h`, `sent in time`.
    pub words: String,
    /// The tone of its badge.
    pub tone: &'static str,
    /// The deadline: `Nov 22, 14:02`.
    pub due: String,
}

impl Clock {
    /// How `duty` stands at `now`.
    #[must_use]
    pub fn of(page: &Page, duty: &Duty, now: Timestamp, zone: Tz) -> Self {
        let due = moment(duty.due_at(), zone, now);
        let timed = |key: &str, span: Span| page.t1(key, "time", spoken(span)).into_owned();
        let (words, tone) = match duty.standing(now) {
            Standing::Due(left) => (timed("duty-due-in", left), soon(duty, now)),
            Standing::Overdue(late) => (timed("duty-overdue-by", late), "danger"),
            Standing::SentInTime => (page.t("duty-sent-in-time").into_owned(), "positive"),
            Standing::SentLate(late) => (timed("duty-sent-late", late), "caution"),
            Standing::NotRequired => (page.t("duty_state-not_required").into_owned(), ""),
        };
        Self { words, tone, due }
    }
}

/// Half of the time is gone.
fn soon(duty: &Duty, now: Timestamp) -> &'static str {
    let gone = (now - duty.received_at()).micros();
    let all = (duty.due_at() - duty.received_at()).micros();
    if gone.saturating_mul(2) >= all { "caution" } else { "accent" }
}

/// Which rule and which facts made a duty.
#[derive(Clone, Debug)]
pub struct Because {
    /// The rule's name, for its address.
    pub rule: String,
    /// The citation or the decision that says so.
    pub source: String,
    /// Whether counsel has not looked at it.
    pub needs_counsel: bool,
    /// Whether nobody has compared it with its source.
    pub unchecked: bool,
    /// The facts that it asks for.
    pub facts: Vec<Fact>,
    /// When the last of them was received: `Nov 22, 14:02`.
    pub received: String,
}

impl Because {
    /// What `ground` says, with the wording of its rule as it stood then.
    #[must_use]
    pub fn of(ground: &Ground, table: &RuleTable, zone: Tz, now: Timestamp) -> Self {
        let rule = table.at_revision(&ground.rule, ground.revision);
        // A mark that was given since counts: the wording is the same until it is edited.
        let stands = table.history(&ground.rule).last().and_then(|last| last.rule.as_ref());
        let same = |one: &&duty::rule::Rule| rule.is_some_and(|rule| rule.source == one.source);
        let marked = stands.filter(same).or(rule);
        Self {
            rule: ground.rule.to_string(),
            source: rule.map(|rule| rule.source.clone()).unwrap_or_default(),
            needs_counsel: marked.is_none_or(|rule| rule.needs_counsel()),
            unchecked: marked.is_none_or(|rule| rule.checked.is_none()),
            facts: ground.because.keys().copied().collect(),
            received: moment(ground.received_at, zone, now),
        }
    }

    /// A sample.
    pub(crate) fn sample() -> Self {
        Self {
            rule: "us-trafficked-child-police".into(),
            source: "42 USC 671(a)(34)(A); Public Law 113-183 (2014)".into(),
            needs_counsel: true,
            unchecked: true,
            facts: vec![Fact::Minor, Fact::CommercialSexAct],
            received: "Nov 22, 14:02".into(),
        }
    }
}
