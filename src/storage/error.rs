//! What can go wrong with the database.

/// Says what was tried with the database and failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The address of the database is not understood.
    #[error("`{url}` is not a database address; write sqlite://FILE or postgres://USER@HOST/DATABASE")]
    Url {
        /// The address as given.
        url: String,
    },
    /// The file cannot be made or opened, or the server cannot be reached.
    #[error("opening {what}: {reason}")]
    Open {
        /// The file, or the address without its password.
        what: String,
        /// What the system says.
        reason: String,
    },
    /// The tables cannot be brought up to date.
    #[error("migrating the database: {0}")]
    Migrate(String),
    /// The database does not answer.
    #[error("the database is away: {0}")]
    Away(String),
    /// The database gave fewer row numbers than asked for.
    #[error("the database gave no row number for a new report")]
    NoRowNumber,
    /// A report that is to be handled is not there.
    #[error("there is no report in row {0}")]
    NoSuchReport(i64),
    /// Reports were placed by boundaries that no longer hold.
    #[error("other boundaries hold now; another program has brought them meanwhile")]
    OtherBoundaries,
    /// A database that is to be filled holds reports.
    #[error("the database holds reports already; fill an empty one")]
    HoldsReports,
    /// Rows of this table are never copied.
    #[error("rows of {0} are not copied in bulk")]
    NotCopied(&'static str),
    /// What PostgreSQL copies out has another form than it should have.
    #[error("what PostgreSQL copied out is not understood")]
    CopyForm,
    /// Copying in or out of PostgreSQL failed.
    #[error("copying: {0}")]
    Copy(#[from] tokio_postgres::Error),
    /// A query failed.
    #[error("asking the database: {0}")]
    Query(#[from] diesel::result::Error),
    /// A backup cannot be made or restored.
    #[error(transparent)]
    Backup(#[from] super::backup::BackupError),
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

impl StorageError {
    /// Tells whether the same may work when it is tried again in a moment: the database was away, and nothing
    /// in it is wrong.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Open { .. } | Self::Away(_) | Self::Copy(_) | Self::Query(_) => true,
            Self::Url { .. }
            | Self::Migrate(_)
            | Self::NoRowNumber
            | Self::NoSuchReport(_)
            | Self::OtherBoundaries
            | Self::HoldsReports
            | Self::NotCopied(_)
            | Self::CopyForm
            | Self::Backup(_)
            | Self::Unreadable { .. }
            | Self::Task(_) => false,
        }
    }

    /// Tells whether a row with the same key was stored already.
    pub(super) fn is_unique_violation(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        matches!(self, Self::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }
}
