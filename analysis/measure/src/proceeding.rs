//! How each measure of exploiters before the law sorts its units into outcomes.

use crate::course::written_down;
use crate::definition::exploiters::{
    ARRESTED_WITHIN, CHARGED_WITHIN, CONVICTED_WITHIN, JusticeMeasure, SENTENCED_WITHIN,
};
use crate::justice::{Entry, Justice, LegalStep};
use crate::period::Period;

/// One unit of a measure: the entry that it is about, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proceeding<'a> {
    /// Part and county are those of this entry.
    pub of: &'a Entry,
    /// One of the measure's outcomes.
    pub outcome: &'static str,
}

/// Every unit of a measure in a period. Nothing that happened after its end is looked at.
#[must_use]
pub fn units<'a>(
    measure: JusticeMeasure,
    justice: &'a Justice,
    period: &Period,
) -> Vec<Proceeding<'a>> {
    let known = Known { entries: period.until_its_end(justice.all(), |entry| entry.day), period };
    let outcomes = measure.definition().outcomes;
    let within = |since, step, days| {
        known.exploiters(since, |first, all| outcomes[known.within(first, all, step, days)])
    };
    match measure {
        JusticeMeasure::Arrested => {
            within(LegalStep::Reported, LegalStep::Arrested, ARRESTED_WITHIN)
        }
        JusticeMeasure::Charged => within(LegalStep::Reported, LegalStep::Charged, CHARGED_WITHIN),
        JusticeMeasure::Convicted => {
            within(LegalStep::Reported, LegalStep::Convicted, CONVICTED_WITHIN)
        }
        JusticeMeasure::Sentenced => {
            within(LegalStep::Convicted, LegalStep::Sentenced, SENTENCED_WITHIN)
        }
        JusticeMeasure::ChargesEnded => known.exploiters(LegalStep::Charged, |_, all| ended(all)),
        JusticeMeasure::Timeliness => {
            let these = known.entries.iter().filter(|entry| period.holds(entry.day));
            these.map(|of| Proceeding { of, outcome: written_down(of.day, of.recorded) }).collect()
        }
    }
}

struct Known<'a, 'p> {
    entries: &'a [Entry],
    period: &'p Period,
}

impl<'a> Known<'a, '_> {
    /// Exploiters whose first such step lies in the period, with that entry and all of theirs.
    fn exploiters(
        &self,
        first: LegalStep,
        outcome: impl Fn(&Entry, &[&Entry]) -> &'static str,
    ) -> Vec<Proceeding<'a>> {
        let exploiters = self.entries.iter().map(|entry| entry.exploiter + 1).max();
        let mut all: Vec<Vec<&Entry>> = vec![Vec::new(); exploiters.unwrap_or_default()];
        for entry in self.entries {
            all[entry.exploiter].push(entry);
        }
        let units = all.iter().filter_map(|entries| {
            let of = entries.iter().copied().find(|entry| entry.step == first)?;
            self.period.holds(of.day).then(|| Proceeding { of, outcome: outcome(of, entries) })
        });
        units.collect()
    }

    /// 0 if the step came so many days later at most, or before; 1 if it did not; 2 if they have not passed yet,
    /// whatever came: else only what goes well would count while it is young.
    fn within(&self, first: &Entry, all: &[&Entry], step: LegalStep, days: i64) -> usize {
        if !self.period.is_over(first.day, days) {
            return 2;
        }
        let came = all.iter().find(|entry| entry.step == step);
        usize::from(came.is_none_or(|entry| (entry.day - first.day).num_days() > days))
    }
}

fn ended(all: &[&Entry]) -> &'static str {
    if all.iter().any(|entry| entry.step == LegalStep::Convicted) {
        return "convicted";
    }
    let ends = all.iter().rev().filter_map(|entry| match entry.step {
        LegalStep::Acquitted => Some("acquitted"),
        LegalStep::Dismissed => Some("dismissed"),
        LegalStep::Diverted => Some("diverted"),
        _ => None,
    });
    ends.into_iter().next().unwrap_or("not ended yet")
}
