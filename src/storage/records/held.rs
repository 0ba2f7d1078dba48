//! What is held of a report, read column by column without making a text of any: ten million times at a start.

use std::str::FromStr;

use chrono::DateTime;
use uuid::Uuid;

use super::RowOf;
use crate::domain::{BorderRelation, Epoch, Handling, LonLat, ReportRow};
use crate::storage::StorageError;

/// The columns of a version, in the order in which [`held`] reads them.
pub(in crate::storage) const COLUMNS: &str = "
    version.report_id, version.observed_at, version.observed_precision, version.category, version.status,
    version.channel, version.precision, version.lon_e7, version.lat_e7, version.district, version.tambon,
    version.province, version.crossing, version.border, version.border_km, version.border_distance_m,
    version.bank, version.change_from";

/// How many columns there are.
pub(in crate::storage) const WIDTH: usize = 18;

/// Returns the condition that a version held at an epoch.
///
/// The changes that had not happened by then are few when what holds now is asked for; they are read once and
/// looked up in memory, instead of two changes being looked up for each version.
pub(in crate::storage) fn held_at(epoch: Epoch) -> String {
    let later = format!("select id from change where epoch is null or epoch > {epoch}");
    format!(
        "version.change_from not in ({later})
        and (version.change_to is null or version.change_to in ({later}))"
    )
}

/// One row of these columns.
pub(in crate::storage) trait Columns {
    /// Returns the report's identity outside; nothing where there is none.
    fn id(&self, row: i64) -> Option<Result<Uuid, uuid::Error>>;

    /// Reads a column of whole numbers.
    fn long(&self, column: usize) -> Result<Option<i64>, StorageError>;

    /// Reads a column of other numbers.
    fn double(&self, column: usize) -> Result<Option<f64>, StorageError>;

    /// Reads a column of texts.
    fn text<T>(&self, column: usize, read: impl FnOnce(&str) -> T) -> Result<Option<T>, StorageError>;
}

/// Reads a row of these columns, as nobody has looked at it yet, with the change that began it.
pub(in crate::storage) fn held(columns: &impl Columns) -> Result<(ReportRow, i64), StorageError> {
    let number = columns.long(0)?.unwrap_or_default();
    let reading = Reading { columns, row: RowOf { table: "report_version", row: number } };
    let row = reading.row;
    let observed = columns.long(1)?.map(|seconds| {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| row.unreadable(&"observed_at is out of range"))
    });
    let at = reading.small(7)?.zip(reading.small(8)?);
    let at = at.map(|(lon, lat)| LonLat::from_e7(lon, lat).map_err(|e| row.unreadable(&e)));
    let border = match (reading.some(13)?, columns.double(14)?, columns.double(15)?, reading.some(16)?) {
        (Some(border), Some(km), Some(distance_m), Some(bank)) => {
            Some(BorderRelation { border, km, distance_m, bank })
        }
        _ => None,
    };
    let Handling { tlp, victim, .. } = Handling::default();
    let row = ReportRow {
        row: number,
        id: reading.known(columns.id(number))?,
        observed: observed.transpose()?,
        observed_precision: reading.some(2)?,
        category: reading.one(3)?,
        status: reading.one(4)?,
        channel: reading.one(5)?,
        precision: reading.one(6)?,
        at: at.transpose()?,
        district: row.code_some(reading.small(9)?)?,
        tambon: row.code_some(reading.small(10)?)?,
        province: row.code_some(reading.small(11)?)?,
        crossing: reading.some(12)?,
        border,
        tlp,
        victim,
    };
    Ok((row, columns.long(17)?.unwrap_or_default()))
}

/// A row while it is read.
struct Reading<'a, C> {
    columns: &'a C,
    row: RowOf,
}

impl<C: Columns> Reading<'_, C> {
    fn some<T: FromStr<Err: ToString>>(&self, column: usize) -> Result<Option<T>, StorageError> {
        let read = self.columns.text(column, str::parse)?;
        read.map(|read| read.map_err(|e: T::Err| self.row.unreadable(&e))).transpose()
    }

    fn one<T: FromStr<Err: ToString>>(&self, column: usize) -> Result<T, StorageError> {
        self.known(self.columns.text(column, str::parse)?)
    }

    fn known<T, E: ToString>(&self, read: Option<Result<T, E>>) -> Result<T, StorageError> {
        match read {
            Some(read) => read.map_err(|e| self.row.unreadable(&e)),
            None => Err(self.row.unreadable(&"a column is empty that must not be")),
        }
    }

    fn small(&self, column: usize) -> Result<Option<i32>, StorageError> {
        let number = self.columns.long(column)?;
        number.map(|number| i32::try_from(number).map_err(|e| self.row.unreadable(&e))).transpose()
    }
}
