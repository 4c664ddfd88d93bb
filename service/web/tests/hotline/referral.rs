//! From a need to a service and back: matching, asking, consent, the answer by a link.

use axum::http::StatusCode;
use casework::time::Span;

use crate::answered;
use crate::house::{Answer, Browser, House, key_of};

/// What the person may be called, planted to be looked for.
pub const NAME: &str = "Quillfeather";

/// A specialist with a person who needs a bed, and the county's directory.
pub async fn in_need(house: &House) -> (Browser, String) {
    house.county().await;
    house.visitor("I can not go home").await;
    let (mut desk, id) = answered(house).await;
    let facts = [
        ("version", "0"),
        ("field", "needs"),
        ("needs", "emergency_shelter"),
        ("field", "age_band"),
        ("age_band", "15_17"),
        ("field", "gender"),
        ("gender", "Feminine"),
    ];
    let kept = house.post(&mut desk, &format!("/desk/{id}/facts"), &facts).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    (desk, id)
}

/// The services that a page offers to ask, in its order.
fn offered(page: &str, contact: &str) -> Vec<String> {
    let before = format!("action=\"/desk/{contact}/services/");
    page.split(&before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The fields of a form that asks for a bed.
fn asks<'a>(key: &'a str, service: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("service", service),
        ("need", "emergency_shelter"),
        ("age", "15_17"),
        ("gender", "Feminine"),
        ("within", "30"),
    ]
}

/// The fields by which a guardian agrees that the name may be told.
pub fn agrees(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("share_name", name),
        ("signer", "guardian"),
        ("abuser_check", "ruled_out"),
        ("lasts", "7"),
        ("agreed", "1"),
    ]
}

/// Asks the first service that fits, and gives its link.
pub async fn ask(
    house: &House,
    desk: &mut Browser,
    id: &str,
    more: &[(&str, &str)],
) -> (Answer, String) {
    let page = house.get(desk, &format!("/desk/{id}/services")).await;
    assert_eq!(page.status, StatusCode::OK);
    let service = offered(&page.text, id).remove(0);
    let form = house.get(desk, &format!("/desk/{id}/services/{service}")).await;
    let fields = [asks(key_of(&form.text), &service), more.to_vec()].concat();
    let made = house.post(desk, &format!("/desk/{id}/referrals"), &fields).await;
    let link = made.text.split("<code>").nth(1).map(|rest| rest.split('<').next().unwrap());
    let path = link.and_then(|link| link.split_once("/r/")).map(|(_, s)| format!("/r/{s}"));
    (made, path.unwrap_or_default())
}

/// The service says yes by its link, and learns who it is.
pub async fn accepted(house: &House, link: &str) -> Browser {
    let mut partner = Browser::default();
    accepted_in(house, &mut partner, link).await;
    partner
}

/// The same in this browser.
pub async fn accepted_in(house: &House, partner: &mut Browser, link: &str) {
    let asked = house.get(partner, link).await.text;
    house.post(partner, link, &[("version", version(&asked)), ("act", "accept")]).await;
    assert!(house.get(partner, link).await.text.contains(NAME));
}

/// The version that a page's form would send.
pub fn version(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"version\" value=\"").expect("the page has a form");
    rest.split('"').next().unwrap()
}

