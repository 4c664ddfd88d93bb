//! The code lists of the facts.
//!
//! [`Control`] and [`Relation`] are HTCDS 2.0 (International Organization for Migration, CC BY 4.0)
//! with the standard's own codes, its spelling included. Where HTCDS has no list, or has given its
//! list up (`vic_Vulnerabilities` is deprecated in 2.0), the codes are ours. Labels are in the
//! Fluent files, so that a harmful label of a standard is never shown.

use crate::code::codes;

codes! {
    /// Who is reaching out. Never "caller": most write.
    pub enum ReachingOut in "reaching_out" {
        /// The person themself, who may be or have been exploited.
        PotentialVictim = "potential_victim",
        /// A member of the family.
        Family = "family",
        /// A friend or a partner who does not exploit.
        Friend = "friend",
        /// Somebody who saw or heard something.
        CommunityMember = "community_member",
        /// A professional who came across it at work.
        Professional = "professional",
        /// A service or agency that works with the hotline.
        Partner = "partner",
        /// Somebody else.
        Other = "other",
    }
}

codes! {
    /// Where the person lives now.
    pub enum LivingSituation in "living_situation" {
        /// With parents or other family.
        Family = "family",
        /// In foster care.
        FosterCare = "foster_care",
        /// In a group home or another placement.
        GroupHome = "group_home",
        /// In a shelter.
        Shelter = "shelter",
        /// With friends or on somebody's couch.
        StayingWithOthers = "staying_with_others",
        /// On the street, in a car, in an abandoned building.
        Unsheltered = "unsheltered",
        /// In a hotel or motel.
        HotelOrMotel = "hotel_or_motel",
        /// With or under the control of the exploiter.
        WithExploiter = "with_exploiter",
        /// On their own.
        OwnHome = "own_home",
        /// In detention or jail.
        Detention = "detention",
        /// In a hospital or a treatment place.
        Hospital = "hospital",
        /// Somewhere else.
        Other = "other",
    }
}

codes! {
    /// Whether anything of value was given, promised or received for a sex act
    /// (22 USC 7102(4), "commercial sex act").
    pub enum CommercialSexAct in "commercial_sex_act" {
        /// Yes, or it was asked for or prepared.
        Yes = "yes",
        /// No.
        No = "no",
    }
}

codes! {
    /// Where it happens.
    pub enum Venue in "venue" {
        /// An online advertisement or an app.
        Online = "online",
        /// A business that poses as a massage parlour.
        FakeMassageBusiness = "fake_massage_business",
        /// A home or flat used for exploitation.
        ResidentialBrothel = "residential_brothel",
        /// The street.
        Street = "street",
        /// A truck stop.
        TruckStop = "truck_stop",
        /// A strip club.
        StripClub = "strip_club",
        /// A hotel or motel.
        HotelOrMotel = "hotel_or_motel",
        /// A sporting or other event.
        Event = "event",
        /// The child's or the exploiter's home.
        Home = "home",
        /// An escort service.
        EscortService = "escort_service",
        /// Somewhere else.
        Other = "other",
    }
}

codes! {
    /// Who exploits; alleged, until a court says otherwise.
    pub enum ExploiterKind in "exploiter" {
        /// An organised crime network.
        CrimeNetwork = "crime_network",
        /// A gang.
        Gang = "gang",
        /// One person on their own.
        Individual = "individual",
        /// The owner or manager of a business.
        BusinessOwner = "business_owner",
        /// An intimate partner.
        IntimatePartner = "intimate_partner",
        /// A member of the family.
        FamilyMember = "family_member",
        /// Somebody else.
        Other = "other",
    }
}

codes! {
    /// How the person and the exploiter know each other (HTCDS `vic_RelationshipToTrafficker`).
    pub enum Relation in "relation" {
        /// Family.
        Familial = "Familial",
        /// Known before.
        Acquainted = "Acquainted",
        /// Not known before; the code is spelled as in the standard.
        Unacquainted = "Unaquainted",
    }
}

codes! {
    /// By what means the person is controlled (HTCDS `vic_MethodsOfControl`, all 16).
    pub enum Control in "control" {
        /// Threats of violence.
        PhysicalThreats = "PhysicalThreats",
        /// Threats with the police or with being sent away.
        ThreatsLawEnforcement = "ThreatsLawEnforcement",
        /// Threats against their children or family.
        ThreatensChildrenFamily = "ThreatensChildrenFamily",
        /// A debt that has to be worked off.
        DebtBondage = "DebtBondage",
        /// False promises.
        FalsePromises = "FalsePromises",
        /// Physical abuse.
        PhysicalAbuse = "PhysicalAbuse",
        /// Sexual abuse.
        SexualAbuse = "SexualAbuse",
        /// What they earn is taken.
        TakesEarnings = "TakesEarnings",
        /// They cannot get at money.
        RestrictsFinancialAccess = "RestrictsFinancialAccess",
        /// They are kept from doctors.
        RestrictsMedicalCare = "RestrictsMedicalCare",
        /// Food, sleep or other needs are withheld.
        WithholdsNecessities = "WithholdsNecessities",
        /// Psychological abuse.
        PsychologicalAbuse = "PsychologicalAbuse",
        /// Drugs, alcohol or medicine.
        PsychoactiveSubstance = "PsychoactiveSubstance",
        /// Excessive hours.
        ExcessiveWorkingHours = "ExcessiveWorkingHours",
        /// Papers are withheld.
        WithholdsDocuments = "WithholdsDocuments",
        /// Something else.
        Other = "Other",
    }
}

codes! {
    /// What made the person easier to exploit. The cause is always the exploiter.
    pub enum Vulnerability in "vulnerability" {
        /// Sexual exploitation or abuse before.
        PriorSexualAbuse = "prior_sexual_abuse",
        /// Running away or homelessness.
        RunningAwayOrHomelessness = "running_away_or_homelessness",
        /// Foster care or other involvement of child welfare.
        ChildWelfare = "child_welfare",
        /// Rejected because of sexual orientation or gender identity.
        RejectedOrientationOrIdentity = "rejected_orientation_or_identity",
        /// Substance use, their own or at home.
        SubstanceUse = "substance_use",
        /// A disability.
        Disability = "disability",
        /// Absence from school.
        SchoolAbsence = "school_absence",
        /// Missing before.
        PriorMissingEpisodes = "prior_missing_episodes",
        /// Something else.
        Other = "other",
    }
}
