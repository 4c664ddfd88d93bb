//! A database as it would be after years, written a few hundred rows a statement.

use casework::id::{MemberId, TeamId};
use casework::time::{Span, Timestamp};
use sqlx::{Connection as _, PgConnection, QueryBuilder, SqliteConnection};
use uuid::Uuid;

pub const TEAMS: usize = 3;
pub const MEMBERS: usize = 50;

/// Rows in one statement: few enough for the number of values that SQLite takes.
const PIECE: usize = 500;

/// The lot by which everything is drawn.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

pub fn team(number: usize) -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(1 + number as u128))
}

pub fn member(number: usize) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(1_000 + number as u128))
}

/// When the contact of a number was received: evenly over five years until now.
pub fn received(now: Timestamp, number: usize, of: usize) -> Timestamp {
    let years = Span::from_days(5 * 365).micros();
    let step = years / i64::try_from(of).unwrap();
    now - Span::from_micros(years - step * i64::try_from(number).unwrap())
}

/// One contact: what its state says and who was with it.
struct Drawn {
    id: Uuid,
    team: Uuid,
    lead: Option<Uuid>,
    lane: (&'static str, i64),
    state: &'static str,
    at: i64,
}

fn draw(dice: &mut Dice, number: usize, of: usize, now: Timestamp) -> Drawn {
    let at = received(now, number, of);
    let lead = dice.below(MEMBERS);
    // The latest few hundred are open; of the others one in a hundred broke off and stayed so.
    let state = match (of - number, dice.below(100)) {
        (0..=300, ..40) => "waiting",
        (0..=300, _) => "active",
        (_, 0) => "broken_off",
        _ => "ended",
    };
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&(at.micros() / 1_000).to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&(number as u128 * 0x9e37_79b9_7f4a_7c15).to_be_bytes()[6..]);
    let lanes = [("help", 0), ("help", 0), ("help", 0), ("tip", 1), ("tip", 1), ("question", 2)];
    Drawn {
        id: Uuid::from_bytes(bytes),
        team: team(lead % TEAMS).uuid(),
        lead: (state != "waiting").then(|| member(lead).uuid()),
        lane: lanes[dice.below(lanes.len())],
        state,
        at: at.micros(),
    }
}

/// The same statements for both engines, whose builders are types of their own.
macro_rules! fill {
    ($engine:ty, $conn:expr, $contacts:expr, $now:expr) => {{
        let (conn, contacts, now) = ($conn, $contacts, $now);
        let mut tx = conn.begin().await.unwrap();
        let mut teams = QueryBuilder::<$engine>::new(
            "INSERT INTO teams (id, kind, public_key, name_sealed, search, place, created_at) ",
        );
        teams.push_values(0..TEAMS, |mut row, number| {
            row.push_bind(team(number).uuid()).push_bind("hotline").push_bind(vec![9_u8; 32]);
            row.push_bind(vec![0_u8; 80]).push_bind(1_i64);
            row.push_bind(i64::try_from(number).unwrap()).push_bind(0_i64);
        });
        teams.build().execute(&mut *tx).await.unwrap();
        let mut members = QueryBuilder::<$engine>::new(
            "INSERT INTO members (id, login, roles, state, public_key, name_sealed, totp_sealed,
                totp_step, shift, shift_at, most_at_once, version, created_at) ",
        );
        members.push_values(0..MEMBERS, |mut row, number| {
            let id = member(number).uuid();
            row.push_bind(id).push_bind(id.as_bytes().to_vec()).push_bind("specialist");
            row.push_bind("active").push_bind(vec![9_u8; 32]).push_bind(vec![0_u8; 80]);
            row.push_bind(None::<Vec<u8>>).push_bind(0_i64).push_bind("on").push_bind(0_i64);
            row.push_bind(4_i64).push_bind(1_i64).push_bind(0_i64);
        });
        members.build().execute(&mut *tx).await.unwrap();
        let mut crews =
            QueryBuilder::<$engine>::new("INSERT INTO member_teams (member_id, team_id, since) ");
        crews.push_values(0..MEMBERS, |mut row, number| {
            row.push_bind(member(number).uuid());
            row.push_bind(team(number % TEAMS).uuid()).push_bind(0_i64);
        });
        crews.build().execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let mut dice = Dice::new(1);
        for first in (0..contacts).step_by(100 * PIECE) {
            let mut tx = conn.begin().await.unwrap();
            let last = (first + 100 * PIECE).min(contacts);
            for start in (first..last).step_by(PIECE) {
                let end = (start + PIECE).min(last);
                let drawn: Vec<_> =
                    (start..end).map(|number| draw(&mut dice, number, contacts, now)).collect();
                let mut rows = QueryBuilder::<$engine>::new(
                    "INSERT INTO contacts (id, team_id, attempt, public_key, channel, lane,
                        danger, language, received_at, entered_by, entered_at, state, since,
                        waiting_since, talking_since, first_answered_at, loss, ending, lead_id,
                        danger_rank, lane_rank, last_seq, last_at, seen_seq, visitor_seen_at,
                        facts, facts_version) ",
                );
                rows.push_values(&drawn, |mut row, one| {
                    let with = one.lead.map(|_| one.at);
                    let waits = if one.lead.is_none() { Some(one.at) } else { None };
                    row.push_bind(one.id).push_bind(one.team);
                    row.push_bind(one.id.as_bytes().to_vec()).push_bind(vec![9_u8; 32]);
                    row.push_bind("chat").push_bind(one.lane.0).push_bind("unknown");
                    row.push_bind("en").push_bind(one.at).push_bind(None::<Uuid>);
                    row.push_bind(one.at).push_bind(one.state).push_bind(one.at);
                    row.push_bind(waits).push_bind(with).push_bind(with);
                    row.push_bind((one.state == "broken_off").then_some("connection_lost"));
                    row.push_bind((one.state == "ended").then_some("finished"));
                    row.push_bind(one.lead).push_bind(2_i64).push_bind(one.lane.1);
                    row.push_bind(12_i64).push_bind(one.at).push_bind(12_i64);
                    row.push_bind(one.at).push_bind("{}").push_bind(0_i64);
                });
                rows.build().execute(&mut *tx).await.unwrap();
                let mut people = QueryBuilder::<$engine>::new(
                    "INSERT INTO participants (contact_id, member_id, place, joined_at, left_at,
                        ended) ",
                );
                let talked: Vec<_> = drawn.iter().filter(|one| one.lead.is_some()).collect();
                if talked.is_empty() {
                    continue;
                }
                people.push_values(talked, |mut row, one| {
                    row.push_bind(one.id).push_bind(one.lead).push_bind(0_i64).push_bind(one.at);
                    row.push_bind(None::<i64>).push_bind(i64::from(one.state == "ended"));
                });
                people.build().execute(&mut *tx).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    }};
}

/// Fills the empty database at `address`.
pub async fn fill(address: &str, contacts: usize, now: Timestamp) {
    if let Some(path) = address.strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::connect(&format!("sqlite://{path}")).await.unwrap();
        // Nobody is answered here, so nothing has to be on disk before the end.
        sqlx::raw_sql("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
            .execute(&mut conn)
            .await
            .unwrap();
        fill!(sqlx::Sqlite, &mut conn, contacts, now);
        conn.close().await.unwrap();
    } else {
        let mut conn = PgConnection::connect(address).await.unwrap();
        fill!(sqlx::Postgres, &mut conn, contacts, now);
        // The server does so by itself after a while.
        sqlx::raw_sql("ANALYZE").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
}
