//! Lists of codes to choose from: FHIR `ValueSet`, contained in a questionnaire or well known.

use crate::element::{Element, ResourceRefused, Unread, wrong};
use crate::questionnaire::{AnswerOption, MAX_OPTIONS, Options};
use crate::value::{Coding, Value, YES_NO};

/// The value sets that a questionnaire carries within itself.
pub(crate) struct ValueSets(Vec<(String, Result<Vec<AnswerOption>, &'static str>)>);

impl ValueSets {
    /// Reads the value sets among the contained resources; the others are kept unread.
    pub(crate) fn read(
        contained: Vec<Element<'_>>,
        unread: &mut Vec<Unread>,
    ) -> Result<Self, ResourceRefused> {
        let mut sets = Vec::new();
        for mut resource in contained {
            if resource.text("resourceType")? != Some("ValueSet") {
                unread.push(Unread { at: resource.at.clone(), element: "contained".to_owned() });
                continue;
            }
            let Some(id) = resource.owned("id")? else {
                return Err(ResourceRefused::Missing { at: resource.at, element: "id" });
            };
            sets.push((id, concepts(&mut resource, unread)?));
        }
        Ok(Self(sets))
    }

    /// The options behind `address` if it points into the questionnaire (`#id`).
    pub(crate) fn options(
        &self,
        address: &str,
        at: &str,
    ) -> Result<Option<Vec<AnswerOption>>, ResourceRefused> {
        let Some(id) = address.strip_prefix('#') else { return Ok(None) };
        match self.0.iter().find(|(known, _)| known == id) {
            Some((_, Ok(options))) => Ok(Some(options.clone())),
            Some((_, Err(why))) => Err(ResourceRefused::Unsupported {
                at: at.to_owned(),
                element: format!("answerValueSet {address}"),
                why,
            }),
            None => Err(wrong(at, "answerValueSet", "the address of a contained value set")),
        }
    }
}

/// The concepts of a value set, or why they cannot be listed without a terminology server.
fn concepts(
    set: &mut Element<'_>,
    unread: &mut Vec<Unread>,
) -> Result<Result<Vec<AnswerOption>, &'static str>, ResourceRefused> {
    let mut options = Vec::new();
    let at = set.at.clone();
    if let Some(mut expansion) = set.element("expansion")? {
        for mut concept in expansion.elements("contains")? {
            let system = concept.owned("system")?;
            options.push(concept_option(concept, system, unread)?);
        }
    } else if let Some(mut compose) = set.element("compose")? {
        if !compose.list("exclude")?.is_empty() {
            return Ok(Err("a value set that excludes codes needs a terminology server"));
        }
        for mut include in compose.elements("include")? {
            let system = include.owned("system")?;
            let listed = include.elements("concept")?;
            let computed = include.member("filter").or(include.member("valueSet")).is_some();
            if listed.is_empty() || computed {
                return Ok(Err("a value set must list its codes one by one"));
            }
            for concept in listed {
                options.push(concept_option(concept, system.clone(), unread)?);
            }
        }
    }
    if options.len() > MAX_OPTIONS {
        return Err(ResourceRefused::TooMany { at, what: "options", max: MAX_OPTIONS });
    }
    Ok(Ok(options))
}

fn concept_option(
    mut concept: Element<'_>,
    system: Option<String>,
    unread: &mut Vec<Unread>,
) -> Result<AnswerOption, ResourceRefused> {
    let Some(code) = concept.owned("code")? else {
        return Err(ResourceRefused::Missing { at: concept.at, element: "code" });
    };
    let display = concept.owned("display")?;
    let weight = concept.weight(unread)?;
    concept.finish(unread);
    let value = Value::Coding(Coding { system, code: Some(code), display });
    Ok(AnswerOption { value, weight, initially_selected: false })
}

/// The one value set of HL7 that nearly every questionnaire uses and none carries along.
///
/// Source: FHIR R4, value set `yesnodontknow`.
pub(crate) fn known_elsewhere(address: &str) -> Option<Options> {
    const ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    let without_version = address.split('|').next().unwrap_or(address);
    (without_version == "http://hl7.org/fhir/ValueSet/yesnodontknow").then(|| {
        let codes =
            [(YES_NO, "Y", "Yes"), (YES_NO, "N", "No"), (ABSENT, "asked-unknown", "Don't know")];
        let option = |(system, code, display): (&str, &str, &str)| AnswerOption {
            value: Value::Coding(Coding {
                system: Some(system.to_owned()),
                code: Some(code.to_owned()),
                display: Some(display.to_owned()),
            }),
            weight: None,
            initially_selected: false,
        };
        Options::Listed(codes.map(option).into())
    })
}
