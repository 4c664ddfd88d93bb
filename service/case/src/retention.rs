//! How long what is kept, what is held back from erasing, and the ledger of what was erased.
//!
//! Each class of record has a [`Period`] after its last use; [`due`] lists what is over it. A
//! [`Hold`] (a court asked, a report is disputed) stops the erasing of one record until a member
//! lifts it. Erasing destroys keys; what is left is an entry of the [`Ledger`], which holds no content,
//! and a [`Certificate`] for whoever asked.
//!
//! An older backup holds keys that were destroyed since. Whoever restores one destroys again what the
//! ledger names and the backup still holds ([`Ledger::replay`]), before anything is served.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use casework::event::Event;
use casework::id::{CaseId, ContactId, MemberId, NoteId, PersonId};
use casework::time::{Span, Timestamp};
use uuid::Uuid;

casework::codes! {
    /// A class of records with one period.
    pub enum Class in "retention_class" {
        /// A contact that belongs to no case.
        Contact = "contact",
        /// A tip that belongs to no case.
        Tip = "tip",
        /// A case with everything in it.
        Case = "case",
        /// A person of a case.
        Person = "person",
        /// A note.
        Note = "note",
    }
}

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A contact or a tip.
    Contact(ContactId),
    /// A case.
    Case(CaseId),
    /// A person.
    Person(PersonId),
    /// A note.
    Note(NoteId),
}

impl Subject {
    /// What kind of record it is, as stored and in the audit.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Case(_) => "case",
            Self::Person(_) => "person",
            Self::Note(_) => "note",
        }
    }

    /// Its identifier without its kind.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Contact(id) => id.uuid(),
            Self::Case(id) => id.uuid(),
            Self::Person(id) => id.uuid(),
            Self::Note(id) => id.uuid(),
        }
    }

    /// The record of a kind and an identifier; none if there is no such kind.
    #[must_use]
    pub fn of(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "contact" => Some(Self::Contact(ContactId::from_uuid(id))),
            "case" => Some(Self::Case(CaseId::from_uuid(id))),
            "person" => Some(Self::Person(PersonId::from_uuid(id))),
            "note" => Some(Self::Note(NoteId::from_uuid(id))),
            _ => None,
        }
    }
}

/// How long records of a class are kept after their last use; at least a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    days: u32,
}

/// The period of every class; a class without one is kept until somebody erases it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods(BTreeMap<Class, Period>);

/// One record as far as keeping it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which record.
    pub subject: Subject,
    /// Of which class.
    pub class: Class,
    /// When it was used last.
    pub last_used_at: Timestamp,
    /// Whether anything about it is still open: a duty, a task, a referral.
    pub open: bool,
}

casework::codes! {
    /// Why a record is held.
    pub enum HoldReason in "hold_reason" {
        /// A court ordered that it is kept.
        CourtOrder = "court_order",
        /// A proceeding is under way or has to be expected.
        Proceeding = "proceeding",
        /// An authority asked by law that it is kept.
        AuthorityAsked = "authority_asked",
        /// A report, or what was done, is disputed.
        Disputed = "disputed",
    }
}

/// A reason to keep a record whatever its period says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who asked for it.
    pub by: MemberId,
    /// Since when.
    pub since: Timestamp,
    /// Who lifted it, and when.
    pub lifted: Option<(MemberId, Timestamp)>,
}

/// Every hold, by record; a record can have several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds(BTreeMap<Subject, Vec<Hold>>);

casework::codes! {
    /// Why a record is erased.
    pub enum Reason in "erasure_reason" {
        /// Its time is over.
        PeriodOver = "period_over",
        /// The person asked for it.
        PersonAsked = "person_asked",
        /// A court ordered it.
        CourtOrdered = "court_ordered",
        /// It should not have been recorded.
        RecordedWrongly = "recorded_wrongly",
    }
}

