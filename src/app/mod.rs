//! One file a use: what people do with the product, with the scope checked and changes committed. It
//! knows no HTTP and no JSON.

mod alerts;
mod audit;
mod backup;
mod basemaps;
mod boundaries;
mod caller;
mod coarse;
mod district_facts;
mod export_file;
mod geocode_text;
mod hotspot_cells;
mod hotspot_map;
mod import_reports;
mod import_risk_points;
mod import_rows;
mod jobs;
mod kept_text;
mod look_up;
mod nightly;
mod people;
mod query_area;
mod query_risk_points;
mod readiness;
mod recent;
mod refresh;
mod region;
mod results;
mod saved_areas;
mod snapshot;
mod studies;
mod synthetic;
mod take_step;
mod tiles;
mod view;

pub use crate::import::bundled::ATTRIBUTION;
pub use crate::import::geocode::GeocodeRequest;
pub use crate::storage::OpenTransaction;
pub use alerts::AlertPage;
pub use audit::Trail;
pub use backup::{back_up, make_backup_key, restore};
pub use basemaps::{BasemapError, Basemaps, OpenBasemap, Tile};
pub use boundaries::{BoundaryFile, Moved};
pub use caller::{Caller, Withheld};
pub use export_file::{ExportFile, Exported, Format, Wanted};
pub use import_reports::ImportOptions;
pub use import_risk_points::RiskImportOptions;
pub use import_rows::{ImportNews, ImportPlan, ImportResult, Imported, Progress};
pub use jobs::{Computation, Computed, JOB_LEASE};
pub use look_up::{NoteCode, PlaceAnswer, PlaceNote};
pub use people::{
    AddressMark, Attempts, Enrolment, NewAccount, NewKiosk, NewToken, NewcomerAccount, Proof, SecretText,
    SignIn, SignedIn,
};
pub use query_area::{CountAnswer, Cursor, CursorError, ListAnswer};
pub use query_risk_points::{RiskCursor, RiskPage, RiskPoints};
pub use results::{Rerun, ResultPage};
pub use saved_areas::{DrawnArea, SavedArea};
pub use snapshot::Snapshot;
pub use studies::{StudyAnswer, StudyEffort, Watcher};
pub use synthetic::{Synthetic, fill};
pub use take_step::{Case, WantedStep};
pub use tiles::{TileAnswer, TileBytes, TileQuestion};
pub use view::View;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

use crate::domain::{
    AreaId, Brings, Change, DistrictShape, Epoch, GenerationId, NewTargets, Reference, Scope,
};
use crate::import::geocode::Geocoder;
use crate::import::{FileError, bundled};
use crate::spatial::{Placer, Polygonal, ReportIndex, SnapshotError};
use crate::storage::{BackupError, StorageError, Store};
use jobs::Computing;
use people::KnownPasses;
use recent::Recent;
use tiles::TileStock;
use view::{Past, Surroundings};

/// Areas that are kept ready; one of 10,000 corners has 3 MB.
const POLYGONS_KEPT: usize = 64;

/// Says which use failed, and why.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A backup cannot be made or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file's columns cannot be matched.
    #[error(transparent)]
    Columns(#[from] crate::import::ColumnError),
    /// The database has no boundaries at all.
    #[error("the database holds no edition of boundaries")]
    NoBoundaries,
    /// The reports in memory cannot be written to a file.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Whoever asked wanted no more of it.
    #[error("the computation was stopped before its end")]
    Stopped,
    /// A task in the background died.
    #[error("a task in the background stopped: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(String),
    /// A password or a number cannot be checked.
    #[error("checking a secret: {0}")]
    Hashing(String),
    /// Whoever asks may not do this.
    #[error("this is not allowed to whoever asks: {0:?}")]
    NotAllowed(Withheld),
    /// Whoever asks is not, or not any more, signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// Somebody tried too often.
    #[error("too many {what}; try again in {seconds} s")]
    TooMany {
        /// After how many seconds he may try again.
        seconds: u64,
        /// What there was too much of.
        what: &'static str,
    },
    /// Somebody has to say something else.
    #[error("{0}")]
    Refused(String),
    /// It would have been possible earlier.
    #[error("{0}")]
    TooLate(String),
    /// It was there, and is not any more.
    #[error("{0}")]
    Gone(String),
}

