//! What was done for whom and how soon: measures of a community's response, from coded steps.
//!
//! A [`Step`] is one coded fact of the course of a person through the agencies: somebody saw
//! them, somebody recognised what was done to them, a service was asked, accepted, received them. Every
//! [`Measure`] puts each of its units (a person, a request, a duty, a cell of a record) into one of a few
//! outcomes and counts; its definition stands in one place and travels with the figure. What leaves is
//! protected by [`release::suppression`] like any other table.
//!
//! What becomes of exploiters before the law stands in a file of its own, with its own types and measures:
//! an [`Entry`](justice::Entry) about an exploiter is never a [`Step`] of a victim, nor the reverse.
//!
//! # Reading order
//! [`step`], [`justice`] and [`beds`] (what is read), [`definition`] (what each measure is), [`course`] and [`proceeding`] (how
//! units are sorted into outcomes), [`period`] and [`interval`] (trends), [`figures`] (counts, shares, what is
//! withheld).
//!
//! # Invariants
//! - A text, a name or a number of a person cannot be a code: a file that holds one is refused with its
//!   line, and the cell is not repeated.
//! - The reader of victims' steps refuses a file about exploiters, and the reverse.
//! - A figure is withheld together with what would give it away, in its own measure and in every measure of
//!   the same units; a share is shown only where what is shown tells its two counts anyway.
//! - The hotline's own measures are elsewhere (`casework::measure`): nothing is defined twice.
//!
//! # Example
//! ```
//! use measure::{Period, Steps, figures};
//!
//! let mut csv = String::from("person,agency,step,day,recorded,about,due,county,age_band,gender\n");
//! for person in 0..40 {
//!     csv += &format!("p{person},school,contact,2026-03-01,2026-03-02,,,north,15-17,Feminine\n");
//!     csv += &format!("p{person},police,identified,2026-03-14,2026-03-14,,,north,15-17,Feminine\n");
//! }
//! let steps = Steps::read("steps.csv", csv.as_bytes())?;
//! let year = Period::new("2026-01-01", "2027-01-01").unwrap();
//! let figures = figures::all(&steps, &year, 11)?;
//! let missed = &figures[1];
//! assert_eq!(missed.definition.name, "Missed contacts before identification");
//! assert_eq!(missed.shares[0].numerator, Some(40));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod beds;
pub mod course;
pub mod definition;
pub mod figures;
pub mod file;
pub mod interval;
pub mod justice;
pub mod period;
pub mod proceeding;
pub mod step;

pub use beds::Beds;
pub use definition::exploiters::JusticeMeasure;
pub use definition::{Definition, Measure};
pub use figures::Figures;
pub use justice::Justice;
pub use period::Period;
pub use step::{Step, Steps};
