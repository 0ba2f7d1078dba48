//! What part of the map a question is about.

use std::fmt;
use std::str::FromStr;

use super::{AreaId, CrossingId, DistrictCode, LonLat, ProvinceCode};

/// Most codes one `district:` or `province:` list may hold.
const MOST_CODES: usize = 1_000;
/// Largest radius of a circle, in metres: the whole border fits.
const LARGEST_RADIUS_M: f64 = 2_000_000.0;
/// How far from the border line a stretch of it reaches when nothing is said, in metres.
const STRETCH_REACH_M: f64 = 5_000.0;
/// Largest kilometre that a stretch may name; the whole line has about 2,700.
const LARGEST_KM: f64 = 10_000.0;

/// Represents an area that reports are asked for in. Districts and provinces match whatever lies in them,
/// however coarsely it is placed; the other forms match points only.
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
    /// `crossing:C04,METRES`: a circle around a crossing.
    Crossing {
        /// The crossing.
        crossing: CrossingId,
        /// Radius in metres on the spheroid.
        radius_m: f64,
    },
    /// `border:KM0,KM1[,METRES]`: points nearest to the line between two kilometres, the first included.
    Border {
        /// Kilometre at which it begins.
        from_km: f64,
        /// Kilometre at which it ends.
        to_km: f64,
        /// How far from the line, in metres on the spheroid.
        within_m: f64,
    },
    /// `saved:ID`: a polygon that somebody drew; its edges belong to it.
    Saved(AreaId),
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
            Self::Bbox { .. }
            | Self::Circle { .. }
            | Self::Crossing { .. }
            | Self::Border { .. }
            | Self::Saved(_) => true,
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
            Self::Crossing { crossing, radius_m } => write!(f, "crossing:{crossing},{radius_m}"),
            Self::Border { from_km, to_km, within_m } => write!(f, "border:{from_km},{to_km},{within_m}"),
            Self::Saved(id) => write!(f, "saved:{id}"),
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
            let centre = LonLat::new(lon, lat).map_err(|e| e.to_string())?;
            Ok(Area::Circle { centre, radius_m: reach("radius", radius_m)? })
        }
        "crossing" => {
            let (id, radius) = rest.split_once(',').ok_or("expected crossing:ID,METRES")?;
            let [radius_m] = numbers(radius, "crossing:ID,METRES")?;
            let crossing = id.parse().map_err(|e: super::CodeError| e.to_string())?;
            Ok(Area::Crossing { crossing, radius_m: reach("radius", radius_m)? })
        }
        "border" => {
            let form = "border:KM0,KM1[,METRES]";
            let [from_km, to_km, within_m] = match rest.split(',').count() {
                2 => numbers(rest, form).map(|[from, to]| [from, to, STRETCH_REACH_M])?,
                _ => numbers(rest, form)?,
            };
            if !(from_km >= 0.0 && from_km < to_km && to_km <= LARGEST_KM) {
                return Err(format!(
                    "kilometre {from_km} must be at least 0 and before {to_km}, which must be at most {LARGEST_KM}"
                ));
            }
            Ok(Area::Border { from_km, to_km, within_m: reach("distance", within_m)? })
        }
        "saved" => Ok(Area::Saved(rest.parse().map_err(|e: super::AreaIdError| e.to_string())?)),
        _ => Err(format!(
            "`{form}` is not a known form; known are district, province, bbox, circle, crossing, border, saved"
        )),
    }
}

/// Checks a distance in metres.
fn reach(what: &str, metres: f64) -> Result<f64, String> {
    if metres > 0.0 && metres <= LARGEST_RADIUS_M {
        Ok(metres)
    } else {
        Err(format!("{what} {metres} must be above 0 and at most {LARGEST_RADIUS_M} metres"))
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
        for text in [
            "district:3206,3409",
            "province:32",
            "bbox:103,14,104,15.5",
            "circle:103.7,14.4,5000",
            "crossing:C04,2000",
            "border:0,12.5,800",
            "saved:0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(text.parse::<Area>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_stretch_of_border_reaches_five_kilometres_unless_told() {
        assert_eq!("border:10,20".parse::<Area>().unwrap().to_string(), "border:10,20,5000");
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
            ("crossing:C04", "crossing:ID,METRES"),
            ("crossing:C04,x", "not a finite number"),
            ("crossing:C04,0", "radius 0"),
            ("border:5", "expected 3 numbers"),
            ("border:20,10", "before 10"),
            ("border:0,1e9", "at most 10000"),
            ("border:0,10,1e308", "distance"),
            ("saved:xyz", "32 hexadecimal digits"),
            ("saved:0123456789ABCDEF0123456789abcdef", "32 hexadecimal digits"),
        ] {
            let error = text.parse::<Area>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
