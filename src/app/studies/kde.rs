//! Kernel density: a smooth picture of how dense points lie, as the smallest areas that hold a share of all.

use super::bench::{Bench, DEGREE_PLACES, DIGITS, Found, Head, found};
use super::no_area;
use super::places::Places;
use crate::analysis::{
    AnalysisError, Contour, ContourPart, DensityShare, Effort, KernelMask, Raster, WeighedPoint, contours,
    density_shares,
};
use crate::app::hotspot_map::FEWEST_REPORTS;
use crate::domain::number::{count_to_f64, to_digits, to_index, to_places};
use crate::domain::{CellSize, KdeStudy, LonLat, Method, Square};
use crate::export::{ContourFields, KdeFields, StudyResult};
use crate::spatial::{EqualArea, PlanePoint};

const CELL: CellSize = CellSize::OneKm;
/// The shares of all for which the smallest area is drawn.
const SHARES: [f64; 3] = [0.25, 0.5, 0.75];
const M2_IN_KM2: f64 = 1e6;

impl Bench<'_> {
    pub(super) fn kde(&self, settings: &KdeStudy, effort: &mut Effort<'_>) -> Found {
        no_area(Method::Kde, self.query.area.as_ref())?;
        let places = Places::new(self.view.placer(), &self.districts, Some(CELL));
        let counted = self.count(self.query, &places, None);
        let head =
            Head::of_places(&places, &counted, None).showing("the smallest areas that hold a share of all");
        let computed = (|| {
            if counted.in_mask < FEWEST_REPORTS {
                let what = "reports with a point in the mask";
                return Err(AnalysisError::NotEnough {
                    what,
                    needed: FEWEST_REPORTS,
                    given: counted.in_mask,
                });
            }
            let (raster, inside) = raster(places.mask().map_or(&[], |mask| mask.squares()));
            let kernel = KernelMask::new(raster, &inside, settings.bandwidth_m, effort)?;
            let density = kernel.density(&self.in_places(&places), effort)?;
            let shares = density_shares(&density.per_km2, &SHARES)?;
            let levels: Vec<f64> = shares.iter().map(|share| share.level).collect();
            let drawn = contours(raster, &density.per_km2, &levels)?;
            Ok(StudyResult::Kde(KdeFields {
                bandwidth_m: settings.bandwidth_m,
                cell_m: raster.cell_m,
                highest: to_digits(density.per_km2.iter().copied().fold(0.0, f32::max).into(), DIGITS),
                contours: shares.iter().zip(&drawn).map(|(share, drawn)| contour(share, drawn)).collect(),
            }))
        })();
        found(head, computed)
    }

    /// Returns the points that lie in places of the mask.
    fn in_places(&self, places: &Places<'_>) -> Vec<WeighedPoint> {
        let plane = EqualArea::default();
        let mut points = Vec::new();
        self.each(self.query, |report| {
            if places.of(&report).is_some() {
                let at = report.at.and_then(|at| plane.forward(at));
                points.extend(at.map(|at| WeighedPoint { at, weight: 1.0 }));
            }
        });
        points
    }
}

/// Returns the smallest raster that holds some squares, and which of its cells they are.
fn raster(squares: &[Square]) -> (Raster, Vec<bool>) {
    let cell_m = f64::from(CELL.metres());
    let span = |of: fn(&Square) -> i32| {
        let numbers = squares.iter().map(of);
        let (first, last) = (numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0));
        (first, to_index(last.abs_diff(first)) + 1)
    };
    let ((south, rows), (west, columns)) = (span(|s| s.row), span(|s| s.column));
    let corner = PlanePoint { east_m: f64::from(west) * cell_m, north_m: f64::from(south) * cell_m };
    let mut inside = vec![false; rows * columns];
    for square in squares {
        inside[to_index(square.row.abs_diff(south)) * columns + to_index(square.column.abs_diff(west))] =
            true;
    }
    (Raster { corner, cell_m, columns, rows }, inside)
}

fn contour(share: &DensityShare, drawn: &Contour) -> ContourFields {
    let plane = EqualArea::default();
    let ring = |corners: &[PlanePoint]| -> Option<Vec<[f64; 2]>> {
        let corners = corners.iter().filter_map(|at| plane.inverse(*at));
        let corners = corners.filter_map(|at| LonLat::new(at.x, at.y).ok());
        ring_of(corners)
    };
    let polygon = |part: &ContourPart| {
        let outer = ring(&part.outer)?;
        Some(std::iter::once(outer).chain(part.holes.iter().filter_map(|hole| ring(hole))).collect())
    };
    ContourFields {
        share: share.share,
        held: to_digits(share.held, DIGITS),
        level: to_digits(share.level, DIGITS),
        area_km2: count_to_f64(share.cells) * f64::from(CELL.metres()).powi(2) / M2_IN_KM2,
        polygons: drawn.parts.iter().filter_map(polygon).collect(),
    }
}

/// Makes a closed ring, to the metre; nothing where that leaves no area.
fn ring_of(corners: impl Iterator<Item = LonLat>) -> Option<Vec<[f64; 2]>> {
    let told = |at: LonLat| [at.lon_deg(), at.lat_deg()].map(|degrees| to_places(degrees, DEGREE_PLACES));
    let mut ring: Vec<[f64; 2]> = corners.map(told).collect();
    // Rings of GeoJSON come back to their first position; corners less than a metre apart become one.
    ring.extend(ring.first().copied());
    ring.dedup();
    (ring.len() > 3).then_some(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_closed_and_told_to_the_metre() {
        let corners = [(104.0, 15.0), (104.000_000_1, 15.0), (104.1, 15.0), (104.123_456_7, 15.2)];
        let of = |corners: &[(f64, f64)]| ring_of(corners.iter().map(|at| LonLat::new(at.0, at.1).unwrap()));
        let ring = [[104.0, 15.0], [104.1, 15.0], [104.123_46, 15.2], [104.0, 15.0]];
        assert_eq!(of(&corners).unwrap(), ring);
        assert_eq!(of(&corners[..3]), None, "a metre wide");
        assert_eq!(of(&[]), None);
    }
}
