//! A tip's receipt: six words that only the tipster has.
//!
//! Somebody who gave a tip without a name can come back to it, read the answer and add to it. The
//! server makes the receipt, shows it once, and stores nothing of it but a lookup hash; the
//! tipster's key pair is derived from the words whenever they are typed.
//!
//! # What guessing costs
//! Six of 1,024 words are 60 bits: 1.15 × 10¹⁸ receipts. Each guess costs Argon2id over 64 MiB in 3
//! passes ([`COST`]), about a sixth of a second of one core. A thief of the database who wants one given
//! tip needs 5.8 × 10¹⁷ guesses on average, 3 × 10⁹ core years; who is content with any one of a
//! million tips, about 6,000 core years, because all tips of an installation share its salt (the
//! receipt is all there is to find the tip by). The salt is random for each installation, so
//! nothing can be computed ahead or for several installations at once. Through the web page, at a
//! thousand guesses a second, any one of a million tips takes 36 years; limit the rate below that,
//! and bound how many derivations run at once, for each takes its 64 MiB.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::envelope;
use crate::keys::KeyPair;
use crate::member::{PasswordCost, slow_key};

mod words;

use words::WORDS;

/// How many words a receipt has.
pub const WORD_COUNT: usize = 6;

/// What one guess costs. Fixed, since nothing is stored by which another cost could be looked up.
pub const COST: PasswordCost = PasswordCost::THOROUGH;

/// Six words, as places in the list. Wiped from memory when dropped; `Debug` prints the type only.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Receipt([u16; WORD_COUNT]);

impl Receipt {
    /// Draws a new receipt: 10 bits for each word.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Receipt {
        let mut drawn = Zeroizing::new([0; 2 * WORD_COUNT]);
        rng.fill_bytes(drawn.as_mut());
        let word = |at| u16::from_be_bytes([drawn[2 * at], drawn[2 * at + 1]]) % WORDS.len() as u16;
        Receipt(std::array::from_fn(word))
    }

    /// The six words, in lower case with a space between.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(WORD_COUNT * (LONGEST + 1)));
        for (at, place) in self.0.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(WORDS[usize::from(*place)]);
        }
        text
    }

    /// Reads six words as somebody types them: any case, anything but letters between them, and
    /// with mistakes after the fourth letter, which alone tell the words apart.
    ///
    /// # Errors
    /// [`ReceiptError`], with what can be said to help.
    pub fn parse(typed: &str) -> Result<Receipt, ReceiptError> {
        let mut places = Zeroizing::new([0; WORD_COUNT]);
        let mut found = 0;
        for word in tokens(typed) {
            if let Some(slot) = places.get_mut(found) {
                *slot = place(&word).ok_or_else(|| ReceiptError::Unknown {
                    position: found + 1,
                    suggestion: nearest(&word),
                })?;
            }
            found += 1;
        }
        if found != WORD_COUNT {
            return Err(ReceiptError::Count { found });
        }
        Ok(Receipt(*places))
    }

    /// Derives the tipster's keys. Slow on purpose ([`COST`]): run it outside any transaction.
    ///
    /// `installation` is the 16 random bytes that were drawn when the installation was set up.
    #[must_use]
    pub fn keys(&self, installation: &[u8; 16]) -> ReceiptKeys {
        let key = slow_key(COST, self.to_text().as_bytes(), installation);
        ReceiptKeys {
            lookup: *envelope::derive(key.as_ref(), "daybreak receipt lookup 1"),
            pair: KeyPair::derive(&envelope::derive(key.as_ref(), "daybreak receipt key pair 1")),
        }
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt")
    }
}

/// What a receipt gives.
#[derive(Debug)]
pub struct ReceiptKeys {
    lookup: [u8; 32],
    pair: KeyPair,
}

impl ReceiptKeys {
    /// What the database finds the tip by.
    #[must_use]
    pub fn lookup(&self) -> [u8; 32] {
        self.lookup
    }

    /// The tipster's key pair, a reader of the tip's record.
    #[must_use]
    pub fn key_pair(&self) -> &KeyPair {
        &self.pair
    }
}

/// The refusal of words that are no receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// More or fewer words than six.
    #[error("a receipt has {WORD_COUNT} words, not {found}")]
    Count {
        /// How many there were.
        found: usize,
    },
    /// A word that is in no receipt.
    #[error("word {position} is in no receipt")]
    Unknown {
        /// Which of the words, from 1.
        position: usize,
        /// A word that looks like it: for the page, not for a log.
        suggestion: Option<&'static str>,
    },
}

/// Whether a text holds a receipt: six words of the list in a row, with anything but letters
/// between them.
///
/// A message with its own receipt in it would hand the tip to every reader of the message, so it is
/// refused. Words of daily grammar ("the", "and", "is") are not in the list, so that no sentence
/// somebody writes has six in a row by chance.
#[must_use]
pub fn contains_receipt(text: &str) -> bool {
    let mut in_a_row = 0;
    tokens(text).any(|word| {
        in_a_row = if exact(&word).is_some() { in_a_row + 1 } else { 0 };
        in_a_row == WORD_COUNT
    })
}

const LONGEST: usize = 8;
/// How many letters tell the words apart.
const TELLING: usize = 4;

fn tokens(text: &str) -> impl Iterator<Item = Zeroizing<String>> {
    text.split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| Zeroizing::new(word.to_lowercase()))
}

fn exact(word: &str) -> Option<u16> {
    WORDS.binary_search(&word).ok().map(|place| place as u16)
}

fn place(word: &str) -> Option<u16> {
    exact(word).or_else(|| {
        let telling = word.get(..TELLING)?;
        let at = WORDS.partition_point(|known| *known < telling);
        WORDS.get(at).filter(|known| known.starts_with(telling)).map(|_| at as u16)
    })
}

/// The word that takes the fewest changes of a letter to get to, if it is still the same word: two
/// changes at most, and fewer than half of its letters.
fn nearest(typed: &str) -> Option<&'static str> {
    let typed: Vec<char> = typed.chars().take(2 * LONGEST).collect();
    let (changes, word) =
        WORDS.into_iter().map(|word| (changes(&typed, word), word)).min_by_key(|(n, _)| *n)?;
    (changes <= 2 && 2 * changes < word.len()).then_some(word)
}

/// Levenshtein's distance: letters added, removed or exchanged.
fn changes(typed: &[char], word: &str) -> usize {
    let mut row: Vec<usize> = (0..=typed.len()).collect();
    for (above, letter) in word.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (at, other) in typed.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != *other);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[typed.len()]
}

#[cfg(test)]
mod tests;
