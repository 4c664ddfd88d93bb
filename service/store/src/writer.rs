//! One writer queue with group commit.
//!
//! Every write of this process goes through one connection, one after the other, so no person ever
//! meets "database is locked" and the audit chain has one end. As long as others wait, the
//! transaction stays open for them, and one `COMMIT` (one disk flush) makes the whole batch durable.
//! **Nobody is answered before that flush**: `commit` returns when the batch is on disk, or fails
//! for all of it. The first piece of work of a batch is the transaction itself; each other runs in a
//! savepoint, so that it can be undone alone. `COMMIT` releases all of them; none is released before,
//! so each has a name of its own: a savepoint that was never placed must not undo another's work.
//!
//! Cost: one flush for at most [`BATCH`] pieces of work; with 16 clients about 16 share a flush.
//! Handing a statement to the engine and back costs more than most statements do, so work is
//! counted in statements: a batch has three of its own, each piece after the first one, and what all
//! of them tell is written at the end, eight rows a statement.
//! The queue is bounded by [`QUEUE`]: beyond it work is refused at once with [`Error::Busy`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::Error;
use crate::chronicle::{Chronicle, Place};
use crate::compiled_here;
use crate::db::{Address, Conn};
use crate::meter::Meter;
use crate::wake::{self, Bus, Node, Wake};

/// The most pieces of work that share one flush.
const BATCH: usize = 64;
/// The most pieces of work that may wait; at 1,000 a second about four seconds of work.
const QUEUE: usize = 4_096;

/// How a piece of work is set apart in its batch, and how it is undone.
struct Apart {
    set: &'static str,
    undo: &'static str,
}

/// By its place in the batch. The first has the transaction to itself.
const APART: [Apart; BATCH] = {
    macro_rules! numbered {
        ($first:literal $($n:literal)+) => {
            [
                Apart { set: "", undo: "ROLLBACK" },
                $(Apart {
                    set: concat!("SAVEPOINT work_", $n),
                    undo: concat!(
                        "ROLLBACK TO SAVEPOINT work_", $n, "; RELEASE SAVEPOINT work_", $n
                    ),
                }),+
            ]
        };
    }
    numbered![
        0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21
        22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42
        43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
    ]
};

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
    /// What this transaction has to tell.
    chronicle: Chronicle,
    done: Vec<Done>,
}

impl Bench {
    fn new() -> Self {
        Self { conn: None, open: false, chronicle: Chronicle::empty(), done: Vec::new() }
    }

    /// How the work that has its turn is set apart from what is finished. A batch is closed before
    /// it is longer than [`BATCH`].
    fn apart(&self) -> &'static Apart {
        &APART[self.done.len()]
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
        let before = bench.chronicle.place();
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

    /// Nothing is to be flushed, or somebody waits who will.
    fn leaves_open(&self, bench: &Bench) -> bool {
        !bench.open || bench.done.len() < BATCH && self.waiting.load(Ordering::Acquire) > 0
    }

    /// Flushes what is finished, unless somebody waits who will.
    async fn close_batch(&self, mut bench: OwnedMutexGuard<Bench>) {
        if self.leaves_open(&bench) {
            return;
        }
        let done = std::mem::take(&mut bench.done);
        bench.open = false;
        let since = Instant::now();
        let Bench { conn, chronicle, .. } = &mut *bench;
        let flushed = match conn {
            Some(conn) => flush(conn, self.bus.node(), chronicle, &done).await,
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

/// Writes what a batch has to tell, announces it to other nodes, and makes it durable.
async fn flush(
    conn: &mut Conn,
    node: Node,
    chronicle: &mut Chronicle,
    done: &[Done],
) -> Result<(), sqlx::Error> {
    chronicle.write(conn).await?;
    let wakes: Vec<Wake> = done.iter().flat_map(|one| &one.wakes).copied().collect();
    wake::announce(node, &wakes, conn).await?;
    conn.control("COMMIT").await
}

/// One piece of work's turn at the writer. Dropped without [`Turn::keep`], it leaves no trace.
pub(crate) struct Turn {
    writer: Writer,
    bench: Option<OwnedMutexGuard<Bench>>,
    /// What was told before this work, to go back to.
    before: Place,
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
            // Before it is: a turn that is dropped meanwhile must roll back.
            bench.open = true;
            let begun = self.conn().begin_write().await;
            if let Err(error) = begun {
                let bench = self.bench();
                (bench.conn, bench.open) = (None, false);
                return Err(error.into());
            }
            let Bench { conn, chronicle, .. } = self.bench();
            chronicle.begin(conn.as_mut().expect("opened above")).await?;
            self.before = self.bench().chronicle.place();
            return Ok(());
        }
        let apart = self.bench().apart();
        self.conn().control(apart.set).await?;
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

    /// What the batch has to tell.
    pub(crate) fn chronicle(&mut self) -> &mut Chronicle {
        &mut self.bench().chronicle
    }

    /// Somebody to wake when this work is on disk.
    pub(crate) fn wake(&mut self, wake: Wake) {
        self.wakes.push(wake);
    }

    /// Ends the turn and returns when the work is on disk.
    #[compiled_here]
    pub(crate) async fn keep(mut self) -> Result<(), Error> {
        let wakes = std::mem::take(&mut self.wakes);
        let (tell, told) = oneshot::channel();
        self.bench().done.push(Done { tell, wakes });
        let bench = self.bench.take().expect("taken once, here");
        let writer = self.writer.clone();
        if writer.gathering.load(Ordering::Acquire) {
            writer.close_batch(bench).await;
            return Ok(());
        }
        if writer.leaves_open(&bench) {
            drop(bench);
        } else {
            // In a task of its own: a request that is dropped must not tear a batch of others.
            tokio::spawn(async move { writer.close_batch(bench).await });
        }
        told.await.unwrap_or(Err(Error::NotKept))?;
        self.writer.meter.durable(self.since.elapsed());
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut bench) = self.bench.take() else { return };
        bench.chronicle.back_to(self.before);
        let writer = self.writer.clone();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let apart = bench.apart();
            if bench.open
                && let Some(conn) = bench.conn.as_mut()
            {
                let back = conn.control(apart.undo).await;
                bench.open = !bench.done.is_empty();
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
