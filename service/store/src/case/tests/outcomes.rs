//! What became of exploiters and how victims are, in tables that never meet.

use case::justice::{
    Clearance, Disposition, Nibrs, Statute, Step, SystemHarm, harm_by_system, records,
};
use case::wellbeing::{Domain, Look as Seen, State};

use super::super::{harm, justice, wellbeing};
use super::*;

/// A case with a young person and an alleged exploiter, with the half of its key to seal to.
async fn two(store: &Store, talk: &Talk) -> (CaseId, RecordKey, Person, Person) {
    let (id, key) = opened(store, talk).await;
    let (_, mut tx) = working(store, talk, id).await;
    let mut added = Vec::new();
    for part in [Part::Victim(VictimStatus::Possible), Part::Exploiter(ExploiterRole::Buyer)] {
        let person = Person { id: tx.person_id(), part, since: tx.now() };
        people::put(&mut tx, id, person).await.unwrap();
        added.push(person);
    }
    tx.commit_all(&[]).await.unwrap();
    (id, key, added[0], added[1])
}

fn every_step() -> Vec<Step> {
    vec![
        Step::Reported,
        Step::Investigated(Nibrs::CommercialSexActs),
        Step::Unfounded,
        Step::Arrested,
        Step::Cleared(Clearance::ProsecutionDeclined),
        Step::Charged(Statute::parse("18 USC 1591(a)").unwrap()),
        Step::Disposed(Disposition::Convicted),
        Step::Sentenced { months: 240 },
        Step::Restitution { ordered: 90_000, paid: 10 },
    ]
}

#[tokio::test]
async fn what_became_of_an_exploiter_comes_back_step_by_step_and_a_moved_citation_does_not_open() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, key, _, buyer) = two(store, &talk).await;
        let me = talk.members[0].0;
        let (stood, mut tx) = working(store, &talk, id).await;
        let to = (id, stood.public_key);
        let now = tx.now();
        for step in &every_step() {
            let who = buyer.exploiter().unwrap();
            justice::add(&mut tx, to, who, (now, step), me).await.unwrap();
        }
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let all = justice::of_case(&mut reads, id, key.secret()).await.unwrap();
        assert_eq!(all.iter().map(|one| one.step.clone()).collect::<Vec<_>>(), every_step());
        assert!(all.iter().all(|one| (one.person, one.at, one.by) == (buyer.id, now, me)));
        let of_case = people::of_case(&mut reads, id).await.unwrap();
        let steps: Vec<_> = all.into_iter().map(|one| (one.person, one.at, one.step)).collect();
        assert_eq!(records(&of_case, &steps).len(), 1);
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        let moved = "UPDATE case_justice SET place = 20 WHERE statute_sealed IS NOT NULL";
        crate::db::on!(&mut conn, c => sqlx::query(moved).execute(&mut **c).await.map(drop))
            .unwrap();
        let mut reads = view(store).await;
        assert!(justice::of_case(&mut reads, id, key.secret()).await.is_err());
        drop(reads);
        let (_, mut tx) = working(store, &talk, id).await;
        justice::take_out(&mut tx, buyer.id).await.unwrap();
        assert!(justice::of_case(&mut tx, id, key.secret()).await.unwrap().is_empty());
    }
}

/// The types forbid it in Rust; these statements are what somebody would write by hand.
#[tokio::test]
async fn the_database_itself_refuses_a_victim_among_offenders_and_an_exploiter_among_victims() {
    const WRONG: [&str; 4] = [
        "INSERT INTO case_justice (exploiter_id, place, part, case_id, step, happened_at, member_id,
            recorded_at)
         SELECT p.id, 1, 'exploiter', p.case_id, 'arrested', 1, m.id, 1
         FROM case_people p, members m WHERE p.part = 'victim'",
        "INSERT INTO case_justice (exploiter_id, place, part, case_id, step, happened_at, member_id,
            recorded_at)
         SELECT p.id, 1, 'victim', p.case_id, 'arrested', 1, m.id, 1
         FROM case_people p, members m WHERE p.part = 'victim'",
        "INSERT INTO case_harms (victim_id, place, part, case_id, harm, happened_at, member_id,
            recorded_at)
         SELECT p.id, 1, 'victim', p.case_id, 'arrested', 1, m.id, 1
         FROM case_people p, members m WHERE p.part = 'exploiter'",
        // Whoever stands in the list of offenders becomes nothing else while they stand there.
        "UPDATE case_people SET part = 'victim' WHERE part = 'exploiter'",
    ];
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _, _, buyer) = two(store, &talk).await;
        let (stood, mut tx) = working(store, &talk, id).await;
        let (to, now) = ((id, stood.public_key), tx.now());
        let who = buyer.exploiter().unwrap();
        let me = talk.members[0].0;
        justice::add(&mut tx, to, who, (now, &Step::Reported), me).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        for text in WRONG {
            let mut conn = world.address.writer().await.unwrap();
            let done =
                crate::db::on!(&mut conn, c => sqlx::query(text).execute(&mut **c).await.map(drop));
            assert!(done.is_err(), "{text}");
        }
    }
}

