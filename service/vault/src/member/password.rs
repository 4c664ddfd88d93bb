//! A member's secret key under a password.

use std::collections::BTreeSet;
use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::envelope;
use crate::error::OpenError;
use crate::keys::{ReaderId, SecretKey};

/// A password as typed. Wiped from memory when dropped; `Debug` prints the type's name only.
pub struct Password(Zeroizing<String>);

impl Password {
    /// The fewest characters of a new password, here always one factor of two (NIST SP 800-63B-4,
    /// section 3.1.1.2, asks for 8 then; 12 is our margin).
    pub const FEWEST: usize = 12;
    /// The most characters: above any pass phrase, and low enough to keep a request cheap.
    pub const MOST: usize = 256;

    /// Takes a password as typed, in the form that Unicode NFKC gives it, so that the same
    /// password typed on another keyboard is the same.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`] above [`Password::MOST`] characters.
    pub fn entered(typed: &str) -> Result<Password, PasswordError> {
        if typed.chars().nth(Password::MOST).is_some() {
            return Err(PasswordError::TooLong);
        }
        // Exactly as long as needed: a buffer that grew would leave clear copies behind.
        let length = typed.nfkc().map(char::len_utf8).sum();
        let mut text = Zeroizing::new(String::with_capacity(length));
        text.extend(typed.nfkc());
        Ok(Password(text))
    }

    /// Takes a password that somebody wants to have from now on.
    ///
    /// # Errors
    /// Also [`PasswordError::TooShort`] under [`Password::FEWEST`] characters, and
    /// [`PasswordError::TooCommon`] for what is guessed first: one word of the usual ones with
    /// digits or signs around it, digits alone, or fewer than five different characters.
    pub fn chosen(typed: &str) -> Result<Password, PasswordError> {
        let password = Password::entered(typed)?;
        if password.0.chars().count() < Password::FEWEST {
            return Err(PasswordError::TooShort);
        }
        if is_common(&password.0) {
            return Err(PasswordError::TooCommon);
        }
        Ok(password)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// The refusal of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`Password::FEWEST`] characters.
    #[error("a password has at least {} characters", Password::FEWEST)]
    TooShort,
    /// Among the first that anybody would try.
    #[error("this password is among the first that are tried; four unrelated words are better")]
    TooCommon,
    /// More than [`Password::MOST`] characters.
    #[error("a password has at most {} characters", Password::MOST)]
    TooLong,
}

/// What one guess of a password costs: the parameters of Argon2id (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PasswordCost {
    /// OWASP's recommendation for Argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes,
    /// 1 lane. The least that is accepted.
    pub const OWASP: PasswordCost = PasswordCost { memory_kib: 19_456, passes: 2, lanes: 1 };

    /// 64 MiB and 3 passes, as the second recommendation of RFC 9106 (section 4), but in one lane:
    /// for secrets that are typed rarely.
    pub const THOROUGH: PasswordCost = PasswordCost { memory_kib: 65_536, passes: 3, lanes: 1 };

