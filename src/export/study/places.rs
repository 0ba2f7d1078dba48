//! What methods say of places: districts, and cells of the grid.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{DistrictCode, Finding, LonLat};
use crate::export::hotspot_cells::as_positions;
use crate::export::hotspots::as_text;

/// A district, a tambon or a cell.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceFields {
    /// The district's or the tambon's code, or the cell's size, column and row: `5000:12:-7`.
    pub id: String,
    /// The name of a tambon in Thai and English; a district and a cell have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tambon: Option<TambonNameFields>,
    /// The district, that of the tambon, or the one that the cell's centre lies in.
    #[serde(serialize_with = "as_text")]
    #[schema(value_type = String)]
    pub district: DistrictCode,
    /// Longitude and latitude of a cell's corners: south-west, south-east, north-east, north-west; null for others.
    #[serde(serialize_with = "as_some_positions")]
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    pub corners: Option<[LonLat; 4]>,
}

/// What a tambon is called, without the word tambon.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TambonNameFields {
    /// In Thai.
    pub name_th: String,
    /// In English.
    pub name_en: String,
}

#[expect(clippy::ref_option, reason = "serde hands over the field as it stands")]
fn as_some_positions<S: serde::Serializer>(
    corners: &Option<[LonLat; 4]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match corners {
        Some(corners) => as_positions(corners, serializer),
        None => serializer.serialize_none(),
    }
}

/// Emerging hot and cold spots.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergingFields {
    /// The false discovery rate at which a step is hot or cold.
    pub alpha: f64,
    /// The p-value up to which scores rise or fall.
    pub trend_alpha: f64,
    /// The line that p-values of the last step must not exceed; null where none passes.
    pub last_line: Option<f64>,
    /// The cells with a label or a report, from the south to the north, then from the west to the east.
    pub cells: Vec<EmergingPlaceFields>,
}

/// What became of one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmergingPlaceFields {
    /// Which place.
    #[serde(flatten)]
    pub place: PlaceFields,
    /// Reports in it over all steps.
    pub count: usize,
    /// Reports in it in the last step.
    pub last_count: usize,
    /// One of the 17 labels; `no_pattern` for none.
    pub label: &'static str,
    /// In how many steps it was hot.
    pub hot_steps: usize,
    /// In how many steps it was cold.
    pub cold_steps: usize,
    /// Gi* in the last step.
    pub last_z: f64,
    /// Standard score of the trend of its scores (Mann-Kendall).
    pub trend_z: f64,
    /// Two-sided p-value of the trend.
    pub trend_p: f64,
    /// By how much its score changes a step (Sen); null for cells without a label.
    pub sen_slope: Option<f64>,
}

impl EmergingFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let labelled = self.cells.iter().filter(|cell| cell.label != "no_pattern");
        labelled.map(|cell| Finding::new(&cell.place.id, cell.label)).collect()
    }
}

/// Local Moran.
#[derive(Debug, Serialize, ToSchema)]
pub struct LocalMoranFields {
    /// Who is a neighbour.
    pub weights: &'static str,
    /// How often the values were permuted.
    pub replicates: u32,
    /// The false discovery rate of the classes.
    pub alpha: f64,
    /// The line that p-values must not exceed; null where none passes.
    pub line: Option<f64>,
    /// The places: districts by code; of cells those with a report or a class.
    pub places: Vec<MoranPlaceFields>,
}

/// One place.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoranPlaceFields {
    /// Which place.
    #[serde(flatten)]
    pub place: PlaceFields,
    /// Reports in it.
    pub count: usize,
    /// Above 0 where it is like its neighbours, below 0 where it differs.
    pub i: f64,
    /// Two-sided pseudo p-value.
    pub p: f64,
    /// `hh`, `ll`, `hl`, `lh` or `none`: not significant.
    pub class: &'static str,
}

impl LocalMoranFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let classed = self.places.iter().filter(|place| place.class != "none");
        classed.map(|place| Finding::new(&place.place.id, place.class)).collect()
    }
}

/// What a scan found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScanFields {
    /// How often counts were drawn anew.
    pub replicates: u32,
    /// Different circles that were looked at.
    pub circles: usize,
    /// Stretches of time that were looked at for each.
    pub stretches: usize,
    /// Days in a step, on average.
    pub step_days: f64,
    /// Clusters, the most unlikely first; whether they are more than chance their p-values say.
    pub clusters: Vec<ScanClusterFields>,
}

/// More reports than expected, in a circle of places over some time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScanClusterFields {
    /// Its places.
    pub places: Vec<PlaceFields>,
    /// Longitude of the place in its middle.
    pub lon: f64,
    /// Latitude of it.
    pub lat: f64,
    /// How far the outermost place is from the middle, in metres.
    pub radius_m: f64,
    /// Its first day, in Bangkok.
    pub from: NaiveDate,
    /// Its last day, in Bangkok.
    pub to: NaiveDate,
    /// Reports in it.
    pub observed: u32,
    /// Reports expected in it.
    pub expected: f64,
    /// The logarithm of the likelihood ratio.
    pub statistic: f64,
    /// Monte-Carlo p-value.
    pub p: f64,
    /// In how many days chance alone gives such a cluster once, when scanned at each step; null in a retrospective scan.
    pub recurrence_days: Option<f64>,
}

