//! Something that one member has to do by a day. A task ends by being done or by being dropped with a
//! reason; when its owner leaves it falls to the team.

use casework::id::{CaseId, MemberId, ReviewId, TaskId};
use casework::time::Timestamp;

/// One task. What is to be done is sealed text beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which task.
    pub id: TaskId,
    /// For which case.
    pub case: CaseId,
    /// Decided in which review; none if a member set it.
    pub review: Option<ReviewId>,
    /// Whose; none while it is the whole team's.
    pub owner: Option<MemberId>,
    /// Until when.
    pub due_at: Timestamp,
    /// How it ended.
    pub end: Option<(End, Timestamp)>,
}

casework::codes! {
    /// How a task ended.
    pub enum End in "task_end" {
        /// Done.
        Done = "done",
        /// The person does not want it now.
        DeclinedForNow = "declined_for_now",
        /// It is not needed any more.
        NotNeeded = "not_needed",
    }
}

/// A task that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this task has ended as `{0}`; set a new one")]
pub struct TaskEnded(pub End);

impl Task {
    /// Ends the task.
    ///
    /// # Errors
    /// [`TaskEnded`] if it has ended.
    pub fn end(self, end: End, at: Timestamp) -> Result<Self, TaskEnded> {
        match self.end {
            Some((before, _)) => Err(TaskEnded(before)),
            None => Ok(Self { end: Some((end, at)), ..self }),
        }
    }

    /// A member leaves: an open task of theirs falls to the team.
    #[must_use]
    pub fn member_left(self, member: MemberId) -> Self {
        let theirs = self.is_open() && self.owner == Some(member);
        Self { owner: self.owner.filter(|_| !theirs), ..self }
    }

    /// Whether it has not ended.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Whether it is open and late at `now`.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.due_at <= now
    }
}
