//! How many places a need takes, with the uncertainty of what is known.
//!
//! # Definition
//! Requests for a need come at random, `λ` a day, whether they were met or not; who is placed stays
//! `s` days on average. With `b` places of its own the need turns away the share
//! [`blocked(b, λ s)`](crate::erlang::blocked), whatever stays are distributed like (Erlang B holds for any).
//! Neither `λ` nor `s` is known: after `n` requests in `d` days, `λ` is gamma with shape `n + 1/2` and
//! rate `d`; after `m` ended stays of `t` days in all, `1/s` is gamma with shape `m + 1/2` and rate
//! `t` (Jeffreys' priors). The answer is the distribution of the least `b` over both.
//!
//! # Assumptions
//! Unmet requests were counted, and as often as met ones; somebody who asks again after a refusal is
//! counted once. Where only met requests are known, the answer is a lower bound, and is called so.

use serde::Serialize;

use crate::erlang::blocked;
use crate::random::{Uniform, gamma};

/// What is known of a need in a county.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Need {
    /// Days of observation.
    pub days: f64,
    /// Requests that found a place.
    pub met: u32,
    /// Requests that did not; `None` if they were not counted.
    pub unmet: Option<u32>,
    /// Stays that have ended.
    pub stays: u32,
    /// Their days in all.
    pub stay_days: f64,
    /// Places there are.
    pub places: u32,
}

/// How many places it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Places {
    /// Rarely fewer: the quantile `(1 − level) / 2`.
    pub lower: u32,
    /// As likely more as fewer.
    pub median: u32,
    /// Rarely more.
    pub upper: u32,
    /// Missing beside the places there are, by the median.
    pub missing: u32,
    /// The share of requests that were turned away; `None` if they were not counted.
    pub unmet: Option<f64>,
    /// Unmet requests were not counted, so more may be needed.
    pub is_lower_bound: bool,
}

/// Too little to go by.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NeedRefused {
    /// A number outside its range.
    #[error("days and stays are positive, shares and levels lie between 0 and 1")]
    Range,
    /// No stay has ended.
    #[error(
        "no stay has ended, so nothing is known of how long one takes; wait or ask the services"
    )]
    NoStay,
}

/// Draws for the quantiles.
const DRAWS: usize = 2_000;

/// The places that turn away at most `turned_away` of requests, with limits at `level`.
///
/// # Errors
/// [`NeedRefused`] where there is too little.
pub fn places(
    need: &Need,
    turned_away: f64,
    level: f64,
    uniform: &mut Uniform<'_>,
) -> Result<Places, NeedRefused> {
    let between = |share: f64| share > 0.0 && share < 1.0;
    let days_fit = need.days > 0.0 && need.days.is_finite() && need.stay_days.is_finite();
    if !(days_fit && between(turned_away) && between(level)) {
        return Err(NeedRefused::Range);
    }
    if need.stays == 0 || need.stay_days <= 0.0 {
        return Err(NeedRefused::NoStay);
    }
    let requests = f64::from(need.met) + f64::from(need.unmet.unwrap_or(0));
    let mut drawn: Vec<u32> = (0..DRAWS)
        .map(|_| {
            let rate = gamma(requests + 0.5, uniform) / need.days;
            let stay = need.stay_days / gamma(f64::from(need.stays) + 0.5, uniform);
            least(rate * stay, turned_away)
        })
        .collect();
    drawn.sort_unstable();
    let at = |share: f64| drawn[((share * DRAWS as f64) as usize).min(DRAWS - 1)];
    let median = at(0.5);
    Ok(Places {
        lower: at(0.5 * (1.0 - level)),
        median,
        upper: at(0.5 * (1.0 + level)),
        missing: median.saturating_sub(need.places),
        unmet: need.unmet.filter(|_| requests > 0.0).map(|unmet| f64::from(unmet) / requests),
        is_lower_bound: need.unmet.is_none(),
    })
}

/// The least number of places that turns away at most this share.
fn least(offered: f64, turned_away: f64) -> u32 {
    let (mut places, mut share) = (0, 1.0);
    while share > turned_away && places < 1_000_000 {
        places += 1;
        share = offered * share / (f64::from(places) + offered * share);
    }
    debug_assert!((share - blocked(places, offered)).abs() < 1e-9, "the recursion of Erlang B");
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uniform(mut state: u64) -> impl FnMut() -> f64 {
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mixed = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            (((mixed ^ (mixed >> 29)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }
    }

    fn known() -> Need {
        Need {
            days: 36_500.0,
            met: 20_000,
            unmet: Some(16_500),
            stays: 20_000,
            stay_days: 200_000.0,
            places: 4,
        }
    }

    #[test]
    fn what_is_well_known_has_narrow_limits() {
        // One request a day, ten days each: 10 erlang. Erlang B turns away 1.84 % at 17 and 3.65 % at 15.
        assert!(blocked(15, 10.0) < 0.05 && blocked(14, 10.0) > 0.05);
        let found = places(&known(), 0.05, 0.9, &mut uniform(1)).unwrap();
        assert_eq!((found.lower, found.median, found.upper), (15, 15, 15));
        assert_eq!((found.missing, found.is_lower_bound), (11, false));
        assert!((found.unmet.unwrap() - 16_500.0 / 36_500.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_hardly_known_has_wide_limits_and_says_what_is_missing() {
        let need = Need { days: 90.0, met: 6, unmet: None, stays: 4, stay_days: 60.0, ..known() };
        let found = places(&need, 0.05, 0.9, &mut uniform(1)).unwrap();
        assert!(found.is_lower_bound && found.upper >= found.lower + 3, "{found:?}");
        assert_eq!(
            places(&Need { stays: 0, ..known() }, 0.05, 0.9, &mut uniform(1)),
            Err(NeedRefused::NoStay)
        );
        assert_eq!(places(&known(), 0.0, 0.9, &mut uniform(1)), Err(NeedRefused::Range));
    }

    /// With worlds drawn from known rates, nine of ten limits hold the true need.
    #[test]
    fn limits_hold_the_truth() {
        let mut uniform = uniform(5);
        let truth = least(0.4 * 12.0, 0.1);
        let mut held = 0;
        for _ in 0..300 {
            // Requests and stays of half a year.
            let (mut requests, mut time) = (0, 0.0);
            while time < 180.0 {
                time += crate::random::exponential(2.5, &mut uniform);
                requests += 1;
            }
            let stays = 40;
            let stay_days =
                (0..stays).map(|_| crate::random::exponential(12.0, &mut uniform)).sum();
            let need = Need {
                days: 180.0,
                met: requests - 1,
                unmet: Some(0),
                stays,
                stay_days,
                places: 0,
            };
            let found = places(&need, 0.1, 0.9, &mut uniform).unwrap();
            held += u32::from((found.lower..=found.upper).contains(&truth));
        }
        // Whole numbers make limits a little wide; 300 worlds have a standard error of 0.017.
        assert!((255..=300).contains(&held), "{held}");
    }
}
