//! Durable new contacts or tips a second: each is acknowledged only when it is on disk.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Args;
use drill::{Answer, AskError, Browser};
use vault::Attempt;
use vault::rand_core::UnwrapErr;

use crate::{engines, milliseconds, quantile, serving};

#[derive(Debug, Args)]
pub struct Options {
    /// How many clients write at once; one round for each.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    clients: Vec<usize>,
    /// How long one run takes.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// How many runs a round has.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

/// What is written.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A web form in the help lane.
    Contact,
    /// A tip. Its words come with the answer while few wait for theirs.
    Tip,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Tip => "tips",
        }
    }
}

pub async fn run(options: &Options, kind: Kind) {
    let (name, runs) = (kind.name(), options.runs);
    println!("engine      clients  {name}/s (median of {runs} runs)     p50      p99");
    for (engine, place) in engines().await {
        let server = serving(&place).await;
        for &clients in &options.clients {
            let (mut rates, mut all) = (Vec::new(), Vec::new());
            for _ in 0..options.runs {
                let mut taken = write(server.address(), (clients, kind), options.seconds).await;
                rates.push(taken.len() as f64 / options.seconds);
                all.append(&mut taken);
            }
            rates.sort_by(f64::total_cmp);
            all.sort();
            let (low, high) = (rates[0], rates[rates.len() - 1]);
            println!(
                "{engine:<11} {clients:>7}  {:>10.0}  ({low:.0} to {high:.0})  {:>10}  {:>9}",
                rates[rates.len() / 2],
                milliseconds(quantile(&all, 0.5)),
                milliseconds(quantile(&all, 0.99)),
            );
        }
        if let Some(bytes) = server.memory() {
            println!("{engine:<11} server memory {:.0} MB", bytes as f64 / 1e6);
        }
    }
}

/// Lets so many clients write for so long; how long each one took to be acknowledged.
async fn write(at: SocketAddr, (clients, kind): (usize, Kind), seconds: f64) -> Vec<Duration> {
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    let writing: Vec<_> = (0..clients).map(|_| tokio::spawn(one(at, kind, until))).collect();
    let mut taken = Vec::new();
    for one in writing {
        taken.append(&mut one.await.unwrap());
    }
    taken
}

async fn one(at: SocketAddr, kind: Kind, until: Instant) -> Vec<Duration> {
    let mut browser = Browser::at(at);
    let mut taken = Vec::new();
    while Instant::now() < until {
        let since = Instant::now();
        match kind {
            Kind::Contact => contact(&mut browser).await,
            Kind::Tip => tip(&mut browser, "none_known").await.expect(200, "a tip").map(drop),
        }
        .unwrap();
        taken.push(since.elapsed());
    }
    taken
}

async fn contact(browser: &mut Browser) -> Result<(), AskError> {
    let (key, words) = (new_key(), "I need somewhere safe to sleep tonight.");
    let fields = [("key", key.as_str()), ("words", words)];
    browser.post("/write?lane=help", &fields).await?.expect(303, "a contact").map(drop)
}

/// Tells a tip whole, as the last page of its form does; the page that comes back.
pub async fn tip(browser: &mut Browser, danger: &str) -> Answer {
    let (key, what) = (new_key(), "A van without plates waits behind the school.");
    let fields = [
        ("key", key.as_str()),
        ("act", "send"),
        ("step", "what"),
        ("what", what),
        ("danger", danger),
    ];
    browser.post("/tip", &fields).await.unwrap()
}

/// A key that makes one contact, however often it is sent.
pub fn new_key() -> String {
    Attempt::generate(&mut UnwrapErr(getrandom::SysRng)).to_field().to_string()
}
