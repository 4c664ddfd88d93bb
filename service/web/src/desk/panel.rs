//! The third column's facts: what we know, as codes chosen by click.
//!
//! A [`Panel`] is made from [`Facts`] and stands in the order of the story: safety now, who, what,
//! needs. Each block folds to one line once something in it is known.

use std::borrow::Cow;

use casework::facts::{Conflict, FactField, FactValue, Facts};

use crate::page::Page;

/// All blocks of facts of one contact.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The version that the reader saw; sent back with every change.
    pub version: u64,
    /// The blocks, in the order of the story.
    pub blocks: Vec<Block>,
}

/// One block: a form of its own.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its name in the address: `safety`, `who`, `what`, `needs`.
    pub name: &'static str,
    /// The key of its heading.
    pub title_key: &'static str,
    /// What is known, in one line; empty if nothing is.
    pub summary: String,
    /// Whether it is unfolded: nothing is known yet, or two people wrote different things.
    pub open: bool,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One fact with everything that can be chosen.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the form.
    pub code: &'static str,
    /// What is asked.
    pub label: Cow<'static, str>,
    /// Why it is asked.
    pub why: Cow<'static, str>,
    /// Whether several may be chosen.
    pub several: bool,
    /// What can be chosen; empty for a code that is typed in.
    pub chips: Vec<Chip>,
    /// What was typed in, for a field without list.
    pub typed: Option<String>,
    /// Both values, if somebody else wrote another one meanwhile.
    pub conflict: Option<Both>,
}

/// One thing that can be chosen.
#[derive(Clone, Debug)]
pub struct Chip {
    /// Its code.
    pub code: String,
    /// Its label.
    pub label: Cow<'static, str>,
    /// Whether it is chosen.
    pub checked: bool,
}

/// Two values for one fact; a person decides which holds.
#[derive(Clone, Debug)]
pub struct Both {
    /// What the reader wanted, in words.
    pub mine: String,
    /// The same as codes, for the form; empty to clear the fact.
    pub my_codes: Vec<String>,
    /// What stands there now, in words.
    pub theirs: String,
}

const BLOCKS: [(&str, &str, &[FactField]); 4] = [
    ("safety", "panel-safety", &[FactField::DangerNow]),
    (
        "who",
        "panel-who",
        &[
            FactField::ReachingOut,
            FactField::AgeBand,
            FactField::Gender,
            FactField::County,
            FactField::LivingSituation,
        ],
    ),
    (
        "what",
        "panel-what",
        &[
            FactField::CommercialSexAct,
            FactField::Venue,
            FactField::Exploiter,
            FactField::Relation,
            FactField::Control,
            FactField::Vulnerability,
        ],
    ),
    ("needs", "panel-needs", &[FactField::Needs]),
];

const ANSWERS: [&str; 2] = ["unknown", "prefers_not_to_say"];

impl Panel {
    /// Puts facts into words, with the conflicts that a refused edit left.
    #[must_use]
    pub fn of(page: &Page, facts: &Facts, conflicts: &[Conflict]) -> Panel {
        let blocks = BLOCKS.map(|(name, title_key, fields)| {
            let (summary, open, fields) = block(page, fields, facts, conflicts);
            Block { name, title_key, summary, open, fields }
        });
        Panel { version: facts.version(), blocks: blocks.to_vec() }
    }
}

fn block(
    page: &Page,
    fields: &[FactField],
    facts: &Facts,
    conflicts: &[Conflict],
) -> (String, bool, Vec<Field>) {
    let known: Vec<_> = fields
        .iter()
        .filter_map(|field| Some(summary(page, *field, facts.value(*field)?)))
        .collect();
    let fields: Vec<_> = fields.iter().map(|of| field(page, *of, facts, conflicts)).collect();
    let open = known.is_empty() || fields.iter().any(|field| field.conflict.is_some());
    (known.join(" · "), open, fields)
}

fn field(page: &Page, field: FactField, facts: &Facts, conflicts: &[Conflict]) -> Field {
    let value = facts.value(field);
    let chip = |code: &str| Chip {
        code: code.to_owned(),
        label: page.t(&field.option_key(code)),
        checked: value.is_some_and(|value| value.has(code)),
    };
    let typed = field.options().is_empty().then(|| match value {
        Some(FactValue::County(county)) => county.as_str().to_owned(),
        _ => String::new(),
    });
    let conflict = conflicts.iter().find(|conflict| conflict.field == field).map(|conflict| Both {
        mine: side(page, field, conflict.mine.as_ref()),
        my_codes: codes(conflict.mine.as_ref()),
        theirs: side(page, field, conflict.theirs.as_ref()),
    });
    Field {
        code: field.code(),
        label: page.t(&field.key()),
        why: page.t(&field.why_key()),
        several: field.takes_several(),
        chips: field.options().iter().copied().chain(ANSWERS).map(chip).collect(),
        typed,
        conflict,
    }
}

fn side(page: &Page, field: FactField, value: Option<&FactValue>) -> String {
    value.map_or_else(|| page.t("panel-cleared").into_owned(), |value| in_words(page, field, value))
}

fn codes(value: Option<&FactValue>) -> Vec<String> {
    value.map(|value| value.codes().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// A value that says by itself what it answers; "Yes" alone does not.
fn summary(page: &Page, field: FactField, value: &FactValue) -> String {
    let words = in_words(page, field, value);
    match field {
        FactField::CommercialSexAct => format!("{}: {words}", page.t(&field.key())),
        _ => words,
    }
}

fn in_words(page: &Page, field: FactField, value: &FactValue) -> String {
    if let FactValue::County(county) = value {
        return county.as_str().to_owned();
    }
    let labels: Vec<_> =
        value.codes().into_iter().map(|code| page.t(&field.option_key(code))).collect();
    labels.join(", ")
}

#[cfg(test)]
mod tests;