casework::codes! {
    /// What is destroyed of a record, as its certificate counts it.
    pub enum Part in "erased_part" {
        /// Keys by which a reader opened it.
        Keys = "keys",
        /// Lines of a conversation.
        Messages = "messages",
        /// Notes, names, numbers, safe-contact cards.
        Texts = "texts",
        /// Answers of screenings.
        Screenings = "screenings",
        /// Reports that were prepared, and numbers that agencies gave.
        Reports = "reports",
        /// What was released to a service.
        Released = "released",
        /// Names, wishes, plans of a case.
        CaseTexts = "case_texts",
        /// Notes and documents of a case.
        CaseNotes = "case_notes",
        /// Tasks of a case.
        Tasks = "tasks",
        /// Names of agencies.
        Agencies = "agencies",
        /// Marks by which it was found again.
        Marks = "marks",
        /// Receipts and sessions by which the person came back.
        Ways = "ways",
    }
}

/// How many of each part were destroyed.
pub type Counts = BTreeMap<Part, u64>;

/// One record that was erased. It holds no content and no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Its place in the ledger, counted from 1 without a gap.
    pub entry: u64,
    /// Which record.
    pub subject: Subject,
    /// Of which class.
    pub class: Class,
    /// Why.
    pub reason: Reason,
    /// Who decided.
    pub decided_by: MemberId,
    /// Who else agreed; the system's own erasing at the end of a period needs nobody.
    pub agreed_by: Option<MemberId>,
    /// When the keys were destroyed.
    pub at: Timestamp,
    /// How many wrapped keys were destroyed.
    pub keys: u32,
}

/// Everything that was erased, in order. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(Vec<Erased>);

/// What a person gets who asked for erasing: that it happened, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The entry of the ledger that it certifies.
    pub erased: Erased,
    /// The hash of the ledger up to that entry, as hexadecimal digits, by which anybody can check that
    /// the entry was not written later.
    pub ledger_hash: String,
}

/// Why a record is not erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErasureRefused {
    /// It is held.
    #[error("this record is held since {} by a legal hold; lift the hold first", .0.seconds())]
    Held(Timestamp),
    /// Something about it is open.
    #[error("a duty, a task or a referral about this record is still open; settle it first")]
    Open,
    /// Its time is not over.
    #[error("its time is not over; another reason and a second member are needed")]
    NotOver,
    /// Nobody else agreed.
    #[error("another member has to agree before a record is erased early")]
    NotAgreed,
    /// It is erased already.
    #[error("this record was erased already (entry {0} of the ledger)")]
    Already(u64),
    /// The stored ledger has a gap.
    #[error(
        "entry {0} of the erasure ledger is missing; restore the ledger before anything is served"
    )]
    Gap(u64),
}

impl Periods {
    /// Sets the period of a class in days.
    #[must_use]
    pub fn keep(mut self, class: Class, days: u32) -> Self {
        self.0.insert(class, Period { days: days.max(1) });
        self
    }

    /// When the time of a record is over; none if its class has no period.
    #[must_use]
    pub fn over_at(&self, kept: &Kept) -> Option<Timestamp> {
        let period = self.0.get(&kept.class)?;
        Some(kept.last_used_at + Span::from_days(i64::from(period.days)))
    }
}

impl Holds {
    /// Holds a record.
    pub fn hold(&mut self, subject: Subject, by: MemberId, since: Timestamp) {
        self.0.entry(subject).or_default().push(Hold { by, since, lifted: None });
    }

    /// Lifts every hold of a record. The holds stay on file.
    pub fn lift(&mut self, subject: Subject, by: MemberId, at: Timestamp) {
        for hold in self.0.get_mut(&subject).into_iter().flatten() {
            hold.lifted = hold.lifted.or(Some((by, at)));
        }
    }

    /// The oldest hold that is not lifted.
    #[must_use]
    pub fn on(&self, subject: Subject) -> Option<Hold> {
        let holds = self.0.get(&subject)?;
        holds.iter().filter(|hold| hold.lifted.is_none()).min_by_key(|hold| hold.since).copied()
    }
}

/// The records whose time is over and that nothing keeps, the oldest first.
#[must_use]
pub fn due(
    records: impl IntoIterator<Item = Kept>,
    periods: &Periods,
    holds: &Holds,
    now: Timestamp,
) -> Vec<Kept> {
    let over = |kept: &Kept| {
        let over = periods.over_at(kept).is_some_and(|at| at <= now);
        over && !kept.open && holds.on(kept.subject).is_none()
    };
    let mut due: Vec<Kept> = records.into_iter().filter(over).collect();
    due.sort_by_key(|kept| (kept.last_used_at, kept.subject));
    due
}

