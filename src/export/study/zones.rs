//! What methods say of risk: which features of the terrain go with reports, and which zones to walk.

use serde::Serialize;
use utoipa::ToSchema;

use super::PlaceFields;
use crate::domain::Finding;

/// Which features of the terrain go with reports. What goes with them need not be their cause.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskTerrainFields {
    /// How much less than the mean alone the model leaves unexplained in squares that were left out, of 1; below 0 when the
    /// mean foretells them better.
    pub foretold: Option<f64>,
    /// How often the model was made anew.
    pub replicates: u32,
    /// The factors, in the order of the layers.
    pub factors: Vec<RiskFactorFields>,
    /// The tenth of the cells with the highest risk, the highest first.
    pub cells: Vec<RiskCellFields>,
}

/// One layer.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskFactorFields {
    /// `crossing`, `border`, `river`, `town`, `risk_point`: closeness to the nearest; `past_reports`: density around.
    pub layer: &'static str,
    /// The distance over which closeness falls to 37 %, in metres; of a density its reach.
    pub scale_m: f64,
    /// How many times as many reports go with it, beside it to far from it; of a density for one deviation more.
    pub relative_risk: f64,
    /// Whether the model kept it.
    pub kept: bool,
    /// In which share of the models made anew it was kept.
    pub stability: Option<f64>,
    /// Whether it was kept in at least nine of ten: only then it is called a factor.
    pub steady: bool,
}

/// One cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskCellFields {
    /// Which place.
    #[serde(flatten)]
    pub place: PlaceFields,
    /// How many reports are expected to the mean over all cells.
    pub relative_risk: f64,
}

impl RiskTerrainFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let steady = self.factors.iter().filter(|factor| factor.steady);
        steady.map(|factor| Finding::new(factor.layer, format!("x {:.1}", factor.relative_risk))).collect()
    }
}

/// Zones to walk, with their reasons and with how zones of this recipe did in the past.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZonesFields {
    /// The largest zone, in square kilometres.
    pub zone_km2: f64,
    /// All zones together, in square kilometres.
    pub budget_km2: f64,
    /// Of how many of the last steps `recent` is made.
    pub recent_steps: usize,
    /// The zones, the best first.
    pub zones: Vec<ZoneFields>,
    /// How the recipe did in each of the last steps, foretold from those before; nothing where there is not enough.
    pub backtest: Option<BacktestFields>,
    /// Why not.
    pub backtest_message: Option<String>,
}

/// One zone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneFields {
    /// 1 for the best.
    pub rank: usize,
    /// The mean score of its cells; 1 is the mean over the whole mask.
    pub score: f64,
    /// Its size, in square kilometres.
    pub area_km2: f64,
    /// Longitude of its first cell's centre, where its score is highest.
    pub lon: f64,
    /// Latitude of it.
    pub lat: f64,
    /// Reports in it in all steps.
    pub reports: usize,
    /// Of these, in the last steps that `recent` is made of.
    pub recent_reports: usize,
    /// Risk points in it; they are no part of the score.
    pub risk_points: usize,
    /// The nearest crossing with a position.
    pub crossing: Option<String>,
    /// Metres to it.
    pub crossing_distance_m: Option<f64>,
    /// What its score is made of.
    pub reasons: Vec<ZoneReasonFields>,
    /// How steady it is; nothing where there were too few reports to draw anew.
    pub stability: Option<ZoneStabilityFields>,
    /// Its cells, in the order in which they were taken in.
    pub cells: Vec<PlaceFields>,
}

/// One term of a zone's score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneReasonFields {
    /// `recent`, `usual` or `terrain`.
    pub term: &'static str,
    /// Its weight in the recipe.
    pub weight: f64,
    /// How many times the mean over the mask it is in the zone.
    pub value: f64,
    /// What it brings to the score: weight times value.
    pub part: f64,
}

/// How steady a zone is when reports are drawn anew, each with its square and with whether it is recent, and the terrain
/// is found anew from them under the same penalty. Reports of one event by many people are drawn as if each came by itself,
/// which makes zones look steadier than they are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneStabilityFields {
    /// The share of draws in which at least half of it lay in zones.
    pub chosen: f64,
    /// The 5th percentile of its ranks.
    pub rank_low: usize,
    /// The 95th.
    pub rank_high: usize,
}

/// How a recipe and naive ones did.
#[derive(Debug, Serialize, ToSchema)]
pub struct BacktestFields {
    /// How many of the last steps were foretold.
    pub steps: usize,
    /// This recipe first, then the naive ones.
    pub recipes: Vec<RecipeFields>,
}

/// How one recipe did, over all steps that were foretold.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecipeFields {
    /// `own`, `last_counts`: where reports came in the last step, or `kde`: smoothed over all earlier steps. Naive zones
    /// get the area that the own ones took in each step; what a naive recipe leaves of it is filled with squares where there
    /// were reports earlier, then by chance.
    pub recipe: &'static str,
    /// Reports in the steps foretold.
    pub n: usize,
    /// Of these in the zones.
    pub hits: usize,
    /// Hits to reports.
    pub hit_rate: Option<f64>,
    /// The area of the zones to that of the mask.
    pub area_share: Option<f64>,
    /// Prediction accuracy index: hit rate to area share.
    pub pai: Option<f64>,
    /// Hits to the hits of the best zones that there could have been.
    pub pei_star: Option<f64>,
    /// By how much the own recipe's hit rate is higher, with the ends of its 95 % interval: that of a ratio over steps, by
    /// Student's t, so that few steps make it wide. Null for itself, where fewer than three of the steps had reports, and
    /// where all steps say exactly the same.
    pub own_gains: Option<[f64; 3]>,
}

impl ZonesFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let place = |zone: &ZoneFields| zone.cells.first().map_or(String::new(), |cell| cell.id.clone());
        self.zones.iter().map(|zone| Finding::new(place(zone), format!("zone {}", zone.rank))).collect()
    }
}
