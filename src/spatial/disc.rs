//! A circle on the spheroid, asked cheaply: the geodesic distance is worked out only for points within a hair of
//! the rim.
//!
//! The straight line through the earth tells the distance along its surface within bounds that are proven, not
//! fitted. Let R run between the smallest and the largest radius of curvature of the spheroid. A geodesic of d
//! metres bends at most as a circle of the smallest radius, so its ends are at least 2 R sin(d / 2R) apart (Schur's
//! theorem). And every tangent ball of the largest radius holds the whole spheroid (Blaschke's rolling theorem), so
//! the chord c from the start meets the surface at its other end at an angle whose cosine is at most
//! sqrt(1 - (c / 2R)^2); that bounds how fast it grows, and its ends are at most 2 R sin(d / 2R) apart. Between the
//! two lie 3 micrometres at 5 km, 2 cm at 100 km and 170 m at 2,000 km.

use super::extent::{Extent, Overlap};
use super::geodesic::{DegreeLengths, ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS_M, distance_m};
use crate::domain::LonLat;

/// The smallest radius of curvature of WGS 84, in metres: along the meridian at the equator, b^2 / a.
const LEAST_CURVATURE_RADIUS_M: f64 = EQUATORIAL_RADIUS_M * (1.0 - ECCENTRICITY_SQUARED);
/// The largest radius of curvature of WGS 84, in metres, rounded up: at the poles, a^2 / b = 6,399,593.6 m.
const MOST_CURVATURE_RADIUS_M: f64 = 6_399_594.0;
/// What rounding may add up to in a distance, ours (nanometres) or Karney's (15 nm), with room to spare.
const ROUNDING_M: f64 = 1e-5;
/// Steps of 1e-7 degrees in a full turn.
const TURN_E7: u32 = 3_600_000_000;
/// Radii beyond this are not estimated; areas are at most 2,000 km wide.
const MOST_RADIUS_M: f64 = 5_000_000.0;

/// Represents a circle on the spheroid; its rim belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct Disc {
    centre: LonLat,
    radius_m: f64,
    /// A point whose squared difference in degrees, so weighted, is not above 1 certainly lies in the circle.
    within: Weights,
    /// A point whose squared difference in degrees, so weighted, is above 1 certainly lies beyond.
    beyond: Weights,
    /// The centre in its meridian's plane.
    middle: InMeridian,
    /// A chord whose square is not above this ends in the circle.
    chord_within_m2: f64,
    /// A chord whose square is above this ends beyond.
    chord_beyond_m2: f64,
}

/// Squares of the metres in one degree over the radius.
#[derive(Debug, Clone, Copy)]
struct Weights {
    lon: f64,
    lat: f64,
}

/// A point of a meridian in metres: from the earth's axis, and north of the equator's plane.
#[derive(Debug, Clone, Copy)]
struct InMeridian {
    from_axis_m: f64,
    north_m: f64,
}

impl Disc {
    /// Prepares a circle.
    pub fn new(centre: LonLat, radius_m: f64) -> Self {
        let mut disc = Self {
            centre,
            radius_m,
            within: Weights { lon: f64::INFINITY, lat: f64::INFINITY },
            beyond: Weights { lon: 0.0, lat: 0.0 },
            middle: InMeridian::at(centre.lat_deg()),
            // Until there is an estimate it settles nothing, and the distance is asked.
            chord_within_m2: -1.0,
            chord_beyond_m2: f64::INFINITY,
        };
        if radius_m > 0.0 && radius_m <= MOST_RADIUS_M {
            disc.estimate();
        }
        disc
    }

