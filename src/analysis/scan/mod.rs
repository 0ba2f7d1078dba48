//! Whether something is starting now, or happened at some time, somewhere: the space-time scan statistic.
//!
//! Cylinders, circles by stretches of time, are compared with what is expected in them. Kulldorff (1997), A spatial
//! scan statistic; Kulldorff (2001), Prospective time periodic geographical disease surveillance using a scan
//! statistic; Kulldorff, Heffernan, Hartman, Assuncao and Mostashari (2005), A space-time permutation scan statistic
//! for disease outbreak detection. The p-value says how often chance alone has a cylinder as unlikely as this one
//! anywhere, so that looking at many needs no further correction.

mod circles;
mod model;
mod sweep;

use std::cmp::Ordering;

use self::circles::{Fan, Ring, fans};
use self::model::Prepared;
use self::sweep::{Sweep, Windows};
use super::error::{need, positive, same_length};
use super::{AnalysisError, Dice, Effort};
use crate::domain::ScanTime;
use crate::domain::number::{count_to_f64, count_to_u64, to_index};
use crate::spatial::PlanePoint;

/// Fewest cases: seven can be dealt out in 5,040 ways, more than the 1,000 that a p-value of 0.001 needs.
pub const FEWEST_SCAN_CASES: usize = 7;

/// By what share two statistics may differ that are equal but for rounding.
const ROUNDING: f64 = 1e-9;

/// What is expected where nothing happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScanModel<'a> {
    /// As many cases in each place and in each step as there were, but places have nothing to do with steps. Needs no
    /// denominator; a place that always has many cases is no cluster, nor is a month that has many everywhere.
    Permutation,
    /// Cases in proportion to a population.
    Poisson {
        /// The population of each place and step, place by place; or any number that cases should be in proportion to.
        population: &'a [f64],
    },
    /// The same share of cases everywhere, among cases and controls.
    Bernoulli {
        /// Controls of each place and step, place by place.
        controls: &'a [u32],
    },
}

/// What is scanned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScanData<'a> {
    /// Where the places are.
    pub places: &'a [PlanePoint],
    /// How many steps of equal length there are.
    pub steps: usize,
    /// Cases of each place and step, place by place and from the first step on.
    pub cases: &'a [u32],
    /// What is expected.
    pub model: ScanModel<'a>,
}

/// Where a scan looks, and how p-values are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScanSettings {
    /// Which stretches of time.
    pub time: ScanTime,
    /// The longest radius of a circle; may be infinite.
    pub max_radius_m: f64,
    /// The largest share of all that a circle may hold, over all steps: of cases in the permutation model, of the
    /// population, of cases and controls.
    pub max_share: f64,
    /// Steps of the shortest stretch.
    pub min_steps: usize,
    /// Steps of the longest stretch.
    pub max_steps: usize,
    /// Fewest cases of a cluster.
    pub least_cases: u32,
    /// Most clusters that are reported; no two share a place.
    pub clusters: usize,
    /// How often counts are drawn anew.
    pub replicates: usize,
    /// What the drawing begins from.
    pub seed: u64,
}

/// A cylinder with more cases than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanCluster {
    /// The places in it, ascending.
    pub places: Vec<usize>,
    /// The place in its middle.
    pub centre: usize,
    /// How far the outermost place is from the middle.
    pub radius_m: f64,
    /// Its first step.
    pub from_step: usize,
    /// Its last step.
    pub to_step: usize,
    /// Cases in it.
    pub observed: u32,
    /// Cases expected in it.
    pub expected: f64,
    /// The logarithm of the likelihood ratio.
    pub statistic: f64,
    /// The share `(1 + count) / (replicates + 1)` of draws in which any cylinder has as large a statistic.
    pub p: f64,
    /// In a prospective scan, after how many scans, one a step, chance alone gives such a cluster once: `1 / p`.
    pub recurrence_steps: Option<f64>,
}

