//! Who fits a need, and why.
//!
//! A [`Wish`] is what one person needs; an [`Index`] is a directory made ready for wishes;
//! [`Index::matches`] answers with the services that [fit](Fit), each with its reasons in codes,
//! and below them those that fail exactly one wish, with that wish named.
//!
//! # The order
//! Sooner comes the service that (1) fails no wish, then one; (2) covers more of the needs; (3) has
//! a free place that was said lately, before one whose number is old or unknown; (4) is open now,
//! before unknown, before closed; (5) leaves less unknown; (6) is nearer. The identifier decides
//! what is left, so that the same question gets the same answer.
//!
//! # Unknown is not no
//! What a directory does not say is a reason to call, never a reason to leave a service out.

mod index;
mod listing;
mod reason;
mod wish;

pub use index::{Builder, Index, Settings};
pub use listing::{Free, Freshness};
pub use reason::{Criterion, Finding, Reason, Verdict};
pub use wish::{Audience, Danger, Needs, Wish};

use casework::id::{LocationId, ServiceId};

use crate::hours::OpenState;

/// One service, at the one of its places that suits best, measured by a wish.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The service.
    pub service: ServiceId,
    /// The place, if it has one.
    pub location: Option<LocationId>,
    /// One finding for each criterion of the wish that applies, in the order of [`Criterion`].
    pub findings: Vec<Finding>,
    /// Kilometres from the wish's place; `None` if unknown, or not for the eyes of the audience.
    pub kilometres: Option<f64>,
    /// Whether it is open.
    pub open: OpenState,
    /// Its free places, where it counts them.
    pub free: Option<Free>,
}

impl Fit {
    /// The wishes that it fails.
    pub fn failed(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.verdict() == Verdict::Fails)
    }

    /// What has to be asked by telephone.
    pub fn to_ask(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.verdict() == Verdict::Ask)
    }
}

/// The answer to a wish.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matches {
    /// Services that fail no wish, best first.
    pub fitting: Vec<Fit>,
    /// Services that fail exactly one wish, best first.
    pub nearly: Vec<Fit>,
    /// How many places of services were looked at.
    pub looked_at: usize,
}

#[cfg(test)]
mod tests;
