//! What is said of a risk point for a span of changes, with its placement.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RowOf;
use super::placed::{has_placement, unplaced};
use crate::domain::{GenerationId, LonLat, NewRiskPoint, Placement, RiskPoint, RiskPointContent};
use crate::storage::StorageError;
use crate::storage::schema::risk_point;

/// One version of a risk point.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug, Clone)]
#[diesel(table_name = risk_point, treat_none_as_default_value = false)]
pub(in crate::storage) struct RiskPointRecord {
    pub(in crate::storage) uid: String,
    pub(in crate::storage) change_from: i64,
    pub(in crate::storage) change_to: Option<i64>,
    import_key: String,
    content_hash: String,
    external_id: String,
    name: String,
    kind: String,
    severity: i32,
    description: String,
    source: String,
    synthetic: bool,
    lon_e7: i32,
    lat_e7: i32,
    radius_m: f64,
    generation_id: i64,
    method: String,
    country: Option<String>,
    district: Option<i32>,
    tambon: Option<i32>,
    province: Option<i32>,
    routed_to: Option<i32>,
    edge_distance_m: Option<f64>,
    doubt: Option<String>,
    second_choice: Option<i32>,
    crossing: Option<String>,
    crossing_distance_m: Option<f64>,
    border: Option<String>,
    border_km: Option<f64>,
    border_distance_m: Option<f64>,
    bank: Option<String>,
}

has_placement!(RiskPointRecord);

impl RiskPointRecord {
    /// Makes the version that a change begins.
    pub(in crate::storage) fn new(
        uid: String,
        change: i64,
        generation: GenerationId,
        new: &NewRiskPoint,
    ) -> Self {
        let content = &new.content;
        unplaced!(Self {
            uid,
            change_from: change,
            change_to: None,
            import_key: new.import_key.clone(),
            content_hash: new.content_hash.clone(),
            external_id: new.source_id.clone(),
            name: content.name.clone(),
            kind: content.kind.to_string(),
            severity: i32::from(content.severity.number()),
            description: content.description.clone(),
            source: content.source.clone(),
            synthetic: content.synthetic,
            lon_e7: content.at.lon_e7(),
            lat_e7: content.at.lat_e7(),
            radius_m: content.radius_m,
            generation_id: generation.number(),
        })
        .placed(&new.placement)
    }

    /// Makes the version that a change begins with the same words at another placement.
    pub(in crate::storage) fn placed_anew(
        &self,
        change: i64,
        generation: GenerationId,
        placement: &Placement,
    ) -> Self {
        Self { change_from: change, change_to: None, generation_id: generation.number(), ..self.clone() }
            .placed(placement)
    }

    /// Returns the risk point.
    pub(in crate::storage) fn risk_point(self) -> Result<RiskPoint, StorageError> {
        let row = self.itself();
        Ok(RiskPoint {
            id: Uuid::parse_str(&self.uid).map_err(|e| row.unreadable(&e))?,
            placement: self.placement()?,
            content: RiskPointContent {
                kind: row.read(&self.kind)?,
                severity: row.code(self.severity)?,
                at: LonLat::from_e7(self.lon_e7, self.lat_e7).map_err(|e| row.unreadable(&e))?,
                radius_m: self.radius_m,
                name: self.name,
                description: self.description,
                source: self.source,
                synthetic: self.synthetic,
            },
            external_id: self.external_id,
        })
    }

    /// Says which row it is: identities are texts, so the change that began it stands for it.
    fn itself(&self) -> RowOf {
        RowOf { table: "risk_point", row: self.change_from }
    }
}
