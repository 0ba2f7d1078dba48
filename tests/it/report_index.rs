//! The report index says what a plain scan says, whatever is asked and however the reports came into it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Timelike, Utc};
use geo::Intersects;
use geo_types::{MultiPolygon, polygon};
use mekong_watch::domain::{
    Border, BorderRelation, Category, Channel, Country, Counts, DistrictCode, GroupBy, Limits, LonLat,
    Observed, ObservedPrecision, Precision, ProvinceCode, ReportQuery, ReportRow, Scope, Status, TambonCode,
    TileId, Tlp, period,
};
use mekong_watch::spatial::{
    Asked, ListKey, Page, Polygonal, Region, ReportFacts, ReportIndex, ReportIndexDraft, SnapshotError,
    SnapshotReader, TilePoints, distance_m,
};
use uuid::Uuid;

use crate::support::{Dice, at, trials};

const DISTRICTS: [u32; 6] = [3206, 3210, 3409, 2706, 5703, 1001];
const GROUPS: &[GroupBy] = GroupBy::ALL;

fn pick<T: Copy>(dice: &mut Dice, of: &[T]) -> T {
    of[usize::try_from(dice.below(of.len() as u64)).unwrap()]
}

fn chance(dice: &mut Dice, in_a_hundred: u64) -> bool {
    dice.below(100) < in_a_hundred
}

/// A position on a coarse grid, so that many lie on edges and corners of areas, or anywhere at all.
fn position(dice: &mut Dice) -> LonLat {
    let step = |dice: &mut Dice, first: f64, steps: u64, by: f64| first + by * dice.below(steps) as f64;
    match dice.below(20) {
        0 => at(step(dice, -180.0, 3601, 0.1), step(dice, -90.0, 1801, 0.1)),
        1..8 => at(step(dice, 102.0, 41, 0.05), step(dice, 14.0, 41, 0.05)),
        _ => at(step(dice, 103.0, 100_000, 1e-6), step(dice, 14.5, 100_000, 1e-6)),
    }
}

