//! A fictional county with known truth: demo, practice, proof.
//!
//! A [`county`](mod@county) has services, partners and a hotline with three teams; [`contacts`](mod@contacts) are
//! some weeks of people reaching out to it; a [`visitor`] answers a learner as a frightened but
//! ordinary teenager would; [`people`] makes lists with known truth, to judge linkage by;
//! [`hidden`] is a whole hidden population with those who notice it, to judge a study by; [`justice`] is what
//! becomes of exploiters before the law, [`beds`] how many places were free in each hour.
//!
//! # Invariants
//! - Everything follows from a seed and an instant: same arguments, same bytes, on every machine.
//! - Nothing is real: places, people, numbers and sites are from ranges kept for fiction, and
//!   nothing graphic is told.
//!
//! # Example
//! ```
//! use casework::time::Timestamp;
//!
//! let now = Timestamp::from_seconds(1_795_032_000);
//! let county = simulation::county(7, now);
//! assert!(county.directory.services.len() >= 60);
//!
//! let contacts = simulation::contacts(7, &county, now, 2);
//! assert!(contacts.iter().all(|contact| contact.received_at < now));
//! ```

pub mod beds;
pub mod contacts;
pub mod county;
pub mod course;
pub mod hidden;
pub mod justice;
pub mod people;
pub mod random;
pub mod visitor;

pub use contacts::contacts;
pub use county::{County, county};
