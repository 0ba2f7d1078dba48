//! What the run of a night says: each study with what it takes to compute it again, and what it found, shortly.

use std::collections::BTreeMap;

use serde::Serialize;

use super::RunFields;
use crate::domain::Findings;

/// The run of a night.
#[derive(Debug, Serialize)]
pub struct NightlySheet {
    /// Each study, in the order in which they were computed.
    pub studies: Vec<NightlyStudy>,
}

/// One study of a night.
#[derive(Debug, Serialize)]
pub struct NightlyStudy {
    /// What was computed, with the hash of the whole answer.
    pub run: RunFields,
    /// What is said of each thing found.
    pub findings: BTreeMap<String, String>,
}

impl NightlyStudy {
    /// Takes what a study found.
    pub fn new(run: RunFields, findings: &Findings) -> Self {
        let findings = findings.iter().map(|(key, says)| (key.to_owned(), says.to_owned())).collect();
        Self { run, findings }
    }
}
