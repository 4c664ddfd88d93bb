//! The weekly review: which cases are on the table, who may sit at it, what was decided.
//!
//! The agenda is computed from the cases ([`agenda`]), so no case is left out because nobody wrote it
//! down. Nobody sits at the table without a signed confidentiality agreement and their organisation's
//! memorandum ([`Review::attend`]); they need no account for that. A decision is a task with an owner and a day; whatever was not
//! spoken about, and whatever was decided and not done, stands on the next agenda.
//!
//! The sheet of a young person is [`SHEET`]: their own wishes have the first place.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use casework::contact::Danger;
use casework::id::{CaseId, MemberId, OrganizationId, ReviewId, SeatId, TaskId};
use casework::time::{Span, Timestamp};

use crate::sharing::Item;
use crate::task::Task;

/// The places of a young person's sheet, in their order.
pub const SHEET: [Item; 11] = [
    Item::Wishes,
    Item::Name,
    Item::Age,
    Item::Wellbeing,
    Item::SafetyPlan,
    Item::Location,
    Item::Needs,
    Item::Situation,
    Item::Tasks,
    Item::Duties,
    Item::Justice,
];

casework::codes! {
    /// Why a case is on the agenda, most urgent first.
    pub enum OnAgenda in "on_agenda" {
        /// Somebody is in danger now.
        Danger = "danger",
        /// A victim was treated as an offender and that is not put right.
        HarmBySystem = "harm_by_system",
        /// A report or a task is overdue.
        Overdue = "overdue",
        /// The case is new.
        New = "new",
        /// Nobody had contact for longer than agreed.
        NoContact = "no_contact",
        /// It was on the last agenda and not spoken about.
        CarriedOver = "carried_over",
        /// Something that a meeting decided about it is not done.
        NotDone = "not_done",
        /// Somebody wants to speak about it.
        Asked = "asked",
    }
}

/// One case as far as the agenda needs to know it; the store computes it in one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Which case.
    pub case: CaseId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// What is known about danger.
    pub danger: Danger,
    /// Reports that are overdue.
    pub overdue_duties: u32,
    /// When somebody last had contact with the young person.
    pub last_contact_at: Option<Timestamp>,
    /// Harm by the system that is not put right.
    pub harm_by_system: bool,
    /// Whether it is closed.
    pub closed: bool,
}

/// One place of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which case.
    pub case: CaseId,
    /// Why; never empty.
    pub because: BTreeSet<OnAgenda>,
    /// Its open tasks, the most overdue first.
    pub tasks: Vec<TaskId>,
}

/// What somebody has signed, on file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreements {
    /// For which organisation they sit there.
    pub organization: OrganizationId,
    /// Who they are here; none for somebody of another agency, who has no account.
    pub member: Option<MemberId>,
    /// Until when their own confidentiality agreement holds; none if none is on file.
    pub confidentiality_until: Option<Timestamp>,
    /// Until when their organisation's memorandum of understanding holds; none if none is on file.
    pub memorandum_until: Option<Timestamp>,
}

/// Somebody who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// For which organisation.
    pub organization: OrganizationId,
    /// Who they are here; none for somebody of another agency.
    pub member: Option<MemberId>,
}

/// One meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    id: ReviewId,
    at: Timestamp,
    agenda: Vec<Place>,
    present: BTreeMap<SeatId, Present>,
    spoken_about: BTreeSet<CaseId>,
    decisions: Vec<Task>,
}

/// Why a meeting does not take something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewRefused {
    /// No confidentiality agreement that holds.
    #[error("no confidentiality agreement of this member holds today; let them sign it first")]
    NoConfidentiality,
    /// No memorandum that holds.
    #[error("no memorandum of understanding of this organisation holds today; renew it first")]
    NoMemorandum,
    /// Somebody who is not there.
    #[error("this member does not attend; add them, or give the task to somebody who does")]
    NotPresent,
    /// A case that is not on the agenda.
    #[error("this case is not on the agenda; add it first")]
    NotOnAgenda,
    /// A day that is over.
    #[error("the task would be due before the meeting; choose a later day")]
    DueBefore,
}

/// The agenda at `now`: every open case that has a reason, the most urgent first.
///
/// `last` is the meeting before, if there was one; `tasks` are the tasks of all cases. It is linear in
/// cases and tasks, but for sorting.
#[must_use]
pub fn agenda(
    cases: impl IntoIterator<Item = Brief>,
    tasks: &[Task],
    last: Option<&Review>,
    no_contact_after: Span,
    now: Timestamp,
) -> Vec<Place> {
    let mut of_case: BTreeMap<CaseId, Vec<&Task>> = BTreeMap::new();
    for task in tasks.iter().filter(|task| task.is_open()) {
        of_case.entry(task.case).or_default().push(task);
    }
    let left: BTreeSet<CaseId> = last.map(Review::not_spoken_about).unwrap_or_default();
    let mut places = Vec::new();
    for brief in cases.into_iter().filter(|brief| !brief.closed) {
        let mut tasks = of_case.remove(&brief.case).unwrap_or_default();
        tasks.sort_by_key(|task| (task.due_at, task.id));
        let late = tasks.first().is_some_and(|task| task.is_overdue(now));
        let decided = tasks.iter().any(|task| task.review.is_some());
        let since = brief.last_contact_at.unwrap_or(brief.opened_at);
        let reasons = [
            (OnAgenda::Danger, brief.danger == Danger::Now),
            (OnAgenda::HarmBySystem, brief.harm_by_system),
            (OnAgenda::Overdue, brief.overdue_duties > 0 || late),
            (OnAgenda::New, last.is_none_or(|last| brief.opened_at > last.at)),
            (OnAgenda::NoContact, now - since > no_contact_after),
            (OnAgenda::CarriedOver, left.contains(&brief.case)),
            (OnAgenda::NotDone, decided),
        ];
        let because: BTreeSet<OnAgenda> =
            reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect();
        if !because.is_empty() {
            let tasks = tasks.into_iter().map(|task| task.id).collect();
            places.push((brief.opened_at, Place { case: brief.case, because, tasks }));
        }
    }
    places.sort_by(|(opened_a, a), (opened_b, b)| {
        // Sets compare by their first, most urgent reason.
        (a.because.first(), opened_a, a.case).cmp(&(b.because.first(), opened_b, b.case))
    });
    places.into_iter().map(|(_, place)| place).collect()
}

