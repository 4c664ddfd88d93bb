//! Thousands of open conversations while messages flow: how soon is a message shown, and what does
//! the server hold for it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use drill::{Browser, Events};
use tokio::sync::{Mutex, mpsc};

use crate::contacts::new_key;
use crate::{engines, milliseconds, quantile, serving};

#[derive(Debug, Args)]
pub struct Options {
    /// How many conversations are open.
    #[arg(long, default_value_t = 5_000)]
    streams: usize,
    /// How many messages a second flow.
    #[arg(long, default_value_t = 200.0)]
    rate: f64,
    /// For how long.
    #[arg(long, default_value_t = 20.0)]
    seconds: f64,
}

/// A message with its number was shown.
struct Shown {
    number: usize,
    at: Instant,
}

pub async fn run(options: &Options) {
    for (engine, place) in engines().await {
        let server = serving(&place).await;
        let (show, shown) = mpsc::unbounded_channel();
        let visitors = open(server.address(), options.streams, &show).await;
        drop(show);
        let before = server.memory().unwrap_or(0);
        let sent = send(&visitors, options).await;
        let (mut from_sent, mut from_accepted) = gather(&sent, shown).await;
        from_sent.sort();
        from_accepted.sort();
        let after = server.memory().unwrap_or(0);
        println!(
            "{engine}: {} streams, {} of {} messages shown; from accepted to shown p50 {} p99 {}; \
             from sent to shown p50 {} p99 {}; server memory {:.0} MB before, {:.0} MB after",
            options.streams,
            from_sent.len(),
            sent.len(),
            milliseconds(quantile(&from_accepted, 0.5)),
            milliseconds(quantile(&from_accepted, 0.99)),
            milliseconds(quantile(&from_sent, 0.5)),
            milliseconds(quantile(&from_sent, 0.99)),
            before as f64 / 1e6,
            after as f64 / 1e6,
        );
    }
}

/// Opens conversations and their streams, sixteen at a time.
async fn open(
    at: SocketAddr,
    streams: usize,
    show: &mpsc::UnboundedSender<Shown>,
) -> Vec<Arc<Mutex<Browser>>> {
    let mut opening = Vec::new();
    for worker in 0..16 {
        let (show, count) = (show.clone(), (streams + 15 - worker) / 16);
        opening.push(tokio::spawn(async move {
            let mut visitors = Vec::new();
            for _ in 0..count {
                let (visitor, events) = start(at).await;
                tokio::spawn(watch(events, show.clone()));
                visitors.push(Arc::new(Mutex::new(visitor)));
            }
            visitors
        }));
    }
    let mut visitors = Vec::new();
    for one in opening {
        visitors.append(&mut one.await.unwrap());
    }
    visitors
}

async fn start(at: SocketAddr) -> (Browser, Events) {
    let mut visitor = Browser::at(at);
    let key = new_key();
    let fields = [("key", key.as_str()), ("lane", "help"), ("words", "hello")];
    visitor.post("/chat/start", &fields).await.unwrap().expect(303, "a chat").unwrap();
    visitor.hang_up();
    let mut events = visitor.follow("/chat/events", None).await.unwrap();
    // The stream is up to date when it has shown the first line.
    events.next_of("message").await.unwrap().unwrap();
    (visitor, events)
}

async fn watch(mut events: Events, show: mpsc::UnboundedSender<Shown>) {
    while let Ok(Some(event)) = events.next_of("message").await {
        let at = Instant::now();
        let mark = event.data.split_once("load-").map(|(_, rest)| rest);
        let digits: Option<String> =
            mark.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
        if let Some(number) = digits.and_then(|digits| digits.parse().ok())
            && show.send(Shown { number, at }).is_err()
        {
            return;
        }
    }
}

/// Sends messages at a steady rate, each by another visitor: when each was sent and accepted.
async fn send(
    visitors: &[Arc<Mutex<Browser>>],
    options: &Options,
) -> HashMap<usize, (Instant, Instant)> {
    let count = (options.rate * options.seconds) as usize;
    let mut tick = tokio::time::interval(Duration::from_secs_f64(1.0 / options.rate));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut sending = Vec::new();
    for number in 0..count {
        tick.tick().await;
        // A stride that meets every visitor before it meets one again.
        let visitor = visitors[number * 7_919 % visitors.len()].clone();
        sending.push(tokio::spawn(async move {
            let mut visitor = visitor.lock().await;
            let (key, words) = (new_key(), format!("load-{number}"));
            let fields = [("key", key.as_str()), ("words", words.as_str())];
            let sent = Instant::now();
            let answer = visitor.post_by_script("/chat", &fields).await.unwrap();
            answer.expect(204, "a message").unwrap();
            let accepted = Instant::now();
            visitor.hang_up();
            (number, (sent, accepted))
        }));
    }
    let mut all = HashMap::new();
    for one in sending {
        let (number, times) = one.await.unwrap();
        all.insert(number, times);
    }
    all
}

/// Waits until every message was shown, or nothing was for five seconds.
async fn gather(
    sent: &HashMap<usize, (Instant, Instant)>,
    mut shown: mpsc::UnboundedReceiver<Shown>,
) -> (Vec<Duration>, Vec<Duration>) {
    let (mut from_sent, mut from_accepted) = (Vec::new(), Vec::new());
    while from_sent.len() < sent.len() {
        let next = tokio::time::timeout(Duration::from_secs(5), shown.recv()).await;
        let Ok(Some(Shown { number, at })) = next else { break };
        let (sent, accepted) = sent[&number];
        from_sent.push(at - sent);
        from_accepted.push(at.saturating_duration_since(accepted));
    }
    (from_sent, from_accepted)
}
