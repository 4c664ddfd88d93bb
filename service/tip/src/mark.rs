//! What in a text identifies somebody by itself: numbers, addresses, account names, plates.
//!
//! Two tips that name the same number are likely about the same, whatever else they say. [`marks`]
//! finds candidates by their shape alone, so it takes some that are none (a long order number): a
//! token that no other tip has costs a row and suggests nothing. Words and years are no marks.
//!
//! The marks are sensitive: they are made into tokens of the blind index and dropped.
//!
//! ```
//! use tip::mark::{Mark, marks};
//!
//! let found = marks("A man in ABC-1234, call (555) 234-0142, @kim or kim@example.org");
//! let kinds: Vec<_> = found.iter().map(|mark| match mark {
//!     Mark::Phone(_) => "phone",
//!     Mark::Email(_) => "email",
//!     Mark::Name(_) => "name",
//! }).collect();
//! assert_eq!(kinds, ["name", "phone", "name", "email"]);
//! ```

#[cfg(test)]
mod tests;

/// The most marks that one text is searched for: what a person tells has fewer, and a list that
/// somebody pastes shall not fill the index.
pub const MOST: usize = 40;

/// Something in a text that identifies by itself, as it was written.
#[derive(Clone, PartialEq, Eq)]
pub enum Mark {
    /// What may be a telephone number.
    Phone(String),
    /// What may be an e-mail address.
    Email(String),
    /// What may be an account name or a licence plate.
    Name(String),
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mark")
    }
}

/// The marks of a text in their order, at most [`MOST`]. One pass over the text.
#[must_use]
pub fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < MOST {
        rest = rest.trim_start_matches(|sign: char| !begins(sign));
        if rest.is_empty() {
            break;
        }
        let number = number(rest);
        if is_number(number) {
            found.push(Mark::Phone(number.trim().to_owned()));
            rest = &rest[number.len()..];
            continue;
        }
        let end = rest.find(|sign: char| !goes_on(sign)).unwrap_or(rest.len());
        // A sign that begins a mark and does not go on in one is passed over by itself.
        let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
        found.extend(named(rest[..end].trim_end_matches(['.', '-', '_'])));
        rest = &rest[end..];
    }
    found
}

fn begins(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '@' | '+' | '(')
}

fn goes_on(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '@' | '.' | '-' | '_' | '+')
}

/// The longest beginning that can be a telephone number.
fn number(text: &str) -> &str {
    let of_number =
        |sign: char| sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '.' | '(' | ')' | '+');
    let end = text.find(|sign| !of_number(sign)).unwrap_or(text.len());
    let digits = text[..end].rfind(|sign: char| sign.is_ascii_digit());
    &text[..digits.map_or(0, |last| last + 1)]
}

/// Seven digits and more, none of them glued to a word, and no date.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (7..=15).contains(&digits) && !is_dated(text)
}

/// It begins like `2026-11-22`.
fn is_dated(text: &str) -> bool {
    let day: Vec<&str> = text.splitn(3, ['-', '.']).collect();
    match day.as_slice() {
        [year, month, rest] => {
            year.len() == 4 && month.len() == 2 && rest.len() >= 2 && digits(year) && digits(month)
        }
        _ => false,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn named(word: &str) -> Option<Mark> {
    if let Some((local, domain)) = word.split_once('@') {
        if local.is_empty() {
            return (domain.chars().count() >= 3).then(|| Mark::Name(domain.to_owned()));
        }
        return domain.contains('.').then(|| Mark::Email(word.to_owned()));
    }
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|sign| sign.is_alphabetic()).count();
    let telling = figures >= 3 && letters >= 1 && figures + letters >= 5 && !is_measure(word);
    telling.then(|| Mark::Name(word.to_owned()))
}

/// A figure with what it counts: `100th`, `1990s`, `2000m`, `300usd`.
fn is_measure(word: &str) -> bool {
    let unit = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    unit.len() < word.len() && unit.chars().count() <= 3 && unit.chars().all(char::is_lowercase)
}
