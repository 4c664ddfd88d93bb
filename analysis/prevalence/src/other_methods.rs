//! The methods that select no log-linear model, in the form of an [`Answer`].

use record::OverlapTable;

use crate::Refusal;
use crate::assessment::{Answer, Diagnostic, Interval, Verdict, judge_posterior, side_by_side};
use crate::catalogue::Progress;
use crate::cells::Cells;
use crate::chains::Convergence;
use crate::chao::Chao;
use crate::graphical::Graphical;
use crate::latent_class::{Draws, LatentClass};
use crate::threshold::Threshold;
use crate::two_lists::Pair;

/// A method without a log-linear model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// [`crate::graphical`], a thousand grid points up to thirty times the seen.
    Graphical,
    /// [`crate::latent_class`].
    LatentClass,
    /// [`crate::threshold`].
    Threshold,
    /// [`crate::two_lists`].
    Chapman,
    /// [`crate::chao`].
    Chao,
}

impl Other {
    /// The method's name in the command's contract.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Graphical => "graphical",
            Self::LatentClass => "latent-class",
            Self::Threshold => "threshold",
            Self::Chapman => "chapman",
            Self::Chao => "chao",
        }
    }

    /// The answer; a refusal is an answer without a number.
    #[must_use]
    pub fn answer(
        self,
        table: &OverlapTable,
        level: f64,
        seed: u64,
        progress: &Progress,
    ) -> Answer {
        let answered = match self {
            Self::Graphical => graphical(table, level),
            Self::LatentClass => latent_class(table, level, seed, progress),
            Self::Threshold => threshold(table, level, seed),
            Self::Chapman => chapman(table, level),
            Self::Chao => chao(table, level),
        };
        progress.advance(1);
        let compared = answered.map(|mut answer| {
            if !matches!(self, Self::Chapman | Self::Chao) {
                answer.choices = side_by_side(table, &Cells::new(table));
                let because = std::mem::take(&mut answer.verdict.because);
                answer.verdict = judge_posterior(&answer, table, because);
            }
            answer
        });
        compared.unwrap_or_else(|refusal| {
            let mut answer = Answer::refused(table, self.name(), &refusal);
            if self == Self::Chapman {
                answer.diagnostics = pairs(table);
            }
            answer
        })
    }
}

fn tails(level: f64) -> (f64, f64) {
    (0.5 - level / 2.0, 0.5 + level / 2.0)
}

fn graphical(table: &OverlapTable, level: f64) -> Result<Answer, Refusal> {
    let posterior = Graphical::with_grid(table, 1000, 30).posterior(table)?;
    let (low, high) = tails(level);
    let (lower, median, upper) =
        (posterior.quantile(low), posterior.quantile(0.5), posterior.quantile(high));
    let mut because = Vec::new();
    if posterior.boundary_mass > 1e-4 {
        because.push(format!(
            "the end of the grid holds {:.2} % of the probability, so the grid decides the limit",
            100.0 * posterior.boundary_mass
        ));
    }
    if upper / lower > 4.0 {
        because.push(format!("the interval is wide, from {lower:.0} to {upper:.0}"));
    }
    let mut diagnostics = vec![
        Diagnostic::new(
            "posterior",
            format!("mean {}, mode {:.0}", posterior.mean, posterior.mode),
        ),
        Diagnostic::new(
            "probability at the end of the grid",
            format!("{:.1e}", posterior.boundary_mass),
        ),
    ];
    diagnostics.extend(posterior.best.iter().map(|(model, probability)| {
        Diagnostic::new("probable graphs", format!("{model} with probability {probability:.3}"))
    }));
    diagnostics[0].population = Some(posterior.mean);
    Ok(Answer {
        population: Some(median),
        intervals: vec![Interval::plain("posterior", level, Some(lower), Some(upper))],
        diagnostics,
        verdict: Verdict::of(because),
        ..Answer::without_estimate(table, "graphical")
    })
}

fn latent_class(
    table: &OverlapTable,
    level: f64,
    seed: u64,
    progress: &Progress,
) -> Result<Answer, Refusal> {
    let draws = LatentClass::default().draw(table, seed, progress)?.settled()?;
    Ok(simulated(table, "latent-class", &draws, level))
}

fn threshold(table: &OverlapTable, level: f64, seed: u64) -> Result<Answer, Refusal> {
    let cells = Cells::new(table);
    let found = Threshold::default().estimate(&cells, seed)?;
    let draws = found.draws.settled()?;
    let mut answer = simulated(table, "threshold", &draws, level);
    answer.model = Some(found.model.to_string());
    Ok(answer)
}

