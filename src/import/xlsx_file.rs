//! A sheet of an XLSX workbook: looked through once, then read twice, a row at a time.

use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::record_file::{MOST_COLUMNS, Opened, Source, Unit};
use super::records::Record;
use super::xlsx_check::check_workbook;

/// Longest text of a cell, in characters, as Excel has it.
const LONGEST_CELL: usize = 32_767;

/// Serial dates of 1900 to 9999, in days.
const SERIAL_DATES: std::ops::Range<f64> = 0.0..2_958_466.0;

/// A sheet after its header.
pub(super) struct XlsxFile {
    workbook: Xlsx<Box<dyn Source>>,
    sheet: String,
    /// The header's row, from 0.
    header_row: u32,
    width: usize,
}

/// One row of a sheet that is not empty.
#[derive(Debug, Default)]
struct SheetRow {
    /// From 0.
    row: u32,
    /// Column from 0, and text.
    cells: Vec<(usize, String)>,
    /// Why the row cannot be taken.
    fault: Option<String>,
}

impl XlsxFile {
    /// Looks through the workbook and reads the header, the first row with anything in it.
    ///
    /// # Errors
    /// When the workbook is broken or larger than allowed, has no such sheet, or the sheet no header.
    pub(super) fn open(mut source: Box<dyn Source>, sheet: Option<&str>) -> Result<Opened<Self>, String> {
        check_workbook(&mut source)?;
        source.rewind().map_err(|e| e.to_string())?;
        let mut workbook = Xlsx::new(source).map_err(|e| broken(&e))?;
        let sheet = chosen(&workbook, sheet)?;
        let (mut header, mut rows) = (None, 0);
        each_row(&mut workbook, &sheet, |row| {
            if header.is_none() {
                header = Some(row);
            } else {
                rows += 1;
            }
            ControlFlow::Continue(())
        })?;
        let SheetRow { row: header_row, cells, fault } =
            header.ok_or_else(|| format!("the sheet `{sheet}` is empty"))?;
        if let Some(fault) = fault {
            return Err(format!("the header, row {}: {fault}", header_row + 1));
        }
        let mut header = Vec::new();
        for (column, text) in cells {
            header.resize(header.len().max(column + 1), String::new());
            header[column] = text;
        }
        let body = Self { workbook, sheet: sheet.clone(), header_row, width: header.len() };
        Ok(Opened { header, unit: Unit::Row, read_as: format!("XLSX, sheet `{sheet}`"), size: rows, body })
    }

    /// Hands over each row below the header that is not empty, with how many were read.
    ///
    /// # Errors
    /// When the sheet cannot be read to its end.
    pub(super) fn read(mut self, take: &mut dyn FnMut(Record, u64) -> ControlFlow<()>) -> Result<(), String> {
        let (header_row, width, mut done) = (self.header_row, self.width, 0);
        let mut header_passed = false;
        each_row(&mut self.workbook, &self.sheet, |row| {
            if !std::mem::replace(&mut header_passed, true) && row.row == header_row {
                return ControlFlow::Continue(());
            }
            done += 1;
            take(record(row, width), done)
        })
    }
}

/// Finds the sheet of a name, or the first that is shown.
fn chosen(workbook: &Xlsx<Box<dyn Source>>, wanted: Option<&str>) -> Result<String, String> {
    let sheets = || workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let found = match wanted {
        Some(name) => sheets().find(|s| s.name == name),
        None => sheets().find(|s| s.visible == SheetVisible::Visible).or_else(|| sheets().next()),
    };
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = sheets().map(|s| s.name.as_str()).collect();
        format!("has no sheet {}; its sheets are {}", wanted.unwrap_or_default(), names.join(", "))
    })
}

