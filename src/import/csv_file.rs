//! A CSV file, read twice: once for its encoding, once for its records.

use std::io::{Seek, SeekFrom};
use std::ops::ControlFlow;

use super::lines::Lines;
use super::record_file::{Opened, Source, Unit};
use super::records::{Record, Records};
use super::text::find_form;

/// A CSV file after its header.
pub(super) struct CsvFile {
    records: Records<Lines<Box<dyn Source>>>,
}

impl CsvFile {
    /// Finds the encoding and reads the header.
    ///
    /// # Errors
    /// When the encoding is not known, there is no header, or it cannot be cut into fields.
    pub(super) fn open(mut source: Box<dyn Source>) -> Result<Opened<Self>, String> {
        let form = find_form(&mut source)?;
        let size = source.seek(SeekFrom::End(0)).map_err(|e| e.to_string())?;
        let mut records = Records::new(Lines::new(source, form).map_err(|e| e.to_string())?);
        let first = records.next().transpose()?.ok_or("the file is empty")?;
        let header = first.fields.map_err(|reason| format!("the header: {reason}"))?;
        let read_as = form.encoding.name().to_owned();
        Ok(Opened { header, unit: Unit::Line, read_as, size, body: Self { records } })
    }

    /// Hands over each record, with the bytes read until then.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn read(mut self, take: &mut dyn FnMut(Record, u64) -> ControlFlow<()>) -> Result<(), String> {
        while let Some(record) = self.records.next().transpose()? {
            if take(record, self.records.lines.position()).is_break() {
                break;
            }
        }
        Ok(())
    }
}
