//! Hierarchical log-linear models.
//!
//! A term is a set of lists, written as bits; a model is a set of terms with all their subsets,
//! always with the intercept and every main effect. Models are written by their largest terms, as
//! in the literature: `[12,3]` has the terms 1, 2, 3 and 12. From ten lists on the numbers of a
//! term are separated by dots, `[1.10,2]`.

use std::fmt;

use record::OverlapTable;
use serde::{Serialize, Serializer};

/// A set of terms over a number of lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Model {
    lists: usize,
    /// All terms but the intercept, by number of lists and then by their lists in order.
    terms: Vec<u32>,
}

/// A model was not understood.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ParseModelError {
    /// No square brackets.
    #[error("model `{0}` is not in square brackets; write, for instance, [12,3]")]
    NoBrackets(String),
    /// A term that is no list of numbers.
    #[error("term `{0}` is not made of list numbers; write, for instance, 12 (or 1.12)")]
    NotATerm(String),
    /// A list number that the table does not have.
    #[error("term `{term}` names list {list}, but there are {lists}")]
    UnknownList {
        /// The term as written.
        term: String,
        /// The number that is too high, or zero.
        list: usize,
        /// How many lists there are.
        lists: usize,
    },
}

impl Model {
    /// The model with no interaction.
    #[must_use]
    pub fn independence(lists: usize) -> Self {
        Self::generated(lists, [])
    }

    /// The model with every interaction of two lists.
    #[must_use]
    pub fn all_pairs(lists: usize) -> Self {
        Self::generated(lists, record::overlap::pairs(lists).map(|(a, b)| 1 << a | 1 << b))
    }

    /// The smallest hierarchical model with these terms.
    #[must_use]
    pub fn generated(lists: usize, generators: impl IntoIterator<Item = u32>) -> Self {
        let mut terms: Vec<u32> = (0..lists).map(|list| 1 << list).collect();
        for generator in generators {
            let mut subset = generator;
            while subset != 0 {
                terms.push(subset);
                subset = (subset - 1) & generator;
            }
        }
        sort_terms(&mut terms);
        terms.dedup();
        Self { lists, terms }
    }

    /// A model of terms that are known to be hierarchical, with all main effects.
    pub(crate) fn of_terms(lists: usize, mut terms: Vec<u32>) -> Self {
        sort_terms(&mut terms);
        Self { lists, terms }
    }

    /// Reads the notation of the literature for a table with `lists` lists.
    ///
    /// Lists that no term mentions enter as main effects. `;` is accepted for `,`.
    ///
    /// # Errors
    /// See [`ParseModelError`].
    pub fn parse(text: &str, lists: usize) -> Result<Self, ParseModelError> {
        let inside = text
            .trim()
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .ok_or_else(|| ParseModelError::NoBrackets(text.to_owned()))?;
        let terms = inside.split([',', ';']).map(str::trim).filter(|term| !term.is_empty());
        let generators =
            terms.map(|term| parse_term(term, lists)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::generated(lists, generators))
    }

    /// How many lists.
    #[must_use]
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// All terms but the intercept: main effects first, then pairs, and so on.
    #[must_use]
    pub fn terms(&self) -> &[u32] {
        &self.terms
    }

    /// The number of parameters, with the intercept.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.terms.len() + 1
    }

    /// The most lists in one term.
    #[must_use]
    pub fn order(&self) -> u32 {
        self.terms.iter().map(|term| term.count_ones()).max().unwrap_or(0)
    }

    /// The terms that are in no larger term.
    #[must_use]
    pub fn generators(&self) -> Vec<u32> {
        let larger = |term: u32| self.terms.iter().any(|&t| t != term && t & term == term);
        let mut generators: Vec<u32> =
            self.terms.iter().copied().filter(|&term| !larger(term)).collect();
        generators.sort_by_key(|&term| (std::cmp::Reverse(term.count_ones()), lexical(term)));
        generators
    }

    /// A term by the names of its lists, such as `police:shelter`; the intercept is
    /// `(Intercept)`.
    #[must_use]
    pub fn term_name(table: &OverlapTable, term: u32) -> String {
        if term == 0 {
            return "(Intercept)".to_owned();
        }
        let names = table.lists().iter().enumerate().filter(|&(list, _)| term >> list & 1 == 1);
        names.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(":")
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.lists > 9 { "." } else { "" };
        let terms = self.generators().into_iter().map(|term| {
            let lists = (0..self.lists).filter(|list| term >> list & 1 == 1);
            lists.map(|list| (list + 1).to_string()).collect::<Vec<_>>().join(separator)
        });
        write!(f, "[{}]", terms.collect::<Vec<_>>().join(","))
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn parse_term(term: &str, lists: usize) -> Result<u32, ParseModelError> {
    let not_a_term = || ParseModelError::NotATerm(term.to_owned());
    let numbers: Vec<usize> = if term.contains('.') || lists > 9 {
        term.split('.')
            .map(|number| number.parse().map_err(|_| not_a_term()))
            .collect::<Result<_, _>>()?
    } else {
        let digit = |c: char| c.to_digit(10).map(|digit| digit as usize);
        term.chars().map(|c| digit(c).ok_or_else(not_a_term)).collect::<Result<_, _>>()?
    };
    numbers.into_iter().try_fold(0, |bits, list| {
        if (1..=lists).contains(&list) {
            Ok(bits | 1 << (list - 1))
        } else {
            Err(ParseModelError::UnknownList { term: term.to_owned(), list, lists })
        }
    })
}

/// Orders terms by number of lists and then as words: 1, 2, 12, 13, 23, 123.
pub(crate) fn sort_terms(terms: &mut [u32]) {
    terms.sort_by_key(|&term| (term.count_ones(), lexical(term)));
}

/// Reversed bits, complemented: among terms of equal size, the lexically first is the smallest.
fn lexical(term: u32) -> u32 {
    !term.reverse_bits()
}

#[cfg(test)]
mod tests;
