//! Facts as they are stored: codes beside the version they were changed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Fact, FactField, FactValue, Facts, ValueRefused};

/// The stored form, for example
/// `{"version":3,"facts":{"age_band":{"codes":["15_17"],"changed_in":3}}}`.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    version: u64,
    facts: BTreeMap<FactField, StoredFact>,
}

#[derive(Serialize, Deserialize)]
struct StoredFact {
    /// Empty if the field was cleared.
    codes: Vec<String>,
    changed_in: u64,
}

/// Why stored facts are no facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsCorrupt {
    /// A value is not of its field's list.
    #[error("stored facts cannot be read: {0}")]
    Value(#[from] ValueRefused),
    /// A fact claims to be newer than all facts together.
    #[error("`{field}` was changed in version {changed_in}, but the facts have version {version}")]
    NewerThanAll {
        /// Which field.
        field: FactField,
        /// The version it claims.
        changed_in: u64,
        /// The version of the facts.
        version: u64,
    },
}

impl From<Facts> for Stored {
    fn from(facts: Facts) -> Self {
        let stored = |fact: Fact| {
            let codes = fact.value.iter().flat_map(FactValue::codes).map(str::to_owned).collect();
            StoredFact { codes, changed_in: fact.changed_in }
        };
        let facts_by_field = facts.entries.into_iter().map(|(field, fact)| (field, stored(fact)));
        Self { version: facts.version, facts: facts_by_field.collect() }
    }
}

impl TryFrom<Stored> for Facts {
    type Error = FactsCorrupt;

    fn try_from(stored: Stored) -> Result<Self, FactsCorrupt> {
        let version = stored.version;
        let mut entries = BTreeMap::new();
        for (field, StoredFact { codes, changed_in }) in stored.facts {
            if changed_in > version {
                return Err(FactsCorrupt::NewerThanAll { field, changed_in, version });
            }
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let value = if codes.is_empty() { None } else { Some(FactValue::parse(field, codes)?) };
            entries.insert(field, Fact { value, changed_in });
        }
        Ok(Self { version, entries })
    }
}
