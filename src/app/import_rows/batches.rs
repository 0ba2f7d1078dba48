//! A file's rows read, placed and handed on a batch at a time, so that never the whole file is held.

use std::ops::ControlFlow;

use tokio::sync::mpsc::Sender;

use super::Imported;
use crate::app::Known;
use crate::domain::{Change, New, Placement, PlacingMethod, number::count_to_u64};
use crate::import::{
    ColumnMap, Draft, FileError, Record, RecordFile, RowField, RowProblem, RowReader, Severity,
};
use crate::spatial::Placer;

/// Most bytes of one batch's rows, so that a batch of long rows is no larger than one of many.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Rows that go to the database together.
#[derive(Debug)]
pub(super) struct Batch<C> {
    /// Rows that can be taken.
    pub(super) drafts: Vec<Draft<C>>,
    /// The same, placed; at most [`Change::MOST_REPORTS`].
    pub(super) new: Vec<New<C>>,
    /// What is wrong with the other rows, and what is doubtful about these.
    pub(super) problems: Vec<RowProblem>,
    /// How much of the file was read until here, counted as [`RecordFile::size`] is.
    pub(super) done: u64,
    rows: usize,
    bytes: u64,
}

/// Reads a file to its end, or until nobody takes its batches any more.
///
/// # Errors
/// When the file cannot be read to its end; the batches before were handed on.
pub(super) fn read_batches<C: Imported>(
    known: &Known,
    placer: &Placer,
    file: RecordFile,
    map: &ColumnMap<C::Field>,
    said: &C::Said,
    batches: &Sender<Batch<C>>,
) -> Result<(), FileError> {
    let mut reader = RowReader::<C>::new(map, C::rules(known, said));
    let mut batch = Batch::default();
    let read = file.read(|record, done| {
        batch.add(&record, reader.read(&record), placer, map);
        batch.done = done;
        if batch.is_full() && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    if batch.rows > 0 {
        // When nobody takes it, whoever should have knows why.
        let _ = batches.blocking_send(batch);
    }
    read
}

impl<C> Default for Batch<C> {
    fn default() -> Self {
        Self { drafts: Vec::new(), new: Vec::new(), problems: Vec::new(), done: 0, rows: 0, bytes: 0 }
    }
}

impl<C: Imported> Batch<C> {
    fn add(
        &mut self,
        record: &Record,
        read: Result<(Draft<C>, Vec<RowProblem>), Box<RowProblem>>,
        placer: &Placer,
        map: &ColumnMap<C::Field>,
    ) {
        self.rows += 1;
        self.bytes += bytes(record);
        match read {
            Ok((draft, mut warnings)) => {
                self.problems.append(&mut warnings);
                let placement = placer.place(&draft.content.place());
                self.problems.extend(contradiction(&draft, &placement, map));
                self.new.push(new_row(&draft, placement));
                self.drafts.push(draft);
            }
            Err(problem) => self.problems.push(*problem),
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= Change::MOST_REPORTS || self.bytes >= MOST_BYTES
    }
}

fn bytes(record: &Record) -> u64 {
    let fields = record.fields.as_ref().map_or(0, |fields| fields.iter().map(String::len).sum());
    count_to_u64(record.raw.len().max(fields))
}

fn new_row<C: Clone>(draft: &Draft<C>, placement: Placement) -> New<C> {
    New {
        import_key: draft.import_key.clone(),
        content_hash: draft.content_hash.clone(),
        source_id: draft.source_id.clone(),
        content: draft.content.clone(),
        placement,
    }
}

/// Says so when a row's point lies in another district than the row names.
fn contradiction<C: Imported>(
    draft: &Draft<C>,
    placement: &Placement,
    map: &ColumnMap<C::Field>,
) -> Option<RowProblem> {
    let named = draft.named_district?;
    let at = draft.content.place().point()?;
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
        column: map.column_name(C::Field::POSITION).to_owned(),
        text: at.to_string(),
        reason: format!("lies {found}, but the row names district {named}; placed by its position"),
        raw: String::new(),
        fields: draft.fields.clone(),
    })
}