/// Where the referral stands on the desk.
pub fn referral_path(page: &str) -> String {
    let (_, rest) = page.split_once("href=\"/desk/referrals/").expect("a referral is listed");
    format!("/desk/referrals/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn a_service_says_yes_and_only_then_learns_who_it_is() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (made, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let mut partner = Browser::default();
    let asked = house.get(&mut partner, &link).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert_eq!(asked.headers["referrer-policy"], "no-referrer");
    assert!(asked.text.contains("A safe bed tonight") && !asked.text.contains(NAME));

    let yes = [("version", version(&asked.text)), ("act", "accept")];
    assert_eq!(house.post(&mut partner, &link, &yes).await.status, StatusCode::SEE_OTHER);
    let known = house.get(&mut partner, &link).await.text;
    assert!(known.contains(NAME));
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(room.contains("Accepted"));

    let there = [("version", version(&known)), ("act", "arrived")];
    house.post(&mut partner, &link, &there).await;
    let page = house.get(&mut partner, &link).await.text;
    let served = [("version", version(&page)), ("act", "served")];
    house.post(&mut partner, &link, &served).await;
    let over = house.get(&mut partner, &link).await.text;
    assert!(over.contains("nothing more to answer") && !over.contains(NAME));
    house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn without_consent_only_the_need_is_told_and_consent_can_follow_and_be_taken_back() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &[]).await;
    let mut partner = Browser::default();
    let asked = house.get(&mut partner, &link).await.text;
    let yes = [("version", version(&asked)), ("act", "accept")];
    house.post(&mut partner, &link, &yes).await;
    assert!(!house.get(&mut partner, &link).await.text.contains("Who it is"));

    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let referral = referral_path(&room);
    let page = house.get(&mut desk, &referral).await.text;
    let fields = [vec![("version", version(&page)), ("key", key_of(&page))], agrees(NAME)].concat();
    let shared = house.post(&mut desk, &format!("{referral}/share"), &fields).await;
    assert_eq!(shared.status, StatusCode::SEE_OTHER, "{}", shared.text);
    assert!(house.get(&mut partner, &link).await.text.contains(NAME));

    // A new link: the old one is dead, the new one opens what was told.
    let page = house.get(&mut desk, &referral).await.text;
    let fields = [("version", version(&page))];
    let made = house.post(&mut desk, &format!("{referral}/link"), &fields).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let next = made.text.split("/r/").nth(1).unwrap().split('<').next().unwrap();
    let next = format!("/r/{next}");
    assert_eq!(house.get(&mut partner, &link).await.status, StatusCode::NOT_FOUND);
    assert!(house.get(&mut partner, &next).await.text.contains(NAME));

    let back = house.post(&mut desk, &format!("{referral}/unshare"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    let page = house.get(&mut partner, &next).await;
    assert!(page.status == StatusCode::OK && !page.text.contains(NAME));
}

#[tokio::test]
async fn a_consent_that_is_over_shows_nothing_any_more() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    let mut partner = accepted(&house, &link).await;
    house.wait(Span::from_days(7));
    let page = house.get(&mut partner, &link).await;
    assert!(page.status == StatusCode::OK && !page.text.contains(NAME));
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_not_taken_and_both_sides_are_shown() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &[]).await;
    let mut partner = Browser::default();
    let seen = house.get(&mut partner, &link).await.text;
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let referral = referral_path(&room);
    let withdraw = [("version", "1"), ("act", "withdraw")];
    assert_eq!(house.post(&mut desk, &referral, &withdraw).await.status, StatusCode::SEE_OTHER);

    let yes = [("version", version(&seen)), ("act", "accept")];
    let late = house.post(&mut partner, &link, &yes).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Accepted") && late.text.contains("Taken back"), "{}", late.text);
    let again = house.post(&mut desk, &referral, &withdraw).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    for wrong in ["/r/none", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let gone = house.get(&mut partner, wrong).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.text.contains("This link does not work"));
    }
    house.wait(Span::from_days(46));
    assert_eq!(house.get(&mut partner, &link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_offer_that_nobody_answers_lapses_and_is_listed() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &[]).await;
    let open = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(open.contains("can answer until"));
    // In two steps, with a look between them: a desk that nobody uses would lock.
    house.wait(Span::from_minutes(16));
    house.get(&mut desk, "/desk").await;
    house.wait(Span::from_minutes(16));
    let mut partner = Browser::default();
    let late = [("version", "1"), ("act", "accept")];
    let refused = house.post(&mut partner, &link, &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.get(&mut desk, "/desk/referrals").await.text.contains("no answer"));
    web::acts::referral::lapse_all(&house.store).await.unwrap();
    let list = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(list.contains("Not answered in time") && list.contains("No service is being asked"));
}

