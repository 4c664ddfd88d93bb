//! Texts without case, accents or script.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case Latin letters and digits only: accents dropped, ligatures opened, Cyrillic and Greek
/// transliterated letter by letter. Characters of other scripts stay as they are, so that such names
/// still compare with each other.
///
/// # Example
/// ```
/// use linkage::names::fold;
/// assert_eq!(fold("José-Ángel O'Neill"), "joseangeloneill");
/// assert_eq!(fold("Юлия"), "yuliya");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.extend(
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char),
        );
        return out;
    }
    for c in text.nfc().flat_map(char::to_lowercase) {
        if let Some(latin) = latin_of(c) {
            out.push_str(latin);
            continue;
        }
        // Lower case once more: an enclosed letter hides a capital until it is taken apart.
        for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            match latin_of(part) {
                Some(latin) => out.push_str(latin),
                None if part.is_alphanumeric() && !is_combining_mark(part) => out.push(part),
                None => {}
            }
        }
    }
    out
}

/// Letters that no decomposition turns into Latin ones. Cyrillic after the passport rule of ICAO
/// Doc 9303 part 3 (simplified to one form a letter), Greek after ISO 843 without length marks.
fn latin_of(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'а' | 'α' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'γ' | 'ґ' => "g",
        'д' | 'δ' => "d",
        'е' | 'э' | 'ё' | 'ε' => "e",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'и' | 'й' | 'і' | 'ι' | 'η' => "i",
        'ї' => "yi",
        'є' => "ye",
        'к' | 'κ' => "k",
        'л' | 'λ' => "l",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'о' | 'ο' | 'ω' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' | 'ς' => "s",
        'т' | 'τ' => "t",
        'у' | 'υ' => "u",
        'ф' | 'φ' => "f",
        'х' | 'χ' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        'θ' => "th",
        'ξ' => "x",
        'ψ' => "ps",
        _ => return None,
    })
}