/// Who erases what, why and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasing {
    /// The record.
    pub kept: Kept,
    /// Why.
    pub reason: Reason,
    /// Who decides.
    pub by: MemberId,
    /// Who else agreed.
    pub agreed_by: Option<MemberId>,
    /// When.
    pub at: Timestamp,
    /// How many wrapped keys are destroyed with it.
    pub keys: u32,
}

impl Erasing {
    /// Whether the record may be erased.
    ///
    /// # Errors
    /// [`ErasureRefused`] if it is held, something is open, or its time is not over and nobody else
    /// agreed.
    pub fn check(&self, periods: &Periods, holds: &Holds) -> Result<(), ErasureRefused> {
        if let Some(hold) = holds.on(self.kept.subject) {
            return Err(ErasureRefused::Held(hold.since));
        }
        if self.kept.open {
            return Err(ErasureRefused::Open);
        }
        let over = periods.over_at(&self.kept).is_some_and(|over_at| over_at <= self.at);
        match self.reason {
            Reason::PeriodOver if !over => Err(ErasureRefused::NotOver),
            Reason::PeriodOver => Ok(()),
            _ if self.agreed_by.is_none_or(|agreed| agreed == self.by) => {
                Err(ErasureRefused::NotAgreed)
            }
            _ => Ok(()),
        }
    }

    /// Its line in the ledger, as the one after `before` lines.
    #[must_use]
    pub const fn entered(&self, before: u64) -> Erased {
        Erased {
            entry: before + 1,
            subject: self.kept.subject,
            class: self.kept.class,
            reason: self.reason,
            decided_by: self.by,
            agreed_by: self.agreed_by,
            at: self.at,
            keys: self.keys,
        }
    }
}

impl Ledger {
    /// The ledger as stored.
    ///
    /// # Errors
    /// [`ErasureRefused::Gap`] if an entry is missing: then what was erased could come back.
    pub fn restore(mut entries: Vec<Erased>) -> Result<Self, ErasureRefused> {
        entries.sort_by_key(|erased| erased.entry);
        for (expected, erased) in (1..).zip(&entries) {
            if erased.entry != expected {
                return Err(ErasureRefused::Gap(expected));
            }
        }
        Ok(Self(entries))
    }

    /// Enters that a record is erased; the keys are destroyed in the same transaction.
    ///
    /// # Errors
    /// [`ErasureRefused`] if it is held, something is open, its time is not over and nobody else
    /// agreed, or it was erased before.
    pub fn erase(
        &mut self,
        erasing: Erasing,
        periods: &Periods,
        holds: &Holds,
    ) -> Result<Event, ErasureRefused> {
        if let Some(before) = self.entry_of(erasing.kept.subject) {
            return Err(ErasureRefused::Already(before.entry));
        }
        erasing.check(periods, holds)?;
        let erased = erasing.entered(self.0.len() as u64);
        let entry = erased.entry;
        self.0.push(erased);
        Ok(Event::RecordErased { entry })
    }

    /// What a restored backup still holds and has to be destroyed again before it serves.
    #[must_use]
    pub fn replay(&self, held: &BTreeSet<Subject>) -> Vec<Subject> {
        self.0
            .iter()
            .map(|erased| erased.subject)
            .filter(|subject| held.contains(subject))
            .collect()
    }

    /// The entry of a record, if it was erased.
    #[must_use]
    pub fn entry_of(&self, subject: Subject) -> Option<&Erased> {
        self.0.iter().find(|erased| erased.subject == subject)
    }

    /// Every entry, the oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Erased] {
        &self.0
    }

    /// The certificate of one entry.
    #[must_use]
    pub fn certificate(&self, entry: u64, ledger_hash: &[u8; 32]) -> Option<Certificate> {
        let erased = self.0.iter().find(|erased| erased.entry == entry)?;
        let ledger_hash = ledger_hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Certificate { erased: *erased, ledger_hash })
    }
}