#[tokio::test]
async fn the_same_form_twice_asks_once() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let page = house.get(&mut desk, &format!("/desk/{id}/services")).await.text;
    let service = offered(&page, &id).remove(0);
    let form = house.get(&mut desk, &format!("/desk/{id}/services/{service}")).await.text;
    let fields = [asks(key_of(&form), &service), agrees(NAME)].concat();
    let place = format!("/desk/{id}/referrals");
    let first = house.post(&mut desk, &place, &fields).await;
    let second = house.post(&mut desk, &place, &fields).await;
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    let link = |page: &str| page.split("/r/").nth(1).unwrap()[..43].to_owned();
    assert_eq!(link(&first.text), link(&second.text));
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert_eq!(room.matches("href=\"/desk/referrals/").count(), 1);
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_typed_is_lost() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let minor =
        [("share_name", NAME), ("signer", "minor_themself"), ("lasts", "7"), ("agreed", "1")];
    let mine = [("signer", "parent"), ("abuser_check", "alleged"), ("lasts", "7"), ("agreed", "1")];
    let abuser = [vec![("share_name", NAME)], mine.to_vec()].concat();
    for (more, words) in [
        (vec![("share_name", NAME)], "Read it to them first"),
        (vec![("agreed", "1")], "agreed to nothing yet"),
        (vec![("share_name", NAME), ("agreed", "1")], "Choose who agreed"),
        (minor.to_vec(), "a minor cannot sign alone here"),
        (abuser, "the alleged abuser cannot sign"),
    ] {
        let (refused, _) = ask(&house, &mut desk, &id, &more).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.text.contains(words), "{words}");
        let typed = more.iter().any(|(name, _)| *name == "share_name");
        assert_eq!(refused.text.contains(NAME), typed, "{words}");
    }
    let nowhere = "01a204d4-cfc0-7a7e-9737-d164fddf6899";
    let page = house.get(&mut desk, &format!("/desk/{id}/services/{nowhere}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let wishes = [("need", "emergency_shelter"), ("near", "Atlantis"), ("county", "no such!")];
    let refused = house.post(&mut desk, &format!("/desk/{id}/services"), &wishes).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Atlantis") && refused.text.contains("no such!"));
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert_eq!(room.matches("href=\"/desk/referrals/").count(), 0, "nothing was asked");
}

#[tokio::test]
async fn a_confidential_place_is_shown_only_when_it_is_asked_for() {
    let house = House::founded().await;
    let county = house.county().await;
    house.visitor("hello").await;
    let (mut desk, id) = answered(&house).await;
    let (service, street) = county
        .directory
        .services
        .iter()
        .find_map(|service| {
            let at = service.service_at_locations.first()?.location_id?;
            let place = county.directory.locations.find(at)?;
            place.confidentiality?;
            Some((service.id, place.addresses.first()?.address_1.clone()))
        })
        .expect("the county has a confidential shelter");
    let path = format!("/desk/{id}/services/{service}");
    let head = house.store.verify_audit(None).await.unwrap().unwrap().seq;
    assert!(!house.get(&mut desk, &path).await.text.contains(&street));
    assert_eq!(house.store.verify_audit(None).await.unwrap().unwrap().seq, head);
    let chosen = house.post(&mut desk, &path, &[("need", "emergency_shelter")]).await;
    assert!(!chosen.text.contains(&street), "a need alone opens nothing");
    let opened = house.post(&mut desk, &path, &[("need", "food"), ("shows", "1")]).await;
    assert!(opened.text.contains("value=\"food\" selected"), "{}", opened.text);
    assert!(opened.text.contains(&street), "{}", opened.text);
    assert_eq!(house.store.verify_audit(None).await.unwrap().unwrap().seq, head + 1);
}

#[tokio::test]
async fn neither_who_it_is_nor_the_link_is_in_a_byte_of_the_database() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    accepted(&house, &link).await;
    let secret = link.trim_start_matches("/r/");
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for word in [NAME, secret] {
            assert!(!content.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
        }
    }
}

#[tokio::test]
async fn a_number_of_free_places_that_was_told_counts_in_the_next_match() {
    let house = House::founded().await;
    let county = house.county().await;
    let (mut desk, id) = {
        house.visitor("hello").await;
        answered(&house).await
    };
    let beds = county.directory.services.iter().find(|one| !one.capacities.is_empty()).unwrap();
    let path = format!("/desk/{id}/services/{}", beds.id);
    let group = beds.capacities[0].id.to_string();
    for (free, status) in [
        ("many", StatusCode::UNPROCESSABLE_ENTITY),
        ("9999", StatusCode::UNPROCESSABLE_ENTITY),
        ("0", StatusCode::SEE_OTHER),
    ] {
        let fields = [("group", group.as_str()), ("free", free)];
        let answer = house.post(&mut desk, &format!("{path}/free"), &fields).await;
        assert_eq!(answer.status, status, "{free}: {}", answer.text);
    }
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("name=\"free\" value=\"0\""), "{page}");
    assert!(page.contains("0 s ago"));
}

