//! The operator replaces the set of target districts.

use chrono::NaiveDate;

use super::{App, AppError};
use crate::domain::{Brings, Change, NewTargets};
use crate::import::{decode, target_districts};

impl App {
    /// Ends today's set on a day and starts the one in a file; returns how many districts it has.
    ///
    /// # Errors
    /// When the file cannot be read or names a district wrongly; then the set is as it was.
    pub async fn replace_target_set(
        &self,
        file: &str,
        bytes: &[u8],
        from: NaiveDate,
    ) -> Result<usize, AppError> {
        let text = decode(file, bytes)?.text;
        let set = target_districts(file, &text, &self.reference().districts, Some(from))?;
        if let Some(early) = set.iter().find(|t| t.valid_from < from) {
            return Err(AppError::Refused(format!(
                "{file}: district {} begins on {}, before the set itself on {from}",
                early.district, early.valid_from
            )));
        }
        let size = set.len();
        let brings = Brings::Targets(NewTargets { only_first: false, from, set });
        self.store.commit(Change::by_operator(format!("target districts {file}"), brings)).await?;
        self.refresh().await?;
        Ok(size)
    }
}
