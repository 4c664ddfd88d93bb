//! Meetings come back as they were, on both engines.

use access::Act;
use case::case::Case;
use case::review::{Agreements, OnAgenda};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Span;
use vault::{RecordKey, Text};

use super::minutes::{of_case, write};
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

async fn holding(store: &Store, talk: &Talk) -> Tx {
    store.enter(&coordinator(talk), Act::HoldReview, hotline()).await.unwrap().1
}

async fn opened(store: &Store, talk: &Talk) -> (CaseId, RecordKey) {
    let key = RecordKey::generate(&mut store.rng());
    let act = Act::StartCase;
    let ((), mut tx) = store.enter(&coordinator(talk), act, hotline()).await.unwrap();
    let (case, event) = Case::open(tx.case_id(), hotline(), None, tx.now());
    crate::case::insert(&mut tx, &case, &key.public()).await.unwrap();
    tx.commit(event).await.unwrap();
    (case.id(), key)
}

fn place(case: CaseId, because: &[OnAgenda]) -> Place {
    Place { case, because: because.iter().copied().collect(), tasks: Vec::new() }
}

/// A meeting about these cases.
async fn met(store: &Store, talk: &Talk, cases: &[CaseId], attempt: u8) -> Review {
    let mut tx = holding(store, talk).await;
    let because = [OnAgenda::Danger, OnAgenda::CarriedOver];
    let agenda = cases.iter().map(|case| place(*case, &because)).collect();
    let review = Review::open(tx.review_id(), agenda, tx.now());
    let by = (hotline(), talk.members[0].0);
    insert(&mut tx, by, &review, &[attempt; 32]).await.unwrap();
    tx.commit_all(&[]).await.unwrap();
    review
}

#[tokio::test]
async fn a_meeting_comes_back_with_who_was_there_and_what_was_spoken_about() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (me, colleague) = (talk.members[0].0, talk.members[1].0);
        let (one, two) = (opened(store, &talk).await.0, opened(store, &talk).await.0);
        let review = met(store, &talk, &[one, two], 1).await;
        let mut tx = holding(store, &talk).await;
        let known = of_attempt(&mut tx, hotline(), &[1; 32]).await.unwrap();
        assert_eq!(known, Some(review.id()), "the form was sent before");
        let now = tx.now();
        let papers = Agreements {
            organization: OrganizationId::new(now, [7; 10]),
            member: Some(me),
            confidentiality_until: Some(now + Span::from_days(9)),
            memorandum_until: Some(now + Span::from_days(9)),
        };
        let mut expected = review.clone();
        for member in [Some(me), None] {
            let (id, papers) = (tx.seat_id(), Agreements { member, ..papers });
            let to = (hotline(), talk.staff.public());
            let names = (&Text::from("Zoe"), &Text::from("County"));
            seat::insert(&mut tx, to, (id, &papers), names).await.unwrap();
            expected = expected.attend(id, &papers).unwrap();
            for _ in 0..2 {
                come(&mut tx, review.id(), id, papers.organization).await.unwrap();
            }
        }
        speak(&mut tx, review.id(), one).await.unwrap();
        expected = expected.speak_about(one).unwrap();
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let who = (hotline(), me);
        assert_eq!(load(&mut reads, who, review.id()).await.unwrap(), expected);
        let later = store.now();
        assert_eq!(last(&mut reads, who, later).await.unwrap(), Some(expected.clone()));
        assert_eq!(last(&mut reads, who, review.at()).await.unwrap(), None);
        let listed = of_team(&mut reads, hotline(), None).await.unwrap();
        assert_eq!((listed[0].present, listed[0].cases, listed[0].spoken), (2, 2, 1));
        let elsewhere = (TeamId::from_uuid(Uuid::from_u128(3)), me);
        assert!(matches!(load(&mut reads, elsewhere, review.id()).await, Err(Error::NotFound)));
        drop(reads);

        // Whom a case is closed to does not see that it is on the table.
        let mut tx = holding(store, &talk).await;
        crate::case::close_to(&mut tx, two, colleague).await.unwrap();
        let asked = place(two, &[OnAgenda::Asked]);
        add_place(&mut tx, review.id(), 9, &asked).await.unwrap();
        let present: Vec<_> = expected.present().keys().copied().collect();
        go(&mut tx, review.id(), present[1]).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let theirs = load(&mut reads, (hotline(), colleague), review.id()).await.unwrap();
        assert_eq!(theirs.agenda(), [place(one, &[OnAgenda::Danger, OnAgenda::CarriedOver])]);
        assert_eq!(theirs.present().len(), 1);
        let ours = load(&mut reads, who, review.id()).await.unwrap();
        assert_eq!(ours.agenda(), expected.agenda(), "what is on it stays as it is");
    }
}

