//! One file a use: what people do with the product, with the scope checked and changes committed. It
//! knows no HTTP and no JSON.

mod caller;
mod export_file;
mod geocode_text;
mod hotspot_map;
mod import_reports;
mod look_up;
mod query_area;
mod target_set;

pub use crate::import::bundled::{ATTRIBUTION, FAR_LAND, GENERATION, RIVERS};
pub use crate::import::geocode::GeocodeRequest;
pub use caller::Caller;
pub use export_file::{ExportFile, Exported, Format};
pub use import_reports::{ImportNews, ImportOptions, ImportPlan, ImportResult, Progress};
pub use look_up::PlaceAnswer;
pub use query_area::{CountAnswer, Cursor, CursorError, ListAnswer};

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use crate::domain::{Epoch, Reference, TargetDistrict, TargetSet, period};
use crate::import::geocode::Geocoder;
use crate::import::{FileError, bundled};
use crate::spatial::{Placer, ReportIndex};
use crate::storage::{StorageError, Store};

/// Epochs read from the feed at a time while catching up.
const EPOCHS_AT_A_TIME: i64 = 100;

/// Says which use failed, and why.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file's columns cannot be matched.
    #[error(transparent)]
    Columns(#[from] crate::import::ColumnError),
    /// Somebody has to say something else.
    #[error("{0}")]
    Refused(String),
}

/// The running product: the store, what is known beforehand, and the reports in memory.
#[derive(Debug)]
pub struct App {
    store: Store,
    known: Arc<Known>,
    live: RwLock<Arc<Live>>,
    /// Held while the reports in memory are brought up to date, so that no older state replaces a newer.
    refreshing: Mutex<()>,
}

/// What is known before the first report: reference data and the indices built from them.
#[derive(Debug)]
pub struct Known {
    reference: Reference,
    placer: Placer,
    geocoder: Geocoder,
}

impl Known {
    /// Reads the data that come with the product and builds the indices.
    ///
    /// # Errors
    /// When a file in `data/` was edited wrongly.
    pub fn bundled() -> Result<Self, AppError> {
        let reference = bundled::reference()?;
        let placer = Placer::new(bundled::shapes()?, &reference.crossings);
        let geocoder = Geocoder::new(&reference);
        Ok(Self { reference, placer, geocoder })
    }
}

/// What changes while the program runs; swapped whole, so that a reader sees one state.
#[derive(Debug, Clone, Default)]
struct Live {
    index: Arc<ReportIndex>,
    targets: Vec<TargetDistrict>,
    refreshed_at: DateTime<Utc>,
}

impl App {
    /// Opens the product on a store and reads all reports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(store: Store, known: Arc<Known>) -> Result<Self, AppError> {
        let app = Self::open_unread(store, known).await?;
        app.refresh().await?;
        Ok(app)
    }

    /// Opens the product on a store without reading its reports: bringing some needs none of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_unread(store: Store, known: Arc<Known>) -> Result<Self, AppError> {
        if store.targets().await?.is_empty() {
            let set = known.reference.default_targets.clone();
            if let Some(first) = set.iter().map(|t| t.valid_from).min() {
                store.replace_targets(first, set).await?;
            }
        }
        Ok(Self { store, known, live: RwLock::default(), refreshing: Mutex::default() })
    }

    /// Brings the reports in memory up to the store's last epoch; readers never wait for it.
    ///
    /// # Errors
    /// When the database fails; then the reports in memory stay as they were.
    pub async fn refresh(&self) -> Result<Epoch, AppError> {
        let _alone = self.refreshing.lock().await;
        let before = self.live();
        self.store.number_changes().await?;
        let last = self.store.epoch().await?;
        let targets = self.store.targets().await?;
        let mut index = Arc::clone(&before.index);
        while index.epoch() < last {
            let page = self.store.changes_since(index.epoch(), EPOCHS_AT_A_TIME).await?;
            Arc::make_mut(&mut index).apply(page.epoch, page.rows);
        }
        let next = Live { index, targets, refreshed_at: Utc::now() };
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(last)
    }

    /// Returns what is known beforehand.
    pub fn reference(&self) -> &Reference {
        &self.known.reference
    }

    /// Returns the spatial indices.
    pub fn placer(&self) -> &Placer {
        &self.known.placer
    }

    /// Returns when the reports in memory were last compared with the store.
    pub fn refreshed_at(&self) -> DateTime<Utc> {
        self.live().refreshed_at
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn ping(&self) -> Result<(), AppError> {
        Ok(self.store.ping().await?)
    }

    /// Returns the target districts of today.
    pub fn targets(&self) -> TargetSet {
        TargetSet::on(period::today(), &self.live().targets)
    }

    /// Returns today's statement about a district, if it is a target.
    pub fn target_statement(&self, district: crate::domain::DistrictCode) -> Option<TargetDistrict> {
        let today = period::today();
        self.live().targets.iter().find(|t| t.district == district && t.holds_on(today)).cloned()
    }

    fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }
}
