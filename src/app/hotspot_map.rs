//! A commander looks at where reports concentrate, by district.

use std::sync::Arc;

use super::{App, AppError, View};
use crate::analysis::{HotspotClass, classify, gi_star};
use crate::domain::number::count_to_f64;
use crate::domain::{Area, Counts, DistrictCode, ReportQuery, Scope};
use crate::export::{FdrFields, HotspotFields, HotspotSheet, MaskFields, PeriodFields};

/// Fewest reports in the mask from which hotspots are computed.
pub const FEWEST_REPORTS: usize = 30;

impl App {
    /// Computes Gi* over the border districts that the scope admits.
    ///
    /// The mask is all districts that touch Laos or Cambodia, with or without reports; districts beyond it
    /// are not observed, so they are neighbours of none. An area chooses which districts are returned; n,
    /// mean and deviation always run over the whole mask.
    ///
    /// # Errors
    /// When the area is a box or circle, which match points only.
    pub async fn hotspot_map(
        &self,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<(Arc<View>, HotspotSheet), AppError> {
        if query.area.as_ref().is_some_and(Area::matches_points_only) {
            return Err(AppError::Refused(
                "hotspots by district take an area of districts or provinces, not one that matches points only".to_owned(),
            ));
        }
        let whole = ReportQuery { area: None, ..query.clone() };
        let (view, selection) = self.select(&whole, scope).await?;
        let mask: Vec<DistrictCode> = self
            .reference()
            .districts
            .iter()
            .filter(|d| d.is_on_border() && scope.admits_district(d.code))
            .map(|d| d.code)
            .collect();
        let (counts, outside_mask) = view.index.count_in(&selection, &mask);
        let in_mask = counts.iter().sum::<usize>();
        let neighbours = view.placer().districts().contiguity(&mask);
        let values: Vec<f64> = counts.iter().copied().map(count_to_f64).collect();
        let enough = in_mask >= FEWEST_REPORTS;
        let statistics = if enough { gi_star(&values, &neighbours) } else { Vec::new() };
        let (classes, thresholds) = classify(&statistics);
        let shown = |code: DistrictCode| match &query.area {
            Some(Area::Districts(codes)) => codes.contains(&code),
            Some(Area::Provinces(codes)) => codes.contains(&code.province()),
            Some(
                Area::Bbox { .. }
                | Area::Circle { .. }
                | Area::Crossing { .. }
                | Area::Border { .. }
                | Area::Saved(_),
            ) => false,
            None => true,
        };
        let districts = mask
            .iter()
            .enumerate()
            .map(|(i, district)| HotspotFields {
                district: *district,
                count: counts[i],
                z: statistics.get(i).map(|s| s.z),
                p: statistics.get(i).map(|s| s.p),
                class: classes.get(i).copied().unwrap_or(HotspotClass::NotTested).as_str(),
                neighbours: neighbours[i].len(),
            })
            .filter(|d| shown(d.district))
            .collect();
        let observed = view.index.observed_days(&selection);
        let [p99, p95, p90] = thresholds;
        let sheet = HotspotSheet {
            method: "gi-star",
            unit: "district",
            mask: MaskFields { name: "border-districts", districts: mask.len(), n: in_mask },
            weights: "queen contiguity within the mask, the district itself included",
            fdr: FdrFields { p90, p95, p99 },
            period: PeriodFields {
                from: query.from,
                to: query.to,
                first: observed.map(|(first, _)| first),
                last: observed.map(|(_, last)| last),
            },
            counts: by_district(selection.counts, in_mask + outside_mask).into(),
            enough,
            message: (!enough)
                .then(|| format!("not enough data (n = {in_mask}, at least {FEWEST_REPORTS} needed)")),
            outside_mask,
            districts,
        };
        Ok((view, sheet))
    }
}

/// Says of a map by district what it cannot place: reports that name no district, whatever else they name.
fn by_district(counts: Counts, placed: usize) -> Counts {
    let unlocated = counts.matched - placed;
    Counts { unlocated, area_only: counts.matched - counts.points - unlocated, ..counts }
}
