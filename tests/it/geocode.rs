//! The geocoder against the sample incidents: from the place text alone to the district.

use std::fmt::Write as _;

use mekong_watch::domain::DistrictCode;
use mekong_watch::import::bundled;
use mekong_watch::import::geocode::{Confidence, GeocodeRequest, Geocoded, Geocoder};

/// One sample incident: its id, its place text and the district its collector gave it, if any.
struct Row {
    id: String,
    place_text: String,
    district: Option<DistrictCode>,
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(bundled::SAMPLE_INCIDENTS.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (id, text, code) = (column("id"), column("place_text"), column("amphoe_code"));
    reader
        .records()
        .map(|record| record.unwrap())
        .map(|record| Row {
            id: record[id].to_owned(),
            place_text: record[text].to_owned(),
            district: record[code].parse().ok(),
        })
        .collect()
}

fn geocode(geocoder: &Geocoder, text: &str) -> Geocoded {
    geocoder.geocode(&GeocodeRequest::text(text))
}

#[test]
fn the_sample_incidents_get_their_district_or_a_reason() {
    let geocoder = Geocoder::new(&bundled::reference().unwrap());
    let (mut known, mut right, mut report) = (0, 0, String::new());
    let mut wrong_and_sure = Vec::new();
    let mut silent = Vec::new();
    for row in rows() {
        let found = geocode(&geocoder, &row.place_text);
        let agrees = row.district.is_some() && found.district == row.district;
        known += usize::from(row.district.is_some());
        right += usize::from(agrees);
        let line = format!(
            "{} {} expected {:?} found {:?} {:?} {} {}: {}",
            row.id,
            row.place_text,
            row.district,
            found.district,
            found.place,
            found.method,
            found.confidence,
            found.why
        );
        if row.district.is_some() && !agrees {
            if found.confidence == Confidence::High {
                wrong_and_sure.push(line.clone());
            }
            if found.why.is_empty() {
                silent.push(line.clone());
            }
        }
        if std::env::var_os("MEKONG_WATCH_LIST").is_some() || row.district.is_some() && !agrees {
            writeln!(report, "{line}").unwrap();
        }
    }
    println!("{right} of {known} right\n{report}");
    assert!(known >= 213, "{known} rows have a district");
    assert!(right * 100 >= known * 97, "{right} of {known}:\n{report}");
    assert!(wrong_and_sure.is_empty(), "{wrong_and_sure:#?}");
    assert!(silent.is_empty(), "{silent:#?}");
}
