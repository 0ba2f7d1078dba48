//! Steps that are taken, and those that were.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::CaseStep;
use crate::domain::{CaseState, Handling};

/// A step that somebody takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Its identity.
    pub id: Uuid,
    /// The row number of the report.
    pub row: i64,
    /// How the report was handled when he looked at it; when it is handled otherwise by now, the step is refused.
    pub seen: Handling,
    /// The step.
    pub step: CaseStep,
    /// How the report is handled by it (see [`CaseStep::taken`]).
    pub then: Handling,
    /// Why.
    pub reason: String,
    /// In which role he acts; empty for the operator.
    pub role: String,
    /// What stands for the address from which he asks; empty on the command line.
    pub address_mark: String,
    /// When.
    pub taken_at: DateTime<Utc>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenStep {
    /// Its identity.
    pub id: Uuid,
    /// The name of the step.
    pub step: String,
    /// How far the case had come before.
    pub from: CaseState,
    /// How the report was handled after it.
    pub then: Handling,
    /// Why.
    pub reason: String,
    /// Who took it.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// When.
    pub taken_at: DateTime<Utc>,
}
