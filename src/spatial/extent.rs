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

impl Extent {
    /// Tells how the box stands to another one, whose edges belong to it.
    pub(super) fn lies_to(&self, south_west: LonLat, north_east: LonLat) -> Overlap {
        let (sw, ne) = (self.south_west, self.north_east);
        let ends = [
            (sw.lon_e7(), ne.lon_e7(), south_west.lon_e7(), north_east.lon_e7()),
            (sw.lat_e7(), ne.lat_e7(), south_west.lat_e7(), north_east.lat_e7()),
        ];
        if ends.iter().any(|(from, to, first, last)| to < first || from > last) {
            Overlap::Outside
        } else if ends.iter().all(|(from, to, first, last)| from >= first && to <= last) {
            Overlap::Inside
        } else {
            Overlap::Partly
        }
    }
}
