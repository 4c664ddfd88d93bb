//! The weekly review, from the agenda to the next agenda.

use axum::http::{StatusCode, header};

use crate::case::{VICTIM, case, person};
use crate::house::{Browser, House, hidden, key_of};

/// Opens a meeting; gives its address.
async fn meeting(house: &House, desk: &mut Browser) -> String {
    let page = house.get(desk, "/desk/reviews").await.text;
    let fields = [("key", key_of(&page))];
    let opened = house.post(desk, "/desk/reviews", &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let place = opened.headers[header::LOCATION].to_str().unwrap().to_owned();
    let again = house.post(desk, "/desk/reviews", &fields).await;
    assert_eq!(again.headers[header::LOCATION], *place, "a second tap opens no second meeting");
    place.split('?').next().unwrap().to_owned()
}

/// The values of the options of a list of this id, by their words.
fn option<'a>(page: &'a str, list: &str, words: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("id=\"{list}\"")).unwrap();
    let (rest, _) = rest.split_once("</select>").unwrap();
    let found = rest.split("<option value=\"").find(|one| one.contains(&format!(">{words}<")));
    found.unwrap().split('"').next().unwrap()
}

async fn seat(house: &House, desk: &mut Browser, (name, member): (&str, &str), papers: &str) {
    let fields = [
        ("name", name),
        ("agency", "County"),
        ("member", member),
        ("confidentiality", papers),
        ("memorandum", "2030-01-01"),
    ];
    let kept = house.post(desk, "/desk/reviews/seats", &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
}

/// The seat of somebody on the page of a meeting.
fn seat_of<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!(">{name}</strong>")).unwrap();
    hidden(rest, "seat")
}

#[tokio::test]
async fn what_a_meeting_decides_is_a_task_and_what_is_not_done_comes_again() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let page = house.get(&mut desk, "/desk/reviews/seats").await.text;
    let member = option(&page, "seat-member", "coordinator").to_owned();
    seat(&house, &mut desk, ("Zorblatt", &member), "2030-01-01").await;
    seat(&house, &mut desk, ("Officer Quux", ""), "").await;
    let held = meeting(&house, &mut desk).await;
    let page = house.get(&mut desk, &held).await.text;
    assert!(page.contains(&id), "a new case is on its agenda");

    // Nobody sits there without both papers.
    let come = |seat: &str| [("act", "come".to_owned()), ("seat", seat.to_owned())];
    let unsigned = come(seat_of(&page, "Officer Quux"));
    let unsigned = unsigned.each_ref().map(|(key, value)| (*key, value.as_str()));
    let refused = house.post(&mut desk, &held, &unsigned).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("confidentiality agreement"));
    let minutes = format!("/desk/cases/{id}/review");
    let review = held.rsplit('/').next().unwrap();
    let decide = [
        ("act", "decide"),
        ("meeting", review),
        ("owner", &*member),
        ("due", "2027-03-01T12:00"),
        ("words", "fnordtask"),
    ];
    let early = house.post(&mut desk, &minutes, &decide).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("does not attend") && early.text.contains("fnordtask"));
    let signed = come(seat_of(&page, "Zorblatt"));
    let signed = signed.each_ref().map(|(key, value)| (*key, value.as_str()));
    assert_eq!(house.post(&mut desk, &held, &signed).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(&mut desk, &minutes, &decide).await.status, StatusCode::SEE_OTHER);
    let say = |base: &'static str, words: &'static str| {
        [("act", "say"), ("meeting", review), ("base", base), ("words", words)]
    };
    let said = house.post(&mut desk, &minutes, &say("0", "xyzzyminutes")).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let late = house.post(&mut desk, &minutes, &say("0", "other words")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("xyzzyminutes") && late.text.contains("other words"));
    let page = house.get(&mut desk, &minutes).await.text;
    assert!(page.contains("xyzzyminutes") && page.contains("fnordtask"));
    assert!(house.get(&mut desk, &format!("/desk/cases/{id}")).await.text.contains("fnordtask"));

    // The next meeting asks what became of it.
    let next = meeting(&house, &mut desk).await;
    let page = house.get(&mut desk, &next).await.text;
    assert!(page.contains(&id) && page.contains("decided in a meeting and not done"));
    let agenda = house.get(&mut desk, "/desk/cases/agenda").await.text;
    assert!(agenda.contains("decided in a meeting and not done"));
    let page = house.get(&mut desk, &format!("/desk/cases/{id}")).await.text;
    let (_, rest) = page.split_once("name=\"task\" value=\"").unwrap();
    let done = [("task", rest.split('"').next().unwrap()), ("end", "done")];
    house.post(&mut desk, &format!("/desk/cases/{id}/tasks"), &done).await;
    // That meeting did not speak about it.
    let agenda = house.get(&mut desk, "/desk/cases/agenda").await.text;
    assert!(agenda.contains("not spoken about last time") && !agenda.contains("and not done"));
    let spoken = [("act", "say"), ("meeting", next.rsplit('/').next().unwrap()), ("base", "0")];
    assert_eq!(house.post(&mut desk, &minutes, &spoken).await.status, StatusCode::SEE_OTHER);
    let agenda = house.get(&mut desk, "/desk/cases/agenda").await.text;
    assert!(!agenda.contains(&id), "nothing is left to say");
    let ask = [("act", "ask"), ("case", &*id)];
    let after = meeting(&house, &mut desk).await;
    assert!(!house.get(&mut desk, &after).await.text.contains(&id));
    assert_eq!(house.post(&mut desk, &after, &ask).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(&mut desk, &after).await.text.contains("somebody asked for it"));

    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for word in ["xyzzyminutes", "fnordtask", "Zorblatt", "Quux"] {
            let found = content.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "`{word}` is stored in clear");
        }
    }
}