#[tokio::test]
async fn a_directory_that_was_imported_again_is_asked_at_once() {
    let house = House::founded().await;
    house.visitor("hello").await;
    let (mut desk, id) = answered(&house).await;
    let wishes = [("need", "food")];
    let place = format!("/desk/{id}/services");
    let empty = house.post(&mut desk, &place, &wishes).await.text;
    assert!(empty.contains("Nothing fits"), "there is no directory yet");
    house.county().await;
    let found = house.post(&mut desk, &place, &wishes).await.text;
    assert!(!offered(&found, &id).is_empty());
}

/// The service says that they arrived.
async fn arrived(house: &House, link: &str) {
    let mut partner = accepted(house, link).await;
    let page = house.get(&mut partner, link).await.text;
    let there = [("version", version(&page)), ("act", "arrived")];
    let said = house.post(&mut partner, link, &there).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
}

#[tokio::test]
async fn what_was_chosen_on_the_match_page_stands_in_the_form_and_in_no_address() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let wishes = [("need", "food"), ("age", "18_20"), ("gender", "Masculine")];
    let page = house.post(&mut desk, &format!("/desk/{id}/services"), &wishes).await.text;
    assert!(page.contains("name=\"need\" value=\"food\""), "{page}");
    let service = offered(&page, &id).remove(0);
    let path = format!("/desk/{id}/services/{service}");
    assert!(!path.contains("food"));
    let form = house.post(&mut desk, &path, &wishes).await;
    assert_eq!(form.status, StatusCode::OK);
    for chosen in ["food", "18_20", "Masculine", "240"] {
        assert!(form.text.contains(&format!("value=\"{chosen}\" selected")), "{chosen}");
    }
    // A need that is none changes nothing: the form shows what is known of the person.
    let form = house.post(&mut desk, &path, &[("need", "no such"), ("age", "x")]).await;
    assert!(form.text.contains("value=\"15_17\" selected"), "{}", form.text);
}

#[tokio::test]
async fn two_and_thirty_days_later_somebody_asks_what_became_of_them() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    arrived(&house, &link).await;
    let room = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let referral = referral_path(&room);
    let page = house.get(&mut desk, &referral).await.text;
    assert!(page.contains("Two days after they arrived, asked from"), "{page}");
    let early = [("milestone", "2_days"), ("outcome", "still_there")];
    let place = format!("{referral}/outcome");
    let refused = house.post(&mut desk, &place, &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);

    house.wait(Span::from_days(2));
    let mut desk = house.signed_in("specialist").await;
    let list = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(list.contains("Ask how they are") && !list.contains("overdue"), "{list}");
    house.wait(Span::from_days(1));
    let mut lead = house.signed_in("supervisor").await;
    let list = house.get(&mut lead, "/desk/referrals?scope=team").await.text;
    assert!(list.contains("overdue: the supervisor sees it too"), "{list}");

    // The service says it by its link, and nobody is asked twice.
    let mut partner = Browser::default();
    let page = house.get(&mut partner, &link).await.text;
    assert!(page.contains("How are they now?") && !page.contains(&id), "{page}");
    let said = house.post(&mut partner, &link, &early).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let again = house.post(&mut partner, &link, &early).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!house.get(&mut partner, &link).await.text.contains("How are they now?"));

    house.wait(Span::from_days(27));
    let mut desk = house.signed_in("specialist").await;
    let page = house.get(&mut desk, &referral).await.text;
    assert!(page.contains("Still there, and helped"), "{page}");
    let late = [("milestone", "30_days"), ("outcome", "moved_on")];
    let said = house.post(&mut desk, &place, &late).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = house.get(&mut desk, &referral).await.text;
    assert!(page.contains("Somewhere else that is safe"), "{page}");
    let list = house.get(&mut desk, "/desk/referrals").await.text;
    assert!(!list.contains("Ask how they are"), "{list}");
}
