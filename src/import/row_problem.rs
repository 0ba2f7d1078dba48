//! What is wrong with one row of somebody's file, and where.

use crate::domain::named_enum;

named_enum! {
    /// How bad a problem with a row is.
    Severity, "severity" {
        /// The row was not taken.
        Refused = "refused",
        /// The row was taken, with less than it says.
        Warning = "warning",
    }
}

/// Says what is wrong with one row, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Whether the row was taken.
    pub severity: Severity,
    /// Its place in the file; as records count it.
    pub line: u64,
    /// Column; empty when it is about the whole row.
    pub column: String,
    /// The text found there.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
    /// The row as it stands in the file, when it could not be cut into fields.
    pub raw: String,
    /// Its fields; none when it cannot be cut into fields.
    pub fields: Vec<String>,
}
