//! What a worker does for a person, as plain values and rules.
//!
//! The modules stand in the order in which a person moves through the service. A [`contact`] comes
//! in and waits in the [`queue`], told honestly for how long ([`waiting`]); a member on [`shift`]
//! answers, and a [`conversation`] begins; what matters is recorded as coded [`facts`], and how to
//! reach the person as a card for [`safe_contact`]; a [`need`] leads to a question for a [`bed`] and
//! to a [`referral`], and a [`consent`] decides what may follow it. Every change is an [`event`].
//!
//! Beside them: [`measure`] (figures from the events), [`unmet`] (who found no place), [`member`] (who acts), [`agency`] (who else has
//! a part), [`outcome`] (what became of tips and duties), [`follow_up`] (of people after they arrived), [`text`] (what must be sealed), [`code`],
//! [`id`] and [`time`]. The rules of tips, duties and cases are crates of their own (`tip`, `duty`,
//! `case`) that build on these words.
//!
//! Nothing here performs I/O, reads a clock or draws a random number. Time and identifiers come in
//! as arguments, so every rule can be tested with a literal, and this crate depends on neither the
//! database nor the web server.
//!
//! # Invariants
//! - A transition consumes its value and returns the next one with the [`event::Event`] to commit.
//! - A contact that broke off is kept; a waiting contact cannot be closed unread.
//! - A bed is held only with a [`bed::FreePlace`], and never two for one request.
//! - Identity is released only with a [`consent::ConsentForReferral`], and that exists only for the
//!   organisation that accepted.
//! - Events hold codes, identifiers and times; sensitive text has types that cannot be printed.
//!
//! # Example
//! ```
//! use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane};
//! use casework::id::{ContactId, MemberId, TeamId};
//! use casework::time::{Span, Timestamp};
//!
//! let now = Timestamp::from_seconds(1_800_000_000);
//! let specialist = MemberId::new(now, [1; 10]);
//! let (contact, received) = Contact::receive(Arrival {
//!     id: ContactId::new(now, [2; 10]),
//!     team: TeamId::new(now, [3; 10]),
//!     channel: Channel::Chat,
//!     lane: Lane::Help,
//!     danger: Danger::Unknown,
//!     received_at: now,
//! });
//! assert_eq!(received.name(), "ContactReceived");
//!
//! let (contact, _) = contact.answer(specialist, now + Span::from_seconds(9))?;
//! let (contact, ended) = contact.end(specialist, Ending::Finished, now + Span::from_minutes(19))?;
//! assert!(contact.is_ended());
//! assert_eq!(ended.contact(), Some(contact.id()));
//! # Ok::<(), casework::contact::TransitionRefused>(())
//! ```

pub mod agency;
pub mod bed;
pub mod code;
pub mod consent;
pub mod contact;
pub mod conversation;
pub mod event;
pub mod facts;
pub mod federal;
pub mod follow_up;
pub mod hand_off;
pub mod id;
pub mod measure;
pub mod member;
pub mod need;
pub mod outcome;
pub mod queue;
pub mod referral;
pub mod safe_contact;
pub mod shift;
pub mod step;
pub mod text;
pub mod time;
pub mod unmet;
pub mod waiting;
