//! Ready settings for lists of people.
//!
//! Columns are recognised by their usual names; what a list lacks is left out. The levels were chosen
//! for children's records: short forms, swapped names, double surnames, estimated birth dates, and
//! properties that a household shares kept apart from those of one person.

mod columns;
mod encoded;
mod rules;

pub use columns::{wanted, wanted_for_encoding};
pub use encoded::{ENCODED, encoded, is_encoded};
pub use rules::candidate_rules;

use super::{Comparison, Frequency, Level, LinkKind, Settings, SettingsError};
use columns::{Columns, Property};
use rules::{blocking, certain};
use std::collections::BTreeMap;

/// Texts that stand for no answer in many exports. Words that are also names of people are only here as
/// programs write them.
const MISSING: &[&str] = &[
    "N/A",
    "n/a",
    "#N/A",
    "NA",
    "NaN",
    "nan",
    "NULL",
    "null",
    "None",
    "none",
    "UNKNOWN",
    "Unknown",
    "unknown",
    "UNK",
    "unk",
    "Not known",
    "not known",
    "Not stated",
    "not stated",
    "Not available",
    "not available",
    "Missing",
    "missing",
    "Refused",
    "refused",
    "-",
    "--",
    "?",
    ".",
    "desconocido",
    "Desconocido",
    "s/d",
];

/// Settings for people whose lists have the columns of `header`.
///
/// # Errors
/// [`SettingsError::Value`] when neither a name nor a number of a person is among them.
pub fn people(header: &[String]) -> Result<Settings, SettingsError> {
    let names = Columns::of(header);
    let (mut column, mut derive) = (BTreeMap::new(), BTreeMap::new());
    for property in Property::ALL {
        column.extend(names.name(property).map(|name| (property, name)));
    }
    keep_the_more_telling(&mut column);
    split_full_name(&mut column, &mut derive);
    let column = |property: Property| column.get(&property).cloned();
    let comparisons = comparisons(&column);
    let blocking = blocking(&column);
    if comparisons.len() < 2 || blocking.is_empty() {
        let text = "too few columns of people were recognised (first_name, surname, dob, sex, \
                    postcode, phone, email, …); rename them or write a settings file";
        return Err(SettingsError::Value(text.to_owned()));
    }
    use Property as P;
    let shared = [P::Surname, P::Postcode, P::City, P::Address, P::Phone];
    Ok(Settings {
        link: LinkKind::LinkAndDeduplicate,
        id: columns::id(header).unwrap_or_else(super::default_id),
        derive,
        dates: column(P::Birth).into_iter().collect(),
        missing: MISSING.iter().map(|&m| m.to_owned()).collect(),
        blocking,
        certain: certain(&column),
        certain_recall: super::default_recall(),
        shared: shared.into_iter().filter_map(column).collect(),
        never: Vec::new(),
        one_to_one: false,
        prior: None,
        household_prior: None,
        comparisons,
    })
}

/// Drops what another property tells better: it would count the same evidence twice.
fn keep_the_more_telling(column: &mut BTreeMap<Property, String>) {
    use Property as P;
    for (better, worse) in [(P::Postcode, P::City), (P::Birth, P::Age), (P::Surname, P::Full)] {
        if column.contains_key(&better) {
            column.remove(&worse);
        }
    }
    if column.contains_key(&P::Given) {
        column.remove(&P::Full);
    }
}

/// Takes given name and surname out of a full name: `Ana María Ruiz` or `Ruiz, Ana María`.
fn split_full_name(column: &mut BTreeMap<Property, String>, derive: &mut BTreeMap<String, String>) {
    let Some(full) = column.remove(&Property::Full) else {
        return;
    };
    let part = |after_comma: &str, plain: &str| {
        format!(
            "coalesce(nullif(regexp_extract({full}, '{after_comma}', 1), ''), \
             nullif(regexp_extract({full}, '{plain}'), ''))"
        )
    };
    for (property, expression) in [
        (Property::Given, part(", *([^ ,]+)", "^[^ ]+")),
        (Property::Surname, part("^([^,]+),", "[^ ]+$")),
    ] {
        let name = columns::usual_name(property).to_owned();
        derive.insert(name.clone(), expression);
        column.insert(property, name);
    }
}

type ColumnOf<'a> = &'a dyn Fn(Property) -> Option<String>;

