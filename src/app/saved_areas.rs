//! An analyst draws an area to ask by, and whoever gets its link sees it again.

use geo_types::{LineString, MultiPolygon};
use sha2::{Digest, Sha256};

use super::{App, AppError};
use crate::domain::AreaId;
use crate::import::drawn_area;
use crate::spatial::{area_km2, fault_of};

/// Most areas that are kept: nobody may fill the disk with them.
const MOST_AREAS: i64 = 10_000;

/// An area that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedArea {
    /// Its name: the hash of its positions.
    pub id: AreaId,
    /// Positions in its rings, the closing ones included.
    pub vertices: usize,
}

/// An area that is kept, with its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnArea {
    /// Its polygons, in degrees.
    pub shape: MultiPolygon<f64>,
    /// Positions in its rings, the closing ones included.
    pub vertices: usize,
    /// Its size on the spheroid.
    pub area_km2: f64,
}

impl App {
    /// Returns the area kept under a name; nothing when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drawn_area(&self, id: &AreaId) -> Result<Option<DrawnArea>, AppError> {
        let shape = self.store.saved_area(id.as_str()).await?;
        Ok(shape.map(|shape| DrawnArea { vertices: vertices(&shape), area_km2: area_km2(&shape), shape }))
    }

    /// Keeps a polygon under the hash of its positions; the same polygon again has the same name.
    ///
    /// # Errors
    /// When the text is not a polygon as GeoJSON, has more than 10,000 positions, or crosses itself; or when
    /// the database fails.
    pub async fn save_area(&self, geojson: &[u8]) -> Result<SavedArea, AppError> {
        let shape = drawn_area(geojson).map_err(AppError::Refused)?;
        let _alone = self.checking.lock().await;
        let (shape, fault) = tokio::task::spawn_blocking(move || {
            let fault = fault_of(&shape);
            (shape, fault)
        })
        .await?;
        if let Some(fault) = fault {
            return Err(AppError::Refused(format!("the polygon is not valid: {fault}")));
        }
        if self.store.count_areas().await? >= MOST_AREAS {
            return Err(AppError::Refused(format!(
                "{MOST_AREAS} areas are kept already, and no more can be"
            )));
        }
        let area = SavedArea { id: name_of(&shape), vertices: vertices(&shape) };
        self.store.save_area(area.id.as_str(), &shape).await?;
        Ok(area)
    }
}

/// Hashes the positions ring by ring; positions are steps of 1e-7 degrees, so their texts are exact.
fn name_of(shape: &MultiPolygon<f64>) -> AreaId {
    let mut hash = Sha256::new();
    for polygon in shape {
        hash.update(b"polygon");
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            hash.update(b"ring");
            for c in ring.coords() {
                hash.update(c.x.to_le_bytes());
                hash.update(c.y.to_le_bytes());
            }
        }
    }
    let digest = hash.finalize();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    AreaId::from_hash(half)
}

fn vertices(shape: &MultiPolygon<f64>) -> usize {
    rings(shape).map(|ring| ring.0.len()).sum()
}

fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}
