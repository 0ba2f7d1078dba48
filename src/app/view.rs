//! What one answer reads: reports, risk points, target districts and boundaries of one and the same moment, now or earlier.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::{OnceCell, Semaphore};

use super::refresh::read_reports;
use super::{App, AppError};
use crate::domain::{
    AsOf, Detail, DistrictPopulation, Epoch, Generation, GenerationId, Scope, TargetDistrict, TargetSet,
    period,
};
use crate::spatial::{Placer, ReportIndex, RiskIndex};
use crate::storage::{Store, TouchedAround};

/// Earlier moments kept in memory.
const MOMENTS_KEPT: usize = 4;
/// Earlier moments read at once: of millions of reports each takes seconds, and memory like what holds now.
const READ_AT_ONCE: usize = 2;
/// Scopes whose last change is kept.
const SCOPES_KEPT: usize = 64;

/// Everything that changes while the program runs, as of one epoch, as one caller may know of it.
#[derive(Debug, Clone)]
pub struct View {
    /// The last change that the caller may know of.
    epoch: Epoch,
    pub(super) index: Arc<ReportIndex>,
    pub(super) risk_points: Arc<RiskIndex>,
    pub(super) statements: Arc<Vec<TargetDistrict>>,
    pub(super) populations: Arc<Vec<DistrictPopulation>>,
    pub(super) generation: Generation,
    pub(super) placer: Arc<Placer>,
    touched: Arc<TouchedAround>,
    /// The epochs that were worked out so far.
    told: Arc<Told>,
    /// The day on which target districts are looked up; today for what holds now.
    pub(super) day: Option<NaiveDate>,
}

impl View {
    /// Puts together what an answer reads, for whoever may see everything.
    pub(super) fn new(
        index: Arc<ReportIndex>,
        risk_points: Arc<RiskIndex>,
        around: Surroundings,
        day: Option<NaiveDate>,
    ) -> Self {
        let Surroundings { statements, populations, generation, placer, touched } = around;
        let epoch = index.epoch();
        let told = Arc::default();
        Self { epoch, index, risk_points, statements, populations, generation, placer, touched, told, day }
    }

    /// Returns the epoch that everything here is as of, as far as the caller may know: the last change of something that
    /// he may see. What came later, and nothing of which he sees, must not show in any number.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Returns the epoch that everything here is as of, whoever asks; not to be told.
    pub(super) fn held_at(&self) -> Epoch {
        self.index.epoch()
    }

    /// Returns the last change that somebody may know of: of a report, before or after it, or of a risk point in his
    /// scope, or of what everybody sees.
    pub(super) fn epoch_within(&self, scope: &Scope) -> Epoch {
        if scope.admits_everything() {
            return self.held_at();
        }
        self.told.get(scope, || {
            let risk_points = self.touched.risk_points.iter();
            let risk_points = risk_points.filter(|(district, _)| scope.admits_place(*district));
            let risk_points = risk_points.map(|(_, epoch)| *epoch).max().unwrap_or(0);
            self.index.epoch_within(scope).max(risk_points).max(self.touched.everywhere)
        })
    }

    /// Returns the same with other reports of the same epoch.
    pub(super) fn with_reports(&self, index: Arc<ReportIndex>) -> Arc<Self> {
        Arc::new(Self { index, ..self.clone() })
    }

    /// Returns the same as somebody may know of it.
    pub(super) fn within(self: &Arc<Self>, scope: &Scope) -> Arc<Self> {
        if scope.admits_everything() {
            return Arc::clone(self);
        }
        Arc::new(Self { epoch: self.epoch_within(scope), ..Self::clone(self) })
    }

    /// Returns the reports.
    pub fn index(&self) -> &ReportIndex {
        &self.index
    }

    /// Returns the edition of boundaries that held.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Returns the spatial indices on those boundaries.
    pub fn placer(&self) -> &Placer {
        &self.placer
    }

    /// Returns how many people live in districts, by every count there is.
    pub fn populations(&self) -> &[DistrictPopulation] {
        &self.populations
    }

    /// Returns the target districts of the day.
    pub fn targets(&self) -> TargetSet {
        TargetSet::on(self.day(), &self.statements)
    }

    /// Returns the statements about target districts that hold on the day.
    pub fn target_statements(&self) -> impl Iterator<Item = &TargetDistrict> {
        let day = self.day();
        self.statements.iter().filter(move |statement| statement.holds_on(day))
    }

    pub(super) fn day(&self) -> NaiveDate {
        self.day.unwrap_or_else(period::today)
    }
}

/// The last changes that those who asked may know of: the same few ask again and again.
#[derive(Debug, Default)]
struct Told {
    known: Mutex<VecDeque<(Scope, Epoch)>>,
}

impl Told {
    /// Returns what a scope may know of, worked out once.
    fn get(&self, scope: &Scope, work_out: impl FnOnce() -> Epoch) -> Epoch {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, epoch)) = known().iter().find(|(of, _)| of == scope) {
            return *epoch;
        }
        let epoch = work_out();
        let mut known = known();
        known.truncate(SCOPES_KEPT - 1);
        known.push_front((scope.clone(), epoch));
        epoch
    }
}

