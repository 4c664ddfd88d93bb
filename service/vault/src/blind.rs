//! The blind index: finding a sealed name, number or address by equality.
//!
//! A token is HMAC-SHA-256 under the team's [`IndexKey`], cut to 16 bytes, of a normalised name,
//! phone number, e-mail address, plate, account name or whole text, with a label of its own for each
//! kind. The database stores and
//! compares tokens only.
//!
//! # What it leaks
//! To whoever reads the database: which records share a token (the same first name, the same
//! number), how often each token occurs, and how many tokens a record has. With knowledge of how
//! common names are, the most frequent tokens can be guessed. Nothing can be computed from outside
//! without the key; but whoever has the *key* can try all phone numbers, so it is derived from the
//! team's secret key and stored nowhere. It is therefore a choice of the team, off by default.
//! Different teams have different keys: tokens of one team say nothing about those of another.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::envelope;
use crate::keys::SecretKey;

mod normal;
mod phone;

pub use phone::DialPlan;

/// The key of one team's blind index.
pub struct IndexKey(Zeroizing<[u8; 32]>);

impl IndexKey {
    /// Derives the index key from the team's secret key: whoever can open the team's records can
    /// search them, and nothing has to be stored.
    #[must_use]
    pub fn of_team(secret: &SecretKey) -> IndexKey {
        IndexKey(envelope::derive(secret.expose().as_ref(), "daybreak blind index 1"))
    }

    /// Takes 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> IndexKey {
        IndexKey(bytes)
    }

    /// The tokens of a person's name: one for each word, without order or repetition.
    ///
    /// Case, accents, width and apostrophes make no difference (`Zoë O’Neill` = `zoe oneill`);
    /// hyphens and spaces separate words. To find a name, look for records that have all tokens.
    #[must_use]
    pub fn name(&self, name: &str) -> Vec<BlindToken> {
        let mut tokens: Vec<_> =
            normal::words(name).iter().map(|word| self.token(Kind::Name, word)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// The token of a phone number, however it was written; `None` if it is no phone number.
    ///
    /// `plan` says what a number without a country code means.
    #[must_use]
    pub fn phone(&self, number: &str, plan: &DialPlan) -> Option<BlindToken> {
        plan.international(number).map(|digits| self.token(Kind::Phone, &digits))
    }

    /// The token of an e-mail address; `None` if it is none. Case makes no difference.
    #[must_use]
    pub fn email(&self, address: &str) -> Option<BlindToken> {
        normal::email(address).map(|address| self.token(Kind::Email, &address))
    }

    /// The token of a whole text, letters and digits only: equal for texts that differ in case,
    /// accents, spaces and punctuation. `None` for a text without a letter or a digit.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<BlindToken> {
        self.joined(Kind::Text, text)
    }

    /// The token of a licence plate or an account name; case and what stands between its letters and
    /// digits make no difference. `None` if it has neither.
    #[must_use]
    pub fn mark(&self, mark: &str) -> Option<BlindToken> {
        self.joined(Kind::Mark, mark)
    }

    fn joined(&self, kind: Kind, text: &str) -> Option<BlindToken> {
        let mut joined = Zeroizing::new(String::with_capacity(text.len()));
        for word in normal::words(text) {
            joined.push_str(&word);
        }
        (!joined.is_empty()).then(|| self.token(kind, &joined))
    }

    fn token(&self, kind: Kind, normal: &str) -> BlindToken {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_ref())
            .expect("HMAC takes a key of any length");
        mac.update(&[kind as u8]);
        mac.update(normal.as_bytes());
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        let (short, _) = full.split_first_chunk().expect("16 is less than 32");
        BlindToken(*short)
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey")
    }
}

/// One entry of the blind index: 16 bytes to store and to compare.
///
/// At 128 bits, two different words of one team have the same token with a probability under
/// 2⁻⁶⁸ even among a thousand million words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindToken([u8; 16]);

impl BlindToken {
    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for BlindToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindToken")
    }
}

/// Keeps the tokens of different kinds apart.
#[derive(Clone, Copy)]
enum Kind {
    Name = 1,
    Phone = 2,
    Email = 3,
    Text = 4,
    Mark = 5,
}

#[cfg(test)]
mod tests;
