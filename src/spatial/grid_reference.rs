//! Positions as people write them: military grid references, decimal degrees, minutes, UTM.
//!
//! Thai units report MGRS, often without the zone. In this region the two letters of the 100-km square
//! are enough: columns J to R lie in zone 47 and S to Z in zone 48, and the rows repeat only every
//! 2,000 km (domain notes, grids and datums). A text does not tell its datum: it is taken as WGS 84 unless
//! whoever brings it says Indian 1975, the datum of old sheets, on which the same text means a place 450 to
//! 520 m to the north-west. No radius here includes that.

use std::ops::Range;

pub use super::mgrs::to_mgrs;
pub use super::written_forms::WrittenForms;
use super::written_position::{Fault, Reading};
pub use super::written_position::{WrittenKind, WrittenPosition};
use super::written_text::WrittenText;
use super::{mgrs, written_degrees};
use crate::domain::Datum;

/// Longest text that is read as one position, in characters.
const LONGEST: usize = 200;
/// Longest text that is searched for a position, in characters.
const LONGEST_SEARCHED: usize = 4_000;
/// Words before a grid reference or coordinate.
const LABELS: [&str; 9] =
    ["MGRS", "UTM", "WGS84", "WGS 84", "GRID", "COORDINATES", "COORDINATE", "พิกัดทางทหาร", "พิกัด"];
/// Words after which letters and digits are a number plate, a document or a telephone.
const OTHER_NUMBERS: [&str; 10] =
    ["ทะเบียน", "เลขที่", "หมายเลข", "โทร", "PLATE", "PASSPORT", "LICENCE", "LICENSE", "NO.", "ID"];

/// Says why a text is not a position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// It has none of the known forms.
    #[error(
        "`{text}` is not a position; write 47QPB502763, PB 502763, 14.435, 103.700 or 47N 650000 2170000"
    )]
    Unreadable {
        /// The beginning of the text.
        text: String,
    },
    /// More follows a position than belongs to it.
    #[error("`{text}` has `{rest}` after the position")]
    Trailing {
        /// The text as given.
        text: String,
        /// What follows.
        rest: String,
    },
    /// The digits of a grid reference do not fall into two halves of one to five.
    #[error("grid reference `{text}` needs 2, 4, 6, 8 or 10 digits")]
    Digits {
        /// The text as given.
        text: String,
    },
    /// The letters name no square of the zone, or a zone that is not here.
    #[error("grid reference `{text}`: {reason}")]
    Square {
        /// The text as given.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// It is a position, and lies elsewhere.
    #[error(
        "`{text}` lies outside the region: here latitude is 5 to 21 and longitude 97 to 107, never negative"
    )]
    OutsideRegion {
        /// The text as given.
        text: String,
    },
    /// Degrees without decimals or minutes are tens of kilometres wide.
    #[error("`{text}` is too coarse: degrees need decimals or minutes")]
    TooCoarse {
        /// The text as given.
        text: String,
    },
    /// Minutes or seconds of 60 and more.
    #[error("`{text}` has minutes or seconds of 60 or more")]
    Sexagesimal {
        /// The text as given.
        text: String,
    },
}

/// Reads a text that is a position and nothing else.
///
/// ```
/// use mekong_watch::spatial::grid_reference::parse_position;
/// let kio_hok = parse_position("PB 502763")?;
/// assert_eq!(format!("{:.4} {:.4}", kio_hok.at.lat_deg(), kio_hok.at.lon_deg()), "19.6768 100.4333");
/// # Ok::<(), mekong_watch::spatial::grid_reference::PositionError>(())
/// ```
///
/// # Errors
/// When the text has none of the known forms, or names a position outside the region (latitude 5 to 21,
/// longitude 97 to 107).
pub fn parse_position(text: &str) -> Result<WrittenPosition, PositionError> {
    parse_position_on(text, Datum::Wgs84)
}

/// Reads a text that is a position on a datum and nothing else; what it returns is on WGS 84.
///
/// # Errors
/// As [`parse_position`].
pub fn parse_position_on(text: &str, datum: Datum) -> Result<WrittenPosition, PositionError> {
    let given: String = text.trim().chars().take(LONGEST).collect();
    let written = WrittenText::new(text.trim(), LONGEST + 1);
    if written.len() > LONGEST {
        return Err(PositionError::Unreadable { text: given });
    }
    let start = skip_labels(&written, 0);
    match read(&written, start, datum) {
        None => Err(PositionError::Unreadable { text: given }),
        Some(Err(fault)) => Err(named(fault, given)),
        Some(Ok((position, end))) => {
            let end_of_all = written.skip(end, |c| matches!(c, ' ' | '.' | ',' | ')' | ']'));
            if end_of_all == written.len() {
                return Ok(position);
            }
            let rest = text.trim().get(written.bytes(end, written.len())).unwrap_or_default().to_owned();
            Err(PositionError::Trailing { text: given, rest })
        }
    }
}

