//! How each measure sorts its units into outcomes.

use std::collections::HashMap;

use chrono::NaiveDate;
use record::coded::{AgeBand, Gender};

use crate::definition::{Measure, TOO_EARLY};
use crate::period::Period;
use crate::step::{Happened, Step, Steps};

/// One unit of a measure: the step that it is about, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit<'a> {
    /// Agency, county, age and gender are those of this step.
    pub of: &'a Step,
    /// The day by which it belongs to the period: that of the step, or the one when a report was due.
    pub day: NaiveDate,
    /// One of the measure's outcomes.
    pub outcome: &'static str,
}

/// Every unit of a measure in a period. Nothing that happened after its end is looked at.
#[must_use]
pub fn units<'a>(measure: Measure, steps: &'a Steps, period: &Period) -> Vec<Unit<'a>> {
    let known = Known::new(period.until_its_end(steps.all(), |step| step.day));
    match measure {
        Measure::Identified => known.people(period, |_, _| "identified"),
        Measure::MissedContacts => known.people(period, missed),
        Measure::FirstService => {
            known.people(period, |first, course| first_service(first, course, period))
        }
        Measure::VictimsArrested => known.people(period, |_, course| {
            match course.iter().any(|step| step.happened == Happened::Arrested) {
                true => "arrested or detained",
                false => "not",
            }
        }),
        Measure::Returned => known.people(period, |first, course| returned(first, course, period)),
        Measure::UnmetNeed => known.each(
            Happened::Asked,
            period,
            |step| Some(step.day),
            |step| found(known.same(step)),
        ),
        Measure::ReferralOutcome => {
            let outcome = |step: &Step| arrived(step, known.same(step), period);
            known.each(Happened::Accepted, period, |step| Some(step.day), outcome)
        }
        Measure::DutiesOnTime => known.each(
            Happened::DutyBegun,
            period,
            |step| step.due,
            |step| sent(step, known.same(step)),
        ),
        Measure::Completeness => known.records(period, filled_in),
        Measure::Timeliness => known.records(period, |of| written_down(of.day, of.recorded)),
    }
}

/// Steps by person and by what they are about.
struct Known<'a> {
    steps: &'a [Step],
    courses: Vec<Vec<&'a Step>>,
    about: HashMap<usize, Vec<&'a Step>>,
}

impl<'a> Known<'a> {
    fn new(steps: &'a [Step]) -> Self {
        let people = steps.iter().map(|step| step.person + 1).max().unwrap_or_default();
        let (mut courses, mut about) = (vec![Vec::new(); people], HashMap::new());
        for step in steps {
            courses[step.person].push(step);
            if let Some(number) = step.about {
                about.entry(number).or_insert_with(Vec::new).push(step);
            }
        }
        Self { steps, courses, about }
    }

    /// People whose first `identified` lies in the period, with that step and their course.
    fn people(
        &self,
        period: &Period,
        outcome: impl Fn(&Step, &[&Step]) -> &'static str,
    ) -> Vec<Unit<'a>> {
        let units = self.courses.iter().filter_map(|course| {
            let mut steps = course.iter().copied();
            let first = steps.find(|step| step.happened == Happened::Identified)?;
            let unit = || Unit { of: first, day: first.day, outcome: outcome(first, course) };
            period.holds(first.day).then(unit)
        });
        units.collect()
    }

    /// Steps that belong to the period by a day of theirs.
    fn each(
        &self,
        happened: Happened,
        period: &Period,
        day: fn(&Step) -> Option<NaiveDate>,
        outcome: impl Fn(&Step) -> &'static str,
    ) -> Vec<Unit<'a>> {
        let these = self.steps.iter().filter(|step| step.happened == happened);
        let units = these.filter_map(|of| {
            let day = day(of).filter(|&day| period.holds(day))?;
            Some(Unit { of, day, outcome: outcome(of) })
        });
        units.collect()
    }

    /// The steps of the same request or duty.
    fn same(&self, step: &Step) -> &[&'a Step] {
        let number = step.about.and_then(|number| self.about.get(&number));
        number.map(Vec::as_slice).unwrap_or_default()
    }

    fn records(&self, period: &Period, outcome: fn(&Step) -> &'static str) -> Vec<Unit<'a>> {
        let is_record =
            |step: &&Step| matches!(step.happened, Happened::Contact | Happened::Identified);
        let records = self.steps.iter().filter(is_record).filter(|step| period.holds(step.day));
        records.map(|of| Unit { of, day: of.day, outcome: outcome(of) }).collect()
    }
}

