//! The row that the engine and the storage share: what questions can be asked about, without the text.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    BorderRelation, Category, Channel, CrossingId, DistrictCode, LonLat, ObservedPrecision, Precision,
    ProvinceCode, ScopeKey, Status, TambonCode, Tlp,
};

/// One report as the engine keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// Row number inside this database.
    pub row: i64,
    /// Identity outside.
    pub id: Uuid,
    /// When it was seen.
    pub observed: Option<DateTime<Utc>>,
    /// How finely that is known.
    pub observed_precision: Option<ObservedPrecision>,
    /// What it is about.
    pub category: Category,
    /// What is known of its truth.
    pub status: Status,
    /// How it came in.
    pub channel: Channel,
    /// How well its place is known.
    pub precision: Precision,
    /// Its point, if it has one.
    pub at: Option<LonLat>,
    /// The district it counts in.
    pub district: Option<DistrictCode>,
    /// Its tambon, if named.
    pub tambon: Option<TambonCode>,
    /// Its province.
    pub province: Option<ProvinceCode>,
    /// The nearest located crossing.
    pub crossing: Option<CrossingId>,
    /// Where its point stands to the border.
    pub border: Option<BorderRelation>,
    /// Who may hear of it.
    pub tlp: Tlp,
    /// Whether it tells of a possible victim.
    pub victim: bool,
}

impl ReportRow {
    /// Returns what decides who may see it.
    pub fn scope_key(&self) -> ScopeKey {
        let Self { district, tlp, victim, category, .. } = *self;
        ScopeKey { district, tlp, victim, category }
    }
}
