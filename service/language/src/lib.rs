//! Words that harm, found in notes, reports and pages, with what to say instead and why.
//!
//! "Child prostitute" tells a jury that a child chose. The words that a service uses decide whether a
//! child is helped or charged, so staff text and public text are checked against a list of [`Term`]s,
//! each with its source. A check only suggests. It never changes a text, and it never looks into a
//! quotation (what a child said is evidence in their own words), a statute or a code.
//!
//! In the order of a check: [`Terms`] are read from our own table; [`Markup`] says which parts of a
//! file are text at all; [`Terms::check`] returns [`Finding`]s in the order of the text.
//!
//! # Invariants
//! - A finding's span lies on character boundaries of the text that was given, outside quotations,
//!   code and markup.
//! - A finding tells which words were found; nothing else of the text goes anywhere.
//! - Some words harm in one meaning only ("client", "date"). They are found as
//!   [`Severity::Info`], with that meaning in words, unless the sentence shows it.
//!
//! A check is linear in the text; its memory is a few times the text.
//!
//! # Example
//! ```
//! use language::{Markup, Terms};
//!
//! let terms = Terms::english();
//! let text = "The teenage prostitutes were seen. One wrote: \"my pimp has my phone\".";
//! let findings = terms.check(text, Markup::Plain);
//! assert_eq!(findings.len(), 1, "a quotation is left alone");
//! assert_eq!(findings[0].found, "teenage prostitutes");
//! assert!(findings[0].term.prefer.starts_with("victim / survivor"));
//! ```

mod check;
mod inflection;
mod mask;
mod pattern;
mod term;

pub use check::{Audience, Finding};
pub use mask::Markup;
pub use term::{Severity, Term, Terms, TermsRefused};
