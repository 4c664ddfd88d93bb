//! Which pairs of two lists of encodings are alike: the comparison at full speed.
//!
//! Equal encodings of a list are compared once. The others of one list are turned on their side: for each of
//! the 1,024 bits stands one word a bit of which belongs to one encoding ([`sliced`]). What an encoding of
//! the other list shares with some hundreds of them at once is then the sum of the words of its set
//! bits, and most groups are left in the middle of it, when nothing in them can reach what is asked. How
//! many bits are set tells others before anything is read.

mod sliced;

use super::{BITS, Encoding, WORDS};
use hashbrown::HashMap;
use pulp::{Simd, WithSimd};
use sliced::{Group, PIECE, Piece};

/// What [`count_alike`] found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alike {
    /// Pairs whose Dice coefficient is at least what was asked.
    pub alike: u64,
    /// Pairs of different encodings that were compared; the numbers of set bits told the others, and equal
    /// encodings were compared once.
    pub compared: u64,
}

/// Counts the pairs of `left` and `right` whose Dice coefficient is at least `least`.
///
/// Cost: for some hundreds of pairs together, about eight instructions for each set bit that is looked at.
#[must_use]
pub fn count_alike(left: &[Encoding], right: &[Encoding], least: f64) -> Alike {
    let needed: Vec<u32> = (0..=2 * BITS as u32).map(|ones| shared_needed(ones, least)).collect();
    let order = Order::of(left.iter().chain(right));
    let (left, right) = (Distinct::of(left, &order), Distinct::of(right, &order));
    pulp::Arch::new().dispatch(Pairs { left: &left, right: &right, needed: &needed })
}

/// The least number of shared bits with which two encodings of `ones` bits together reach `least`.
fn shared_needed(ones: u32, least: f64) -> u32 {
    let reaches = |shared: &u32| 2.0 * f64::from(*shared) >= least * f64::from(ones);
    (0..=BITS as u32).find(reaches).unwrap_or(u32::MAX)
}

/// An order of bits, rare ones first: a pair that shares none of these is soon told. What two encodings
/// share does not depend on the order.
struct Order {
    /// By bit: where it goes.
    place: Vec<u16>,
}

impl Order {
    fn of<'e>(list: impl Iterator<Item = &'e Encoding>) -> Self {
        /// Encodings looked at.
        const SAMPLE: usize = 2_000;
        let mut having = [0_u32; BITS];
        list.take(SAMPLE).for_each(|e| for_each_bit(e, |bit| having[bit] += 1));
        let mut bits: Vec<usize> = (0..BITS).collect();
        bits.sort_by_key(|&bit| having[bit]);
        let mut place = vec![0; BITS];
        for (at, bit) in bits.into_iter().enumerate() {
            place[bit] = at as u16;
        }
        Self { place }
    }

    fn apply(&self, encoding: &Encoding) -> Encoding {
        let mut out = Encoding([0; WORDS]);
        for_each_bit(encoding, |bit| {
            let at = usize::from(self.place[bit]);
            out.0[at / 64] |= 1 << (at % 64);
        });
        out
    }
}

fn for_each_bit(encoding: &Encoding, mut visit: impl FnMut(usize)) {
    for (number, &word) in encoding.0.iter().enumerate() {
        let mut left = word;
        while left != 0 {
            visit(number * 64 + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}

/// The different encodings of a list, by number of set bits.
struct Distinct {
    encodings: Vec<Encoding>,
    ones: Vec<u32>,
    /// How often each occurs.
    times: Vec<u64>,
}

impl Distinct {
    fn of(list: &[Encoding], order: &Order) -> Self {
        let mut counts: HashMap<&Encoding, u64> = HashMap::with_capacity(list.len());
        list.iter().for_each(|encoding| *counts.entry(encoding).or_default() += 1);
        let mut all: Vec<(u32, Encoding, u64)> =
            counts.into_iter().map(|(e, times)| (e.ones(), order.apply(e), times)).collect();
        all.sort_unstable_by_key(|&(ones, encoding, _)| (ones, encoding.0));
        Self {
            encodings: all.iter().map(|&(_, e, _)| e).collect(),
            ones: all.iter().map(|&(ones, ..)| ones).collect(),
            times: all.iter().map(|&(.., times)| times).collect(),
        }
    }

    /// The set bits of each encoding in pieces, and where those of each one end.
    fn pieces(&self) -> (Vec<Piece>, Vec<usize>) {
        let (mut pieces, mut ends): (Vec<Piece>, Vec<usize>) = (vec![], vec![]);
        for encoding in &self.encodings {
            let (mut piece, mut filled) = ([BITS as u16; PIECE], 0);
            for_each_bit(encoding, |bit| {
                piece[filled] = bit as u16;
                filled += 1;
                if filled == PIECE {
                    pieces.push(std::mem::replace(&mut piece, [BITS as u16; PIECE]));
                    filled = 0;
                }
            });
            pieces.extend((filled > 0).then_some(piece));
            ends.push(pieces.len());
        }
        (pieces, ends)
    }
}

/// Two lists to be compared.
struct Pairs<'s> {
    left: &'s Distinct,
    right: &'s Distinct,
    /// By set bits of both: what they must share.
    needed: &'s [u32],
}

impl WithSimd for Pairs<'_> {
    type Output = Alike;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Alike {
        let Self { left, right, needed } = self;
        let (pieces, ends) = left.pieces();
        let mut found = Alike::default();
        let mut group = Group::new(simd);
        for (number, members) in right.encodings.chunks(group.size()).enumerate() {
            group.fill(members);
            let start = number * group.size();
            let ones = &right.ones[start..start + members.len()];
            let (fewest, most) = (ones[0], ones[ones.len() - 1]);
            let mut at = 0;
            for (a, &end) in ends.iter().enumerate() {
                let of_left = &pieces[std::mem::replace(&mut at, end)..end];
                // What the member with the fewest bits needs is the least that any needs.
                let least = needed[(left.ones[a] + fewest) as usize];
                if least > left.ones[a].min(most) {
                    continue;
                }
                found.compared += members.len() as u64;
                if let Some(reaching) = group.reaching(of_left, least) {
                    let places = pulp::bytemuck::cast_slice(std::slice::from_ref(&reaching));
                    found.alike += self.in_full(a, start, members.len(), places);
                }
            }
        }
        found
    }
}

impl Pairs<'_> {
    /// Pairs of `left` with the encodings from `start` on whose bits are set in `places`, as they may be alike.
    fn in_full(&self, left: usize, start: usize, count: usize, places: &[u64]) -> u64 {
        let mut alike = 0;
        let a = &self.left.encodings[left];
        for (number, &word) in places.iter().enumerate() {
            let mut open = word;
            while open != 0 {
                let place = number * 64 + open.trailing_zeros() as usize;
                open &= open - 1;
                if place < count {
                    let right = start + place;
                    let ones = self.left.ones[left] + self.right.ones[right];
                    if a.shared(&self.right.encodings[right]) >= self.needed[ones as usize] {
                        alike += self.left.times[left] * self.right.times[right];
                    }
                }
            }
        }
        alike
    }
}
