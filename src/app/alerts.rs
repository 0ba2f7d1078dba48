//! A commander is told of what is starting, and takes note of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::kept_text::{self, LONGEST_NOTE};
use super::{App, AppError};
use crate::domain::{Alert, AlertState, Scope};

/// Alerts read at a time.
const ALERTS_AT_A_TIME: usize = 1_000;

/// Alerts, those raised last first.
#[derive(Debug)]
pub struct AlertPage {
    /// The alerts of the page.
    pub alerts: Vec<Alert>,
    /// The alert after which the next page begins; nothing at the end.
    pub next: Option<Uuid>,
}

impl App {
    /// Returns alerts that a caller may see in all their districts, those raised last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alerts(
        &self,
        state: AlertState,
        limit: usize,
        after: Option<Uuid>,
        scope: &Scope,
    ) -> Result<AlertPage, AppError> {
        let (mut alerts, mut after) = (Vec::new(), after);
        // What the caller may not see is passed over, so that neither a page nor its end tells of it.
        while alerts.len() <= limit {
            let some = self.store.alerts(state, after, ALERTS_AT_A_TIME).await?;
            let Some(last) = some.last() else { break };
            after = Some(last.id);
            alerts.extend(some.into_iter().filter(|alert| alert.is_within(scope)));
        }
        let more = alerts.len() > limit;
        alerts.truncate(limit);
        let next = alerts.last().filter(|_| more).map(|last| last.id);
        Ok(AlertPage { alerts, next })
    }

    /// Takes note of an alert as so many runs had found it, once, and returns it as it is then; nothing when there is
    /// none that the caller may see.
    ///
    /// # Errors
    /// [`AppError::TooLate`], naming who, when somebody has taken note of it already, or when a run has found it since:
    /// what it has become nobody has seen; or when the note is too long or the database fails.
    pub async fn acknowledge_alert(
        &self,
        id: Uuid,
        seen: u32,
        note: &str,
        scope: &Scope,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Alert>, AppError> {
        let note = kept_text::lines("note", note, LONGEST_NOTE)?;
        let may_see = async || -> Result<Option<Alert>, AppError> {
            Ok(self.store.alert(id).await?.filter(|alert| alert.is_within(scope)))
        };
        if may_see().await?.is_none() {
            return Ok(None);
        }
        let was_open = self.store.acknowledge_alert(id, seen, actor, &note, now).await?;
        let alert = may_see().await?;
        match alert.as_ref().and_then(|alert| alert.acknowledged.as_ref()) {
            Some(earlier) if !was_open => Err(AppError::TooLate(format!(
                "it was acknowledged already, by {} at {}",
                earlier.by,
                earlier.at.format("%Y-%m-%dT%H:%M:%SZ")
            ))),
            None if !was_open && alert.is_some() => Err(AppError::TooLate(
                "another run has found it since; look at what it is now, and take note of that".to_owned(),
            )),
            _ => Ok(alert),
        }
    }
}
