//! Nothing that was acknowledged is lost, and nothing is doubled, however often the server is killed.
//!
//! Sixteen visitors and a specialist write without a pause. The server is killed (SIGKILL) as soon as
//! so many writes were acknowledged in this life of it, so always with others under way. A write that
//! got no answer is sent again with the same attempt, as a browser does, until it is acknowledged.
//! At the end every contact and every message is opened from the database and counted.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::Look;
use casework::event::Event;
use casework::id::ContactId;
use casework::member::Actor;
use casework::time::Timestamp;
use drill::database::Place;
use drill::house::{self, Plan};
use drill::{Answer, AskError, Browser, Server};
use store::member::Signed;
use store::{Store, View, event, key, message};
use tokio::sync::watch;
use vault::SessionSecret;

use crate::{database, program, run, told};

const KILLS: u64 = 50;
const VISITORS: usize = 16;
/// The longest that anything may take before the test says that nothing goes on any more.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    let _turn = TURN.lock().await;
    survive(&database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_postgresql() {
    let _turn = TURN.lock().await;
    if let Some(place) = database::postgres().await.unwrap() {
        survive(&place).await;
    }
}

/// One at a time: each of the two tests takes the whole machine.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What became of one piece of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Sent, and no answer yet: it may be there once or not at all.
    Sent,
    /// Acknowledged: it is there exactly once.
    Acknowledged,
}

/// Everything that was ever sent, by its unique words.
#[derive(Default)]
struct Ledger {
    contacts: Mutex<HashMap<String, Fate>>,
    messages: Mutex<HashMap<String, Fate>>,
}

/// What a browser asks for.
#[derive(Clone, Copy)]
enum Ask<'a> {
    Page(&'a str),
    Form(&'a str, &'a [(&'a str, &'a str)]),
    ByScript(&'a str, &'a [(&'a str, &'a str)]),
}

/// What all writers share.
#[derive(Clone)]
struct Line {
    /// Which life of the server it is, and where; none between two lives.
    at: watch::Receiver<Option<(u64, SocketAddr)>>,
    acknowledged: Arc<watch::Sender<u64>>,
    stop: watch::Receiver<bool>,
    ledger: Arc<Ledger>,
}

impl Line {
    /// Tries until one attempt was answered; moves the browser to wherever the server is.
    async fn insist(&mut self, browser: &mut Browser, what: Ask<'_>) -> Answer {
        let mut last = None;
        loop {
            let changed = self.at.wait_for(|at| at.is_some() && *at != last);
            let at = *tokio::time::timeout(PATIENCE, changed).await.unwrap().unwrap();
            browser.move_to(at.unwrap().1);
            let asked = match what {
                Ask::Page(path) => browser.get(path).await,
                Ask::Form(path, fields) => browser.post(path, fields).await,
                Ask::ByScript(path, fields) => browser.post_by_script(path, fields).await,
            };
            match asked {
                Ok(answer) => return answer,
                // Killed under way: wait for its next life.
                Err(AskError::Io(_) | AskError::Http(_)) => last = at,
                Err(other) => panic!("{other}"),
            }
        }
    }

    fn acknowledge(&self, kind: &Mutex<HashMap<String, Fate>>, words: String) {
        kind.lock().unwrap().insert(words, Fate::Acknowledged);
        self.acknowledged.send_modify(|count| *count += 1);
    }

    fn goes_on(&self) -> bool {
        !*self.stop.borrow()
    }
}

/// Opens contacts, by the form and by chat in turn, and says three things in each chat.
async fn visit(mut line: Line, number: usize) {
    for turn in 0.. {
        if !line.goes_on() {
            return;
        }
        let mut browser = Browser::at(([127, 0, 0, 1], 1).into());
        let (chat, words) = (turn % 2 == 0, format!("contact {number}-{turn}"));
        let page = if chat { "/chat/start" } else { "/write?lane=tip" };
        let form = line.insist(&mut browser, Ask::Page(page)).await;
        let fields = [("key", form.key()), ("lane", "help"), ("words", words.as_str())];
        line.ledger.contacts.lock().unwrap().insert(words.clone(), Fate::Sent);
        let sent = line.insist(&mut browser, Ask::Form(page, &fields)).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        line.acknowledge(&line.ledger.contacts, words);
        if chat {
            talk(&mut line, &mut browser, &format!("{number}-{turn}")).await;
        }
    }
}

