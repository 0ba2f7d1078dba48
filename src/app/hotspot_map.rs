//! A commander looks at where reports concentrate, by district.

use std::sync::Arc;

use super::{App, AppError, View};
use crate::analysis::{GiStar, HotspotClass, classify, gi_star_of_counts};
use crate::domain::number::count_to_u32;
use crate::domain::{
    Area, AsOf, CellSize, Counts, DistrictCode, Epoch, GiStarStudy, ReportQuery, Scope, Study, StudyQuestion,
};
use crate::export::{
    FdrFields, HotspotFields, HotspotLegend, HotspotSheet, MaskFields, PeriodFields, RunFields, seal,
};
use crate::spatial::{ObservedDays, ReportIndex};

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
    /// When the area matches points only, or the moment is not known, or the database fails.
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
        let (view, reports) = self.ask(&whole, scope, ReportIndex::by_district).await?;
        let mask = self.border_districts(scope);
        let (counts, outside_mask) = reports.count_in(&mask);
        let in_mask = counts.iter().sum::<usize>();
        let neighbours = view.placer().districts().contiguity(&mask);
        let dealt: Vec<u32> = counts.iter().copied().map(count_to_u32).collect();
        let tested = Tested::new(in_mask, || gi_star_of_counts(&dealt, &neighbours));
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
                z: tested.score(i).map(|s| s.z),
                p: tested.score(i).map(|s| s.p),
                class: tested.class(i).as_str(),
                neighbours: neighbours[i].len(),
            })
            .filter(|d| shown(d.district))
            .collect();
        let legend = HotspotLegend {
            run: run(None, query, view.epoch()),
            method: "gi-star",
            unit: "district",
            mask: border_mask(mask.len(), in_mask),
            weights: "queen contiguity within the mask, the district itself included",
            fdr: tested.fdr(),
            period: period(query, reports.observed),
            counts: by_district(reports.counts, in_mask + outside_mask).into(),
            enough: tested.enough(),
            message: tested.message(),
            outside_mask,
        };
        let mut sheet = HotspotSheet { legend, districts };
        seal(&mut sheet, |sheet| &mut sheet.legend.run);
        Ok((view, sheet))
    }

    /// Returns the districts that touch Laos or Cambodia and that a scope admits, by code.
    pub(super) fn border_districts(&self, scope: &Scope) -> Vec<DistrictCode> {
        let all = self.reference().districts.iter();
        all.filter(|d| d.is_on_border() && scope.admits_district(d.code)).map(|d| d.code).collect()
    }
}

/// The scores and classes of all places of a mask; none when there are too few reports in it.
pub(super) struct Tested {
    in_mask: usize,
    scores: Vec<GiStar>,
    classes: Vec<HotspotClass>,
    thresholds: [Option<f64>; 3],
}

impl Tested {
    /// Scores the places of a mask with so many reports, if they are enough.
    pub(super) fn new(in_mask: usize, scores: impl FnOnce() -> Vec<GiStar>) -> Self {
        let scores = if in_mask >= FEWEST_REPORTS { scores() } else { Vec::new() };
        let (classes, thresholds) = classify(&scores);
        Self { in_mask, scores, classes, thresholds }
    }

    pub(super) fn enough(&self) -> bool {
        self.in_mask >= FEWEST_REPORTS
    }

    /// Says why nothing was tested.
    pub(super) fn message(&self) -> Option<String> {
        let n = self.in_mask;
        (!self.enough()).then(|| format!("not enough data (n = {n}, at least {FEWEST_REPORTS} needed)"))
    }

    pub(super) fn score(&self, place: usize) -> Option<GiStar> {
        self.scores.get(place).copied()
    }

    pub(super) fn class(&self, place: usize) -> HotspotClass {
        self.classes.get(place).copied().unwrap_or(HotspotClass::NotTested)
    }

    pub(super) fn fdr(&self) -> FdrFields {
        let [p99, p95, p90] = self.thresholds;
        FdrFields { p90, p95, p99 }
    }
}

/// Says of a Gi* map what is computed, with its epoch spelled out.
pub(super) fn run(cell_m: Option<CellSize>, query: &ReportQuery, epoch: Epoch) -> RunFields {
    let query = ReportQuery { as_of: Some(AsOf::Epoch(epoch)), ..query.clone() };
    let question = StudyQuestion { query, study: Study::GiStar(GiStarStudy { cell_m }) };
    RunFields::new(question.to_string(), epoch, None)
}

/// Names the mask of all hotspot maps.
pub(super) fn border_mask(districts: usize, n: usize) -> MaskFields {
    MaskFields { name: "border-districts", districts, n }
}

/// Says what was asked for and what was found, in time.
pub(super) fn period(query: &ReportQuery, observed: ObservedDays) -> PeriodFields {
    let observed = observed.first_and_last();
    PeriodFields {
        from: query.from,
        to: query.to,
        first: observed.map(|(first, _)| first),
        last: observed.map(|(_, last)| last),
    }
}

/// Says of a map by district what it cannot place: reports that name no district, whatever else they name.
fn by_district(counts: Counts, placed: usize) -> Counts {
    let unlocated = counts.matched - placed;
    Counts { unlocated, area_only: counts.matched - counts.points - unlocated, ..counts }
}
