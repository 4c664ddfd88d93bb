//! Where something happens, as far as a rule needs to know: the state, and perhaps the county.

use std::fmt;
use std::str::FromStr;

use casework::facts::CountyCode;

/// A state or territory by its two-letter postal code, such as `TX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateCode([u8; 2]);

/// A text that is no state code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state is written as two letters, such as TX")]
pub struct NotAState;

/// Where something happens; what is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    state: Option<StateCode>,
    county: Option<CountyCode>,
}

/// For whom a rule holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Jurisdiction {
    /// Everywhere.
    Federal,
    /// In one state.
    State(StateCode),
    /// In one county of a state.
    County(StateCode, CountyCode),
}

/// Whether a jurisdiction covers a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The place is not known closely enough to say.
    CannotSay,
}

impl StateCode {
    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The constructor takes ASCII letters only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The state that a five-digit FIPS county code belongs to (ANSI INCITS 38, as published by the
    /// Census Bureau); none for any other code.
    #[must_use]
    pub fn of_county(county: &CountyCode) -> Option<Self> {
        let code = county.as_str();
        if code.len() != 5 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let row = STATES.iter().find(|row| code.starts_with(row.0))?;
        row.1.parse().ok()
    }
}

impl FromStr for StateCode {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(NotAState),
        }
    }
}

impl fmt::Display for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Place {
    /// A place of which nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// A state.
    #[must_use]
    pub const fn state(state: StateCode) -> Self {
        Self { state: Some(state), county: None }
    }

    /// A county, and the state that its code tells, if it does.
    #[must_use]
    pub fn county(county: CountyCode) -> Self {
        Self { state: StateCode::of_county(&county), county: Some(county) }
    }
}

impl Jurisdiction {
    /// Whether this jurisdiction covers `place`.
    #[must_use]
    pub fn covers(&self, place: &Place) -> Covers {
        let (state, county) = match self {
            Self::Federal => return Covers::Yes,
            Self::State(state) => (state, None),
            Self::County(state, county) => (state, Some(county)),
        };
        let same_state = known(place.state.as_ref(), state);
        match county {
            None => same_state,
            Some(county) => match (same_state, known(place.county.as_ref(), county)) {
                (Covers::No, _) | (_, Covers::No) => Covers::No,
                (Covers::Yes, Covers::Yes) => Covers::Yes,
                _ => Covers::CannotSay,
            },
        }
    }
}

fn known<T: PartialEq>(there: Option<&T>, wanted: &T) -> Covers {
    match there {
        None => Covers::CannotSay,
        Some(there) if there == wanted => Covers::Yes,
        Some(_) => Covers::No,
    }
}

/// FIPS state codes and postal codes.
const STATES: [(&str, &str); 56] = [
    ("01", "AL"),
    ("02", "AK"),
    ("04", "AZ"),
    ("05", "AR"),
    ("06", "CA"),
    ("08", "CO"),
    ("09", "CT"),
    ("10", "DE"),
    ("11", "DC"),
    ("12", "FL"),
    ("13", "GA"),
    ("15", "HI"),
    ("16", "ID"),
    ("17", "IL"),
    ("18", "IN"),
    ("19", "IA"),
    ("20", "KS"),
    ("21", "KY"),
    ("22", "LA"),
    ("23", "ME"),
    ("24", "MD"),
    ("25", "MA"),
    ("26", "MI"),
    ("27", "MN"),
    ("28", "MS"),
    ("29", "MO"),
    ("30", "MT"),
    ("31", "NE"),
    ("32", "NV"),
    ("33", "NH"),
    ("34", "NJ"),
    ("35", "NM"),
    ("36", "NY"),
    ("37", "NC"),
    ("38", "ND"),
    ("39", "OH"),
    ("40", "OK"),
    ("41", "OR"),
    ("42", "PA"),
    ("44", "RI"),
    ("45", "SC"),
    ("46", "SD"),
    ("47", "TN"),
    ("48", "TX"),
    ("49", "UT"),
    ("50", "VT"),
    ("51", "VA"),
    ("53", "WA"),
    ("54", "WV"),
    ("55", "WI"),
    ("56", "WY"),
    ("60", "AS"),
    ("66", "GU"),
    ("69", "MP"),
    ("72", "PR"),
    ("78", "VI"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn county(code: &str) -> Place {
        Place::county(CountyCode::parse(code).unwrap())
    }

    #[test]
    fn a_county_code_tells_its_state_only_where_it_is_a_fips_code() {
        let texas: StateCode = "tx".parse().unwrap();
        assert_eq!(StateCode::of_county(&CountyCode::parse("48201").unwrap()), Some(texas));
        assert_eq!(StateCode::of_county(&CountyCode::parse("99201").unwrap()), None);
        assert_eq!(StateCode::of_county(&CountyCode::parse("DE-BY").unwrap()), None);
    }

    #[test]
    fn what_is_not_known_is_never_taken_for_elsewhere() {
        let texas: StateCode = "TX".parse().unwrap();
        let harris = Jurisdiction::County(texas, CountyCode::parse("48201").unwrap());
        let cases = [
            (&Jurisdiction::Federal, Place::unknown(), Covers::Yes),
            (&Jurisdiction::State(texas), Place::unknown(), Covers::CannotSay),
            (&Jurisdiction::State(texas), county("48201"), Covers::Yes),
            (&Jurisdiction::State(texas), county("06037"), Covers::No),
            (&harris, Place::state(texas), Covers::CannotSay),
            (&harris, county("48201"), Covers::Yes),
            (&harris, county("48113"), Covers::No),
        ];
        for (jurisdiction, place, expected) in cases {
            assert_eq!(jurisdiction.covers(&place), expected, "{jurisdiction:?} {place:?}");
        }
    }

    #[test]
    fn only_two_letters_are_a_state() {
        for text in ["", "T", "TEX", "T1", "é"] {
            assert_eq!(text.parse::<StateCode>(), Err(NotAState), "{text}");
        }
    }
}
