//! Very many reach out at once: nobody is turned away, danger least of all.

use axum::http::{StatusCode, header};

use crate::house::{Browser, House, hidden, key_of};

/// As many as are let in for nothing within a minute.
const CALM: usize = 60;

async fn flooded() -> House {
    let house = House::founded().await;
    for number in 0..CALM {
        house.visitor(&format!("number {number}")).await;
    }
    house
}

#[tokio::test]
async fn under_a_flood_danger_is_let_in_and_a_proof_opens_the_line() {
    let house = flooded().await;
    let mut browser = Browser::default();
    let page = house.get(&mut browser, "/chat/start").await.text;
    let fields = [("key", key_of(&page)), ("lane", "help"), ("words", "please answer me")];
    let toll = house.post(&mut browser, "/chat/start", &fields).await;
    assert_eq!(toll.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(toll.headers.contains_key(header::RETRY_AFTER));
    assert!(toll.text.contains("please answer me"), "what was typed stays");
    assert!(browser.cookies.is_empty(), "no conversation yet");

    let ticket = hidden(&toll.text, "ticket");
    let proof = (0..).map(|n: u32| n.to_string()).find(|n| web::flood::proves(ticket, n)).unwrap();
    let ready = hidden(&toll.text, "ready");
    let paid = [fields.as_slice(), &[("ticket", ticket), ("ready", ready), ("proof", &proof)]];
    let answer = house.post(&mut browser, "/chat/start", &paid.concat()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(house.get(&mut browser, "/chat").await.text.contains("please answer me"));

    let mut other = Browser::default();
    let page = house.get(&mut other, "/chat/start").await.text;
    let danger = [("key", key_of(&page)), ("words", "he is at the door"), ("danger", "now")];
    let answer = house.post(&mut other, "/chat/start", &danger).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn under_a_flood_the_form_keeps_all_that_was_typed() {
    let house = flooded().await;
    let mut browser = Browser::default();
    let page = house.get(&mut browser, "/write?lane=tip").await.text;
    let fields = [
        ("key", key_of(&page)),
        ("words", "a house on Elm Road"),
        ("way", "text"),
        ("address", "555-0142"),
        ("code_word", "sunflower"),
    ];
    let toll = house.post(&mut browser, "/write?lane=tip", &fields).await;
    assert_eq!(toll.status, StatusCode::TOO_MANY_REQUESTS);
    for typed in ["a house on Elm Road", "555-0142", "sunflower"] {
        assert!(toll.text.contains(typed), "{typed}");
    }
}
