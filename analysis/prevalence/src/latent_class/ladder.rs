//! Replica exchange: chains on smaller and smaller samples of the table trade places.
//!
//! # Definition
//! Rung `r` has the posterior of the table with counts `round(n_s β_r)`, `β` falling geometrically
//! from 1. Each rung takes Gibbs sweeps of its own; then neighbours `a`, `b` trade their parameters
//! with probability `min(1, exp(l_a(θ_b) + l_b(θ_a) - l_a(θ_a) - l_b(θ_b)))`, where
//! `l(θ) = Σ n_s ln(p_s(θ) / (1 - p_∅(θ)))` is what is left of the likelihood when a population with
//! prior `1/N` is integrated out. The product of all posteriors is invariant (Geyer 1991,
//! *Markov chain Monte Carlo maximum likelihood*, Interface 23), so the first rung samples the
//! posterior of the whole table, and modes that a single chain leaves once in a million sweeps are
//! reached over the lower rungs, whose few persons separate nothing.

use super::LatentClass;
use super::state::State;
use crate::cells::Cells;
use crate::random::Stream;

pub(super) struct Ladder<'a> {
    /// The whole table first.
    rungs: Vec<State<'a>>,
    stream: Stream,
    sweeps: usize,
}

impl<'a> Ladder<'a> {
    /// Ladder `number` of a run, with its own random numbers and starting points.
    pub(super) fn new(prior: &'a LatentClass, cells: &Cells, seed: u64, number: usize) -> Self {
        let rungs = prior.rungs.max(1);
        let ratio = prior.smallest.powf(1.0 / rungs.saturating_sub(1).max(1) as f64);
        let stream = |rung: usize| Stream::new(seed, (number * (rungs + 1) + rung) as u64);
        let rung = |rung: usize| {
            State::new(prior, cells, ratio.powi(rung as i32), stream(rung), number + rung)
        };
        Self { rungs: (0..rungs).map(rung).collect(), stream: stream(rungs), sweeps: 0 }
    }

    /// One sweep of every rung, and one round of trades.
    pub(super) fn sweep(&mut self) {
        for rung in &mut self.rungs {
            rung.sweep();
        }
        // Even and odd pairs in turn: no rung is in two trades.
        let first = self.sweeps % 2;
        self.sweeps += 1;
        for pair in self.rungs[first..].chunks_exact_mut(2) {
            let [a, b] = pair else { continue };
            let gain =
                a.likelihood_of(b) + b.likelihood_of(a) - a.likelihood_of(a) - b.likelihood_of(b);
            if self.stream.uniform().ln() < gain {
                a.trade(b);
            }
        }
    }

    /// A draw of the population.
    pub(super) fn population(&mut self) -> f64 {
        self.rungs[0].population()
    }
}