/// What surrounds the reports of one epoch: targets, populations, boundaries.
#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) statements: Arc<Vec<TargetDistrict>>,
    pub(super) populations: Arc<Vec<DistrictPopulation>>,
    pub(super) generation: Generation,
    pub(super) placer: Arc<Placer>,
    pub(super) touched: Arc<TouchedAround>,
}

/// The reports and risk points of one epoch.
type Indices = (Arc<ReportIndex>, Arc<RiskIndex>);

/// One earlier epoch.
#[derive(Debug, Default)]
struct Reading {
    /// Its reports and risk points, once they are read.
    indices: OnceCell<Indices>,
    /// Whose turn it is to read them, or to wait for a place to.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// The reports and risk points of earlier epochs.
#[derive(Debug)]
pub(super) struct Past {
    /// The last asked for first.
    readings: Mutex<VecDeque<(Epoch, Arc<Reading>)>>,
    /// Places for those that are being read.
    places: Arc<Semaphore>,
}

impl Default for Past {
    fn default() -> Self {
        Self { readings: Mutex::default(), places: Arc::new(Semaphore::new(READ_AT_ONCE)) }
    }
}

impl Past {
    /// Returns the indices of an epoch, read unless they are there.
    ///
    /// A crowd that asks for one epoch reads it once, and the reading goes on when whoever asked goes away, so
    /// that the next to ask finds it. Who goes away before it has begun is not read for.
    async fn indices<F>(
        &self,
        epoch: Epoch,
        read: impl FnOnce() -> F + Send + 'static,
    ) -> Result<Indices, AppError>
    where
        F: Future<Output = Result<Indices, AppError>> + Send,
    {
        let reading = self.at(epoch);
        if let Some(indices) = reading.indices.get() {
            return Ok(indices.clone());
        }
        // One at a time of those who ask for the same epoch, so that a crowd takes one place.
        let turn = Arc::clone(&reading.turn).lock_owned().await;
        if let Some(indices) = reading.indices.get() {
            return Ok(indices.clone());
        }
        let place = Arc::clone(&self.places).acquire_owned().await;
        let indices = tokio::spawn(async move {
            let indices = reading.indices.get_or_try_init(read).await.cloned();
            drop((place, turn));
            indices
        });
        indices.await?
    }

    /// Returns the place where the indices of an epoch are, or are to be put.
    fn at(&self, epoch: Epoch) -> Arc<Reading> {
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let known = readings.iter().position(|(e, _)| *e == epoch);
        let reading = known.and_then(|i| readings.remove(i)).unwrap_or_default();
        let reading = (epoch, reading.1);
        // What waits to be read pushes nothing out; what nobody waits for any more is forgotten.
        let mut read = 0;
        readings.retain(|(_, reading)| {
            let is_read = reading.indices.initialized();
            read += usize::from(is_read);
            if is_read { read < MOMENTS_KEPT } else { Arc::strong_count(reading) > 1 }
        });
        readings.push_front(reading.clone());
        reading.1
    }
}

impl App {
    /// Returns what an answer as of a moment reads, as a caller may know of it; what holds now when no moment is named.
    ///
    /// # Errors
    /// When there is no such epoch yet as far as he may know, or the database fails.
    pub async fn view(&self, as_of: Option<AsOf>, scope: &Scope) -> Result<Arc<View>, AppError> {
        let now = self.now();
        let is_coarse = scope.detail() == Detail::Coarse;
        let Some(as_of) = as_of else {
            let now = if is_coarse { self.coarse_now().await? } else { now };
            return Ok(now.within(scope));
        };
        let epoch = self.epoch_of(&now, as_of, scope).await?;
        let (index, risk_points) = if epoch == now.held_at() {
            (Arc::clone(&now.index), Arc::clone(&now.risk_points))
        } else {
            self.indices_at(epoch).await?
        };
        let view = View::new(index, risk_points, self.surroundings(epoch).await?, None);
        // When a change happened of which he sees nothing is not for him to know.
        let told = view.epoch_within(scope);
        let day = match as_of {
            AsOf::Epoch(_) => self.store.committed_at(told).await?,
            AsOf::Time(time) => Some(time),
        };
        let view = Arc::new(View { day: day.map(period::bangkok_day), ..view });
        let view = if is_coarse { self.coarse(view).await? } else { view };
        Ok(view.within(scope))
    }

    /// Returns which epoch a moment names to a caller and when it was committed; before the first change there is no
    /// time.
    ///
    /// # Errors
    /// When there is no such epoch yet as far as he may know, or the database fails.
    pub async fn moment(
        &self,
        as_of: AsOf,
        scope: &Scope,
    ) -> Result<(Epoch, Option<DateTime<Utc>>), AppError> {
        let epoch = if scope.admits_everything() {
            self.epoch_of(&self.now(), as_of, scope).await?
        } else {
            self.view(Some(as_of), scope).await?.epoch()
        };
        Ok((epoch, self.store.committed_at(epoch).await?))
    }

