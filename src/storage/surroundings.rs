//! What surrounds the reports: risk points, target districts, populations, editions of boundaries, saved areas.

use geo_types::MultiPolygon;

use super::{BackEnd, Held, StorageError, Store, postgres, sqlite};
use crate::domain::{
    DistrictCode, DistrictPopulation, DistrictShape, Epoch, Generation, GenerationId, RiskPoint,
    TargetDistrict,
};

/// The epochs that last touched what surrounds the reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TouchedAround {
    /// Target districts, populations or boundaries.
    pub everywhere: Epoch,
    /// Risk points, by district.
    pub risk_points: Vec<(Option<DistrictCode>, Epoch)>,
}

impl Store {
    /// Returns which epochs up to one last touched what surrounds the reports.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn touched_around(&self, epoch: Epoch) -> Result<TouchedAround, StorageError> {
        read!(self, touched::around(epoch))
    }

    /// Returns the risk points as they were said at an epoch, by identity.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn risk_points(&self, epoch: Epoch) -> Result<Vec<RiskPoint>, StorageError> {
        read!(self, risk_points::held_at(epoch))
    }

    /// Tells whether an epoch after one and up to another touched a risk point.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risk_points_changed(&self, after: Epoch, until: Epoch) -> Result<bool, StorageError> {
        read!(self, risk_points::changed_between(after, until))
    }

    /// Returns risk points that lie by other boundaries than those of an edition, at most `limit` of them.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn risk_points_lying_otherwise(
        &self,
        generation: GenerationId,
        limit: usize,
    ) -> Result<Vec<RiskPoint>, StorageError> {
        read!(self, risk_points::lying_otherwise(generation, limit))
    }

    /// Returns the statements about target districts that held at an epoch, by district and first day.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn targets(&self, epoch: Epoch) -> Result<Vec<TargetDistrict>, StorageError> {
        read!(self, targets::held_at(epoch))
    }

    /// Returns the counts of people that held at an epoch, by district and day.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn populations(&self, epoch: Epoch) -> Result<Vec<DistrictPopulation>, StorageError> {
        read!(self, populations::held_at(epoch))
    }

    /// Tells whether nothing was ever said about target districts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_no_targets(&self) -> Result<bool, StorageError> {
        read!(self, targets::is_empty())
    }

    /// Returns the editions of boundaries that were there at an epoch; the last one held then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn generations(&self, epoch: Epoch) -> Result<Vec<Generation>, StorageError> {
        read!(self, boundaries::held_at(epoch))
    }

    /// Returns the polygons of an edition, by district code.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn boundaries(&self, generation: GenerationId) -> Result<Vec<DistrictShape>, StorageError> {
        read!(self, boundaries::shapes(generation))
    }

    /// Stores the polygons of the edition that comes with the product, unless they are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_boundaries(&self, shapes: Vec<DistrictShape>) -> Result<(), StorageError> {
        let generation = GenerationId::BUNDLED;
        if read!(self, boundaries::count(generation))? > 0 {
            return Ok(());
        }
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.fill_boundaries(generation, shapes).await,
            BackEnd::Postgres(connections) => connections.fill_boundaries(generation, shapes).await,
        }
    }

    /// Returns reports that lie by other boundaries than those of an edition, at most `limit` of them.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn lying_otherwise(
        &self,
        generation: GenerationId,
        limit: usize,
    ) -> Result<Vec<Held>, StorageError> {
        read!(self, reports::lying_otherwise(generation, limit))
    }

    /// Counts the reports that lie by other boundaries than those of an edition.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_otherwise(&self, generation: GenerationId) -> Result<i64, StorageError> {
        read!(self, reports::count_otherwise(generation))
    }

    /// Stores an area under the hash of its positions; one that is there already is left alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_area(&self, id: &str, shape: &MultiPolygon<f64>) -> Result<(), StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.save_area(id, shape).await,
            BackEnd::Postgres(connections) => {
                postgres::boundaries::save_area(&mut *connections.take().await?, id, shape).await
            }
        }
    }

    /// Counts the areas that are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_areas(&self) -> Result<i64, StorageError> {
        read!(self, boundaries::count_areas())
    }

    /// Reads an area; nothing when there is none of this hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_area(&self, id: &str) -> Result<Option<MultiPolygon<f64>>, StorageError> {
        read!(self, boundaries::saved_area(id))
    }
}
