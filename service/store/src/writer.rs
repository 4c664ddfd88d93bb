//! One writer queue with group commit.
//!
//! Every write of this process goes through one connection, one after the other, so no person ever
//! meets "database is locked" and the audit chain has one end. Each piece of work runs in a
//! savepoint; as long as others wait, the transaction stays open for them, and one `COMMIT` (one
//! disk flush) makes the whole batch durable. **Nobody is answered before that flush**: `commit`
//! returns when the batch is on disk, or fails for all of it.
//!
//! Cost: one flush for at most [`BATCH`] pieces of work; with 16 clients about 16 share a flush.
//! The queue is bounded by [`QUEUE`]: beyond it work is refused at once with [`Error::Busy`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::compiled_here;
use crate::db::{Address, Conn};
use crate::meter::Meter;
use crate::wake::{Bus, Wake};
use crate::{Error, audit};
use vault::audit::Head;

/// The most pieces of work that share one flush.
const BATCH: usize = 64;
/// The most pieces of work that may wait; at 1,000 a second about four seconds of work.
const QUEUE: usize = 4_096;

/// The process's single writer.
#[derive(Clone)]
pub(crate) struct Writer {
    bench: Arc<Mutex<Bench>>,
    waiting: Arc<AtomicUsize>,
    gathering: Arc<AtomicBool>,
    address: Arc<Address>,
    bus: Bus,
    meter: Meter,
}

/// As long as it lives, acts on a fleeting database do not wait for their flush: see
/// [`Store::gather`](crate::Store::gather).
pub struct Gathering {
    writer: Writer,
}

impl Gathering {
    /// Flushes what is left. Afterwards every act waits for its own flush again.
    #[compiled_here]
    pub async fn finish(self) {
        let writer = self.writer.clone();
        drop(self);
        writer.close_left_open().await;
    }
}

impl Drop for Gathering {
    fn drop(&mut self) {
        self.writer.gathering.store(false, Ordering::Release);
        self.writer.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What the one who writes holds in hands.
pub(crate) struct Bench {
    conn: Option<Conn>,
    /// A transaction is open.
    open: bool,
    /// The end of the audit chain, as of this transaction.
    pub(crate) head: Head,
    done: Vec<Done>,
}

impl Bench {
    fn new() -> Self {
        Self { conn: None, open: false, head: Head::EMPTY, done: Vec::new() }
    }
}

/// Work that is finished and waits for the flush.
struct Done {
    tell: oneshot::Sender<Result<(), Error>>,
    wakes: Vec<Wake>,
}

/// Counts one waiter, also when its future is dropped while it waits.
struct Ticket {
    writer: Writer,
    served: bool,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.writer.waiting.fetch_sub(1, Ordering::AcqRel);
        if !self.served && self.writer.waiting.load(Ordering::Acquire) == 0 {
            // The batch may have been left open for this waiter: close it in its stead.
            let writer = self.writer.clone();
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move { writer.close_left_open().await });
            }
        }
    }
}

impl Writer {
    pub(crate) fn new(address: Address, bus: Bus) -> Self {
        Self {
            bench: Arc::new(Mutex::new(Bench::new())),
            waiting: Arc::default(),
            gathering: Arc::default(),
            address: Arc::new(address),
            bus,
            meter: Meter::default(),
        }
    }

    /// What is counted here.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Where the records are kept.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Waits for the turn and opens a savepoint.
    #[compiled_here]
    pub(crate) async fn enter(&self) -> Result<Turn, Error> {
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            self.meter.busy();
            return Err(Error::Busy);
        }
        let since = Instant::now();
        let mut ticket = Ticket { writer: self.clone(), served: false };
        let bench = self.bench.clone().lock_owned().await;
        ticket.served = true;
        drop(ticket);
        // From here a dropped future drops the turn, which rolls back and closes the batch.
        let before = bench.head;
        let (writer, bench) = (self.clone(), Some(bench));
        let mut turn = Turn { writer, bench, before, wakes: Vec::new(), since };
        turn.begin().await?;
        Ok(turn)
    }

    /// Lets batches fill up, on a fleeting database only, and once at a time.
    pub(crate) fn gather(&self) -> Option<Gathering> {
        let fleeting = matches!(*self.address, Address::Fleeting(_));
        if !fleeting || self.gathering.swap(true, Ordering::AcqRel) {
            return None;
        }
        // Counts as one who waits, so a batch stays open for the next act.
        self.waiting.fetch_add(1, Ordering::AcqRel);
        Some(Gathering { writer: self.clone() })
    }

    /// How many wait for the writer, for the metrics.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// Closes a batch that was left open for somebody who does not come.
    async fn close_left_open(&self) {
        let bench = self.bench.clone().lock_owned().await;
        self.close_batch(bench).await;
    }

    /// Flushes what is finished, unless somebody waits who will.
    async fn close_batch(&self, mut bench: OwnedMutexGuard<Bench>) {
        if !bench.open {
            return;
        }
        if bench.done.len() < BATCH && self.waiting.load(Ordering::Acquire) > 0 {
            return;
        }
        let done = std::mem::take(&mut bench.done);
        bench.open = false;
        let since = Instant::now();
        let flushed = match bench.conn.as_mut() {
            Some(conn) => conn.control("COMMIT").await,
            None => Err(sqlx::Error::PoolClosed),
        };
        self.meter.flushed(since.elapsed(), done.len(), flushed.is_ok());
        if flushed.is_err() {
            bench.conn = None;
        }
        drop(bench);
        if let Err(error) = &flushed {
            tracing::error!(kind = crate::error::kind_of(error), "a batch could not be flushed");
        }
        for one in done {
            if flushed.is_ok() {
                for wake in one.wakes {
                    self.bus.wake_local(wake);
                }
            }
            // The receiver is gone when its request was dropped; the work is kept all the same.
            let _ = one.tell.send(if flushed.is_ok() { Ok(()) } else { Err(Error::NotKept) });
        }
    }
}

