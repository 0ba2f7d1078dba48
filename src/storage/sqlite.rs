//! What is SQLite's own: opening the file, how durable it is, its migrations, and inserting many rows,
//! which diesel does there one by one and only on a synchronous connection.

use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ExpressionMethods, RunQueryDsl, SqliteConnection};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::record::{PlacementRecord, ReportRecord, TargetRecord};
use super::schema::{change_report, report, report_placement, target_district};
use super::{Connection, StorageError};
use crate::domain::Epoch;

/// The migrations, embedded.
pub(super) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

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

/// Returns the file that an address names.
pub(super) fn path_of(url: &str) -> Result<PathBuf, StorageError> {
    match url.strip_prefix("sqlite://") {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err(StorageError::Url { url: url.to_owned() }),
    }
}

/// Opens the writing connection, making folder and file where missing, and runs the migrations.
pub(super) async fn open_writer(path: &std::path::Path) -> Result<Connection, StorageError> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || {
        let open = |reason: String| StorageError::Open { path: path.display().to_string(), reason };
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| open(e.to_string()))?;
        }
        let mut connection = establish(&path, WRITER_PRAGMAS)?;
        connection.run_pending_migrations(MIGRATIONS).map_err(|e| StorageError::Migrate(e.to_string()))?;
        Ok(SyncConnectionWrapper::new(connection))
    })
    .await?
}

/// Opens a connection that can only read.
pub(super) async fn open_reader(path: &std::path::Path) -> Result<Connection, StorageError> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || Ok(SyncConnectionWrapper::new(establish(&path, READER_PRAGMAS)?)))
        .await?
}

fn establish(path: &std::path::Path, pragmas: &str) -> Result<SqliteConnection, StorageError> {
    let open = |reason: String| StorageError::Open { path: path.display().to_string(), reason };
    let mut connection =
        SqliteConnection::establish(&path.to_string_lossy()).map_err(|e| open(e.to_string()))?;
    connection.batch_execute(pragmas).map_err(|e| open(e.to_string()))?;
    Ok(connection)
}

/// Inserts reports with their placements.
pub(super) async fn insert_reports(
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

/// Inserts the feed rows of an epoch.
pub(super) async fn insert_feed(
    connection: &mut Connection,
    epoch: Epoch,
    rows: Vec<i64>,
) -> Result<(), StorageError> {
    let insert = move |connection: &mut SqliteConnection| {
        let values: Vec<_> = rows
            .into_iter()
            .map(|row| (change_report::change_id.eq(epoch), change_report::report_id.eq(row)))
            .collect();
        diesel::insert_into(change_report::table).values(values).execute(connection)
    };
    connection.spawn_blocking(insert).await.map(|_| ()).map_err(StorageError::Query)
}

/// Inserts target districts.
pub(super) async fn insert_targets(
    connection: &mut Connection,
    targets: Vec<TargetRecord>,
) -> Result<(), StorageError> {
    let insert = move |connection: &mut SqliteConnection| {
        diesel::insert_into(target_district::table).values(&targets).execute(connection)
    };
    connection.spawn_blocking(insert).await.map(|_| ()).map_err(StorageError::Query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_go_up_down_and_up_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = establish(&folder.path().join("m.db"), WRITER_PRAGMAS).unwrap();
        let schema = |connection: &mut SqliteConnection| {
            use diesel::prelude::*;
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