/// What a scan found.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// Clusters, the most unlikely first; whether they are more than chance their p-values say.
    pub clusters: Vec<ScanCluster>,
    /// All cases.
    pub cases: usize,
    /// Different circles that were looked at.
    pub circles: usize,
    /// Stretches of time that were looked at for each.
    pub stretches: usize,
}

/// Scans counts of cases by place and step for clusters.
///
/// Neither the order of the places nor the number of threads makes a difference.
///
/// # Errors
/// When there are fewer than [`FEWEST_SCAN_CASES`], two places or two steps, or no replicates; when lists are not equally
/// long, a setting makes no sense, a population is not positive where there are cases, or nobody wants the answer any
/// more.
pub fn scan(
    data: ScanData<'_>,
    settings: &ScanSettings,
    effort: &mut Effort<'_>,
) -> Result<Scan, AnalysisError> {
    check(&data, settings)?;
    let sorted = Sorted::of(&data);
    let model = Prepared::new(&sorted.cases, data.steps, &sorted.model(&data.model))?;
    let mut goes_on = || effort.tell(0, settings.replicates);
    let weights = model.weights(data.steps);
    let fans = fans(&sorted.places, &weights, settings.max_radius_m, settings.max_share, &mut goes_on)?;
    let windows = Windows {
        steps: data.steps,
        min_steps: settings.min_steps,
        max_steps: settings.max_steps,
        time: settings.time,
    };
    let scanner = Scanner { settings, windows, fans: &fans, model: &model, total: sorted.total() };
    let mut measures = Vec::new();
    windows.sums(&model.measure, &mut measures);
    let found = scanner.clusters(&sorted.cases, &measures, &mut goes_on)?;
    let maxima = effort.each_asking(
        settings.replicates,
        || Replicate::new(&scanner, &measures, sorted.cases.len()),
        Replicate::maximum,
    )?;
    let p = |statistic: f64| {
        // Equal statistics may differ by rounding, since sums are made in another order; few cases make many equal.
        let as_large = maxima.iter().filter(|maximum| **maximum >= statistic * (1.0 - ROUNDING)).count();
        count_to_f64(1 + as_large) / count_to_f64(1 + maxima.len())
    };
    let clusters = found.into_iter().map(|best| {
        let mut places: Vec<usize> = best.fan.members(best.ring).map(|place| sorted.order[place]).collect();
        places.sort_unstable();
        let p = p(best.statistic);
        ScanCluster {
            places,
            centre: sorted.order[best.fan.centre],
            radius_m: best.ring.radius_m,
            from_step: best.end - best.len,
            to_step: best.end - 1,
            observed: best.cases,
            expected: model.expected(best.measure),
            statistic: best.statistic,
            p,
            recurrence_steps: (settings.time == ScanTime::Prospective).then(|| p.recip()),
        }
    });
    Ok(Scan {
        clusters: clusters.collect(),
        cases: sorted.total(),
        circles: fans.iter().flat_map(|fan| &fan.rings).filter(|ring| ring.is_new).count(),
        stretches: match settings.time {
            ScanTime::Prospective => settings.max_steps - settings.min_steps + 1,
            ScanTime::Retrospective => {
                (settings.min_steps..=settings.max_steps).map(|len| data.steps + 1 - len).sum()
            }
        },
    })
}

fn check(data: &ScanData<'_>, settings: &ScanSettings) -> Result<(), AnalysisError> {
    need("places", 2, data.places.len())?;
    need("steps of time", 2, data.steps)?;
    need("replicates", 1, settings.replicates)?;
    same_length("cases by place and step", data.places.len() * data.steps, data.cases.len())?;
    need("cases", FEWEST_SCAN_CASES, data.cases.iter().map(|n| to_index(*n)).sum())?;
    positive("largest share", settings.max_share)?;
    if settings.max_radius_m.is_nan() || settings.max_radius_m < 0.0 {
        return Err(AnalysisError::BadNumber { what: "largest radius", value: settings.max_radius_m });
    }
    let (min, max) = (settings.min_steps, settings.max_steps);
    if min == 0 || min > max || max > data.steps {
        let what = "longest stretch between the shortest one and all steps";
        return Err(AnalysisError::BadNumber { what, value: count_to_f64(max) });
    }
    for at in data.places {
        if let Some(value) = [at.east_m, at.north_m].into_iter().find(|v| !v.is_finite()) {
            return Err(AnalysisError::BadNumber { what: "position in metres", value });
        }
    }
    Ok(())
}

