//! Erlang's formulas: who is blocked, who waits, who gives up.
//!
//! # Definition
//! Contacts arrive at random (Poisson, rate `λ`), take an exponential time with mean `1/μ`, and are
//! answered in order of arrival by `n` specialists. Offered load `a = λ/μ`.
//! - [`blocked`] (Erlang B): the share turned away where nobody can wait; `B(0) = 1`,
//!   `B(n) = a B(n−1) / (n + a B(n−1))`.
//! - [`Waiting::without_abandonment`] (Erlang C, M/M/n): the share that waits,
//!   `C = B / (1 − ρ (1 − B))` with `ρ = a/n`; a wait is longer than `t` with probability
//!   `C exp(−(nμ − λ) t)`.
//! - [`Waiting::with_abandonment`] (Erlang A, M/M/n+M): who waits gives up after an exponential time
//!   with mean `1/θ`. The density of the offered wait `v` is
//!   `λ π(n−1) exp(−nμ v + λ (1 − e^(−θv)) / θ)` (Zeltyn & Mandelbaum, *Call centers with impatient
//!   customers*, QUESTA 51, 2005; Palm 1957).
//!
//! # Assumptions
//! Arrivals of one hour do not depend on each other and neither do durations; a rush after a
//! broadcast breaks both, and then a plan needs a reserve.

use serde::Serialize;

/// What arrives and how long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Load {
    /// Contacts a second.
    arrivals: f64,
    /// Seconds a contact, the work after it included.
    handling: f64,
}

/// A load or a patience is no number that can be planned for.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum LoadRefused {
    /// Not positive or not finite.
    #[error("{0} is no rate or duration; use a positive number")]
    Number(f64),
    /// More than is planned in one piece.
    #[error("an offered load of {0:.0} contacts at once is more than a million; divide it")]
    TooLarge(f64),
    /// Erlang C with too few.
    #[error(
        "{specialists} specialists cannot keep up with a load of {load:.2}: the queue grows without end"
    )]
    Overloaded {
        /// How many.
        specialists: u32,
        /// The offered load.
        load: f64,
    },
}

impl Load {
    /// So many contacts a second, each of so many seconds.
    ///
    /// # Errors
    /// [`LoadRefused`] for anything that is not positive and finite.
    pub fn new(arrivals: f64, handling: f64) -> Result<Self, LoadRefused> {
        for number in [arrivals, handling] {
            if !(number > 0.0 && number.is_finite()) {
                return Err(LoadRefused::Number(number));
            }
        }
        let load = arrivals * handling;
        if load > 1e6 { Err(LoadRefused::TooLarge(load)) } else { Ok(Self { arrivals, handling }) }
    }

    /// Contacts at once if nobody waited: `a = λ/μ`.
    #[must_use]
    pub fn offered(self) -> f64 {
        self.arrivals * self.handling
    }

    /// Contacts a second.
    #[must_use]
    pub fn arrivals(self) -> f64 {
        self.arrivals
    }

    /// Seconds a contact.
    #[must_use]
    pub fn handling(self) -> f64 {
        self.handling
    }
}

/// Erlang B: the share turned away by `servers` places at this offered load.
///
/// ```
/// // Offered 5 erlang on 10 lines: 1.8385 % are lost, as the printed tables say.
/// assert!((planning::erlang::blocked(10, 5.0) - 0.018385).abs() < 1e-6);
/// ```
#[must_use]
pub fn blocked(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| offered * blocked / (f64::from(n) + offered * blocked))
}

/// What waiting is like with so many specialists.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// How many specialists.
    pub specialists: u32,
    /// The share that is not answered at once.
    pub delayed: f64,
    /// The share that gives up.
    pub abandoned: f64,
    /// Mean seconds until an answer or giving up.
    pub mean_wait: f64,
    /// Mean contacts in the queue.
    pub queue: f64,
    /// The share of time that a specialist is in contact.
    pub occupancy: f64,
    #[serde(skip)]
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// The rate of the exponential wait of those who wait.
    C { rate: f64 },
    /// `λ π(n−1)`, and the rates in the exponent.
    A { scale: f64, service: f64, arrivals: f64, patience: f64 },
}

