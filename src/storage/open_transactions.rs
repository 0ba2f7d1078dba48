//! Transactions that somebody keeps open, for who watches over the database.

use std::time::Duration;

use super::{BackEnd, StorageError, Store, postgres};

/// A transaction that has been open for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTransaction {
    /// The number of its process in PostgreSQL, which `pg_terminate_backend` takes.
    pub process: i32,
    /// What its program calls itself; often nothing.
    pub application: String,
    /// For how long, in seconds.
    pub age_s: i64,
    /// Whether it keeps changes from getting their epochs, so that no program hears of them.
    pub holds_numbers: bool,
}

impl Store {
    /// Returns the transactions of any program that have been open at least so long, the oldest first and at most
    /// so many; none on SQLite, where only programs on the same machine can open one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_transactions(
        &self,
        at_least: Duration,
        at_most: usize,
    ) -> Result<Vec<OpenTransaction>, StorageError> {
        match &self.back_end {
            BackEnd::Sqlite(_) => Ok(Vec::new()),
            BackEnd::Postgres(connections) => {
                postgres::transactions::open_for(&mut *connections.take().await?, at_least, at_most).await
            }
        }
    }
}
