//! The one place where a kept question is computed: jobs, results that are kept and re-runs all come here.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::task::AbortHandle;

use super::super::nightly::NIGHTLY;
use super::super::{App, AppError, StudyEffort, Watcher};
use crate::analysis::Effort;
use crate::domain::{Cluster, Epoch, Findings, QuestionText, Scope, StudyQuestion};

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

/// What stands in for the studies, if anything does.
#[derive(Clone, Default)]
pub(in crate::app) struct Computing(Option<Arc<Computation>>);

impl std::fmt::Debug for Computing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Computing(stand-in)" } else { "Computing(studies)" })
    }
}

impl App {
    /// Lets something else than the studies answer.
    #[must_use]
    pub fn with_computation(self, computation: Arc<Computation>) -> Self {
        Self { computing: Computing(Some(computation)), ..self }
    }

    /// Lets a job take another time than half an hour at most.
    #[must_use]
    pub fn with_longest_job(self, longest_job: Duration) -> Self {
        Self { longest_job, ..self }
    }

    /// Returns the text under which a question is kept: without percent signs where it came from an address, with every setting, and as it was asked otherwise, so that a
    /// period that ends today ends on another day when it is asked again.
    ///
    /// # Errors
    /// When the text is no question.
    pub(in crate::app) fn canonical_question(&self, question: &str) -> Result<String, AppError> {
        if self.computing.0.is_some() || question == NIGHTLY {
            return Ok(question.to_owned());
        }
        let pairs = QuestionText::address_pairs(question);
        let question = pairs.and_then(|pairs| StudyQuestion::from_pairs(pairs, None)).map_err(|cause| {
            AppError::Refused(format!("the question `{question}` cannot be asked: {cause}"))
        })?;
        Ok(question.to_string())
    }

    /// Computes what a question asks.
    ///
    /// # Errors
    /// When the text is no question, the answer cannot be given, or nobody wants it any more.
    async fn compute(
        &self,
        question: &str,
        scope: &Scope,
        effort: StudyEffort,
    ) -> Result<Computed, AppError> {
        if let Some(computation) = self.computing.0.clone() {
            let (question, scope) = (question.to_owned(), scope.clone());
            let stand_in = tokio::task::spawn_blocking(move || {
                effort.work(|effort| computation(&question, &scope, effort))
            });
            return stand_in.await?;
        }
        if question == NIGHTLY {
            return self.nightly(scope, &effort).await;
        }
        let question = question.parse::<StudyQuestion>().map_err(|e| AppError::Refused(e.to_string()))?;
        let answer = self.study(&question, scope, effort).await?;
        Ok(Computed {
            epoch: answer.run.epoch,
            answer: answer.bytes.clone(),
            findings: answer.findings.clone(),
            clusters: Vec::new(),
        })
    }

    /// Computes a question in a task of its own, for as long as somebody watches.
    pub(in crate::app) fn compute_watched(
        self: &Arc<Self>,
        question: String,
        scope: Scope,
        watched: &Watched,
    ) -> tokio::task::JoinHandle<Result<Computed, AppError>> {
        let (app, watch) = (Arc::clone(self), Arc::clone(&watched.0));
        let tells: Watcher = Arc::new(move |done, all| {
            watch.done.store(done, Ordering::Relaxed);
            watch.all.store(all, Ordering::Relaxed);
            let is_stopped = watch.stopped.load(Ordering::Relaxed);
            if is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let effort = StudyEffort::half(tells);
        let computing = tokio::spawn(async move { app.compute(&question, &scope, effort).await });
        // Only one computation is watched by each; were it stopped meanwhile, it would end when it says how far it is.
        drop(watched.0.task.set(computing.abort_handle()));
        computing
    }
}

/// Somebody who waits for a computation: it stops when he goes away.
#[derive(Debug, Default)]
pub(in crate::app) struct Watched(Arc<Watch>);

#[derive(Debug, Default)]
struct Watch {
    stopped: AtomicBool,
    task: OnceLock<AbortHandle>,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Watched {
    /// Waits no longer: the computation stops the next time it says how far it is, unless others wait for it too.
    pub(in crate::app) fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
        if let Some(task) = self.0.task.get() {
            task.abort();
        }
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
