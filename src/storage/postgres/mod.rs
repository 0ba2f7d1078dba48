//! PostgreSQL with PostGIS: the engine to grow into. What is its own: a pool that comes back by itself when
//! the database was away, sequences, a sequencer that numbers changes after they were committed, and
//! inserting many rows in one statement.

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
mod copy;
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
pub(super) mod transactions;

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::sync::mpsc;

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
pub(super) type Connection = AsyncPgConnection;

/// The migrations, embedded.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Connections held at most; PostgreSQL has 100 for all programs together by default.
const MOST_CONNECTIONS: usize = 8;
/// How long a request waits for a connection before it is told that the database is away.
const WAIT: Duration = Duration::from_secs(2);
/// Rows in one statement: a statement binds at most 65,535 values, and a row has at most 31.
const ROWS_PER_STATEMENT: usize = 1_000;
/// How often a commit is tried again when another program stored the same report at the same time.
const TRIES: usize = 3;

/// A plan that is made once for any list of keys reads whole tables; and what is asked here is too short for
/// compiling to pay. Measured: 30,000 rows came in twice as fast.
///
/// The name tells who watches over the database whose connection it is, unless the address gives another one.
const SETTINGS: &str = "
    set plan_cache_mode = force_custom_plan;
    set jit = off;
    select set_config('application_name', 'mekong-watch', false)
    where current_setting('application_name') = ''";

/// The lock under which changes are numbered.
const NUMBERS_LOCK: i64 = 7_741_921;
/// Only one program numbers changes at a time; the others find the lock taken and leave it to that one.
const LOCK_NUMBERS: &str = "select pg_try_advisory_xact_lock($1) as is_mine";
/// Numbers what was committed and has no number yet, in the order of writing, after the last epoch.
///
/// This is a statement of its own after the lock, so that it sees what an earlier holder of the lock has
/// committed.
const NUMBER_CHANGES: &str = "
    with last as (
        select
            coalesce(max(epoch), 0) as epoch,
            coalesce(max(committed_at) filter (where epoch is not null), 0) as committed_at
        from change
    ),
        waiting as (select id, row_number() over (order by id) as place from change where epoch is null)
    update change
    set
        epoch = last.epoch + waiting.place,
        committed_at = greatest(floor(extract(epoch from clock_timestamp()))::bigint, last.committed_at)
    from last, waiting
    where change.id = waiting.id";

/// Held by everybody who stores what was placed by the boundaries that hold.
const SHARE_GENERATION: &str = "select pg_advisory_xact_lock_shared(7741922)";
/// Held alone by who brings other boundaries.
const TAKE_GENERATION: &str = "select pg_advisory_xact_lock(7741922)";
/// Held alone by who says something of districts: which are targets, how many people live there.
const TAKE_DISTRICT_FACTS: &str = "select pg_advisory_xact_lock(7741923)";
/// Held alone by who stores risk points.
const TAKE_RISK_POINTS: &str = "select pg_advisory_xact_lock(7741924)";
/// Held alone by who raises alerts.
const TAKE_ALERTS: &str = "select pg_advisory_xact_lock(7741925)";
/// Held alone by who adds to the trail.
const TAKE_TRAIL: &str = "select pg_advisory_xact_lock(7741926)";

/// Lets each sequence go on after the greatest number there is.
const RESTART_NUMBERS: &[&str] = &[
    "select setval(pg_get_serial_sequence('change', 'id'), coalesce(max(id), 0) + 1, false) from change",
    "select setval(pg_get_serial_sequence('audit', 'id'), coalesce(max(id), 0) + 1, false) from audit",
    "select setval('report_id_seq', coalesce(max(id), 0) + 1, false) from report",
];

