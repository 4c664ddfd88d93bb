//! The keyed encodings among the values, read from their hexadecimal once.

use crate::dictionary::{Code, Dictionary};
use crate::encoding::{Encoding, dice_of};

/// Encodings by code.
#[derive(Default)]
pub struct Encodings {
    /// By code: its place among the decoded ones, plus one.
    places: Vec<u32>,
    /// Each with its number of set bits.
    decoded: Vec<(Encoding, u32)>,
    arch: pulp::Arch,
}

/// Counting shared bits, for which the processor may have an instruction.
struct Shared<'e>(&'e Encoding, &'e Encoding);

impl pulp::NullaryFnOnce for Shared<'_> {
    type Output = u32;

    #[inline(always)]
    fn call(self) -> u32 {
        self.0.shared(self.1)
    }
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
                    encodings.decoded.push((encoding, encoding.ones()));
                    encodings.places[code as usize] = encodings.decoded.len() as u32;
                }
            }
        }
        encodings
    }

    /// Dice coefficient of two values; 0 when one is no encoding.
    pub(super) fn dice(&self, a: Code, b: Code) -> f64 {
        let (Some((a, a_ones)), Some((b, b_ones))) = (self.of(a), self.of(b)) else {
            return 0.0;
        };
        dice_of(self.arch.dispatch(Shared(a, b)), a_ones + b_ones)
    }

    fn of(&self, code: Code) -> Option<&(Encoding, u32)> {
        let place = *self.places.get(code as usize)?;
        self.decoded.get((place as usize).checked_sub(1)?)
    }
}