    /// Works out the bounds that settle most points.
    ///
    /// The length of a line on the spheroid is the integral of the root of (M dlat)^2 + (N cos(lat) dlon)^2. A
    /// geodesic no longer than the radius stays between two latitudes; with the least of the two factors between
    /// them it comes out too short, and the line straight in degrees with the greatest comes out too long.
    fn estimate(&mut self) {
        let lat = self.centre.lat_deg();
        let (within_m, beyond_m) = (self.radius_m - ROUNDING_M, self.radius_m + ROUNDING_M);
        let reach = (beyond_m / LEAST_CURVATURE_RADIUS_M).to_degrees();
        let (south, north) = ((lat - reach).max(-90.0), (lat + reach).min(90.0));
        // M grows from the equator to the poles, N cos(lat) shrinks.
        let nearest_to_equator = DegreeLengths::at(0.0_f64.clamp(south, north));
        let farthest = DegreeLengths::at(south.abs().max(north.abs()));
        let weight = |lengths_m: f64, radius_m: f64| (lengths_m / radius_m).powi(2);
        self.beyond = Weights {
            lon: weight(farthest.lon_m, beyond_m),
            lat: weight(nearest_to_equator.lat_m, beyond_m),
        };
        let chord_m = |radius_m: f64, distance_m: f64| 2.0 * radius_m * (distance_m / (2.0 * radius_m)).sin();
        self.chord_beyond_m2 = chord_m(MOST_CURVATURE_RADIUS_M, beyond_m).powi(2);
        if within_m > 0.0 {
            self.within = Weights {
                lon: weight(nearest_to_equator.lon_m, within_m),
                lat: weight(farthest.lat_m, within_m),
            };
            self.chord_within_m2 = chord_m(LEAST_CURVATURE_RADIUS_M, within_m).powi(2);
        }
    }

    /// Tells whether a point lies in the circle: whether its geodesic distance from the centre
    /// ([`distance_m`]) is not above the radius.
    pub fn covers(&self, at: LonLat) -> bool {
        let (lon, lat) = (self.lon_apart(at), self.lat_apart(at));
        if self.beyond.of(lon, lat) > 1.0 {
            return false;
        }
        if self.within.of(lon, lat) <= 1.0 {
            return true;
        }
        let end = InMeridian::at(at.lat_deg());
        let chord_m2 = self.middle.along_m2(&end) + self.middle.across_m2(&end, lon);
        if chord_m2 > self.chord_beyond_m2 {
            return false;
        }
        chord_m2 <= self.chord_within_m2 || distance_m(self.centre, at) <= self.radius_m
    }

    /// Tells how a box stands to the circle; says `Partly` when neither of the others is certain.
    pub(super) fn judge(&self, extent: &Extent) -> Overlap {
        let (near_lon, far_lon) = self.lons_apart(extent);
        let (south, north) = (self.lat_apart(extent.south_west), self.lat_apart(extent.north_east));
        let (centre, low, high) =
            (self.centre.lat_e7(), extent.south_west.lat_e7(), extent.north_east.lat_e7());
        let near_lat = if (low..=high).contains(&centre) { 0.0 } else { south.min(north) };
        let far_lat = south.max(north);
        if self.beyond.of(near_lon, near_lat) > 1.0 {
            return Overlap::Outside;
        }
        if self.within.of(far_lon, far_lat) <= 1.0 {
            return Overlap::Inside;
        }
        self.judge_by_chords(extent, near_lon, far_lon, near_lat)
    }

    /// Judges by the shortest and the longest chord from the centre into the box.
    ///
    /// Along a meridian a chord grows with the difference in latitude; across it grows with the distance from the
    /// earth's axis, which shrinks from the equator to the poles.
    fn judge_by_chords(&self, extent: &Extent, near_lon: f64, far_lon: f64, near_lat: f64) -> Overlap {
        let (south_deg, north_deg) = (extent.south_west.lat_deg(), extent.north_east.lat_deg());
        let (south, north) = (InMeridian::at(south_deg), InMeridian::at(north_deg));
        let (along_south, along_north) = (self.middle.along_m2(&south), self.middle.along_m2(&north));
        let nearest_along = if near_lat > 0.0 { along_south.min(along_north) } else { 0.0 };
        let (narrow, mut wide) =
            if south.from_axis_m < north.from_axis_m { (south, north) } else { (north, south) };
        if south_deg < 0.0 && north_deg > 0.0 {
            wide = InMeridian::at(0.0);
        }
        if nearest_along + self.middle.across_m2(&narrow, near_lon) > self.chord_beyond_m2 {
            Overlap::Outside
        } else if along_south.max(along_north) + self.middle.across_m2(&wide, far_lon) <= self.chord_within_m2
        {
            Overlap::Inside
        } else {
            Overlap::Partly
        }
    }

