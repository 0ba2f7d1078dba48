//! The military grid and UTM, read from and written to text.

use geoconvert::{LatLon, UtmUps};

use super::written_position::{Fault, Reading, WrittenKind, WrittenPosition, of_utm};
use super::written_text::WrittenText;
use crate::domain::number::{i64_to_f64, round_to_i32, round_to_i64};
use crate::domain::{Datum, LonLat};

/// Row letters of MGRS, 100 km each, beginning again every 2,000 km; I and O are left out.
const ROWS: &[u8; 20] = b"ABCDEFGHJKLMNPQRSTUV";
/// Latitude bands of 8 degrees from 80 south.
const BANDS: &[u8; 20] = b"CDEFGHJKLMNPQRSTUVWX";
/// Side of a lettered square in metres.
const SQUARE_M: f64 = 100_000.0;

/// Writes a position as MGRS with 1 to 5 digits each way (5: the metre), as `47QPB5020076300`.
///
/// The digits name the south-west corner of the square the position lies in. Returns an empty text beyond
/// 80 south or 84 north, where MGRS has other letters.
pub fn to_mgrs(at: LonLat, digits: usize) -> String {
    let Ok(position) = LatLon::create(at.lat_deg(), at.lon_deg()) else { return String::new() };
    if !(-80.0..84.0).contains(&at.lat_deg()) {
        return String::new();
    }
    let utm = UtmUps::from_latlon(&position);
    let digits = digits.clamp(1, 5);
    let step = 10_f64.powi(5 - i32::try_from(digits).unwrap_or(5));
    let metres = |value: f64| round_to_i64(value.floor()).unwrap_or(0);
    let (east, north) = (metres(utm.easting()), metres(utm.northing()));
    let (column, row) = (east.div_euclid(100_000), north.div_euclid(100_000));
    let letter = |set: &[u8], index: i64| {
        usize::try_from(index).ok().and_then(|i| set.get(i)).map_or('?', |b| char::from(*b))
    };
    let zone = utm.zone();
    let columns: &[u8] = match (zone - 1).rem_euclid(3) {
        0 => b"ABCDEFGH",
        1 => b"JKLMNPQR",
        _ => b"STUVWXYZ",
    };
    let row = if zone % 2 == 0 { row + 5 } else { row };
    let within = |value: i64| metres(i64_to_f64(value.rem_euclid(100_000)) / step);
    format!(
        "{zone:02}{}{}{}{:0width$}{:0width$}",
        band_of(at.lat_deg()),
        letter(columns, column - 1),
        letter(ROWS, row.rem_euclid(20)),
        within(east),
        within(north),
        width = digits
    )
}

/// Reads `47QPB502763` and `47N 650000 2170000`, which begin alike.
pub(super) fn with_zone(written: &WrittenText, start: usize, datum: Datum) -> Reading {
    let (zone_text, after_zone) = written.number(start, false)?;
    let zone: i32 = zone_text.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let band_at = written.skip_blanks(after_zone);
    let band = written.at(band_at).filter(|c| BANDS.iter().any(|b| char::from(*b) == *c))?;
    let square_at = written.skip_blanks(band_at + 1);
    if written.at(square_at).is_some_and(|c| c.is_ascii_digit()) {
        return utm(written, zone, band, square_at, datum);
    }
    let (column, row, digits_at) = square_letters(written, square_at)?;
    let (digits, end) = digit_halves(written, digits_at)?;
    let read = || {
        let metres = digits.clone()?;
        if !matches!(zone, 47 | 48) {
            return Err(Fault::Square(format!("zone {zone} is not in this region, which has 47 and 48")));
        }
        if square_zone(column) != Some(zone) {
            return Err(Fault::Square(format!("zone {zone} has no column {column}")));
        }
        let position = square_centre((zone, datum), column, row, &metres, WrittenKind::MgrsWithZone)?;
        // A reference names the band of its own point; 0.01 degrees of grace for squares on the edge.
        let lat = position.at.lat_deg();
        if ![lat - 0.01, lat, lat + 0.01].iter().any(|lat| band_of(*lat) == band) {
            let real = band_of(lat);
            return Err(Fault::Square(format!("square {column}{row} lies in band {real}, not {band}")));
        }
        Ok((position, end))
    };
    Some(read())
}

/// Reads `PB 502763`.
pub(super) fn without_zone(written: &WrittenText, start: usize, datum: Datum) -> Reading {
    let (column, row, digits_at) = square_letters(written, start)?;
    let (digits, end) = digit_halves(written, digits_at)?;
    let read = || {
        let metres = digits.clone()?;
        let zone = square_zone(column)
            .ok_or_else(|| Fault::Square(format!("no zone of this region has the column {column}")))?;
        Ok((square_centre((zone, datum), column, row, &metres, WrittenKind::MgrsWithoutZone)?, end))
    };
    Some(read())
}

fn square_letters(written: &WrittenText, start: usize) -> Option<(char, char, usize)> {
    let column = written.at(start).filter(char::is_ascii_uppercase)?;
    let row = written.at(start + 1).filter(|c| ROWS.iter().any(|r| char::from(*r) == *c))?;
    let digits_at = written.skip(start + 2, |c| matches!(c, ' ' | '-'));
    written.at(digits_at).filter(char::is_ascii_digit).map(|_| (column, row, digits_at))
}

