//! Does the estimate of a model exist, and is it the only one?
//!
//! # Definition
//! Let `A` be the 0/1 matrix of finite parameters (columns) against kept cells (rows), `P` the rows
//! with a positive count and `0` the others. A parameter of which no subset-or-larger cell has a
//! count is minus infinity; the cells that contain it are not kept (Chan, Silverman & Vincent,
//! JASA 116, 2021, section 2.3). For the rest
//!
//! - the maximum of the likelihood is attained iff no `d` has `A_P d = 0`, `A_0 d ≤ 0`, `A_0 d ≠ 0`
//!   (Fienberg & Rinaldo, Annals of Statistics 40, 2012, theorem 3.1: the margins lie in the
//!   relative interior of the marginal cone);
//! - it is unique iff no `d ≠ 0` has `A d = 0`.
//!
//! If `A_P` has full column rank both hold, which decides about 19 of 20 models in practice. Else
//! the question lives in the small null space `N` of `A_P`: with `B = A_0 N`, uniqueness is full
//! rank of `B`, and existence, by Stiemke's lemma, a strictly positive `w` with `Bᵀ w = 0`, which a
//! simplex in whole numbers decides without rounding.

mod exact;

use std::collections::HashMap;

use serde::Serialize;

use crate::cells::Pattern;
use exact::{Overflow, null_space, positive_solution_exists, rank};

/// What can be said about the maximum-likelihood estimate of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Existence {
    /// It exists and is the only one (code 0).
    #[serde(rename = "exists")]
    Exists,
    /// The likelihood has no maximum: the estimate would be infinite or arbitrary (code 1).
    #[serde(rename = "does not exist")]
    DoesNotExist,
    /// Different parameters, with different numbers of unseen, fit equally well (code 2).
    #[serde(rename = "not identifiable")]
    NotIdentifiable,
    /// Neither attained nor unique (code 3).
    #[serde(rename = "does not exist and not identifiable")]
    Neither,
    /// The whole numbers needed to decide exceed 127 bits; treated as not estimable.
    #[serde(rename = "undecided")]
    Undecided,
}

impl Existence {
    /// Whether an estimate may be given.
    #[must_use]
    pub fn is_estimable(self) -> bool {
        self == Self::Exists
    }

    /// The code of Chan, Silverman & Vincent (2021): 0, 1, 2 or 3; 4 for undecided.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Exists => 0,
            Self::DoesNotExist => 1,
            Self::NotIdentifiable => 2,
            Self::Neither => 3,
            Self::Undecided => 4,
        }
    }

    /// The word of the command's contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::DoesNotExist | Self::Neither | Self::Undecided => "does not exist",
            Self::NotIdentifiable => "not identifiable",
        }
    }
}

/// The terms of a model with a finite parameter (the intercept first), and those at minus infinity.
pub(crate) fn split_terms(margins: &[f64], terms: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let (mut finite, mut infinite) = (vec![0], Vec::new());
    for &term in terms {
        if margins[term as usize] > 0.0 { &mut finite } else { &mut infinite }.push(term);
    }
    (finite, infinite)
}

/// Decides for a model with `terms` on a table in which exactly `observed` have a count.
#[must_use]
pub fn decide(lists: usize, observed: &[u32], terms: &[u32]) -> Existence {
    let in_some = |term: u32| observed.iter().any(|history| history & term == term);
    let (finite, infinite): (Vec<u32>, Vec<u32>) = terms.iter().partition(|&&term| in_some(term));
    let columns: Vec<u32> = std::iter::once(0).chain(finite).collect();
    if has_full_rank(observed, &columns) {
        return Existence::Exists;
    }
    decide_in_null_space(lists, observed, &columns, &infinite).unwrap_or(Existence::Undecided)
}

