//! Keyed encodings of single fields, for agencies that may not show names to each other.
//!
//! Each field becomes its own Bloom filter of q-grams (Schnell, Bachteler and Reiher 2009) with random
//! positions drawn from HMAC-SHA-256 under a key of its own, derived from the secret of one project. A
//! missing value stays missing, so the linker trains the same model as in clear, on levels of the Dice
//! coefficient: one filter per record would turn a missing value into disagreement. Names are encoded under
//! the year of birth ([`Salt`]), and a [`RecordEncoder`] says what else of a record that takes.
//!
//! Encodings remain identifying in law (28 CFR 94.115) and in fact: whoever holds the key, or a list with
//! like frequencies, can attack them. `docs/methods/linkage.md` holds the threat model. The linker must
//! never hold the key, and [`PurposeLock`] refuses lists so short that a run would ask about one person.
//!
//! # Example
//! ```
//! use linkage::encoding::{Encoder, Kind};
//! let mut names = Encoder::new(b"a secret of one project only, 32 bytes or more", "surname", Kind::Name);
//! let (a, b) = (names.encode("Garcia").unwrap(), names.encode("garzia").unwrap());
//! assert!(a.dice(&b) > 0.5 && a.dice(&b) < 1.0);
//! assert!(names.encode("").is_none());
//! ```

mod alike;
pub mod attack;
mod parts;
mod record;

pub use alike::{Alike, count_alike};
pub use record::{NoSalt, RecordEncoder, Salt, TOKENS, YEAR};

use crate::random::Random;
use hmac::{Hmac, KeyInit, Mac};
use parts::{Positions, Remembered, for_each_part};
use sha2::Sha256;

/// Version of everything that decides how a value is encoded. Both sides must have the same.
pub const SCHEMA: &str = "daybreak-encoding-3";

/// Bits of an encoding.
pub const BITS: usize = 1024;

const WORDS: usize = BITS / 64;

/// What a field holds, which decides its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Folded letters in overlapping pairs, the ends marked.
    Name,
    /// Year, month and day as parts of their own, and digits of the year by place. The first of January
    /// stands for an estimated age: it has the years before and after in place of month and day.
    Date,
    /// Letters and digits of a postal code by pairs.
    Postcode,
    /// The last nine digits as one part: only equality survives, with or without the country before it.
    Phone,
    /// The whole folded value as one part: only equality survives.
    Whole,
}

impl Kind {
    /// What a column of this name holds. Whatever is not recognised is taken for a name, the kind that is
    /// hidden best.
    #[must_use]
    pub fn of_column(column: &str) -> Self {
        let name = column.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
        // Addresses for mail are made of names and numbers tell one person: pairs of letters or digits
        // could be mined, and hardly two people share the whole.
        if has(&["dob", "birth", "born", "fecha"]) {
            Self::Date
        } else if has(&["phone", "telef"]) {
            Self::Phone
        } else if has(&["zip", "postcode", "postal"]) {
            Self::Postcode
        } else if has(&["sex", "gender", "mail", "correo", "number", "ssn", "soc_sec", "_id"])
            || name == "age"
        {
            Self::Whole
        } else {
            Self::Name
        }
    }
}

/// The encoding of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoding([u64; WORDS]);

impl Encoding {
    /// Twice the shared bits over all set bits of both: 1 for equal values.
    #[must_use]
    pub fn dice(&self, other: &Self) -> f64 {
        dice_of(self.shared(other), self.ones() + other.ones())
    }

    /// Bits that are set in both.
    #[inline(always)]
    pub(crate) fn shared(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn clear(&mut self, bit: usize) {
        self.0[bit / 64] &= !(1 << (bit % 64));
    }

    /// The bits that are set in both.
    fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// True when every bit of `other` is set here, too.
    fn holds(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == *b)
    }

    /// Set bits.
    pub(crate) fn ones(&self) -> u32 {
        self.0.iter().map(|w| w.count_ones()).sum()
    }

    /// Hexadecimal, as encoded lists carry it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 });
        let mut out = String::with_capacity(BITS / 4);
        for byte in self.0.iter().flat_map(|word| word.to_be_bytes()) {
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
        out
    }

    /// Reads [`Encoding::to_hex`]; `None` for anything else.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != BITS / 4 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut words = [0; WORDS];
        for (i, word) in words.iter_mut().enumerate() {
            *word = u64::from_str_radix(&text[i * 16..i * 16 + 16], 16).ok()?;
        }
        Some(Self(words))
    }
}

/// Dice coefficient of two encodings that share so many bits and have `all` together.
pub(crate) fn dice_of(shared: u32, all: u32) -> f64 {
    if all == 0 { 0.0 } else { f64::from(2 * shared) / f64::from(all) }
}

/// Dice coefficient of two encodings in hexadecimal; 0 when either is none.
pub(crate) fn dice_of_hex(a: &str, b: &str) -> f64 {
    match (Encoding::from_hex(a), Encoding::from_hex(b)) {
        (Some(a), Some(b)) => a.dice(&b),
        _ => 0.0,
    }
}

