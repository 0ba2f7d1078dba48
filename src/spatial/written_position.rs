//! What the readers of written positions share: the outcome, its doubt, and the region it must lie in.

use geoconvert::UtmUps;

use super::datum::{degrees_of_indian_1975, utm_of_indian_1975};
use crate::domain::{Datum, LonLat};

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
    /// Whether longitude stands first although nothing says so, or under the name of latitude. Latitude
    /// and longitude are told apart by their values, which never overlap here.
    pub swapped: bool,
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

impl WrittenKind {
    /// Tells whether it is a grid reference, which old sheets have on another datum.
    pub fn is_grid(self) -> bool {
        match self {
            Self::MgrsWithZone | Self::MgrsWithoutZone | Self::Utm => true,
            Self::DecimalDegrees | Self::DegreesMinutes => false,
        }
    }
}

/// Makes a position on WGS 84 of degrees on a datum, if it lies in the region.
pub(super) fn of_degrees(datum: Datum, lon: f64, lat: f64) -> Option<LonLat> {
    let (lon, lat) = match datum {
        Datum::Wgs84 => (lon, lat),
        // Far from the region the shift means nothing, so that is looked at first.
        Datum::Indian1975 => in_region(lon, lat).and_then(|_| degrees_of_indian_1975(lon, lat))?,
    };
    in_region(lon, lat)
}

/// Makes a position on WGS 84 of metres of a UTM zone on a datum, if it lies in the region.
pub(super) fn of_utm(datum: Datum, zone: i32, east_m: f64, north_m: f64) -> Option<LonLat> {
    let on_wgs_84 = UtmUps::create(zone, true, east_m, north_m).ok()?.to_latlon();
    let (lon, lat) = (on_wgs_84.longitude(), on_wgs_84.latitude());
    match datum {
        Datum::Wgs84 => in_region(lon, lat),
        Datum::Indian1975 => {
            let (lon, lat) = utm_of_indian_1975(zone, east_m, north_m)?;
            in_region(lon, lat)
        }
    }
}

/// Makes a position that lies in the region.
fn in_region(lon: f64, lat: f64) -> Option<LonLat> {
    let inside = REGION_LAT.contains(&lat) && REGION_LON.contains(&lon);
    inside.then(|| LonLat::new(lon, lat).ok()).flatten()
}
