use casework::id::MemberId;
use casework::time::Timestamp;
use chrono::NaiveDate;

use super::*;
use crate::rule::Row;

fn member() -> MemberId {
    MemberId::new(Timestamp::EPOCH, [7; 10])
}

fn edit(base: Option<u32>) -> Edit {
    let at = Timestamp::from_seconds(1_800_000_000);
    Edit { base, by: member(), at, why: "the statute was amended".to_owned() }
}

fn on(day: &str) -> Checked {
    Checked { by: "B. Counsel".to_owned(), on: NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap() }
}

fn some_rule(table: &RuleTable) -> (u32, Rule) {
    let (number, rule) = table.in_force().next().unwrap();
    (number, rule.clone())
}

#[test]
fn a_changed_rule_loses_its_marks_and_keeps_its_history() {
    let mut table = RuleTable::bundled().unwrap();
    let (first, rule) = some_rule(&table);
    let code = rule.code.clone();
    table.mark_reviewed(&code, on("2026-11-23"), &edit(Some(first))).unwrap();
    let (second, reviewed) = some_rule(&table);
    assert!(!reviewed.needs_counsel());

    let changed = Rule { note: "another note".to_owned(), ..reviewed };
    table.write(changed, &edit(Some(second))).unwrap();
    let (third, now) = some_rule(&table);
    assert!(now.needs_counsel(), "nobody has reviewed the new wording");
    assert_eq!(table.at_revision(&code, first), Some(&rule));
    assert!(!table.at_revision(&code, second).unwrap().needs_counsel());

    table.withdraw(&code, &edit(Some(third))).unwrap();
    assert!(table.in_force().all(|(_, rule)| rule.code != code));
    assert_eq!(table.history(&code).len(), 4);
    let known: Vec<u32> = table.history(&code).iter().map(|revision| revision.number).collect();
    assert!(known.is_sorted() && known[0] == first);
}

#[test]
fn two_editors_never_overwrite_each_other() {
    let mut table = RuleTable::bundled().unwrap();
    let (first, rule) = some_rule(&table);
    table.write(Rule { note: "mine".to_owned(), ..rule.clone() }, &edit(Some(first))).unwrap();
    let before = table.clone();
    let late = Rule { note: "yours".to_owned(), ..rule };
    let refused = table.write(late.clone(), &edit(Some(first)));
    assert!(
        matches!(refused, Err(EditRefused::ChangedMeanwhile { current, .. }) if current > first)
    );
    let new_to_them = table.write(late, &edit(None));
    assert!(matches!(new_to_them, Err(EditRefused::ChangedMeanwhile { .. })));
    assert_eq!(table, before);
}

#[test]
fn an_edit_says_why_and_a_rule_that_is_not_there_is_not_withdrawn() {
    let mut table = RuleTable::bundled().unwrap();
    let (first, rule) = some_rule(&table);
    let silent = Edit { why: "  ".to_owned(), ..edit(Some(first)) };
    assert_eq!(table.write(rule, &silent), Err(EditRefused::NoReason));
    let unknown: RuleCode = "tx-nothing".parse().unwrap();
    let refused = table.withdraw(&unknown, &edit(None));
    assert_eq!(refused, Err(EditRefused::Unknown { rule: unknown }));
}

#[test]
fn the_spreadsheet_is_read_as_it_was_written() {
    let table = RuleTable::bundled().unwrap();
    let mut text = Vec::new();
    table.write_csv(&mut text).unwrap();
    let rules = RuleTable::read_csv(text.as_slice()).unwrap();
    let in_force: Vec<Rule> = table.in_force().map(|(_, rule)| rule.clone()).collect();
    assert_eq!(rules, in_force);
}

#[test]
fn every_wrong_line_of_a_spreadsheet_is_named_and_none_is_taken() {
    let table = RuleTable::bundled().unwrap();
    let rows: Vec<Row> = table.in_force().take(3).map(|(_, rule)| Row::from(rule)).collect();
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.serialize(&rows[0]).unwrap();
    writer.serialize(Row { limit: "soon".to_owned(), ..rows[1].clone() }).unwrap();
    writer.serialize(&rows[2]).unwrap();
    writer.serialize(&rows[0]).unwrap();
    let text = writer.into_inner().unwrap();
    let refused = RuleTable::read_csv(text.as_slice()).unwrap_err();
    let lines: Vec<u64> = refused.problems().iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 5]);
    assert!(RuleTable::read_csv("rule,when\nx,y\n".as_bytes()).is_err());
}

#[test]
fn stored_revisions_make_the_same_table() {
    let mut table = RuleTable::bundled().unwrap();
    let (first, rule) = some_rule(&table);
    table.write(Rule { note: "changed".to_owned(), ..rule }, &edit(Some(first))).unwrap();
    let mut stored: Vec<(String, Revision)> = table
        .in_force()
        .flat_map(|(_, rule)| {
            let history = table.history(&rule.code).iter();
            history.map(|revision| (rule.code.to_string(), revision.clone()))
        })
        .collect();
    stored.reverse();
    assert_eq!(RuleTable::restore(stored).unwrap(), table);
}
