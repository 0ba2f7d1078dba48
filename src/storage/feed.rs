//! How the reports in memory come to be: all of them at once, and then what changed.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{BackEnd, StorageError, Store, postgres, sqlite};
use crate::domain::{Epoch, ReportRow, ScopeKey};

/// Some reports that changed, and up to which epoch they bring a reader.
#[derive(Debug, Clone, Default)]
pub struct FeedPage {
    /// The last epoch in the page; the epoch asked for when there is nothing newer.
    pub epoch: Epoch,
    /// The reports as they were held at that epoch.
    pub rows: Vec<ReportRow>,
    /// What the epochs of the page touched, each thing with the last that did.
    pub touched: Vec<(ScopeKey, Epoch)>,
}

impl Store {
    /// Returns the reports changed in the epochs after `since`, at most `epochs` of them at a time.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn changes_since(&self, since: Epoch, epochs: i64) -> Result<FeedPage, StorageError> {
        read!(self, feed::changes_since(since, epochs))
    }

    /// Sends every report as it was held at an epoch, in batches and in no order; ends when they are all sent, or
    /// when nobody takes them any more. Returns what was touched up to that epoch, with the last that did; a thing may
    /// stand there more than once.
    ///
    /// The pieces are not read from one snapshot, and need not be: a version tells by the changes that began and
    /// ended it whether it held at an epoch, and what was committed since then changes neither answer.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable; then what was sent is not all.
    pub async fn read_held(
        &self,
        epoch: Epoch,
        to: mpsc::Sender<Vec<ReportRow>>,
    ) -> Result<Vec<(ScopeKey, Epoch)>, StorageError> {
        let beforehand = Arc::new(read!(self, touched::beforehand(epoch))?);
        let mut touched = match &self.back_end {
            BackEnd::Sqlite(connections) => connections.read_held(epoch, &beforehand, to).await?,
            BackEnd::Postgres(connections) => connections.read_held(epoch, &beforehand, to).await?,
        };
        touched.extend(&beforehand.touched);
        Ok(touched)
    }
}
