//! Names and addresses in the one form under which they are indexed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a name: compatibility forms resolved (NFKD), marks dropped, lower case, letters
/// that do not decompose folded, apostrophes dropped, everything else a separator.
pub(super) fn words(name: &str) -> Vec<String> {
    let folded: String = name
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !is_apostrophe(*letter))
        .flat_map(char::to_lowercase)
        .fold(String::with_capacity(name.len()), |mut text, letter| {
            match fold(letter) {
                Some(plain) => text.push_str(plain),
                None => text.push(letter),
            }
            text
        })
        // Lower-casing can leave a mark behind (`İ` becomes `i` with a dot above).
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .nfc()
        .collect();
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// An address in lower case without white space around it; `None` if it has not exactly one `@`
/// between two parts.
pub(super) fn email(address: &str) -> Option<String> {
    let address: String = address.trim().nfkc().flat_map(char::to_lowercase).collect();
    let (local, domain) = address.split_once('@')?;
    let whole = !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !address.contains(char::is_whitespace);
    whole.then_some(address)
}

/// Apostrophes as people type them in names, and the letters that stand for one.
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '‘' | '’' | 'ʻ' | 'ʼ' | '＇')
}

/// Letters that are written in one more way without being a letter with a mark.
fn fold(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'þ' => "th",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}
