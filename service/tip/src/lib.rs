//! What becomes of a tip, and what the tipster is told of it.
//!
//! A tip is a contact in the tip lane whose tipster holds a receipt. Read in this order: [`telling`] is
//! what the public form asks (one sentence is enough), [`fate`] what may happen to a tip and what the
//! tipster sees of it, [`likeness`] which other tips may tell of the same by the [`mark`]s they hold,
//! [`lost`] how a person decides whether somebody who lost the receipt gets a new one, and [`pace`]
//! how often a receipt can be tried.
//!
//! The receipt itself (six words, the keys they give) is in the crate `vault`. Nothing here does I/O,
//! reads a clock or draws a random number.
//!
//! # Invariants
//! - The tipster is told codes and days, never a word about an investigation: [`fate::Shown`] has no
//!   place for one.
//! - A tip cannot be closed before an agency acted or somebody said why nobody could, nor while a
//!   report about it is still due.
//! - Tips are suggested for linking and never merged: what a link joins can be parted again, and a
//!   pair that a person parted is not suggested any more.
//!
//! # Example
//! ```
//! use casework::agency::AgencyKind;
//! use casework::id::{ContactId, MemberId};
//! use casework::outcome::TipStage;
//! use casework::time::{Span, Timestamp};
//! use tip::fate::Fate;
//!
//! let now = Timestamp::from_seconds(1_800_000_000);
//! let reader = MemberId::new(now, [1; 10]);
//! let (fate, _) = Fate::receive(ContactId::new(now, [2; 10]), now);
//! let (fate, _) = fate.read(reader, now + Span::from_minutes(4))?;
//! let (fate, _) = fate.route(AgencyKind::LawEnforcement, reader, now + Span::from_minutes(30))?;
//! let shown: Vec<_> = fate.shown().map(|line| (line.stage, line.agency)).collect();
//! assert_eq!(shown[2], (TipStage::Routed, Some(AgencyKind::LawEnforcement)));
//! // Routed is not the end: somebody has to say what came of it.
//! assert!(fate.close(0, reader, now + Span::from_days(1)).is_err());
//! # Ok::<(), tip::fate::FateRefused>(())
//! ```

pub mod fate;
pub mod likeness;
pub mod lost;
pub mod mark;
pub mod pace;
pub mod telling;
