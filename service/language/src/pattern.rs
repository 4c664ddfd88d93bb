//! Patterns: a word, or several one after another, each in all its forms.
//!
//! The table writes them as `teen|teenage prostitute~n; sex worker~n`: `;` between patterns, a space
//! between words, `|` between words that may stand in one place, `~n` for singular and plural, `~v`
//! for the forms of a verb. `?` before a pattern says that it harms in one meaning only.

use crate::inflection::{noun, verb};

/// One pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// For each place the words that may stand there, in lower case.
    places: Vec<Vec<String>>,
    /// Whether it harms in one meaning only.
    pub(crate) ambiguous: bool,
}

impl Pattern {
    /// Reads the patterns of one field of the table; [`None`] if one is empty or has other characters.
    pub(crate) fn read_all(field: &str) -> Option<Vec<Self>> {
        field
            .split(';')
            .map(str::trim)
            .filter(|pattern| !pattern.is_empty())
            .map(Self::read)
            .collect()
    }

    fn read(pattern: &str) -> Option<Self> {
        let (ambiguous, words) = match pattern.strip_prefix('?') {
            Some(words) => (true, words),
            None => (false, pattern),
        };
        let places: Option<Vec<_>> = words.split_whitespace().map(place).collect();
        let places = places.filter(|places| !places.is_empty())?;
        Some(Self { places, ambiguous })
    }

    /// The words that can begin it.
    pub(crate) fn first(&self) -> &[String] {
        self.places.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// How many words it has.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it is the words of `words` from their first on.
    pub(crate) fn begins<'a>(&self, words: impl Iterator<Item = &'a str>) -> bool {
        let mut matched = 0;
        for (place, word) in self.places.iter().zip(words) {
            if !place.iter().any(|form| form == word) {
                return false;
            }
            matched += 1;
        }
        matched == self.places.len()
    }

    /// Every text that it stands for.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<String> {
        self.places.iter().fold(vec![String::new()], |texts, place| {
            let join = |text: &String, form: &String| match text.is_empty() {
                true => form.clone(),
                false => format!("{text} {form}"),
            };
            texts.iter().flat_map(|text| place.iter().map(move |form| join(text, form))).collect()
        })
    }
}

fn place(alternatives: &str) -> Option<Vec<String>> {
    let mut forms = Vec::new();
    for alternative in alternatives.split('|') {
        let (word, ending) = alternative.split_once('~').unwrap_or((alternative, ""));
        if word.is_empty() || !word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit()) {
            return None;
        }
        match ending {
            "" => forms.push(word.to_owned()),
            "n" => forms.extend(noun(word)),
            "v" => forms.extend(verb(word)),
            _ => return None,
        }
    }
    Some(forms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_all_its_forms() {
        let patterns = Pattern::read_all("teen|teenage prostitute~n; ?sell~v herself").unwrap();
        assert_eq!(
            patterns[0].texts(),
            ["teen prostitute", "teen prostitutes", "teenage prostitute", "teenage prostitutes"]
        );
        assert!(patterns[1].ambiguous && patterns[1].begins(["sold", "herself", "x"].into_iter()));
        assert!(!patterns[1].begins(["sold"].into_iter()));
    }

    #[test]
    fn a_malformed_pattern_is_refused() {
        for bad in ["a b~x", "a ||b", "A", "?", "it's"] {
            assert!(Pattern::read_all(bad).is_none(), "{bad}");
        }
    }
}
