//! Editions of boundaries: each is kept, and the latest one places every report.

use chrono::NaiveDate;

use super::DistrictShape;

/// Identity of a generation of boundaries, in the order of import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GenerationId(i64);

impl GenerationId {
    /// The generation that comes with the product.
    pub const BUNDLED: Self = Self(1);

    /// Returns the identity with a number.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Returns the number behind the identity.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// Describes one edition of district boundaries, without its polygons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its identity.
    pub id: GenerationId,
    /// Its name.
    pub name: String,
    /// First day on which these boundaries hold.
    pub valid_from: NaiveDate,
    /// Where they come from.
    pub source: String,
}

/// An edition of district boundaries that is about to be stored.
#[derive(Debug, Clone)]
pub struct NewGeneration {
    /// Its name.
    pub name: String,
    /// First day on which these boundaries hold.
    pub valid_from: NaiveDate,
    /// Where they come from.
    pub source: String,
    /// The edition that it was made from; when another one holds by now, the change is refused.
    pub after: GenerationId,
    /// A polygon for every district.
    pub shapes: Vec<DistrictShape>,
}
