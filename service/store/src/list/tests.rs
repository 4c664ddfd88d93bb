//! A list shows exactly what the policies would show one by one, and no page reads a whole table.

use std::collections::BTreeSet;

use access::{Look, Resource};
use casework::contact::{Lane, StateCode};
use casework::id::ContactId;
use casework::member::{Actor, Member};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Filter, Listed, Place, of_lead, of_team};
use crate::db::{Conn, on};
use crate::subject::Subject as _;
use crate::tests::crowd::{Crowd, Dice, gather};
use crate::tests::world::World;
use crate::{Store, View, queue};

const MANY: usize = 170;
const MOST: i64 = 1_000;

async fn crowded() -> Vec<(World, Crowd, Vec<ContactId>)> {
    let mut all = Vec::new();
    for world in World::all().await {
        let crowd = gather(&world.store).await;
        crowd.reach_out(&world.store, &mut Dice::new(7), MANY).await;
        let mut conn = world.store.readers().acquire().await.unwrap();
        let text = "SELECT id FROM contacts";
        let ids: Vec<(Uuid,)> =
            on!(&mut conn, c => sqlx::query_as(text).fetch_all(&mut **c).await.unwrap());
        let ids = ids.into_iter().map(|(id,)| ContactId::from_uuid(id)).collect();
        drop(conn);
        all.push((world, crowd, ids));
    }
    all
}

/// One contact as it is stored, and as the policies see it.
struct Known {
    id: ContactId,
    stored: crate::contact::Stored,
    resource: Resource,
}

async fn known(store: &Store, ids: &[ContactId]) -> Vec<Known> {
    let mut conn = store.readers().acquire().await.unwrap();
    let mut all = Vec::new();
    for id in ids {
        let (stored, resource) = id.load(&mut conn, &Actor::Machine).await.unwrap();
        all.push(Known { id: *id, stored, resource });
    }
    all
}

fn ids<'a>(all: impl IntoIterator<Item = &'a Known>) -> BTreeSet<ContactId> {
    all.into_iter().map(|one| one.id).collect()
}

async fn views(store: &Store, member: &Member, crowd: &Crowd) -> Vec<(usize, View)> {
    let mut views = Vec::new();
    for (place, team) in crowd.teams.iter().enumerate() {
        let actor = Actor::Member(member.clone());
        if let Ok(((), view)) = store.look(&actor, Look::ListContacts, *team).await {
            views.push((place, view));
        }
    }
    views
}

/// Every row of a list, page after page.
macro_rules! pages {
    ($after:ident => $page:expr) => {{
        let (mut rows, mut $after) = (Vec::<Listed>::new(), Place::START);
        loop {
            let page = $page.await.unwrap();
            rows.extend(page.rows);
            match page.next {
                Some(next) => $after = next,
                None => break rows,
            }
        }
    }};
}

fn newest_first(rows: &[Listed]) -> bool {
    rows.windows(2).all(|two| (two[0].received_at, two[0].id) > (two[1].received_at, two[1].id))
}

#[tokio::test]
async fn for_every_role_the_lists_are_what_the_policies_say() {
    for (world, crowd, all) in crowded().await {
        let store = &world.store;
        let all = known(store, &all).await;
        let mut longest = 0;
        for member in &crowd.members {
            let actor = Actor::Member(member.clone());
            let decide =
                |one: &&Known| store.access().decide(&actor, Look::SeeContact, &one.resource);
            let allowed: Vec<_> = all.iter().filter(|one| decide(one).is_permitted()).collect();
            let (mut of_teams, mut waiting) = (BTreeSet::new(), BTreeSet::new());
            for (place, mut view) in views(store, member, &crowd).await {
                let team = crowd.teams[place];
                let none = Filter::default();
                let rows = pages!(after => of_team(&mut view, team, member.id, none, after));
                assert!(newest_first(&rows));
                longest = longest.max(rows.len());
                of_teams.extend(rows.iter().map(|row| row.id));
                let queue = queue::waiting(&mut view, team, member.id, MOST).await.unwrap();
                waiting.extend(queue.iter().map(|row| row.id));
            }
            assert_eq!(of_teams, ids(allowed.iter().copied()), "{member:?}");
            let waits = |one: &&&Known| one.stored.contact.snapshot().state == StateCode::Waiting;
            assert_eq!(waiting, ids(allowed.iter().filter(waits).copied()), "{member:?}");
            longest = longest.max(personal(store, &crowd, member, &allowed).await);
        }
        assert!(longest > super::PAGE, "no list had a second page");
    }
}

