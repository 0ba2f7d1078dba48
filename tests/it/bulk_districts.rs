//! Districts of many points at once, and polygons asked point by point, on the bundled boundaries.

use geo::{CoordsIter, Intersects};
use mekong_watch::domain::{DistrictCode, LonLat};
use mekong_watch::import::bundled;
use mekong_watch::spatial::{DistrictIndex, Polygonal};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::support::{Dice, at, trials};

/// Makes points in and around Thailand: on corners and edges that districts share, beside them, on 102 E, anywhere.
fn points(districts: &DistrictIndex, count: u64) -> Vec<LonLat> {
    let mut dice = Dice::new(11);
    let corners: Vec<_> = districts.shapes().flat_map(|(_, shape)| shape.coords_iter()).collect();
    let among = u64::try_from(corners.len() - 1).unwrap();
    let mut between = |low: f64, high: f64| {
        low + f64::from(u32::try_from(dice.below(1 << 32)).unwrap()) / 4_294_967_296.0 * (high - low)
    };
    let mut choice = Dice::new(12);
    (0..count)
        .map(|i| {
            let n = usize::try_from(choice.below(among)).unwrap();
            let (a, b) = (corners[n], corners[n + 1]);
            match i % 5 {
                0 => at(a.x, a.y),
                1 => at(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)),
                2 => at(a.x + between(-0.01, 0.01), a.y + between(-0.01, 0.01)),
                3 => at(102.0, between(5.2, 20.9)),
                _ => at(between(96.9, 106.1), between(5.2, 20.9)),
            }
        })
        .collect()
}

/// Asks the `geo` crate of every district whose box holds a point.
fn by_the_geo_crate(districts: &DistrictIndex, points: &[LonLat]) -> Vec<Option<DistrictCode>> {
    let shapes: Vec<_> = districts.shapes().collect();
    let boxes = shapes.iter().enumerate().map(|(i, (_, shape))| {
        let bounds = geo::BoundingRect::bounding_rect(*shape).unwrap();
        let corners = ([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), i)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let holding = |at: &LonLat| {
        let here = AABB::from_point([at.lon_deg(), at.lat_deg()]);
        let found = tree.locate_in_envelope_intersecting(&here).map(|found| shapes[found.data]);
        found.filter(|(_, shape)| shape.intersects(&at.point())).map(|(code, _)| code).min()
    };
    points.iter().map(holding).collect()
}

#[test]
fn districts_of_many_points_are_those_of_each_point() {
    let districts = DistrictIndex::new(bundled::shapes().unwrap().districts);
    let points = points(&districts, trials(100_000, 1_000_000));
    let expected = by_the_geo_crate(&districts, &points);
    let one_by_one =
        |points: &[LonLat]| points.iter().map(|at| districts.containing(*at)).collect::<Vec<_>>();
    // Before there is a raster, with it, and by it.
    assert!(one_by_one(&points[..10_000]) == expected[..10_000]);
    assert!(districts.containing_each(&points) == expected);
    assert!(one_by_one(&points) == expected);
    assert_eq!(districts.containing_each(&points[..3]), expected[..3]);
    assert!(districts.containing_each(&[]).is_empty());
    let found = expected.iter().flatten().count();
    assert!(found > points.len() / 2 && found < points.len(), "{found}");
}

#[test]
fn a_prepared_district_covers_what_the_geo_crate_says() {
    let mut dice = Dice::new(13);
    for district in bundled::shapes().unwrap().districts {
        let polygonal = Polygonal::new(&district.shape);
        let corners: Vec<_> = district.shape.coords_iter().collect();
        for _ in 0..trials(110, 1_100) {
            let mut corner =
                || corners[usize::try_from(dice.below(u64::try_from(corners.len()).unwrap())).unwrap()];
            let (a, b) = (corner(), corner());
            // A corner, at the latitude of one, between two.
            let steps = f64::from(u32::try_from(dice.below(5)).unwrap()) / 4.0;
            for at in [at(a.x, a.y), at(b.x, a.y), at(a.x + steps * (b.x - a.x), a.y + steps * (b.y - a.y))] {
                let expected = district.shape.intersects(&at.point());
                assert_eq!(polygonal.covers(at), expected, "{at} in {}", district.code);
            }
        }
    }
}
