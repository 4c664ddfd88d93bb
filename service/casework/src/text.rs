//! Sensitive text: what identifies somebody or tells what happened to them.
//!
//! Such text cannot be printed by accident: the types have no `Display`, `Debug` shows the type's
//! name only, and the memory is overwritten when the value is dropped. `expose` is the one way out
//! and is easy to search for. A value exists only if it passed its limits.

use zeroize::Zeroizing;

/// Why a text was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    /// Nothing but spaces.
    #[error("nothing was written; write something first")]
    Empty,
    /// More characters than this kind of text may have.
    #[error("the text has {chars} characters and may have {max}; split it into parts")]
    TooLong {
        /// How many characters were written.
        chars: usize,
        /// How many are allowed.
        max: usize,
    },
    /// A control character other than a line break or a tab.
    #[error("the text holds an invisible control character at position {position}; remove it")]
    ControlCharacter {
        /// Which character it is, counted from 1.
        position: usize,
    },
}

macro_rules! sensitive_text {
    ($( $(#[$meta:meta])* $Name:ident of $max:literal, )+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, PartialEq, Eq)]
            pub struct $Name(Zeroizing<String>);

            impl $Name {
                /// The most characters (Unicode scalar values) that it may have.
                pub const MAX_CHARS: usize = $max;

                /// Takes `text` with outer spaces removed and line ends made `\n`.
                ///
                /// # Errors
                /// [`TextRefused`] if nothing is left, if it is longer than [`Self::MAX_CHARS`], or
                /// if it holds a control character.
                pub fn parse(text: &str) -> Result<Self, TextRefused> {
                    checked(text, $max).map(Self)
                }

                /// The text itself: only for showing it to somebody who may see it, and for sealing.
                #[must_use]
                pub fn expose(&self) -> &str {
                    &self.0
                }
            }

            impl std::fmt::Debug for $Name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(stringify!($Name))
                }
            }
        )+
    };
}

sensitive_text! {
    /// One message of a conversation.
    MessageText of 4_000,
    /// One note of a member about a contact.
    NoteText of 20_000,
    /// The name of a person, as they gave it.
    PersonName of 200,
    /// A telephone number, as given; [`PhoneNumber::digits`] normalises it for the blind index.
    PhoneNumber of 40,
    /// An e-mail address, as given.
    EmailAddress of 254,
    /// The word by which a person and the hotline recognise each other.
    CodeWord of 60,
    /// When and how it is safe to reach somebody, in words.
    ContactInstructions of 1_000,
    /// What somebody answered in their own words (a survey, a reason).
    FreeAnswer of 2_000,
}

impl PhoneNumber {
    /// The digits alone, as compared by the blind index: spelling never hides a known number.
    #[must_use]
    pub fn digits(&self) -> Zeroizing<String> {
        Zeroizing::new(self.expose().chars().filter(char::is_ascii_digit).collect())
    }
}

fn checked(text: &str, max: usize) -> Result<Zeroizing<String>, TextRefused> {
    let text = Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"));
    let text = text.trim();
    if text.is_empty() {
        return Err(TextRefused::Empty);
    }
    let chars = text.chars().count();
    if chars > max {
        return Err(TextRefused::TooLong { chars, max });
    }
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    match text.chars().position(control) {
        Some(before) => Err(TextRefused::ControlCharacter { position: before + 1 }),
        None => Ok(Zeroizing::new(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn debug_shows_the_type_and_never_the_text() {
        let text = MessageText::parse("my name is Alma").unwrap();
        assert_eq!(format!("{text:?}"), "MessageText");
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        let longest = "ñ".repeat(MessageText::MAX_CHARS);
        assert!(MessageText::parse(&longest).is_ok());
        assert_eq!(
            MessageText::parse(&format!("{longest}x")).unwrap_err(),
            TextRefused::TooLong { chars: 4_001, max: 4_000 }
        );
    }

    #[test]
    fn invisible_control_characters_are_refused_and_line_ends_unified() {
        assert_eq!(
            MessageText::parse("a\u{0}b").unwrap_err(),
            TextRefused::ControlCharacter { position: 2 }
        );
        assert_eq!(MessageText::parse(" a\r\nb\rc\n").unwrap().expose(), "a\nb\nc");
        assert_eq!(MessageText::parse(" \r\n\t").unwrap_err(), TextRefused::Empty);
    }

    #[test]
    fn spelling_does_not_change_the_digits_of_a_number() {
        let digits = |text| PhoneNumber::parse(text).unwrap().digits();
        assert_eq!(*digits("(555) 010-0199"), "5550100199");
        assert_eq!(digits("555.010.0199"), digits("555 010 0199"));
    }

    proptest! {
        #[test]
        fn what_was_taken_is_taken_again_unchanged(text in any::<String>()) {
            if let Ok(taken) = NoteText::parse(&text) {
                prop_assert_eq!(NoteText::parse(taken.expose()), Ok(taken));
            }
        }
    }
}
