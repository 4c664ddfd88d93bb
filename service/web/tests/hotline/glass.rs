//! A record that one has no right to, opened in the open: by a supervisor's word, or by danger and whoever has
//! the key; and never against a conflict of interest. And the month in which it happened, signed.

use axum::http::{StatusCode, header};
use casework::time::Span;

use crate::answered;
use crate::house::{Answer, Browser, House};

fn place(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().unwrap()
}

/// The team whose months the access review shows.
fn team_of(page: &str) -> String {
    let (_, rest) = page.split_once("/desk/access?team=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

/// A contact of the night line that has ended.
async fn ended(house: &House) -> (Browser, String) {
    house.visitor("zorblattwords").await;
    let (mut desk, contact) = answered(house).await;
    house.post(&mut desk, &format!("/desk/{contact}/notes"), &[("text", "zorblattnote")]).await;
    house.post(&mut desk, &format!("/desk/{contact}/end"), &[("ending", "finished")]).await;
    (desk, contact)
}

async fn asked(house: &House, browser: &mut Browser, contact: &str, reason: &str) -> String {
    let record = format!("https://desk.example/desk/{contact}#notes");
    let fields = [("record", &*record), ("reason", reason)];
    place(&house.post(browser, "/desk/glass", &fields).await).to_owned()
}

#[tokio::test]
async fn a_supervisor_of_the_records_team_opens_it_for_hours_and_it_is_looked_at_afterwards() {
    let house = House::founded().await;
    let (mut desk, contact) = ended(&house).await;
    let mut day = house.signed_in("day").await;
    let path = format!("/desk/{contact}");
    assert_eq!(house.get(&mut day, &path).await.status, StatusCode::NOT_FOUND);
    let opening = asked(&house, &mut day, &contact, "owner_unreachable").await;
    let page = house.get(&mut day, &opening).await.text;
    assert!(page.contains("waits for a supervisor") && !page.contains("zorblatt"));
    let approve = [("act", "approve")];
    let alone = house.post(&mut day, &opening, &approve).await;
    assert_eq!(alone.status, StatusCode::NOT_FOUND);
    let mut supervisor = house.signed_in("supervisor").await;
    let listed = house.get(&mut supervisor, "/desk/glass").await.text;
    assert!(listed.contains(&opening) && listed.contains("cannot be reached"));
    assert_eq!(place(&house.post(&mut supervisor, &opening, &approve).await), opening);
    let page = house.get(&mut day, &opening).await.text;
    assert!(page.contains("zorblattwords") && page.contains("zorblattnote"));
    assert_eq!(house.get(&mut day, &path).await.status, StatusCode::NOT_FOUND, "only so");
    let page = house.get(&mut supervisor, &opening).await.text;
    assert!(!page.contains("zorblatt"), "whoever decides reads nothing by it");

    // Whose record it is sees who looked, and why.
    let keep = format!("/desk/keep/contact/{contact}");
    let seen = house.get(&mut desk, &keep).await.text;
    for words in ["read it by break-glass", ">day<", "cannot be reached"] {
        assert!(seen.contains(words), "{words}");
    }
    let early = house.post(&mut supervisor, &opening, &[("act", "justified")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    house.wait(Span::from_hours(5));
    let mut day = house.signed_in("day").await;
    let page = house.get(&mut day, &opening).await.text;
    assert!(!page.contains("zorblatt") && page.contains("over, not looked at"));
    web::acts::glass::end_over(&house.store).await.unwrap();
    assert!(house.store.glass_over().await.unwrap().is_empty(), "the key is taken back");
    let mut supervisor = house.signed_in("supervisor").await;
    let review = house.post(&mut supervisor, &opening, &[("act", "justified")]).await;
    assert_eq!(place(&review), opening);
    assert!(house.get(&mut supervisor, &opening).await.text.contains("There was good reason"));

    // And the month's review asks about it.
    let review = house.get(&mut supervisor, "/desk/access").await.text;
    assert!(review.contains("Opened by break-glass") && review.contains(">day<"), "{review}");
    assert!(!review.contains(&contact));
}

#[tokio::test]
async fn danger_opens_at_once_and_the_team_hands_the_key_over() {
    let house = House::founded().await;
    let (mut desk, contact) = ended(&house).await;
    let mut day = house.signed_in("day").await;
    let opening = asked(&house, &mut day, &contact, "danger_now").await;
    let page = house.get(&mut day, &opening).await.text;
    assert!(page.contains("The key is not there yet") && !page.contains("zorblatt"));
    let mut supervisor = house.signed_in("supervisor").await;
    house.post(&mut supervisor, &opening, &[("act", "key")]).await;
    assert!(house.get(&mut day, &opening).await.text.contains("zorblattwords"));
    // Of the own team, whoever has the key needs nobody.
    let opening = asked(&house, &mut desk, &contact, "danger_now").await;
    assert!(house.get(&mut desk, &opening).await.text.contains("zorblattwords"));
    assert_eq!(house.get(&mut day, &opening).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_conflict_of_interest_is_never_broken_and_looks_like_nothing_there() {
    let house = House::founded().await;
    let (mut desk, contact) = ended(&house).await;
    let keep = format!("/desk/keep/contact/{contact}");
    let mut supervisor = house.signed_in("supervisor").await;
    let page = house.get(&mut supervisor, &keep).await.text;
    let (before, _) = page.split_once(">specialist</option>").unwrap();
    let member = before.rsplit("value=\"").next().unwrap().trim_end_matches('"').to_owned();
    let opening = asked(&house, &mut desk, &contact, "danger_now").await;
    assert!(house.get(&mut desk, &opening).await.text.contains("zorblattwords"));
    let close = [("act", "close"), ("member", &*member)];
    house.post(&mut supervisor, &format!("{keep}/close"), &close).await;
    assert_eq!(house.get(&mut desk, &opening).await.status, StatusCode::NOT_FOUND, "at once");
    let ask = |record: String| [("record", record), ("reason", "danger_now".to_owned())];
    let mut told = Vec::new();
    for record in [contact.clone(), uuid::Uuid::from_u128(7).to_string()] {
        let fields = ask(record);
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let answer = house.post(&mut desk, "/desk/glass", &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        told.push(answer.text.contains("There is no such record, or it is closed to you."));
    }
    assert_eq!(told, [true, true]);
    for login in ["analyst", "administrator"] {
        let mut other = house.signed_in(login).await;
        let fields = [("record", &*contact), ("reason", "danger_now")];
        let refused = house.post(&mut other, "/desk/glass", &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{login}");
    }
}

#[tokio::test]
async fn a_case_says_at_its_top_who_opened_it_why_and_until_when() {
    let house = House::founded().await;
    let (mut coordinator, id, _) = crate::case::case(&house).await;
    let path = format!("/desk/cases/{id}");
    let banner = "Opened by break-glass: ";
    assert!(!house.get(&mut coordinator, &path).await.text.contains(banner));
    let mut day = house.signed_in("day").await;
    let fields = [("record", &*path), ("reason", "complaint")];
    let opening = place(&house.post(&mut day, "/desk/glass", &fields).await).to_owned();
    let page = house.get(&mut coordinator, &path).await.text;
    assert!(!page.contains(banner), "nothing is open before a supervisor agrees");
    let mut supervisor = house.signed_in("supervisor").await;
    house.post(&mut supervisor, &opening, &[("act", "approve")]).await;
    let page = house.get(&mut coordinator, &path).await.text;
    let (_, told) = page.split_once(banner).unwrap();
    let (told, _) = told.split_once("</p>").unwrap();
    for words in ["· day.", "A complaint or an incident.", "Open until ", &*opening] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // Whoever reads by it is told that the team sees that.
    let read = house.get(&mut day, &opening).await.text;
    assert!(read.contains("You read this by break-glass: ") && read.contains("at its top"));
    house.wait(Span::from_hours(5));
    let mut coordinator = house.signed_in("coordinator").await;
    let page = house.get(&mut coordinator, &path).await.text;
    assert!(page.contains(banner) && page.contains("nobody has looked at it yet"));
    let mut supervisor = house.signed_in("supervisor").await;
    house.post(&mut supervisor, &opening, &[("act", "justified")]).await;
    assert!(!house.get(&mut coordinator, &path).await.text.contains(banner));
}

#[tokio::test]
async fn a_month_that_is_over_is_signed_once_and_told_until_then() {
    let house = House::founded().await;
    let mut supervisor = house.signed_in("supervisor").await;
    let page = house.get(&mut supervisor, "/desk/access").await.text;
    assert!(page.contains("A month is signed when it is over."));
    assert!(!page.contains("signed by nobody"), "the first month is not over");
    let team = team_of(&page);
    // Three months are over.
    house.wait(Span::from_days(80));
    let mut supervisor = house.signed_in("supervisor").await;
    for place in ["/desk/access", "/desk/glass"] {
        let page = house.get(&mut supervisor, place).await.text;
        assert!(page.contains("months that are over were signed by nobody"), "{place}");
    }
    let mut administrator = house.signed_in("administrator").await;
    let page = house.get(&mut administrator, "/members").await.text;
    let open = first_month_open(&page);
    assert!(open > 0, "{page}");
    let sign = |month, found| [("team", &*team), ("month", month), ("found", found)];
    let done = house.post(&mut supervisor, "/desk/access", &sign("2027-01", "followed_up")).await;
    assert_eq!(place(&done), format!("/desk/access?team={team}&month=2027-01"));
    let page = house.get(&mut supervisor, place(&done)).await.text;
    assert!(page.contains("Looked at and signed: ") && page.contains("Something is followed up"));
    for (month, says) in [("2027-01", "signed already"), ("2031-01", "is not over")] {
        let refused = house.post(&mut supervisor, "/desk/access", &sign(month, "explained")).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{month}");
        assert!(refused.text.contains(says), "{says}");
    }
    let wrong = house.post(&mut supervisor, "/desk/access", &sign("2027-1", "explained")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    for login in ["specialist", "coordinator", "administrator"] {
        let mut other = house.signed_in(login).await;
        let fields = sign("2027-02", "explained");
        let refused = house.post(&mut other, "/desk/access", &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{login}");
    }
    let page = house.get(&mut administrator, "/members").await.text;
    assert_eq!(first_month_open(&page), open - 1);
}

/// For how many teams the members' page says that nobody signed January.
fn first_month_open(page: &str) -> usize {
    let told = page.split("Access review not signed, ").skip(1);
    told.filter(|rest| rest.split("</p>").next().unwrap().contains("2027-01")).count()
}

#[tokio::test]
async fn nobody_signs_a_month_that_asks_about_themself() {
    let house = House::founded().await;
    let (_, contact) = ended(&house).await;
    let mut supervisor = house.signed_in("supervisor").await;
    let opening = asked(&house, &mut supervisor, &contact, "danger_now").await;
    assert!(house.get(&mut supervisor, &opening).await.text.contains("zorblattwords"));
    let page = house.get(&mut supervisor, "/desk/access").await.text;
    let team = team_of(&page);
    house.wait(Span::from_days(40));
    let mut supervisor = house.signed_in("supervisor").await;
    let fields = [("team", &*team), ("month", "2027-01"), ("found", "explained")];
    let refused = house.post(&mut supervisor, "/desk/access", &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("asks about you"));
}
