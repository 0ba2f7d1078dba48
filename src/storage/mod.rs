//! The only room that speaks SQL: keeps reports, their placement, the change feed and the target
//! districts. It holds no rules of the trade and answers no area queries; those read the engine.

mod error;
mod feed;
mod record;
mod reports;
mod schema;
mod sqlite;
mod targets;

pub use error::StorageError;
pub use feed::FeedPage;
pub use reports::Committed;

use std::sync::Arc;

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A connection as every query in this room takes it.
type Connection = SyncConnectionWrapper<SqliteConnection>;

/// Where the data are kept. Cheap to clone; clones share the connections.
///
/// One connection writes and one reads: SQLite has a single writer, and in write-ahead mode a reader
/// never waits for it.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Mutex<Connection>>,
    reader: Arc<Mutex<Connection>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens the database a URL names, makes it where it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// When the URL is not `sqlite://FILE`, the file cannot be opened, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        let path = sqlite::path_of(url)?;
        let writer = sqlite::open_writer(&path).await?;
        let reader = sqlite::open_reader(&path).await?;
        Ok(Self { writer: Arc::new(Mutex::new(writer)), reader: Arc::new(Mutex::new(reader)) })
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.epoch().await.map(|_| ())
    }

    async fn read(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.reader).lock_owned().await
    }

    async fn write(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.writer).lock_owned().await
    }
}
