//! Organisations, services, places, hours and capacity (HSDS 3.1), and who fits a need.

pub mod directory;
pub mod export;
pub mod hours;
pub mod import;
pub mod model;
pub mod problem;
pub mod profile;
pub mod row;
pub mod value;

mod check;

pub use directory::{Directory, Nesting};
pub use model::*;
pub use row::Extra;
