//! Why a duty came to be, as stored: rules with their revisions, and facts with what told them.

use std::collections::BTreeMap;

use casework::facts::FactField;
use casework::id::MemberId;
use casework::time::Timestamp;
use duty::obligation::Ground;
use duty::situation::{Evidence, Fact, Source};
use serde::{Deserialize, Serialize};

use crate::Error;

/// One ground.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    rule: String,
    revision: u32,
    because: BTreeMap<Fact, KeptEvidence>,
    received_at: i64,
    immediately: bool,
    limit: String,
    due_at: i64,
}

#[derive(Serialize, Deserialize)]
struct KeptEvidence {
    received_at: i64,
    #[serde(flatten)]
    from: KeptSource,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptSource {
    Panel(FactField),
    Member(MemberId),
}

impl Kept {
    pub(crate) fn of(ground: &Ground) -> Self {
        let evidence = |evidence: &Evidence| KeptEvidence {
            received_at: evidence.received_at.micros(),
            from: match evidence.from {
                Source::Panel(field) => KeptSource::Panel(field),
                Source::Member(member) => KeptSource::Member(member),
            },
        };
        Self {
            rule: ground.rule.as_str().to_owned(),
            revision: ground.revision,
            because: ground.because.iter().map(|(fact, one)| (*fact, evidence(one))).collect(),
            received_at: ground.received_at.micros(),
            immediately: ground.immediately,
            limit: ground.limit.to_string(),
            due_at: ground.due_at.micros(),
        }
    }

    pub(crate) fn ground(self) -> Result<Ground, Error> {
        let evidence = |one: KeptEvidence| Evidence {
            received_at: Timestamp::from_micros(one.received_at),
            from: match one.from {
                KeptSource::Panel(field) => Source::Panel(field),
                KeptSource::Member(member) => Source::Member(member),
            },
        };
        Ok(Ground {
            rule: self.rule.parse().map_err(|_| Error::Unknown("rule of a duty"))?,
            revision: self.revision,
            because: self.because.into_iter().map(|(fact, one)| (fact, evidence(one))).collect(),
            received_at: Timestamp::from_micros(self.received_at),
            immediately: self.immediately,
            limit: self.limit.parse().map_err(|_| Error::Unknown("limit of a duty"))?,
            due_at: Timestamp::from_micros(self.due_at),
        })
    }
}

pub(super) fn write(grounds: &[Ground]) -> Result<String, Error> {
    let kept: Vec<Kept> = grounds.iter().map(Kept::of).collect();
    serde_json::to_string(&kept).map_err(|_| Error::Unknown("grounds of a duty"))
}

pub(super) fn read(text: &str) -> Result<Vec<Ground>, Error> {
    let kept: Vec<Kept> =
        serde_json::from_str(text).map_err(|_| Error::Unknown("grounds of a duty"))?;
    kept.into_iter().map(Kept::ground).collect()
}
