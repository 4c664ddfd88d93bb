//! A stream of any length, sealed to one key: what a backup is written as.
//!
//! Constant memory, one pass, and nothing that was cut, exchanged or lengthened reads as whole.
//!
//! # Format
//! `format (1) ‖ encapsulated key (32) ‖ chunks`, each chunk up to 65,536 bytes of the stream and
//! a tag of 16. All chunks but the last are full; the last may be empty. One HPKE context (RFC
//! 9180, section 5.2) seals them in order, so its sequence number is in every nonce, and the
//! associated data say whether the chunk is the last: the STREAM construction (Hoang,
//! Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
//! Misuse-Resistance", 2015).
//!
//! # Example
//! ```
//! # let rng = &mut vault::rand_core::UnwrapErr(getrandom::SysRng);
//! let recovery = vault::RecoveryKey::generate(rng).key_pair();
//! let database = b"every page of the database".as_slice();
//!
//! let mut backup = Vec::new();
//! vault::archive::seal(database, &mut backup, &recovery.public(), rng)?;
//!
//! let mut restored = Vec::new();
//! vault::archive::open(backup.as_slice(), &mut restored, recovery.secret())?;
//! assert_eq!(restored, database);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Read, Write};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::keys::{PublicKey, SecretKey};
use crate::suite::{self, ENCAPSULATED, TAG};

/// Seals everything that `from` gives to `to`, and writes it to `into`. Returns the bytes read.
///
/// The reader and the writer are the caller's, who also has to make sure that what was written is
/// durable.
///
/// # Errors
/// Those of the reader and the writer.
pub fn seal(
    mut from: impl Read,
    mut into: impl Write,
    to: &PublicKey,
    rng: &mut impl CryptoRng,
) -> io::Result<u64> {
    let (encapsulated, mut sealer) = suite::Sealer::new(to, INFO, rng);
    into.write_all(&[FORMAT])?;
    into.write_all(&encapsulated)?;
    let mut chunks = Chunks::new(&mut from, CHUNK)?;
    let mut total = 0;
    while let Some((chunk, is_last)) = chunks.next()? {
        total += chunk.len() as u64;
        let tag = sealer.seal_in_place(&[u8::from(is_last)], chunk);
        into.write_all(chunk)?;
        into.write_all(&tag)?;
    }
    into.flush()?;
    Ok(total)
}

/// Opens what [`seal`] wrote and writes the stream to `into`. Returns the bytes written.
///
/// Each chunk is checked before it is written, but whether the end is missing shows only at the
/// end: on any error, throw away what was written.
///
/// # Errors
/// [`ArchiveError::Open`] for a wrong key or an archive that is not as it was written; those of
/// the reader and the writer.
pub fn open(
    mut from: impl Read,
    mut into: impl Write,
    with: &SecretKey,
) -> Result<u64, ArchiveError> {
    let mut header = [0; 1 + ENCAPSULATED];
    let length = fill(&mut from, &mut header)?;
    let [format, encapsulated @ ..] = &header;
    if length < header.len() {
        return Err(OpenError::Length(length).into());
    }
    if *format != FORMAT {
        return Err(OpenError::Format(*format).into());
    }
    let mut opener = suite::Opener::new(with, encapsulated, INFO)?;
    let mut chunks = Chunks::new(&mut from, CHUNK + TAG)?;
    let mut total = 0;
    while let Some((chunk, is_last)) = chunks.next()? {
        let length = chunk.len();
        let (body, tag) = chunk.split_last_chunk_mut().ok_or(OpenError::Length(length))?;
        opener.open_in_place(&[u8::from(is_last)], body, tag)?;
        into.write_all(body)?;
        total += body.len() as u64;
    }
    into.flush()?;
    Ok(total)
}

/// Why an archive could not be opened to its end.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Wrong key, or not as it was written.
    #[error("the archive {0}")]
    Open(#[from] OpenError),
    /// The reader or the writer failed.
    #[error("the archive could not be read, or its content not be written")]
    Io(#[from] io::Error),
}

const FORMAT: u8 = 1;
const CHUNK: usize = 64 * 1024;
const INFO: &[u8] = b"daybreak archive\x01";

/// Cuts a stream into chunks of one size, one ahead, to know the last one when it comes.
struct Chunks<R> {
    from: R,
    now: Zeroizing<Vec<u8>>,
    ahead: Zeroizing<Vec<u8>>,
    size: usize,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    fn new(from: R, size: usize) -> io::Result<Chunks<R>> {
        let buffer = || Zeroizing::new(vec![0; size]);
        let mut chunks = Chunks { from, now: buffer(), ahead: buffer(), size, ended: false };
        chunks.read_ahead()?;
        Ok(chunks)
    }

    /// The next chunk and whether it is the last; `None` after the last.
    fn next(&mut self) -> io::Result<Option<(&mut [u8], bool)>> {
        if self.ended {
            return Ok(None);
        }
        std::mem::swap(&mut self.now, &mut self.ahead);
        self.ended = self.now.len() < self.size || {
            self.read_ahead()?;
            self.ahead.is_empty()
        };
        Ok(Some((&mut self.now, self.ended)))
    }

    fn read_ahead(&mut self) -> io::Result<()> {
        self.ahead.resize(self.size, 0);
        let length = fill(&mut self.from, &mut self.ahead)?;
        self.ahead.truncate(length);
        Ok(())
    }
}

/// Reads until the buffer is full or the stream ends.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match from.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests;
