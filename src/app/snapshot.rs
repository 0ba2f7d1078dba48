//! The reports in memory beside the database, in a file: the next start reads it in place of all reports.
//!
//! The file may be deleted at any time. An old one is brought up to date by the feed; one that is damaged or of another
//! database is not used: then the reports are read from the store, and another file is written.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Mutex;
use uuid::Uuid;

use super::AppError;
use crate::spatial::{ReportIndex, SnapshotError, SnapshotReader};
use crate::storage::Store;

/// Fewest reports that are worth a file; fewer are read as fast from the database.
const FEWEST: usize = 50_000;
/// Bytes read or written at a time.
const BUFFER: usize = 1 << 20;

/// Where the file is.
#[derive(Debug, Clone)]
pub struct Snapshot {
    path: PathBuf,
    fewest: usize,
    writing: Arc<Mutex<()>>,
}

impl Snapshot {
    /// Keeps the file at a path.
    pub fn at(path: PathBuf) -> Self {
        Self { path, fewest: FEWEST, writing: Arc::default() }
    }

    /// Writes the file for so many reports already.
    #[must_use]
    pub fn from_reports(self, fewest: usize) -> Self {
        Self { fewest, ..self }
    }

    /// Reads the reports, if there is a file, it is of this database and it is whole.
    pub(super) async fn read(&self, store: &Store) -> Result<Option<ReportIndex>, AppError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Ok(self.set_aside(&cause)),
        };
        let reader = match SnapshotReader::new(BufReader::with_capacity(BUFFER, file)) {
            Ok(reader) => reader,
            Err(cause) => return Ok(self.set_aside(&cause)),
        };
        if reader.epoch > store.epoch().await? || store.mark(reader.epoch).await? != reader.mark {
            return Ok(self.set_aside(&"it does not belong to this database"));
        }
        match tokio::task::spawn_blocking(move || reader.finish()).await {
            Ok(Ok(index)) => Ok(Some(index)),
            Ok(Err(cause)) => Ok(self.set_aside(&cause)),
            // What a checksum cannot tell must not keep the program from starting.
            Err(cause) => Ok(self.set_aside(&cause)),
        }
    }

    fn set_aside<T>(&self, cause: &dyn std::fmt::Display) -> Option<T> {
        tracing::warn!(file = %self.path.display(), %cause, "all reports are read from the database instead");
        None
    }

    /// Writes reports that have nothing fresh; in a file of its own first, so that a start never finds half of it.
    /// When that fails it says so: the next start takes longer, and nothing else is lost.
    pub(super) async fn write(&self, store: &Store, index: ReportIndex) {
        if index.len() < self.fewest {
            return;
        }
        // One at a time: two would write over each other.
        let _alone = self.writing.lock().await;
        if let Err(cause) = self.try_write(store, index).await {
            tracing::warn!(file = %self.path.display(), %cause, "the next start will read all reports");
        }
    }

    async fn try_write(&self, store: &Store, index: ReportIndex) -> Result<(), AppError> {
        let mark = store.mark(index.epoch()).await?;
        let path = self.path.clone();
        Ok(tokio::task::spawn_blocking(move || write(&path, mark, &index)).await??)
    }
}

fn write(path: &Path, mark: Uuid, index: &ReportIndex) -> Result<(), SnapshotError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut file = BufWriter::with_capacity(BUFFER, private(&beside)?);
    index.write_snapshot(mark, &mut file)?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(std::fs::rename(beside, path)?)
}

/// Makes a file that nobody else may read: it says where everything was reported.
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}
