//! How many contacts each hour of the week will bring.
//!
//! # Definition
//! Counts of whole weeks, hour by hour from Monday midnight. The expected count of an hour is the
//! *level* (contacts a week, an exponentially weighted mean of past weeks) times the hour's *share* of
//! a week. A share is the mean over weeks drawn towards day × hour, by as much as [`DRAWN`] weeks of
//! data weigh, since a single hour of a small line sees few contacts. A coming hour's count is negative
//! binomial: Poisson, more varied by what past weeks showed (moments of the residuals) and by how well
//! the level is known.
//!
//! # Assumptions
//! The coming weeks are like the past ones: holidays, campaigns and news are not foreseen. Fewer than
//! four weeks are refused.

use serde::Serialize;

/// Hours of a week.
pub const HOURS: usize = 168;

/// How many weeks of data the day × hour pattern weighs.
const DRAWN: f64 = 4.0;

/// The weight of the newest week in the level.
const NEWEST: f64 = 0.2;

/// What one hour of the week will bring.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hour {
    /// From Monday midnight, 0 to 167.
    pub hour: usize,
    /// Expected contacts.
    pub mean: f64,
    /// Rarely fewer.
    pub lower: u64,
    /// Rarely more.
    pub upper: u64,
}

/// A forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forecast {
    /// The share of hours that lie between the limits.
    pub level: f64,
    /// Expected contacts a week.
    pub week: f64,
    /// Beyond Poisson: the variance is `m + dispersion · m²`.
    pub dispersion: f64,
    /// Every hour of the week.
    pub hours: Vec<Hour>,
}

/// Too little to go by.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ForecastRefused {
    /// Not whole weeks, or too few.
    #[error("{0} hourly counts are not four or more whole weeks of 168 hours")]
    Weeks(usize),
    /// No contacts at all.
    #[error("there is no contact in these weeks")]
    Nothing,
    /// A level outside its range.
    #[error("the level of an interval lies between 0 and 1")]
    Level,
}

/// Forecasts every hour of a coming week from hourly counts of past weeks, the oldest first.
///
/// # Errors
/// [`ForecastRefused`] where there is too little.
pub fn forecast(counts: &[u32], level: f64) -> Result<Forecast, ForecastRefused> {
    if !counts.len().is_multiple_of(HOURS) || counts.len() < 4 * HOURS {
        return Err(ForecastRefused::Weeks(counts.len()));
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(ForecastRefused::Level);
    }
    let weeks: Vec<&[u32]> = counts.chunks(HOURS).collect();
    let totals: Vec<f64> =
        weeks.iter().map(|week| week.iter().map(|&n| f64::from(n)).sum()).collect();
    let all: f64 = totals.iter().sum();
    if all == 0.0 {
        return Err(ForecastRefused::Nothing);
    }
    let shares = shares(&weeks, all);
    let level_of_week =
        totals[1..].iter().fold(totals[0], |level, total| level + NEWEST * (total - level));
    let within_week = dispersion(&weeks, &totals, &shares);
    let dispersion = within_week + variation_of_level(&totals, level_of_week);
    let hours = shares.iter().enumerate().map(|(hour, share)| {
        let mean = level_of_week * share;
        let tail = 0.5 * (1.0 - level);
        let lower = quantile(mean, dispersion, tail);
        Hour { hour, mean, lower, upper: quantile(mean, dispersion, 1.0 - tail) }
    });
    Ok(Forecast { level, week: level_of_week, dispersion, hours: hours.collect() })
}

fn shares(weeks: &[&[u32]], all: f64) -> Vec<f64> {
    let mut hours = vec![0.0; HOURS];
    let (mut of_day, mut of_hour) = ([0.0; 7], [0.0; 24]);
    for week in weeks {
        for (at, &count) in week.iter().enumerate() {
            hours[at] += f64::from(count);
            of_day[at / 24] += f64::from(count);
            of_hour[at % 24] += f64::from(count);
        }
    }
    let n = weeks.len() as f64;
    let drawn = hours.iter().enumerate().map(|(at, &count)| {
        let pattern = of_day[at / 24] / all * (of_hour[at % 24] / all);
        (n * count / all + DRAWN * pattern) / (n + DRAWN)
    });
    drawn.collect()
}

