//! The hotline as browsers see it: visitors and staff through the whole router.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod agreed;
mod beds;
mod case;
mod desk;
mod duty;
mod entries;
mod fhir;
mod flood;
mod guest;
mod house;
mod hsds;
mod referral;
mod screening;
mod tip;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use house::{Browser, House, key_of};

/// The contact that waits longest, as the desk's queue names it.
async fn first_waiting(house: &House, desk: &mut Browser) -> String {
    let page = house.get(desk, "/desk").await.text;
    let (before, _) = page.split_once("/answer\"").expect("somebody waits");
    before.rsplit('/').next().unwrap().to_owned()
}

/// A specialist on shift who has answered the only visitor.
async fn answered(house: &House) -> (Browser, String) {
    let mut desk = house.signed_in("specialist").await;
    house.post(&mut desk, "/desk/shift", &[("act", "start")]).await;
    let id = first_waiting(house, &mut desk).await;
    let answer = house.post(&mut desk, &format!("/desk/{id}/answer"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    (desk, id)
}

#[tokio::test]
async fn a_visitor_and_a_specialist_talk() {
    let house = House::founded().await;
    let mut visitor = house.visitor("is anybody there?").await;
    let (mut desk, id) = answered(&house).await;

    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains("is anybody there?"));
    let said = [("key", key_of(&page)), ("words", "Yes. You are not alone.")];
    house.post(&mut desk, &format!("/desk/{id}/messages"), &said).await;

    let page = house.get(&mut visitor, "/chat").await.text;
    assert!(page.contains("Yes. You are not alone."));
    house.post(&mut visitor, "/chat", &[("key", key_of(&page)), ("words", "thank you")]).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains("thank you"));

    let end = house.post(&mut desk, &format!("/desk/{id}/end"), &[("ending", "finished")]).await;
    assert_eq!(end.status, StatusCode::SEE_OTHER);
    let head = house.store.verify_audit(None).await.unwrap().unwrap();
    assert!(head.seq > 10);
}

#[tokio::test]
async fn a_second_tap_makes_nothing_twice() {
    let house = House::founded().await;
    let mut browser = Browser::default();
    let page = house.get(&mut browser, "/chat/start").await.text;
    let fields = [("key", key_of(&page)), ("words", "help")];
    house.post(&mut browser, "/chat/start", &fields).await;
    let first = browser.cookies.clone();
    house.post(&mut browser, "/chat/start", &fields).await;
    assert_eq!(browser.cookies, first, "the same attempt is the same session");

    let page = house.get(&mut browser, "/chat").await.text;
    let again = [("key", key_of(&page)), ("words", "only once")];
    house.post(&mut browser, "/chat", &again).await;
    house.post(&mut browser, "/chat", &again).await;
    assert_eq!(house.get(&mut browser, "/chat").await.text.matches("only once").count(), 1);
}

#[tokio::test]
async fn quick_exit_leaves_nothing_that_opens() {
    let house = House::founded().await;
    let mut browser = house.visitor("he is back").await;
    let copy = browser.clone();
    let gone = house.get(&mut browser, "/exit").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(gone.headers["clear-site-data"].to_str().unwrap().contains("cookies"));
    assert!(browser.cookies.is_empty());
    // A copy of the cookie opens nothing any more.
    let later = house.get(&mut copy.clone(), "/chat").await;
    assert_eq!(later.headers[header::LOCATION], "/");
}

#[tokio::test]
async fn two_people_who_write_lose_no_edit() {
    let house = House::founded().await;
    house.visitor("hello").await;
    let (mut desk, id) = answered(&house).await;
    let facts = format!("/desk/{id}/facts");
    let first = [("version", "0"), ("field", "age_band"), ("age_band", "15_17")];
    assert_eq!(house.post(&mut desk, &facts, &first).await.status, StatusCode::SEE_OTHER);
    // Another field over the same version does not collide; the same field does.
    let other = [("version", "0"), ("field", "gender"), ("gender", "Feminine")];
    assert_eq!(house.post(&mut desk, &facts, &other).await.status, StatusCode::SEE_OTHER);
    let late = [("version", "0"), ("field", "age_band"), ("age_band", "18_20")];
    assert_eq!(house.post(&mut desk, &facts, &late).await.status, StatusCode::CONFLICT);

    let card = |code_word| {
        [("version", "0"), ("channel", "text"), ("phone", "555-0142"), ("code_word", code_word)]
    };
    let safe = format!("/desk/{id}/safe");
    assert_eq!(house.post(&mut desk, &safe, &card("fern")).await.status, StatusCode::SEE_OTHER);
    let late = house.post(&mut desk, &safe, &card("sparrow")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("fern") && late.text.contains("sparrow"), "both are shown");
}

