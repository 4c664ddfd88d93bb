//! Where secret random bits come from.
//!
//! Noise that protects people comes from a keyed generator: HMAC-SHA-256 of a counter under a key of
//! the ledger, bound to what is published ([`Source::new`]). Who knows the key can take the noise off,
//! so the key is kept like the data. In exchange, the same question about the same data gets the same
//! answer, which costs no further privacy, and a run can be repeated to the same bytes.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A secret key of 32 bytes. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A key of these bytes, which must come from the system's secure generator.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The HMAC of some bytes under this key.
    #[must_use]
    pub fn mark(&self, bytes: &[u8]) -> [u8; 32] {
        marked(self.keyed(), bytes)
    }

    fn keyed(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.0).expect("HMAC takes a key of any length")
    }
}

fn marked(mut keyed: Hmac<Sha256>, bytes: &[u8]) -> [u8; 32] {
    keyed.update(bytes);
    keyed.finalize().into_bytes().into()
}

/// Random bits bound to a purpose.
#[derive(Clone)]
pub struct Source {
    keyed: Hmac<Sha256>,
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Source {
    /// The bits that `key` gives for `purpose`.
    #[must_use]
    pub fn new(key: &Key, purpose: &[u8]) -> Self {
        Self { keyed: Key(key.mark(purpose)).keyed(), counter: 0, block: [0; 32], used: 32 }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        if self.used == 32 {
            self.block = marked(self.keyed.clone(), &self.counter.to_be_bytes());
            self.counter += 1;
            self.used = 0;
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.block[self.used..self.used + 8]);
        self.used += 8;
        u64::from_be_bytes(bytes)
    }

    /// A whole number from 0 to `below`, `below` excluded, each exactly as likely.
    ///
    /// # Panics
    /// If there is nothing below.
    pub fn below(&mut self, below: u128) -> u128 {
        assert!(below > 0, "something has to be below");
        let bits = 128 - (below - 1).leading_zeros();
        loop {
            let high = if bits > 64 { u128::from(self.bits()) << 64 } else { 0 };
            let drawn = high | u128::from(self.bits());
            let drawn = if bits == 128 { drawn } else { drawn & ((1 << bits) - 1) };
            if drawn < below {
                return drawn;
            }
        }
    }

    /// A number from 0 to 1, 1 excluded, for steps that carry no privacy claim.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_has_its_own_bits_and_always_the_same() {
        let key = Key::new([7; 32]);
        let first = |purpose: &[u8]| Source::new(&key, purpose).bits();
        assert_eq!(first(b"a"), first(b"a"));
        assert_ne!(first(b"a"), first(b"b"));
        assert_ne!(first(b"a"), Source::new(&Key::new([8; 32]), b"a").bits());
    }

    /// RFC 4231, test case 2 uses a short key; 32 bytes of `0x0b` are padded like any key, so this is
    /// the first block by the definition of HMAC over the counter, computed with Python's `hmac`.
    #[test]
    fn marks_are_hmac_sha_256() {
        let mark = Key::new([0x0b; 32]).mark(b"Hi There");
        assert_eq!(mark[..8], [0x19, 0x8a, 0x60, 0x7e, 0xb4, 0x4b, 0xfb, 0xc6], "{mark:02x?}");
    }

    #[test]
    fn every_number_below_is_as_likely() {
        let mut source = Source::new(&Key::new([1; 32]), b"test");
        let mut seen = [0_u32; 6];
        for _ in 0..60_000 {
            seen[source.below(6) as usize] += 1;
        }
        // Chi-squared with 5 degrees of freedom exceeds 25.7 once in 10,000.
        let chi: f64 = seen.iter().map(|&n| (f64::from(n) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 25.7, "{seen:?}");
    }
}
