//! What a person needs, and the traits of a person that decide which service takes them.
//!
//! The directory matches on these, so they hold only what a shelter or a clinic really asks for: a
//! need, an age band and a gender. [`Need::is_emergency_request`] marks the three service requests
//! that the US hotline reports apart (OMB 0970-0598: Emergency Shelter, Extraction, Transportation).

use crate::code::codes;

codes! {
    /// One thing that a person needs now.
    pub enum Need in "need" {
        /// A safe bed tonight.
        EmergencyShelter = "emergency_shelter",
        /// To be picked up and brought to safety.
        Extraction = "extraction",
        /// A way to get somewhere.
        Transportation = "transportation",
        /// A doctor, a clinic, an examination after an assault.
        MedicalCare = "medical_care",
        /// Someone trained to talk to, therapy, crisis care.
        MentalHealthCare = "mental_health_care",
        /// Treatment or support with alcohol or drugs.
        SubstanceUseTreatment = "substance_use_treatment",
        /// A lawyer, a protection order, help in court.
        LegalHelp = "legal_help",
        /// Help with papers of stay, a T visa, continued presence.
        ImmigrationHelp = "immigration_help",
        /// Food and water.
        Food = "food",
        /// Clothes, hygiene things, a phone.
        BasicItems = "basic_items",
        /// A place to live for weeks or months.
        TransitionalHousing = "transitional_housing",
        /// A place to live for good.
        LongTermHousing = "long_term_housing",
        /// One worker who plans with the person and stays with them.
        CaseManagement = "case_management",
        /// Someone who goes along to police, court or clinic and speaks for the person.
        Advocacy = "advocacy",
        /// Other survivors who understand.
        PeerSupport = "peer_support",
        /// School, or a way back to it.
        Education = "education",
        /// Work, or training for it.
        Employment = "employment",
        /// Money for something urgent.
        FinancialHelp = "financial_help",
        /// Care for their own child.
        Childcare = "childcare",
        /// Somebody who speaks their language.
        Interpretation = "interpretation",
        /// Contact with family again, where that is safe.
        FamilyReunification = "family_reunification",
        /// To tell the police, with support.
        ReportToPolice = "report_to_police",
        /// A plan for staying as safe as possible.
        SafetyPlanning = "safety_planning",
        /// To take down images or accounts.
        OnlineSafety = "online_safety",
        /// Something else.
        Other = "other",
    }
}

impl Need {
    /// Whether the US hotline reports this as an emergency-related service request.
    ///
    /// Source: NHTH performance indicators, OMB 0970-0598 (Emergency Shelter, Extraction,
    /// Transportation).
    #[must_use]
    pub const fn is_emergency_request(self) -> bool {
        matches!(self, Self::EmergencyShelter | Self::Extraction | Self::Transportation)
    }
}

codes! {
    /// How old a person is, as coarsely as services and counts need it.
    ///
    /// The bounds fall where rules and services change: 18 (majority), 21 (many youth shelters and
    /// extended foster care), 25 (transition-age youth). Nobody falls out of a figure at 18.
    pub enum AgeBand in "age_band" {
        /// 0 to 11 years.
        Under12 = "under_12",
        /// 12 to 14 years.
        From12To14 = "12_14",
        /// 15 to 17 years.
        From15To17 = "15_17",
        /// Under 18, not known more closely.
        Under18 = "under_18",
        /// 18 to 20 years.
        From18To20 = "18_20",
        /// 21 to 24 years.
        From21To24 = "21_24",
        /// 25 years and over.
        From25 = "25_plus",
        /// 18 and over, not known more closely.
        From18 = "18_plus",
    }
}

impl AgeBand {
    /// The youngest and the oldest age in completed years; `None` for no upper bound.
    #[must_use]
    pub const fn years(self) -> (u8, Option<u8>) {
        match self {
            Self::Under12 => (0, Some(11)),
            Self::From12To14 => (12, Some(14)),
            Self::From15To17 => (15, Some(17)),
            Self::Under18 => (0, Some(17)),
            Self::From18To20 => (18, Some(20)),
            Self::From21To24 => (21, Some(24)),
            Self::From25 => (25, None),
            Self::From18 => (18, None),
        }
    }

    /// Whether everybody in this band is a child in the sense of 22 USC 7102(11): under 18.
    #[must_use]
    pub const fn is_minor(self) -> bool {
        matches!(self, Self::Under12 | Self::From12To14 | Self::From15To17 | Self::Under18)
    }

    /// The closest band for an age in completed years.
    #[must_use]
    pub const fn of_age(years: u8) -> Self {
        match years {
            0..=11 => Self::Under12,
            12..=14 => Self::From12To14,
            15..=17 => Self::From15To17,
            18..=20 => Self::From18To20,
            21..=24 => Self::From21To24,
            25.. => Self::From25,
        }
    }
}

codes! {
    /// Gender, with the codes of HTCDS 2.0 `prs_Gender`.
    ///
    /// The standard's sixth code, `NonSpecifiedUnknown`, is not a value here: "unknown" and "prefers
    /// not to say" are answers that every fact has ([`Answer`](crate::facts::Answer)).
    pub enum Gender in "gender" {
        /// Girl or woman.
        Feminine = "Feminine",
        /// Boy or man.
        Masculine = "Masculine",
        /// Transgender girl or woman.
        TransgenderFeminine = "TransgenderFeminine",
        /// Transgender boy or man.
        TransgenderMasculine = "TransgenderMasculine",
        /// Non-binary or not conforming.
        NonConforming = "NonConforming",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_emergency_requests_of_the_federal_report_are_marked() {
        let marked: Vec<_> =
            Need::ALL.iter().filter(|need| need.is_emergency_request()).map(|n| n.code()).collect();
        assert_eq!(marked, ["emergency_shelter", "extraction", "transportation"]);
    }

    #[test]
    fn every_age_has_one_band_that_contains_it() {
        for years in 0..=u8::MAX {
            let band = AgeBand::of_age(years);
            let (from, to) = band.years();
            assert!(from <= years && to.is_none_or(|to| years <= to), "{years} is not in {band}");
            assert_eq!(band.is_minor(), years < 18, "at {years}");
        }
    }

    #[test]
    fn a_code_outside_the_list_names_the_list_and_what_is_allowed() {
        let error = Gender::from_code("girl").unwrap_err().to_string();
        assert!(error.starts_with("`girl` is not a code of `gender`"), "{error}");
        assert!(error.contains("Feminine"), "{error}");
    }
}
