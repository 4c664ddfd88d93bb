//! Which records of several lists are the same person, and how sure we are.
//!
//! Records of agencies come in, pseudonymous person ids and counts with intervals go out. The model is
//! that of Fellegi and Sunter, learned without labels, with a class of its own for different people of
//! one household: siblings share surname, address and phone and are not one child.
//!
//! Reading order, which is the order of a run: a [`table`] of lists in one [`dictionary`]; [`settings`]
//! whose conditions are [`expression`]s, compiled by [`program`]; both joined in a [`linker`];
//! [`blocking`] says which pairs are [`compared`]; [`train`] learns the probabilities; [`score`] weighs
//! pairs; [`cluster`] makes persons; [`count`] says how many there are; [`recall`] what was missed;
//! [`incremental`] keeps ids; [`checkpoint`] lets a killed run go on; [`review`] and [`report`] are for people; [`encoding`] is for agencies that
//! may not show names to each other.
//!
//! # Invariants
//! - The same lists, settings and seed give the same result at any number of threads, bit for bit.
//! - A missing value is neither agreement nor disagreement.
//! - A pair belongs to the first rule that makes it, decided on codes; pairs are held up to a stated
//!   limit only.
//! - Outputs carry record ids and person ids; names, dates and numbers of people only appear in the
//!   review page, which says so.
//! - Input that is not understood is refused; nothing is guessed and nothing half-read is kept.
//!
//! # Example
//! ```
//! use linkage::blocking::Plan;
//! use linkage::cluster::{Guards, persons};
//! use linkage::linker::Linker;
//! use linkage::score::{Scorer, weight_of};
//! use linkage::settings::Settings;
//! use linkage::table::{TableBuilder, Wanted};
//!
//! let settings = Settings::read(r#"
//!     link = "deduplicate"
//!     blocking = ["name", "born"]
//!     prior = 0.2
//!     [[comparisons]]
//!     name = "name"
//!     levels = [
//!         { when = "name_l is null or name_r is null", neutral = true },
//!         { when = "name_l = name_r", m = 0.9, u = 0.05 },
//!         { when = "else", m = 0.1, u = 0.95 },
//!     ]
//!     [[comparisons]]
//!     name = "born"
//!     levels = [
//!         { when = "born_l is null or born_r is null", neutral = true },
//!         { when = "born_l = born_r", m = 0.95, u = 0.01 },
//!         { when = "else", m = 0.05, u = 0.99 },
//!     ]
//! "#)?;
//! let row = |r: [&str; 2]| r.map(str::to_owned).to_vec();
//! let rows = [row(["ana", "2011-02-03"]), row(["ana", "2011-02-03"]), row(["ana", "2009-08-07"])];
//! let mut lists = TableBuilder::default();
//! let header = ["name".to_owned(), "born".to_owned()];
//! lists.rows("shelter", &header, rows.iter().map(Vec::as_slice), &Wanted::default())?;
//!
//! let mut linker = Linker::new(lists.build(), settings)?;
//! let plan = Plan::new(&mut linker, 1_000);
//! let scorer = Scorer::new(&linker);
//! let scored = scorer.edges(&plan, weight_of(0.01));
//! assert_eq!(persons(&linker, &scorer, &scored.edges, &Guards::default()).count, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod blocking;
pub mod checkpoint;
pub mod cluster;
pub mod compared;
pub mod count;
pub mod dictionary;
pub mod encoding;
pub mod expression;
pub mod incremental;
pub mod linker;
pub mod names;
pub mod output;
pub mod program;
pub mod random;
pub mod recall;
pub mod report;
pub mod review;
pub mod score;
pub mod settings;
pub mod similarity;
pub mod table;
pub mod train;

#[cfg(test)]
mod testing;
