//! How well one set of district polygons agrees with another: shared area, and points.

use geo::{Area, BooleanOps, BoundingRect, MapCoords};
use geo_types::{Coord, MultiPolygon};

use super::border::BorderIndex;
use super::districts::DistrictIndex;
use super::geodesic::DegreeLengths;
use super::placing::Placer;
use crate::domain::number::count_to_f64;
use crate::domain::{DistrictCode, DistrictShape, LonLat};

/// Half the width of the band along the border, in metres.
const BAND_M: f64 = 2_000.0;

/// How the boundaries agree with others.
#[derive(Debug, Clone, PartialEq)]
pub struct DataCheck {
    /// Districts compared.
    pub districts: usize,
    /// Intersection over union, weighted by area.
    pub iou: f64,
    /// The district that agrees least, and how little.
    pub worst: Option<(DistrictCode, f64)>,
    /// Points over the whole area.
    pub everywhere: PointAgreement,
    /// Points near the border line.
    pub band: PointAgreement,
    /// How near, in metres.
    pub band_m: f64,
}

impl DataCheck {
    /// Compares the boundaries in use with true ones, with so many seeded points for each comparison.
    pub fn run(placer: &Placer, truth: &[DistrictShape], points: usize, seed: u64) -> Self {
        let each = overlaps(placer.districts(), truth);
        let (everywhere, band) = point_agreement(placer, truth, points, seed);
        Self {
            districts: each.len(),
            iou: area_weighted_iou(&each),
            worst: each.iter().min_by(|a, b| a.iou.total_cmp(&b.iou)).map(|o| (o.district, o.iou)),
            everywhere,
            band,
            band_m: BAND_M,
        }
    }
}

/// How one district's polygon agrees with its true one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Overlap {
    /// The district.
    district: DistrictCode,
    /// Intersection over union, 0 to 1.
    iou: f64,
    /// Area of the true polygon in square kilometres.
    area_km2: f64,
}

/// How many points were put in the district that the truth puts them in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PointAgreement {
    /// Points in the same district.
    pub same: usize,
    /// Points in all.
    pub of: usize,
}

impl PointAgreement {
    /// Returns the share that agrees, 0 to 1; 0 when there are no points.
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { count_to_f64(self.same) / count_to_f64(self.of) }
    }

    fn add(&mut self, same: bool) {
        self.of += 1;
        self.same += usize::from(same);
    }
}

/// Compares each true polygon with ours of the same code.
///
/// Areas are taken in the plane of each polygon's middle latitude; a ratio of areas hardly feels that. A
/// true district that we do not have counts as no overlap.
fn overlaps(ours: &DistrictIndex, truth: &[DistrictShape]) -> Vec<Overlap> {
    let scaled = |shape: &MultiPolygon<f64>, lat: f64| {
        let lengths = DegreeLengths::at(lat);
        shape.map_coords(|c| Coord { x: c.x * lengths.lon_m / 1e3, y: c.y * lengths.lat_m / 1e3 })
    };
    truth
        .iter()
        .map(|t| {
            let lat = t.shape.bounding_rect().map_or(16.0, |b| b.center().y);
            let true_shape = scaled(&t.shape, lat);
            let area_km2 = true_shape.unsigned_area();
            let iou = ours.shape(t.code).map_or(0.0, |shape| {
                let our_shape = scaled(shape, lat);
                let both = true_shape.intersection(&our_shape).unsigned_area();
                both / (area_km2 + our_shape.unsigned_area() - both)
            });
            Overlap { district: t.code, iou, area_km2 }
        })
        .collect()
}

/// Places seeded random points that the truth puts in a district, and compares: over all of its area, and
/// within [`BAND_M`] of the border line. Each of the two gets `points` points.
fn point_agreement(
    placer: &Placer,
    truth: &[DistrictShape],
    points: usize,
    seed: u64,
) -> (PointAgreement, PointAgreement) {
    let true_index = DistrictIndex::new(truth.to_vec());
    let mut random = SplitMix64(seed);
    let mut everywhere = PointAgreement::default();
    let mut band = PointAgreement::default();
    let Some((west, south, east, north)) = envelope(truth) else { return (everywhere, band) };
    let agrees = |at: LonLat, district| placer.place_point(at, 0.0).district == Some(district);
    // Most tries miss; where the truth is small or far from the border, so many are enough to say so.
    let tries = points * 1_000;
    for _ in 0..tries {
        if everywhere.of == points {
            break;
        }
        let lon = west + random.fraction() * (east - west);
        // Equal areas: on a sphere the sine of latitude is uniform.
        let (low, high) = (south.to_radians().sin(), north.to_radians().sin());
        let lat = (low + random.fraction() * (high - low)).asin().to_degrees();
        if let Ok(at) = LonLat::new(lon, lat)
            && let Some(district) = true_index.containing(at)
        {
            everywhere.add(agrees(at, district));
        }
    }
    for _ in 0..tries {
        if band.of == points {
            break;
        }
        if let Some(at) = random_point_near(placer.border(), &mut random)
            && let Some(district) = true_index.containing(at)
        {
            band.add(agrees(at, district));
        }
    }
    (everywhere, band)
}

/// Returns a random point on the Thai or foreign side within a band along the line on land.
fn random_point_near(border: &BorderIndex, random: &mut SplitMix64) -> Option<LonLat> {
    let on_line = border.at_km(random.fraction() * border.length_km())?;
    let lengths = DegreeLengths::at(on_line.y);
    let offset = |fraction: f64| (fraction * 2.0 - 1.0) * BAND_M;
    let lon = on_line.x + offset(random.fraction()) / lengths.lon_m;
    let lat = on_line.y + offset(random.fraction()) / lengths.lat_m;
    let at = LonLat::new(lon, lat).ok()?;
    border.relate(at).filter(|relation| relation.distance_m <= BAND_M).map(|_| at)
}

fn envelope(shapes: &[DistrictShape]) -> Option<(f64, f64, f64, f64)> {
    shapes.iter().filter_map(|s| s.shape.bounding_rect()).fold(None, |all, b| {
        let this = (b.min().x, b.min().y, b.max().x, b.max().y);
        Some(all.map_or(this, |(w, s, e, n): (f64, f64, f64, f64)| {
            (w.min(this.0), s.min(this.1), e.max(this.2), n.max(this.3))
        }))
    })
}

/// Sums the overlaps weighted by area: 1 when all polygons are equal.
fn area_weighted_iou(overlaps: &[Overlap]) -> f64 {
    let area: f64 = overlaps.iter().map(|o| o.area_km2).sum();
    overlaps.iter().map(|o| o.iou * o.area_km2).sum::<f64>() / area
}

/// Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators": small, seeded, and the
/// same on every machine, which is all that a check needs.
struct SplitMix64(u64);

impl SplitMix64 {
    /// Returns a number from 0 up to, but not including, 1.
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high_bits = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0);
        f64::from(high_bits) / 4_294_967_296.0
    }
}
