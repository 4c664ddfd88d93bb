//! A ciphertext that somebody moved in the tables does not open where it was put.

use std::collections::BTreeSet;

use uuid::Uuid;
use vault::{Sealed, Text};

use super::talk::{Talk, talked};
use super::world::World;
use crate::db::{Conn, on};
use crate::{Store, account, contact, field, message, screening};

/// A move of ciphertexts within the tables, and what may not open after it.
struct Move {
    what: &'static str,
    text: &'static str,
    breaks: &'static [&'static str],
}

const MOVES: &[Move] = &[
    Move {
        what: "another line of the same conversation",
        text: "UPDATE messages SET body_sealed = (SELECT m.body_sealed FROM messages m
            WHERE m.contact_id = messages.contact_id AND m.seq = 2) WHERE seq = 1",
        breaks: &["contact 0 line 1", "contact 1 line 1"],
    },
    Move {
        what: "a note shown as a message",
        text: "UPDATE messages SET body_sealed = (SELECT f.body_sealed FROM sealed_fields f
            WHERE f.contact_id = messages.contact_id AND f.field = 'note' AND f.version = 1)
            WHERE seq = 2",
        breaks: &["contact 0 line 2", "contact 1 line 2"],
    },
    Move {
        what: "an old version as the present one",
        text: "UPDATE sealed_fields SET body_sealed = (SELECT f.body_sealed FROM sealed_fields f
            WHERE f.contact_id = sealed_fields.contact_id AND f.field = 'note' AND f.version = 1)
            WHERE field = 'note' AND version = 2",
        breaks: &["contact 0 note 2", "contact 1 note 2"],
    },
    Move {
        what: "a note as a number",
        text: "UPDATE sealed_fields SET body_sealed = (SELECT f.body_sealed FROM sealed_fields f
            WHERE f.contact_id = sealed_fields.contact_id AND f.field = 'note' AND f.version = 1)
            WHERE field = 'phone'",
        breaks: &["contact 0 phone 1", "contact 1 phone 1"],
    },
    Move {
        what: "the answers of the screening that came last",
        text: "UPDATE screenings SET answers_sealed = (SELECT s.answers_sealed FROM screenings s
            ORDER BY s.begun_at DESC LIMIT 1)
            WHERE begun_at = (SELECT min(s.begun_at) FROM screenings s)",
        breaks: &["contact 0 screening"],
    },
    Move {
        what: "another team's name",
        text: "UPDATE teams SET name_sealed = (SELECT t.name_sealed FROM teams t WHERE t.place = 1)
            WHERE place = 0",
        breaks: &["team 0"],
    },
    Move {
        what: "a team's name as a member's",
        text: "UPDATE members SET name_sealed =
            (SELECT t.name_sealed FROM teams t WHERE t.place = 1)",
        breaks: &["member 0", "member 1"],
    },
    Move {
        what: "the name of the colleague who came last",
        text: "UPDATE members SET name_sealed = (SELECT m.name_sealed FROM members m
            ORDER BY m.created_at DESC LIMIT 1)
            WHERE created_at = (SELECT min(m.created_at) FROM members m)",
        breaks: &["member 0"],
    },
    Move {
        what: "the second factor of the colleague who came last",
        text: "UPDATE members SET totp_sealed = (SELECT m.totp_sealed FROM members m
            ORDER BY m.created_at DESC LIMIT 1)
            WHERE created_at = (SELECT min(m.created_at) FROM members m)",
        breaks: &["code 0"],
    },
];

#[tokio::test]
async fn a_ciphertext_that_was_moved_does_not_open() {
    for one in MOVES {
        for world in World::all().await {
            let talk = talked(&world.store).await;
            assert_eq!(closed(&world.store, &talk).await, BTreeSet::new(), "all opens at first");
            let mut conn = world.address.writer().await.unwrap();
            on!(&mut conn, c => sqlx::query(one.text).execute(&mut **c).await.map(drop)).unwrap();
            let broken = one.breaks.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(closed(&world.store, &talk).await, broken, "{}", one.what);
        }
    }
}

