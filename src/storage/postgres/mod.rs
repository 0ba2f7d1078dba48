//! PostgreSQL with PostGIS: the engine to grow into. What is its own: a pool that comes back by itself when
//! the database was away, sequences, a sequencer that numbers changes after they were committed, and
//! inserting many rows in one statement.

#[path = "../queries/feed.rs"]
pub(super) mod feed;
#[path = "../queries/reports.rs"]
pub(super) mod reports;
#[path = "../queries/targets.rs"]
pub(super) mod targets;

use std::time::Duration;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::record::{PlacementRecord, ReportRecord, TargetRecord};
use super::schema::{change_report, report, report_placement, target_district};
use super::{Committed, StorageError};
use crate::domain::{Change, TargetDistrict, number::count_to_i64};

/// A connection as the shared queries take it.
pub(super) type Connection = AsyncPgConnection;

/// The migrations, embedded.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Connections held at most; PostgreSQL has 100 for all programs together by default.
const MOST_CONNECTIONS: usize = 8;
/// How long a request waits for a connection before it is told that the database is away.
const WAIT: Duration = Duration::from_secs(2);
/// How often a commit is tried again when another program stored the same report at the same time.
const TRIES: usize = 3;

/// Only one program numbers changes at a time; the others find the lock taken and leave it to that one.
const LOCK_NUMBERS: &str = "select pg_try_advisory_xact_lock(7741921) as is_mine";
/// Numbers what was committed and has no number yet, in the order of writing, after the last epoch.
///
/// This is a statement of its own after the lock, so that it sees what an earlier holder of the lock has
/// committed.
const NUMBER_CHANGES: &str = "
    with last as (select coalesce(max(epoch), 0) as epoch from change),
        waiting as (select id, row_number() over (order by id) as place from change where epoch is null)
    update change
    set epoch = last.epoch + waiting.place
    from last, waiting
    where change.id = waiting.id";

/// A pool of connections.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool<Connection>,
}

impl Connections {
    /// Connects to the database and runs the migrations.
    pub(super) async fn open(url: &str) -> Result<Self, StorageError> {
        let unopened = |reason: &dyn ToString| StorageError::Open {
            what: without_password(url),
            reason: reason.to_string(),
        };
        let connection = Connection::establish(url).await.map_err(|e| unopened(&e))?;
        tokio::task::spawn_blocking(move || {
            AsyncMigrationHarness::new(connection)
                .run_pending_migrations(MIGRATIONS)
                .map(|_| ())
                .map_err(|e| StorageError::Migrate(e.to_string()))
        })
        .await??;
        let manager = AsyncDieselConnectionManager::<Connection>::new(url);
        let pool = Pool::builder(manager).max_size(MOST_CONNECTIONS).build().map_err(|e| unopened(&e))?;
        Ok(Self { pool })
    }

    /// Takes a connection from the pool.
    pub(super) async fn take(&self) -> Result<Object<Connection>, StorageError> {
        match tokio::time::timeout(WAIT, self.pool.get()).await {
            Ok(taken) => taken.map_err(|e| StorageError::Away(e.to_string())),
            Err(_) => Err(StorageError::Away(format!("no connection within {} s", WAIT.as_secs()))),
        }
    }

    /// Stores a change in one transaction; it is numbered later.
    ///
    /// Two programs may bring the same report at the same time; the second then fails on its key, tries
    /// again, and finds it stored.
    pub(super) async fn commit(&self, change: Change) -> Result<Committed, StorageError> {
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            let mut tries = 0;
            loop {
                tries += 1;
                let outcome = (*connection)
                    .transaction(async |connection: &mut Connection| {
                        reports::store(connection, &change).await.map(|(committed, _)| committed)
                    })
                    .await;
                match outcome {
                    Err(error) if error.is_unique_violation() && tries < TRIES => {}
                    outcome => return outcome,
                }
            }
        })
        .await?
    }

    /// Gives committed changes their epochs.
    pub(super) async fn number_changes(&self) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        (*connection)
            .transaction(async |connection: &mut Connection| {
                let lock: Lock = diesel::sql_query(LOCK_NUMBERS).get_result(connection).await?;
                if lock.is_mine {
                    diesel::sql_query(NUMBER_CHANGES).execute(connection).await?;
                }
                Ok(())
            })
            .await
    }

    /// Replaces the target set in one transaction.
    pub(super) async fn replace_targets(
        &self,
        from: NaiveDate,
        set: Vec<TargetDistrict>,
    ) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            (*connection)
                .transaction(async |connection: &mut Connection| {
                    targets::replace(connection, from, &set).await.map(|_| ())
                })
                .await
        })
        .await?
    }
}

#[derive(QueryableByName)]
struct Lock {
    #[diesel(sql_type = Bool)]
    is_mine: bool,
}

#[derive(QueryableByName)]
struct Reserved {
    #[diesel(sql_type = BigInt)]
    row: i64,
}

/// Returns row numbers for new reports, from the sequence.
async fn reserve_rows(connection: &mut Connection, count: usize) -> Result<Vec<i64>, StorageError> {
    let reserved = diesel::sql_query("select nextval('report_id_seq') as row from generate_series(1, $1)")
        .bind::<BigInt, _>(count_to_i64(count))
        .load::<Reserved>(connection)
        .await?;
    Ok(reserved.into_iter().map(|r| r.row).collect())
}

/// Inserts reports with their placements.
async fn insert_reports(
    connection: &mut Connection,
    reports: Vec<ReportRecord>,
    placements: Vec<PlacementRecord>,
) -> Result<(), StorageError> {
    diesel::insert_into(report::table).values(&reports).execute(connection).await?;
    diesel::insert_into(report_placement::table).values(&placements).execute(connection).await?;
    Ok(())
}

/// Inserts the feed rows of a change.
async fn insert_feed(connection: &mut Connection, number: i64, rows: Vec<i64>) -> Result<(), StorageError> {
    let values: Vec<_> = rows
        .into_iter()
        .map(|row| (change_report::change_id.eq(number), change_report::report_id.eq(row)))
        .collect();
    diesel::insert_into(change_report::table).values(values).execute(connection).await?;
    Ok(())
}

/// Inserts target districts.
async fn insert_targets(connection: &mut Connection, targets: Vec<TargetRecord>) -> Result<(), StorageError> {
    diesel::insert_into(target_district::table).values(&targets).execute(connection).await?;
    Ok(())
}

/// Returns an address as it may be shown.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://...@{host}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("postgres://me:se@cret@db/x"), "postgres://...@db/x");
        assert_eq!(without_password("postgres://db/x"), "postgres://db/x");
    }
}
