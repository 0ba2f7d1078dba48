//! Filling an empty database: one transaction for many changes, and no waiting for the disk.

use diesel::connection::SimpleConnection;
use diesel::{RunQueryDsl, SqliteConnection};
use tokio::sync::mpsc;

use super::super::StorageError;
use super::super::fill::Filling;
use super::super::records::Rows;
use super::super::schema::{audit, change, report, report_event, report_text, report_version};
use super::{Connections, establish};

/// Rows refer to each other by how they are made, and nothing is lost that could not be made again.
const PRAGMAS: &str = "
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = off;
    pragma foreign_keys = off;
    pragma cache_size = -200000;
    pragma trusted_schema = off;";

const FINISH: &str = "pragma analysis_limit = 10000; analyze; pragma wal_checkpoint(truncate)";

impl Connections {
    /// Stores the rows of reports in bulk.
    pub(in crate::storage) async fn fill(
        &self,
        mut from: mpsc::Receiver<Filling>,
    ) -> Result<(), StorageError> {
        let _alone = self.writer.lock().await;
        let path = self.path.clone();
        let opened = tokio::task::spawn_blocking(move || establish(&path, PRAGMAS)).await??;
        let mut connection = opened;
        tokio::task::spawn_blocking(move || {
            while let Some(filling) = from.blocking_recv() {
                connection.immediate_transaction(|connection| {
                    filling.iter().try_for_each(|rows| insert(connection, rows))
                })?;
            }
            connection.batch_execute(FINISH)?;
            Ok(())
        })
        .await?
    }
}

/// Inserts rows one by one, with one prepared statement: quicker than many in a statement, which is written and
/// prepared anew each time.
fn insert(connection: &mut SqliteConnection, rows: &Rows) -> Result<(), StorageError> {
    macro_rules! into {
        ($table:ident, $records:ident) => {
            for record in $records {
                diesel::insert_into($table::table).values(record).execute(connection)?;
            }
        };
    }
    match rows {
        Rows::Changes(records) => into!(change, records),
        Rows::Audits(records) => into!(audit, records),
        Rows::Reports(records) => into!(report, records),
        Rows::Texts(records) => into!(report_text, records),
        Rows::Versions(records) => into!(report_version, records),
        Rows::Events(records) => into!(report_event, records),
        Rows::Generations(_)
        | Rows::Boundaries(_)
        | Rows::Areas(_)
        | Rows::Handlings(_)
        | Rows::RiskPoints(_)
        | Rows::Targets(_)
        | Rows::Populations(_)
        | Rows::Trail(_)
        | Rows::Results(_)
        | Rows::Jobs(_)
        | Rows::Alerts(_)
        | Rows::Accounts(_)
        | Rows::Duties(_)
        | Rows::Passes(_)
        | Rows::Steps(_) => return Err(StorageError::NotCopied(rows.table())),
    }
    Ok(())
}
