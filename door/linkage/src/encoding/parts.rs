//! The parts of a value, of which each sets some bits of its encoding.

use super::Kind;
use crate::names::{date_parts, fold};
use hashbrown::HashMap;

/// Positions that each part of a value sets.
pub(super) const POSITIONS: usize = 16;

/// The bits that one part sets, by number: with its part it fits a line of cache, as a map of all bits
/// does not.
pub(super) type Positions = [u16; POSITIONS];

/// The positions of parts that were seen before.
pub(super) struct Remembered {
    known: HashMap<u128, Positions>,
    most: usize,
}

impl Remembered {
    /// Room for as many parts as come again: those of names do in every year, whole values hardly.
    pub(super) fn of_kind(kind: Kind) -> Self {
        let most = if matches!(kind, Kind::Whole | Kind::Phone) { 1 << 9 } else { 1 << 18 };
        Self { known: HashMap::new(), most }
    }

    /// The positions of `part`, computed when they are not remembered.
    pub(super) fn of(&mut self, part: &str, compute: impl FnOnce(&str) -> Positions) -> Positions {
        let Some(packed) = packed(part) else {
            return compute(part);
        };
        if let Some(positions) = self.known.get(&packed) {
            return *positions;
        }
        let positions = compute(part);
        if self.known.len() < self.most {
            self.known.insert(packed, positions);
        }
        positions
    }
}

/// A short text and its length as one number; `None` for longer ones.
fn packed(text: &str) -> Option<u128> {
    let mut bytes = [0; size_of::<u128>()];
    let (last, held) = bytes.split_last_mut()?;
    held.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    *last = text.len() as u8;
    Some(u128::from_le_bytes(bytes))
}

/// The parts of a value.
pub(super) fn parts_of(value: &str, kind: Kind) -> Vec<String> {
    let mut parts = Vec::new();
    for_each_part(value, kind, |part| parts.push(part.clone()));
    parts
}

/// Calls `visit` with each part of a value, in a text that is used again for the next.
pub(super) fn for_each_part(value: &str, kind: Kind, mut visit: impl FnMut(&mut String)) {
    let mut folded = fold(value);
    match kind {
        _ if folded.is_empty() => {}
        Kind::Whole => visit(&mut folded),
        Kind::Name => {
            folded.insert(0, '_');
            folded.push('_');
            for_each_pair(&folded, visit);
        }
        Kind::Postcode => for_each_pair(&folded, visit),
        Kind::Phone => {
            folded.retain(|c| c.is_ascii_digit());
            folded.drain(..folded.len().saturating_sub(9));
            if !folded.is_empty() {
                visit(&mut folded);
            }
        }
        Kind::Date => match date_parts(value) {
            None => visit(&mut folded),
            Some(date) => for_each_of_date(date, visit),
        },
    }
}

fn for_each_of_date((year, month, day): (u32, u32, u32), mut visit: impl FnMut(&mut String)) {
    let mut part = String::with_capacity(16);
    let mut say = |mark: &str, numbers: &[u32]| {
        part.clear();
        part.push_str(mark);
        for (place, &number) in numbers.iter().enumerate() {
            if place > 0 {
                part.push('-');
            }
            push_number(&mut part, number);
        }
        visit(&mut part);
    };
    for (mark, unit) in [("y0", 1000), ("y1", 100), ("y2", 10), ("y3", 1)] {
        say(mark, &[year / unit % 10]);
    }
    say("y", &[year]);
    if (month, day) == (1, 1) {
        say("y", &[year.saturating_sub(1)]);
        say("y", &[year.saturating_add(1)]);
    } else {
        say("m", &[month]);
        say("d", &[day]);
        say("md", &[month, day]);
    }
}

/// Appends a number; most have one digit or two.
fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Overlapping pairs of characters, numbered when they repeat, so that length is not lost.
fn for_each_pair(text: &str, visit: impl FnMut(&mut String)) {
    if text.is_ascii() {
        return for_each_pair_of(text.as_bytes(), visit);
    }
    for_each_pair_of(&text.chars().collect::<Vec<char>>(), visit);
}

fn for_each_pair_of<L: Copy + PartialEq + Into<char>>(
    letters: &[L],
    mut visit: impl FnMut(&mut String),
) {
    let mut part = String::with_capacity(16);
    for (at, pair) in letters.windows(2).enumerate() {
        // Values are short: looking back costs less than remembering.
        let count = 1 + letters[..at + 1].windows(2).filter(|earlier| *earlier == pair).count();
        part.clear();
        part.extend(pair.iter().map(|&letter| letter.into()));
        push_number(&mut part, count as u32);
        visit(&mut part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_what_encoded_lists_were_made_of() {
        let of = |value, kind| parts_of(value, kind).join(" ");
        assert_eq!(of("Anana", Kind::Name), "_a1 an1 na1 an2 na2 a_1");
        assert_eq!(of("José", Kind::Name), "_j1 jo1 os1 se1 e_1");
        assert_eq!(of("李明", Kind::Name), "_李1 李明1 明_1");
        let numbered = "aa1 aa2 aa3 aa4 aa5 aa6 aa7 aa8 aa9 aa10 aa11";
        assert_eq!(of("aaaaaaaaaaaa", Kind::Postcode), numbered);
        assert_eq!(of("2010-03-07", Kind::Date), "y02 y10 y21 y30 y2010 m3 d7 md3-7");
        assert_eq!(of("20101112", Kind::Date), "y02 y10 y21 y30 y2010 m11 d12 md11-12");
        assert_eq!(of("0999-01-01", Kind::Date), "y00 y19 y29 y39 y999 y998 y1000");
        assert_eq!(of("spring", Kind::Date), "spring");
        assert_eq!(of("+1 (559) 555-0101", Kind::Phone), "595550101");
        assert_eq!(of("none", Kind::Phone), "");
        assert_eq!(of("Ana@Mail.example", Kind::Whole), "anamailexample");
    }

    proptest! {
        #[test]
        fn a_remembered_part_has_the_positions_of_no_other(parts in prop::collection::vec(
            "[ab\\x00]{0,4}|[ab]{14,17}", 1..40
        )) {
            let compute = |part: &str| {
                let mut positions = [part.len() as u16; POSITIONS];
                positions.iter_mut().zip(part.bytes()).for_each(|(p, b)| *p = u16::from(b));
                positions
            };
            let mut remembered = Remembered::of_kind(Kind::Name);
            for part in parts.iter().chain(&parts) {
                prop_assert_eq!(remembered.of(part, compute), compute(part));
            }
        }
    }
}
