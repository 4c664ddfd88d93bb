//! Finding a contact again by a sealed name, number or address: the blind index.
//!
//! The database stores and compares tokens ([`vault::blind`]); neither a name nor what was searched
//! for is ever in a statement, a log or an event. Every search leaves an audit entry and an event
//! with the number of hits, in one transaction, before its answer is shown.
//!
//! Cost: the contacts that share the first token are read in order and compared with the others by
//! key, until a page is full.

use access::Look;
use casework::event::Event;
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::Actor;
use vault::BlindToken;

use crate::compiled_here;
use crate::db::{Conn, on, statements};
use crate::list::{Listed, listed, read};
use crate::subject::Subject as _;
use crate::tx::{Reads, record};
use crate::{Error, Store, Tx};

#[cfg(test)]
mod tests;

statements! {
    FORGET = "DELETE FROM blind_index WHERE contact_id = $1";
    ADD = "
        INSERT INTO blind_index (team_id, token, contact_id) VALUES ($1, $2, $3)
        ON CONFLICT (team_id, token, contact_id) DO NOTHING";
    INDEXED = "
        SELECT count(*) FROM (SELECT 1 FROM blind_index WHERE contact_id = $1 LIMIT 1) AS one";
    /// Contacts that have all of six tokens, the latest first; fewer tokens are repeated.
    FIND = listed!("blind_index b JOIN contacts c ON c.id = b.contact_id
        WHERE b.team_id = $1 AND b.token = $3 AND c.team_id = $1
            AND EXISTS (SELECT 1 FROM blind_index t
                WHERE t.team_id = $1 AND t.token = $4 AND t.contact_id = b.contact_id)
            AND EXISTS (SELECT 1 FROM blind_index t
                WHERE t.team_id = $1 AND t.token = $5 AND t.contact_id = b.contact_id)
            AND EXISTS (SELECT 1 FROM blind_index t
                WHERE t.team_id = $1 AND t.token = $6 AND t.contact_id = b.contact_id)
            AND EXISTS (SELECT 1 FROM blind_index t
                WHERE t.team_id = $1 AND t.token = $7 AND t.contact_id = b.contact_id)
            AND EXISTS (SELECT 1 FROM blind_index t
                WHERE t.team_id = $1 AND t.token = $8 AND t.contact_id = b.contact_id)
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = b.contact_id AND x.member_id = $2)
        ORDER BY b.contact_id DESC LIMIT 51");
}

/// How many words of a name a search compares; the rest is left out.
const WORDS: usize = 6;

/// Makes `tokens` the ones under which a contact is found, in the index of its team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn index(
    tx: &mut Tx,
    team: TeamId,
    contact: ContactId,
    tokens: &[BlindToken],
) -> Result<(), Error> {
    put(tx.conn(), team, contact, tokens).await
}

/// Takes a contact out of the index: its team has changed, or it was erased.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn forget(tx: &mut Tx, contact: ContactId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(contact.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Whether a contact can be found.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn is_indexed(reads: &mut dyn Reads, contact: ContactId) -> Result<bool, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(INDEXED)
        .bind(contact.uuid()).fetch_one(&mut **c).await?);
    Ok(count > 0)
}

async fn put(
    conn: &mut Conn,
    team: TeamId,
    contact: ContactId,
    tokens: &[BlindToken],
) -> Result<(), Error> {
    on!(&mut *conn, c => sqlx::query(FORGET)
        .bind(contact.uuid()).execute(&mut **c).await.map(drop)?);
    for token in tokens {
        on!(&mut *conn, c => sqlx::query(ADD)
            .bind(team.uuid())
            .bind(token.as_bytes().as_slice())
            .bind(contact.uuid())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

impl Store {
    /// Indexes what a person had entered before anybody with the team's key could do so. It changes
    /// no record, so it leaves no audit entry.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn note_tokens(
        &self,
        team: TeamId,
        contact: ContactId,
        tokens: &[BlindToken],
    ) -> Result<(), Error> {
        let mut turn = self.writer().enter().await?;
        put(turn.conn(), team, contact, tokens).await?;
        turn.keep().await
    }

    /// The latest contacts of a team, at most 51, that have all `tokens` and that `me` may see.
    /// Without tokens nothing is found; the search is audited all the same.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the policies refuse the search.
    #[compiled_here]
    pub async fn search(
        &self,
        actor: &Actor,
        me: MemberId,
        team: TeamId,
        tokens: &[BlindToken],
    ) -> Result<Vec<Listed>, Error> {
        let look = Look::SearchSealed;
        let mut conn = self.readers().acquire().await?;
        self.admit_look(&mut conn, actor, look, &team).await?;
        let found = find(&mut conn, me, team, tokens).await?;
        drop(conn);
        let mut turn = self.writer().enter().await?;
        let (at, count) = (self.now(), u32::try_from(found.len()).unwrap_or(u32::MAX));
        let event = Event::SealedSearched { team, found: count };
        turn.chronicle().tell(at, std::slice::from_ref(&event))?;
        record(&mut turn, actor, look.name(), team.audited(), event.name(), at);
        turn.keep().await?;
        Ok(found)
    }
}

async fn find(
    conn: &mut Conn,
    me: MemberId,
    team: TeamId,
    tokens: &[BlindToken],
) -> Result<Vec<Listed>, Error> {
    let Some(last) = tokens.last() else { return Ok(Vec::new()) };
    let mut six = [last.as_bytes().as_slice(); WORDS];
    for (place, token) in six.iter_mut().zip(tokens) {
        *place = token.as_bytes();
    }
    let [one, two, three, four, five, more] = six;
    read(on!(conn, c => sqlx::query_as(FIND)
        .bind(team.uuid()).bind(me.uuid())
        .bind(one).bind(two).bind(three).bind(four).bind(five).bind(more)
        .fetch_all(&mut **c).await?))
}
