//! What methods say of the border line and its crossings.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Finding;

/// Density of reports by kilometre along the border lines. A description, not a test. Kilometres are rounded to the metre,
/// positions to five digits of a degree, densities to six digits.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderProfileFields {
    /// The standard deviation of the kernel, in kilometres of the line.
    pub bandwidth_km: f64,
    /// How far from the line reports count, in metres.
    pub within_m: f64,
    /// Reports so near the line.
    pub near: usize,
    /// The parts of the line that belong to districts of the mask; others are not observed.
    pub stretches: Vec<StretchFields>,
    /// The density at each kilometre of them.
    pub points: Vec<ProfilePointFields>,
    /// Crossings with a position, by kilometre.
    pub crossings: Vec<ProfileCrossingFields>,
}

/// A part of the line, to the metre.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StretchFields {
    /// `TH-LA` or `TH-KH`.
    pub border: &'static str,
    /// The kilometre at which it begins.
    pub from_km: f64,
    /// The kilometre at which it ends.
    pub to_km: f64,
}

/// The density at one kilometre.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfilePointFields {
    /// The kilometre.
    pub km: f64,
    /// Reports to a kilometre.
    pub per_km: f64,
    /// Longitude of the place on the line.
    pub lon: f64,
    /// Latitude of it.
    pub lat: f64,
}

/// A crossing on the line.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileCrossingFields {
    /// Its id.
    pub id: String,
    /// The kilometre of the line nearest to it.
    pub km: f64,
    /// The last status documented.
    pub status: &'static str,
    /// The day it is documented from.
    pub status_from: Option<NaiveDate>,
}

impl BorderProfileFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let highest = self.points.iter().max_by(|a, b| a.per_km.total_cmp(&b.per_km));
        highest.map(|p| Finding::new("highest", format!("km {:.0}", p.km))).into_iter().collect()
    }
}

/// What changed around a crossing when its status changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosureFields {
    /// The crossing.
    pub crossing: String,
    /// The first day of the new status.
    pub day: NaiveDate,
    /// Other days among those compared from which another status of this crossing is documented: before and after are then
    /// no two states of it.
    pub also_changed: Vec<NaiveDate>,
    /// The status documented from that day on; null where none is documented.
    pub status: Option<&'static str>,
    /// Days compared before it and after it.
    pub days: u32,
    /// Reports so near the crossing count as at it, in metres.
    pub radius_m: f64,
    /// How far from the line reports beside the crossing and along the comparison count, in metres.
    pub within_m: f64,
    /// The level of the intervals.
    pub level: f64,
    /// The observed parts of the line on both sides to which traffic may have moved; what lies within the radius counts
    /// at the crossing.
    pub beside: Vec<StretchFields>,
    /// The border of the comparison: that of the crossing, or the other one where fewer than ten reports before remain
    /// along it.
    pub comparison_border: &'static str,
    /// The observed rest of that border without what is left out, with which everything is compared.
    pub comparison: Vec<StretchFields>,
    /// The parts of the line that are not compared with, as a crossing there changed itself; of the crossing's border and of
    /// that of the comparison.
    pub left_out: Vec<LeftOutFields>,
    /// Counts at the crossing.
    pub at_crossing: CountsBeforeAfterFields,
    /// Counts beside it.
    pub beside_counts: CountsBeforeAfterFields,
    /// Counts along the comparison.
    pub comparison_counts: CountsBeforeAfterFields,
    /// By how many reports the crossing changed more than the change along the comparison would have it.
    pub change_at_crossing: DifferenceFields,
    /// How many times as many reports there were at the crossing as the change elsewhere would have it: estimate, lower
    /// and upper end of its interval.
    pub ratio: [f64; 3],
    /// By how many reports the line beside it changed more; null where too few were reported there.
    pub change_beside: Option<DifferenceFields>,
    /// Both together: whether it went away or only moved.
    pub change_in_all: DifferenceFields,
}

/// A part of the line that is not compared with.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LeftOutFields {
    /// The crossing that changed.
    pub crossing: String,
    /// The first day of its new status; of several in the days compared the first.
    pub day: NaiveDate,
    /// `TH-LA` or `TH-KH`.
    pub border: &'static str,
    /// The kilometre at which the part begins: as far from the crossing as traffic may have moved. Where nobody knows its
    /// place, so far from the line along its district.
    pub from_km: f64,
    /// The kilometre at which the part ends.
    pub to_km: f64,
}

/// Reports before and after.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct CountsBeforeAfterFields {
    /// Before.
    pub before: u32,
    /// After.
    pub after: u32,
}

/// By how many reports something changed more than the change along the comparison would have it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct DifferenceFields {
    /// How many there would have been after: those before, times the change along the comparison.
    pub expected: f64,
    /// Reports more than that, or below 0 fewer.
    pub reports: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Two-sided p-value.
    pub p: f64,
}

impl ClosureFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let says = |d: DifferenceFields| match (d.low > 0.0, d.high < 0.0) {
            (true, _) => "more",
            (_, true) => "fewer",
            _ => "no clear change",
        };
        let mut findings = vec![
            Finding::new(&self.crossing, says(self.change_at_crossing)),
            Finding::new("in all", says(self.change_in_all)),
        ];
        findings.extend(self.change_beside.map(|beside| Finding::new("beside", says(beside))));
        findings
    }
}
