//! What each measure is, in words that travel with the number: of victims here, of exploiters before the
//! law in [`exploiters`], of free places in [`beds`].

pub mod beds;
pub mod exploiters;

use serde::Serialize;

/// One measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// People whose exploitation was recognised.
    Identified,
    /// How many looked at them before and did not see it.
    MissedContacts,
    /// Days until the first service.
    FirstService,
    /// Requests without a place.
    UnmetNeed,
    /// What became of accepted requests.
    ReferralOutcome,
    /// Reports that the law asks for.
    DutiesOnTime,
    /// Victims treated as offenders.
    VictimsArrested,
    /// Exploited again.
    Returned,
    /// Records with every cell filled in.
    Completeness,
    /// Records written down soon.
    Timeliness,
}

/// What a measure is. `docs/methods/measures.md` prints the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// What one unit is.
    pub unit: &'static str,
    /// Which units belong to a period.
    pub of_the_period: &'static str,
    /// Every outcome that a unit can have; it has exactly one.
    pub outcomes: &'static [&'static str],
    /// The outcomes that are counted above the line.
    pub numerator: &'static [&'static str],
    /// The outcomes that are left out below the line: nobody can know yet.
    pub left_out: &'static [&'static str],
    /// From which steps.
    pub source: &'static str,
    /// The reading that suggests itself and is wrong.
    pub does_not_mean: &'static str,
}

/// Nobody can know yet.
pub const TOO_EARLY: &str = "too early to say";

const IDENTIFIED: &str = "whose first step `identified` lies in the period";

impl Measure {
    /// Every measure, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Identified,
        Self::MissedContacts,
        Self::FirstService,
        Self::UnmetNeed,
        Self::ReferralOutcome,
        Self::DutiesOnTime,
        Self::VictimsArrested,
        Self::Returned,
        Self::Completeness,
        Self::Timeliness,
    ];

    /// Its code in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identified => "identified",
            Self::MissedContacts => "missed_contacts",
            Self::FirstService => "first_service",
            Self::UnmetNeed => "unmet_need",
            Self::ReferralOutcome => "referral_outcome",
            Self::DutiesOnTime => "duties_on_time",
            Self::VictimsArrested => "victims_arrested",
            Self::Returned => "returned",
            Self::Completeness => "completeness",
            Self::Timeliness => "timeliness",
        }
    }

    /// What the measure is.
    #[must_use]
    pub const fn definition(self) -> Definition {
        match self {
            Self::Identified => Definition {
                name: "Identified",
                unit: "person",
                of_the_period: IDENTIFIED,
                outcomes: &["identified"],
                numerator: &["identified"],
                left_out: &[],
                source: "`identified`; agency, county, age and gender as in that step",
                does_not_mean: "Not how many are exploited: it grows when agencies look better.",
            },
            Self::MissedContacts => Definition {
                name: "Missed contacts before identification",
                unit: "person",
                of_the_period: IDENTIFIED,
                outcomes: &["none", "one", "two", "three or more"],
                numerator: &["one", "two", "three or more"],
                left_out: &[],
                source: "`contact` of any agency on an earlier day than the first `identified`",
                does_not_mean: "Not a fault of the agency that identified; and not every contact \
                                was a chance to see it.",
            },
            Self::FirstService => Definition {
                name: "Time to first service",
                unit: "person",
                of_the_period: IDENTIFIED,
                outcomes: &[
                    "same day or before",
                    "within 3 days",
                    "within 7 days",
                    "within 30 days",
                    "later or not yet",
                    TOO_EARLY,
                ],
                numerator: &["same day or before", "within 3 days", "within 7 days"],
                left_out: &[TOO_EARLY],
                source: "days from the first `identified` to the first `arrived`; too early \
                         if at most 30 days have passed by the period's end, whoever arrived",
                does_not_mean: "Not whether the service was the right one, or was wanted.",
            },
            Self::UnmetNeed => Definition {
                name: "Unmet need",
                unit: "request to a service",
                of_the_period: "that was asked in the period",
                outcomes: &["accepted", "not found", "open"],
                numerator: &["not found"],
                left_out: &["open"],
                source: "`asked`; accepted if the same request was ever `accepted` by the period's \
                         end, else not found if it was `declined` or `lapsed`",
                does_not_mean: "Not a number of people, and not those who never asked.",
            },
            Self::ReferralOutcome => Definition {
                name: "Arrived after a yes",
                unit: "request",
                of_the_period: "that a service accepted in the period",
                outcomes: &["arrived within 30 days", "did not arrive within 30 days", TOO_EARLY],
                numerator: &["arrived within 30 days"],
                left_out: &[TOO_EARLY],
                source: "`accepted`, and `arrived` of the same request; too early if at most 30 days \
                         have passed by the period's end",
                does_not_mean: "Somebody who did not arrive is not somebody who refused help.",
            },
            Self::DutiesOnTime => Definition {
                name: "Duties on time",
                unit: "report that the law asks for",
                of_the_period: "and that was due in the period",
                outcomes: &["sent in time", "sent late", "not sent"],
                numerator: &["sent in time"],
                left_out: &[],
                source: "`duty_begun` with its `due`, and `duty_sent` of the same duty",
                does_not_mean: "Not whether anybody acted on the report.",
            },
            Self::VictimsArrested => Definition {
                name: "Victims arrested",
                unit: "person",
                of_the_period: IDENTIFIED,
                outcomes: &["arrested or detained", "not"],
                numerator: &["arrested or detained"],
                left_out: &[],
                source: "`arrested` on any day before the period's end",
                does_not_mean: "Never a fact about the person: it counts a failure of the system.",
            },
            Self::Returned => Definition {
                name: "Exploited again",
                unit: "person",
                of_the_period: IDENTIFIED,
                outcomes: &["returned within 180 days", "not known to have returned", TOO_EARLY],
                numerator: &["returned within 180 days"],
                left_out: &[TOO_EARLY],
                source: "`returned` at most 180 days after the first `identified`; too early if at \
                         most 180 days have passed by the period's end",
                does_not_mean: "Not a failure of the person; and who is not seen again is not \
                                known to be safe.",
            },
            Self::Completeness => Definition {
                name: "Data completeness",
                unit: "record",
                of_the_period: "of a `contact` or `identified` of the period",
                outcomes: &["all three known", "two known", "one known", "none known"],
                numerator: &["all three known"],
                left_out: &[],
                source: "`contact`, `identified`: whether county, age band and gender are known",
                does_not_mean: "A cell that is filled in may be wrong, and nobody has to be asked.",
            },
            Self::Timeliness => Definition {
                name: "Written down soon",
                unit: "record",
                of_the_period: "of a `contact` or `identified` of the period",
                outcomes: &["within 7 days", "within 30 days", "later", "not known"],
                numerator: &["within 7 days"],
                left_out: &[],
                source: "days from `day` to `recorded`",
                does_not_mean: "Not whether what was written down is right.",
            },
        }
    }
}
