//! The only room that speaks SQL: keeps reports, their placement, the change feed and the target
//! districts, jobs with their results, and alerts. It holds no rules of the trade and answers no area queries; those
//! read the engine.
//!
//! There are two back ends, SQLite and PostgreSQL with PostGIS. What both can say is written once, in
//! `queries/`, and compiled for each: the files there are modules of `sqlite/` and of `postgres/`, and
//! `super::Connection` is the one's or the other's. What only one can say stands in its own folder.

/// Tells in SQL whether a row of a table with `change_from` and `change_to` held at an epoch: it began by
/// then, and had not ended. A change that has no epoch yet has not happened for readers.
///
/// The changes that came later are looked for once, and are few or none where what holds now is asked for.
macro_rules! holds_at {
    ($table:ident, $epoch:expr) => {{
        let later = || change::table.filter(change::epoch.is_null().or(change::epoch.gt($epoch)));
        $table::change_from.ne_all(later().select(change::id)).and(
            $table::change_to.is_null().or($table::change_to.eq_any(later().select(change::id.nullable()))),
        )
    }};
}

/// Asks for whole reports by row number as they were held at an epoch: identity, words, version
/// and how they are handled.
macro_rules! whole_reports {
    ($rows:expr, $epoch:expr) => {
        report::table
            .inner_join(report_version::table)
            .inner_join(
                report_text::table.on(report_text::report_id
                    .eq(report_version::report_id)
                    .and(report_text::change_id.eq(report_version::text_change))),
            )
            .left_join(
                report_handling::table.on(report_handling::report_id
                    .eq(report_version::report_id)
                    .and(holds_at!(report_handling, $epoch))),
            )
            .filter(report::id.eq_any($rows))
            .filter(holds_at!(report_version, $epoch))
            .select((
                ReportRecord::as_select(),
                TextRecord::as_select(),
                VersionRecord::as_select(),
                Option::<HandlingRecord>::as_select(),
            ))
    };
}

/// Runs a query on a reading connection of whichever back end there is.
macro_rules! read {
    ($store:expr, $query:ident::$function:ident($($argument:expr),*)) => {
        match &$store.back_end {
            BackEnd::Sqlite(connections) => {
                sqlite::$query::$function(&mut *connections.read().await, $($argument),*).await
            }
            BackEnd::Postgres(connections) => {
                postgres::$query::$function(&mut *connections.take().await?, $($argument),*).await
            }
        }
    };
}

/// Runs a query of single statements on a writing connection of whichever back end there is.
macro_rules! alter {
    ($store:expr, $query:ident::$function:ident($($argument:expr),*)) => {
        match &$store.back_end {
            BackEnd::Sqlite(connections) => {
                sqlite::$query::$function(&mut *connections.write().await, $($argument),*).await
            }
            BackEnd::Postgres(connections) => {
                postgres::$query::$function(&mut *connections.take().await?, $($argument),*).await
            }
        }
    };
}

mod accounts;
mod backup;
mod error;
mod feed;
mod fill;
mod jobs;
mod open_transactions;
mod outcomes;
mod postgres;
mod records;
mod schema;
mod sqlite;
mod surroundings;
mod touched;
mod trail;

pub use backup::{BackupError, Contents, Identity, Recipient, TableContents};
pub use error::StorageError;
pub use feed::FeedPage;
pub use jobs::JobDone;
pub use open_transactions::OpenTransaction;
pub use surroundings::TouchedAround;
pub use trail::TrailFilter;

use chrono::{DateTime, Utc};
use records::Rows;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::domain::case::TakenStep;
use crate::domain::{
    Change, Epoch, GenerationId, NewReport, NewRiskPoint, OnConflict, Outcome, Place, Placement, Report,
    Scope,
};

/// Batches of rows that wait between a database and a backup.
const BATCHES_WAITING: usize = 4;
/// Reports in a batch, where all of them are read.
const ROWS_AT_A_TIME: usize = 10_000;

