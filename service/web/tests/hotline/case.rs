//! Cases as browsers see them: opened from a contact, filled, shared by consent, closed.

use axum::http::{StatusCode, header};

use crate::answered;
use crate::house::{Browser, House, hidden};

/// A coordinator who has opened a case from a contact that has ended.
pub async fn case(house: &House) -> (Browser, String, String) {
    house.visitor("i need help").await;
    let (mut desk, contact) = answered(house).await;
    house.post(&mut desk, &format!("/desk/{contact}/end"), &[("ending", "finished")]).await;
    let mut coordinator = house.signed_in("coordinator").await;
    let page = house.get(&mut coordinator, &format!("/desk/{contact}")).await.text;
    assert!(page.contains("Open a case from this contact"));
    let (_, form) = page.split_once("action=\"/desk/cases\">").unwrap();
    let fields = [("key", hidden(form, "key")), ("contact", &contact)];
    let opened = house.post(&mut coordinator, "/desk/cases", &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let again = house.post(&mut coordinator, "/desk/cases", &fields).await;
    let place = opened.headers[header::LOCATION].to_str().unwrap();
    assert_eq!(again.headers[header::LOCATION], place, "a second tap opens no second case");
    let id = place.rsplit('/').next().unwrap().to_owned();
    (coordinator, id, contact)
}

/// Adds a person; gives their id.
pub async fn person(
    house: &House,
    desk: &mut Browser,
    id: &str,
    part: &str,
    (name, reach): (&str, &str),
) -> String {
    let before = people(&house.get(desk, &format!("/desk/cases/{id}")).await.text);
    let fields =
        [("part", part), ("name", name), ("reach", reach), ("wishes", "To finish school.")];
    let kept = house.post(desk, &format!("/desk/cases/{id}/people/new"), &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let after = people(&house.get(desk, &format!("/desk/cases/{id}")).await.text);
    after.into_iter().find(|one| !before.contains(one)).unwrap()
}

fn people(page: &str) -> Vec<String> {
    let links = page.split("/people/").skip(1);
    let ids = links.map(|rest| rest.split('"').next().unwrap().to_owned());
    ids.filter(|id| id != "new").collect()
}

pub const VICTIM: &str = "victim:PossibleVictimOfTrafficking";

#[tokio::test]
async fn a_case_is_opened_from_a_contact_worked_on_and_closed_when_nothing_is_open() {
    const PLANTED: [&str; 6] =
        ["Zorblatt", "5559871234", "plughword", "xyzzynote", "quuxly plan", "fnordtask"];
    let house = House::founded().await;
    let (mut desk, id, contact) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let part = person(&house, &mut desk, &id, VICTIM, ("Zorblatt", "5559871234")).await;
    let wishes = [
        ("part", VICTIM),
        ("name", "Zorblatt"),
        ("name_base", "1"),
        ("reach", "5559871234"),
        ("reach_base", "1"),
        ("wishes", "plughword"),
        ("wishes_base", "1"),
    ];
    let kept = house.post(&mut desk, &format!("{path}/people/{part}"), &wishes).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let mut other = wishes;
    other[5] = ("wishes", "something else");
    let late = house.post(&mut desk, &format!("{path}/people/{part}"), &other).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody else wrote meanwhile");
    assert!(late.text.contains("Stands now:") && late.text.contains("plughword"), "both are shown");
    let plan = [("field", "safety_plan"), ("base", "0"), ("words", "quuxly plan")];
    assert_eq!(
        house.post(&mut desk, &format!("{path}/text"), &plan).await.status,
        StatusCode::SEE_OTHER
    );
    let note = [("words", "xyzzynote"), ("kind", "note")];
    house.post(&mut desk, &format!("{path}/notes"), &note).await;
    let task = [("words", "fnordtask"), ("due", "2030-01-01T12:00"), ("owner", "")];
    house.post(&mut desk, &format!("{path}/tasks"), &task).await;
    let page = house.get(&mut desk, &path).await.text;
    for word in ["Zorblatt", "xyzzynote", "quuxly plan", "fnordtask", &contact] {
        assert!(page.contains(word), "{word}");
    }
    let shown = house.get(&mut desk, &format!("{path}/people/{part}")).await.text;
    assert!(shown.contains("plughword") && shown.contains("5559871234"));
    let listed = house.get(&mut desk, "/desk/cases").await.text;
    assert!(listed.contains(&id) && !listed.contains("Zorblatt"));
    assert!(house.get(&mut desk, &format!("/desk/{contact}")).await.text.contains(&path));

    // It is not closed while a task is open or somebody is in danger.
    let settle = format!("{path}/settle");
    let early = house.post(&mut desk, &settle, &[("act", "close")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("1 tasks"));
    let (_, rest) = page.split_once("name=\"task\" value=\"").unwrap();
    let done = [("task", rest.split('"').next().unwrap()), ("end", "done")];
    assert_eq!(
        house.post(&mut desk, &format!("{path}/tasks"), &done).await.status,
        StatusCode::SEE_OTHER
    );
    house.post(&mut desk, &settle, &[("act", "danger"), ("danger", "now")]).await;
    let danger = house.post(&mut desk, &settle, &[("act", "close")]).await;
    assert!(danger.text.contains("in danger"));
    house.post(&mut desk, &settle, &[("act", "danger"), ("danger", "none_known")]).await;
    let closed = house.post(&mut desk, &settle, &[("act", "close")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let late = house.post(&mut desk, &format!("{path}/notes"), &note).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "a closed case is opened again first");
    assert!(!house.get(&mut desk, "/desk/cases").await.text.contains(&id));
    assert!(house.get(&mut desk, "/desk/cases?closed=yes").await.text.contains(&id));
    assert_eq!(
        house.post(&mut desk, &settle, &[("act", "reopen")]).await.status,
        StatusCode::SEE_OTHER
    );

    // Another line does not know that it is there, and no byte of the database tells.
    let mut other = house.signed_in("day").await;
    for place in ["", "/sharing", "/people/new"] {
        let answer = house.get(&mut other, &format!("{path}{place}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{place}");
    }
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for word in PLANTED {
            let found = content.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "`{word}` is stored in clear");
        }
    }
}

#[tokio::test]
async fn two_records_of_one_person_are_suggested_merged_by_two_members_and_parted_again() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let one = person(&house, &mut desk, &id, VICTIM, ("Ana", "555-014-2000")).await;
    let two = person(&house, &mut desk, &id, VICTIM, ("A.", "5550142000")).await;
    let wrong = person(&house, &mut desk, &id, "exploiter:buyer", ("D.", "5550142000")).await;
    assert!(house.get(&mut desk, &path).await.text.contains("One pair of records"));
    let page = house.get(&mut desk, &format!("{path}/people/{one}")).await.text;
    assert!(page.contains(&two) && page.contains("They are the same"));
    assert!(!page.contains(&wrong), "a victim is never taken for an exploiter");
    let act = |act| {
        [("act", act), ("kept", &*one), ("merged", &*two), ("person", &*one)]
            .map(|(key, value)| (key, value))
    };
    let merge = format!("{path}/merge");
    assert_eq!(house.post(&mut desk, &merge, &act("propose")).await.status, StatusCode::SEE_OTHER);
    let alone = house.post(&mut desk, &merge, &act("agree")).await;
    assert_eq!(alone.status, StatusCode::CONFLICT);
    let mut supervisor = house.signed_in("supervisor").await;
    let page = house.get(&mut supervisor, &format!("{path}/people/{one}")).await.text;
    assert!(page.contains("coordinator says that they are the same"));
    house.post(&mut supervisor, &merge, &act("agree")).await;
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("counts under another record"));
    house.post(&mut desk, &merge, &act("undo")).await;
    let page = house.get(&mut desk, &path).await.text;
    assert!(!page.contains("counts under another record"));

    // Whoever was held to be a victim never becomes an exploiter.
    let fields = [("part", "exploiter:seller"), ("name", "Ana"), ("name_base", "1")];
    let refused = house.post(&mut desk, &format!("{path}/people/{one}"), &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("never becomes an exploiter"));
}

#[tokio::test]
async fn an_agency_sees_what_a_consent_names_until_it_is_taken_back() {
    let house = House::founded().await;
    let (mut desk, id, contact) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let youth = person(&house, &mut desk, &id, VICTIM, ("Ana", "")).await;
    let aunt = person(&house, &mut desk, &id, "exploiter:facilitator", ("Her aunt", "")).await;
    let agency = [
        ("act", "add"),
        ("name", "County child welfare"),
        ("seat", "review"),
        ("purpose", "coordinate_care"),
        ("papers", "2030-01-01"),
    ];
    let mut specialist = house.signed_in("specialist").await;
    let refused = house.post(&mut specialist, &format!("{path}/agencies"), &agency).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "whoever coordinates brings an agency in");
    let added = house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let sharing = format!("{path}/sharing");
    let page = house.get(&mut desk, &sharing).await.text;
    assert!(page.contains("No consent names this agency."));
    let organization = hidden(&page, "organization").to_owned();
    let consent = |signed_by: &str, scope: &'static str| {
        [
            ("act", "give".to_owned()),
            ("person", youth.clone()),
            ("recipient", organization.clone()),
            ("scope", scope.to_owned()),
            ("purpose", "coordinate_care".to_owned()),
            ("signer", "guardian".to_owned()),
            ("signed_by", signed_by.to_owned()),
            ("abuser", "ruled_out".to_owned()),
            ("contact", contact.clone()),
            ("days", "30".to_owned()),
        ]
    };
    let consents = format!("{path}/consents");
    let fields = consent(&aunt, "name");
    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let refused = house.post(&mut desk, &consents, &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("alleged exploiter"), "whatever was ticked");
    let fields = consent("", "needs");
    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let unsaid = house.post(&mut desk, &consents, &fields).await;
    assert_eq!(
        unsaid.status,
        StatusCode::CONFLICT,
        "nobody said whether the guardian is of the case"
    );
    let fields = consent("nobody", "needs");
    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let given = house.post(&mut desk, &consents, &fields).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let page = house.get(&mut desk, &sharing).await.text;
    assert!(page.contains("The person allows it until"));
    assert!(page.contains("The consent does not name this."));
    assert!(page.contains("It never leaves the agency that wrote it."));
    let sheet = format!("{path}/sheet?person={youth}&agency={organization}");
    let (own, theirs) = (format!("{path}/sheet"), paper(&house.get(&mut desk, &sheet).await.text));
    assert!(theirs.contains("To finish school.") && !theirs.contains("Ana"), "{theirs}");
    assert!(paper(&house.get(&mut desk, &own).await.text).contains("Ana"));

    // Anybody of the team writes down that it was taken back.
    let given = hidden(&page, "consent").to_owned();
    let back = [("act", "revoke"), ("consent", &*given), ("person", &*youth)];
    assert_eq!(house.post(&mut specialist, &consents, &back).await.status, StatusCode::SEE_OTHER);
    assert!(!paper(&house.get(&mut desk, &sheet).await.text).contains("To finish school."));
    let page = house.get(&mut desk, &sharing).await.text;
    assert!(!page.contains("The person allows it until"), "gone with the next request");
    assert!(page.contains("The consent was taken back."));
}

