//! How dangerous the moment is for the person, as far as anybody knows.

use crate::code::codes;

codes! {
    /// What is known about danger at this moment, most urgent first.
    pub enum Danger in "danger" {
        /// Somebody is in danger now.
        Now = "now",
        /// Signs of danger, not at this minute.
        Raised = "raised",
        /// Not asked, not said.
        Unknown = "unknown",
        /// Asked, and nothing dangerous is known.
        NoneKnown = "none_known",
    }
}

impl Danger {
    /// The place of the level in the queue's order; smaller comes first.
    ///
    /// Unknown stands before none known: not having asked is no sign of safety.
    #[must_use]
    pub const fn rank(self) -> i64 {
        match self {
            Self::Now => 0,
            Self::Raised => 1,
            Self::Unknown => 2,
            Self::NoneKnown => 3,
        }
    }
}