/// One piece of work's turn at the writer. Dropped without [`Turn::keep`], it leaves no trace.
pub(crate) struct Turn {
    writer: Writer,
    bench: Option<OwnedMutexGuard<Bench>>,
    /// The end of the chain before this work, to go back to.
    before: Head,
    wakes: Vec<Wake>,
    /// When the queue was entered.
    since: Instant,
}

impl Turn {
    async fn begin(&mut self) -> Result<(), Error> {
        let address = self.writer.address.clone();
        let bench = self.bench();
        if bench.conn.is_none() {
            bench.conn = Some(address.writer().await?);
            bench.open = false;
        }
        if !bench.open {
            let begun = self.conn().begin_write().await;
            if let Err(error) = begun {
                self.bench().conn = None;
                return Err(error.into());
            }
            self.bench().open = true;
            let head = audit::tip(self.conn()).await?;
            self.bench().head = head;
            self.before = head;
        }
        self.conn().control("SAVEPOINT work").await?;
        Ok(())
    }

    fn bench(&mut self) -> &mut Bench {
        self.bench
            .as_mut()
            .expect("the bench is taken only by `keep` and `drop`, which end the turn")
    }

    /// The connection, inside this work's savepoint.
    pub(crate) fn conn(&mut self) -> &mut Conn {
        self.bench().conn.as_mut().expect("`begin` opened it before the turn was handed out")
    }

    /// The connection and the end of the audit chain.
    pub(crate) fn conn_and_head(&mut self) -> (&mut Conn, &mut Head) {
        let bench = &mut **self
            .bench
            .as_mut()
            .expect("the bench is taken only by `keep` and `drop`, which end the turn");
        (bench.conn.as_mut().expect("`begin` opened it"), &mut bench.head)
    }

    /// Somebody to wake when this work is on disk.
    pub(crate) fn wake(&mut self, wake: Wake) {
        self.wakes.push(wake);
    }

    /// Ends the turn and returns when the work is on disk.
    #[compiled_here]
    pub(crate) async fn keep(mut self) -> Result<(), Error> {
        let wakes = std::mem::take(&mut self.wakes);
        for wake in &wakes {
            wake.announce(self.conn()).await?;
        }
        self.conn().control("RELEASE SAVEPOINT work").await?;
        let (tell, told) = oneshot::channel();
        self.bench().done.push(Done { tell, wakes });
        let bench = self.bench.take().expect("taken once, here");
        let writer = self.writer.clone();
        if writer.gathering.load(Ordering::Acquire) {
            writer.close_batch(bench).await;
            return Ok(());
        }
        // In a task of its own: a request that is dropped must not tear a batch of others.
        tokio::spawn(async move { writer.close_batch(bench).await });
        told.await.unwrap_or(Err(Error::NotKept))?;
        self.writer.meter.durable(self.since.elapsed());
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut bench) = self.bench.take() else { return };
        bench.head = self.before;
        let writer = self.writer.clone();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if bench.open
                && let Some(conn) = bench.conn.as_mut()
            {
                let back = conn.control("ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work").await;
                if back.is_err() {
                    // The transaction itself is lost, and with it the batch.
                    bench.conn = None;
                    bench.open = false;
                    for one in std::mem::take(&mut bench.done) {
                        let _ = one.tell.send(Err(Error::NotKept));
                    }
                }
            }
            writer.close_batch(bench).await;
        });
    }
}
