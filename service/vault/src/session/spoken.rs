//! The code that is told by telephone beside a link: a second factor, not another way in.
//!
//! Six digits are guessed in a million tries, so they open nothing by themselves. They are mixed into
//! the link's secret ([`SessionSecret::with_code`]), and what is sealed for whoever holds the link is
//! sealed to the key pair of the mixture: the link alone does not give the key, and the code without
//! the link is six digits. The database holds a hash of the mixture. Whoever has both the link and the
//! database could try all codes; the bounded tries of the service are for those who have the link.

use std::fmt;

use zeroize::Zeroizing;

use super::{Attempt, SessionSecret};
use crate::envelope;

/// Six digits that one person tells another.
pub struct SpokenCode(Zeroizing<[u8; 6]>);

impl SpokenCode {
    /// The code of a form's attempt: the same for every repetition, and of no use for anything else.
    #[must_use]
    pub fn of(attempt: &Attempt) -> SpokenCode {
        let drawn = envelope::derive(attempt.0.as_ref(), "daybreak attempt spoken code 1");
        let mut eight = Zeroizing::new([0; 8]);
        eight.copy_from_slice(&drawn[..8]);
        // 2^64 is so much more than a million that no code is likelier than another by 10^-13.
        let mut rest = u64::from_be_bytes(*eight) % 1_000_000;
        let mut digits = Zeroizing::new([b'0'; 6]);
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        SpokenCode(digits)
    }

    /// Reads what somebody typed: six digits, whatever spaces and dashes stand between them.
    #[must_use]
    pub fn parse(typed: &str) -> Option<SpokenCode> {
        let mut digits = Zeroizing::new([b'0'; 6]);
        let mut found = 0;
        for letter in typed.chars() {
            match letter {
                '0'..='9' => {
                    *digits.get_mut(found)? = u8::try_from(u32::from(letter)).ok()?;
                    found += 1;
                }
                ' ' | '-' | '\u{a0}' | '\u{2011}' => {}
                _ => return None,
            }
        }
        (found == 6).then_some(SpokenCode(digits))
    }

    /// As it is read out: `048 213`.
    #[must_use]
    pub fn spoken(&self) -> Zeroizing<String> {
        let half =
            |digits: &[u8]| digits.iter().map(|&digit| char::from(digit)).collect::<String>();
        Zeroizing::new(format!("{} {}", half(&self.0[..3]), half(&self.0[3..])))
    }
}

impl fmt::Debug for SpokenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpokenCode")
    }
}

impl SessionSecret {
    /// What link and code give together.
    #[must_use]
    pub fn with_code(&self, code: &SpokenCode) -> SessionSecret {
        let mut both = Zeroizing::new([0; 38]);
        both[..32].copy_from_slice(self.0.as_ref());
        both[32..].copy_from_slice(code.0.as_ref());
        SessionSecret(envelope::derive(both.as_ref(), "daybreak session with spoken code 1"))
    }
}
