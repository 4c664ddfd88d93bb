//! What a positive or negative score means where it is used.
//!
//! The same score means different things among different young people: where few are affected, most
//! positive scores are false. So nothing here speaks of "the probability that this child": it speaks
//! of 100 such young people, at a prevalence that somebody chose, with the uncertainty of the study.
//!
//! # Definition
//! With prevalence p, sensitivity s and specificity c (Bayes' theorem; Altman and Bland, BMJ 309,
//! 1994, 102):
//! PPV = p s / (p s + (1 − p)(1 − c)), NPV = (1 − p) c / ((1 − p) c + p (1 − s)).
//!
//! # Intervals
//! Each of s and c has the exact interval of Clopper and Pearson from the study's counts, at the level
//! √0.95 (Šidák, Journal of the American Statistical Association 62, 1967, 626–633): the two groups
//! are independent, so both intervals hold together in at least 95 % of studies. PPV and NPV rise
//! with s and with c, so their ends are their values at the two lower and the two upper ends. The
//! result covers at least 95 % for every sample size and every prevalence. The prevalence is an
//! assumption: the interval says nothing about whether it is right.

#[cfg(test)]
mod tests;

use crate::study::{Counts, Interval, Rate, Study, clopper_pearson};

/// How common something is among the people asked: a share above 0 and below 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Prevalence(f64);

/// A prevalence that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a prevalence lies above 0 % and below 100 %; choose one, such as 1 %, 5 % or 11 %")]
pub struct NotAPrevalence;

impl Prevalence {
    /// So many percent.
    ///
    /// # Errors
    /// [`NotAPrevalence`] outside 0 to 100, and at both ends.
    pub fn percent(percent: f64) -> Result<Self, NotAPrevalence> {
        let inside = percent > 0.0 && percent < 100.0;
        if inside { Ok(Self(percent / 100.0)) } else { Err(NotAPrevalence) }
    }

    /// The share, above 0 and below 1.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }
}

/// A predictive value: a share from 0 to 1 with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predictive {
    /// The best estimate.
    pub value: f64,
    /// What the study leaves open; [`None`] if its counts are not known.
    pub interval: Option<Interval>,
}

/// What a score at and below the cut-off of one study means at one prevalence.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Meaning {
    prevalence: Prevalence,
    study: Study,
    sensitivity: f64,
    specificity: f64,
    positive: Option<Predictive>,
    negative: Option<Predictive>,
}

/// How 100 such young people divide, on average. The four add up to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfHundred {
    /// Affected, and the score is positive.
    pub found: f64,
    /// Affected, and the score is not positive.
    pub missed: f64,
    /// Not affected, and the score is positive all the same.
    pub false_alarms: f64,
    /// Not affected, and the score is not positive.
    pub others: f64,
}

impl Meaning {
    /// What `study` says at `prevalence`; [`None`] if it gives no sensitivity or no specificity.
    pub fn of(study: &Study, prevalence: Prevalence) -> Option<Self> {
        let (sensitivity, specificity) =
            study.sensitivity.as_ref().zip(study.specificity.as_ref())?;
        let joint = joint_limits(sensitivity, specificity);
        let predictive = |formula: fn(f64, f64, f64) -> Option<f64>| {
            let value = formula(prevalence.0, sensitivity.share(), specificity.share())?;
            let at = |s, c| formula(prevalence.0, s, c);
            let interval = joint.as_ref().map(|(s, c)| {
                // A value that is not defined at one end (nobody would be positive) has no limit.
                let lower = at(s.lower, c.lower).unwrap_or(0.0);
                let upper = at(s.upper, c.upper).unwrap_or(1.0);
                Interval { lower, upper }
            });
            Some(Predictive { value, interval })
        };
        Some(Self {
            prevalence,
            sensitivity: sensitivity.share(),
            specificity: specificity.share(),
            positive: predictive(positive_value),
            negative: predictive(negative_value),
            study: study.clone(),
        })
    }

