//! Risk terrain: which features of the terrain go with reports, and where that would let one expect more.

use super::bench::{Bench, Found, Head, found};
use super::places::Places;
use crate::analysis::{
    AnalysisError, Effort, PenaltyChoice, RiskLayer, RiskTerrain, RiskTerrainSettings, STEADY_FACTOR,
    risk_terrain,
};
use crate::app::AppError;
use crate::domain::number::{count_to_f64, to_index};
use crate::domain::{LonLat, RiskPointQuery, RiskTerrainStudy};
use crate::export::{RiskCellFields, RiskFactorFields, RiskTerrainFields, StudyResult};
use crate::import::bundled;
use crate::spatial::{NearestThing, density_around};

/// How far the closeness of each thing reaches: there it is 37 % of what it is beside it.
const CROSSING_M: f64 = 5_000.0;
const BORDER_M: f64 = 3_000.0;
const RIVER_M: f64 = 3_000.0;
const TOWN_M: f64 = 5_000.0;
const RISK_POINT_M: f64 = 3_000.0;
/// Within which distance earlier reports make a density.
const PAST_M: f64 = 5_000.0;
/// Fewest inhabitants of a town.
const TOWN: u64 = 5_000;
/// Into how many parts the districts are laid, one of which is left out at a time.
const FOLDS: usize = 5;
/// Of every so many cells one is shown.
const SHOWN_OF: usize = 10;

/// One number a cell, and what it is.
pub(super) struct TerrainLayer {
    name: &'static str,
    scale_m: f64,
    pub(super) layer: RiskLayer,
}

impl Bench<'_> {
    pub(super) fn risk_terrain(&self, settings: &RiskTerrainStudy, effort: &mut Effort<'_>) -> Found {
        let places = Places::new(self.view.placer(), &self.districts, Some(settings.cell_m));
        let steps = self.steps(settings.step)?;
        let counted = self.count(self.query, &places, Some(&steps));
        let head = Head::of_places(&places, &counted, Some(&steps))
            .seeded(settings.seed)
            .showing("the tenth of the cells of the area with the highest risk, the highest first");
        let half = steps.len() / 2;
        let sums = |of: std::ops::Range<usize>| -> Vec<u32> {
            (0..places.len()).map(|place| counted.of(place)[of.clone()].iter().sum()).collect()
        };
        let mut layers = self.terrain_layers(&places, true)?;
        let past: Vec<usize> = sums(0..half).iter().map(|count| to_index(*count)).collect();
        if let Some(mask) = places.mask() {
            let values = density_around(mask, &past, PAST_M);
            let step = deviation(&values);
            let layer = RiskLayer { values, step };
            layers.push(TerrainLayer { name: "past_reports", scale_m: PAST_M, layer });
        }
        let refits = to_index(settings.replicates);
        let computed = terrain_model(
            &sums(half..steps.len()),
            &layers,
            &places,
            (PenaltyChoice::Best, refits),
            settings.seed,
            effort,
        )
        .map(|model| StudyResult::RiskTerrain(self.terrain_fields(settings, &places, &layers, &model)));
        found(head, computed)
    }

    /// Makes the layers that do not depend on reports; of what is not there, there is no layer. Roads and checkpoints are
    /// not among the data.
    pub(super) fn terrain_layers(
        &self,
        places: &Places<'_>,
        with_risk_points: bool,
    ) -> Result<Vec<TerrainLayer>, AppError> {
        let Some(mask) = places.mask() else { return Ok(Vec::new()) };
        let reference = &self.known.reference;
        let ground = bundled::ground()?;
        let crossings = reference.crossings.iter().filter_map(|crossing| crossing.position.as_ref());
        let towns = reference.places.iter().filter(|place| place.population >= TOWN);
        let border = self.view.placer().border().stretches().iter().map(|stretch| &stretch.line);
        let mut things = vec![
            ("crossing", CROSSING_M, NearestThing::of_points(crossings.map(|position| position.at))),
            ("border", BORDER_M, NearestThing::of_lines(border)),
            ("river", RIVER_M, NearestThing::of_lines(ground.rivers.iter().map(|river| &river.line))),
            ("town", TOWN_M, NearestThing::of_points(towns.map(|town| town.at))),
        ];
        if with_risk_points {
            let points = self.risk_points().into_iter();
            things.push(("risk_point", RISK_POINT_M, NearestThing::of_points(points)));
        }
        let mut layers = Vec::new();
        for (name, scale_m, thing) in things {
            let Some(distances_m) = thing.distances_m(mask) else { continue };
            let layer = RiskLayer::closeness(&distances_m, scale_m)
                .map_err(|cause| AppError::Refused(cause.to_string()))?;
            layers.push(TerrainLayer { name, scale_m, layer });
        }
        Ok(layers)
    }

    /// Returns where the risk points are that the caller may see.
    pub(super) fn risk_points(&self) -> Vec<LonLat> {
        let points = self.view.risk_points.select(&RiskPointQuery::default(), None, self.scope);
        points.iter().map(|point| point.content.at).collect()
    }

    fn terrain_fields(
        &self,
        settings: &RiskTerrainStudy,
        places: &Places<'_>,
        layers: &[TerrainLayer],
        model: &RiskTerrain,
    ) -> RiskTerrainFields {
        let factors = layers.iter().zip(&model.factors).map(|(layer, factor)| RiskFactorFields {
            layer: layer.name,
            scale_m: layer.scale_m,
            relative_risk: factor.relative_risk,
            kept: factor.is_kept,
            stability: factor.stability,
            steady: factor.is_kept && factor.stability.is_some_and(|share| share >= STEADY_FACTOR),
        });
        let in_area = (0..places.len()).filter(|place| self.shows(places, *place)).collect();
        let cells = riskiest(in_area, &model.relative_risk).into_iter().map(|place| RiskCellFields {
            place: places.fields(place),
            relative_risk: model.relative_risk[place],
        });
        RiskTerrainFields {
            foretold: model.foretold,
            replicates: settings.replicates,
            factors: factors.collect(),
            cells: cells.collect(),
        }
    }
}

