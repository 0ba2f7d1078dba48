//! Risk zones: which squares a patrol should walk, why, how steady that is, and how such zones did in the past.
//!
//! Scores are those of [`Recipe`]; a zone says how many risk points lie in it, which are no part of them.

use super::bench::{Bench, Counted, Found, Head, found};
use super::places::Places;
use super::terrain::TerrainLayer;
use super::zone_recipe::{DEVIATION_SIDES, RECENT_STEPS, Recipe, TERMS, Terrain, parts, sum};
use crate::analysis::{
    AnalysisError, Backtest, BacktestSettings, Effort, HitRateGain, RankStability, Redraws, SquareSmoother,
    Tested, Zone, ZoneSettings, backtest, grow_zones, last_counts, rank_stability,
};
use crate::domain::number::{count_to_f64, floor_to_count, to_index};
use crate::domain::{LonLat, ZonesStudy};
use crate::export::{
    BacktestFields, RecipeFields, StudyResult, ZoneFields, ZoneReasonFields, ZoneStabilityFields, ZonesFields,
};
use crate::spatial::distance_m;

/// Most zones that are shown.
const MOST_ZONES: usize = 200;

impl Bench<'_> {
    pub(super) fn zones(&self, settings: &ZonesStudy, effort: &mut Effort<'_>) -> Found {
        let places = Places::new(self.view.placer(), &self.districts, Some(settings.cell_m));
        let steps = self.steps(settings.step)?;
        let counted = self.count(self.query, &places, Some(&steps));
        let head = Head::of_places(&places, &counted, Some(&steps)).seeded(settings.seed);
        let layers = self.terrain_layers(&places, false)?;
        let computed = Self::enough_reports(&counted)
            .and_then(|()| self.computed_zones(settings, &places, &counted, &layers, effort));
        found(head, computed.map(StudyResult::Zones))
    }

    fn computed_zones(
        &self,
        settings: &ZonesStudy,
        places: &Places<'_>,
        counted: &Counted,
        layers: &[TerrainLayer],
        effort: &mut Effort<'_>,
    ) -> Result<ZonesFields, AnalysisError> {
        let squares = places.mask().map_or(&[][..], |mask| mask.squares());
        let by_step = counted.by_step();
        let tested = to_index(settings.tested).min(by_step.len().saturating_sub(1));
        let sizes = sizes(settings);
        let weights = [settings.recent, settings.usual, settings.terrain];
        let smoother = SquareSmoother::new(squares, DEVIATION_SIDES, effort)?;
        // The terrain of the backtest knows only what was known before the first step that is foretold.
        let earlier = sum(&by_step[..by_step.len() - tested]);
        let mut terrain = |counts: &[u32]| {
            enough(Terrain::new(counts, layers, places, settings.seed, effort)).map(Result::ok)
        };
        let (terrain_before, terrain_now) = (terrain(&earlier)?, terrain(&counted.totals())?);
        let plain = Recipe { smoother: &smoother, weights, terrain: None, recent_steps: RECENT_STEPS };
        let before = plain.on(terrain_before.as_ref().map(|terrain| terrain.expected.as_slice()));
        let now = plain.on(terrain_now.as_ref().map(|terrain| terrain.expected.as_slice()));
        let zones = grow_zones(&now.scores(&by_step)?, squares, sizes)?;
        let terms = now.terms(&by_step)?;
        let redraws = Redraws { replicates: to_index(settings.replicates), seed: settings.seed };
        let again = |parts: &[Vec<u32>]| {
            let terrain = terrain_now.as_ref().map(|terrain| terrain.anew(&sum(parts))).transpose()?;
            Recipe { recent_steps: 1, ..plain.on(terrain.as_deref()) }.scores(parts)
        };
        let stability = rank_stability(&zones, &parts(&by_step), squares, sizes, redraws, again, effort);
        let stability = enough(stability)?.ok();
        let test = BacktestSettings { zones: sizes, tested, seed: settings.seed };
        let tested = backtest(
            &by_step,
            squares,
            &|earlier| before.scores(earlier),
            &[&last_counts, &|earlier| smoother.scores(earlier)],
            test,
            effort,
        );
        let (tested, backtest_message) = match enough(tested)? {
            Ok(tested) => (Some(backtest_fields(&tested)), None),
            Err(message) => (None, Some(message)),
        };
        let risk_points: Vec<Option<usize>> =
            self.risk_points().iter().map(|at| places.mask().and_then(|mask| mask.position(*at))).collect();
        let shown = zones
            .iter()
            .enumerate()
            .filter(|(_, zone)| zone.squares.iter().any(|square| self.shows(places, *square)));
        let fields = shown.take(MOST_ZONES).map(|(i, zone)| ZoneFields {
            rank: i + 1,
            stability: stability.as_ref().map(|steady| stability_fields(&steady[i])),
            risk_points: risk_points.iter().flatten().filter(|at| zone.squares.contains(at)).count(),
            reasons: reasons(zone, &terms, weights),
            ..self.zone_fields(zone, places, counted, settings)
        });
        Ok(ZonesFields {
            zone_km2: settings.zone_km2,
            budget_km2: settings.budget_km2,
            recent_steps: RECENT_STEPS.min(by_step.len()),
            zones: fields.collect(),
            backtest: tested,
            backtest_message,
        })
    }

    /// Says of a zone what does not depend on the recipe.
    fn zone_fields(
        &self,
        zone: &Zone,
        places: &Places<'_>,
        counted: &Counted,
        settings: &ZonesStudy,
    ) -> ZoneFields {
        let first = zone.squares.first().copied().unwrap_or(0);
        let middle = places.mask().and_then(|mask| mask.centre(mask.squares()[first]));
        let crossing = middle.and_then(|at| self.nearest_crossing(at));
        let recent = |square: usize| -> u32 {
            let counts = counted.of(square);
            counts[counts.len().saturating_sub(RECENT_STEPS)..].iter().sum()
        };
        let reports =
            |of: &dyn Fn(usize) -> u32| zone.squares.iter().map(|square| to_index(of(*square))).sum();
        ZoneFields {
            rank: 0,
            score: zone.score / count_to_f64(zone.squares.len()),
            area_km2: count_to_f64(zone.squares.len()) * square_km2(settings),
            lon: middle.map_or(0.0, LonLat::lon_deg),
            lat: middle.map_or(0.0, LonLat::lat_deg),
            reports: reports(&|square| counted.of(square).iter().sum()),
            recent_reports: reports(&recent),
            risk_points: 0,
            crossing: crossing.as_ref().map(|(id, _)| id.clone()),
            crossing_distance_m: crossing.map(|(_, distance_m)| distance_m),
            reasons: Vec::new(),
            stability: None,
            cells: zone.squares.iter().map(|square| places.fields(*square)).collect(),
        }
    }

    fn nearest_crossing(&self, at: LonLat) -> Option<(String, f64)> {
        let crossings = self.known.reference.crossings.iter();
        let located = crossings.filter_map(|crossing| Some((crossing, crossing.position.as_ref()?)));
        let distances =
            located.map(|(crossing, position)| (crossing.id.to_string(), distance_m(at, position.at)));
        distances.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

fn square_km2(settings: &ZonesStudy) -> f64 {
    (f64::from(settings.cell_m.metres()) / 1_000.0).powi(2)
}

/// Turns square kilometres into squares: a zone has one at least.
fn sizes(settings: &ZonesStudy) -> ZoneSettings {
    let squares = |km2: f64| floor_to_count(km2 / square_km2(settings)).max(1);
    let zone_squares = squares(settings.zone_km2);
    ZoneSettings {
        zone_squares,
        least_squares: 1,
        budget_squares: squares(settings.budget_km2).max(zone_squares),
    }
}

/// Takes too few for an answer in words, and passes every other error on.
fn enough<T>(found: Result<T, AnalysisError>) -> Result<Result<T, String>, AnalysisError> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(too_few @ AnalysisError::NotEnough { .. }) => Ok(Err(too_few.to_string())),
        Err(other) => Err(other),
    }
}

