//! Which report asks what. Every question here is one that the recipient needs to find or protect a
//! child; nothing is asked for statistics.

use casework::agency::AgencyKind;
use casework::facts::FactField;

casework::codes! {
    /// A kind of report.
    pub enum ReportKind in "report_kind" {
        /// To child protection.
        ChildProtection = "child_protection",
        /// To the police.
        Police = "police",
        /// A tip to the National Center for Missing and Exploited Children, with the questions of
        /// its public form.
        NcmecTip = "ncmec_tip",
    }
}

impl ReportKind {
    /// The kind of report that goes to `recipient`, if there is a prepared one.
    #[must_use]
    pub const fn to(recipient: AgencyKind) -> Option<Self> {
        match recipient {
            AgencyKind::ChildProtection | AgencyKind::TribalAuthority => {
                Some(Self::ChildProtection)
            }
            AgencyKind::LawEnforcement => Some(Self::Police),
            AgencyKind::MissingChildrenCenter => Some(Self::NcmecTip),
            _ => None,
        }
    }

    /// The incident type under which the CyberTipline takes such a tip.
    ///
    /// Source: `incidentType` in the schema of its reporting interface.
    #[must_use]
    pub const fn incident_type(self) -> Option<&'static str> {
        match self {
            Self::NcmecTip => Some("Child Sex Trafficking"),
            Self::ChildProtection | Self::Police => None,
        }
    }
}

casework::codes! {
    /// One question of a report, in the order of the printed page.
    pub enum Question in "report_question" {
        /// What happened or is feared, in plain words.
        WhatHappened = "what_happened",
        /// Whether the child is in danger at this moment.
        DangerNow = "danger_now",
        /// Where the child is now, as closely as anybody knows.
        WhereNow = "where_now",
        /// The county.
        County = "county",
        /// The child's name and any other name they use.
        ChildName = "child_name",
        /// How old the child is.
        AgeBand = "age_band",
        /// Date of birth, if known.
        BirthDate = "birth_date",
        /// The child's gender.
        Gender = "gender",
        /// How the child looks, and what they wear.
        ChildLooks = "child_looks",
        /// Where the child lives.
        LivingSituation = "living_situation",
        /// Who looks after the child, and how to reach them, if that is safe.
        Caregiver = "caregiver",
        /// Whether the child belongs to a tribe, and to which.
        Tribe = "tribe",
        /// Since when the child is missing, and where they were seen last.
        LastSeen = "last_seen",
        /// Whether anything of value was given or promised for a sex act.
        CommercialSexAct = "commercial_sex_act",
        /// Where it happens.
        Venue = "venue",
        /// Pages, accounts and numbers under which the child is offered.
        OnlineTraces = "online_traces",
        /// Who exploits.
        Exploiter = "exploiter",
        /// What is known about the alleged exploiter: name, looks, vehicle, numbers.
        ExploiterDetails = "exploiter_details",
        /// How the child and the exploiter know each other.
        Relation = "relation",
        /// By what means the child is controlled.
        Control = "control",
        /// Injuries and what a doctor should see.
        Injuries = "injuries",
        /// What the child needs.
        Needs = "needs",
        /// How and when the child can be reached without danger.
        SafeContact = "safe_contact",
        /// Other children who may be in danger.
        OtherChildren = "other_children",
        /// Who else was told, and under which number.
        AlsoTold = "also_told",
        /// Who reports, and where they can be reached.
        ReportedBy = "reported_by",
    }
}

impl Question {
    /// The fact of the documentation panel that answers it, if one does.
    #[must_use]
    pub const fn fact(self) -> Option<FactField> {
        match self {
            Self::DangerNow => Some(FactField::DangerNow),
            Self::County => Some(FactField::County),
            Self::AgeBand => Some(FactField::AgeBand),
            Self::Gender => Some(FactField::Gender),
            Self::LivingSituation => Some(FactField::LivingSituation),
            Self::CommercialSexAct => Some(FactField::CommercialSexAct),
            Self::Venue => Some(FactField::Venue),
            Self::Exploiter => Some(FactField::Exploiter),
            Self::Relation => Some(FactField::Relation),
            Self::Control => Some(FactField::Control),
            Self::Needs => Some(FactField::Needs),
            _ => None,
        }
    }

    /// Whether a report of `kind` asks it.
    ///
    /// What a child needs and how they were hurt is for child protection; how they were offered
    /// online is for those who can trace it.
    #[must_use]
    pub const fn asked_in(self, kind: ReportKind) -> bool {
        match self {
            Self::Needs | Self::LivingSituation | Self::Caregiver => {
                matches!(kind, ReportKind::ChildProtection)
            }
            Self::Injuries | Self::SafeContact | Self::Tribe => {
                matches!(kind, ReportKind::ChildProtection | ReportKind::Police)
            }
            Self::OnlineTraces => matches!(kind, ReportKind::Police | ReportKind::NcmecTip),
            _ => true,
        }
    }

    /// Whether a report of `kind` has to answer it, if only by "unknown".
    #[must_use]
    pub const fn has_to_be_answered(self, kind: ReportKind) -> bool {
        match self {
            Self::WhatHappened | Self::WhereNow | Self::ChildName | Self::ReportedBy => true,
            Self::Tribe => matches!(kind, ReportKind::ChildProtection),
            Self::OnlineTraces => matches!(kind, ReportKind::NcmecTip),
            _ => false,
        }
    }
}
