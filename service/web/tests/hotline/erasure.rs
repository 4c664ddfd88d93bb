//! Keeping and erasing as browsers see it: two members before the time, one after it, and never what is held.

use axum::http::{StatusCode, header};
use casework::time::Span;

use crate::answered;
use crate::house::{Answer, Browser, House, hidden};

/// A contact that has ended, and the browser of the specialist who answered it.
async fn ended(house: &House, words: &str) -> (Browser, String) {
    house.visitor(words).await;
    let (mut desk, contact) = answered(house).await;
    let note = [("text", "zorblattnote")];
    house.post(&mut desk, &format!("/desk/{contact}/notes"), &note).await;
    house.post(&mut desk, &format!("/desk/{contact}/end"), &[("ending", "finished")]).await;
    (desk, contact)
}

fn place(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn a_record_is_erased_when_one_member_asks_and_another_agrees() {
    let house = House::founded().await;
    let (mut desk, contact) = ended(&house, "i need help").await;
    let keep = format!("/desk/keep/contact/{contact}");
    let page = house.get(&mut desk, &format!("/desk/{contact}")).await.text;
    assert!(page.contains(&keep) && page.contains("zorblattnote"));
    let erase = format!("{keep}/erase");
    let ask = [("act", "ask"), ("reason", "person_asked")];
    assert_eq!(place(&house.post(&mut desk, &erase, &ask).await), keep);
    let agree = [("act", "agree"), ("sure", "yes")];
    let refused = house.post(&mut desk, &erase, &agree).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a specialist decides nothing");

    // A hold keeps it, whoever agrees.
    let mut coordinator = house.signed_in("coordinator").await;
    let listed = house.get(&mut coordinator, "/desk/erasure").await.text;
    assert!(listed.contains(&keep) && listed.contains("The person asked for it"));
    let hold = [("act", "hold"), ("reason", "court_order")];
    assert_eq!(place(&house.post(&mut coordinator, &format!("{keep}/hold"), &hold).await), keep);
    let unsure = house.post(&mut coordinator, &erase, &[("act", "agree")]).await;
    assert_eq!(unsure.status, StatusCode::CONFLICT);
    assert!(unsure.text.contains("Nothing was erased"));
    let held = house.post(&mut coordinator, &erase, &agree).await;
    assert_eq!(held.status, StatusCode::CONFLICT);
    assert!(held.text.contains("legal hold"), "{}", held.text);
    house.post(&mut coordinator, &format!("{keep}/hold"), &[("act", "lift")]).await;

    let certificate = house.post(&mut coordinator, &erase, &agree).await;
    let certificate = place(&certificate).to_owned();
    assert_eq!(certificate, "/desk/erasure/1");
    let paper = house.get(&mut coordinator, &certificate).await.text;
    for word in ["Certificate of erasure", "Messages", "specialist", "coordinator"] {
        assert!(paper.contains(word), "{word}");
    }
    assert!(!paper.contains("zorblattnote") && !paper.contains("i need help"));
    let gone = house.get(&mut desk, &format!("/desk/{contact}")).await;
    assert_eq!(place(&gone), certificate);
    let again = house.post(&mut coordinator, &erase, &ask).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("erased already"));
    // What is left is still listed, and its other pages are gone.
    let list = house.get(&mut desk, "/desk/list/team").await;
    assert!(list.status == StatusCode::OK && list.text.contains(&contact));
    for part in ["services", "screenings"] {
        let page = house.get(&mut desk, &format!("/desk/{contact}/{part}")).await;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{part}");
    }
    let mut other = house.signed_in("day").await;
    for path in [&keep, &certificate, &format!("/desk/{contact}")] {
        assert_eq!(house.get(&mut other, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn nobody_erases_early_alone_and_the_time_is_data() {
    let house = House::founded().await;
    let (_, contact) = ended(&house, "i need help").await;
    let keep = format!("/desk/keep/contact/{contact}");
    let erase = format!("{keep}/erase");
    let mut supervisor = house.signed_in("supervisor").await;
    house.post(&mut supervisor, &erase, &[("act", "ask"), ("reason", "recorded_wrongly")]).await;
    let sure = |act| [("act", act), ("sure", "yes")];
    let alone = house.post(&mut supervisor, &erase, &sure("agree")).await;
    assert_eq!(alone.status, StatusCode::CONFLICT);
    assert!(alone.text.contains("another member has to agree"), "{}", alone.text);
    assert_eq!(place(&house.post(&mut supervisor, &erase, &[("act", "take_back")]).await), keep);
    let early = house.post(&mut supervisor, &erase, &sure("over")).await;
    assert!(early.text.contains("its time is not over"));

    let periods = "/desk/erasure/periods";
    let set = |days| [("class", "contact"), ("days", days)];
    let nonsense = house.post(&mut supervisor, periods, &set("soon")).await;
    assert_eq!(nonsense.status, StatusCode::CONFLICT);
    assert_eq!(place(&house.post(&mut supervisor, periods, &set("30")).await), periods);
    let page = house.get(&mut supervisor, periods).await.text;
    assert!(page.contains("Kept for 30 days."));
    let listed = house.get(&mut supervisor, "/desk/erasure").await.text;
    assert!(!listed.contains(&contact), "its time is not over");
    house.wait(Span::from_days(31));
    let mut supervisor = house.signed_in("supervisor").await;
    let listed = house.get(&mut supervisor, "/desk/erasure").await.text;
    assert!(listed.contains(&contact));
    let name = format!("contact:{contact}");
    let fields = [("team", ""), ("of", ""), ("record", &*name), ("sure", "yes")];
    assert_eq!(
        house.post(&mut supervisor, "/desk/erasure/over", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let listed = house.get(&mut supervisor, "/desk/erasure").await.text;
    assert!(!listed.contains(&name) && listed.contains("/desk/erasure/1"));

    // How long is for who answers for it; every member of the house may know it.
    let mut coordinator = house.signed_in("coordinator").await;
    assert_eq!(house.get(&mut coordinator, periods).await.status, StatusCode::OK);
    let refused = house.post(&mut coordinator, periods, &set("1")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_case_takes_its_contacts_along_and_an_open_one_stays() {
    let house = House::founded().await;
    let (_, contact) = ended(&house, "i need help").await;
    let mut coordinator = house.signed_in("coordinator").await;
    let page = house.get(&mut coordinator, &format!("/desk/{contact}")).await.text;
    let (_, form) = page.split_once("action=\"/desk/cases\">").unwrap();
    let fields = [("key", hidden(form, "key")), ("contact", &*contact)];
    let opened = house.post(&mut coordinator, "/desk/cases", &fields).await;
    let case = place(&opened).to_owned();
    let id = case.rsplit('/').next().unwrap();
    let note = [("words", "zorblattcase"), ("kind", "note")];
    house.post(&mut coordinator, &format!("{case}/notes"), &note).await;
    let erase = format!("/desk/keep/case/{id}/erase");
    house.post(&mut coordinator, &erase, &[("act", "ask"), ("reason", "court_ordered")]).await;
    let mut supervisor = house.signed_in("supervisor").await;
    let agree = [("act", "agree"), ("sure", "yes")];
    let open = house.post(&mut supervisor, &erase, &agree).await;
    assert!(open.text.contains("still open"), "{}", open.text);
    house.post(&mut coordinator, &format!("{case}/settle"), &[("act", "close")]).await;
    let certificate = house.post(&mut supervisor, &erase, &agree).await;
    assert_eq!(place(&certificate), "/desk/erasure/2", "the contact has the first line");
    let paper = house.get(&mut supervisor, "/desk/erasure/2").await.text;
    assert!(paper.contains("Erased with it") && paper.contains("/desk/erasure/1"));
    assert_eq!(place(&house.get(&mut supervisor, &case).await), "/desk/erasure/2");
    let gone = house.get(&mut supervisor, &format!("/desk/{contact}")).await;
    assert_eq!(place(&gone), "/desk/erasure/1");
    let closed = house.get(&mut supervisor, "/desk/cases?closed=yes").await;
    assert!(closed.status == StatusCode::OK && closed.text.contains(id));
    let agenda = house.get(&mut supervisor, "/desk/cases/agenda").await;
    assert_eq!(agenda.status, StatusCode::OK);
}

#[tokio::test]
async fn a_contact_is_closed_to_a_member_and_whoever_looked_is_seen() {
    let house = House::founded().await;
    let (mut desk, contact) = ended(&house, "i need help").await;
    house.get(&mut desk, &format!("/desk/{contact}")).await;
    let keep = format!("/desk/keep/contact/{contact}");
    let mut supervisor = house.signed_in("supervisor").await;
    let page = house.get(&mut supervisor, &keep).await.text;
    assert!(page.contains("opened it") && page.contains("specialist"), "{page}");
    let (before, _) = page.split_once(">specialist</option>").unwrap();
    let member = before.rsplit("value=\"").next().unwrap().trim_end_matches('"').to_owned();
    let close = format!("{keep}/close");
    let act = |act| [("act", act), ("member", &*member)];
    let mut coordinator = house.signed_in("coordinator").await;
    let refused = house.post(&mut coordinator, &close, &act("close")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a supervisor closes a contact");
    assert_eq!(place(&house.post(&mut supervisor, &close, &act("close")).await), keep);
    for path in [&keep, &format!("/desk/{contact}")] {
        assert_eq!(house.get(&mut desk, path).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!house.get(&mut desk, "/desk/list/team").await.text.contains(&contact));
    assert_eq!(place(&house.post(&mut supervisor, &close, &act("open")).await), keep);
    assert_eq!(house.get(&mut desk, &format!("/desk/{contact}")).await.status, StatusCode::OK);
}
