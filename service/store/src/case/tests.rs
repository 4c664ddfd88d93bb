mod outcomes;

use std::collections::BTreeSet;

use access::{Act, Look};
use case::merge::People;
use case::person::{ExploiterRole, Part, Person, VictimStatus};
use case::sharing::{Permission, Seat};
use case::task::{End, Task};
use casework::consent::{AbuserCheck, MinorRule, Purpose, Scope, Signer, SignerKind, Terms};
use casework::event::Event;
use casework::id::{ConsentId, OrganizationId};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Span;
use vault::{RecordKey, Text};

use super::list::{self, After};
use super::part::{self, Agency};
use super::people;
use super::text::{self, Name, Writing};
use super::work::{self, Kind};
use super::*;
use crate::tests::talk::{Talk, talked};
use crate::tests::world::World;
use crate::{Store, View};

fn hotline() -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(2))
}

fn coordinator(talk: &Talk) -> Actor {
    let id = talk.members[0].0;
    let teams = [hotline()].into();
    Actor::Member(Member { id, roles: [StaffRole::Coordinator].into(), teams })
}

async fn view(store: &Store) -> View {
    View::of(store.readers().acquire().await.unwrap(), store.now())
}

async fn opened(store: &Store, talk: &Talk) -> (CaseId, RecordKey) {
    let key = RecordKey::generate(&mut store.rng());
    let act = Act::StartCase;
    let ((), mut tx) = store.enter(&coordinator(talk), act, hotline()).await.unwrap();
    let (case, event) = Case::open(tx.case_id(), hotline(), Some(talk.members[0].0), tx.now());
    insert(&mut tx, &case, &key.public()).await.unwrap();
    tx.commit(event).await.unwrap();
    (case.id(), key)
}

fn agency(now: Timestamp) -> Agency {
    Agency {
        organization: OrganizationId::new(now, [7; 10]),
        seat: Seat::Review,
        purpose: Purpose::CoordinateCare,
        agreement_until: Some(now + Span::from_days(90)),
        since: now,
    }
}

async fn working(store: &Store, talk: &Talk, id: CaseId) -> (Stored, Tx) {
    store.enter(&coordinator(talk), Act::WorkCase, id).await.unwrap()
}

#[tokio::test]
async fn a_case_is_the_same_after_every_step_and_two_members_never_overwrite_each_other() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _) = opened(store, &talk).await;
        let (stood, mut tx) = working(store, &talk, id).await;
        let next = stood.case.clone().assess_danger(Danger::Now);
        let next = next.follow_up(true, tx.now()).unwrap();
        save(&mut tx, &stood, &next).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let (again, mut tx) = working(store, &talk, id).await;
        assert_eq!(again.case, next);
        let late = save(&mut tx, &stood, &next).await;
        assert!(matches!(late, Err(Error::Changed)));
        close_to(&mut tx, id, talk.members[0].0).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let refused = store.look(&coordinator(&talk), Look::OpenCase, id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "closed to them");
        let mut reads = view(store).await;
        let who = (hotline(), talk.members[0].0);
        assert!(list::open(&mut reads, who, After::START, store.now()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_list_shows_each_open_case_once_by_danger_and_age() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let mut ids = Vec::new();
        for number in 0..60_usize {
            let (id, _) = opened(store, &talk).await;
            let (stood, mut tx) = working(store, &talk, id).await;
            let danger = Danger::ALL[number % Danger::ALL.len()];
            let next = stood.case.clone().assess_danger(danger);
            save(&mut tx, &stood, &next).await.unwrap();
            tx.commit_all(&[]).await.unwrap();
            ids.push(id);
        }
        let (mut after, mut listed) = (After::START, Vec::new());
        let mut reads = view(store).await;
        let who = (hotline(), talk.members[1].0);
        loop {
            let page = list::open(&mut reads, who, after, store.now()).await.unwrap();
            let more = page.len() > list::PAGE;
            listed.extend(page.into_iter().take(list::PAGE));
            let last = listed.last().unwrap();
            after = After::parse(&last.after().to_text()).unwrap();
            if !more {
                break;
            }
        }
        let order: Vec<_> =
            listed.iter().map(|one| (one.danger.rank(), one.opened_at, one.id)).collect();
        assert!(order.is_sorted());
        let shown: BTreeSet<_> = listed.iter().map(|one| one.id).collect();
        assert_eq!((listed.len(), shown), (60, ids.into_iter().collect()));
    }
}

