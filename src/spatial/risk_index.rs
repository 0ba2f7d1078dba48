//! The risk points in memory: hundreds or a few thousand, answered by a plain scan.

use std::sync::Arc;

use uuid::Uuid;

use super::region::Region;
use crate::domain::{RiskPoint, RiskPointQuery, RiskSeverity, Scope};

/// Holds every risk point as of one epoch, in the order of every list.
#[derive(Debug, Clone, Default)]
pub struct RiskIndex {
    points: Vec<Arc<RiskPoint>>,
}

/// Where a risk point stands in a list: the worst first, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskKey {
    /// How bad it is.
    pub severity: RiskSeverity,
    /// Identity outside.
    pub id: Uuid,
}

impl RiskKey {
    /// Returns the key of a risk point.
    pub fn of(point: &RiskPoint) -> Self {
        Self { severity: point.content.severity, id: point.id }
    }
}

impl Ord for RiskKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.severity.cmp(&self.severity).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for RiskKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl RiskIndex {
    /// Takes all risk points of an epoch.
    pub fn new(points: Vec<RiskPoint>) -> Self {
        let mut points: Vec<_> = points.into_iter().map(Arc::new).collect();
        points.sort_unstable_by_key(|point| RiskKey::of(point));
        Self { points }
    }

    /// Finds the risk points of a query that a scope admits, in the region that the query's area has become:
    /// the worst first.
    pub fn select(
        &self,
        query: &RiskPointQuery,
        region: Option<&Region>,
        scope: &Scope,
    ) -> Vec<Arc<RiskPoint>> {
        let RiskPointQuery { kinds, severities, .. } = query;
        let is_asked = |point: &&Arc<RiskPoint>| {
            let (content, placement) = (&point.content, &point.placement);
            scope.admits_place(placement.district)
                && (kinds.is_empty() || kinds.contains(&content.kind))
                && (severities.is_empty() || severities.contains(&content.severity))
                && region.is_none_or(|region| region.covers(content.at, placement.district, placement.border))
        };
        self.points.iter().filter(is_asked).cloned().collect()
    }
}