/// Hands over each row of a sheet that is not empty. What size the sheet says it has does not matter.
fn each_row(
    workbook: &mut Xlsx<Box<dyn Source>>,
    sheet: &str,
    mut take: impl FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<(), String> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|e| broken(&e))?;
    let mut row = SheetRow::default();
    while let Some(cell) = cells.next_cell().map_err(|e| broken(&e))? {
        let (at, column) = cell.get_position();
        if at != row.row && !row.is_empty() && take(std::mem::take(&mut row)).is_break() {
            return Ok(());
        }
        row.row = at;
        row.add(usize::try_from(column).unwrap_or(usize::MAX), cell.get_value());
    }
    if !row.is_empty() {
        // It is the last one, whether or not the taker has enough.
        let _ = take(row);
    }
    Ok(())
}

impl SheetRow {
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.fault.is_none()
    }

    fn add(&mut self, column: usize, value: &DataRef<'_>) {
        let text = text(value);
        if text.trim().is_empty() {
            return;
        }
        if column >= MOST_COLUMNS || self.cells.len() >= MOST_COLUMNS {
            self.fault.get_or_insert_with(|| format!("has more than {MOST_COLUMNS} columns"));
        } else if text.chars().count() > LONGEST_CELL {
            let name = column_name(column);
            let fault = || format!("column {name} has more than {LONGEST_CELL} characters");
            self.fault.get_or_insert_with(fault);
        } else {
            self.cells.push((column, text));
        }
    }
}

fn record(row: SheetRow, width: usize) -> Record {
    let line = u64::from(row.row) + 1;
    let mut fault = row.fault;
    let mut fields = vec![String::new(); width];
    for (column, text) in &row.cells {
        match fields.get_mut(*column) {
            Some(field) => field.clone_from(text),
            None => {
                let name = column_name(*column);
                fault.get_or_insert_with(|| format!("has a value in column {name}, beyond the header"));
            }
        }
    }
    match fault {
        None => Record { line, raw: String::new(), fields: Ok(fields) },
        Some(fault) => {
            let texts: Vec<String> = row.cells.into_iter().map(|(_, text)| text).collect();
            Record { line, raw: texts.join(","), fields: Err(fault) }
        }
    }
}

/// Returns what a cell holds as the text a person would have written in a CSV file.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(date) => date_text(date),
        // Whoever reads the field refuses it.
        DataRef::Error(error) => error.to_string(),
    }
}

/// Writes a number with the 15 digits that spreadsheets show; codes and ids have no decimals.
fn number_text(number: f64) -> String {
    format!("{number:.14e}").parse().unwrap_or(number).to_string()
}

/// Writes a serial date in ISO. The serial counts days of the common era, even where the sheet shows the
/// Buddhist one.
fn date_text(date: &ExcelDateTime) -> String {
    // Outside of its dates the conversion does not fail, but stops the program.
    let known = date.is_datetime() && SERIAL_DATES.contains(&date.as_f64());
    match known.then(|| date.as_datetime()).flatten() {
        Some(at) if at.time() == chrono::NaiveTime::MIN => at.date().to_string(),
        Some(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        None => number_text(date.as_f64()),
    }
}

/// Names a column as spreadsheets do: A, B, ... Z, AA.
fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().collect()
}

fn broken(cause: &XlsxError) -> String {
    match cause {
        XlsxError::Password => "is protected by a password; save it without".to_owned(),
        other => format!("is a broken workbook or no workbook: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_are_written_as_a_person_would() {
        for (number, text) in [
            (3206.0, "3206"),
            (14.440_000_000_000_001, "14.44"),
            (103.7, "103.7"),
            (0.0, "0"),
            (-5.5, "-5.5"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn serial_dates_become_iso_and_impossible_ones_stay_numbers() {
        let date = |serial| date_text(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        // Excel itself shows 45306 as 15 January 2024.
        assert_eq!(date(45_306.0), "2024-01-15");
        assert_eq!(date(45_306.687_5), "2024-01-15T16:30:00");
        assert_eq!(date(-1e300), (-1e300_f64).to_string());
        let hours = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(date_text(&hours), "1.5");
    }

    #[test]
    fn columns_are_named_as_in_the_sheet() {
        let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
