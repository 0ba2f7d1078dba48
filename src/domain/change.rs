//! What a use hands to the store to be made durable in one transaction.

use super::NewReport;

/// Represents one durable change; everything in it is stored, or nothing.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who or what made it, such as `import incidents.csv`.
    pub origin: String,
    /// The reports it brings, at most [`Change::MOST_REPORTS`].
    pub reports: Vec<NewReport>,
    /// What to do with a report that is stored already with other content.
    pub on_conflict: OnConflict,
}

impl Change {
    /// Most reports in one change, so that no transaction holds the writer for long.
    pub const MOST_REPORTS: usize = 1_000;
}

/// What to do with a report whose key is stored already with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Leave the stored one and say so.
    Refuse,
    /// Replace what it says.
    Update,
}

/// What became of one report of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored for the first time.
    Added,
    /// Stored over an earlier content.
    Updated,
    /// Stored already, word for word.
    Unchanged,
    /// Stored already with other content, and not replaced.
    Conflict,
}

/// A committed change's number: 1, 2, 3 without gaps. 0 means nothing was ever stored.
pub type Epoch = i64;
