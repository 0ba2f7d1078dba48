//! The geocoder against the sample incidents: from the place text alone to the district.

use mekong_watch::domain::DistrictCode;
use mekong_watch::import::bundled;
use mekong_watch::import::geocode::{Confidence, GeocodeRequest, Geocoded, Geocoder};

/// Sample incidents outside the border list, whose district a person read from the text; the others
/// without a code must not be sure of one.
const READ_BY_A_PERSON: &[(&str, &str)] = &[
    ("LAO-021", "5701"),
    ("LAO-036", "5505"),
    ("LAO-042", "5305"),
    ("LAO-131", "4808"),
    ("LAO-154", "4807"),
    ("LAO-190", "3401"),
    ("KHM-042", "3305"),
    ("KHM-083", "3201"),
    ("KHM-106", "2701"),
    ("KHM-136", "2202"),
    ("KHM-137", "2305"),
    ("KHM-138", "2306"),
    ("KHM-145", "2701"),
];

/// One sample incident and what the geocoder makes of its place text.
struct Row {
    id: String,
    place_text: String,
    district: Option<DistrictCode>,
    found: Geocoded,
}

impl Row {
    fn is_right(&self) -> bool {
        self.district.is_some() && self.found.district == self.district
    }

    fn line(&self) -> String {
        let Geocoded { district, method, confidence, why, .. } = &self.found;
        format!(
            "{} {}: expected {:?}, found {district:?} by {method}, {confidence}: {why}",
            self.id, self.place_text, self.district
        )
    }
}

fn rows() -> Vec<Row> {
    let geocoder = Geocoder::new(&bundled::reference().unwrap());
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
            found: geocoder.geocode(&GeocodeRequest::text(&record[text])),
        })
        .collect()
}

fn lines(rows: &[Row], pass: impl Fn(&Row) -> bool) -> String {
    rows.iter().filter(|row| pass(row)).map(|row| row.line() + "\n").collect()
}

#[test]
fn sample_incidents_get_their_district_from_the_place_text_alone() {
    let rows = rows();
    let known = rows.iter().filter(|row| row.district.is_some()).count();
    let right = rows.iter().filter(|row| row.is_right()).count();
    let wrong = lines(&rows, |row| row.district.is_some() && !row.is_right());
    assert_eq!((rows.len(), known), (234, 213));
    assert!(right * 100 >= known * 98, "{right} of {known}:\n{wrong}");
}

#[test]
fn no_sample_incident_is_wrong_and_sure_or_wrong_and_silent() {
    let rows = rows();
    let wrong = |row: &Row| row.district.is_some() && !row.is_right();
    assert_eq!(lines(&rows, |row| wrong(row) && row.found.confidence == Confidence::High), "");
    assert_eq!(lines(&rows, |row| wrong(row) && row.found.why.is_empty()), "");
    let doubted = |row: &Row| row.found.confidence != Confidence::High && row.found.why.is_empty();
    assert_eq!(lines(&rows, doubted), "");
}

#[test]
fn sample_incidents_without_a_code_are_sure_only_of_what_a_person_reads_too() {
    let rows = rows();
    for (id, code) in READ_BY_A_PERSON {
        let row = rows.iter().find(|row| row.id == *id).unwrap();
        assert_eq!(row.found.district.unwrap().to_string(), *code, "{}", row.line());
    }
    let listed = |row: &Row| READ_BY_A_PERSON.iter().any(|(id, _)| *id == row.id);
    let sure = |row: &Row| row.found.confidence == Confidence::High && row.found.district.is_some();
    assert_eq!(lines(&rows, |row| row.district.is_none() && sure(row) && !listed(row)), "");
}

#[test]
fn every_shown_tambon_is_found_by_its_full_address() {
    let reference = bundled::reference().unwrap();
    let geocoder = Geocoder::new(&reference);
    for tambon in &reference.tambons {
        let district = reference.district(tambon.code.district()).unwrap();
        if !district.shown {
            continue;
        }
        let province = &reference.province(district.code.province()).unwrap().names;
        for text in [
            format!("ริมโขงตำบล{}อำเภอ{}จังหวัด{}", tambon.names.th, district.names.th, province.th),
            format!("tambon {}, {} district, {}", tambon.names.en, district.names.en, province.en),
        ] {
            let found = geocoder.geocode(&GeocodeRequest::text(text.clone()));
            assert_eq!((found.tambon, found.district), (Some(tambon.code), Some(district.code)), "{text}");
        }
    }
}
