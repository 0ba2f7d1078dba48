//! Rows of somebody's file as reports, each problem with its line, column and text.

use std::collections::HashMap;

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::columns::{ColumnMap, Field};
use super::geocode::{Confidence, GeocodeRequest, Geocoder, Method};
use super::records::Record;
use crate::domain::{
    Category, Channel, Datum, DistrictCode, LonLat, Observed, Place, Reference, ReportContent, Status,
    VocabularyEntry, date_text, named_enum, thai_digits::thai_digits_to_ascii,
};
use crate::spatial::grid_reference::parse_position_on;

/// Least radius of doubt of a position that a file gives in degrees, in metres: a hand-held receiver's.
const LEAST_RADIUS_M: f64 = 50.0;

/// Longest text of one field that is kept, in characters.
const LONGEST_TEXT: usize = 8_000;

/// What spreadsheets write into cells whose formula failed, in CSV files too.
const SHEET_ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

named_enum! {
    /// How bad a problem with a row is.
    Severity, "severity" {
        /// The row was not taken.
        Refused = "refused",
        /// The row was taken, with less than it says.
        Warning = "warning",
    }
}

/// Says what is wrong with one row, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Whether the row was taken.
    pub severity: Severity,
    /// Its place in the file; see [`Record::line`].
    pub line: u64,
    /// Column; empty when it is about the whole row.
    pub column: String,
    /// The text found there.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
    /// The row as it stands in the file, when it could not be cut into fields.
    pub raw: String,
    /// Its fields; none when it cannot be cut into fields.
    pub fields: Vec<String>,
}

/// A row that can be taken, before it is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportDraft {
    /// Its place in the file; see [`Record::line`].
    pub line: u64,
    /// The row's fields as they stand in the file.
    pub fields: Vec<String>,
    /// What makes a second import of the same row the same report.
    pub import_key: String,
    /// Hash of the row as it stands.
    pub content_hash: String,
    /// The id its source gave it.
    pub source_id: String,
    /// What it says.
    pub content: ReportContent,
    /// The district that the row itself names, to be compared with where its point lies.
    pub named_district: Option<DistrictCode>,
}

/// Reads the records of one file as reports, no matter what kind of file it is.
pub struct RowReader<'a> {
    map: &'a ColumnMap,
    reference: &'a Reference,
    geocoder: &'a Geocoder,
    /// The channel of rows that name none.
    channel: Channel,
    /// How often each content came without an id: all that is remembered of a file, about 20 bytes a row.
    seen: HashMap<[u8; 16], u32>,
}

/// One row while it is read.
struct Row<'a> {
    reader: &'a RowReader<'a>,
    record: &'a Record,
    fields: &'a [String],
}

impl<'a> RowReader<'a> {
    /// Begins a file.
    pub fn new(
        map: &'a ColumnMap,
        reference: &'a Reference,
        geocoder: &'a Geocoder,
        channel: Channel,
    ) -> Self {
        Self { map, reference, geocoder, channel, seen: HashMap::new() }
    }

    /// Reads the next record, with what is doubtful about it.
    ///
    /// # Errors
    /// Says why the row cannot be taken; what else was doubtful about it does not matter then.
    pub fn read(&mut self, record: &Record) -> Result<(ReportDraft, Vec<RowProblem>), Box<RowProblem>> {
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
        let mut warnings = Vec::new();
        let row = Row { reader: self, record, fields };
        let (content, named_district) = row.content(&mut warnings)?;
        let source_id = row.text(Field::Id).to_owned();
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
        let fields = fields.clone();
        let line = record.line;
        Ok((
            ReportDraft { line, fields, import_key, content_hash, source_id, content, named_district },
            warnings,
        ))
    }
}

