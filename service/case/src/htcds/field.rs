//! Every field of HTCDS 2.0, in the order of the standard.
//!
//! Human Trafficking Case Data Standard, version 2.0, International Organization for Migration, CC BY
//! 4.0 (changed: as a table of names, kinds and codes; the labels are ours and live elsewhere).
//! `per_Organisation` has no full name in the standard and gets the one that follows from its prefix.

use super::list;
use super::{Kind, Section};

macro_rules! fields {
    ($( $Field:ident = $name:literal in $Section:ident as $kind:expr, )+) => {
        casework::codes! {
            /// One field of the standard, by its full name.
            pub enum Field in "htcds_field" {
                $( #[doc = concat!("`", $name, "`")] $Field = $name, )+
            }
        }

        impl Field {
            /// The section it belongs to.
            #[must_use]
            pub const fn section(self) -> Section {
                match self { $(Self::$Field => Section::$Section),+ }
            }

            /// What it can hold.
            #[must_use]
            pub const fn kind(self) -> Kind {
                use Kind::{
                    Checkbox, Coordinate, Countries, Country, Date, Language, LongText, Lookup,
                    Number, One, Open, Several, Text,
                };
                match self { $(Self::$Field => $kind),+ }
            }
        }
    };
}

fields! {
    OrgName = "org_Name" in Organization as Text,
    OrgShippingCity = "org_ShippingCity" in Organization as Text,
    OrgShippingCountry = "org_ShippingCountry" in Organization as Country,
    OrgShippingState = "org_ShippingState" in Organization as Text,
    OrgShippingStreet = "org_ShippingStreet" in Organization as Text,
    OrgShippingPostalCode = "org_ShippingPostalCode" in Organization as Text,
    OrgShippingLongitude = "org_ShippingLongitude" in Organization as Coordinate,
    OrgShippingLatitude = "org_ShippingLatitude" in Organization as Coordinate,
    OrgPhone = "org_Phone" in Organization as Text,
    OrgType = "org_Type" in Organization as One(list::ORGANISATION_TYPE),
    PrsSalutation = "prs_Salutation" in Person as Text,
    PrsFirstName = "prs_FirstName" in Person as Text,
    PrsMiddleName = "prs_MiddleName" in Person as Text,
    PrsSecondName = "prs_SecondName" in Person as Text,
    PrsBirthdate = "prs_Birthdate" in Person as Date,
    PrsGender = "prs_Gender" in Person as One(list::GENDER),
    PrsDeceased = "prs_Deceased" in Person as Checkbox,
    PrsMaritalStatus = "prs_MaritalStatus" in Person as One(list::MARITAL_STATUS),
    PrsNumberOfChildren = "prs_NumberOfChildren" in Person as Number,
    PrsPrimaryLanguage = "prs_PrimaryLanguage" in Person as Language,
    PrsSecondaryLanguage = "prs_SecondaryLanguage" in Person as Language,
    PrsHighestLevelOfEducation = "prs_HighestLevelOfEducation" in Person as One(list::HIGHEST_LEVEL_OF_EDUCATION),
    PrsCitizenship = "prs_Citizenship" in Person as Countries,
    PrsIdentityNumber = "prs_IdentityNumber" in Person as Text,
    PrsTitle = "prs_Title" in Person as Text,
    PrsEmail = "prs_Email" in Person as Text,
    PrsHomePhone = "prs_HomePhone" in Person as Text,
    PrsMobilePhone = "prs_MobilePhone" in Person as Text,
    PrsMailingCity = "prs_MailingCity" in Person as Text,
    PrsMailingCountry = "prs_MailingCountry" in Person as Country,
    PrsMailingState = "prs_MailingState" in Person as Text,
    PrsMailingStreet = "prs_MailingStreet" in Person as Text,
    PrsMailingPostalCode = "prs_MailingPostalCode" in Person as Text,
    PrsMailingLongitude = "prs_MailingLongitude" in Person as Coordinate,
    PrsMailingLatitude = "prs_MailingLatitude" in Person as Coordinate,
    VicAgreementToManagePersonalData = "vic_AgreementToManagePersonalData" in Victim as Checkbox,
    VicTraffickingStatus = "vic_TraffickingStatus" in Victim as One(list::TRAFFICKING_STATUS),
    VicTraffickingStatusDecisionMakingOrg = "vic_TraffickingStatusDecisionMakingOrg" in Victim as One(list::TRAFFICKING_STATUS_DECISION_MAKING_ORG),
    VicRelationshipToTrafficker = "vic_RelationshipToTrafficker" in Victim as One(list::RELATIONSHIP_TO_TRAFFICKER),
    VicAgeWhenTrafficked = "vic_AgeWhenTrafficked" in Victim as Number,
    VicRecruitmentWebsitesAndApps = "vic_RecruitmentWebsitesAndApps" in Victim as Open(list::WEBSITES_AND_APPS),
    VicMethodOfRecruitment = "vic_MethodOfRecruitment" in Victim as Several(list::METHOD_OF_RECRUITMENT),
    VicLocationOfRecruitment = "vic_LocationOfRecruitment" in Victim as Lookup,
    VicMethodsOfControl = "vic_MethodsOfControl" in Victim as Several(list::METHODS_OF_CONTROL),
    VicTypeOfExploitation = "vic_TypeOfExploitation" in Victim as Several(list::TYPE_OF_EXPLOITATION),
    VicForcedLabourIndustry = "vic_ForcedLabourIndustry" in Victim as One(list::FORCED_LABOUR_INDUSTRY),
    VicTypeOfSexExploitation = "vic_TypeOfSexExploitation" in Victim as Several(list::TYPE_OF_SEX_EXPLOITATION),
    VicLocationOfExploitation = "vic_LocationOfExploitation" in Victim as Lookup,
    VicExploitationWebsitesAndApps = "vic_ExploitationWebsitesAndApps" in Victim as Open(list::WEBSITES_AND_APPS),
    VicVulnerabilities = "vic_Vulnerabilities" in Victim as Several(list::VULNERABILITIES),
    VicDetailsOfVulnerabilities = "vic_DetailsOfVulnerabilities" in Victim as LongText,
    PerRoleInProcess = "per_RoleInProcess" in Perpetrator as Several(list::ROLE_IN_PROCESS),
    PerRoleDetails = "per_RoleDetails" in Perpetrator as LongText,
    PerOrganisation = "per_Organisation" in Perpetrator as Text,
    CasStatus = "cas_Status" in Case as One(list::CASE_STATUS),
    CasReasonForCaseClosure = "cas_ReasonForCaseClosure" in Case as LongText,
    CasCaseOwner = "cas_CaseOwner" in Case as Lookup,
    CasReferringOrganisation = "cas_ReferringOrganisation" in Case as Lookup,
    CasIncomingReferralDate = "cas_IncomingReferralDate" in Case as Date,
    CasReferringPrimaryCaseWorker = "cas_ReferringPrimaryCaseWorker" in Case as Lookup,
    CasReasonForIncomingReferral = "cas_ReasonForIncomingReferral" in Case as One(list::REASON_FOR_REFERRAL),
    CasIncomingReferralDetails = "cas_IncomingReferralDetails" in Case as LongText,
    CasReferredOrganisation = "cas_ReferredOrganisation" in Case as Lookup,
    CasReferredPrimaryCaseWorker = "cas_ReferredPrimaryCaseWorker" in Case as Lookup,
    CasReasonForOutgoingReferral = "cas_ReasonForOutgoingReferral" in Case as One(list::REASON_FOR_REFERRAL),
    CasOutgoingReferralDate = "cas_OutgoingReferralDate" in Case as Date,
    CasOutgoingReferralDetails = "cas_OutgoingReferralDetails" in Case as LongText,
    CcoCaseComment = "cco_CaseComment" in Comment as LongText,
    HteLongitude = "hte_Longitude" in Event as Coordinate,
    HteLatitude = "hte_Latitude" in Event as Coordinate,
    HteCity = "hte_City" in Event as Text,
    HteCountry = "hte_Country" in Event as Text,
    HteState = "hte_State" in Event as Text,
    HteStreet = "hte_Street" in Event as Text,
    HtePostalCode = "hte_PostalCode" in Event as Text,
    HteDate = "hte_Date" in Event as Date,
    HteType = "hte_Type" in Event as One(list::EVENT_TYPE),
    HteDescription = "hte_Description" in Event as LongText,
    SplObjectives = "spl_Objectives" in SupportPlan as LongText,
    SplActionPlan = "spl_ActionPlan" in SupportPlan as LongText,
    SplPlannedEndDate = "spl_PlannedEndDate" in SupportPlan as Date,
    SplActualEndDate = "spl_ActualEndDate" in SupportPlan as Date,
    SplType = "spl_Type" in SupportPlan as One(list::SUPPORT_PLAN_TYPE),
    ConConsent = "con_Consent" in Consent as Checkbox,
}
