//! DBSCAN: where points lie dense.

use std::cmp::Reverse;

use super::bench::{Bench, Found, Head, found};
use crate::analysis::{DbscanSettings, Effort, dbscan, ring_area_m2};
use crate::domain::number::to_index;
use crate::domain::{DbscanStudy, LonLat};
use crate::export::{ClusterFields, DbscanFields, StudyResult};
use crate::spatial::EqualArea;

const M2_IN_KM2: f64 = 1e6;

impl Bench<'_> {
    pub(super) fn dbscan(&self, settings: &DbscanStudy, effort: &mut Effort<'_>) -> Found {
        let points = self.points();
        let head = Head::of_points("point", &points);
        let on_plane = points.on_plane();
        let method = DbscanSettings { eps_m: settings.eps_m, min_points: to_index(settings.min_points) };
        let computed = dbscan(&on_plane, method, effort).map(|computed| {
            let plane = EqualArea::default();
            let mut counts = vec![(0_usize, 0_usize); computed.clusters];
            for (label, is_core) in computed.labels.iter().zip(&computed.core) {
                if let Some((points, cores)) = label.and_then(|label| counts.get_mut(label)) {
                    *points += 1;
                    *cores += usize::from(*is_core);
                }
            }
            let hulls = computed.hulls(&on_plane);
            let mut clusters: Vec<ClusterFields> = counts
                .into_iter()
                .zip(&hulls)
                .map(|((points, cores), hull)| {
                    let corners = hull.iter().filter_map(|at| plane.inverse(*at));
                    let corners = corners.filter_map(|at| LonLat::new(at.x, at.y).ok());
                    ClusterFields {
                        number: 0,
                        points,
                        cores,
                        hull: corners.map(|at| [at.lon_deg(), at.lat_deg()]).collect(),
                        area_km2: ring_area_m2(hull) / M2_IN_KM2,
                    }
                })
                .collect();
            clusters.sort_by_key(|cluster| Reverse(cluster.points));
            for (number, cluster) in (1..).zip(&mut clusters) {
                cluster.number = number;
            }
            StudyResult::Dbscan(DbscanFields {
                eps_m: settings.eps_m,
                min_points: settings.min_points,
                noise: computed.labels.iter().filter(|label| label.is_none()).count(),
                clusters,
            })
        });
        found(head, computed)
    }
}
