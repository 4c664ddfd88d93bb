//! By what tips are suggested for linking: tokens of what they name, and coded facts.
//!
//! The tokens are made by whoever holds the team's key ([`vault::blind`]), as those of `blind_index`
//! are, and only for a team that searches. Candidates are the tips that share a token, and the latest
//! tips of the team; the crate `tip` compares them.

use std::collections::{BTreeMap, BTreeSet};

use casework::facts::Facts;
use casework::id::{ContactId, MemberId, TeamId};
use casework::time::Timestamp;
use tip::likeness::{Token, Traits};
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Store};

statements! {
    FORGET = "DELETE FROM tip_tokens WHERE contact_id = $1";
    ADD = "
        INSERT INTO tip_tokens (team_id, token, contact_id, kind) VALUES ($1, $2, $3, $4)
        ON CONFLICT (team_id, token, contact_id) DO NOTHING";
    OF_TIP = "SELECT contact_id, token, kind FROM tip_tokens WHERE contact_id = $1";
    /// Tips that share a token with this one, the newest first.
    SHARING = "
        SELECT o.contact_id, o.token, o.kind FROM tip_tokens t
        JOIN tip_tokens o ON o.team_id = t.team_id AND o.token = t.token
        WHERE t.contact_id = $1 AND o.contact_id <> $1 AND t.team_id = $2
        ORDER BY o.contact_id DESC LIMIT 200";
    ONE = "
        SELECT id, received_at, facts FROM contacts
        WHERE id = $1 AND team_id = $2 AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = id AND x.member_id = $3)";
    /// The tips received around a time; the limit keeps a flood from being read whole.
    NEAR = "
        SELECT c.id, c.received_at, c.facts FROM contacts c
        JOIN tips t ON t.contact_id = c.id
        WHERE c.team_id = $1 AND c.received_at > $2 AND c.received_at < $3 AND c.facts <> '{}'
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = c.id AND x.member_id = $4)
        ORDER BY c.received_at DESC, c.id DESC LIMIT 500";
}

/// The tokens of one tip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Of the whole text.
    pub text: Option<Token>,
    /// Of what identifies by itself.
    pub named: BTreeSet<Token>,
}

row! {
    struct TokenRow {
        contact_id: Uuid,
        token: Vec<u8>,
        kind: String,
    }
}

row! {
    struct TipRow {
        id: Uuid,
        received_at: i64,
        facts: String,
    }
}

impl TokenRow {
    fn add_to(self, all: &mut BTreeMap<ContactId, Tokens>) -> Result<(), Error> {
        let token = Token(self.token.try_into().map_err(|_| Error::Unknown("tip token"))?);
        let tokens = all.entry(ContactId::from_uuid(self.contact_id)).or_default();
        match self.kind.as_str() {
            TEXT => tokens.text = Some(token),
            NAMED => drop(tokens.named.insert(token)),
            _ => return Err(Error::Unknown("kind of a tip token")),
        }
        Ok(())
    }
}

impl TipRow {
    fn read(self, tokens: Tokens) -> Result<Traits, Error> {
        let facts: Facts = match self.facts.as_str() {
            "{}" => Facts::new(),
            text => serde_json::from_str(text).map_err(|_| Error::Unknown("facts"))?,
        };
        let id = ContactId::from_uuid(self.id);
        let coded = Traits::of(id, Timestamp::from_micros(self.received_at), &facts);
        Ok(Traits { text: tokens.text, named: tokens.named, ..coded })
    }
}

const TEXT: &str = "text";
const NAMED: &str = "named";

impl Store {
    /// Makes these tokens the ones by which a tip is compared. It changes no record, so it leaves no
    /// audit entry, as with [`Store::note_tokens`].
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn note_tip_tokens(
        &self,
        team: TeamId,
        contact: ContactId,
        tokens: &Tokens,
    ) -> Result<(), Error> {
        let mut turn = self.writer().enter().await?;
        on!(turn.conn(), c => sqlx::query(FORGET)
            .bind(contact.uuid()).execute(&mut **c).await.map(drop)?);
        let all = tokens.text.iter().map(|token| (token, TEXT));
        for (token, kind) in all.chain(tokens.named.iter().map(|token| (token, NAMED))) {
            on!(turn.conn(), c => sqlx::query(ADD)
                .bind(team.uuid())
                .bind(token.0.as_slice())
                .bind(contact.uuid())
                .bind(kind)
                .execute(&mut **c)
                .await
                .map(drop)?);
        }
        turn.keep().await
    }
}

/// The tokens that are stored of a tip.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn tokens(reads: &mut dyn Reads, contact: ContactId) -> Result<Tokens, Error> {
    let rows: Vec<TokenRow> = on!(reads.conn(), c => sqlx::query_as(OF_TIP)
        .bind(contact.uuid()).fetch_all(&mut **c).await?);
    let mut all = BTreeMap::new();
    for row in rows {
        row.add_to(&mut all)?;
    }
    Ok(all.remove(&contact).unwrap_or_default())
}

/// One tip and those that it is to be compared with: those of the team that share a token, and those
/// received from `from` to `to`. What is closed to `me` is left out. None if the tip is not the team's.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn candidates(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    contact: ContactId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Option<(Traits, Vec<Traits>)>, Error> {
    let own_tokens = tokens(reads, contact).await?;
    let Some(own) = one(reads, (team, me), contact, own_tokens).await? else { return Ok(None) };
    let rows: Vec<TokenRow> = on!(reads.conn(), c => sqlx::query_as(SHARING)
        .bind(contact.uuid()).bind(team.uuid()).fetch_all(&mut **c).await?);
    let mut sharing = BTreeMap::new();
    for row in rows {
        row.add_to(&mut sharing)?;
    }
    let near: Vec<TipRow> = on!(reads.conn(), c => sqlx::query_as(NEAR)
        .bind(team.uuid())
        .bind(from.micros())
        .bind(to.micros())
        .bind(me.uuid())
        .fetch_all(&mut **c)
        .await?);
    let mut others = Vec::with_capacity(near.len());
    for row in near {
        let tokens = sharing.remove(&ContactId::from_uuid(row.id)).unwrap_or_default();
        others.push(row.read(tokens)?);
    }
    // At most 200 by key, and mostly none: those that share a token and lie outside of the window.
    for (id, tokens) in sharing {
        others.extend(one(reads, (team, me), id, tokens).await?);
    }
    Ok(Some((own, others)))
}

async fn one(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    contact: ContactId,
    tokens: Tokens,
) -> Result<Option<Traits>, Error> {
    let row: Option<TipRow> = on!(reads.conn(), c => sqlx::query_as(ONE)
        .bind(contact.uuid()).bind(team.uuid()).bind(me.uuid()).fetch_optional(&mut **c).await?);
    row.map(|row| row.read(tokens)).transpose()
}