/// What is printed of a page.
fn paper(page: &str) -> String {
    let (_, sheet) = page.split_once("<article class=\"sheet\">").unwrap();
    let (sheet, _) = sheet.split_once("</article>").unwrap();
    let mut parts = sheet.split("<div class=\"away\">");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| all + part.split_once("</div>").unwrap().1)
}

#[tokio::test]
async fn one_young_persons_consent_gives_no_other_one_away() {
    let house = House::founded().await;
    let (mut desk, id, contact) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let one = person(&house, &mut desk, &id, VICTIM, ("Ana", "")).await;
    let plan = [("field", "safety_plan"), ("base", "0"), ("words", "The back door.")];
    house.post(&mut desk, &format!("{path}/text"), &plan).await;
    let agency = [
        ("act", "add"),
        ("name", "North shelter"),
        ("seat", "partner"),
        ("purpose", "coordinate_care"),
    ];
    house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    let again = house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
    assert_eq!(
        page.matches("<section class=\"agency\">").count(),
        1,
        "the same name, the same one"
    );
    let organization = hidden(&page, "organization").to_owned();
    let consent = [
        ("act", "give"),
        ("person", &*one),
        ("recipient", &*organization),
        ("scope", "situation"),
        ("purpose", "coordinate_care"),
        ("signer", "adult_themself"),
        ("abuser", "not_checked"),
        ("contact", &*contact),
        ("days", "30"),
    ];
    let given = house.post(&mut desk, &format!("{path}/consents"), &consent).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let sheet = format!("{path}/sheet?person={one}&agency={organization}");
    assert!(paper(&house.get(&mut desk, &sheet).await.text).contains("The back door."));
    person(&house, &mut desk, &id, VICTIM, ("Lea", "")).await;
    let page = house.get(&mut desk, &sheet).await.text;
    assert!(!paper(&page).contains("The back door."), "it is the plan of both");

    // A case is on the agenda for a reason that the page says.
    let agenda = house.get(&mut desk, "/desk/cases/agenda").await.text;
    let row = agenda.split("<tr>").find(|row| row.contains(&id)).unwrap();
    assert!(row.contains(">new<") && !agenda.contains("Ana"), "{row}");
    let later = house.get(&mut desk, "/desk/cases/agenda?since=2099-01-01").await.text;
    assert!(!later.contains(&id));
}

