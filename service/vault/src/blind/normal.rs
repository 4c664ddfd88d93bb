//! Names and addresses in the one form under which they are indexed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// The words of a name: apostrophes dropped, compatibility forms resolved (NFKD), accents dropped,
/// lower case, letters that do not decompose folded; everything but letters and digits separates.
pub(super) fn words(name: &str) -> Vec<Zeroizing<String>> {
    let letters = name.chars().filter(|letter| !is_apostrophe(*letter)).nfkd();
    let mut folded = Zeroizing::new(String::with_capacity(2 * name.len()));
    for letter in letters.flat_map(char::to_lowercase).filter(|letter| !is_accent(*letter)) {
        match fold(letter) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(letter),
        }
    }
    let composed: Zeroizing<String> = Zeroizing::new(folded.nfc().collect());
    composed
        .split(|letter: char| !is_part_of_word(letter))
        .filter(|word| !word.is_empty())
        .map(|word| Zeroizing::new(word.to_owned()))
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

/// Marks that people leave out when they type in a hurry: accents of Latin, Greek and Cyrillic,
/// points of Hebrew, vowel marks of Arabic. Marks that are vowels of their own, as in Hindi or Thai,
/// make another name and stay.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}'
        | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
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