impl Row<'_> {
    /// Reads what the row says, and the district it names.
    fn content(
        &self,
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(ReportContent, Option<DistrictCode>), Box<RowProblem>> {
        let is_error = |field: &&Field| SHEET_ERRORS.contains(&self.text(**field));
        if let Some(field) = Field::ALL.iter().find(is_error) {
            return Err(self.refuse(*field, "is an error of the spreadsheet; correct its cell"));
        }
        let (category, subtype) = self.category()?;
        let (place, named_district) = self.place(warnings)?;
        let channel = self.named(Field::Channel, self.reader.channel)?;
        let status = self.named(Field::Status, Status::Unverified)?;
        if channel == Channel::OpenSource && status != Status::Unverified {
            return Err(self.refuse(Field::Status, "reports from open sources are always unverified"));
        }
        let content = ReportContent {
            category,
            subtype,
            status,
            channel,
            observed: self.observed()?,
            place,
            place_text: self.place_text()?,
            summary: self.prose(Field::Summary)?,
            quantity: self.prose(Field::Quantity)?,
            agency: self.agency(warnings),
            source_url: self.prose(Field::SourceUrl)?,
            source_title: self.prose(Field::SourceTitle)?,
            synthetic: self.synthetic()?,
        };
        Ok((content, named_district))
    }

    fn text(&self, field: Field) -> &str {
        self.reader.map.text(self.fields, field)
    }

    fn problem(&self, severity: Severity, field: Field, reason: impl Into<String>) -> RowProblem {
        RowProblem {
            severity,
            line: self.record.line,
            column: self.reader.map.column_name(field).to_owned(),
            text: shortened(self.text(field)),
            reason: reason.into(),
            raw: String::new(),
            fields: self.fields.to_vec(),
        }
    }

    fn refuse(&self, field: Field, reason: impl Into<String>) -> Box<RowProblem> {
        Box::new(self.problem(Severity::Refused, field, reason))
    }

    /// Reads a longer text.
    fn prose(&self, field: Field) -> Result<String, Box<RowProblem>> {
        let text = self.text(field);
        if text.chars().count() > LONGEST_TEXT {
            return Err(self.refuse(field, format!("is longer than {LONGEST_TEXT} characters")));
        }
        Ok(text.to_owned())
    }

    /// Reads a known name, or takes the default where the field is empty.
    fn named<T: std::str::FromStr<Err: ToString>>(
        &self,
        field: Field,
        default: T,
    ) -> Result<T, Box<RowProblem>> {
        match self.text(field) {
            "" => Ok(default),
            text => text.parse().map_err(|e: T::Err| self.refuse(field, e.to_string())),
        }
    }

    /// Reads the category by code or by its name in any of the four languages.
    fn category(&self) -> Result<(Category, Option<String>), Box<RowProblem>> {
        let text = self.text(Field::Category);
        let code = entry(&self.reader.reference.categories, text).map_or(text, |e| e.code.as_str());
        let top = code.split('.').next().unwrap_or(code);
        let category = top.parse().map_err(|e: crate::domain::UnknownName| {
            self.refuse(Field::Category, if text.is_empty() { "is empty".to_owned() } else { e.to_string() })
        })?;
        match code.contains('.') {
            true if entry(&self.reader.reference.categories, code).is_none() => {
                Err(self.refuse(Field::Category, format!("`{code}` is not a known sub-category")))
            }
            is_subtype => Ok((category, is_subtype.then(|| code.to_owned()))),
        }
    }

    fn observed(&self) -> Result<Option<Observed>, Box<RowProblem>> {
        let text = self.text(Field::Observed);
        if text.is_empty() {
            return Ok(None);
        }
        let observed =
            date_text::parse_observed(text).map_err(|e| self.refuse(Field::Observed, e.to_string()))?;
        // A day's grace for clocks that are wrong.
        if observed.at > Utc::now() + TimeDelta::days(1) {
            return Err(self.refuse(Field::Observed, "lies in the future"));
        }
        Ok(Some(observed))
    }

    fn synthetic(&self) -> Result<bool, Box<RowProblem>> {
        match self.text(Field::Synthetic).to_lowercase().as_str() {
            "" | "false" | "no" | "0" => Ok(false),
            "true" | "yes" | "1" => Ok(true),
            _ => Err(self.refuse(Field::Synthetic, "is neither true nor false")),
        }
    }

    /// Hashes what the columns say, so that quoting, blanks and unused columns make no other row.
    ///
    /// An undeclared datum adds nothing, so that rows keep the hash they had before there was such a column.
    fn hash(&self) -> Uuid {
        let said = |field: &&Field| **field != Field::Datum || !self.text(**field).is_empty();
        let fields: Vec<&str> = Field::ALL.iter().filter(said).map(|field| self.text(*field)).collect();
        Uuid::new_v5(&Uuid::NAMESPACE_OID, fields.join("\u{1f}").as_bytes())
    }

    fn agency(&self, warnings: &mut Vec<RowProblem>) -> String {
        match self.text(Field::Agency) {
            "" => String::new(),
            text => match entry(&self.reader.reference.agencies, text) {
                Some(entry) => entry.code.clone(),
                None => {
                    warnings.push(self.problem(
                        Severity::Warning,
                        Field::Agency,
                        "is not a known agency; left out",
                    ));
                    String::new()
                }
            },
        }
    }

    /// Reads the place: a written position first, then one found in the text, then named areas.
    fn place(
        &self,
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(Place, Option<DistrictCode>), Box<RowProblem>> {
        let coded = self.district_code()?;
        let declared = self.datum()?;
        let datum = declared.unwrap_or(Datum::Wgs84);
        let request = GeocodeRequest {
            place_text: self.text(Field::PlaceText).to_owned(),
            tambon: some(self.text(Field::Tambon)),
            amphoe: some(self.text(Field::Amphoe)),
            province: some(self.text(Field::Province)),
        };
        let found = self.reader.geocoder.geocode_on(&request, datum);
        let named = coded.or(found.district.filter(|_| found.confidence <= Confidence::Medium));
        if let Some(place) = self.written_position(datum)? {
            return Ok((place, named));
        }
        if matches!(found.method, Method::GridReference | Method::Coordinates) {
            if found.method == Method::GridReference && declared.is_none() {
                let why = "holds a grid reference and names no datum; read as WGS 84, on Indian 1975 it would \
                           lie 450 to 520 m to the north-west (a column `datum` says which)";
                warnings.push(self.problem(Severity::Warning, Field::PlaceText, why));
            }
            return Ok((found.place, named));
        }
        if let Some(district) = coded {
            return Ok((self.area_in(district, warnings), coded));
        }
        match found.confidence {
            Confidence::High | Confidence::Medium => {
                if let (Some(name), Place::District(district)) = (&request.tambon, found.place) {
                    warnings.push(self.unknown_tambon(name, district));
                }
                Ok((found.place, found.district))
            }
            Confidence::Low | Confidence::None => {
                if [Field::PlaceText, Field::Tambon, Field::Amphoe, Field::Province]
                    .iter()
                    .any(|f| !self.text(*f).is_empty())
                {
                    let why = format!("{}; kept without a place", found.why);
                    warnings.push(self.problem(Severity::Warning, Field::PlaceText, why));
                }
                let place = match found.place {
                    Place::Province(province) => Place::Province(province),
                    _ => Place::Unknown,
                };
                Ok((place, None))
            }
        }
    }

    /// Reads the datum that the row declares.
    fn datum(&self) -> Result<Option<Datum>, Box<RowProblem>> {
        let text = self.text(Field::Datum);
        let unknown = || self.refuse(Field::Datum, "is not a known datum; known are wgs84, indian1975");
        if text.is_empty() { Ok(None) } else { Datum::read(text).map(Some).ok_or_else(unknown) }
    }

    /// Reads the place as written. Where only shifted degrees tell it, they are kept as they were.
    fn place_text(&self) -> Result<String, Box<RowProblem>> {
        let text = self.prose(Field::PlaceText)?;
        let (lat, lon) = (self.text(Field::Lat), self.text(Field::Lon));
        let shifted = self.datum()? == Some(Datum::Indian1975) && !lat.is_empty();
        Ok(if text.is_empty() && shifted { format!("{lat}, {lon} (Indian 1975)") } else { text })
    }

    /// Reads the district's code, which many files, ours among them, have in the column of its name.
    fn district_code(&self) -> Result<Option<DistrictCode>, Box<RowProblem>> {
        let known = |code: &DistrictCode| self.reader.reference.district(*code).is_some();
        let text = self.text(Field::DistrictCode);
        if text.is_empty() {
            return Ok(self.text(Field::Amphoe).parse().ok().filter(known));
        }
        let code: DistrictCode = text
            .parse()
            .map_err(|e: crate::domain::CodeError| self.refuse(Field::DistrictCode, e.to_string()))?;
        if known(&code) {
            Ok(Some(code))
        } else {
            Err(self.refuse(Field::DistrictCode, "no district has this code"))
        }
    }

    /// Reads the two columns of degrees. How many decimals they have says how far the truth may lie off.
    fn written_position(&self, datum: Datum) -> Result<Option<Place>, Box<RowProblem>> {
        let degrees = |field: Field| match self.text(field) {
            "" => Ok(None),
            text => thai_digits_to_ascii(text)
                .parse::<f64>()
                .map(Some)
                .map_err(|_| self.refuse(field, "is not a number of degrees")),
        };
        match (degrees(Field::Lon)?, degrees(Field::Lat)?) {
            (None, None) => Ok(None),
            (Some(lon), Some(lat)) => {
                LonLat::new(lon, lat).map_err(|e| self.refuse(Field::Lat, e.to_string()))?;
                let pair = format!("{}, {}", self.text(Field::Lat), self.text(Field::Lon));
                let written =
                    parse_position_on(&pair, datum).map_err(|e| self.refuse(Field::Lat, e.to_string()))?;
                let radius_m = written.radius_m.max(LEAST_RADIUS_M);
                Ok(Some(Place::Point { at: written.at, radius_m, village: false }))
            }
            (Some(_), None) => Err(self.refuse(Field::Lat, "is empty although there is a longitude")),
            (None, Some(_)) => Err(self.refuse(Field::Lon, "is empty although there is a latitude")),
        }
    }

    /// Returns the named tambon of a district, or the district where it has no such tambon.
    fn area_in(&self, district: DistrictCode, warnings: &mut Vec<RowProblem>) -> Place {
        let name = self.text(Field::Tambon);
        if name.is_empty() {
            return Place::District(district);
        }
        let request = GeocodeRequest {
            place_text: String::new(),
            tambon: some(name),
            amphoe: Some(district.to_string()),
            province: None,
        };
        match self.reader.geocoder.geocode(&request).tambon.filter(|t| t.district() == district) {
            Some(tambon) => Place::Tambon(tambon),
            None => {
                warnings.push(self.unknown_tambon(name, district));
                Place::District(district)
            }
        }
    }

    fn unknown_tambon(&self, name: &str, district: DistrictCode) -> RowProblem {
        let of = self
            .reader
            .reference
            .district(district)
            .map_or_else(|| district.to_string(), |d| format!("{district} {}", d.names.th));
        let reason = format!("`{name}` is not a tambon of district {of}; placed by district");
        self.problem(Severity::Warning, Field::Tambon, reason)
    }
}

fn entry<'v>(vocabulary: &'v [VocabularyEntry], text: &str) -> Option<&'v VocabularyEntry> {
    let wanted = text.to_lowercase();
    vocabulary.iter().find(|e| {
        e.code == wanted
            || e.names.th == text
            || e.names.en.to_lowercase() == wanted
            || e.names.lo.as_deref() == Some(text)
            || e.names.km.as_deref() == Some(text)
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Keeps error messages readable.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 120 {
        text.to_owned()
    } else {
        text.chars().take(119).chain(['…']).collect()
    }
}
