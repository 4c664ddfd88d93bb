use super::*;

#[test]
fn numbers_are_finite_and_written_as_they_should_be() {
    for wrong in ["NaN", "inf", "1e999", "12a", "", "0x10", "1,5"] {
        assert_eq!(Number::parse(wrong), None, "{wrong}");
    }
    let text = |number: &str| Number::parse(number).unwrap().text().into_owned();
    assert_eq!(text("100"), "100");
    assert_eq!(text(" -92.10"), "-92.1");
    assert_eq!(text("1e3"), "1000");
    assert_eq!(serde_json::to_string(&Number::new(12.0)).unwrap(), "12");
    assert_eq!(Number::new(12.5).unwrap().count(), None);
    assert_eq!(Number::new(-1.0).unwrap().count(), None);
    assert_eq!(Number::from(7).count(), Some(7));
}

#[test]
fn dates_and_times_keep_the_way_they_were_written() {
    let time = TimeOfDay::parse("9:30").map(|time| time.to_string());
    assert_eq!(time.as_deref(), Some("9:30"));
    assert_eq!(TimeOfDay::parse("24:00").unwrap().value(), NaiveTime::MIN);
    assert_eq!(TimeOfDay::parse("10:00:00Z").unwrap().value().to_string(), "10:00:00");
    assert!(TimeOfDay::parse("25:00").is_none() && TimeOfDay::parse("noon").is_none());
    let moment = Moment::parse("2024-09-25T14:23:06.5+01:00").unwrap();
    assert_eq!(moment.value().to_rfc3339(), "2024-09-25T13:23:06.500+00:00");
    assert_eq!(moment.to_string(), "2024-09-25T14:23:06.5+01:00");
    assert!(Date::parse("2026-02-29").is_none() && Date::parse("14/03/2026").is_none());
}

#[test]
fn words_of_the_standard_are_read_in_any_case() {
    assert_eq!(Status::parse("Temporarily Closed"), Some(Status::TemporarilyClosed));
    assert_eq!(Status::parse("open"), None);
    for status in Status::ALL {
        assert_eq!(Status::parse(status.word()), Some(*status));
    }
    assert!(Confidentiality::Public < Confidentiality::Partner);
    assert!(Confidentiality::Partner < Confidentiality::Staff);
}

#[test]
fn an_extension_is_a_number_only_if_nothing_is_lost() {
    let number = |text: &str| Extension::parse(text).unwrap().number();
    assert_eq!(number("104"), Some(104));
    assert_eq!(number("012"), None);
    assert_eq!(number("ext. 5"), None);
}

#[test]
fn an_excerpt_is_short_and_on_one_line() {
    let long = "é\n".repeat(100);
    let short = excerpt(&long);
    assert_eq!(short.chars().count(), 61);
    assert!(!short.contains('\n') && short.ends_with('…'));
}
