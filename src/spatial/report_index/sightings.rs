//! Reports as statistics see them: where, on which day, of which kind, one by one.

use super::asked::{Asked, Terms};
use super::walk::{Found, Gather};
use super::ward::bangkok_day;
use super::{ObservedDays, ReportIndex};
use crate::domain::{Category, Counts, DistrictCode, LonLat, Status};

/// What a statistic is told of a single report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// Its point, if it has one.
    pub at: Option<LonLat>,
    /// The district it counts in.
    pub district: Option<DistrictCode>,
    /// Days from 1 January 1970 to the day in Bangkok on which it was seen.
    pub day: Option<i64>,
    /// What it is about.
    pub category: Category,
    /// What is known of its truth.
    pub status: Status,
}

struct EachSighting<F> {
    to: F,
    observed: ObservedDays,
}

impl<F: FnMut(Sighting)> Gather for EachSighting<F> {
    fn take(&mut self, report: Found<'_>) {
        let day = report.observed().map(bangkok_day);
        if let Some(day) = day {
            self.observed.add(day);
        }
        let (kind, at, district) = (report.kind(), report.at(), report.district());
        (self.to)(Sighting { at, district, day, category: kind.category(), status: kind.status() });
    }
}

impl ReportIndex {
    /// Hands over the reports of a question, in no order that means anything; says what goes with the answer and when
    /// all of them were seen.
    pub fn each_sighting(&self, asked: Asked<'_>, to: impl FnMut(Sighting)) -> (Counts, ObservedDays) {
        let mut sightings = EachSighting { to, observed: ObservedDays::default() };
        let counts = self.walk_all(&Terms::new(asked), &mut sightings);
        (counts, sightings.observed)
    }
}
