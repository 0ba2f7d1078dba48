//! CSV that spreadsheets open without harm.

/// Writes CSV with a header, UTF-8 with a byte order mark so that spreadsheets show Thai.
#[derive(Debug)]
pub struct CsvWriter {
    writer: csv::Writer<Vec<u8>>,
}

impl CsvWriter {
    /// Starts a file with its header.
    pub fn new(header: &[&str]) -> Self {
        let mut bytes = Vec::new();
        bytes.extend_from_slice("\u{feff}".as_bytes());
        let mut writer = Self { writer: csv::Writer::from_writer(bytes) };
        writer.put(header.iter().map(|h| (*h).to_owned()));
        writer
    }

    /// Adds a row. Text that a spreadsheet would run as a formula gets an apostrophe before it
    /// (OWASP, CSV Injection); numbers stay numbers.
    pub fn row(&mut self, fields: impl IntoIterator<Item = String>) {
        self.put(fields.into_iter().map(neutral));
    }

    /// Returns the file.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("a vector takes every byte")
    }

    fn put(&mut self, fields: impl Iterator<Item = String>) {
        self.writer.write_record(fields).expect("a vector takes every byte, and rows have one width");
    }
}

fn neutral(field: String) -> String {
    let risky = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    if risky { format!("'{field}") } else { field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        let mut csv = CsvWriter::new(&["a", "b"]);
        csv.row(["=HYPERLINK(1)".to_owned(), "-2.5".to_owned()]);
        csv.row(["@x".to_owned(), "ช่องจอม, \"ด่าน\"".to_owned()]);
        assert_eq!(
            String::from_utf8(csv.finish()).unwrap(),
            "\u{feff}a,b\n'=HYPERLINK(1),-2.5\n'@x,\"ช่องจอม, \"\"ด่าน\"\"\"\n"
        );
    }
}