impl Waiting {
    /// Erlang C.
    ///
    /// # Errors
    /// [`LoadRefused::Overloaded`] unless there are more specialists than the offered load.
    pub fn without_abandonment(load: Load, specialists: u32) -> Result<Self, LoadRefused> {
        let (n, a) = (f64::from(specialists), load.offered());
        if n <= a {
            return Err(LoadRefused::Overloaded { specialists, load: a });
        }
        let blocked = blocked(specialists, a);
        let occupancy = a / n;
        let delayed = blocked / (1.0 - occupancy * (1.0 - blocked));
        let rate = (n - a) / load.handling;
        let mean_wait = delayed / rate;
        let queue = load.arrivals * mean_wait;
        let shape = Shape::C { rate };
        Ok(Self { specialists, delayed, abandoned: 0.0, mean_wait, queue, occupancy, shape })
    }

    /// Erlang A: who waits gives up after `patience` seconds on average.
    ///
    /// Any number of specialists from one on can carry any load, because people give up.
    ///
    /// # Errors
    /// [`LoadRefused::Number`] for a patience that is not positive, or nobody to answer.
    pub fn with_abandonment(
        load: Load,
        specialists: u32,
        patience: f64,
    ) -> Result<Self, LoadRefused> {
        if !(patience > 0.0 && patience.is_finite()) {
            return Err(LoadRefused::Number(patience));
        }
        if specialists == 0 {
            return Err(LoadRefused::Number(0.0));
        }
        let (n, arrivals) = (f64::from(specialists), load.arrivals);
        let (service, theta) = (n / load.handling, 1.0 / patience);
        let wait = Density { service, arrivals, theta };
        let below = 1.0 / blocked(specialists - 1, load.offered());
        let shape = |scale| Shape::A { scale, service, arrivals, patience };
        if !below.is_finite() {
            // So many specialists that waiting is less likely than any number tells.
            let occupancy = load.offered() / n;
            let (delayed, abandoned, mean_wait, queue) = (0.0, 0.0, 0.0, 0.0);
            let shape = shape(0.0);
            return Ok(Self {
                specialists,
                delayed,
                abandoned,
                mean_wait,
                queue,
                occupancy,
                shape,
            });
        }
        // The density's scale is λ / (1 / B(n−1) + λ J). Its peak may overflow on its own, so it is
        // drawn out and everything is added up in logarithms.
        let peak = wait.peak();
        let [all, abandoning] = wait.integrals(peak);
        let (waits, does_not) = (arrivals.ln() + peak + all.ln(), below.ln());
        let top = waits.max(does_not);
        let scale =
            (arrivals.ln() + peak - top).exp() / ((does_not - top).exp() + (waits - top).exp());
        let delayed = scale * all;
        let abandoned = scale * abandoning;
        let mean_wait = abandoned / theta;
        let occupancy = (1.0 - abandoned) * load.offered() / n;
        let shape = shape(scale);
        let queue = arrivals * mean_wait;
        Ok(Self { specialists, delayed, abandoned, mean_wait, queue, occupancy, shape })
    }

    /// The share of all contacts that is answered within `seconds`.
    #[must_use]
    pub fn answered_within(&self, seconds: f64) -> f64 {
        match self.shape {
            Shape::C { rate } => 1.0 - self.delayed * (-rate * seconds).exp(),
            Shape::A { scale, service, arrivals, patience } => {
                let wait = Density { service, arrivals, theta: 1.0 / patience };
                let peak = wait.peak();
                let served = wait.until(seconds, |v| (wait.log(v) - peak - v / patience).exp());
                1.0 - self.delayed + scale * served
            }
        }
    }

