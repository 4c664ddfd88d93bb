use super::{Numbers, NumbersRefused};

#[test]
fn the_list_we_ship_is_whole() {
    let numbers = Numbers::built_in();
    assert_eq!(numbers.emergency(), "911");
    assert!(numbers.all().iter().any(|number| number.dial_text() == "233733"));
}

#[test]
fn a_number_grows_stale_after_half_a_year() {
    let numbers = Numbers::built_in();
    assert!(numbers.stale("2027-05-24".parse().unwrap()).is_empty());
    assert_eq!(numbers.stale("2027-05-25".parse().unwrap()).len(), numbers.all().len());
}

#[test]
fn an_entry_that_nobody_checked_is_refused() {
    let entry = r#"
        [[number]]
        id = "lifeline"
        emergency = true
        name = { en = "Line", es = "Línea" }
        about = { en = "For all.", es = "Para todos." }
        call = "988"
        languages = ["en"]
        hours = "always"
        last_verified = "WHEN"
        source = "https://988lifeline.org"
    "#;
    assert!(Numbers::read(&entry.replace("WHEN", "2026-11-22")).is_ok());
    let refused = Numbers::read(&entry.replace("WHEN", "lately")).unwrap_err();
    assert!(matches!(refused, NumbersRefused::Entry { .. }), "{refused}");
    let words = entry.replace("WHEN", "2026-11-22").replace(", es = \"Línea\"", "");
    assert!(Numbers::read(&words).is_err());
    let calm = entry.replace("WHEN", "2026-11-22").replace("emergency = true", "");
    assert!(matches!(Numbers::read(&calm), Err(NumbersRefused::NoEmergency)));
}
