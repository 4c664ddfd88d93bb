//! What became of exploiters and how young people are, through the whole router.

use axum::http::StatusCode;

use crate::case::{VICTIM, case, person};
use crate::house::House;

const TODAY: (&str, &str) = ("day", "2027-01-10");

#[tokio::test]
async fn a_victim_is_in_no_list_of_offenders_whatever_is_sent() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let youth = person(&house, &mut desk, &id, VICTIM, ("Ana", "")).await;
    let buyer = person(&house, &mut desk, &id, "exploiter:buyer", ("Zorblatt", "")).await;
    let (justice, outcomes) = (format!("{path}/justice"), format!("{path}/outcomes"));
    let page = house.get(&mut desk, &justice).await.text;
    assert!(page.contains("Zorblatt") && !page.contains("Ana"), "exploiters alone");
    let page = house.get(&mut desk, &outcomes).await.text;
    assert!(page.contains("Ana") && !page.contains("Zorblatt"), "young people alone");

    let arrested = [("person", &*youth), ("step", "arrested"), TODAY];
    let refused = house.post(&mut desk, &justice, &arrested).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "there is no such offender");
    let look =
        [("act", "look"), ("person", &*buyer), ("domain", "safety"), ("state", "stable"), TODAY];
    let refused = house.post(&mut desk, &outcomes, &look).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "there is no such young person");

    // One step needs the other, and a citation is a citation.
    let step = |step, statute| {
        [("person", &*buyer), ("step", step), ("statute", statute), ("months", "12"), TODAY]
    };
    let early = house.post(&mut desk, &justice, &step("sentenced", "")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("found guilty"));
    let wrong = house.post(&mut desk, &justice, &step("charged", "the mall")).await;
    assert!(wrong.text.contains("cite the section") && wrong.text.contains("the mall"));
    for (what, statute) in [
        ("reported", ""),
        ("investigated:64A", ""),
        ("arrested", ""),
        ("cleared:arrest", ""),
        ("charged", "18 USC 1591(a)"),
        ("disposed:plea", ""),
        ("sentenced", ""),
    ] {
        let kept = house.post(&mut desk, &justice, &step(what, statute)).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{what}: {}", kept.text);
    }
    let paid = [
        ("person", &*buyer),
        ("step", "restitution"),
        ("ordered", "50000"),
        ("paid", "200"),
        TODAY,
    ];
    house.post(&mut desk, &justice, &paid).await;
    let page = house.get(&mut desk, &justice).await.text;
    for words in ["64A", "18 USC 1591(a)", "12 months", "50000 ordered", "found guilty by a court"]
    {
        assert!(page.contains(words), "{words}");
    }
    let sheet = house.get(&mut desk, &format!("{path}/sheet")).await.text;
    assert!(sheet.contains("Zorblatt") && sheet.contains("Charged: 18 USC 1591(a)"));
}

#[tokio::test]
async fn a_victim_treated_as_an_offender_is_red_until_it_is_put_right() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let youth = person(&house, &mut desk, &id, VICTIM, ("Ana", "")).await;
    let outcomes = format!("{path}/outcomes");
    let harm = [("act", "harm"), ("person", &*youth), ("harm", "detained"), TODAY];
    let kept = house.post(&mut desk, &outcomes, &harm).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let red = "notice danger\"><a href=";
    assert!(house.get(&mut desk, &path).await.text.contains(red), "seen on the page of the case");
    let agenda = house.get(&mut desk, "/desk/cases/agenda?since=2099-01-01").await.text;
    assert!(agenda.contains("within a year: 1. Not put right: 1."));
    assert!(agenda.contains("a victim was treated as an offender"));
    let close = house.post(&mut desk, &format!("{path}/settle"), &[("act", "close")]).await;
    assert_eq!(close.status, StatusCode::CONFLICT);
    assert!(close.text.contains("1 harms by the system"));
    let right = |day| [("act", "put_right"), ("person", &*youth), ("place", "1"), ("day", day)];
    let early = house.post(&mut desk, &outcomes, &right("2026-12-31")).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "before it was done");
    let done = house.post(&mut desk, &outcomes, &right("2027-01-11")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = house.get(&mut desk, &path).await.text;
    assert!(!page.contains(red) && page.contains("It was put right."), "it stays counted");
    let agenda = house.get(&mut desk, "/desk/cases/agenda").await.text;
    assert!(agenda.contains("within a year: 1. Not put right: 0."));
    let close = house.post(&mut desk, &format!("{path}/settle"), &[("act", "close")]).await;
    assert_eq!(close.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_turns_out_to_be_a_victim_leaves_the_offenders_and_what_was_done_is_counted() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let who = person(&house, &mut desk, &id, "exploiter:seller", ("Lea", "")).await;
    let justice = format!("{path}/justice");
    for (step, statute) in [("arrested", ""), ("charged", "Penal Code 43.05")] {
        let fields = [("person", &*who), ("step", step), ("statute", statute), TODAY];
        let kept = house.post(&mut desk, &justice, &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    let part = [("part", VICTIM), ("name", "Lea"), ("name_base", "1"), ("wishes_base", "1")];
    let turned = house.post(&mut desk, &format!("{path}/people/{who}"), &part).await;
    assert_eq!(turned.status, StatusCode::SEE_OTHER, "{}", turned.text);
    let page = house.get(&mut desk, &justice).await.text;
    assert!(!page.contains("Lea") && !page.contains("43.05"), "she is in the list no more");
    let page = house.get(&mut desk, &format!("{path}/outcomes")).await.text;
    assert!(page.contains("2 times"), "arrested and charged: two failures of the system");
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("Penal Code 43.05"), "what a court has to undo is not forgotten");
}

#[tokio::test]
async fn how_a_young_person_is_goes_to_an_agency_by_consent_alone_and_words_never() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let youth = person(&house, &mut desk, &id, VICTIM, ("Ana", "")).await;
    let outcomes = format!("{path}/outcomes");
    for (state, words) in [("crisis", ""), ("returned", "plughword")] {
        let look = [
            ("act", "look"),
            ("person", &*youth),
            ("domain", "own_goals"),
            ("state", state),
            ("words", words),
            TODAY,
        ];
        let kept = house.post(&mut desk, &outcomes, &look).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    let later = [
        ("act", "look"),
        ("person", &*youth),
        ("domain", "safety"),
        ("state", "stable"),
        ("words", "not lost"),
        ("day", "2199-01-01"),
    ];
    let refused = house.post(&mut desk, &outcomes, &later).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("still to come") && refused.text.contains("not lost"));
    let page = house.get(&mut desk, &outcomes).await.text;
    assert!(page.contains("plughword") && page.contains("came back"));
    let sheet = house.get(&mut desk, &format!("{path}/sheet")).await.text;
    assert!(sheet.contains("Their own goals: came back"));
    let agency = [
        ("act", "add"),
        ("name", "County child welfare"),
        ("seat", "review"),
        ("purpose", "coordinate_care"),
        ("papers", "2190-01-01"),
    ];
    house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
    let organization = crate::house::hidden(&page, "organization").to_owned();
    let theirs = format!("{path}/sheet?person={youth}&agency={organization}");
    let theirs = house.get(&mut desk, &theirs).await.text;
    assert!(!theirs.contains("came back") && !theirs.contains("plughword"));
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!content.windows(9).any(|part| part == b"plughword"), "stored in clear");
    }
    let mut other = house.signed_in("day").await;
    for place in [&outcomes, &format!("{path}/justice")] {
        assert_eq!(house.get(&mut other, place).await.status, StatusCode::NOT_FOUND);
    }
}
