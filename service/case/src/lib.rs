//! A situation that several agencies work on together.
//!
//! Read in this order. A [`case`](mod@case) joins contacts, agencies, duties, tasks and [`person`]s, each in one
//! part; [`merge`] finds and undoes two records of one person. [`sharing`] computes what each agency
//! sees of a person, field by field and with the reason. The [`review`] is the weekly meeting that
//! decides [`task`]s. [`justice`] is what became of exploiters, [`wellbeing`] how victims are, and the
//! two never touch. [`break_glass`] opens what one has no right to, in the open, and the
//! [`access_review`] asks about it each month. [`retention`] says what is kept and erased, and [`htcds`] takes cases in and out
//! by the standard of the field.
//!
//! No I/O, no clock, no randomness. The crate does not know screening scores.
//!
//! # Invariants
//! - A potential victim is in no list of offenders: the types forbid it ([`person`]).
//! - Another agency sees of a person what a consent names that holds at this moment, and nothing else.
//! - Neither an alleged exploiter signs a consent, nor does a consent hold that one signed.
//! - Merging changes no record, and undoing it gives back exactly what was there.
//! - A case, a task or a place on the agenda is never dropped because somebody leaves or forgets.
//! - What was erased stays erased when an older backup is restored.
//!
//! # Example
//! ```
//! use case::merge::People;
//! use case::person::{Part, Person, VictimStatus};
//! use case::sharing::{Item, Seat, Viewer, shown};
//! use casework::consent::Purpose;
//! use casework::id::{CaseId, OrganizationId, PersonId};
//! use casework::time::{Span, Timestamp};
//!
//! let now = Timestamp::from_seconds(1_800_000_000);
//! let mut people = People::of(CaseId::new(now, [1; 10]));
//! let part = Part::Victim(VictimStatus::Possible);
//! let youth = Person { id: PersonId::new(now, [2; 10]), part, since: now };
//! people.put(youth);
//! let victim = youth.victim().ok_or("a potential victim")?;
//! assert!(youth.exploiter().is_none());
//!
//! // A school sits at the table. Without a consent it sees the work, and nothing about the youth.
//! let school = Viewer {
//!     organization: OrganizationId::new(now, [3; 10]),
//!     seat: Seat::Review,
//!     purpose: Purpose::CoordinateCare,
//!     agreement_until: Some(now + Span::from_days(90)),
//!     closed: false,
//! };
//! let seen = shown(&school, victim, &[], &people, now);
//! assert_eq!(seen, [Item::Tasks, Item::Duties, Item::Justice].into());
//! # Ok::<(), &'static str>(())
//! ```

pub mod access_review;
pub mod break_glass;
pub mod case;
pub mod htcds;
pub mod justice;
pub mod merge;
pub mod person;
pub mod retention;
pub mod review;
pub mod sharing;
pub mod task;
pub mod wellbeing;