    /// Other parameters: `memory_kib` KiB of memory, `passes` over it, in `lanes` lanes.
    ///
    /// # Errors
    /// [`OpenError::Cost`] below [`PasswordCost::OWASP`] in memory or passes, and above 1 GiB,
    /// 16 passes or 4 lanes: a row changed by somebody must not be able to stall the server.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<PasswordCost, OpenError> {
        let least = PasswordCost::OWASP;
        let accepted = (least.memory_kib..=1 << 20).contains(&memory_kib)
            && (least.passes..=16).contains(&passes)
            && (least.lanes..=4).contains(&lanes);
        accepted.then_some(PasswordCost { memory_kib, passes, lanes }).ok_or(OpenError::Cost)
    }

    fn key(self, password: &Password, salt: &[u8; SALT]) -> Zeroizing<[u8; 32]> {
        slow_key(self, password.0.as_bytes(), salt)
    }

    fn to_bytes(self) -> [u8; COST] {
        let mut bytes = [0; COST];
        for (field, value) in
            bytes.chunks_exact_mut(4).zip([self.memory_kib, self.passes, self.lanes])
        {
            field.copy_from_slice(&value.to_be_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8; COST]) -> Result<PasswordCost, OpenError> {
        let field = |at: usize| {
            u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        PasswordCost::new(field(0), field(4), field(8))
    }
}

impl Default for PasswordCost {
    fn default() -> PasswordCost {
        PasswordCost::OWASP
    }
}

/// A member's secret key under their password.
///
/// 101 bytes: format, Argon2id's parameters, salt, nonce, encrypted key, tag. The parameters are
/// part of the associated data, as is the member's id. One lock or unlock costs what its
/// [`PasswordCost`] says (about 22 ms of one core and 19 MiB at the least), so do it outside any database
/// transaction, on a thread where waiting is allowed, and bound how many run at once.
#[derive(Clone)]
pub struct PasswordLock([u8; PasswordLock::LENGTH]);

impl PasswordLock {
    /// The length in bytes.
    pub const LENGTH: usize = 1 + COST + SALT + envelope::LENGTH;

    /// Locks a member's secret key with a password.
    #[must_use]
    pub fn lock(
        secret: &SecretKey,
        password: &Password,
        cost: PasswordCost,
        member: ReaderId,
        rng: &mut impl CryptoRng,
    ) -> PasswordLock {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let mut bytes = [0; PasswordLock::LENGTH];
        bytes[0] = FORMAT;
        bytes[1..1 + COST].copy_from_slice(&cost.to_bytes());
        bytes[1 + COST..HEADER].copy_from_slice(&salt);
        let key = cost.key(password, &salt);
        let associated = password_associated_data(&bytes, member);
        bytes[HEADER..].copy_from_slice(&envelope::lock(&key, &associated, secret, rng));
        PasswordLock(bytes)
    }

    /// A lock that no password opens, at the same price: for a log-in under a name that does not
    /// exist, so that the answer takes as long and says the same as for one that does.
    #[must_use]
    pub fn decoy(cost: PasswordCost, rng: &mut impl CryptoRng) -> PasswordLock {
        let mut bytes = [0; PasswordLock::LENGTH];
        rng.fill_bytes(&mut bytes);
        bytes[0] = FORMAT;
        bytes[1..1 + COST].copy_from_slice(&cost.to_bytes());
        PasswordLock(bytes)
    }

    /// Unlocks the member's secret key: the check of the password and the key in one.
    ///
    /// # Errors
    /// [`OpenError::DoesNotOpen`] for a wrong password, another member or changed bytes.
    pub fn unlock(&self, password: &Password, member: ReaderId) -> Result<SecretKey, OpenError> {
        if self.0[0] != FORMAT {
            return Err(OpenError::Format(self.0[0]));
        }
        let cost = self.cost()?;
        let salt = self.0[1 + COST..HEADER].try_into().expect("the length is fixed");
        let sealed = self.0[HEADER..].try_into().expect("the length is fixed");
        let key = cost.key(password, salt);
        envelope::unlock(&key, &password_associated_data(&self.0, member), sealed)
    }

    /// The price at which it was locked: lock again after a successful log-in when the
    /// organisation's price has risen.
    ///
    /// # Errors
    /// [`OpenError::Cost`] if the stored parameters are outside the accepted range.
    pub fn cost(&self) -> Result<PasswordCost, OpenError> {
        PasswordCost::from_bytes(self.0[1..1 + COST].try_into().expect("the length is fixed"))
    }

    /// Takes bytes from the database.
    ///
    /// # Errors
    /// [`OpenError::Length`] if there are not [`PasswordLock::LENGTH`] of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<PasswordLock, OpenError> {
        bytes.try_into().map(PasswordLock).map_err(|_| OpenError::Length(bytes.len()))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PasswordLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordLock")
    }
}

/// Argon2id, version 1.3, 32 bytes out.
pub(crate) fn slow_key(cost: PasswordCost, secret: &[u8], salt: &[u8]) -> Zeroizing<[u8; 32]> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .expect("a `PasswordCost` is within Argon2's limits");
    let mut key = Zeroizing::new([0; 32]);
    // So large a reservation comes from the system and goes back to it at once, untouched beyond
    // what is needed: an allocator would keep smaller ones, one for each thread that ever derived.
    let blocks = params.block_count();
    let mut memory = Vec::with_capacity(blocks.max(RESERVED));
    memory.resize(blocks, Block::default());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(secret, salt, key.as_mut(), &mut memory)
        .expect("the lengths of secret and salt are within Argon2's limits");
    key
}

/// Whether a password of sufficient length is still among the first guesses.
fn is_common(password: &str) -> bool {
    let distinct: BTreeSet<char> = password.chars().collect();
    let letters = password.chars().filter(|sign| sign.is_alphabetic()).flat_map(char::to_lowercase);
    let mut stem = Zeroizing::new(Vec::with_capacity(3 * password.len()));
    letters.for_each(|letter| stem.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()));
    let repeated = |word: &str| stem.chunks(word.len()).all(|part| part == word.as_bytes());
    distinct.len() < 5 || stem.is_empty() || COMMON.iter().any(|word| repeated(word))
}

/// The words that nobody may build a password from alone, however often repeated.
const COMMON: [&str; 24] = [
    "abc",
    "abcdefghijkl",
    "access",
    "administrator",
    "admin",
    "asdfghjkl",
    "changeme",
    "daybreak",
    "default",
    "dragon",
    "hotline",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passphrase",
    "password",
    "qwerty",
    "qwertyuiop",
    "secret",
    "sunshine",
    "superman",
    "welcome",
];

/// The header (format, parameters, salt) and the member's id.
fn password_associated_data(
    bytes: &[u8; PasswordLock::LENGTH],
    member: ReaderId,
) -> [u8; HEADER + 16] {
    let mut data = [0; HEADER + 16];
    data[..HEADER].copy_from_slice(&bytes[..HEADER]);
    data[HEADER..].copy_from_slice(member.0.as_bytes());
    data
}

const FORMAT: u8 = 1;
const COST: usize = 12;
const SALT: usize = 16;
const HEADER: usize = 1 + COST + SALT;
/// In KiB: above the size from which allocators map and unmap a reservation by itself (32 MiB).
const RESERVED: usize = 33 << 10;