/// Compares the personal lists of a member who may see `allowed`; how many rows the longer one has.
async fn personal(store: &Store, crowd: &Crowd, member: &Member, allowed: &[&Known]) -> usize {
    let Some((_, mut view)) = views(store, member, crowd).await.pop() else {
        assert!(allowed.is_empty(), "{member:?} sees contacts but has no list");
        return 0;
    };
    let led = pages!(after => of_lead(&mut view, member.id, Filter::default(), after));
    assert!(newest_first(&led));
    let open = queue::mine(&mut view, member.id, MOST).await.unwrap();
    let people = |one: &Known| one.stored.contact.participants().cloned();
    let leads = |one: &&&Known| people(one).is_some_and(|all| all.lead() == member.id);
    let with = |one: &&&Known| {
        !one.stored.contact.is_ended() && people(one).is_some_and(|all| all.contains(member.id))
    };
    let listed = |rows: &[Listed]| rows.iter().map(|row| row.id).collect::<BTreeSet<_>>();
    assert_eq!(listed(&led), ids(allowed.iter().filter(leads).copied()), "{member:?}");
    assert_eq!(listed(&open), ids(allowed.iter().filter(with).copied()), "{member:?}");
    led.len()
}

#[tokio::test]
async fn a_filter_lets_through_what_it_names_in_the_same_order() {
    for (world, crowd, _) in crowded().await {
        let member = crowd.busiest();
        let Some((place, mut view)) = views(&world.store, member, &crowd).await.pop() else {
            panic!("a specialist of two teams has a list");
        };
        let team = crowd.teams[place];
        let states = StateCode::ALL.iter().copied().map(Some).chain([None]);
        for state in states {
            for lane in Lane::ALL.iter().copied().map(Some).chain([None]) {
                let filter = Filter { state, lane };
                let fits = |row: &&Listed| {
                    state.is_none_or(|one| one == row.state)
                        && lane.is_none_or(|one| one == row.lane)
                };
                let all = Filter::default();
                let rows = pages!(after => of_team(&mut view, team, member.id, all, after));
                let wanted: Vec<_> = rows.iter().filter(fits).map(|row| row.id).collect();
                let rows = pages!(after => of_team(&mut view, team, member.id, filter, after));
                assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), wanted);
                let rows = pages!(after => of_lead(&mut view, member.id, all, after));
                let wanted: Vec<_> = rows.iter().filter(fits).map(|row| row.id).collect();
                let rows = pages!(after => of_lead(&mut view, member.id, filter, after));
                assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), wanted);
            }
        }
    }
}

/// The statements that a person waits for at the desk.
const LISTS: &[&str] = &[
    super::OF_TEAM,
    super::OF_TEAM_BY_CODE,
    super::OF_LEAD,
    super::OF_LEAD_BY_CODE,
    queue::WAITING,
    queue::MINE,
    crate::search::FIND,
    crate::case::list::OPEN,
    crate::case::list::CLOSED,
    crate::case::part::CONTACTS,
    crate::case::work::NOTES,
];

#[tokio::test]
async fn no_list_reads_a_whole_table_or_sorts_one() {
    for (world, ..) in crowded().await {
        let mut conn = world.store.readers().acquire().await.unwrap();
        for text in LISTS {
            let plan = plan(&mut conn, text).await;
            let bad = [
                "SCAN c",
                "SCAN p",
                "SCAN b",
                "SCAN case_notes",
                "SCAN j",
                "Seq Scan on blind_index",
                "Seq Scan on case_contacts",
                "Seq Scan on case_notes",
                "Seq Scan on cases",
                "Seq Scan on contacts",
                "Seq Scan on participants",
            ];
            assert!(!bad.iter().any(|bad| plan.contains(bad)), "{text}\n{plan}");
            // What is open of one member is a handful, and is sorted by its latest line.
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
            assert!(!sorts || *text == queue::MINE, "{text}\n{plan}");
        }
    }
}

/// How the engine would run a statement, whatever its parameters are.
async fn plan(conn: &mut Conn, text: &str) -> String {
    match conn {
        Conn::Sqlite(c) => {
            let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let rows: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(text).fetch_all(&mut **c).await.unwrap();
            rows.into_iter().map(|row| row.3 + "\n").collect()
        }
        Conn::Postgres(c) => {
            // A table of four hundred rows is read faster in one go than by an index: what is asked
            // here is whether an index can serve it at all, in its order.
            let begin = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan;
                SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;";
            sqlx::raw_sql(begin).execute(&mut **c).await.unwrap();
            let prepare = AssertSqlSafe(format!("PREPARE asked AS {text}"));
            sqlx::raw_sql(prepare).execute(&mut **c).await.unwrap();
            let nulls = vec!["NULL"; highest_parameter(text)].join(", ");
            let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE asked ({nulls})"));
            let rows: Vec<(String,)> = sqlx::query_as(explain).fetch_all(&mut **c).await.unwrap();
            sqlx::raw_sql("DEALLOCATE asked; ROLLBACK").execute(&mut **c).await.unwrap();
            rows.into_iter().map(|row| row.0 + "\n").collect()
        }
    }
}

fn highest_parameter(text: &str) -> usize {
    (1..10).rev().find(|number| text.contains(&format!("${number}"))).unwrap_or(0)
}