/// The running product: the store, what is known beforehand, and the reports in memory.
#[derive(Debug)]
pub struct App {
    store: Store,
    known: Arc<Known>,
    live: RwLock<Live>,
    /// Held while the reports in memory are brought up to date, so that no older state replaces a newer.
    refreshing: Mutex<()>,
    /// The reports in memory while they are put in order anew, away from those who ask.
    joining: Mutex<Option<JoinHandle<ReportIndex>>>,
    /// Where they are kept for the next start.
    snapshot: Option<Snapshot>,
    /// Tells those who wait that there is a newer epoch.
    heard: watch::Sender<Epoch>,
    past: Past,
    coarse: coarse::CoarseIndices,
    /// Held while a drawn area is checked: one at a time, since that takes long for a large one.
    checking: Mutex<()>,
    placers: Mutex<HashMap<GenerationId, Arc<Placer>>>,
    /// Areas that were asked for, made ready.
    polygons: Recent<AreaId, Polygonal>,
    tiles: TileStock,
    studies: studies::Studies,
    basemaps: Basemaps,
    /// Age from which a transaction that somebody keeps open is reported.
    long_transaction: Duration,
    computing: Computing,
    /// How long one job may take.
    longest_job: Duration,
    /// Bytes of kept answers from which no more are kept.
    most_result_bytes: i64,
    /// Held while somebody waits for an answer that is to be kept: one at a time.
    saving: Mutex<()>,
    attempts: Attempts,
    known_passes: KnownPasses,
    /// Tells who computes jobs that the program is about to end.
    stopping: watch::Sender<bool>,
}

/// What is known before the first report: reference data and the indices built from them.
#[derive(Debug)]
pub struct Known {
    reference: Reference,
    placer: Arc<Placer>,
    geocoder: Geocoder,
}

impl Known {
    /// Reads the data that come with the product and builds the indices.
    ///
    /// # Errors
    /// When a file in `data/` was edited wrongly.
    pub fn bundled() -> Result<Self, AppError> {
        let reference = bundled::reference()?;
        let placer = Arc::new(Placer::new(bundled::shapes()?, &reference.crossings));
        let geocoder = Geocoder::new(&reference);
        Ok(Self { reference, placer, geocoder })
    }
}

/// What holds now, swapped whole so that a reader sees one state, and when it was last compared with the store.
#[derive(Debug)]
struct Live {
    view: Arc<View>,
    refreshed_at: DateTime<Utc>,
}

impl App {
    /// Opens the product on a store and reads all reports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(store: Store, known: Arc<Known>) -> Result<Self, AppError> {
        Self::open_with(store, known, None).await
    }

    /// Opens the product on a store and reads all reports, from a snapshot where there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_with(
        store: Store,
        known: Arc<Known>,
        snapshot: Option<Snapshot>,
    ) -> Result<Self, AppError> {
        let app = Self { snapshot, ..Self::open_unread(store, known).await? };
        app.refresh().await?;
        Ok(app)
    }

    /// Opens the product on a store without reading its reports: bringing some needs none of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_unread(store: Store, known: Arc<Known>) -> Result<Self, AppError> {
        let shapes = known.placer.districts().shapes();
        let shapes = shapes.map(|(code, shape)| DistrictShape { code, shape: shape.clone() });
        store.fill_boundaries(shapes.collect()).await?;
        if store.has_no_targets().await? {
            let set = known.reference.default_targets.clone();
            if let Some(from) = set.iter().map(|t| t.valid_from).min() {
                let brings = Brings::Targets(NewTargets { only_first: true, from, set });
                store.commit(Change::by_operator("target districts", brings)).await?;
            }
        }
        let around = Surroundings {
            statements: Arc::default(),
            populations: Arc::default(),
            generation: store.generations(0).await?.pop().ok_or(AppError::NoBoundaries)?,
            placer: Arc::clone(&known.placer),
            touched: Arc::default(),
        };
        let nothing_yet = View::new(Arc::default(), Arc::default(), around, None);
        Ok(Self {
            store,
            known,
            live: RwLock::new(Live { view: Arc::new(nothing_yet), refreshed_at: Utc::now() }),
            refreshing: Mutex::default(),
            joining: Mutex::default(),
            snapshot: None,
            heard: watch::Sender::new(0),
            past: Past::default(),
            coarse: coarse::CoarseIndices::default(),
            checking: Mutex::default(),
            placers: Mutex::default(),
            polygons: Recent::keeping(POLYGONS_KEPT),
            tiles: TileStock::new(),
            studies: studies::Studies::default(),
            basemaps: Basemaps::default(),
            long_transaction: readiness::LONG_TRANSACTION,
            computing: Computing::default(),
            longest_job: jobs::LONGEST_JOB,
            most_result_bytes: results::MOST_RESULT_BYTES,
            saving: Mutex::default(),
            attempts: Attempts::default(),
            known_passes: KnownPasses::default(),
            stopping: watch::Sender::new(false),
        })
    }

    /// Waits until there is another epoch than one for a caller, or some time has passed; what he may not know of does
    /// not end the wait.
    pub async fn wait_for_news(&self, since: Epoch, at_most: Duration, scope: &Scope) {
        let mut heard = self.heard.subscribe();
        let news = heard.wait_for(|_| self.now().epoch_within(scope) != since);
        // That nothing happened in time is an answer too.
        drop(tokio::time::timeout(at_most, news).await);
    }

    /// Returns what is known beforehand.
    pub fn reference(&self) -> &Reference {
        &self.known.reference
    }

    /// Returns what holds now, as whoever may see everything may know of it.
    pub fn now(&self) -> Arc<View> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner).view)
    }

    /// Returns when the reports in memory were last compared with the store.
    pub fn refreshed_at(&self) -> DateTime<Utc> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).refreshed_at
    }
}