fn instant(dice: &mut Dice) -> DateTime<Utc> {
    let seconds = match dice.below(20) {
        // Centuries away, on both sides of where eras meet.
        0 => {
            pick(dice, &[-4_294_967_295, -4_294_967_296, -1, 0, 4_294_967_294, 4_294_967_295, 9_000_000_000])
        }
        1..8 => 1_704_042_000 + 86_400 * i64::try_from(dice.below(800)).unwrap(),
        _ => 1_704_042_000 + i64::try_from(dice.below(69_120_000)).unwrap(),
    };
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// A report with anything in it.
fn report(dice: &mut Dice, row: i64) -> ReportRow {
    let district = DistrictCode::try_from(pick(dice, &DISTRICTS)).unwrap();
    let observed = (!chance(dice, 10)).then(|| instant(dice));
    let plain = ReportRow {
        row,
        id: Uuid::from_u64_pair(dice.below(u64::MAX), u64::try_from(row).unwrap()),
        observed,
        observed_precision: observed.map(|_| pick(dice, ObservedPrecision::ALL)),
        category: pick(dice, Category::ALL),
        status: pick(dice, Status::ALL),
        channel: pick(dice, Channel::ALL),
        precision: Precision::None,
        at: None,
        district: None,
        tambon: None,
        province: None,
        crossing: None,
        border: None,
        tlp: if chance(dice, 80) { Tlp::AmberStrict } else { pick(dice, Tlp::ALL) },
        victim: chance(dice, 5),
    };
    let counted =
        ReportRow { district: Some(district), province: Some(district.province()), ..plain.clone() };
    match dice.below(100) {
        0..60 => {
            let border = chance(dice, 80).then(|| BorderRelation {
                border: Border::ThaiLao,
                km: dice.below(200_000_000) as f64 / 1e6,
                distance_m: dice.below(20_000_000) as f64 / 1e3,
                bank: Country::Thailand,
            });
            let crossing = chance(dice, 50).then(|| pick(dice, &["L04", "C04", "C12"]).parse().unwrap());
            let of = if chance(dice, 90) { counted } else { plain };
            let precision = pick(dice, &[Precision::Exact, Precision::Village]);
            ReportRow { precision, at: Some(position(dice)), crossing, border, ..of }
        }
        60..70 => {
            let tambon = TambonCode::try_from(district.number() * 100 + pick(dice, &[1, 2, 3, 99])).unwrap();
            ReportRow { precision: Precision::Tambon, tambon: Some(tambon), ..counted }
        }
        70..85 => ReportRow { precision: Precision::District, ..counted },
        85..93 => ReportRow {
            precision: Precision::Province,
            province: Some(pick(dice, &[32, 34, 27, 10].map(|p| ProvinceCode::try_from(p).unwrap()))),
            ..plain
        },
        _ => plain,
    }
}

/// An area twice: as the index knows it, and as a plain test of one report; nothing when it cannot be told.
struct Place {
    region: Option<Region>,
    #[expect(clippy::type_complexity, reason = "said once")]
    covers: Box<dyn Fn(&ReportRow) -> Option<bool>>,
}

fn place(dice: &mut Dice) -> Place {
    let by_point = |region, test: Box<dyn Fn(LonLat) -> bool>| Place {
        region: Some(region),
        covers: Box::new(move |row: &ReportRow| row.at.map(&test)),
    };
    let corner =
        |dice: &mut Dice| (102.0 + 0.05 * dice.below(30) as f64, 14.0 + 0.05 * dice.below(30) as f64);
    match dice.below(8) {
        0 => Place { region: None, covers: Box::new(|_| Some(true)) },
        1 => {
            let mut codes: Vec<_> = (0..=dice.below(3)).map(|_| pick(dice, &DISTRICTS)).collect();
            codes.sort_unstable();
            codes.dedup();
            let codes: Vec<_> = codes.into_iter().map(|c| DistrictCode::try_from(c).unwrap()).collect();
            let region = Some(Region::Districts(codes.clone()));
            let covers = move |row: &ReportRow| match (row.district, row.province, row.at) {
                (Some(district), ..) => Some(codes.contains(&district)),
                (None, _, Some(_)) => Some(false),
                (None, Some(p), None) if codes.iter().all(|c| c.province() != p) => Some(false),
                (None, _, None) => None,
            };
            Place { region, covers: Box::new(covers) }
        }
        2 => {
            let codes = vec![pick(dice, &[32, 34, 57].map(|p| ProvinceCode::try_from(p).unwrap()))];
            let region = Some(Region::Provinces(codes.clone()));
            let covers = move |row: &ReportRow| match (row.province, row.at) {
                (Some(province), _) => Some(codes.contains(&province)),
                (None, Some(_)) => Some(false),
                (None, None) => None,
            };
            Place { region, covers: Box::new(covers) }
        }
        3 => {
            let (west, south) = corner(dice);
            let (east, north) = (west + 0.05 * dice.below(12) as f64, south + 0.05 * dice.below(12) as f64);
            let (south_west, north_east) = (at(west, south), at(east, north));
            by_point(
                Region::Bbox { south_west, north_east },
                Box::new(move |p| {
                    let (lon, lat) = (p.lon_e7(), p.lat_e7());
                    lon >= south_west.lon_e7()
                        && lon <= north_east.lon_e7()
                        && lat >= south_west.lat_e7()
                        && lat <= north_east.lat_e7()
                }),
            )
        }
        4 | 5 => {
            let centre = position(dice);
            // Sometimes a report lies on the rim to the last bit.
            let radius_m = match dice.below(3) {
                0 => distance_m(centre, position(dice)).clamp(1.0, 2_000_000.0),
                1 => 5_000.0,
                _ => 1.0 + dice.below(400_000) as f64,
            };
            by_point(Region::circle(centre, radius_m), Box::new(move |p| distance_m(centre, p) <= radius_m))
        }
        6 => {
            let from_km = dice.below(180) as f64;
            let (to_km, within_m) =
                (from_km + 1.0 + dice.below(60) as f64, 500.0 * (1 + dice.below(30)) as f64);
            Place {
                region: Some(Region::Border { from_km, to_km, within_m }),
                covers: Box::new(move |row: &ReportRow| {
                    row.at?;
                    Some(
                        row.border
                            .is_some_and(|b| b.km >= from_km && b.km < to_km && b.distance_m <= within_m),
                    )
                }),
            }
        }
        _ => {
            let (x, y) = corner(dice);
            let size = 0.05 * (2 + dice.below(10)) as f64;
            let shape: MultiPolygon<f64> = polygon!(
                exterior: [(x: x, y: y), (x: x + 3.0 * size, y: y), (x: x + 2.0 * size, y: y + size), (x: x + 3.0 * size, y: y + 3.0 * size), (x: x, y: y + 2.0 * size)],
                interiors: [[(x: x + 0.5 * size, y: y + 0.5 * size), (x: x + size, y: y + 0.5 * size), (x: x + size, y: y + size)]],
            )
            .into();
            by_point(
                Region::Polygon(Polygonal::new(&shape).into()),
                Box::new(move |p| shape.intersects(&p.point())),
            )
        }
    }
}

fn some<T: Copy>(dice: &mut Dice, of: &[T], in_a_hundred: u64) -> Vec<T> {
    if chance(dice, in_a_hundred) {
        (0..=dice.below(3)).map(|_| pick(dice, of)).collect()
    } else {
        Vec::new()
    }
}

fn query(dice: &mut Dice) -> ReportQuery {
    let bound = |dice: &mut Dice, in_a_hundred| {
        chance(dice, in_a_hundred).then(|| {
            let fraction = i64::try_from(dice.below(3)).unwrap() * 500;
            instant(dice) + chrono::Duration::milliseconds(fraction)
        })
    };
    ReportQuery {
        from: bound(dice, 40),
        to: bound(dice, 40),
        categories: some(dice, Category::ALL, 60),
        statuses: some(dice, Status::ALL, 30),
        channels: some(dice, Channel::ALL, 20),
        precisions: some(dice, Precision::ALL, 20),
        ..ReportQuery::default()
    }
}

fn scope(dice: &mut Dice) -> Scope {
    if chance(dice, 60) {
        return Scope::everything();
    }
    let districts = DISTRICTS.map(|code| Some(DistrictCode::try_from(code).unwrap()));
    let mut seen: Vec<_> = districts.into_iter().filter(|_| chance(dice, 50)).collect();
    if chance(dice, 50) {
        seen.push(None);
    }
    let categories = if chance(dice, 50) { Category::ALL.to_vec() } else { some(dice, Category::ALL, 100) };
    Scope::limited(Limits {
        districts: chance(dice, 60).then_some(seen),
        categories,
        highest_tlp: pick(dice, Tlp::ALL),
        victims: chance(dice, 50),
        ..Limits::none()
    })
}

/// What a scan of all reports finds.
fn scanned<'r>(
    rows: impl Iterator<Item = &'r ReportRow>,
    query: &ReportQuery,
    place: &Place,
    scope: &Scope,
) -> (Counts, Vec<&'r ReportRow>) {
    let is = |wanted: bool| wanted;
    let (mut counts, mut found) = (Counts::default(), Vec::new());
    for row in rows {
        let kind = is(query.categories.is_empty() || query.categories.contains(&row.category))
            && is(query.statuses.is_empty() || query.statuses.contains(&row.status))
            && is(query.channels.is_empty() || query.channels.contains(&row.channel))
            && is(query.precisions.is_empty() || query.precisions.contains(&row.precision));
        let covered = (place.covers)(row);
        if !scope.admits(&row.scope_key()) || !kind || covered == Some(false) {
            continue;
        }
        match row.observed {
            None if query.from.is_some() || query.to.is_some() => {
                counts.undated += 1;
                continue;
            }
            Some(seen) if query.from.is_some_and(|f| seen < f) || query.to.is_some_and(|t| seen >= t) => {
                continue;
            }
            _ => {}
        }
        match (covered, row.at, row.precision) {
            (None, ..) => {
                counts.unlocated += 1;
                continue;
            }
            (_, Some(_), _) => counts.points += 1,
            (_, None, Precision::None) => counts.unlocated += 1,
            (_, None, _) => counts.area_only += 1,
        }
        counts.matched += 1;
        found.push(row);
    }
    found.sort_by_key(|row| ListKey { observed: row.observed.map(|at| at.timestamp()), id: row.id });
    (counts, found)
}

