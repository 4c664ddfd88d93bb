//! An archive opens whole or not at all.

use proptest::prelude::*;

use super::*;
use crate::keys::KeyPair;
use crate::testing::SeededRng;

fn pair() -> KeyPair {
    KeyPair::generate(&mut SeededRng::new(1))
}

fn sealed(stream: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    let read = seal(stream, &mut archive, &pair().public(), &mut SeededRng::new(2)).unwrap();
    assert_eq!(read, stream.len() as u64);
    archive
}

fn opened(archive: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    let mut stream = Vec::new();
    let written = open(archive, &mut stream, pair().secret())?;
    assert_eq!(written, stream.len() as u64);
    Ok(stream)
}

fn stream(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 7) as u8).collect()
}

/// Gives the stream in pieces of changing size, as a pipe does.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.1 = self.1 % 9000 + 1777;
        let length = self.1.min(into.len()).min(self.0.len());
        into[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

#[test]
fn a_stream_of_any_length_opens_as_it_was() {
    for length in
        [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - TAG, 2 * CHUNK, 3 * CHUNK + 12_345]
    {
        let stream = stream(length);
        let archive = sealed(&stream);
        let chunks = length.div_ceil(CHUNK).max(1);
        assert_eq!(archive.len(), 1 + ENCAPSULATED + length + chunks * TAG);
        assert_eq!(opened(&archive).unwrap(), stream, "{length} bytes");
    }
}

#[test]
fn how_the_bytes_arrive_makes_no_difference() {
    let stream = stream(2 * CHUNK + 99);
    let (mut archive, mut restored) = (Vec::new(), Vec::new());
    let rng = &mut SeededRng::new(2);
    seal(Dribble(&stream, 0), &mut archive, &pair().public(), rng).unwrap();
    assert_eq!(archive, sealed(&stream));
    open(Dribble(&archive, 1), &mut restored, pair().secret()).unwrap();
    assert_eq!(restored, stream);
}

/// At every boundary and around it, where a missing chunk would leave a well-formed rest.
#[test]
fn a_cut_archive_does_not_open() {
    for length in [0, 40, 2 * CHUNK, 2 * CHUNK + 40] {
        let archive = sealed(&stream(length));
        let header = 1 + ENCAPSULATED;
        let boundaries = (0..3).map(|chunk| header + chunk * (CHUNK + TAG));
        for end in boundaries.flat_map(|at| at.saturating_sub(20)..at + 20).chain(0..header) {
            if end < archive.len() {
                assert!(opened(&archive[..end]).is_err(), "{length} bytes, cut at {end}");
            }
        }
        assert!(opened(&archive[..archive.len() - 1]).is_err());
    }
}

#[test]
fn exchanged_doubled_or_added_chunks_do_not_open() {
    let archive = sealed(&stream(3 * CHUNK));
    let (header, body) = archive.split_at(1 + ENCAPSULATED);
    let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
    let with = |order: &[usize]| {
        let body: Vec<&[u8]> = order.iter().map(|at| chunks[*at]).collect();
        opened(&[header, &body.concat()].concat())
    };
    assert!(with(&[0, 1, 2]).is_ok());
    for order in [&[1, 0, 2][..], &[0, 2], &[0, 1, 1, 2], &[0, 1, 2, 2], &[2], &[0, 1]] {
        assert!(with(order).is_err(), "{order:?}");
    }
}

#[test]
fn another_key_opens_nothing() {
    let other = KeyPair::generate(&mut SeededRng::new(3));
    let mut restored = Vec::new();
    let refusal = open(sealed(b"every page").as_slice(), &mut restored, other.secret());
    assert!(matches!(refusal, Err(ArchiveError::Open(OpenError::DoesNotOpen))));
    assert_eq!(restored, b"");
}

#[test]
fn an_archive_of_a_newer_format_says_so() {
    let mut archive = sealed(b"every page");
    archive[0] = 2;
    assert!(matches!(opened(&archive), Err(ArchiveError::Open(OpenError::Format(2)))));
}

proptest! {
    #[test]
    fn no_changed_bit_opens(length in 0..200_usize, bit in any::<prop::sample::Index>()) {
        let mut archive = sealed(&stream(length));
        let bit = bit.index(archive.len() * 8);
        archive[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(opened(&archive).is_err());
    }
}