#[tokio::test]
async fn people_and_their_merges_come_back_as_they_were() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _) = opened(store, &talk).await;
        let (_, mut tx) = working(store, &talk, id).await;
        let mut people = People::of(id);
        let parts = [
            Part::Victim(VictimStatus::Possible),
            Part::Victim(VictimStatus::Actual),
            Part::Exploiter(ExploiterRole::Buyer),
        ];
        let mut ids = Vec::new();
        for part in parts {
            let person = Person { id: tx.person_id(), part, since: tx.now() };
            let event = people.put(person);
            assert!(matches!(event, Event::PersonAdded { .. }));
            people::put(&mut tx, id, person).await.unwrap();
            ids.push(person.id);
        }
        let (me, other) = (talk.members[0].0, talk.members[1].0);
        people.propose(ids[0], ids[1], me).unwrap();
        let now = tx.now();
        people.agree(ids[0], ids[1], other, now).unwrap();
        people.undo(ids[0], ids[1], me, now).unwrap();
        people.propose(ids[1], ids[0], me).unwrap();
        people::save_merges(&mut tx, id, &people).await.unwrap();
        let key = vault::blind::IndexKey::of_team(&talk.staff);
        for person in &ids[..2] {
            let place = (hotline(), id);
            people::know_by(&mut tx, place, *person, &key.name("Ana")).await.unwrap();
        }
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        assert_eq!(people::of_case(&mut reads, id).await.unwrap(), people);
        let tokens = people::tokens(&mut reads, id).await.unwrap();
        let pairs = case::merge::suggest(&people, &tokens, 1);
        let same = (ids[0].min(ids[1]), ids[0].max(ids[1]));
        assert_eq!(pairs.iter().map(|(a, b, _)| (*a, *b)).collect::<Vec<_>>(), [same]);
        let (another, _) = opened(store, &talk).await;
        let (_, mut tx) = working(store, &talk, another).await;
        let part = Part::Victim(VictimStatus::Possible);
        let person = Person { id: tx.person_id(), part, since: tx.now() };
        people::put(&mut tx, another, person).await.unwrap();
        let place = (hotline(), another);
        people::know_by(&mut tx, place, person.id, &key.name("Ana")).await.unwrap();
        assert_eq!(people::elsewhere(&mut tx, person.id, me).await.unwrap(), [id]);
        tx.commit_all(&[]).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_written_opens_with_the_cases_key_at_its_own_place() {
    const MOVES: [&str; 4] = [
        "UPDATE case_texts SET body_sealed = (SELECT t.body_sealed FROM case_texts t
            WHERE t.record_id = case_texts.record_id AND t.field = case_texts.field
                AND t.version = 1) WHERE version = 2",
        "UPDATE case_notes SET body_sealed = (SELECT n.body_sealed FROM case_notes n
            ORDER BY n.at LIMIT 1)
            WHERE at = (SELECT max(m.at) FROM case_notes m)",
        "UPDATE case_tasks SET body_sealed = (SELECT n.body_sealed FROM case_notes n
            ORDER BY n.at LIMIT 1)",
        "UPDATE case_agencies SET name_sealed = (SELECT n.body_sealed FROM case_notes n
            ORDER BY n.at LIMIT 1)",
    ];
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, key) = opened(store, &talk).await;
        let me = talk.members[0].0;
        let (stood, mut tx) = working(store, &talk, id).await;
        let to = stood.public_key;
        for (base, words) in [(0, "one"), (1, "two")] {
            let writing = Writing { case: id, record: id.uuid(), to, by: me, base };
            text::put(&mut tx, writing, Name::Summary, &Text::from(words)).await.unwrap();
        }
        let late = Writing { case: id, record: id.uuid(), to, by: me, base: 1 };
        let refused = text::put(&mut tx, late, Name::Summary, &Text::from("late")).await;
        assert!(matches!(refused, Err(Error::Changed)));
        tx.commit_all(&[]).await.unwrap();
        for words in ["first", "second"] {
            let (_, mut tx) = working(store, &talk, id).await;
            let words = Text::from(words);
            work::note(&mut tx, (id, to), Kind::Note, me, &words).await.unwrap();
            tx.commit_all(&[]).await.unwrap();
        }
        let (_, mut tx) = working(store, &talk, id).await;
        let due_at = tx.now() + Span::from_days(1);
        let task =
            Task { id: tx.task_id(), case: id, review: None, owner: Some(me), due_at, end: None };
        work::set_task(&mut tx, &task, to, me, &Text::from("call")).await.unwrap();
        let county = agency(tx.now());
        part::put_agency(&mut tx, (id, to), &county, &Text::from("County")).await.unwrap();
        tx.commit_all(&[]).await.unwrap();

        let secret = key.secret();
        let mut reads = view(store).await;
        let texts = text::latest(&mut reads, id, Name::Summary).await.unwrap();
        assert_eq!(texts[&id.uuid()].open(secret).unwrap().expose(), "two");
        let notes = work::notes(&mut reads, id, None).await.unwrap();
        let opened: Vec<_> =
            notes.iter().map(|note| note.open(secret).unwrap().expose().to_owned()).collect();
        assert_eq!(opened, ["second", "first"]);
        let tasks = work::tasks(&mut reads, id).await.unwrap();
        assert_eq!(tasks[0].task, task);
        assert_eq!(tasks[0].open(secret).unwrap().expose(), "call");
        assert_eq!(work::open_work(&mut reads, id).await.unwrap(), (1, 0));
        let agencies = part::agencies(&mut reads, id).await.unwrap();
        assert_eq!(agencies[0].name(secret).unwrap().expose(), "County");
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        for text in MOVES {
            crate::db::on!(&mut conn, c => sqlx::query(text).execute(&mut **c).await.map(drop))
                .unwrap();
        }
        let mut reads = view(store).await;
        let texts = text::latest(&mut reads, id, Name::Summary).await.unwrap();
        assert!(texts[&id.uuid()].open(secret).is_err());
        assert!(work::notes(&mut reads, id, None).await.unwrap()[0].open(secret).is_err());
        assert!(work::tasks(&mut reads, id).await.unwrap()[0].open(secret).is_err());
        assert!(part::agencies(&mut reads, id).await.unwrap()[0].name(secret).is_err());
        drop(reads);
        let (_, mut tx) = working(store, &talk, id).await;
        let ended = task.end(End::Done, tx.now()).unwrap();
        work::end_task(&mut tx, &ended).await.unwrap();
        assert!(matches!(work::end_task(&mut tx, &ended).await, Err(Error::Changed)));
        owner_left(&mut tx, me).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let (stood, _) = store.look(&coordinator(&talk), Look::OpenCase, id).await.unwrap();
        assert_eq!(stood.case.owner(), None, "it fell to the team");
    }
}