fn key(row: &ReportRow, group: GroupBy) -> Option<String> {
    let local = row.observed.map(|at| at.with_timezone(&period::bangkok()));
    match group {
        GroupBy::District => row.district.map(|d| d.to_string()),
        GroupBy::Province => row.province.map(|p| p.to_string()),
        GroupBy::Tambon => row.tambon.map(|t| t.to_string()),
        GroupBy::Category => Some(row.category.to_string()),
        GroupBy::Status => Some(row.status.to_string()),
        GroupBy::Channel => Some(row.channel.to_string()),
        GroupBy::Crossing => row.crossing.map(|c| c.to_string()),
        GroupBy::Month => local.map(|t| t.format("%Y-%m").to_string()),
        GroupBy::Day => local.map(|t| t.format("%Y-%m-%d").to_string()),
        GroupBy::Hour => local
            .filter(|_| row.observed_precision == Some(ObservedPrecision::Time))
            .map(|t| t.hour().to_string()),
        GroupBy::Weekday => local.map(|t| t.weekday().number_from_monday().to_string()),
    }
}

fn counted(rows: &[&ReportRow], group: GroupBy) -> BTreeMap<Option<String>, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row, group)).or_insert(0) += 1;
    }
    counts
}

/// Returns how many points a tile shows, and how many of them are confirmed.
fn shown(points: &TilePoints) -> (usize, usize) {
    match points {
        TilePoints::Single(points) => {
            (points.len(), points.iter().filter(|(_, facts)| facts.status == Status::Confirmed).count())
        }
        TilePoints::Together(cells) => {
            cells.iter().map(|(_, tally)| (tally.count, tally.confirmed)).fold((0, 0), both)
        }
    }
}

