//! Filling an empty database with many reports at once, for measuring: what a change of 1,000 reports would
//! have stored, past the ways on which a change is checked.

use chrono::Utc;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::records::{AuditRecord, ChangeRecord, EventRecord, ReportRecord, Rows, TextRecord, VersionRecord};
use crate::domain::{Change, GenerationId, NewReport, number::count_to_i64};

/// Changes stored together.
const CHANGES_AT_A_TIME: usize = 25;
/// What such changes say of themselves.
const ORIGIN: &str = "bench fill";

/// The greatest numbers in a database before it is filled.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Last {
    pub(super) change: i64,
    pub(super) epoch: i64,
    pub(super) audit: i64,
}

/// The rows of some changes, table after table.
pub(super) type Filling = [Rows; 6];

/// Makes rows of reports, each with its identity outside, and hands them over; says how many there were.
///
/// It ends early when nobody takes them any more: whoever took them says why.
pub(super) fn prepare(
    reports: impl Iterator<Item = (Uuid, NewReport)>,
    mut last: Last,
    to: &mpsc::Sender<Filling>,
) -> u64 {
    let committed_at = Utc::now().timestamp();
    let mut reports = reports.peekable();
    let mut row = 0;
    while reports.peek().is_some() {
        let mut changes = Vec::with_capacity(CHANGES_AT_A_TIME);
        let mut audits = Vec::with_capacity(CHANGES_AT_A_TIME);
        let rows = CHANGES_AT_A_TIME * Change::MOST_REPORTS;
        let (mut identities, mut texts) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let (mut versions, mut events) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        while changes.len() < CHANGES_AT_A_TIME && reports.peek().is_some() {
            last = Last { change: last.change + 1, epoch: last.epoch + 1, audit: last.audit + 1 };
            let before = identities.len();
            for (id, report) in reports.by_ref().take(Change::MOST_REPORTS) {
                row += 1;
                identities.push(ReportRecord::new(row, id.to_string(), last.change, &report));
                texts.push(TextRecord::new(row, last.change, &report));
                events.push(EventRecord { change_id: last.change, report_id: row, kind: "filed".to_owned() });
                versions.push(VersionRecord::new(
                    row,
                    last.change,
                    GenerationId::BUNDLED,
                    &report.content,
                    &report.placement,
                ));
            }
            changes.push(ChangeRecord::numbered(last.change, last.epoch, ORIGIN, committed_at));
            let detail = format!("{} filed, 0 revised", count_to_i64(identities.len() - before));
            audits.push(AuditRecord::of_operator(last.audit, last.change, ORIGIN, detail));
        }
        let filling = [
            Rows::Changes(changes),
            Rows::Audits(audits),
            Rows::Reports(identities),
            Rows::Texts(texts),
            Rows::Versions(versions),
            Rows::Events(events),
        ];
        if to.blocking_send(filling).is_err() {
            break;
        }
    }
    row.unsigned_abs()
}
