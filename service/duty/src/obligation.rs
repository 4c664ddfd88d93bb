//! What the rules say about a situation, with the rule and the facts that make each duty.
//!
//! [`obligations`] reads the whole table: some tens of rows, each a few comparisons. Rules that ask
//! for the same report (one subject, one recipient, one form) make one obligation with several
//! [`Ground`]s, and the least time of them counts: one report answers them all.
//!
//! A rule that cannot speak, because a fact or the place is not known, is returned as
//! [`MayOblige`] with what is missing. It starts nothing; the page shows what to find out.

use std::collections::{BTreeMap, BTreeSet};

use casework::agency::AgencyKind;
use casework::contact::Lane;
use casework::time::Timestamp;
use chrono_tz::Tz;

use crate::deadline::{Holidays, Limit};
use crate::place::{Covers, Place};
use crate::rule::{Form, Reporter, Rule, RuleCode};
use crate::situation::{Evidence, Fact, Situation, Subject};
use crate::table::RuleTable;

/// Who we are, and by which clock and calendar the place lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// What the law takes this installation and its members for.
    pub we: BTreeSet<Reporter>,
    /// The zone of the place.
    pub zone: Tz,
    /// The days on which nobody works.
    pub holidays: Holidays,
}

/// What the rules say about one situation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// What has to be reported, the least time first.
    pub owed: Vec<Owed>,
    /// Which rules may apply, and what would have to be known to say.
    pub may: Vec<MayOblige>,
}

/// One report that has to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// About whom.
    pub subject: Subject,
    /// To whom.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// Why; at least one, the least time first.
    pub grounds: Vec<Ground>,
}

/// One rule that obliges, with the facts that made it apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Which rule.
    pub rule: RuleCode,
    /// In which revision of the table.
    pub revision: u32,
    /// The facts that it asks for, and how each came to be known.
    pub because: BTreeMap<Fact, Evidence>,
    /// When the last of these facts was received: from then the clock runs.
    pub received_at: Timestamp,
    /// Whether it has to be done at once.
    pub immediately: bool,
    /// How long there is at most.
    pub limit: Limit,
    /// When it is late.
    pub due_at: Timestamp,
}

/// A rule that would oblige if what is missing were known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayOblige {
    /// Which rule.
    pub rule: RuleCode,
    /// To whom the report would go.
    pub recipient: AgencyKind,
    /// Which facts are not known.
    pub missing: BTreeSet<Fact>,
    /// Whether the place is not known closely enough.
    pub place_unknown: bool,
}

impl Owed {
    /// When it is late: the least time of its grounds.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.grounds.iter().map(|ground| ground.due_at).min().unwrap_or(Timestamp::EPOCH)
    }
}

/// What the rules in force say about `situation` in this `house`.
#[must_use]
pub fn obligations(table: &RuleTable, situation: &Situation, house: &House) -> Obligations {
    let mut owed: BTreeMap<(AgencyKind, Form), Vec<Ground>> = BTreeMap::new();
    let mut may = Vec::new();
    for (revision, rule) in table.in_force() {
        if !rule.obliges(&house.we) || !rule.binds_in(situation.lane()) {
            continue;
        }
        match judge(rule, situation) {
            Says::DoesNotApply => {}
            Says::MayApply { missing, place_unknown } => may.push(MayOblige {
                rule: rule.code.clone(),
                recipient: rule.recipient,
                missing,
                place_unknown,
            }),
            Says::Applies(because) => {
                let ground = ground(rule, revision, because, house);
                owed.entry((rule.recipient, rule.form)).or_default().push(ground);
            }
        }
    }
    let subject = situation.subject();
    let mut owed: Vec<Owed> = owed
        .into_iter()
        .map(|((recipient, form), mut grounds)| {
            grounds.sort_by(|a, b| (a.due_at, &a.rule).cmp(&(b.due_at, &b.rule)));
            Owed { subject, recipient, form, grounds }
        })
        .collect();
    owed.sort_by_key(Owed::due_at);
    Obligations { owed, may }
}

/// The rules that could oblige somebody in `lane` at `place`: what a person is shown before the
/// conversation starts, and never more than that.
///
/// Rules of places that are known to be elsewhere are left out; where the place is not known, every
/// rule that could hold is in.
pub fn could_oblige<'t>(
    table: &'t RuleTable,
    lane: Lane,
    place: &'t Place,
    house: &'t House,
) -> impl Iterator<Item = &'t Rule> {
    table.in_force().map(|(_, rule)| rule).filter(move |rule| {
        rule.obliges(&house.we)
            && rule.binds_in(lane)
            && rule.jurisdiction.covers(place) != Covers::No
    })
}

enum Says {
    Applies(BTreeMap<Fact, Evidence>),
    MayApply { missing: BTreeSet<Fact>, place_unknown: bool },
    DoesNotApply,
}

fn judge(rule: &Rule, situation: &Situation) -> Says {
    let covers = rule.jurisdiction.covers(situation.place());
    if covers == Covers::No || rule.when.iter().any(|fact| situation.denies(*fact)) {
        return Says::DoesNotApply;
    }
    let (mut because, mut missing) = (BTreeMap::new(), BTreeSet::new());
    for &fact in &rule.when {
        match situation.evidence(fact) {
            Some(evidence) => {
                because.insert(fact, evidence);
            }
            None => {
                missing.insert(fact);
            }
        }
    }
    if because.is_empty() {
        // Nothing at all points to this rule; showing it would only be noise.
        Says::DoesNotApply
    } else if missing.is_empty() && covers == Covers::Yes {
        Says::Applies(because)
    } else {
        Says::MayApply { missing, place_unknown: covers == Covers::CannotSay }
    }
}

fn ground(rule: &Rule, revision: u32, because: BTreeMap<Fact, Evidence>, house: &House) -> Ground {
    let received_at = because
        .values()
        .map(|evidence| evidence.received_at)
        .max()
        .expect("a rule asks for at least one fact");
    Ground {
        rule: rule.code.clone(),
        revision,
        because,
        received_at,
        immediately: rule.immediately,
        limit: rule.limit,
        due_at: rule.limit.due(received_at, house.zone, &house.holidays),
    }
}

#[cfg(test)]
mod tests;
