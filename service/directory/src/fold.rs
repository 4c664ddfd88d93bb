//! Free text made comparable: the same words, whatever their accents, case and width.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text in compatibility decomposition (NFKD), without marks, in lower case.
///
/// ```
/// assert_eq!(directory::fold::fold("Niñas y Jóvenes ＡＢ"), "ninas y jovenes ab");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|&character| !is_combining_mark(character))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The folded words of the text, in order: runs of letters and digits.
///
/// ```
/// let words = directory::fold::words("St. Mary's Café, 2nd floor");
/// assert_eq!(words, ["st", "mary", "s", "cafe", "2nd", "floor"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the text has every word of the query; the query's last word may be a beginning, as it is
/// while somebody types.
///
/// ```
/// assert!(directory::fold::finds("Refugio de Mujeres Jóvenes", "jovenes ref"));
/// assert!(!directory::fold::finds("Refugio de Mujeres", "muj refugio"));
/// ```
#[must_use]
pub fn finds(text: &str, query: &str) -> bool {
    let (text, query) = (words(text), words(query));
    let Some((last, whole)) = query.split_last() else { return true };
    whole.iter().all(|word| text.contains(word))
        && text.iter().any(|word| word.starts_with(last.as_str()))
}
