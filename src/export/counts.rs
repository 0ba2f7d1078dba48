//! The counts that go with every answer over reports.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Counts;

/// What goes with every answer over reports.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct CountFields {
    /// Reports the answer is about.
    pub matched: usize,
    /// Of these, placed by a point.
    pub points: usize,
    /// Of these, placed only by tambon, district or province.
    pub area_only: usize,
    /// Reports that pass every other filter and cannot be placed by this kind of area. Without an area
    /// they are among the matched: points + `area_only` + unlocated = matched.
    pub unlocated: usize,
    /// Reports that pass every other filter and drop out of a time question for want of a date.
    pub undated: usize,
}

impl From<Counts> for CountFields {
    fn from(counts: Counts) -> Self {
        let Counts { matched, points, area_only, unlocated, undated } = counts;
        Self { matched, points, area_only, unlocated, undated }
    }
}
