//! What is held of a report for a span of changes: everything that can be asked about, with its placement.

use chrono::DateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::RowOf;
use super::copied::copied;
use super::placed::{has_placement, unplaced};
use crate::domain::{
    Category, Channel, GenerationId, LonLat, Observed, Place, Placement, Precision, ReportContent, Status,
};
use crate::storage::StorageError;
use crate::storage::schema::report_version;

/// One version of a report.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug, Clone)]
#[diesel(table_name = report_version, treat_none_as_default_value = false)]
pub(in crate::storage) struct VersionRecord {
    pub(in crate::storage) report_id: i64,
    pub(in crate::storage) change_from: i64,
    pub(in crate::storage) change_to: Option<i64>,
    text_change: i64,
    pub(in crate::storage) generation_id: i64,
    category: String,
    pub(super) subtype: Option<String>,
    status: String,
    channel: String,
    observed_at: Option<i64>,
    observed_precision: Option<String>,
    precision: String,
    lon_e7: Option<i32>,
    lat_e7: Option<i32>,
    radius_m: Option<f64>,
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

impl VersionRecord {
    /// Makes the version that a change begins with other words.
    pub(in crate::storage) fn new(
        report_id: i64,
        change: i64,
        generation: GenerationId,
        content: &ReportContent,
        placement: &Placement,
    ) -> Self {
        let (at, radius_m) = match content.place {
            Place::Point { at, radius_m, .. } => (Some(at), Some(radius_m)),
            Place::Tambon(_) | Place::District(_) | Place::Province(_) | Place::Unknown => (None, None),
        };
        unplaced!(Self {
            report_id,
            change_from: change,
            change_to: None,
            text_change: change,
            generation_id: generation.number(),
            category: content.category.to_string(),
            subtype: content.subtype.clone(),
            status: content.status.to_string(),
            channel: content.channel.to_string(),
            observed_at: content.observed.map(|o| o.at.timestamp()),
            observed_precision: content.observed.map(|o| o.precision.to_string()),
            precision: content.place.precision().to_string(),
            lon_e7: at.map(LonLat::lon_e7),
            lat_e7: at.map(LonLat::lat_e7),
            radius_m,
        })
        .placed(placement)
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

    /// Makes the version that a change begins with another status.
    pub(in crate::storage) fn with_status(&self, change: i64, status: Status) -> Self {
        Self { change_from: change, change_to: None, status: status.to_string(), ..self.clone() }
    }

    fn itself(&self) -> RowOf {
        RowOf { table: "report_version", row: self.report_id }
    }

    pub(super) fn category(&self) -> Result<Category, StorageError> {
        self.itself().read(&self.category)
    }

    pub(in crate::storage) fn status(&self) -> Result<Status, StorageError> {
        self.itself().read(&self.status)
    }

    pub(super) fn channel(&self) -> Result<Channel, StorageError> {
        self.itself().read(&self.channel)
    }

    pub(super) fn precision(&self) -> Result<Precision, StorageError> {
        self.itself().read(&self.precision)
    }

    pub(super) fn at(&self) -> Result<Option<LonLat>, StorageError> {
        let position = |lon, lat| LonLat::from_e7(lon, lat).map_err(|e| self.itself().unreadable(&e));
        self.lon_e7.zip(self.lat_e7).map(|(lon, lat)| position(lon, lat)).transpose()
    }

    pub(super) fn observed(&self) -> Result<Option<Observed>, StorageError> {
        let (Some(seconds), Some(precision)) = (self.observed_at, &self.observed_precision) else {
            return Ok(None);
        };
        let at = DateTime::from_timestamp(seconds, 0)
            .ok_or_else(|| self.itself().unreadable(&"observed_at is out of range"))?;
        Ok(Some(Observed { at, precision: self.itself().read(precision)? }))
    }

    /// Returns what the report says of its place.
    pub(in crate::storage) fn place(&self) -> Result<Place, StorageError> {
        let row = self.itself();
        let area_missing = || row.unreadable(&"its precision and its placement do not fit");
        match (self.precision()?, self.at()?) {
            (precision @ (Precision::Exact | Precision::Village), Some(at)) => Ok(Place::Point {
                at,
                radius_m: self.radius_m.unwrap_or(0.0),
                village: precision == Precision::Village,
            }),
            (Precision::Tambon, None) => {
                row.code_some(self.tambon)?.map(Place::Tambon).ok_or_else(area_missing)
            }
            (Precision::District, None) => {
                row.code_some(self.district)?.map(Place::District).ok_or_else(area_missing)
            }
            (Precision::Province, None) => {
                row.code_some(self.province)?.map(Place::Province).ok_or_else(area_missing)
            }
            (Precision::None, None) => Ok(Place::Unknown),
            _ => Err(area_missing()),
        }
    }
}

has_placement!(VersionRecord);

copied!(VersionRecord: report_version (
    report_id INT8, change_from INT8, change_to INT8, text_change INT8, generation_id INT8, category TEXT,
    subtype TEXT, status TEXT, channel TEXT, observed_at INT8, observed_precision TEXT, precision TEXT,
    lon_e7 INT4, lat_e7 INT4, radius_m FLOAT8, method TEXT, country TEXT, district INT4, tambon INT4,
    province INT4, routed_to INT4, edge_distance_m FLOAT8, doubt TEXT, second_choice INT4, crossing TEXT,
    crossing_distance_m FLOAT8, border TEXT, border_km FLOAT8, border_distance_m FLOAT8, bank TEXT,
));