fn both(one: (usize, usize), other: (usize, usize)) -> (usize, usize) {
    (one.0 + other.0, one.1 + other.1)
}

/// Asks an index everything about one question.
fn check(index: &ReportIndex, rows: &HashMap<i64, ReportRow>, dice: &mut Dice) -> usize {
    let (query, place, scope) = (query(dice), place(dice), scope(dice));
    let asked = Asked { query: &query, region: place.region.as_ref(), scope: &scope };
    let (counts, found) = scanned(rows.values(), &query, &place, &scope);
    let said = format!("{query:?} {scope:?} {:?}", place.region);
    assert_eq!(index.count(asked), counts, "{said}");

    let group = pick(dice, GROUPS);
    let (also, groups) = index.count_by(asked, group);
    assert_eq!(also, counts);
    assert!(groups.windows(2).all(|w| w[1].0.is_none() || (w[0].0.is_some() && w[0].1 >= w[1].1)));
    assert_eq!(groups.into_iter().collect::<BTreeMap<_, _>>(), counted(&found, group), "{group:?} {said}");

    let by_district = index.by_district(asked);
    let tallies = by_district.tallies.iter().map(|(code, t)| (Some(code.to_string()), t.count));
    let mut expected = counted(&found, GroupBy::District);
    expected.remove(&None);
    assert_eq!(tallies.collect::<BTreeMap<_, _>>(), expected, "{said}");
    let confirmed: usize = by_district.tallies.values().map(|t| t.confirmed).sum();
    let is_confirmed = |r: &&&ReportRow| r.district.is_some() && r.status == Status::Confirmed;
    assert_eq!(confirmed, found.iter().filter(is_confirmed).count(), "{said}");
    let elsewhere = found.iter().filter(|r| r.district.is_none() && r.at.is_some()).count();
    assert_eq!(by_district.points_elsewhere, elsewhere);
    let days = found.iter().filter_map(|r| r.observed.map(period::bangkok_day));
    let ends = days.clone().min().zip(days.max());
    assert_eq!(by_district.observed.first_and_last(), ends, "{said}");

    let after = (!found.is_empty() && chance(dice, 50)).then(|| {
        let row = found[usize::try_from(dice.below(found.len() as u64)).unwrap()];
        ListKey { observed: row.observed.map(|at| at.timestamp()), id: row.id }
    });
    let limit = pick(dice, &[1, 3, 20, 100_000]);
    let Page { counts: also, rows: page, more } = index.newest(asked, after, limit);
    let rest: Vec<i64> = found
        .iter()
        .filter(|r| {
            after.is_none_or(|a| ListKey { observed: r.observed.map(|t| t.timestamp()), id: r.id } > a)
        })
        .map(|r| r.row)
        .collect();
    assert_eq!(also, counts);
    assert_eq!(more, rest.len() > limit);
    assert_eq!(
        page.iter().map(|listed| listed.row).collect::<Vec<_>>(),
        rest[..limit.min(rest.len())],
        "{said}"
    );

    for listed in &page {
        let (facts, row) = (index.facts(listed), &rows[&listed.row]);
        let observed =
            row.observed.zip(row.observed_precision).map(|(at, precision)| Observed { at, precision });
        let ReportRow { id, category, status, channel, precision, at, district, tambon, .. } = row.clone();
        let (province, crossing) = (row.province, row.crossing);
        let expected = ReportFacts {
            id,
            observed,
            category,
            status,
            channel,
            precision,
            at,
            district,
            tambon,
            province,
            crossing,
        };
        assert_eq!(facts, expected, "{said}");
    }

    let mut points = Vec::new();
    index.each_point(asked, |at| points.push(at));
    points.sort_unstable();
    let mut expected: Vec<LonLat> = found.iter().filter_map(|r| r.at).collect();
    expected.sort_unstable();
    assert_eq!(points, expected);

    // The tiles of a zoom hold all the points, each once.
    if chance(dice, 20) {
        let zoom = dice.below(4);
        let across = 1_u64 << zoom;
        let mut in_tiles = (0, 0);
        for (x, y) in (0..across).flat_map(|x| (0..across).map(move |y| (x, y))) {
            let tile = TileId::read(&zoom.to_string(), &x.to_string(), &y.to_string()).unwrap();
            in_tiles = both(in_tiles, shown(&index.in_tile(asked, tile)));
        }
        let confirmed = found.iter().filter(|r| r.at.is_some() && r.status == Status::Confirmed).count();
        assert_eq!(in_tiles, (counts.points, confirmed), "tiles of zoom {zoom}: {said}");
    }
    // A tile is the four tiles of the next zoom, around Surin too, where points are drawn one by one.
    let zoom = 5 + dice.below(9);
    let (x, y) =
        ((25 << (zoom - 5)) + dice.below(1 << (zoom - 5)), (14 << (zoom - 5)) + dice.below(1 << (zoom - 5)));
    let number = |zoom: u64, x: u64, y: u64| {
        let tile = TileId::read(&zoom.to_string(), &x.to_string(), &y.to_string()).unwrap();
        shown(&index.in_tile(asked, tile))
    };
    let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| number(zoom + 1, 2 * x + i, 2 * y + j));
    assert_eq!(number(zoom, x, y), four.into_iter().fold((0, 0), both), "tile {zoom}/{x}/{y}: {said}");
    counts.matched
}