    /// Returns the degrees between the centre's meridian and a point's, the shorter way round.
    fn lon_apart(&self, at: LonLat) -> f64 {
        let apart = self.centre.lon_e7().abs_diff(at.lon_e7());
        f64::from(apart.min(TURN_E7 - apart)) / 1e7
    }

    fn lat_apart(&self, at: LonLat) -> f64 {
        f64::from(self.centre.lat_e7().abs_diff(at.lat_e7())) / 1e7
    }

    /// Returns the degrees between the centre's meridian and the nearest and the farthest one of a box.
    fn lons_apart(&self, extent: &Extent) -> (f64, f64) {
        let (west, east) = (self.lon_apart(extent.south_west), self.lon_apart(extent.north_east));
        let from = i64::from(extent.south_west.lon_e7()) - i64::from(self.centre.lon_e7());
        let to = i64::from(extent.north_east.lon_e7()) - i64::from(self.centre.lon_e7());
        let half_turn = i64::from(TURN_E7 / 2);
        let holds = |lon: i64| (from..=to).contains(&lon);
        let near = if holds(0) { 0.0 } else { west.min(east) };
        // The meridian across the globe, which matters near a pole.
        let far = if holds(half_turn) || holds(-half_turn) { 180.0 } else { west.max(east) };
        (near, far)
    }
}

impl Weights {
    fn of(&self, lon_deg: f64, lat_deg: f64) -> f64 {
        self.lon * lon_deg * lon_deg + self.lat * lat_deg * lat_deg
    }
}

impl InMeridian {
    fn at(lat_deg: f64) -> Self {
        let (sin, cos) = lat_deg.to_radians().sin_cos();
        let prime_vertical_m = EQUATORIAL_RADIUS_M / (1.0 - ECCENTRICITY_SQUARED * sin * sin).sqrt();
        Self {
            from_axis_m: prime_vertical_m * cos,
            north_m: prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) * sin,
        }
    }

    /// Returns the square of the chord to a point of the same meridian.
    fn along_m2(&self, other: &Self) -> f64 {
        (self.from_axis_m - other.from_axis_m).powi(2) + (self.north_m - other.north_m).powi(2)
    }

    /// Returns what the square of the chord grows by when the other point's meridian is so many degrees away.
    fn across_m2(&self, other: &Self, lon_deg: f64) -> f64 {
        4.0 * self.from_axis_m * other.from_axis_m * (lon_deg.to_radians() / 2.0).sin().powi(2)
    }
}

#[cfg(test)]
mod tests {
    use geo::{Destination, Geodesic};

    use super::super::trial_shapes::{Dice, at, trials};
    use super::*;

    /// Radii from a step of a position to the largest that may be asked.
    const RADII_M: [f64; 8] = [0.02, 30.0, 1_000.0, 5_000.0, 50_000.0, 300_000.0, 1_000_000.0, 2_000_000.0];

    /// A centre: near the border, or anywhere, at times on the antimeridian or at a pole.
    fn centre(dice: &mut Dice) -> LonLat {
        match dice.below(6) {
            0 => at(dice.between(-180.0, 180.0), dice.between(-90.0, 90.0).clamp(-90.0, 90.0)),
            1 => at(
                [-180.0, 180.0, 179.99, 0.0][usize::try_from(dice.below(4)).unwrap()],
                dice.between(-89.0, 89.0),
            ),
            2 => at(
                dice.between(-180.0, 180.0),
                [90.0, -90.0, 89.95, 0.0][usize::try_from(dice.below(4)).unwrap()],
            ),
            _ => at(dice.between(97.0, 108.0), dice.between(0.0, 30.0)),
        }
    }

