//! Risk zones: which squares a patrol should walk, why, how steady that is, and how such zones did in the past.
//!
//! The score of a square is a weighted sum of three terms, each to its mean over the mask: where reports came lately,
//! where they come usually, and what the terrain lets expect. Risk points are no part of it, since nobody knows since when
//! they were known; a zone says how many lie in it.

use super::bench::{Bench, Counted, Found, Head, found};
use super::places::Places;
use super::terrain::{TerrainLayer, terrain_model};
use crate::analysis::{
    AnalysisError, Backtest, BacktestSettings, Effort, HitRateGain, PenaltyChoice, RankStability, Redraws,
    SquareSmoother, Tested, Zone, ZoneSettings, backtest, grow_zones, last_counts, rank_stability,
};
use crate::domain::number::{count_to_f64, count_to_u32, floor_to_count, to_index};
use crate::domain::{LonLat, ZonesStudy};
use crate::export::{
    BacktestFields, RecipeFields, StudyResult, ZoneFields, ZoneReasonFields, ZoneStabilityFields, ZonesFields,
};
use crate::spatial::distance_m;

/// The last steps that `recent` is made of.
const RECENT_STEPS: usize = 3;
/// The standard deviation of the smoothing, in sides of a square.
const DEVIATION_SIDES: f64 = 1.5;
/// The terms of a score.
const TERMS: [&str; 3] = ["recent", "usual", "terrain"];
/// How often steps are drawn for the interval of a gain.
const GAIN_REPLICATES: usize = 999;
/// Most zones that are shown.
const MOST_ZONES: usize = 200;

/// How scores are made.
struct Recipe<'r> {
    smoother: SquareSmoother,
    weights: [f64; 3],
    /// What the terrain lets expect, to its mean; nothing where reports are too few to say.
    terrain: Option<&'r [f64]>,
}

impl Recipe<'_> {
    /// Returns the three terms of each square from the counts of some steps, each term to its mean.
    fn terms(&self, steps: &[Vec<u32>]) -> Result<[Vec<f64>; 3], AnalysisError> {
        let recent = &steps[steps.len().saturating_sub(RECENT_STEPS)..];
        let nothing = || vec![0.0; steps.first().map_or(0, Vec::len)];
        let terrain = self.terrain.map_or_else(nothing, <[f64]>::to_vec);
        let terms = [self.smoother.scores(recent)?, self.smoother.scores(steps)?, terrain];
        Ok(terms.map(|term| to_mean(&term)))
    }

    fn scores(&self, steps: &[Vec<u32>]) -> Result<Vec<f64>, AnalysisError> {
        let terms = self.terms(steps)?;
        let score = |square: usize| (0..TERMS.len()).map(|t| self.weights[t] * terms[t][square]).sum();
        Ok((0..terms[0].len()).map(score).collect())
    }
}

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
        let terrain_before = expected(&earlier, layers, places, settings, effort)?;
        let terrain_now = expected(&counted.totals(), layers, places, settings, effort)?;
        let before = Recipe { smoother: smoother.clone(), weights, terrain: terrain_before.as_deref() };
        let now = Recipe { smoother, weights, terrain: terrain_now.as_deref() };
        let zones = grow_zones(&now.scores(&by_step)?, squares, sizes)?;
        let terms = now.terms(&by_step)?;
        let redraws = Redraws { replicates: to_index(settings.replicates), seed: settings.seed };
        let recent_share = recent_share(counted);
        let again = |counts: &[u32]| now.scores(&redrawn(counts, &recent_share));
        let stability = rank_stability(&zones, &counted.totals(), squares, sizes, redraws, again, effort);
        let stability = enough(stability)?.ok();
        let test =
            BacktestSettings { zones: sizes, tested, replicates: GAIN_REPLICATES, seed: settings.seed };
        let tested = backtest(
            &by_step,
            squares,
            &|earlier| before.scores(earlier),
            &[&last_counts, &|earlier| before.smoother.scores(earlier)],
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

/// Returns what the terrain lets expect in each square; nothing where there are too few reports to say.
fn expected(
    counts: &[u32],
    layers: &[TerrainLayer],
    places: &Places<'_>,
    settings: &ZonesStudy,
    effort: &mut Effort<'_>,
) -> Result<Option<Vec<f64>>, AnalysisError> {
    let model = terrain_model(counts, layers, places, (PenaltyChoice::Best, 0), settings.seed, effort);
    Ok(enough(model)?.ok().map(|model| model.expected))
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

/// Divides values by their mean; all 0 where they are.
fn to_mean(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / count_to_f64(values.len());
    values.iter().map(|value| if mean > 0.0 { value / mean } else { 0.0 }).collect()
}

/// Adds steps up.
fn sum(steps: &[Vec<u32>]) -> Vec<u32> {
    let squares = steps.first().map_or(0, Vec::len);
    (0..squares).map(|square| steps.iter().map(|step| step[square]).sum()).collect()
}

/// Returns which share of each square's reports came in the last steps.
fn recent_share(counted: &Counted) -> Vec<f64> {
    let share = |counts: &[u32]| {
        let all: u32 = counts.iter().sum();
        let recent: u32 = counts[counts.len().saturating_sub(RECENT_STEPS)..].iter().sum();
        if all > 0 { f64::from(recent) / f64::from(all) } else { 0.0 }
    };
    counted.counts.chunks(counted.steps).map(share).collect()
}

/// Lays reports that were drawn anew into steps: of each square as large a share is recent as of the real ones.
fn redrawn(counts: &[u32], recent_share: &[f64]) -> Vec<Vec<u32>> {
    let recent: Vec<u32> = counts
        .iter()
        .zip(recent_share)
        .map(|(count, share)| count_to_u32(floor_to_count(f64::from(*count) * share + 0.5)))
        .collect();
    let before: Vec<u32> = counts.iter().zip(&recent).map(|(all, recent)| all - recent.min(all)).collect();
    let none = vec![0; counts.len()];
    let mut steps = vec![before];
    steps.extend(vec![none; RECENT_STEPS - 1]);
    steps.push(recent);
    steps
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
    let naive = naive.map(|(name, naive)| recipe(name, &naive.tested, Some(naive.gain)));
    BacktestFields {
        steps: tested.recipe.steps.len(),
        recipes: std::iter::once(recipe("own", &tested.recipe, None)).chain(naive).collect(),
    }
}
