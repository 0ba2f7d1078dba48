//! Synthetic reports that hold the hard cases: on edges and corners, twice in one place, on a zone's seam, on
//! both banks, abroad, known by area only, without place or date, on the first instant of a period.

use std::collections::BTreeSet;
use std::fmt::Write;

use mekong_watch::domain::{Category, Channel, LonLat, Status};

use super::random::Random;
use crate::support::{placer, reference};

/// One step of the grid of positions, 1/128 degree in steps of 1e-7: exact in decimals and in binary, so that
/// a point between two others of the grid lies exactly on the line between them.
pub const STEP: i32 = 78_125;
/// Nodes of the grid around which reports lie, as multiples of the step: places along both borders, one of
/// them on 102 E, the seam of the UTM zones.
pub const CENTRES: [(i32, i32); 8] = [
    (12_813, 2_594), // Chiang Saen
    (13_056, 2_304), // Pak Chom, on 102 E
    (13_133, 2_286), // Nong Khai
    (13_404, 2_117), // Mukdahan
    (13_504, 1_956), // Khong Chiam
    (13_280, 1_848), // Kap Choeng
    (13_121, 1_749), // Aranyaprathet
    (13_160, 1_536), // Khlong Yai
];

/// What is held of a report's time, as a file writes it and as a question writes it.
pub const INSTANTS: [&str; 8] = [
    "2024-03-01T00:00:00+07:00",
    "2024-02-29T23:59:59+07:00",
    "2024-07-14T07:30:00+07:00",
    "2024-07-14T07:30:01+07:00",
    "2025-01-01T00:00:00+07:00",
    "2025-01-01T00:00:00Z",
    "2025-03-31T23:59:59+07:00",
    "2025-05-05T12:00:00+09:00",
];
pub const DAYS: [&str; 9] = [
    "2024-01-01",
    "2024-02-29",
    "2024-03-01",
    "2024-07-14",
    "2024-10-01",
    "2025-01-01",
    "2025-02-28",
    "2025-03-31",
    "2025-05-05",
];

/// A position in steps of 1e-7 degrees, longitude first.
pub type Spot = (i32, i32);

/// Writes steps of 1e-7 degrees as degrees, exactly, with all decimals: a whole degree alone is refused as
/// too coarse in a file.
pub fn degrees(steps: i32) -> String {
    format!("{:.7}", f64::from(steps) / 1e7)
}

pub fn lon_lat(spot: Spot) -> LonLat {
    LonLat::from_e7(spot.0, spot.1).unwrap()
}

fn spot(lon: f64, lat: f64) -> Spot {
    let at = LonLat::new(lon, lat).unwrap();
    (at.lon_e7(), at.lat_e7())
}

/// Makes the positions of the points.
pub fn spots(random: &mut Random) -> Vec<Spot> {
    let mut spots = Vec::new();
    for (column, row) in CENTRES {
        spots.extend((-4..=4).flat_map(|x| (-4..=4).map(move |y| ((column + x) * STEP, (row + y) * STEP))));
    }
    for _ in 0..60 {
        spots.push((1_020_000_000 + random.between(-1, 1), random.between(170_000_000, 190_000_000)));
    }
    // Both banks of rivers and both sides of land borders, up to 3 km and up to a few metres away.
    for _ in 0..160 {
        let foot = placer().border().at_km(random.real(0.0, placer().border().length_km())).unwrap();
        let reach = *random.pick(&[0.000_05, 0.005, 0.03]);
        let (east, north) = (random.real(-reach, reach), random.real(-reach, reach));
        spots.extend([spot(foot.x + east, foot.y + north), spot(foot.x - east, foot.y - north)]);
    }
    // Shared corners of border districts, and the middles of shared edges as near as they can be written.
    let border: Vec<_> = reference().districts.iter().filter(|d| d.is_on_border()).collect();
    for _ in 0..250 {
        let shape = placer().districts().shape(random.pick(&border).code).unwrap();
        let lines: Vec<_> = shape.iter().flat_map(|polygon| polygon.exterior().lines()).collect();
        let line = random.pick(&lines);
        spots.push(spot(line.start.x, line.start.y));
        if random.in_a_hundred(40) {
            spots
                .push(spot(f64::midpoint(line.start.x, line.end.x), f64::midpoint(line.start.y, line.end.y)));
        }
    }
    spots.extend(reference().crossings.iter().filter_map(|c| {
        let at = c.position?.at;
        Some((at.lon_e7(), at.lat_e7()))
    }));
    for _ in 0..300 {
        spots.push((random.between(1_000_000_000, 1_056_000_000), random.between(116_000_000, 204_000_000)));
    }
    let crowded = random.some(&spots, 1).repeat(25);
    spots.extend(crowded);
    for _ in 0..9 {
        let crowded = [*random.pick(&spots); 25];
        spots.extend(crowded);
    }
    spots
}

