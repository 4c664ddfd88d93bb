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

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#;

#[tokio::test]
async fn beds_hours_and_area_are_told_by_hand_and_the_beds_count_at_once() {
    let house = House::founded().await;
    let county = house.county().await;
    let service = county.directory.services.iter().find(|one| one.capacities.is_empty()).unwrap();
    let path = format!("/desk/directory/{}/terms", service.id);
    let mut keeper = house.signed_in("coordinator").await;
    let page = house.get(&mut keeper, &path).await.text;
    let version = hidden(&page, "version").to_owned();
    let row = |free: &'static str| {
        vec![
            ("version", version.as_str()),
            ("beds_id", ""),
            ("beds_name", "Girls of 12 to 17"),
            ("beds_most", "4"),
            ("beds_free", free),
            ("hours_id", ""),
            ("day-0", "MO"),
            ("day-0", "SU"),
            ("hours_opens", "09:00"),
            ("hours_closes", "17:00"),
            ("area", SQUARE),
        ]
    };
    let refused = house.post(&mut keeper, &path, &row("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("how many of the new beds"), "{}", refused.text);
    assert!(refused.text.contains("Girls of 12 to 17"), "what was typed is lost");
    let saved = house.post(&mut keeper, &path, &row("3")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = house.get(&mut keeper, &path).await.text;
    assert!(page.contains("Girls of 12 to 17") && page.contains("value=\"09:00\""), "{page}");
    let late = house.post(&mut keeper, &path, &row("2")).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);

    // Everybody finds them, and the service can be given its own link.
    let one = house.get(&mut Browser::default(), &format!("/hsds/services/{}", service.id)).await;
    assert!(one.text.contains("geojson") && one.text.contains("MO,SU"), "{}", one.text);
    house.visitor("hello").await;
    let (mut desk, id) = crate::answered(&house).await;
    let place = format!("/desk/{id}/services/{}/link", service.id);
    let made = house.post(&mut desk, &place, &[]).await;
    assert!(made.text.contains("/beds/"), "{}", made.text);
    let link =
        format!("/beds/{}", made.text.split("/beds/").nth(1).unwrap().split('<').next().unwrap());
    let beds = house.get(&mut Browser::default(), &link).await.text;
    assert!(beds.contains("3 beds free") && beds.contains("of 4"), "{beds}");

    // Fewer than are free: what was said cannot be any more, and is asked anew.
    let page = house.get(&mut keeper, &path).await.text;
    let group = hidden(&page, "beds_id").to_owned();
    let version = hidden(&page, "version").to_owned();
    let fewer = [
        ("version", &*version),
        ("beds_id", &*group),
        ("beds_name", "Girls of 12 to 17"),
        ("beds_most", "2"),
        ("beds_free", ""),
    ];
    let saved = house.post(&mut keeper, &path, &fewer).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let beds = house.get(&mut Browser::default(), &link).await.text;
    assert!(beds.contains("Not said yet") && beds.contains("of 2"), "{beds}");

    let mut specialist = house.signed_in("specialist").await;
    let read = house.get(&mut specialist, &path).await;
    assert!(read.status == StatusCode::OK && !read.text.contains("name=\"version\""));
    let refused = house.post(&mut specialist, &path, &fewer).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_place_is_corrected_and_added_and_what_is_confidential_stays_so() {
    let house = House::founded().await;
    let county = house.county().await;
    let at = |one: &&directory::Service| !one.service_at_locations.is_empty();
    let service = county.directory.services.iter().find(at).unwrap();
    let place = service.service_at_locations[0].location_id.unwrap();
    let entry = format!("/desk/directory/{}", service.id);
    let path = format!("{entry}/places/{place}");
    let mut keeper = house.signed_in("coordinator").await;
    let page = house.get(&mut keeper, &entry).await.text;
    assert!(page.contains(&path) && page.contains(&format!("{entry}/places/new")), "{page}");
    let page = house.get(&mut keeper, &path).await.text;
    let version = hidden(&page, "version").to_owned();
    let fields = |street: &'static str, who: &'static str, version: &str| {
        let fixed = [
            ("who", who),
            ("address_1", street),
            ("city", "Port Wren"),
            ("state_province", "XX"),
            ("postal_code", "00101"),
            ("country", "us"),
        ];
        let all = fixed.into_iter().map(|(name, value)| (name, value.to_owned()));
        all.chain([("version", version.to_owned())]).collect::<Vec<_>>()
    };
    let post = async |keeper: &mut Browser, path: &str, fields: Vec<(&str, String)>| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.post(keeper, path, &fields).await
    };
    let refused = post(&mut keeper, &path, fields("", "staff", &version)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let saved = post(&mut keeper, &path, fields("9 Lantern Row", "staff", &version)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let late = post(&mut keeper, &path, fields("1 Other Row", "public", &version)).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(late.text.contains("9 Lantern Row") && late.text.contains("1 Other Row"));
    let public =
        house.get(&mut Browser::default(), &format!("/hsds/services/{}", service.id)).await;
    assert!(!public.text.contains("Lantern Row"), "{}", public.text);
    let again = house.get(&mut keeper, &path).await.text;
    assert!(again.contains("9 Lantern Row"), "{again}");

    let new = format!("{entry}/places/new");
    let page = house.get(&mut keeper, &new).await.text;
    let version = hidden(&page, "version").to_owned();
    let saved = post(&mut keeper, &new, fields("44 Open Street", "public", &version)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let public =
        house.get(&mut Browser::default(), &format!("/hsds/services/{}", service.id)).await;
    assert!(public.text.contains("44 Open Street"), "{}", public.text);

    let mut specialist = house.signed_in("specialist").await;
    assert_eq!(house.get(&mut specialist, &path).await.status, StatusCode::NOT_FOUND);
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        let word = b"9 Lantern Row";
        assert!(!content.windows(word.len()).any(|part| part == word), "in clear");
    }
}

#[tokio::test]
async fn an_organisation_is_written_with_its_first_service_once() {
    let house = House::founded().await;
    let county = house.county().await;
    let path = "/desk/directory/new";
    let mut keeper = house.signed_in("coordinator").await;
    assert!(house.get(&mut keeper, "/desk/directory").await.text.contains(path));
    let page = house.get(&mut keeper, path).await.text;
    let (id, organization) = (hidden(&page, "id"), hidden(&page, "organization_id"));
    let sent = |name, organization| founded(&page, (id, name, organization));
    let refused = house.post(&mut keeper, path, &sent("", organization)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Night rooms") && refused.text.contains("Beds near the river"));
    assert_eq!(hidden(&refused.text, "id"), id);
    for _ in 0..2 {
        let saved = house.post(&mut keeper, path, &sent("River House", organization)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    let public = house.get(&mut Browser::default(), &format!("/hsds/services/{id}")).await.text;
    let public: serde_json::Value = serde_json::from_str(&public).unwrap();
    assert_eq!(public["organization"]["name"], "River House");
    // A second service, places and beds follow as for any other.
    let entry = house.get(&mut keeper, &format!("/desk/directory/{id}")).await.text;
    assert!(entry.contains(&format!("{id}/new")) && entry.contains(&format!("{id}/places/new")));

    // The identifier of an organisation that is there already writes nothing over.
    let page = house.get(&mut keeper, path).await.text;
    let theirs = county.directory.organizations.iter().next().unwrap();
    let forged = theirs.id.to_string();
    let forged = founded(&page, (hidden(&page, "id"), "Mine now", &forged));
    let refused = house.post(&mut keeper, path, &forged).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    let named =
        house.get(&mut Browser::default(), &format!("/hsds/organizations/{}", theirs.id)).await;
    assert!(named.text.contains(&theirs.name) && !named.text.contains("Mine now"));

    // Nobody else finds the form.
    let mut specialist = house.signed_in("specialist").await;
    assert_eq!(house.get(&mut specialist, path).await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(&mut specialist, "/desk/directory").await.text.contains(path));
}

/// The form of a new organisation with its first service.
fn founded<'a>(
    page: &'a str,
    (id, name, organization): (&'a str, &'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    let mut all = fields(page, &[]);
    all.retain(|(key, _)| *key != "name");
    all.extend([("id", id), ("name", "Night rooms"), ("check", "yes")]);
    all.extend([("organization_id", organization), ("organization", name)]);
    all.extend([("organization_about", "Beds near the river")]);
    all
}

#[tokio::test]
async fn a_service_is_added_beside_another_of_its_organisation_once() {
    let house = House::founded().await;
    let county = house.county().await;
    let at = |one: &&directory::Service| {
        !one.service_at_locations.is_empty() && one.organization_id.is_some()
    };
    let service = county.directory.services.iter().find(at).unwrap();
    let organization = service.organization_id.unwrap();
    let entry = format!("/desk/directory/{}", service.id);
    let path = format!("{entry}/new");
    let mut keeper = house.signed_in("coordinator").await;
    assert!(house.get(&mut keeper, &entry).await.text.contains(&path));
    let page = house.get(&mut keeper, &path).await.text;
    let id = hidden(&page, "id").to_owned();
    let more = |name: &'static str| {
        let mut all = fields(&page, &[]);
        all.retain(|(key, _)| *key != "name");
        all.extend([("id", &*id), ("same_places", "yes"), ("name", name), ("check", "yes")]);
        all
    };
    let refused = house.post(&mut keeper, &path, &more("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Write a name.") && refused.text.contains(&id));
    for _ in 0..2 {
        let saved = house.post(&mut keeper, &path, &more("Quiet rooms at the mill")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        assert!(saved.headers["location"].to_str().unwrap().contains(&id));
    }
    let named = house.get(&mut keeper, "/desk/directory?named=quiet+rooms").await.text;
    assert_eq!(named.matches("Quiet rooms at the mill").count(), 1, "{named}");

    // Everybody finds it, with whose it is and where.
    let public = house.get(&mut Browser::default(), &format!("/hsds/services/{id}")).await.text;
    let public: serde_json::Value = serde_json::from_str(&public).unwrap();
    assert_eq!(public["organization"]["id"], organization.to_string());
    let places = public["service_at_locations"].as_array().map_or(0, Vec::len);
    assert_eq!(places, service.service_at_locations.len(), "{public}");
    // Groups of beds, hours and more are written as for any other.
    let terms = house.get(&mut keeper, &format!("/desk/directory/{id}/terms")).await.text;
    assert!(terms.contains("name=\"beds_name\""));

    // An identifier of somebody else's service makes nothing, and writes over nothing.
    let of_others = |one: &&directory::Service| one.organization_id != Some(organization);
    let other = county.directory.services.iter().find(of_others).unwrap();
    let theirs = other.id.to_string();
    let changed = [("id", &*theirs), ("name", "Mine now")];
    let forged = fields(&page, &changed);
    let refused = house.post(&mut keeper, &path, &forged).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text);
    let stands = house.get(&mut keeper, &format!("/desk/directory/{theirs}")).await.text;
    assert!(!stands.contains("Mine now"));
    for login in ["specialist", "administrator"] {
        let mut browser = house.signed_in(login).await;
        assert!(!house.get(&mut browser, &entry).await.text.contains(&path), "{login}");
        assert_eq!(house.get(&mut browser, &path).await.status, StatusCode::NOT_FOUND, "{login}");
    }
    house.store.verify_audit(None).await.unwrap().unwrap();
}

#[tokio::test]
async fn entries_are_shown_by_how_their_check_stands_in_either_order() {
    let house = House::founded().await;
    let county = house.county().await;
    let mut keeper = house.signed_in("coordinator").await;
    // One that was checked just now stands in one list alone.
    let open = |one: &&directory::Service| {
        one.phones
            .iter()
            .all(|phone| phone.confidentiality.unwrap_or_default() == Confidentiality::Public)
    };
    let service = county.directory.services.iter().find(open).unwrap();
    let path = format!("/desk/directory/{}", service.id);
    let page = house.get(&mut keeper, &path).await.text;
    let changed = fields(&page, &[("name", "Abbey rooms"), ("check", "yes"), ("months", "6")]);
    assert_eq!(house.post(&mut keeper, &path, &changed).await.status, StatusCode::SEE_OTHER);
    let mut counts = std::collections::BTreeMap::new();
    for show in ["due", "never", "late", "soon", "good", "all"] {
        let mut of_orders = Vec::new();
        for order in ["day", "name"] {
            let mut ids = std::collections::BTreeSet::new();
            let mut next = Some(format!("/desk/directory?show={show}&order={order}"));
            while let Some(place) = next {
                let page = house.get(&mut keeper, &place).await.text;
                for one in page.split("<li class=\"row\"><a href=\"/desk/directory/").skip(1) {
                    assert!(ids.insert(one.split('"').next().unwrap().to_owned()), "twice");
                }
                let more = page.split("<p class=\"pages\"><a class=\"button\" href=\"").nth(1);
                next = more.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
            }
            of_orders.push(ids);
        }
        let checked = of_orders[0].contains(&service.id.to_string());
        assert_eq!(checked, matches!(show, "good" | "all"), "{show}");
        if show != "all" {
            assert_eq!(of_orders[0], of_orders[1], "{show}");
        }
        counts.insert(show, of_orders[1].len());
    }
    assert_eq!(counts["due"], counts["never"] + counts["late"] + counts["soon"]);
    assert_eq!(counts["all"], county.directory.services.len());
    assert!(counts["due"] + counts["good"] <= counts["all"]);
    let named = house.get(&mut keeper, "/desk/directory?show=good&named=abb").await.text;
    assert!(named.contains("Abbey rooms"));
    let none = house.get(&mut keeper, "/desk/directory?show=never&named=abb").await.text;
    assert!(none.contains("No entry is like that."));
}
