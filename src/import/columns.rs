//! Which column of somebody's file means what.

use std::fmt::{Debug, Display};

use crate::domain::named_enum;

/// Header texts that mean the datum.
pub(super) const DATUM_SPELLINGS: &[&str] = &["datum", "พื้นหลักฐาน", "ดาตัม"];

/// A field that a column of somebody's file can fill.
pub trait RowField: Copy + Eq + Debug + Display + Send + Sync + 'static {
    /// Every field, in the order in which columns are looked for.
    const EVERY: &'static [Self];
    /// The fields that some column must fill.
    const NEEDED: &'static [Self];
    /// The source's id.
    const ID: Self;
    /// Where what is wrong with a position is said.
    const POSITION: Self;
    /// On which datum a position was written.
    const DATUM: Self;

    /// Returns the field's own name.
    fn name(self) -> &'static str;

    /// Returns header texts that mean this field, in lower case, the likeliest first.
    fn spellings(self) -> &'static [&'static str];
}

named_enum! {
    /// A field of a report that a column can fill.
    Field, "field" {
        /// The source's id.
        Id = "id",
        /// When it was seen.
        Observed = "observed",
        /// What it is about.
        Category = "category",
        /// What is known of its truth.
        Status = "status",
        /// How it came in.
        Channel = "channel",
        /// The place as written.
        PlaceText = "place_text",
        /// Tambon by name.
        Tambon = "tambon",
        /// District by name.
        Amphoe = "amphoe",
        /// Province by name.
        Province = "province",
        /// District by code.
        DistrictCode = "district_code",
        /// Latitude in degrees.
        Lat = "lat",
        /// Longitude in degrees.
        Lon = "lon",
        /// What was seen.
        Summary = "summary",
        /// Amounts.
        Quantity = "quantity",
        /// Agency.
        Agency = "agency",
        /// Web page.
        SourceUrl = "source_url",
        /// Its title.
        SourceTitle = "source_title",
        /// Whether the row was made up.
        Synthetic = "synthetic",
        /// On which datum its position was written.
        Datum = "datum",
    }
}

impl RowField for Field {
    const EVERY: &'static [Self] = Self::ALL;
    const NEEDED: &'static [Self] = &[Self::Category];
    const ID: Self = Self::Id;
    const POSITION: Self = Self::Lat;
    const DATUM: Self = Self::Datum;

    fn name(self) -> &'static str {
        self.as_str()
    }

    fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "report_id", "source_id", "รหัส", "รหัสเหตุ"],
            Self::Observed => &[
                "observed",
                "observed_date",
                "observed_at",
                "date",
                "datetime",
                "วันที่",
                "วันที่เกิดเหตุ",
                "วันเวลา",
            ],
            Self::Category => &["category", "type", "ประเภท", "ประเภทเหตุ"],
            Self::Status => &["status", "สถานะ"],
            Self::Channel => &["channel", "ช่องทาง"],
            Self::PlaceText => &["place_text", "place", "location", "สถานที่", "สถานที่เกิดเหตุ", "ที่เกิดเหตุ"],
            Self::Tambon => &["tambon", "tambon_th", "subdistrict", "ตำบล"],
            Self::Amphoe => &["amphoe", "amphoe_th", "district", "district_name", "อำเภอ"],
            Self::Province => &["province", "province_th", "changwat", "จังหวัด"],
            Self::DistrictCode => &["district_code", "amphoe_code", "dopa_code", "รหัสอำเภอ"],
            Self::Lat => &["lat", "latitude", "ละติจูด"],
            Self::Lon => &["lon", "lng", "long", "longitude", "ลองจิจูด"],
            Self::Summary => &["summary", "summary_th", "description", "detail", "รายละเอียด", "เหตุการณ์"],
            Self::Quantity => &["quantity", "quantity_text", "amount", "จำนวน", "ปริมาณ"],
            Self::Agency => &["agency", "หน่วยงาน"],
            Self::SourceUrl => &["source_url", "url", "link"],
            Self::SourceTitle => &["source_title", "source", "ที่มา"],
            Self::Synthetic => &["synthetic"],
            Self::Datum => DATUM_SPELLINGS,
        }
    }
}

/// Says which column fills which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap<F = Field> {
    header: Vec<String>,
    columns: Vec<(F, usize)>,
}

