//! The reports in memory follow the store: read once, kept up to date, put in order anew when much has changed.

use std::sync::{Arc, PoisonError};

use chrono::Utc;
use tokio::sync::mpsc;

use super::{App, AppError, Live, View};
use crate::domain::Epoch;
use crate::spatial::{ReportIndex, ReportIndexDraft, RiskIndex};
use crate::storage::Store;

/// Epochs read from the feed at a time while catching up.
const EPOCHS_AT_A_TIME: i64 = 100;
/// Changed reports taken together while catching up.
const ROWS_AT_A_TIME: usize = 20_000;
/// Batches of reports that wait to be taken into an index.
const BATCHES_WAITING: usize = 2;

impl App {
    /// Brings the reports in memory up to the store's last epoch; readers never wait for it.
    ///
    /// # Errors
    /// When the database fails; then the reports in memory stay as they were.
    pub async fn refresh(&self) -> Result<Epoch, AppError> {
        let _alone = self.refreshing.lock().await;
        self.store.number_changes().await?;
        let last = self.store.epoch().await?;
        let before = self.now();
        // What was put in order meanwhile is as of an earlier epoch, and follows the feed from there.
        let joined = self.joined().await;
        let view = if before.held_at() == 0 && last > 0 {
            let index = self.first_index(last).await?;
            Arc::new(self.follow(&before, index, last).await?)
        } else if let Some(index) = joined {
            Arc::new(self.follow(&before, index, last).await?)
        } else if before.held_at() < last {
            Arc::new(self.follow(&before, ReportIndex::clone(&before.index), last).await?)
        } else {
            before
        };
        self.join_if_outgrown(&view.index).await;
        let epoch = view.held_at();
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Live { view, refreshed_at: Utc::now() };
        self.heard.send_replace(epoch);
        Ok(last)
    }

    /// Returns the reports of the snapshot, of some earlier epoch, or else all that the store holds.
    async fn first_index(&self, last: Epoch) -> Result<ReportIndex, AppError> {
        if let Some(snapshot) = &self.snapshot
            && let Some(index) = snapshot.read(&self.store).await?
        {
            return Ok(index);
        }
        let index = read_reports(&self.store, last).await?;
        self.keep(&index);
        Ok(index)
    }

    /// Takes the reports that were put in order anew, if that is done.
    async fn joined(&self) -> Option<ReportIndex> {
        let done = self.joining.lock().await.take_if(|joining| joining.is_finished());
        let joining = done?;
        match joining.await {
            Ok(index) => {
                self.keep(&index);
                Some(index)
            }
            Err(cause) => {
                // What is fresh stays beside the base: slower, and as right as before.
                tracing::error!(%cause, "the reports in memory could not be put in order");
                None
            }
        }
    }

    /// Begins to put the reports in order anew when much is fresh and nobody does it yet.
    async fn join_if_outgrown(&self, index: &Arc<ReportIndex>) {
        let mut joining = self.joining.lock().await;
        if joining.is_none() && index.has_outgrown() {
            let index = Arc::clone(index);
            *joining = Some(tokio::task::spawn_blocking(move || index.joined()));
        }
    }

    /// Writes the snapshot, beside everything else.
    fn keep(&self, index: &ReportIndex) {
        if let Some(snapshot) = self.snapshot.clone() {
            let (store, index) = (self.store.clone(), index.clone());
            tokio::spawn(async move { snapshot.write(&store, index).await });
        }
    }

    /// Brings reports in memory up to an epoch, and with them all that one answer reads.
    async fn follow(&self, before: &View, mut index: ReportIndex, last: Epoch) -> Result<View, AppError> {
        while index.epoch() < last {
            let mut changed = self.store.changes_since(index.epoch(), EPOCHS_AT_A_TIME).await?;
            // Each time the fresh part is made anew: many small changes are taken together.
            while changed.epoch < last && changed.rows.len() < ROWS_AT_A_TIME {
                let more = self.store.changes_since(changed.epoch, EPOCHS_AT_A_TIME).await?;
                changed.epoch = more.epoch;
                changed.rows.extend(more.rows);
                changed.touched.extend(more.touched);
            }
            index = tokio::task::spawn_blocking(move || {
                index.apply(changed.epoch, &changed.rows);
                index.touch(changed.touched);
                let far_behind = changed.epoch < last;
                if far_behind && index.has_outgrown() { index.joined() } else { index }
            })
            .await?;
        }
        let index = Arc::new(index);
        let is_other = self.store.risk_points_changed(before.held_at(), index.epoch()).await?;
        let risk_points = if is_other {
            Arc::new(RiskIndex::new(self.store.risk_points(index.epoch()).await?))
        } else {
            Arc::clone(&before.risk_points)
        };
        let around = self.surroundings(index.epoch()).await?;
        Ok(View::new(index, risk_points, around, None))
    }
}

/// Reads every report as it was held at an epoch.
pub(super) async fn read_reports(store: &Store, epoch: Epoch) -> Result<ReportIndex, AppError> {
    let (to, mut from) = mpsc::channel(BATCHES_WAITING);
    let reading = tokio::spawn({
        let store = store.clone();
        async move { store.read_held(epoch, to).await }
    });
    let taking = tokio::task::spawn_blocking(move || {
        let mut draft = ReportIndexDraft::default();
        while let Some(rows) = from.blocking_recv() {
            draft.add(&rows);
        }
        draft
    });
    let mut draft = taking.await?;
    draft.touch(reading.await??);
    Ok(tokio::task::spawn_blocking(move || draft.finish(epoch)).await?)
}
