//! What the form of a sheet says, read back into answers.
//!
//! Each question has a name `q` and its position. A choice sends the position of an option, a reason
//! for having no answer (`-asked-declined`) or nothing; other questions send their text, and the reason
//! under `.none`. `.was` holds a mark of what the page showed ([`Seen`]), `.own` one's own words beside
//! options. Positions are stable: one version of an instrument never changes.

use std::collections::HashMap;

use screening::questionnaire::Options;
use screening::value::{Coding, Decimal, is_date, is_date_time, is_time};
use screening::{AbsentReason, Change, Given, Item, ItemKind, Questionnaire, Seen, Value};

use crate::error::Error;

/// The longest answer in words, in characters, where the instrument sets no limit.
pub const LONGEST: usize = 2_000;

/// What a form says.
#[derive(Debug, Default)]
pub struct Filled {
    /// What it says about each item that it shows.
    pub changes: Vec<Change>,
    /// What cannot be read as an answer.
    pub wrong: Vec<Wrong>,
}

/// Something typed that is no answer to its item.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The item's position.
    pub position: usize,
    /// What was typed.
    pub typed: String,
    /// The key of what to do.
    pub key: &'static str,
}

/// What was typed is never printed.
impl std::fmt::Debug for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wrong at {}", self.position)
    }
}

/// The fields of a form by name.
pub struct Fields<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Fields<'a> {
    /// The fields of these pairs, in their order.
    #[must_use]
    pub fn of(pairs: &'a [(String, String)]) -> Self {
        let mut fields: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// Every value of a field.
    fn all(&self, name: &str) -> &[&'a str] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of a field that is sent once.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<&'a str> {
        self.all(name).first().copied()
    }
}

/// Reads what a form says about the items that it shows; others stay as they are.
///
/// # Errors
/// [`Error::WrongFields`] for what no page of ours sends.
pub fn read(questionnaire: &Questionnaire, fields: &Fields<'_>) -> Result<Filled, Error> {
    let mut filled = Filled::default();
    for (position, item) in questionnaire.items().iter().enumerate() {
        let Some(was) = fields.one(&format!("q{position}.was")) else { continue };
        let seen = Seen::parse(was).ok_or(Error::WrongFields)?;
        match given(item, position, fields) {
            Ok(given) => {
                filled.changes.push(Change { link_id: item.link_id().clone(), seen, given });
            }
            Err(Fault::NotOurs) => return Err(Error::WrongFields),
            Err(Fault::Typed(typed, key)) => filled.wrong.push(Wrong { position, typed, key }),
        }
    }
    Ok(filled)
}

/// Why something is no answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Fault {
    /// No page of ours sends it.
    NotOurs,
    /// What was typed, and the key of what to do.
    Typed(String, &'static str),
}

/// What the fields say about one item.
///
/// # Errors
/// [`Fault`] when it is no answer to the item.
pub fn given(item: &Item, position: usize, fields: &Fields<'_>) -> Result<Option<Given>, Fault> {
    let name = format!("q{position}");
    let sent = fields.all(&name);
    let reasons = if has_radios(item) { sent } else { fields.all(&format!("{name}.none")) };
    let reason = reasons.iter().find_map(|value| value.strip_prefix('-'));
    let absent = reason.map(|code| AbsentReason::from_code(code).ok_or(Fault::NotOurs));
    let absent = absent.transpose()?;
    let mut values = Vec::new();
    if is_chosen(item) {
        let is_reason = |value: &str| has_radios(item) && value.starts_with('-');
        for value in sent.iter().filter(|value| !value.is_empty() && !is_reason(value)) {
            values.push(chosen(item, value).ok_or(Fault::NotOurs)?);
        }
        let own = fields.one(&format!("{name}.own")).unwrap_or_default();
        if item.kind() == ItemKind::OpenChoice && !own.trim().is_empty() {
            values.push(typed(item, own)?);
        }
    } else {
        let text = sent.first().copied().unwrap_or_default();
        if item.repeats() {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            values.extend(lines.map(|line| typed(item, line)).collect::<Result<Vec<_>, _>>()?);
        } else if !text.trim().is_empty() {
            values.push(typed(item, text)?);
        }
    }
    Ok(if values.is_empty() { absent.map(Given::Absent) } else { Some(Given::Values(values)) })
}

/// Whether an item is answered by choosing.
#[must_use]
pub fn is_chosen(item: &Item) -> bool {
    item.kind() == ItemKind::Boolean || !item.options().listed().is_empty()
}

fn chosen(item: &Item, value: &str) -> Option<Value> {
    if item.kind() == ItemKind::Boolean {
        return match value {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            _ => None,
        };
    }
    let number: usize = value.parse().ok()?;
    item.options().listed().get(number).map(|option| option.value.clone())
}

fn typed(item: &Item, text: &str) -> Result<Value, Fault> {
    let wrong = |key| Fault::Typed(text.to_owned(), key);
    let line = text.trim();
    match item.kind() {
        ItemKind::Integer => {
            line.parse().map(Value::Integer).map_err(|_| wrong("sheet-number-wrong"))
        }
        ItemKind::Decimal => {
            Decimal::parse(line).map(Value::Decimal).ok_or_else(|| wrong("sheet-number-wrong"))
        }
        ItemKind::Date if is_date(line) => Ok(Value::Date(line.to_owned())),
        ItemKind::Date => Err(wrong("sheet-date-wrong")),
        ItemKind::DateTime if is_date_time(line) => Ok(Value::DateTime(line.to_owned())),
        ItemKind::DateTime => Err(wrong("sheet-moment-wrong")),
        ItemKind::Time => {
            let whole = if line.len() == 5 { format!("{line}:00") } else { line.to_owned() };
            if is_time(&whole) { Ok(Value::Time(whole)) } else { Err(wrong("sheet-time-wrong")) }
        }
        ItemKind::Choice if matches!(item.options(), Options::Elsewhere(_)) => {
            Ok(Value::Coding(Coding { system: None, code: Some(line.to_owned()), display: None }))
        }
        _ if text.chars().count() > item.max_length().unwrap_or(LONGEST) => {
            Err(wrong("sheet-too-long"))
        }
        _ => Ok(Value::Text(text.replace("\r\n", "\n"))),
    }
}

/// What a browser would send of this item, were it shown with `given` and not touched.
#[must_use]
pub fn untouched(item: &Item, position: usize, given: Option<&Given>) -> Vec<(String, String)> {
    let name = format!("q{position}");
    let mut pairs = Vec::new();
    match given {
        None => {}
        Some(Given::Absent(why)) => {
            let name = if has_radios(item) { name } else { format!("{name}.none") };
            pairs.push((name, format!("-{}", why.code())));
        }
        Some(Given::Values(values)) if is_chosen(item) => {
            for value in values {
                let options = item.options().listed();
                match (value, options.iter().position(|option| option.value == *value)) {
                    (Value::Boolean(yes), _) => pairs.push((name.clone(), yes.to_string())),
                    (_, Some(number)) => pairs.push((name.clone(), number.to_string())),
                    (other, None) => pairs.push((format!("{name}.own"), other.label())),
                }
            }
        }
        Some(Given::Values(values)) => {
            let lines: Vec<_> = values.iter().map(Value::label).collect();
            pairs.push((name, lines.join("\n")));
        }
    }
    pairs
}

/// Whether an item's options exclude each other, so that "no answer" can be one of them.
#[must_use]
pub fn has_radios(item: &Item) -> bool {
    is_chosen(item) && !item.repeats()
}
