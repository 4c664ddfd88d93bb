//! What the measure of free places is.

use super::Definition;

/// Its code in files.
pub const CODE: &str = "hours_without_place";

/// A county with fewer places of a need is left out: a full hour there tells of one person's stay.
pub const LEAST_PLACES: u32 = 3;

/// Hours in which no place was free.
pub const DEFINITION: Definition = Definition {
    name: "Hours with no free place",
    unit: "hour of a need in a county that ever had three places or more of it",
    of_the_period: "whose day lies in the period",
    outcomes: &["no free place", "free place", "not known"],
    numerator: &["no free place"],
    left_out: &["not known"],
    source: "`free` of each row: none, one or more, or not filled in; an hour without a row is no \
             unit",
    does_not_mean: "Not how many were turned away: perhaps nobody asked in that hour; and a free \
                    place does not take everybody.",
};
