//! A CSV file with a header, read whole; every error names file, line, column and the text found there.

use std::str::FromStr;

/// Says what is wrong in which place of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The file as a whole cannot be read.
    #[error("{file}: {reason}")]
    Whole {
        /// File name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// One field cannot be read.
    #[error("{file} line {line}, column `{column}`: `{text}`: {reason}")]
    Field {
        /// File name.
        file: String,
        /// Line in the file; the header is line 1.
        line: u64,
        /// Column name.
        column: String,
        /// The text found.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Holds a parsed CSV file.
#[derive(Debug)]
pub struct Table {
    file: String,
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'t> {
    table: &'t Table,
    record: &'t csv::StringRecord,
}

impl Table {
    /// Reads a table whose header holds at least the required columns.
    ///
    /// # Errors
    /// When quoting is broken, a row has too many or too few fields, or a required column is missing.
    pub fn read(file: &str, text: &str, required: &[&str]) -> Result<Self, FileError> {
        let whole = |reason: String| FileError::Whole { file: file.to_owned(), reason };
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(|e| whole(e.to_string()))?.clone();
        for column in required {
            if !header.iter().any(|h| h == *column) {
                let found = header.iter().collect::<Vec<_>>().join(", ");
                return Err(whole(format!("column `{column}` is missing; the header has {found}")));
            }
        }
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(|e| whole(e.to_string()))?;
        Ok(Self { file: file.to_owned(), header, rows })
    }

    /// Returns the rows in order.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.rows.iter().map(|record| TableRow { table: self, record })
    }
}

impl<'t> TableRow<'t> {
    /// Returns a field's text without surrounding blanks; empty when the file has no such column.
    pub fn text(&self, column: &str) -> &'t str {
        let at = self.table.header.iter().position(|h| h == column);
        at.and_then(|i| self.record.get(i)).unwrap_or_default().trim()
    }

    /// Reads a field as a domain value.
    ///
    /// # Errors
    /// Names the place and why the text is not such a value.
    pub fn parse<T: FromStr<Err: ToString>>(&self, column: &str) -> Result<T, FileError> {
        self.text(column).parse().map_err(|e: T::Err| self.error(column, e.to_string()))
    }

    /// Reads a field that may be empty.
    ///
    /// # Errors
    /// As [`TableRow::parse`], for a field that is not empty.
    pub fn parse_some<T: FromStr<Err: ToString>>(&self, column: &str) -> Result<Option<T>, FileError> {
        if self.text(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }

    /// Makes the error for a field of this row.
    pub fn error(&self, column: &str, reason: impl Into<String>) -> FileError {
        FileError::Field {
            file: self.table.file.clone(),
            line: self.record.position().map_or(0, csv::Position::line),
            column: column.to_owned(),
            text: self.text(column).to_owned(),
            reason: reason.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_file_line_column_and_text() {
        let table = Table::read("t.csv", "a,b\n1,2\n3,x\n", &["a", "b"]).unwrap();
        let error = table.rows().nth(1).unwrap().parse::<u32>("b").unwrap_err();
        assert_eq!(error.to_string(), "t.csv line 3, column `b`: `x`: invalid digit found in string");
    }

    #[test]
    fn a_missing_column_is_named_with_the_header_found() {
        let error = Table::read("t.csv", "a,b\n", &["c"]).unwrap_err();
        assert_eq!(error.to_string(), "t.csv: column `c` is missing; the header has a, b");
    }
}