fn decide_in_null_space(
    lists: usize,
    observed: &[u32],
    columns: &[u32],
    infinite: &[u32],
) -> Result<Existence, Overflow> {
    let basis = null_space(&incidence(observed, columns), columns.len())?;
    let mut rows: Vec<Vec<i128>> = (1..1_u32 << lists)
        .filter(|cell| observed.binary_search(cell).is_err())
        .filter(|cell| infinite.iter().all(|term| cell & term != *term))
        .map(|cell| {
            let value = |direction: &Vec<i128>| -> i128 {
                let inside =
                    columns.iter().zip(direction).filter(|(term, _)| cell & **term == **term);
                inside.map(|(_, &entry)| entry).sum()
            };
            basis.iter().map(value).collect()
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let is_unique = rank(&rows)? == basis.len();
    let is_attained = positive_solution_exists(&rows)?;
    Ok(match (is_attained, is_unique) {
        (true, true) => Existence::Exists,
        (false, true) => Existence::DoesNotExist,
        (true, false) => Existence::NotIdentifiable,
        (false, false) => Existence::Neither,
    })
}

/// Whether the rows of `observed` tell all of `columns` apart: modulo two where that shows it
/// already, because what is independent modulo two is independent, else in whole numbers.
fn has_full_rank(observed: &[u32], columns: &[u32]) -> bool {
    columns.len() <= observed.len()
        && (is_independent_modulo_two(observed, columns)
            || rank(&incidence(observed, columns)).is_ok_and(|rank| rank == columns.len()))
}

/// Elimination on columns of bits, 64 histories in a word.
fn is_independent_modulo_two(observed: &[u32], columns: &[u32]) -> bool {
    let bit = |history: u32, term: u32| u64::from(history & term == term);
    let column = |&term: &u32| -> Vec<u64> {
        let word = |histories: &[u32]| histories.iter().fold(0, |w, &h| w << 1 | bit(h, term));
        observed.chunks(64).map(word).collect()
    };
    let mut reduced: Vec<(usize, u64, Vec<u64>)> = Vec::with_capacity(columns.len());
    columns.iter().map(column).all(|mut column| {
        for (place, lead, earlier) in &reduced {
            if column[*place] & lead != 0 {
                column.iter_mut().zip(earlier).for_each(|(word, other)| *word ^= other);
            }
        }
        let Some(place) = column.iter().position(|&word| word != 0) else { return false };
        let lead = 1 << column[place].trailing_zeros();
        reduced.push((place, lead, column));
        true
    })
}

fn incidence(cells: &[u32], terms: &[u32]) -> Vec<Vec<i128>> {
    let row = |cell: &u32| terms.iter().map(|term| i128::from(cell & term == *term)).collect();
    cells.iter().map(row).collect()
}

/// Verdicts that were reached before, per pattern of zeros.
///
/// In a bootstrap a few dozen patterns recur thousands of times. For each, the model with all
/// pairs is tried first: if its observed rows have full column rank, so have those of every model
/// of pairs, and no further question is asked.
#[derive(Default)]
pub(crate) struct Verdicts {
    patterns: HashMap<Pattern, OfPattern>,
}

/// The verdicts for one pattern of zeros.
pub(crate) struct OfPattern {
    observed: Vec<u32>,
    all_pairs_pass: bool,
    models: HashMap<Vec<u32>, Existence>,
}

/// A bootstrap of large sparse tables meets a new pattern every time; beyond this many the oldest
/// knowledge is forgotten rather than memory filled.
const MOST_PATTERNS: usize = 4096;
const MOST_MODELS: usize = 65_536;

impl Verdicts {
    pub(crate) fn of(&mut self, lists: usize, pattern: Pattern) -> &mut OfPattern {
        if self.patterns.len() >= MOST_PATTERNS && !self.patterns.contains_key(&pattern) {
            self.patterns.clear();
        }
        self.patterns.entry(pattern).or_insert_with_key(|pattern| {
            let observed = pattern.histories();
            let pairs = record::overlap::pairs(lists).map(|(a, b)| 1_u32 << a | 1 << b);
            let singles = (0..lists).map(|list| 1_u32 << list);
            let in_some = |term: &u32| observed.iter().any(|history| history & term == *term);
            let columns: Vec<u32> =
                std::iter::once(0).chain(singles.chain(pairs).filter(in_some)).collect();
            let all_pairs_pass = has_full_rank(&observed, &columns);
            OfPattern { observed, all_pairs_pass, models: HashMap::new() }
        })
    }
}

impl OfPattern {
    /// The verdict for `terms`; cached.
    pub(crate) fn decide(&mut self, lists: usize, terms: &[u32]) -> Existence {
        if self.all_pairs_pass && terms.last().is_none_or(|term| term.count_ones() <= 2) {
            return Existence::Exists;
        }
        if let Some(&verdict) = self.models.get(terms) {
            return verdict;
        }
        if self.models.len() >= MOST_MODELS {
            self.models.clear();
        }
        let verdict = decide(lists, &self.observed, terms);
        self.models.insert(terms.to_vec(), verdict);
        verdict
    }
}

#[cfg(test)]
mod tests;
