//! The reports that methods of points look at: those with a point, in the districts of the mask.

use super::bench::Bench;
use crate::domain::{Counts, LonLat};
use crate::spatial::{BesideLine, EqualArea, ObservedDays, PlanePoint};

/// A report as methods of points see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PointReport {
    /// Where it is; only reports of precision exact or village have a point.
    pub(super) at: LonLat,
    /// Days from 1 January 1970 to that on which it was seen.
    pub(super) day: Option<i64>,
    /// Where it stands to the border line; nothing beyond its ends.
    pub(super) beside_line: Option<BesideLine>,
}

/// Reports with a point in the mask, and what is said of all others.
pub(super) struct Points {
    /// From the west, so that the order in which they came in makes no difference.
    pub(super) reports: Vec<PointReport>,
    pub(super) outside_mask: usize,
    pub(super) all: Counts,
    pub(super) observed: ObservedDays,
}

impl Points {
    /// Returns where they are in the plane of the grid.
    pub(super) fn on_plane(&self) -> Vec<PlanePoint> {
        let plane = EqualArea::default();
        self.reports.iter().filter_map(|report| plane.forward(report.at)).collect()
    }
}

impl Bench<'_> {
    /// Collects the points of the question in its area.
    pub(super) fn points(&self) -> Points {
        let mut reports = Vec::new();
        let mut outside_mask = 0;
        let (all, observed) = self.each_in_area(|report| {
            let Some(at) = report.at else { return };
            match report.district.map(|district| self.districts.binary_search(&district)) {
                Some(Ok(_)) => {
                    reports.push(PointReport { at, day: report.day, beside_line: report.beside_line });
                }
                Some(Err(_)) | None => outside_mask += 1,
            }
        });
        reports.sort_unstable();
        let unlocated = all.matched - all.points;
        let all = Counts { unlocated: all.unlocated + unlocated, area_only: 0, ..all };
        Points { reports, outside_mask, all, observed }
    }
}
