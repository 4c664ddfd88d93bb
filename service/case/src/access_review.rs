//! The monthly access review: who could open what, who did, and what somebody should ask about.
//!
//! It is computed from the audit entries of a month and from the accounts as they stand. A finding is
//! a question to a person, never a verdict, and it names no one who was looked at: the records are
//! counted only.

pub mod signing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use casework::id::{MemberId, TeamId};
use casework::member::StaffRole;
use casework::time::{Span, Timestamp};
use serde::Serialize;

casework::codes! {
    /// How a member looked at a record, by the name that the policies and the audit have for it.
    pub enum Sight in "sight" {
        /// Opened a contact.
        OpenContact = "OpenContact",
        /// Read a conversation, its page open.
        ReadConversation = "ReadConversation",
        /// Read a screening.
        ReadScreening = "ReadScreening",
        /// Saved a copy of a screening.
        ExportScreening = "ExportScreening",
        /// Opened a case.
        OpenCase = "OpenCase",
        /// Read by break-glass.
        ReadByGlass = "ReadByGlass",
    }
}

/// One look at a sealed record, as the audit has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who looked.
    pub member: MemberId,
    /// Whose team's record it was.
    pub team: TeamId,
    /// When.
    pub at: Timestamp,
    /// Whether the member was on shift.
    pub on_shift: bool,
    /// Whether it was by break-glass.
    pub by_break_glass: bool,
}

/// One account as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub member: MemberId,
    /// The roles they hold.
    pub roles: BTreeSet<StaffRole>,
    /// The teams they belong to.
    pub teams: BTreeSet<TeamId>,
    /// When they signed in last; none if never.
    pub last_signed_in_at: Option<Timestamp>,
}

casework::codes! {
    /// What somebody should ask about, the most urgent first.
    pub enum Question in "access_question" {
        /// Records were opened by break-glass.
        BrokeGlass = "broke_glass",
        /// Records of a team were opened that the member does not belong to any more.
        NotInTeam = "not_in_team",
        /// Many more records were opened than is usual in this team.
        ManyLooks = "many_looks",
        /// Records were opened outside any shift.
        OutsideShift = "outside_shift",
        /// The account can open records and was not used for a long time.
        Unused = "unused",
    }
}

/// One line of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What to ask.
    pub question: Question,
    /// Whom.
    pub member: MemberId,
    /// About how many looks; 0 for an account that was not used.
    pub looks: u32,
}

/// How often more than the median of its team a member has to look before it is asked about.
pub const MANY_TIMES: u32 = 4;

/// How few looks are never asked about, whatever the median.
pub const FEW: u32 = 20;

/// After how long an account counts as not used.
pub const UNUSED: Span = Span::from_days(60);

/// The lines of the review at `now`, the most urgent first. It costs a few steps a look.
#[must_use]
pub fn lines(looks: &[Look], accounts: &[Account], now: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    let count = |wanted: &dyn Fn(&Look) -> bool| {
        let mut counts: BTreeMap<MemberId, u32> = BTreeMap::new();
        for look in looks.iter().filter(|look| wanted(look)) {
            *counts.entry(look.member).or_default() += 1;
        }
        counts
    };
    let teams: BTreeMap<MemberId, &BTreeSet<TeamId>> =
        accounts.iter().map(|account| (account.member, &account.teams)).collect();
    let belongs =
        |look: &Look| teams.get(&look.member).is_some_and(|teams| teams.contains(&look.team));
    let asked = [
        (Question::BrokeGlass, count(&|look| look.by_break_glass)),
        (Question::NotInTeam, count(&|look| !look.by_break_glass && !belongs(look))),
        (Question::ManyLooks, many(looks)),
        (Question::OutsideShift, count(&|look| !look.on_shift)),
    ];
    for (question, counts) in asked {
        lines.extend(counts.into_iter().map(|(member, looks)| Line { question, member, looks }));
    }
    let unused = accounts.iter().filter(|account| {
        let last = account.last_signed_in_at.unwrap_or(Timestamp::EPOCH);
        opens_sealed(&account.roles) && now - last > UNUSED
    });
    lines.extend(unused.map(|account| Line {
        question: Question::Unused,
        member: account.member,
        looks: 0,
    }));
    lines.sort_by_key(|line| (line.question, std::cmp::Reverse(line.looks), line.member));
    lines
}

/// Who looked more than [`MANY_TIMES`] the median of the members who looked in the same team.
fn many(looks: &[Look]) -> BTreeMap<MemberId, u32> {
    let mut of_team: BTreeMap<TeamId, BTreeMap<MemberId, u32>> = BTreeMap::new();
    for look in looks {
        *of_team.entry(look.team).or_default().entry(look.member).or_default() += 1;
    }
    let mut found: BTreeMap<MemberId, u32> = BTreeMap::new();
    for counts in of_team.values() {
        let mut sorted: Vec<u32> = counts.values().copied().collect();
        sorted.sort_unstable();
        let median = sorted[(sorted.len() - 1) / 2];
        for (member, count) in counts {
            if *count > FEW && *count > median.saturating_mul(MANY_TIMES) {
                *found.entry(*member).or_default() += count;
            }
        }
    }
    found
}

fn opens_sealed(roles: &BTreeSet<StaffRole>) -> bool {
    [StaffRole::Specialist, StaffRole::Supervisor, StaffRole::Coordinator]
        .iter()
        .any(|role| roles.contains(role))
}
