//! The people of a case, with every merge that was proposed, made or undone; and the blind tokens by
//! which two records of one person are suggested.

use std::collections::{BTreeMap, BTreeSet};

use case::merge::{Merge, People, Token};
use case::person::{ExploiterRole, OtherPart, Part, Person, VictimStatus};
use casework::id::{CaseId, MemberId, PersonId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::BlindToken;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, ten};
use crate::{Error, Tx};

statements! {
    OF_CASE = "
        SELECT id, part, code, since FROM case_people WHERE case_id = $1 ORDER BY since, id";
    PUT = "
        INSERT INTO case_people (id, case_id, part, code, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET part = $3, code = $4";
    MERGES = "
        SELECT kept_id, merged_id, proposed_by, agreed_by, agreed_at, undone_by, undone_at
        FROM case_merges WHERE case_id = $1 ORDER BY place";
    DROP_MERGES = "DELETE FROM case_merges WHERE case_id = $1";
    PUT_MERGE = "
        INSERT INTO case_merges (case_id, place, kept_id, merged_id, proposed_by, agreed_by,
            agreed_at, undone_by, undone_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TOKENS = "SELECT person_id, token FROM case_tokens WHERE case_id = $1";
    FORGET = "DELETE FROM case_tokens WHERE person_id = $1";
    NOTE = "
        INSERT INTO case_tokens (team_id, token, person_id, case_id) VALUES ($1, $2, $3, $4)
        ON CONFLICT (team_id, token, person_id) DO NOTHING";
    /// Other cases of the team with somebody of the same token, as a member may see them.
    ELSEWHERE = "
        SELECT DISTINCT o.case_id FROM case_tokens t
        JOIN case_tokens o ON o.team_id = t.team_id AND o.token = t.token
        WHERE t.person_id = $1 AND o.case_id <> t.case_id
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = o.case_id AND x.member_id = $2)
        ORDER BY o.case_id LIMIT 20";
}

row! {
    struct Row {
        id: Uuid,
        part: String,
        code: String,
        since: i64,
    }
}

impl Row {
    fn read(self) -> Result<Person, Error> {
        let wrong = |_| Error::Unknown("part of a person");
        let part = match self.part.as_str() {
            "victim" => Part::Victim(self.code.parse::<VictimStatus>().map_err(wrong)?),
            "exploiter" => Part::Exploiter(self.code.parse::<ExploiterRole>().map_err(wrong)?),
            "other" => Part::Other(self.code.parse::<OtherPart>().map_err(wrong)?),
            _ => return Err(Error::Unknown("part of a person")),
        };
        let since = Timestamp::from_micros(self.since);
        Ok(Person { id: PersonId::from_uuid(self.id), part, since })
    }
}

row! {
    struct MergeRow {
        kept_id: Uuid,
        merged_id: Uuid,
        proposed_by: Uuid,
        agreed_by: Option<Uuid>,
        agreed_at: Option<i64>,
        undone_by: Option<Uuid>,
        undone_at: Option<i64>,
    }
}

impl MergeRow {
    fn read(self) -> Merge {
        let by = |member: Option<Uuid>, at: Option<i64>| {
            member.map(MemberId::from_uuid).zip(at.map(Timestamp::from_micros))
        };
        Merge {
            kept: PersonId::from_uuid(self.kept_id),
            merged: PersonId::from_uuid(self.merged_id),
            proposed_by: MemberId::from_uuid(self.proposed_by),
            agreed: by(self.agreed_by, self.agreed_at),
            undone: by(self.undone_by, self.undone_at),
        }
    }
}

/// The two words under which a part is stored.
#[must_use]
pub const fn codes(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Victim(status) => ("victim", status.code()),
        Part::Exploiter(role) => ("exploiter", role.code()),
        Part::Other(other) => ("other", other.code()),
    }
}

/// The people of a case with their merges. Two statements.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<People, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let merges: Vec<MergeRow> = on!(reads.conn(), c => sqlx::query_as(MERGES)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let people = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    Ok(People::restore(case, people, merges.into_iter().map(MergeRow::read)))
}

impl Tx {
    /// A new person's identifier.
    #[must_use]
    pub fn person_id(&self) -> PersonId {
        PersonId::new(self.now(), ten())
    }
}

/// Stores a person, or the part that they turned out to have.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put(tx: &mut Tx, case: CaseId, person: Person) -> Result<(), Error> {
    let (part, code) = codes(person.part);
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(person.id.uuid())
        .bind(case.uuid())
        .bind(part)
        .bind(code)
        .bind(person.since.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Stores every merge of a case as it stands; a case has few.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save_merges(tx: &mut Tx, case: CaseId, people: &People) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(DROP_MERGES)
        .bind(case.uuid()).execute(&mut **c).await.map(drop)?);
    for (place, merge) in (0_i64..).zip(people.merges()) {
        on!(tx.conn(), c => sqlx::query(PUT_MERGE)
            .bind(case.uuid())
            .bind(place)
            .bind(merge.kept.uuid())
            .bind(merge.merged.uuid())
            .bind(merge.proposed_by.uuid())
            .bind(merge.agreed.map(|(by, _)| by.uuid()))
            .bind(merge.agreed.map(|(_, at)| at.micros()))
            .bind(merge.undone.map(|(by, _)| by.uuid()))
            .bind(merge.undone.map(|(_, at)| at.micros()))
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

row! {
    struct TokenRow {
        person_id: Uuid,
        token: Vec<u8>,
    }
}

/// By which tokens each person of a case is known.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn tokens(
    reads: &mut dyn Reads,
    case: CaseId,
) -> Result<BTreeMap<PersonId, BTreeSet<Token>>, Error> {
    let rows: Vec<TokenRow> = on!(reads.conn(), c => sqlx::query_as(TOKENS)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let mut tokens: BTreeMap<PersonId, BTreeSet<Token>> = BTreeMap::new();
    for row in rows {
        let token = row.token.try_into().map_err(|_| Error::Unknown("token"))?;
        tokens.entry(PersonId::from_uuid(row.person_id)).or_default().insert(Token(token));
    }
    Ok(tokens)
}

/// Makes `tokens` the ones by which a person is known.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn know_by(
    tx: &mut Tx,
    (team, case): (TeamId, CaseId),
    person: PersonId,
    tokens: &[BlindToken],
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(person.uuid()).execute(&mut **c).await.map(drop)?);
    for token in tokens {
        on!(tx.conn(), c => sqlx::query(NOTE)
            .bind(team.uuid())
            .bind(token.as_bytes().as_slice())
            .bind(person.uuid())
            .bind(case.uuid())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Other cases in which somebody of the same name or number is.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn elsewhere(
    reads: &mut dyn Reads,
    person: PersonId,
    me: MemberId,
) -> Result<Vec<CaseId>, Error> {
    let found: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(ELSEWHERE)
        .bind(person.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    Ok(found.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
}
