//! The desk around the conversation: by hand, lists, search, board, and two clicks to close.

use axum::http::StatusCode;
use casework::measure::{Measure, Period, Scope, Value};
use casework::member::Actor;
use casework::time::Timestamp;

use super::house::{Browser, House, key_of};
use super::{answered, first_waiting};

/// Where an answer leads.
fn place(answer: &super::house::Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

async fn entered(house: &House, desk: &mut Browser, more: &[(&str, &str)]) -> super::house::Answer {
    let page = house.get(desk, "/desk/hand").await.text;
    let key = key_of(&page).to_owned();
    let mut fields = vec![
        ("key", key.as_str()),
        ("channel", "phone"),
        ("lane", "help"),
        ("received", "2027-01-14T22:10"),
    ];
    fields.extend(more);
    house.post(desk, "/desk/hand", &fields).await
}

#[tokio::test]
async fn a_call_is_entered_with_everything_that_is_known_or_not_at_all() {
    let house = House::founded().await;
    let mut desk = house.signed_in("specialist").await;
    let known = [
        ("ended", "2027-01-14T22:40"),
        ("ending", "handed_on"),
        ("name", "Zoë O’Neill"),
        ("phone", "(555) 234-0142"),
        ("narrative", "Called from a friend’s phone."),
        ("field", "age_band"),
        ("age_band", "15_17"),
        ("field", "needs"),
        ("needs", "food"),
        ("needs", "emergency_shelter"),
    ];
    let answer = entered(&house, &mut desk, &known).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = house.get(&mut desk, &place(&answer)).await.text;
    for shown in ["Zoë O’Neill", "(555) 234-0142", "Called from a friend’s phone.", "Ended"] {
        assert!(page.contains(shown), "`{shown}` is not shown");
    }
    assert!(page.contains("value=\"emergency_shelter\" checked"));

    // An error shows the form again with all that was typed, and stores nothing.
    let head = house.store.verify_audit(None).await.unwrap().unwrap().seq;
    let wrong = [("ended", "2027-01-14T22:00"), ("ending", "prank"), ("name", "Ana <Lopez>")];
    let answer = entered(&house, &mut desk, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"Ana &#60;Lopez&#62;\""), "{}", answer.text);
    assert!(answer.text.contains("value=\"2027-01-14T22:00\""));
    assert!(answer.text.contains("aria-invalid=\"true\""));
    assert_eq!(house.store.verify_audit(None).await.unwrap().unwrap().seq, head);

    // A second tap makes nothing twice. (A tip answers with its receipt first: `tip` tells that.)
    let page = house.get(&mut desk, "/desk/hand").await.text;
    let fields = [
        ("key", key_of(&page)),
        ("channel", "walk_in"),
        ("lane", "question"),
        ("received", "2027-01-14T22:10"),
    ];
    let first = house.post(&mut desk, "/desk/hand", &fields).await;
    let again = house.post(&mut desk, "/desk/hand", &fields).await;
    assert_eq!(place(&first), place(&again));
}

