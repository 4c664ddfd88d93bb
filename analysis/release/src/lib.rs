//! What may be published: tables first, rows second, and never a child who can be recognised.
//!
//! A publication is a fixed [`workload`] of tables about coded records. Each table is protected in one
//! of three ways, and every way says in plain words what it promises ([`statement`]):
//!
//! 1. [`suppression`]: small cells are withheld, and with them the cells that would give them away.
//!    [`attack`] is the independent attempt to undo it; [`difference`] looks at earlier publications.
//! 2. [`cell_key`]: every count changes a little, always by the same for the same people.
//! 3. [`private`]: differential privacy. [`noise`] is drawn exactly, [`account`] says what it costs,
//!    the [`ledger`] refuses what is too much, [`consistent`] makes tables agree.
//!
//! What goes out is a [`publication`] with its dictionary; a [`bundle`] is one that its publisher signed.
//!
//! [`synthetic`] rows are made from protected tables alone; [`crosswalk`] gives them the columns that
//! others use, [`quality`] says how far they are off.
//!
//! # Reading order
//! [`variable`], [`workload`], [`dataset`], [`cells`] (what is counted), then the three ways above.
//!
//! # Invariants
//! - A value that is no code of the workload is refused, never tabulated.
//! - A suppressed table comes with a certificate for every small cell: another table that agrees with
//!   everything published. [`suppression::Suppression::verify`] checks it by arithmetic.
//! - No floating-point number is drawn where privacy is claimed.
//! - Nothing is drawn before the ledger was charged, and no ledger lets a year pass its budget.
//!
//! # Example
//! ```
//! use release::cells::Cells;
//! use release::dataset::Dataset;
//! use release::suppression::{Suppression, sensitive_counts};
//! use release::workload::Workload;
//!
//! let workload = Workload::read(r#"
//!     dataset = "county"
//!     period = "2026"
//!     unit = "one potential victim"
//!     population = "persons known to the hotline"
//!     threshold = 3
//!     [[variables]]
//!     name = "age_band"
//!     codes = ["12-14", "15-17"]
//!     [[variables]]
//!     name = "gender"
//!     codes = ["Feminine", "Masculine"]
//!     [[tables]]
//!     name = "age by gender"
//!     by = ["age_band", "gender"]
//! "#)?;
//! let csv = "age_band,gender\n".to_owned()
//!     + &"12-14,Feminine\n".repeat(20)
//!     + &"12-14,Masculine\n".repeat(2)
//!     + &"15-17,Feminine\n".repeat(30)
//!     + &"15-17,Masculine\n".repeat(9);
//! let data = Dataset::read(&workload, "records.csv", csv.as_bytes(), None)?;
//! let cells = Cells::new(&workload.variables, &workload.tables);
//! let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
//! let small = sensitive_counts(&counts, workload.threshold);
//! let suppression = Suppression::new(&cells, &counts, &small)?;
//! assert_eq!((small.len(), suppression.complementary()), (1, 3));
//! suppression.verify(&cells, &counts)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod account;
pub mod attack;
pub mod bundle;
pub mod cell_key;
pub mod cells;
pub mod consistent;
pub mod crosswalk;
pub mod dataset;
pub mod difference;
pub mod ledger;
pub mod noise;
pub mod private;
pub mod publication;
pub mod quality;
pub mod source;
pub mod statement;
pub mod suppression;
pub mod synthetic;
pub mod variable;
pub mod workload;

#[cfg(test)]
mod testing;