#[tokio::test]
async fn a_case_that_is_closed_to_a_member_is_not_there_for_them() {
    let house = House::founded().await;
    let (mut desk, id, _) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let mut specialist = house.signed_in("specialist").await;
    assert_eq!(house.get(&mut specialist, &path).await.status, StatusCode::OK);
    let page = house.get(&mut desk, &path).await.text;
    let (_, options) = page.split_once("id=\"close-to\"").unwrap();
    let option =
        options.split("<option value=\"").find(|one| one.contains(">specialist<")).unwrap();
    let member = option.split('"').next().unwrap();
    let fields = [("act", "close_to"), ("member", member)];
    let done = house.post(&mut desk, &format!("{path}/settle"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(&mut specialist, &path).await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(&mut specialist, "/desk/cases").await.text.contains(&id));
}

#[tokio::test]
async fn contacts_are_joined_a_page_at_a_time_and_only_those_of_the_team() {
    let house = House::founded().await;
    let (mut desk, id, first) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let mut seen = vec![first];
    for number in 0..25 {
        house.visitor(&format!("number {number}")).await;
    }
    let page = house.get(&mut desk, "/desk/list/team").await.text;
    let rows = page.split("<a href=\"/desk/").skip(1);
    let ids = rows.map(|rest| rest.split('"').next().unwrap().to_owned());
    let ids: std::collections::BTreeSet<_> = ids.filter(|id| id.len() == 36).collect();
    for contact in &ids {
        let fields = [("case", path.as_str()), ("contact", contact)];
        let joined = house.post(&mut desk, "/desk/cases/join", &fields).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
        seen.push(contact.clone());
    }
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("Earlier contacts"));
    let (_, rest) = page.split_once("?contacts=").unwrap();
    let next = format!("{path}?contacts={}", rest.split('"').next().unwrap());
    let later = house.get(&mut desk, &next).await.text;
    for contact in &seen {
        let link = format!("href=\"/desk/{contact}\"");
        let shown = [&page, &later].iter().filter(|page| page.contains(&link)).count();
        assert_eq!(shown, 1, "{contact}");
    }
    let strange = [("case", path.as_str()), ("contact", "01a204d4-cfc0-7a7e-9737-d164fddf6899")];
    let refused = house.post(&mut desk, "/desk/cases/join", &strange).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
