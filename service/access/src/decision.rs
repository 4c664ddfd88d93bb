//! What comes out: a permit that cannot be made up, or a refusal.

use crate::action::Action;

/// The answer to one question; it must be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub enum Decision<A: Action> {
    /// The policies say yes.
    Permitted(Permit<A>),
    /// They do not.
    Refused(Refusal),
}

/// The proof that the policies said yes to one action, with the policies that said it.
///
/// It has no public constructor: only [`Access::decide`](crate::Access::decide) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a permit is there to be used up by the one thing it permits"]
pub struct Permit<A: Action> {
    action: A,
    policies: Vec<String>,
}

/// That the policies did not say yes. To the outside it reads like absence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{action}` is not permitted")]
pub struct Refusal {
    action: &'static str,
    cause: Cause,
}

/// Why something was refused; for the audit and for tests, never for the one who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No policy permits it.
    NothingPermits,
    /// These policies forbid it.
    Forbidden(Vec<String>),
    /// This action does not exist for this actor and this resource.
    DoesNotApply,
    /// A policy could not be evaluated: when in doubt, no.
    Diagnostic(Vec<String>),
}

impl<A: Action> Decision<A> {
    /// The permit, or the refusal as an error.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn permit(self) -> Result<Permit<A>, Refusal> {
        match self {
            Self::Permitted(permit) => Ok(permit),
            Self::Refused(refusal) => Err(refusal),
        }
    }

    /// Whether the policies said yes.
    #[must_use]
    pub const fn is_permitted(&self) -> bool {
        matches!(self, Self::Permitted(_))
    }

    pub(crate) const fn yes(action: A, policies: Vec<String>) -> Self {
        Self::Permitted(Permit { action, policies })
    }

    pub(crate) fn no(action: A, cause: Cause) -> Self {
        Self::Refused(Refusal { action: action.name(), cause })
    }
}

impl<A: Action> Permit<A> {
    /// What is permitted.
    pub const fn action(&self) -> A {
        self.action
    }

    /// The `@id` of every policy that said yes, for the audit.
    #[must_use]
    pub fn policies(&self) -> &[String] {
        &self.policies
    }
}

impl Refusal {
    /// The name of the action that was refused.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        self.action
    }

    /// Why, for the audit.
    #[must_use]
    pub const fn cause(&self) -> &Cause {
        &self.cause
    }
}