async fn talk(line: &mut Line, browser: &mut Browser, name: &str) {
    let page = line.insist(browser, Ask::Page("/chat")).await;
    let mut key = page.key().to_owned();
    for number in 0..3 {
        let words = format!("message {name}-{number}");
        let Some(next) = say(line, browser, "/chat", &key, words).await else { return };
        key = next;
    }
}

/// Sends one message by the page's script and returns the key of the next; none when the
/// conversation is over or has broken off meanwhile.
async fn say(
    line: &mut Line,
    browser: &mut Browser,
    path: &str,
    key: &str,
    words: String,
) -> Option<String> {
    let fields = [("key", key), ("words", words.as_str())];
    line.ledger.messages.lock().unwrap().insert(words.clone(), Fate::Sent);
    let sent = line.insist(browser, Ask::ByScript(path, &fields)).await;
    if sent.status == 422 {
        return None;
    }
    assert_eq!(sent.status, 204, "{}", sent.text);
    line.acknowledge(&line.ledger.messages, words);
    Some(sent.next_key)
}

/// Answers whoever waits longest, says three things and ends it, again and again.
async fn work(mut line: Line, mut browser: Browser) {
    let start = [("act", "start")];
    line.insist(&mut browser, Ask::Form("/desk/shift", &start)).await;
    for turn in 0.. {
        if !line.goes_on() {
            return;
        }
        let desk = line.insist(&mut browser, Ask::Page("/desk")).await;
        let Some((before, _)) = desk.text.split_once("/answer\"") else { continue };
        let contact = before.rsplit('/').next().unwrap().to_owned();
        let (answer, end) = (format!("/desk/{contact}/answer"), format!("/desk/{contact}/end"));
        line.insist(&mut browser, Ask::Form(&answer, &[])).await;
        let room = format!("/desk/{contact}");
        let page = line.insist(&mut browser, Ask::Page(&room)).await;
        let mut key = page.key().to_owned();
        let path = format!("/desk/{contact}/messages");
        if page.text.contains(&format!("action=\"{path}\"")) {
            for number in 0..3 {
                let words = format!("answer {turn}-{number}");
                let next = say(&mut line, &mut browser, &path, &key, words).await;
                // A visitor of whom nothing was heard for long counts as lost.
                let Some(next) = next else { break };
                key = next;
            }
        }
        let finished = [("ending", "finished")];
        line.insist(&mut browser, Ask::Form(&end, &finished)).await;
    }
}

