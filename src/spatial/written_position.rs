//! What the readers of written positions share: the outcome, its doubt, and the region it must lie in.

use crate::domain::LonLat;

/// Latitudes of the region in degrees: Thailand and its neighbours' borders.
pub(super) const REGION_LAT: std::ops::RangeInclusive<f64> = 5.0..=21.0;
/// Longitudes of the region in degrees.
pub(super) const REGION_LON: std::ops::RangeInclusive<f64> = 97.0..=107.0;

/// How a position was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrittenKind {
    /// `47QPB502763`.
    MgrsWithZone,
    /// `PB 502763`; the letters alone fix the zone here.
    MgrsWithoutZone,
    /// `14.435, 103.700`.
    DecimalDegrees,
    /// `11°33.2604′ N, 102°50.2803′ E`, with or without seconds.
    DegreesMinutes,
    /// `47N 650000 2170000`.
    Utm,
}

/// A position read from text, with how far the truth may lie from it by the way it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WrittenPosition {
    /// The position; for a grid reference the centre of its square.
    pub at: LonLat,
    /// Half the diagonal of the smallest step that was written, in metres.
    pub radius_m: f64,
    /// How it was written.
    pub kind: WrittenKind,
}

/// What went wrong while reading, before the text is put to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fault {
    Digits,
    Square(String),
    OutsideRegion,
    TooCoarse,
    Sexagesimal,
}

/// The outcome of reading one form at one place: absent when the form does not begin there.
pub(super) type Reading = Option<Result<(WrittenPosition, usize), Fault>>;

/// Makes a position that lies in the region.
pub(super) fn in_region(lon: f64, lat: f64) -> Option<LonLat> {
    let inside = REGION_LAT.contains(&lat) && REGION_LON.contains(&lon);
    inside.then(|| LonLat::new(lon, lat).ok()).flatten()
}
