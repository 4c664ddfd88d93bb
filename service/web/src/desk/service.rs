//! What fits and why, and what was asked of whom.

use casework::referral::ReferralState;

/// A service, measured by what is needed.
#[derive(Clone, Debug)]
pub struct ServiceFit {
    /// The service's identifier.
    pub service: String,
    /// Its place's identifier, if it has one.
    pub location: Option<String>,
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub organization: String,
    /// The number that staff call.
    pub phone: Option<String>,
    /// How far: `3 km`.
    pub distance: Option<String>,
    /// Free places and how old that number is.
    pub beds: Option<Beds>,
    /// Whether it is open, in words.
    pub open: String,
    /// Why it fits and what is left to ask, in words.
    pub findings: Vec<Finding>,
    /// Whether it fails one wish; it stands below those that fit.
    pub nearly: bool,
}

/// One reason in words.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which way it points.
    pub verdict: Verdict,
    /// The reason.
    pub text: String,
}

/// Which way a reason points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It fits.
    Fits,
    /// The directory does not say: call.
    Ask,
    /// It does not fit.
    Fails,
}

impl Verdict {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Verdict::Fits => "match-fits",
            Verdict::Ask => "match-ask",
            Verdict::Fails => "match-fails",
        }
    }

    pub(crate) fn mark(self) -> &'static str {
        match self {
            Verdict::Fits => "✓",
            Verdict::Ask => "?",
            Verdict::Fails => "✕",
        }
    }

    pub(crate) fn tone(self) -> &'static str {
        match self {
            Verdict::Fits => "positive",
            Verdict::Ask => "caution",
            Verdict::Fails => "danger",
        }
    }
}

/// Free places with the age of the number, for the bed meter.
#[derive(Clone, Debug)]
pub struct Beds {
    /// How many are free.
    pub free: u32,
    /// How many there are, if the service says so.
    pub of: Option<u32>,
    /// How long ago that was said: `2 h ago`.
    pub age: String,
    /// Whether it is too old to rely on.
    pub old: bool,
}

/// A referral as the panel shows it.
#[derive(Clone, Debug)]
pub struct ReferralView {
    /// Its identifier.
    pub id: String,
    /// What was asked.
    pub name: String,
    /// Where it stands.
    pub state: ReferralState,
    /// Since when: `14:10`.
    pub since: String,
    /// Why it was declined, in words.
    pub reason: Option<String>,
    /// Until when the service can answer: `14:40`; only while it was offered.
    pub until: Option<String>,
    /// What the specialist can do now: the act's name in the form and the key of its words.
    pub acts: Vec<(&'static str, &'static str)>,
    /// The link for the service, shown once after it was made, to read out or send.
    pub link: Option<String>,
}

impl ReferralView {
    pub(crate) fn tone(&self) -> &'static str {
        match self.state {
            ReferralState::Offered => "accent",
            ReferralState::Accepted | ReferralState::Arrived | ReferralState::Served => "positive",
            ReferralState::Declined | ReferralState::DidNotArrive => "caution",
            ReferralState::Withdrawn | ReferralState::Expired => "",
        }
    }
}

pub(super) fn sample_fits() -> Vec<ServiceFit> {
    let finding = |verdict, text: &str| Finding { verdict, text: text.into() };
    vec![
        ServiceFit {
            service: "s1".into(),
            location: Some("l1".into()),
            name: "Harbor House, emergency beds".into(),
            organization: "Harbor Youth Services".into(),
            phone: Some("555-0134".into()),
            distance: Some("3 km".into()),
            beds: Some(Beds { free: 2, of: Some(8), age: "40 min ago".into(), old: false }),
            open: "Open day and night".into(),
            findings: vec![
                finding(Verdict::Fits, "takes 15 to 17"),
                finding(Verdict::Fits, "takes girls and trans girls"),
                finding(Verdict::Ask, "does not say whether pets can come"),
            ],
            nearly: false,
        },
        ServiceFit {
            service: "s2".into(),
            location: None,
            name: "Night line and safe rides with a very long name that has to wrap".into(),
            organization: "County Youth Alliance".into(),
            phone: None,
            distance: None,
            beds: Some(Beds { free: 1, of: None, age: "3 days ago".into(), old: true }),
            open: "Closed until 18:00".into(),
            findings: vec![finding(Verdict::Fails, "takes 18 and over only")],
            nearly: true,
        },
    ]
}

pub(super) fn sample_referrals() -> Vec<ReferralView> {
    let referral = |id: &str, name: &str, state, reason: Option<&str>| ReferralView {
        id: id.into(),
        name: name.into(),
        state,
        since: "14:10".into(),
        reason: reason.map(str::to_owned),
        until: (state == ReferralState::Offered).then(|| "14:40".into()),
        acts: if state == ReferralState::Offered {
            vec![("withdraw", "referral-withdraw")]
        } else {
            vec![]
        },
        link: None,
    };
    vec![
        referral("r1", "Harbor House, emergency beds", ReferralState::Offered, None),
        referral("r2", "Juniper Place", ReferralState::Declined, Some("No place free")),
    ]
}