#[tokio::test]
async fn a_specialist_reads_a_meeting_and_holds_none_and_another_line_sees_nothing() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let held = meeting(&house, &mut desk).await;
    let mut specialist = house.signed_in("specialist").await;
    let page = house.get(&mut specialist, &held).await;
    assert!(page.status == StatusCode::OK && page.text.contains(&id));
    let page = house.get(&mut specialist, "/desk/reviews").await.text;
    let fields = [("key", key_of(&house.get(&mut desk, "/desk/reviews").await.text).to_owned())];
    let fields = fields.each_ref().map(|(key, value)| (*key, value.as_str()));
    assert!(!page.contains("Open a meeting"));
    let refused = house.post(&mut specialist, "/desk/reviews", &fields).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let mut other = house.signed_in("day").await;
    for place in [held.clone(), format!("{held}/sheets")] {
        assert_eq!(house.get(&mut other, &place).await.status, StatusCode::NOT_FOUND);
    }

    // Whom the case is closed to does not see that it is on the table.
    let path = format!("/desk/cases/{id}");
    let page = house.get(&mut desk, &path).await.text;
    let member = option(&page, "close-to", "specialist").to_owned();
    let close = [("act", "close_to"), ("member", &*member)];
    house.post(&mut desk, &format!("{path}/settle"), &close).await;
    for place in [held.clone(), format!("{held}/sheets")] {
        let page = house.get(&mut specialist, &place).await;
        assert!(page.status == StatusCode::OK && !page.text.contains(&id));
    }
    let minutes = house.get(&mut specialist, &format!("{path}/review")).await;
    assert_eq!(minutes.status, StatusCode::NOT_FOUND);
}

/// What each sheet of a page says.
fn sheets(page: &str) -> Vec<&str> {
    let told = page.split("<dl class=\"pairs\">").skip(1);
    told.map(|rest| rest.split("</dl>").next().unwrap()).collect()
}

#[tokio::test]
async fn the_sheets_of_a_meeting_are_those_of_its_cases() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let mut young = Vec::new();
    for name in ["Ana", "Lea"] {
        young.push(person(&house, &mut desk, &id, VICTIM, (name, "")).await);
    }
    person(&house, &mut desk, &id, "exploiter:seller", ("Rob", "")).await;
    let agency = [
        ("act", "add"),
        ("name", "County child welfare"),
        ("seat", "review"),
        ("purpose", "coordinate_care"),
        ("papers", "2030-01-01"),
    ];
    house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
    let organization = hidden(&page, "organization").to_owned();
    let held = meeting(&house, &mut desk).await;
    for of in [String::new(), format!("&agency={organization}")] {
        let page = house.get(&mut desk, &format!("{held}/sheets?team={of}")).await.text;
        let printed = sheets(&page);
        assert_eq!(printed.len(), young.len(), "one for each young person and nobody else: {page}");
        for (youth, printed) in young.iter().zip(&printed) {
            let place = format!("{path}/sheet?person={youth}{of}");
            let single = house.get(&mut desk, &place).await.text;
            assert_eq!(sheets(&single), [*printed]);
        }
        let named = printed.iter().any(|sheet| sheet.contains("Ana"));
        assert_eq!(named, of.is_empty(), "no consent names the agency");
    }
    let nobody = "00000000-0000-4000-8000-000000000000";
    let page = house.get(&mut desk, &format!("{held}/sheets?agency={nobody}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
