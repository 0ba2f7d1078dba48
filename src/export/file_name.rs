//! Names of files that say what is in them: ASCII, short enough for every device.

use chrono::{DateTime, Utc};

use crate::domain::{Area, Epoch, ReportQuery, RiskPointQuery, period};

/// Longest name of a file, in characters.
const LONGEST: usize = 120;
/// Most codes of a list that a name spells out.
const MOST_CODES: usize = 3;

/// Makes a name such as `mekong-watch-reports-drugs-district3206-epoch7.kml`.
///
/// The filter's words are cut where they are too long; the epoch and the ending always stand.
pub fn file_name(what: &str, filter: Vec<String>, epoch: Epoch, ending: &str) -> String {
    let words = [vec![format!("mekong-watch-{what}")], filter].concat();
    let tail = format!("-epoch{epoch}.{ending}");
    let room = LONGEST.saturating_sub(tail.len());
    let head: String = words.join("-").chars().map(plain).take(room).collect();
    format!("{}{tail}", head.trim_end_matches(['-', '.', '_']))
}

/// Says a question about reports in the words of a file's name.
pub fn report_filter(query: &ReportQuery) -> Vec<String> {
    let ReportQuery { as_of: _, area, from, to, categories, statuses, channels, precisions } = query;
    let mut words = Vec::new();
    words.extend(few("categories", categories.iter().map(|c| c.as_str())));
    words.extend(few("statuses", statuses.iter().map(|s| s.as_str())));
    words.extend(area.as_ref().map(area_word));
    words.extend(from.map(|at| format!("from{}", moment(at))));
    words.extend(to.map(|at| format!("to{}", moment(at))));
    words.extend(few("channels", channels.iter().map(|c| c.as_str())));
    words.extend(few("precisions", precisions.iter().map(|p| p.as_str())));
    words
}

/// Says a question about risk points in the words of a file's name.
pub fn risk_filter(query: &RiskPointQuery) -> Vec<String> {
    let RiskPointQuery { as_of: _, area, kinds, severities } = query;
    let severities: Vec<String> = severities.iter().map(|s| format!("severity{s}")).collect();
    let mut words = Vec::new();
    words.extend(few("kinds", kinds.iter().map(|k| k.as_str())));
    words.extend(few("severities", severities.iter().map(String::as_str)));
    words.extend(area.as_ref().map(area_word));
    words
}

fn area_word(area: &Area) -> String {
    let codes = |what: &str, codes: Vec<String>| match codes.len() {
        0..=MOST_CODES => format!("{what}{}", codes.join("-")),
        n => format!("{n}{what}s"),
    };
    match area {
        Area::Districts(list) => codes("district", list.iter().map(ToString::to_string).collect()),
        Area::Provinces(list) => codes("province", list.iter().map(ToString::to_string).collect()),
        Area::Bbox { south_west: sw, north_east: ne } => {
            format!("bbox{:.2}-{:.2}-{:.2}-{:.2}", sw.lon_deg(), sw.lat_deg(), ne.lon_deg(), ne.lat_deg())
        }
        Area::Circle { centre, radius_m } => {
            format!("circle{:.2}-{:.2}-{radius_m:.0}m", centre.lon_deg(), centre.lat_deg())
        }
        Area::Crossing { crossing, radius_m } => format!("crossing{crossing}-{radius_m:.0}m"),
        Area::Border { from_km, to_km, within_m } => {
            format!("border{from_km:.0}-{to_km:.0}km-{within_m:.0}m")
        }
        Area::Saved(id) => format!("area{}", id.to_string().chars().take(8).collect::<String>()),
    }
}

/// Spells out a short list and counts a long one.
fn few<'a>(what: &str, items: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    match items.len() {
        0 => None,
        1..=MOST_CODES => Some(items.collect::<Vec<_>>().join("-")),
        n => Some(format!("{n}{what}")),
    }
}

/// Writes a day in Bangkok, with the time unless it is midnight.
fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&period::bangkok());
    let written = local.format("%Y%m%dT%H%M").to_string();
    written.strip_suffix("T0000").map(ToOwned::to_owned).unwrap_or(written)
}

fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Category, Channel, Precision, RiskPointKind, Status};

    fn name(query: &ReportQuery) -> String {
        file_name("reports", report_filter(query), 7, "kml")
    }

    #[test]
    fn a_name_says_the_filter() {
        let asked = |area: &str| ReportQuery { area: Some(area.parse().unwrap()), ..ReportQuery::default() };
        assert_eq!(name(&ReportQuery::default()), "mekong-watch-reports-epoch7.kml");
        let drugs = ReportQuery { categories: vec![Category::Drugs], ..asked("district:3206") };
        assert_eq!(name(&drugs), "mekong-watch-reports-drugs-district3206-epoch7.kml");
        for (area, word) in [
            ("district:3206,3409", "district3206-3409"),
            ("province:30,31,32,33", "4provinces"),
            ("bbox:102,13,103.5,14", "bbox102.00-13.00-103.50-14.00"),
            ("circle:103.7,14.4,5000", "circle103.70-14.40-5000m"),
            ("crossing:L01,5000", "crossingL01-5000m"),
            ("border:100,180", "border100-180km-5000m"),
            ("saved:0123456789abcdef0123456789abcdef", "area01234567"),
        ] {
            assert_eq!(name(&asked(area)), format!("mekong-watch-reports-{word}-epoch7.kml"));
        }
        let bound = |text: &str| Some(period::parse_bound(text).unwrap());
        let dated = ReportQuery {
            from: bound("2025-01"),
            to: bound("2025-02-01T07:30:00+07:00"),
            ..ReportQuery::default()
        };
        assert_eq!(name(&dated), "mekong-watch-reports-from20250101-to20250201T0730-epoch7.kml");
    }

    #[test]
    fn a_name_says_which_risk_points() {
        let query = RiskPointQuery {
            area: Some("province:32".parse().unwrap()),
            kinds: vec![RiskPointKind::Smuggling],
            severities: ["4", "5"].map(|s| s.parse().unwrap()).to_vec(),
            ..RiskPointQuery::default()
        };
        let name = file_name("risk-points", risk_filter(&query), 7, "gpx");
        assert_eq!(name, "mekong-watch-risk-points-smuggling-severity4-severity5-province32-epoch7.gpx");
    }

    #[test]
    fn a_name_is_short_and_ascii_and_keeps_epoch_and_ending() {
        let everything = ReportQuery {
            as_of: None,
            area: Some("bbox:102.123,13.456,103.789,14.012".parse().unwrap()),
            from: Some(period::parse_bound("2025-01-01T01:02:03+07:00").unwrap()),
            to: Some(period::parse_bound("2026-01-01T01:02:03+07:00").unwrap()),
            categories: Category::ALL[..3].to_vec(),
            statuses: Status::ALL.to_vec(),
            channels: Channel::ALL.to_vec(),
            precisions: Precision::ALL.to_vec(),
        };
        let name = file_name("hotspots-10000m-synthetic", report_filter(&everything), 123_456, "geojson");
        assert!(name.len() <= 120 && name.is_ascii() && name.ends_with("-epoch123456.geojson"), "{name}");
    }
}
