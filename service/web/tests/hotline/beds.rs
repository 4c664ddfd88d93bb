//! Beds: asked of several services at once, kept by the first yes, counted by a saved link.

use axum::http::StatusCode;
use casework::time::Span;

use crate::house::{Browser, House, hidden, key_of};
use crate::referral::{in_need, referral_path, version};

/// The services on a page that can be asked for a bed.
fn askable(page: &str) -> Vec<String> {
    let before = "form=\"ask-beds\" name=\"service\" value=\"";
    page.split(before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// A specialist, the contact, and two services that count beds, each with its saved link.
pub struct Night {
    pub house: House,
    desk: Browser,
    id: String,
    services: Vec<String>,
    pub links: Vec<String>,
}

impl Night {
    pub async fn begin() -> Self {
        let house = House::founded().await;
        let (mut desk, id) = in_need(&house).await;
        let wishes = [("need", "emergency_shelter")];
        let page = house.post(&mut desk, &format!("/desk/{id}/services"), &wishes).await.text;
        let services: Vec<_> = askable(&page).into_iter().take(2).collect();
        assert_eq!(services.len(), 2, "the county has two shelters that count beds: {page}");
        let mut links = Vec::new();
        for service in &services {
            links.push(link(&house, &mut desk, &id, service).await);
        }
        Self { house, desk, id, services, links }
    }

    /// Asks both for a bed; gives the address of the request on the desk.
    async fn ask(&mut self) -> String {
        let place = format!("/desk/{}/services", self.id);
        let page = self.house.get(&mut self.desk, &place).await.text;
        let mut fields = vec![
            ("key", key_of(&page)),
            ("need", "emergency_shelter"),
            ("age", "15_17"),
            ("gender", "Feminine"),
            ("county", "ZZ001"),
            ("within", "30"),
        ];
        fields.extend(self.services.iter().map(|service| ("service", service.as_str())));
        let place = format!("/desk/{}/beds", self.id);
        let asked = self.house.post(&mut self.desk, &place, &fields).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let again = self.house.post(&mut self.desk, &place, &fields).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "the same form twice asks once");
        let room = self.room().await;
        assert_eq!(room.matches("href=\"/desk/beds/").count(), 1, "{room}");
        let (_, rest) = room.split_once("href=\"/desk/beds/").unwrap();
        format!("/desk/beds/{}", rest.split('"').next().unwrap())
    }

    async fn room(&mut self) -> String {
        self.house.get(&mut self.desk, &format!("/desk/{}", self.id)).await.text
    }

    /// The page of a service's saved link.
    pub async fn shelter(&self, number: usize) -> String {
        let answer = self.house.get(&mut Browser::default(), &self.links[number]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        answer.text
    }

    async fn tap(&self, number: usize, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let answer = self.house.post(&mut Browser::default(), &self.links[number], fields).await;
        (answer.status, answer.text)
    }

    /// A service answers what waits for it.
    async fn say(&self, number: usize, name: &str, value: &str) -> (StatusCode, String) {
        let page = self.shelter(number).await;
        let request = hidden(&page, "request").to_owned();
        self.tap(number, &[("request", &request), (name, value)]).await
    }

    /// A service says so many beds free.
    async fn count(&self, number: usize, free: &str) -> (StatusCode, String) {
        let page = self.shelter(number).await;
        let (beds, seen) = (hidden(&page, "beds").to_owned(), hidden(&page, "seen").to_owned());
        self.tap(number, &[("beds", &beds), ("seen", &seen), ("free", free)]).await
    }

    async fn yes(&self, number: usize) -> (StatusCode, String) {
        let page = self.shelter(number).await;
        let beds = hidden(&page, "beds").to_owned();
        let room = page.contains("value=\"yes:");
        let how = if room { format!("yes:{beds}") } else { format!("found:{beds}") };
        self.say(number, "say", &how).await
    }
}

/// The saved link of a service, as the desk shows it once.
async fn link(house: &House, desk: &mut Browser, id: &str, service: &str) -> String {
    let made = house.post(desk, &format!("/desk/{id}/services/{service}/link"), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let (_, rest) = made.text.split_once("/beds/").expect("the page shows the link");
    format!("/beds/{}", rest.split('<').next().unwrap())
}

#[tokio::test]
async fn the_first_yes_keeps_a_bed_and_a_referral_takes_it() {
    let mut night = Night::begin().await;
    assert_eq!(night.count(0, "2").await.0, StatusCode::SEE_OTHER);
    let request = night.ask().await;
    let (first, second) = (night.shelter(0).await, night.shelter(1).await);
    assert!(first.contains("A safe bed tonight") && first.contains("15 to 17"), "{first}");
    assert!(first.contains("ZZ001") && second.contains("A safe bed tonight"));
    assert!(!first.contains(&night.id), "nothing leads back to the contact");
    assert!(night.room().await.contains("no answer yet"));

    assert_eq!(night.yes(0).await.0, StatusCode::SEE_OTHER);
    assert!(night.shelter(0).await.contains("1 of them is kept for somebody"));
    let late = night.shelter(1).await;
    assert!(late.contains("A bed was found elsewhere") && !late.contains("name=\"request\""));
    let room = night.room().await;
    assert!(room.contains("keeps a bed until"), "{room}");

    let (_, rest) = room.split_once("?bed=").expect("the bed leads on to the referral");
    let bed = rest.split('"').next().unwrap().to_owned();
    let place = format!("/desk/{}/services/{}", night.id, night.services[0]);
    let form = night.house.get(&mut night.desk, &format!("{place}?bed={bed}")).await.text;
    assert!(form.contains("A bed is kept for them here until"), "{form}");
    let fields = [
        ("key", key_of(&form)),
        ("service", night.services[0].as_str()),
        ("bed", &bed),
        ("need", "emergency_shelter"),
        ("within", "30"),
    ];
    let place = format!("/desk/{}/referrals", night.id);
    let made = night.house.post(&mut night.desk, &place, &fields).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let page = night.shelter(0).await;
    assert!(page.contains("1 bed free") && page.contains("Your bed was given to them"), "{page}");
    assert!(night.house.get(&mut night.desk, &request).await.text.contains("Over"));

    // The bed is used up: it cannot be used again, and comes back when the referral is taken back.
    let again = night.house.get(&mut night.desk, &format!("/desk/{}/services", night.id)).await;
    let key = key_of(&again.text).to_owned();
    let fields = [("key", key.as_str())].into_iter().chain(fields.into_iter().skip(1));
    let refused = night.house.post(&mut night.desk, &place, &fields.collect::<Vec<_>>()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("no bed is kept any more"), "{}", refused.text);
    let referral = referral_path(&night.room().await);
    let page = night.house.get(&mut night.desk, &referral).await.text;
    let back = [("version", version(&page)), ("act", "withdraw")];
    night.house.post(&mut night.desk, &referral, &back).await;
    assert!(night.shelter(0).await.contains("2 beds free"));
    night.house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_bed_is_not_promised_twice_and_the_second_to_ask_is_told() {
    let mut night = Night::begin().await;
    night.count(0, "1").await;
    let one = night.ask().await;
    assert_eq!(night.yes(0).await.0, StatusCode::SEE_OTHER);

    // Another request, of which only the first service may keep the one bed: it is held already.
    let page = night.house.get(&mut night.desk, &format!("/desk/{}/services", night.id)).await.text;
    let fields = [
        ("key", key_of(&page)),
        ("need", "emergency_shelter"),
        ("within", "15"),
        ("service", night.services[0].as_str()),
    ];
    let place = format!("/desk/{}/beds", night.id);
    night.house.post(&mut night.desk, &place, &fields).await;
    let page = night.shelter(0).await;
    assert!(page.contains("Yes, we found a bed"), "the count leaves none: {page}");
    let beds = hidden(&page, "beds").to_owned();
    let (status, text) = night.say(0, "say", &format!("yes:{beds}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("no bed is free that nobody holds"), "{text}");
    let (status, text) = night.count(0, "0").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("kept for somebody; give one back first"), "{text}");

    // "We found one" counts one more and keeps it.
    assert_eq!(night.yes(0).await.0, StatusCode::SEE_OTHER);
    assert!(night.shelter(0).await.contains("2 of them are kept"));
    // Whoever asked gives the first back; the service takes the other yes back.
    let back = [("act", "release")];
    let done = night.house.post(&mut night.desk, &one, &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(night.shelter(0).await.contains("1 of them is kept"));
    let again = night.house.post(&mut night.desk, &one, &back).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = night.shelter(0).await;
    let (_, holds) = page.split_once("id=\"holds\"").unwrap();
    let request = hidden(holds, "request").to_owned();
    let (status, _) = night.tap(0, &[("request", &request), ("say", "take_back")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!night.shelter(0).await.contains("kept for somebody"));
}

#[tokio::test]
async fn holds_and_requests_end_by_themselves_and_nobody_is_left_waiting() {
    let mut night = Night::begin().await;
    night.count(0, "1").await;
    let request = night.ask().await;
    night.house.wait(Span::from_minutes(5));
    night.yes(0).await;
    // In steps, with a look between them: a desk that nobody uses would lock.
    night.house.wait(Span::from_minutes(16));
    night.house.get(&mut night.desk, "/desk").await;
    night.house.wait(Span::from_minutes(15));
    // Nobody has noticed yet, and no page counts the hold any more.
    let page = night.shelter(0).await;
    assert!(page.contains("1 bed free") && !page.contains("kept for somebody"), "{page}");
    let room = night.room().await;
    assert!(room.contains("No bed found") && !room.contains("keeps a bed until"), "{room}");
    web::acts::bed::lapse_all(&night.house.store).await.unwrap();
    assert!(night.shelter(0).await.contains("The time is over"));
    assert!(night.shelter(1).await.contains("The time is over"));
    let page = night.house.get(&mut night.desk, &request).await.text;
    assert!(page.contains("No bed was found. Ask others."), "{page}");
    let late = [("act", "close")];
    let refused = night.house.post(&mut night.desk, &request, &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(night.house.store.due_beds(night.house.store.now(), 9).await.unwrap().is_empty());

    // What was not found is counted, for those who lead and nobody else.
    let mut lead = night.house.signed_in("supervisor").await;
    let unmet = night.house.get(&mut lead, "/desk/unmet?days=7").await.text;
    assert!(unmet.contains("Asked: 1. No place found: 1."), "{unmet}");
    assert!(unmet.contains("ZZ001") && unmet.contains("15 to 17"));
    let hidden = night.house.get(&mut night.desk, "/desk/unmet").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_by_telephone_is_written_down_and_a_no_says_why() {
    let mut night = Night::begin().await;
    let request = night.ask().await;
    let (status, _) = night.say(1, "say", "call_me").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = night.say(0, "decline", "age").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let room = night.room().await;
    assert!(room.contains("Not the age we take") && room.contains("Call them"), "{room}");
    assert!(night.shelter(1).await.contains("You asked for a call"));

    let no = [("service", night.services[1].as_str()), ("decline", "full")];
    night.house.post(&mut night.desk, &request, &no).await;
    let page = night.house.get(&mut night.desk, &request).await.text;
    assert!(page.contains("No bed was found. Ask others."), "all said no: {page}");
    // The one that said no finds a bed after all, and says so on the telephone.
    let yes = [("service", night.services[0].as_str()), ("act", "yes")];
    let done = night.house.post(&mut night.desk, &request, &yes).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(night.shelter(0).await.contains("Beds you keep"));
    let close = [("act", "close")];
    night.house.post(&mut night.desk, &request, &close).await;
    assert!(!night.shelter(0).await.contains("Beds you keep"));
    let wrong = [("service", night.services[0].as_str()), ("act", "sing")];
    let refused = night.house.post(&mut night.desk, &request, &wrong).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_number_is_said_in_one_tap_and_a_page_that_is_old_is_told() {
    let night = Night::begin().await;
    night.count(0, "2").await;
    let old = night.shelter(0).await;
    assert!(old.contains("2 beds free") && old.contains("just now"), "{old}");
    assert!(old.contains("name=\"free\" value=\"3\"") && old.contains("name=\"free\" value=\"1\""));
    assert_eq!(night.count(0, "3").await.0, StatusCode::SEE_OTHER);
    let page = night.shelter(0).await;
    assert!(page.contains("Undo: it was 2"), "{page}");

    // A page that shows 2 does not overwrite 3; the same tap twice is one.
    let beds = hidden(&old, "beds").to_owned();
    let (status, text) = night.tap(0, &[("beds", &beds), ("seen", "2"), ("free", "1")]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(text.contains("The number has changed") && text.contains("3 beds free"), "{text}");
    let twice = [("beds", beds.as_str()), ("seen", "2"), ("free", "3")];
    assert_eq!(night.tap(0, &twice).await.0, StatusCode::SEE_OTHER);
    assert!(night.shelter(0).await.contains("Undo: it was 2"));
    assert_eq!(night.count(0, "2").await.0, StatusCode::SEE_OTHER);
    assert!(night.shelter(0).await.contains("2 beds free"));
    let (status, text) = night.count(0, "9999").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("9999 free of"), "{text}");
    let (status, _) = night.count(0, "many").await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    night.house.wait(Span::from_minutes(40));
    assert!(night.shelter(0).await.contains("40 minutes ago"));
    night.house.wait(Span::from_hours(30));
    let page = night.shelter(0).await;
    assert!(page.contains("This number is old") && page.contains("Still right"), "{page}");
    let spanish = format!("{}?lang=es", night.links[0]);
    let page = night.house.get(&mut Browser::default(), &spanish).await.text;
    assert!(page.contains("2 camas libres") && page.contains("<html lang=\"es\""), "{page}");
}

#[tokio::test]
async fn a_link_that_was_renewed_is_dead_and_no_secret_is_in_the_database() {
    let mut night = Night::begin().await;
    let old = night.links[0].clone();
    let (id, service) = (night.id.clone(), night.services[0].clone());
    night.links[0] = link(&night.house, &mut night.desk, &id, &service).await;
    let gone = night.house.get(&mut Browser::default(), &old).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text.contains("This link does not work"));
    let dead = night.house.post(&mut Browser::default(), &old, &[("free", "1")]).await;
    assert_eq!(dead.status, StatusCode::NOT_FOUND);
    night.shelter(0).await;
    let page = format!("/desk/{id}/services/{service}");
    assert!(night.house.get(&mut night.desk, &page).await.text.contains("A new one stops it"));
    // The link of one service answers nothing for another.
    night.ask().await;
    let page = night.shelter(1).await;
    let beds = hidden(&night.shelter(0).await, "beds").to_owned();
    let request = hidden(&page, "request").to_owned();
    let say = format!("yes:{beds}");
    let (status, _) = night.tap(1, &[("request", &request), ("say", &say)]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for file in std::fs::read_dir(&night.house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for link in night.links.iter().chain([&old]) {
            let secret = link.trim_start_matches("/beds/").as_bytes();
            assert!(!content.windows(secret.len()).any(|part| part == secret));
        }
    }
}

#[tokio::test]
async fn a_bed_is_asked_for_only_by_whoever_may_and_only_where_beds_are_counted() {
    let mut night = Night::begin().await;
    let request = night.ask().await;
    let mut other = night.house.signed_in("day").await;
    assert_eq!(night.house.get(&mut other, &request).await.status, StatusCode::NOT_FOUND);
    let close = [("act", "close")];
    let refused = night.house.post(&mut other, &request, &close).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let page = night.house.get(&mut night.desk, &format!("/desk/{}/services", night.id)).await.text;
    let key = key_of(&page).to_owned();
    let place = format!("/desk/{}/beds", night.id);
    let none = [("key", key.as_str()), ("need", "emergency_shelter"), ("within", "30")];
    let refused = night.house.post(&mut night.desk, &place, &none).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("choose at least one service"), "{}", refused.text);
    let nowhere = "01a204d4-cfc0-7a7e-9737-d164fddf6899";
    let fields = [none.to_vec(), vec![("service", nowhere)]].concat();
    let refused = night.house.post(&mut night.desk, &place, &fields).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}
