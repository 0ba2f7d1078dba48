//! Boxes, and how they stand to an area: what lets an index decide many reports at once.

use crate::domain::LonLat;

/// A box in longitude and latitude; its edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) south_west: LonLat,
    pub(super) north_east: LonLat,
}

/// How a box stands to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlap {
    /// The area covers every point of the box.
    Inside,
    /// The area covers no point of the box.
    Outside,
    /// Neither is certain: each point has to be asked.
    Partly,
}