#[tokio::test]
async fn minutes_open_with_the_key_of_their_case_alone_and_every_version_is_over_the_one_before() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let me = talk.members[0].0;
        let (one, key) = opened(store, &talk).await;
        let (two, other) = opened(store, &talk).await;
        let review = met(store, &talk, &[one, two], 2).await;
        let mut tx = holding(store, &talk).await;
        for (base, words) in [(0, "first"), (1, "second")] {
            let about = (review.id(), one, key.public());
            write(&mut tx, about, (base, me), &Text::from(words)).await.unwrap();
        }
        let late = (review.id(), one, key.public());
        let refused = write(&mut tx, late, (1, me), &Text::from("late")).await;
        assert!(matches!(refused, Err(Error::Changed)));
        let about = (review.id(), two, other.public());
        write(&mut tx, about, (0, me), &Text::from("of two")).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let at_table = of_case(&mut reads, one).await.unwrap();
        assert_eq!((at_table[0].review, at_table[0].version), (review.id(), 2));
        let said = at_table[0].minutes(key.secret()).unwrap().unwrap();
        assert_eq!(said.expose(), "second");
        assert!(at_table[0].minutes(other.secret()).is_err());
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        let moved = "UPDATE review_minutes SET body_sealed = (SELECT m.body_sealed
            FROM review_minutes m WHERE m.case_id = review_minutes.case_id AND m.version = 1)
            WHERE version = 2";
        crate::db::on!(&mut conn, c => sqlx::query(moved).execute(&mut **c).await.map(drop))
            .unwrap();
        let mut reads = view(store).await;
        let at_table = of_case(&mut reads, one).await.unwrap();
        assert!(at_table[0].minutes(key.secret()).is_err(), "it is of another version");
    }
}

#[tokio::test]
async fn seats_open_with_the_teams_key_and_their_papers_are_renewed() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let mut tx = holding(store, &talk).await;
        let (now, id) = (tx.now(), tx.seat_id());
        let papers = Agreements {
            organization: OrganizationId::new(now, [7; 10]),
            member: None,
            confidentiality_until: None,
            memorandum_until: Some(now),
        };
        let names = (&Text::from("Zoe"), &Text::from("County"));
        let to = (hotline(), talk.staff.public());
        seat::insert(&mut tx, to, (id, &papers), names).await.unwrap();
        let until = Some(now + Span::from_days(300));
        seat::renew(&mut tx, (hotline(), id), until, until).await.unwrap();
        let elsewhere = TeamId::from_uuid(Uuid::from_u128(3));
        let refused = seat::renew(&mut tx, (elsewhere, id), None, None).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        tx.commit_all(&[]).await.unwrap();
        let mut reads = view(store).await;
        let all = seat::of_team(&mut reads, hotline()).await.unwrap();
        let renewed =
            Agreements { confidentiality_until: until, memorandum_until: until, ..papers };
        assert_eq!((all[0].id, all[0].papers), (id, renewed));
        let (name, agency) = all[0].names(&talk.staff).unwrap();
        assert_eq!((name.expose(), agency.expose()), ("Zoe", "County"));
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        let moved = "UPDATE review_seats SET name_sealed = agency_sealed";
        crate::db::on!(&mut conn, c => sqlx::query(moved).execute(&mut **c).await.map(drop))
            .unwrap();
        let mut reads = view(store).await;
        let one = seat::load(&mut reads, hotline(), id).await.unwrap();
        assert!(one.names(&talk.staff).is_err());
    }
}
