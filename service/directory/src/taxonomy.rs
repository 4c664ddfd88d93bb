//! Codes that say what a service is for.
//!
//! Daybreak brings one small taxonomy of its own, [`taxonomy`]: the needs that the hotline records,
//! so that a documented need and a listed service speak the same language. Other taxonomies are
//! read as they come with a directory. Open Eligibility (CC BY-SA 3.0) is not bundled, and its
//! numbers differ between copies, so its terms are known by their titles; codes of the 211 LA County
//! Taxonomy, whose text is licensed, are accepted as codes.

use casework::need::Need;
use uuid::Uuid;

use crate::{
    Attribute, Service, Taxonomy, TaxonomyTerm, directory::Table, fold::fold, matching::Needs,
};

/// The address of Daybreak's own taxonomy.
pub const URI: &str = "https://github.com/daybreak-project/daybreak/blob/main/docs/taxonomy.md";

/// The version of Daybreak's own taxonomy.
pub const VERSION: &str = "1";

/// The kind of attribute that says what a service is for.
pub const LINK_TYPE: &str = "need";

/// The identifier that all terms of the own taxonomy are derived from.
const ID: u128 = 0x5d0a_9e36_7f0c_8d4e_9b51_d4b7_0000_0000;

/// Daybreak's own taxonomy.
#[must_use]
pub fn taxonomy() -> Taxonomy {
    Taxonomy {
        id: Uuid::from_u128(ID),
        name: "Daybreak needs".to_owned(),
        description: "What a young person who is or was trafficked may need.".to_owned(),
        uri: Some(URI.to_owned()),
        version: Some(VERSION.to_owned()),
        ..Taxonomy::default()
    }
}

/// The term for a need. Its code is the need's own.
#[must_use]
pub fn term(need: Need) -> TaxonomyTerm {
    let name = need.code().replace('_', " ");
    TaxonomyTerm {
        id: term_id(need),
        taxonomy_id: Some(Uuid::from_u128(ID)),
        description: format!("Services for the need “{name}”."),
        name,
        code: Some(need.code().to_owned()),
        language: Some("en".to_owned()),
        ..TaxonomyTerm::default()
    }
}

/// An attribute that says that a service is for a need.
#[must_use]
pub fn attribute(id: Uuid, need: Need) -> Attribute {
    Attribute {
        id,
        taxonomy_term_id: Some(term_id(need)),
        link_type: Some(LINK_TYPE.to_owned()),
        link_entity: Some("service".to_owned()),
        value: Some(need.code().to_owned()),
        ..Attribute::default()
    }
}

/// The needs that a service covers, by the codes of its attributes; `None` if none is known.
#[must_use]
pub fn needs(service: &Service, terms: &Table<TaxonomyTerm>) -> Option<Needs> {
    let needs: Needs = service
        .attributes
        .iter()
        .filter_map(|attribute| {
            let term = attribute.taxonomy_term.as_deref();
            let term = term.or_else(|| terms.find(attribute.taxonomy_term_id?));
            // An attribute of ours stands by itself, without the term's row.
            let own = attribute.link_type.as_deref() == Some(LINK_TYPE);
            let value = attribute.value.as_deref().filter(|_| own);
            value.and_then(|code| Need::from_code(code).ok()).or_else(|| of_term(term?))
        })
        .collect();
    (!needs.is_empty()).then_some(needs)
}

/// The need that a term stands for.
#[must_use]
pub fn of_term(term: &TaxonomyTerm) -> Option<Need> {
    if let Some(code) = &term.code {
        if let Ok(need) = Need::from_code(code) {
            return Some(need);
        }
        if let Some((_, need)) = LA_COUNTY.iter().find(|(prefix, _)| code.starts_with(prefix)) {
            return Some(*need);
        }
    }
    let title = fold(&term.name);
    TITLES.iter().find(|(known, _)| title == *known).map(|(_, need)| *need)
}

fn term_id(need: Need) -> Uuid {
    Uuid::from_u128(ID + 1 + need as u128)
}

/// Beginnings of codes of the 211 LA County Taxonomy.
const LA_COUNTY: &[(&str, Need)] = &[
    ("BH-1800", Need::EmergencyShelter),
    ("BH-8600", Need::TransitionalHousing),
    ("BD-", Need::Food),
    ("BT-", Need::Transportation),
];

/// Titles of terms in use, folded.
const TITLES: &[(&str, Need)] = &[
    ("emergency shelter", Need::EmergencyShelter),
    ("safe housing", Need::EmergencyShelter),
    ("help escape violence", Need::SafetyPlanning),
    ("immediate safety", Need::SafetyPlanning),
    ("transportation", Need::Transportation),
    ("transportation for healthcare", Need::Transportation),
    ("medical care", Need::MedicalCare),
    ("primary care", Need::MedicalCare),
    ("mental health care", Need::MentalHealthCare),
    ("counseling", Need::MentalHealthCare),
    ("psychiatric emergency services", Need::MentalHealthCare),
    ("addiction & recovery", Need::SubstanceUseTreatment),
    ("detox", Need::SubstanceUseTreatment),
    ("residential treatment", Need::SubstanceUseTreatment),
    ("legal", Need::LegalHelp),
    ("advocacy & legal aid", Need::LegalHelp),
    ("citizenship & immigration", Need::ImmigrationHelp),
    ("food", Need::Food),
    ("emergency food", Need::Food),
    ("food pantry", Need::Food),
    ("free meals", Need::Food),
    ("clothing", Need::BasicItems),
    ("personal care items", Need::BasicItems),
    ("personal hygiene", Need::BasicItems),
    ("short-term housing", Need::TransitionalHousing),
    ("long-term housing", Need::LongTermHousing),
    ("case management", Need::CaseManagement),
    ("peer support", Need::PeerSupport),
    ("support groups", Need::PeerSupport),
    ("alternative education", Need::Education),
    ("ged/high-school equivalency", Need::Education),
    ("help find work", Need::Employment),
    ("job placement", Need::Employment),
    ("supported employment", Need::Employment),
    ("financial assistance", Need::FinancialHelp),
    ("childcare", Need::Childcare),
    ("translation & interpretation", Need::Interpretation),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_is_found_again_by_its_own_term() {
        for &need in Need::ALL {
            assert_eq!(of_term(&term(need)), Some(need));
        }
    }

    #[test]
    fn an_attribute_of_ours_needs_no_term() {
        let attributes = vec![attribute(Uuid::from_u128(1), Need::Food)];
        let service = Service { attributes, ..Service::default() };
        let found = needs(&service, &Table::default());
        assert_eq!(found, Some(Needs::NONE.with(Need::Food)));
    }

    #[test]
    fn a_service_without_known_codes_says_nothing_about_needs() {
        assert_eq!(needs(&Service::default(), &Table::default()), None);
    }
}
