//! An analyst puts a method to the reports of a question: one file a method, one way of asking for all of them.
//!
//! A question is first spelled out: its moment becomes an epoch and its period two instants, so that the text of it
//! says all that the answer depends on, and asking that text again gives the same bytes.

mod bench;
mod border_profile;
mod bounds;
mod closure;
mod dbscan;
mod emerging;
mod kde;
mod line;
mod local_moran;
mod near_repeat;
mod places;
mod points;
mod rates;
mod scan;
mod silence;
mod steps;
mod terrain;
mod waiting;
mod zone_recipe;
mod zones;

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::bench::Bench;
use self::steps::Steps;
use self::waiting::Works;
use super::recent::Recent;
use super::{App, AppError};
use crate::analysis::{AnalysisError, Effort};
use crate::domain::{
    Area, AsOf, CellSize, Epoch, Finding, Findings, Method, Reference, ReportQuery, Scope, Step, Study,
    StudyQuestion, period,
};
use crate::export::{RunFields, StudySheet, answer_bytes, seal};

/// Answers that are kept for those who ask the same.
const ANSWERS_KEPT: usize = 24;
/// Studies that are computed at once; each takes all processors that it can use.
const AT_ONCE: usize = 2;

/// What is kept between one study and the next.
#[derive(Debug)]
pub(super) struct Studies {
    /// By mark, which holds the scope.
    answers: Recent<Uuid, StudyAnswer>,
    /// Who waits for which of them, by the same marks.
    works: Works<StudyAnswer>,
    /// Taken for as long as work lasts, whoever waits for it.
    places: Arc<Semaphore>,
}

impl Default for Studies {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Self { answers: Recent::keeping(ANSWERS_KEPT), works: Works::default(), places }
    }
}

/// What a method found, ready to be sent, kept and compared.
#[derive(Debug)]
pub struct StudyAnswer {
    /// What was computed, from what, by what; with the hash of the answer.
    pub run: RunFields,
    /// The answer as JSON.
    pub bytes: Vec<u8>,
    /// What was found, shortly.
    pub findings: Findings,
    /// The answer; nothing for Gi*, whose map has a shape of its own.
    pub sheet: Option<StudySheet>,
}

/// Hears how many steps of how many are done, and says whether to go on.
pub type Watcher = Arc<dyn Fn(usize, usize) -> ControlFlow<()> + Send + Sync>;

/// How much of the machine a study may take, and who hears of it.
#[derive(Clone)]
pub struct StudyEffort {
    /// How many threads may work.
    pub threads: NonZero<usize>,
    /// Who hears of it.
    pub watcher: Watcher,
}

impl StudyEffort {
    /// Takes the whole machine.
    pub fn all(watcher: Watcher) -> Self {
        Self { threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN), watcher }
    }

    /// Takes half of the machine: the other half is left to those who ask meanwhile.
    pub fn half(watcher: Watcher) -> Self {
        let all = Self::all(watcher);
        Self { threads: NonZero::new(all.threads.get() / 2).unwrap_or(NonZero::<usize>::MIN), ..all }
    }

    /// Works with it.
    pub(super) fn work<T>(&self, work: impl FnOnce(&mut Effort<'_>) -> T) -> T {
        let mut heard = |done, all| (self.watcher)(done, all);
        work(&mut Effort { threads: self.threads, progress: &mut heard })
    }
}

impl App {
    /// Puts a method to the reports of a question.
    ///
    /// The same question at the same epoch is computed once, however many ask, and for as long as one of them waits. An
    /// area chooses what is shown; scores,
    /// means and clusters always come from the whole mask, but for methods that look at points, whose area chooses the
    /// points.
    ///
    /// # Errors
    /// When the area, the moment or the settings cannot be used, whoever hears of it stops it, or the database fails.
    pub async fn study(
        &self,
        question: &StudyQuestion,
        scope: &Scope,
        effort: StudyEffort,
    ) -> Result<Arc<StudyAnswer>, AppError> {
        let view = self.view(question.query.as_of, scope).await?;
        let question = spelled_out(question, self.reference(), view.day(), view.epoch())?;
        let text = question.to_string();
        let mark = format!("{:?} {} {text}", scope.mark(), view.generation().name);
        let mark = Uuid::new_v5(&Uuid::NAMESPACE_OID, mark.as_bytes());
        let (waiting, stopped) = self.studies.works.wait(mark, Arc::clone(&effort.watcher));
        let (question, view) = (&question, &view);
        let waiting = &waiting;
        let answer = self.studies.answers.get(mark, || async move {
            if let Study::GiStar(settings) = &question.study {
                // Closed never: the place lives as long as the product. A map is made between two moments at which who
                // asked can leave, so its work does not outlast its place.
                let _place = self.studies.places.acquire().await;
                return self.hotspot_study(question, settings.cell_m, scope).await;
            }
            waiting
                .outcome(|watcher| async move {
                    let region = self.region(question.query.area.as_ref()).await?;
                    let (known, scope) = (Arc::clone(&self.known), scope.clone());
                    let districts = self.border_districts(&scope);
                    let (question, view) = (question.clone(), Arc::clone(view));
                    let place = Arc::clone(&self.studies.places).acquire_owned().await;
                    let effort = StudyEffort { threads: effort.threads, watcher };
                    Ok(tokio::task::spawn_blocking(move || {
                        let _place = place;
                        if (effort.watcher)(0, 1).is_break() {
                            return Err(AppError::Stopped);
                        }
                        let bench = Bench::new(&known, &view, &question.query, &scope, region, districts);
                        let sheet = effort.work(|effort| bench.study(&question, effort))?;
                        Ok(answer(sheet))
                    }))
                })
                .await
        });
        tokio::select! {
            biased;
            answer = answer => answer,
            _ = stopped => Err(AppError::Stopped),
        }
    }

