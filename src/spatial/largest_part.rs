//! Areas for devices that know points and lines only: a point inside, and an outline of few positions.

use geo::{Area, Contains, InteriorPoint, Simplify};
use geo_types::{LineString, MultiPolygon};

use crate::domain::LonLat;

/// Metres in one degree of latitude, as a round figure.
const DEGREE_M: f64 = 111_320.0;
/// The finest step of simplifying, in degrees: about 5 m.
const FINEST_DEG: f64 = 0.000_05;

/// The outline of the largest part of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The closed line.
    pub line: LineString<f64>,
    /// How many parts the area has.
    pub parts: usize,
    /// How many positions the whole outline of this part has.
    pub positions: usize,
    /// How far the line leaves that outline at most, in metres.
    pub off_m: f64,
}

/// Returns the outline of an area's largest part with at most so many positions, at least 4.
///
/// Leaves out what deviates least (Douglas and Peucker 1973), in degrees. Returns nothing for no area.
pub fn largest_outline(shape: &MultiPolygon<f64>, most: usize) -> Option<Outline> {
    // The parts of one area lie near each other, so square degrees compare well enough.
    let largest = shape.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let whole = largest.exterior();
    let (parts, positions) = (shape.0.len(), whole.0.len());
    let (mut line, mut off_deg, mut next_deg) = (whole.clone(), 0.0, FINEST_DEG);
    while line.0.len() > most.max(4) {
        (line, off_deg, next_deg) = (whole.simplify(next_deg), next_deg, next_deg * 1.5);
    }
    Some(Outline { line, parts, positions, off_m: off_deg * DEGREE_M })
}

/// Returns a point inside an area: the one that is wished for if it lies inside, or any.
pub fn point_inside(shape: &MultiPolygon<f64>, wish: LonLat) -> LonLat {
    if shape.contains(&wish.point()) {
        return wish;
    }
    shape.interior_point().and_then(|p| LonLat::new(p.x(), p.y()).ok()).unwrap_or(wish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};

    /// A circle of so many positions with a radius of 0.1 degrees.
    fn circle(lon: f64, positions: u32) -> Polygon<f64> {
        let angle = |i: u32| f64::from(i) / f64::from(positions) * std::f64::consts::TAU;
        let ring: Vec<(f64, f64)> =
            (0..positions).map(|i| (lon + 0.1 * angle(i).cos(), 15.0 + 0.1 * angle(i).sin())).collect();
        Polygon::new(ring.into(), Vec::new())
    }

    #[test]
    fn an_outline_is_closed_short_and_of_the_largest_part() {
        let small = polygon![(x: 103.0, y: 14.0), (x: 103.01, y: 14.0), (x: 103.0, y: 14.01)];
        let shape = MultiPolygon(vec![small, circle(104.0, 5_000)]);
        let outline = largest_outline(&shape, 500).unwrap();
        assert!(outline.line.is_closed() && (20..=500).contains(&outline.line.0.len()), "{outline:?}");
        assert_eq!((outline.parts, outline.positions), (2, 5_001));
        assert!(outline.line.coords().all(|c| c.x > 103.5) && outline.off_m > 0.0);
        let whole = largest_outline(&MultiPolygon(vec![circle(104.0, 400)]), 500).unwrap();
        assert_eq!((whole.line.0.len(), whole.off_m), (401, 0.0));
        assert_eq!(largest_outline(&MultiPolygon(Vec::new()), 500), None);
    }

    #[test]
    fn a_point_inside_lies_inside() {
        let shape = MultiPolygon(vec![circle(104.0, 40)]);
        let wish = LonLat::new(104.05, 15.0).unwrap();
        assert_eq!(point_inside(&shape, wish), wish);
        let inside = point_inside(&shape, LonLat::new(103.0, 15.0).unwrap());
        assert!(shape.contains(&inside.point()));
    }
}
