//! Lists, the persons on them, and the table of who is on which.
//!
//! Everything that counts people rests on one object: the [`OverlapTable`], the number of persons
//! seen on exactly this set of lists and no other. It can be read from three places, in falling
//! order of privacy and rising order of detail:
//!
//! 1. [`counts`]: a capture-history file, one 0/1 column per list and a `count`;
//! 2. [`linked`]: one row per person and list, as record linkage produces them;
//! 3. [`coded`]: the same with coded facts (age band, gender, period, area), so that strata can be
//!    tabulated by [`coded::Covariate`].
//!
//! # Reading order
//! [`history`] (a set of lists as bits), [`overlap`] (the table and its margins), then the readers, which take their
//! rows from [`rows`].
//!
//! # Invariants
//! - An [`OverlapTable`] has 1 to [`MAX_LISTS`] differently named lists, nobody in the all-zero
//!   history, and no list without a person.
//! - A reader either returns a whole table or an error that names file, line, column and remedy.
//! - Nothing here identifies anybody: persons are opaque codes, used only to see that two rows
//!   belong together, and they do not survive tabulation.
//!
//! ```
//! use record::counts;
//! let csv = "police,shelter,count\n1,0,40\n0,1,30\n1,1,6\n";
//! let table = counts::read("counts.csv", csv.as_bytes())?;
//! assert_eq!(table.persons(), 76);
//! assert_eq!(table.size_of(0), 46);
//! # Ok::<(), counts::ReadError>(())
//! ```

pub mod coded;
pub mod counts;
pub mod history;
pub mod linked;
pub mod overlap;
mod place;
pub mod rows;

pub use coded::{CodedRecord, Covariate, Gender};
pub use history::History;
pub use overlap::{BuildError, MAX_LISTS, OverlapTable};
pub use place::Place;
