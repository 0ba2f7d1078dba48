//! A change, what happened to reports in it, and its line of the record.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

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
