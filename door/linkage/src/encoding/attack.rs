//! What somebody learns who holds encodings of one field and a list of like people, but no key.
//!
//! Three published attacks, in plain form, by an outsider who knows everything but the key. A better
//! attacker finds more, so their rates are lower bounds. They name *values* ("this encoding is Garcia"), not people; who can name several fields
//! of a record has named the person.
//!
//! - **Frequency alignment** (Christen, Schnell, Vatsalan and Ranbaduge 2017): the commonest encoding is
//!   the commonest name of as many letters as its set bits allow.
//! - **Pattern mining** (Christen, Vidanage, Ranbaduge and Schnell 2018): bits that always occur together
//!   are the trace of one pair of letters; known pairs of letters spell names.
//! - **Graph matching** (Vidanage, Christen, Ranbaduge and Schnell 2020): who is like whom, and how much,
//!   is the same among encodings and among names.
//!
//! A fourth of our own puts the years of birth in a row ([`by_years`]): names are hidden by them.
//!
//! The rates that `examples/attack` finds with these stand in `docs/methods/linkage.md`.

mod mining;
mod years;

pub use mining::by_patterns;
pub use years::by_years;

use super::parts::{POSITIONS, parts_of};
use super::{BITS, Encoder, Encoding, Kind};
use hashbrown::HashMap;

/// The distinct encodings of a field, commonest first.
pub struct Encoded {
    /// The encodings.
    pub encodings: Vec<Encoding>,
    /// Records with each.
    pub counts: Vec<f64>,
}

/// The distinct values of the same field that the attacker knows, commonest first.
pub struct Known {
    /// The values.
    pub values: Vec<String>,
    /// Records with each.
    pub counts: Vec<f64>,
    kind: Kind,
}

/// A value for each encoding, where the attack names one.
pub type Guesses = Vec<Option<usize>>;

/// How much of a field an attack named.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Rate {
    /// Share of the distinct values that were named rightly.
    pub values: f64,
    /// Share of the records whose value was named rightly.
    pub records: f64,
    /// Share of the guesses that were right.
    pub precision: f64,
}

impl Encoded {
    /// Counts the encodings of a field.
    #[must_use]
    pub fn new(column: impl IntoIterator<Item = Encoding>) -> Self {
        let mut counts: HashMap<Encoding, f64> = HashMap::new();
        column.into_iter().for_each(|e| *counts.entry(e).or_default() += 1.0);
        let mut sorted: Vec<(Encoding, f64)> = counts.into_iter().collect();
        sorted.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.0.cmp(&b.0.0)));
        let (encodings, counts) = sorted.into_iter().unzip();
        Self { encodings, counts }
    }

    /// The share of rightly named values, `truth` telling which value each encoding has.
    #[must_use]
    pub fn rate(
        &self,
        guesses: &Guesses,
        known: &Known,
        truth: &HashMap<Encoding, String>,
    ) -> Rate {
        let (mut guessed, mut values, mut records) = (0.0, 0.0, 0.0);
        for (i, guess) in guesses.iter().enumerate() {
            let Some(guess) = guess else { continue };
            guessed += 1.0;
            if truth.get(&self.encodings[i]) == Some(&known.values[*guess]) {
                values += 1.0;
                records += self.counts[i];
            }
        }
        Rate {
            values: values / self.encodings.len().max(1) as f64,
            records: records / self.counts.iter().sum::<f64>().max(1.0),
            precision: if guessed > 0.0 { values / guessed } else { 0.0 },
        }
    }
}

impl Known {
    /// Counts the values of a field, in the form in which they are encoded.
    #[must_use]
    pub fn new<'a>(column: impl IntoIterator<Item = &'a str>, kind: Kind) -> Self {
        let mut counts: HashMap<String, f64> = HashMap::new();
        for value in column {
            let folded = crate::names::fold(value);
            if !folded.is_empty() {
                *counts.entry(folded).or_default() += 1.0;
            }
        }
        let mut sorted: Vec<(String, f64)> = counts.into_iter().collect();
        sorted.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (values, counts) = sorted.into_iter().unzip();
        Self { values, counts, kind }
    }

    fn parts(&self) -> Vec<Vec<String>> {
        self.values.iter().map(|v| parts_of(v, self.kind)).collect()
    }
}