/// Says why columns cannot be matched to fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// Nothing in the header means a field that is needed.
    #[error("no column for `{field}`; the header has {header}; name one with --map {field}=COLUMN")]
    Missing {
        /// The field.
        field: &'static str,
        /// The header as found.
        header: String,
    },
    /// A column named by the user is not in the header.
    #[error("--map {field}={column}: the header has no `{column}`, only {header}")]
    NoSuchColumn {
        /// The field.
        field: &'static str,
        /// The column named.
        column: String,
        /// The header as found.
        header: String,
    },
    /// Two columns have the same name.
    #[error("the header has `{column}` twice")]
    Twice {
        /// The column.
        column: String,
    },
}

impl<F: RowField> ColumnMap<F> {
    /// Matches a header's columns to fields: as told first, then by their names.
    ///
    /// # Errors
    /// When a column is named twice, a told column does not exist, or no column fills a field that is needed.
    pub fn guess(header: &[String], told: &[(F, String)]) -> Result<Self, ColumnError> {
        let header: Vec<String> = header.iter().map(|h| h.trim().to_owned()).collect();
        let shown = || header.join(", ");
        if let Some((_, twice)) =
            header.iter().enumerate().find(|(i, h)| !h.is_empty() && header[..*i].contains(h))
        {
            return Err(ColumnError::Twice { column: twice.clone() });
        }
        let mut columns = Vec::new();
        for (field, column) in told {
            let at = header.iter().position(|h| h == column).ok_or_else(|| ColumnError::NoSuchColumn {
                field: field.name(),
                column: column.clone(),
                header: shown(),
            })?;
            columns.push((*field, at));
        }
        for field in F::EVERY {
            let told = columns.iter().any(|(f, _)| f == field);
            let taken = |at: usize| columns.iter().any(|(_, a)| *a == at);
            let named = field.spellings().iter().find_map(|spelling| {
                header.iter().enumerate().position(|(i, h)| !taken(i) && h.to_lowercase() == *spelling)
            });
            if let Some(at) = named.filter(|_| !told) {
                columns.push((*field, at));
            }
        }
        if let Some(missing) = F::NEEDED.iter().find(|needed| !columns.iter().any(|(f, _)| f == *needed)) {
            return Err(ColumnError::Missing { field: missing.name(), header: shown() });
        }
        Ok(Self { header, columns })
    }

    /// Returns the header.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Tells whether some column fills a field.
    pub fn has(&self, field: F) -> bool {
        self.columns.iter().any(|(f, _)| *f == field)
    }

    /// Returns the column's name that fills a field; the field's own name when none does.
    pub fn column_name(&self, field: F) -> &str {
        self.position(field).and_then(|i| self.header.get(i)).map_or(field.name(), String::as_str)
    }

    /// Returns the text that fills a field in a row, without surrounding blanks.
    pub fn text<'r>(&self, row: &'r [String], field: F) -> &'r str {
        self.position(field).and_then(|i| row.get(i)).map_or("", |text| text.trim())
    }

    /// Describes the mapping in words, a line a column.
    pub fn describe(&self) -> Vec<String> {
        self.header
            .iter()
            .enumerate()
            .map(|(i, column)| match self.columns.iter().find(|(_, at)| *at == i) {
                Some((field, _)) => format!("{column} -> {field}"),
                None => format!("{column} (not used)"),
            })
            .collect()
    }

    fn position(&self, field: F) -> Option<usize> {
        self.columns.iter().find(|(f, _)| *f == field).map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn thai_and_english_headers_are_recognised() {
        let map = ColumnMap::<Field>::guess(&header("รหัส,วันที่,ประเภท,Latitude,lng,colour"), &[]).unwrap();
        assert_eq!(
            map.describe(),
            [
                "รหัส -> id",
                "วันที่ -> observed",
                "ประเภท -> category",
                "Latitude -> lat",
                "lng -> lon",
                "colour (not used)"
            ]
        );
    }

    #[test]
    fn a_column_that_was_told_wins_over_one_that_was_guessed() {
        let map =
            ColumnMap::<Field>::guess(&header("type,kind"), &[(Field::Category, "kind".to_owned())]).unwrap();
        assert_eq!(map.column_name(Field::Category), "kind");
    }

    #[test]
    fn a_header_without_category_is_refused_with_advice() {
        let error = ColumnMap::<Field>::guess(&header("id,date"), &[]).unwrap_err().to_string();
        assert!(error.contains("--map category=COLUMN"), "{error}");
    }
}