/// The data in an order that depends on what the places are and not on how they were listed.
struct Sorted {
    /// Where each place stands in the list as given.
    order: Vec<usize>,
    places: Vec<PlanePoint>,
    cases: Vec<u32>,
    population: Vec<f64>,
    controls: Vec<u32>,
}

impl Sorted {
    fn of(data: &ScanData<'_>) -> Self {
        let steps = data.steps;
        let own = |place: usize| place * steps..(place + 1) * steps;
        let mut order: Vec<usize> = (0..data.places.len()).collect();
        order.sort_by(|&a, &b| {
            let (p, q) = (data.places[a], data.places[b]);
            let by_place = p.north_m.total_cmp(&q.north_m).then(p.east_m.total_cmp(&q.east_m));
            by_place.then_with(|| data.cases[own(a)].cmp(&data.cases[own(b)]))
        });
        let (population, controls): (&[f64], &[u32]) = match data.model {
            ScanModel::Permutation => (&[], &[]),
            ScanModel::Poisson { population } => (population, &[]),
            ScanModel::Bernoulli { controls } => (&[], controls),
        };
        Self {
            places: order.iter().map(|&i| data.places[i]).collect(),
            cases: order.iter().flat_map(|&i| &data.cases[own(i)]).copied().collect(),
            // Lists that are too short stay so, and are refused with the model.
            population: order.iter().filter_map(|&i| population.get(own(i))).flatten().copied().collect(),
            controls: order.iter().filter_map(|&i| controls.get(own(i))).flatten().copied().collect(),
            order,
        }
    }

    fn model<'a>(&'a self, model: &ScanModel<'_>) -> ScanModel<'a> {
        match model {
            ScanModel::Permutation => ScanModel::Permutation,
            ScanModel::Poisson { .. } => ScanModel::Poisson { population: &self.population },
            ScanModel::Bernoulli { .. } => ScanModel::Bernoulli { controls: &self.controls },
        }
    }

    fn total(&self) -> usize {
        self.cases.iter().map(|n| to_index(*n)).sum()
    }
}

/// What stays the same in all draws.
struct Scanner<'a> {
    settings: &'a ScanSettings,
    windows: Windows,
    fans: &'a [Fan],
    model: &'a Prepared,
    total: usize,
}

/// The most unlikely cylinder of a circle.
#[derive(Debug, Clone, Copy)]
struct Best<'a> {
    fan: &'a Fan,
    ring: Ring,
    len: usize,
    end: usize,
    cases: u32,
    measure: f64,
    statistic: f64,
}

impl Best<'_> {
    /// Orders by statistic, the larger first; of equal ones the smaller, the shorter and the later comes first.
    fn order(&self, other: &Self) -> Ordering {
        let by_statistic = other.statistic.total_cmp(&self.statistic);
        let by_size = self.ring.len.cmp(&other.ring.len).then(self.len.cmp(&other.len));
        by_statistic.then(by_size).then(other.end.cmp(&self.end)).then(self.fan.centre.cmp(&other.fan.centre))
    }
}

