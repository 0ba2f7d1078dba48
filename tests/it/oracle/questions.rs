//! Random questions, each as the API takes it and as SQL that was written from what the API promises.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use mekong_watch::domain::{Category, Channel, Precision, ReportQuery, Status, period};
use mekong_watch::spatial::distance_m;

use super::random::Random;
use super::reports::{DAYS, INSTANTS, STEP, Spot, degrees, lon_lat};
use crate::support::{placer, reference};

/// A question as the API takes it, as the engine takes it, and as PostGIS does.
pub struct Question {
    /// What stands after `?`.
    pub path: String,
    /// What the product makes of that.
    pub query: ReportQuery,
    /// Whether a report of `held` lies in the area: true, false, or null when its place is too coarse to tell.
    inside: String,
    /// Which reports of `held` pass the filters on kinds, and on time unless they have no date.
    filters: String,
    asks_for_time: bool,
}

impl Question {
    /// Writes the statement that answers it: its number, and counts and numbers of reports as a text.
    pub fn sql(&self, number: usize) -> String {
        let Self { inside, filters, asks_for_time, .. } = self;
        // A report without date and without place drops out once, for want of the date.
        // Without `offset 0` the area would be asked once for each count.
        format!(
            "select {number}::bigint as number, concat_ws(' ',
                count(*) filter (where inside and not undated),
                count(*) filter (where inside and not undated and precision in ('exact', 'village')),
                count(*) filter (where inside and not undated and precision in ('tambon', 'district', 'province')),
                count(*) filter (where not undated and (inside is null or (inside and precision = 'none'))),
                count(*) filter (where undated and inside is not false),
                string_agg(source::text, ' ') filter (where inside and not undated)
            ) as answer
            from (
                select source, precision, {asks_for_time} and observed is null as undated, {inside} as inside
                from held where {filters} offset 0
            ) as asked"
        )
    }
}

/// Makes questions about reports at some positions and about saved areas.
pub fn questions(random: &mut Random, spots: &[Spot], saved: &[String], count: usize) -> Vec<Question> {
    (0..count).map(|_| question(random, spots, saved)).collect()
}

fn question(random: &mut Random, spots: &[Spot], saved: &[String]) -> Question {
    let (area, inside) = area(random, spots, saved);
    let mut path = vec![area];
    let mut filters = vec!["true".to_owned()];
    let mut kinds = |name: &str, of: Vec<String>| {
        path.push(format!("{name}={}", of.join(",")));
        filters.push(format!("{name} in ('{}')", of.join("', '")));
    };
    if random.in_a_hundred(60) {
        kinds("category", random.some(&names(Category::ALL), 5));
    }
    if random.in_a_hundred(35) {
        kinds("status", random.some(&names(Status::ALL), 3));
    }
    if random.in_a_hundred(35) {
        kinds("channel", random.some(&names(Channel::ALL), 4));
    }
    if random.in_a_hundred(25) {
        kinds("precision", random.some(&names(Precision::ALL), 3));
    }
    let (from, to) = (bound(random, 2024), bound(random, 2025));
    let (from, to) =
        (Some(from).filter(|_| random.in_a_hundred(40)), Some(to).filter(|_| random.in_a_hundred(40)));
    if let Some((text, instant)) = &from {
        path.push(format!("from={text}"));
        filters.push(format!("(observed is null or observed >= {instant})"));
    }
    if let Some((text, instant)) = &to {
        path.push(format!("to={text}"));
        filters.push(format!("(observed is null or observed < {instant})"));
    }
    path.retain(|part| !part.is_empty());
    Question {
        query: query(&path),
        path: path.join("&").replace('+', "%2B"),
        inside,
        filters: filters.join(" and "),
        asks_for_time: from.is_some() || to.is_some(),
    }
}

/// Reads the parts of a question.
fn query(path: &[String]) -> ReportQuery {
    fn list<T: FromStr<Err: Debug>>(text: &str) -> Vec<T> {
        text.split(',').map(|item| item.parse().unwrap()).collect()
    }
    let mut query = ReportQuery::default();
    for part in path {
        let (name, value) = part.split_once('=').unwrap();
        match name {
            "area" => query.area = Some(value.parse().unwrap()),
            "from" => query.from = Some(period::parse_bound(value).unwrap()),
            "to" => query.to = Some(period::parse_bound(value).unwrap()),
            "category" => query.categories = list(value),
            "status" => query.statuses = list(value),
            "channel" => query.channels = list(value),
            "precision" => query.precisions = list(value),
            other => panic!("{other}"),
        }
    }
    query
}

