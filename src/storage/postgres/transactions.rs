//! Transactions that stay open: whose they are and for how long, and never what they ask.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Double, Integer, Text};
use diesel_async::RunQueryDsl;

use super::{Connection, NUMBERS_LOCK};
use crate::domain::number::count_to_i64;
use crate::storage::{OpenTransaction, StorageError};

/// The oldest transactions of clients of this database, and whether one keeps changes from being numbered.
///
/// A role without `pg_read_all_stats` is not told when transactions of other roles began: those are left out.
const LONG_TRANSACTIONS: &str = "
    select
        activity.pid as process,
        coalesce(activity.application_name, '') as application,
        floor(extract(epoch from clock_timestamp() - activity.xact_start))::bigint as age_s,
        exists (
            select 1
            from pg_locks
            where
                pg_locks.pid = activity.pid
                and pg_locks.granted
                and pg_locks.locktype = 'advisory'
                and pg_locks.classid = 0
                and pg_locks.objid::bigint = $1
        ) as holds_numbers
    from pg_stat_activity as activity
    where
        activity.datname = current_database()
        and activity.backend_type = 'client backend'
        and activity.pid <> pg_backend_pid()
        and clock_timestamp() - activity.xact_start >= make_interval(secs => $2)
    order by holds_numbers desc, activity.xact_start
    limit $3";

#[derive(QueryableByName)]
struct Open {
    #[diesel(sql_type = Integer)]
    process: i32,
    #[diesel(sql_type = Text)]
    application: String,
    #[diesel(sql_type = BigInt)]
    age_s: i64,
    #[diesel(sql_type = Bool)]
    holds_numbers: bool,
}

/// Returns transactions that have been open at least so long, whoever keeps changes from being numbered first, then the oldest.
pub(in crate::storage) async fn open_for(
    connection: &mut Connection,
    at_least: Duration,
    at_most: usize,
) -> Result<Vec<OpenTransaction>, StorageError> {
    let found = diesel::sql_query(LONG_TRANSACTIONS)
        .bind::<BigInt, _>(NUMBERS_LOCK)
        .bind::<Double, _>(at_least.as_secs_f64())
        .bind::<BigInt, _>(count_to_i64(at_most))
        .load::<Open>(connection)
        .await?;
    let open = |Open { process, application, age_s, holds_numbers }| OpenTransaction {
        process,
        application,
        age_s,
        holds_numbers,
    };
    Ok(found.into_iter().map(open).collect())
}
