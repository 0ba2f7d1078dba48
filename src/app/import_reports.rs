//! Somebody brings a file of reports.

use super::{App, AppError};
use crate::domain::{
    Brings, Change, Channel, NewReport, NewReports, OnConflict, Outcome, Place, PlacingMethod,
};
use crate::import::{
    ColumnMap, Defaults, Field, FileError, ReportDraft, RowProblem, Severity, decode, header_and_body,
    read_rows,
};
use crate::storage::{Committed, StorageError};

/// How a file is to be imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Columns that the user named himself.
    pub columns: Vec<(Field, String)>,
    /// The channel of rows that name none; guessed when absent.
    pub channel: Option<Channel>,
    /// Whether rows that are stored with other content replace it.
    pub update: bool,
}

/// A file that was read and checked, before anything is stored.
#[derive(Debug)]
pub struct ImportPlan {
    file: String,
    /// The encoding it was read in.
    pub encoding: &'static str,
    /// Which column fills which field.
    pub map: ColumnMap,
    /// The channel of rows that name none.
    pub channel: Channel,
    drafts: Vec<(ReportDraft, NewReport)>,
    /// What is wrong with rows, in the order of the file.
    pub problems: Vec<RowProblem>,
    on_conflict: OnConflict,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows done.
    pub done: usize,
    /// Rows in all.
    pub of: usize,
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
    /// Problems, in the order of the file.
    pub problems: Vec<RowProblem>,
}

impl ImportPlan {
    /// Returns how many rows can be taken.
    pub fn rows(&self) -> usize {
        self.drafts.len()
    }
}

impl ImportResult {
    /// Returns how many rows were refused.
    pub fn refused(&self) -> usize {
        self.problems.iter().filter(|p| p.severity == Severity::Refused).count()
    }

    /// Counts what became of a batch.
    fn take(&mut self, batch: &[(ReportDraft, NewReport)], outcomes: &[Outcome], map: &ColumnMap) {
        for ((draft, new), outcome) in batch.iter().zip(outcomes) {
            match outcome {
                Outcome::Added => self.added += 1,
                Outcome::Updated => self.updated += 1,
                Outcome::Unchanged => self.unchanged += 1,
                Outcome::Conflict => {
                    self.problems.push(conflict(draft, new, map));
                    continue;
                }
            }
            self.count_place(&draft.content.place);
        }
    }

    fn count_place(&mut self, place: &Place) {
        match place {
            Place::Point { .. } => self.points += 1,
            Place::Tambon(_) | Place::District(_) | Place::Province(_) => self.area_only += 1,
            Place::Unknown => self.unlocated += 1,
        }
    }
}

