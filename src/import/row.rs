//! One row of somebody's file while it is read, whatever it is read as, and the file's rows one after another.

use std::collections::HashMap;
use std::str::FromStr;

use uuid::Uuid;

use super::columns::{ColumnMap, RowField};
use super::records::Record;
use super::row_problem::{RowProblem, Severity};
use crate::domain::{Datum, DistrictCode, LonLat, VocabularyEntry, thai_digits::thai_digits_to_ascii};
use crate::spatial::grid_reference::parse_position_on;

/// Least radius of doubt of a position that a file gives in degrees, in metres: a hand-held receiver's.
const LEAST_RADIUS_M: f64 = 50.0;

/// Longest text of one field that is kept, in characters.
const LONGEST_TEXT: usize = 8_000;

/// What spreadsheets write into cells whose formula failed, in CSV files too.
const SHEET_ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// What rows of a file are read as: reports or risk points.
pub trait RowContent: Sized {
    /// The fields that columns can fill.
    type Field: RowField;
    /// What a row is read by, beside itself.
    type Rules<'a>;

    /// Reads what a row says, with the district that it names and what is doubtful about it.
    ///
    /// # Errors
    /// Says why the row cannot be taken.
    fn read(
        row: &Row<'_, Self::Field>,
        rules: &Self::Rules<'_>,
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(Self, Option<DistrictCode>), Box<RowProblem>>;
}

/// A row that can be taken, before it is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft<C> {
    /// Its place in the file; see [`Record::line`].
    pub line: u64,
    /// The row's fields as they stand in the file.
    pub fields: Vec<String>,
    /// What makes a second import of the same row the same report or risk point.
    pub import_key: String,
    /// Hash of the row as it stands.
    pub content_hash: String,
    /// The id its source gave it.
    pub source_id: String,
    /// What it says.
    pub content: C,
    /// The district that the row itself names, to be compared with where its point lies.
    pub named_district: Option<DistrictCode>,
}

/// Reads the records of one file, no matter what kind of file it is.
pub struct RowReader<'a, C: RowContent> {
    map: &'a ColumnMap<C::Field>,
    rules: C::Rules<'a>,
    /// How often each content came without an id: all that is remembered of a file, about 20 bytes a row.
    seen: HashMap<[u8; 16], u32>,
}

/// One row while it is read.
#[derive(Debug)]
pub struct Row<'a, F: RowField> {
    map: &'a ColumnMap<F>,
    record: &'a Record,
    fields: &'a [String],
}

impl<'a, C: RowContent> RowReader<'a, C> {
    /// Begins a file.
    pub fn new(map: &'a ColumnMap<C::Field>, rules: C::Rules<'a>) -> Self {
        Self { map, rules, seen: HashMap::new() }
    }

    /// Reads the next record, with what is doubtful about it.
    ///
    /// # Errors
    /// Says why the row cannot be taken; what else was doubtful about it does not matter then.
    pub fn read(&mut self, record: &Record) -> Result<(Draft<C>, Vec<RowProblem>), Box<RowProblem>> {
        let fields = record.fields.as_ref().map_err(|reason| {
            Box::new(RowProblem {
                severity: Severity::Refused,
                line: record.line,
                column: String::new(),
                text: shortened(&record.raw),
                reason: reason.clone(),
                raw: record.raw.clone(),
                fields: Vec::new(),
            })
        })?;
        let row = Row { map: self.map, record, fields };
        let is_error = |field: &&C::Field| SHEET_ERRORS.contains(&row.text(**field));
        if let Some(field) = C::Field::EVERY.iter().find(is_error) {
            return Err(row.refuse(*field, "is an error of the spreadsheet; correct its cell"));
        }
        let mut warnings = Vec::new();
        let (content, named_district) = C::read(&row, &self.rules, &mut warnings)?;
        let source_id = row.text(C::Field::ID).to_owned();
        let hash = row.hash();
        let content_hash = hash.simple().to_string();
        let import_key = if source_id.is_empty() {
            // Two rows alike without an id are two reports; the same file again is not.
            let occurrence = self.seen.entry(hash.into_bytes()).or_insert(0);
            *occurrence += 1;
            format!("row:{content_hash}:{occurrence}")
        } else {
            format!("id:{source_id}")
        };
        let (line, fields) = (record.line, fields.clone());
        Ok((Draft { line, fields, import_key, content_hash, source_id, content, named_district }, warnings))
    }
}

