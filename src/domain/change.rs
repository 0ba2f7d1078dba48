//! What a use hands to the store to be made durable in one transaction.

use chrono::NaiveDate;

use uuid::Uuid;

use super::DistrictPopulation;
use super::{GenerationId, Handling, NewGeneration, NewReport, NewRiskPoint, Placement, TargetDistrict};

/// Represents one durable change; everything in it is stored, or nothing.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who acts; until people sign in, the operator at his own machine.
    pub actor: String,
    /// What brings it about, such as `import incidents.csv`.
    pub origin: String,
    /// What it brings.
    pub brings: Brings,
}

/// What a change brings.
#[derive(Debug, Clone)]
pub enum Brings {
    /// Reports from outside.
    Reports(NewReports),
    /// Other placements of reports that are stored.
    Placements(NewPlacements),
    /// How stored reports are handled from now on, by row number, at most [`Change::MOST_REPORTS`]. Where something
    /// is decided that implies another status, the report has that status from now on.
    Handlings(Vec<(i64, Handling)>),
    /// Risk points from outside.
    RiskPoints(NewRiskPoints),
    /// Other placements of risk points that are stored, by their identity outside.
    RiskPlacements(NewPlacements<Uuid>),
    /// Another set of target districts.
    Targets(NewTargets),
    /// Counts of people in districts; each takes the place of what was said of the same district and day.
    Populations(Vec<DistrictPopulation>),
    /// Another edition of boundaries.
    Boundaries(NewGeneration),
}

/// Reports to be stored.
#[derive(Debug, Clone)]
pub struct NewReports {
    /// The boundaries by which they were placed; when others hold by now, the change is refused.
    pub generation: GenerationId,
    /// The reports, at most [`Change::MOST_REPORTS`].
    pub reports: Vec<NewReport>,
    /// What to do with a report that is stored already with other content.
    pub on_conflict: OnConflict,
}

/// Risk points to be stored.
#[derive(Debug, Clone)]
pub struct NewRiskPoints {
    /// The boundaries by which they were placed; when others hold by now, the change is refused.
    pub generation: GenerationId,
    /// The risk points, at most [`Change::MOST_REPORTS`].
    pub points: Vec<NewRiskPoint>,
    /// What to do with a risk point that is stored already with other content.
    pub on_conflict: OnConflict,
}

/// Where other boundaries put what is stored: reports by row number, risk points by their identity outside.
#[derive(Debug, Clone)]
pub struct NewPlacements<K = i64> {
    /// The boundaries by which they were placed; when others hold by now, the change is refused.
    pub generation: GenerationId,
    /// Which ones, with what the placing rule says now, at most [`Change::MOST_REPORTS`].
    pub placements: Vec<(K, Placement)>,
}

/// A set of target districts that takes the place of what holds from a day on.
#[derive(Debug, Clone)]
pub struct NewTargets {
    /// Whether it is only meant where nothing was ever said about target districts.
    pub only_first: bool,
    /// The day.
    pub from: NaiveDate,
    /// The set.
    pub set: Vec<TargetDistrict>,
}

impl Change {
    /// Most reports or risk points in one change, so that no transaction holds the writer for long.
    pub const MOST_REPORTS: usize = 1_000;

    /// Returns a change by the operator at his own machine.
    pub fn by_operator(origin: impl Into<String>, brings: Brings) -> Self {
        Self { actor: "operator".to_owned(), origin: origin.into(), brings }
    }
}

/// What to do with a report whose key is stored already with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Leave the stored one and say so.
    Refuse,
    /// Replace what it says.
    Update,
}

/// What became of one report or risk point of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored for the first time.
    Added,
    /// Stored over an earlier content.
    Updated,
    /// Stored already, word for word.
    Unchanged,
    /// Stored already with other content, and not replaced.
    Conflict,
}

/// A committed change's number: 1, 2, 3 without gaps. 0 means nothing was ever stored.
pub type Epoch = i64;