impl App {
    /// Stores reports that were placed by what holds now; when the boundaries change meanwhile, places them
    /// anew and tries again.
    async fn store_reports(
        &self,
        file: &str,
        mut reports: Vec<NewReport>,
        on_conflict: OnConflict,
    ) -> Result<Committed, AppError> {
        let mut generation = self.now().generation().id;
        loop {
            let new = NewReports { generation, reports: reports.clone(), on_conflict };
            let change = Change::by_operator(format!("import {file}"), Brings::Reports(new));
            match self.store.commit(change).await {
                Err(StorageError::OtherBoundaries) => {
                    self.refresh().await?;
                    let now = self.now();
                    if now.generation().id == generation {
                        return Err(StorageError::OtherBoundaries.into());
                    }
                    generation = now.generation().id;
                    for report in &mut reports {
                        report.placement = now.placer().place(&report.content.place);
                    }
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// Reads and checks a file of reports; nothing is stored yet.
    ///
    /// # Errors
    /// When the file as a whole cannot be read; single bad rows become problems of the plan.
    pub fn plan_import(
        &self,
        file: &str,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<ImportPlan, AppError> {
        let decoded = decode(file, bytes)?;
        let (header, body) = header_and_body(&decoded.text)
            .map_err(|reason| FileError::Whole { file: file.to_owned(), reason })?;
        let map = ColumnMap::guess(&header, &options.columns)?;
        // A file that names its web pages was compiled from public sources.
        let guessed = if map.has(Field::SourceUrl) { Channel::OpenSource } else { Channel::Partner };
        let channel = options.channel.unwrap_or(guessed);
        let rows = read_rows(&body, &map, self.reference(), &self.known.geocoder, &Defaults { channel });
        let mut problems = rows.problems;
        let drafts = rows.drafts.into_iter().map(|draft| {
            let placement = self.now().placer().place(&draft.content.place);
            if let Some(problem) = contradiction(&draft, &placement, &map) {
                problems.push(problem);
            }
            let new = NewReport {
                import_key: draft.import_key.clone(),
                content_hash: draft.content_hash.clone(),
                source_id: draft.source_id.clone(),
                content: draft.content.clone(),
                placement,
            };
            (draft, new)
        });
        let drafts = drafts.collect();
        problems.sort_by_key(|p| p.line);
        Ok(ImportPlan {
            file: file.to_owned(),
            encoding: decoded.encoding,
            map,
            channel,
            drafts,
            problems,
            on_conflict: if options.update { OnConflict::Update } else { OnConflict::Refuse },
        })
    }

    /// Says what running a plan would do, without storing anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn preview_import(&self, plan: &ImportPlan) -> Result<ImportResult, AppError> {
        let mut result = ImportResult { problems: plan.problems.clone(), ..ImportResult::default() };
        for batch in plan.drafts.chunks(Change::MOST_REPORTS) {
            let new: Vec<NewReport> = batch.iter().map(|(_, new)| new.clone()).collect();
            let outcomes = self.store.foresee(&new, plan.on_conflict).await?;
            result.take(batch, &outcomes, &plan.map);
        }
        result.problems.sort_by_key(|p| p.line);
        Ok(result)
    }

    /// Stores what a plan holds, at most 1,000 rows in one transaction, and tells how far it is.
    ///
    /// A row whose id is stored with other content becomes a problem unless the plan updates. When the
    /// database fails in between, the batches before are stored, and importing the file again goes on
    /// where it stopped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_import(
        &self,
        plan: ImportPlan,
        mut progress: impl FnMut(Progress),
    ) -> Result<ImportResult, AppError> {
        let mut result = ImportResult { problems: plan.problems, ..ImportResult::default() };
        let of = plan.drafts.len();
        let mut done = 0;
        for batch in plan.drafts.chunks(Change::MOST_REPORTS) {
            let new = batch.iter().map(|(_, new)| new.clone()).collect();
            let committed = self.store_reports(&plan.file, new, plan.on_conflict).await?;
            result.take(batch, &committed.outcomes, &plan.map);
            done += batch.len();
            progress(Progress { done, of });
        }
        result.problems.sort_by_key(|p| p.line);
        self.refresh().await?;
        Ok(result)
    }
}

/// Says so when a row's point lies in another district than the row names.
fn contradiction(
    draft: &ReportDraft,
    placement: &crate::domain::Placement,
    map: &ColumnMap,
) -> Option<RowProblem> {
    let named = draft.named_district?;
    let at = draft.content.place.point()?;
    if placement.routed_to == Some(named) || placement.second_choice == Some(named) {
        return None;
    }
    let found = match (placement.method, placement.district) {
        (PlacingMethod::Foreign, _) => "abroad".to_owned(),
        (_, Some(district)) => format!("in district {district}"),
        (_, None) => "in no district".to_owned(),
    };
    Some(RowProblem {
        severity: Severity::Warning,
        line: draft.line,
        column: map.column_name(Field::Lat).to_owned(),
        text: at.to_string(),
        reason: format!("lies {found}, but the row names district {named}; placed by its position"),
        raw: String::new(),
        fields: draft.fields.clone(),
    })
}

fn conflict(draft: &ReportDraft, new: &NewReport, map: &ColumnMap) -> RowProblem {
    RowProblem {
        severity: Severity::Refused,
        line: draft.line,
        column: map.column_name(Field::Id).to_owned(),
        text: new.source_id.clone(),
        reason: "is stored already with other content; if it is the same report, --update replaces it"
            .to_owned(),
        raw: String::new(),
        fields: draft.fields.clone(),
    }
}