fn comparisons(column: ColumnOf<'_>) -> Vec<Comparison> {
    let (given, surname) = (column(Property::Given), column(Property::Surname));
    let mut out = Vec::new();
    out.extend(given.as_ref().map(|g| given_name(g, surname.as_deref())));
    out.extend(surname.as_ref().map(|s| surname_of(s, given.as_deref())));
    out.extend(column(Property::Middle).map(|c| middle_name(&c)));
    out.extend(column(Property::Birth).map(|c| birth(&c)));
    out.extend(column(Property::Age).map(|c| age(&c)));
    out.extend(column(Property::Sex).map(|c| sex(&c, given.as_deref())));
    out.extend(column(Property::Postcode).map(|c| postcode(&c)));
    out.extend(column(Property::City).map(|c| place("city", &c)));
    out.extend(column(Property::Address).map(|c| place("address", &c)));
    out.extend(column(Property::Phone).map(|c| phone(&c)));
    let names: Vec<&String> = given.iter().chain(&surname).collect();
    out.extend(column(Property::Email).map(|c| email(&c, &names)));
    out.extend(column(Property::Number).map(|c| number(&c)));
    out
}

fn given_name(c: &str, surname: Option<&str>) -> Comparison {
    let ((l, r), counted_by) = (folded(c), format!("fold({c})"));
    let mut levels = vec![missing(c), frequent(folded_exact(c), &counted_by)];
    levels.extend(surname.map(|s| level(&swapped(c, s), "given name and surname exchanged")));
    levels.push(near(
        level(&format!("damerau_levenshtein({l}, {r}) <= 1"), "one typing error"),
        &counted_by,
    ));
    levels.push(near(
        level(&format!("short_form({l}, {r})"), "a short form of the other"),
        &counted_by,
    ));
    levels.push(near(
        level(&format!("jaro_winkler_similarity({l}, {r}) >= 0.88"), "similar"),
        &counted_by,
    ));
    levels.push(other());
    property("given name", levels)
}

fn surname_of(c: &str, given: Option<&str>) -> Comparison {
    let ((l, r), counted_by) = (folded(c), format!("fold({c})"));
    let mut levels = vec![missing(c), frequent(folded_exact(c), &counted_by)];
    // The exchange is already counted with the given name.
    levels.extend(given.map(|g| neutral(&swapped(g, c), "given name and surname exchanged")));
    levels.push(near(
        level(&format!("damerau_levenshtein({l}, {r}) <= 1"), "one typing error"),
        &counted_by,
    ));
    levels.push(level(&format!("shares_word({c}_l, {c}_r)"), "a surname in common"));
    levels.push(near(
        level(&format!("jaro_winkler_similarity({l}, {r}) >= 0.9"), "similar"),
        &counted_by,
    ));
    levels.push(other());
    property("surname", levels)
}

fn swapped(given: &str, surname: &str) -> String {
    let ((gl, gr), (sl, sr)) = (folded(given), folded(surname));
    format!("{gl} = {sr} and {sl} = {gr}")
}

fn folded(c: &str) -> (String, String) {
    (format!("fold({c}_l)"), format!("fold({c}_r)"))
}

fn folded_exact(c: &str) -> Level {
    let (l, r) = folded(c);
    level(&format!("{l} = {r}"), "the same")
}