    /// Returns a Gi* map as a study.
    async fn hotspot_study(
        &self,
        question: &StudyQuestion,
        cell: Option<CellSize>,
        scope: &Scope,
    ) -> Result<StudyAnswer, AppError> {
        let findings = |found: Vec<(String, &'static str)>| {
            let sure = found.into_iter().filter(|(_, class)| !matches!(*class, "none" | "not_tested"));
            sure.map(|(key, class)| Finding::new(key, class)).collect::<Findings>()
        };
        let (bytes, run, findings) = match cell {
            Some(size) => {
                let (_, sheet) = self.hotspot_cells(size, &question.query, scope).await?;
                let found = sheet.cells.iter().map(|cell| (cell.id.to_string(), cell.class));
                (answer_bytes(&sheet), sheet.legend.run.clone(), findings(found.collect()))
            }
            None => {
                let (_, sheet) = self.hotspot_map(&question.query, scope).await?;
                let found = sheet.districts.iter().map(|d| (d.district.to_string(), d.class));
                (answer_bytes(&sheet), sheet.legend.run.clone(), findings(found.collect()))
            }
        };
        Ok(StudyAnswer { run, bytes, findings, sheet: None })
    }
}

fn answer(mut sheet: StudySheet) -> StudyAnswer {
    seal(&mut sheet, |sheet| &mut sheet.run);
    StudyAnswer {
        run: sheet.run.clone(),
        bytes: answer_bytes(&sheet),
        findings: sheet.findings(),
        sheet: Some(sheet),
    }
}

/// Spells out which reports are meant: of which epoch, and between which instants where a method needs steps of time.
pub(super) fn spelled_out(
    question: &StudyQuestion,
    reference: &Reference,
    today: NaiveDate,
    epoch: Epoch,
) -> Result<StudyQuestion, AppError> {
    let StudyQuestion { query, study } = question;
    // What has not happened yet would be taken for silence: a period that goes on ends with yesterday. The real day
    // counts, not that of an earlier moment, so that a question spelled out is spelled out as it stands.
    let over = period::start_of_day(period::today());
    let to = query.to.map(|to| if query.from.is_none_or(|from| from < over) { to.min(over) } else { to });
    let query = &ReportQuery { to, ..query.clone() };
    let steps = |step: Step, steps: u32| Steps::within(query, step, steps, today);
    let of_steps = |steps: Steps| (Some(steps.from()), Some(steps.to()));
    let mut study = study.clone();
    let (from, to) = match &mut study {
        Study::Emerging(settings) => of_steps(steps(settings.step, settings.steps)?),
        Study::Scan(settings) => of_steps(steps(settings.step, settings.steps)?),
        Study::RiskTerrain(settings) => of_steps(steps(settings.step, settings.steps)?),
        Study::Zones(settings) => of_steps(steps(settings.step, settings.steps)?),
        // The present step comes on top of the history.
        Study::Silence(settings) => of_steps(steps(settings.step, settings.steps + 1)?),
        Study::Closure(settings) => {
            let (spelled_out, from, to) = closure::spelled_out(settings, reference)?;
            let compared = (Some(from), Some(to));
            if ![(None, None), compared].contains(&(question.query.from, question.query.to)) {
                return Err(AppError::Refused(
                    "`from` and `to`: closure compares `days` before and after `day`; leave the period out"
                        .to_owned(),
                ));
            }
            *settings = spelled_out;
            compared
        }
        Study::GiStar(_)
        | Study::LocalMoran(_)
        | Study::Dbscan(_)
        | Study::Kde(_)
        | Study::NearRepeat(_)
        | Study::BorderProfile(_) => (question.query.from, question.query.to),
        Study::Rates(_) => (query.from, query.to),
    };
    Ok(StudyQuestion {
        query: ReportQuery { as_of: Some(AsOf::Epoch(epoch)), from, to, ..query.clone() },
        study,
    })
}

/// Refuses an area where a method looks at the whole border.
fn no_area(method: Method, area: Option<&Area>) -> Result<(), AppError> {
    match area {
        None => Ok(()),
        Some(area) => Err(AppError::Refused(format!(
            "area `{area}`: {method} looks along the whole border; leave the area out"
        ))),
    }
}

/// Turns a statistic's error into one of the product: too few is an answer and no error.
fn unless_too_few<T>(found: Result<T, AnalysisError>) -> Result<Result<T, String>, AppError> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(too_few @ AnalysisError::NotEnough { .. }) => Ok(Err(too_few.to_string())),
        Err(AnalysisError::Stopped) => Err(AppError::Stopped),
        Err(other) => Err(AppError::Refused(other.to_string())),
    }
}
