//! Finding the terms in a text.

use std::collections::HashSet;
use std::ops::Range;

use crate::mask::{Markup, cover};
use crate::pattern::Pattern;
use crate::term::{Severity, Term, Terms};

/// One place where a term was found. It suggests; it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'a> {
    /// The term, with what to say instead, why, and who says so.
    pub term: &'a Term,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The words that were found.
    pub found: String,
    /// How much they harm here: that of the term, or [`Severity::Info`] if it depends on the meaning.
    pub severity: Severity,
    /// Whether they harm in one meaning only, which the sentence does not show.
    pub depends_on_meaning: bool,
}

/// Who reads a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anybody: pages, reports, what is sent to a person.
    Public,
    /// Colleagues: notes, summaries.
    Staff,
}

impl Finding<'_> {
    /// Whether a text with it must not be published. In staff text nothing is stopped.
    #[must_use]
    pub fn blocks(&self, audience: Audience) -> bool {
        audience == Audience::Public && self.severity == Severity::Error
    }

    /// What to say to the writer, in one sentence.
    #[must_use]
    pub fn suggestion(&self) -> String {
        let Term { prefer, why, source_key, only_if, .. } = self.term;
        let condition =
            if self.depends_on_meaning { format!(" (only if {only_if})") } else { String::new() };
        format!("\"{}\"{condition}: say {prefer}; {why} [{source_key}]", self.found)
    }
}

impl Terms {
    /// Every term in `text`, in the order of the text.
    ///
    /// Where one finding lies within another ("child sex tourism" in "webcam child sex tourism"), only
    /// the longer one is returned.
    #[must_use]
    pub fn check(&self, text: &str, markup: Markup) -> Vec<Finding<'_>> {
        let covered = cover(text, markup);
        let words = words(&covered);
        let sentences = sentences(&covered);
        let statutes: Vec<bool> = sentences
            .iter()
            .map(|s| cites_law(covered.get(s.clone()).unwrap_or_default()))
            .collect();
        let mut matches = Vec::new();
        for (n, word) in words.iter().enumerate() {
            for (t, pattern) in candidates(&self.by_first, &word.lower) {
                let Some(term) = self.terms().get(t) else { continue };
                let Some(pattern) = term.patterns.get(pattern) else { continue };
                let Some(last) = ends(pattern, &words, n, &covered) else { continue };
                let sentence =
                    sentences.partition_point(|sentence| sentence.end <= word.span.start);
                let statute = statutes.get(sentence).copied().unwrap_or(false);
                if (term.in_statute && statute)
                    || exempt_by_case(term, &words, n, last, &covered)
                    || self.excepted(t, &words, n, last, &covered)
                {
                    continue;
                }
                let shown = sentences.get(sentence).is_some_and(|s| shows(term, &words, s));
                let depends_on_meaning = pattern.ambiguous && !shown;
                let end = words.get(last).map_or(word.span.end, |word| word.span.end);
                matches.push((word.span.start..end, t, depends_on_meaning));
            }
        }
        let lines = line_starts(text);
        let kept = longest(matches);
        kept.into_iter().filter_map(|found| self.finding(text, &lines, found)).collect()
    }

    fn finding(
        &self,
        text: &str,
        lines: &[usize],
        (span, t, depends_on_meaning): (Range<usize>, usize, bool),
    ) -> Option<Finding<'_>> {
        let term = self.terms().get(t)?;
        let found = text.get(span.clone())?.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = lines.partition_point(|start| *start <= span.start);
        let start = lines.get(line.checked_sub(1)?)?;
        let column = text.get(*start..span.start)?.chars().count() + 1;
        let severity = if depends_on_meaning { Severity::Info } else { term.severity };
        Some(Finding { term, span, line, column, found, severity, depends_on_meaning })
    }

    /// Whether the words stand within one of the term's own exceptions ("victim" in "victim of").
    fn excepted(&self, t: usize, words: &[Word], first: usize, last: usize, text: &str) -> bool {
        // No exception has more words than this.
        const LONGEST: usize = 8;
        (first.saturating_sub(LONGEST)..=first).any(|from| {
            let Some(word) = words.get(from) else { return false };
            candidates(&self.except_by_first, &word.lower).filter(|(term, _)| *term == t).any(
                |(term, pattern)| {
                    let pattern = self.terms().get(term).and_then(|t| t.except.get(pattern));
                    let end = pattern.and_then(|pattern| ends(pattern, words, from, text));
                    end.is_some_and(|end| end >= last)
                },
            )
        })
    }
}

/// One word of a text.
struct Word {
    /// In lower case, without a possessive ending.
    lower: String,
    span: Range<usize>,
}

