//! An entry of the trail with its place in the chain.

use chrono::DateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::RowOf;
use crate::domain::{AuditEntry, AuditKind, ChainLink, Role};
use crate::storage::StorageError;
use crate::storage::schema::audit_trail;

/// One entry.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = audit_trail, treat_none_as_default_value = false)]
pub(in crate::storage) struct TrailRecord {
    pub(in crate::storage) seq: i64,
    at_us: i64,
    actor: String,
    role: Option<String>,
    session: String,
    address_mark: String,
    kind: String,
    subject: Option<String>,
    detail: String,
    epoch: Option<i64>,
    prev: String,
    hash: String,
}

impl TrailRecord {
    /// Makes the row of an entry.
    pub(in crate::storage) fn new(link: &ChainLink, entry: &AuditEntry) -> Self {
        Self {
            seq: link.seq,
            at_us: entry.at.timestamp_micros(),
            actor: entry.actor.clone(),
            role: entry.role.map(|role| role.as_str().to_owned()),
            session: entry.session.clone(),
            address_mark: entry.address_mark.clone(),
            kind: entry.kind.as_str().to_owned(),
            subject: entry.subject.clone(),
            detail: entry.detail.clone(),
            epoch: entry.epoch,
            prev: link.prev.to_string(),
            hash: link.hash.to_string(),
        }
    }

    /// Returns where the entry stands in the chain.
    pub(in crate::storage) fn link(&self) -> Result<ChainLink, StorageError> {
        let row = self.row();
        Ok(ChainLink { seq: self.seq, prev: row.read(&self.prev)?, hash: row.read(&self.hash)? })
    }

    /// Returns the entry and where it stands in the chain.
    pub(in crate::storage) fn entry(self) -> Result<(ChainLink, AuditEntry), StorageError> {
        let (link, row) = (self.link()?, self.row());
        let at = DateTime::from_timestamp_micros(self.at_us);
        let entry = AuditEntry {
            at: at.ok_or_else(|| row.unreadable(&"a time out of range"))?,
            role: row.read_some::<Role>(self.role.as_deref())?,
            kind: row.read::<AuditKind>(&self.kind)?,
            actor: self.actor,
            session: self.session,
            address_mark: self.address_mark,
            subject: self.subject,
            detail: self.detail,
            epoch: self.epoch,
        };
        Ok((link, entry))
    }

    fn row(&self) -> RowOf {
        RowOf { table: "audit_trail", row: self.seq }
    }
}
