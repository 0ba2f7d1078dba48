//! What statistical methods found, as every answer writes it: one head for all, one result a method.

mod border;
mod nightly;
mod places;
mod points;
mod run;
mod zones;

pub use border::{
    BorderProfileFields, ClosureFields, CountsBeforeAfterFields, DifferenceFields, LeftOutFields,
    ProfileCrossingFields, ProfilePointFields, StretchFields,
};
pub use nightly::{NightlySheet, NightlyStudy};
pub use places::{
    ChangeFields, EmergingFields, EmergingPlaceFields, LocalMoranFields, MoranPlaceFields, PlaceFields,
    PopulationSourceFields, RateFields, RatesFields, ScanClusterFields, ScanFields, SilenceFields,
    SilentPlaceFields, TambonNameFields,
};
pub use points::{
    ClusterFields, ContourFields, DbscanFields, KdeFields, NearRepeatCellFields, NearRepeatFields,
};
pub use run::{RunFields, answer_bytes, seal};
pub use zones::{
    BacktestFields, RecipeFields, RiskCellFields, RiskFactorFields, RiskTerrainFields, ZoneFields,
    ZoneReasonFields, ZoneStabilityFields, ZonesFields,
};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{CountFields, GridFields, MaskFields, PeriodFields};
use crate::domain::{Finding, Findings};

/// What a method found, with all that it takes to judge it and to compute it again.
#[derive(Debug, Serialize, ToSchema)]
pub struct StudySheet {
    /// What was computed, from what, by what.
    pub run: RunFields,
    /// The method.
    pub method: &'static str,
    /// What it looked at: `district`, `tambon`, `cell`, `point` or `kilometre`.
    pub unit: &'static str,
    /// What the numbers are about: `reports`, which are not what happened, or `confirmed`, those that somebody verified.
    pub about: &'static str,
    /// Over what it ran.
    pub mask: MaskFields,
    /// Of which grid the cells are.
    pub grid: Option<GridFields>,
    /// What was asked for and what was found, in time.
    pub period: PeriodFields,
    /// Into which steps the period was cut.
    pub steps: Option<StepsFields>,
    /// What goes with every answer. Where only points can be placed, all others are `unlocated`.
    pub counts: CountFields,
    /// Matching reports off the mask.
    pub outside_mask: usize,
    /// Whether there are enough reports to compute anything.
    pub enough: bool,
    /// Why not, with how many are needed.
    pub message: Option<String>,
    /// What was found; nothing where there is not enough.
    pub result: Option<StudyResult>,
}

/// Into which steps a period was cut.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepsFields {
    /// `day`, `week` or `month`.
    pub step: &'static str,
    /// How many there are.
    pub steps: usize,
    /// The first day of the first, in Bangkok.
    pub first: NaiveDate,
    /// The last day of the last, in Bangkok.
    pub last: NaiveDate,
}

/// What a method found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum StudyResult {
    /// Emerging hot spots.
    Emerging(EmergingFields),
    /// Local Moran.
    LocalMoran(LocalMoranFields),
    /// DBSCAN.
    Dbscan(DbscanFields),
    /// Kernel density.
    Kde(KdeFields),
    /// Space-time scan.
    Scan(ScanFields),
    /// Knox.
    NearRepeat(NearRepeatFields),
    /// Rates by district.
    Rates(RatesFields),
    /// Silence.
    Silence(SilenceFields),
    /// Profile along the border.
    BorderProfile(BorderProfileFields),
    /// What a closure changed.
    Closure(Box<ClosureFields>),
    /// Risk terrain.
    RiskTerrain(RiskTerrainFields),
    /// Risk zones.
    Zones(ZonesFields),
}

impl StudySheet {
    /// Returns what was found, shortly: what one run says and another does not is what changed between them.
    pub fn findings(&self) -> Findings {
        let mut findings = match &self.result {
            None => Vec::new(),
            Some(StudyResult::Emerging(found)) => found.findings(),
            Some(StudyResult::LocalMoran(found)) => found.findings(),
            Some(StudyResult::Dbscan(found)) => found.findings(),
            Some(StudyResult::Kde(found)) => found.findings(),
            Some(StudyResult::Scan(found)) => found.findings(),
            Some(StudyResult::NearRepeat(found)) => found.findings(),
            Some(StudyResult::Rates(found)) => found.findings(),
            Some(StudyResult::Silence(found)) => found.findings(),
            Some(StudyResult::BorderProfile(found)) => found.findings(),
            Some(StudyResult::Closure(found)) => found.findings(),
            Some(StudyResult::RiskTerrain(found)) => found.findings(),
            Some(StudyResult::Zones(found)) => found.findings(),
        };
        findings.push(Finding::new("reports", self.mask.n.to_string()));
        findings.extend(self.message.clone().map(|message| Finding::new("message", message)));
        findings.into_iter().collect()
    }
}