/// Easting and northing inside a square, and the side of the smallest step, all in metres.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_field_names, reason = "each number says its unit")]
struct InSquare {
    east_m: f64,
    north_m: f64,
    step_m: f64,
}

/// Reads the digits of a grid reference, in one run or in two halves.
fn digit_halves(written: &WrittenText, start: usize) -> Option<(Result<InSquare, Fault>, usize)> {
    let (first, end) = written.number(start, false)?;
    let second_at = written.skip(end, |c| matches!(c, ' ' | ',' | '-'));
    if second_at > end
        && second_at - end <= 2
        && first.len() <= 5
        && let Some((second, end)) = written.number(second_at, false).filter(|(s, _)| s.len() == first.len())
    {
        return Some((in_square(&first, &second), end));
    }
    let halves = (first.len() % 2 == 0).then(|| first.split_at_checked(first.len() / 2)).flatten();
    let read = halves.ok_or(Fault::Digits).and_then(|(east, north)| in_square(east, north));
    Some((read, end))
}

fn in_square(east: &str, north: &str) -> Result<InSquare, Fault> {
    let places = i32::try_from(east.len()).ok().filter(|n| (1..=5).contains(n)).ok_or(Fault::Digits)?;
    let step_m = 10_f64.powi(5 - places);
    let metres = |text: &str| text.parse::<f64>().map(|n| n * step_m).map_err(|_| Fault::Digits);
    Ok(InSquare { east_m: metres(east)?, north_m: metres(north)?, step_m })
}

/// Returns the zone of this region that has a column letter.
fn square_zone(column: char) -> Option<i32> {
    match column {
        'J'..='N' | 'P'..='R' => Some(47),
        'S'..='Z' => Some(48),
        _ => None,
    }
}

/// Returns the centre of a square, on the one row of 2,000 km that lies in the region.
fn square_centre(
    (zone, datum): (i32, Datum),
    column: char,
    row: char,
    inside: &InSquare,
    kind: WrittenKind,
) -> Result<WrittenPosition, Fault> {
    let columns = if zone == 47 { "JKLMNPQR" } else { "STUVWXYZ" };
    let hundreds =
        |letters: &str, letter| letters.chars().zip(0_u8..).find(|(c, _)| *c == letter).map(|(_, i)| i);
    let column_index = hundreds(columns, column).ok_or(Fault::OutsideRegion)?;
    let row_index = ROWS.iter().zip(0_u8..).find(|(r, _)| char::from(**r) == row).map(|(_, i)| i);
    // Even zones begin their rows at F.
    let shift = if zone % 2 == 0 { 15 } else { 0 };
    let row_index = (row_index.ok_or(Fault::OutsideRegion)? + shift) % 20;
    let half = inside.step_m / 2.0;
    let east_m = f64::from(column_index + 1) * SQUARE_M + inside.east_m + half;
    let north_m = f64::from(row_index) * SQUARE_M + inside.north_m + half;
    let radius_m = half * std::f64::consts::SQRT_2;
    [0.0, 2_000_000.0]
        .iter()
        .find_map(|turn| of_utm(datum, zone, east_m, north_m + turn))
        .map(|at| WrittenPosition { at, radius_m, kind, swapped: false })
        .ok_or(Fault::OutsideRegion)
}

/// Reads easting and northing in metres after a zone and its letter.
fn utm(written: &WrittenText, zone: i32, band: char, start: usize, datum: Datum) -> Reading {
    let (easting, after) = written.number(start, true)?;
    let after = written.any_word(after, &["ME", "M E", " E", "E"]).unwrap_or(after);
    let northing_at = written.skip(after, |c| matches!(c, ' ' | ','));
    let (northing, end) = (northing_at > after).then(|| written.number(northing_at, true)).flatten()?;
    let end = written.any_word(end, &["MN", "M N", " N", "N"]).unwrap_or(end);
    let whole = |text: &str| text.split('.').next().map_or(0, |digits| digits.trim_start_matches('0').len());
    if whole(&easting) != 6 || !(6..=7).contains(&whole(&northing)) {
        return None;
    }
    let read = || {
        let metres = |text: &str| text.parse::<f64>().map_err(|_| Fault::Digits);
        let at = matches!((zone, band), (47 | 48, 'N' | 'P' | 'Q'))
            .then(|| Some((metres(&easting).ok()?, metres(&northing).ok()?)))
            .flatten()
            .and_then(|(east, north)| of_utm(datum, zone, east, north))
            .ok_or(Fault::OutsideRegion)?;
        let decimals = easting.split_once('.').map_or(0, |(_, after)| after.len().min(6));
        let step_m = 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
        let radius_m = step_m * std::f64::consts::FRAC_1_SQRT_2;
        Ok((WrittenPosition { at, radius_m, kind: WrittenKind::Utm, swapped: false }, end))
    };
    Some(read())
}

fn band_of(lat_deg: f64) -> char {
    let index = round_to_i32(((lat_deg + 80.0) / 8.0).floor())
        .and_then(|index| usize::try_from(index).ok())
        .unwrap_or(0);
    BANDS.get(index).or(BANDS.last()).map_or('?', |b| char::from(*b))
}
