//! Sealed values: what identifies somebody, as ciphertext that remembers its type.
//!
//! # Format
//! `format (1) ‖ encapsulated key (32) ‖ padded plaintext ‖ tag (16)`, where the first byte is 1 for
//! HPKE base mode as in RFC 9180 with X25519, HKDF-SHA256 and ChaCha20-Poly1305, and the
//! [`Place`] is the associated data.
//!
//! # Length
//! The plaintext is filled up (0x80, then zeros: ISO/IEC 7816-4) to 64, 256, 1,024 or 4,096 bytes
//! and above that to the next multiple of 4,096. Whoever reads the ciphertext learns one of four
//! sizes for anything up to 4,095 bytes: every name, phone number and short answer has the same
//! length, and "yes" the same as a sentence of 63 bytes. Nothing is compressed, because the length
//! of compressed text tells about its content.

use std::fmt;
use std::marker::PhantomData;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::keys::{PublicKey, SecretKey};
use crate::place::Place;
use crate::suite::{self, ENCAPSULATED, TAG};
use crate::text::Sealable;

/// A value of type `T`, sealed to the holder of one secret key and to one [`Place`].
///
/// It has no `Display`, no `PartialEq` and no `Serialize`; `Debug` prints the type's name. All that
/// can be done with it is to store its bytes, and to open it with the right key at the right place.
///
/// ```compile_fail,E0277
/// fn log(name: &vault::Sealed<vault::Text>) { println!("{name}"); }
/// ```
/// ```compile_fail,E0369
/// fn compare(a: vault::Sealed<vault::Text>, b: vault::Sealed<vault::Text>) -> bool { a == b }
/// ```
/// ```compile_fail,E0277
/// fn write(name: &vault::Sealed<vault::Text>) -> impl serde::Serialize { name }
/// ```
pub struct Sealed<T> {
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

impl<T: Sealable> Sealed<T> {
    /// Seals `value` to `to`, for `place`.
    ///
    /// Whoever seals cannot open again: only the holder of the secret half can. The value's bytes
    /// are encrypted in the buffer that becomes the ciphertext, so no clear copy is left behind.
    #[must_use]
    pub fn seal(value: &T, to: &PublicKey, place: Place, rng: &mut impl CryptoRng) -> Sealed<T> {
        let plain = value.to_plain();
        let padded = padded_length(plain.len());
        let mut bytes = vec![0; HEADER + padded + TAG].into_boxed_slice();
        let (header, rest) = bytes.split_at_mut(HEADER);
        let (body, tag_slot) = rest.split_at_mut(padded);
        body[..plain.len()].copy_from_slice(&plain);
        body[plain.len()] = END_OF_TEXT;
        let (encapsulated, tag) =
            suite::seal_in_place(to, INFO, &place.associated_data(), body, rng);
        header[0] = FORMAT;
        header[1..].copy_from_slice(&encapsulated);
        tag_slot.copy_from_slice(&tag);
        Sealed { bytes, of: PhantomData }
    }

    /// Opens the value, if `with` is the right key and it still stands where it was sealed.
    ///
    /// # Errors
    /// [`OpenError::DoesNotOpen`] for a wrong key, a changed byte or another place;
    /// [`OpenError::Length`], [`OpenError::Format`] and [`OpenError::Content`] for bytes that were
    /// not made by [`Sealed::seal`] for this type.
    pub fn open(&self, with: &SecretKey, place: Place) -> Result<T, OpenError> {
        let (header, rest) = self
            .bytes
            .split_first_chunk::<HEADER>()
            .filter(|(_, rest)| rest.len() >= SMALLEST + TAG)
            .ok_or(OpenError::Length(self.bytes.len()))?;
        let [FORMAT, encapsulated @ ..] = header else { return Err(OpenError::Format(header[0])) };
        let (body, tag) =
            rest.split_last_chunk::<TAG>().ok_or(OpenError::Length(self.bytes.len()))?;
        let mut body = Zeroizing::new(body.to_vec());
        suite::open_in_place(with, encapsulated, INFO, &place.associated_data(), &mut body, tag)?;
        let length = body.iter().rposition(|byte| *byte != 0).ok_or(OpenError::Content)?;
        if body[length] != END_OF_TEXT {
            return Err(OpenError::Content);
        }
        T::from_plain(&body[..length]).ok_or(OpenError::Content)
    }
}

impl<T> Sealed<T> {
    /// Takes bytes from the database. Whether they open shows only when they are opened.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Sealed<T> {
        Sealed { bytes: bytes.into(), of: PhantomData }
    }

    /// The ciphertext, to be stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The ciphertext, to be stored, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes.into_vec()
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Sealed { bytes: self.bytes.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed")
    }
}

const FORMAT: u8 = 1;
const HEADER: usize = 1 + ENCAPSULATED;
const END_OF_TEXT: u8 = 0x80;
const SMALLEST: usize = 64;
const LARGEST_STEP: usize = 4096;
/// The protocol's label and version; also what keeps sealed values and wrapped keys apart.
const INFO: &[u8] = b"daybreak sealed value\x01";

/// The length that a plaintext of `length` bytes is filled up to, its end mark included.
fn padded_length(length: usize) -> usize {
    let needed = length + 1;
    [SMALLEST, 256, 1024]
        .into_iter()
        .find(|size| needed <= *size)
        .unwrap_or_else(|| needed.next_multiple_of(LARGEST_STEP))
}

#[cfg(test)]
mod tests;
