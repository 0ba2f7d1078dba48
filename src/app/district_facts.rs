//! The operator says something of districts: which are targets, how many people live in them.

use chrono::NaiveDate;

use super::{App, AppError};
use crate::domain::{Brings, Change, NewTargets};
use crate::import::{decode, populations, target_districts};

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

    /// Stores how many people live in districts, as a file says; returns how many counts it has. What was said of the same
    /// district and day before is replaced, everything else stays.
    ///
    /// # Errors
    /// When the file cannot be read or says something that cannot be; then nothing is stored.
    pub async fn import_populations(
        &self,
        file: &str,
        bytes: &[u8],
        counted_on: Option<NaiveDate>,
        source: Option<&str>,
    ) -> Result<usize, AppError> {
        let text = decode(file, bytes)?.text;
        let counts = populations(file, &text, &self.reference().districts, counted_on, source)?;
        let size = counts.len();
        let change = Change::by_operator(format!("populations {file}"), Brings::Populations(counts));
        self.store.commit(change).await?;
        self.refresh().await?;
        Ok(size)
    }
}
