//! Pattern mining: which bits are the trace of one part of a value, and which part that is.
//!
//! 1. *Growth.* From one bit, the bit that most tells of it among the encodings that have all bits so far is
//!    added, again and again. After a few, all encodings left have one part in common, and every
//!    bit that all of them have is its trace (maximal frequent sets, as by Christen, Vidanage, Ranbaduge
//!    and Schnell 2018). Encodings explained by it are set aside and the bit is tried again, for it
//!    serves several parts.
//! 2. *Naming.* Patterns and the parts of known values are matched by how common they are and by which
//!    others they come with, first alone, then with respect to the surest matches.
//! 3. *Reading.* An encoding is the known value whose named parts it holds.

use super::{BITS, Encoded, Encoding, Guesses, Known, POSITIONS, expected_ones, mutual_best};
use hashbrown::HashMap;

/// Bits that seem to be those of one part, and the encodings that have all of them.
struct Pattern {
    bits: Encoding,
    holders: Set,
}

/// Encodings or values, as bits.
#[derive(Clone)]
struct Set(Vec<u64>);

impl Set {
    fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn add(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|w| w.count_ones()).sum()
    }

    fn shared(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    fn weight(&self, weights: &[f64]) -> f64 {
        let has = |place: &usize| self.0[place / 64] >> (place % 64) & 1 == 1;
        (0..weights.len().min(64 * self.0.len())).filter(has).map(|place| weights[place]).sum()
    }
}

/// Learns the bits of parts, then names the encodings whose parts fit one value only.
#[must_use]
pub fn by_patterns(encoded: &Encoded, known: &Known) -> Guesses {
    let patterns = mine(&encoded.encodings);
    let parts = known.parts();
    let held: Vec<&Set> = patterns.iter().map(|p| &p.holders).collect();
    let (names, of_parts) = parts_of_values(&parts);
    let of_values: Vec<&Set> = of_parts.iter().collect();
    let named = match_up(&Side::of(&held, &encoded.counts), &Side::of(&of_values, &known.counts));
    let reader = Reader::of(
        named.iter().map(|&(pattern, part)| (patterns[pattern].bits, names[part])).collect(),
        &parts,
    );
    encoded.encodings.iter().map(|encoding| reader.read(encoding)).collect()
}

/// Encodings looked at; the commonest tell most.
const LOOKED_AT: usize = 8_192;

/// Encodings that a part must occur in at least.
const LEAST: u32 = 12;

/// The patterns among `encodings`, commonest first.
fn mine(encodings: &[Encoding]) -> Vec<Pattern> {
    let encodings = &encodings[..encodings.len().min(LOOKED_AT)];
    let mut columns = vec![Set::none(encodings.len()); BITS];
    for (place, encoding) in encodings.iter().enumerate() {
        (0..BITS).filter(|&bit| encoding.has(bit)).for_each(|bit| columns[bit].add(place));
    }
    let sizes: Vec<u32> = columns.iter().map(Set::len).collect();
    let mut seeds: Vec<usize> = (0..BITS).collect();
    seeds.sort_by_key(|&bit| std::cmp::Reverse(sizes[bit]));
    let mut found: Vec<Pattern> = Vec::new();
    for seed in seeds {
        let mut left = columns[seed].clone();
        found.iter().filter(|p| p.bits.has(seed)).for_each(|p| left.remove(&p.holders));
        while left.len() >= LEAST {
            let Some(pattern) = grow(seed, left.clone(), &columns, &sizes) else { break };
            left.remove(&pattern.holders);
            let is_known = found.iter().any(|p| p.bits.dice(&pattern.bits) > 0.8);
            if pattern.holders.len() >= LEAST && !is_known {
                found.push(pattern);
            }
        }
    }
    found.sort_by_key(|p| std::cmp::Reverse(p.holders.len()));
    found
}

/// The pattern that most of `left` have in common, all of which have the bit `seed`.
fn grow(seed: usize, mut left: Set, columns: &[Set], sizes: &[u32]) -> Option<Pattern> {
    let all = columns[seed].0.len() as f64 * 64.0;
    let mut bits = Encoding([0; BITS / 64]);
    bits.0[seed / 64] |= 1 << (seed % 64);
    loop {
        let count = f64::from(left.len());
        let (mut best, mut most) = (None, 0.0);
        for bit in (0..BITS).filter(|&bit| !bits.has(bit)) {
            let together = f64::from(left.shared(&columns[bit]));
            // How much more often with the bits so far than by itself, weighed by how often.
            let lift = together * (together / count / (f64::from(sizes[bit]) / all)).ln();
            if lift > most {
                (best, most) = (Some((bit, together / count)), lift);
            }
        }
        let (bit, share) = best?;
        let is_closed = bits.ones() >= POSITIONS as u32 / 2 && share < 0.97;
        if is_closed {
            break;
        }
        bits.0[bit / 64] |= 1 << (bit % 64);
        left.keep(&columns[bit]);
        if left.len() < LEAST || bits.ones() > 3 * POSITIONS as u32 {
            return None;
        }
    }
    let mut holders = columns[seed].clone();
    (0..BITS).filter(|&bit| bits.has(bit)).for_each(|bit| holders.keep(&columns[bit]));
    Some(Pattern { bits, holders })
}