impl<'a> Scanner<'a> {
    /// Finds the most unlikely cylinders that share no place.
    fn clusters(
        &self,
        cases: &[u32],
        measures: &[f64],
        goes_on: &mut dyn FnMut() -> Result<(), AnalysisError>,
    ) -> Result<Vec<Best<'a>>, AnalysisError> {
        let mut sums = Vec::new();
        self.windows.sums(cases, &mut sums);
        // The best cylinder of each circle is enough: others of it share its places.
        let mut bests: Vec<Best<'a>> = Vec::new();
        for fan in self.fans {
            goes_on()?;
            let mut best: Option<Best<'a>> = None;
            let alone = std::slice::from_ref(fan);
            Sweep::new(self.windows, alone, measures).each_cylinder(
                &sums,
                |_, ring, len, end, cases, measure| {
                    if cases < self.settings.least_cases {
                        return;
                    }
                    let statistic = self.model.statistic(f64::from(cases), measure);
                    let found = Best { fan, ring, len, end, cases, measure, statistic };
                    if statistic <= 0.0 {
                        return;
                    }
                    match &mut best {
                        Some(best) if best.ring.len == ring.len => {
                            if found.order(best).is_lt() {
                                *best = found;
                            }
                        }
                        _ => bests.extend(best.replace(found)),
                    }
                },
            );
            bests.extend(best);
        }
        bests.sort_unstable_by(Best::order);
        let mut is_taken = vec![false; self.fans.len()];
        let mut chosen: Vec<Best<'a>> = Vec::new();
        for best in bests {
            if chosen.len() == self.settings.clusters {
                break;
            }
            if best.fan.members(best.ring).any(|place| is_taken[place]) {
                continue;
            }
            best.fan.members(best.ring).for_each(|place| is_taken[place] = true);
            chosen.push(best);
        }
        Ok(chosen)
    }
}

/// What one thread needs to scan drawn counts.
struct Replicate<'a> {
    scanner: &'a Scanner<'a>,
    sweep: Sweep<'a>,
    counts: Vec<u32>,
    sums: Vec<u32>,
    scratch: Vec<u32>,
    least: Vec<f64>,
}

impl<'a> Replicate<'a> {
    fn new(scanner: &'a Scanner<'a>, measures: &'a [f64], cells: usize) -> Self {
        Self {
            scanner,
            sweep: Sweep::new(scanner.windows, scanner.fans, measures),
            counts: vec![0; cells],
            sums: Vec::new(),
            scratch: Vec::new(),
            least: vec![0.0; scanner.total + 1],
        }
    }

