//! An analyst asks by area: lists and counts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::{App, AppError};
use crate::domain::{Counts, Epoch, GroupBy, Report, ReportQuery, Scope};
use crate::spatial::ReportIndex;

/// Largest page of a list.
const LARGEST_PAGE: usize = 10_000;

/// One page of reports.
#[derive(Debug)]
pub struct ListAnswer {
    /// The epoch it was answered from.
    pub epoch: Epoch,
    /// What goes with every answer.
    pub counts: Counts,
    /// The reports, newest first.
    pub reports: Vec<Report>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<Cursor>,
}

/// Counts of a query, and of its groups.
#[derive(Debug)]
pub struct CountAnswer {
    /// The epoch it was answered from.
    pub epoch: Epoch,
    /// What goes with every answer.
    pub counts: Counts,
    /// Counts by group, most frequent first; reports without the field under no key.
    pub groups: Vec<(Option<String>, usize)>,
}

/// Where in a list a page begins: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    after: i64,
}

/// Says which text is not a cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a cursor; take `next` of the page before")]
pub struct CursorError {
    /// The text as given.
    pub text: String,
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        text.strip_prefix("after-")
            .and_then(|row| row.parse().ok())
            .map(|after| Self { after })
            .ok_or_else(|| CursorError { text: text.to_owned() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after-{}", self.after)
    }
}

impl App {
    /// Lists the reports of a query, newest first.
    ///
    /// # Errors
    /// When `limit` is not 1 to 10,000, the cursor's row does not belong to the list, or the database fails.
    pub async fn list(
        &self,
        query: &ReportQuery,
        limit: usize,
        cursor: Option<Cursor>,
        scope: &Scope,
    ) -> Result<ListAnswer, AppError> {
        if !(1..=LARGEST_PAGE).contains(&limit) {
            return Err(AppError::Refused(format!("limit must be 1 to {LARGEST_PAGE}, not {limit}")));
        }
        let index = self.index();
        let selection = index.select(query, scope);
        let order = index.newest_first(&selection);
        let start = match cursor {
            None => 0,
            Some(Cursor { after }) => match order.iter().position(|row| *row == after) {
                Some(i) => i + 1,
                None => return Err(AppError::Refused("the cursor does not belong to this list".to_owned())),
            },
        };
        let page: Vec<i64> = order.iter().copied().skip(start).take(limit).collect();
        let more = start + page.len() < order.len();
        Ok(ListAnswer {
            epoch: index.epoch(),
            counts: selection.counts,
            next: page.last().filter(|_| more).map(|row| Cursor { after: *row }),
            reports: self.store.reports(&page, scope).await?,
        })
    }

    /// Returns every report of a query, newest first, for an export.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_all(&self, query: &ReportQuery, scope: &Scope) -> Result<ListAnswer, AppError> {
        let index = self.index();
        let selection = index.select(query, scope);
        let order = index.newest_first(&selection);
        Ok(ListAnswer {
            epoch: index.epoch(),
            counts: selection.counts,
            next: None,
            reports: self.store.reports(&order, scope).await?,
        })
    }

    /// Counts the reports of a query, in all and by group.
    pub fn count(&self, query: &ReportQuery, group_by: Option<GroupBy>, scope: &Scope) -> CountAnswer {
        let index = self.index();
        let selection = index.select(query, scope);
        CountAnswer {
            epoch: index.epoch(),
            counts: selection.counts,
            groups: group_by.map_or_else(Vec::new, |group| index.count_by(&selection, group)),
        }
    }

    /// Returns the reports in memory.
    pub(super) fn index(&self) -> Arc<ReportIndex> {
        Arc::clone(&self.live().index)
    }
}