    /// A point so far away, as near as positions can be.
    fn point_away(dice: &mut Dice, from: LonLat, metres: f64) -> Option<LonLat> {
        let to = Geodesic.destination(from.point(), dice.between(0.0, 360.0), metres);
        LonLat::new((to.x() + 540.0).rem_euclid(360.0) - 180.0, to.y()).ok()
    }

    #[test]
    fn a_disc_covers_what_the_distance_says() {
        let mut dice = Dice(5);
        let mut covered = 0;
        let tries = trials(100_000, 1_000_000);
        for round in 0..tries {
            let (centre, radius_m) = (centre(&mut dice), RADII_M[round % RADII_M.len()]);
            let disc = Disc::new(centre, radius_m);
            // On the rim as near as a position can be, within the ring of doubt, a little beside it, anywhere.
            let away_m = match dice.below(4) {
                0 => radius_m,
                1 => radius_m + radius_m.powi(3) * dice.between(-3e-17, 3e-17),
                2 => radius_m * dice.between(0.9, 1.1),
                _ => radius_m * dice.between(0.0, 3.0),
            };
            let Some(point) = point_away(&mut dice, centre, away_m) else { continue };
            let is_near = distance_m(centre, point) <= radius_m;
            assert_eq!(disc.covers(point), is_near, "{point} within {radius_m} m of {centre}");
            covered += usize::from(is_near);
        }
        assert!((tries / 4..tries * 3 / 4).contains(&covered), "{covered}");
    }

    #[test]
    fn the_rim_belongs_to_the_disc_and_no_radius_covers_nothing() {
        let (a, b) = (at(102.557_67, 13.652_33), at(102.505_78, 13.692_77));
        let apart_m = distance_m(a, b);
        assert!(Disc::new(a, apart_m).covers(b) && Disc::new(b, apart_m).covers(a));
        assert!(!Disc::new(a, apart_m.next_down()).covers(b));
        assert!(Disc::new(a, 0.0).covers(a) && !Disc::new(a, 0.0).covers(b));
        for radius_m in [-1.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(!Disc::new(a, radius_m).covers(a), "{radius_m}");
        }
        assert!(Disc::new(a, f64::INFINITY).covers(at(-77.4, -13.6)));
    }

    /// The estimate is worth its lines only while the true distance is hardly ever asked for.
    #[test]
    fn chords_bound_the_distance_closely() {
        let mut dice = Dice(6);
        for _ in 0..trials(20_000, 200_000) {
            let radius_m = RADII_M[usize::try_from(dice.below(8)).unwrap()];
            let centre = centre(&mut dice);
            let disc = Disc::new(centre, radius_m);
            let Some(point) = point_away(&mut dice, centre, radius_m) else { continue };
            let end = InMeridian::at(point.lat_deg());
            let lon = disc.lon_apart(point);
            let chord_m = (disc.middle.along_m2(&end) + disc.middle.across_m2(&end, lon)).sqrt();
            let (least_m, most_m) = (disc.chord_within_m2.max(0.0).sqrt(), disc.chord_beyond_m2.sqrt());
            // The point itself is rounded by a centimetre.
            assert!((least_m - 0.02..=most_m + 0.02).contains(&chord_m), "{least_m} {chord_m} {most_m}");
            assert!(most_m - least_m < 3e-5 + 2.2e-17 * radius_m.powi(3), "{most_m} {least_m}");
        }
    }