fn birth(c: &str) -> Comparison {
    let both_estimated = format!("{c}_l = {c}_r and estimated_date({c}_l)");
    let one_estimated = format!(
        "(estimated_date({c}_l) or estimated_date({c}_r)) and \
         abs(to_number(birth_year({c}_l)) - to_number(birth_year({c}_r))) <= 1"
    );
    let levels = vec![
        missing(c),
        level(&both_estimated, "the same estimated date"),
        level(&format!("{c}_l = {c}_r"), "the same date"),
        level(&one_estimated, "one date is an estimate, within a year"),
        level(&format!("day_month_swapped({c}_l, {c}_r)"), "day and month exchanged"),
        level(&format!("damerau_levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        level(
            &format!("right({c}_l, 5) = right({c}_r, 5)"),
            "the same day and month of another year",
        ),
        level(&format!("birth_year({c}_l) = birth_year({c}_r)"), "the same year"),
        other(),
    ];
    property("birth date", levels)
}

fn postcode(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        frequent(exact(c), c),
        level(&format!("levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        level(&format!("substr({c}_l, 1, 3) = substr({c}_r, 1, 3)"), "the same area"),
        other(),
    ];
    property("postcode", levels)
}

fn place(name: &str, c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        frequent(exact(c), c),
        level(&format!("jaro_winkler_similarity({c}_l, {c}_r) >= 0.9"), "similar"),
        other(),
    ];
    property(name, levels)
}

/// Often left out or only its first letter.
fn middle_name(c: &str) -> Comparison {
    let (l, r) = folded(c);
    let initial = format!("substr({l}, 1, 1) = substr({r}, 1, 1)");
    let counted_by = format!("fold({c})");
    let levels = vec![
        missing(c),
        frequent(folded_exact(c), &counted_by),
        level(&initial, "the same initial"),
        other(),
    ];
    property("middle name", levels)
}

/// Where no date is known. Lists of other years tell other ages.
fn age(c: &str) -> Comparison {
    let within = |years: u8| {
        let apart = format!("abs(to_number({c}_l) - to_number({c}_r)) <= {years}");
        level(&apart, &format!("within {years}"))
    };
    property("age", vec![missing(c), exact(c), within(1), within(2), other()])
}

fn phone(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        common(
            level(&format!("right(digits({c}_l), 9) = right(digits({c}_r), 9)"), "the same number"),
            &format!("right(digits({c}), 9)"),
        ),
        level(
            &format!("damerau_levenshtein(right(digits({c}_l), 9), right(digits({c}_r), 9)) <= 1"),
            "one digit differs",
        ),
        other(),
    ];
    property("phone", levels)
}

/// A given name tells the sex, so sex speaks only where the given names do not agree.
fn sex(c: &str, given: Option<&str>) -> Comparison {
    let mut levels = vec![missing(c)];
    levels.extend(given.map(|g| neutral(&folded_exact(g).when, "told by the given name")));
    levels.extend([exact(c), other()]);
    property("sex", levels)
}

/// Addresses are made of names, so that of a namesake is alike without being a misspelling.
fn email(c: &str, names: &[&String]) -> Comparison {
    let alike = format!(
        "(levenshtein({c}_l, {c}_r) <= 2 or nullif(regexp_extract({c}_l, '^[^@]+'), '') = \
         nullif(regexp_extract({c}_r, '^[^@]+'), ''))"
    );
    let mut levels = vec![missing(c), common(exact(c), c)];
    if !names.is_empty() {
        let same: Vec<String> = names.iter().map(|n| folded_exact(n).when).collect();
        let same = format!("{alike} and ({})", same.join(" or "));
        levels.push(neutral(&same, "alike, as the names are"));
    }
    levels.extend([level(&alike, "alike"), other()]);
    property("e-mail", levels)
}

fn number(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        common(exact(c), c),
        level(&format!("damerau_levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        other(),
    ];
    property("number", levels)
}

fn property(name: &str, levels: Vec<Level>) -> Comparison {
    Comparison { name: name.to_owned(), within: None, beyond: None, levels }
}

fn missing(c: &str) -> Level {
    neutral(&format!("{c}_l is null or {c}_r is null"), "missing")
}

fn neutral(when: &str, label: &str) -> Level {
    Level { neutral: true, ..level(when, label) }
}

fn exact(c: &str) -> Level {
    level(&format!("{c}_l = {c}_r"), "the same")
}

fn other() -> Level {
    level("else", "different")
}

fn frequent(level: Level, column: &str) -> Level {
    Level { frequency: Some(counted(column, false)), ..level }
}

/// Near agreement, weighed by how common both values are.
fn near(level: Level, column: &str) -> Level {
    Level { frequency: Some(counted(column, true)), ..level }
}

/// A value that few people have; where many have it, it was made up or is an agency's own.
fn common(level: Level, column: &str) -> Level {
    let frequency = Frequency { above: Some(16.0), ..counted(column, false) };
    Level { frequency: Some(frequency), ..level }
}

fn counted(column: &str, near: bool) -> Frequency {
    let column = column.to_owned();
    Frequency { column, weight: 1.0, minimum: 0.0, own_u: false, near, above: None, base: None }
}

fn level(when: &str, label: &str) -> Level {
    Level {
        when: when.to_owned(),
        label: label.to_owned(),
        neutral: false,
        m: None,
        u: None,
        h: None,
        fix_m: false,
        fix_u: false,
        frequency: None,
    }
}