/// The words of a text: letters and digits, with apostrophes between them. What holds an underscore is
/// a code and no word.
fn words(text: &str) -> Vec<Word> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'' || c == '\u{2019}';
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| !part(c)) {
        let body = piece.trim_end_matches(|c: char| !part(c));
        let word = body.trim_matches(['\'', '\u{2019}']);
        let start = at + body.find(word).unwrap_or(0);
        if !word.is_empty() && !word.contains('_') {
            let lower = word.to_lowercase().replace('\u{2019}', "'");
            let lower = lower.strip_suffix("'s").map_or(lower.clone(), str::to_owned);
            words.push(Word { lower, span: start..start + word.len() });
        }
        at += piece.len();
    }
    words
}

fn candidates<'a>(
    index: &'a std::collections::HashMap<String, Vec<(usize, usize)>>,
    word: &str,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    index.get(word).into_iter().flatten().copied()
}

/// The last word of `pattern` if it begins at word `first`; only spaces and hyphens may stand between.
fn ends(pattern: &Pattern, words: &[Word], first: usize, text: &str) -> Option<usize> {
    let last = first + pattern.len() - 1;
    let run = words.get(first..=last)?;
    if !pattern.begins(run.iter().map(|word| word.lower.as_str())) {
        return None;
    }
    let joined = run.windows(2).all(|pair| match pair {
        [one, other] => {
            let between = text.get(one.span.end..other.span.start).unwrap_or(".");
            let joins =
                |c: char| (c.is_whitespace() && c != '\u{0C}') || "-\u{2010}\u{2011}".contains(c);
            let lines = between.matches('\n').count();
            between.chars().all(joins) && lines < 2
        }
        _ => true,
    });
    joined.then_some(last)
}

/// Whether the spelling shows a name: "John", "International Rescue Committee".
fn exempt_by_case(term: &Term, words: &[Word], first: usize, last: usize, text: &str) -> bool {
    let capital = |n: Option<usize>| {
        let word = n.and_then(|n| words.get(n)).and_then(|word| text.get(word.span.clone()));
        word.is_some_and(|word| word.starts_with(char::is_uppercase))
    };
    if term.lower_case {
        return capital(Some(first));
    }
    let neighbour = capital(first.checked_sub(1)) || capital(last.checked_add(1));
    term.in_name && neighbour && (first..=last).all(|n| capital(Some(n)))
}

/// Whether the sentence shows the meaning in which an ambiguous word harms.
fn shows(term: &Term, words: &[Word], sentence: &Range<usize>) -> bool {
    let from = words.partition_point(|word| word.span.start < sentence.start);
    let within = words.iter().skip(from).take_while(|word| word.span.start < sentence.end);
    let mut within = within.map(|word| word.lower.as_str());
    within.any(|word| term.context.iter().any(|known| known == word))
}

/// The sentences of a text: they end at a stop before a space, and at the end of a paragraph.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    for paragraph in crate::mask::paragraphs(text) {
        let body = text.get(paragraph.clone()).unwrap_or_default();
        let mut start = 0;
        let mut stopped = false;
        let mut word_start = 0;
        for (at, c) in body.char_indices() {
            if c.is_whitespace() {
                // "U.S.C." and "v." do not end a sentence.
                let word = body.get(word_start..at).unwrap_or_default();
                let short = word.len() <= 3 || word.trim_end_matches('.').contains('.');
                if stopped && !(short && word.ends_with('.')) {
                    sentences.push(paragraph.start + start..paragraph.start + at);
                    start = at;
                }
                word_start = at + c.len_utf8();
            }
            stopped = matches!(c, '.' | '!' | '?') || (stopped && matches!(c, ')' | ']'));
        }
        sentences.push(paragraph.start + start..paragraph.end);
    }
    sentences
}

/// Whether a sentence cites a law or a treaty.
fn cites_law(sentence: &str) -> bool {
    const MARKS: [&str; 14] = [
        "u.s.c",
        "usc ",
        "c.f.r",
        "cfr ",
        "§",
        "penal code",
        "criminal code",
        "revised code",
        "code ann",
        "stat.",
        "public law",
        "pub. l",
        "optional protocol",
        "section ",
    ];
    let lower = sentence.to_lowercase();
    let numbered = lower.bytes().any(|b| b.is_ascii_digit());
    MARKS.iter().any(|mark| lower.contains(mark)) && (numbered || lower.contains("protocol"))
}

/// Drops what lies within a longer match and sorts by place.
fn longest(mut matches: Vec<(Range<usize>, usize, bool)>) -> Vec<(Range<usize>, usize, bool)> {
    matches
        .sort_by_key(|(span, t, depends)| (span.start, std::cmp::Reverse(span.end), *depends, *t));
    let mut kept: Vec<(Range<usize>, usize, bool)> = Vec::new();
    let mut furthest = 0;
    let mut seen = HashSet::new();
    for (span, t, depends) in matches {
        let same = kept.last().is_some_and(|(last, ..)| *last == span);
        let within = span.end <= furthest && !same;
        if !within && seen.insert((span.start, span.end, t)) {
            furthest = furthest.max(span.end);
            kept.push((span, t, depends));
        }
    }
    kept
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

#[cfg(test)]
mod tests;
