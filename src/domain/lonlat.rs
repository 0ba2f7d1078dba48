//! A position on the WGS 84 ellipsoid, kept as the database and the engine keep it.

use std::fmt;

use super::number::round_to_i32;

/// Steps in one degree: positions are multiples of 1e-7 degrees (about 1 cm).
const STEPS_PER_DEGREE: f64 = 1e7;
/// Steps from the prime meridian to the antimeridian.
const MOST_LON_E7: u32 = 1_800_000_000;
/// Steps from the equator to a pole.
const MOST_LAT_E7: u32 = 900_000_000;

/// Represents a position in degrees, longitude first, rounded to 1e-7 degrees when it is made.
///
/// Two positions that would be stored alike are equal, in memory and in both back ends.
///
/// ```
/// use mekong_watch::domain::LonLat;
/// let chong_chom = LonLat::new(103.700_12, 14.435_06)?;
/// assert_eq!(chong_chom.lon_deg(), 103.70012);
/// # Ok::<(), mekong_watch::domain::LonLatError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LonLat {
    lon_e7: i32,
    lat_e7: i32,
}

/// Says why two numbers are not a position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LonLatError {
    /// One of the numbers is NaN or infinite.
    #[error("longitude {lon} and latitude {lat} must be finite numbers")]
    NotFinite {
        /// Longitude as given, in degrees.
        lon: f64,
        /// Latitude as given, in degrees.
        lat: f64,
    },
    /// The two numbers make sense in this region only the other way round.
    #[error(
        "longitude {lon} and latitude {lat} look swapped: here longitude is 97 to 108 and latitude 5 to 24"
    )]
    Swapped {
        /// Longitude as given, in degrees.
        lon: f64,
        /// Latitude as given, in degrees.
        lat: f64,
    },
    /// One of the numbers is beyond the globe.
    #[error("longitude {lon} must be -180 to 180 and latitude {lat} -90 to 90")]
    OutOfRange {
        /// Longitude as given, in degrees.
        lon: f64,
        /// Latitude as given, in degrees.
        lat: f64,
    },
}

impl LonLat {
    /// Makes a position from degrees.
    ///
    /// # Errors
    /// Names the pair when a number is not finite, beyond the globe, or when the pair is plainly
    /// swapped. Around Thailand latitude is 5 to 24 and longitude 97 to 108, so no true position
    /// reads like a swapped one (domain notes, grids and datums).
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(LonLatError::NotFinite { lon, lat });
        }
        if (97.0..=108.0).contains(&lat) && (5.0..=24.0).contains(&lon) {
            return Err(LonLatError::Swapped { lon, lat });
        }
        if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
            return Err(LonLatError::OutOfRange { lon, lat });
        }
        match (round_to_i32(lon * STEPS_PER_DEGREE), round_to_i32(lat * STEPS_PER_DEGREE)) {
            (Some(lon_e7), Some(lat_e7)) => Ok(Self { lon_e7, lat_e7 }),
            _ => Err(LonLatError::OutOfRange { lon, lat }),
        }
    }

    /// Makes a position from stored steps of 1e-7 degrees.
    ///
    /// # Errors
    /// As [`LonLat::new`].
    pub fn from_e7(lon_e7: i32, lat_e7: i32) -> Result<Self, LonLatError> {
        // Whole steps need no rounding: this is asked for every report that an answer looks at.
        if lon_e7.unsigned_abs() <= MOST_LON_E7 && lat_e7.unsigned_abs() <= MOST_LAT_E7 {
            return Ok(Self { lon_e7, lat_e7 });
        }
        Self::new(f64::from(lon_e7) / STEPS_PER_DEGREE, f64::from(lat_e7) / STEPS_PER_DEGREE)
    }

    /// Returns the longitude in degrees.
    pub fn lon_deg(self) -> f64 {
        f64::from(self.lon_e7) / STEPS_PER_DEGREE
    }

    /// Returns the latitude in degrees.
    pub fn lat_deg(self) -> f64 {
        f64::from(self.lat_e7) / STEPS_PER_DEGREE
    }

    /// Returns the longitude in steps of 1e-7 degrees, as it is stored.
    pub fn lon_e7(self) -> i32 {
        self.lon_e7
    }

    /// Returns the latitude in steps of 1e-7 degrees, as it is stored.
    pub fn lat_e7(self) -> i32 {
        self.lat_e7
    }

    /// Returns the position as a planar point in degrees.
    pub fn point(self) -> geo_types::Point<f64> {
        geo_types::Point::new(self.lon_deg(), self.lat_deg())
    }
}

impl fmt::Debug for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.7}, {:.7}", self.lon_deg(), self.lat_deg())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_pair_is_named_as_swapped() {
        let error = LonLat::new(14.435, 103.7).unwrap_err();
        assert!(error.to_string().contains("look swapped"), "{error}");
    }

    #[test]
    fn numbers_off_the_globe_are_refused() {
        assert!(matches!(LonLat::new(f64::NAN, 1.0), Err(LonLatError::NotFinite { .. })));
        assert!(matches!(LonLat::new(1e308, 1.0), Err(LonLatError::OutOfRange { .. })));
        assert!(matches!(LonLat::new(103.0, -90.1), Err(LonLatError::OutOfRange { .. })));
    }

    #[test]
    fn a_position_survives_storage_unchanged() {
        let position = LonLat::new(102.908_874_04, 11.651_496).unwrap();
        assert_eq!(LonLat::from_e7(position.lon_e7(), position.lat_e7()), Ok(position));
        assert_eq!(position.lon_e7(), 1_029_088_740);
    }
}