fn missed(first: &Step, course: &[&Step]) -> &'static str {
    let earlier = |step: &&&Step| step.happened == Happened::Contact && step.day < first.day;
    match course.iter().filter(earlier).count() {
        0 => "none",
        1 => "one",
        2 => "two",
        _ => "three or more",
    }
}

fn first_service(first: &Step, course: &[&Step], period: &Period) -> &'static str {
    // Those who arrived already are left out as well: else only they would count among the latest.
    if !period.is_over(first.day, 30) {
        return TOO_EARLY;
    }
    let arrived = course.iter().find(|step| step.happened == Happened::Arrived);
    match arrived.map(|arrived| (arrived.day - first.day).num_days()) {
        Some(..=0) => "same day or before",
        Some(1..=3) => "within 3 days",
        Some(4..=7) => "within 7 days",
        Some(8..=30) => "within 30 days",
        _ => "later or not yet",
    }
}

fn returned(first: &Step, course: &[&Step], period: &Period) -> &'static str {
    let within = |step: &&&Step| {
        let days = (step.day - first.day).num_days();
        step.happened == Happened::Returned && (0..=180).contains(&days)
    };
    if !period.is_over(first.day, 180) {
        TOO_EARLY
    } else if course.iter().any(|step| within(&step)) {
        "returned within 180 days"
    } else {
        "not known to have returned"
    }
}

fn found(request: &[&Step]) -> &'static str {
    let has = |happened| request.iter().any(|step| step.happened == happened);
    if has(Happened::Accepted) {
        "accepted"
    } else if has(Happened::Declined) || has(Happened::Lapsed) {
        "not found"
    } else {
        "open"
    }
}

fn arrived(accepted: &Step, request: &[&Step], period: &Period) -> &'static str {
    let within = |step: &&Step| {
        let days = (step.day - accepted.day).num_days();
        step.happened == Happened::Arrived && (0..=30).contains(&days)
    };
    if !period.is_over(accepted.day, 30) {
        TOO_EARLY
    } else if request.iter().any(within) {
        "arrived within 30 days"
    } else {
        "did not arrive within 30 days"
    }
}

fn sent(begun: &Step, duty: &[&Step]) -> &'static str {
    let sent = duty.iter().find(|step| step.happened == Happened::DutySent);
    match sent.map(|sent| Some(sent.day) <= begun.due) {
        Some(true) => "sent in time",
        Some(false) => "sent late",
        None => "not sent",
    }
}

fn filled_in(of: &Step) -> &'static str {
    let known = [
        of.county != "unknown",
        of.age_band != AgeBand::Unknown,
        of.gender != Gender::NonSpecifiedUnknown,
    ];
    match known.into_iter().filter(|known| *known).count() {
        0 => "none known",
        1 => "one known",
        2 => "two known",
        _ => "all three known",
    }
}

/// In words that this measure and that of exploiters share.
pub(crate) fn written_down(day: NaiveDate, recorded: Option<NaiveDate>) -> &'static str {
    match recorded.map(|recorded| (recorded - day).num_days()) {
        None => "not known",
        Some(..=7) => "within 7 days",
        Some(8..=30) => "within 30 days",
        Some(_) => "later",
    }
}
