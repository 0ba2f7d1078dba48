//! Table rows, and how they become domain values and back.

mod boundary;
mod report;
mod target;
mod version;

pub(super) use boundary::{AreaRecord, BoundaryRecord, GenerationRecord};
pub(super) use report::{ReportRecord, TextRecord, whole_report};
pub(super) use target::TargetRecord;
pub(super) use version::VersionRecord;

use std::str::FromStr;

use super::StorageError;

/// A row of a table, for errors about what it holds.
#[derive(Debug, Clone, Copy)]
struct RowOf {
    table: &'static str,
    row: i64,
}

impl RowOf {
    fn unreadable(self, reason: &dyn ToString) -> StorageError {
        StorageError::Unreadable { table: self.table, row: self.row, reason: reason.to_string() }
    }

    fn read<T: FromStr<Err: ToString>>(self, text: &str) -> Result<T, StorageError> {
        text.parse().map_err(|e: T::Err| self.unreadable(&e))
    }

    fn read_some<T: FromStr<Err: ToString>>(self, text: Option<&str>) -> Result<Option<T>, StorageError> {
        text.map(|t| self.read(t)).transpose()
    }

    fn code<T: TryFrom<u32, Error: ToString>>(self, number: i32) -> Result<T, StorageError> {
        let unsigned = u32::try_from(number).map_err(|e| self.unreadable(&e))?;
        T::try_from(unsigned).map_err(|e| self.unreadable(&e.to_string()))
    }

    fn code_some<T: TryFrom<u32, Error: ToString>>(
        self,
        number: Option<i32>,
    ) -> Result<Option<T>, StorageError> {
        number.map(|n| self.code(n)).transpose()
    }
}

/// Returns a code as it is stored; every code has at most six digits.
fn stored_code(number: u32) -> Option<i32> {
    i32::try_from(number).ok()
}