/// Finds the first position inside a longer text, and the bytes it takes up there.
///
/// Reads the first 4,000 characters. Bare numbers count only when they have the decimals of a coordinate
/// and both lie in the region; a grid reference without a label needs its capitals.
pub fn find_position(text: &str) -> Option<(WrittenPosition, Range<usize>)> {
    find_position_on(text, Datum::Wgs84)
}

/// Finds the first position on a datum inside a longer text, as [`find_position`] does.
pub fn find_position_on(text: &str, datum: Datum) -> Option<(WrittenPosition, Range<usize>)> {
    let written = WrittenText::new(text, LONGEST_SEARCHED);
    (0..written.len())
        .filter(|start| begins_a_token(&written, *start))
        .find_map(|start| found_at(text, &written, start, datum))
}

fn named(fault: Fault, text: String) -> PositionError {
    match fault {
        Fault::Digits => PositionError::Digits { text },
        Fault::Square(reason) => PositionError::Square { text, reason },
        Fault::OutsideRegion => PositionError::OutsideRegion { text },
        Fault::TooCoarse => PositionError::TooCoarse { text },
        Fault::Sexagesimal => PositionError::Sexagesimal { text },
    }
}

fn read(written: &WrittenText, start: usize, datum: Datum) -> Reading {
    mgrs::with_zone(written, start, datum)
        .or_else(|| mgrs::without_zone(written, start, datum))
        .or_else(|| written_degrees::degrees(written, start, datum))
}

fn skip_labels(written: &WrittenText, start: usize) -> usize {
    let mut here = start;
    loop {
        here = written.skip(here, |c| matches!(c, ' ' | ':' | '(' | '[' | '='));
        match written.any_word(here, &LABELS) {
            Some(after) => here = after,
            None => return here,
        }
    }
}

fn begins_a_token(written: &WrittenText, start: usize) -> bool {
    let starts = written.at(start).is_some_and(|c| c.is_ascii_alphanumeric());
    let free =
        written.before(start).is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '/'));
    starts && free
}

fn found_at(
    text: &str,
    written: &WrittenText,
    start: usize,
    datum: Datum,
) -> Option<(WrittenPosition, Range<usize>)> {
    let (position, end) = read(written, start, datum)?.ok()?;
    let free = written.at(end).is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '%'));
    let bytes = written.bytes(start, end);
    let given = text.get(bytes.clone())?;
    let before = written.tail(start, 24);
    let labelled = LABELS.iter().any(|label| before.contains(label)) || given.contains(['N', 'n', '°', 'º']);
    let sure = match position.kind {
        WrittenKind::MgrsWithZone => {
            let digits = digit_count(given);
            digits >= 8 || digits >= 6 && !given.contains(|c: char| c.is_ascii_lowercase())
        }
        WrittenKind::MgrsWithoutZone => {
            let tail = before.trim_end_matches([' ', ':']);
            digit_count(given) >= 6
                && !given.contains(|c: char| c.is_ascii_lowercase())
                && !OTHER_NUMBERS.iter().any(|word| tail.ends_with(word))
        }
        WrittenKind::DecimalDegrees => labelled || least_decimals(given) >= 3,
        WrittenKind::DegreesMinutes | WrittenKind::Utm => true,
    };
    (free && sure).then_some((position, bytes))
}

fn digit_count(text: &str) -> usize {
    text.chars()
        .filter(|c| c.is_ascii_digit() || crate::domain::thai_digits::thai_digit(*c).is_some())
        .count()
}

