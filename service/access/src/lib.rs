//! Who may do what: policies in, permits out.
//!
//! The rules are texts in `policies/*.cedar` that a privacy officer can read: each has a name
//! (`@id`) and a reason (`@why`). Read `never.cedar` first; then [`Look`] and [`Act`] for what can
//! be asked, [`Resource`] for what it can be asked about, and [`Access::decide`], the only door.
//!
//! The policy engine is Cedar, and this is the only crate that knows it. Cedar skips a policy that
//! fails to evaluate, which would turn a broken "forbid" into a yes; here any diagnostic is a
//! refusal, and every text is strictly validated against the schema before the program starts.
//!
//! # Invariants
//! - What no policy permits is refused.
//! - A [`Permit`] exists only if the policies said yes and none of them failed.
//! - A permit to [`Look`] is a different type from a permit to [`Act`].
//! - An administrator and an analyst never open sealed content, whatever other role they hold.
//!
//! # Cost
//! A question that was asked before, up to a renaming of ids, costs one look into a table (`answered`);
//! a new one builds three entities and evaluates all policies, independent of how many contacts exist.
//! `cargo run --release -p access --example decision_cost` prints both.
//!
//! It does no I/O: share one [`Access`] by `Arc`. A list is scoped in SQL first and does not ask once a
//! row.
//!
//! # Example
//! ```
//! use access::{Access, Act, Look, Resource};
//! use casework::id::{ContactId, TeamId};
//! use casework::member::Actor;
//! use casework::time::Timestamp;
//!
//! let access = Access::load()?;
//! let team = Resource::Team(TeamId::new(Timestamp::EPOCH, [1; 10]));
//! // Anybody may reach out; nobody may look at the queue.
//! let permit = access.decide(&Actor::Nobody, Act::StartContact, &team).permit()?;
//! assert_eq!(permit.policies(), ["anybody-may-reach-out"]);
//! assert!(!access.decide(&Actor::Nobody, Look::ListContacts, &team).is_permitted());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod answered;
mod decision;
mod policies;
mod request;
mod resource;

pub use action::{Act, Action, Look};
pub use decision::{Cause, Decision, Permit, Refusal};
pub use policies::PolicyError;
pub use resource::{
    CaseResource, ContactResource, DutyResource, GlassResource, ReferralResource, Resource,
};

use casework::member::Actor;
use cedar_policy::{
    Authorizer, Context, Decision as Verdict, Entities, PolicySet, Request, Schema,
};

use crate::answered::{Answer, Answered, Question};
use crate::request::Names;

/// The policies, ready to decide.
pub struct Access {
    schema: Schema,
    policies: PolicySet,
    authorizer: Authorizer,
    names: Names,
    /// Every action with the groups it belongs to: without them a policy on a group, such as
    /// "nobody of this role opens sealed content", would silently never apply.
    actions: Entities,
    answered: Answered,
}

impl Access {
    /// Reads and strictly validates the policies that are compiled in.
    ///
    /// # Errors
    /// [`PolicyError`] if anything about them is wrong, be it only a warning; do not start then.
    pub fn load() -> Result<Self, PolicyError> {
        let (schema, policies) = policies::load()?;
        let actions =
            schema.action_entities().map_err(|error| PolicyError::Schema(error.to_string()))?;
        let (authorizer, answered) = (Authorizer::new(), Answered::default());
        Ok(Self { schema, policies, authorizer, names: Names::new(), actions, answered })
    }

    /// Whether `actor` may do `action` with `resource`.
    pub fn decide<A: Action>(&self, actor: &Actor, action: A, resource: &Resource) -> Decision<A> {
        let name = action.name();
        let question = Question::of(name, actor, resource);
        self.answered.or_ask(question, || self.ask(actor, name, resource)).to(action)
    }

    /// Lets the policies answer, whether or not they did before.
    fn ask(&self, actor: &Actor, action: &'static str, resource: &Resource) -> Answer {
        let principal = self.names.principal(actor);
        let resource = self.names.resource(resource);
        let uid = self.names.action(action);
        let Some(action_entity) = self.actions.get(&uid).cloned() else {
            return Answer::No(Cause::DoesNotApply);
        };
        let request = Request::new(
            principal.uid(),
            uid,
            resource.uid(),
            Context::empty(),
            Some(&self.schema),
        );
        let Ok(request) = request else { return Answer::No(Cause::DoesNotApply) };
        match Entities::from_entities([principal, resource, action_entity], None) {
            Ok(entities) => self.answer(&request, &entities),
            Err(error) => Answer::No(Cause::Diagnostic(vec![error.to_string()])),
        }
    }

    fn answer(&self, request: &Request, entities: &Entities) -> Answer {
        let response = self.authorizer.is_authorized(request, &self.policies, entities);
        let diagnostics = response.diagnostics();
        let errors: Vec<String> = diagnostics.errors().map(ToString::to_string).collect();
        if !errors.is_empty() {
            return Answer::No(Cause::Diagnostic(errors));
        }
        let mut policies: Vec<String> = diagnostics.reason().map(ToString::to_string).collect();
        policies.sort_unstable();
        match response.decision() {
            Verdict::Allow => Answer::Yes(policies),
            Verdict::Deny if policies.is_empty() => Answer::No(Cause::NothingPermits),
            Verdict::Deny => Answer::No(Cause::Forbidden(policies)),
        }
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
