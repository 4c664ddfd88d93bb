//! Which pairs of two lists of encodings are alike: the comparison at full speed.
//!
//! Most pairs are told apart without reading their 1,024 bits. How many bits are set bounds what two encodings can
//! share. So does a *screen*, which is read first: an encoding folded to a quarter, of which a bit is set when
//! any of its four is, or some of its words as they are. Two encodings share at most the bits that
//! their screens share, and what the one that lost fewer bits to its screen lost. Which screen serves
//! best depends on the field and on what is asked, so it is chosen on a sample of the pairs.
//!
//! Screens of four encodings stand side by side, so that the processor counts the bits of all four at once.

use super::{BITS, Encoding, WORDS};
use std::ops::Range;

/// What [`count_alike`] found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alike {
    /// Pairs whose Dice coefficient is at least what was asked.
    pub alike: u64,
    /// Pairs of which some words were read; the numbers of set bits told the others.
    pub read: u64,
}

/// Counts the pairs of `left` and `right` whose Dice coefficient is at least `least`.
///
/// Cost: four words of both for most pairs of encodings of which few bits are set, as those of names and
/// numbers are, and up to sixteen for dense ones, with the widest instructions that the processor has.
#[must_use]
pub fn count_alike(left: &[Encoding], right: &[Encoding], least: f64) -> Alike {
    let needed: Vec<u32> = (0..=2 * BITS as u32).map(|ones| shared_needed(ones, least)).collect();
    let screens = [screen::<FOLD>(), screen::<8>(), screen::<12>(), screen::<WORDS>()];
    let cheapest = screens.into_iter().min_by_key(|screen| (screen.cost)(left, right, &needed));
    cheapest.map_or(Alike::default(), |screen| (screen.count)(left, right, &needed))
}

/// The least number of shared bits with which two encodings of `ones` bits together reach `least`.
fn shared_needed(ones: u32, least: f64) -> u32 {
    let reaches = |shared: &u32| 2.0 * f64::from(*shared) >= least * f64::from(ones);
    (0..=BITS as u32).find(reaches).unwrap_or(u32::MAX)
}

/// What is done with a screen of some words.
struct Screen {
    /// Words read of a sample of the pairs.
    cost: fn(&[Encoding], &[Encoding], &[u32]) -> u64,
    count: fn(&[Encoding], &[Encoding], &[u32]) -> Alike,
}

fn screen<const N: usize>() -> Screen {
    Screen {
        cost: |left, right, needed| {
            let (left, right) = (screened::<N>(sample(left)), screened(sample(right)));
            Pairs::new(&left, &right, needed).words_read()
        },
        count: |left, right, needed| {
            let (left, right) = (screened::<N>(left.iter()), screened(right.iter()));
            pulp::Arch::new().dispatch(Pairs::new(&left, &right, needed))
        },
    }
}

fn sample(list: &[Encoding]) -> impl Iterator<Item = &Encoding> {
    /// Encodings of each side on which a screen is tried.
    const TRIED: usize = 96;
    list.iter().step_by(list.len().div_ceil(TRIED).max(1))
}

/// Words of a folded encoding.
const FOLD: usize = WORDS / 4;

/// An encoding behind its screen of `N` words.
struct Screened<'e, const N: usize> {
    screen: [u64; N],
    /// Set bits that the screen lost.
    lost: u32,
    ones: u32,
    encoding: &'e Encoding,
}

/// Encodings behind their screens, by number of set bits.
fn screened<'e, const N: usize>(list: impl Iterator<Item = &'e Encoding>) -> Vec<Screened<'e, N>> {
    let mut all: Vec<Screened<'e, N>> = list.map(Screened::of).collect();
    all.sort_unstable_by_key(|s| s.ones);
    all
}

impl<'e, const N: usize> Screened<'e, N> {
    fn of(encoding: &'e Encoding) -> Self {
        let folded = |i: usize| encoding.0.iter().skip(i).step_by(FOLD).fold(0, |all, w| all | w);
        let word = |i: usize| if N == FOLD { folded(i) } else { encoding.0[i] };
        let screen: [u64; N] = std::array::from_fn(word);
        let ones = encoding.ones();
        let left: u32 = screen.iter().map(|w| w.count_ones()).sum();
        Self { screen, lost: ones - left, ones, encoding }
    }
}

/// Encodings compared at once.
const LANES: usize = 4;

/// A number for each encoding of a block.
type Lanes = [u64; LANES];

