//! A tip that tells of danger while very many false ones come in: how soon has its teller a receipt,
//! and how soon does it stand above the others for whoever reads tips?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use drill::database::Place;
use drill::{Browser, Server, house};

use crate::contacts::tip;
use crate::{engines, found, milliseconds, program, quantile, serving};

#[derive(Debug, Args)]
pub struct Options {
    /// How many false tips are sent.
    #[arg(long, default_value_t = 10_000)]
    tips: usize,
    /// How many clients send them.
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// How many tips about danger are told before it, and how many at most during it.
    #[arg(long, default_value_t = 50)]
    danger: usize,
}

/// What became of the false tips.
#[derive(Debug, Default)]
struct Fate {
    sent: AtomicUsize,
    taken: AtomicUsize,
}

/// How long tips about danger took.
#[derive(Debug, Default)]
struct Taken {
    with_words: usize,
    receipt: Vec<Duration>,
    read: Vec<Duration>,
}

pub async fn run(options: &Options) {
    for (engine, place) in engines().await {
        println!("{engine}, with the limits that the program comes with");
        let server = Server::start_guarded(program(), &place).unwrap();
        found(&server).await;
        round(&server, options).await;
        drop(server);
        let place = anew(engine).await;
        println!("{engine}, with every false tip let in");
        round(&serving(&place).await, options).await;
    }
}

async fn anew(engine: &str) -> Place {
    let mut places = engines().await;
    let at = places.iter().position(|(name, _)| *name == engine).unwrap();
    places.swap_remove(at).1
}

async fn round(server: &Server, options: &Options) {
    let mut reader = Browser::at(server.address());
    house::sign_in(&mut reader, "supervisor").await.unwrap();
    let mut told = 0;
    let mut calm = Taken::default();
    for _ in 0..options.danger {
        danger(server, &mut reader, &mut told, &mut calm).await;
    }
    let fate = Arc::new(Fate::default());
    let flooding: Vec<_> = (0..options.clients)
        .map(|_| tokio::spawn(pour(server.address(), fate.clone(), options.tips)))
        .collect();
    let mut flooded = Taken::default();
    let since = Instant::now();
    while !flooding.iter().all(tokio::task::JoinHandle::is_finished) && told < 2 * options.danger {
        danger(server, &mut reader, &mut told, &mut flooded).await;
    }
    for one in flooding {
        one.await.unwrap();
    }
    let (seconds, taken) = (since.elapsed().as_secs_f64(), fate.taken.load(Ordering::Relaxed));
    println!("  {} false tips in {seconds:.1} s, {taken} of them let in at once", options.tips);
    tell("calm", calm);
    tell("flood", flooded);
}

fn tell(when: &str, mut taken: Taken) {
    taken.receipt.sort();
    taken.read.sort();
    println!(
        "  {when:<6} {:>3} tips about danger, {} with their receipt: p50 {} p99 {}; above all others p50 {} p99 {}",
        taken.receipt.len(),
        taken.with_words,
        milliseconds(quantile(&taken.receipt, 0.5)),
        milliseconds(quantile(&taken.receipt, 0.99)),
        milliseconds(quantile(&taken.read, 0.5)),
        milliseconds(quantile(&taken.read, 0.99)),
    );
}

/// Tells of danger, and looks whether the list begins with every tip that did so far.
async fn danger(server: &Server, reader: &mut Browser, told: &mut usize, taken: &mut Taken) {
    let mut teller = Browser::at(server.address());
    let since = Instant::now();
    let answer = tip(&mut teller, "now").await.expect(200, "a tip about danger").unwrap();
    taken.with_words += usize::from(answer.text.contains("id=\"receipt\""));
    taken.receipt.push(since.elapsed());
    *told += 1;
    let list = reader.get("/desk/tips").await.unwrap().expect(200, "the list of tips").unwrap();
    taken.read.push(since.elapsed());
    let first = list.text.split("<tr>").skip(2).take(*told);
    let (dangerous, words) = (first.filter(|row| row.contains("badge danger")).count(), *told);
    assert_eq!(dangerous, words, "the list begins with what is dangerous");
}

async fn pour(at: std::net::SocketAddr, fate: Arc<Fate>, tips: usize) {
    let mut browser = Browser::at(at);
    while fate.sent.fetch_add(1, Ordering::Relaxed) < tips {
        if tip(&mut browser, "none_known").await.status == 200 {
            fate.taken.fetch_add(1, Ordering::Relaxed);
        }
    }
}
