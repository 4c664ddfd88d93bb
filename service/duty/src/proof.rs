//! The proof that a report was sent.

use std::fmt;

use casework::id::MemberId;
use casework::time::Timestamp;
use zeroize::Zeroizing;

casework::codes! {
    /// By which way a report went out.
    pub enum Way in "duty_way" {
        /// By telephone.
        Phone = "phone",
        /// In a form on a page of the agency.
        AgencyForm = "agency_form",
        /// By fax.
        Fax = "fax",
        /// By e-mail that only the agency can open.
        SecureMail = "secure_mail",
        /// By post.
        Post = "post",
        /// Handed over.
        InPerson = "in_person",
    }
}

/// The number under which an agency took an oral report. The agency finds the child by it, so it
/// belongs to what is sealed: `Debug` shows the type only.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportNumber(Zeroizing<String>);

/// A text that is no number of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of a report has 1 to 40 letters, digits, spaces, hyphens, dots or slashes")]
pub struct NotAReportNumber;

/// What is known about the number of an oral report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OralNumber {
    /// The agency gave this one.
    Given(ReportNumber),
    /// It was asked for, and the agency gave none.
    NotGiven,
    /// The report was not made by voice.
    NotOral,
}

/// When, how and by whom a report was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Who sent it.
    pub by: MemberId,
    /// How.
    pub way: Way,
    /// The number of the oral report.
    pub number: OralNumber,
}

impl ReportNumber {
    /// Reads a number as it was told or printed.
    ///
    /// # Errors
    /// [`NotAReportNumber`].
    pub fn parse(text: &str) -> Result<Self, NotAReportNumber> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || " -./".contains(c);
        if (1..=40).contains(&text.len()) && text.chars().all(plain) {
            Ok(Self(Zeroizing::new(text.to_owned())))
        } else {
            Err(NotAReportNumber)
        }
    }

    /// The number itself: only for whoever may see it, and for sealing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportNumber")
    }
}
