//! Boundaries, and areas that somebody drew: geometry columns, on PostGIS and as EWKB on SQLite.

use chrono::NaiveDate;
use diesel::prelude::*;
use geo_types::{Coord, LineString};
use postgis_diesel::types::{MultiPolygon, Point, Polygon};
use serde::{Deserialize, Serialize};

use super::{RowOf, stored_code};
use crate::domain::{DistrictShape, Generation, GenerationId, NewGeneration};
use crate::storage::StorageError;
use crate::storage::schema::{boundary, boundary_generation, saved_area};

/// WGS 84, longitude first.
const WGS_84: Option<u32> = Some(4326);

/// One edition of boundaries.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = boundary_generation, treat_none_as_default_value = false)]
pub(in crate::storage) struct GenerationRecord {
    pub(in crate::storage) id: i64,
    name: String,
    level: String,
    valid_from: NaiveDate,
    source: String,
    pub(in crate::storage) change_id: Option<i64>,
}

/// One polygon of an edition.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = boundary)]
pub(in crate::storage) struct BoundaryRecord {
    pub(in crate::storage) generation_id: i64,
    district: i32,
    shape: MultiPolygon<Point>,
}

/// An area that somebody drew.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = saved_area)]
pub(in crate::storage) struct AreaRecord {
    pub(in crate::storage) id: String,
    shape: MultiPolygon<Point>,
    saved_at: i64,
}

impl GenerationRecord {
    /// Turns an edition into the row that a change brings.
    pub(in crate::storage) fn new(id: i64, change: i64, new: &NewGeneration) -> Self {
        Self {
            id,
            name: new.name.clone(),
            level: "district".to_owned(),
            valid_from: new.valid_from,
            source: new.source.clone(),
            change_id: Some(change),
        }
    }

    /// Returns the edition.
    pub(in crate::storage) fn generation(self) -> Generation {
        let Self { id, name, valid_from, source, .. } = self;
        Generation { id: GenerationId::new(id), name, valid_from, source }
    }
}

impl BoundaryRecord {
    /// Turns a district's polygon into a row.
    pub(in crate::storage) fn new(generation: GenerationId, shape: &DistrictShape) -> Option<Self> {
        Some(Self {
            generation_id: generation.number(),
            district: stored_code(shape.code.number())?,
            shape: column_of(&shape.shape),
        })
    }

    /// Returns the district's polygon.
    pub(in crate::storage) fn shape(&self) -> Result<DistrictShape, StorageError> {
        let row = RowOf { table: "boundary", row: i64::from(self.district) };
        Ok(DistrictShape { code: row.code(self.district)?, shape: shape_of(&self.shape) })
    }
}

impl AreaRecord {
    /// Turns an area into a row.
    pub(in crate::storage) fn new(id: String, shape: &geo_types::MultiPolygon<f64>, saved_at: i64) -> Self {
        Self { id, shape: column_of(shape), saved_at }
    }

    /// Returns its polygon.
    pub(in crate::storage) fn shape(&self) -> geo_types::MultiPolygon<f64> {
        shape_of(&self.shape)
    }
}

fn column_of(shape: &geo_types::MultiPolygon<f64>) -> MultiPolygon<Point> {
    let ring = |ring: &LineString<f64>| -> Vec<Point> {
        ring.coords().map(|c| Point { x: c.x, y: c.y, srid: WGS_84 }).collect()
    };
    let polygon = |polygon: &geo_types::Polygon<f64>| Polygon {
        rings: std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect(),
        srid: WGS_84,
    };
    MultiPolygon { polygons: shape.iter().map(polygon).collect(), srid: WGS_84 }
}

fn shape_of(column: &MultiPolygon<Point>) -> geo_types::MultiPolygon<f64> {
    let ring = |ring: &Vec<Point>| ring.iter().map(|p| Coord { x: p.x, y: p.y }).collect::<LineString<f64>>();
    column
        .polygons
        .iter()
        .map(|polygon| {
            let mut rings = polygon.rings.iter().map(ring);
            let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
            geo_types::Polygon::new(exterior, rings.collect())
        })
        .collect()
}
