//! The only room that speaks SQL: keeps reports, their placement, the change feed and the target
//! districts. It holds no rules of the trade and answers no area queries; those read the engine.
//!
//! There are two back ends, SQLite and PostgreSQL with PostGIS. What both can say is written once, in
//! `queries/`, and compiled for each: the files there are modules of `sqlite/` and of `postgres/`, and
//! `super::Connection` is the one's or the other's. What only one can say stands in its own folder.

mod error;
mod postgres;
mod record;
mod schema;
mod sqlite;

pub use error::StorageError;

use chrono::NaiveDate;

use crate::domain::{
    Change, Epoch, NewReport, OnConflict, Outcome, Report, ReportRow, Scope, TargetDistrict,
};

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

/// What became of each report of a change, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// One outcome a report.
    pub outcomes: Vec<Outcome>,
}

/// Some reports that changed, and up to which epoch they bring a reader.
#[derive(Debug, Clone, Default)]
pub struct FeedPage {
    /// The last epoch in the page; the epoch asked for when there is nothing newer.
    pub epoch: Epoch,
    /// The reports as they are now.
    pub rows: Vec<ReportRow>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.back_end {
            BackEnd::Sqlite(_) => "Store(SQLite)",
            BackEnd::Postgres(_) => "Store(PostgreSQL)",
        })
    }
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

    /// Stores a change in one transaction: reports, their placement and the feed, or nothing.
    ///
    /// A report whose key is stored already is left alone when its content is the same; else the change
    /// says whether to refuse or to update. The transaction runs to its end even when the caller goes
    /// away, so that no half-open one is left on a connection. Readers see the change once it has its
    /// epoch (see [`Store::number_changes`]).
    ///
    /// # Errors
    /// When the database fails; then nothing of the change is stored.
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

    /// Reads reports by row number, in the order asked; rows that the scope does not admit are left out.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn reports(&self, rows: &[i64], scope: &Scope) -> Result<Vec<Report>, StorageError> {
        read!(self, reports::by_row(rows, scope))
    }

    /// Returns the last epoch; 0 when nothing was ever stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn epoch(&self) -> Result<Epoch, StorageError> {
        read!(self, feed::epoch())
    }

    /// Returns the reports changed in the epochs after `since`, at most `epochs` of them at a time.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn changes_since(&self, since: Epoch, epochs: i64) -> Result<FeedPage, StorageError> {
        read!(self, feed::changes_since(since, epochs))
    }

    /// Returns every statement about target districts ever made, by district and first day.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn targets(&self) -> Result<Vec<TargetDistrict>, StorageError> {
        read!(self, targets::all())
    }

    /// Ends the current set on a day and starts another, in one transaction.
    ///
    /// Statements that would begin on or after that day are replaced; earlier ones end there. What held
    /// before the day is still answered as it was.
    ///
    /// # Errors
    /// When the database fails; then the set is as it was.
    pub async fn replace_targets(
        &self,
        from: NaiveDate,
        set: Vec<TargetDistrict>,
    ) -> Result<(), StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(connections) => connections.replace_targets(from, set).await,
            BackEnd::Postgres(connections) => connections.replace_targets(from, set).await,
        }
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.epoch().await.map(|_| ())
    }
}
