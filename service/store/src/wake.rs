//! Wake-ups: "read again", never content.
//!
//! The tables are the truth. A wake-up only says that a reader should look again; it may be lost or
//! doubled without harm, because every stream reads on from the last number that it showed. Within
//! one process it travels by a channel; on PostgreSQL by `NOTIFY`, so that a stream that is held by
//! another node hears of it too.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use casework::id::{ContactId, MemberId, TeamId};
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{Conn, Readers, statements};

/// What somebody may wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Messages, state and people of one contact.
    Contact(ContactId),
    /// The queue of one team.
    Team(TeamId),
    /// What concerns one member: their conversations, their shift, their session.
    Member(MemberId),
    /// The directory of services, and the free places in it.
    Directory,
}

/// Why to look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Something in the tables changed.
    Changed,
    /// The visitor is writing. Only this, never what.
    VisitorTyping,
    /// A member is writing. Only this, never what.
    MemberTyping,
    /// A colleague asks this member to come to a conversation.
    Called,
}

/// One wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// Whom it concerns.
    pub topic: Topic,
    /// Why.
    pub hint: Hint,
}

impl Wake {
    /// "Something changed" for a topic.
    #[must_use]
    pub fn changed(topic: Topic) -> Self {
        Self { topic, hint: Hint::Changed }
    }

    fn to_text(self) -> String {
        let (kind, id) = match self.topic {
            Topic::Contact(id) => ("contact", id.uuid()),
            Topic::Team(id) => ("team", id.uuid()),
            Topic::Member(id) => ("member", id.uuid()),
            Topic::Directory => ("directory", Uuid::nil()),
        };
        let hint = match self.hint {
            Hint::Changed => "changed",
            Hint::VisitorTyping => "visitor-typing",
            Hint::MemberTyping => "member-typing",
            Hint::Called => "called",
        };
        format!("{hint}:{kind}:{id}")
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let hint = match parts.next()? {
            "changed" => Hint::Changed,
            "visitor-typing" => Hint::VisitorTyping,
            "member-typing" => Hint::MemberTyping,
            "called" => Hint::Called,
            _ => return None,
        };
        let kind = parts.next()?;
        let id = Uuid::from_str(parts.next()?).ok()?;
        let topic = match kind {
            "contact" => Topic::Contact(ContactId::from_uuid(id)),
            "team" => Topic::Team(TeamId::from_uuid(id)),
            "member" => Topic::Member(MemberId::from_uuid(id)),
            "directory" => Topic::Directory,
            _ => return None,
        };
        Some(Self { topic, hint })
    }
}

/// Which process speaks, so that it does not listen to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node(u64);

impl Node {
    /// A process that no other is taken for.
    pub(crate) fn new(number: u64) -> Self {
        Self(number)
    }

    fn sign(self, wake: Wake) -> String {
        format!("{:x}:{}", self.0, wake.to_text())
    }

    /// What another process said; none for what this one did.
    fn hear(self, text: &str) -> Option<Wake> {
        let (speaker, wake) = text.split_once(':')?;
        let is_own = u64::from_str_radix(speaker, 16).is_ok_and(|number| number == self.0);
        if is_own { None } else { Wake::from_text(wake) }
    }
}

/// Tells other nodes, when there can be any: inside a transaction it is delivered at `COMMIT`. One
/// statement, however many wake-ups; a wake-up that is told twice is told once.
#[compiled_here]
pub(crate) async fn announce(
    node: Node,
    wakes: &[Wake],
    conn: &mut Conn,
) -> Result<(), sqlx::Error> {
    match conn {
        Conn::Postgres(c) if !wakes.is_empty() => {
            let texts: BTreeSet<String> = wakes.iter().map(|wake| node.sign(*wake)).collect();
            let texts: Vec<String> = texts.into_iter().collect();
            sqlx::query("SELECT pg_notify('daybreak', unnest($1::text[]))")
                .bind(texts)
                .execute(&mut **c)
                .await
                .map(drop)
        }
        Conn::Postgres(_) | Conn::Sqlite(_) => Ok(()),
    }
}

// `pg_notify` exists on one engine only, so this module has no statement for both.
statements! {
    /// Proves that a connection answers.
    PING = "SELECT 1";
}

type Channels = HashMap<Topic, broadcast::Sender<Hint>>;

/// Who waits for what in this process.
#[derive(Clone, Debug)]
pub struct Bus {
    node: Node,
    channels: Arc<Mutex<Channels>>,
}