#[tokio::test]
async fn looks_and_their_words_come_back_in_the_order_of_their_days() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, key, youth, _) = two(store, &talk).await;
        let me = talk.members[0].0;
        let (stood, mut tx) = working(store, &talk, id).await;
        let (to, now) = ((id, stood.public_key), tx.now());
        let victim = youth.victim().unwrap();
        let goals = [
            (3, State::AsWished, Some("to see her sister")),
            (1, State::DeclinedForNow, None),
            (2, State::Returned, Some("to finish school")),
        ];
        for (days, state, words) in goals {
            let at = now - Span::from_days(10 - days);
            let look = Seen { domain: Domain::OwnGoals, state, at };
            let words = words.map(Text::from);
            wellbeing::add(&mut tx, to, (victim, look), words.as_ref(), me).await.unwrap();
        }
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let all = wellbeing::of_case(&mut reads, id).await.unwrap();
        let words = |one: &wellbeing::Kept| {
            one.words(key.secret()).unwrap().map(|words| words.expose().to_owned())
        };
        let found: Vec<_> = all.iter().map(|one| (one.look.state, words(one))).collect();
        let expected = [
            (State::DeclinedForNow, None),
            (State::Returned, Some("to finish school".to_owned())),
            (State::AsWished, Some("to see her sister".to_owned())),
        ];
        assert_eq!(found, expected);
        assert!(all.iter().all(|one| (one.person, one.by) == (youth.id, me)));
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        let moved = "UPDATE case_wellbeing SET words_sealed = (SELECT w.words_sealed
            FROM case_wellbeing w WHERE w.place = 1) WHERE place = 3";
        crate::db::on!(&mut conn, c => sqlx::query(moved).execute(&mut **c).await.map(drop))
            .unwrap();
        let mut reads = view(store).await;
        let all = wellbeing::of_case(&mut reads, id).await.unwrap();
        assert!(all[1].words(key.secret()).is_err(), "it was moved from another look");
    }
}

#[tokio::test]
async fn a_victim_treated_as_an_offender_is_counted_and_on_the_agenda_until_it_is_put_right() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (id, _, youth, _) = two(store, &talk).await;
        let (me, reader) = (talk.members[0].0, talk.members[1].0);
        let victim = youth.victim().unwrap();
        let (_, mut tx) = working(store, &talk, id).await;
        let now = tx.now();
        let mut events = Vec::new();
        for (days, what) in [(400, SystemHarm::Charged), (2, SystemHarm::Detained)] {
            let at = now - Span::from_days(days);
            let (one, event) = harm_by_system(id, victim, what, at);
            harm::add(&mut tx, id, &one, me).await.unwrap();
            events.push(event);
        }
        assert!(matches!(events[0], Event::VictimTreatedAsOffender { .. }));
        tx.commit_all(&events).await.unwrap();
        let who = (hotline(), reader);
        let year = store.now() - Span::from_days(365);
        let mut reads = view(store).await;
        let all = people::of_case(&mut reads, id).await.unwrap();
        let kept = harm::of_case(&mut reads, id, &all).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.place).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(
            harm::count(&mut reads, who, year).await.unwrap(),
            harm::Count { all: 1, open: 1 }
        );
        let briefs = agenda::briefs(&mut reads, who, store.now()).await.unwrap();
        assert!(briefs[0].harm_by_system);
        drop(reads);
        let (_, mut tx) = working(store, &talk, id).await;
        for place in [1, 2] {
            harm::put_right(&mut tx, (victim, place), now, me).await.unwrap();
            let again = harm::put_right(&mut tx, (victim, place), now, me).await;
            assert!(matches!(again, Err(Error::Changed)));
        }
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        assert_eq!(
            harm::count(&mut reads, who, year).await.unwrap(),
            harm::Count { all: 1, open: 0 }
        );
        let briefs = agenda::briefs(&mut reads, who, store.now()).await.unwrap();
        assert!(!briefs[0].harm_by_system);
        let kept = harm::of_case(&mut reads, id, &all).await.unwrap();
        assert!(kept.iter().all(|one| one.harm.put_right_at == Some(now)), "it stays counted");
    }
}
