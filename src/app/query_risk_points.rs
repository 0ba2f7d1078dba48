//! Somebody asks for risk points: by area, kind and severity, now or as of an earlier change.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;

use super::query_area::{CursorError, check_limit};
use super::{App, AppError, View};
use crate::domain::{RiskPoint, RiskPointQuery, Scope};
use crate::export::RiskCountFields;
use crate::spatial::RiskKey;

/// Every risk point of a query.
#[derive(Debug)]
pub struct RiskPoints {
    /// What it was answered from.
    pub view: Arc<View>,
    /// The risk points, the worst first.
    pub points: Vec<Arc<RiskPoint>>,
}

/// One page of risk points.
#[derive(Debug)]
pub struct RiskPage {
    /// What it was answered from.
    pub view: Arc<View>,
    /// How many match in all.
    pub counts: RiskCountFields,
    /// The risk points of the page, the worst first.
    pub points: Vec<Arc<RiskPoint>>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<RiskCursor>,
}

/// Where in a list a page begins: after this risk point, whether or not the list still holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskCursor {
    after: RiskKey,
}

impl FromStr for RiskCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let read = || {
            let (severity, id) = text.split_once('_')?;
            let (severity, id) = (severity.parse().ok()?, Uuid::parse_str(id).ok()?);
            Some(Self { after: RiskKey { severity, id } })
        };
        read().ok_or_else(|| CursorError { text: text.to_owned() })
    }
}

impl fmt::Display for RiskCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.after.severity, self.after.id.simple())
    }
}

impl App {
    /// Returns every risk point of a query that a scope admits, the worst first: for a layer or an export.
    ///
    /// # Errors
    /// When the area or the moment is not known, or the database fails.
    pub async fn risk_points(&self, query: &RiskPointQuery, scope: &Scope) -> Result<RiskPoints, AppError> {
        let view = self.view(query.as_of, scope).await?;
        let region = self.region(query.area.as_ref()).await?;
        let points = view.risk_points.select(query, region.as_ref(), scope);
        Ok(RiskPoints { view, points })
    }

    /// Lists the risk points of a query a page at a time, the worst first.
    ///
    /// # Errors
    /// When `limit` is not 1 to 10,000, or as [`App::risk_points`].
    pub async fn list_risk_points(
        &self,
        query: &RiskPointQuery,
        limit: usize,
        cursor: Option<RiskCursor>,
        scope: &Scope,
    ) -> Result<RiskPage, AppError> {
        check_limit(limit)?;
        let RiskPoints { view, points } = self.risk_points(query, scope).await?;
        let start = cursor.map_or(0, |c| points.partition_point(|p| RiskKey::of(p) <= c.after));
        let page: Vec<_> = points.iter().skip(start).take(limit).cloned().collect();
        let more = start + page.len() < points.len();
        let next = page.last().filter(|_| more).map(|last| RiskCursor { after: RiskKey::of(last) });
        let counts = RiskCountFields::new(points.iter().map(AsRef::as_ref));
        Ok(RiskPage { view, counts, points: page, next })
    }
}
