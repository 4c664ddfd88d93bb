//! How hard the public words are to read, measured.
//!
//! English: Flesch-Kincaid grade (Kincaid et al. 1975),
//! `0.39 · words/sentences + 11.8 · syllables/words − 15.59`. At most 6.
//!
//! Spanish: Fernández Huerta's ease (1959), in its corrected form
//! `206.84 − 60 · syllables/words − 1.02 · words/sentences` (Law 2011 shows why sentences per hundred
//! words, as often reprinted, can't be meant). 70 and more is his "fairly easy", sixth grade.
//!
//! Only whole sentences count: labels and buttons are shorter than any sentence and would make the
//! pages look easier than they are.

use super::{Locale, files};
use crate::page::{Page, Style};
use crate::public::numbers::Numbers;

/// Pages whose readers may be frightened, by the prefix of their keys.
const PAGES: [&str; 16] = [
    "start",
    "tip",
    "before",
    "safety",
    "numbers",
    "write",
    "thanks",
    "error",
    "chat",
    "notice",
    "end",
    "understand",
    "figures",
    "known",
    "chat-start",
    "waiting",
];

#[derive(Default)]
struct Tally {
    sentences: f64,
    words: f64,
    syllables: f64,
}

impl Tally {
    fn of(texts: &[String], syllables: fn(&str) -> usize) -> Tally {
        let mut tally = Tally::default();
        for sentence in texts.iter().flat_map(|text| text.split(['.', '?', '!'])) {
            let words: Vec<_> = sentence
                .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/'))
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .collect();
            if !words.is_empty() {
                tally.sentences += 1.0;
                tally.words += words.len() as f64;
                tally.syllables += words.iter().map(|word| syllables(word)).sum::<usize>() as f64;
            }
        }
        tally
    }

    fn flesch_kincaid_grade(&self) -> f64 {
        0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
    }

    fn fernandez_huerta_ease(&self) -> f64 {
        206.84 - 60.0 * self.syllables / self.words - 1.02 * self.words / self.sentences
    }
}

#[test]
fn english_pages_read_at_sixth_grade_or_below() {
    for page in PAGES {
        let grade = Tally::of(&sentences(Locale::En, page), english).flesch_kincaid_grade();
        println!("en {page:12} Flesch-Kincaid grade {grade:.1}");
        assert!(grade <= 6.0, "{page} reads at grade {grade:.1}");
    }
}

#[test]
fn spanish_pages_read_fairly_easily_or_better() {
    for page in PAGES {
        let ease = Tally::of(&sentences(Locale::Es, page), spanish).fernandez_huerta_ease();
        println!("es {page:12} Fernández Huerta ease {ease:.1}");
        assert!(ease >= 70.0, "{page} reads at an ease of {ease:.1}");
    }
}

#[test]
fn syllables_are_counted_as_they_are_spoken() {
    for (word, count) in [
        ("help", 1),
        ("someone", 2),
        ("people", 2),
        ("police", 2),
        ("trafficking", 3),
        ("named", 1),
        ("wanted", 2),
        ("child", 1),
        ("the", 1),
        ("you", 1),
        ("messages", 3),
        ("pages", 2),
        ("safe", 1),
        ("idea", 3),
        ("emergency", 4),
        ("minutes", 2),
        ("library", 3),
        ("little", 2),
        ("being", 2),
        ("anything", 3),
        ("everything", 3),
        ("family", 3),
        ("area", 3),
    ] {
        assert_eq!(english(word), count, "{word}");
    }
    for (word, count) in [
        ("ayuda", 3),
        ("policía", 4),
        ("quién", 1),
        ("teléfono", 4),
        ("aquí", 2),
        ("escribe", 3),
        ("ley", 1),
        ("día", 2),
        ("cuidado", 3),
        ("guardamos", 3),
        ("línea", 3),
        ("que", 1),
        ("averigüéis", 4),
        ("muy", 1),
        ("yo", 1),
        ("seguir", 2),
        ("país", 2),
        ("poeta", 3),
    ] {
        assert_eq!(spanish(word), count, "{word}");
    }
}

