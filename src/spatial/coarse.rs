//! Places as somebody is told them who may not know them exactly: the one rule for every output.
//!
//! A point becomes that of a square of 5 km of the analysis grid, never across a district line: the centre where it lies
//! in the report's district, else a point of the square that does. What is said of it besides (nearest crossing, border,
//! radius) is found from that point, so that two reports in one square and district are told alike, and no question can
//! part them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::cells::{at_sides, square_of};
use super::equal_area::EqualArea;
use super::geodesic::distance_m;
use super::largest_part::point_inside;
use super::placing::Placer;
use crate::domain::{
    BorderRelation, CellSize, Country, DistrictCode, LonLat, NearestCrossing, Place, Placement,
    PlacingMethod, Precision, Report, ReportContent, ReportRow, Square,
};

/// The squares.
const SIZE: CellSize = CellSize::FiveKm;
/// The least radius that is told, in metres: from the centre to a corner, and a little more.
const LEAST_RADIUS_M: f64 = 3_600.0;
/// Radii are told in steps of so many metres.
const RADIUS_STEP_M: f64 = 100.0;
/// Where in a square and around it a point of a district is looked for, one after the other: points along its side, and
/// how far beyond each side in sides. A point that is counted in the nearest district may lie 1.5 km beyond it.
const LOOKED_FOR: [(u32, f64); 3] = [(20, 0.0), (100, 0.0), (40, 0.5)];

/// What is told of every report in one square and district.
#[derive(Debug, Clone)]
struct Anchor {
    at: LonLat,
    radius_m: f64,
    method: PlacingMethod,
    country: Option<Country>,
    crossing: Option<NearestCrossing>,
    border: Option<BorderRelation>,
}

/// The anchors that were asked for so far, on one edition of boundaries.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    plane: EqualArea,
    known: Mutex<HashMap<(Square, Option<DistrictCode>), Anchor>>,
}

impl Placer {
    /// Returns a report of the index as somebody is told it who may not know places exactly. Its tambon is not told,
    /// since whoever named one knew more than the square.
    #[must_use]
    pub fn coarse_row(&self, row: &ReportRow) -> ReportRow {
        let plain = ReportRow { tambon: None, crossing: None, border: None, ..row.clone() };
        let Some(at) = row.at else {
            let precision = without_tambon(row.precision);
            return ReportRow { precision, ..plain };
        };
        match self.anchor(at, row.district) {
            Some(Anchor { at, crossing, border, .. }) => {
                let crossing = crossing.map(|nearest| nearest.crossing);
                ReportRow { at: Some(at), precision: Precision::Village, crossing, border, ..plain }
            }
            None => {
                let precision = row.district.map_or(Precision::None, |_| Precision::District);
                ReportRow { at: None, precision, ..plain }
            }
        }
    }

    /// Returns a whole report in the same way. Its place as it was written is not told.
    #[must_use]
    pub fn coarse_report(&self, report: Report) -> Report {
        let district = report.placement.district;
        let plain = Placement {
            tambon: None,
            edge_distance_m: None,
            doubt: None,
            second_choice: None,
            crossing: None,
            border: None,
            routed_to: district,
            ..report.placement
        };
        let somewhere = || district.map_or(Place::Unknown, Place::District);
        let (place, placement) = match report.content.place {
            Place::Point { at, .. } => match self.anchor(at, district) {
                Some(Anchor { at, radius_m, method, country, crossing, border }) => (
                    Place::Point { at, radius_m, village: true },
                    Placement { method, country, crossing, border, ..plain },
                ),
                None => (somewhere(), plain),
            },
            Place::Tambon(tambon) => (Place::District(tambon.district()), plain),
            place @ (Place::District(_) | Place::Province(_) | Place::Unknown) => (place, plain),
        };
        let content = ReportContent { place, place_text: String::new(), ..report.content };
        Report { content, placement, ..report }
    }

    /// Returns what is told of every report of a district, or of none, in the square of a point; nothing at the far side
    /// of the globe, which has no squares.
    fn anchor(&self, at: LonLat, district: Option<DistrictCode>) -> Option<Anchor> {
        let anchors = self.anchors();
        let square = square_of(anchors.plane.forward(at)?, SIZE)?;
        let known = || anchors.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(anchor) = known().get(&(square, district)) {
            return Some(anchor.clone());
        }
        let anchor = self.find_anchor(&anchors.plane, square, district)?;
        known().insert((square, district), anchor.clone());
        Some(anchor)
    }

    fn find_anchor(
        &self,
        plane: &EqualArea,
        square: Square,
        district: Option<DistrictCode>,
    ) -> Option<Anchor> {
        let centre = at_sides(plane, SIZE, square, 0.5, 0.5)?;
        let at = district.map_or(centre, |district| {
            self.point_of(plane, square, district).unwrap_or_else(|| {
                self.districts().shape(district).map_or(centre, |shape| point_inside(shape, centre))
            })
        });
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let corners =
            corners.into_iter().filter_map(|(east, north)| at_sides(plane, SIZE, square, east, north));
        let farthest_m = corners.map(|corner| distance_m(at, corner)).fold(LEAST_RADIUS_M, f64::max);
        let placed = self.place_point(at, 0.0);
        let (method, country) = match (district, placed.district) {
            (Some(_), _) => (PlacingMethod::Containing, Some(Country::Thailand)),
            (None, None) => (placed.method, placed.country),
            (None, Some(_)) => (PlacingMethod::Outside, None),
        };
        Some(Anchor {
            at,
            radius_m: (farthest_m / RADIUS_STEP_M).ceil() * RADIUS_STEP_M,
            method,
            country,
            crossing: placed.crossing,
            border: placed.border,
        })
    }

    /// Finds the point of a district that is nearest to the centre of a square, among some of the square, or around it
    /// where there is none in it.
    fn point_of(&self, plane: &EqualArea, square: Square, district: DistrictCode) -> Option<LonLat> {
        LOOKED_FOR.into_iter().find_map(|(points, beyond)| {
            let step = (1.0 + 2.0 * beyond) / f64::from(points);
            let along = |number: u32| (f64::from(number) + 0.5) * step - beyond;
            let mut candidates: Vec<(f64, f64)> = (0..points)
                .flat_map(|row| (0..points).map(move |column| (along(column), along(row))))
                .collect();
            let off = |(east, north): &(f64, f64)| (east - 0.5).hypot(north - 0.5);
            // Those as far from the centre stay in their order.
            candidates.insert(0, (0.5, 0.5));
            candidates.sort_by(|a, b| off(a).total_cmp(&off(b)));
            let mut points =
                candidates.into_iter().filter_map(|(east, north)| at_sides(plane, SIZE, square, east, north));
            points.find(|at| self.districts().containing(*at) == Some(district))
        })
    }
}

/// Returns how well a place is known that is not a point, to whom no tambon is told.
fn without_tambon(precision: Precision) -> Precision {
    if precision == Precision::Tambon { Precision::District } else { precision }
}
