//! The audit trail as a hash chain.
//!
//! Every read of a sealed record and every change is one [`Entry`]: who, what, why and when, never
//! content. Each entry's hash covers the hash before it:
//!
//! ```text
//! hash(n) = SHA-256("daybreak audit entry" ‖ 1 ‖ hash(n−1) ‖ encoding of entry n)
//! ```
//!
//! So a changed byte, a missing, added or exchanged entry anywhere breaks the chain at that place.
//! What a chain alone cannot show is its own end cut off, or all of it written anew by somebody who
//! can write to the whole table; for that, export the [`Head`] to a witness outside and verify
//! against it. A [`WitnessKey`] signs it, so that the witness knows where it comes from.
//!
//! [`Verifier`] takes the entries one by one as they come from the database, in constant memory;
//! [`verify`] does so for an iterator.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use uuid::Uuid;

mod hexadecimal;
mod witness;

pub use witness::{SignedHead, WitnessError, WitnessKey, WitnessPublicKey};

/// One line of the audit trail. All of it is coded: no name, no number, no text that a person
/// typed about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The place in the chain: 1 for the first entry, then one more each time.
    pub seq: i64,
    /// When, in microseconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// What kind of actor (`member`, `visitor`, `system`, …).
    pub actor_kind: &'a str,
    /// Which actor, if it has an id.
    pub actor: Option<Uuid>,
    /// What was done, as the policies name it.
    pub act: &'a str,
    /// What kind of thing it was done to.
    pub subject_kind: &'a str,
    /// Which thing, if it has an id.
    pub subject: Option<Uuid>,
    /// The code of the reason.
    pub why: &'a str,
}

impl Entry<'_> {
    /// Feeds the entry to the hash. Every text has its length before it and every optional id a
    /// mark, so that two different entries never feed the same bytes.
    fn feed(&self, hash: &mut Sha256) {
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        feed_text(hash, self.actor_kind);
        feed_id(hash, self.actor);
        feed_text(hash, self.act);
        feed_text(hash, self.subject_kind);
        feed_id(hash, self.subject);
        feed_text(hash, self.why);
    }
}

/// The hash of an entry and of all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What stands before the first entry.
    pub const GENESIS: ChainHash = ChainHash([0; 32]);

    /// The hash of `entry`, standing after `self`.
    #[must_use]
    pub fn extend(self, entry: &Entry<'_>) -> ChainHash {
        let mut hash = Sha256::new_with_prefix(DOMAIN);
        hash.update(self.0);
        entry.feed(&mut hash);
        ChainHash(hash.finalize().into())
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hexadecimal::write(f, &self.0)
    }
}

impl FromStr for ChainHash {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<ChainHash, HeadError> {
        hexadecimal::read(text).map(ChainHash).ok_or(HeadError)
    }
}

/// The end of a chain at some moment: what to export to a witness outside.
///
/// Written as `seq:hash`, and read back so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last entry's place; 0 for an empty chain.
    pub seq: i64,
    /// The last entry's hash; [`ChainHash::GENESIS`] for an empty chain.
    pub hash: ChainHash,
}

impl Head {
    /// The head of a chain without entries.
    pub const EMPTY: Head = Head { seq: 0, hash: ChainHash::GENESIS };
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Head, HeadError> {
        let (seq, hash) = text.trim().split_once(':').ok_or(HeadError)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(HeadError)?;
        Ok(Head { seq, hash: hash.parse()? })
    }
}

/// The refusal of text that is no exported head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head is written as `seq:hash`, with 64 hexadecimal digits for the hash")]
pub struct HeadError;

/// The first entry where the chain breaks, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain breaks at entry {seq}: {reason}")]
pub struct Broken {
    /// The place of the first entry that is wrong, or missing.
    pub seq: i64,
    /// What is wrong with it.
    pub reason: BreakReason,
}

/// How a chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BreakReason {
    /// The next entry carries another place than the one that is due.
    #[error("found entry {found} in its place; entries are missing, added or exchanged")]
    OutOfOrder {
        /// The place that the entry carries.
        found: i64,
    },
    /// The stored hash of the entry before does not fit.
    #[error("it does not follow the entry before it")]
    DoesNotFollow,
    /// The stored hash is not the hash of the entry.
    #[error("its content or its hash was changed")]
    Changed,
    /// The entry is whole, but is not the one that the exported head was taken from.
    #[error("it differs from the exported head: the chain was written anew")]
    Rewritten,
    /// The chain ends before the exported head.
    #[error("the chain ends before the exported head: entries were cut off")]
    CutOff,
}

/// Recomputes a chain, entry by entry.
///
/// Costs one SHA-256 of about 200 bytes an entry (about three million entries a second on one
/// core) and holds nothing but the last hash.
#[derive(Clone, Debug)]
pub struct Verifier {
    head: Head,
    witness: Option<Head>,
}

impl Verifier {
    /// Starts at the first entry.
    #[must_use]
    pub fn new() -> Verifier {
        Verifier { head: Head::EMPTY, witness: None }
    }

    /// Also holds the chain against a head that was exported earlier.
    #[must_use]
    pub fn against(self, witness: Head) -> Verifier {
        Verifier { witness: Some(witness), ..self }
    }

    /// Takes the next entry with the hashes stored beside it (`prev` where the table has it).
    ///
    /// # Errors
    /// [`Broken`] at the first entry that is not as it was written. Stop there: nothing after a
    /// break can be judged.
    pub fn next(
        &mut self,
        entry: &Entry<'_>,
        prev: Option<ChainHash>,
        hash: ChainHash,
    ) -> Result<(), Broken> {
        let seq = self.head.seq + 1;
        let broken = |reason| Err(Broken { seq, reason });
        if entry.seq != seq {
            return broken(BreakReason::OutOfOrder { found: entry.seq });
        }
        if prev.is_some_and(|prev| prev != self.head.hash) {
            return broken(BreakReason::DoesNotFollow);
        }
        if self.head.hash.extend(entry) != hash {
            return broken(BreakReason::Changed);
        }
        if self.witness.is_some_and(|witness| witness.seq == seq && witness.hash != hash) {
            return broken(BreakReason::Rewritten);
        }
        self.head = Head { seq, hash };
        Ok(())
    }

    /// Ends the check and gives the chain's head.
    ///
    /// # Errors
    /// [`BreakReason::CutOff`] if the exported head was not reached.
    pub fn finish(self) -> Result<Head, Broken> {
        match self.witness {
            Some(witness) if witness.seq > self.head.seq => {
                Err(Broken { seq: self.head.seq + 1, reason: BreakReason::CutOff })
            }
            _ => Ok(self.head),
        }
    }
}

impl Default for Verifier {
    fn default() -> Verifier {
        Verifier::new()
    }
}

/// Verifies a whole chain: each entry with the stored hash before it and its own stored hash.
///
/// # Errors
/// [`Broken`] at the first entry that is not as it was written.
pub fn verify<'a>(
    entries: impl IntoIterator<Item = (Entry<'a>, Option<ChainHash>, ChainHash)>,
    witness: Option<Head>,
) -> Result<Head, Broken> {
    let mut verifier = Verifier { head: Head::EMPTY, witness };
    for (entry, prev, hash) in entries {
        verifier.next(&entry, prev, hash)?;
    }
    verifier.finish()
}

const DOMAIN: &[u8] = b"daybreak audit entry\x01";

fn feed_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

fn feed_id(hash: &mut Sha256, id: Option<Uuid>) {
    match id {
        None => hash.update([0]),
        Some(id) => {
            hash.update([1]);
            hash.update(id.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