#[test]
fn the_formulas_give_the_figures_computed_by_hand() {
    let tally = Tally::of(&["The cat sat on the mat. It was happy.".to_owned()], english);
    assert_eq!((tally.sentences, tally.words, tally.syllables), (2.0, 9.0, 10.0));
    assert!((tally.flesch_kincaid_grade() - -0.7239).abs() < 0.001);
    assert!((tally.fernandez_huerta_ease() - 135.5833).abs() < 0.001);
}

/// The whole sentences of a page.
fn sentences(locale: Locale, page: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut key = "";
    for line in files(locale).iter().flat_map(|(_, source)| source.lines()) {
        let text = match line.split_once(" = ") {
            Some((name, text)) if !line.starts_with([' ', '#']) => {
                key = name;
                text
            }
            _ => line.trim().trim_start_matches('*').split_once("] ").map_or("", |(_, text)| text),
        };
        let own = key.strip_prefix(page).is_some_and(|rest| rest.starts_with('-'));
        if own && text.trim_end_matches(['”', '"']).ends_with(['.', '?']) {
            texts.push(filled(text));
        }
    }
    if page == "numbers" {
        let page = Page::sample(locale, Style::Public, "numbers-title", "/numbers");
        texts.extend(Numbers::built_in().all().iter().map(|number| number.about(&page).to_owned()));
    }
    texts
}

/// A text with something short in place of each placeable.
fn filled(text: &str) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("two");
        whole.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    whole
}

/// Groups of vowels, with the silent letters of English taken off and its hiatuses put in.
fn english(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|c| c.is_ascii_alphabetic()).collect();
    if word.len() <= 3 && !matches!(word.as_str(), "any") {
        return 1;
    }
    if let Some(rest) = ["some", "every", "home", "safe", "there"]
        .iter()
        .find_map(|first| word.strip_prefix(first).filter(|rest| rest.len() > 2))
    {
        let first = if word.starts_with("every") { 2 } else { 1 };
        return first + english(rest).max(1);
    }
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let mut count = letters
        .iter()
        .enumerate()
        .filter(|(at, letter)| vowel(**letter) && (*at == 0 || !vowel(letters[at - 1])))
        .count();
    count +=
        ["ia", "io", "iu", "eo", "being", "going", "doing", "seeing", "idea", "area", "create"]
            .iter()
            .filter(|hiatus| {
                word.contains(*hiatus) && !word.contains("tion") && !word.contains("peo")
            })
            .count()
            .min(1);
    let soft = |end: &str| {
        word.strip_suffix(end).is_some_and(|stem| {
            stem.ends_with(['s', 'x', 'z', 'c', 'g'])
                || stem.ends_with("ch")
                || stem.ends_with("sh")
        })
    };
    let silent = (word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee"))
        || (word.ends_with("le") && letters.len() > 3 && vowel(letters[letters.len() - 3]))
        || (word.ends_with("es") && !soft("es") && !word.ends_with("ies"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"));
    count.saturating_sub(usize::from(silent)).max(1)
}

/// Spanish is spelt as it is spoken: a syllable for each vowel, diphthongs counted once.
fn spanish(word: &str) -> usize {
    let word = word.to_lowercase().replace("qu", "q").replace("gue", "ge").replace("gui", "gi");
    let word = word.replace("gué", "gé").replace("guí", "gí");
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let strong = |c: char| matches!(c, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú');
    let weak = |c: char, last: bool| matches!(c, 'i' | 'u' | 'ü') || (c == 'y' && last);
    let mut count = 0;
    // The kind of the vowel before: none, strong, or weak and already counted.
    let mut before = None;
    for (at, &letter) in letters.iter().enumerate() {
        let last = at + 1 == letters.len();
        before = if strong(letter) {
            // A weak vowel before a strong one was the same syllable, unless the accent parts them.
            let joins = before == Some('w') && !matches!(letter, 'í' | 'ú');
            count += usize::from(!joins);
            Some('s')
        } else if weak(letter, last) {
            count += usize::from(before.is_none());
            Some(if before == Some('s') { 's' } else { 'w' })
        } else {
            None
        };
    }
    count.max(1)
}
