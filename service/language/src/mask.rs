//! Which parts of a file are text to be checked: not quotations, not code, not markup.
//!
//! What is not checked is covered: each covered character becomes as many spaces as it has bytes, so
//! that places in the covered text are places in the text itself. Line ends stay. A form feed marks
//! where a paragraph ends within markup.

use std::ops::Range;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Markup {
    /// Notes, messages, reports.
    Plain,
    /// Markdown: also without fenced code and block quotations.
    Markdown,
    /// HTML or a template of pages: the texts and the spoken attributes.
    Html,
    /// A Fluent file: the messages without their keys, comments and places for values.
    Fluent,
}

impl Markup {
    /// The markup that belongs to a file name's ending.
    #[must_use]
    pub fn of_file(name: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
            Some("md" | "markdown") => Self::Markdown,
            Some("html" | "htm") => Self::Html,
            Some("ftl") => Self::Fluent,
            _ => Self::Plain,
        }
    }
}

/// `text` with everything covered that is not to be checked; it has the same length.
pub(crate) fn cover(text: &str, markup: Markup) -> String {
    let mut covered = Covered(text.as_bytes().to_vec());
    match markup {
        Markup::Plain => {}
        Markup::Markdown => markdown(text, &mut covered),
        Markup::Html => html(text, &mut covered),
        Markup::Fluent => fluent(text, &mut covered),
    }
    if markup != Markup::Html {
        let so_far = covered.text();
        code_spans(&so_far, &mut covered);
        addresses(&so_far, &mut covered);
    }
    let so_far = covered.text();
    quotations(&so_far, &mut covered);
    covered.text()
}

struct Covered(Vec<u8>);

impl Covered {
    fn cover(&mut self, range: Range<usize>) {
        for byte in self.0.get_mut(range).unwrap_or_default() {
            if *byte != b'\n' && *byte != PARAGRAPH {
                *byte = b' ';
            }
        }
    }

    fn end_paragraph(&mut self, at: usize) {
        if let Some(byte) = self.0.get_mut(at) {
            *byte = PARAGRAPH;
        }
    }

    fn text(&self) -> String {
        // Whole characters are covered, so this copies; a slip would show as a replacement character.
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

/// A form feed.
const PARAGRAPH: u8 = 0x0C;

/// Fenced code and block quotations.
fn markdown(text: &str, covered: &mut Covered) {
    let (mut at, mut fence) = (0, None);
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| body.starts_with(mark));
        let is_code = fence.is_some() || mark.is_some();
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if is_code || body.starts_with('>') {
            covered.cover(at..at + line.len());
        }
        at += line.len();
    }
}

/// Comments, keys, attribute names and what stands in braces.
fn fluent(text: &str, covered: &mut Covered) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let starts_message = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        let starts_attribute = line.trim_start().starts_with('.');
        if line.starts_with('#') {
            covered.cover(at..at + line.len());
        } else if let Some(equals) = line.find('=').filter(|_| starts_message || starts_attribute) {
            covered.cover(at..at + equals + 1);
            covered.end_paragraph(at + equals);
        }
        at += line.len();
    }
    // A place for a value ends on its line; the lines of a selection are text.
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('{')).map(|n| from + n) {
        let inside = text.get(start..).unwrap_or_default();
        let end = inside.find(['}', '\n']).map_or(text.len(), |n| start + n + 1);
        covered.cover(start..end);
        from = end;
    }
}

/// Tags, comments, template code and the elements that hold code or quotations.
fn html(text: &str, covered: &mut Covered) {
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->")] {
        between(text, open, close, covered);
    }
    let lower = text.to_ascii_lowercase();
    for element in ["script", "style", "code", "pre", "q", "blockquote", "cite"] {
        let (open, close) = (format!("<{element}"), format!("</{element}"));
        let mut from = 0;
        while let Some(start) =
            lower.get(from..).and_then(|rest| rest.find(&open)).map(|n| from + n)
        {
            let inside = start + open.len();
            let ends =
                lower.as_bytes().get(inside).is_none_or(|b| b.is_ascii_whitespace() || *b == b'>');
            from = inside;
            if ends {
                let rest = lower.get(inside..).unwrap_or_default();
                from = rest.find(&close).map_or(text.len(), |n| inside + n);
                covered.cover(start..from);
            }
        }
    }
    tags(text, covered);
}

/// Covers tags, but for the attributes that are read out or shown.
fn tags(text: &str, covered: &mut Covered) {
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('<')).map(|n| from + n) {
        let Some(length) = tag_length(text.get(start..).unwrap_or_default()) else {
            from = start + 1;
            continue;
        };
        let tag = text.get(start..start + length).unwrap_or_default();
        let mut last = 0;
        for spoken in spoken_attributes(tag) {
            covered.cover(start + last..start + spoken.start);
            covered.end_paragraph(start + spoken.start.saturating_sub(1));
            last = spoken.end;
        }
        covered.cover(start + last..start + length);
        let inline = ["a", "b", "i", "em", "strong", "span", "small", "abbr", "mark", "br"];
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if !inline.contains(&name.to_ascii_lowercase().as_str()) {
            covered.end_paragraph(start + length - 1);
        }
        from = start + length;
    }
}

