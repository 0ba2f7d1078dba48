//! Filling an empty database: one transaction for many changes, and no waiting for the disk.

use tokio::sync::mpsc;

use super::super::StorageError;
use super::super::fill::Filling;
use super::{Connection, Connections, establish, insert};

/// Rows refer to each other by how they are made, and nothing is lost that could not be made again.
const PRAGMAS: &str = "
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = off;
    pragma foreign_keys = off;
    pragma cache_size = -200000;
    pragma trusted_schema = off;";

impl Connections {
    /// Stores the rows of reports in bulk.
    pub(in crate::storage) async fn fill(
        &self,
        mut from: mpsc::Receiver<Filling>,
    ) -> Result<(), StorageError> {
        let _alone = self.writer.lock().await;
        let path = self.path.clone();
        let opened = tokio::task::spawn_blocking(move || establish(&path, PRAGMAS)).await??;
        let mut connection = Connection::new(opened);
        while let Some(filling) = from.recv().await {
            connection
                .immediate_transaction(async |connection: &mut Connection| {
                    for rows in filling {
                        insert(connection, rows).await?;
                    }
                    Ok::<_, StorageError>(())
                })
                .await?;
        }
        diesel_async::SimpleAsyncConnection::batch_execute(
            &mut connection,
            "pragma analysis_limit = 10000; analyze; pragma wal_checkpoint(truncate)",
        )
        .await?;
        Ok(())
    }
}