/// What a file says of one report, but for its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    observed: String,
    category: Category,
    status: Status,
    channel: Channel,
    place: String,
}

impl Row {
    fn random(random: &mut Random, place: String) -> Self {
        let channel = *random.pick(Channel::ALL);
        let (observed, category) = (observed(random), *random.pick(Category::ALL));
        Self { observed, category, status: status(random, channel), channel, place }
    }

    /// Makes it say something else: another place, another time, or another kind.
    fn revised(&self, random: &mut Random, places: &[String]) -> Self {
        loop {
            let mut row = self.clone();
            match random.between(0, 9) {
                0..=4 => row.place.clone_from(random.pick(places)),
                5..=6 => row.observed = observed(random),
                7 => row.category = *random.pick(Category::ALL),
                8 => row.status = status(random, row.channel),
                _ => {
                    row.channel = *random.pick(Channel::ALL);
                    row.status = status(random, row.channel);
                }
            }
            if row != *self {
                return row;
            }
        }
    }
}

/// Makes all that a report can say of its place; the first are the positions.
pub fn places(random: &mut Random, spots: &[Spot]) -> Vec<String> {
    let on_border: Vec<_> = reference().districts.iter().filter(|d| d.is_on_border()).collect();
    let mut places: Vec<String> =
        spots.iter().map(|(lon, lat)| format!("{},{},,,,", degrees(*lat), degrees(*lon))).collect();
    for _ in 0..220 {
        let district = random.pick(&on_border);
        let tambons: Vec<_> =
            reference().tambons.iter().filter(|t| t.code.district() == district.code).collect();
        let province = reference().provinces.iter().find(|p| p.code == district.code.province()).unwrap();
        places.push(format!(",,,{},{},", random.pick(&tambons).names.th, district.code));
        places.push(format!(",,,,{},", district.code));
        places.push(format!(",,,,,{}", province.names.th));
        places.push(",,,,,".to_owned());
    }
    // Villages of the list of places become points that stand for a village.
    for place in &reference().places {
        let district = on_border.iter().find(|d| Some(d.code) == place.district);
        if let Some(district) = district.filter(|_| place.names.th.starts_with("บ้าน")) {
            places.push(format!(",,{} อำเภอ{},,,", place.names.th, district.names.th));
        }
    }
    places
}

/// Makes a report at each place.
pub fn rows(random: &mut Random, places: &[String]) -> Vec<Row> {
    places.iter().map(|place| Row::random(random, place.clone())).collect()
}

/// Makes edits of reports, one of each at most, and every tenth a report that is new; returns what they are about.
pub fn edit(random: &mut Random, rows: &mut Vec<Row>, places: &[String], count: usize) -> BTreeSet<usize> {
    let mut edited = BTreeSet::new();
    let known = rows.len();
    while edited.len() < count {
        if random.in_a_hundred(10) {
            edited.insert(rows.len());
            let place = random.pick(places).clone();
            rows.push(Row::random(random, place));
        } else {
            let which = random.below(known);
            if edited.insert(which) {
                rows[which] = rows[which].revised(random, places);
            }
        }
    }
    edited
}

fn observed(random: &mut Random) -> String {
    match random.between(0, 9) {
        0 => String::new(),
        1..=4 => (*random.pick(&INSTANTS)).to_owned(),
        5..=7 => (*random.pick(&DAYS)).to_owned(),
        _ => format!("2024-{:02}-{:02}", random.between(1, 12), random.between(1, 28)),
    }
}

/// Makes a status that a report of a channel can have.
fn status(random: &mut Random, channel: Channel) -> Status {
    match channel {
        Channel::OpenSource => Status::Unverified,
        _ => *random.pick(Status::ALL),
    }
}

/// Writes some of the rows as a file; a row's place among all is its id.
pub fn file(rows: &[Row], some: impl IntoIterator<Item = usize>) -> String {
    let mut file =
        "id,observed,category,status,channel,lat,lon,place_text,tambon,district_code,province,synthetic\n"
            .to_owned();
    for i in some {
        let Row { observed, category, status, channel, place } = &rows[i];
        writeln!(file, "SYN-{i},{observed},{category},{status},{channel},{place},true").unwrap();
    }
    file
}
