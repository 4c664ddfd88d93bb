//! Signatures of the access review come back as they were, on both engines, and stay.

use access::Act;
use case::access_review::signing::{Found, Month, Seen, Signature};
use casework::member::{Actor, Member, StaffRole};

use super::*;
use crate::Store;
use crate::tests::talk::{Talk, talked};
use crate::tests::world::World;
use crate::tx::View;

fn hotline() -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(2))
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

async fn signs(store: &Store, talk: &Talk, text: &str, found: Found) -> Result<Signature, Error> {
    let id = talk.members[0].0;
    let roles = [StaffRole::Supervisor].into();
    let actor = Actor::Member(Member { id, roles, teams: [hotline()].into() });
    let ((), mut tx) = store.enter(&actor, Act::SignAccess, hotline()).await.unwrap();
    let seen = Seen { month: month(text), looks: 41, lines: &[] };
    let signature = Signature::sign(seen, month("2027-04"), (id, found), tx.now()).unwrap();
    signed::insert(&mut tx, hotline(), &signature).await?;
    tx.commit_all(&[]).await?;
    Ok(signature)
}

#[tokio::test]
async fn a_month_is_signed_once_and_told_from_then_on() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let later = signs(store, &talk, "2027-03", Found::FollowedUp).await.unwrap();
        let first = signs(store, &talk, "2027-01", Found::Explained).await.unwrap();
        let again = signs(store, &talk, "2027-01", Found::FollowedUp).await;
        assert!(matches!(again, Err(Error::Rule(_))), "whoever came second changes nothing");
        let mut view = View::of(store.readers().acquire().await.unwrap(), store.now());
        let all = signed::all(&mut view, month("2026-12")).await.unwrap();
        assert_eq!(all[&hotline()].signatures, [first, later]);
        let all = signed::all(&mut view, month("2027-02")).await.unwrap();
        assert_eq!(all[&hotline()].signatures, [later]);
        let none = signed::all(&mut view, month("2027-04")).await.unwrap();
        assert!(none[&hotline()].signatures.is_empty(), "a team without any is there all the same");
    }
}