    /// The wait that nine of ten (for `share` 0.9) do not exceed, served or not.
    #[must_use]
    pub fn wait_of(&self, share: f64) -> f64 {
        let beyond = |t: f64| match self.shape {
            Shape::C { rate } => self.delayed * (-rate * t).exp(),
            Shape::A { scale, service, arrivals, patience } => {
                let wait = Density { service, arrivals, theta: 1.0 / patience };
                let peak = wait.peak();
                let before = wait.until(t, |v| (wait.log(v) - peak).exp());
                // Waits end by an answer or by giving up, whichever is first.
                (self.delayed - scale * before) * (-t / patience).exp()
            }
        };
        if beyond(0.0) <= 1.0 - share {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, 1.0);
        while beyond(high) > 1.0 - share && high < 1e9 {
            high *= 2.0;
        }
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if beyond(middle) > 1.0 - share { low = middle } else { high = middle }
        }
        high
    }
}

/// The density of the offered wait, without its scale: `exp(−nμ v + λ (1 − e^(−θv)) / θ)`.
#[derive(Clone, Copy)]
struct Density {
    service: f64,
    arrivals: f64,
    theta: f64,
}

impl Density {
    fn log(self, wait: f64) -> f64 {
        let left = -libm::expm1(-self.theta * wait) / self.theta;
        -self.service * wait + self.arrivals * left
    }

    /// The largest logarithm.
    fn peak(self) -> f64 {
        self.log(self.mode())
    }

    /// Where it is: at 0, or where arrivals thin out to the rate of service.
    fn mode(self) -> f64 {
        ((self.arrivals / self.service).ln() / self.theta).max(0.0)
    }

    /// Of the density, and of the density times `1 − e^(−θv)`, both divided by `exp(peak)`.
    fn integrals(self, peak: f64) -> [f64; 2] {
        let all = self.until(f64::INFINITY, |v| (self.log(v) - peak).exp());
        let abandoning = self
            .until(f64::INFINITY, |v| (self.log(v) - peak).exp() * -libm::expm1(-self.theta * v));
        [all, abandoning]
    }

    /// The integral from 0 of `f`, which is nothing where the density is nothing.
    fn until(self, to: f64, f: impl Fn(f64) -> f64) -> f64 {
        let (mode, peak) = (self.mode(), self.peak());
        // Past the mode the logarithm falls ever faster: beyond −50 nothing is left.
        let mut end = mode + 1.0 / self.service;
        while self.log(end) - peak > -50.0 {
            end = mode + (end - mode) * 2.0;
        }
        simpson(0.0, mode.min(to), &f) + simpson(mode.min(to), end.min(to), &f)
    }
}

/// Simpson's rule in pieces that grow finer where the function bends.
fn simpson(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    if to <= from {
        return 0.0;
    }
    const PIECES: usize = 64;
    let width = (to - from) / PIECES as f64;
    let pieces = (0..PIECES).map(|piece| {
        let (a, b) = (from + width * piece as f64, from + width * (piece + 1) as f64);
        let middle = 0.5 * (a + b);
        let (fa, fm, fb) = (f(a), f(middle), f(b));
        adapt(&f, [a, b], [fa, fm, fb], width / 6.0 * (fa + 4.0 * fm + fb), 12)
    });
    pieces.sum()
}

fn adapt(
    f: &impl Fn(f64) -> f64,
    [a, b]: [f64; 2],
    [fa, fm, fb]: [f64; 3],
    whole: f64,
    left: u8,
) -> f64 {
    let middle = 0.5 * (a + b);
    let (l, r) = (f(0.5 * (a + middle)), f(0.5 * (middle + b)));
    let sixth = (b - a) / 12.0;
    let (first, second) = (sixth * (fa + 4.0 * l + fm), sixth * (fm + 4.0 * r + fb));
    let difference = first + second - whole;
    // What is integrated is at most about 1, so this is relative to its peak; finer would chase the
    // rounding of the exponent.
    if left == 0 || difference.abs() <= 1e-12 * (b - a) {
        return first + second + difference / 15.0;
    }
    adapt(f, [a, middle], [fa, l, fm], first, left - 1)
        + adapt(f, [middle, b], [fm, r, fb], second, left - 1)
}

#[cfg(test)]
mod tests;
