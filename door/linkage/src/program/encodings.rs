//! The keyed encodings among the values, read from their hexadecimal once.

use crate::dictionary::{Code, Dictionary};
use crate::encoding::Encoding;

/// Encodings by code.
#[derive(Default)]
pub struct Encodings {
    /// By code: its place among the decoded ones, plus one.
    places: Vec<u32>,
    decoded: Vec<Encoding>,
}

impl Encodings {
    /// Reads the encodings among `codes`. Cost: one reading per distinct value.
    pub(super) fn read<'c>(
        dictionary: &Dictionary,
        columns: impl Iterator<Item = &'c [Code]>,
    ) -> Self {
        let mut encodings = Self::default();
        for codes in columns {
            encodings.places.resize(dictionary.len(), 0);
            for &code in codes {
                if encodings.places[code as usize] == 0
                    && let Some(encoding) = Encoding::from_hex(dictionary.text(code))
                {
                    encodings.decoded.push(encoding);
                    encodings.places[code as usize] = encodings.decoded.len() as u32;
                }
            }
        }
        encodings
    }

    /// Dice coefficient of two values; 0 when one is no encoding.
    pub(super) fn dice(&self, a: Code, b: Code) -> f64 {
        match (self.of(a), self.of(b)) {
            (Some(a), Some(b)) => a.dice(b),
            _ => 0.0,
        }
    }

    fn of(&self, code: Code) -> Option<&Encoding> {
        let place = *self.places.get(code as usize)?;
        self.decoded.get((place as usize).checked_sub(1)?)
    }
}
