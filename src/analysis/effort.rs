//! Long computations: on how many threads, heard of while they run, stopped when nobody wants them any more.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::AnalysisError;

/// How much of the machine a long computation may take, and who hears of it.
///
/// The answer does not depend on either: with more threads it only comes sooner.
pub struct Effort<'a> {
    /// How many threads may work, the caller's own among them.
    pub threads: NonZero<usize>,
    /// Hears how many steps of how many are done, and says whether to go on. Called on the caller's thread.
    pub progress: &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>,
}

impl Effort<'_> {
    /// Says how far a computation has come.
    ///
    /// # Errors
    /// When it is not wanted any more.
    pub(super) fn tell(&mut self, done: usize, all: usize) -> Result<(), AnalysisError> {
        match (self.progress)(done, all) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(AnalysisError::Stopped),
        }
    }

    /// Does a job for each number below `jobs` and returns the results in the order of the numbers.
    ///
    /// Each thread makes one workspace and takes the next number when it is done with one. What a job returns may
    /// depend on its number alone, so that who did it makes no difference.
    ///
    /// # Errors
    /// When the computation is not wanted any more.
    pub(super) fn each<T: Send, S>(
        &mut self,
        jobs: usize,
        workspace: impl Fn() -> S + Sync,
        job: impl Fn(&mut S, usize) -> T + Sync,
    ) -> Result<Vec<T>, AnalysisError> {
        self.each_asking(jobs, workspace, |space, number, _| job(space, number))
    }

    /// As [`Effort::each`], for jobs that take long: each may ask in between whether to go on. What one returns that was
    /// told not to is thrown away.
    ///
    /// # Errors
    /// When the computation is not wanted any more.
    pub(super) fn each_asking<T: Send, S>(
        &mut self,
        jobs: usize,
        workspace: impl Fn() -> S + Sync,
        job: impl Fn(&mut S, usize, &mut dyn FnMut() -> bool) -> T + Sync,
    ) -> Result<Vec<T>, AnalysisError> {
        let next = AtomicUsize::new(0);
        let stopped = AtomicBool::new(false);
        let goes_on = || !stopped.load(Ordering::Relaxed);
        let take = || {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number < jobs && goes_on()).then_some(number)
        };
        let alone = || {
            let mut space = workspace();
            let mut done = Vec::new();
            while let Some(number) = take() {
                done.push((number, job(&mut space, number, &mut || goes_on())));
            }
            done
        };
        let (told, mut done) = std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..self.threads.get().min(jobs)).map(|_| scope.spawn(alone)).collect();
            let mut space = workspace();
            let mut done = Vec::new();
            let mut told = Ok(());
            // Whoever said once that nobody wants it any more is not asked again.
            let mut ask = |effort: &mut Self| {
                if told.is_ok() {
                    told = effort.tell(next.load(Ordering::Relaxed).min(jobs), jobs);
                    stopped.store(told.is_err(), Ordering::Relaxed);
                }
                told.is_ok()
            };
            while let Some(number) = take() {
                done.push((number, job(&mut space, number, &mut || ask(self))));
                ask(self);
            }
            for helper in helpers {
                match helper.join() {
                    Ok(others) => done.extend(others),
                    Err(panic) => resume_unwind(panic),
                }
            }
            (told, done)
        });
        told?;
        done.sort_unstable_by_key(|(number, _)| *number);
        Ok(done.into_iter().map(|(_, result)| result).collect())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::*;
    use super::*;
    use crate::domain::{EmergingReference, ScanTime, Square};
    use crate::spatial::PlanePoint;

    /// Runs a computation on so many threads with nobody listening.
    pub(in crate::analysis) fn with_threads<T>(
        threads: usize,
        compute: impl FnOnce(&mut Effort<'_>) -> T,
    ) -> T {
        let mut progress = |_, _| ControlFlow::Continue(());
        compute(&mut Effort { threads: NonZero::new(threads).unwrap(), progress: &mut progress })
    }

    #[test]
    fn results_come_in_the_order_of_the_numbers() {
        for threads in [1, 2, 5] {
            let squares = with_threads(threads, |effort| effort.each(300, || (), |(), i| i * i));
            assert_eq!(squares.unwrap(), (0..300).map(|i| i * i).collect::<Vec<_>>());
        }
    }

    /// Runs a computation whose asker says stop when he is asked for the `last`-th time; returns how often he was.
    pub(in crate::analysis) fn stopped_at<T: std::fmt::Debug + PartialEq>(
        last: usize,
        compute: impl FnOnce(&mut Effort<'_>) -> Result<T, AnalysisError>,
    ) -> usize {
        let mut asked = 0;
        let mut progress = |_, _| {
            asked += 1;
            if asked < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let result = compute(&mut Effort { threads: NonZero::<usize>::MIN, progress: &mut progress });
        assert_eq!(result.err(), Some(AnalysisError::Stopped), "asked {asked} times");
        asked
    }

    #[test]
    fn a_long_job_asks_in_between() {
        let asked = stopped_at(7, |effort| effort.each_asking(2, || (), |(), _, goes_on| while goes_on() {}));
        assert_eq!(asked, 7);
    }

    #[test]
    fn what_nobody_wants_stops() {
        let mut heard = 0;
        let mut progress = |_, all| {
            heard += 1;
            assert_eq!(all, 1_000_000);
            if heard < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let mut effort = Effort { threads: NonZero::new(2).unwrap(), progress: &mut progress };
        let result = effort.each(1_000_000, || (), |(), i| i);
        assert_eq!(result, Err(AnalysisError::Stopped));
        assert_eq!(heard, 3);
    }

    /// Squares of a grid, so many on each side, with counts that differ.
    fn grid(side: i32) -> (Vec<Square>, Vec<PlanePoint>, Vec<u32>) {
        let squares = (0..side).flat_map(|row| (0..side).map(move |column| Square { row, column }));
        let squares: Vec<Square> = squares.collect();
        let at = |s: &Square| PlanePoint {
            east_m: f64::from(1_000 * s.column),
            north_m: f64::from(1_000 * s.row),
        };
        let counts = squares.iter().map(|s| s.row.unsigned_abs() * 7 % 5 + s.column.unsigned_abs() * 3 % 4);
        (squares.clone(), squares.iter().map(at).collect(), counts.collect())
    }

    /// The name of a method, how often it asks at least, and how often it was asked when it was stopped.
    type Stopped<'a> = (&'a str, usize, &'a dyn Fn(usize) -> usize);

    #[test]
    #[expect(clippy::too_many_lines, reason = "a list: each method with what it needs")]
    fn every_method_stops_at_once_and_is_asked_often_enough_on_a_large_input() {
        let (squares, points, counts) = grid(40);
        let values: Vec<f64> = counts.iter().map(|n| f64::from(*n)).collect();
        let neighbours: Vec<Vec<usize>> = (0..counts.len()).map(|i| vec![(i + 1) % counts.len()]).collect();
        let of_step = |step: u32| -> Vec<u32> { counts.iter().map(|n| (n + step) % 6).collect() };
        let steps: Vec<Vec<u32>> = (0..24).map(of_step).collect();
        let by_place: Vec<u32> = (0..counts.len()).flat_map(|i| steps.iter().map(move |s| s[i])).collect();
        let layers: Vec<RiskLayer> = (1..4)
            .map(|n| RiskLayer {
                values: values.iter().map(|v| (v * f64::from(n)).sin()).collect(),
                step: 1.0,
            })
            .collect();
        let blocks: Vec<u32> = squares.iter().map(|s| s.row.unsigned_abs() / 4).collect();
        let raster = Raster { corner: points[0], cell_m: 1_000.0, columns: 40, rows: 400 };
        let inside = vec![true; 40 * 400];
        let sizes = ZoneSettings { zone_squares: 20, least_squares: 1, budget_squares: 100 };
        let zones = grow_zones(&values, &squares, sizes).unwrap();
        let by_counts = |steps: &[Vec<u32>]| last_counts(steps);
        let recipe: &Recipe<'_> = &by_counts;
        let events: Vec<KnoxEvent> =
            points.iter().zip(0..).map(|(at, day)| KnoxEvent { at: *at, day }).collect();

        let methods: [Stopped<'_>; 10] = [
            // The circles, the clusters, and within each replicate.
            ("scan", 40 * 40 * 2 + 99 * 50, &|last| {
                stopped_at(last, |effort| {
                    let data = ScanData {
                        places: &points,
                        steps: 24,
                        cases: &by_place,
                        model: ScanModel::Permutation,
                    };
                    let settings = ScanSettings {
                        time: ScanTime::Prospective,
                        max_radius_m: 3_000.0,
                        max_share: 0.5,
                        min_steps: 1,
                        max_steps: 2,
                        least_cases: 3,
                        clusters: 1,
                        replicates: 99,
                        seed: 1,
                    };
                    scan(data, &settings, effort)
                })
            }),
            ("dbscan", 25, &|last| {
                stopped_at(last, |effort| {
                    dbscan(&points, DbscanSettings { eps_m: 1_500.0, min_points: 6 }, effort)
                })
            }),
            ("kde", 12, &|last| {
                stopped_at(last, |effort| {
                    KernelMask::new(raster, &inside, 3_000.0, effort).map(|kernel| kernel.mass().len())
                })
            }),
            ("density", 12, &|last| {
                let kernel =
                    with_threads(1, |effort| KernelMask::new(raster, &inside, 3_000.0, effort)).unwrap();
                stopped_at(last, |effort| {
                    kernel.density(&[WeighedPoint { at: points[900], weight: 1.0 }], effort)
                })
            }),
            ("near repeat", 99 + 6, &|last| {
                stopped_at(last, |effort| {
                    let bands = KnoxBands { distance_m: &[1_000.0, 3_000.0], days: &[7, 14] };
                    let settings = KnoxSettings { replicates: 99, seed: 1, most_pairs: 1_000_000 };
                    near_repeat(&events, bands, settings, effort)
                })
            }),
            ("local moran", 1_600, &|last| {
                stopped_at(last, |effort| {
                    local_moran(&values, &neighbours, MoranSettings { replicates: 19, seed: 1 }, effort)
                })
            }),
            ("emerging", 24 + 4, &|last| {
                stopped_at(last, |effort| {
                    let settings = EmergingSettings {
                        alpha: 0.05,
                        trend_alpha: 0.05,
                        reference: EmergingReference::AllSteps,
                    };
                    emerging(&steps, &squares, settings, effort)
                })
            }),
            // Six parts of 100 penalties, and the refits.
            ("risk terrain", 6 * 50 + 20, &|last| {
                stopped_at(last, |effort| {
                    let choice = PenaltyChoice::Best;
                    let settings = RiskTerrainSettings { alpha: 1.0, choice, folds: 5, refits: 20, seed: 1 };
                    risk_terrain(&counts, &layers, &blocks, settings, effort)
                })
            }),
            ("rank stability", 39, &|last| {
                stopped_at(last, |effort| {
                    let redraws = Redraws { replicates: 39, seed: 1 };
                    let again = |drawn: &[Vec<u32>]| Ok(drawn[0].iter().map(|n| f64::from(*n)).collect());
                    rank_stability(
                        &zones,
                        std::slice::from_ref(&counts),
                        &squares,
                        sizes,
                        redraws,
                        again,
                        effort,
                    )
                })
            }),
            ("backtest", 2 * 10, &|last| {
                stopped_at(last, |effort| {
                    let settings = BacktestSettings { zones: sizes, tested: 10, seed: 1 };
                    backtest(&steps, &squares, recipe, &[recipe], settings, effort)
                })
            }),
        ];
        for (name, often, method) in methods {
            for last in [1, 2, often] {
                assert_eq!(method(last), last, "{name}");
            }
        }
    }
}