fn simulated(table: &OverlapTable, method: &'static str, draws: &Draws, level: f64) -> Answer {
    let (low, high) = tails(level);
    let (lower, upper) = (draws.quantile(low), draws.quantile(high));
    let Convergence { r_hat, effective, chains, draws: kept } = draws.convergence;
    let wide = upper / lower > 4.0;
    let because = wide.then(|| format!("the interval is wide, from {lower:.0} to {upper:.0}"));
    Answer {
        population: Some(draws.quantile(0.5)),
        intervals: vec![Interval::plain("posterior", level, Some(lower), Some(upper))],
        diagnostics: vec![Diagnostic::new(
            "convergence",
            format!(
                "{chains} chains of {kept} draws, split R-hat {r_hat:.4}, {effective:.0} effective"
            ),
        )],
        verdict: Verdict::of(because.into_iter().collect()),
        ..Answer::without_estimate(table, method)
    }
}

fn chapman(table: &OverlapTable, level: f64) -> Result<Answer, Refusal> {
    let lists = table.lists().len();
    if lists != 2 {
        let method = "the two-list estimate";
        let instead = "every pair is listed below; choose two lists, or use another method";
        return Err(match lists {
            0 | 1 => Refusal::TooFewLists { method, needed: 2, found: lists },
            _ => Refusal::TooManyLists { method, most: 2, found: lists, instead },
        });
    }
    let pair = Pair::of(table, 0, 1);
    if pair.both == 0 {
        return Err(Refusal::NoOverlap);
    }
    let limits = pair.interval(level);
    let because = "two lists cannot show whether they are independent; the answer rests on that";
    Ok(Answer {
        population: Some(pair.chapman),
        intervals: vec![Interval::plain(
            "Chapman",
            level,
            limits.map(|limits| limits.0),
            limits.map(|limits| limits.1),
        )],
        diagnostics: pairs(table),
        verdict: Verdict::of(vec![because.to_owned()]),
        ..Answer::without_estimate(table, "chapman")
    })
}

fn pairs(table: &OverlapTable) -> Vec<Diagnostic> {
    let tell = |pair: Pair| {
        let finding = format!(
            "{} ({}) and {} ({}) share {}: Chapman {:.1}, Lincoln-Petersen {}",
            pair.lists[0],
            pair.first,
            pair.lists[1],
            pair.second,
            pair.both,
            pair.chapman,
            pair.lincoln_petersen.map_or("none".to_owned(), |n| format!("{n:.1}")),
        );
        Diagnostic::new("two lists alone", finding).with_population(Some(pair.chapman))
    };
    Pair::all(table).into_iter().map(tell).collect()
}

fn chao(table: &OverlapTable, level: f64) -> Result<Answer, Refusal> {
    let chao = Chao::new(table)?;
    let limits = chao.interval(level);
    let row = |name: &'static str, value: Option<f64>| {
        let finding = format!("{name}: {}", value.map_or("none".to_owned(), |n| format!("{n:.1}")));
        Diagnostic::new("relatives of the bound", finding).with_population(value)
    };
    Ok(Answer {
        population: chao.lower_bound.or(Some(chao.bias_corrected)),
        intervals: vec![Interval::plain(
            "Chao",
            level,
            limits.map(|limits| limits.0),
            limits.map(|limits| limits.1),
        )],
        diagnostics: vec![
            row("bias corrected", Some(chao.bias_corrected)),
            row("known number of lists", chao.known_lists),
            row("Zelterman", chao.zelterman),
        ],
        verdict: Verdict::of(vec![
            "it is a lower bound, and dependence between lists can push it above the truth"
                .to_owned(),
        ]),
        ..Answer::without_estimate(table, "chao")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Grade;
    use crate::published;

    #[test]
    fn more_than_two_lists_are_not_answered_by_two_but_shown_in_pairs() {
        let answer = Other::Chapman.answer(&published::uk_4(), 0.95, 1, &Progress::default());
        assert_eq!((answer.population, answer.diagnostics.len()), (None, 6));
        assert_eq!(answer.verdict.grade, Grade::NotEstimable);
    }

    #[test]
    fn two_lists_are_always_fragile() {
        let lists = ["A", "B"].map(str::to_owned).to_vec();
        let counts = [(1, 90), (2, 80), (3, 20)];
        let counts = counts.map(|(bits, count)| (record::History(bits), count));
        let table = OverlapTable::new(lists, counts).unwrap();
        let answer = Other::Chapman.answer(&table, 0.95, 1, &Progress::default());
        assert!((answer.population.unwrap() - (111.0 * 101.0 / 21.0 - 1.0)).abs() < 1e-9);
        assert_eq!(answer.verdict.grade, Grade::Fragile);
    }

    #[test]
    fn graphs_whose_grid_decides_are_fragile() {
        let answer =
            Other::Graphical.answer(&published::netherlands_5(), 0.95, 1, &Progress::default());
        assert_eq!(answer.population, Some(50_270.0));
        assert_eq!(answer.verdict.grade, Grade::Fragile);
    }
}