    /// Returns the epoch to be read for a moment; for the last that a caller may know of it is the present one, which is
    /// in memory and tells him the same.
    async fn epoch_of(&self, now: &View, as_of: AsOf, scope: &Scope) -> Result<Epoch, AppError> {
        let last = now.epoch_within(scope);
        match as_of {
            AsOf::Epoch(epoch) if epoch > last => {
                Err(AppError::Refused(format!("there is no epoch {epoch} yet; the last is {last}")))
            }
            AsOf::Epoch(epoch) if epoch == last => Ok(now.held_at()),
            AsOf::Epoch(epoch) => Ok(epoch),
            AsOf::Time(time) => {
                let epoch = self.store.epoch_at(time).await?.min(now.held_at());
                Ok(if epoch >= last { now.held_at() } else { epoch })
            }
        }
    }

    /// Returns the reports and risk points as they were held at an epoch.
    async fn indices_at(&self, epoch: Epoch) -> Result<Indices, AppError> {
        let store = self.store.clone();
        self.past.indices(epoch, move || async move { read_indices(&store, epoch).await }).await
    }

    /// Returns what holds now on the edition of boundaries with a name; nothing when there is no such edition.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn view_on(&self, name: &str) -> Result<Option<Arc<View>>, AppError> {
        let now = self.now();
        let known = self.store.generations(now.held_at()).await?;
        let Some(generation) = known.into_iter().find(|generation| generation.name == name) else {
            return Ok(None);
        };
        let placer = self.placer_on(generation.id).await?;
        Ok(Some(Arc::new(View { generation, placer, ..View::clone(&now) })))
    }

    /// Returns the edition of boundaries that holds in the store at this moment, with the indices on it.
    pub(super) async fn ground(&self) -> Result<(Generation, Arc<Placer>), AppError> {
        self.store.number_changes().await?;
        let epoch = self.store.epoch().await?;
        let generation = self.store.generations(epoch).await?.pop().ok_or(AppError::NoBoundaries)?;
        let placer = self.placer_on(generation.id).await?;
        Ok((generation, placer))
    }

    /// Reads what surrounds the reports at an epoch.
    pub(super) async fn surroundings(&self, epoch: Epoch) -> Result<Surroundings, AppError> {
        let statements = Arc::new(self.store.targets(epoch).await?);
        let populations = Arc::new(self.store.populations(epoch).await?);
        let generation = self.store.generations(epoch).await?.pop().ok_or(AppError::NoBoundaries)?;
        let placer = self.placer_on(generation.id).await?;
        let touched = Arc::new(self.store.touched_around(epoch).await?);
        Ok(Surroundings { statements, populations, generation, placer, touched })
    }

    /// Returns the spatial indices on an edition of boundaries; built once, when it is first needed.
    pub(super) async fn placer_on(&self, generation: GenerationId) -> Result<Arc<Placer>, AppError> {
        if generation == GenerationId::BUNDLED {
            return Ok(Arc::clone(&self.known.placer));
        }
        let mut placers = self.placers.lock().await;
        if let Some(placer) = placers.get(&generation) {
            return Ok(Arc::clone(placer));
        }
        let shapes = self.store.boundaries(generation).await?;
        let known = Arc::clone(&self.known);
        let placer = tokio::task::spawn_blocking(move || known.placer.on_districts(shapes)).await?;
        let placer = Arc::new(placer);
        placers.insert(generation, Arc::clone(&placer));
        Ok(placer)
    }
}

async fn read_indices(store: &Store, epoch: Epoch) -> Result<Indices, AppError> {
    let index = read_reports(store, epoch).await?;
    let risk_points = RiskIndex::new(store.risk_points(epoch).await?);
    Ok((Arc::new(index), Arc::new(risk_points)))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use tokio::task::JoinSet;

    use super::*;

    #[tokio::test]
    async fn two_earlier_moments_are_read_at_once_and_each_of_them_once() {
        let past = Arc::new(Past::default());
        let (begun, being_read, most) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let mut asking = JoinSet::new();
        for i in 0..MOMENTS_KEPT * 5 {
            let past = Arc::clone(&past);
            let (begun, being_read, most) = (Arc::clone(&begun), Arc::clone(&being_read), Arc::clone(&most));
            let read = move || async move {
                begun.fetch_add(1, SeqCst);
                most.fetch_max(being_read.fetch_add(1, SeqCst) + 1, SeqCst);
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                being_read.fetch_sub(1, SeqCst);
                Ok(Indices::default())
            };
            // A crowd that asks for one moment must leave a place for those who ask for another.
            let epoch = i64::try_from(i / 5).unwrap();
            asking.spawn(async move { past.indices(epoch, read).await });
        }
        assert!(asking.join_all().await.iter().all(Result::is_ok));
        assert_eq!((begun.load(SeqCst), most.load(SeqCst)), (MOMENTS_KEPT, READ_AT_ONCE));
    }
}