/// A longer tag is taken for text: an opening mark that nothing closes must not cost the whole file.
const LONGEST_TAG: usize = 8_192;

/// The length of the tag that `text` begins with; [`None`] if that is a mere `<`.
fn tag_length(text: &str) -> Option<usize> {
    let second = text.as_bytes().get(1)?;
    if !second.is_ascii_alphabetic() && *second != b'/' && *second != b'!' {
        return None;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the values of attributes stand that people see or hear.
fn spoken_attributes(tag: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for name in ["alt=", "title=", "placeholder=", "aria-label=", "aria-description="] {
        for (at, _) in tag.match_indices(name) {
            let before = tag.as_bytes().get(at.wrapping_sub(1)).copied().unwrap_or(b'x');
            let value = at + name.len();
            let Some(quote @ ('"' | '\'')) = tag.get(value..).and_then(|v| v.chars().next()) else {
                continue;
            };
            let rest = tag.get(value + 1..).unwrap_or_default();
            if let Some(end) = rest.find(quote).filter(|_| before.is_ascii_whitespace()) {
                ranges.push(value + 1..value + 1 + end);
            }
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|later, earlier| later.start < earlier.end);
    ranges
}

/// Covers everything from `open` to the next `close`, both included.
fn between(text: &str, open: &str, close: &str, covered: &mut Covered) {
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(open)).map(|n| from + n) {
        let inside = text.get(start..).unwrap_or_default();
        let end = inside.find(close).map_or(text.len(), |n| start + n + close.len());
        covered.cover(start..end);
        from = end;
    }
}

/// Code between backticks within one line.
fn code_spans(text: &str, covered: &mut Covered) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut ticks = line.match_indices('`').map(|(n, _)| n);
        while let (Some(open), Some(close)) = (ticks.next(), ticks.next()) {
            covered.cover(at + open..at + close + 1);
        }
        at += line.len();
    }
}

/// Addresses of pages, mail and files: their words are names.
fn addresses(text: &str, covered: &mut Covered) {
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let is_address = word.contains("://") || word.starts_with("www.");
        let is_mail = word.split_once('@').is_some_and(|(_, host)| host.contains('.'));
        if is_address || is_mail {
            covered.cover(at..at + word.trim_end().len());
        }
        at += word.len();
    }
}

/// Quotations in every common style. One that is not closed lasts to the end of its paragraph, as in
/// a quotation of several paragraphs; a doubt is decided for the quotation.
fn quotations(text: &str, covered: &mut Covered) {
    for paragraph in paragraphs(text) {
        let body = text.get(paragraph.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some((start, close)) = next_opening(body, at) {
            let inside = start + body[start..].chars().next().map_or(1, char::len_utf8);
            let end = closing(body, inside, close);
            covered.cover(paragraph.start + start..paragraph.start + end);
            at = end;
        }
    }
}

/// The next opening mark from `at` on, with what closes it.
fn next_opening(body: &str, at: usize) -> Option<(usize, &'static [char])> {
    let mut before = body.get(..at).and_then(|earlier| earlier.chars().next_back());
    for (n, c) in body.get(at..)?.char_indices() {
        let after = body.get(at + n + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let opens = before.is_none_or(|b| !b.is_alphanumeric())
            && after.is_some_and(|a| !a.is_whitespace());
        let close: Option<&'static [char]> = match c {
            '\u{201C}' | '\u{201F}' => Some(&['\u{201D}']),
            '\u{201E}' => Some(&['\u{201C}', '\u{201D}']),
            '\u{00AB}' => Some(&['\u{00BB}']),
            '\u{2039}' => Some(&['\u{203A}']),
            '"' if opens => Some(&['"']),
            '\'' | '\u{2018}' if opens => Some(&['\'', '\u{2019}']),
            _ => None,
        };
        if let Some(close) = close {
            return Some((at + n, close));
        }
        before = Some(c);
    }
    None
}

/// Where the quotation that goes on at `from` ends.
///
/// A single mark closes only after a word and before none: the others are apostrophes. If none does,
/// the opening mark was an apostrophe too (`'til`), and only it is covered.
fn closing(body: &str, from: usize, close: &[char]) -> usize {
    let single = close.contains(&'\'');
    let mut before = None;
    for (n, c) in body.get(from..).unwrap_or_default().char_indices() {
        let end = from + n + c.len_utf8();
        let after = body.get(end..).and_then(|rest| rest.chars().next());
        let apostrophe =
            before.is_none_or(char::is_whitespace) || after.is_some_and(char::is_alphanumeric);
        if close.contains(&c) && !(single && apostrophe) {
            return end;
        }
        before = Some(c);
    }
    if single { from } else { body.len() }
}

/// The paragraphs of a text: parts between empty lines and form feeds.
pub(crate) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let (mut paragraphs, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive(['\n', '\u{0C}']) {
        let end = at + line.len();
        if line.trim().is_empty() || line.ends_with('\u{0C}') {
            paragraphs.push(start..end);
            start = end;
        }
        at = end;
    }
    paragraphs.push(start..text.len());
    paragraphs
}

#[cfg(test)]
mod tests;