/// Fills an index, changes it at random, and asks it on the way.
fn tried(seed: u64, reports: i64, changes: u64, questions: u64) -> usize {
    let mut dice = Dice::new(seed);
    let mut rows: HashMap<i64, ReportRow> =
        (1..=reports).map(|row| (row * 3, report(&mut dice, row * 3))).collect();
    let mut draft = ReportIndexDraft::default();
    let all: Vec<ReportRow> = rows.values().cloned().collect();
    all.chunks(1_000).for_each(|some| draft.add(some));
    let mut index = draft.finish(1);
    let mut matched = 0;
    for change in 0..changes {
        for _ in 0..questions {
            matched += check(&index, &rows, &mut dice);
        }
        let others: Vec<ReportRow> = (0..=dice.below(40))
            .map(|_| {
                let row = 1 + i64::try_from(dice.below(u64::try_from(reports * 3).unwrap() + 50)).unwrap();
                // Row numbers beyond 32 bits are rows like others.
                let row = if chance(&mut dice, 2) { row + (1 << 33) } else { row };
                report(&mut dice, row)
            })
            .collect();
        index.apply(i64::try_from(change).unwrap() + 2, &others);
        rows.extend(others.into_iter().map(|row| (row.row, row)));
        assert_eq!(index.len(), rows.len());
        if change % 5 == 3 {
            index = index.joined();
        }
    }
    let mut anew = ReportIndexDraft::default();
    let mut all: Vec<ReportRow> = rows.values().cloned().collect();
    all.sort_unstable_by_key(|row| row.id);
    anew.add(&all);
    assert!(index.joined() == anew.finish(index.epoch()), "built anew it is the same to the last bit");
    matched
}

#[test]
fn an_index_says_what_a_scan_says_through_thousands_of_changes() {
    // Empty, small, and so large that wards have leaves and sums by day.
    assert_eq!(tried(1, 0, 1, 20), 0);
    let few = tried(2, 40, 12, trials(20, 200));
    let many = tried(3, 6_000, 12, trials(25, 500));
    assert!(few > 500 && many > 50_000, "{few} and {many} reports were matched");
}

