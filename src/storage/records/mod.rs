//! Table rows, and how they become domain values and back.

mod account;
mod alert;
mod boundary;
mod case_step;
mod change;
mod copied;
mod handling;
mod held;
mod job;
mod placed;
mod population;
mod report;
mod result;
mod risk_point;
mod target;
mod trail;
mod version;

pub(super) use account::{AccountRecord, DutyRecord, PassRecord};
pub(super) use alert::{AlertFound, AlertRecord};
pub(super) use boundary::{AreaRecord, BoundaryRecord, GenerationRecord};
pub(super) use case_step::StepRecord;
pub(super) use change::{AuditRecord, ChangeRecord, EventRecord};
pub(super) use copied::Copied;
pub(super) use handling::HandlingRecord;
pub(super) use held::{COLUMNS, Columns, WIDTH, held, held_at};
pub(super) use job::JobRecord;
pub(super) use population::PopulationRecord;
pub(super) use report::{ReportRecord, TextRecord, whole_report};
pub(super) use result::{CitationRecord, ResultRecord};
pub(super) use risk_point::RiskPointRecord;
pub(super) use target::TargetRecord;
pub(super) use trail::TrailRecord;
pub(super) use version::VersionRecord;

use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::StorageError;
use crate::domain::Limits;

/// Declares what holds rows of any one table.
macro_rules! rows {
    ($($table:ident: $variant:ident($record:ident)),+ $(,)?) => {
        /// Rows of one table.
        #[derive(Debug)]
        pub(super) enum Rows {
            $(
                #[doc = concat!("Rows of `", stringify!($table), "`.")]
                $variant(Vec<$record>)
            ),+
        }

        impl Rows {
            /// The tables, each after those that its rows refer to.
            pub(super) const TABLES: &[&str] = &[$(stringify!($table)),+];

            /// Returns the name of the table.
            pub(super) fn table(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($table)),+
                }
            }

            /// Writes each row as a line of JSON.
            pub(super) fn lines(&self) -> serde_json::Result<Vec<String>> {
                match self {
                    $(Self::$variant(rows) => rows.iter().map(serde_json::to_string).collect()),+
                }
            }

            /// Reads lines of JSON as rows of a table; nothing when there is no such table.
            pub(super) fn read(table: &str, lines: &[String]) -> Option<serde_json::Result<Self>> {
                match table {
                    $(
                        stringify!($table) => Some(
                            lines
                                .iter()
                                .map(|line| serde_json::from_str(line))
                                .collect::<serde_json::Result<Vec<$record>>>()
                                .map(Self::$variant),
                        ),
                    )+
                    _ => None,
                }
            }
        }
    };
}

rows! {
    change: Changes(ChangeRecord),
    boundary_generation: Generations(GenerationRecord),
    boundary: Boundaries(BoundaryRecord),
    saved_area: Areas(AreaRecord),
    report: Reports(ReportRecord),
    report_text: Texts(TextRecord),
    report_version: Versions(VersionRecord),
    report_handling: Handlings(HandlingRecord),
    report_event: Events(EventRecord),
    risk_point: RiskPoints(RiskPointRecord),
    target_district: Targets(TargetRecord),
    population: Populations(PopulationRecord),
    audit: Audits(AuditRecord),
    audit_trail: Trail(TrailRecord),
    saved_result: Results(ResultRecord),
    job: Jobs(JobRecord),
    alert: Alerts(AlertRecord),
    account: Accounts(AccountRecord),
    duty: Duties(DutyRecord),
    pass: Passes(PassRecord),
    case_step: Steps(StepRecord),
}

/// What is meant where a row does not say within which limits it was made.
fn everything() -> String {
    Limits::none().to_string()
}

/// A row of a table, for errors about what it holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOf {
    pub(super) table: &'static str,
    pub(super) row: i64,
}

impl RowOf {
    fn unreadable(self, reason: &dyn ToString) -> StorageError {
        StorageError::Unreadable { table: self.table, row: self.row, reason: reason.to_string() }
    }

    pub(super) fn read<T: FromStr<Err: ToString>>(self, text: &str) -> Result<T, StorageError> {
        text.parse().map_err(|e: T::Err| self.unreadable(&e))
    }

    fn read_some<T: FromStr<Err: ToString>>(self, text: Option<&str>) -> Result<Option<T>, StorageError> {
        text.map(|t| self.read(t)).transpose()
    }

    /// Reads a time, in seconds since 1970.
    fn time(self, seconds: i64) -> Result<DateTime<Utc>, StorageError> {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| self.unreadable(&"a time out of range"))
    }

    fn time_some(self, seconds: Option<i64>) -> Result<Option<DateTime<Utc>>, StorageError> {
        seconds.map(|seconds| self.time(seconds)).transpose()
    }

    /// Reads a number that is stored with a sign.
    fn number<T: TryFrom<N, Error: ToString>, N>(self, number: N) -> Result<T, StorageError> {
        T::try_from(number).map_err(|e| self.unreadable(&e.to_string()))
    }

    fn code<T: TryFrom<u32, Error: ToString>>(self, number: i32) -> Result<T, StorageError> {
        let unsigned = u32::try_from(number).map_err(|e| self.unreadable(&e))?;
        T::try_from(unsigned).map_err(|e| self.unreadable(&e.to_string()))
    }

    pub(super) fn code_some<T: TryFrom<u32, Error: ToString>>(
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
