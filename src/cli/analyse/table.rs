//! A file of rows whose columns are numbers, and the same rows with more columns.

use std::fmt::Display;
use std::ops::ControlFlow;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, anyhow, bail};

use super::super::{Ending, print};
use crate::import::{RecordFile, Unit};
use crate::spatial::PlanePoint;

/// Most rows of a file: a statistic holds them all.
const MOST_ROWS: usize = 5_000_000;

/// A file that was read whole.
pub(super) struct Table {
    name: String,
    /// What rows are counted by: lines, rows, features.
    unit: Unit,
    header: Vec<String>,
    /// Each with its line.
    rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or one of its rows is not whole: a statistic over the rest would be another one.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let source = std::fs::File::open(path).with_context(|| format!("reading {name}"))?;
        let file = RecordFile::open(&name, source, None)?;
        let (header, unit) = (file.header().iter().map(|h| h.trim().to_owned()).collect(), file.unit());
        let (mut rows, mut wrong) = (Vec::new(), None);
        file.read(|record, _| {
            match record.fields {
                Ok(fields) if rows.len() < MOST_ROWS => rows.push((record.line, fields)),
                Ok(_) => wrong = Some(anyhow!("{name} has more than {MOST_ROWS} rows")),
                Err(reason) => wrong = Some(anyhow!("{name} {unit} {}: {reason}", record.line)),
            }
            if wrong.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        wrong.map_or(Ok(Self { name, unit, header, rows }), Err)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the names of the columns.
    pub(super) fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// Tells whether there is a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// Reads a column.
    ///
    /// # Errors
    /// When it is missing, or a value is not what it should be; names the line.
    pub(super) fn column<T>(
        &self,
        column: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<Vec<T>> {
        let Some(at) = self.header.iter().position(|name| name == column) else {
            bail!("{}: column `{column}` is missing; the header has {}", self.name, self.header.join(", "));
        };
        let value = |(line, fields): &(u64, Vec<String>)| {
            let text = fields.get(at).map_or("", |text| text.trim());
            read(text)
                .map_err(|reason| anyhow!("{} {} {line}: column `{column}`: {reason}", self.name, self.unit))
        };
        self.rows.iter().map(value).collect()
    }

    /// Reads a column of finite numbers.
    pub(super) fn numbers(&self, column: &str) -> anyhow::Result<Vec<f64>> {
        self.column(column, |text| {
            let number = text.parse().ok().filter(|number: &f64| number.is_finite());
            number.ok_or_else(|| format!("`{text}` is not a number"))
        })
    }

    /// Reads a column of values that are written in one way.
    pub(super) fn values<T: FromStr>(&self, column: &str, what: &str) -> anyhow::Result<Vec<T>> {
        self.column(column, |text| text.parse().map_err(|_| format!("`{text}` is not {what}")))
    }

    /// Reads the columns x and y, in metres.
    pub(super) fn points(&self) -> anyhow::Result<Vec<PlanePoint>> {
        let (x, y) = (self.numbers("x")?, self.numbers("y")?);
        Ok(x.into_iter().zip(y).map(|(east_m, north_m)| PlanePoint { east_m, north_m }).collect())
    }

    /// Prints the rows with further columns, in the same order.
    pub(super) fn print_with(&self, added: &[&str], values: &[Vec<String>]) -> anyhow::Result<Ending> {
        if let Some(twice) = added.iter().find(|column| self.has(column)) {
            bail!("{}: there is a column `{twice}` already; rename it", self.name);
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.header.iter().map(String::as_str).chain(added.iter().copied()))?;
        for ((_, fields), values) in self.rows.iter().zip(values) {
            // A row may be shorter than the header; what is added stands under its own name all the same.
            let own = (0..self.header.len()).map(|at| fields.get(at).map_or("", String::as_str));
            writer.write_record(own.chain(values.iter().map(String::as_str)))?;
        }
        print(&String::from_utf8(writer.into_inner().map_err(|e| anyhow!("{e}"))?)?)
    }
}

/// Writes a number as it reads back.
pub(super) fn written(value: impl Display) -> String {
    value.to_string()
}
