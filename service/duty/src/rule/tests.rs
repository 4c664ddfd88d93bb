use proptest::prelude::*;

use super::*;
use crate::table::RuleTable;

fn row() -> Row {
    let columns = [
        ("rule", "tx-child-abuse"),
        ("state", "TX"),
        ("who", "mandated_reporter"),
        ("when", "minor caregiver_abuse"),
        ("recipient", "child_protection"),
        ("form", "oral"),
        ("immediately", "no"),
        ("limit", "48 hours"),
        ("basis", "law"),
        ("source", "an example"),
        ("as_of", "2026-03-14"),
    ];
    let mut row = Row::default();
    for (column, value) in columns {
        *cell(&mut row, column) = value.to_owned();
    }
    row
}

fn cell<'r>(row: &'r mut Row, column: &str) -> &'r mut String {
    match column {
        "rule" => &mut row.rule,
        "state" => &mut row.state,
        "county" => &mut row.county,
        "who" => &mut row.who,
        "when" => &mut row.when,
        "recipient" => &mut row.recipient,
        "form" => &mut row.form,
        "immediately" => &mut row.immediately,
        "limit" => &mut row.limit,
        "basis" => &mut row.basis,
        "source" => &mut row.source,
        "as_of" => &mut row.as_of,
        "checked_by" => &mut row.checked_by,
        "checked_on" => &mut row.checked_on,
        "counsel" => &mut row.counsel,
        "counsel_on" => &mut row.counsel_on,
        _ => &mut row.note,
    }
}

#[test]
fn each_wrong_cell_is_refused_and_named() {
    let table = [
        ("rule", "No", "lower-case"),
        ("state", "Texas", "two letters"),
        ("county", "Harris County", "county code"),
        ("who", "all", "duty_reporter"),
        ("when", "", "name at least one fact"),
        ("when", "minor score_high", "duty_fact"),
        ("recipient", "the FBI", "agency_kind"),
        ("form", "letter", "duty_form"),
        ("immediately", "perhaps", "yes or no"),
        ("limit", "soon", "write a limit as"),
        ("basis", "custom", "duty_basis"),
        ("source", " ", "cite the law"),
        ("as_of", "14.3.2026", "2026-03-14"),
        ("as_of", "2026-02-30", "2026-03-14"),
        ("checked_by", "A. Reader", "both a name and a day"),
        ("counsel_on", "2026-03-14", "both a name and a day"),
    ];
    assert!(Rule::try_from(&row()).is_ok());
    for (column, wrong, expected) in table {
        let mut row = row();
        *cell(&mut row, column) = wrong.to_owned();
        let error = Rule::try_from(&row).unwrap_err().to_string();
        assert!(error.contains(expected), "{column}={wrong}: {error}");
    }
    let countyless = Row { state: String::new(), county: "48201".to_owned(), ..row() };
    assert_eq!(Rule::try_from(&countyless), Err(RowRefused::CountyWithoutState));
}

#[test]
fn every_bundled_row_has_a_source_and_asks_for_counsel() {
    let table = RuleTable::bundled().unwrap();
    assert!(table.in_force().count() >= 10);
    for (_, rule) in table.in_force() {
        assert!(rule.needs_counsel(), "{} claims a review nobody made", rule.code);
        assert!(rule.checked.is_none(), "{} claims a check nobody made", rule.code);
        assert!(!rule.source.is_empty());
        assert_eq!(rule.basis == Basis::House, rule.code.as_str().starts_with("house-"));
    }
}

#[test]
fn a_decision_of_the_house_never_binds_in_the_help_lane() {
    let rule = Rule::try_from(&Row { basis: "house".to_owned(), ..row() }).unwrap();
    let binding: Vec<_> = Lane::ALL.iter().filter(|lane| rule.binds_in(**lane)).collect();
    assert_eq!(binding, [&Lane::Tip, &Lane::Question]);
}

proptest! {
    #[test]
    fn a_rule_is_read_as_it_is_written(
        state in prop::sample::select(vec!["", "TX", "ca"]),
        county in prop::sample::select(vec!["", "48201", "ab-1"]),
        facts in prop::sample::subsequence(Fact::CODES.to_vec(), 1..=Fact::CODES.len()),
        limit in prop::sample::select(vec!["at_once", "48 hours", "3 days", "2 working days"]),
        note in "[^\\p{Cc}]{0,40}",
        marks in any::<(bool, bool)>(),
    ) {
        let mut row = row();
        row.county = if state.is_empty() { String::new() } else { county.to_owned() };
        row.state = state.to_owned();
        row.when = facts.join(" ");
        row.limit = limit.to_owned();
        row.note = note;
        if marks.0 {
            (row.checked_by, row.checked_on) = ("A. Reader".to_owned(), "2026-03-15".to_owned());
        }
        if marks.1 {
            (row.counsel, row.counsel_on) = ("B. Counsel".to_owned(), "2026-03-16".to_owned());
        }
        let rule = Rule::try_from(&row).unwrap();
        prop_assert_eq!(Rule::try_from(&Row::from(&rule)), Ok(rule));
    }
}