#[tokio::test]
async fn what_is_planted_in_any_form_is_in_no_byte_of_the_database() {
    const PLANTED: [&str; 5] = ["Zorblatt", "quuxly", "5559871234", "plughword", "xyzzynote"];
    let house = House::founded().await;
    let mut visitor = house.visitor("my name is Zorblatt").await;
    let page = house.get(&mut visitor, "/chat").await.text;
    house.post(&mut visitor, "/chat", &[("key", key_of(&page)), ("words", "quuxly street")]).await;
    let (mut desk, id) = answered(&house).await;
    let card = [
        ("version", "0"),
        ("channel", "text"),
        ("phone", "5559871234"),
        ("code_word", "plughword"),
    ];
    house.post(&mut desk, &format!("/desk/{id}/safe"), &card).await;
    house.post(&mut desk, &format!("/desk/{id}/notes"), &[("text", "xyzzynote")]).await;
    let mut form = Browser::default();
    let page = house.get(&mut form, "/write?lane=tip").await.text;
    let fields = [
        ("key", key_of(&page)),
        ("words", "Zorblatt was seen"),
        ("way", "text"),
        ("address", "5559871234"),
        ("code_word", "plughword"),
    ];
    house.post(&mut form, "/write?lane=tip", &fields).await;

    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    for word in PLANTED {
        assert!(page.contains(word), "`{word}` was stored and is shown to who may see it");
    }
    let mut bytes = 0;
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let path = file.unwrap().path();
        let content = std::fs::read(&path).unwrap();
        bytes += content.len();
        for word in PLANTED {
            let found = content.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "`{word}` is in {}", path.display());
        }
    }
    assert!(bytes > 100_000, "the database and its log were read");
}

#[tokio::test]
async fn bad_input_is_refused_and_stores_nothing() {
    let house = House::founded().await;
    let head = house.store.verify_audit(None).await.unwrap().unwrap().seq;
    let long = format!("words={}", "a".repeat(100_000));
    let form = "application/x-www-form-urlencoded";
    for (kind, body, status) in [
        (form, "words=%FF", StatusCode::BAD_REQUEST),
        (form, "nothing=1", StatusCode::BAD_REQUEST),
        (form, long.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        ("application/json", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (form, "key=short&words=hi", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::post("/chat/start").header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let answer = house.ask(&mut Browser::default(), request).await;
        assert_eq!(answer.status, status);
    }
    let foreign = Request::post("/chat/start").header("sec-fetch-site", "cross-site");
    let answer = house.ask(&mut Browser::default(), foreign.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(house.store.verify_audit(None).await.unwrap().unwrap().seq, head);
}

#[tokio::test]
async fn a_desk_that_nobody_uses_is_locked_and_its_conversation_goes_on() {
    use casework::time::Span;
    let house = House::founded().await;
    let mut visitor = house.visitor("are you still there?").await;
    let (mut desk, id) = answered(&house).await;
    for _ in 0..3 {
        house.wait(Span::from_minutes(29));
        let page = house.get(&mut desk, "/desk").await;
        assert_eq!(page.status, StatusCode::OK, "whoever works is not locked out");
    }
    house.wait(Span::from_minutes(31));
    let locked = house.get(&mut desk, &format!("/desk/{id}")).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER);
    assert_eq!(locked.headers[header::LOCATION], "/unlock");
    let page = house.get(&mut visitor, "/chat").await.text;
    let said = [("key", key_of(&page)), ("words", "i am")];
    assert_eq!(house.post(&mut visitor, "/chat", &said).await.status, StatusCode::SEE_OTHER);
    let fields = [("password", house::PASSWORD), ("code", "")];
    assert_eq!(house.post(&mut desk, "/unlock", &fields).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(&mut desk, &format!("/desk/{id}")).await.text.contains("i am"));
}

/// Every route as everybody: one reviewed table. A new route changes it, so none goes unseen.
#[tokio::test]
async fn every_route_admits_whom_its_row_says() {
    let house = House::founded().await;
    let mut people =
        vec![("nobody", Browser::default()), ("visitor", house.visitor("hello").await)];
    for role in ["specialist", "supervisor", "coordinator", "analyst", "administrator"] {
        people.push((role, house.signed_in(role).await));
    }
    let mut rows = web::routes::rows();
    // What ends a session comes last, or the rows after it would be asked by nobody.
    rows.sort_by_key(|row| matches!(row.path, "/sign-out" | "/lock" | "/exit" | "/chat/end"));
    let mut table = String::new();
    for row in rows {
        let path = row.path.replace("{id}", "01a204d4-cfc0-7a7e-9737-d164fddf6899");
        let path = path.replace("{service}", "01a204d4-cfc0-7a7e-9737-d164fddf6899");
        let path = path.replace("{screening}", "01a204d4-cfc0-7a7e-9737-d164fddf6899");
        let path = path.replace("{person}", "01a204d4-cfc0-7a7e-9737-d164fddf6899");
        let path = path.replace("{secret}", "none").replace("{name}", "public.css");
        table.push_str(&format!("{} {}\n", row.method, row.path));
        for (who, browser) in &people {
            let request = Request::builder().method(row.method.clone()).uri(&path);
            let request = request.body(Body::empty()).unwrap();
            let (status, place) = house.status(browser, request).await;
            table.push_str(&format!("    {who:<14} {} {place}\n", status.as_u16()));
        }
    }
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}
