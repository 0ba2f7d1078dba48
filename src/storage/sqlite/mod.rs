//! SQLite: the embedded default. What is its own: opening the file, how durable it is, its migrations, a
//! single writer that numbers changes, and inserting many rows, which diesel does there one by one and
//! only on a synchronous connection.

#[path = "../queries/accounts.rs"]
pub(super) mod accounts;
#[path = "../queries/alerts.rs"]
pub(super) mod alerts;
#[path = "../queries/backup.rs"]
mod backup;
#[path = "../queries/boundaries.rs"]
pub(super) mod boundaries;
#[path = "../queries/case.rs"]
pub(super) mod case;
#[path = "../queries/changes.rs"]
mod changes;
#[path = "../queries/feed.rs"]
pub(super) mod feed;
mod fill;
#[path = "../queries/fill.rs"]
pub(super) mod filling;
#[path = "../queries/handling.rs"]
mod handling;
mod held;
#[path = "../queries/jobs.rs"]
pub(super) mod jobs;
#[path = "../queries/populations.rs"]
pub(super) mod populations;
#[path = "../queries/reports.rs"]
pub(super) mod reports;
#[path = "../queries/results.rs"]
pub(super) mod results;
#[path = "../queries/risk_points.rs"]
pub(super) mod risk_points;
#[path = "../queries/targets.rs"]
pub(super) mod targets;
#[path = "../queries/touched.rs"]
pub(super) mod touched;
#[path = "../queries/trail.rs"]
pub(super) mod trail;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{Connection as _, SqliteConnection};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use geo_types::MultiPolygon;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc};

use super::backup::Part;
use super::records::{AreaRecord, HandlingRecord, ReportRecord, Rows, TextRecord, VersionRecord};
use super::schema::{
    account, alert, audit, audit_trail, boundary, boundary_generation, case_step, change, duty, job, pass,
    population, report, report_event, report_handling, report_text, report_version, risk_point, saved_area,
    saved_result, target_district,
};
use super::{Committed, JobDone, StorageError};
use crate::domain::{
    AuditEntry, ChainLink, Change, DistrictShape, Epoch, GenerationId, number::count_to_i64,
};

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
    path: PathBuf,
}

impl Connections {
    /// Opens the file that `sqlite://FILE` names, making it where it is missing, and runs the migrations.
    pub(super) async fn open(url: &str) -> Result<Self, StorageError> {
        let path = match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => PathBuf::from(path),
            _ => return Err(StorageError::Url { url: url.to_owned() }),
        };
        let opened = path.clone();
        let (writer, reader) = tokio::task::spawn_blocking(move || {
            let writer = open_writer(&opened)?;
            Ok::<_, StorageError>((writer, establish(&opened, READER_PRAGMAS)?))
        })
        .await??;
        let shared = |connection| Arc::new(Mutex::new(SyncConnectionWrapper::new(connection)));
        Ok(Self { writer: shared(writer), reader: shared(reader), path })
    }

    /// Waits for the reading connection.
    pub(super) async fn read(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.reader).lock_owned().await
    }

    /// Waits for the writing connection.
    pub(super) async fn write(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.writer).lock_owned().await
    }

    /// Ends a job with what came of it, in one transaction; says whether it was still held.
    pub(super) async fn finish_job(&self, done: JobDone) -> Result<bool, StorageError> {
        let mut connection = self.write().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    jobs::finish(connection, &done).await
                })
                .await
        })
        .await?
    }

    /// Adds entries to the trail in one transaction.
    pub(super) async fn append_trail(
        &self,
        entries: Vec<AuditEntry>,
        changes: i64,
    ) -> Result<Option<ChainLink>, StorageError> {
        let mut connection = self.write().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    trail::append(connection, entries, changes).await
                })
                .await
        })
        .await?
    }

    /// Stores a change and numbers it, in one transaction.
    pub(super) async fn commit(&self, change: Change) -> Result<Committed, StorageError> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    let (committed, number) = changes::store(connection, &change).await?;
                    if let Some(number) = number {
                        set_epoch(connection, number).await?;
                    }
                    Ok(committed)
                })
                .await
        })
        .await?
    }

    /// Stores the polygons of an edition whose description is there already.
    pub(super) async fn fill_boundaries(
        &self,
        generation: GenerationId,
        shapes: Vec<DistrictShape>,
    ) -> Result<(), StorageError> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    boundaries::fill(connection, generation, &shapes).await
                })
                .await
        })
        .await?
    }

    /// Stores an area.
    pub(super) async fn save_area(&self, id: &str, shape: &MultiPolygon<f64>) -> Result<(), StorageError> {
        boundaries::save_area(&mut *Arc::clone(&self.writer).lock_owned().await, id, shape).await
    }

    /// Sends every row of one snapshot.
    pub(super) async fn read_snapshot(&self, to: mpsc::Sender<Rows>) -> Result<(), StorageError> {
        // A connection of its own, so that the others read meanwhile.
        let path = self.path.clone();
        let reader = tokio::task::spawn_blocking(move || establish(&path, READER_PRAGMAS)).await??;
        let mut connection = SyncConnectionWrapper::new(reader);
        diesel_async::AsyncConnection::transaction(&mut connection, async |connection: &mut Connection| {
            backup::read(connection, &to).await
        })
        .await
    }

    /// Writes the rows of a backup in one transaction.
    pub(super) async fn restore(&self, mut rows: mpsc::Receiver<Part>) -> Result<(), StorageError> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        tokio::spawn(async move {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    backup::write(connection, &mut rows).await
                })
                .await
        })
        .await?
    }
}

