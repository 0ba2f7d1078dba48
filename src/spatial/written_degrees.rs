//! Degrees as people write them, in either order: here latitude is 5 to 21 and longitude 97 to 107, so
//! that the two are never mistaken for each other.

use super::written_position::{
    Fault, REGION_LAT, REGION_LON, Reading, WrittenKind, WrittenPosition, of_degrees,
};
use super::written_text::WrittenText;
use crate::domain::Datum;

/// Metres in one degree of a great circle, as a round figure for radii of doubt.
const DEGREE_M: f64 = 111_320.0;

/// One of the two angles.
struct Angle {
    degrees: f64,
    /// The smallest step that was written, in degrees; one or more when only whole degrees are.
    step_deg: f64,
    /// Whether minutes were written.
    minutes: bool,
    /// Whether it is named: a label, a degree sign or a letter of the compass.
    named: bool,
    /// Which of the two its name says it is.
    axis: Option<Axis>,
    end: usize,
}

/// The two angles of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Lat,
    Lon,
}

/// Reads two angles: `14.435, 103.700`, `lat 14.435 lon 103.70`, `11°33.2604′ N, 102°50.2803′ E`.
pub(super) fn degrees(written: &WrittenText, start: usize, datum: Datum) -> Reading {
    let first = angle(written, start)?.ok();
    let Some(first) = first else { return Some(Err(Fault::Sexagesimal)) };
    let second_at = written.skip(first.end, |c| matches!(c, ' ' | ',' | ';' | '/' | ':'));
    if second_at == first.end && !first.named {
        return None;
    }
    let second = match angle(written, second_at)? {
        Ok(angle) => angle,
        Err(fault) => return Some(Err(fault)),
    };
    Some(pair(&first, &second, datum))
}

fn pair(first: &Angle, second: &Angle, datum: Datum) -> Result<(WrittenPosition, usize), Fault> {
    let lat_first = REGION_LAT.contains(&first.degrees) && REGION_LON.contains(&second.degrees);
    let (lat, lon) = if lat_first { (first, second) } else { (second, first) };
    let at = of_degrees(datum, lon.degrees, lat.degrees).ok_or(Fault::OutsideRegion)?;
    if lat.step_deg >= 1.0 || lon.step_deg >= 1.0 {
        return Err(Fault::TooCoarse);
    }
    let half_lat_m = lat.step_deg / 2.0 * DEGREE_M;
    let half_lon_m = lon.step_deg / 2.0 * DEGREE_M * libm::cos(lat.degrees.to_radians());
    let kind =
        if lat.minutes || lon.minutes { WrittenKind::DegreesMinutes } else { WrittenKind::DecimalDegrees };
    let swapped = match (lat.axis, lon.axis) {
        (None, None) => !lat_first,
        (lat, lon) => lat == Some(Axis::Lon) || lon == Some(Axis::Lat),
    };
    let radius_m = libm::hypot(half_lat_m, half_lon_m);
    Ok((WrittenPosition { at, radius_m, kind, swapped }, second.end))
}

/// Reads one angle; absent when there is none, a fault when its minutes are wrong.
fn angle(written: &WrittenText, start: usize) -> Option<Result<Angle, Fault>> {
    let label = named_axis(
        written,
        start,
        &["LATITUDE", "LAT", "ละติจูด", "N"],
        &["LONGITUDE", "LONG", "LON", "LNG", "ลองจิจูด", "ลองติจูด", "E"],
    );
    let mut axis = label.map(|(axis, _)| axis);
    let after_label = label.map_or(start, |(_, after)| after);
    let number_at = written.skip(after_label, |c| matches!(c, ' ' | ':' | '=' | '.'));
    let (whole, mut end) = written.number(number_at, true)?;
    let mut degrees: f64 = whole.parse().ok()?;
    let mut step_deg = step(&whole, 1.0);
    let mut named = label.is_some();
    let mut minutes = false;
    if let Some(after) = sign(written, end, &["°", "องศา"]) {
        named = true;
        end = after;
        let units: [(f64, &[&str]); 2] =
            [(1.0 / 60.0, &["'", "ลิปดา"]), (1.0 / 3600.0, &["\"", "''", "ฟิลิปดา", "พิลิปดา"])];
        for (unit_deg, signs) in units {
            let Some((text, after)) = written.number(written.skip_blanks(end), true) else { break };
            let Some(after_sign) = sign(written, after, signs) else { break };
            let value: f64 = text.parse().ok()?;
            if value >= 60.0 {
                return Some(Err(Fault::Sexagesimal));
            }
            degrees += value * unit_deg;
            step_deg = step(&text, unit_deg);
            minutes = true;
            end = after_sign;
        }
    }
    // After `E103.700` the next letter belongs to the next angle.
    let lettered = label.is_some_and(|(_, after)| after == start + 1);
    if let Some((side, after)) = compass(written, end).filter(|_| !lettered) {
        named = true;
        axis = axis.or(Some(side));
        end = after;
    }
    Some(Ok(Angle { degrees, step_deg, minutes, named, axis, end }))
}

fn sign(written: &WrittenText, place: usize, signs: &[&str]) -> Option<usize> {
    written.any_word(written.skip_blanks(place), signs)
}

/// Returns which of the two angles a word names, and the place after the word.
fn named_axis(written: &WrittenText, place: usize, lat: &[&str], lon: &[&str]) -> Option<(Axis, usize)> {
    let word = |axis, words| written.any_word(place, words).map(|after| (axis, after));
    word(Axis::Lat, lat).or_else(|| word(Axis::Lon, lon))
}

/// Returns what the letter or word of a direction says, and the place after it.
fn compass(written: &WrittenText, place: usize) -> Option<(Axis, usize)> {
    let here = written.skip_blanks(place);
    let (axis, after) = named_axis(written, here, &["NORTH", "เหนือ", "N"], &["EAST", "ตะวันออก", "E"])?;
    // `N` of a following word such as `Nan` is not a direction.
    written.at(after).is_none_or(|c| !c.is_ascii_alphabetic()).then_some((axis, after))
}

/// Returns the smallest step of a number as written, times its unit.
fn step(text: &str, unit: f64) -> f64 {
    let decimals = text.split_once('.').map_or(0, |(_, after)| after.len().min(12));
    unit * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0))
}
