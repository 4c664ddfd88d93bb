//! What somebody answered to a question that was asked.

/// An answer; that a question was not asked is the absence of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer<T> {
    /// The value.
    Known(T),
    /// Asked or looked for, and nobody knows.
    Unknown,
    /// Asked, and the person prefers not to say. This is not "no".
    PrefersNotToSay,
}

impl<T> Answer<T> {
    /// The code of [`Answer::Unknown`] in every list.
    pub const UNKNOWN: &'static str = "unknown";

    /// The code of [`Answer::PrefersNotToSay`] in every list.
    pub const PREFERS_NOT_TO_SAY: &'static str = "prefers_not_to_say";

    /// The value, if it is known.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::PrefersNotToSay => None,
        }
    }
}
