//! Squares that touch, as one area.

use geo::unary_union;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::domain::LonLat;

/// Joins cells, each by its corners going round, into as few polygons as there are; squares that touch at a corner alone
/// stay two.
pub fn merged(cells: &[[LonLat; 4]]) -> MultiPolygon<f64> {
    let coord = |corner: &LonLat| Coord { x: corner.lon_deg(), y: corner.lat_deg() };
    let polygon = |corners: &[LonLat; 4]| {
        Polygon::new(LineString(corners.iter().map(coord).collect::<Vec<_>>()), Vec::new())
    };
    let polygons: Vec<Polygon<f64>> = cells.iter().map(polygon).collect();
    unary_union(&polygons)
}

#[cfg(test)]
mod tests {
    use geo::Validation;

    use super::*;

    #[test]
    fn squares_side_by_side_become_one_and_others_stay_apart() {
        let square = |east: i32, north: i32| {
            let corner = |x: i32, y: i32| {
                LonLat::new(103.0 + f64::from(x) * 0.02, 15.0 + f64::from(y) * 0.02).unwrap()
            };
            [
                corner(east, north),
                corner(east + 1, north),
                corner(east + 1, north + 1),
                corner(east, north + 1),
            ]
        };
        let joined = merged(&[square(0, 0), square(1, 0), square(1, 1), square(5, 5)]);
        assert!(joined.is_valid());
        let corners: Vec<usize> = joined.iter().map(|polygon| polygon.exterior().0.len() - 1).collect();
        assert_eq!(corners.iter().sum::<usize>(), 10, "six of the three and four of the one: {corners:?}");
        assert_eq!(joined.0.len(), 2);
    }
}
