//! Who must report what to whom by when: rules as data, and duties with clocks.
//!
//! Read in this order. A [`situation`] is what is known, in the few facts that rules look at. The
//! [`table`] holds [`rule`]s for every [`place`], each with its source and its history.
//! [`obligation`] says what the rules oblige to, which rule and which fact made it, and until when
//! ([`deadline`]). A [`duty`] is one such report with its owner, its escalation and the [`proof`] of
//! sending; the [`board`] orders them and finds what has to begin. A [`report`] is prepared for a
//! person, who sends it: nothing here sends anything.
//!
//! No I/O, no clock, no randomness: time is an argument. The crate does not know screening scores, so
//! none can start or end a duty.
//!
//! # Invariants
//! - The clock runs from when the information was received, not from when it was typed in.
//! - A decision of the house never binds in the help lane: there only the law goes beyond consent.
//! - A duty ends by a proof of sending or by two members who agree that none is required, never by
//!   itself, by a changed fact, a changed rule or a member who leaves.
//! - "Unknown" and "prefers not to say" neither start a duty nor stop a rule.
//! - A rule that was changed needs a new look by whoever checks it and by counsel.
//!
//! # Example
//! ```
//! use casework::agency::AgencyKind;
//! use casework::contact::Lane;
//! use casework::id::{ContactId, DutyId, MemberId, TeamId};
//! use casework::time::{Span, Timestamp};
//! use duty::board::{Step, steps};
//! use duty::deadline::Holidays;
//! use duty::duty::{Duty, Standing};
//! use duty::obligation::{House, obligations};
//! use duty::place::Place;
//! use duty::situation::{Fact, Situation, Subject};
//! use duty::table::RuleTable;
//!
//! let received = Timestamp::from_seconds(1_800_000_000);
//! let member = MemberId::new(received, [1; 10]);
//! let subject = Subject::Contact(ContactId::new(received, [2; 10]));
//! // A tip: a child is missing.
//! let situation = Situation::new(subject, Lane::Tip, Place::unknown())
//!     .learn(Fact::Minor, received, member)
//!     .learn(Fact::Missing, received, member);
//! let house = House {
//!     we: Default::default(),
//!     zone: chrono_tz::America::Chicago,
//!     holidays: Holidays::none(),
//! };
//! let found = obligations(&RuleTable::bundled()?, &situation, &house);
//! let told: Vec<_> = found.owed.iter().map(|owed| owed.recipient).collect();
//! assert_eq!(told, [AgencyKind::LawEnforcement, AgencyKind::MissingChildrenCenter]);
//!
//! let Some(Step::Start(owed)) = steps(&found, &[]).into_iter().next() else { unreachable!() };
//! assert_eq!(owed.grounds[0].rule.as_str(), "house-missing-child-police");
//! let team = TeamId::new(received, [3; 10]);
//! let (duty, _) = Duty::start(DutyId::new(received, [4; 10]), owed, team, None, received);
//! let next_day = received + Span::from_hours(25);
//! assert_eq!(duty.standing(next_day), Standing::Overdue(Span::from_hours(1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod board;
pub mod deadline;
pub mod duty;
pub mod obligation;
pub mod place;
pub mod proof;
pub mod report;
pub mod rule;
pub mod situation;
pub mod table;

#[cfg(test)]
mod testing;
