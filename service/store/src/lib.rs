//! Every record and every change of one, on SQLite or PostgreSQL: transactions, migrations, all SQL.
//!
//! Reading order: [`Store`] is the door; [`Store::look`] and [`Store::enter`] (in [`tx`]) are the only
//! ways in and ask `access`; [`Tx::commit`] is the only way to keep a change and writes the event
//! and the audit entry with it; [`contact`], [`message`] … hold the statements of one noun each; the
//! writer's queue and its group commit are in `writer`, wake-ups in [`wake`].
//!
//! # Invariants
//! - Nothing is acknowledged before it is on disk.
//! - No change without an audit entry in the same transaction.
//! - No statement text is built at run time: each is a constant, prepared on both engines by a test.
//! - Columns that end in `_sealed` hold ciphertext of `vault`; nothing else about a person is kept.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! # let folder = std::env::temp_dir().join(format!("daybreak-doc-{}", std::process::id()));
//! let address = format!("sqlite:{}/example.db", folder.display()).parse().unwrap();
//! let clock = || casework::time::Timestamp::from_micros(1_700_000_000_000_000);
//! let store = store::Store::open(&address, Box::new(clock)).await.unwrap();
//! assert!(store.is_healthy().await);
//! store.close().await;
//! # std::fs::remove_dir_all(folder).unwrap();
//! # });
//! ```

use std::sync::Arc;

use access::{Access, Action, Resource};
use casework::id::ContactId;
use casework::member::Actor;
use casework::time::Timestamp;
use getrandom::SysRng;
use getrandom::rand_core::{Rng as _, UnwrapErr};

pub mod account;
pub mod audit;
pub mod backup;
pub mod bed;
pub mod capacity;
pub mod case;
mod chronicle;
mod coded;
pub mod consent;
pub mod contact;
mod db;
pub mod directory;
pub mod duty;
pub mod erasure;
mod error;
pub mod event;
pub mod facts;
pub mod federal;
pub mod field;
pub mod follow_up;
pub mod glass;
pub mod hand_off;
pub mod instrument;
pub mod key;
pub mod list;
pub mod measure;
pub mod member;
pub mod message;
pub mod meter;
mod migration;
pub mod oversight;
pub mod passkey;
pub mod queue;
pub mod referral;
pub mod review;
pub mod screening;
pub mod search;
pub mod session;
pub mod setting;
pub mod step;
pub mod subject;
pub mod team;
#[cfg(test)]
mod tests;
pub mod tip;
pub mod tx;
pub mod visitor;
pub mod wake;
mod writer;

/// Boxes the future of a function, so that its body is compiled in this crate, once. The body of a
/// plain `async fn` is compiled anew in every crate that awaits it, and its type holds the types of
/// all that it awaits: without this, most of a build was spent on the layout of nested futures. One
/// allocation a call is nothing beside a statement.
pub(crate) use async_recursion::async_recursion as compiled_here;
pub use db::{Address, Examined, create_database};
pub use error::{Error, OpenError};
pub use tx::{Tx, View};
pub use writer::Gathering;

use db::{Readers, on};
use wake::{Bus, Node, Topic, Wake};
use writer::Writer;

/// What tells the time: the system's clock in service, a fixed one in tests.
pub type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// The door to all records. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Readers,
    writer: Writer,
    bus: Bus,
    access: Access,
    clock: Clock,
    relay: tokio::task::JoinHandle<()>,
}

impl Store {
    /// Opens the database, brings its tables up to date and loads the policies.
    ///
    /// # Errors
    /// [`OpenError`], whose text says what to do.
    pub async fn open(address: &Address, clock: Clock) -> Result<Self, OpenError> {
        let access = Access::load()?;
        let readers = address.open().await?;
        let bus = Bus::new(Node::new(tx::entropy().next_u64()));
        let writer = Writer::new(address.clone(), bus.clone());
        let relay = tokio::spawn(wake::relay(readers.clone(), bus.clone()));
        Ok(Self { inner: Arc::new(Inner { readers, writer, bus, access, clock, relay }) })
    }

    /// The time, by the clock that was passed in.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// A new contact's identifier.
    #[must_use]
    pub fn new_contact_id(&self) -> ContactId {
        ContactId::new(self.now(), tx::ten())
    }

    /// Randomness for sealing: the system's.
    #[must_use]
    pub fn rng(&self) -> UnwrapErr<SysRng> {
        tx::entropy()
    }

    /// Whether `actor` may do `action` with what was loaded: what decides which ways a page offers.
    /// Doing it asks again. About 30 µs.
    #[must_use]
    pub fn may(&self, actor: &Actor, action: impl Action, resource: &Resource) -> bool {
        self.access().decide(actor, action, resource).is_permitted()
    }

    /// Where streams wait for news.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.inner.bus
    }

    /// Passes on that somebody is typing. Nothing is stored; it may be lost without harm.
    #[compiled_here]
    pub async fn pass_on(&self, topic: Topic, hint: wake::Hint) {
        let wake = Wake { topic, hint };
        self.inner.bus.wake_local(wake);
        if let Readers::Postgres(_) = self.inner.readers
            && let Ok(mut conn) = self.inner.readers.acquire().await
        {
            let _ = wake::announce(self.inner.bus.node(), &[wake], &mut conn).await;
        }
    }

    /// The database answers.
    #[compiled_here]
    pub async fn is_healthy(&self) -> bool {
        let Ok(mut conn) = self.inner.readers.acquire().await else { return false };
        on!(&mut conn, c => sqlx::query(wake::PING).execute(&mut **c).await.is_ok())
    }

    /// Tells a story fast: until the [`Gathering`] is finished, acts share flushes and do not wait
    /// for them, and readers may not see the latest yet. Nothing unless the database is
    /// [`Address::Fleeting`]: elsewhere nobody is answered before the disk has it.
    #[must_use]
    pub fn gather(&self) -> Option<Gathering> {
        self.inner.writer.gather()
    }

    /// How many pieces of work wait for the writer.
    #[must_use]
    pub fn waiting_to_write(&self) -> usize {
        self.inner.writer.waiting()
    }

    /// Closes everything; what was accepted is on disk already.
    #[compiled_here]
    pub async fn close(&self) {
        self.inner.relay.abort();
        self.inner.readers.close().await;
    }

    pub(crate) fn readers(&self) -> &Readers {
        &self.inner.readers
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.inner.writer
    }

    pub(crate) fn access(&self) -> &Access {
        &self.inner.access
    }
}