/// Returns the tenth of some places with the highest risk, the highest first; of equal ones the first.
fn riskiest(mut places: Vec<usize>, risk: &[f64]) -> Vec<usize> {
    places.sort_by(|&a, &b| risk[b].total_cmp(&risk[a]));
    places.truncate(places.len().div_ceil(SHOWN_OF));
    places
}

/// Makes a model of counts; cells of one district are left out together.
pub(super) fn terrain_model(
    counts: &[u32],
    layers: &[TerrainLayer],
    places: &Places<'_>,
    (choice, refits): (PenaltyChoice, usize),
    seed: u64,
    effort: &mut Effort<'_>,
) -> Result<RiskTerrain, AnalysisError> {
    let blocks: Vec<u32> = (0..places.len()).map(|place| places.district(place).number()).collect();
    let layers: Vec<RiskLayer> = layers.iter().map(|layer| layer.layer.clone()).collect();
    let settings = RiskTerrainSettings { alpha: 1.0, choice, folds: FOLDS, refits, seed };
    risk_terrain(counts, &layers, &blocks, settings, effort)
}

/// Returns the standard deviation of some values; 1 where they are all the same.
fn deviation(values: &[f64]) -> f64 {
    let n = count_to_f64(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    if variance > 0.0 { variance.sqrt() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_riskiest_of_an_area_are_found_among_its_own_cells() {
        // A quiet area in the north of a busy land: by the tenth of the land nothing of it would be shown.
        let risk: Vec<f64> = (0..100).map(|place| f64::from(place % 10)).collect();
        let quiet: Vec<usize> = (0..100).filter(|place| place % 10 < 3).collect();
        assert_eq!(riskiest(quiet, &risk), [2, 12, 22]);
        assert_eq!(riskiest(vec![7], &risk), [7], "one at least");
        assert!(riskiest(Vec::new(), &risk).is_empty());
    }
}
