//! A maintainer checks the boundaries that come with the product against better ones.

use super::{App, AppError};
use crate::domain::DistrictCode;
use crate::import::{decode, district_shapes};
use crate::spatial::agreement::{PointAgreement, area_weighted_iou, overlaps, point_agreement};

/// Half the width of the band along the border, in metres.
const BAND_M: f64 = 2_000.0;

/// How the boundaries agree with others.
#[derive(Debug)]
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
    pub band: BandAgreement,
}

/// Agreement of points in a band along the line.
#[derive(Debug)]
pub struct BandAgreement {
    /// How far from the line, in metres.
    pub within_m: f64,
    /// The points.
    pub points: PointAgreement,
}

impl App {
    /// Compares the boundaries with those of a GeoJSON file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn check_data(&self, file: &str, bytes: &[u8], points: usize, seed: u64) -> Result<DataCheck, AppError> {
        let truth = district_shapes(file, &decode(file, bytes)?.text)?;
        let each = overlaps(self.placer().districts(), &truth);
        let (everywhere, near) = point_agreement(self.placer(), &truth, points, BAND_M, seed);
        Ok(DataCheck {
            districts: each.len(),
            iou: area_weighted_iou(&each),
            worst: each.iter().min_by(|a, b| a.iou.total_cmp(&b.iou)).map(|o| (o.district, o.iou)),
            everywhere,
            band: BandAgreement { within_m: BAND_M, points: near },
        })
    }
}