#[test]
fn a_snapshot_comes_back_whole_or_not_at_all() {
    let mut dice = Dice::new(5);
    let mut draft = ReportIndexDraft::default();
    let rows: Vec<ReportRow> = (1..=3_000).map(|row| report(&mut dice, row)).collect();
    draft.add(&rows);
    let touched: Vec<_> = rows.iter().map(|row| (row.scope_key(), 1 + row.row % 6)).collect();
    draft.touch(touched.iter().copied());
    let mut index = draft.finish(7);
    for _ in 0..50 {
        let scope = scope(&mut dice);
        let seen = touched.iter().filter(|(key, _)| scope.admits(key)).map(|(_, epoch)| *epoch);
        assert_eq!(index.epoch_within(&scope), seen.max().unwrap_or(0), "{scope:?}");
    }
    let mark = Uuid::from_u128(42);
    let mut bytes = Vec::new();
    index.write_snapshot(mark, &mut bytes).unwrap();
    let read = |bytes: &[u8]| {
        let reader = SnapshotReader::new(bytes)?;
        Ok::<_, SnapshotError>((reader.mark, reader.epoch, reader.finish()?))
    };
    assert!(read(&bytes).unwrap() == (mark, 7, index.clone()));

    for _ in 0..trials(2_000, 100_000) {
        let mut damaged = bytes.clone();
        let place = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
        match dice.below(4) {
            0 => damaged.truncate(place),
            1 => damaged[place..].fill(0xff),
            _ => damaged[place] ^= 1 << dice.below(8),
        }
        if damaged != bytes {
            assert!(read(&damaged).is_err(), "damaged at byte {place}");
        }
    }
    index.apply(8, &[report(&mut dice, 5)]);
    assert!(index.write_snapshot(mark, &mut Vec::new()).is_err(), "what is fresh would be lost");
}

#[test]
fn a_crowd_in_one_place_and_one_day_is_counted_right() {
    let mut dice = Dice::new(4);
    let rows: HashMap<i64, ReportRow> = (1..=5_000)
        .map(|row| {
            let observed = DateTime::from_timestamp(1_704_042_000 + i64::from(row % 7) * 86_400, 0);
            let place = if row % 10 < 8 { at(103.5, 14.6) } else { at(103.5001, 14.6001) };
            let district = DistrictCode::try_from(3206).ok();
            let plain = report(&mut dice, row.into());
            let precision = Precision::Exact;
            (row.into(), ReportRow { observed, at: Some(place), district, precision, ..plain })
        })
        .collect();
    let mut draft = ReportIndexDraft::default();
    draft.add(&rows.values().cloned().collect::<Vec<_>>());
    let index = draft.finish(1);
    let matched: usize = (0..100).map(|_| check(&index, &rows, &mut dice)).sum();
    assert!(matched > 10_000, "{matched}");
}

/// Synthetic reports of one district, so many that its blocks have blocks in them.
#[test]
fn a_crowded_district_is_counted_right_while_reports_change() {
    let mut dice = Dice::new(6);
    let crowded = |dice: &mut Dice, row: i64| {
        let lon = 103.3 + dice.below(3_000) as f64 / 1e4;
        let lat = 14.45 + dice.below(2_500) as f64 / 1e4;
        let day = i64::try_from(dice.below(400)).unwrap();
        let observed = DateTime::from_timestamp(1_704_042_000 + day * 86_400 + row % 80_000, 0);
        let plain = report(dice, row);
        let observed = plain.observed.and(observed);
        let (district, province) = (DistrictCode::try_from(3206).ok(), ProvinceCode::try_from(32).ok());
        let (precision, at) = (Precision::Exact, Some(at(lon, lat)));
        ReportRow { observed, at, district, province, tambon: None, precision, ..plain }
    };
    let mut rows: HashMap<i64, ReportRow> = (1..=45_000).map(|row| (row, crowded(&mut dice, row))).collect();
    let mut draft = ReportIndexDraft::default();
    draft.add(&rows.values().cloned().collect::<Vec<_>>());
    let mut index = draft.finish(1);
    let mut matched = 0;
    for change in 0..4 {
        matched += (0..trials(16, 100)).map(|_| check(&index, &rows, &mut dice)).sum::<usize>();
        let others: Vec<ReportRow> = (0..50)
            .map(|_| {
                let row = 1 + i64::try_from(dice.below(45_000)).unwrap();
                crowded(&mut dice, row)
            })
            .collect();
        index.apply(change + 2, &others);
        rows.extend(others.into_iter().map(|row| (row.row, row)));
    }
    assert!(matched > 8_000, "{matched}");
}