impl Bus {
    /// Of this process.
    pub(crate) fn new(node: Node) -> Self {
        Self { node, channels: Arc::default() }
    }

    /// This process, as others hear of it.
    pub(crate) fn node(&self) -> Node {
        self.node
    }

    /// Listens to one topic. Cost: one small channel as long as somebody listens.
    #[must_use]
    pub fn listen(&self, topic: Topic) -> Listening {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = channels.entry(topic).or_insert_with(|| broadcast::channel(16).0);
        Listening { hints: Some(sender.subscribe()), topic, bus: self.clone() }
    }

    /// Wakes who waits for a topic in this process.
    pub fn wake(&self, topic: Topic) {
        self.wake_local(Wake::changed(topic));
    }

    pub(crate) fn wake_local(&self, wake: Wake) {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = channels.get(&wake.topic) {
            // No receiver is no fault: the table is the truth.
            let _ = sender.send(wake.hint);
        }
    }

    fn wake_everybody(&self) {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in channels.values() {
            let _ = sender.send(Hint::Changed);
        }
    }
}

/// A place at one topic; gives the channel back when dropped.
#[derive(Debug)]
pub struct Listening {
    hints: Option<broadcast::Receiver<Hint>>,
    topic: Topic,
    bus: Bus,
}

impl Listening {
    /// Whether a wake-up came since the last look; never waits.
    pub fn has_news(&mut self) -> bool {
        let Some(hints) = self.hints.as_mut() else { return true };
        let mut news = false;
        loop {
            match hints.try_recv() {
                Ok(_) | Err(broadcast::error::TryRecvError::Lagged(_)) => news = true,
                Err(_) => return news,
            }
        }
    }

    /// The next wake-up. A listener that fell behind is told once that something changed.
    #[compiled_here]
    pub async fn next(&mut self) -> Hint {
        let Some(hints) = self.hints.as_mut() else { return Hint::Changed };
        match hints.recv().await {
            Ok(hint) => hint,
            Err(broadcast::error::RecvError::Lagged(_)) => Hint::Changed,
            // The sender lives in the map as long as we do.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.hints = None;
        let mut channels = self.bus.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if channels.get(&self.topic).is_some_and(|s| s.receiver_count() == 0) {
            channels.remove(&self.topic);
        }
    }
}

/// Passes on what other nodes say, until the task is aborted. Returns at once on SQLite.
#[compiled_here]
pub(crate) async fn relay(readers: Readers, bus: Bus) {
    let Readers::Postgres(pool) = readers else { return };
    loop {
        if let Ok(mut listener) = PgListener::connect_with(&pool).await
            && listener.listen("daybreak").await.is_ok()
        {
            // What was said while nobody listened is lost, so everybody looks again.
            bus.wake_everybody();
            while let Ok(note) = listener.try_recv().await {
                match note {
                    Some(note) => {
                        if let Some(wake) = bus.node.hear(note.payload()) {
                            bus.wake_local(wake);
                        }
                    }
                    None => bus.wake_everybody(),
                }
            }
        }
        if pool.is_closed() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_survives_the_way_to_another_node() {
        let contact = ContactId::from_uuid(Uuid::from_u128(7));
        for hint in [Hint::Changed, Hint::VisitorTyping, Hint::MemberTyping, Hint::Called] {
            let wake = Wake { topic: Topic::Contact(contact), hint };
            let said = Node(0xa11).sign(wake);
            assert_eq!(Node(7).hear(&said), Some(wake));
            assert_eq!(Node(0xa11).hear(&said), None, "it was told within the process already");
        }
        let wake = Wake::changed(Topic::Directory);
        assert_eq!(Wake::from_text(&wake.to_text()), Some(wake));
        assert_eq!(Wake::from_text("changed:contact:x"), None);
        assert_eq!(Node(7).hear("changed"), None);
    }

    #[tokio::test]
    async fn a_topic_is_forgotten_when_nobody_listens() {
        let bus = Bus::new(Node(7));
        let topic = Topic::Contact(ContactId::from_uuid(Uuid::from_u128(7)));
        let mut one = bus.listen(topic);
        bus.wake_local(Wake::changed(topic));
        assert_eq!(one.next().await, Hint::Changed);
        bus.wake_local(Wake::changed(topic));
        assert!(one.has_news() && !one.has_news());
        drop(one);
        assert!(bus.channels.lock().unwrap().is_empty());
    }
}
