//! Table rows, and how they become domain values and back.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate};
use diesel::prelude::*;
use uuid::Uuid;

use super::StorageError;
use super::schema::{report, report_placement, target_district};
use crate::domain::{
    BorderRelation, DistrictCode, LonLat, NearestCrossing, NewReport, Observed, Place, Placement, Precision,
    Report, ReportContent, ReportRow, TargetDistrict,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable, Debug)]
#[diesel(table_name = report, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct ReportRecord {
    pub(super) id: i64,
    pub(super) uid: String,
    pub(super) import_key: String,
    pub(super) content_hash: String,
    source_id: String,
    category: String,
    subtype: Option<String>,
    status: String,
    channel: String,
    observed_at: Option<i64>,
    observed_precision: Option<String>,
    precision: String,
    lon_e7: Option<i32>,
    lat_e7: Option<i32>,
    radius_m: Option<f64>,
    place_text: String,
    summary: String,
    quantity: String,
    agency: String,
    source_url: String,
    source_title: String,
    synthetic: bool,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable, Debug)]
#[diesel(table_name = report_placement, primary_key(report_id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct PlacementRecord {
    report_id: i64,
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

#[derive(Queryable, Selectable, Insertable, Debug)]
#[diesel(table_name = target_district, treat_none_as_default_value = false)]
pub(super) struct TargetRecord {
    district: i32,
    basis: String,
    verified: bool,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    source: String,
}

impl ReportRecord {
    /// Turns a new report into a row with a given number and identity.
    pub(super) fn new(id: i64, uid: String, new: &NewReport) -> Self {
        let NewReport { import_key, content_hash, source_id, content, .. } = new;
        let (at, radius_m) = match content.place {
            Place::Point { at, radius_m, .. } => (Some(at), Some(radius_m)),
            Place::Tambon(_) | Place::District(_) | Place::Province(_) | Place::Unknown => (None, None),
        };
        Self {
            id,
            uid,
            import_key: import_key.clone(),
            content_hash: content_hash.clone(),
            source_id: source_id.clone(),
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
            place_text: content.place_text.clone(),
            summary: content.summary.clone(),
            quantity: content.quantity.clone(),
            agency: content.agency.clone(),
            source_url: content.source_url.clone(),
            source_title: content.source_title.clone(),
            synthetic: content.synthetic,
        }
    }

    fn unreadable(&self, reason: &dyn ToString) -> StorageError {
        StorageError::Unreadable { table: "report", row: self.id, reason: reason.to_string() }
    }

    fn read<T: FromStr<Err: ToString>>(&self, text: &str) -> Result<T, StorageError> {
        text.parse().map_err(|e: T::Err| self.unreadable(&e))
    }

    fn uuid(&self) -> Result<Uuid, StorageError> {
        Uuid::parse_str(&self.uid).map_err(|e| self.unreadable(&e))
    }

    fn at(&self) -> Result<Option<LonLat>, StorageError> {
        let position = |lon, lat| LonLat::from_e7(lon, lat).map_err(|e| self.unreadable(&e));
        self.lon_e7.zip(self.lat_e7).map(|(lon, lat)| position(lon, lat)).transpose()
    }

    fn observed(&self) -> Result<Option<Observed>, StorageError> {
        let (Some(seconds), Some(precision)) = (self.observed_at, &self.observed_precision) else {
            return Ok(None);
        };
        let at = DateTime::from_timestamp(seconds, 0)
            .ok_or_else(|| self.unreadable(&"observed_at is out of range"))?;
        Ok(Some(Observed { at, precision: self.read(precision)? }))
    }

    /// Returns what questions can be asked about.
    pub(super) fn row(&self, placement: &Placement) -> Result<ReportRow, StorageError> {
        let observed = self.observed()?;
        Ok(ReportRow {
            row: self.id,
            id: self.uuid()?,
            observed: observed.map(|o| o.at),
            observed_precision: observed.map(|o| o.precision),
            category: self.read(&self.category)?,
            status: self.read(&self.status)?,
            channel: self.read(&self.channel)?,
            precision: self.read(&self.precision)?,
            at: self.at()?,
            district: placement.district,
            tambon: placement.tambon,
            province: placement.province,
            crossing: placement.crossing.as_ref().map(|c| c.crossing.clone()),
        })
    }

