//! Referrals and free beds as other programs read and say them: FHIR R4 and plain JSON behind a link.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::beds::Night;
use crate::house::{Browser, House};
use crate::referral::{NAME, accepted, agrees, ask, in_need};

async fn read(house: &House, path: &str) -> Value {
    let answer = house.get(&mut Browser::default(), path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The resources of a bundle, each checked against the published example of its kind.
async fn resources(house: &House, path: &str) -> Vec<Value> {
    let answer = house.get(&mut Browser::default(), path).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/fhir+json; charset=utf-8");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert!(!answer.text.contains(NAME), "a resource names somebody");
    let bundle: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(bundle["type"], "collection");
    let entries = bundle["entry"].as_array().unwrap();
    entries.iter().map(|entry| entry["resource"].clone()).inspect(like_the_example).collect()
}

/// Every element that the published example has too is of the same shape: a list where it has a list,
/// an object where it has one. The examples lie beside the checkout, not in it.
fn like_the_example(ours: &Value) {
    let (name, required): (_, &[&str]) = match ours["resourceType"].as_str().unwrap() {
        "ServiceRequest" => ("servicerequest-example", &["status", "intent", "subject"]),
        "Task" => ("task-example1", &["status", "intent"]),
        "Consent" => ("consent-example", &["status", "scope", "category", "policyRule"]),
        "HealthcareService" => ("healthcareservice-example", &["active", "category", "name"]),
        other => panic!("no example of {other}"),
    };
    for element in required {
        assert!(!ours[element].is_null(), "{name}: no {element}");
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let Ok(text) = std::fs::read(folder.join(format!("fhir-r4b/{name}.json"))) else {
        println!("skipped: the examples of FHIR are not beside the checkout");
        return;
    };
    let example: Value = serde_json::from_slice(&text).unwrap();
    let shared = same_shape(ours, &example, name);
    assert!(shared >= 5, "{name}: only {shared} elements are in the example too");
}

/// How many elements both have; stops at one that differs in kind.
fn same_shape(ours: &Value, example: &Value, path: &str) -> usize {
    match (ours, example) {
        (Value::Object(ours), Value::Object(example)) => ours
            .iter()
            .filter_map(|(name, value)| Some((name, value, example.get(name)?)))
            .map(|(name, value, there)| 1 + same_shape(value, there, &format!("{path}.{name}")))
            .sum(),
        (Value::Array(ours), Value::Array(example)) => {
            let pairs = ours.iter().zip(example.iter().cycle());
            pairs.map(|(value, there)| same_shape(value, there, path)).max().unwrap_or_default()
        }
        (Value::String(_), Value::String(_)) | (Value::Bool(_), Value::Bool(_)) => 0,
        _ => panic!("{path}: {ours} where the example has {example}"),
    }
}

#[tokio::test]
async fn a_referral_is_read_as_fhir_and_names_nobody() {
    let house = House::founded().await;
    let (mut desk, id) = in_need(&house).await;
    let (_, link) = ask(&house, &mut desk, &id, &agrees(NAME)).await;
    let path = format!("{link}/fhir");
    let offered = resources(&house, &path).await;
    let kinds: Vec<_> = offered.iter().map(|one| one["resourceType"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["ServiceRequest", "Task", "Consent"]);
    assert_eq!(offered[0]["status"], "active");
    assert_eq!(offered[0]["priority"], "urgent");
    assert_eq!(offered[1]["status"], "requested");
    assert_eq!(
        offered[1]["focus"]["reference"],
        format!("urn:uuid:{}", offered[0]["id"].as_str().unwrap())
    );
    assert_eq!(offered[2]["status"], "active");
    // Even after the yes, when the page tells who it is.
    let mut partner = accepted(&house, &link).await;
    assert_eq!(resources(&house, &path).await[1]["status"], "accepted");
    let page = house.get(&mut partner, &link).await.text;
    let missed = [("version", crate::referral::version(&page)), ("act", "did_not_arrive")];
    house.post(&mut partner, &link, &missed).await;
    let over = resources(&house, &path).await;
    assert_eq!((&over[0]["status"], &over[1]["status"]), (&json!("revoked"), &json!("failed")));
    assert_eq!(over[1]["statusReason"]["text"], "Did not arrive");
    let gone = house.get(&mut Browser::default(), "/r/none/fhir").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

/// What a program sends.
async fn tell(house: &House, path: &str, body: &str) -> (StatusCode, Value) {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let answer = house.ask(&mut Browser::default(), request).await;
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

#[tokio::test]
async fn a_program_of_the_shelter_says_how_many_beds_are_free() {
    let night = Night::begin().await;
    let (house, link) = (&night.house, &night.links[0]);
    let (free, fhir) = (format!("{link}/free"), format!("{link}/fhir"));
    let group = read(house, &free).await["beds"][0].clone();
    let (beds, most) = (group["beds"].as_str().unwrap(), group["maximum"].as_u64().unwrap());
    let capacity = async || {
        let service = read(house, &fhir).await;
        like_the_example(&service);
        service["extension"][0]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"].clone()
    };

    let say = |number: u64| format!(r#"{{"beds": "{beds}", "free": {number}}}"#);
    let (status, told) = tell(house, &free, &say(1)).await;
    assert_eq!((status, &told["beds"][0]["free"]), (StatusCode::OK, &json!(1)));
    assert!(night.shelter(0).await.contains("just now"));
    assert_eq!(capacity().await, "capacity");
    assert_eq!(tell(house, &free, &say(most + 1)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(read(house, &free).await["beds"][0]["free"], 1, "more than there are is not kept");
    let other = format!(r#"{{"beds": "{beds}", "free": 0, "seen": 4}}"#);
    assert_eq!(tell(house, &free, &other).await.0, StatusCode::CONFLICT);

    for wrong in
        ["", "free=1", "{\"free\": 1}", "{\"beds\": 1, \"free\": 1}", &say(1).replace('1', "-1")]
    {
        let (status, why) = tell(house, &free, wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}: {why}");
        assert!(why["error"].as_str().unwrap().contains("cannot be read"));
    }
    let none = say(1).replace(beds, "01a204d4-cfc0-7a7e-9737-d164fddf6899");
    assert_eq!(tell(house, &free, &none).await.0, StatusCode::NOT_FOUND);
    assert_eq!(tell(house, "/beds/none/free", &say(1)).await.0, StatusCode::NOT_FOUND);

    for group in read(house, &free).await["beds"].as_array().unwrap() {
        let zero = format!(r#"{{"beds": {}, "free": 0}}"#, group["beds"]);
        assert_eq!(tell(house, &free, &zero).await.0, StatusCode::OK);
    }
    assert_eq!(capacity().await, "no-capacity");
    house.wait(casework::time::Span::from_days(3));
    assert_eq!(capacity().await, "additional-assessment-required", "an old number has to be asked");
}
