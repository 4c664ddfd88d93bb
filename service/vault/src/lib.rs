//! Sealed records, keyrings, blind index and the audit chain.
//!
//! What identifies somebody is stored only as ciphertext that the database, its backups and the
//! server's disk cannot open. The modules stand in the order in which they build on each other:
//! [`keys`] and the [`place`] of a value, [`sealed`] values of a [`text`], the key of a [`record`]
//! wrapped to its readers, the locked key of a [`member`], the [`session`] that carries it, the
//! [`keyring`] of a request; beside them the [`blind`] index and the [`audit`] chain.
//!
//! Nothing here performs I/O, reads a clock or draws randomness: random sources are arguments. For
//! the operating system's, pass `&mut rand_core::UnwrapErr(getrandom::SysRng)`, with this crate's
//! [`rand_core`] and `getrandom` 0.4 (feature `sys_rng`).
//!
//! # Example
//! ```
//! use vault::rand_core::UnwrapErr;
//! use vault::{KeyPair, Keyring, Place, ReaderId, RecordKey, Sealed, Text};
//! # use uuid::Uuid;
//!
//! let rng = &mut UnwrapErr(getrandom::SysRng);
//! let (team, team_keys) = (ReaderId(Uuid::from_u128(1)), KeyPair::generate(rng));
//!
//! // A message arrives: the record's key is made, wrapped to the team, and forgotten.
//! let contact = Uuid::from_u128(2);
//! let key = RecordKey::generate(rng);
//! let wrapped = [(team, key.wrap_for(team, &team_keys.public(), contact, rng))];
//! let place = Place { table: "messages", record: contact, column: "body", version: 1 };
//! let sealed = Sealed::seal(&Text::from("I need help"), &key.public(), place, rng);
//! drop(key);
//!
//! // A specialist of the team reads it.
//! let keyring = Keyring::new(team, team_keys.into_secret());
//! let key = keyring.open_record(&wrapped, contact)?;
//! assert_eq!(sealed.open(&key, place)?.expose(), "I need help");
//! # Ok::<(), vault::OpenError>(())
//! ```

pub mod archive;
pub mod audit;
pub mod blind;
mod envelope;
mod error;
pub mod keyring;
pub mod keys;
pub mod member;
pub mod place;
pub mod receipt;
pub mod record;
pub mod recovery;
pub mod sealed;
pub mod session;
mod suite;
#[cfg(test)]
mod testing;
pub mod text;

pub use audit::{ChainHash, Entry};
pub use blind::{BlindToken, IndexKey};
pub use error::OpenError;
pub use keyring::Keyring;
pub use keys::{KeyPair, PublicKey, ReaderId, SecretKey};
pub use member::{PasskeyLock, Password, PasswordLock};
pub use place::Place;
pub use rand_core;
pub use receipt::Receipt;
pub use record::{RecordKey, WrappedKey};
pub use recovery::RecoveryKey;
pub use sealed::Sealed;
pub use session::{Attempt, SessionLock, SessionSecret};
pub use text::{Json, Sealable, Text};
