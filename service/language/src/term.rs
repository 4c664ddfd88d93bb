//! The list of terms, read from our own table.

use std::collections::HashMap;

use serde::Deserialize;

use crate::pattern::Pattern;

/// How much a word harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Contested, or harmful in one meaning only: think about it.
    Info,
    /// Better not.
    Warn,
    /// Never, outside a quotation.
    Error,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warn, Self::Error];

    /// The code, as printed and as written in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its stable identifier, `T001`.
    pub id: String,
    /// What to avoid, in words.
    pub avoid: String,
    /// What to say instead.
    pub prefer: String,
    /// How much it harms.
    pub severity: Severity,
    /// Why.
    pub why: String,
    /// Who says so, by a short key.
    pub source_key: String,
    /// Where it is written.
    pub source: String,
    /// Whether the source was seen when the list was made.
    pub source_seen: bool,
    /// Where the words may stand all the same, in words.
    pub exempt_when: String,
    /// The meaning in which an ambiguous word harms, to follow "only if"; empty if none is ambiguous.
    pub only_if: String,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) except: Vec<Pattern>,
    pub(crate) context: Vec<String>,
    pub(crate) in_statute: bool,
    pub(crate) in_name: bool,
    pub(crate) lower_case: bool,
}

/// Why a table of terms is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsRefused {
    /// Not a table with the columns of the list.
    #[error("the list of terms cannot be read: {reason}")]
    Unreadable {
        /// What the reader says, with the line.
        reason: String,
    },
    /// A pattern that means nothing.
    #[error("term {id} has a pattern that cannot be read; see `service/language/src/pattern.rs`")]
    Pattern {
        /// The term.
        id: String,
    },
    /// Two terms with one identifier.
    #[error("two terms are named {id}")]
    RepeatedId {
        /// The identifier.
        id: String,
    },
}

/// A list of terms of one language, ready to check texts.
#[derive(Clone, Debug)]
pub struct Terms {
    terms: Vec<Term>,
    /// By the word that begins a pattern: term and pattern.
    pub(crate) by_first: HashMap<String, Vec<(usize, usize)>>,
    pub(crate) except_by_first: HashMap<String, Vec<(usize, usize)>>,
}

impl Terms {
    /// The English list that comes with Daybreak: 72 terms.
    #[must_use]
    pub fn english() -> Self {
        // The table is part of the program, and a test reads it.
        Self::read(include_str!("../terms.csv")).expect("the bundled list can be read")
    }

    /// Reads a list from a table (CSV with a head).
    ///
    /// # Errors
    /// [`TermsRefused`] says which line or term.
    pub fn read(table: &str) -> Result<Self, TermsRefused> {
        let mut terms: Vec<Term> = Vec::new();
        for row in csv::Reader::from_reader(table.as_bytes()).deserialize() {
            let row: Row = row.map_err(|error| {
                let reason = error.to_string();
                TermsRefused::Unreadable { reason }
            })?;
            let term = term(row)?;
            if terms.iter().any(|earlier| earlier.id == term.id) {
                return Err(TermsRefused::RepeatedId { id: term.id });
            }
            terms.push(term);
        }
        let by_first = index(&terms, |term| &term.patterns);
        let except_by_first = index(&terms, |term| &term.except);
        Ok(Self { terms, by_first, except_by_first })
    }

    /// The terms in the order of the table.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

#[derive(Deserialize)]
struct Row {
    id: String,
    patterns: String,
    avoid: String,
    prefer: String,
    severity: Severity,
    why: String,
    source_key: String,
    source: String,
    seen: String,
    exempt_when: String,
    kept_in: String,
    only_if: String,
    context: String,
    except: String,
}

fn term(row: Row) -> Result<Term, TermsRefused> {
    let patterns = Pattern::read_all(&row.patterns).filter(|patterns| !patterns.is_empty());
    let (Some(patterns), Some(except)) = (patterns, Pattern::read_all(&row.except)) else {
        return Err(TermsRefused::Pattern { id: row.id });
    };
    let kept_in = |place: &str| row.kept_in.split_whitespace().any(|known| known == place);
    Ok(Term {
        in_statute: kept_in("statute"),
        in_name: kept_in("name"),
        lower_case: kept_in("lower-case"),
        context: row.context.split_whitespace().map(str::to_owned).collect(),
        source_seen: row.seen == "yes",
        id: row.id,
        avoid: row.avoid,
        prefer: row.prefer,
        severity: row.severity,
        why: row.why,
        source_key: row.source_key,
        source: row.source,
        exempt_when: row.exempt_when,
        only_if: row.only_if,
        patterns,
        except,
    })
}

fn index(
    terms: &[Term],
    patterns: impl Fn(&Term) -> &Vec<Pattern>,
) -> HashMap<String, Vec<(usize, usize)>> {
    let mut by_first: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (t, term) in terms.iter().enumerate() {
        for (p, pattern) in patterns(term).iter().enumerate() {
            for word in pattern.first() {
                by_first.entry(word.clone()).or_default().push((t, p));
            }
        }
    }
    by_first
}