/// Where the data are kept. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub struct Store {
    back_end: BackEnd,
}

#[derive(Clone)]
enum BackEnd {
    Sqlite(sqlite::Connections),
    Postgres(postgres::Connections),
}

/// What became of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// One outcome a report or risk point that it brought, in their order.
    pub outcomes: Vec<Outcome>,
    /// The edition of boundaries that it brought.
    pub generation: Option<GenerationId>,
}

/// What is held of a report's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Row number.
    pub row: i64,
    /// What the report says.
    pub place: Place,
    /// What the placing rule made of it.
    pub placement: Placement,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.back_end {
            BackEnd::Sqlite(_) => "Store(SQLite)",
            BackEnd::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}

impl Store {
    /// Opens the database a URL names, makes an SQLite file where it is missing, and brings the tables up
    /// to date.
    ///
    /// # Errors
    /// When the URL is neither `sqlite://FILE` nor `postgres://...`, the database cannot be reached, or a
    /// migration fails.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        let back_end = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            BackEnd::Postgres(postgres::Connections::open(url).await?)
        } else {
            BackEnd::Sqlite(sqlite::Connections::open(url).await?)
        };
        Ok(Self { back_end })
    }

    /// Stores a change in one transaction: what it brings, an event for each report it touches, a line of
    /// the record and its place in the feed, or nothing.
    ///
    /// A report whose key is stored already is left alone when its content is the same; else the change
    /// says whether to refuse or to update. What a change ends is kept beside what it begins. The
    /// transaction runs to its end even when the caller goes away, so that no half-open one is left on a
    /// connection. Readers see the change once it has its epoch (see [`Store::number_changes`]).
    ///
    /// # Errors
    /// When the database fails, or reports were placed by boundaries that no longer hold
    /// ([`StorageError::OtherBoundaries`]); then nothing of the change is stored.
    pub async fn commit(&self, change: Change) -> Result<Committed, StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.commit(change).await,
            BackEnd::Postgres(connections) => connections.commit(change).await,
        }
    }

    /// Says what storing reports would do, for a dry run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn foresee(
        &self,
        new: &[NewReport],
        on_conflict: OnConflict,
    ) -> Result<Vec<Outcome>, StorageError> {
        read!(self, reports::foresee(new, on_conflict))
    }

    /// Says what storing risk points would do, for a dry run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn foresee_risk_points(
        &self,
        new: &[NewRiskPoint],
        on_conflict: OnConflict,
    ) -> Result<Vec<Outcome>, StorageError> {
        read!(self, risk_points::foresee(new, on_conflict))
    }

    /// Gives committed changes their epochs, without gaps and in one order for all readers.
    ///
    /// On SQLite the single writer does this in the change's own transaction. On PostgreSQL a transaction
    /// that commits late must not get a number below one that readers have passed, so changes are numbered
    /// only after they were committed, by whoever holds the lock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn number_changes(&self) -> Result<(), StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(_) => Ok(()),
            BackEnd::Postgres(connections) => connections.number_changes().await,
        }
    }

    /// Reads reports by row number as they were held at an epoch, in the order asked; rows that the scope
    /// does not admit are left out.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn reports(
        &self,
        rows: &[i64],
        epoch: Epoch,
        scope: &Scope,
    ) -> Result<Vec<Report>, StorageError> {
        read!(self, reports::by_row(rows, epoch, scope))
    }

    /// Returns the row number of a report by its identity outside; nothing when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn row_of(&self, id: Uuid) -> Result<Option<i64>, StorageError> {
        read!(self, case::row_of(id))
    }

    /// Returns the steps that were taken with a report, the first one first.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn case_steps(&self, row: i64) -> Result<Vec<TakenStep>, StorageError> {
        read!(self, case::of(row))
    }

    /// Returns the last epoch; 0 when nothing was ever stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn epoch(&self) -> Result<Epoch, StorageError> {
        read!(self, feed::epoch())
    }

    /// Returns the last epoch committed at a time or before; 0 when nothing was stored by then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn epoch_at(&self, time: DateTime<Utc>) -> Result<Epoch, StorageError> {
        read!(self, feed::epoch_at(time))
    }

    /// Returns when an epoch was committed; nothing when there is no such epoch.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn committed_at(&self, epoch: Epoch) -> Result<Option<DateTime<Utc>>, StorageError> {
        read!(self, feed::committed_at(epoch))
    }

    /// Returns what tells the past up to an epoch from that of any other database, and from another past of this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, epoch: Epoch) -> Result<Uuid, StorageError> {
        read!(self, feed::mark(epoch))
    }

    /// Seals every row of one snapshot into a file, up to its last epoch; writers go on meanwhile.
    ///
    /// # Errors
    /// When the database or writing fails.
    pub async fn back_up(
        &self,
        to: impl std::io::Write + Send + 'static,
        recipients: Vec<Recipient>,
    ) -> Result<Contents, StorageError> {
        self.number_changes().await?;
        self.copy_out(move |rows| backup::write(rows, to, &recipients)).await
    }

    /// Counts and hashes every row of one snapshot, as a backup would.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inventory(&self) -> Result<Contents, StorageError> {
        self.copy_out(backup::take_inventory).await
    }

    async fn copy_out(
        &self,
        take: impl FnOnce(mpsc::Receiver<Rows>) -> Result<Contents, BackupError> + Send + 'static,
    ) -> Result<Contents, StorageError> {
        let (to, from) = mpsc::channel(BATCHES_WAITING);
        let taking = tokio::task::spawn_blocking(move || take(from));
        let read = match &self.back_end {
            BackEnd::Sqlite(connections) => connections.read_snapshot(to).await,
            BackEnd::Postgres(connections) => connections.read_snapshot(to).await,
        };
        // What stopped the taking says more than that it stopped.
        let contents = taking.await??;
        read.map(|()| contents)
    }

    /// Restores a sealed file into this database, which must hold nothing, in one transaction; as of an epoch
    /// when one is given. Returns what of the file was restored.
    ///
    /// # Errors
    /// When the key does not open the file, the file is damaged, the database holds something or fails; then
    /// the database is as it was.
    pub async fn restore(
        &self,
        from: impl std::io::Read + Send + 'static,
        identity: Identity,
        until: Option<Epoch>,
    ) -> Result<Contents, StorageError> {
        let (to, rows) = mpsc::channel(BATCHES_WAITING);
        let reading = tokio::task::spawn_blocking(move || backup::read(from, &identity, until, &to));
        let written = match &self.back_end {
            BackEnd::Sqlite(connections) => connections.restore(rows).await,
            BackEnd::Postgres(connections) => connections.restore(rows).await,
        };
        match (written, reading.await?) {
            (Err(StorageError::Backup(BackupError::Stopped)), Err(cause)) => Err(cause.into()),
            (Err(cause), _) => Err(cause),
            (Ok(()), contents) => Ok(contents?),
        }
    }

    /// Stores reports in bulk, each with its identity outside, in a database that holds none and that nobody
    /// else writes to; says how many. Their events are left out: only who reads everything hears of them.
    ///
    /// # Errors
    /// When it holds reports, other boundaries than those that come with the product hold, or it fails.
    pub async fn fill(
        &self,
        reports: impl Iterator<Item = (Uuid, NewReport)> + Send + 'static,
    ) -> Result<u64, StorageError> {
        self.number_changes().await?;
        let last = read!(self, filling::last())?;
        let (to, from) = mpsc::channel(1);
        let preparing = tokio::task::spawn_blocking(move || fill::prepare(reports, last, &to));
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.fill(from).await?,
            BackEnd::Postgres(connections) => connections.fill(from).await?,
        }
        Ok(preparing.await?)
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.epoch().await.map(|_| ())
    }
}