fn names(of: &[impl Display]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

/// Makes a bound of a period: what a question writes, and the instant in SQL.
fn bound(random: &mut Random, year: i32) -> (String, String) {
    let day =
        |text: &str, day: &str| (text.to_owned(), format!("timestamp '{day}' at time zone 'Asia/Bangkok'"));
    let at_year = |known: &[&'static str]| -> Vec<&'static str> {
        known.iter().copied().filter(|text| text.starts_with(&year.to_string())).collect()
    };
    match random.between(0, 4) {
        0 => {
            let month = format!("{year}-{:02}", random.between(1, 12));
            day(&month, &format!("{month}-01"))
        }
        1 | 2 => {
            let known = *random.pick(&at_year(&DAYS));
            day(known, known)
        }
        3 => {
            let text = *random.pick(&at_year(&INSTANTS));
            (text.to_owned(), format!("timestamptz '{text}'"))
        }
        _ => {
            // Half a second after an instant: what was seen on the instant lies before it.
            let (date, offset) = random.pick(&at_year(&INSTANTS)).split_at(19);
            let text = format!("{date}.5{offset}");
            (text.clone(), format!("timestamptz '{text}'"))
        }
    }
}

/// Makes an area: what a question writes, and the test in SQL.
fn area(random: &mut Random, spots: &[Spot], saved: &[String]) -> (String, String) {
    let (area, inside) = match random.between(0, 99) {
        0..=1 => return (String::new(), "true".to_owned()),
        2..=11 => districts(random),
        12..=17 => provinces(random),
        18..=32 => bbox(random, spots),
        33..=52 => circle(random, spots),
        53..=60 => crossing(random, spots),
        61..=71 => border(random, spots),
        _ => {
            let id = random.pick(saved);
            let shape = format!("(select shape from saved_area where id = '{id}')");
            (format!("saved:{id}"), format!("st_covers({shape}, geom)"))
        }
    };
    (format!("area={area}"), inside)
}

fn districts(random: &mut Random) -> (String, String) {
    let border: Vec<_> = reference().districts.iter().filter(|d| d.is_on_border()).map(|d| d.code).collect();
    let codes = names(&random.some(&border, 4)).join(",");
    // Somewhere in a province: it may be one of the districts if one of them belongs to the province.
    let inside = format!(
        "case when district is not null then district in ({codes})
              when geom is not null then false
              when province is not null and province not in (select c / 100 from unnest(array[{codes}]) as c)
                then false end"
    );
    (format!("district:{codes}"), inside)
}

fn provinces(random: &mut Random) -> (String, String) {
    let border: Vec<_> =
        reference().districts.iter().filter(|d| d.is_on_border()).map(|d| d.code.province()).collect();
    let codes = names(&random.some(&border, 3)).join(",");
    let inside = format!(
        "case when district is not null then district / 100 in ({codes})
              when geom is not null then false
              when province is not null then province in ({codes}) end"
    );
    (format!("province:{codes}"), inside)
}

/// A box whose corners are points, nodes of the grid between them, or anywhere.
fn bbox(random: &mut Random, spots: &[Spot]) -> (String, String) {
    let corner = |random: &mut Random| match random.between(0, 2) {
        0 => *random.pick(spots),
        1 => {
            let near = random.pick(spots);
            (near.0 / STEP * STEP, near.1 / STEP * STEP)
        }
        _ => (random.between(1_000_000_000, 1_056_000_000), random.between(116_000_000, 204_000_000)),
    };
    let a = corner(random);
    let b = match random.between(0, 2) {
        0 => corner(random),
        1 => (a.0 + random.between(0, 12) * STEP, a.1 + random.between(0, 12) * STEP),
        _ => (a.0 + random.between(0, 3), a.1 + random.between(0, 3)),
    };
    let (west, east) = (a.0.min(b.0), a.0.max(b.0));
    let (south, north) = (a.1.min(b.1), a.1.max(b.1));
    let corners = [west, south, east, north].map(degrees).join(",");
    let inside = format!("lon_e7 >= {west} and lon_e7 <= {east} and lat_e7 >= {south} and lat_e7 <= {north}");
    (format!("bbox:{corners}"), inside)
}

/// A radius that reaches a millimetre farther or less far than some point, or any. No point lies within a
/// micrometre of the rim, where the last digits of two programs would decide.
fn radius_m(random: &mut Random, centre: Spot, spots: &[Spot]) -> f64 {
    let to = |spot: &Spot| distance_m(lon_lat(centre), lon_lat(*spot));
    // Distances on a sphere are wrong by less than one in a hundred, and asked in a fraction of the time.
    let roughly_m: Vec<f64> = spots.iter().map(|spot| distance_on_sphere_m(centre, *spot)).collect();
    loop {
        let reach_m = to(random.pick(spots));
        let radius_m = match random.between(0, 3) {
            0 => reach_m + 0.001,
            1 if reach_m > 1.0 => reach_m - 0.001,
            2 => *random.pick(&[0.5, 100.0, 5_000.0, 25_000.0, 300_000.0, 2_000_000.0]),
            _ => random.real(1.0, 60_000.0),
        };
        let mut near = spots
            .iter()
            .zip(&roughly_m)
            .filter(|(_, roughly_m)| (*roughly_m - radius_m).abs() < 1.0 + radius_m / 50.0);
        if near.all(|(spot, _)| (to(spot) - radius_m).abs() > 1e-6) {
            return radius_m;
        }
    }
}

fn distance_on_sphere_m(a: Spot, b: Spot) -> f64 {
    let [a_lon, a_lat, b_lon, b_lat] =
        [a.0, a.1, b.0, b.1].map(|steps| (f64::from(steps) / 1e7).to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(b_lat - a_lat) + a_lat.cos() * b_lat.cos() * half(b_lon - a_lon);
    2.0 * 6_371_000.0 * chord.sqrt().asin()
}

fn within(centre: Spot, radius_m: f64) -> String {
    let (lon, lat) = (degrees(centre.0), degrees(centre.1));
    format!("st_dwithin(spot, st_setsrid(st_makepoint({lon}, {lat}), 4326)::geography, {radius_m}, true)")
}

fn circle(random: &mut Random, spots: &[Spot]) -> (String, String) {
    let near = *random.pick(spots);
    let centre = match random.between(0, 1) {
        0 => near,
        _ => (near.0 + random.between(-1_000_000, 1_000_000), near.1 + random.between(-1_000_000, 1_000_000)),
    };
    let radius_m = radius_m(random, centre, spots);
    let form = format!("circle:{},{},{radius_m}", degrees(centre.0), degrees(centre.1));
    (form, within(centre, radius_m))
}

fn crossing(random: &mut Random, spots: &[Spot]) -> (String, String) {
    let located: Vec<_> =
        reference().crossings.iter().filter_map(|c| Some((&c.id, c.position?.at))).collect();
    let (id, at) = random.pick(&located);
    let centre = (at.lon_e7(), at.lat_e7());
    let radius_m = radius_m(random, centre, spots);
    (format!("crossing:{id},{radius_m}"), within(centre, radius_m))
}

/// A stretch that begins, ends or reaches exactly where a point lies.
fn border(random: &mut Random, spots: &[Spot]) -> (String, String) {
    let mut lying = || loop {
        if let Some(border) = placer().border().relate(lon_lat(*random.pick(spots))) {
            break border;
        }
    };
    let (a, b, c) = (lying(), lying(), lying());
    let any = random.real(0.0, 2_000.0);
    let (from_km, to_km) = match random.between(0, 3) {
        0 => (a.km.min(any), a.km.max(any)),
        1 => (a.km.min(b.km), a.km.max(b.km) + 0.001),
        2 => (a.km, a.km + random.real(0.001, 40.0)),
        _ => (any, any + random.real(1.0, 400.0)),
    };
    let within_m = match random.between(0, 2) {
        0 if c.distance_m > 0.0 => c.distance_m,
        1 => random.real(1.0, 3_000.0),
        _ => 5_000.0,
    };
    let form = match within_m {
        5_000.0 => format!("border:{from_km},{to_km}"),
        _ => format!("border:{from_km},{to_km},{within_m}"),
    };
    // A point beyond the ends of the line has no kilometre and lies on no stretch.
    let inside = format!(
        "case when geom is not null then coalesce(border_km >= {from_km}::float8 and border_km < {to_km}::float8
            and border_distance_m <= {within_m}::float8, false) end"
    );
    (form, inside)
}
