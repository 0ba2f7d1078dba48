//! Somebody brings a file whose rows are to be stored: what is the same for reports and risk points.

mod batches;
mod foresight;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinError, spawn_blocking};

use self::batches::{Batch, read_batches};
use self::foresight::Foresight;
use super::{App, AppError, Known};
use crate::domain::{Brings, Change, Generation, GenerationId, New, OnConflict, Outcome, Place};
use crate::import::{ColumnMap, Draft, RecordFile, RowContent, RowField, RowProblem, Severity, Source, Unit};
use crate::spatial::Placer;
use crate::storage::{StorageError, Store};

/// How long an import waits for an edition of boundaries that was stored and has no epoch yet.
const WAIT_FOR_EPOCH: Duration = Duration::from_millis(50);

/// What an import brings: reports or risk points.
pub trait Imported: RowContent + Clone + Send + Sync + 'static {
    /// What is said of a whole file, for rows that do not say it themselves.
    type Said: Clone + Send + 'static;

    /// Returns what rows are read by.
    fn rules<'a>(known: &'a Known, said: &Self::Said) -> Self::Rules<'a>;

    /// Returns where a row says it is.
    fn place(&self) -> Place;

    /// Returns what a change brings.
    fn brings(generation: GenerationId, rows: Vec<New<Self>>, on_conflict: OnConflict) -> Brings;

    /// Says what storing rows would do.
    fn foresee(
        store: &Store,
        rows: &[New<Self>],
        on_conflict: OnConflict,
    ) -> impl Future<Output = Result<Vec<Outcome>, StorageError>> + Send;
}

/// How the columns and rows of a file are to be taken.
pub(super) struct Taking<'a, F> {
    /// Columns that the user named himself.
    pub(super) columns: &'a [(F, String)],
    /// Whether rows that are stored with other content replace it.
    pub(super) update: bool,
    /// The sheet of a workbook; the first when absent.
    pub(super) sheet: Option<String>,
}

/// A file whose columns are known, before any of its rows is read.
pub struct ImportPlan<C: Imported> {
    name: String,
    file: RecordFile,
    /// Which column fills which field.
    pub map: ColumnMap<C::Field>,
    /// What holds for rows that do not say it themselves.
    pub said: C::Said,
    on_conflict: OnConflict,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows done.
    pub rows: usize,
    /// How much of the file is done, counted as `of` is.
    pub done: u64,
    /// Size of the file in bytes, or its rows where they are known beforehand.
    pub of: u64,
}

/// What is told while an import runs.
#[derive(Debug)]
pub enum ImportNews<'a> {
    /// Something is wrong with a row; the rows of a batch come in the order of the file.
    Problem(&'a RowProblem),
    /// A batch is done.
    Progress(Progress),
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub struct ImportResult {
    /// Rows stored for the first time.
    pub added: usize,
    /// Rows stored over an earlier content.
    pub updated: usize,
    /// Rows stored already, word for word.
    pub unchanged: usize,
    /// Rows placed by a point.
    pub points: usize,
    /// Rows placed by tambon, district or province.
    pub area_only: usize,
    /// Rows without a place.
    pub unlocated: usize,
    /// Problems in all; the refused rows are among them.
    pub problems_in_all: usize,
    refused: usize,
    /// The first problems in the order of the file, at most [`ImportResult::MOST_PROBLEMS`].
    pub problems: Vec<RowProblem>,
}

impl<C: Imported> ImportPlan<C> {
    /// Returns as what the file is read: its encoding or kind.
    pub fn read_as(&self) -> &str {
        self.file.read_as()
    }

    /// Returns what the file's rows are counted by.
    pub fn unit(&self) -> Unit {
        self.file.unit()
    }
}

impl<C: Imported> std::fmt::Debug for ImportPlan<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportPlan").field("name", &self.name).field("map", &self.map).finish_non_exhaustive()
    }
}

impl ImportResult {
    /// Most problems that are kept; all of them are told while the import runs.
    pub const MOST_PROBLEMS: usize = 50;

    /// Returns how many rows were refused.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// Counts what became of a batch and returns its problems in the order of the file.
    fn take<C: Imported>(
        &mut self,
        drafts: &[Draft<C>],
        outcomes: &[Outcome],
        mut problems: Vec<RowProblem>,
        map: &ColumnMap<C::Field>,
    ) -> Vec<RowProblem> {
        for (draft, outcome) in drafts.iter().zip(outcomes) {
            match outcome {
                Outcome::Added => self.added += 1,
                Outcome::Updated => self.updated += 1,
                Outcome::Unchanged => self.unchanged += 1,
                Outcome::Conflict => {
                    problems.push(conflict(draft, map));
                    continue;
                }
            }
            match draft.content.place() {
                Place::Point { .. } => self.points += 1,
                Place::Tambon(_) | Place::District(_) | Place::Province(_) => self.area_only += 1,
                Place::Unknown => self.unlocated += 1,
            }
        }
        problems.sort_by_key(|p| p.line);
        self.refused += problems.iter().filter(|p| p.severity == Severity::Refused).count();
        self.problems_in_all += problems.len();
        let room = Self::MOST_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(problems.iter().take(room).cloned());
        problems
    }
}

