//! A case laid flat, as a row holds it. Its parts and its people stand in rows of their own.

use std::collections::BTreeSet;

use casework::contact::Danger;
use casework::id::{CaseId, MemberId, TeamId};
use casework::time::Timestamp;

use super::{Case, Status};
use crate::merge::People;

/// Everything that is stored of a case itself; [`Case::restore`] makes it a case again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which case.
    pub id: CaseId,
    /// Whose team's.
    pub team: TeamId,
    /// Whose; none while it is the whole team's.
    pub owner: Option<MemberId>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// When it was opened for the first time.
    pub opened_at: Timestamp,
    /// What is known about danger.
    pub danger: Danger,
}

impl Case {
    /// Lays the case flat.
    #[must_use]
    pub const fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id,
            team: self.team,
            owner: self.owner,
            status: self.status,
            since: self.since,
            opened_at: self.opened_at,
            danger: self.danger,
        }
    }

    /// Makes a row a case again, without its parts and its people: whoever needs them loads them.
    #[must_use]
    pub fn restore(row: &Snapshot) -> Self {
        Self {
            id: row.id,
            team: row.team,
            owner: row.owner,
            status: row.status,
            since: row.since,
            opened_at: row.opened_at,
            danger: row.danger,
            parts: BTreeSet::new(),
            people: People::of(row.id),
        }
    }
}
