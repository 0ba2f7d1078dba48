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
    /// Where its point stands to the border line; nothing beyond the ends of the line.
    pub beside_line: Option<BesideLine>,
}

/// Where a report stands to the border line, as it was found when the report was placed, to the millimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BesideLine {
    along_mm: u32,
    away_mm: u32,
}

impl BesideLine {
    /// Takes whole millimetres along the line and from it.
    pub(super) fn of_mm(along_mm: u32, away_mm: u32) -> Self {
        Self { along_mm, away_mm }
    }

    /// Returns the kilometre along the line: the same number as that of the
    /// [`BorderRelation`](crate::domain::BorderRelation), which is in whole millimetres too.
    pub fn km(self) -> f64 {
        f64::from(self.along_mm) / 1e6
    }

    /// Returns the metres to the line.
    pub fn distance_m(self) -> f64 {
        f64::from(self.away_mm) / 1e3
    }
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
        let kind = report.kind();
        (self.to)(Sighting {
            at: report.at(),
            district: report.district(),
            day,
            category: kind.category(),
            status: kind.status(),
            beside_line: report.beside_line(),
        });
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