/// The parts of some values, commonest first, and the values that have each.
fn parts_of_values(values: &[Vec<String>]) -> (Vec<&str>, Vec<Set>) {
    let mut sets: HashMap<&str, Set> = HashMap::new();
    for (value, parts) in values.iter().enumerate() {
        for part in parts {
            sets.entry(part).or_insert_with(|| Set::none(values.len())).add(value);
        }
    }
    let mut all: Vec<(&str, Set)> = sets.into_iter().collect();
    all.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    all.into_iter().filter(|(_, set)| set.len() >= LEAST / 3).unzip()
}

/// What is known of patterns, or of parts: how common each is, and with which others it comes.
struct Side {
    /// Share of all records, as a logarithm.
    common: Vec<f32>,
    /// By pair: the share of the first one's records that the second one has, too.
    with: Vec<Vec<f32>>,
}

impl Side {
    fn of(sets: &[&Set], weights: &[f64]) -> Self {
        const MOST: usize = 700;
        let sets = &sets[..sets.len().min(MOST)];
        let total: f64 = weights.iter().sum();
        let own: Vec<f64> = sets.iter().map(|s| s.weight(weights)).collect();
        let with = |(a, own): (&&Set, &f64)| -> Vec<f32> {
            let together = |b: &&Set| {
                let mut both = (*a).clone();
                both.keep(b);
                (both.weight(weights) / own) as f32
            };
            sets.iter().map(together).collect()
        };
        Self {
            common: own.iter().map(|w| (w / total).ln() as f32).collect(),
            with: sets.iter().zip(&own).map(with).collect(),
        }
    }

    /// By pattern: what can be told of it without knowing any other.
    fn alone(&self) -> Vec<Vec<f32>> {
        let of = |(common, with): (&f32, &Vec<f32>)| {
            let mut with = with.clone();
            with.sort_unstable_by(|a, b| b.total_cmp(a));
            with.resize(30, 0.0);
            with.push(*common);
            with
        };
        self.common.iter().zip(&self.with).map(of).collect()
    }

    /// By pattern: how it stands to those of `anchors`.
    fn towards(&self, anchors: &[usize]) -> Vec<Vec<f32>> {
        let of = |(place, common): (usize, &f32)| {
            let with = anchors.iter().flat_map(|&a| [self.with[place][a], self.with[a][place]]);
            with.chain([*common]).collect()
        };
        self.common.iter().enumerate().map(of).collect()
    }
}

/// Which pattern is which part.
fn match_up(patterns: &Side, parts: &Side) -> Vec<(usize, usize)> {
    let mut matched = mutual_best(&patterns.alone(), &parts.alone());
    for round in 1..=6 {
        matched.sort_unstable_by(|a, b| a.2.total_cmp(&b.2));
        matched.truncate(20 * round);
        let (left, right): (Vec<usize>, Vec<usize>) = matched.iter().map(|m| (m.0, m.1)).unzip();
        matched = mutual_best(&patterns.towards(&left), &parts.towards(&right));
    }
    matched.into_iter().map(|(pattern, part, _)| (pattern, part)).collect()
}

/// The named patterns, and which of their parts each known value has.
struct Reader<'k> {
    learned: Vec<(Encoding, &'k str)>,
    /// By value: its named parts, and the set bits that all of its parts make.
    values: Vec<(Set, f64)>,
}

impl<'k> Reader<'k> {
    fn of(learned: Vec<(Encoding, &'k str)>, values: &[Vec<String>]) -> Self {
        let place: HashMap<&str, usize> =
            learned.iter().enumerate().map(|(place, (_, part))| (*part, place)).collect();
        let of = |parts: &Vec<String>| {
            let mut set = Set::none(learned.len());
            parts.iter().filter_map(|p| place.get(p.as_str())).for_each(|&place| set.add(place));
            (set, expected_ones(parts.len()))
        };
        let values = values.iter().map(of).collect();
        Self { learned, values }
    }

    /// The value whose named parts the encoding holds, when one fits clearly better than all others.
    fn read(&self, encoding: &Encoding) -> Option<usize> {
        let mut held = Set::none(self.learned.len());
        for (place, (bits, _)) in self.learned.iter().enumerate() {
            if encoding.holds(bits) {
                held.add(place);
            }
        }
        if held.len() < 3 {
            return None;
        }
        let ones = f64::from(encoding.ones());
        let mut best = (f64::INFINITY, None);
        let mut next = f64::INFINITY;
        for (value, (parts, of_value)) in self.values.iter().enumerate() {
            let both = parts.shared(&held);
            let (lacking, beyond) = (parts.len() - both, held.len() - both);
            let bits = (of_value - ones).abs() / POSITIONS as f64;
            // Bits may come together by chance, but a part cannot be without its bits.
            let misfit = 1.5 * f64::from(lacking) + f64::from(beyond) + bits;
            if misfit < best.0 {
                (next, best) = (best.0, (misfit, Some(value)));
            } else {
                next = next.min(misfit);
            }
        }
        best.1.filter(|_| next > best.0 + 0.4 && best.0 < 3.0)
    }
}