    /// Returns the whole report.
    pub(super) fn report(&self, placement: Placement) -> Result<Report, StorageError> {
        let precision: Precision = self.read(&self.precision)?;
        let area_missing = || self.unreadable(&"its precision and its placement do not fit");
        let place = match (precision, self.at()?) {
            (Precision::Exact | Precision::Village, Some(at)) => Place::Point {
                at,
                radius_m: self.radius_m.unwrap_or(0.0),
                village: precision == Precision::Village,
            },
            (Precision::Tambon, None) => Place::Tambon(placement.tambon.ok_or_else(area_missing)?),
            (Precision::District, None) => Place::District(placement.district.ok_or_else(area_missing)?),
            (Precision::Province, None) => Place::Province(placement.province.ok_or_else(area_missing)?),
            (Precision::None, None) => Place::Unknown,
            _ => return Err(area_missing()),
        };
        Ok(Report {
            row: self.id,
            id: self.uuid()?,
            source_id: self.source_id.clone(),
            content: ReportContent {
                category: self.read(&self.category)?,
                subtype: self.subtype.clone(),
                status: self.read(&self.status)?,
                channel: self.read(&self.channel)?,
                observed: self.observed()?,
                place,
                place_text: self.place_text.clone(),
                summary: self.summary.clone(),
                quantity: self.quantity.clone(),
                agency: self.agency.clone(),
                source_url: self.source_url.clone(),
                source_title: self.source_title.clone(),
                synthetic: self.synthetic,
            },
            placement,
        })
    }
}

impl PlacementRecord {
    /// Turns a placement into the row of a report.
    pub(super) fn new(report_id: i64, placement: &Placement) -> Self {
        let code = |district: DistrictCode| i32::try_from(district.number()).ok();
        Self {
            report_id,
            method: placement.method.to_string(),
            country: placement.country.map(|c| c.to_string()),
            district: placement.district.and_then(code),
            tambon: placement.tambon.and_then(|t| i32::try_from(t.number()).ok()),
            province: placement.province.and_then(|p| i32::try_from(p.number()).ok()),
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
        }
    }

    fn unreadable(&self, reason: &dyn ToString) -> StorageError {
        StorageError::Unreadable {
            table: "report_placement",
            row: self.report_id,
            reason: reason.to_string(),
        }
    }

    fn read<T: FromStr<Err: ToString>>(&self, text: &str) -> Result<T, StorageError> {
        text.parse().map_err(|e: T::Err| self.unreadable(&e))
    }

    fn read_some<T: FromStr<Err: ToString>>(&self, text: Option<&str>) -> Result<Option<T>, StorageError> {
        text.map(|t| self.read(t)).transpose()
    }

    fn code<T: TryFrom<u32, Error: ToString>>(&self, number: Option<i32>) -> Result<Option<T>, StorageError> {
        let convert = |n: i32| {
            let unsigned = u32::try_from(n).map_err(|e| self.unreadable(&e))?;
            T::try_from(unsigned).map_err(|e| self.unreadable(&e.to_string()))
        };
        number.map(convert).transpose()
    }

    /// Returns the placement.
    pub(super) fn placement(&self) -> Result<Placement, StorageError> {
        let crossing = match (&self.crossing, self.crossing_distance_m) {
            (Some(id), Some(distance_m)) => Some(NearestCrossing { crossing: self.read(id)?, distance_m }),
            _ => None,
        };
        let border = match (&self.border, self.border_km, self.border_distance_m, &self.bank) {
            (Some(border), Some(km), Some(distance_m), Some(bank)) => {
                Some(BorderRelation { border: self.read(border)?, km, distance_m, bank: self.read(bank)? })
            }
            _ => None,
        };
        Ok(Placement {
            method: self.read(&self.method)?,
            country: self.read_some(self.country.as_deref())?,
            district: self.code(self.district)?,
            tambon: self.code(self.tambon)?,
            province: self.code(self.province)?,
            routed_to: self.code(self.routed_to)?,
            edge_distance_m: self.edge_distance_m,
            doubt: self.read_some(self.doubt.as_deref())?,
            second_choice: self.code(self.second_choice)?,
            crossing,
            border,
        })
    }
}

impl TargetRecord {
    /// Turns a target district into a row.
    pub(super) fn new(target: &TargetDistrict) -> Option<Self> {
        Some(Self {
            district: i32::try_from(target.district.number()).ok()?,
            basis: target.basis.clone(),
            verified: target.verified,
            valid_from: target.valid_from,
            valid_to: target.valid_to,
            source: target.source.clone(),
        })
    }

    /// Returns the target district.
    pub(super) fn target(self) -> Result<TargetDistrict, StorageError> {
        let unreadable = |reason: String| StorageError::Unreadable {
            table: "target_district",
            row: i64::from(self.district),
            reason,
        };
        let number = u32::try_from(self.district).map_err(|e| unreadable(e.to_string()))?;
        Ok(TargetDistrict {
            district: DistrictCode::try_from(number).map_err(|e| unreadable(e.to_string()))?,
            basis: self.basis,
            verified: self.verified,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            source: self.source,
        })
    }
}
