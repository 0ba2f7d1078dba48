//! The smallest convex outline around points.

use crate::spatial::PlanePoint;

/// Returns the corners of the convex hull, anticlockwise from the westernmost (of these the southernmost); no corner
/// twice and none on a straight side. Points on one line have two corners, points in one place have one.
///
/// Andrew (1979), Another efficient algorithm for convex hulls in two dimensions.
pub fn convex_hull(points: &[PlanePoint]) -> Vec<PlanePoint> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable_by(|a, b| a.east_m.total_cmp(&b.east_m).then(a.north_m.total_cmp(&b.north_m)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut lower = half(sorted.iter());
    let mut upper = half(sorted.iter().rev());
    lower.pop();
    upper.pop();
    lower.append(&mut upper);
    lower
}

/// Returns the area inside a ring of corners that is not closed, in square metres (the shoelace formula).
pub fn ring_area_m2(corners: &[PlanePoint]) -> f64 {
    let Some(&first) = corners.first() else { return 0.0 };
    // From the first corner, so that far from the middle of the plane no digits are lost.
    let triangles = corners.windows(2).map(|pair| turn(first, pair[0], pair[1]));
    triangles.sum::<f64>().abs() / 2.0
}

/// Goes along the points and keeps those at which the way turns left.
fn half<'a>(points: impl Iterator<Item = &'a PlanePoint>) -> Vec<PlanePoint> {
    let mut corners: Vec<PlanePoint> = Vec::new();
    for &next in points {
        while let [.., before, last] = corners[..]
            && turn(before, last, next) <= 0.0
        {
            corners.pop();
        }
        corners.push(next);
    }
    corners
}

/// Returns what is above 0 where the way from `a` over `b` to `c` turns left.
fn turn(a: PlanePoint, b: PlanePoint, c: PlanePoint) -> f64 {
    (b.east_m - a.east_m) * (c.north_m - a.north_m) - (b.north_m - a.north_m) * (c.east_m - a.east_m)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point((east, north): (i32, i32)) -> PlanePoint {
        PlanePoint { east_m: f64::from(east), north_m: f64::from(north) }
    }

    fn check(points: &[(i32, i32)], corners: &[(i32, i32)]) {
        let points: Vec<PlanePoint> = points.iter().copied().map(point).collect();
        assert_eq!(convex_hull(&points), corners.iter().copied().map(point).collect::<Vec<_>>());
    }

    #[test]
    fn a_ring_has_its_area_and_a_line_none() {
        let area =
            |points: &[(i32, i32)]| ring_area_m2(&points.iter().copied().map(point).collect::<Vec<_>>());
        assert!((area(&[(1, 1), (5, 1), (5, 3), (1, 4)]) - 10.0).abs() < 1e-12);
        assert!([area(&[]), area(&[(3, 3)]), area(&[(0, 0), (3, 3)])].iter().all(|area| *area < 1e-12));
    }

    #[test]
    fn a_square_has_four_corners_and_a_line_two() {
        check(&[(1, 1), (0, 0), (2, 0), (1, 0), (2, 2), (0, 2), (0, 0)], &[(0, 0), (2, 0), (2, 2), (0, 2)]);
        check(&[(2, 2), (0, 0), (1, 1), (3, 3)], &[(0, 0), (3, 3)]);
        check(&[(5, 5), (5, 5)], &[(5, 5)]);
        check(&[], &[]);
    }

    proptest! {
        #[test]
        fn no_point_lies_outside_and_every_corner_is_a_point(
            points in prop::collection::vec((-9..9_i32, -9..9_i32), 1..40)
        ) {
            let points: Vec<PlanePoint> = points.into_iter().map(point).collect();
            let hull = convex_hull(&points);
            prop_assert!(hull.iter().all(|corner| points.contains(corner)));
            if hull.len() > 2 {
                for (i, &a) in hull.iter().enumerate() {
                    let b = hull[(i + 1) % hull.len()];
                    prop_assert!(points.iter().all(|&p| turn(a, b, p) >= 0.0));
                    prop_assert!(turn(a, b, hull[(i + 2) % hull.len()]) > 0.0);
                }
            }
        }
    }
}