#[tokio::test]
async fn notes_and_contacts_are_read_a_page_at_a_time_each_once() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _) = opened(store, &talk).await;
        let me = talk.members[0].0;
        let (stood, mut tx) = working(store, &talk, id).await;
        for (contact, _) in &talk.contacts {
            for _ in 0..2 {
                part::join(&mut tx, id, *contact, me).await.unwrap();
            }
        }
        for _ in 0..45 {
            let to = (id, stood.public_key);
            work::note(&mut tx, to, Kind::Note, me, &Text::from("a note")).await.unwrap();
        }
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        assert_eq!(part::count(&mut reads, (id, me)).await.unwrap(), 2);
        let joined = part::contacts(&mut reads, (id, me), None).await.unwrap();
        let rest = joined[0].clone();
        let rest = part::contacts(&mut reads, (id, me), Some((rest.at, rest.id))).await.unwrap();
        assert_eq!(rest, joined[1..]);
        let (mut before, mut seen) = (None, BTreeSet::new());
        loop {
            let page = work::notes(&mut reads, id, before).await.unwrap();
            let more = page.len() > work::PAGE;
            for note in page.iter().take(work::PAGE) {
                assert!(seen.insert(note.id), "a note is shown twice");
                before = Some((note.at, note.id));
            }
            if !more {
                break;
            }
        }
        assert_eq!((seen.len(), work::count(&mut reads, id).await.unwrap()), (45, 45));
        let of = list::of_contact(&mut reads, talk.contacts[0].0, me).await.unwrap();
        assert_eq!(of, [id]);
    }
}

