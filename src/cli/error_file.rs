//! The file of refused rows: each as it stands in the imported file, with the reason, to be corrected and
//! imported.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::import::RowProblem;

/// Columns beside those of the imported file.
const OWN: [&str; 5] = ["error_line", "error_column", "error_text", "error_reason", "error_row"];

/// Writes refused rows as they come; a file without any is not made.
#[derive(Debug)]
pub(super) struct ErrorFile {
    path: PathBuf,
    header: Vec<String>,
    /// Columns of the imported file that are kept.
    kept: Vec<usize>,
    writer: Option<csv::Writer<File>>,
}

impl ErrorFile {
    pub(super) fn new(path: &Path, header: &[String]) -> Self {
        // A corrected file of errors may have errors again; it keeps its own columns once.
        let kept = header.iter().enumerate().filter(|(_, name)| !OWN.contains(&name.as_str()));
        let (kept, header) = kept.map(|(i, name)| (i, name.clone())).unzip();
        Self { path: path.to_owned(), header, kept, writer: None }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn row(&mut self, problem: &RowProblem) -> anyhow::Result<()> {
        self.write(problem).with_context(|| format!("writing {}", self.path.display()))
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.flush().with_context(|| format!("writing {}", self.path.display()))
    }

    fn write(&mut self, problem: &RowProblem) -> anyhow::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                let mut file = File::create(&self.path)?;
                // Spreadsheets show Thai only after a byte order mark.
                file.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::Writer::from_writer(file);
                writer.write_record(self.header.iter().map(String::as_str).chain(OWN))?;
                self.writer.insert(writer)
            }
        };
        let fields = self.kept.iter().map(|i| problem.fields.get(*i).map_or("", String::as_str));
        // A row that could not be cut into fields is kept whole in the last column.
        let line = problem.line.to_string();
        let own = [&line, &problem.column, &problem.text, &problem.reason, &problem.raw];
        writer.write_record(fields.chain(own.map(String::as_str)))?;
        Ok(())
    }
}
