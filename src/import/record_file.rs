//! A file of records of any kind, opened: its header is known, its records are still to be read.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use super::csv_file::CsvFile;
use super::geojson_file::GeoJsonFile;
use super::xlsx_file::XlsxFile;
use super::{FileError, Record};
use crate::domain::named_enum;

/// Bytes that tell a file's kind.
const HEAD: u64 = 4 * 1024;

/// The first bytes of a zip, which an XLSX workbook is.
const ZIP: &[u8] = b"PK";

/// The first bytes of a compound file, which old and encrypted workbooks are.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Most columns of a file whose columns are not all in one line.
pub(super) const MOST_COLUMNS: usize = 1_000;

/// What a file can be read from, twice: a file on a disk, or bytes in memory.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

named_enum! {
    /// What the records of a file are counted by.
    Unit, "unit" {
        /// Lines of a text; the header is line 1.
        Line = "line",
        /// Rows of a sheet, as its program numbers them.
        Row = "row",
        /// Features of a collection, the first being 1.
        Feature = "feature",
    }
}

/// What is known of a file once it is opened.
pub(super) struct Opened<B> {
    /// The names of its columns.
    pub(super) header: Vec<String>,
    /// What its records are counted by.
    pub(super) unit: Unit,
    /// As what it is read: the encoding or the kind.
    pub(super) read_as: String,
    /// How much is to be read: bytes, or records where bytes do not tell.
    pub(super) size: u64,
    /// What is still to be read.
    pub(super) body: B,
}

/// A file of records whose header was read.
pub struct RecordFile {
    name: String,
    opened: Opened<Body>,
}

enum Body {
    Csv(CsvFile),
    Xlsx(XlsxFile),
    GeoJson(GeoJsonFile),
}

impl RecordFile {
    /// Tells a file's kind by its content and reads it to its header; of a workbook the sheet named, or the
    /// first.
    ///
    /// # Errors
    /// When the file as a whole cannot be read.
    pub fn open(name: &str, source: impl Source + 'static, sheet: Option<&str>) -> Result<Self, FileError> {
        let whole = |reason| FileError::Whole { file: name.to_owned(), reason };
        let opened = open(Box::new(source), sheet).map_err(whole)?;
        Ok(Self { name: name.to_owned(), opened })
    }

    /// Returns the names of its columns.
    pub fn header(&self) -> &[String] {
        &self.opened.header
    }

    /// Returns what its records are counted by.
    pub fn unit(&self) -> Unit {
        self.opened.unit
    }

    /// Returns as what it is read.
    pub fn read_as(&self) -> &str {
        &self.opened.read_as
    }

    /// Returns how much is to be read; [`RecordFile::read`] says with each record how much was.
    pub fn size(&self) -> u64 {
        self.opened.size
    }

    /// Hands over each record until the taker has enough.
    ///
    /// # Errors
    /// When the file cannot be read to its end.
    pub fn read(self, mut take: impl FnMut(Record, u64) -> ControlFlow<()>) -> Result<(), FileError> {
        let read = match self.opened.body {
            Body::Csv(csv) => csv.read(&mut take),
            Body::Xlsx(sheet) => sheet.read(&mut take),
            Body::GeoJson(features) => features.read(&mut take),
        };
        read.map_err(|reason| FileError::Whole { file: self.name, reason })
    }
}

fn open(mut source: Box<dyn Source>, sheet: Option<&str>) -> Result<Opened<Body>, String> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head).map_err(|e| e.to_string())?;
    if head.starts_with(COMPOUND_FILE) {
        return Err(
            "is an old .xls or a workbook protected by a password; save it as .xlsx without one".to_owned()
        );
    }
    if head.starts_with(ZIP) {
        return XlsxFile::open(source, sheet).map(|opened| opened.with(Body::Xlsx));
    }
    if let Some(sheet) = sheet {
        return Err(format!("is no workbook and has no sheet `{sheet}`"));
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    match text.first() {
        Some(b'{' | b'[') => GeoJsonFile::open(source).map(|opened| opened.with(Body::GeoJson)),
        _ => CsvFile::open(source).map(|opened| opened.with(Body::Csv)),
    }
}

impl<B> Opened<B> {
    fn with<C>(self, wrap: impl FnOnce(B) -> C) -> Opened<C> {
        let Self { header, unit, read_as, size, body } = self;
        Opened { header, unit, read_as, size, body: wrap(body) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// Reads a file to its end, if it can be read, and returns its records.
    fn records(bytes: Vec<u8>) -> Option<Vec<Record>> {
        let file = RecordFile::open("f", Cursor::new(bytes), None).ok()?;
        let mut records = Vec::new();
        let read = file.read(|record, _| {
            records.push(record);
            ControlFlow::Continue(())
        });
        read.ok().map(|()| records)
    }

    #[test]
    fn a_kind_is_told_by_its_content() {
        for (bytes, unit) in [("id\n1\n", Unit::Line), ("\u{feff} \n{\"features\":[]}", Unit::Feature)] {
            assert_eq!(RecordFile::open("f.xlsx", Cursor::new(bytes), None).unwrap().unit(), unit);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_run_for_ever(text in "[\\[{}\\]\",:a1\\\\ \r\n]{0,60}") {
            records(text.into_bytes());
        }

        #[test]
        fn no_bytes_make_it_panic_or_run_for_ever(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            records([b"PK\x03\x04", bytes.as_slice()].concat());
            records(bytes);
        }

        #[test]
        fn rows_of_plain_fields_are_read_whatever_the_line_end(
            rows in proptest::collection::vec("[a-zก-ฮ ]{1,9}", 1..20), end in "\n|\r\n|\r"
        ) {
            let text = rows.iter().fold(format!("name,x{end}"), |text, row| text + row + ",1" + &end);
            let read: Vec<String> = records(text.into_bytes()).unwrap()
                .into_iter().map(|record| record.fields.unwrap().swap_remove(0)).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
