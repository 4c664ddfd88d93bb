//! Counter-based random numbers: replicate 7 draws the same numbers on any thread, at any time.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3*,
//! SC11): a block cipher over a counter. The key is the seed; the counter holds the number of the
//! replicate and the position within it. Not for secrets.

use crate::special::ln_factorial;

/// The random numbers of one replicate, chain or world.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
    spare_normal: Option<f64>,
}

impl Stream {
    /// Stream number `stream` of the numbers that `seed` determines.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let counter = [0, 0, stream as u32, (stream >> 32) as u32];
        let key = [seed as u32, (seed >> 32) as u32];
        Self { key, counter, block: [0; 4], used: 4, spare_normal: None }
    }

    fn next_u32(&mut self) -> u32 {
        if self.used == 4 {
            self.block = philox(self.counter, self.key);
            let (low, carry) = self.counter[0].overflowing_add(1);
            self.counter[0] = low;
            self.counter[1] = self.counter[1].wrapping_add(u32::from(carry));
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// A number uniform in the open interval from 0 to 1, with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        let bits = u64::from(self.next_u32()) << 32 | u64::from(self.next_u32());
        ((bits >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
    }

    /// A standard normal number (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare_normal = Some(radius * sine);
        radius * cosine
    }

    /// A gamma number with this shape and scale 1 (Marsaglia & Tsang, ACM TOMS 26, 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.uniform().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let u = self.uniform();
            // The first test implies the second and spares two logarithms in 49 of 50 draws.
            if u < 1.0 - 0.0331 * x * x * x * x || u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A beta number.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        if a == 1.0 {
            return -((self.uniform().ln() / b).exp_m1());
        }
        if b == 1.0 {
            return (self.uniform().ln() / a).exp();
        }
        let (x, y) = (self.gamma(a), self.gamma(b));
        x / (x + y)
    }

    /// A Poisson number, through gamma reduction for large means (Ahrens & Dieter 1974).
    pub fn poisson(&mut self, mean: f64) -> f64 {
        if mean < 12.0 {
            let limit = (-mean).exp();
            let (mut count, mut product) = (0.0, self.uniform());
            while product > limit {
                count += 1.0;
                product *= self.uniform();
            }
            return count;
        }
        let arrivals = (mean * 0.875).floor();
        let time = self.gamma(arrivals);
        if time > mean {
            self.binomial(arrivals - 1.0, mean / time)
        } else {
            arrivals + self.poisson(mean - time)
        }
    }

    /// How many of `trials` succeed, each with probability `p`.
    ///
    /// Inversion for small expectations, else transformed rejection (Hörmann, *The generation of
    /// binomial random variates*, J. Statist. Comput. Simul. 46, 1993, algorithm BTRS).
    pub fn binomial(&mut self, trials: f64, p: f64) -> f64 {
        if trials <= 0.0 || p <= 0.0 {
            return 0.0;
        }
        if p >= 1.0 {
            return trials;
        }
        if p > 0.5 {
            return trials - self.binomial(trials, 1.0 - p);
        }
        if trials * p < 10.0 { self.by_inversion(trials, p) } else { self.by_rejection(trials, p) }
    }

    fn by_inversion(&mut self, trials: f64, p: f64) -> f64 {
        let odds = p / (1.0 - p);
        let none = (trials * (-p).ln_1p()).exp();
        loop {
            let (mut mass, mut left, mut k) = (none, self.uniform(), 0.0);
            while left > mass && k < trials {
                left -= mass;
                k += 1.0;
                mass *= odds * (trials - k + 1.0) / k;
            }
            // Rounding can leave a remainder beyond all mass; draw again rather than invent.
            if left <= mass {
                return k;
            }
        }
    }

    fn by_rejection(&mut self, trials: f64, p: f64) -> f64 {
        let spread = (trials * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let centre = trials * p + 0.5;
        let sure = 0.92 - 4.2 / b;
        loop {
            let v = self.uniform();
            let u = self.uniform() - 0.5;
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + centre).floor();
            if us >= 0.07 && v <= sure {
                return k;
            }
            if k < 0.0 || k > trials {
                continue;
            }
            let alpha = (2.83 + 5.1 / b) * spread;
            let mode = ((trials + 1.0) * p).floor();
            let ratio = ln_factorial(mode) + ln_factorial(trials - mode)
                - ln_factorial(k)
                - ln_factorial(trials - k)
                + (k - mode) * (p / (1.0 - p)).ln();
            if (v * alpha / (a / (us * us) + b)).ln() <= ratio {
                return k;
            }
        }
    }
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let first = u64::from(counter[0]) * 0xD251_1F53;
        let second = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests;
