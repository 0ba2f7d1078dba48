//! Somebody takes a step in the handling of a report, and reads what was done with it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{App, AppError, Caller};
use crate::domain::case::{CaseStep, NewStep, TakenStep};
use crate::domain::{Brings, CaseState, Change, Report, Right};
use crate::storage::StorageError;

/// A step that somebody wants to take.
#[derive(Debug, Clone)]
pub struct WantedStep {
    /// The step.
    pub step: CaseStep,
    /// How far the case had come when he looked at it.
    pub seen: CaseState,
    /// Why.
    pub reason: String,
    /// What stands for the address from which he asks; empty on the command line.
    pub address_mark: String,
}

/// A report with what was done with it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The report as it is now.
    pub report: Report,
    /// The steps that were taken, the first one first.
    pub steps: Vec<TakenStep>,
}

impl App {
    /// Returns a report with what was done with it; nothing when there is none that the caller may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case(&self, id: Uuid, caller: &Caller) -> Result<Option<Case>, AppError> {
        let Some(report) = self.report_of(id, caller).await? else { return Ok(None) };
        // What was done is told in words, and so is for those who may read the report's own.
        let steps = match caller.may(Right::SeeTexts) {
            Ok(()) => self.store.case_steps(report.row).await?,
            Err(_) => Vec::new(),
        };
        Ok(Some(Case { report, steps }))
    }

    /// Takes a step; returns the report as it is then, or nothing when there is none that the caller may see.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`] when his role may not take it; [`AppError::TooLate`] when somebody was faster;
    /// [`AppError::Refused`] when it cannot follow, needs a reason or would change nothing; or when the database fails.
    pub async fn take_step(
        &self,
        id: Uuid,
        wanted: WantedStep,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Case>, AppError> {
        let Some(report) = self.report_of(id, caller).await? else { return Ok(None) };
        let needs = wanted.step.needs();
        caller.may(needs).map_err(AppError::NotAllowed)?;
        let held = report.handling;
        if held.state != wanted.seen {
            return Err(meanwhile());
        }
        let reason = wanted.reason.trim().to_owned();
        let then = wanted.step.taken(&held, &reason).map_err(|fault| AppError::Refused(fault.to_string()))?;
        let step = NewStep {
            id: Uuid::now_v7(),
            row: report.row,
            seen: held,
            step: wanted.step,
            then,
            reason,
            role: caller.role().map_or_else(String::new, |role| role.to_string()),
            address_mark: wanted.address_mark,
            taken_at: now,
        };
        let change = Change {
            actor: caller.name().to_owned(),
            origin: format!("case {}", wanted.step.name()),
            brings: Brings::Step(Box::new(step)),
        };
        match self.store.commit(change).await {
            Err(StorageError::Meanwhile) => return Err(meanwhile()),
            committed => committed?,
        };
        self.refresh().await?;
        self.case(id, caller).await
    }

    async fn report_of(&self, id: Uuid, caller: &Caller) -> Result<Option<Report>, AppError> {
        let Some(row) = self.store.row_of(id).await? else { return Ok(None) };
        self.store.number_changes().await?;
        let epoch = self.store.epoch().await?;
        Ok(self.store.reports(&[row], epoch, caller.scope()).await?.pop())
    }
}

fn meanwhile() -> AppError {
    AppError::TooLate("somebody has taken another step meanwhile; look at the report again".to_owned())
}
