//! The one place where a kept question is computed: jobs, results that are kept and re-runs all come here.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::super::{App, AppError};
use crate::analysis::Effort;
use crate::domain::{Cluster, Epoch, Findings, Scope};

/// What a question came to.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The epoch it was answered from.
    pub epoch: Epoch,
    /// The answer, byte for byte the same whenever the same is asked of the same epoch.
    pub answer: Vec<u8>,
    /// What it found, for comparing it with another answer.
    pub findings: Findings,
    /// What it found that people are to be told of; only jobs tell it.
    pub clusters: Vec<Cluster>,
}

/// Answers questions in the place of the studies: what happens around them is tested with answers of known length
/// and content.
pub type Computation = dyn Fn(&str, &Scope, &mut Effort<'_>) -> Result<Computed, AppError> + Send + Sync;

/// What is computed, or nothing.
#[derive(Clone, Default)]
pub(in crate::app) struct Computing(Option<Arc<Computation>>);

impl std::fmt::Debug for Computing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Computing(stand-in)" } else { "Computing(nothing)" })
    }
}

// The seam: the next functions, up to `compute`, are all that knows whether and how questions are computed. Where
// they find no computation, the studies are joined: `compute` runs on a thread that may block, so that
// `tokio::runtime::Handle::current().block_on(...)` is allowed there.
impl App {
    /// Lets something else than the studies answer.
    #[must_use]
    pub fn with_computation(self, computation: Arc<Computation>) -> Self {
        Self { computing: Computing(Some(computation)), ..self }
    }

    /// Tells whether this program computes questions at all; one that does not takes no jobs.
    pub(in crate::app) fn can_compute(&self) -> bool {
        self.computing.0.is_some()
    }

    /// Returns the text under which a question is kept.
    ///
    /// # Errors
    /// When the text is no question.
    pub(in crate::app) fn canonical_question(&self, question: &str) -> Result<String, AppError> {
        if self.can_compute() { Ok(question.to_owned()) } else { Err(nothing_computes()) }
    }

    /// Returns what is asked every night; nothing when nothing is.
    pub(in crate::app) fn nightly_question(&self) -> Option<String> {
        self.can_compute().then(|| "nightly".to_owned())
    }

    /// Computes what a question asks, on the thread it is called on, which may block.
    ///
    /// # Errors
    /// When the text is no question, the answer cannot be given, or nobody wants it any more.
    fn compute(&self, question: &str, scope: &Scope, effort: &mut Effort<'_>) -> Result<Computed, AppError> {
        match &self.computing.0 {
            Some(computation) => computation(question, scope, effort),
            None => Err(nothing_computes()),
        }
    }

    /// Computes a question on a thread of its own, for as long as somebody watches.
    pub(in crate::app) fn compute_watched(
        self: &Arc<Self>,
        question: String,
        scope: Scope,
        watched: &Watched,
    ) -> tokio::task::JoinHandle<Result<Computed, AppError>> {
        let (app, watch) = (Arc::clone(self), Arc::clone(&watched.0));
        tokio::task::spawn_blocking(move || {
            let mut progress = |done, all| {
                watch.done.store(done, Ordering::Relaxed);
                watch.all.store(all, Ordering::Relaxed);
                if watch.stopped.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            // Half the machine is left to those who ask meanwhile.
            let threads = std::thread::available_parallelism().map_or(1, |all| all.get() / 2);
            let threads = NonZero::new(threads).unwrap_or(NonZero::<usize>::MIN);
            app.compute(&question, &scope, &mut Effort { threads, progress: &mut progress })
        })
    }
}

/// Somebody who waits for a computation: it stops when he goes away.
#[derive(Debug, Default)]
pub(in crate::app) struct Watched(Arc<Watch>);

#[derive(Debug, Default)]
struct Watch {
    stopped: AtomicBool,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Watched {
    /// Stops the computation the next time it says how far it is.
    pub(in crate::app) fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Tells whether it was stopped.
    pub(in crate::app) fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Relaxed)
    }

    /// Returns how many steps of how many are done.
    pub(in crate::app) fn steps(&self) -> (usize, usize) {
        (self.0.done.load(Ordering::Relaxed), self.0.all.load(Ordering::Relaxed))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop();
    }
}

fn nothing_computes() -> AppError {
    AppError::Refused("this server computes no studies".to_owned())
}