/// Numbers a change: the writer is alone, so the next epoch is one more than the last.
async fn set_epoch(connection: &mut Connection, number: i64) -> Result<(), StorageError> {
    let epoch = feed::epoch(connection).await? + 1;
    let last = feed::committed_at(connection, epoch - 1).await?;
    // A clock that was set back must not make a later change the earlier one.
    let now = chrono::Utc::now().max(last.unwrap_or_default()).timestamp();
    let set = move |connection: &mut SqliteConnection| {
        diesel::update(change::table.find(number))
            .set((change::epoch.eq(epoch), change::committed_at.eq(now)))
            .execute(connection)
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

/// Has nothing to do: numbers follow the greatest there is.
async fn restart_numbers(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn lock_keys(_: &mut Connection, _: Vec<String>) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn lock_rows(_: &mut Connection, _: Vec<i64>) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn share_generation(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_generation(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_all(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_district_facts(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_risk_points(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_alerts(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Locks nothing: the writer is alone.
async fn take_trail(_: &mut Connection) -> Result<(), StorageError> {
    Ok(())
}

/// Reads whole reports on the synchronous connection: otherwise every value of every row is copied once more.
async fn whole(
    connection: &mut Connection,
    rows: Vec<i64>,
    epoch: Epoch,
) -> Result<Vec<(ReportRecord, TextRecord, VersionRecord, Option<HandlingRecord>)>, StorageError> {
    connection
        .spawn_blocking(move |connection| whole_reports!(rows, epoch).load(connection))
        .await
        .map_err(StorageError::Query)
}

/// Inserts rows of any table, on the synchronous connection, where diesel takes many at once.
async fn insert(connection: &mut Connection, rows: Rows) -> Result<(), StorageError> {
    macro_rules! into {
        ($connection:ident, $table:ident, $records:ident) => {
            diesel::insert_into($table::table).values(&$records).execute($connection).map(|_| ())
        };
    }
    connection
        .spawn_blocking(move |connection| match rows {
            Rows::Changes(records) => into!(connection, change, records),
            Rows::Generations(records) => into!(connection, boundary_generation, records),
            Rows::Boundaries(records) => into!(connection, boundary, records),
            Rows::Areas(records) => into!(connection, saved_area, records),
            Rows::Reports(records) => into!(connection, report, records),
            Rows::Texts(records) => into!(connection, report_text, records),
            Rows::Versions(records) => into!(connection, report_version, records),
            Rows::Handlings(records) => into!(connection, report_handling, records),
            Rows::Events(records) => into!(connection, report_event, records),
            Rows::RiskPoints(records) => into!(connection, risk_point, records),
            Rows::Targets(records) => into!(connection, target_district, records),
            Rows::Populations(records) => into!(connection, population, records),
            Rows::Audits(records) => into!(connection, audit, records),
            Rows::Trail(records) => into!(connection, audit_trail, records),
            Rows::Results(records) => into!(connection, saved_result, records),
            Rows::Jobs(records) => into!(connection, job, records),
            Rows::Alerts(records) => into!(connection, alert, records),
            Rows::Accounts(records) => into!(connection, account, records),
            Rows::Duties(records) => into!(connection, duty, records),
            Rows::Passes(records) => into!(connection, pass, records),
            Rows::Steps(records) => into!(connection, case_step, records),
        })
        .await
        .map_err(StorageError::Query)
}

/// Inserts an area, unless it is there.
async fn insert_area(connection: &mut Connection, area: AreaRecord) -> Result<(), StorageError> {
    let insert = diesel::insert_into(saved_area::table).values(area).on_conflict_do_nothing();
    diesel_async::RunQueryDsl::execute(insert, connection).await?;
    Ok(())
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
        assert!(up.contains("report_version"), "{up}");
    }

    #[derive(diesel::QueryableByName)]
    struct Sql {
        #[diesel(sql_type = diesel::sql_types::Text)]
        sql: String,
    }
}
