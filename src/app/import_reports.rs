//! Somebody brings a file of reports.

use super::import_rows::{ImportPlan, Imported, Taking};
use super::{App, AppError, Known};
use crate::domain::{
    Brings, Channel, GenerationId, New, NewReports, OnConflict, Outcome, Place, ReportContent,
};
use crate::import::{Field, ReportRules, Source};
use crate::storage::{StorageError, Store};

/// How a file of reports is to be imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Columns that the user named himself.
    pub columns: Vec<(Field, String)>,
    /// The channel of rows that name none; guessed when absent.
    pub channel: Option<Channel>,
    /// Whether rows that are stored with other content replace it.
    pub update: bool,
    /// The sheet of a workbook; the first when absent.
    pub sheet: Option<String>,
}

impl Imported for ReportContent {
    type Said = Channel;

    fn rules<'a>(known: &'a Known, said: &Channel) -> ReportRules<'a> {
        ReportRules { reference: &known.reference, geocoder: &known.geocoder, channel: *said }
    }

    fn place(&self) -> Place {
        self.place
    }

    fn brings(generation: GenerationId, reports: Vec<New<Self>>, on_conflict: OnConflict) -> Brings {
        Brings::Reports(NewReports { generation, reports, on_conflict })
    }

    async fn foresee(
        store: &Store,
        rows: &[New<Self>],
        on_conflict: OnConflict,
    ) -> Result<Vec<Outcome>, StorageError> {
        store.foresee(rows, on_conflict).await
    }
}

impl App {
    /// Reads a file of reports as far as its header, and through once to know how it is written; nothing is
    /// stored yet.
    ///
    /// # Errors
    /// When the file as a whole cannot be read, or its columns cannot be matched.
    pub async fn plan_import(
        &self,
        name: &str,
        source: impl Source + 'static,
        options: &ImportOptions,
    ) -> Result<ImportPlan<ReportContent>, AppError> {
        let ImportOptions { columns, channel, update, sheet } = options;
        let taking = Taking { columns, update: *update, sheet: sheet.clone() };
        self.plan(name, source, taking, |map| {
            // A file that names its web pages was compiled from public sources.
            let guessed = if map.has(Field::SourceUrl) { Channel::OpenSource } else { Channel::Partner };
            channel.unwrap_or(guessed)
        })
        .await
    }
}