/// Fields that share a key, by their usual names.
const NAMES: [&str; 2] = ["first_name", "surname"];

/// Encodes the values of one field. Most parts that were seen before cost a lookup, not an HMAC.
pub struct Encoder {
    key: Hmac<Sha256>,
    kind: Kind,
    known: Remembered,
}

impl Encoder {
    /// An encoder for `field` under the secret of one project. The key is derived for this field and
    /// schema, so equal values of two fields or projects have unrelated encodings. Given name and surname
    /// share a key: records in which they were exchanged could not be found otherwise.
    #[must_use]
    pub fn new(secret: &[u8], field: &str, kind: Kind) -> Self {
        let mut derive = mac(secret);
        derive.update(SCHEMA.as_bytes());
        derive.update(&[0]);
        derive.update(if NAMES.contains(&field) { b"name" } else { field.as_bytes() });
        let key = mac(&derive.finalize().into_bytes());
        Self { key, kind, known: Remembered::of_kind(kind) }
    }

    /// The encoding of `value`; `None` when it is missing.
    pub fn encode(&mut self, value: &str) -> Option<Encoding> {
        self.encode_salted(value, "")
    }

    /// The encoding of `value` under a salt: something else that is known of the person and hardly ever
    /// wrong, as the year of birth. Equal values of different salts have unrelated encodings, so no
    /// frequency shows; values of one person whose salt was written differently no longer agree.
    pub fn encode_salted(&mut self, value: &str, salt: &str) -> Option<Encoding> {
        let mut words = [0_u64; WORDS];
        let mut has_parts = false;
        let Self { key, kind, known } = self;
        for_each_part(value, *kind, |part| {
            has_parts = true;
            if !salt.is_empty() {
                part.push('\0');
                part.push_str(salt);
            }
            for at in known.of(part, |part| positions(key, part)) {
                words[usize::from(at / 64)] |= 1 << (at % 64);
            }
        });
        has_parts.then_some(Encoding(words))
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn positions(key: &Hmac<Sha256>, part: &str) -> Positions {
    let mut mac = key.clone();
    mac.update(part.as_bytes());
    let digest = mac.finalize().into_bytes();
    let word =
        |i: usize| digest[i * 8..i * 8 + 8].iter().fold(0_u64, |w, &b| w << 8 | u64::from(b));
    let mut random = Random::new(word(0) ^ word(2), word(1) ^ word(3));
    std::array::from_fn(|_| random.below(BITS) as u16)
}

/// Encoded lists that do not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No column says how the lists were encoded.
    #[error("the encoded lists have no column `schema`; encode them again with `daybreak encode`")]
    Missing,
    /// Records were encoded in different ways, or in one that this version does not know.
    #[error("list `{list}` was encoded as `{found}`, not as `{expected}`; encode all lists alike")]
    Differs {
        /// The list.
        list: String,
        /// Its schema.
        found: String,
        /// The schema of the first list, or of this version.
        expected: String,
    },
}

/// The schema that all records share, when this version knows it.
///
/// # Errors
/// [`SchemaError`] naming the first list that differs.
pub fn shared_schema(table: &crate::table::Table) -> Result<&str, SchemaError> {
    let column = table.column("schema").ok_or(SchemaError::Missing)?;
    let first = table.text(column, 0);
    let is_known = first == SCHEMA || first.starts_with(&format!("{SCHEMA} "));
    let expected = if is_known { first } else { SCHEMA };
    let mut records = 0..table.len() as u32;
    match records.find(|&r| table.text(column, r) != expected) {
        None => Ok(expected),
        Some(record) => Err(SchemaError::Differs {
            list: table.lists()[table.list_of(record)].name.clone(),
            found: table.text(column, record).to_owned(),
            expected: expected.to_owned(),
        }),
    }
}

/// Refuses runs on encodings that would answer a question about one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurposeLock {
    /// Records that every list must have at least.
    pub least: u32,
}

/// A list too short to be linked by its encodings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "list `{list}` has {records} records; encoded lists are linked from {least} records on, so that no run asks about one person"
)]
pub struct TooShort {
    /// The list.
    pub list: String,
    /// Its records.
    pub records: usize,
    /// Records needed.
    pub least: u32,
}

impl Default for PurposeLock {
    fn default() -> Self {
        Self { least: 100 }
    }
}

impl PurposeLock {
    /// Passes when every list is long enough.
    ///
    /// # Errors
    /// [`TooShort`] with the first list that is not.
    pub fn check(self, lists: &[crate::table::List]) -> Result<(), TooShort> {
        match lists.iter().find(|l| l.records.len() < self.least as usize) {
            None => Ok(()),
            Some(l) => {
                Err(TooShort { list: l.name.clone(), records: l.records.len(), least: self.least })
            }
        }
    }
}

#[cfg(test)]
mod tests;
