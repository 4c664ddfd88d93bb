//! The lanes, which are never mixed: consent first for help, a duty to route for a tip.

use crate::code::codes;

codes! {
    /// Why somebody reached out, in the order in which the queue serves lanes.
    pub enum Lane in "lane" {
        /// About themselves or somebody they know. Consent first.
        Help = "help",
        /// A third party reports. It must reach whoever has to act.
        Tip = "tip",
        /// Information, training, media, out of scope: it never delays the other two.
        Question = "question",
    }
}

impl Lane {
    /// The place of the lane in the queue's order; smaller comes first.
    #[must_use]
    pub const fn rank(self) -> i64 {
        match self {
            Self::Help => 0,
            Self::Tip => 1,
            Self::Question => 2,
        }
    }
}
