//! What the answer would be if something that no table shows were otherwise.
//!
//! Every function returns rows to be shown side by side; none is a correction.

use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;
use crate::estimator::Estimator;
use crate::loglinear::Fit;
use crate::random::Stream;
use crate::selection::Selection;

/// An assumption with the number of persons under it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The assumption.
    pub assumption: String,
    /// Persons, seen and unseen; `None` where there is no estimate.
    pub population: Option<f64>,
}

/// The unseen under an interaction of the highest order with these odds ratios.
///
/// # Definition
/// The saturated model has one parameter that no table can show: by how much the odds of being
/// unseen depart from what the lower interactions say. An odds ratio `ω` multiplies the unseen:
/// `N(ω) = n + ω exp(β_0)` (Zhang & Small 2020 ask for this; Aleshin-Guendel et al. 2024,
/// Biometrics, show that the table fits equally well for every `ω`).
#[must_use]
pub fn highest_order(fit: &Fit, odds_ratios: &[f64]) -> Vec<Row> {
    let unseen = fit.population - fit.identified;
    let row = |&ratio: &f64| Row {
        assumption: format!("unseen {ratio} times as many as the model says"),
        population: Some(fit.identified + ratio * unseen),
    };
    odds_ratios.iter().map(row).collect()
}

/// The estimate with one more pair of lists dependent by a given odds ratio, for every pair that
/// the model leaves out (Gerritse, van der Heijden & Bakker 2015).
#[must_use]
pub fn dependent_pairs(cells: &Cells, fit: &Fit, names: &[String], odds_ratio: f64) -> Vec<Row> {
    let lists = cells.lists();
    let absent = record::overlap::pairs(lists)
        .filter(|&(a, b)| !fit.model.terms().contains(&(1 << a | 1 << b)));
    let row = |(a, b): (usize, usize)| {
        let fixed = [(1_u32 << a | 1 << b, odds_ratio.ln())];
        Row {
            assumption: format!(
                "{} and {} dependent with odds ratio {odds_ratio}",
                names[a], names[b]
            ),
            population: Fit::with_fixed(cells, &fit.model, &fixed).ok().map(|fit| fit.population),
        }
    };
    absent.map(row).collect()
}

/// A kind of linkage error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkageError {
    /// Records of one person were not joined: the person counts more than once.
    Missed,
    /// Records of two persons were joined: two persons count as one.
    False,
}

/// What the estimate would be if a share of links had been wrong, by simulation and extrapolation.
///
/// # Definition
/// Links are broken (or made) on purpose at the rates `share` and `2 share`; a parabola through the
/// mean estimates at 0, `share` and `2 share` is read at `-share`: the table as it would be without
/// errors of that rate (Cook & Stefanski 1994, JASA 89). `share` is of the persons on two lists or
/// more.
///
/// # Errors
/// [`Refusal`] if the estimate fails on the table itself.
pub fn linkage(
    cells: &Cells,
    selection: &Selection,
    error: LinkageError,
    share: f64,
    seed: u64,
) -> Result<Option<f64>, Refusal> {
    let mut scratch = <Selection as Estimator>::Scratch::default();
    let at_zero = selection.population(cells, &mut scratch)?.population;
    let mut mean = |rate: f64, first: u64| {
        let mut kept = Vec::new();
        for world in first..first + WORLDS {
            let mut stream = Stream::new(seed, world);
            let spoiled = match error {
                LinkageError::Missed => break_links(cells, rate, &mut stream),
                LinkageError::False => make_links(cells, rate, &mut stream),
            };
            kept.extend(selection.population(&spoiled, &mut scratch).map(|o| o.population).ok());
        }
        // The median resists the odd world in which selection jumps to another model.
        kept.sort_by(f64::total_cmp);
        (kept.len() as u64 > WORLDS / 2).then(|| kept[kept.len() / 2])
    };
    let (Some(at_one), Some(at_two)) = (mean(share, 0), mean(2.0 * share, WORLDS)) else {
        return Ok(None);
    };
    let extrapolated = 3.0 * at_zero - 3.0 * at_one + at_two;
    Ok((extrapolated >= cells.persons()).then_some(extrapolated))
}

const WORLDS: u64 = 25;

