//! The directory's entries: which have to be checked again, and one that is corrected by hand.

use axum::http::StatusCode;
use directory::value::Confidentiality;

use crate::house::{Browser, House, hidden};

/// The fields of an entry's form as a browser would send them back, with some changed.
fn fields<'a>(page: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("version", hidden(page, "version")), ("status", "active")];
    for name in ["name", "description", "minimum_age", "maximum_age"] {
        let given = changed.iter().find(|(one, _)| *one == name);
        fields.push((name, given.map_or_else(|| standing(page, name), |(_, text)| *text)));
    }
    let rest = changed.iter().filter(|(name, _)| !fields.iter().any(|(one, _)| one == name));
    let rest: Vec<_> = rest.copied().collect();
    fields.extend(rest);
    fields
}

/// What stands in a field of text.
fn standing<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\"")).expect("the form has the field");
    let (tag, after) = rest.split_once('>').unwrap();
    match tag.split_once("value=\"") {
        Some((_, value)) => value.split('"').next().unwrap(),
        None => after.split("</textarea>").next().unwrap(),
    }
}

#[tokio::test]
async fn an_entry_is_corrected_checked_and_shown_to_everybody() {
    let house = House::founded().await;
    let county = house.county().await;
    let open = |one: &&directory::Service| {
        one.phones
            .iter()
            .all(|phone| phone.confidentiality.unwrap_or_default() == Confidentiality::Public)
    };
    let service = county.directory.services.iter().find(open).unwrap();
    let path = format!("/desk/directory/{}", service.id);
    let mut keeper = house.signed_in("coordinator").await;
    let list = house.get(&mut keeper, "/desk/directory").await;
    assert_eq!(list.status, StatusCode::OK);
    let page = house.get(&mut keeper, &path).await.text;
    let changed = [
        ("name", "Quiet rooms at the mill"),
        ("check", "yes"),
        ("months", "3"),
        ("phone_id", ""),
        ("phone", "(311) 555-0199"),
        ("phone_for", "Night"),
        ("phone_who", "staff"),
    ];
    let saved = house.post(&mut keeper, &path, &fields(&page, &changed)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let after = house.get(&mut keeper, &format!("{path}?saved=1")).await.text;
    assert!(after.contains("Quiet rooms at the mill") && after.contains("(311) 555-0199"));
    assert!(after.contains("counts until"), "it was checked");
    let named = house.get(&mut keeper, "/desk/directory?named=quiet").await.text;
    assert!(named.contains("Quiet rooms at the mill") && named.contains("counts until"));

    // Everybody finds the new name, and nobody the number of staff.
    let public =
        house.get(&mut Browser::default(), &format!("/hsds/services/{}", service.id)).await;
    assert!(public.text.contains("Quiet rooms at the mill"), "{}", public.text);
    assert!(!public.text.contains("555-0199"), "{}", public.text);

    // The form of before: what stands is shown beside what was typed, and nothing is lost.
    let late = fields(&page, &[("name", "Loud rooms")]);
    let refused = house.post(&mut keeper, &path, &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text.contains("Loud rooms") && refused.text.contains("Quiet rooms at the mill")
    );
    let second = fields(&refused.text, &[]);
    assert_eq!(house.post(&mut keeper, &path, &second).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(&mut keeper, &path).await.text.contains("Loud rooms"));
    house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn who_does_not_keep_the_directory_reads_what_their_role_may() {
    let house = House::founded().await;
    let county = house.county().await;
    let hidden_phone = |one: &&directory::Service| {
        one.phones
            .iter()
            .any(|phone| phone.confidentiality.unwrap_or_default() != Confidentiality::Public)
    };
    let service = county.directory.services.iter().find(hidden_phone).expect("the county has one");
    let secret = service
        .phones
        .iter()
        .find(|phone| phone.confidentiality.unwrap_or_default() != Confidentiality::Public)
        .unwrap();
    let path = format!("/desk/directory/{}", service.id);
    let mut keeper = house.signed_in("coordinator").await;
    let page = house.get(&mut keeper, &path).await.text;
    assert!(page.contains(&secret.number), "who keeps the directory reads it whole");
    for login in ["specialist", "analyst", "administrator"] {
        let mut browser = house.signed_in(login).await;
        let page = house.get(&mut browser, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{login}");
        assert!(!page.text.contains("name=\"version\""), "{login} finds a form");
        let refused = house.post(&mut browser, &path, &[("name", "x")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{login}");
    }
    let wrong = fields(&page, &[("name", "")]);
    let refused = house.post(&mut keeper, &path, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Write a name."));
}