/// Four encodings whose screens stand word beside word; fewer at the end of a list.
struct Block<'s, const N: usize> {
    words: [Lanes; N],
    lost: Lanes,
    members: &'s [Screened<'s, N>],
}

impl<'s, const N: usize> Block<'s, N> {
    fn of(members: &'s [Screened<'s, N>]) -> Self {
        let lanes = |of: &dyn Fn(&Screened<'_, N>) -> u64| -> Lanes {
            std::array::from_fn(|lane| members.get(lane).map_or(0, of))
        };
        let words = std::array::from_fn(|word| lanes(&|s| s.screen[word]));
        Self { words, lost: lanes(&|s| u64::from(s.lost)), members }
    }

    /// The most bits that `a` and each encoding can share, as their screens tell.
    #[inline(always)]
    fn most_shared(&self, a: &Screened<'_, N>) -> Lanes {
        let mut most = [0; LANES];
        for (word, lanes) in a.screen.iter().zip(&self.words) {
            for (most, of_lane) in most.iter_mut().zip(lanes) {
                *most += u64::from((word & of_lane).count_ones());
            }
        }
        for (most, lost) in most.iter_mut().zip(&self.lost) {
            *most += (*lost).min(u64::from(a.lost));
        }
        most
    }
}

/// Two lists behind their screens.
struct Pairs<'s, const N: usize> {
    left: &'s [Screened<'s, N>],
    right: &'s [Screened<'s, N>],
    blocks: Vec<Block<'s, N>>,
    /// By set bits of both: what they must share.
    needed: &'s [u32],
}

impl<'s, const N: usize> Pairs<'s, N> {
    fn new(left: &'s [Screened<'s, N>], right: &'s [Screened<'s, N>], needed: &'s [u32]) -> Self {
        Self { left, right, blocks: right.chunks(LANES).map(Block::of).collect(), needed }
    }

    fn words_read(&self) -> u64 {
        let mut words = 0;
        for a in self.left {
            for block in &self.blocks[self.within_reach(a)] {
                let most = block.most_shared(a);
                words += LANES * N;
                for (b, most) in block.members.iter().zip(most) {
                    words += if most >= u64::from(self.needed(a, b)) { 2 * WORDS } else { 0 };
                }
            }
        }
        words as u64
    }

    /// The blocks in which numbers of set bits allow a pair with `a`.
    fn within_reach(&self, a: &Screened<'_, N>) -> Range<usize> {
        let reaches = |b: &Screened<'_, N>| self.needed(a, b) <= a.ones.min(b.ones);
        let start = self.right.partition_point(|b| b.ones < a.ones && !reaches(b));
        let rest = &self.right[start..];
        let end = start + rest.partition_point(|b| b.ones < a.ones || reaches(b));
        start / LANES..end.div_ceil(LANES)
    }

    #[inline(always)]
    fn needed(&self, a: &Screened<'_, N>, b: &Screened<'_, N>) -> u32 {
        self.needed[(a.ones + b.ones) as usize]
    }

    /// The members of a block whose screen lets them pass, compared in full.
    #[inline(always)]
    fn in_full(&self, a: &Screened<'_, N>, block: &Block<'_, N>, most: Lanes) -> u64 {
        let mut alike = 0;
        for (lane, b) in block.members.iter().enumerate() {
            let needed = self.needed(a, b);
            if most[lane] >= u64::from(needed) {
                alike += u64::from(a.encoding.shared(b.encoding) >= needed);
            }
        }
        alike
    }
}

impl<const N: usize> pulp::NullaryFnOnce for Pairs<'_, N> {
    type Output = Alike;

    #[inline(always)]
    fn call(self) -> Alike {
        /// Blocks whose screens stay in the processor's first cache.
        const TILE: usize = 32;
        let mut found = Alike::default();
        let reach: Vec<Range<usize>> = self.left.iter().map(|a| self.within_reach(a)).collect();
        for start in (0..self.blocks.len()).step_by(TILE) {
            for (a, reach) in self.left.iter().zip(&reach) {
                let (start, end) = (reach.start.max(start), reach.end.min(start + TILE));
                let tile = self.blocks.get(start..end).unwrap_or_default();
                for block in tile {
                    found.read += block.members.len() as u64;
                    // What the member with the fewest bits needs is the least that any needs.
                    let least = u64::from(self.needed(a, &block.members[0]));
                    let most = block.most_shared(a);
                    if most[0].max(most[1]).max(most[2].max(most[3])) >= least {
                        found.alike += self.in_full(a, block, most);
                    }
                }
            }
        }
        found
    }
}
