//! Every row of every table, read in one snapshot and written back in one transaction.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tokio::sync::mpsc;

use super::{Connection, insert, restart_numbers, take_all, trail};
use crate::storage::StorageError;
use crate::storage::backup::{BackupError, Part};
use crate::storage::records::{
    AccountRecord, AlertRecord, AreaRecord, DutyRecord, JobRecord, PassRecord, ResultRecord, Rows, StepRecord,
};
use crate::storage::schema::{
    account, alert, audit, audit_trail, boundary, boundary_generation, case_step, change, duty, job, pass,
    population, report, report_event, report_handling, report_text, report_version, risk_point, saved_area,
    saved_result, target_district,
};

/// Areas read at a time: one may have 10,000 positions.
const AREAS_AT_A_TIME: i64 = 50;
/// Kept results read at a time: the answer of one may have many megabytes.
const RESULTS_AT_A_TIME: i64 = 1;

/// Sends the rows of a table in the order of its key, some numbers of its first column at a time.
macro_rules! send {
    ($connection:ident, $to:ident, $variant:ident, $table:ident by $first:ident $(, $further:ident)*; $step:literal) => {
        let last: Option<i64> =
            $table::table.select(diesel::dsl::max($table::$first)).first($connection).await?;
        let mut after = i64::MIN;
        let first: Option<i64> =
            $table::table.select(diesel::dsl::min($table::$first)).first($connection).await?;
        if let Some(first) = first {
            after = first - 1;
        }
        while last.is_some_and(|last| after < last) {
            let rows = $table::table
                .filter($table::$first.gt(after).and($table::$first.le(after + $step)))
                .order(($table::$first, $($table::$further),*))
                .load($connection)
                .await?;
            after += $step;
            $to.send(Rows::$variant(rows)).await.map_err(|_| StorageError::from(BackupError::Stopped))?;
        }
    };
}

/// Sends the rows of a table in the order of its id, which is a text, some rows at a time.
macro_rules! send_by_text {
    ($connection:ident, $to:ident, $variant:ident, $table:ident: $record:ident; $rows:expr) => {
        let mut after = String::new();
        loop {
            let rows: Vec<$record> = $table::table
                .filter($table::id.gt(after.clone()))
                .order($table::id)
                .limit($rows)
                .load($connection)
                .await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            $to.send(Rows::$variant(rows)).await.map_err(|_| StorageError::from(BackupError::Stopped))?;
        }
    };
}

/// Sends every row of the snapshot that the back end has opened, table by table.
pub(in crate::storage) async fn read(
    connection: &mut Connection,
    to: &mpsc::Sender<Rows>,
) -> Result<(), StorageError> {
    send!(connection, to, Changes, change by id; 2_000);
    send!(connection, to, Generations, boundary_generation by id; 100);
    send!(connection, to, Boundaries, boundary by generation_id, district; 1);
    send_by_text!(connection, to, Areas, saved_area: AreaRecord; AREAS_AT_A_TIME);
    send!(connection, to, Reports, report by id; 2_000);
    send!(connection, to, Texts, report_text by report_id, change_id; 2_000);
    send!(connection, to, Versions, report_version by report_id, change_from; 2_000);
    send!(connection, to, Handlings, report_handling by report_id, change_from; 2_000);
    send!(connection, to, Events, report_event by change_id, report_id; 20);
    send!(connection, to, RiskPoints, risk_point by change_from, uid; 2);
    send!(connection, to, Targets, target_district by change_from, district, valid_from; 20);
    send!(connection, to, Populations, population by change_from, district, counted_on; 20);
    send!(connection, to, Audits, audit by id; 2_000);
    send!(connection, to, Trail, audit_trail by seq; 2_000);
    send_by_text!(connection, to, Results, saved_result: ResultRecord; RESULTS_AT_A_TIME);
    send_by_text!(connection, to, Jobs, job: JobRecord; 1_000);
    send_by_text!(connection, to, Alerts, alert: AlertRecord; 1_000);
    send_by_text!(connection, to, Accounts, account: AccountRecord; 1_000);
    send_by_text!(connection, to, Duties, duty: DutyRecord; 1_000);
    send_by_text!(connection, to, Passes, pass: PassRecord; 1_000);
    send_by_text!(connection, to, Steps, case_step: StepRecord; 1_000);
    Ok(())
}

/// Writes the rows of a backup into a database that holds nothing yet, inside the transaction that the back
/// end has opened.
pub(in crate::storage) async fn write(
    connection: &mut Connection,
    from: &mut mpsc::Receiver<Part>,
) -> Result<(), StorageError> {
    take_all(connection).await?;
    let changes: i64 = change::table.count().get_result(connection).await?;
    let reports: i64 = report::table.count().get_result(connection).await?;
    if changes + reports > 0 {
        return Err(BackupError::NotEmpty.into());
    }
    // What every new database has; the backup brings its own.
    diesel::delete(boundary::table).execute(connection).await?;
    diesel::delete(boundary_generation::table).execute(connection).await?;
    loop {
        match from.recv().await {
            Some(Part::Rows(Rows::Alerts(rows))) => {
                let rows = rows.into_iter().map(AlertRecord::with_what_was_told).collect();
                insert(connection, Rows::Alerts(rows)).await?;
            }
            Some(Part::Rows(rows)) => insert(connection, rows).await?,
            Some(Part::End) => {
                trail::tell_restored(connection).await?;
                return restart_numbers(connection).await;
            }
            // Whoever reads the file has stopped before its end.
            None => return Err(BackupError::Stopped.into()),
        }
    }
}
