//! The space-time scan: whether something is starting now, or happened at some time, somewhere.

use super::bench::{Bench, Found, Head, found};
use super::bounds::check_scan;
use super::places::Places;
use super::steps::Steps;
use crate::analysis::{Effort, ScanData, ScanModel, ScanSettings, scan};
use crate::app::AppError;
use crate::domain::number::{count_to_f64, to_index};
use crate::domain::{ReportQuery, ScanKind, ScanStudy};
use crate::export::{ScanClusterFields, ScanFields, StudyResult};

impl Bench<'_> {
    pub(super) fn scan(&self, settings: &ScanStudy, effort: &mut Effort<'_>) -> Found {
        let places = Places::new(self.view.placer(), &self.districts, settings.cell_m);
        self.check_area(&places)?;
        let steps = self.steps(settings.step)?;
        let middles = places.plane_middles(self.known);
        check_scan(&middles, &steps, settings)?;
        let counted = self.count(self.query, &places, Some(&steps));
        let head = Head::of_places(&places, &counted, Some(&steps)).seeded(settings.seed);
        let base = self.base(settings.model, &places, &steps)?;
        let population = evenly(&base, steps.len());
        let controls: Vec<u32> = base.iter().zip(&counted.counts).map(|(all, own)| all - own).collect();
        let model = match settings.model {
            ScanKind::Permutation => ScanModel::Permutation,
            ScanKind::Poisson => ScanModel::Poisson { population: &population },
            ScanKind::Bernoulli => ScanModel::Bernoulli { controls: &controls },
        };
        let data = ScanData { places: &middles, steps: steps.len(), cases: &counted.counts, model };
        let max_steps = to_index(settings.max_steps).min(steps.len());
        let method = ScanSettings {
            time: settings.time,
            max_radius_m: settings.max_radius_m,
            max_share: settings.max_share,
            min_steps: to_index(settings.min_steps).min(max_steps),
            max_steps,
            least_cases: settings.least_cases,
            clusters: to_index(settings.clusters),
            replicates: to_index(settings.replicates),
            seed: settings.seed,
        };
        let lonlat = places.middles(self.known);
        let computed = scan(data, &method, effort).map(|computed| {
            let clusters = computed.clusters.iter();
            // An area shows the clusters that reach into it.
            let shown = clusters.filter(|cluster| cluster.places.iter().any(|i| self.shows(&places, *i)));
            let clusters = shown.map(|cluster| ScanClusterFields {
                places: cluster.places.iter().map(|i| places.fields(*i)).collect(),
                lon: lonlat[cluster.centre].lon_deg(),
                lat: lonlat[cluster.centre].lat_deg(),
                radius_m: cluster.radius_m,
                from: steps.first_day(cluster.from_step),
                to: steps.last_day(cluster.to_step),
                observed: cluster.observed,
                expected: cluster.expected,
                statistic: cluster.statistic,
                p: cluster.p,
                recurrence_days: cluster.recurrence_steps.map(|steps_long| steps_long * steps.mean_days()),
            });
            StudyResult::Scan(ScanFields {
                replicates: settings.replicates,
                circles: computed.circles,
                stretches: computed.stretches,
                step_days: steps.mean_days(),
                clusters: clusters.collect(),
            })
        });
        found(head, computed)
    }

    /// Counts the reports that pass every filter but the category's, which are never fewer than those that pass all;
    /// where the model needs none, these alone.
    fn base(&self, model: ScanKind, places: &Places<'_>, steps: &Steps) -> Result<Vec<u32>, AppError> {
        if model != ScanKind::Permutation && self.query.categories.is_empty() {
            return Err(AppError::Refused(format!(
                "the {model} model compares some categories with all; name a category"
            )));
        }
        let categories =
            if model == ScanKind::Permutation { self.query.categories.clone() } else { Vec::new() };
        let query = ReportQuery { categories, ..self.query.clone() };
        Ok(self.count(&query, places, Some(steps)).counts)
    }
}

/// Spreads the reports of each place evenly over its steps.
fn evenly(counts: &[u32], steps: usize) -> Vec<f64> {
    let mean = |place: &[u32]| place.iter().map(|n| f64::from(*n)).sum::<f64>() / count_to_f64(steps);
    counts.chunks(steps).flat_map(|place| vec![mean(place); steps]).collect()
}
