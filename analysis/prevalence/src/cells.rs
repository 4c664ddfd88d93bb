//! A table's counts as the engine wants them: dense, with all margins.

use record::OverlapTable;

use crate::special::ln_factorial;
use crate::zeta;

/// Counts of all `2^L` histories, with every margin `N*`.
#[derive(Clone, Debug)]
pub struct Cells {
    lists: usize,
    counts: Vec<f64>,
    margins: Vec<f64>,
}

impl Cells {
    /// The cells of a table.
    #[must_use]
    pub fn new(table: &OverlapTable) -> Self {
        let mut cells = Self::empty(table.lists().len());
        for (history, count) in table.histories() {
            cells.counts[history.0 as usize] = count as f64;
        }
        cells.tabulate();
        cells
    }

    /// Cells with nobody in them.
    pub(crate) fn empty(lists: usize) -> Self {
        Self { lists, counts: vec![0.0; 1 << lists], margins: vec![0.0; 1 << lists] }
    }

    /// Fills these cells with other counts; `counts(history)` for the unseen is not asked for.
    pub(crate) fn refill(&mut self, counts: impl IntoIterator<Item = (usize, f64)>) {
        self.counts.fill(0.0);
        for (history, count) in counts {
            self.counts[history] = count;
        }
        self.tabulate();
    }

    fn tabulate(&mut self) {
        self.margins.copy_from_slice(&self.counts);
        zeta::over_supersets(&mut self.margins);
    }

    /// How many lists.
    #[must_use]
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// The persons seen (n).
    #[must_use]
    pub fn persons(&self) -> f64 {
        self.margins[0]
    }

    /// The persons with each history, by its bits; entry 0 is zero.
    #[must_use]
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// The persons on all lists of a set, by its bits; entry 0 is everybody seen.
    #[must_use]
    pub fn margins(&self) -> &[f64] {
        &self.margins
    }

    /// The histories that somebody has, in the order of their bits.
    pub fn observed(&self) -> impl Iterator<Item = u32> + '_ {
        (1_u32..).zip(&self.counts[1..]).filter(|&(_, &n)| n > 0.0).map(|(history, _)| history)
    }

    /// Which histories somebody has, as bits: what existence depends on.
    pub(crate) fn pattern(&self) -> Pattern {
        if self.lists <= 6 {
            let bits = self.counts.iter().enumerate().filter(|&(_, &n)| n > 0.0);
            return Pattern::Small(bits.fold(0, |bits, (history, _)| bits | 1 << history));
        }
        Pattern::Large(self.observed().collect())
    }

    /// `Σ ln y!`, the part of the log-likelihood that no model changes.
    pub(crate) fn ln_factorials(&self) -> f64 {
        self.counts.iter().filter(|&&n| n > 1.0).map(|&n| ln_factorial(n)).sum()
    }
}

/// The set of histories with somebody in them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pattern {
    /// Up to six lists: one bit per history.
    Small(u64),
    /// The histories themselves.
    Large(Vec<u32>),
}

impl Pattern {
    pub(crate) fn histories(&self) -> Vec<u32> {
        match self {
            Self::Small(bits) => (1..64).filter(|history| bits >> history & 1 == 1).collect(),
            Self::Large(histories) => histories.clone(),
        }
    }
}
