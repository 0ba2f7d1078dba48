//! The reports in memory once more, at the places that are told to whoever may not know them exactly: everything that
//! asks by area, counts by square or draws then works on those places, and on no others.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::recent::Recent;
use super::{App, AppError, View};
use crate::domain::{Epoch, GenerationId};
use crate::spatial::{Placer, ReportIndex};

/// Epochs read from the feed at a time while catching up.
const EPOCHS_AT_A_TIME: i64 = 100;
/// Epochs from which all places are taken anew: that takes as long as following the feed.
const TOO_FAR_BEHIND: Epoch = 10_000;
/// Earlier moments that are kept.
const MOMENTS_KEPT: usize = 2;

/// What is kept of it.
#[derive(Debug)]
pub(super) struct CoarseIndices {
    /// What holds now, since somebody first asked; by the edition of boundaries that it was made on.
    present: Mutex<Option<(Arc<Placer>, Arc<ReportIndex>)>>,
    past: Recent<(Epoch, GenerationId), Arc<ReportIndex>>,
}

impl Default for CoarseIndices {
    fn default() -> Self {
        Self { present: Mutex::default(), past: Recent::keeping(MOMENTS_KEPT) }
    }
}

impl App {
    /// Returns what holds now, with the reports at the places that are told. They are made when somebody first asks, and
    /// follow the feed whenever somebody asks again.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn coarse_now(&self) -> Result<Arc<View>, AppError> {
        let mut present = self.coarse.present.lock().await;
        // Looked at under the lock: what is kept is never newer.
        let now = self.now();
        let known = present.take().filter(|(placer, index)| {
            Arc::ptr_eq(placer, &now.placer) && now.held_at() - index.epoch() < TOO_FAR_BEHIND
        });
        let index = match known {
            Some((_, index)) => self.coarse_followed(index, &now).await?,
            None => coarsened(&now).await?,
        };
        *present = Some((Arc::clone(&now.placer), Arc::clone(&index)));
        Ok(now.with_reports(index))
    }

    /// Returns a moment with the reports at the places that are told.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn coarse(&self, then: Arc<View>) -> Result<Arc<View>, AppError> {
        if then.held_at() == self.now().held_at() {
            let now = self.coarse_now().await?;
            if now.held_at() == then.held_at() {
                return Ok(then.with_reports(Arc::clone(&now.index)));
            }
        }
        let key = (then.held_at(), then.generation().id);
        let index = self.coarse.past.get(key, || coarsened(&then)).await?;
        Ok(then.with_reports(Arc::clone(&index)))
    }

    /// Brings reports at the places that are told up to a view.
    async fn coarse_followed(
        &self,
        index: Arc<ReportIndex>,
        to: &Arc<View>,
    ) -> Result<Arc<ReportIndex>, AppError> {
        let mut index = index;
        while index.epoch() < to.held_at() {
            let epochs = EPOCHS_AT_A_TIME.min(to.held_at() - index.epoch());
            let changed = self.store.changes_since(index.epoch(), epochs).await?;
            let placer = Arc::clone(&to.placer);
            let followed = tokio::task::spawn_blocking(move || {
                let rows: Vec<_> = changed.rows.iter().map(|row| placer.coarse_row(row)).collect();
                let mut followed = ReportIndex::clone(&index);
                followed.apply(changed.epoch, &rows);
                followed.touch(changed.touched);
                if followed.has_outgrown() { followed.joined() } else { followed }
            });
            index = Arc::new(followed.await?);
        }
        Ok(index)
    }
}

/// Puts the reports of a view at the places that are told.
async fn coarsened(view: &Arc<View>) -> Result<Arc<ReportIndex>, AppError> {
    let view = Arc::clone(view);
    let made = tokio::task::spawn_blocking(move || view.index.placed_by(|row| view.placer.coarse_row(row)));
    Ok(Arc::new(made.await?))
}
