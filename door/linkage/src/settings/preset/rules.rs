//! Blocking rules for lists of people.

use super::ColumnOf;
use super::columns::{Columns, Property};

/// Rules that together find nearly every pair of records of one person, whichever property is wrong.
pub(super) fn blocking(column: ColumnOf<'_>) -> Vec<String> {
    use Property as P;
    let rules: &[&[(P, &str)]] = &[
        &[(P::Number, "{}")],
        &[(P::Given, "fold({})"), (P::Surname, "fold({})")],
        &[(P::Surname, "fold({})"), (P::Birth, "{}")],
        &[(P::Given, "fold({})"), (P::Birth, "{}")],
        &[(P::Postcode, "{}"), (P::Given, "fold({})")],
        &[(P::Postcode, "{}"), (P::Surname, "fold({})")],
        &[(P::Phone, "right(digits({}), 9)")],
        &[(P::Email, "{}")],
        &[
            (P::Given, "substr(fold({}), 1, 2)"),
            (P::Surname, "substr(fold({}), 1, 3)"),
            (P::Birth, "birth_year({})"),
        ],
        &[(P::Birth, "{}"), (P::Postcode, "substr({}, 1, 4)")],
        &[(P::Address, "{}"), (P::Birth, "{}")],
        &[(P::Address, "{}"), (P::Given, "fold({})")],
        &[(P::Surname, "fold({})"), (P::City, "{}"), (P::Given, "substr(fold({}), 1, 1)")],
        &[(P::Given, "fold({})"), (P::City, "{}"), (P::Surname, "substr(fold({}), 1, 2)")],
        &[(P::Surname, "fold({})"), (P::Age, "{}"), (P::Given, "substr(fold({}), 1, 1)")],
        &[(P::Given, "fold({})"), (P::Age, "{}"), (P::Surname, "substr(fold({}), 1, 2)")],
    ];
    let mut out: Vec<String> = rules
        .iter()
        .filter_map(|parts| {
            let parts: Option<Vec<String>> =
                parts.iter().map(|(p, form)| Some(form.replace("{}", &column(*p)?))).collect();
            parts.map(|p| p.join(", "))
        })
        .collect();
    if let (Some(g), Some(s)) = (column(P::Given), column(P::Surname)) {
        out.push(format!("fold(l.{g}) = fold(r.{s}) and fold(l.{s}) = fold(r.{g})"));
    }
    out
}

/// Further rules that could be tried on lists with the columns of `header`: equality of any two
/// properties, and of the beginnings of three.
#[must_use]
pub fn candidate_rules(header: &[String]) -> Vec<String> {
    use Property as P;
    let names = Columns::of(header);
    let forms = |forms: &[(P, &str)]| -> Vec<String> {
        forms.iter().filter_map(|(p, form)| Some(form.replace("{}", &names.name(*p)?))).collect()
    };
    let alone = forms(&[(P::Phone, "right(digits({}), 9)"), (P::Email, "{}"), (P::Number, "{}")]);
    let whole = forms(&[
        (P::Given, "fold({})"),
        (P::Surname, "fold({})"),
        (P::Surname, "phonetic({})"),
        (P::Birth, "{}"),
        (P::Postcode, "{}"),
        (P::City, "{}"),
        (P::Address, "{}"),
    ]);
    let begun = forms(&[
        (P::Given, "substr(fold({}), 1, 2)"),
        (P::Surname, "substr(fold({}), 1, 3)"),
        (P::Birth, "birth_year({})"),
        (P::Postcode, "substr({}, 1, 3)"),
    ]);
    let mut out = alone;
    for (i, a) in whole.iter().enumerate() {
        out.extend(whole[i + 1..].iter().map(|b| format!("{a}, {b}")));
    }
    for left_out in 0..begun.len() {
        let three: Vec<&str> =
            (0..begun.len()).filter(|&i| i != left_out).map(|i| begun[i].as_str()).collect();
        out.extend((three.len() == 3).then(|| three.join(", ")));
    }
    out
}

pub(super) fn certain(column: ColumnOf<'_>) -> Vec<String> {
    use Property as P;
    let rules = [
        vec![P::Number],
        vec![P::Given, P::Surname, P::Birth],
        vec![P::Phone, P::Given],
        vec![P::Email, P::Birth],
    ];
    let joined = |rule: &Vec<P>| {
        rule.iter().map(|p| column(*p)).collect::<Option<Vec<String>>>().map(|c| c.join(", "))
    };
    rules.iter().filter_map(joined).collect()
}
