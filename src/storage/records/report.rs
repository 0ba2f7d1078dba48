//! A report's identity and its words.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::copied::copied;
use super::{RowOf, VersionRecord};
use crate::domain::{Handling, NewReport, Report, ReportContent, ReportRow};
use crate::storage::StorageError;
use crate::storage::schema::{report, report_text};

/// What never changes about a report.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = report)]
pub(in crate::storage) struct ReportRecord {
    pub(in crate::storage) id: i64,
    pub(in crate::storage) uid: String,
    import_key: String,
    source_id: String,
    pub(in crate::storage) change_id: i64,
}

/// The words of a report, written once.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = report_text)]
pub(in crate::storage) struct TextRecord {
    report_id: i64,
    pub(in crate::storage) change_id: i64,
    content_hash: String,
    place_text: String,
    summary: String,
    quantity: String,
    agency: String,
    source_url: String,
    source_title: String,
    synthetic: bool,
}

impl ReportRecord {
    /// Turns a new report into a row with a given number and identity.
    pub(in crate::storage) fn new(id: i64, uid: String, change_id: i64, new: &NewReport) -> Self {
        Self { id, uid, import_key: new.import_key.clone(), source_id: new.source_id.clone(), change_id }
    }
}

impl TextRecord {
    /// Turns the words of a new report into a row.
    pub(in crate::storage) fn new(report_id: i64, change_id: i64, new: &NewReport) -> Self {
        let NewReport { content_hash, content, .. } = new;
        Self {
            report_id,
            change_id,
            content_hash: content_hash.clone(),
            place_text: content.place_text.clone(),
            summary: content.summary.clone(),
            quantity: content.quantity.clone(),
            agency: content.agency.clone(),
            source_url: content.source_url.clone(),
            source_title: content.source_title.clone(),
            synthetic: content.synthetic,
        }
    }
}

fn uuid(row: i64, uid: &str) -> Result<Uuid, StorageError> {
    Uuid::parse_str(uid).map_err(|e| RowOf { table: "report", row }.unreadable(&e))
}

/// Puts a report together from its identity, its words, a version of it and how it is handled.
pub(in crate::storage) fn whole_report(
    record: ReportRecord,
    text: TextRecord,
    version: &VersionRecord,
    handling: Handling,
) -> Result<Report, StorageError> {
    Ok(Report {
        row: record.id,
        id: uuid(record.id, &record.uid)?,
        source_id: record.source_id,
        content: ReportContent {
            category: version.category()?,
            subtype: version.subtype.clone(),
            status: version.status()?,
            channel: version.channel()?,
            observed: version.observed()?,
            place: version.place()?,
            place_text: text.place_text,
            summary: text.summary,
            quantity: text.quantity,
            agency: text.agency,
            source_url: text.source_url,
            source_title: text.source_title,
            synthetic: text.synthetic,
        },
        placement: version.placement()?,
        handling,
    })
}

impl VersionRecord {
    /// Returns what questions can be asked about, for the report with an identity that is handled in a way.
    pub(in crate::storage) fn row(&self, uid: &str, handling: Handling) -> Result<ReportRow, StorageError> {
        let observed = self.observed()?;
        let placement = self.placement()?;
        Ok(ReportRow {
            row: self.report_id,
            id: uuid(self.report_id, uid)?,
            observed: observed.map(|o| o.at),
            observed_precision: observed.map(|o| o.precision),
            category: self.category()?,
            status: self.status()?,
            channel: self.channel()?,
            precision: self.precision()?,
            at: self.at()?,
            district: placement.district,
            tambon: placement.tambon,
            province: placement.province,
            crossing: placement.crossing.map(|c| c.crossing),
            border: placement.border,
            tlp: handling.tlp,
            victim: handling.victim,
        })
    }
}

copied!(ReportRecord: report (id INT8, uid TEXT, import_key TEXT, source_id TEXT, change_id INT8));
copied!(TextRecord: report_text (
    report_id INT8, change_id INT8, content_hash TEXT, place_text TEXT, summary TEXT, quantity TEXT, agency TEXT,
    source_url TEXT, source_title TEXT, synthetic BOOL,
));