#[tokio::test]
async fn a_review_reads_each_open_case_with_what_is_late_and_no_case_that_is_closed_to_the_reader()
{
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (me, reader) = (talk.members[0].0, talk.members[1].0);
        let (one, _) = opened(store, &talk).await;
        let (other, _) = opened(store, &talk).await;
        let (_, mut tx) = working(store, &talk, one).await;
        part::join(&mut tx, one, talk.contacts[0].0, me).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let (stood, mut tx) = working(store, &talk, other).await;
        let due_at = tx.now() - Span::from_days(1);
        let task = Task {
            id: tx.task_id(),
            case: other,
            review: None,
            owner: Some(me),
            due_at,
            end: None,
        };
        let words = Text::from("call");
        work::set_task(&mut tx, &task, stood.public_key, me, &words).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let who = (hotline(), reader);
        let mut reads = view(store).await;
        let briefs = agenda::briefs(&mut reads, who, store.now()).await.unwrap();
        assert_eq!(briefs.iter().map(|brief| brief.case).collect::<Vec<_>>(), [one, other]);
        assert!(briefs[0].last_contact_at.is_some() && briefs[1].last_contact_at.is_none());
        assert_eq!(agenda::tasks(&mut reads, who).await.unwrap(), [task]);
        drop(reads);
        // What is closed to its owner falls to the team, and is nowhere to be seen for them.
        let (_, mut tx) = working(store, &talk, other).await;
        close_to(&mut tx, other, me).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let tasks = agenda::tasks(&mut reads, who).await.unwrap();
        assert_eq!(tasks, [Task { owner: None, ..task }]);
        let mine = (hotline(), me);
        assert_eq!(agenda::briefs(&mut reads, mine, store.now()).await.unwrap().len(), 1);
        assert!(agenda::tasks(&mut reads, mine).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn agencies_and_consents_come_back_as_they_were() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _) = opened(store, &talk).await;
        let me = talk.members[0].0;
        let (stood, mut tx) = working(store, &talk, id).await;
        let now = tx.now();
        let agency = agency(now);
        let name = Text::from("County child welfare");
        part::put_agency(&mut tx, (id, stood.public_key), &agency, &name).await.unwrap();
        part::join(&mut tx, id, talk.contacts[0].0, me).await.unwrap();
        let part = Part::Victim(VictimStatus::Possible);
        let person = Person { id: tx.person_id(), part, since: now };
        people::put(&mut tx, id, person).await.unwrap();
        let mut all = People::of(id);
        let _ = all.put(person);
        let terms = Terms {
            contact: talk.contacts[0].0,
            recipient: agency.organization,
            purpose: Purpose::CoordinateCare,
            scope: [Scope::Needs, Scope::Age].into(),
            signer: Signer {
                kind: SignerKind::AdultThemself,
                abuser_check: AbuserCheck::NotChecked,
            },
            expires_at: now + Span::from_days(30),
        };
        let consent = ConsentId::new(now, [8; 10]);
        let who = (consent, person.victim().unwrap());
        let given = Permission::give(who, terms, None, &all, MinorRule::NeedsAdult, (me, now));
        let (permission, event) = given.unwrap();
        part::allow(&mut tx, id, &permission, None).await.unwrap();
        tx.commit(event).await.unwrap();
        let mut reads = view(store).await;
        let agencies = part::agencies(&mut reads, id).await.unwrap();
        assert_eq!(agencies.iter().map(|one| one.agency).collect::<Vec<_>>(), [agency]);
        let allowed = part::allowed(&mut reads, id).await.unwrap();
        assert_eq!(allowed, [(person.id, permission.consent().clone(), None)]);
        drop(reads);
        let (_, mut tx) = working(store, &talk, id).await;
        part::drop_agency(&mut tx, id, agency.organization).await.unwrap();
        assert!(part::agencies(&mut tx, id).await.unwrap().is_empty());
    }
}