#[tokio::test]
async fn a_name_or_number_is_found_in_any_spelling_and_never_stands_in_an_address() {
    let house = House::founded().await;
    let mut desk = house.signed_in("specialist").await;
    let known =
        [("name", "Zoë O’Neill"), ("phone", "(555) 234-0142"), ("email", "Zoe@Example.org")];
    let id = place(&entered(&house, &mut desk, &known).await);
    for words in ["zoe oneill", "ONEILL", "+1 555 234 0142", "zoe@example.ORG"] {
        let found = house.post(&mut desk, "/desk/search", &[("words", words)]).await;
        assert_eq!(found.status, StatusCode::OK);
        assert!(found.text.contains(&format!("href=\"{id}\"")), "`{words}` finds nothing");
    }
    let found = house.post(&mut desk, "/desk/search", &[("words", "zoe smith")]).await;
    assert!(!found.text.contains(&id) && found.text.contains("Nothing found"));
    assert_eq!(house.get(&mut desk, "/desk/search?words=zoe").await.status, StatusCode::NOT_FOUND);

    // What a visitor wrote is found once somebody with the team's key has opened it.
    let mut form = Browser::default();
    let page = house.get(&mut form, "/write?lane=help").await.text;
    let fields = [
        ("key", key_of(&page)),
        ("words", "please call"),
        ("way", "call"),
        ("address", "5552340199"),
    ];
    house.post(&mut form, "/write?lane=help", &fields).await;
    let by_number = [("words", "555-234-0199")];
    let before = house.post(&mut desk, "/desk/search", &by_number).await;
    assert!(before.text.contains("Nothing found"));
    let id = first_waiting(&house, &mut desk).await;
    house.get(&mut desk, &format!("/desk/{id}")).await;
    let after = house.post(&mut desk, "/desk/search", &by_number).await;
    assert!(after.text.contains(&id), "it is found after it was opened");

    // A changed card is found by what it says now.
    let card = [("version", "1"), ("name", "Noor"), ("phone", "555 234 0188")];
    house.post(&mut desk, &format!("/desk/{id}/safe"), &card).await;
    let gone = house.post(&mut desk, "/desk/search", &by_number).await;
    assert!(gone.text.contains("Nothing found"));
    let noor = house.post(&mut desk, "/desk/search", &[("words", "noor")]).await;
    assert!(noor.text.contains(&id));
}

