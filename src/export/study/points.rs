//! What methods say of points and of pairs of them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Finding;

/// Clusters of points.
#[derive(Debug, Serialize, ToSchema)]
pub struct DbscanFields {
    /// How near a point must be to be a neighbour, in metres.
    pub eps_m: f64,
    /// How many neighbours make a point the core of a cluster, itself among them.
    pub min_points: u32,
    /// Points in no cluster.
    pub noise: usize,
    /// The clusters, the one with the most points first.
    pub clusters: Vec<ClusterFields>,
}

/// One cluster.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClusterFields {
    /// 1 for the one with the most points.
    pub number: usize,
    /// Points in it.
    pub points: usize,
    /// Of these, cores.
    pub cores: usize,
    /// Longitude and latitude of the corners of its convex hull, counter-clockwise and not closed; two for points on a
    /// line, one for points in one place.
    pub hull: Vec<[f64; 2]>,
    /// The size of the hull, in square kilometres.
    pub area_km2: f64,
}

impl DbscanFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let place = |c: &ClusterFields| {
            let corner = c.hull.first().copied().unwrap_or_default();
            format!("{:.3},{:.3}", corner[0], corner[1])
        };
        self.clusters.iter().map(|c| Finding::new(place(c), format!("{} points", c.points))).collect()
    }
}

/// A smooth picture of how dense points lie. A description, not a test. Densities are rounded to six digits, positions to
/// five digits of a degree: about a metre.
#[derive(Debug, Serialize, ToSchema)]
pub struct KdeFields {
    /// The standard deviation of the kernel, in metres.
    pub bandwidth_m: f64,
    /// The side of a raster cell, in metres.
    pub cell_m: f64,
    /// The highest density, in reports to a square kilometre.
    pub highest: f64,
    /// The smallest areas that hold a share of all, the smallest share first.
    pub contours: Vec<ContourFields>,
}

/// The smallest area that holds a share of all.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContourFields {
    /// The share.
    pub share: f64,
    /// What it holds: that share or a little more, as whole cells are taken.
    pub held: f64,
    /// The density on its edge, in reports to a square kilometre.
    pub level: f64,
    /// Its size, in square kilometres.
    pub area_km2: f64,
    /// Its polygons as GeoJSON has them: polygons, rings, positions.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

impl KdeFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let share = |c: &ContourFields| format!("{:.0} %", c.share * 100.0);
        self.contours.iter().map(|c| Finding::new(share(c), format!("{:.0} km2", c.area_km2))).collect()
    }
}

/// Whether one report is followed by others close by and soon after.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearRepeatFields {
    /// How often the days were dealt out anew.
    pub replicates: u32,
    /// Pairs of reports.
    pub pairs: usize,
    /// The upper ends of the bands of distance, in metres.
    pub distance_m: Vec<f64>,
    /// The upper ends of the bands of time, in days.
    pub days: Vec<u32>,
    /// One row a band of distance, in it one cell a band of time.
    pub table: Vec<Vec<NearRepeatCellFields>>,
    /// For how many days after a report others close by are likelier than chance; 0 for not at all.
    pub hot_days: u32,
    /// How far from a report others soon after are likelier than chance, in metres; 0 for not at all.
    pub hot_m: f64,
}

/// The pairs in one band of distance and one of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearRepeatCellFields {
    /// How many there are.
    pub pairs: usize,
    /// How many there would be if days had nothing to do with places.
    pub expected: f64,
    /// Pairs to expected pairs; null where none are expected.
    pub ratio: Option<f64>,
    /// Monte-Carlo p-value.
    pub p: f64,
}

impl NearRepeatFields {
    pub(super) fn findings(&self) -> Vec<Finding> {
        vec![Finding::new("near repeat", format!("{} days, {} m", self.hot_days, self.hot_m))]
    }
}