    #[test]
    fn what_is_said_of_a_box_holds_for_its_points() {
        let mut dice = Dice(7);
        let mut said = [0; 3];
        for round in 0..trials(25_000, 250_000) {
            let (centre, radius_m) = (centre(&mut dice), RADII_M[round % RADII_M.len()]);
            let disc = Disc::new(centre, radius_m);
            let wide_e7 = (radius_m * dice.between(0.001, 1.5) * 90.0).min(8e8);
            let away_m = radius_m * dice.between(0.0, 1.8);
            let Some(south_west) = point_away(&mut dice, centre, away_m) else { continue };
            let step =
                |dice: &mut Dice| crate::domain::number::round_to_i32(dice.between(0.0, wide_e7)).unwrap();
            // At times to anywhere east of it: near a pole such a box is no larger.
            let any_lon = at(dice.between(south_west.lon_deg(), 180.0), 0.0).lon_e7();
            let lon_e7 = if dice.below(4) == 0 {
                any_lon
            } else {
                south_west.lon_e7().saturating_add(step(&mut dice)).min(1_800_000_000)
            };
            let lat_e7 = (south_west.lat_e7() + step(&mut dice)).min(900_000_000);
            let Ok(north_east) = LonLat::from_e7(lon_e7, lat_e7) else { continue };
            let extent = Extent { south_west, north_east };
            let judged = disc.judge(&extent);
            let mut inside = |from: f64, to: f64| match dice.below(4) {
                0 => from,
                1 => to,
                _ => dice.between(from, to),
            };
            let mut points: Vec<LonLat> = (0..6)
                .filter_map(|_| {
                    let lon = inside(south_west.lon_deg(), north_east.lon_deg());
                    LonLat::new(lon, inside(south_west.lat_deg(), north_east.lat_deg())).ok()
                })
                .collect();
            // The meridian across the globe from the centre, where a box around a pole is farthest.
            let across = centre.lon_deg() + if centre.lon_deg() > 0.0 { -180.0 } else { 180.0 };
            if (south_west.lon_deg()..=north_east.lon_deg()).contains(&across) {
                points.push(at(across, south_west.lat_deg()));
                points.push(at(across, north_east.lat_deg()));
            }
            // The centre's own meridian and latitude, where the box is nearest.
            let clamped = LonLat::from_e7(
                centre.lon_e7().clamp(south_west.lon_e7(), lon_e7),
                centre.lat_e7().clamp(south_west.lat_e7(), lat_e7),
            );
            points.extend(clamped);
            for point in points {
                let not =
                    if distance_m(centre, point) <= radius_m { Overlap::Outside } else { Overlap::Inside };
                assert_ne!(judged, not, "{point} in {extent:?}, within {radius_m} m of {centre}");
            }
            said[match judged {
                Overlap::Inside => 0,
                Overlap::Outside => 1,
                Overlap::Partly => 2,
            }] += 1;
        }
        assert!(said.iter().all(|&n| n > 2_000), "{said:?}");
    }

    #[test]
    fn a_box_well_within_or_beyond_is_said_to_be_so() {
        let disc = Disc::new(at(102.0, 15.0), 5_000.0);
        let around = |lon: f64, lat: f64, half: f64| {
            disc.judge(&Extent {
                south_west: at(lon - half, lat - half),
                north_east: at(lon + half, lat + half),
            })
        };
        assert_eq!(around(102.0, 15.0, 0.03), Overlap::Inside);
        assert_eq!(around(102.0, 15.0, 0.04), Overlap::Partly);
        assert_eq!(around(102.0, 15.06, 0.01), Overlap::Outside);
        // Its south-east corner, the farthest, lies at 5,000 m but for centimetres.
        let lon = 102.0 + 3_000.0 / DegreeLengths::at(15.0 - 0.036).lon_m;
        let south = 15.0 - 4_000.0 / DegreeLengths::at(15.0).lat_m;
        let edge =
            |by: f64| disc.judge(&Extent { south_west: at(101.99, south), north_east: at(lon + by, 15.0) });
        assert_eq!((edge(-3e-6), edge(3e-6)), (Overlap::Inside, Overlap::Partly));
    }
}
