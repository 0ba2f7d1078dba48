//! Copying in and out: what PostgreSQL offers for many rows, and diesel does not speak.

use std::pin::pin;

use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::{Client, NoTls};

use super::super::StorageError;
use super::super::records::{Copied, Rows};

/// Connects past the pool; the connection ends when the client is dropped.
pub(super) async fn connect(url: &str) -> Result<Client, StorageError> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        // What ends a connection is told to whoever waits for an answer on it.
        drop(connection.await);
    });
    Ok(client)
}

/// Copies rows into their table.
pub(super) async fn copy_in(client: &Client, rows: &Rows) -> Result<(), StorageError> {
    match rows {
        Rows::Changes(records) => copy(client, records).await,
        Rows::Audits(records) => copy(client, records).await,
        Rows::Reports(records) => copy(client, records).await,
        Rows::Texts(records) => copy(client, records).await,
        Rows::Versions(records) => copy(client, records).await,
        Rows::Events(records) => copy(client, records).await,
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
        | Rows::Steps(_) => Err(StorageError::NotCopied(rows.table())),
    }
}

async fn copy<R: Copied>(client: &Client, records: &[R]) -> Result<(), StorageError> {
    let sink = client.copy_in(R::COPY).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, R::TYPES));
    for record in records {
        writer.as_mut().write(&record.values()).await?;
    }
    writer.finish().await?;
    Ok(())
}
