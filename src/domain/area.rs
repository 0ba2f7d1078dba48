//! What part of the map a question is about.

use std::fmt;
use std::str::FromStr;

use super::{DistrictCode, LonLat, ProvinceCode};

/// Most codes one `district:` or `province:` list may hold.
const MOST_CODES: usize = 1_000;
/// Largest radius of a circle, in metres: the whole border fits.
const LARGEST_RADIUS_M: f64 = 2_000_000.0;

/// Represents an area that reports are asked for in. Boxes and circles match points only; districts and
/// provinces match whatever lies in them, however coarsely it is placed.
#[derive(Debug, Clone, PartialEq)]
pub enum Area {
    /// `district:3206,3409`.
    Districts(Vec<DistrictCode>),
    /// `province:32`.
    Provinces(Vec<ProvinceCode>),
    /// `bbox:W,S,E,N` in degrees; edges belong to it.
    Bbox {
        /// South-west corner.
        south_west: LonLat,
        /// North-east corner.
        north_east: LonLat,
    },
    /// `circle:LON,LAT,METRES`; the rim belongs to it.
    Circle {
        /// Centre.
        centre: LonLat,
        /// Radius in metres on the spheroid.
        radius_m: f64,
    },
}

/// Says why a text is not an area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("area `{text}`: {reason}")]
pub struct AreaError {
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Area {
    /// Tells whether only reports with a point can match.
    pub fn matches_points_only(&self) -> bool {
        match self {
            Self::Bbox { .. } | Self::Circle { .. } => true,
            Self::Districts(_) | Self::Provinces(_) => false,
        }
    }
}

impl FromStr for Area {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        parse(text).map_err(|reason| AreaError { text: text.to_owned(), reason })
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Districts(codes) => write!(f, "district:{}", join(codes)),
            Self::Provinces(codes) => write!(f, "province:{}", join(codes)),
            Self::Bbox { south_west: sw, north_east: ne } => {
                write!(f, "bbox:{},{},{},{}", sw.lon_deg(), sw.lat_deg(), ne.lon_deg(), ne.lat_deg())
            }
            Self::Circle { centre, radius_m } => {
                write!(f, "circle:{},{},{radius_m}", centre.lon_deg(), centre.lat_deg())
            }
        }
    }
}

fn join<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn parse(text: &str) -> Result<Area, String> {
    let (form, rest) = text.split_once(':').ok_or("write it as form:values, such as district:3206")?;
    match form {
        "district" => Ok(Area::Districts(codes(rest)?)),
        "province" => Ok(Area::Provinces(codes(rest)?)),
        "bbox" => {
            let [west, south, east, north] = numbers(rest, "bbox:W,S,E,N")?;
            let south_west = LonLat::new(west, south).map_err(|e| e.to_string())?;
            let north_east = LonLat::new(east, north).map_err(|e| e.to_string())?;
            if west > east || south > north {
                return Err(format!(
                    "west {west} and south {south} must not be beyond east {east} and north {north}"
                ));
            }
            Ok(Area::Bbox { south_west, north_east })
        }
        "circle" => {
            let [lon, lat, radius_m] = numbers(rest, "circle:LON,LAT,METRES")?;
            if !(radius_m > 0.0 && radius_m <= LARGEST_RADIUS_M) {
                return Err(format!(
                    "radius {radius_m} must be above 0 and at most {LARGEST_RADIUS_M} metres"
                ));
            }
            Ok(Area::Circle { centre: LonLat::new(lon, lat).map_err(|e| e.to_string())?, radius_m })
        }
        _ => Err(format!("`{form}` is not a known form; known are district, province, bbox, circle")),
    }
}

fn codes<T: FromStr<Err = super::CodeError> + Ord>(text: &str) -> Result<Vec<T>, String> {
    if text.split(',').count() > MOST_CODES {
        return Err(format!("at most {MOST_CODES} codes"));
    }
    let mut codes = text
        .split(',')
        .map(|code| code.parse().map_err(|e: super::CodeError| e.to_string()))
        .collect::<Result<Vec<T>, _>>()?;
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

fn numbers<const N: usize>(text: &str, form: &str) -> Result<[f64; N], String> {
    let parsed = text
        .split(',')
        .take(N + 1)
        .map(|n| {
            n.parse::<f64>()
                .ok()
                .filter(|v| v.is_finite())
                .ok_or_else(|| format!("`{n}` is not a finite number"))
        })
        .collect::<Result<Vec<f64>, String>>()?;
    parsed.try_into().map_err(|_| format!("expected {N} numbers as {form}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read_and_written_back() {
        for text in ["district:3206,3409", "province:32", "bbox:103,14,104,15.5", "circle:103.7,14.4,5000"] {
            assert_eq!(text.parse::<Area>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_list_of_codes_has_one_order_and_no_repeats() {
        assert_eq!("district:3409,3206,3409".parse::<Area>().unwrap().to_string(), "district:3206,3409");
    }

    #[test]
    fn bad_areas_say_what_is_wrong() {
        for (text, part) in [
            ("3206", "form:values"),
            ("districts:3206", "not a known form"),
            ("district:", "4-digit"),
            ("bbox:1,2,3", "expected 4 numbers"),
            ("bbox:104,14,103,15", "must not be beyond"),
            ("bbox:103,14,NaN,15", "not a finite number"),
            ("circle:103,14,1e308", "radius"),
            ("circle:14,103,50", "look swapped"),
            ("circle:103,14,-1", "radius"),
        ] {
            let error = text.parse::<Area>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
