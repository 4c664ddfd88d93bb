//! Organisations, services, places, hours and capacity (HSDS 3.1), and who fits a need.
//!
//! The modules stand in the order of the data's way. An [`import`] reads the [`model`] of the
//! standard with Daybreak's [`profile`] into a [`Directory`]; [`hours`], [`place`] and [`taxonomy`]
//! say what its rows mean; [`matching`] answers who fits a need; [`public`] takes out what must not
//! leave, [`export`] writes the rest, [`feed`] answers the read API, and [`sync`] follows another directory. [`fold`](mod@fold) makes free text comparable.
//!
//! Nothing here performs I/O, reads a clock or draws a random number: bytes come in, values go out.
//!
//! # Invariants
//! - An import is whole, or says of every row that it left out why, with file, line and field.
//! - Nothing that came in is lost on the way out: unknown properties, links to nothing, second copies.
//! - What may leave is a [`public::Cleared`] document, and only [`PublicView`] makes those.
//! - What a directory does not say is never taken for a no.
//!
//! # Example
//! ```
//! use casework::{
//!     need::{AgeBand, Need},
//!     time::Timestamp,
//! };
//! use directory::{
//!     import::{File, Mode, import},
//!     matching::{Index, Needs, Settings, Wish},
//! };
//!
//! let bytes = br#"{
//!   "id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10", "name": "Night shelter", "status": "active",
//!   "minimum_age": 12, "maximum_age": 17,
//!   "schedules": [{"id": "0e4f9d6e-6d43-4d7e-9a2c-0c9a7c1f3b55", "zone": "America/Chicago",
//!                  "opens_at": "00:00", "closes_at": "23:59"}],
//!   "attributes": [{"id": "5d3b2f7a-1c7e-4e55-8a4e-7f6b1d2c3e4f", "link_type": "need",
//!                   "value": "emergency_shelter"}]
//! }"#;
//! let taken = import(&[File { name: "shelter.json", bytes }], Mode::Strict)?;
//!
//! let index = Index::of(&taken.directory, Settings::default());
//! let wish = Wish {
//!     needs: Needs::NONE.with(Need::EmergencyShelter),
//!     age: Some(AgeBand::From15To17),
//!     ..Wish::at(Timestamp::from_seconds(1_795_032_000))
//! };
//! let matches = index.matches(&wish);
//! let reasons: Vec<String> =
//!     matches.fitting[0].findings.iter().map(|finding| finding.reason().to_string()).collect();
//! assert_eq!(reasons, ["offers emergency shelter", "takes this age", "open"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod directory;
pub mod export;
pub mod feed;
pub mod fold;
pub mod hours;
pub mod import;
pub mod matching;
pub mod model;
pub mod place;
pub mod problem;
pub mod profile;
pub mod public;
pub mod row;
pub mod sync;
pub mod taxonomy;
pub mod value;

mod check;
mod json;

pub use directory::{Directory, Nesting};
pub use model::*;
pub use public::PublicView;
pub use row::Extra;