impl Review {
    /// A meeting at `at` with its agenda.
    #[must_use]
    pub const fn open(id: ReviewId, agenda: Vec<Place>, at: Timestamp) -> Self {
        Self {
            id,
            at,
            agenda,
            present: BTreeMap::new(),
            spoken_about: BTreeSet::new(),
            decisions: Vec::new(),
        }
    }

    /// A meeting as stored. What was decided stands among the tasks of the cases.
    #[must_use]
    pub const fn restore(
        (id, at): (ReviewId, Timestamp),
        agenda: Vec<Place>,
        present: BTreeMap<SeatId, Present>,
        spoken_about: BTreeSet<CaseId>,
    ) -> Self {
        Self { id, at, agenda, present, spoken_about, decisions: Vec::new() }
    }

    /// Somebody takes their seat.
    ///
    /// # Errors
    /// [`ReviewRefused`] if one of the two papers does not hold at the time of the meeting.
    pub fn attend(mut self, seat: SeatId, papers: &Agreements) -> Result<Self, ReviewRefused> {
        let holds = |until: Option<Timestamp>| until.is_some_and(|until| self.at < until);
        if !holds(papers.confidentiality_until) {
            return Err(ReviewRefused::NoConfidentiality);
        }
        if !holds(papers.memorandum_until) {
            return Err(ReviewRefused::NoMemorandum);
        }
        let Agreements { organization, member, .. } = *papers;
        self.present.insert(seat, Present { organization, member });
        Ok(self)
    }

    /// Puts a case on the agenda because somebody wants to speak about it. One that is on it stays as it
    /// is.
    #[must_use]
    pub fn with_case(mut self, case: CaseId) -> Self {
        if self.check(case).is_err() {
            let because = [OnAgenda::Asked].into();
            self.agenda.push(Place { case, because, tasks: Vec::new() });
        }
        self
    }

    /// Notes that a case was spoken about.
    ///
    /// # Errors
    /// [`ReviewRefused::NotOnAgenda`].
    pub fn speak_about(mut self, case: CaseId) -> Result<Self, ReviewRefused> {
        self.check(case)?;
        self.spoken_about.insert(case);
        Ok(self)
    }

    /// Decides that a member does something by a day. The case counts as spoken about.
    ///
    /// # Errors
    /// [`ReviewRefused`] if the case is not on the agenda, the owner is not there, or the day is over.
    pub fn decide(
        self,
        id: TaskId,
        case: CaseId,
        owner: MemberId,
        due_at: Timestamp,
    ) -> Result<Self, ReviewRefused> {
        if !self.present.values().any(|one| one.member == Some(owner)) {
            return Err(ReviewRefused::NotPresent);
        }
        if due_at <= self.at {
            return Err(ReviewRefused::DueBefore);
        }
        let mut next = self.speak_about(case)?;
        let (review, owner) = (Some(next.id), Some(owner));
        next.decisions.push(Task { id, case, review, owner, due_at, end: None });
        Ok(next)
    }

    fn check(&self, case: CaseId) -> Result<(), ReviewRefused> {
        let there = self.agenda.iter().any(|place| place.case == case);
        if there { Ok(()) } else { Err(ReviewRefused::NotOnAgenda) }
    }

    /// Which cases were on the agenda and not spoken about.
    #[must_use]
    pub fn not_spoken_about(&self) -> BTreeSet<CaseId> {
        let all = self.agenda.iter().map(|place| place.case);
        all.filter(|case| !self.spoken_about.contains(case)).collect()
    }

    /// Which meeting.
    #[must_use]
    pub const fn id(&self) -> ReviewId {
        self.id
    }

    /// When it is.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The agenda.
    #[must_use]
    pub fn agenda(&self) -> &[Place] {
        &self.agenda
    }

    /// Which cases were spoken about.
    #[must_use]
    pub const fn spoken_about(&self) -> &BTreeSet<CaseId> {
        &self.spoken_about
    }

    /// Who is there and for which organisation.
    #[must_use]
    pub const fn present(&self) -> &BTreeMap<SeatId, Present> {
        &self.present
    }

    /// What was decided, as tasks to be stored.
    #[must_use]
    pub fn decisions(&self) -> &[Task] {
        &self.decisions
    }
}
