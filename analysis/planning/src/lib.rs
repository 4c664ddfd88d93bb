//! How many specialists and beds it takes.
//!
//! Contacts arrive, wait, are answered, or give up; people ask for a bed, stay a while, or are turned
//! away. Both are queues, and a hundred years of mathematics say how many servers a promise needs.
//!
//! # Reading order
//! [`erlang`] (the formulas, without and with people who give up), [`staffing`] (the least number of
//! specialists for a service level), [`queue`] (the same by simulation, with several texts at a time),
//! [`forecast`] (how many contacts in each hour of the week), [`beds`] (how many places, with the
//! uncertainty of what is known).
//!
//! # Invariants
//! - No clock and no randomness of its own: random numbers come in as an argument.
//! - A load that no number of servers carries is refused, not answered by infinity.
//!
//! # Example
//! ```
//! use planning::erlang::Load;
//! use planning::staffing::{Goal, specialists};
//!
//! // 822 contacts an hour of 1,129 s each, 95 % answered within 20 s, nobody gives up.
//! let load = Load::new(822.0 / 3600.0, 1129.0)?;
//! let goal = Goal { share: 0.95, within: 20.0 };
//! assert_eq!(specialists(load, None, goal)?.specialists, 284);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod beds;
pub mod erlang;
pub mod forecast;
pub mod queue;
mod random;
pub mod staffing;
