//! A signed publication: one file that a data page may show, because its publisher stands behind it.
//!
//! The file is JSON: `{"format", "key", "signature", "publication"}`. `publication` is the text of the
//! publication as one string, so what was signed is what is read, byte for byte; `signature` is Ed25519
//! (RFC 8032) over a line that names the format, and that text. `key` says with which key, for whoever has
//! several; a reader never trusts it, but the key that it was given.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::ledger::hex;
use crate::publication::Publication;

/// How this version of the file is called.
const FORMAT: &str = "daybreak-bundle-1";

/// The secret key of a publisher: 32 bytes, kept where the analysts work and never on the server.
pub struct PublisherKey([u8; 32]);

/// Its public half, 64 hexadecimal digits when written. The server is given this one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublisherId([u8; 32]);

/// Why a bundle is not shown.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    /// No bundle at all.
    #[error("this is no signed publication: {0}; make one with `daybreak release sign`")]
    Form(#[from] serde_json::Error),
    /// Of a format that this version does not know.
    #[error("the format is `{0}`, this version reads `daybreak-bundle-1`")]
    Format(String),
    /// Changed, or signed by somebody else.
    #[error("the signature is not by the key that is trusted here, or the figures were changed")]
    Signature,
    /// Not 64 hexadecimal digits.
    #[error("a key is written as 64 hexadecimal digits")]
    Key,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    format: String,
    key: String,
    signature: String,
    publication: String,
}

impl PublisherKey {
    /// Of 32 random bytes.
    #[must_use]
    pub const fn new(seed: [u8; 32]) -> Self {
        Self(seed)
    }

    /// Reads it as [`written`](Self::written).
    ///
    /// # Errors
    /// [`NotPublished::Key`]
    pub fn read(text: &str) -> Result<Self, NotPublished> {
        bytes(text.trim()).map(Self).ok_or(NotPublished::Key)
    }

    /// The text of the key file.
    #[must_use]
    pub fn written(&self) -> String {
        hex(&self.0)
    }

    /// What readers are given.
    #[must_use]
    pub fn id(&self) -> PublisherId {
        let id = self.pair().public_key().as_ref().try_into();
        PublisherId(id.expect("an Ed25519 public key has 32 bytes"))
    }

    /// The signed file of a publication.
    ///
    /// # Errors
    /// If the publication cannot be written as JSON, which no publication of this crate can cause.
    pub fn sign(&self, publication: &Publication) -> Result<String, serde_json::Error> {
        let publication = serde_json::to_string(publication)?;
        let signature = hex(self.pair().sign(&message(&publication)).as_ref());
        let (format, key) = (FORMAT.to_owned(), self.id().to_string());
        serde_json::to_string_pretty(&Signed { format, key, signature, publication })
    }

    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.0).expect("any 32 bytes are a seed")
    }
}

impl PublisherId {
    /// Gives the publication if this key signed it.
    ///
    /// # Errors
    /// [`NotPublished`] with what to do.
    pub fn open(&self, file: &[u8]) -> Result<Publication, NotPublished> {
        let signed: Signed = serde_json::from_slice(file)?;
        if signed.format != FORMAT {
            return Err(NotPublished::Format(signed.format));
        }
        let signature: [u8; 64] = bytes(&signed.signature).ok_or(NotPublished::Signature)?;
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(&message(&signed.publication), &signature)
            .map_err(|_| NotPublished::Signature)?;
        Ok(serde_json::from_str(&signed.publication)?)
    }
}

impl std::fmt::Display for PublisherId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::str::FromStr for PublisherId {
    type Err = NotPublished;

    fn from_str(text: &str) -> Result<Self, NotPublished> {
        bytes(text.trim()).map(Self).ok_or(NotPublished::Key)
    }
}

impl std::fmt::Debug for PublisherKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublisherKey")
    }
}

fn message(publication: &str) -> Vec<u8> {
    [FORMAT.as_bytes(), b"\n", publication.as_bytes()].concat()
}

fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != 2 * N || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::{PublishedTable, Row};

    fn publication() -> Publication {
        let cell = |at: &str, value| Row { at: vec![at.to_owned()], value };
        let cells = vec![cell("total", Some(40.0)), cell("15-17", None)];
        let table = PublishedTable {
            name: "age".to_owned(),
            by: vec!["age_band".to_owned()],
            sum: None,
            within: None,
            cells,
        };
        Publication {
            dataset: "county".to_owned(),
            period: "2026".to_owned(),
            unit: "one person".to_owned(),
            population: "people who became known".to_owned(),
            method: "suppression".to_owned(),
            threshold: 11,
            statement: vec!["A promise with \"quotes\" and ü.".to_owned()],
            dictionary: Vec::new(),
            tables: vec![table],
        }
    }

    #[test]
    fn what_was_signed_is_read_and_by_no_other_key() {
        let (ours, other) = (PublisherKey::new([7; 32]), PublisherKey::new([8; 32]));
        let file = ours.sign(&publication()).unwrap();
        assert_eq!(ours.id().open(file.as_bytes()).unwrap(), publication());
        assert!(matches!(other.id().open(file.as_bytes()), Err(NotPublished::Signature)));
        let read = PublisherKey::read(&(ours.written() + "\n")).unwrap();
        assert_eq!(read.id(), ours.id().to_string().parse().unwrap());
    }

    /// Every byte of the file in turn: what is read is what was signed, or nothing is read.
    #[test]
    fn no_changed_byte_changes_a_figure() {
        let key = PublisherKey::new([7; 32]);
        let file = key.sign(&publication()).unwrap().into_bytes();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            if let Ok(read) = key.id().open(&changed) {
                assert_eq!(read, publication(), "byte {at}");
            }
        }
    }

    #[test]
    fn keys_are_digits() {
        for text in ["", "12", &"g".repeat(64), &"+f".repeat(32), &"ü".repeat(32), &"0".repeat(66)]
        {
            assert!(text.parse::<PublisherId>().is_err(), "{text}");
            assert!(PublisherKey::read(text).is_err(), "{text}");
        }
        assert!(matches!(
            PublisherKey::new([1; 32]).id().open(br#"{"tables":[]}"#),
            Err(NotPublished::Form(_))
        ));
    }
}
