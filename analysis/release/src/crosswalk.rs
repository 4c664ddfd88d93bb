//! From the coded columns of a release (HTCDS 2.0) to the 27 columns of the Counter-Trafficking Data
//! Collaborative's Global Synthetic Dataset.
//!
//! Some columns of CTDC say less than HTCDS and some more. What cannot be told is left empty, never
//! guessed; [`CROSSWALK`] says for each column how well it is covered, and goes into every bundle.

/// How well a column can be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Everything that the column can say.
    Full,
    /// Less than the column can say, or something wider.
    Partial,
    /// Nothing.
    None,
}

/// Where a CTDC column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A column of ours, its codes translated one by one.
    Codes(&'static str, &'static [(&'static str, &'static str)]),
    /// 1 if the column holds one of these codes (several are separated by `;`), else 0.
    AnyOf(&'static str, &'static [&'static str]),
    /// A column of ours as it is.
    Same(&'static str),
    /// Nowhere.
    Nowhere,
}

/// One row of the crosswalk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The column of CTDC.
    pub ctdc: &'static str,
    /// Ours.
    pub from: From,
    /// How well.
    pub coverage: Coverage,
}

const fn column(ctdc: &'static str, from: From, coverage: Coverage) -> Column {
    Column { ctdc, from, coverage }
}

const CONTROL: &str = "vic_MethodsOfControl";
const KIND: &str = "vic_TypeOfExploitation";
const SEX: &str = "vic_TypeOfSexExploitation";
const WORK: &str = "vic_ForcedLabourIndustry";
const RELATION: &str = "vic_RelationshipToTrafficker";
const HOW: &str = "vic_MethodOfRecruitment";

const GENDERS: &[(&str, &str)] = &[
    ("Feminine", "Woman"),
    ("Masculine", "Man"),
    ("TransgenderFeminine", "Trans/Transgender/NonConforming"),
    ("TransgenderMasculine", "Trans/Transgender/NonConforming"),
    ("NonConforming", "Trans/Transgender/NonConforming"),
];

// Ours end at 11 and 24, CTDC's at 8 and 23: a band that lies in none of theirs stays empty.
const AGES: &[(&str, &str)] = &[("12-14", "9--17"), ("15-17", "9--17")];

/// Every column of CTDC in its order.
pub const CROSSWALK: [Column; 27] = [
    column("yearOfRegistration", From::Same("year"), Coverage::Full),
    column("gender", From::Codes("prs_Gender", GENDERS), Coverage::Full),
    column("ageBroad", From::Codes("age_band", AGES), Coverage::Partial),
    column("citizenship", From::Nowhere, Coverage::None),
    column("CountryOfExploitation", From::Same("country"), Coverage::Full),
    column("traffickMonths", From::Nowhere, Coverage::None),
    column(
        "meansDebtBondageEarnings",
        From::AnyOf(CONTROL, &["DebtBondage", "TakesEarnings"]),
        Coverage::Full,
    ),
    column(
        "meansThreats",
        From::AnyOf(
            CONTROL,
            &["PhysicalThreats", "ThreatsLawEnforcement", "ThreatensChildrenFamily"],
        ),
        Coverage::Full,
    ),
    column(
        "meansAbusePsyPhySex",
        From::AnyOf(CONTROL, &["PhysicalAbuse", "SexualAbuse", "PsychologicalAbuse"]),
        Coverage::Full,
    ),
    column("meansFalsePromises", From::AnyOf(CONTROL, &["FalsePromises"]), Coverage::Full),
    column("meansDrugsAlcohol", From::AnyOf(CONTROL, &["PsychoactiveSubstance"]), Coverage::Full),
    column(
        "meansDenyBasicNeeds",
        From::AnyOf(
            CONTROL,
            &["RestrictsFinancialAccess", "RestrictsMedicalCare", "WithholdsNecessities"],
        ),
        Coverage::Full,
    ),
    column(
        "meansExcessiveWorkHours",
        From::AnyOf(CONTROL, &["ExcessiveWorkingHours"]),
        Coverage::Full,
    ),
    column("meansWithholdDocs", From::AnyOf(CONTROL, &["WithholdsDocuments"]), Coverage::Full),
    column("isForcedLabour", From::AnyOf(KIND, &["ForcedLabour", "ChildLabour"]), Coverage::Full),
    column("isSexualExploit", From::AnyOf(KIND, &["SexualExploitation"]), Coverage::Full),
    column(
        "isOtherExploit",
        From::AnyOf(
            KIND,
            &[
                "ForcedMarriage",
                "Servitude",
                "ForcedMilitaryByNonStateActors",
                "OrganRemoval",
                "ForcedBegging",
                "ForcedAdoption",
                "Surrogacy",
                "Other",
            ],
        ),
        Coverage::Full,
    ),
    column(
        "typeOfLabourAgriculture",
        From::AnyOf(WORK, &["A_AgricultureForestryAndFishing"]),
        Coverage::Partial,
    ),
    column("typeOfLabourConstruction", From::AnyOf(WORK, &["F_Construction"]), Coverage::Full),
    column(
        "typeOfLabourDomesticWork",
        From::AnyOf(WORK, &["T_ActivitiesOfHouseholdsAsEmployers"]),
        Coverage::Partial,
    ),
    column(
        "typeOfLabourHospitality",
        From::AnyOf(WORK, &["I_AccommodationAndFoodServiceActivities"]),
        Coverage::Full,
    ),
    column("typeOfSexProstitution", From::AnyOf(SEX, &["Prostitution"]), Coverage::Full),
    column("typeOfSexPornography", From::AnyOf(SEX, &["Pornography"]), Coverage::Full),
    column("recruiterRelationIntimatePartner", From::Nowhere, Coverage::None),
    column(
        "recruiterRelationFriend",
        From::AnyOf(HOW, &["ThroughFriendsOrSocialEvents"]),
        Coverage::Partial,
    ),
    column("recruiterRelationFamily", From::AnyOf(RELATION, &["Familial"]), Coverage::Partial),
    column("recruiterRelationOther", From::AnyOf(RELATION, &["Unaquainted"]), Coverage::Partial),
];

/// A row in CTDC's columns; `value` gives a cell by our column's name, `None` where there is none.
///
/// ```
/// use release::crosswalk::to_ctdc;
/// let row = to_ctdc(|column| match column {
///     "prs_Gender" => Some("Feminine"),
///     "vic_MethodsOfControl" => Some("DebtBondage;FalsePromises"),
///     _ => None,
/// });
/// assert_eq!((row[1].as_str(), row[6].as_str(), row[7].as_str()), ("Woman", "1", "0"));
/// assert_eq!(row[15], "");
/// ```
#[must_use]
pub fn to_ctdc<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Vec<String> {
    let cell = |from: From| match from {
        From::Same(column) => value(column).unwrap_or_default().to_owned(),
        From::Codes(column, codes) => {
            let found = value(column).and_then(|cell| codes.iter().find(|(ours, _)| *ours == cell));
            found.map(|(_, theirs)| (*theirs).to_owned()).unwrap_or_default()
        }
        From::AnyOf(column, codes) => match value(column) {
            None | Some("unknown") => String::new(),
            Some(cell) => {
                let any = cell.split(';').any(|code| codes.contains(&code));
                if any { "1" } else { "0" }.to_owned()
            }
        },
        From::Nowhere => String::new(),
    };
    CROSSWALK.iter().map(|column| cell(column.from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_stands_once_and_says_how_well_it_is_covered() {
        let names: std::collections::BTreeSet<_> = CROSSWALK.iter().map(|c| c.ctdc).collect();
        assert_eq!(names.len(), 27);
        for column in CROSSWALK {
            assert_eq!(column.from == From::Nowhere, column.coverage == Coverage::None);
        }
    }
}