impl App {
    /// Reads a file as far as its header, and through once to know how it is written; nothing is stored yet.
    /// What is said of the whole file may depend on its columns.
    pub(super) async fn plan<C: Imported>(
        &self,
        name: &str,
        source: impl Source + 'static,
        taking: Taking<'_, C::Field>,
        said: impl FnOnce(&ColumnMap<C::Field>) -> C::Said,
    ) -> Result<ImportPlan<C>, AppError> {
        let Taking { columns, update, sheet } = taking;
        let named = name.to_owned();
        let file = spawn_blocking(move || RecordFile::open(&named, source, sheet.as_deref()))
            .await
            .map_err(|cause| broke_off(name, &cause))??;
        let map = ColumnMap::guess(file.header(), columns)?;
        let on_conflict = if update { OnConflict::Update } else { OnConflict::Refuse };
        Ok(ImportPlan { name: name.to_owned(), file, said: said(&map), map, on_conflict })
    }

    /// Says what running a plan would do, without storing anything.
    ///
    /// # Errors
    /// When the file cannot be read to its end, the database fails, or the listener does.
    pub async fn preview_import<C: Imported>(
        &self,
        plan: ImportPlan<C>,
        listen: impl FnMut(ImportNews<'_>) -> Result<(), AppError>,
    ) -> Result<ImportResult, AppError> {
        self.carry_out(plan, Some(Foresight::default()), listen).await
    }

    /// Stores what a file holds, at most 1,000 rows in one transaction, and tells how far it is.
    ///
    /// A row whose id is stored with other content becomes a problem unless the plan updates. When something
    /// fails in between, the batches before are stored, and importing the file again goes on where it
    /// stopped. The reports in memory stay as they were; [`App::refresh`] brings them up to date.
    ///
    /// # Errors
    /// When the file cannot be read to its end, the database fails, or the listener does.
    pub async fn run_import<C: Imported>(
        &self,
        plan: ImportPlan<C>,
        listen: impl FnMut(ImportNews<'_>) -> Result<(), AppError>,
    ) -> Result<ImportResult, AppError> {
        let result = self.carry_out(plan, None, listen).await?;
        self.store.number_changes().await?;
        Ok(result)
    }

    /// Reads batch after batch on a thread of its own, while the batch before is stored or foreseen.
    async fn carry_out<C: Imported>(
        &self,
        plan: ImportPlan<C>,
        mut dry: Option<Foresight>,
        mut listen: impl FnMut(ImportNews<'_>) -> Result<(), AppError>,
    ) -> Result<ImportResult, AppError> {
        let ImportPlan { name, file, map, said, on_conflict } = plan;
        let of = file.size();
        let mut ground = self.ground().await?;
        let (known, columns) = (Arc::clone(&self.known), map.clone());
        // The thread places by these boundaries to the end, whatever holds by then.
        let (placed_by, placer) = (ground.0.id, Arc::clone(&ground.1));
        // One batch waits while another is stored; reading stops when nobody takes them any more.
        let (sender, mut batches) = mpsc::channel(1);
        let reading =
            spawn_blocking(move || read_batches::<C>(&known, &placer, file, &columns, &said, &sender));
        let mut result = ImportResult::default();
        let mut rows = 0;
        while let Some(Batch { drafts, new, problems, done, .. }) = batches.recv().await {
            rows += drafts.len();
            let outcomes = match &mut dry {
                _ if new.is_empty() => Vec::new(),
                Some(foresight) => {
                    let stored = C::foresee(&self.store, &new, on_conflict).await?;
                    foresight.settle(&drafts, stored, on_conflict)
                }
                None => self.store_rows(&name, &mut ground, placed_by, new, on_conflict).await?,
            };
            for problem in result.take(&drafts, &outcomes, problems, &map) {
                listen(ImportNews::Problem(&problem))?;
            }
            listen(ImportNews::Progress(Progress { rows, done, of }))?;
        }
        reading.await.map_err(|cause| broke_off(&name, &cause))??;
        Ok(result)
    }
}

impl App {
    /// Stores rows that were placed by an edition of boundaries; when another one holds by now, places them
    /// anew.
    async fn store_rows<C: Imported>(
        &self,
        file: &str,
        ground: &mut (Generation, Arc<Placer>),
        mut placed_by: GenerationId,
        mut new: Vec<New<C>>,
        on_conflict: OnConflict,
    ) -> Result<Vec<Outcome>, AppError> {
        loop {
            if placed_by != ground.0.id {
                for row in &mut new {
                    row.placement = ground.1.place(&row.content.place());
                }
                placed_by = ground.0.id;
            }
            let brings = C::brings(placed_by, new.clone(), on_conflict);
            let change = Change::by_operator(format!("import {file}"), brings);
            match self.store.commit(change).await {
                Err(StorageError::OtherBoundaries) => {
                    *ground = self.ground().await?;
                    // The new edition may not have its epoch yet; whoever gives epochs does so at once.
                    if ground.0.id == placed_by {
                        tokio::time::sleep(WAIT_FOR_EPOCH).await;
                    }
                }
                outcome => return Ok(outcome?.outcomes),
            }
        }
    }
}

/// Says that a parser stopped where it should have returned an error; the program goes on.
fn broke_off(name: &str, cause: &JoinError) -> AppError {
    AppError::Refused(format!("{name}: it is so broken that reading it broke off: {cause}"))
}

fn conflict<C: RowContent>(draft: &Draft<C>, map: &ColumnMap<C::Field>) -> RowProblem {
    RowProblem {
        severity: Severity::Refused,
        line: draft.line,
        column: map.column_name(C::Field::ID).to_owned(),
        text: draft.source_id.clone(),
        reason: "is stored already with other content; if it is the same one, --update replaces it"
            .to_owned(),
        raw: String::new(),
        fields: draft.fields.clone(),
    }
}
