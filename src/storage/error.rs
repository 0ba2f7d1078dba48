//! What can go wrong with the database.

/// Says what was tried with the database and failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The address of the database is not understood.
    #[error("`{url}` is not a database address this version knows; write sqlite://FILE")]
    Url {
        /// The address as given.
        url: String,
    },
    /// The file or its folder cannot be made or opened.
    #[error("opening {path}: {reason}")]
    Open {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The tables cannot be brought up to date.
    #[error("migrating the database: {0}")]
    Migrate(String),
    /// A query failed.
    #[error("asking the database: {0}")]
    Query(#[from] diesel::result::Error),
    /// The database holds something that this version cannot read.
    #[error("row {row} of {table} holds something unreadable: {reason}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The row number.
        row: i64,
        /// What is wrong with it.
        reason: String,
    },
    /// The task that held the connection died.
    #[error("the database task stopped: {0}")]
    Task(#[from] tokio::task::JoinError),
}