/// Aligns encodings and values by their frequency, among values whose number of parts fits the set bits.
#[must_use]
pub fn by_frequency(encoded: &Encoded, known: &Known) -> Guesses {
    let (all, of_known) = (encoded.counts.iter().sum::<f64>(), known.counts.iter().sum::<f64>());
    let lengths: Vec<f64> = known.parts().iter().map(|p| expected_ones(p.len())).collect();
    let mut taken = vec![false; known.values.len()];
    let mut guess = |(encoding, count): (&Encoding, &f64)| {
        let share = count / all;
        let misfit = |&v: &usize| {
            let ratio = (known.counts[v] / of_known / share).ln().abs();
            let bits = (lengths[v] - f64::from(encoding.ones())).abs() / POSITIONS as f64;
            ratio + bits
        };
        let free = (0..taken.len()).filter(|&v| !taken[v]).take(200);
        let best = free.min_by(|a, b| misfit(a).total_cmp(&misfit(b)))?;
        taken[best] = true;
        Some(best)
    };
    encoded.encodings.iter().zip(&encoded.counts).map(&mut guess).collect()
}

/// Bits that so many parts set, collisions taken into account.
fn expected_ones(parts: usize) -> f64 {
    let bits = BITS as f64;
    bits * (1.0 - (1.0 - 1.0 / bits).powf((parts * POSITIONS) as f64))
}

/// Matches the likenesses among the `most` commonest encodings with those among values encoded under a
/// key of the attacker's own, which are distributed alike.
#[must_use]
pub fn by_likeness(encoded: &Encoded, known: &Known, most: usize) -> Guesses {
    let mut own = Encoder::new(b"any key of the attacker's own does", "field", known.kind);
    let values: Vec<Encoding> =
        known.values.iter().take(most).filter_map(|v| own.encode(v)).collect();
    let targets = &encoded.encodings[..encoded.encodings.len().min(most)];
    let mut guesses = vec![None; encoded.encodings.len()];
    let (of_targets, of_values) = (profiles(targets), profiles(&values));
    let mut seeds = mutual_best(&of_targets, &of_values);
    seeds.sort_unstable_by(|a, b| a.2.total_cmp(&b.2));
    for _ in 0..3 {
        seeds.truncate(100);
        let place = |list: &[Encoding], anchors: &[usize]| -> Vec<Vec<f32>> {
            let to = |e: &Encoding| anchors.iter().map(|&a| e.dice(&list[a]) as f32).collect();
            list.iter().map(to).collect()
        };
        let (left, right): (Vec<usize>, Vec<usize>) = seeds.iter().map(|s| (s.0, s.1)).unzip();
        seeds = mutual_best(&place(targets, &left), &place(&values, &right));
        seeds.sort_unstable_by(|a, b| a.2.total_cmp(&b.2));
        for &(target, value, _) in &seeds {
            guesses[target] = Some(value);
        }
    }
    guesses
}

/// By encoding: its greatest likenesses to others, which do not depend on the key.
fn profiles(list: &[Encoding]) -> Vec<Vec<f32>> {
    list.iter()
        .map(|e| {
            let mut likeness: Vec<f32> = list.iter().map(|o| e.dice(o) as f32).collect();
            likeness.sort_unstable_by(|a, b| b.total_cmp(a));
            likeness.truncate(40);
            likeness.push(e.ones() as f32 / 20.0);
            likeness
        })
        .collect()
}

/// Pairs of places that are nearest to each other, with their distance.
fn mutual_best(left: &[Vec<f32>], right: &[Vec<f32>]) -> Vec<(usize, usize, f32)> {
    let distance =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f32>();
    let nearest = |of: &Vec<f32>, among: &[Vec<f32>]| {
        let distances = among.iter().map(|o| distance(of, o)).enumerate();
        distances.min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let back: Vec<Option<usize>> =
        right.iter().map(|r| nearest(r, left).map(|(place, _)| place)).collect();
    let forth = left.iter().enumerate().filter_map(|(i, l)| nearest(l, right).map(|n| (i, n)));
    forth.filter(|(i, (j, _))| back[*j] == Some(*i)).map(|(i, (j, d))| (i, j, d)).collect()
}

#[cfg(test)]
mod tests;
