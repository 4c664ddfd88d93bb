//! The directory for everybody, as another program reads it through the HSDS 3.1 API.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory::value::Confidentiality;
use serde_json::Value;

use crate::house::{Answer, Browser, House};

#[path = "../../../directory/tests/schema/mod.rs"]
mod schema;

async fn read(house: &House, path: &str) -> Value {
    let answer = house.get(&mut Browser::default(), path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    let kinds: Vec<_> = answer.headers.get_all(header::CONTENT_TYPE).iter().collect();
    assert_eq!(kinds, ["application/json"], "{path}");
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["contents"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn is_hidden(confidentiality: Option<Confidentiality>) -> bool {
    confidentiality.unwrap_or_default() != Confidentiality::Public
}

const LISTS: [&str; 5] =
    ["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"];

#[tokio::test]
async fn pages_are_turned_to_the_end_and_the_stream_has_the_same_rows() {
    let house = House::founded().await;
    let county = house.county().await;
    for list in LISTS {
        let mut turned = Vec::new();
        let mut number = 1;
        loop {
            let page = read(&house, &format!("/hsds/{list}?per_page=7&page={number}")).await;
            assert_eq!(page["page_number"], number);
            assert_eq!(page["size"], ids(&page).len());
            assert_eq!(page["first_page"], number == 1);
            turned.extend(ids(&page));
            if page["last_page"] == true {
                assert_eq!(page["total_items"], turned.len(), "{list}");
                break;
            }
            number += 1;
        }
        let past = read(&house, &format!("/hsds/{list}?page=4000000")).await;
        assert!(past["empty"] == true && past["last_page"] == true && ids(&past).is_empty());
        let path = format!("/hsds/{list}?format=ndjson");
        let stream = house.get(&mut Browser::default(), &path).await;
        assert_eq!(stream.headers[header::CONTENT_TYPE], "application/x-ndjson");
        let streamed: Vec<String> = stream
            .text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(streamed, turned, "{list}");
        assert_eq!(turned.iter().collect::<BTreeSet<_>>().len(), turned.len(), "{list}");
        for id in turned.iter().take(3) {
            assert_eq!(read(&house, &format!("/hsds/{list}/{id}")).await["id"], **id);
        }
    }
    let all = read(&house, "/hsds/services?per_page=1").await["total_items"].as_u64().unwrap();
    assert_eq!(all, county.directory.services.len() as u64);
}

#[tokio::test]
async fn everything_that_is_asked_for_must_hold() {
    let house = House::founded().await;
    let county = house.county().await;
    let organization = county.directory.organizations.iter().next().unwrap();
    let of = read(&house, &format!("/hsds/services?organization_id={}", organization.id)).await;
    let expected: BTreeSet<String> = county
        .directory
        .services
        .iter()
        .filter(|service| service.organization_id == Some(organization.id))
        .map(|service| service.id.to_string())
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(ids(&of).into_iter().collect::<BTreeSet<_>>(), expected);
    let full = read(&house, &format!("/hsds/organizations/{}", organization.id)).await;
    assert_eq!(full["services"].as_array().unwrap().len(), expected.len());

    let service = county.directory.services.iter().next().unwrap();
    let word = service.name.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_uppercase();
    let found = read(&house, &format!("/hsds/services?search={word}&per_page=500")).await;
    assert!(ids(&found).contains(&service.id.to_string()), "{word}");
    let none = read(&house, "/hsds/services?search=xqnowherex").await;
    assert!(none["empty"] == true && none["total_items"] == 0 && none["total_pages"] == 0);
    // A body counts before the address, and stands in no log.
    let request = Request::post("/hsds/services?search=xqnowherex")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(format!("{{\"search\": \"{word}\"}}")))
        .unwrap();
    let answer = house.ask(&mut Browser::default(), request).await;
    let asked: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(asked["total_items"], found["total_items"]);

    let brief = read(&house, "/hsds/services?per_page=3").await;
    let minimal = read(&house, "/hsds/services?per_page=3&minimal=true").await;
    let whole = read(&house, "/hsds/services?per_page=3&full=true").await;
    assert_eq!((ids(&brief), ids(&minimal)), (ids(&whole), ids(&whole)));
    assert!(minimal["contents"][0].get("name").is_none());
    assert!(brief["contents"][0].get("phones").is_none());
    assert!(whole.to_string().len() > brief.to_string().len());
}

#[tokio::test]
async fn near_a_postal_code_is_what_lies_there() {
    let house = House::founded().await;
    let county = house.county().await;
    let code = county
        .directory
        .locations
        .iter()
        .filter(|location| !is_hidden(location.confidentiality) && location.latitude.is_some())
        .filter(|place| place.addresses.iter().all(|one| !is_hidden(one.confidentiality)))
        .flat_map(|location| &location.addresses)
        .map(|address| address.postal_code.clone())
        .find(|code| !code.is_empty())
        .unwrap();
    let path = "/hsds/service_at_locations?per_page=500&postcode=";
    let near = read(&house, &format!("{path}{code}&proximity=1000")).await;
    let far = read(&house, &format!("{path}{code}&proximity=40000000")).await;
    assert!(!ids(&near).is_empty() && ids(&near).len() < ids(&far).len());
    let nowhere = read(&house, &format!("{path}00000&proximity=1000")).await;
    assert!(ids(&nowhere).is_empty());
}

#[tokio::test]
async fn no_confidential_place_is_in_any_answer() {
    let house = House::founded().await;
    let county = house.county().await;
    let mut secrets = BTreeSet::new();
    for location in &county.directory.locations {
        let all = is_hidden(location.confidentiality);
        let hidden = |address: &&directory::Address| all || is_hidden(address.confidentiality);
        secrets.extend(location.addresses.iter().filter(hidden).map(|a| a.address_1.clone()));
        if all {
            secrets.extend(location.phones.iter().map(|phone| phone.number.clone()));
            let degrees = location.latitude.map(|degrees| degrees.value().to_string());
            secrets.extend(degrees.filter(|degrees| degrees.len() >= 7));
        }
    }
    for service in &county.directory.services {
        let hidden = service.phones.iter().filter(|phone| is_hidden(phone.confidentiality));
        secrets.extend(hidden.map(|phone| phone.number.clone()));
    }
    secrets.retain(|secret| secret.len() >= 5);
    assert!(!secrets.is_empty(), "the county has confidential places");

    let mut answers = String::new();
    for list in LISTS {
        for more in ["", "&full=true", "&full=true&full_service=true"] {
            let path = format!("/hsds/{list}?format=ndjson{more}");
            answers.push_str(&house.get(&mut Browser::default(), &path).await.text);
        }
        let page = read(&house, &format!("/hsds/{list}?per_page=500")).await;
        for id in ids(&page) {
            answers.push_str(&read(&house, &format!("/hsds/{list}/{id}")).await.to_string());
        }
    }
    assert!(answers.len() > 20_000);
    for secret in &secrets {
        assert!(!answers.contains(secret.as_str()), "`{secret}` is in an answer");
    }
    // Nor can it be found by asking for it.
    let street = county
        .directory
        .locations
        .iter()
        .find(|location| is_hidden(location.confidentiality))
        .and_then(|location| location.addresses.first())
        .map(|address| address.address_1.replace(' ', "+"));
    if let Some(street) = street {
        for list in LISTS {
            let found = read(&house, &format!("/hsds/{list}?search={street}")).await;
            assert_eq!(found["total_items"], 0, "{list}");
        }
    }
}

#[tokio::test]
async fn every_row_is_valid_by_the_standards_own_schemas() {
    if schema::examples().is_none() {
        return;
    }
    let house = House::founded().await;
    house.county().await;
    for (list, file) in [
        ("services", "service.json"),
        ("service_at_locations", "service_at_location.json"),
        ("organizations", "organization.json"),
        ("taxonomies", "taxonomy.json"),
        ("taxonomy_terms", "taxonomy_term.json"),
    ] {
        let mut rows = 0;
        for more in ["", "&full=true", "&full=true&full_service=true"] {
            let path = format!("/hsds/{list}?format=ndjson{more}");
            let stream = house.get(&mut Browser::default(), &path).await;
            for line in stream.text.lines() {
                schema::assert_valid(&serde_json::from_str(line).unwrap(), file);
                rows += 1;
            }
        }
        assert!(rows > 0, "no row of {list}");
        let page = read(&house, &format!("/hsds/{list}?per_page=5")).await;
        for id in ids(&page) {
            schema::assert_valid(&read(&house, &format!("/hsds/{list}/{id}")).await, file);
        }
    }
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_refused_in_json() {
    let house = House::founded().await;
    let ask = async |path: &str| -> Answer { house.get(&mut Browser::default(), path).await };
    for (path, status) in [
        ("/hsds/services?page=0", StatusCode::BAD_REQUEST),
        ("/hsds/services?organization_id=7", StatusCode::BAD_REQUEST),
        ("/hsds/service_at_locations?proximity=far", StatusCode::BAD_REQUEST),
        ("/hsds/services/nobody", StatusCode::NOT_FOUND),
        ("/hsds/services/01a204d4-cfc0-7a7e-9737-d164fddf6899", StatusCode::NOT_FOUND),
    ] {
        let answer = ask(path).await;
        assert_eq!(answer.status, status, "{path}");
        let told: Value = serde_json::from_str(&answer.text).unwrap();
        assert!(told["error"].as_str().unwrap().len() > 10, "{path}: {told}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
    let other = Request::delete("/hsds/services").body(Body::empty()).unwrap();
    let other = house.ask(&mut Browser::default(), other).await;
    assert_eq!(other.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(other.headers[header::CONTENT_TYPE], "application/json");
    let root = read(&house, "/hsds").await;
    assert_eq!(root["version"], "3.1");
    let url = root["openapi_url"].as_str().unwrap();
    let place = &url[url.find("/hsds").unwrap()..];
    let described = read(&house, place).await;
    // Every path that is described is there, and every one that is there is described.
    let described: BTreeSet<String> = described["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(|path| format!("/hsds{}", path.trim_end_matches('/')))
        .collect();
    let there: BTreeSet<String> = web::routes::rows()
        .iter()
        .filter(|row| row.path.starts_with("/hsds") && !row.path.ends_with(".json"))
        .map(|row| row.path.trim_end_matches('/').to_owned())
        .collect();
    assert_eq!(described, there);
}
