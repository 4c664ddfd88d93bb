//! Tips as browsers see them: told by web or telephone, answered, followed to their end.

use axum::http::{StatusCode, header};

use crate::first_waiting;
use crate::house::{Browser, House, hidden, key_of};

/// The six words on a page that shows them.
fn words_of(page: &str) -> String {
    let (_, rest) = page.split_once("id=\"receipt\">").expect("a receipt");
    let (list, _) = rest.split_once("</ol>").unwrap();
    let words: Vec<_> =
        list.split("<li>").skip(1).map(|item| item.split("</li>").next().unwrap()).collect();
    assert_eq!(words.len(), vault::receipt::WORD_COUNT);
    words.join(" ")
}

/// Somebody tells one sentence and sends it at once; gives the answer.
async fn tell(house: &House, browser: &mut Browser, what: &str) -> String {
    let page = house.get(browser, "/tip").await.text;
    let fields = [("key", key_of(&page)), ("step", "what"), ("act", "send"), ("what", what)];
    let answer = house.post(browser, "/tip", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text
}

/// A browser in which the receipt was typed.
async fn returned(house: &House, words: &str) -> Browser {
    let mut browser = Browser::default();
    let answer = house.post(&mut browser, "/tip/return", &[("words", words)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.headers[header::LOCATION], "/tip/mine");
    browser
}

async fn step(house: &House, desk: &mut Browser, tip: &str, fields: &[(&str, &str)]) -> StatusCode {
    house.post(desk, &format!("/desk/tips/{tip}/move"), fields).await.status
}

#[tokio::test]
async fn a_tip_is_told_in_steps_answered_and_followed_to_its_end() {
    let house = House::founded().await;
    let mut browser = Browser::default();
    // In steps: what was told travels in the form.
    let first = house.get(&mut browser, "/tip").await.text;
    let key = key_of(&first).to_owned();
    let told = "A girl cries in room 214 every night.";
    let fields = [("key", &*key), ("step", "what"), ("act", "next"), ("what", told)];
    let second = house.post(&mut browser, "/tip", &fields).await.text;
    assert_eq!(hidden(&second, "what"), told);
    let fields = [("key", &*key), ("step", "danger"), ("what", told), ("danger", "now")];
    let third = house.post(&mut browser, "/tip", &fields).await.text;
    assert_eq!(hidden(&third, "danger"), "now");
    let place = "the motel on Elm Road";
    let fields = [
        ("key", &*key),
        ("step", "where"),
        ("act", "send"),
        ("what", told),
        ("danger", "now"),
        ("place", place),
    ];
    let done = house.post(&mut browser, "/tip", &fields).await.text;
    let words = words_of(&done);
    assert!(browser.cookies.is_empty(), "telling needs no cookie");

    // Danger is the first in the queue; whoever answers it reads it.
    let mut desk = house.signed_in("specialist").await;
    house.post(&mut desk, "/desk/shift", &[("act", "start")]).await;
    let tip = first_waiting(&house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{tip}/answer"), &[]).await;
    let page = house.get(&mut desk, &format!("/desk/tips/{tip}")).await.text;
    assert!(page.contains(told) && page.contains(&format!("Where: {place}")));
    assert!(page.contains("Being read"));
    let reply = [("key", key_of(&page)), ("words", "Which car did they come in?")];
    house.post(&mut desk, &format!("/desk/tips/{tip}/reply"), &reply).await;
    let ended = house.post(&mut desk, &format!("/desk/{tip}/end"), &[("ending", "finished")]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);

    // The tipster comes back, reads and adds, also after the end of the contact.
    let mut back = returned(&house, &words.to_uppercase()).await;
    let mine = house.get(&mut back, "/tip/mine").await.text;
    assert!(mine.contains("Which car did they come in?") && mine.contains("A person reads it."));
    let more = [("key", key_of(&mine)), ("words", "A white van, ABC-1234.")];
    let sent = house.post(&mut back, "/tip/mine", &more).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(house.get(&mut desk, "/desk/tips").await.text.contains("waits for an answer"));
    assert!(house.get(&mut desk, &format!("/desk/tips/{tip}")).await.text.contains("A white van"));

    // To the end: no step is skipped, and none tells more than a code.
    let police = ("agency", "law_enforcement");
    assert_eq!(step(&house, &mut desk, &tip, &[("act", "close")]).await, StatusCode::CONFLICT);
    for fields in
        [&[("act", "route"), police][..], &[("act", "acted"), police], &[("act", "close")]]
    {
        assert_eq!(
            step(&house, &mut desk, &tip, fields).await,
            StatusCode::SEE_OTHER,
            "{fields:?}"
        );
    }
    let mine = house.get(&mut back, "/tip/mine").await.text;
    for line in ["We gave it to: the police.", "They did something because of it", "It is closed."]
    {
        assert!(mine.contains(line), "{line}");
    }
    assert!(!house.get(&mut desk, "/desk/tips").await.text.contains(&tip));

    // Leaving closes it in this browser; a copy of the cookie opens nothing.
    let mut copy = back.clone();
    house.post(&mut back, "/tip/leave", &[]).await;
    assert!(back.cookies.is_empty());
    let later = house.get(&mut copy, "/tip/mine").await;
    assert_eq!(later.headers[header::LOCATION], "/tip/return");
}

#[tokio::test]
async fn a_tip_by_telephone_gets_the_same_receipt() {
    let house = House::founded().await;
    let mut desk = house.signed_in("specialist").await;
    let page = house.get(&mut desk, "/desk/hand").await.text;
    let fields = [
        ("key", key_of(&page)),
        ("channel", "phone"),
        ("lane", "tip"),
        ("received", "2027-01-15T07:30"),
        ("narrative", "The caller saw a girl with a bruise at the truck stop."),
    ];
    let given = house.post(&mut desk, "/desk/hand", &fields).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text);
    let words = words_of(&given.text);
    // The same form again makes no second tip and shows no words.
    let again = house.post(&mut desk, "/desk/hand", &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let tip =
        again.headers[header::LOCATION].to_str().unwrap().rsplit('/').next().unwrap().to_owned();
    assert!(given.text.contains(&tip));

    let mut back = returned(&house, &words).await;
    let mine = house.get(&mut back, "/tip/mine").await.text;
    assert!(mine.contains("A person reads it."));
    assert!(!mine.contains("bruise"), "what staff wrote down is theirs");
    let could_not = [("act", "could_not"), ("reason", "not_enough_to_find")];
    assert_eq!(step(&house, &mut desk, &tip, &could_not).await, StatusCode::SEE_OTHER);
    assert_eq!(step(&house, &mut desk, &tip, &[("act", "close")]).await, StatusCode::SEE_OTHER);
    let mine = house.get(&mut back, "/tip/mine").await.text;
    assert!(mine.contains("No one could act.") && mine.contains("It is closed."));
}

#[tokio::test]
async fn words_that_open_nothing_say_how_to_mend_them_and_a_receipt_is_never_written_down() {
    let house = House::founded().await;
    let mut browser = Browser::default();
    let words = words_of(&tell(&house, &mut browser, "Something is wrong next door.").await);
    let three: Vec<_> = words.split(' ').take(3).collect();
    for (typed, said) in [
        (three.join(" "), "There must be six words"),
        ("zzzz zzzz zzzz zzzz zzzz zzzz".to_owned(), "is not one of our words"),
    ] {
        let answer = house.post(&mut browser, "/tip/return", &[("words", &typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(said), "{typed}");
    }
    let mut turned: Vec<_> = words.split(' ').collect();
    turned.reverse();
    let wrong = house.post(&mut browser, "/tip/return", &[("words", &turned.join(" "))]).await;
    assert!(wrong.text.contains("open no tip") && browser.cookies.is_empty());

    let mut back = returned(&house, &words).await;
    let page = house.get(&mut back, "/tip/mine").await.text;
    let careless = format!("my words are {words}");
    let fields = [("key", key_of(&page)), ("words", careless.as_str())];
    let refused = house.post(&mut back, "/tip/mine", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        let found = content.windows(words.len()).any(|part| part == words.as_bytes());
        assert!(!found, "the words are stored");
    }
}

#[tokio::test]
async fn a_lost_receipt_is_replaced_by_a_person_and_never_by_facts_alone() {
    let house = House::founded().await;
    let lost = words_of(&tell(&house, &mut Browser::default(), "A man sells girls.").await);
    let mut desk = house.signed_in("supervisor").await;
    house.post(&mut desk, "/desk/shift", &[("act", "start")]).await;
    let tip = first_waiting(&house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{tip}/answer"), &[]).await;
    let recorded = [
        ("version", "0"),
        ("field", "county"),
        ("county", "48201"),
        ("field", "venue"),
        ("venue", "hotel_or_motel"),
        ("field", "exploiter"),
        ("exploiter", "gang"),
    ];
    house.post(&mut desk, &format!("/desk/{tip}/facts"), &recorded).await;
    let path = format!("/desk/tips/{tip}/receipt");
    let said = &recorded[1..];
    for claim in [&said[..4], said] {
        let refused = house.post(&mut desk, &path, claim).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    }
    let vouched = [said, &[("vouched", "yes")]].concat();
    let given = house.post(&mut desk, &path, &vouched).await;
    let fresh = words_of(&given.text);
    returned(&house, &fresh).await;
    let gone = house.post(&mut Browser::default(), "/tip/return", &[("words", &lost)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY, "the old words are worthless");
}

/// Very many false tips: nearly all are asked for a toll, and a danger tip is stored at once, is the first
/// in the queue and is answered as if nobody else had told anything.
#[tokio::test]
async fn under_a_flood_of_false_tips_a_danger_tip_is_answered_at_once() {
    let house = House::founded().await;
    // The minute is full already; so no false tip costs the server a receipt.
    for number in 0..60 {
        house.visitor(&format!("number {number}")).await;
    }
    let (mut flood, mut tolled) = (Browser::default(), 0);
    for number in 0..FLOOD {
        // A key of its own for each, as a machine would send.
        let key = format!("{number:042}A");
        let fields = [("key", &*key), ("step", "what"), ("act", "send"), ("what", "false")];
        let answer = house.post(&mut flood, "/tip", &fields).await;
        tolled += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(tolled * 10 > FLOOD * 9, "{tolled} of {FLOOD} were asked for a toll");

    let mut desk = house.signed_in("specialist").await;
    house.post(&mut desk, "/desk/shift", &[("act", "start")]).await;
    let mut teller = Browser::default();
    let page = house.get(&mut teller, "/tip").await.text;
    let what = "he is hurting her right now";
    let fields = [
        ("key", key_of(&page)),
        ("step", "danger"),
        ("act", "send"),
        ("what", what),
        ("danger", "now"),
    ];
    let answer = house.post(&mut teller, "/tip", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    words_of(&answer.text);
    let first = first_waiting(&house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{first}/answer"), &[]).await;
    assert!(house.get(&mut desk, &format!("/desk/{first}")).await.text.contains(what));
}

/// As many as a test waits for; the example `tips` stores far more.
const FLOOD: usize = 1_000;

/// What a guesser reaches through the page, from what the page really does: words of the list, tries a
/// second, and a million tips to hit.
#[test]
fn guessing_a_receipt_through_the_page_takes_centuries() {
    use casework::time::{Span, Timestamp};
    use tip::pace::{Pace, Try, years_to_guess};
    use web::tip::derive::TRIES_A_SECOND;
    let receipts = 1024_f64.powi(i32::try_from(vault::receipt::WORD_COUNT).unwrap());
    let bits = receipts.log2();
    assert!(bits >= 60.0, "{bits} bits");
    // However many try at once, in an hour no more get a turn than the pace lets.
    let start = Timestamp::from_seconds(1_800_000_000);
    let (mut pace, mut turns) = (Pace::of(TRIES_A_SECOND), 0_u32);
    for tenth in 0..36_000 {
        for _ in 0..10 {
            let (next, told) = pace.try_at(start + Span::from_micros(tenth * 100_000));
            pace = next;
            turns += u32::from(matches!(told, Try::After(_)));
        }
    }
    let slack = TRIES_A_SECOND * 21;
    assert!(turns <= 3_600 * TRIES_A_SECOND + slack, "{turns} tries in an hour");
    let years = years_to_guess(60, 1_000_000, TRIES_A_SECOND);
    println!(
        "{bits} bits; {turns} tries in an hour; {years:.0} years to hit one of a million tips"
    );
    assert!(years > 1_000.0);
}
