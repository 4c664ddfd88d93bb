//! The kinds of agency that have a part in what becomes of a child.
//!
//! A kind is all that a tipster is ever told about where their tip went, and what a rule names as
//! the one who has to be told; which agency it is stands in the directory.

use crate::code::codes;

codes! {
    /// A kind of agency.
    pub enum AgencyKind in "agency_kind" {
        /// Child protection or child welfare of a state, county or tribe.
        ChildProtection = "child_protection",
        /// The police, a sheriff, a federal investigator.
        LawEnforcement = "law_enforcement",
        /// The clearing house for missing and exploited children (in the US: NCMEC).
        MissingChildrenCenter = "missing_children_center",
        /// The authority of a tribe.
        TribalAuthority = "tribal_authority",
        /// A prosecutor or a court.
        Prosecution = "prosecution",
        /// A service for victims: shelter, advocacy, counselling.
        VictimService = "victim_service",
        /// A hospital, a clinic, an examiner.
        Health = "health",
        /// A school or its district.
        School = "school",
        /// Juvenile justice or probation.
        JuvenileJustice = "juvenile_justice",
        /// Labour inspection or licensing of businesses.
        LabourOrLicensing = "labour_or_licensing",
        /// Another hotline.
        Hotline = "hotline",
        /// Another kind.
        Other = "other",
    }
}