#[tokio::test]
async fn lists_show_pages_filters_and_the_way_in() {
    let house = House::founded().await;
    let mut desk = house.signed_in("specialist").await;
    for _ in 0..52 {
        entered(&house, &mut desk, &[("ended", "2027-01-14T22:40"), ("ending", "prank")]).await;
    }
    let page = house.get(&mut desk, "/desk/list").await.text;
    assert_eq!(page.matches("<th scope=\"row\">").count(), 50);
    let (_, rest) = page
        .split_once("rel=\"next\"")
        .map_or(("", ""), |(before, _)| before.rsplit_once("href=\"").expect("a link leads on"));
    let next = rest.trim_end_matches([' ', '"']).replace("&#38;", "&");
    let second = house.get(&mut desk, &next).await.text;
    assert_eq!(second.matches("<th scope=\"row\">").count(), 2);
    assert!(!second.contains("rel=\"next\""));
    let none = house.get(&mut desk, "/desk/list/team?state=waiting&lane=tip").await;
    assert!(none.text.contains("No contact fits these filters."));
    for bad in ["state=x", "lane=x", "after=x", "after=1-x"] {
        let answer = house.get(&mut desk, &format!("/desk/list?{bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    // A colleague's running conversation can be joined from the list, not read along.
    house.visitor("is anybody there?").await;
    let (_, id) = answered(&house).await;
    let mut supervisor = house.signed_in("supervisor").await;
    let listed = house.get(&mut supervisor, "/desk/list/team").await.text;
    assert!(listed.contains(&format!("href=\"/desk/{id}\"")), "a supervisor reads along");
    let mut coordinator = house.signed_in("coordinator").await;
    let listed = house.get(&mut coordinator, "/desk/list/team").await.text;
    assert!(!listed.contains(&id), "a coordinator sees its codes, and no way in");
    assert!(listed.contains("Talking"));
}

#[tokio::test]
async fn what_is_not_for_us_is_closed_in_two_clicks_after_it_was_seen() {
    let house = House::founded().await;
    house.visitor("pizza?").await;
    let mut desk = house.signed_in("specialist").await;
    let id = first_waiting(&house, &mut desk).await;
    let queue = house.get(&mut desk, "/desk").await.text;
    assert!(queue.contains(&format!("href=\"/desk/{id}?close\"")), "the first click");
    let page = house.get(&mut desk, &format!("/desk/{id}?close")).await.text;
    assert!(page.contains("pizza?"), "what was said is shown before it is closed");
    assert!(page.contains("<details class=\"tool\" open>") && page.contains("value=\"prank\""));
    let dismiss = format!("/desk/{id}/dismiss");
    let other = house.post(&mut desk, &dismiss, &[("ending", "finished")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = house.post(&mut desk, &dismiss, &[("ending", "prank")]).await;
    assert_eq!(place(&closed), "/desk");
    assert!(house.get(&mut desk, &format!("/desk/{id}")).await.text.contains("Ended"));
    assert!(!house.get(&mut desk, "/desk").await.text.contains(&id));

    // Nobody who says that there is danger is closed so.
    let mut browser = Browser::default();
    let page = house.get(&mut browser, "/chat/start").await.text;
    let fields = [("key", key_of(&page)), ("words", "he is here"), ("danger", "now")];
    house.post(&mut browser, "/chat/start", &fields).await;
    let id = first_waiting(&house, &mut desk).await;
    let answer =
        house.post(&mut desk, &format!("/desk/{id}/dismiss"), &[("ending", "silent")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.get(&mut desk, "/desk").await.text.contains(&id), "it still waits");
}

#[tokio::test]
async fn a_contact_given_to_another_teams_queue_is_theirs_alone() {
    let house = House::founded().await;
    house.visitor("only by day, please").await;
    let (mut desk, id) = answered(&house).await;
    let (room, queue) = (format!("/desk/{id}"), format!("/desk/{id}/queue"));
    let page = house.get(&mut desk, &room).await.text;
    let (_, rest) = page.split_once("name=\"team\"").unwrap();
    let day = rest.split("name=\"team\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let nobodys = house.post(&mut desk, &queue, &[("team", &id)]).await;
    assert_eq!(nobodys.status, StatusCode::NOT_FOUND);
    let mut other = house.signed_in("day").await;
    assert_eq!(house.get(&mut other, &room).await.status, StatusCode::NOT_FOUND);

    assert_eq!(place(&house.post(&mut desk, &queue, &[("team", day)]).await), "/desk");
    assert_eq!(house.get(&mut desk, &room).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&mut desk, &queue, &[("team", day)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(first_waiting(&house, &mut other).await, id);
    let page = house.get(&mut other, &room).await.text;
    assert!(page.contains("only by day, please"), "their key opens what was said");
}

#[tokio::test]
async fn the_board_shows_what_the_log_says() {
    let house = House::founded().await;
    house.visitor("one").await;
    house.visitor("two").await;
    let (mut desk, id) = answered(&house).await;
    house.post(&mut desk, &format!("/desk/{id}/end"), &[("ending", "finished")]).await;
    let mut supervisor = house.signed_in("supervisor").await;
    let page = house.get(&mut supervisor, "/desk/board").await.text;
    let team = house.store.teams().await.unwrap()[1].id;
    // Midnight UTC before the clock of these tests.
    let from = Timestamp::from_seconds(1_800_000_000 - 8 * 3_600);
    let period = Period { from, to: house.store.now() };
    let scope = Scope { team: Some(team), ..Scope::default() };
    let log =
        store::measure::recompute(&house.store, &Actor::Machine, period, scope).await.unwrap();
    assert_eq!(log.value(Measure::Offered), Value::Count(2));
    let shown = |measure: Measure| {
        let start = page.find(&format!("name-{}\"", measure.code())).expect("it is on the board");
        let (_, rest) = page[start..].split_once("class=\"value\">").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    for (measure, value) in [
        (Measure::Offered, "2"),
        (Measure::WaitingNow, "1"),
        (Measure::OnShift, "1"),
        (Measure::AnsweredWithin20s, "100 %"),
    ] {
        assert_eq!(shown(measure), value, "{measure:?}");
        let definition = format!("id=\"definition-{}\"", measure.code());
        assert!(page.contains(&definition), "{measure:?} says what it is");
    }
    assert!(page.contains("http-equiv=\"refresh\""), "it is kept up to date without script");
}
