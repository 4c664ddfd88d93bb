//! Sealed records, keyrings, blind index and the audit chain.
//!
//! What identifies somebody is stored only as ciphertext, which database, disk and backup cannot
//! open. The modules stand in the order in which they build on each other:
//!
//! 1. [`keys`] of readers, the [`place`] of a value, [`text`] that is secret, [`sealed`] values;
//! 2. the key of a [`record`], wrapped to its readers, and the [`keyring`] that opens it;
//! 3. how an actor comes to a keyring: the locks of a [`member`], the [`session`] of a member or a
//!    visitor, the [`receipt`] of a tipster, the organisation's [`recovery`] key;
//! 4. beside them the [`blind`] index, the [`audit`] chain and the [`archive`] for backups.
//!
//! Nothing here performs I/O, reads a clock or draws randomness: random sources are arguments. For
//! the operating system's, pass `&mut rand_core::UnwrapErr(getrandom::SysRng)`, with this crate's
//! [`rand_core`] and `getrandom` 0.4 (feature `sys_rng`).
//!
//! # Invariants
//! - A sealed value opens with one secret key, at one [`Place`], in the version it was sealed for;
//!   moved, changed, cut or under another key it does not open.
//! - Whoever seals cannot open again. A visitor's message is out of the server's reach once it is
//!   sealed, until somebody with a key comes.
//! - Secret text and keys leave their types by `expose` only. No type of this crate that holds a
//!   secret has `Display` or `Serialize`, and `Debug` prints the type's name.
//! - Keys, passwords and secret text are wiped from memory when dropped. (Rust can leave copies of
//!   moved values on the stack, and what JSON is read through is freed unwiped: keep swap off.)
//! - Each use of a key has a protocol label with a version of its own, and each stored format begins
//!   with a format number, so that a later suite (such as a post-quantum KEM) can stand beside this.
//! - Bytes from outside never panic: they open or are refused.
//!
//! # What it does not do
//! Sealing is not signing: HPKE's base mode does not say who sealed, and whoever can write to the
//! database can put a new ciphertext under a public key, or their own public key into a new row. The
//! audit chain, held against an exported head, and the database's own rights are for that. A server
//! that is taken over while it runs sees what is opened on it. Neither is a place for a secret that
//! must outlive the loss of every key: there is no back door beside the [`recovery`] key.
//!
//! # Cost
//! On one core (shared 2-core machine, `cargo run --release -p vault --example cost`):
//!
//! | operation | time |
//! |---|---|
//! | make a record's key | 22 µs |
//! | wrap it for one reader | 0.11 ms |
//! | seal a message | 0.11 ms |
//! | unwrap a record's key; open a message | 0.09 ms each |
//! | unlock a session | 3 µs |
//! | unlock with a password (19 MiB, 2 passes) | 22 ms |
//! | keys of a receipt (64 MiB, 3 passes) | 0.18 s |
//! | tokens of a name of three words | 3 µs |
//! | verify an audit entry | 0.3 µs |
//! | archive a backup | 1.1 ms/MiB |
//!
//! A new contact with two sealed texts and two readers takes 0.46 ms; a page of 50 contacts, each
//! opened with its own key, 9 ms. What has many sealed fields that are always read together is
//! cheaper as one [`Json`] value.
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
pub use session::{Attempt, SessionLock, SessionSecret, SpokenCode};
pub use text::{Json, Sealable, Text};
