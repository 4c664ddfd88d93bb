//! A screening from its first question to its result, as staff's browsers send it.

use axum::http::{StatusCode, header};

use crate::answered;
use crate::house::{Browser, House, hidden};

const GUIDE: &str = "conversation-guide|1.0.0";
const SSCST: &str = "sscst|1.0.0";
const RAFT: &str = "raft|1.0.0";

/// The card of an instrument on the page on which one is begun.
fn card<'a>(page: &'a str, instrument: &str) -> &'a str {
    let mut cards = page.split("class=\"block offer\"").skip(1);
    cards.find(|card| card.contains(instrument)).expect("it is offered")
}

/// Begins a screening and gives where its sheet is.
async fn begin(house: &House, desk: &mut Browser, id: &str, what: (&str, &str)) -> String {
    let path = format!("/desk/{id}/screenings");
    let page = house.get(desk, &path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let card = card(&page.text, what.0);
    let fields = [
        ("key", hidden(card, "key")),
        ("instrument", hidden(card, "instrument")),
        ("completion", what.1),
    ];
    let made = house.post(desk, &path, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    // The form sent twice begins one screening.
    let again = house.post(desk, &path, &fields).await;
    assert_eq!(again.headers[header::LOCATION], made.headers[header::LOCATION]);
    made.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// The name of the field that stands under these words.
fn field(page: &str, words: &str) -> String {
    let (before, _) = page.split_once(words).unwrap_or_else(|| panic!("`{words}` is asked"));
    let (_, position) = before.rsplit_once("data-item=\"").expect("an item");
    format!("q{}", position.split('"').next().unwrap())
}

/// What a browser sends of one item: its mark, and what is chosen or typed.
fn said(page: &str, words: &str, value: &str) -> Vec<(String, String)> {
    let name = field(page, words);
    let was = hidden(page, &format!("{name}.was")).to_owned();
    vec![(format!("{name}.was"), was), (name, value.to_owned())]
}

async fn send(
    house: &House,
    desk: &mut Browser,
    sheet: &str,
    (fields, act): (Vec<(String, String)>, &str),
) -> crate::house::Answer {
    let mut pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("act", act));
    house.post(desk, sheet, &pairs).await
}

/// A specialist with a person of 15 to 17.
async fn with_a_teen(house: &House) -> (Browser, String) {
    house.visitor("can we talk?").await;
    let (mut desk, id) = answered(house).await;
    let facts = [("version", "0"), ("field", "age_band"), ("age_band", "15_17")];
    house.post(&mut desk, &format!("/desk/{id}/facts"), &facts).await;
    (desk, id)
}

#[tokio::test]
async fn a_sheet_is_filled_in_bit_by_bit_and_its_result_says_what_it_means_here() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, (SSCST, "read-aloud")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(page.contains("Obtain the wording from its publisher"));
    let two = [
        said(&page, "having run away from home", "0"),
        said(&page, "serious injuries in the past", "0"),
        said(&page, "sexually transmitted infections", "-asked-declined"),
    ];
    let saved = send(&house, &mut desk, &sheet, (two.concat(), "save")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(saved.headers[header::LOCATION], *sheet);

    // The conversation is over; the same contact is taken up again a day later.
    house.post(&mut desk, &format!("/desk/{id}/end"), &[("ending", "finished")]).await;
    house.wait(casework::time::Span::from_days(1));
    let mut desk = house.signed_in("specialist").await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains(&format!("href=\"{sheet}\"")), "the contact's page leads to it");
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(page.contains("value=\"-asked-declined\" checked"), "it is a value of its own");
    let more = said(&page, "use of alcohol or drugs", "1");
    send(&house, &mut desk, &sheet, (more, "save")).await;

    let result = |at: &str| format!("{sheet}/result?at={at}");
    for (at, ppv) in [("1", "2.0 %"), ("5", "9.5 %"), ("11.1", "19.9 %")] {
        let page = house.get(&mut desk, &result(at)).await.text;
        assert!(page.contains(ppv), "{ppv} at {at} in 100");
        assert!(page.contains("2 or more positive answers") && page.contains("2 to 5 points"));
        assert!(page.contains("A low score does not rule exploitation out"));
        assert!(page.contains("22 U.S.C. 7102(11)"), "the law stands beside every result");
        assert!(page.contains("The words are ours and not those that were studied."));
    }
    let page = house.get(&mut desk, &result("none")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("above 0 and below 100"));
    house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn nothing_is_scored_outside_the_ages_studied_without_its_label() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let page = house.get(&mut desk, &format!("/desk/{id}/screenings")).await.text;
    assert!(card(&page, RAFT).contains("It was not studied at this age"));
    let sheet = begin(&house, &mut desk, &id, (RAFT, "read-aloud")).await;
    let page = house.get(&mut desk, &format!("{sheet}/result")).await.text;
    assert!(page.contains("There is no result") && !page.contains(" points"));
    let page = house.get(&mut desk, &format!("{sheet}/result?label=1")).await.text;
    assert!(page.contains("Label: it was studied at ages 18 and over only"), "{page}");
}

#[tokio::test]
async fn two_people_who_save_at_once_lose_no_answer() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let mut lead = house.signed_in("supervisor").await;
    let sheet = begin(&house, &mut desk, &id, (SSCST, "self")).await;
    // Both open the sheet; then one after the other saves.
    let page = house.get(&mut desk, &sheet).await.text;
    assert_eq!(house.get(&mut lead, &sheet).await.status, StatusCode::OK);
    let mine = [
        said(&page, "having run away from home", "0"),
        said(&page, "serious injuries in the past", "0"),
    ];
    let theirs = [
        said(&page, "serious injuries in the past", "-asked-declined"),
        said(&page, "use of alcohol or drugs", "1"),
        // Not touched: it does not take back what the other said.
        said(&page, "having run away from home", ""),
    ];
    let first = send(&house, &mut desk, &sheet, (mine.concat(), "save")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = send(&house, &mut lead, &sheet, (theirs.concat(), "finish")).await;
    assert_eq!(second.status, StatusCode::CONFLICT, "one question has two answers");
    let block = second.text.split("Two answers to one question.").nth(1).unwrap();
    let block = block.split("</div>").next().unwrap();
    assert!(block.contains("Prefers not to say") && block.contains("Yes"), "{block}");

    let page = house.get(&mut desk, &sheet).await.text;
    let checked = |words: &str, value: &str| {
        let name = field(&page, words);
        page.contains(&format!("name=\"{name}\" value=\"{value}\" checked"))
    };
    assert!(checked("having run away from home", "0"), "the first writer's answer stands");
    assert!(checked("use of alcohol or drugs", "1"), "the second writer's other answer is kept");
    assert!(checked("serious injuries in the past", "0"), "who came first stands");
    assert!(!page.contains("class=\"answer\""), "it is not finished over a conflict");

    // The second writer chooses again, and finishes.
    let again = said(&page, "serious injuries in the past", "-asked-declined");
    let done = send(&house, &mut lead, &sheet, (again, "finish")).await;
    assert_eq!(done.headers[header::LOCATION], format!("{sheet}/result"));
    // Whoever still has the form open is told what stands, and shown what they said.
    let late = said(&page, "sexually transmitted infections", "0");
    let late = send(&house, &mut desk, &sheet, (late, "save")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Two answers to one question.") && late.text.contains("Yes"));
}

#[tokio::test]
async fn the_server_says_which_questions_belong_to_the_sheet() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, (GUIDE, "professional")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    let stop = field(&page, "Stop here. Help them to be safe first").replace('q', "item-");
    assert!(page.contains(&format!("id=\"{stop}\" data-item=\"{}\" hidden", &stop[5..])));
    let unsafe_now = said(&page, "Are they safe where they are now?", "1");
    let saved = send(&house, &mut desk, &sheet, (unsafe_now, "not-safe")).await;
    assert_eq!(saved.headers[header::LOCATION], format!("/desk/{id}/screenings"));
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(!page.contains(&format!("id=\"{stop}\" data-item=\"{}\" hidden", &stop[5..])));
    assert!(page.contains("Somebody could see or hear"));
    let list = house.get(&mut desk, &format!("/desk/{id}/screenings")).await.text;
    assert!(list.contains("Rests"));

    // An answer that states the fact is shown apart; the guide itself gives no score.
    let act = said(&page, "Did anybody give or promise something of value", "0");
    send(&house, &mut desk, &sheet, (act, "save")).await;
    let page = house.get(&mut desk, &format!("{sheet}/result")).await.text;
    assert!(page.contains("An answer states a commercial sex act."));
    assert!(page.contains("It has no score"));
    let facts = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(!facts.contains("class=\"notice danger\""), "a person records it, not the sheet");
}

#[tokio::test]
async fn the_script_is_told_what_to_show_and_what_is_stored() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, (GUIDE, "professional")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    let name = field(&page, "Are they safe where they are now?");
    let was = format!("{name}.was");
    let ask = |value: &str, mark: &str| {
        let body = serde_html_form::to_string([(&*was, mark), (&*name, value)]).unwrap();
        axum::http::Request::post(&sheet)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-sent-by", "script")
            .body(axum::body::Body::from(body))
            .unwrap()
    };
    let first = house.ask(&mut desk, ask("1", hidden(&page, &was))).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    let told: serde_json::Value = serde_json::from_str(&first.text).unwrap();
    let mark = told["was"][&name[1..]].as_str().unwrap();
    assert!(told["saved"].as_str().unwrap().contains("Saved"));
    let stop: u64 = field(&page, "Stop here.")[1..].parse().unwrap();
    assert!(told["shown"].as_array().unwrap().contains(&stop.into()));
    // The next change goes on from that mark; from the old one it would be another's.
    let second = house.ask(&mut desk, ask("0", mark)).await;
    assert_eq!(second.status, StatusCode::OK);
    let told: serde_json::Value = serde_json::from_str(&second.text).unwrap();
    assert!(!told["shown"].as_array().unwrap().contains(&stop.into()));
    let stale = house.ask(&mut desk, ask("-asked-declined", hidden(&page, &was))).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_copy_goes_to_who_may_read_the_contact_and_to_nobody_else() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, (GUIDE, "professional")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    let wish = said(&page, "What do they want to happen?", "to see her sister");
    send(&house, &mut desk, &sheet, (wish, "finish")).await;
    let copy = house.get(&mut desk, &format!("{sheet}/export")).await;
    assert_eq!(copy.status, StatusCode::OK);
    assert!(copy.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("attachment"));
    let response: serde_json::Value = serde_json::from_str(&copy.text).unwrap();
    assert_eq!(response["resourceType"], "QuestionnaireResponse");
    assert_eq!(response["status"], "completed");
    assert!(copy.text.contains("to see her sister"));

    let paths = [sheet.clone(), format!("{sheet}/result"), format!("{sheet}/export")];
    for who in ["coordinator", "day", "analyst", "administrator"] {
        let mut other = house.signed_in(who).await;
        for path in &paths {
            // While somebody talks with the person, nobody of the team reads along unseen.
            let answer = house.get(&mut other, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who}: {path}");
        }
    }
    // Under another contact's name it is not to be had either.
    house.visitor("somebody else").await;
    let other = crate::first_waiting(&house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{other}/answer"), &[]).await;
    let foreign = sheet.replace(&id, &other);
    assert_eq!(house.get(&mut desk, &foreign).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_answered_is_in_no_byte_of_the_database() {
    const PLANTED: [&str; 2] = ["zanzibarquux", "plovdivnote"];
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, (GUIDE, "professional")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    let all = [
        said(&page, "What do they want to happen?", PLANTED[0]),
        said(&page, "Other signs, in their words or yours", PLANTED[1]),
        said(&page, "Was hit, tied or locked in", "0"),
    ];
    send(&house, &mut desk, &sheet, (all.concat(), "save")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(PLANTED.iter().all(|word| page.contains(word)), "it is kept and shown");
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let path = file.unwrap().path();
        let content = std::fs::read(&path).unwrap();
        // Neither the words, nor the name of any item, nor the word by which FHIR begins.
        for word in PLANTED.iter().chain(&["signs-note", "QuestionnaireResponse", "\"w13\""]) {
            let found = content.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "`{word}` is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_shown_again_and_the_rest_is_kept() {
    let house = House::founded().await;
    let (mut desk, id) = with_a_teen(&house).await;
    let sheet = begin(&house, &mut desk, &id, ("cse-it-entry|", "professional")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    let all = [
        said(&page, "Total score of the completed tool", "7"),
        said(&page, "Day on which it was completed", "last week"),
    ];
    let answer = send(&house, &mut desk, &sheet, (all.concat(), "finish")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("value=\"last week\"") && answer.text.contains("This is no day"));
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(page.contains("value=\"7\""), "the other answer is kept");
    let out = said(&page, "Total score of the completed tool", "4000");
    let answer = send(&house, &mut desk, &sheet, (out, "save")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("value=\"4000\"") && answer.text.contains("too large"));
    // Read to the person, it does not even begin.
    let path = format!("/desk/{id}/screenings");
    let list = house.get(&mut desk, &path).await.text;
    let card = card(&list, "cse-it-entry|");
    let fields = [
        ("key", hidden(card, "key")),
        ("instrument", hidden(card, "instrument")),
        ("completion", "read-aloud"),
    ];
    let refused = house.post(&mut desk, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
