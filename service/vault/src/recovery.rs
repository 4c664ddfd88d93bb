//! The organisation's recovery key: printed once at set-up, kept offline on paper.
//!
//! Members' keys and backups are also sealed to its public half, which the database holds. With
//! the printed key an administrator can give a member access again who lost their password, and
//! restore a backup; nobody who has only the server can.
//!
//! # Printed form
//! ```text
//! 7KQ2D-0M4XS-…-9TYBA      nine groups of five signs
//! ```
//! 160 random bits in eight groups and a checksum over all in the ninth. Every group has four
//! signs of five bits and one check sign, so that a slip of the pen is pointed out in its group:
//! any one wrong sign, any two exchanged within a group, and any two groups exchanged are found
//! for certain; anything else passes both checks with a probability under 2⁻²⁰. The signs are
//! digits and capital letters without I, L, O and U (Crockford's base 32), which are read as 1, 1, 0
//! and refused.
//!
//! 160 bits are more than X25519's own strength of about 128, so nothing is lost by a seed shorter
//! than the key.

use std::fmt;

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::envelope;
use crate::keys::KeyPair;

/// The recovery key. Wiped from memory when dropped; `Debug` prints the type's name only.
pub struct RecoveryKey(Zeroizing<[u8; SEED]>);

impl RecoveryKey {
    /// Draws a new key.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> RecoveryKey {
        let mut seed = Zeroizing::new([0; SEED]);
        rng.fill_bytes(seed.as_mut());
        RecoveryKey(seed)
    }

    /// The key pair that is derived from it. Only the public half may be stored.
    #[must_use]
    pub fn key_pair(&self) -> KeyPair {
        KeyPair::derive(&envelope::derive(self.0.as_ref(), "daybreak recovery key pair 1"))
    }

    /// The printed form: 9 groups of 5 signs, 53 characters with the dashes.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let signs = self.signs();
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for (at, data) in signs.chunks_exact(GROUP - 1).enumerate() {
            if at > 0 {
                text.push('-');
            }
            for value in data.iter().chain([&check(at, data)]) {
                text.push(char::from(ALPHABET[usize::from(*value)]));
            }
        }
        text
    }

    /// Reads the printed form as somebody types it: any case, with or without dashes and spaces.
    ///
    /// # Errors
    /// [`RecoveryKeyError`] with the group to look at again. Groups count from 1.
    pub fn parse(typed: &str) -> Result<RecoveryKey, RecoveryKeyError> {
        let signs = typed.chars().filter(|sign| !is_separator(*sign));
        let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * GROUP));
        for (at, sign) in signs.enumerate() {
            if at >= GROUPS * GROUP {
                return Err(RecoveryKeyError::Length(typed_length(typed)));
            }
            let group = at / GROUP + 1;
            values.push(value(sign).ok_or(RecoveryKeyError::Sign { group, sign })?);
        }
        if values.len() != GROUPS * GROUP {
            return Err(short_group(typed).unwrap_or(RecoveryKeyError::Length(values.len())));
        }
        let mut seed = Zeroizing::new([0; SEED]);
        for (at, group) in values.chunks_exact(GROUP).enumerate() {
            let (data, sign) = group.split_at(GROUP - 1);
            if check(at, data) != sign[0] {
                return Err(RecoveryKeyError::Group(at + 1));
            }
            if at < GROUPS - 1 {
                pack(data, &mut seed, at);
            }
        }
        let key = RecoveryKey(seed);
        let expected = key.signs();
        let same = values.chunks_exact(GROUP).flat_map(|group| &group[..GROUP - 1]).eq(&*expected);
        same.then_some(key).ok_or(RecoveryKeyError::Checksum)
    }

    /// The values of all signs but the check signs: the seed, then 20 bits of its hash.
    fn signs(&self) -> Zeroizing<[u8; GROUPS * (GROUP - 1)]> {
        let hash: [u8; 32] = Sha256::new_with_prefix(b"daybreak recovery key checksum\x01")
            .chain_update(self.0.as_ref())
            .finalize()
            .into();
        let mut signs = Zeroizing::new([0; GROUPS * (GROUP - 1)]);
        let bytes = || self.0.iter().chain(&hash).copied();
        for (at, sign) in signs.iter_mut().enumerate() {
            *sign = (0..5).fold(0, |value, bit| {
                let bit = at * 5 + bit;
                let byte = bytes().nth(bit / 8).expect("seed and hash have more bits than signs");
                value << 1 | (byte >> (7 - bit % 8) & 1)
            });
        }
        signs
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey")
    }
}

/// The refusal of a text that is no recovery key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryKeyError {
    /// Too many or too few signs.
    #[error("a recovery key has 45 letters and digits in 9 groups of 5; this has {0}")]
    Length(usize),
    /// A group with too many or too few signs.
    #[error("group {group} has {found} signs; every group has 5")]
    GroupLength {
        /// The group, from 1.
        group: usize,
        /// How many signs it has.
        found: usize,
    },
    /// A sign that is in no recovery key.
    #[error("group {group} has a sign that no recovery key has")]
    Sign {
        /// The group, from 1.
        group: usize,
        /// The sign.
        sign: char,
    },
    /// A group whose check sign does not fit.
    #[error("group {0} was misread; compare it with the paper, sign by sign")]
    Group(usize),
    /// Every group fits, but not all together.
    #[error("the groups do not belong together; compare each with the paper")]
    Checksum,
}

const SEED: usize = 20;
const GROUPS: usize = 9;
/// Signs of a group, the last of them its check sign.
const GROUP: usize = 5;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn is_separator(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '‐' | '‑' | '–' | '—' | '.' | '_')
}

fn typed_length(typed: &str) -> usize {
    typed.chars().filter(|sign| !is_separator(*sign)).count()
}

/// The one group of wrong length, where the text was typed in nine groups.
fn short_group(typed: &str) -> Option<RecoveryKeyError> {
    let groups = || typed.split(is_separator).filter(|group| !group.is_empty());
    let lengths = || groups().map(|group| group.chars().count()).zip(1..);
    let (found, group) = lengths().find(|(found, _)| *found != GROUP)?;
    (groups().count() == GROUPS).then_some(RecoveryKeyError::GroupLength { group, found })
}

fn value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == sign).map(|at| at as u8)
}

/// Writes a group's 20 bits into the seed.
fn pack(data: &[u8], seed: &mut [u8; SEED], group: usize) {
    for (at, value) in data.iter().enumerate() {
        for bit in 0..5 {
            let place = (group * (GROUP - 1) + at) * 5 + bit;
            seed[place / 8] |= (value >> (4 - bit) & 1) << (7 - place % 8);
        }
    }
}

/// A group's check sign: in the field of 32 elements, the sum of its signs, each multiplied by a
/// power of the generator of its own, and of the group's number.
///
/// The powers differ and none is zero, so one wrong sign always changes the sum, and so do two that
/// are exchanged; the number keeps a group from passing in the place of another.
fn check(group: usize, data: &[u8]) -> u8 {
    let horner = data.iter().fold(0, |sum, value| times_generator(sum ^ value));
    horner ^ (group as u8 + 1)
}

/// Multiplication by x in GF(2⁵) with the primitive polynomial x⁵ + x² + 1.
fn times_generator(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

#[cfg(test)]
mod tests;
