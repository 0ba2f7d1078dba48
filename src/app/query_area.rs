//! An analyst asks by area: lists and counts.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use tokio::runtime::{Handle, RuntimeFlavor};
use uuid::Uuid;

use super::{App, AppError, View};
use crate::domain::{Counts, Detail, Epoch, GroupBy, Report, ReportQuery, Scope};
use crate::spatial::{Asked, ListKey, Page, ReportFacts, ReportIndex};

/// From so many reports on a question may take long enough that others should not wait behind it.
const MANY: usize = 2_000_000;
/// Largest page of a list.
const LARGEST_PAGE: usize = 10_000;

/// One page of reports.
#[derive(Debug)]
pub struct ListAnswer<R> {
    /// What it was answered from.
    pub view: Arc<View>,
    /// What goes with every answer.
    pub counts: Counts,
    /// The reports, newest first.
    pub reports: Vec<R>,
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

/// Where in a list a page begins: after this report, whether or not the list still holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    after: ListKey,
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
        let read = || {
            let (observed, id) = text.split_once('_')?;
            let observed = match observed {
                "undated" => None,
                seconds => Some(seconds.parse().ok()?),
            };
            Some(Self { after: ListKey { observed, id: Uuid::parse_str(id).ok()? } })
        };
        read().ok_or_else(|| CursorError { text: text.to_owned() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after.observed {
            Some(seconds) => write!(f, "{seconds}_{}", self.after.id.simple()),
            None => write!(f, "undated_{}", self.after.id.simple()),
        }
    }
}

/// Refuses a page that is empty or too large.
pub(super) fn check_limit(limit: usize) -> Result<(), AppError> {
    if (1..=LARGEST_PAGE).contains(&limit) {
        Ok(())
    } else {
        Err(AppError::Refused(format!("limit must be 1 to {LARGEST_PAGE}, not {limit}")))
    }
}

/// Returns where the page after one begins.
fn next(page: &Page) -> Option<Cursor> {
    page.rows.last().filter(|_| page.more).map(|last| Cursor { after: last.key })
}

/// Works while others on this thread go elsewhere, where there is an elsewhere.
fn beside_others<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl App {
    /// Lists the reports of a query, newest first.
    ///
    /// # Errors
    /// When `limit` is not 1 to 10,000, or the database fails.
    pub async fn list(
        &self,
        query: &ReportQuery,
        limit: usize,
        cursor: Option<Cursor>,
        scope: &Scope,
    ) -> Result<ListAnswer<Report>, AppError> {
        check_limit(limit)?;
        self.listed(query, limit, cursor, scope).await
    }

    /// Lists the reports of a query, newest first, as far as they are kept in memory: no word is read for it.
    ///
    /// # Errors
    /// When `limit` is not 1 to 10,000, or the area or the moment is not known.
    pub async fn list_core(
        &self,
        query: &ReportQuery,
        limit: usize,
        cursor: Option<Cursor>,
        scope: &Scope,
    ) -> Result<ListAnswer<ReportFacts>, AppError> {
        check_limit(limit)?;
        let (view, page) = self.page(query, limit, cursor, scope).await?;
        let reports = page.rows.iter().map(|listed| view.index.facts(listed)).collect();
        Ok(ListAnswer { counts: page.counts, next: next(&page), reports, view })
    }

    /// Returns every report of a query, newest first, for an export.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_all(&self, query: &ReportQuery, scope: &Scope) -> Result<ListAnswer<Report>, AppError> {
        self.listed(query, usize::MAX, None, scope).await
    }

    async fn listed(
        &self,
        query: &ReportQuery,
        limit: usize,
        cursor: Option<Cursor>,
        scope: &Scope,
    ) -> Result<ListAnswer<Report>, AppError> {
        let (view, page) = self.page(query, limit, cursor, scope).await?;
        let rows: Vec<i64> = page.rows.iter().map(|listed| listed.row).collect();
        let mut reports = self.store.reports(&rows, view.held_at(), scope).await?;
        if scope.detail() == Detail::Coarse {
            reports = reports.into_iter().map(|report| view.placer.coarse_report(report)).collect();
        }
        Ok(ListAnswer { counts: page.counts, next: next(&page), reports, view })
    }

    /// Returns which reports are on a page, and the view that says so.
    async fn page(
        &self,
        query: &ReportQuery,
        limit: usize,
        cursor: Option<Cursor>,
        scope: &Scope,
    ) -> Result<(Arc<View>, Page), AppError> {
        let after = cursor.map(|cursor| cursor.after);
        self.ask(query, scope, move |index, asked| index.newest(asked, after, limit)).await
    }

    /// Counts the reports of a query, in all and by group.
    ///
    /// # Errors
    /// When the area or the moment is not known, or the database fails.
    pub async fn count(
        &self,
        query: &ReportQuery,
        group_by: Option<GroupBy>,
        scope: &Scope,
    ) -> Result<CountAnswer, AppError> {
        let count = move |index: &ReportIndex, asked: Asked<'_>| match group_by {
            None => (index.count(asked), Vec::new()),
            Some(group) => index.count_by(asked, group),
        };
        let (view, (counts, groups)) = self.ask(query, scope, count).await?;
        Ok(CountAnswer { epoch: view.epoch(), counts, groups })
    }

    /// Asks the reports that held at a query's moment.
    pub(super) async fn ask<T>(
        &self,
        query: &ReportQuery,
        scope: &Scope,
        question: impl FnOnce(&ReportIndex, Asked<'_>) -> T,
    ) -> Result<(Arc<View>, T), AppError> {
        let view = self.view(query.as_of, scope).await?;
        let answer = self.ask_in(&view, query, scope, question).await?;
        Ok((view, answer))
    }

    /// Asks the reports of a view.
    pub(super) async fn ask_in<T>(
        &self,
        view: &View,
        query: &ReportQuery,
        scope: &Scope,
        question: impl FnOnce(&ReportIndex, Asked<'_>) -> T,
    ) -> Result<T, AppError> {
        let region = self.region(query.area.as_ref()).await?;
        let asked = Asked { query, region: region.as_ref(), scope };
        if view.index.len() < MANY {
            return Ok(question(&view.index, asked));
        }
        Ok(beside_others(|| question(&view.index, asked)))
    }
}