/// A pool of connections.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool<Connection>,
    /// Where to connect for what the pool's connections cannot do.
    url: String,
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
        let mut config = ManagerConfig::<Connection>::default();
        config.custom_setup = Box::new(|url| {
            Box::pin(async move {
                let mut connection = Connection::establish(url).await?;
                let set = connection.batch_execute(SETTINGS).await;
                set.map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(connection)
            })
        });
        let manager = AsyncDieselConnectionManager::<Connection>::new_with_config(url, config);
        let pool = Pool::builder(manager).max_size(MOST_CONNECTIONS).build().map_err(|e| unopened(&e))?;
        Ok(Self { pool, url: url.to_owned() })
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
                        changes::store(connection, &change).await.map(|(committed, _)| committed)
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

    /// Ends a job with what came of it, in one transaction; says whether it was still held.
    pub(super) async fn finish_job(&self, done: JobDone) -> Result<bool, StorageError> {
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            (*connection)
                .transaction(async |connection: &mut Connection| jobs::finish(connection, &done).await)
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
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            (*connection)
                .transaction(async |connection: &mut Connection| {
                    trail::append(connection, entries, changes).await
                })
                .await
        })
        .await?
    }

    /// Gives committed changes their epochs.
    pub(super) async fn number_changes(&self) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        (*connection)
            .transaction(async |connection: &mut Connection| {
                let lock: Lock = diesel::sql_query(LOCK_NUMBERS)
                    .bind::<BigInt, _>(NUMBERS_LOCK)
                    .get_result(connection)
                    .await?;
                if lock.is_mine {
                    diesel::sql_query(NUMBER_CHANGES).execute(connection).await?;
                }
                Ok(())
            })
            .await
    }

    /// Stores the polygons of an edition whose description is there already.
    pub(super) async fn fill_boundaries(
        &self,
        generation: GenerationId,
        shapes: Vec<DistrictShape>,
    ) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            (*connection)
                .transaction(async |connection: &mut Connection| {
                    boundaries::fill(connection, generation, &shapes).await
                })
                .await
        })
        .await?
    }

    /// Sends every row of one snapshot.
    pub(super) async fn read_snapshot(&self, to: mpsc::Sender<Rows>) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        (*connection)
            .build_transaction()
            .read_only()
            .repeatable_read()
            .run(async |connection: &mut Connection| backup::read(connection, &to).await)
            .await
    }

    /// Writes the rows of a backup in one transaction.
    pub(super) async fn restore(&self, mut rows: mpsc::Receiver<Part>) -> Result<(), StorageError> {
        let mut connection = self.take().await?;
        tokio::spawn(async move {
            (*connection)
                .transaction(async |connection: &mut Connection| backup::write(connection, &mut rows).await)
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

/// Lets sequences go on after the numbers that a backup has brought.
async fn restart_numbers(connection: &mut Connection) -> Result<(), StorageError> {
    for sequence in RESTART_NUMBERS {
        diesel::sql_query(*sequence).execute(connection).await?;
    }
    Ok(())
}

/// Locks the reports with some keys, in one order, until the transaction ends.
async fn lock_keys(connection: &mut Connection, keys: Vec<String>) -> Result<(), StorageError> {
    let known = report::table.filter(report::import_key.eq_any(keys));
    known.select(report::id).order(report::id).for_update().load::<i64>(connection).await?;
    Ok(())
}

/// Locks some reports, in one order, until the transaction ends.
async fn lock_rows(connection: &mut Connection, rows: Vec<i64>) -> Result<(), StorageError> {
    let known = report::table.filter(report::id.eq_any(rows));
    known.select(report::id).order(report::id).for_update().load::<i64>(connection).await?;
    Ok(())
}

/// Keeps the edition of boundaries as it is until the transaction ends; many may do so at once.
async fn share_generation(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(SHARE_GENERATION).execute(connection).await?;
    Ok(())
}

/// Waits until nobody relies on the edition of boundaries, and keeps the others waiting until the
/// transaction ends.
async fn take_generation(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(TAKE_GENERATION).execute(connection).await?;
    Ok(())
}

/// Waits until nobody else says something of districts, and keeps the others waiting until the
/// transaction ends; else each would end what held before and not what the other brings.
async fn take_district_facts(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(TAKE_DISTRICT_FACTS).execute(connection).await?;
    Ok(())
}

/// Waits until nobody stores risk points, and keeps the others waiting until the transaction ends: they are
/// few, and two programs that bring the same one must not both find it new.
async fn take_risk_points(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(TAKE_RISK_POINTS).execute(connection).await?;
    Ok(())
}

/// Waits until nobody raises alerts, and keeps the others waiting until the transaction ends: of two runs that
/// find the same, the second must see what the first has told.
async fn take_alerts(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(TAKE_ALERTS).execute(connection).await?;
    Ok(())
}

/// Waits until nobody adds to the trail, and keeps the others waiting until the transaction ends: each entry
/// must follow the last that is committed.
async fn take_trail(connection: &mut Connection) -> Result<(), StorageError> {
    diesel::sql_query(TAKE_TRAIL).execute(connection).await?;
    Ok(())
}

/// Keeps every other program from storing anything until the transaction ends.
async fn take_all(connection: &mut Connection) -> Result<(), StorageError> {
    take_district_facts(connection).await?;
    take_risk_points(connection).await?;
    take_generation(connection).await?;
    diesel::sql_query("lock table change in exclusive mode").execute(connection).await?;
    Ok(())
}

/// Reads whole reports.
async fn whole(
    connection: &mut Connection,
    rows: Vec<i64>,
    epoch: Epoch,
) -> Result<Vec<(ReportRecord, TextRecord, VersionRecord, Option<HandlingRecord>)>, StorageError> {
    Ok(whole_reports!(rows, epoch).load(connection).await?)
}

/// Inserts rows of any table, many in one statement.
async fn insert(connection: &mut Connection, rows: Rows) -> Result<(), StorageError> {
    macro_rules! into {
        ($table:ident, $records:ident) => {
            for some in $records.chunks(ROWS_PER_STATEMENT) {
                diesel::insert_into($table::table).values(some).execute(connection).await?;
            }
        };
    }
    match rows {
        Rows::Changes(records) => into!(change, records),
        Rows::Generations(records) => into!(boundary_generation, records),
        Rows::Boundaries(records) => into!(boundary, records),
        Rows::Areas(records) => into!(saved_area, records),
        Rows::Reports(records) => into!(report, records),
        Rows::Texts(records) => into!(report_text, records),
        Rows::Versions(records) => into!(report_version, records),
        Rows::Handlings(records) => into!(report_handling, records),
        Rows::Events(records) => into!(report_event, records),
        Rows::RiskPoints(records) => into!(risk_point, records),
        Rows::Targets(records) => into!(target_district, records),
        Rows::Populations(records) => into!(population, records),
        Rows::Audits(records) => into!(audit, records),
        Rows::Trail(records) => into!(audit_trail, records),
        Rows::Results(records) => into!(saved_result, records),
        Rows::Jobs(records) => into!(job, records),
        Rows::Alerts(records) => into!(alert, records),
        Rows::Accounts(records) => into!(account, records),
        Rows::Duties(records) => into!(duty, records),
        Rows::Passes(records) => into!(pass, records),
        Rows::Steps(records) => into!(case_step, records),
    }
    Ok(())
}

/// Inserts an area, unless it is there.
async fn insert_area(connection: &mut Connection, area: AreaRecord) -> Result<(), StorageError> {
    diesel::insert_into(saved_area::table).values(&area).on_conflict_do_nothing().execute(connection).await?;
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
