//! A result that is kept, with its answer or without.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RowOf, everything};
use crate::domain::{NewResult, SavedResult};
use crate::storage::StorageError;
use crate::storage::schema::saved_result;

/// One result with its answer.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = saved_result, treat_none_as_default_value = false)]
pub(in crate::storage) struct ResultRecord {
    pub(in crate::storage) id: String,
    name: String,
    question: String,
    pub(in crate::storage) epoch: i64,
    hash: String,
    software: String,
    #[serde(with = "hexadecimal")]
    answer: Vec<u8>,
    findings: String,
    actor: String,
    saved_at: i64,
    pub(in crate::storage) rerun_of: Option<String>,
    deleted_at: Option<i64>,
    /// Backups of before this was kept are of those who might see everything.
    #[serde(default = "everything")]
    within: String,
}

/// One result without its answer, which may be long.
#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = saved_result)]
pub(in crate::storage) struct CitationRecord {
    id: String,
    name: String,
    question: String,
    epoch: i64,
    hash: String,
    software: String,
    findings: String,
    actor: String,
    saved_at: i64,
    rerun_of: Option<String>,
    deleted_at: Option<i64>,
    within: String,
}

impl ResultRecord {
    /// Makes the row of a result.
    pub(in crate::storage) fn new(new: &NewResult) -> Self {
        let citation = &new.citation;
        Self {
            id: citation.id.to_string(),
            name: citation.name.clone(),
            question: citation.question.clone(),
            epoch: citation.epoch,
            hash: citation.hash.clone(),
            software: citation.software.clone(),
            answer: new.answer.clone(),
            findings: citation.findings.to_text(),
            actor: citation.actor.clone(),
            saved_at: citation.saved_at.timestamp(),
            rerun_of: citation.rerun_of.map(|first| first.to_string()),
            deleted_at: citation.deleted_at.map(|at| at.timestamp()),
            within: citation.within.to_string(),
        }
    }
}

impl CitationRecord {
    /// Returns what the result says of itself.
    pub(in crate::storage) fn citation(self) -> Result<SavedResult, StorageError> {
        // Identities are texts, so the second in which it was kept stands for the row.
        let row = RowOf { table: "saved_result", row: self.saved_at };
        Ok(SavedResult {
            id: row.read(&self.id)?,
            findings: row.read(&self.findings)?,
            saved_at: row.time(self.saved_at)?,
            rerun_of: row.read_some(self.rerun_of.as_deref())?,
            deleted_at: row.time_some(self.deleted_at)?,
            within: row.read(&self.within)?,
            name: self.name,
            question: self.question,
            epoch: self.epoch,
            hash: self.hash,
            software: self.software,
            actor: self.actor,
        })
    }
}

/// Bytes as hexadecimal digits: in a line of JSON a list of numbers would be twice as long.
mod hexadecimal {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::domain;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&domain::hexadecimal(bytes))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<u8>, D::Error> {
        let bytes = domain::from_hexadecimal(&String::deserialize(from)?);
        bytes.ok_or_else(|| D::Error::custom("an answer is not written in hexadecimal digits"))
    }
}
