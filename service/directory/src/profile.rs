//! Daybreak's profile of HSDS 3.1: the fields that a shelter directory needs and the standard lacks.
//!
//! HSDS has no word for "this address is secret", none for a bed that is kept for somebody on the
//! way, and a time zone that is wrong half the year. The official way to add such fields is a
//! *profile*: JSON merge patches over the standard's schemas, named by a URI in the API's root.

use serde_json::{Value, json};

/// The profile's name, as the API's root gives it.
pub const URI: &str = "https://github.com/daybreak-project/daybreak/blob/main/docs/hsds-profile.md";

/// The version of HSDS that the profile is over.
pub const HSDS_VERSION: &str = "3.1";

/// The merge patches of the profile: the schema's file name and the patch.
#[must_use]
pub fn patches() -> Vec<(&'static str, Value)> {
    let text = |description: &str| json!({"type": "string", "description": description});
    let flag = |description: &str| json!({"type": "boolean", "description": description});
    let count =
        |description: &str| json!({"type": "number", "minimum": 0, "description": description});
    let confidentiality = json!({
        "type": "string",
        "enum": ["public", "partner", "staff"],
        "description": "Who may see it. Absent means public.",
    });
    let secret = json!({"properties": {"confidentiality": confidentiality}});
    vec![
        ("address.json", secret.clone()),
        ("location.json", secret.clone()),
        ("phone.json", secret),
        (
            "service.json",
            json!({"properties": {
                "genders": text("Genders served, as comma-separated HTCDS 2.0 codes. Absent means not known."),
                "verifier": text("Who checked the record."),
                "assured_until": text("The day until which the check counts."),
            }}),
        ),
        (
            "schedule.json",
            json!({"properties": {
                "zone": text("The IANA time zone of the place, such as America/Chicago."),
                "closed": flag("True if the schedule says when it is closed."),
            }}),
        ),
        (
            "service_capacity.json",
            json!({"properties": {
                "held": count("How many are kept for somebody on the way; not counted in `available`."),
                "funded": count("How many are paid for."),
                "population": text("For whom, as a word of the organisation."),
                "genders": text("Genders taken, as comma-separated HTCDS 2.0 codes."),
                "minimum_age": count("Youngest age taken, in years."),
                "maximum_age": count("Oldest age taken, in years."),
                "own_child": flag("Whether a young parent can bring their own child."),
                "pets": flag("Whether pets can come."),
                "languages": text("Languages spoken there, as comma-separated ISO 639 codes."),
                "gender_affirming": flag("Whether transgender and gender-diverse people are placed as who they are."),
            }}),
        ),
    ]
}
