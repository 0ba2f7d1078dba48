//! What is held of a report for a span of changes: everything that can be asked about, with its placement.

use chrono::DateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RowOf, stored_code};
use crate::domain::{
    BorderRelation, Category, Channel, DistrictCode, GenerationId, LonLat, NearestCrossing, Observed, Place,
    Placement, Precision, ReportContent, Status,
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
        Self {
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
            method: String::new(),
            country: None,
            district: None,
            tambon: None,
            province: None,
            routed_to: None,
            edge_distance_m: None,
            doubt: None,
            second_choice: None,
            crossing: None,
            crossing_distance_m: None,
            border: None,
            border_km: None,
            border_distance_m: None,
            bank: None,
        }
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

    /// Fills everything that the placing rule says.
    fn placed(self, placement: &Placement) -> Self {
        let code = |district: DistrictCode| stored_code(district.number());
        Self {
            method: placement.method.to_string(),
            country: placement.country.map(|c| c.to_string()),
            district: placement.district.and_then(code),
            tambon: placement.tambon.and_then(|t| stored_code(t.number())),
            province: placement.province.and_then(|p| stored_code(p.number())),
            routed_to: placement.routed_to.and_then(code),
            edge_distance_m: placement.edge_distance_m,
            doubt: placement.doubt.map(|d| d.to_string()),
            second_choice: placement.second_choice.and_then(code),
            crossing: placement.crossing.as_ref().map(|c| c.crossing.to_string()),
            crossing_distance_m: placement.crossing.as_ref().map(|c| c.distance_m),
            border: placement.border.map(|b| b.border.to_string()),
            border_km: placement.border.map(|b| b.km),
            border_distance_m: placement.border.map(|b| b.distance_m),
            bank: placement.border.map(|b| b.bank.to_string()),
            ..self
        }
    }

    fn itself(&self) -> RowOf {
        RowOf { table: "report_version", row: self.report_id }
    }

    pub(super) fn category(&self) -> Result<Category, StorageError> {
        self.itself().read(&self.category)
    }

    pub(super) fn status(&self) -> Result<Status, StorageError> {
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

    /// Returns where the placing rule put it.
    pub(in crate::storage) fn placement(&self) -> Result<Placement, StorageError> {
        let row = self.itself();
        let crossing = match (&self.crossing, self.crossing_distance_m) {
            (Some(id), Some(distance_m)) => Some(NearestCrossing { crossing: row.read(id)?, distance_m }),
            _ => None,
        };
        let border = match (&self.border, self.border_km, self.border_distance_m, &self.bank) {
            (Some(border), Some(km), Some(distance_m), Some(bank)) => {
                Some(BorderRelation { border: row.read(border)?, km, distance_m, bank: row.read(bank)? })
            }
            _ => None,
        };
        Ok(Placement {
            method: row.read(&self.method)?,
            country: row.read_some(self.country.as_deref())?,
            district: row.code_some(self.district)?,
            tambon: row.code_some(self.tambon)?,
            province: row.code_some(self.province)?,
            routed_to: row.code_some(self.routed_to)?,
            edge_distance_m: self.edge_distance_m,
            doubt: row.read_some(self.doubt.as_deref())?,
            second_choice: row.code_some(self.second_choice)?,
            crossing,
            border,
        })
    }
}