/// Each person on several lists loses one of them to a person of its own, at this rate.
fn break_links(cells: &Cells, rate: f64, stream: &mut Stream) -> Cells {
    let mut counts = cells.counts().to_vec();
    for history in cells.observed().filter(|history| history.count_ones() > 1) {
        let lists = (0..cells.lists()).map(|list| 1 << list).filter(|list| history & list != 0);
        let broken = stream.binomial(cells.counts()[history as usize], rate);
        for (lost, persons) in shared_out(broken, lists.map(|list| (list, 1.0)), stream) {
            counts[history as usize] -= persons;
            counts[(history & !lost) as usize] += persons;
            counts[lost as usize] += persons;
        }
    }
    let mut spoiled = Cells::empty(cells.lists());
    spoiled.refill(counts.into_iter().enumerate());
    spoiled
}

/// Persons on one list each, on different lists, are joined; as many as `rate` of the persons on
/// several lists, less those who would be joined within one list.
fn make_links(cells: &Cells, rate: f64, stream: &mut Stream) -> Cells {
    let mut counts = cells.counts().to_vec();
    let linked: f64 = cells
        .observed()
        .filter(|history| history.count_ones() > 1)
        .map(|history| cells.counts()[history as usize])
        .sum();
    let wanted = stream.binomial(linked, rate);
    let alone: Vec<f64> = (0..cells.lists()).map(|list| cells.counts()[1 << list]).collect();
    let within = (0, alone.iter().map(|count| count * count).sum());
    let across = record::overlap::pairs(cells.lists())
        .map(|(a, b)| (1_usize << a | 1 << b, 2.0 * alone[a] * alone[b]));
    for (joined, persons) in shared_out(wanted, std::iter::once(within).chain(across), stream) {
        if joined == 0 {
            continue;
        }
        let (first, rest) = (joined & joined.wrapping_neg(), joined & (joined - 1));
        let persons = persons.min(counts[first]).min(counts[rest]);
        counts[first] -= persons;
        counts[rest] -= persons;
        counts[joined] += persons;
    }
    let mut spoiled = Cells::empty(cells.lists());
    spoiled.refill(counts.into_iter().enumerate());
    spoiled
}

/// `total` persons, each falling to one of `shares` at random; the cost does not grow with `total`.
fn shared_out<T>(
    total: f64,
    shares: impl Iterator<Item = (T, f64)>,
    stream: &mut Stream,
) -> Vec<(T, f64)> {
    let shares: Vec<(T, f64)> = shares.collect();
    let (mut left, mut mass) = (total, shares.iter().map(|(_, share)| share).sum::<f64>());
    let fall = |(to, share): (T, f64)| {
        let persons = if mass > 0.0 { stream.binomial(left, (share / mass).min(1.0)) } else { 0.0 };
        left -= persons;
        mass -= share;
        (to, persons)
    };
    shares.into_iter().map(fall).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Model, published};

    #[test]
    fn an_odds_ratio_of_one_changes_nothing() {
        let table = published::uk_5();
        let cells = Cells::new(&table);
        let fit = Fit::new(&cells, &Model::parse("[12,13,4,5]", 5).unwrap()).unwrap();
        let same = highest_order(&fit, &[1.0]);
        assert_eq!(same[0].population, Some(fit.population));
        for row in dependent_pairs(&cells, &fit, table.lists(), 1.0) {
            assert!((row.population.unwrap() / fit.population - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn assumed_positive_dependence_raises_the_estimate() {
        let table = published::uk_5();
        let cells = Cells::new(&table);
        let fit = Fit::new(&cells, &Model::independence(5)).unwrap();
        let rows = dependent_pairs(&cells, &fit, table.lists(), 2.0);
        assert_eq!(rows.len(), 10);
        assert!(rows.iter().all(|row| row.population.unwrap() > fit.population));
    }

    #[test]
    fn missed_links_inflate_and_false_links_deflate() {
        let cells = Cells::new(&published::uk_4());
        let selection = Selection::Given(Model::parse("[12,13,24]", 4).unwrap());
        let fit = selection.fit(&cells).unwrap();
        let corrected = |error| linkage(&cells, &selection, error, 0.05, 1).unwrap().unwrap();
        assert!(corrected(LinkageError::Missed) < fit.population);
        assert!(corrected(LinkageError::False) > fit.population);
    }

    #[test]
    fn spoiled_tables_keep_what_they_must() {
        let cells = Cells::new(&published::uk_6());
        let mut stream = Stream::new(3, 3);
        let records =
            |cells: &Cells| -> f64 { (0..6).map(|list| cells.margins()[1 << list]).sum() };
        for spoiled in [break_links(&cells, 0.2, &mut stream), make_links(&cells, 0.2, &mut stream)]
        {
            assert_eq!(records(&spoiled), records(&cells));
            assert!(spoiled.counts().iter().all(|&count| count >= 0.0));
            assert_ne!(spoiled.persons(), cells.persons());
        }
    }
}