/// Columns whose rows take a whole directory, a duty or a case to make: they are moved in the tests of their
/// own modules, and every referral's identity is sealed to a key of its own.
const ELSEWHERE: &[&str] = &[
    "directory_entries.body_sealed",
    "referrals.identity_sealed",
    "duties.number_sealed",
    "duty_reports.body_sealed",
    "case_agencies.name_sealed",
    "case_texts.body_sealed",
    "case_notes.body_sealed",
    "case_tasks.body_sealed",
    "case_justice.statute_sealed",
    "case_wellbeing.words_sealed",
    "review_seats.name_sealed",
    "review_seats.agency_sealed",
    "review_minutes.body_sealed",
    "guest_lines.body_sealed",
];

/// Every sealed column of the schema, as `table.column`.
pub(crate) async fn columns() -> Vec<String> {
    const COLUMNS: &str = "
        SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'";
    let world = World::sqlite().await;
    let mut conn = world.store.readers().acquire().await.unwrap();
    let Conn::Sqlite(c) = &mut conn else { unreachable!("this world is on SQLite") };
    let found: Vec<(String,)> = sqlx::query_as(COLUMNS).fetch_all(&mut **c).await.unwrap();
    assert!(found.len() > 4);
    found.into_iter().map(|(name,)| name).collect()
}

/// A sealed column of which nothing is moved above would go untested.
#[tokio::test]
async fn every_sealed_column_is_moved() {
    for name in columns().await {
        if ELSEWHERE.contains(&name.as_str()) {
            continue;
        }
        let (table, column) = name.split_once('.').unwrap();
        let begins = format!("UPDATE {table} SET {column} =");
        assert!(MOVES.iter().any(|one| one.text.starts_with(&begins)), "`{name}` is never moved");
    }
}

/// What does not open, read by the very functions that the pages read by.
async fn closed(store: &Store, talk: &Talk) -> BTreeSet<String> {
    let mut closed = BTreeSet::new();
    let mut note = |name: String, opens: bool| {
        if !opens {
            closed.insert(name);
        }
    };
    for (number, team) in store.teams().await.unwrap().iter().enumerate() {
        note(format!("team {number}"), team.name(&talk.staff).is_ok());
    }
    let mut conn = store.readers().acquire().await.unwrap();
    for (number, (id, own)) in talk.members.iter().enumerate() {
        let stored = crate::member::load(&mut conn, *id).await.unwrap();
        note(format!("member {number}"), stored.name(&talk.staff).is_ok());
        let code = code_of(&mut conn, id.uuid()).await;
        note(format!("code {number}"), code.open(own, account::code_place(*id)).is_ok());
    }
    drop(conn);
    for (number, (id, key)) in talk.contacts.iter().enumerate() {
        let mut conn = store.readers().acquire().await.unwrap();
        let stored = contact::load(&mut conn, *id).await.unwrap();
        let mut view = crate::View::of(conn, store.now());
        for line in message::after(&mut view, &stored, 0, 100).await.unwrap() {
            let name = format!("contact {number} line {}", line.seq.number());
            note(name, line.open(key.secret()).is_ok());
        }
        for head in screening::of_contact(&mut view, *id, 10).await.unwrap() {
            let sheet = screening::load(&mut view, *id, head.id).await.unwrap();
            note(format!("contact {number} screening"), sheet.open(key.secret()).is_ok());
        }
        for name in field::Name::ALL {
            for text in field::history(&mut view, *id, *name, 100).await.unwrap() {
                let name = format!("contact {number} {} {}", name.code(), text.version);
                note(name, text.open::<Text>(key.secret()).is_ok());
            }
        }
    }
    closed
}

async fn code_of(conn: &mut Conn, member: Uuid) -> Sealed<Text> {
    const CODE: &str = "SELECT totp_sealed FROM members WHERE id = $1";
    let (bytes,): (Vec<u8>,) =
        on!(conn, c => sqlx::query_as(CODE).bind(member).fetch_one(&mut **c).await.unwrap());
    Sealed::from_bytes(bytes)
}
