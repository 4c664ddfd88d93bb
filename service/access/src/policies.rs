//! Loading the policy texts, strictly.

use std::str::FromStr;

use cedar_policy::{
    Policy, PolicyId, PolicySet, Schema, ValidationMode, ValidationResult, Validator,
};

/// The texts that are compiled in, with the names of their files.
pub(crate) const POLICIES: &[(&str, &str)] = &[
    ("never.cedar", include_str!("../policies/never.cedar")),
    ("contact.cedar", include_str!("../policies/contact.cedar")),
    ("referral.cedar", include_str!("../policies/referral.cedar")),
    ("bed.cedar", include_str!("../policies/bed.cedar")),
    ("case.cedar", include_str!("../policies/case.cedar")),
    ("duty.cedar", include_str!("../policies/duty.cedar")),
    ("oversight.cedar", include_str!("../policies/oversight.cedar")),
    ("house.cedar", include_str!("../policies/house.cedar")),
];

const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// Why the policies cannot be used; the program must not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("policies/schema.cedarschema cannot be read: {0}")]
    Schema(String),
    /// A file cannot be read as policies.
    #[error("policies/{file} cannot be read: {cause}")]
    Syntax {
        /// Which file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// A policy lacks its name or its reason, so no audit could say what decided.
    #[error("policies/{file} holds a policy without @{annotation}; give it one")]
    Unnamed {
        /// Which file.
        file: String,
        /// Which annotation is missing.
        annotation: &'static str,
    },
    /// Two policies share a name.
    #[error("policies/{file} uses the @id `{id}` a second time; names must differ")]
    SameName {
        /// Which file.
        file: String,
        /// Which name.
        id: String,
    },
    /// Strict validation against the schema found something, be it only a warning.
    #[error("the policies do not go with the schema: {}", .0.join("; "))]
    Invalid(Vec<String>),
}

/// The schema and the policies, checked against each other.
pub(crate) fn load() -> Result<(Schema, PolicySet), PolicyError> {
    parse(SCHEMA, POLICIES)
}

/// Reads and checks any texts; the tests feed it broken ones.
pub(crate) fn parse(
    schema: &str,
    files: &[(&str, &str)],
) -> Result<(Schema, PolicySet), PolicyError> {
    let (schema, warnings) =
        Schema::from_cedarschema_str(schema).map_err(|e| PolicyError::Schema(e.to_string()))?;
    let warnings: Vec<String> = warnings.map(|warning| warning.to_string()).collect();
    if !warnings.is_empty() {
        return Err(PolicyError::Schema(warnings.join("; ")));
    }
    let mut policies = PolicySet::new();
    for (file, text) in files {
        add(&mut policies, file, text)?;
    }
    let validator = Validator::new(schema);
    check(&validator.validate(&policies, ValidationMode::Strict))?;
    Ok((validator.schema().clone(), policies))
}

fn add(policies: &mut PolicySet, file: &str, text: &str) -> Result<(), PolicyError> {
    let syntax = |cause: String| PolicyError::Syntax { file: file.to_owned(), cause };
    let read = PolicySet::from_str(text).map_err(|error| syntax(error.to_string()))?;
    for policy in read.policies() {
        let id = named(policy, "id", file)?.to_owned();
        named(policy, "why", file)?;
        policies
            .add(policy.new_id(PolicyId::new(&id)))
            .map_err(|_| PolicyError::SameName { file: file.to_owned(), id })?;
    }
    Ok(())
}

fn named<'a>(
    policy: &'a Policy,
    annotation: &'static str,
    file: &str,
) -> Result<&'a str, PolicyError> {
    policy
        .annotation(annotation)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| PolicyError::Unnamed { file: file.to_owned(), annotation })
}

fn check(result: &ValidationResult) -> Result<(), PolicyError> {
    let findings: Vec<String> = result
        .validation_errors()
        .map(ToString::to_string)
        .chain(result.validation_warnings().map(ToString::to_string))
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(PolicyError::Invalid(findings)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "entity A { n: Long }; action Go appliesTo { principal: A, resource: A };";

    fn refused(policy: &str) -> PolicyError {
        parse(SMALL, &[("a.cedar", policy)]).map(|_| ()).unwrap_err()
    }

    #[test]
    fn the_texts_that_ship_are_valid() {
        let (_, policies) = load().unwrap();
        assert!(policies.policies().count() > 20);
    }

    #[test]
    fn a_policy_that_names_what_does_not_exist_is_refused() {
        let text = r#"@id("a") @why("b") permit (principal, action == Action::"Go", resource)
            when { resource.m == 1 };"#;
        assert!(matches!(refused(text), PolicyError::Invalid(_)), "{:?}", refused(text));
    }

    #[test]
    fn a_policy_that_can_never_apply_is_refused_although_that_is_only_a_warning() {
        let text = r#"@id("a") @why("b") permit (principal, action == Action::"Go", resource)
            when { false };"#;
        assert!(matches!(refused(text), PolicyError::Invalid(_)), "{:?}", refused(text));
    }

    #[test]
    fn a_policy_without_a_name_or_a_reason_is_refused() {
        let unnamed = |annotation| PolicyError::Unnamed { file: "a.cedar".to_owned(), annotation };
        assert_eq!(refused("permit (principal, action, resource);"), unnamed("id"));
        assert_eq!(refused(r#"@id("a") permit (principal, action, resource);"#), unnamed("why"));
    }

    #[test]
    fn two_policies_of_one_name_are_refused() {
        let text = r#"@id("a") @why("b") permit (principal, action, resource);
            @id("a") @why("c") permit (principal, action, resource);"#;
        assert!(matches!(refused(text), PolicyError::SameName { id, .. } if id == "a"));
    }

    #[test]
    fn text_that_is_no_policy_names_its_file() {
        let PolicyError::Syntax { file, .. } = refused("permit (") else { panic!() };
        assert_eq!(file, "a.cedar");
    }
}
