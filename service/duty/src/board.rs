//! What the wallboard shows, and what has to begin or change when facts come in.

use std::collections::BTreeSet;

use casework::agency::AgencyKind;
use casework::id::DutyId;
use casework::time::Timestamp;

use crate::duty::{Duty, Progress, Standing};
use crate::obligation::{Ground, Obligations, Owed};
use crate::rule::{Form, RuleCode};

/// What new facts ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A duty begins: [`Duty::start`].
    Start(Owed),
    /// A running duty has one more rule behind it: [`Duty::ground`].
    Ground(DutyId, Ground),
}

/// The figures of the wallboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Open and not late.
    pub due: usize,
    /// Open and late.
    pub overdue: usize,
    /// Open, and nobody's own.
    pub without_owner: usize,
    /// Disputed, waiting for another member.
    pub disputed: usize,
    /// Sent after they were due.
    pub sent_late: usize,
}

/// What has to be done so that every obligation has its duty.
///
/// `duties` are all duties about the subject, ended ones too. A report that was sent answers every
/// rule whose facts were known when it was sent. A duty that two members found not required answers
/// the rules they looked at, and no others. When the steps are taken, the same question asks for
/// nothing more.
#[must_use]
pub fn steps(obligations: &Obligations, duties: &[Duty]) -> Vec<Step> {
    let mut steps = Vec::new();
    for owed in &obligations.owed {
        let same = |duty: &&Duty| {
            let key = (duty.subject(), duty.recipient(), duty.form());
            key == (owed.subject, owed.recipient, owed.form)
        };
        let open = duties.iter().filter(same).find(|duty| duty.is_open());
        let unanswered: Vec<Ground> = owed
            .grounds
            .iter()
            .filter(|ground| !duties.iter().filter(same).any(|duty| answers(duty, ground)))
            .cloned()
            .collect();
        match open {
            Some(duty) => {
                steps.extend(unanswered.into_iter().map(|ground| Step::Ground(duty.id(), ground)));
            }
            None if unanswered.is_empty() => {}
            None => steps.push(Step::Start(Owed { grounds: unanswered, ..owed.clone() })),
        }
    }
    steps
}

fn answers(duty: &Duty, ground: &Ground) -> bool {
    let has = |rule: &RuleCode| duty.grounds().iter().find(|known| known.rule == *rule);
    match duty.progress() {
        Progress::Sent(proof) => ground.received_at <= proof.sent_at,
        Progress::NotRequired { at, .. } => {
            has(&ground.rule).is_some() && ground.received_at <= *at
        }
        Progress::Open | Progress::Disputed(_) => {
            has(&ground.rule).is_some_and(|known| known.due_at <= ground.due_at)
        }
    }
}

/// The open duties in the order in which they have to be done: the most overdue first.
#[must_use]
pub fn agenda<'d>(duties: impl IntoIterator<Item = &'d Duty>) -> Vec<&'d Duty> {
    let mut open: Vec<&Duty> = duties.into_iter().filter(|duty| duty.is_open()).collect();
    open.sort_by_key(|duty| (duty.due_at(), duty.id()));
    open
}

/// The figures at `now`.
#[must_use]
pub fn figures<'d>(duties: impl IntoIterator<Item = &'d Duty>, now: Timestamp) -> Figures {
    let mut figures = Figures::default();
    for duty in duties {
        match duty.standing(now) {
            Standing::Due(_) => figures.due += 1,
            Standing::Overdue(_) => figures.overdue += 1,
            Standing::SentLate(_) => figures.sent_late += 1,
            Standing::SentInTime | Standing::NotRequired => {}
        }
        figures.without_owner += usize::from(duty.is_open() && duty.owner().is_none());
        figures.disputed += usize::from(matches!(duty.progress(), Progress::Disputed(_)));
    }
    figures
}

/// Who has to be told in all, and in which forms: for the page that a person reads before they say
/// more.
#[must_use]
pub fn recipients(obligations: &Obligations) -> BTreeSet<(AgencyKind, Form)> {
    obligations.owed.iter().map(|owed| (owed.recipient, owed.form)).collect()
}

#[cfg(test)]
mod tests;
