//! The day that is agreed between a yes and an arrival, and the code beside a link.

use axum::http::StatusCode;
use casework::time::Span;

use crate::house::{Browser, House};
use crate::referral::{NAME, accepted, accepted_in, agrees, ask, in_need, referral_path, version};

/// A day and hour from now on, as a browser writes them (the clock of the tests is UTC).
fn days_on(house: &House, days: i64) -> String {
    let at = house.store.now() + Span::from_days(days);
    let at = chrono::DateTime::from_timestamp_micros(at.micros()).unwrap();
    at.format("%Y-%m-%dT%H:%M").to_string()
}

#[tokio::test]
async fn a_day_is_agreed_and_both_sides_see_it() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    let mut partner = accepted(&house, &link).await;
    let page = house.get(&mut partner, &link).await.text;
    for (at, words) in [
        (String::new(), "Choose a day and an hour"),
        ("tomorrow".to_owned(), "Choose a day and an hour"),
        (days_on(&house, -1), "over already"),
        (days_on(&house, 120), "more than 90 days"),
    ] {
        let fields = [("version", version(&page)), ("act", "schedule"), ("at", &*at)];
        let refused = house.post(&mut partner, &link, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        assert!(refused.text.contains(words), "{at}: {}", refused.text);
    }
    let spanish = format!("{link}?lang=es");
    let past = days_on(&house, -1);
    let fields = [("version", version(&page)), ("act", "schedule"), ("at", &*past)];
    let refused = house.post(&mut partner, &spanish, &fields).await.text;
    assert!(refused.contains("ya pasaron"), "{refused}");

    let day = days_on(&house, 3);
    let fields = [("version", version(&page)), ("act", "schedule"), ("at", &*day)];
    let said = house.post(&mut partner, &link, &fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = house.get(&mut partner, &link).await.text;
    assert!(page.contains("They come on ") && page.contains(NAME), "{page}");
    assert!(page.contains(&format!("value=\"{day}\"")), "{page}");
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(room.contains("Day agreed") && room.contains("agreed for "), "{room}");

    // Agreed anew by telephone, and they come.
    let referral = referral_path(&room);
    let page = house.get(&mut desk, &referral).await.text;
    let later = days_on(&house, 4);
    let fields = [("version", version(&page)), ("act", "schedule"), ("at", &*later)];
    let said = house.post(&mut desk, &referral, &fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let fhir = house.get(&mut partner, &format!("{link}/fhir")).await.text;
    assert!(fhir.contains("occurrenceDateTime") && fhir.contains("\"scheduled\""), "{fhir}");
    let page = house.get(&mut partner, &link).await.text;
    let there = [("version", version(&page)), ("act", "arrived")];
    let said = house.post(&mut partner, &link, &there).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);

    // Nobody waits for them a day later than was agreed without being told.
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    let mut partner = accepted(&house, &link).await;
    let page = house.get(&mut partner, &link).await.text;
    let day = days_on(&house, 1);
    let fields = [("version", version(&page)), ("act", "schedule"), ("at", &*day)];
    house.post(&mut partner, &link, &fields).await;
    house.wait(Span::from_hours(27));
    let mut desk = house.signed_in("specialist").await;
    let list = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(list.contains("no word whether they came"), "{list}");
}

/// The code that the page of a new link shows.
fn code_of(page: &str) -> String {
    let (_, rest) = page.split_once("Say it on the telephone").expect("a code is shown");
    let (_, rest) = rest.split_once("<strong>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_is_asked_once_of_each_browser_before_anything_is_shown() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let more = [agrees(NAME), vec![("code", "1")]].concat();
    let (made, link) = ask(&house, &mut desk, &id, &more).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let code = code_of(&made.text);
    assert_eq!(code.len(), 7);

    let mut partner = Browser::default();
    let asked = house.get(&mut partner, &link).await.text;
    assert!(asked.contains("Six digits") && !asked.contains("A safe bed tonight"), "{asked}");
    assert_eq!(
        house.get(&mut partner, &format!("{link}/fhir")).await.status,
        StatusCode::NOT_FOUND
    );
    // An answer that comes without the code changes nothing.
    let yes = [("version", "1"), ("act", "accept")];
    assert!(house.post(&mut partner, &link, &yes).await.text.contains("Six digits"));
    let tell = format!("{link}/code");
    let slipped = house.post(&mut partner, &tell, &[("code", "12345")]).await;
    assert_eq!(slipped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slipped.text.contains("You have 5 tries"), "{}", slipped.text);

    let told = house.post(&mut partner, &tell, &[("code", &*code.replace(' ', ""))]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
    let cookie = told.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Secure-code=") && cookie.contains(&format!("Path={link};")));
    for guard in ["Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(guard), "{cookie}");
    }
    let page = house.get(&mut partner, &link).await.text;
    assert!(page.contains("A safe bed tonight"), "{page}");
    house.post(&mut partner, &link, &[("version", version(&page)), ("act", "accept")]).await;
    assert!(
        house.get(&mut partner, &link).await.text.contains(NAME),
        "link and code open the seal"
    );
    let mut other = Browser::default();
    assert!(house.get(&mut other, &link).await.text.contains("Six digits"));
}

#[tokio::test]
async fn five_wrong_codes_close_the_link_and_the_desk_sees_it() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let more = [agrees(NAME), vec![("code", "1")]].concat();
    let (made, link) = ask(&house, &mut desk, &id, &more).await;
    let code = code_of(&made.text);
    let wrong = if code == "000 000" { "000001" } else { "000000" };
    let mut stranger = Browser::default();
    let tell = format!("{link}/code");
    for left in ["4 tries", "3 tries", "2 tries", "the last try"] {
        let said = house.post(&mut stranger, &tell, &[("code", wrong)]).await;
        assert!(said.text.contains(left), "{}", said.text);
    }
    for typed in [wrong, &*code] {
        let said = house.post(&mut stranger, &tell, &[("code", typed)]).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{}", said.text);
    }
    assert_eq!(house.get(&mut stranger, &link).await.status, StatusCode::NOT_FOUND);
    let list = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(list.contains("link closed: five wrong codes"), "{list}");
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let referral = referral_path(&room);
    let page = house.get(&mut desk, &referral).await.text;
    assert!(page.contains("Somebody typed five wrong codes"), "{page}");

    // A new link with a new code; what was agreed to opens with both.
    let fields = [("version", version(&page)), ("code", "1")];
    let made = house.post(&mut desk, &format!("{referral}/link"), &fields).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let next = format!("/r/{}", made.text.split("/r/").nth(1).unwrap().split('<').next().unwrap());
    let mut partner = Browser::default();
    house.post(&mut partner, &format!("{next}/code"), &[("code", &*code_of(&made.text))]).await;
    accepted_in(&house, &mut partner, &next).await;
    house.store.verify_audit(None).await.unwrap().unwrap();
}
