//! Whether answers can be given, and what an operator should know of the database.

use std::time::Duration;

use super::{App, AppError};
use crate::storage::OpenTransaction;

/// Age from which an open transaction is reported. What this program does in one takes seconds, but for a backup.
pub(super) const LONG_TRANSACTION: Duration = Duration::from_mins(1);
/// Open transactions named at most.
const MOST_NAMED: usize = 3;

impl App {
    /// Reports transactions from another age on.
    #[must_use]
    pub fn with_long_transaction(self, long_transaction: Duration) -> Self {
        Self { long_transaction, ..self }
    }

    /// Tells whether the database answers, and which transactions somebody has kept open for long in it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn look_at_database(&self) -> Result<Vec<OpenTransaction>, AppError> {
        self.store.ping().await?;
        Ok(self.store.open_transactions(self.long_transaction, MOST_NAMED).await?)
    }
}
