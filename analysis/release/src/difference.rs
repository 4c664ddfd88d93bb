//! What a new publication gives away beside the earlier ones.
//!
//! Two tables that are safe alone can tell on each other: a cell of the first less a cell of the second
//! is the count of whoever is in one and not in the other. Cells are compared that agree in all
//! variables but one and of which one holds the other: 12 to 17 year olds beside 12 to 18 year olds, a
//! year to date beside a later one, the same cell before and after somebody was added.
//!
//! It is for suppressed tables. Tables with noise pay in the [`ledger`](crate::ledger) instead, and
//! cell keys change a difference like every other count.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What a cell is about: for each variable the codes that it holds. A variable that is missing holds
/// all codes.
pub type Codes = BTreeMap<String, BTreeSet<String>>;

/// One cell of a publication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedCell {
    /// What it is about.
    pub codes: Codes,
    /// Its count; `None` if it is withheld.
    pub count: Option<f64>,
}

/// Two cells that together give a small group away.
#[derive(Clone, Debug, PartialEq)]
pub enum Disclosure {
    /// Withheld now, published before.
    PublishedBefore {
        /// What it is about.
        codes: Codes,
    },
    /// The difference is a small count.
    Difference {
        /// The cell of the new publication.
        new: Codes,
        /// The cell of the earlier one.
        earlier: Codes,
    },
}

impl std::fmt::Display for Disclosure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PublishedBefore { codes } => {
                write!(f, "{} is withheld, but was published before", words(codes))
            }
            Self::Difference { new, earlier } => write!(
                f,
                "{} now less {} before (or the other way round) is a small count",
                words(new),
                words(earlier)
            ),
        }
    }
}

fn words(codes: &Codes) -> String {
    let part = |(variable, codes): (&String, &BTreeSet<String>)| {
        format!("{variable}={}", codes.iter().map(String::as_str).collect::<Vec<_>>().join("+"))
    };
    let text = codes.iter().map(part).collect::<Vec<_>>().join(", ");
    if text.is_empty() { "the total".to_owned() } else { text }
}

/// Compares a new publication with an earlier one of the same people, cell by cell.
///
/// Cost: cells times variables, and pairs of cells that differ in one variable alone.
#[must_use]
pub fn disclosures(
    new: &[PublishedCell],
    earlier: &[PublishedCell],
    threshold: u64,
) -> Vec<Disclosure> {
    let mut found = Vec::new();
    let same: BTreeMap<&Codes, Option<f64>> =
        earlier.iter().map(|cell| (&cell.codes, cell.count)).collect();
    let is_small = |a: f64, b: f64| {
        let difference = (a - b).abs();
        difference > 0.5 && difference < threshold as f64 - 0.5
    };
    for cell in new {
        match (cell.count, same.get(&cell.codes)) {
            (None, Some(Some(_))) => {
                found.push(Disclosure::PublishedBefore { codes: cell.codes.clone() });
            }
            (Some(now), Some(Some(before))) if is_small(now, *before) => {
                let (new, earlier) = (cell.codes.clone(), cell.codes.clone());
                found.push(Disclosure::Difference { new, earlier });
            }
            _ => {}
        }
    }
    let mut but_one: BTreeMap<(String, Codes), Vec<&PublishedCell>> = BTreeMap::new();
    for cell in earlier.iter().filter(|cell| cell.count.is_some()) {
        for variable in cell.codes.keys() {
            but_one.entry(without(cell, variable)).or_default().push(cell);
        }
    }
    for cell in new {
        let Some(now) = cell.count else { continue };
        for variable in cell.codes.keys() {
            for other in but_one.get(&without(cell, variable)).into_iter().flatten() {
                let (ours, theirs) = (&cell.codes[variable], &other.codes[variable]);
                let nested = ours != theirs && (ours.is_subset(theirs) || theirs.is_subset(ours));
                if nested && other.count.is_some_and(|before| is_small(now, before)) {
                    let (new, earlier) = (cell.codes.clone(), other.codes.clone());
                    found.push(Disclosure::Difference { new, earlier });
                }
            }
        }
    }
    found
}

fn without(cell: &PublishedCell, variable: &str) -> (String, Codes) {
    let mut rest = cell.codes.clone();
    rest.remove(variable);
    (variable.to_owned(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(age: &[&str], county: Option<&str>, count: Option<f64>) -> PublishedCell {
        let set = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        let mut codes = Codes::from([("age".to_owned(), set(age))]);
        if let Some(county) = county {
            codes.insert("county".to_owned(), set(&[county]));
        }
        PublishedCell { codes, count }
    }

    #[test]
    fn one_more_year_of_age_gives_away_who_is_that_old() {
        let earlier = [cell(&["12", "13"], Some("north"), Some(40.0))];
        let new = [cell(&["12", "13", "14"], Some("north"), Some(43.0))];
        let found = disclosures(&new, &earlier, 11);
        assert!(matches!(found[..], [Disclosure::Difference { .. }]), "{found:?}");
        assert!(found[0].to_string().contains("age=12+13+14, county=north now less"));
        // Elsewhere, far apart, or equal, it gives nothing away.
        for harmless in [
            cell(&["12", "13", "14"], Some("south"), Some(43.0)),
            cell(&["12", "13", "14"], Some("north"), Some(60.0)),
            cell(&["12", "13", "14"], Some("north"), Some(40.0)),
            cell(&["13", "14"], Some("north"), Some(43.0)),
        ] {
            assert_eq!(disclosures(&[harmless], &earlier, 11), []);
        }
    }

    #[test]
    fn what_was_published_cannot_be_withheld() {
        let earlier = [cell(&["12"], None, Some(12.0))];
        let found = disclosures(&[cell(&["12"], None, None)], &earlier, 11);
        assert!(matches!(found[..], [Disclosure::PublishedBefore { .. }]));
        let found = disclosures(&[cell(&["12"], None, Some(13.0))], &earlier, 11);
        assert!(matches!(found[..], [Disclosure::Difference { .. }]));
    }
}
