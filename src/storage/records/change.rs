//! A change, what happened to reports in it, and its line of the record.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::copied::copied;
use crate::storage::schema::{audit, change, report_event};

/// One durable change.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = change, treat_none_as_default_value = false)]
pub(in crate::storage) struct ChangeRecord {
    pub(in crate::storage) id: i64,
    pub(in crate::storage) epoch: Option<i64>,
    origin: String,
    committed_at: i64,
}

/// What happened to a report in a change.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = report_event)]
pub(in crate::storage) struct EventRecord {
    pub(in crate::storage) change_id: i64,
    pub(in crate::storage) report_id: i64,
    pub(in crate::storage) kind: String,
}

/// One line of the record of who did what.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = audit)]
pub(in crate::storage) struct AuditRecord {
    id: i64,
    pub(in crate::storage) change_id: i64,
    actor: String,
    action: String,
    detail: String,
}

impl ChangeRecord {
    /// Makes a change that has its epoch.
    pub(in crate::storage) fn numbered(id: i64, epoch: i64, origin: &str, committed_at: i64) -> Self {
        Self { id, epoch: Some(epoch), origin: origin.to_owned(), committed_at }
    }
}

impl AuditRecord {
    /// Makes a line of the record on what the operator did at his own machine.
    pub(in crate::storage) fn of_operator(id: i64, change_id: i64, action: &str, detail: String) -> Self {
        Self { id, change_id, actor: "operator".to_owned(), action: action.to_owned(), detail }
    }
}

copied!(ChangeRecord: change (id INT8, epoch INT8, origin TEXT, committed_at INT8));
copied!(EventRecord: report_event (change_id INT8, report_id INT8, kind TEXT));
copied!(AuditRecord: audit (id INT8, change_id INT8, actor TEXT, action TEXT, detail TEXT));