fn least_decimals(text: &str) -> usize {
    let digit = |c: &char| c.is_ascii_digit() || crate::domain::thai_digits::thai_digit(*c).is_some();
    text.split('.').skip(1).map(|after| after.chars().take_while(digit).count()).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::written_position::REGION_LAT;
    use super::*;
    use crate::domain::LonLat;
    use geo::{Distance, Geodesic};
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    fn metres(a: LonLat, b: LonLat) -> f64 {
        Geodesic.distance(a.point(), b.point())
    }

    fn check(text: &str, lat: f64, lon: f64, kind: WrittenKind, within_m: f64) {
        let position = parse_position(text).unwrap_or_else(|e| panic!("{e}"));
        let off = metres(position.at, at(lon, lat));
        assert!(off <= within_m, "{text}: {} is {off} m off", position.at);
        assert_eq!(position.kind, kind, "{text}");
    }

    #[test]
    fn a_grid_reference_means_the_centre_of_its_square() {
        use WrittenKind::{MgrsWithZone, MgrsWithoutZone};
        for (text, kind) in [
            ("47QPB502763", MgrsWithZone),
            ("47q pb 502 763", MgrsWithZone),
            ("MGRS: 47QPB 502,763", MgrsWithZone),
            ("พิกัด ๔๗QPB๕๐๒๗๖๓", MgrsWithZone),
            ("PB 502763", MgrsWithoutZone),
            ("พิกัด pb502763", MgrsWithoutZone),
            ("PB 502 763", MgrsWithoutZone),
        ] {
            check(text, 19.6768, 100.4333, kind, 5.0);
            assert!((parse_position(text).unwrap().radius_m - 70.71).abs() < 0.01);
        }
        // pypi `mgrs` 1.5 (GeoTrans): 47QPB5025076350, the metre at the centre.
        check("47QPB502763", 19.676_808_6, 100.433_338_2, MgrsWithZone, 1.0);
    }

    #[test]
    fn printed_coordinates_of_the_sample_incidents_agree() {
        check("QB 301041", 19.0166, 101.1860, WrittenKind::MgrsWithoutZone, 100.0);
        check("48PTA 55148 28943", 13.819_703, 102.734_94, WrittenKind::MgrsWithZone, 2.0);
        check("48PTA 55099 28917", 13.819_464, 102.734_489, WrittenKind::MgrsWithZone, 2.0);
        check("11°33.2604′ N, 102°50.2803′ E", 11.554_34, 102.838_005, WrittenKind::DegreesMinutes, 1.0);
    }

    #[test]
    fn degrees_are_read_in_either_order_and_spelling() {
        for text in [
            "14.435, 103.700",
            "103.700, 14.435",
            "๑๔.๔๓๕, ๑๐๓.๗๐๐",
            "14.435 103.700",
            "lat 14.435 lon 103.70",
            "Latitude: 14.435, Longitude: 103.7",
            "14.435N 103.7E",
            "14.435°N, 103.7°E",
            "N14.435 E103.700",
            "E103.700 N14.435",
            "พิกัด 14.435/103.700",
        ] {
            check(text, 14.435, 103.7, WrittenKind::DecimalDegrees, 0.1);
        }
        for text in [
            "14°26'06\"N 103°42'00\"E",
            "14° 26′ 06″ N, 103° 42′ 00″ E",
            "14°26.1' 103°42.0'",
            "๑๔ องศา ๒๖ ลิปดา ๖ ฟิลิปดา เหนือ ๑๐๓ องศา ๔๒ ลิปดา ตะวันออก",
        ] {
            check(text, 14.435, 103.7, WrittenKind::DegreesMinutes, 0.1);
        }
        let coarse = parse_position("14.4, 103.7").unwrap();
        assert!((7_000.0..8_000.0).contains(&coarse.radius_m), "{}", coarse.radius_m);
    }

    #[test]
    fn utm_is_read_in_metres() {
        // PROJ 9 (pyproj): EPSG:32647 and EPSG:32648 to WGS 84.
        check("47N 650000 2170000", 19.619_455_9, 100.430_440_6, WrittenKind::Utm, 0.1);
        check("47 Q 0650000 2170000", 19.619_455_9, 100.430_440_6, WrittenKind::Utm, 0.1);
        check("UTM 48P 364500mE 1595000mN", 14.424_093_0, 103.743_012_6, WrittenKind::Utm, 0.1);
    }

    #[test]
    fn what_is_no_position_says_why() {
        for (text, part) in [
            ("", "is not a position"),
            ("48 PCS", "is not a position"),
            ("1กข 1234", "is not a position"),
            ("PB 5027631", "2, 4, 6, 8 or 10 digits"),
            ("PB 50276350276350", "2, 4, 6, 8 or 10 digits"),
            ("33UXP 123456", "zone 33"),
            ("47PTA 55148 28943", "no column T"),
            ("48QTA 55148 28943", "band P, not Q"),
            ("AB 123456", "no zone of this region"),
            ("14, 103", "too coarse"),
            ("48.2, 16.37", "outside the region"),
            ("-14.435, 103.7", "is not a position"),
            ("14°75' 103°10'", "60 or more"),
            ("47N 650000 4170000", "outside the region"),
            ("PB 502763 ถึง PB 510770", "after the position"),
        ] {
            let error = parse_position(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_position_is_found_inside_longer_text() {
        for (text, found) in [
            ("Ban Huay Kham, Bo Kluea district, Nan; coordinate QB 301041", "QB 301041"),
            ("บ้านหนองหญ้าแก้ว อ.โคกสูง จ.สระแก้ว พิกัด 48PTA 55148 28943", "48PTA 55148 28943"),
            ("7 nautical miles off Trat, 11°33.2604′ N, 102°50.2803′ E", "11°33.2604′ N, 102°50.2803′ E"),
            ("พบที่พิกัด ๑๔.๔๓๕, ๑๐๓.๗๐๐ เวลา 16.55 น.", "๑๔.๔๓๕, ๑๐๓.๗๐๐"),
            ("(14.43500,103.70012)", "14.43500,103.70012"),
            ("ฐาน UTM 47N 650000 2170000 ใกล้ลำน้ำ", "47N 650000 2170000"),
            ("lat 14.435 lon 103.70", "lat 14.435 lon 103.70"),
        ] {
            let (_, bytes) = find_position(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[bytes], found);
        }
    }

    #[test]
    fn ordinary_text_holds_no_position() {
        for text in [
            "ยาบ้า 48 PCS 2,000 เม็ด",
            "seized 48 PCS 200000 pills",
            "ทะเบียน กข 1234 เชียงราย",
            "plate PB 502763",
            "ทะเบียน PB 502763",
            "passport no. PB 502763",
            "15 ม.ค. 2567 เวลา 16.55 น.",
            "2024-01-15 10:00",
            "โทร 081-234-5678",
            "Highway 212, km 14.5-103.2",
            "weight 14.5, 103.2 kg",
            "กม.108-109",
            "M16 5.56 mm 100 rounds",
            "จุด 40 หลักเขต 47-48 ม.14 103 หลัง",
            "at 12 noon 100 people; 11 people 103 bags",
            "Boeing TG 102030405",
        ] {
            assert_eq!(find_position(text), None, "{text}");
        }
    }

    #[test]
    fn the_letters_alone_fix_the_zone_over_the_border_region() {
        let mut squares = std::collections::BTreeMap::new();
        for (step_lat, step_lon) in (0..180).flat_map(|a| (0..180).map(move |b| (a, b))) {
            let place = at(97.5 + f64::from(step_lon) * 0.05, 5.6 + f64::from(step_lat) * 0.085);
            let reference = to_mgrs(place, 5);
            let (zone_and_band, letters) = reference.split_at(3);
            let zone =
                squares.entry(letters[..2].to_owned()).or_insert_with(|| zone_and_band[..2].to_owned());
            assert_eq!(*zone, zone_and_band[..2], "{reference}");
            let read = parse_position(letters).unwrap_or_else(|e| panic!("{reference}: {e}"));
            assert!(metres(read.at, place) < 1.0, "{reference}");
        }
        assert!(squares.len() > 150, "{}", squares.len());
    }

    #[test]
    fn positions_are_written_as_other_programs_write_them() {
        // pypi `mgrs` 1.5 (GeoTrans).
        for (lon, lat, reference) in [
            (102.908_874, 11.651_496, "48PTT7202688857"),
            (100.084_653, 20.352_275, "47QPC1321050837"),
            (103.7, 14.435, "48PUA5986996232"),
            (104.5, 15.9999, "48PVC4650368988"),
            (104.5, 16.0001, "48QVC4650369010"),
            (101.999, 17.9, "47QRV1777881679"),
            (102.001, 17.9, "48QSE8222181679"),
            (101.1, 5.6, "47NQG3262119404"),
        ] {
            assert_eq!(to_mgrs(at(lon, lat), 5), reference);
        }
        assert_eq!(to_mgrs(at(100.433_338_2, 19.676_808_6), 3), "47QPB502763");
        assert_eq!(to_mgrs(at(0.0, 89.0), 5), "");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_within_a_metre(lon in 97.01_f64..106.9, lat in 5.01_f64..20.99) {
            let place = at(lon, lat);
            let reference = to_mgrs(place, 5);
            let read = parse_position(&reference).unwrap();
            prop_assert!(metres(read.at, place) < 0.75, "{}", reference);
            let short = parse_position(&to_mgrs(place, 3)).unwrap();
            prop_assert!(metres(short.at, place) <= short.radius_m * 1.001);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,300}") {
            let _ = parse_position(&text);
            let _ = find_position(&text);
        }

        #[test]
        fn nothing_like_a_position_makes_it_panic(text in "[0-9๐-๙ .,°'\"NEnePQTABQ/:-]{0,40}") {
            if let Ok(read) = parse_position(&text) {
                prop_assert!(REGION_LAT.contains(&read.at.lat_deg()) && read.radius_m.is_finite());
            }
            if let Some((_, bytes)) = find_position(&text) {
                prop_assert!(text.get(bytes).is_some());
            }
        }

        #[test]
        fn any_spot_of_the_globe_is_written_without_panic(lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0) {
            if let Ok(place) = LonLat::new(lon, lat) {
                let _ = to_mgrs(place, 5);
            }
        }
    }
}
