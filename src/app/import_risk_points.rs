//! Somebody brings a file of risk points.

use super::import_rows::{ImportPlan, Imported, Taking};
use super::{App, AppError, Known};
use crate::domain::{
    Brings, GenerationId, New, NewRiskPoints, OnConflict, Outcome, Place, RiskPointContent, VocabularyEntry,
};
use crate::import::{RiskField, Source};
use crate::storage::{StorageError, Store};

/// How a file of risk points is to be imported.
#[derive(Debug, Clone, Default)]
pub struct RiskImportOptions {
    /// Columns that the user named himself.
    pub columns: Vec<(RiskField, String)>,
    /// Whether rows that are stored with other content replace it.
    pub update: bool,
    /// The sheet of a workbook; the first when absent.
    pub sheet: Option<String>,
}

impl Imported for RiskPointContent {
    type Said = ();

    fn rules<'a>(known: &'a Known, (): &()) -> &'a [VocabularyEntry] {
        &known.reference.risk_point_kinds
    }

    fn place(&self) -> Place {
        RiskPointContent::place(self)
    }

    fn brings(generation: GenerationId, points: Vec<New<Self>>, on_conflict: OnConflict) -> Brings {
        Brings::RiskPoints(NewRiskPoints { generation, points, on_conflict })
    }

    async fn foresee(
        store: &Store,
        rows: &[New<Self>],
        on_conflict: OnConflict,
    ) -> Result<Vec<Outcome>, StorageError> {
        store.foresee_risk_points(rows, on_conflict).await
    }
}

impl App {
    /// Reads a file of risk points as far as its header, and through once to know how it is written; nothing
    /// is stored yet.
    ///
    /// # Errors
    /// When the file as a whole cannot be read, or its columns cannot be matched.
    pub async fn plan_risk_points(
        &self,
        name: &str,
        source: impl Source + 'static,
        options: &RiskImportOptions,
    ) -> Result<ImportPlan<RiskPointContent>, AppError> {
        let RiskImportOptions { columns, update, sheet } = options;
        let taking = Taking { columns, update: *update, sheet: sheet.clone() };
        self.plan(name, source, taking, |_| ()).await
    }
}
