//! The door: a case goes in, a coded record comes out, and nothing else passes.
//!
//! What leaves is a [`CodedCase`]: codes of HTCDS 2.0 lists, an age band, a month, a county's code.
//! There is no field in it that could hold a name, a date, a text or an identifier. Which fields
//! leave, which codes are merged and which places are which county is data ([`Rules`]), so that a
//! privacy officer reads a file and no program.
//!
//! # Reading order
//! [`rules`] (what may leave), [`coded`] (one case), [`rare`] (combinations that few share).
//!
//! # Invariants
//! - Rules that would let a text, a date, a number, a coordinate or an identifier out are refused when
//!   they are read, whatever field they name.
//! - Every cell of a coded record is a code that stands in the rules or in the standard's list, or
//!   `unknown`: a place that the rules do not know is `unknown`, never itself.
//! - A combination of month, county, age band and gender that fewer than `k` records share leaves
//!   coarser, until at least `k` records of the source match it.
//!
//! # Example
//! ```
//! use case::htcds::{Field, Record, Section, Value};
//! use deidentify::{CodedCase, Rules};
//!
//! let rules = Rules::read(r#"
//!     k = 11
//!     keep = ["vic_MethodsOfControl"]
//!     [counties]
//!     "Northfield" = "north"
//! "#)?;
//! let set = |record: &mut Record, field, cell| -> Result<(), Box<dyn std::error::Error>> {
//!     Ok(record.set(field, Value::parse(field, cell)?)?)
//! };
//! let mut case = Record::new(Section::Case, "1", None);
//! set(&mut case, Field::CasIncomingReferralDate, "2026-03-14")?;
//! let mut person = Record::new(Section::Person, "2", None);
//! set(&mut person, Field::PrsFirstName, "Zorilanda")?;
//! set(&mut person, Field::PrsBirthdate, "2010-09-01")?;
//! set(&mut person, Field::PrsMailingCity, "Northfield")?;
//! let mut victim = Record::new(Section::Victim, "3", Some("2".to_owned()));
//! set(&mut victim, Field::VicMethodsOfControl, "DebtBondage")?;
//!
//! let coded = CodedCase::of(&rules, &case, &person, &victim);
//! assert_eq!(coded.cells().collect::<Vec<_>>(), [
//!     "2026-03", "north", "15-17", "NonSpecifiedUnknown", "DebtBondage",
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod coded;
pub mod rare;
pub mod rules;

pub use coded::CodedCase;
pub use rules::Rules;
