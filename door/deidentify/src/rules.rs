//! What may leave, as data.

use std::collections::BTreeMap;
use std::str::FromStr;

use case::htcds::{Field, Kind, Section};
use serde::Deserialize;

/// Not known, or not told.
pub const UNKNOWN: &str = "unknown";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesText {
    k: u32,
    keep: Vec<String>,
    #[serde(default)]
    merge: Vec<Merge>,
    #[serde(default)]
    counties: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    field: String,
    codes: Vec<String>,
    to: String,
}

/// Which facts leave and how coarse they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    k: u32,
    keep: Vec<Field>,
    merged: BTreeMap<Field, BTreeMap<String, String>>,
    counties: BTreeMap<String, String>,
}

/// Rules that would let out what identifies, or that contradict themselves.
#[derive(Debug, thiserror::Error)]
pub enum RulesRefused {
    /// Not TOML, or fields that are missing or unknown.
    #[error("the rules cannot be read: {0}")]
    Text(#[from] toml::de::Error),
    /// No field of the standard.
    #[error("`{0}` is no field of HTCDS 2.0")]
    NoField(String),
    /// A field that holds more than codes of a closed list.
    #[error("`{0}` can hold more than codes of a closed list, so it never leaves")]
    NotCoded(Field),
    /// A field about somebody else than the potential victim or the case.
    #[error("`{0}` is not about the potential victim; only facts of person, victim and case leave")]
    OtherSection(Field),
    /// A merge of or to what is no code.
    #[error("`{code}` is no code of `{field}`")]
    NoCode {
        /// Which field.
        field: Field,
        /// What was named.
        code: String,
    },
    /// A county's code that could be a text.
    #[error("`{0}` is no county code: small letters, digits and hyphens, at most 24")]
    County(String),
    /// Nobody is hidden among fewer than three.
    #[error("k is {0}; use 3 or more")]
    Small(u32),
    /// A field twice.
    #[error("`{0}` is named twice, or leaves in any case")]
    Twice(Field),
}

impl Rules {
    /// Reads rules.
    ///
    /// # Errors
    /// [`RulesRefused`] with the first rule that cannot hold.
    pub fn read(text: &str) -> Result<Self, RulesRefused> {
        let text: RulesText = toml::from_str(text)?;
        if text.k < 3 {
            return Err(RulesRefused::Small(text.k));
        }
        let mut keep: Vec<Field> = Vec::new();
        for name in &text.keep {
            let field = coded_field(name)?;
            if keep.contains(&field) || field == Field::PrsGender {
                return Err(RulesRefused::Twice(field));
            }
            keep.push(field);
        }
        let mut merged: BTreeMap<Field, BTreeMap<String, String>> = BTreeMap::new();
        for Merge { field, codes, to } in text.merge {
            let field = coded_field(&field)?;
            for code in codes.iter().chain([&to]) {
                if !list(field).is_some_and(|list| list.contains(&code.as_str())) {
                    return Err(RulesRefused::NoCode { field, code: code.clone() });
                }
            }
            let codes = codes.into_iter().map(|code| (code, to.clone()));
            merged.entry(field).or_default().extend(codes);
        }
        let plain = |code: &str| {
            let fits =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !code.is_empty() && code.len() <= 24 && code.bytes().all(fits)
        };
        match text.counties.values().find(|code| !plain(code)) {
            Some(code) => Err(RulesRefused::County(code.clone())),
            None => Ok(Self { k: text.k, keep, merged, counties: text.counties }),
        }
    }

    /// How many records have to share a combination.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.k
    }

    /// The fields that leave beside month, county, age band and gender.
    #[must_use]
    pub fn keep(&self) -> &[Field] {
        &self.keep
    }

    /// The columns of a coded record.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        let always = ["month", "county", "age_band", Field::PrsGender.code()];
        always.into_iter().chain(self.keep.iter().map(|field| field.code()))
    }

    /// The county of a place; [`UNKNOWN`] for every place that is not in the rules.
    #[must_use]
    pub fn county(&self, place: &str) -> &str {
        self.counties.get(place).map_or(UNKNOWN, String::as_str)
    }

    /// The code that a code leaves as.
    #[must_use]
    pub fn code<'a>(&'a self, field: Field, code: &'a str) -> &'a str {
        self.merged.get(&field).and_then(|merged| merged.get(code)).map_or(code, String::as_str)
    }
}

/// The codes of a field that holds nothing else.
fn list(field: Field) -> Option<&'static [&'static str]> {
    match field.kind() {
        Kind::One(list) | Kind::Several(list) => Some(list),
        // Anybody may add to an open list, so a name may stand in it.
        _ => None,
    }
}

fn coded_field(name: &str) -> Result<Field, RulesRefused> {
    let field = Field::from_str(name).map_err(|_| RulesRefused::NoField(name.to_owned()))?;
    if !matches!(field.section(), Section::Person | Section::Victim | Section::Case) {
        return Err(RulesRefused::OtherSection(field));
    }
    if list(field).is_none() { Err(RulesRefused::NotCoded(field)) } else { Ok(field) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever field is asked for, only fields of closed lists are let through.
    #[test]
    fn no_field_leaves_that_can_hold_more_than_codes() {
        for field in Field::ALL {
            let read = Rules::read(&format!("k = 5\nkeep = [\"{field}\"]\n"));
            let closed = matches!(field.kind(), Kind::One(_) | Kind::Several(_));
            let ours = matches!(field.section(), Section::Person | Section::Victim | Section::Case);
            let expected = closed && ours && *field != Field::PrsGender;
            assert_eq!(read.is_ok(), expected, "{field}: {read:?}");
        }
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        for (rules, expected) in [
            ("k = 2\nkeep = []", "k is 2"),
            ("k = 5\nkeep = [\"prs_Shoe\"]", "is no field of HTCDS 2.0"),
            ("k = 5\nkeep = []\n[counties]\nx = \"Jane Doe, 5 Elm St\"", "is no county code"),
            (
                "k = 5\nkeep = []\n[[merge]]\nfield = \"prs_Gender\"\ncodes = [\"F\"]\nto = \"Feminine\"",
                "`F` is no code of `prs_Gender`",
            ),
            ("k = 5\nkeep = []\nwords = true", "unknown field"),
        ] {
            let error = Rules::read(rules).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
