//! A warm hand-off: somebody of the service in the conversation, from their coming on and no further.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::answered;
use crate::house::{Answer, Browser, House, key_of};
use crate::referral::{NAME, accepted, agrees, ask, referral_path};

const BEFORE: &str = "He took my papers in Larkspur";
const AFTER: &str = "I can be there at six";
/// What the guest writes, planted to be looked for.
const GUEST: &str = "Quincewood room is yours";

/// A young person, a specialist with them, and a service that said yes.
struct Three {
    house: House,
    visitor: Browser,
    desk: Browser,
    guest: Browser,
    room: String,
    referral: String,
    link: String,
}

impl Three {
    async fn met() -> Self {
        let house = House::founded().await;
        house.county().await;
        let visitor = house.visitor(BEFORE).await;
        let (mut desk, id) = answered(&house).await;
        let facts = [("version", "0"), ("field", "needs"), ("needs", "emergency_shelter")];
        house.post(&mut desk, &format!("/desk/{id}/facts"), &facts).await;
        let (made, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let guest = accepted(&house, &link).await;
        let room = format!("/desk/{id}");
        let page = house.get(&mut desk, &room).await.text;
        let referral = referral_path(&page);
        Self { house, visitor, desk, guest, room, referral, link }
    }

    async fn invite(&mut self, agreed: bool) -> Answer {
        let fields = [("act", "invite"), ("agreed", if agreed { "1" } else { "" })];
        self.house.post(&mut self.desk, &format!("{}/guest", self.referral), &fields).await
    }

    async fn joined(&mut self) {
        let done = self.invite(true).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let done = self.moves("join").await;
        assert_eq!(done.headers["location"], format!("{}/guest", self.link));
    }

    async fn moves(&mut self, act: &str) -> Answer {
        let place = format!("{}/guest/move", self.link);
        self.house.post(&mut self.guest, &place, &[("act", act)]).await
    }

    async fn reads(&mut self) -> Answer {
        self.house.get(&mut self.guest, &format!("{}/guest", self.link)).await
    }

    async fn says(&mut self, words: &str) -> Answer {
        let page = self.reads().await.text;
        let key = if page.contains("name=\"key\"") { key_of(&page) } else { "" };
        let fields = [("key", key), ("words", words)];
        self.house.post(&mut self.guest, &format!("{}/guest", self.link), &fields).await
    }

    async fn visitor_says(&mut self, words: &str) {
        let page = self.house.get(&mut self.visitor, "/chat").await.text;
        let fields = [("key", key_of(&page)), ("words", words)];
        self.house.post(&mut self.visitor, "/chat", &fields).await;
    }

    async fn member_says(&mut self, words: &str) {
        let page = self.house.get(&mut self.desk, &self.room.clone()).await.text;
        let fields = [("key", key_of(&page)), ("words", words)];
        let said =
            self.house.post(&mut self.desk, &format!("{}/messages", self.room), &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    }
}

#[tokio::test]
async fn the_guest_sees_what_is_written_since_they_came_and_is_named_as_a_guest() {
    let mut three = Three::met().await;
    let refused = three.invite(false).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("ask them first"), "{}", refused.text);
    assert_eq!(three.moves("join").await.headers["location"], three.link, "nobody is invited");
    assert_eq!(three.reads().await.headers["location"], three.link);

    let done = three.invite(true).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let twice = three.invite(true).await;
    assert!(twice.text.contains("invited already"), "{}", twice.text);
    let page = three.house.get(&mut three.guest, &three.link.clone()).await.text;
    assert!(page.contains("Join as a guest"), "{page}");
    let chat = three.house.get(&mut three.visitor, "/chat").await.text;
    assert!(chat.contains("was asked to join as a guest"), "{chat}");
    three.member_says("they come in a minute").await;

    assert_eq!(three.moves("join").await.headers["location"], format!("{}/guest", three.link));
    three.visitor_says(AFTER).await;
    three.member_says("this is Rosa").await;
    let said = three.says(GUEST).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = three.reads().await.text;
    for words in [AFTER, "this is Rosa", GUEST, "is here as a guest"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for words in [BEFORE, "they come in a minute", NAME] {
        assert!(!page.contains(words), "{words} was written before: {page}");
    }
    let chat = three.house.get(&mut three.visitor, "/chat").await.text;
    assert!(chat.contains(GUEST) && chat.contains(">Guest "), "{chat}");
    let room = three.house.get(&mut three.desk, &three.room.clone()).await.text;
    assert!(room.contains(GUEST), "{room}");
    for file in std::fs::read_dir(&three.house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for word in [GUEST, AFTER, BEFORE] {
            assert!(!content.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
        }
    }
    three.house.store.verify_audit(None).await.unwrap().unwrap();
}

/// After the end, by whomever, nothing opens for the guest and nothing of theirs is kept for them.
async fn is_out(three: &mut Three) {
    assert_eq!(three.reads().await.headers["location"], three.link);
    let events = format!("{}/guest/events", three.link);
    let request = Request::get(&events).body(Body::empty()).unwrap();
    let (status, _) = three.house.status(&three.guest, request).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_ne!(three.moves("join").await.headers["location"], format!("{}/guest", three.link));
}

#[tokio::test]
async fn each_of_the_three_ends_it_at_any_time() {
    let mut three = Three::met().await;
    three.joined().await;
    let gone = three.house.post(&mut three.visitor, "/chat/guest", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    is_out(&mut three).await;
    let chat = three.house.get(&mut three.visitor, "/chat").await.text;
    assert!(chat.contains("is not here any more"), "{chat}");
    // Once more is no harm.
    let gone = three.house.post(&mut three.visitor, "/chat/guest", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);

    three.joined().await;
    let place = format!("{}/guest", three.referral);
    let ended = three.house.post(&mut three.desk, &place, &[("act", "end")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    is_out(&mut three).await;

    three.joined().await;
    assert_eq!(three.moves("leave").await.headers["location"], three.link);
    is_out(&mut three).await;

    // And it ends with the conversation.
    three.joined().await;
    let ended = three.house.post(&mut three.visitor, "/chat/end", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    is_out(&mut three).await;
    three.house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_new_link_and_the_end_of_the_referral_take_the_guest_out() {
    let mut three = Three::met().await;
    three.joined().await;
    let page = three.house.get(&mut three.desk, &three.referral.clone()).await.text;
    assert!(page.contains("In the conversation as a guest"), "{page}");
    let version = crate::referral::version(&page).to_owned();
    let place = format!("{}/link", three.referral);
    let made = three.house.post(&mut three.desk, &place, &[("version", &*version)]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(three.reads().await.status, StatusCode::NOT_FOUND, "the old link is dead");
    let next = made.text.split("/r/").nth(1).unwrap().split('<').next().unwrap();
    three.link = format!("/r/{next}");
    assert_eq!(three.reads().await.headers["location"], three.link);

    three.joined().await;
    let page = three.house.get(&mut three.guest, &three.link.clone()).await.text;
    let version = crate::referral::version(&page).to_owned();
    let fields = [("version", &*version), ("act", "did_not_arrive")];
    three.house.post(&mut three.guest, &three.link.clone(), &fields).await;
    is_out(&mut three).await;
    let chat = three.house.get(&mut three.visitor, "/chat").await.text;
    assert!(chat.contains("is not here any more"), "{chat}");
}
