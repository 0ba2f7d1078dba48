//! Filling an empty database by copying.

use tokio::sync::mpsc;

use super::super::StorageError;
use super::super::fill::Filling;
use super::copy::{connect, copy_in};
use super::{Connections, RESTART_NUMBERS};

/// Rows refer to each other by how they are made. Only a superuser may leave this unchecked; for others it
/// takes longer.
const UNCHECKED: &str = "set session_replication_role = replica";
/// Nothing is lost that could not be made again.
const NOT_DURABLE: &str = "set synchronous_commit = off; set maintenance_work_mem = '512MB'";
/// An index over positions is built many times faster than it is kept up to date.
const GEOMETRY: &str = "select indexdef from pg_indexes where indexname = 'report_version_geom_idx'";

impl Connections {
    /// Stores the rows of reports in bulk.
    pub(in crate::storage) async fn fill(
        &self,
        mut from: mpsc::Receiver<Filling>,
    ) -> Result<(), StorageError> {
        let client = connect(&self.url).await?;
        client.batch_execute(NOT_DURABLE).await?;
        drop(client.batch_execute(UNCHECKED).await);
        let index: String = client.query_one(GEOMETRY, &[]).await?.get(0);
        client.batch_execute("drop index report_version_geom_idx").await?;
        while let Some(filling) = from.recv().await {
            client.batch_execute("begin").await?;
            for rows in &filling {
                copy_in(&client, rows).await?;
            }
            client.batch_execute("commit").await?;
        }
        for sequence in RESTART_NUMBERS {
            client.batch_execute(sequence).await?;
        }
        client.batch_execute(&index).await?;
        // What is written just now is not yet known to be visible to all; to vacuum says so once and for all.
        client.batch_execute("vacuum (analyze) report").await?;
        client.batch_execute("vacuum (analyze) report_text").await?;
        client.batch_execute("vacuum (analyze) report_version").await?;
        client.batch_execute("vacuum (analyze) change").await?;
        Ok(())
    }
}