async fn survive(place: &Place) {
    let server = Server::start(program(), place, &[]).unwrap();
    let mut staff = Browser::at(server.address());
    house::found(&mut staff, &Plan::default()).await.unwrap();
    house::sign_in(&mut staff, Plan::default().supervisor).await.unwrap();
    let session = SessionSecret::from_cookie(staff.cookie("__Host-desk").unwrap()).unwrap();

    let (moved, at) = watch::channel(Some((0, server.address())));
    let (stop, stopped) = watch::channel(false);
    let acknowledged = Arc::new(watch::channel(0).0);
    let ledger = Arc::new(Ledger::default());
    let line = Line { at, acknowledged, stop: stopped, ledger };
    let mut writing: Vec<_> =
        (0..VISITORS).map(|number| tokio::spawn(visit(line.clone(), number))).collect();
    writing.push(tokio::spawn(work(line.clone(), staff)));

    let mut server = server;
    for kill in 0..KILLS {
        // Sometimes at the first write of a life, sometimes after a few dozen.
        expect_writes(&line, 1 + kill * 7 % 31).await;
        moved.send_replace(None);
        server.kill().unwrap();
        server = Server::start(program(), place, &[]).unwrap();
        let health = Browser::at(server.address()).get("/healthz").await.unwrap();
        assert_eq!((health.status, health.text.as_str()), (200, "ok\n"));
        moved.send_replace(Some((kill + 1, server.address())));
    }
    expect_writes(&line, 50).await;
    stop.send_replace(true);
    for one in writing {
        tokio::time::timeout(PATIENCE, one).await.unwrap().unwrap();
    }
    let (status, log) = server.stop().unwrap();
    assert!(status.success(), "{log}");

    let verified = run(place, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", told(&verified));
    compare(place, &session, &line.ledger).await;
}

/// Waits until so many more writes were acknowledged.
async fn expect_writes(line: &Line, more: u64) {
    let mut counted = line.acknowledged.subscribe();
    let enough = *counted.borrow() + more;
    tokio::time::timeout(PATIENCE, counted.wait_for(|count| *count >= enough))
        .await
        .expect("writes are acknowledged")
        .unwrap();
}

/// Opens everything that is stored and holds it against what was sent.
async fn compare(place: &Place, session: &SessionSecret, ledger: &Ledger) {
    let at = Box::new(|| Timestamp::from_micros(1_000_000));
    let store = Store::open(&place.url().parse().unwrap(), at).await.unwrap();
    let member = store.signed(session).await.unwrap().unwrap();
    let (contacts, events) = logged(&store, &member).await;
    let (mut first, mut later) = (HashMap::new(), HashMap::new());
    let mut stored = 0;
    for id in contacts {
        let lines = lines_of(&store, &member, id).await;
        for (at, words) in lines.iter().enumerate() {
            stored += 1;
            let found = if at == 0 { &mut first } else { &mut later };
            *found.entry(words.clone()).or_insert(0) += 1;
        }
    }
    assert_eq!(stored, events, "every message has its event, and every event its message");
    hold(&ledger.contacts.lock().unwrap(), &first);
    later.retain(|words, _| !words.starts_with("notice "));
    hold(&ledger.messages.lock().unwrap(), &later);
    store.close().await;
}

fn hold(sent: &HashMap<String, Fate>, stored: &HashMap<String, i32>) {
    assert!(sent.len() > 100, "only {} were sent", sent.len());
    for (words, fate) in sent {
        let times = stored.get(words).copied().unwrap_or(0);
        let right = if *fate == Fate::Acknowledged { times == 1 } else { times <= 1 };
        assert!(right, "`{words}` was {fate:?} and is stored {times} times");
    }
    let unknown = stored.keys().find(|words| !sent.contains_key(*words));
    assert_eq!(unknown, None, "nobody sent this");
}

/// The contacts of the event log, each once, and how many messages it tells of.
async fn logged(store: &Store, member: &Signed) -> (Vec<ContactId>, usize) {
    let mut view = any_view(store, member).await;
    let mut contacts = Vec::new();
    let mut mark = event::Mark::default();
    let end = event::end(&mut view).await.unwrap();
    while mark != end {
        for logged in event::counted(&mut view, &mut mark, end).await.unwrap() {
            if let Event::ContactReceived { contact, .. } = logged.event {
                contacts.push(contact);
            }
        }
    }
    let count = contacts.len();
    contacts.sort_by_key(|id| id.uuid());
    contacts.dedup();
    assert_eq!(contacts.len(), count, "no contact was received twice");
    let mut messages = 0;
    for contact in &contacts {
        let told = event::of_contact(&mut view, *contact, end).await.unwrap();
        let is_line =
            |event: &Event| matches!(event, Event::MessageSent { .. } | Event::NoticeShown { .. });
        messages += told.iter().filter(|logged| is_line(&logged.event)).count();
    }
    (contacts, messages)
}

async fn any_view(store: &Store, member: &Signed) -> View {
    let actor = Actor::Member(member.member.clone());
    let look = Look::SeeMeasures;
    store.look_on(&actor, look, store::subject::Installation).await.unwrap().1
}

/// What was said in one conversation, opened; its numbers have no gap.
async fn lines_of(store: &Store, member: &Signed, id: ContactId) -> Vec<String> {
    let actor = Actor::Member(member.member.clone());
    let (stored, mut view) = store.look_on(&actor, Look::OpenContact, id).await.unwrap();
    let key = key::open(&mut view, id.uuid(), &member.keys).await.unwrap();
    let lines = message::after(&mut view, &stored, 0, 1_000).await.unwrap();
    let numbers: Vec<i64> = lines.iter().map(|line| line.seq.number()).collect();
    assert_eq!(numbers, (1..=stored.last_seq).collect::<Vec<_>>());
    let words = lines.iter().map(|line| {
        let text = line.open(&key).unwrap();
        match line.notice {
            Some(notice) => format!("notice {}", notice.code()),
            None => text.expose().to_owned(),
        }
    });
    words.collect()
}
