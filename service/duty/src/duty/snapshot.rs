//! A duty laid flat, as rows hold it.

use casework::agency::AgencyKind;
use casework::id::{DutyId, MemberId, TeamId};
use casework::outcome::Escalation;
use casework::time::Timestamp;

use super::{Duty, Progress};
use crate::obligation::Ground;
use crate::rule::Form;
use crate::situation::Subject;

/// Everything that is stored of a duty; [`Duty::restore`] makes it a duty again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which duty.
    pub id: DutyId,
    /// About whom.
    pub subject: Subject,
    /// To whom.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// Why.
    pub grounds: Vec<Ground>,
    /// Whose team's.
    pub team: TeamId,
    /// Whose.
    pub owner: Option<MemberId>,
    /// When it was started.
    pub started_at: Timestamp,
    /// Who was told last.
    pub escalated: Escalation,
    /// How far it is.
    pub progress: Progress,
}

/// Rows that are no duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("duty {duty} is stored wrongly: {contradiction}; restore it from a backup")]
pub struct DutyCorrupt {
    /// Which duty.
    pub duty: DutyId,
    /// What contradicts what.
    pub contradiction: &'static str,
}

impl Duty {
    /// Lays the duty flat.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id,
            subject: self.subject,
            recipient: self.recipient,
            form: self.form,
            grounds: self.grounds.clone(),
            team: self.team,
            owner: self.owner,
            started_at: self.started_at,
            escalated: self.escalated,
            progress: self.progress.clone(),
        }
    }

    /// Makes rows a duty again.
    ///
    /// # Errors
    /// [`DutyCorrupt`] if they contradict each other.
    pub fn restore(rows: Snapshot) -> Result<Self, DutyCorrupt> {
        let corrupt = |contradiction| DutyCorrupt { duty: rows.id, contradiction };
        if rows.grounds.is_empty() {
            return Err(corrupt("no rule and no fact says why"));
        }
        match &rows.progress {
            Progress::NotRequired { dispute, agreed_by, .. } if dispute.by == *agreed_by => {
                return Err(corrupt("one member alone said that no report is required"));
            }
            _ => {}
        }
        Ok(Self {
            id: rows.id,
            subject: rows.subject,
            recipient: rows.recipient,
            form: rows.form,
            grounds: rows.grounds,
            team: rows.team,
            owner: rows.owner,
            started_at: rows.started_at,
            escalated: rows.escalated,
            progress: rows.progress,
        })
    }
}