fn reasons(zone: &Zone, terms: &[Vec<f64>; 3], weights: [f64; 3]) -> Vec<ZoneReasonFields> {
    let of_term = |(t, term): (usize, &'static str)| {
        let value = zone.squares.iter().map(|square| terms[t][*square]).sum::<f64>()
            / count_to_f64(zone.squares.len());
        ZoneReasonFields { term, weight: weights[t], value, part: weights[t] * value }
    };
    TERMS.into_iter().enumerate().map(of_term).collect()
}

fn stability_fields(steady: &RankStability) -> ZoneStabilityFields {
    ZoneStabilityFields { chosen: steady.chosen, rank_low: steady.rank_low, rank_high: steady.rank_high }
}

fn backtest_fields(tested: &Backtest) -> BacktestFields {
    let recipe = |recipe: &'static str, tested: &Tested, gain: Option<HitRateGain>| RecipeFields {
        recipe,
        n: tested.steps.iter().map(|step| step.events).sum(),
        hits: tested.steps.iter().map(|step| step.hits).sum(),
        hit_rate: tested.pooled.map(|quality| quality.hit_rate),
        area_share: tested.pooled.map(|quality| quality.area_share),
        pai: tested.pooled.map(|quality| quality.pai),
        pei_star: tested.pooled.map(|quality| quality.pei_star),
        own_gains: gain.map(|gain| [gain.gain, gain.low, gain.high]),
    };
    let naive = ["last_counts", "kde"].into_iter().zip(&tested.naive);
    let naive = naive.map(|(name, naive)| recipe(name, &naive.tested, naive.gain));
    BacktestFields {
        steps: tested.recipe.steps.len(),
        recipes: std::iter::once(recipe("own", &tested.recipe, None)).chain(naive).collect(),
    }
}
