//! The code lists of HTCDS 2.0 (International Organization for Migration, CC BY 4.0), with the
//! standard's own codes, its spelling included. Labels are not here: some of the standard's harm.

/// Organisation type.
pub const ORGANISATION_TYPE: &[&str] = &[
    "NGO",
    "LawEnforcement",
    "HealthServiceOrganisation",
    "CentralGovernmentOrganisation",
    "LocalGovernmentOrganisation",
    "ImmigrationService",
    "LegalService",
    "CorporateBusiness",
    "SchoolOrCollege",
];

/// Gender.
pub const GENDER: &[&str] = &[
    "Feminine",
    "Masculine",
    "TransgenderFeminine",
    "TransgenderMasculine",
    "NonConforming",
    "NonSpecifiedUnknown",
];

/// Marital status.
pub const MARITAL_STATUS: &[&str] =
    &["Single", "Married", "Widowed", "Divorced", "Separated", "RegisteredPartnership"];

/// Highest level of education.
pub const HIGHEST_LEVEL_OF_EDUCATION: &[&str] = &[
    "EarlyChildhoodEducation",
    "PrimaryEducation",
    "LowerSecondaryEducation",
    "UpperSecondaryEducation",
    "PostSecondaryNonTertiaryEducation",
    "ShortCycleTertiaryEducation",
    "BachelorsOrEquivalentLevel",
    "MastersOrEquivalentLevel",
    "DoctoralOrEquivalentLevel",
];

/// Trafficking status.
pub const TRAFFICKING_STATUS: &[&str] =
    &["PossibleVictimOfTrafficking", "ActualVictimOfTrafficking", "NotAVictimOfTrafficking"];

/// Trafficking status decision making org.
pub const TRAFFICKING_STATUS_DECISION_MAKING_ORG: &[&str] =
    &["Police", "NGO", "CourtOrProsecution", "NonPoliceGovernmentalOrganization", "Other"];

/// Relationship to the trafficker.
pub const RELATIONSHIP_TO_TRAFFICKER: &[&str] = casework::facts::list::Relation::CODES;

/// Websites and apps.
pub const WEBSITES_AND_APPS: &[&str] = &[
    "Facebook",
    "Instagram",
    "WhatsApp",
    "Telegram",
    "FacebookMessenger",
    "Viber",
    "SnapChat",
    "Line",
    "4Sale",
    "WeChat",
    "QQ",
    "QZone",
    "TikTok",
    "Twitter",
    "Other",
];

/// Method of recruitment.
pub const METHOD_OF_RECRUITMENT: &[&str] = &[
    "AtAPlaceOfBusiness",
    "AtAnEducationalInstitution",
    "AtWork",
    "ThroughOnlineSocialNetworks",
    "ThroughAnOnlineAdvertisement",
    "ThroughATelevisionAdvert",
    "ThroughANewspaperAdvert",
    "ThroughFamilyOrFamilyEvents",
    "ThroughFriendsOrSocialEvents",
    "Other",
];

/// Methods of control.
pub const METHODS_OF_CONTROL: &[&str] = casework::facts::list::Control::CODES;

/// Type of exploitation.
pub const TYPE_OF_EXPLOITATION: &[&str] = &[
    "ForcedLabour",
    "SexualExploitation",
    "ChildLabour",
    "ForcedMarriage",
    "Servitude",
    "ForcedMilitaryByNonStateActors",
    "OrganRemoval",
    "ForcedBegging",
    "ForcedAdoption",
    "Surrogacy",
    "Other",
];

/// Forced labour industry.
pub const FORCED_LABOUR_INDUSTRY: &[&str] = &[
    "A_AgricultureForestryAndFishing",
    "B_MiningAndQuarrying",
    "C_Manufacturing",
    "D_ElectricityGasSteamAndAirConditioningSupply",
    "E_WaterSupplySewerageWasteManagement",
    "F_Construction",
    "G_WholesaleAndRetailTradeRepairOfMotorVehicles",
    "H_TransportationAndStorage",
    "I_AccommodationAndFoodServiceActivities",
    "J_InformationAndCommunication",
    "K_FinancialAndInsuranceActivities",
    "L_RealEstateActivities",
    "M_ProfessionalScientificAndTechnicalActivities",
    "N_AdministrativeAndSupportServiceActivities",
    "O_PublicAdministrationAndDefence",
    "P_Education",
    "Q_HumanHealthAndSocialWorkActivities",
    "R_ArtsEntertainmentAndRecreation",
    "S_OtherServiceActivities",
    "T_ActivitiesOfHouseholdsAsEmployers",
    "U_ActivitiesOfExtraterritorialOrganizations",
];

/// Type of sex exploitation.
pub const TYPE_OF_SEX_EXPLOITATION: &[&str] =
    &["Prostitution", "Pornography", "RemoteInteractiveServices", "PrivateSexualServices"];

/// Vulnerabilities.
pub const VULNERABILITIES: &[&str] = &[
    "Addiction",
    "SocialGroup",
    "Discrimination",
    "Poverty",
    "DisabilityAndPhysicalHealth",
    "MentalHealth",
    "Migration",
    "Homelessness",
    "AbuseSocialMedia",
    "AbusePhysical",
    "Education",
    "WorkEnvironment",
];

/// Role in process.
pub const ROLE_IN_PROCESS: &[&str] = &[
    "TravellingPartner",
    "Transporter",
    "RecruiterOrIntermediary",
    "BrokerTravelAgent",
    "TransferredIndividual",
    "HarbouredIndividual",
    "SoldIndividual",
    "BoughtIndividual",
    "ReceivedIndividual",
    "ControlledIndividual",
    "Smuggler",
    "Abuser",
    "Kidnapper",
    "Exploiter",
    "Other",
];

/// Case status.
pub const CASE_STATUS: &[&str] = &["Active", "FollowUp", "Closed", "ClosedReferred"];

/// Reason for referral.
pub const REASON_FOR_REFERRAL: &[&str] =
    &["AdditionalServicesRequired", "MigrationOrChangeOfLocation", "Other"];

/// Event type.
pub const EVENT_TYPE: &[&str] = &["Recruitment", "Transit", "Exploitation"];

/// Support plan type.
pub const SUPPORT_PLAN_TYPE: &[&str] = &[
    "Education",
    "Financial",
    "Health",
    "LabourExploitationRehabilitation",
    "Legal",
    "Livelihood",
    "RightsBasedTraining",
    "SexualExploitationRehabilitation",
    "SocialCare",
];
