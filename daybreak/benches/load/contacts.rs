//! Durable new contacts a second: each is acknowledged only when it is on disk.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Args;
use drill::Browser;
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

pub async fn run(options: &Options) {
    println!("engine      clients  contacts/s (median of {} runs)     p50      p99", options.runs);
    for (engine, place) in engines().await {
        let server = serving(&place).await;
        for &clients in &options.clients {
            let (mut rates, mut all) = (Vec::new(), Vec::new());
            for _ in 0..options.runs {
                let mut taken = write(server.address(), clients, options.seconds).await;
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

/// Lets so many clients write for so long; how long each contact took to be acknowledged.
async fn write(at: SocketAddr, clients: usize, seconds: f64) -> Vec<Duration> {
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    let writing: Vec<_> = (0..clients).map(|_| tokio::spawn(one(at, until))).collect();
    let mut taken = Vec::new();
    for one in writing {
        taken.append(&mut one.await.unwrap());
    }
    taken
}

async fn one(at: SocketAddr, until: Instant) -> Vec<Duration> {
    let mut browser = Browser::at(at);
    let mut taken = Vec::new();
    while Instant::now() < until {
        let attempt = Attempt::generate(&mut UnwrapErr(getrandom::SysRng)).to_field();
        let words = "I need somewhere safe to sleep tonight.";
        let fields = [("key", attempt.as_str()), ("words", words)];
        let since = Instant::now();
        let answer = browser.post("/write?lane=help", &fields).await.unwrap();
        answer.expect(303, "a contact").unwrap();
        taken.push(since.elapsed());
    }
    taken
}
