//! The value of a fact: codes of the field's own list, and nothing else.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Answer, FactField};
use crate::code::UnknownCode;

/// The value of one fact. It can only hold codes of the list of the field it was read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Nobody knows.
    Unknown,
    /// The person prefers not to say.
    PrefersNotToSay,
    /// One or several codes of the field's list; never empty.
    Codes(BTreeSet<&'static str>),
    /// A county.
    County(CountyCode),
}

/// The code of a county: up to 12 ASCII letters, digits and hyphens, such as a FIPS code ("48201").
///
/// The form is narrow on purpose: no sentence and no address fits into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountyCode(String);

/// Why something is not a value of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueRefused {
    /// It holds a code that the field's list does not have.
    #[error(transparent)]
    Code(#[from] UnknownCode),
    /// The field takes one code.
    #[error("`{field}` takes one answer, {given} were given; choose one")]
    TooMany {
        /// Which field.
        field: FactField,
        /// How many were given.
        given: usize,
    },
    /// "Unknown" or "prefers not to say" was given together with something else.
    #[error("`{field}` was answered with `{code}` and with something else; choose one of them")]
    Contradiction {
        /// Which field.
        field: FactField,
        /// `unknown` or `prefers_not_to_say`.
        code: &'static str,
    },
    /// Nothing was given.
    #[error("`{field}` has no answer; choose one, or clear the field")]
    Empty {
        /// Which field.
        field: FactField,
    },
    /// It is no county code.
    #[error("a county code has 1 to 12 letters, digits or hyphens, such as 48201")]
    County,
}

impl TryFrom<String> for CountyCode {
    type Error = ValueRefused;

    fn try_from(code: String) -> Result<Self, ValueRefused> {
        Self::parse(&code)
    }
}

impl From<CountyCode> for String {
    fn from(code: CountyCode) -> Self {
        code.0
    }
}

impl CountyCode {
    /// Reads a code; letters are made upper case.
    ///
    /// # Errors
    /// [`ValueRefused::County`] if it is empty, too long or holds other characters.
    pub fn parse(code: &str) -> Result<Self, ValueRefused> {
        let code = code.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if code.is_empty() || code.len() > 12 || !code.chars().all(plain) {
            return Err(ValueRefused::County);
        }
        Ok(Self(code.to_ascii_uppercase()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FactValue {
    /// Reads the codes that a form sends for `field`.
    ///
    /// # Errors
    /// [`ValueRefused`] if they are not codes of the field's list, too many, none, or contradict
    /// each other.
    pub fn parse<'a>(
        field: FactField,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, ValueRefused> {
        let codes: BTreeSet<&str> = codes.into_iter().collect();
        for (code, value) in [
            (Answer::<()>::UNKNOWN, Self::Unknown),
            (Answer::<()>::PREFERS_NOT_TO_SAY, Self::PrefersNotToSay),
        ] {
            match (codes.contains(code), codes.len()) {
                (true, 1) => return Ok(value),
                (true, _) => return Err(ValueRefused::Contradiction { field, code }),
                (false, _) => {}
            }
        }
        let Some(&first) = codes.first() else { return Err(ValueRefused::Empty { field }) };
        if codes.len() > 1 && !field.takes_several() {
            return Err(ValueRefused::TooMany { field, given: codes.len() });
        }
        if field == FactField::County {
            return CountyCode::parse(first).map(Self::County);
        }
        let known = codes.into_iter().map(|code| field.known_code(code));
        Ok(Self::Codes(known.collect::<Result<_, _>>()?))
    }

    /// The codes, as stored and as the form sends them.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Self::Unknown => vec![Answer::<()>::UNKNOWN],
            Self::PrefersNotToSay => vec![Answer::<()>::PREFERS_NOT_TO_SAY],
            Self::Codes(codes) => codes.iter().copied().collect(),
            Self::County(county) => vec![county.as_str()],
        }
    }

    /// Whether `code` is among the codes; for the chips of the panel.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.codes().contains(&code)
    }

    pub(super) fn one<T>(
        &self,
        read: impl Fn(&str) -> Result<T, UnknownCode>,
    ) -> Option<Answer<T>> {
        match self {
            Self::Unknown => Some(Answer::Unknown),
            Self::PrefersNotToSay => Some(Answer::PrefersNotToSay),
            Self::Codes(codes) => codes.first().and_then(|code| read(code).ok()).map(Answer::Known),
            Self::County(_) => None,
        }
    }

    pub(super) fn several<T: Ord>(
        &self,
        read: impl Fn(&str) -> Result<T, UnknownCode>,
    ) -> Option<Answer<BTreeSet<T>>> {
        match self {
            Self::Unknown => Some(Answer::Unknown),
            Self::PrefersNotToSay => Some(Answer::PrefersNotToSay),
            Self::Codes(codes) => {
                Some(Answer::Known(codes.iter().filter_map(|code| read(code).ok()).collect()))
            }
            Self::County(_) => None,
        }
    }
}
