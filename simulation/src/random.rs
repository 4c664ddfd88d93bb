//! A small generator of random numbers: the same seed gives the same numbers on every machine.
//!
//! It is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
//! OOPSLA 2014): enough for stories, never for secrets.

/// The generator. It is passed around; there is no global one.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator for a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator of its own for one part of a story, so that a change in one part does not
    /// change the others.
    #[must_use]
    pub fn part(seed: u64, name: &str) -> Self {
        // FNV-1a over the name.
        let mixed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut random = Self(seed ^ mixed);
        random.bits();
        random
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to 1, 1 excluded, with 53 random bits.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number from 0 to `below`, `below` excluded; 0 if there is nothing below.
    pub fn below(&mut self, below: usize) -> usize {
        // The product is below `below`; the bias of 2^-64 is of no account here.
        ((u128::from(self.bits()) * below as u128) >> 64) as usize
    }

    /// A whole number from `from` to `to`, both included.
    pub fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from) as usize + 1) as u32
    }

    /// One of several.
    ///
    /// # Panics
    /// If there is none: the lists are this crate's own.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of several, each with its weight.
    ///
    /// # Panics
    /// If there is none: the lists are this crate's own.
    pub fn weighted<'a, T>(&mut self, of: &'a [(T, f64)]) -> &'a T {
        let total: f64 = of.iter().map(|(_, weight)| weight).sum();
        let mut left = self.share() * total;
        for (value, weight) in of {
            left -= weight;
            if left < 0.0 {
                return value;
            }
        }
        &of[of.len() - 1].0
    }

    /// A waiting time with this mean, exponentially distributed.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }

    /// How many of a rare thing happen, with this mean (Poisson, by Knuth's product).
    pub fn count(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.share(), 0);
        while product > limit {
            product *= self.share();
            count += 1;
        }
        count
    }

    /// An identifier.
    pub fn uuid(&mut self) -> uuid::Uuid {
        let bits = u128::from(self.bits()) << 64 | u128::from(self.bits());
        uuid::Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_algorithm() {
        // The reference implementation's first three outputs for the seed 1234567
        // (prng.di.unimi.it/splitmix64.c).
        let mut random = Random::new(1_234_567);
        let numbers = [random.bits(), random.bits(), random.bits()];
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn a_mean_is_kept() {
        let mut random = Random::new(7);
        let counts: u32 = (0..10_000).map(|_| random.count(2.5)).sum();
        // Standard error of the mean: sqrt(2.5 / 10 000) = 0.016.
        assert!((f64::from(counts) / 10_000.0 - 2.5).abs() < 0.08, "{counts}");
        let waits: f64 = (0..10_000).map(|_| random.wait(9.0)).sum();
        assert!((waits / 10_000.0 - 9.0).abs() < 0.45, "{waits}");
    }
}
