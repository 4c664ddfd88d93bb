//! What the law obliges to, from the fact to the proof of sending, as browsers see it.

use axum::http::{StatusCode, header};
use casework::time::Span;

use crate::answered;
use crate::first_waiting;
use crate::house::{Browser, House, hidden, key_of};

/// A tip that a specialist has answered.
async fn tip(house: &House, what: &str) -> (Browser, String) {
    let mut teller = Browser::default();
    let page = house.get(&mut teller, "/tip").await.text;
    let fields = [("key", key_of(&page)), ("step", "what"), ("act", "send"), ("what", what)];
    house.post(&mut teller, "/tip", &fields).await;
    let mut desk = house.signed_in("specialist").await;
    house.post(&mut desk, "/desk/shift", &[("act", "start")]).await;
    let id = first_waiting(house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{id}/answer"), &[]).await;
    (desk, id)
}

/// Records codes of facts, each a field of its own, over the version that stands.
async fn record(house: &House, desk: &mut Browser, id: &str, facts: &[(&str, &str)]) {
    let page = house.get(desk, &format!("/desk/{id}")).await.text;
    let (_, panel) = page.split_once("id=\"block-safety\"").unwrap();
    let mut fields = vec![("version", hidden(panel, "version"))];
    for (field, code) in facts {
        fields.extend([("field", *field), (*field, *code)]);
    }
    let answer = house.post(desk, &format!("/desk/{id}/facts"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

const TRAFFICKED: [(&str, &str); 2] = [("age_band", "15_17"), ("commercial_sex_act", "yes")];

/// The ids of the duties that a page leads to, in its order.
fn duties_on(page: &str) -> Vec<String> {
    let links = page.split("href=\"/desk/duties/").skip(1);
    links.map(|rest| rest.split(['"', '/']).next().unwrap().to_owned()).collect()
}

/// The duty of a contact towards the agency that a line of its block names.
async fn duty_to(house: &House, desk: &mut Browser, id: &str, agency: &str) -> String {
    let page = house.get(desk, &format!("/desk/{id}")).await.text;
    let (_, block) = page.split_once("id=\"duties\"").unwrap();
    let line = block.split("<li").find(|line| line.contains(&format!("Tell {agency}")));
    let line = line.unwrap_or_else(|| panic!("no duty to tell {agency}"));
    duties_on(line).remove(0)
}

#[tokio::test]
async fn a_duty_goes_from_the_fact_to_the_proof_of_sending() {
    const PLANTED: [&str; 3] = ["Zorblatt", "quuxly motel", "PLUGH-0042"];
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains("Nothing that is known obliges us to report."));
    record(&house, &mut desk, &id, &TRAFFICKED).await;

    // It stands beside the conversation with its reason, its deadline and its owner.
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let (_, block) = page.split_once("id=\"duties\"").unwrap();
    for line in [
        "Tell the police",
        "Tell child protection",
        "under 18, something of value for a sex act",
        "needs review by counsel",
        "Whose: specialist",
        "due in",
    ] {
        assert!(block.contains(line), "{line}");
    }
    let duty = duty_to(&house, &mut desk, &id, "child protection").await;
    let path = format!("/desk/duties/{duty}");
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("Public Law 114-22") && page.contains("not compared with its source"));
    let board = house.get(&mut desk, "/desk/duties").await.text;
    assert!(duties_on(&board).contains(&duty));

    // What is missing is said, and what was typed is not lost.
    let report = format!("{path}/report");
    let page = house.get(&mut desk, &report).await.text;
    assert!(page.contains("from the facts") && page.contains("15"));
    let base = hidden(&page, "base").to_owned();
    let some = [("base", &*base), ("act", "finish"), ("where_now", "the quuxly motel")];
    let refused = house.post(&mut desk, &report, &some).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("the quuxly motel") && refused.text.contains("child_name"));
    let nothing = house.get(&mut desk, &format!("{path}/paper")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let whole = [
        ("base", &*base),
        ("act", "finish"),
        ("what_happened", "A man sells her."),
        ("where_now", "the quuxly motel"),
        ("child_name", "Zorblatt"),
        ("unknown", "tribe"),
        ("reported_by", "North Star hotline"),
    ];
    let done = house.post(&mut desk, &report, &whole).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = house.post(&mut desk, &report, &whole).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "somebody wrote meanwhile");
    let paper = house.get(&mut desk, &format!("{path}/paper")).await.text;
    assert!(paper.contains("Zorblatt") && paper.contains("Nothing was sent."));
    let json = house.get(&mut desk, &format!("{path}/json")).await;
    assert_eq!(json.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"report.json\"");
    assert!(json.text.contains("\"daybreak-report-1\"") && json.text.contains("Zorblatt"));
    let csv = house.get(&mut desk, &format!("{path}/csv")).await.text;
    assert!(csv.contains("child_name,words,Zorblatt") && csv.contains("tribe,unknown,"));

    // A person sent it, and says so with the number that was given.
    house.wait(Span::from_hours(2));
    let mut desk = house.signed_in("specialist").await;
    let early = [("way", "phone"), ("at", "2020-01-01T00:00"), ("number", "PLUGH-0042")];
    let refused = house.post(&mut desk, &format!("{path}/sent"), &early).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("before the information was received"));
    let page = house.get(&mut desk, &path).await.text;
    let (_, rest) = page.split_once("name=\"at\" value=\"").unwrap();
    let now = rest.split('"').next().unwrap();
    let proof = [("way", "phone"), ("at", now), ("number", "PLUGH-0042")];
    let sent = house.post(&mut desk, &format!("{path}/sent"), &proof).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = house.get(&mut desk, &path).await.text;
    assert!(page.contains("sent in time") && page.contains("PLUGH-0042"));
    let board = house.get(&mut desk, "/desk/duties").await.text;
    assert!(board.contains("Ended lately"));
    assert!(!house.get(&mut desk, "/desk/duties?whose=mine").await.text.contains("overdue by"));

    // Another line knows nothing of it, and no byte of the database holds what was typed.
    let mut other = house.signed_in("day").await;
    for place in ["", "/report", "/paper", "/json", "/csv"] {
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
async fn in_the_help_lane_only_the_law_obliges_and_it_is_said_before_the_person_goes_on() {
    let house = House::founded().await;
    house.visitor("i am fifteen").await;
    let (mut desk, id) = answered(&house).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let (_, first) =
        page.split_once("Before they say more").expect("said before anything is known");
    let (first, _) = first.split_once("</p>").unwrap();
    assert!(first.contains("child protection") && !first.contains("police"), "{first}");
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    // The need of that name asks for the police "with support" and is no duty.
    let tells = |page: &str, whom: &str| page.contains(&format!("<strong>Tell {whom}</strong>"));
    assert!(tells(&page, "child protection") && !tells(&page, "the police"));
    assert!(page.contains("Tell them now that we have to make this report"));

    // Moved to the tip lane, the decisions of the house bind as well.
    house.post(&mut desk, &format!("/desk/{id}/lane"), &[("lane", "tip")]).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(tells(&page, "the police"));

    // A house that the law takes for nobody in particular has no duty in the help lane.
    let mut supervisor = house.signed_in("supervisor").await;
    let done = house.post(&mut supervisor, "/desk/rules/house", &[("we", "everyone")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    house.visitor("me too").await;
    let id = first_waiting(&house, &mut desk).await;
    house.post(&mut desk, &format!("/desk/{id}/answer"), &[]).await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(!tells(&page, "child protection") && !page.contains("Before they say more"));
}

#[tokio::test]
async fn the_house_says_which_days_are_no_working_days() {
    let house = House::founded().await;
    let mut supervisor = house.signed_in("supervisor").await;
    let path = "/desk/rules/house";
    let fields = [("we", "mandated_reporter"), ("holidays", "2027-01-18\r\n2026-12-25\r\n")];
    assert_eq!(house.post(&mut supervisor, path, &fields).await.status, StatusCode::SEE_OTHER);
    let page = house.get(&mut supervisor, "/desk/rules").await.text;
    assert!(page.contains("2026-12-25\n2027-01-18\n</textarea>"), "in the order of time");
    let fields = [("we", "mandated_reporter"), ("holidays", "2026-12-25\nChristmas")];
    let refused = house.post(&mut supervisor, path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("line 2 is no day") && refused.text.contains("Christmas"));
    let mut specialist = house.signed_in("specialist").await;
    let read = house.get(&mut specialist, "/desk/rules").await.text;
    assert!(read.contains("2026-12-25, 2027-01-18") && !read.contains("Christmas"));
}

#[tokio::test]
async fn a_fact_that_only_the_rules_ask_starts_its_clock_when_it_was_told() {
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "Our neighbour's girl is gone.").await;
    record(&house, &mut desk, &id, &[("age_band", "12_14")]).await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains("May apply") && page.contains("not known yet:"));
    house.wait(Span::from_hours(30));
    let mut desk = house.signed_in("specialist").await;
    let told = [("field", "missing"), ("missing", "yes"), ("received", "2020-01-15T09:00")];
    let done = house.post(&mut desk, &format!("/desk/{id}/known"), &told).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    assert!(page.contains("Tell the center for missing children"));
    // The age was told later than that, with the contact: 30 hours ago.
    assert!(page.contains("overdue by 6 h"), "the clock runs from the last fact that was told");
    assert!(page.contains("2 overdue"), "the navigation says so");
    let future = [("field", "missing"), ("missing", "yes"), ("received", "2099-01-15T09:00")];
    let refused = house.post(&mut desk, &format!("/desk/{id}/known"), &future).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_an_owner_leaves_falls_to_the_team_and_the_board_says_whose_it_was() {
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let duty = duty_to(&house, &mut desk, &id, "the police").await;
    let mut runs = house.signed_in("administrator").await;
    let members = house.get(&mut runs, "/members").await.text;
    let row = members.split("<tr>").find(|row| row.contains(">specialist</th>")).unwrap();
    let (_, rest) = row.split_once("action=\"/members/").unwrap();
    let member = rest.split('/').next().unwrap();
    house.post(&mut runs, &format!("/members/{member}/suspend"), &[]).await;

    let mut supervisor = house.signed_in("supervisor").await;
    let board = house.get(&mut supervisor, "/desk/duties?whose=nobodys").await.text;
    assert!(duties_on(&board).contains(&duty));
    assert!(board.contains("was specialist’s until"));
    let path = format!("/desk/duties/{duty}");
    house.post(&mut supervisor, &format!("{path}/hand"), &[("to", "me")]).await;
    let page = house.get(&mut supervisor, &path).await.text;
    assert!(page.contains("<p>supervisor</p>") && !page.contains("was specialist’s"));
    let strange = [("to", "01a204d4-cfc0-7a7e-9737-d164fddf6899")];
    let refused = house.post(&mut supervisor, &format!("{path}/hand"), &strange).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "nobody outside the team gets it");
}

#[tokio::test]
async fn no_report_is_required_only_if_two_members_say_so() {
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let duty = duty_to(&house, &mut desk, &id, "the police").await;
    let path = format!("/desk/duties/{duty}/dispute");
    let doubt = [("act", "dispute"), ("reason", "reported_by_other")];
    assert_eq!(house.post(&mut desk, &path, &doubt).await.status, StatusCode::SEE_OTHER);
    let alone = house.post(&mut desk, &path, &[("act", "agree")]).await;
    assert_eq!(alone.status, StatusCode::CONFLICT);
    assert!(house.get(&mut desk, "/desk/duties").await.text.contains("doubted"));
    let mut supervisor = house.signed_in("supervisor").await;
    let agreed = house.post(&mut supervisor, &path, &[("act", "agree")]).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER);
    let page = house.get(&mut supervisor, &format!("/desk/duties/{duty}")).await.text;
    assert!(page.contains("not required") && page.contains("Another office reported it"));
}

#[tokio::test]
async fn as_time_runs_out_more_people_are_told() {
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    for (hours, told) in [(13, "its owner"), (6, "the supervisors"), (6, "everybody")] {
        house.wait(Span::from_hours(hours));
        web::acts::duty::escalate_all(&house.store).await.unwrap();
        let mut desk = house.signed_in("specialist").await;
        let board = house.get(&mut desk, "/desk/duties").await.text;
        assert!(board.contains(told), "{told}");
    }
    let mut desk = house.signed_in("specialist").await;
    let page = house.get(&mut desk, "/desk").await.text;
    assert_eq!(page.matches("2 overdue").count(), 2, "in the navigation and in the first column");
    let late = house.get(&mut desk, "/desk/duties?late=yes").await.text;
    assert_eq!(duties_on(&late).len(), 2);
}

#[tokio::test]
async fn a_rule_is_edited_with_its_history_by_who_may_and_shows_who_looked_at_it() {
    let house = House::founded().await;
    let mut supervisor = house.signed_in("supervisor").await;
    let path = "/desk/rules/house-trafficked-child-police";
    let page = house.get(&mut supervisor, path).await.text;
    let base = hidden(&page, "base").to_owned();
    let wording = [
        ("base", &*base),
        ("act", "write"),
        ("when", "minor"),
        ("when", "commercial_sex_act"),
        ("recipient", "law_enforcement"),
        ("form", "oral"),
        ("who", "everyone"),
        ("basis", "house"),
        ("limit", "2 hours"),
        ("source", "Decision of the board"),
        ("as_of", "2026-11-30"),
    ];
    let silent = house.post(&mut supervisor, path, &wording).await;
    assert_eq!(silent.status, StatusCode::CONFLICT);
    assert!(silent.text.contains("why the rule changes") && silent.text.contains("2 hours"));
    let reasoned = [&wording[..], &[("why", "The board decided so.")]].concat();
    assert_eq!(house.post(&mut supervisor, path, &reasoned).await.status, StatusCode::SEE_OTHER);
    let late = house.post(&mut supervisor, path, &reasoned).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody changed it meanwhile");
    let page = house.get(&mut supervisor, path).await.text;
    assert!(page.contains("The board decided so.") && page.contains("came with the software"));
    let base = hidden(&page, "base").to_owned();
    let mark = [("base", &*base), ("act", "reviewed"), ("by", "R. Vance"), ("on", "2026-11-30")];
    assert_eq!(house.post(&mut supervisor, path, &mark).await.status, StatusCode::SEE_OTHER);
    let table = house.get(&mut supervisor, "/desk/rules").await.text;
    assert!(table.contains("reviewed by counsel") && table.contains("needs review by counsel"));
    let csv = house.get(&mut supervisor, "/desk/rules/csv").await.text;
    assert!(csv.contains("2 hours") && csv.contains("R. Vance"));

    // A duty that begins now follows it, and a report by voice needs its number.
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let duty = duty_to(&house, &mut desk, &id, "the police").await;
    let page = house.get(&mut desk, &format!("/desk/duties/{duty}")).await.text;
    assert!(page.contains("Decision of the board") && page.contains("by voice"));
    let (_, rest) = page.split_once("name=\"at\" value=\"").unwrap();
    let now = rest.split('"').next().unwrap();
    let sent = format!("/desk/duties/{duty}/sent");
    let silent = house.post(&mut desk, &sent, &[("way", "phone"), ("at", now)]).await;
    assert_eq!(silent.status, StatusCode::CONFLICT);
    let none = [("way", "phone"), ("at", now), ("none_given", "yes")];
    assert_eq!(house.post(&mut desk, &sent, &none).await.status, StatusCode::SEE_OTHER);
    let refused = house.post(&mut desk, path, &reasoned).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a specialist changes no rule");
    assert!(!house.get(&mut desk, path).await.text.contains("name=\"why\""));
}

#[tokio::test]
async fn duties_go_with_their_contact_to_another_team() {
    let house = House::founded().await;
    let (mut desk, id) = tip(&house, "A man sells a girl.").await;
    record(&house, &mut desk, &id, &TRAFFICKED).await;
    let duty = duty_to(&house, &mut desk, &id, "the police").await;
    let page = house.get(&mut desk, &format!("/desk/{id}")).await.text;
    let (_, queues) = page.split_once(&format!("action=\"/desk/{id}/queue\"")).unwrap();
    let teams = queues.split("name=\"team\" value=\"").skip(1);
    let other = teams
        .map(|rest| (rest.split('"').next().unwrap(), rest.split("</label>").next().unwrap()))
        .find(|(_, label)| label.contains("Day line"))
        .unwrap();
    house.post(&mut desk, &format!("/desk/{id}/queue"), &[("team", other.0)]).await;
    let path = format!("/desk/duties/{duty}");
    assert_eq!(house.get(&mut desk, &path).await.status, StatusCode::NOT_FOUND);
    let mut day = house.signed_in("day").await;
    let page = house.get(&mut day, &path).await.text;
    assert!(page.contains("Tell the police") && page.contains("The team’s"));
}