    /// The prevalence that was chosen.
    pub fn prevalence(&self) -> Prevalence {
        self.prevalence
    }

    /// The study behind it.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The share of those with a positive score who are affected (PPV).
    pub fn positive(&self) -> Option<Predictive> {
        self.positive
    }

    /// The share of those without a positive score who are not affected (NPV).
    pub fn negative(&self) -> Option<Predictive> {
        self.negative
    }

    /// How 100 such young people divide.
    pub fn of_hundred(&self) -> OfHundred {
        let affected = 100.0 * self.prevalence.0;
        let found = affected * self.sensitivity;
        let others = (100.0 - affected) * self.specificity;
        OfHundred {
            found,
            missed: affected - found,
            false_alarms: 100.0 - affected - others,
            others,
        }
    }

    /// The same in plain sentences, for a page in English.
    pub fn sentences(&self) -> Vec<String> {
        let (who, what) = (&self.study.population, &self.study.looked_for);
        let split = self.of_hundred();
        let affected = split.found + split.missed;
        let mut sentences = vec![format!(
            "If {} in 100 of such {who} {what}: of 100 of them, the score is positive for about {} \
             of the {} who are affected and misses about {}; it is also positive for about {} who \
             are not.",
            short(affected),
            short(split.found),
            short(affected),
            short(split.missed),
            short(split.false_alarms),
        )];
        if let Some(positive) = self.positive {
            sentences.push(format!(
                "Of 100 such {who} with a positive score, about {}{} {what}.",
                short(100.0 * positive.value),
                range(positive.interval),
            ));
        }
        if let Some(negative) = self.negative {
            let affected =
                negative.interval.map(|i| Interval { lower: 1.0 - i.upper, upper: 1.0 - i.lower });
            sentences.push(format!(
                "Of 100 such {who} without a positive score, about {}{} {what} all the same.",
                short(100.0 * (1.0 - negative.value)),
                range(affected),
            ));
        }
        sentences
    }
}

/// What no score means, whatever it is. Shown with every result.
pub const NEVER_MEANS: [&str; 4] = [
    "A score is not the probability that this young person is being exploited.",
    "A low score does not rule exploitation out, and closes nothing.",
    "A high score proves nothing, is no evidence, and reports nothing to anybody.",
    "A question left open or not answered is not a \"no\".",
];

/// The statutory rule, shown beside every result and apart from it.
pub const STATUTORY_RULE: &str = "In United States law a person under 18 who is induced to perform \
    a commercial sex act is a victim of sex trafficking. No force, fraud, coercion or third party \
    need be shown (22 U.S.C. 7102(11)). This is a fact to be recorded, whatever any score says.";

fn joint_limits(sensitivity: &Rate, specificity: &Rate) -> Option<(Interval, Interval)> {
    let level = 0.95_f64.sqrt();
    let limits = |rate: &Rate| rate.counts().map(|counts: Counts| clopper_pearson(counts, level));
    limits(sensitivity).zip(limits(specificity))
}

fn positive_value(p: f64, s: f64, c: f64) -> Option<f64> {
    ratio(p * s, (1.0 - p) * (1.0 - c))
}

fn negative_value(p: f64, s: f64, c: f64) -> Option<f64> {
    ratio((1.0 - p) * c, p * (1.0 - s))
}

fn ratio(part: f64, rest: f64) -> Option<f64> {
    (part + rest > 0.0).then(|| part / (part + rest))
}

/// A number of people of 100: whole from 10 on, one decimal below, never a bare zero for a little.
fn short(people: f64) -> String {
    match people {
        p if p <= 0.0 => "0".to_owned(),
        p if p < 0.05 => "fewer than 0.1".to_owned(),
        p if p < 9.95 => format!("{p:.1}").trim_end_matches(".0").to_owned(),
        p => format!("{p:.0}"),
    }
}

fn range(interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { lower, upper }) => {
            format!(" (95 % interval {} to {})", short(100.0 * lower), short(100.0 * upper))
        }
        None => " (no interval: the study's counts are not known)".to_owned(),
    }
}