    /// Draws counts and returns the largest statistic of any cylinder; of those seen where it is not to go on.
    fn maximum(&mut self, number: usize, goes_on: &mut dyn FnMut() -> bool) -> f64 {
        let Scanner { settings, windows, model, .. } = self.scanner;
        let mut dice = Dice::new(settings.seed, "scan", count_to_u64(number));
        model.draw(&mut dice, &mut self.scratch, windows.steps, &mut self.counts);
        windows.sums(&self.counts, &mut self.sums);
        self.sweep.least_measures(&self.sums, &mut self.least, goes_on);
        self.least
            .iter()
            .enumerate()
            .skip(to_index(settings.least_cases))
            .filter(|(_, measure)| measure.is_finite())
            .map(|(cases, measure)| model.statistic(count_to_f64(cases), *measure))
            .fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::*;

    const SETTINGS: ScanSettings = ScanSettings {
        time: ScanTime::Prospective,
        max_radius_m: f64::INFINITY,
        max_share: 0.5,
        min_steps: 1,
        max_steps: 4,
        least_cases: 2,
        clusters: 3,
        replicates: 99,
        seed: 5,
    };

    fn run(data: ScanData<'_>, settings: &ScanSettings) -> Scan {
        with_threads(2, |effort| scan(data, settings, effort)).unwrap()
    }

    fn grid(side: i32) -> Vec<PlanePoint> {
        (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            // Not quite even, so that hardly any distances are equal.
            .map(|(x, y)| PlanePoint {
                east_m: f64::from(1_000 * x + 37 * y * y % 91),
                north_m: f64::from(1_000 * y + 53 * x * x % 97),
            })
            .collect()
    }

    /// One cylinder, and everything about it computed plainly.
    #[derive(Debug)]
    struct Plain {
        places: Vec<usize>,
        from: usize,
        to: usize,
        observed: f64,
        expected: f64,
        statistic: f64,
    }

    /// Every cylinder: around each place, out to each place, from each step to each step.
    fn plainly(data: &ScanData<'_>, settings: &ScanSettings) -> Vec<Plain> {
        let steps = data.steps;
        let cells: Vec<(usize, usize)> =
            (0..data.places.len()).flat_map(|p| (0..steps).map(move |t| (p, t))).collect();
        let case = |p: usize, t: usize| f64::from(data.cases[p * steps + t]);
        let all: f64 = cells.iter().map(|&(p, t)| case(p, t)).sum();
        let of_place = |p: usize| (0..steps).map(|t| case(p, t)).sum::<f64>();
        let of_step = |t: usize| (0..data.places.len()).map(|p| case(p, t)).sum::<f64>();
        let person = |p: usize, t: usize| match data.model {
            ScanModel::Permutation => of_place(p) * of_step(t) / all,
            ScanModel::Poisson { population } => population[p * steps + t],
            ScanModel::Bernoulli { controls } => case(p, t) + f64::from(controls[p * steps + t]),
        };
        let people: f64 = cells.iter().map(|&(p, t)| person(p, t)).sum();
        let mut found = Vec::new();
        for a in data.places {
            let apart = |b: &PlanePoint| (a.east_m - b.east_m).hypot(a.north_m - b.north_m);
            for b in data.places {
                let places: Vec<usize> =
                    (0..data.places.len()).filter(|&p| apart(&data.places[p]) <= apart(b)).collect();
                let held: f64 = places.iter().map(|&p| (0..steps).map(|t| person(p, t)).sum::<f64>()).sum();
                if held > settings.max_share * people * (1.0 + 1e-12) || apart(b) > settings.max_radius_m {
                    continue;
                }
                for from in 0..steps {
                    for to in from..steps {
                        let len = to - from + 1;
                        let is_now = settings.time == ScanTime::Retrospective || to + 1 == steps;
                        if len < settings.min_steps || len > settings.max_steps || !is_now {
                            continue;
                        }
                        let inside = || places.iter().flat_map(|&p| (from..=to).map(move |t| (p, t)));
                        let c: f64 = inside().map(|(p, t)| case(p, t)).sum();
                        let n: f64 = inside().map(|(p, t)| person(p, t)).sum();
                        let e = n * all / people;
                        let xlog = |n: f64, q: f64| if n <= 0.0 { 0.0 } else { n * q.ln() };
                        let statistic = if c <= e + 1e-12 || c < f64::from(settings.least_cases) {
                            0.0
                        } else if let ScanModel::Bernoulli { .. } = data.model {
                            let likelihood = |cases: f64, people: f64| {
                                xlog(cases, cases / people) + xlog(people - cases, 1.0 - cases / people)
                            };
                            likelihood(c, n) + likelihood(all - c, people - n) - likelihood(all, people)
                        } else {
                            xlog(c, c / e) + xlog(all - c, (all - c) / (all - e))
                        };
                        let places = places.clone();
                        found.push(Plain { places, from, to, observed: c, expected: e, statistic });
                    }
                }
            }
        }
        found
    }

    /// Asserts that a scan found the most unlikely of all cylinders, and after it the most unlikely of the rest.
    fn check_against_all(data: ScanData<'_>, settings: &ScanSettings) {
        let found = run(data, settings);
        let mut all = plainly(&data, settings);
        for cluster in &found.clusters {
            let best = all.iter().map(|c| c.statistic).fold(0.0, f64::max);
            assert!((cluster.statistic - best).abs() < 1e-9, "{cluster:?}, but the best is {best}");
            let same = all
                .iter()
                .find(|c| {
                    c.places == cluster.places && c.from == cluster.from_step && c.to == cluster.to_step
                })
                .unwrap_or_else(|| panic!("no such cylinder: {cluster:?}"));
            assert!((same.statistic - best).abs() < 1e-9, "{same:?}");
            assert!((same.expected - cluster.expected).abs() < 1e-9, "{same:?} {cluster:?}");
            assert!((same.observed - f64::from(cluster.observed)).abs() < 1e-9);
            all.retain(|c| c.places.iter().all(|place| !cluster.places.contains(place)));
        }
        if found.clusters.len() < settings.clusters {
            assert!(all.iter().all(|c| c.statistic < 1e-9), "more could have been reported");
        }
    }

    fn cases_and_more() -> impl Strategy<Value = (Vec<u32>, Vec<u32>, ScanTime, usize, f64)> {
        let times = prop_oneof![Just(ScanTime::Prospective), Just(ScanTime::Retrospective)];
        let cases = prop::collection::vec(0..4_u32, 9 * 6);
        (cases, prop::collection::vec(1..9_u32, 9 * 6), times, 1..=6_usize, 0.3..1.0_f64)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn the_most_unlikely_cylinders_are_found(
            (cases, others, time, max_steps, max_share) in cases_and_more()
        ) {
            let places = grid(3);
            let population: Vec<f64> = others.iter().map(|n| f64::from(*n)).collect();
            let settings = ScanSettings { time, max_steps, max_share, replicates: 1, ..SETTINGS };
            for model in [
                ScanModel::Permutation,
                ScanModel::Poisson { population: &population },
                ScanModel::Bernoulli { controls: &others },
            ] {
                check_against_all(ScanData { places: &places, steps: 6, cases: &cases, model }, &settings);
            }
        }

        /// The maximum of a draw is that of going through all cylinders of the same draw.
        #[test]
        fn draws_are_judged_as_the_real_counts_are((cases, others, time, max_steps, _) in cases_and_more()) {
            let places = grid(3);
            let population: Vec<f64> = others.iter().map(|n| f64::from(*n)).collect();
            let settings = ScanSettings { time, max_steps, ..SETTINGS };
            for model in [
                ScanModel::Permutation,
                ScanModel::Poisson { population: &population },
                ScanModel::Bernoulli { controls: &others },
            ] {
                let prepared = Prepared::new(&cases, 6, &model).unwrap();
                let fans = fans(&places, &prepared.weights(6), f64::INFINITY, settings.max_share, &mut || Ok(())).unwrap();
                let windows = Windows { steps: 6, min_steps: 1, max_steps, time };
                let mut measures = Vec::new();
                windows.sums(&prepared.measure, &mut measures);
                let total = cases.iter().map(|n| to_index(*n)).sum();
                let scanner =
                    Scanner { settings: &settings, windows, fans: &fans, model: &prepared, total };
                let mut replicate = Replicate::new(&scanner, &measures, cases.len());
                let maximum = replicate.maximum(3, &mut || true);
                let drawn = replicate.counts.clone();
                prop_assert_eq!(drawn.iter().sum::<u32>(), cases.iter().sum::<u32>());
                // In the Bernoulli model, who is no case any more is a control.
                let controls: Vec<u32> = match model {
                    ScanModel::Bernoulli { .. } => {
                        cases.iter().zip(&others).zip(&drawn).map(|((a, b), c)| a + b - c).collect()
                    }
                    _ => Vec::new(),
                };
                let model = match model {
                    ScanModel::Bernoulli { .. } => ScanModel::Bernoulli { controls: &controls },
                    other => other,
                };
                let data = ScanData { places: &places, steps: 6, cases: &drawn, model };
                // What the largest circles may hold is measured on the same totals in all draws.
                let best = plainly(&data, &settings).iter().map(|c| c.statistic).fold(0.0, f64::max);
                prop_assert!((maximum - best).abs() < 1e-9, "{} is not {}", maximum, best);
                if let ScanModel::Permutation = model {
                    for p in 0..9 {
                        let own = p * 6..(p + 1) * 6;
                        prop_assert_eq!(drawn[own.clone()].iter().sum::<u32>(), cases[own].iter().sum::<u32>());
                    }
                    for t in 0..6 {
                        let at = |counts: &[u32]| counts.iter().skip(t).step_by(6).sum::<u32>();
                        prop_assert_eq!(at(&drawn), at(&cases));
                    }
                }
            }
        }

        #[test]
        fn the_order_of_places_and_the_threads_change_nothing(
            (cases, others, time, max_steps, _) in cases_and_more(), shift in 1..9_usize
        ) {
            let places = grid(3);
            let population: Vec<f64> = others.iter().map(|n| f64::from(*n)).collect();
            let settings = ScanSettings { time, max_steps, replicates: 19, ..SETTINGS };
            let turn = |p: usize| (p + shift) % 9;
            let turned_places: Vec<PlanePoint> = (0..9).map(|p| places[turn(p)]).collect();
            let turned = |counts: &[u32]| -> Vec<u32> {
                (0..9).flat_map(|p| counts[turn(p) * 6..(turn(p) + 1) * 6].to_vec()).collect()
            };
            let (turned_cases, turned_others) = (turned(&cases), turned(&others));
            let turned_population: Vec<f64> = turned_others.iter().map(|n| f64::from(*n)).collect();
            for (model, turned_model) in [
                (ScanModel::Permutation, ScanModel::Permutation),
                (
                    ScanModel::Poisson { population: &population },
                    ScanModel::Poisson { population: &turned_population },
                ),
                (ScanModel::Bernoulli { controls: &others }, ScanModel::Bernoulli { controls: &turned_others }),
            ] {
                let data = ScanData { places: &places, steps: 6, cases: &cases, model };
                let found = run(data, &settings);
                prop_assert_eq!(&found, &with_threads(1, |e| scan(data, &settings, e)).unwrap());
                let data = ScanData {
                    places: &turned_places, steps: 6, cases: &turned_cases, model: turned_model,
                };
                let again = run(data, &settings);
                prop_assert_eq!(found.clusters.len(), again.clusters.len());
                for (a, b) in found.clusters.iter().zip(&again.clusters) {
                    let mut back: Vec<usize> = b.places.iter().map(|p| turn(*p)).collect();
                    back.sort_unstable();
                    prop_assert_eq!(&a.places, &back);
                    prop_assert_eq!(a.p.to_bits(), b.p.to_bits());
                    prop_assert_eq!(a.statistic.to_bits(), b.statistic.to_bits());
                    prop_assert_eq!((a.from_step, a.to_step), (b.from_step, b.to_step));
                    prop_assert_eq!(a.centre, turn(b.centre));
                }
            }
        }
    }

    /// Five cases a place and month, and in the last two months three times as many in one corner.
    fn outbreak() -> Vec<u32> {
        (0..25 * 12)
            .map(|cell| {
                let (place, step) = (cell / 12, cell % 12);
                let is_corner = place % 5 < 2 && place / 5 < 2;
                if is_corner && step >= 10 { 15 } else { 4 + (cell * 7 % 3) }
            })
            .collect()
    }

    #[test]
    fn an_outbreak_is_found_where_and_when_it_began() {
        let (places, cases) = (grid(5), outbreak());
        let data = ScanData { places: &places, steps: 12, cases: &cases, model: ScanModel::Permutation };
        let found = run(data, &SETTINGS);
        let first = &found.clusters[0];
        assert_eq!(first.places, [0, 1, 5, 6]);
        assert_eq!((first.from_step, first.to_step, first.observed), (10, 11, 120));
        assert_eq!(first.p.to_bits(), 0.01_f64.to_bits());
        assert_eq!(first.recurrence_steps, Some(100.0));
        let past = ScanSettings { time: ScanTime::Retrospective, ..SETTINGS };
        let first = run(data, &past).clusters.remove(0);
        assert_eq!((first.places, first.from_step, first.to_step), (vec![0, 1, 5, 6], 10, 11));
        assert_eq!(first.recurrence_steps, None);
    }

    #[test]
    fn the_statistic_of_the_brain_cancers_of_new_mexico_is_that_of_satscan() {
        // SaTScan 10.3.2 on its sample: of 1,175 cases 236 in nine counties and five years where 176.22 are expected. The
        // population is not to be had, so those five years of those counties stand beside all the rest.
        let population = [176.22, 100.0, 100.0, 798.78];
        let places = [0.0, 9_000.0].map(|east_m| PlanePoint { east_m, north_m: 0.0 });
        let cases = [236, 80, 80, 779];
        let data = ScanData {
            places: &places,
            steps: 2,
            cases: &cases,
            model: ScanModel::Poisson { population: &population },
        };
        let settings = ScanSettings { time: ScanTime::Retrospective, max_steps: 1, ..SETTINGS };
        let found = run(data, &settings);
        let first = &found.clusters[0];
        assert_eq!((found.cases, first.observed, first.from_step, &first.places), (1_175, 236, 0, &vec![0]));
        assert!((first.expected - 176.22).abs() < 1e-9);
        // What is expected is printed with two digits, which leave 0.002 of the statistic open.
        assert!((first.statistic - 10.979_758).abs() < 0.002, "{}", first.statistic);
    }

    #[test]
    fn a_place_that_always_has_many_is_no_cluster_in_the_permutation_model() {
        let places = grid(4);
        let cases: Vec<u32> = (0..16 * 8).map(|cell| if cell / 8 == 5 { 40 } else { 4 }).collect();
        let of = |model| ScanData { places: &places, steps: 8, cases: &cases, model };
        assert!(run(of(ScanModel::Permutation), &SETTINGS).clusters.is_empty());
        let population = vec![1.0; 16 * 8];
        let found = run(of(ScanModel::Poisson { population: &population }), &SETTINGS);
        assert_eq!(found.clusters[0].places, [5]);
        assert_eq!(found.clusters[0].p.to_bits(), 0.01_f64.to_bits());
    }

    /// Where nothing happens, one scan in five has a p-value up to 0.2.
    #[test]
    fn false_alarms_come_as_often_as_the_p_value_says() {
        let places = grid(3);
        let settings = ScanSettings { replicates: 19, clusters: 1, ..SETTINGS };
        let alarms = (0..200)
            .filter(|&number| {
                let mut dice = Dice::new(77, "nothing happens", number);
                let mut cases = vec![0; 9 * 8];
                (0..90).for_each(|_| cases[dice.index(9 * 8)] += 1);
                let settings = ScanSettings { seed: number, ..settings };
                let data =
                    ScanData { places: &places, steps: 8, cases: &cases, model: ScanModel::Permutation };
                run(data, &settings).clusters.first().is_some_and(|c| c.p <= 0.2)
            })
            .count();
        // 40 are expected, with a deviation of 5.7.
        assert!((23..=57).contains(&alarms), "{alarms} of 200");
    }

    #[test]
    fn bad_input_is_refused() {
        let places = grid(2);
        let try_with = |cases: &[u32], model: ScanModel<'_>, settings: ScanSettings| {
            let data = ScanData { places: &places, steps: 4, cases, model };
            with_threads(1, |effort| scan(data, &settings, effort)).map(|_| ())
        };
        let few =
            try_with(&[0, 0, 0, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0], ScanModel::Permutation, SETTINGS);
        assert_eq!(few, Err(AnalysisError::NotEnough { what: "cases", needed: 7, given: 6 }));
        let permutation = |settings| try_with(&[1; 16], ScanModel::Permutation, settings);
        assert_eq!(permutation(SETTINGS), Ok(()));
        assert!(permutation(ScanSettings { max_steps: 5, ..SETTINGS }).is_err());
        assert!(permutation(ScanSettings { min_steps: 0, ..SETTINGS }).is_err());
        assert!(permutation(ScanSettings { max_share: 0.0, ..SETTINGS }).is_err());
        assert!(permutation(ScanSettings { replicates: 0, ..SETTINGS }).is_err());
        assert!(try_with(&[1; 15], ScanModel::Permutation, SETTINGS).is_err());
        let nobody = ScanModel::Poisson { population: &[0.0; 16] };
        assert!(try_with(&[1; 16], nobody, SETTINGS).is_err());
        let short = ScanModel::Poisson { population: &[1.0; 12] };
        assert!(try_with(&[1; 16], short, SETTINGS).is_err());
        let no_controls = ScanModel::Bernoulli { controls: &[0; 16] };
        assert_eq!(
            try_with(&[1; 16], no_controls, SETTINGS),
            Err(AnalysisError::NotEnough { what: "controls", needed: 1, given: 0 })
        );
    }
}
