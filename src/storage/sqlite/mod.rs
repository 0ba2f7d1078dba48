//! SQLite: the embedded default. What is its own: opening the file, how durable it is, its migrations, a
//! single writer that numbers changes, and inserting many rows, which diesel does there one by one and
//! only on a synchronous connection.

#[path = "../queries/feed.rs"]
pub(super) mod feed;
#[path = "../queries/reports.rs"]
pub(super) mod reports;
#[path = "../queries/targets.rs"]
pub(super) mod targets;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ExpressionMethods, QueryDsl, RunQueryDsl, SqliteConnection};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::record::{PlacementRecord, ReportRecord, TargetRecord};
use super::schema::{change, change_report, report, report_placement, target_district};
use super::{Committed, StorageError};
use crate::domain::{Change, TargetDistrict, number::count_to_i64};

/// A connection as the shared queries take it.
pub(super) type Connection = SyncConnectionWrapper<SqliteConnection>;

/// The migrations, embedded.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Acknowledged means durable: FULL makes every commit wait for the disk.
const WRITER_PRAGMAS: &str = "
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma trusted_schema = off;";

const READER_PRAGMAS: &str = "
    pragma busy_timeout = 10000;
    pragma query_only = on;
    pragma trusted_schema = off;";

/// One connection that writes and one that reads: SQLite has a single writer, and in write-ahead mode a
/// reader never waits for it.
#[derive(Clone)]
pub(super) struct Connections {
    writer: Arc<Mutex<Connection>>,
    reader: Arc<Mutex<Connection>>,
}

impl Connections {
    /// Opens the file that `sqlite://FILE` names, making it where it is missing, and runs the migrations.
    pub(super) async fn open(url: &str) -> Result<Self, StorageError> {
        let path = match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => PathBuf::from(path),
            _ => return Err(StorageError::Url { url: url.to_owned() }),
        };
        let (writer, reader) = tokio::task::spawn_blocking(move || {
            let writer = open_writer(&path)?;
            Ok::<_, StorageError>((writer, establish(&path, READER_PRAGMAS)?))
        })
        .await??;
        let shared = |connection| Arc::new(Mutex::new(SyncConnectionWrapper::new(connection)));
        Ok(Self { writer: shared(writer), reader: shared(reader) })
    }

    /// Waits for the reading connection.
    pub(super) async fn read(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.reader).lock_owned().await
    }

    /// Stores a change and numbers it, in one transaction.
    pub(super) async fn commit(&self, change: Change) -> Result<Committed, StorageError> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    let (committed, number) = reports::store(connection, &change).await?;
                    if let Some(number) = number {
                        set_epoch(connection, number).await?;
                    }
                    Ok(committed)
                })
                .await
        })
        .await?
    }

    /// Replaces the target set in one transaction.
    pub(super) async fn replace_targets(
        &self,
        from: NaiveDate,
        set: Vec<TargetDistrict>,
    ) -> Result<(), StorageError> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    let number = targets::replace(connection, from, &set).await?;
                    set_epoch(connection, number).await
                })
                .await
        })
        .await?
    }
}

/// Numbers a change: the writer is alone, so the next epoch is one more than the last.
async fn set_epoch(connection: &mut Connection, number: i64) -> Result<(), StorageError> {
    let epoch = feed::epoch(connection).await? + 1;
    let set = move |connection: &mut SqliteConnection| {
        diesel::update(change::table.find(number)).set(change::epoch.eq(epoch)).execute(connection)
    };
    connection.spawn_blocking(set).await.map(|_| ()).map_err(StorageError::Query)
}

/// Returns row numbers for new reports: the writer is alone, so the next is one more than the last.
async fn reserve_rows(connection: &mut Connection, count: usize) -> Result<Vec<i64>, StorageError> {
    let last = move |connection: &mut SqliteConnection| {
        report::table.select(diesel::dsl::max(report::id)).first::<Option<i64>>(connection)
    };
    let first = connection.spawn_blocking(last).await?.unwrap_or(0) + 1;
    Ok((first..first + count_to_i64(count)).collect())
}

/// Inserts reports with their placements.
async fn insert_reports(
    connection: &mut Connection,
    reports: Vec<ReportRecord>,
    placements: Vec<PlacementRecord>,
) -> Result<(), StorageError> {
    let insert = move |connection: &mut SqliteConnection| {
        diesel::insert_into(report::table).values(&reports).execute(connection)?;
        diesel::insert_into(report_placement::table).values(&placements).execute(connection)
    };
    connection.spawn_blocking(insert).await.map(|_| ()).map_err(StorageError::Query)
}

/// Inserts the feed rows of a change.
async fn insert_feed(connection: &mut Connection, number: i64, rows: Vec<i64>) -> Result<(), StorageError> {
    let insert = move |connection: &mut SqliteConnection| {
        let values: Vec<_> = rows
            .into_iter()
            .map(|row| (change_report::change_id.eq(number), change_report::report_id.eq(row)))
            .collect();
        diesel::insert_into(change_report::table).values(values).execute(connection)
    };
    connection.spawn_blocking(insert).await.map(|_| ()).map_err(StorageError::Query)
}

/// Inserts target districts.
async fn insert_targets(connection: &mut Connection, targets: Vec<TargetRecord>) -> Result<(), StorageError> {
    let insert = move |connection: &mut SqliteConnection| {
        diesel::insert_into(target_district::table).values(&targets).execute(connection)
    };
    connection.spawn_blocking(insert).await.map(|_| ()).map_err(StorageError::Query)
}

fn open_writer(path: &Path) -> Result<SqliteConnection, StorageError> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| unopened(path, &e))?;
    }
    let mut connection = establish(path, WRITER_PRAGMAS)?;
    connection.run_pending_migrations(MIGRATIONS).map_err(|e| StorageError::Migrate(e.to_string()))?;
    Ok(connection)
}

fn establish(path: &Path, pragmas: &str) -> Result<SqliteConnection, StorageError> {
    let mut connection =
        SqliteConnection::establish(&path.to_string_lossy()).map_err(|e| unopened(path, &e))?;
    connection.batch_execute(pragmas).map_err(|e| unopened(path, &e))?;
    Ok(connection)
}

fn unopened(path: &Path, reason: &dyn ToString) -> StorageError {
    StorageError::Open { what: path.display().to_string(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_go_up_down_and_up_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = establish(&folder.path().join("m.db"), WRITER_PRAGMAS).unwrap();
        let schema = |connection: &mut SqliteConnection| {
            diesel::sql_query(
                "select coalesce(group_concat(sql, ';'), '') as sql from sqlite_schema \
                 where name not like '\\_\\_diesel%' escape '\\' and name not like 'sqlite%' order by name",
            )
            .get_result::<Sql>(connection)
            .unwrap()
            .sql
        };
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        let up = schema(&mut connection);
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        assert_eq!(schema(&mut connection), "");
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        assert_eq!(schema(&mut connection), up);
        assert!(up.contains("report_placement"), "{up}");
    }

    #[derive(diesel::QueryableByName)]
    struct Sql {
        #[diesel(sql_type = diesel::sql_types::Text)]
        sql: String,
    }
}