impl<F: RowField> Row<'_, F> {
    /// Returns the text that fills a field, without surrounding blanks.
    pub fn text(&self, field: F) -> &str {
        self.map.text(self.fields, field)
    }

    /// Says what is wrong with a field.
    pub fn problem(&self, severity: Severity, field: F, reason: impl Into<String>) -> RowProblem {
        RowProblem {
            severity,
            line: self.record.line,
            column: self.map.column_name(field).to_owned(),
            text: shortened(self.text(field)),
            reason: reason.into(),
            raw: String::new(),
            fields: self.fields.to_vec(),
        }
    }

    /// Says why a field makes the row one that cannot be taken.
    pub fn refuse(&self, field: F, reason: impl Into<String>) -> Box<RowProblem> {
        Box::new(self.problem(Severity::Refused, field, reason))
    }

    /// Reads a longer text.
    ///
    /// # Errors
    /// When it is too long.
    pub fn prose(&self, field: F) -> Result<String, Box<RowProblem>> {
        let text = self.text(field);
        if text.chars().count() > LONGEST_TEXT {
            return Err(self.refuse(field, format!("is longer than {LONGEST_TEXT} characters")));
        }
        Ok(text.to_owned())
    }

    /// Reads a known name, or takes the default where the field is empty.
    ///
    /// # Errors
    /// When it is another name.
    pub fn named<T: FromStr<Err: ToString>>(&self, field: F, default: T) -> Result<T, Box<RowProblem>> {
        match self.text(field) {
            "" => Ok(default),
            text => text.parse().map_err(|e: T::Err| self.refuse(field, e.to_string())),
        }
    }

    /// Reads a truth value; an empty field is false.
    ///
    /// # Errors
    /// When it is neither true nor false.
    pub fn yes_or_no(&self, field: F) -> Result<bool, Box<RowProblem>> {
        match self.text(field).to_lowercase().as_str() {
            "" | "false" | "no" | "0" => Ok(false),
            "true" | "yes" | "1" => Ok(true),
            _ => Err(self.refuse(field, "is neither true nor false")),
        }
    }

    /// Reads a number in the digits of either script; nothing where the field is empty.
    ///
    /// # Errors
    /// When it is no number; `what` says of what.
    pub fn number(&self, field: F, what: &str) -> Result<Option<f64>, Box<RowProblem>> {
        match self.text(field) {
            "" => Ok(None),
            text => thai_digits_to_ascii(text)
                .parse::<f64>()
                .map(Some)
                .map_err(|_| self.refuse(field, format!("is not a number of {what}"))),
        }
    }

    /// Reads the datum that the row declares; nothing where the field is empty.
    ///
    /// # Errors
    /// When it is no known datum.
    pub fn datum(&self) -> Result<Option<Datum>, Box<RowProblem>> {
        let text = self.text(F::DATUM);
        let unknown = || self.refuse(F::DATUM, "is not a known datum; known are wgs84, indian1975");
        if text.is_empty() { Ok(None) } else { Datum::read(text).map(Some).ok_or_else(unknown) }
    }

    /// Reads two columns of degrees as a position with its radius of doubt in metres: how many decimals they
    /// have says how far the truth may lie off.
    ///
    /// # Errors
    /// When one is missing or no number, or the two are no position of this region.
    pub fn degrees(&self, lon: F, lat: F, datum: Datum) -> Result<Option<(LonLat, f64)>, Box<RowProblem>> {
        match (self.number(lon, "degrees")?, self.number(lat, "degrees")?) {
            (None, None) => Ok(None),
            (Some(lon_deg), Some(lat_deg)) => {
                LonLat::new(lon_deg, lat_deg).map_err(|e| self.refuse(lat, e.to_string()))?;
                self.position(lat, &format!("{}, {}", self.text(lat), self.text(lon)), datum).map(Some)
            }
            (Some(_), None) => Err(self.refuse(lat, "is empty although there is a longitude")),
            (None, Some(_)) => Err(self.refuse(lon, "is empty although there is a latitude")),
        }
    }

    /// Reads a text as a position with its radius of doubt in metres; what is wrong is said of a field.
    ///
    /// # Errors
    /// When it is no position of this region.
    pub fn position(&self, field: F, text: &str, datum: Datum) -> Result<(LonLat, f64), Box<RowProblem>> {
        let written = parse_position_on(text, datum).map_err(|e| self.refuse(field, e.to_string()))?;
        Ok((written.at, written.radius_m.max(LEAST_RADIUS_M)))
    }

    /// Hashes what the columns say, so that quoting, blanks and unused columns make no other row.
    ///
    /// An undeclared datum adds nothing, so that rows keep the hash they had before there was such a column.
    fn hash(&self) -> Uuid {
        let said = |field: &&F| **field != F::DATUM || !self.text(**field).is_empty();
        let fields: Vec<&str> = F::EVERY.iter().filter(said).map(|field| self.text(*field)).collect();
        Uuid::new_v5(&Uuid::NAMESPACE_OID, fields.join("\u{1f}").as_bytes())
    }
}

/// Finds an entry of a vocabulary by its code or by its name in any of the four languages.
pub(super) fn entry<'v>(vocabulary: &'v [VocabularyEntry], text: &str) -> Option<&'v VocabularyEntry> {
    let wanted = text.to_lowercase();
    vocabulary.iter().find(|e| {
        e.code == wanted
            || e.names.th == text
            || e.names.en.to_lowercase() == wanted
            || e.names.lo.as_deref() == Some(text)
            || e.names.km.as_deref() == Some(text)
    })
}

/// Keeps error messages readable.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 120 {
        text.to_owned()
    } else {
        text.chars().take(119).chain(['…']).collect()
    }
}