fn dispersion(weeks: &[&[u32]], totals: &[f64], shares: &[f64]) -> f64 {
    let (mut beyond, mut squares) = (0.0, 0.0);
    for (week, total) in weeks.iter().zip(totals) {
        for (&count, share) in week.iter().zip(shares) {
            let mean = total * share;
            beyond += (f64::from(count) - mean).powi(2) - mean;
            squares += mean * mean;
        }
    }
    (beyond / squares).max(0.0)
}

/// The squared relative error of the level, as a forecast of the next week's total.
fn variation_of_level(totals: &[f64], level: f64) -> f64 {
    let mut smoothed = totals[0];
    let (mut squares, mut n) = (0.0, 0.0);
    for &total in &totals[1..] {
        squares += (total - smoothed).powi(2) - total;
        smoothed += NEWEST * (total - smoothed);
        n += 1.0;
    }
    (squares / n).max(0.0) / (level * level).max(1e-9)
}

/// The least count whose probability of not being passed is at least `p`.
fn quantile(mean: f64, dispersion: f64, p: f64) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    let log_mass: Box<dyn Fn(f64) -> f64> = if dispersion < 1e-9 {
        Box::new(move |k| k * mean.ln() - mean - libm::lgamma(k + 1.0))
    } else {
        let size = 1.0 / dispersion;
        let odds = mean / (size + mean);
        Box::new(move |k| {
            libm::lgamma(k + size) - libm::lgamma(size) - libm::lgamma(k + 1.0)
                + size * (1.0 - odds).ln()
                + k * odds.ln()
        })
    };
    let (mut below, mut k) = (0.0, 0.0);
    let most = mean + 50.0 * (mean + dispersion * mean * mean).sqrt() + 50.0;
    while k < most {
        below += log_mass(k).exp();
        if below >= p {
            break;
        }
        k += 1.0;
    }
    k as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{exponential, gamma};

    fn uniform(mut state: u64) -> impl FnMut() -> f64 {
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mixed = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            (((mixed ^ (mixed >> 29)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }
    }

    fn poisson(mean: f64, uniform: &mut dyn FnMut() -> f64) -> u32 {
        let (mut left, mut count) = (mean, 0);
        loop {
            left -= exponential(1.0, uniform);
            if left < 0.0 {
                return count;
            }
            count += 1;
        }
    }

    /// A line with nights, weekends and busy weeks: its next week lies within the limits as often as
    /// they say.
    #[test]
    fn limits_hold_the_coming_hours() {
        let mut uniform = uniform(11);
        let (mut held, mut all) = (0.0, 0.0);
        for _ in 0..40 {
            let mut hours = Vec::new();
            for _ in 0..13 {
                let week = gamma(50.0, &mut uniform) / 50.0;
                for hour in 0..HOURS {
                    let night = if hour % 24 < 7 { 0.4 } else { 1.3 };
                    let weekend = if hour >= 120 { 1.4 } else { 0.9 };
                    hours.push(poisson(6.0 * week * night * weekend, &mut uniform));
                }
            }
            let (past, coming) = hours.split_at(12 * HOURS);
            for (hour, &count) in forecast(past, 0.9).unwrap().hours.iter().zip(coming) {
                held += f64::from((hour.lower..=hour.upper).contains(&u64::from(count)));
                all += 1.0;
            }
        }
        // Counts are whole, so limits hold a little more than nine tenths, rarely less.
        let share: f64 = held / all;
        assert!((0.89..0.97).contains(&share), "{share}");
    }

    #[test]
    fn a_steady_line_is_foreseen() {
        let counts: Vec<u32> = (0..8 * HOURS).map(|at| if at % 24 < 12 { 2 } else { 6 }).collect();
        let found = forecast(&counts, 0.95).unwrap();
        assert!((found.week - 672.0).abs() < 1e-9 && found.dispersion == 0.0);
        assert!(
            (found.hours[0].mean - 2.0).abs() < 1e-9 && (found.hours[20].mean - 6.0).abs() < 1e-9
        );
        // Poisson with mean 2: at most 0 with 0.135, at most 5 with 0.983.
        assert_eq!((found.hours[0].lower, found.hours[0].upper), (0, 5));
    }

    #[test]
    fn too_little_is_refused() {
        assert_eq!(forecast(&[1; 100], 0.9), Err(ForecastRefused::Weeks(100)));
        assert_eq!(forecast(&[0; 4 * HOURS], 0.9), Err(ForecastRefused::Nothing));
        assert_eq!(forecast(&[1; 4 * HOURS], 1.0), Err(ForecastRefused::Level));
    }
}
