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
        let next = AtomicUsize::new(0);
        let stopped = AtomicBool::new(false);
        let take = || {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number < jobs && !stopped.load(Ordering::Relaxed)).then_some(number)
        };
        let alone = || {
            let mut space = workspace();
            let mut done = Vec::new();
            while let Some(number) = take() {
                done.push((number, job(&mut space, number)));
            }
            done
        };
        let (told, mut done) = std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..self.threads.get().min(jobs)).map(|_| scope.spawn(alone)).collect();
            let mut space = workspace();
            let mut done = Vec::new();
            let mut told = Ok(());
            while let Some(number) = take() {
                done.push((number, job(&mut space, number)));
                told = self.tell(next.load(Ordering::Relaxed).min(jobs), jobs);
                if told.is_err() {
                    stopped.store(true, Ordering::Relaxed);
                }
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
    use super::*;

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
}