impl ScanFields {
    /// The p-value up to which a cluster is a finding.
    pub const ALPHA: f64 = 0.05;

    pub(super) fn findings(&self) -> Vec<Finding> {
        let sure = self.clusters.iter().filter(|cluster| cluster.p <= Self::ALPHA);
        sure.map(|cluster| {
            let mut ids: Vec<&str> = cluster.places.iter().map(|place| place.id.as_str()).collect();
            ids.sort_unstable();
            let says = format!("{} to {}, {} reports", cluster.from, cluster.to, cluster.observed);
            Finding::new(ids.join(","), says)
        })
        .collect()
    }
}

/// Districts ranked by rates.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatesFields {
    /// What reports are compared with: `all_reports`, `area` or `population`.
    pub base: &'static str,
    /// What one unit of it is: `report`, `km2` or `person`.
    pub per: &'static str,
    /// Who counted the people and for which day, once each; none with another base.
    pub counted_by: Vec<PopulationSourceFields>,
    /// Districts of the mask that are left out, since nobody said how many people live there.
    pub left_out: Vec<String>,
    /// The level of the intervals.
    pub level: f64,
    /// The rate over all districts.
    pub mean: f64,
    /// The variance of rates between districts beyond chance.
    pub variance: f64,
    /// The first day of the period before, as long as the one asked for; null where no period was asked for.
    pub before_from: Option<NaiveDate>,
    /// The districts, the highest smoothed rate first.
    pub districts: Vec<RateFields>,
}

/// Who counted people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct PopulationSourceFields {
    /// Who counted, or where it is written.
    pub source: String,
    /// The day for which they were counted.
    pub counted_on: NaiveDate,
}

/// One district's rate.
#[derive(Debug, Serialize, ToSchema)]
pub struct RateFields {
    /// Which place.
    #[serde(flatten)]
    pub place: PlaceFields,
    /// 1 for the highest rate; districts whose rates do not differ share a rank.
    pub rank: usize,
    /// Reports in it.
    pub count: usize,
    /// What they are compared with.
    pub exposure: f64,
    /// Reports to exposure as they are; null without exposure. Never rank by it.
    pub raw: Option<f64>,
    /// The rate drawn towards the rate over all (empirical Bayes), by which districts are ranked.
    pub rate: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// The rate drawn towards the rate of the district and its neighbours.
    pub local_rate: f64,
    /// How reports changed from the period before; null where no period was asked for or nothing was reported.
    pub change: Option<ChangeFields>,
}

/// How a count changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeFields {
    /// Reports in the period before.
    pub before: usize,
    /// How many times as many there are; null where there were too few before to say.
    pub ratio: Option<f64>,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval; null where there were none before.
    pub high: Option<f64>,
    /// `more`, `fewer`, `no_clear_change`, or `limited`: at most two before and five now, where no change is told.
    pub says: &'static str,
}

impl RatesFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let changed = |d: &RateFields| d.change.as_ref().map_or("", |change| change.says);
        let says =
            |d: &RateFields| format!("rank {}, {}", d.rank, changed(d)).trim_end_matches(", ").to_owned();
        self.districts.iter().map(|d| Finding::new(&d.place.id, says(d))).collect()
    }
}

/// Districts that report less than predicted.
#[derive(Debug, Serialize, ToSchema)]
pub struct SilenceFields {
    /// The false discovery rate.
    pub alpha: f64,
    /// The first day of the present step, in Bangkok.
    pub from: NaiveDate,
    /// Its last day that is over.
    pub to: NaiveDate,
    /// The districts: silent ones first, then by code.
    pub districts: Vec<SilentPlaceFields>,
}

/// One district's reporting.
#[derive(Debug, Serialize, ToSchema)]
pub struct SilentPlaceFields {
    /// Which place.
    #[serde(flatten)]
    pub place: PlaceFields,
    /// Reports in the present step.
    pub count: u32,
    /// How many its own history predicts.
    pub expected: f64,
    /// The fewest that are no surprise.
    pub usual_from: u32,
    /// How likely as few are by its own history.
    pub p: f64,
    /// How many its history predicts after the change that its neighbours went through.
    pub expected_as_neighbours: f64,
    /// How likely as few are after that change.
    pub p_as_neighbours: f64,
    /// `silent`, `area_quiet`, `usual` or `cannot_tell`.
    pub class: &'static str,
}

impl SilenceFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let silent = self.districts.iter().filter(|d| matches!(d.class, "silent" | "area_quiet"));
        silent.map(|d| Finding::new(&d.place.id, d.class)).collect()
    }
}
