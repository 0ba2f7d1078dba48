//! Rows of somebody's file as reports, each problem with its line, column and text.

use chrono::{TimeDelta, Utc};

use super::columns::Field;
use super::geocode::{Confidence, GeocodeRequest, Geocoder, Method};
use super::row::{Row, RowContent, entry};
use super::row_problem::{RowProblem, Severity};
use crate::domain::{
    Category, Channel, Datum, DistrictCode, Observed, Place, Reference, ReportContent, Status, date_text,
};

/// What a report is read by, beside its row.
#[derive(Debug)]
pub struct ReportRules<'a> {
    /// The vocabularies and districts.
    pub reference: &'a Reference,
    /// Finds places in texts.
    pub geocoder: &'a Geocoder,
    /// The channel of rows that name none.
    pub channel: Channel,
}

impl RowContent for ReportContent {
    type Field = Field;
    type Rules<'a> = ReportRules<'a>;

    fn read(
        row: &Row<'_, Field>,
        rules: &ReportRules<'_>,
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(Self, Option<DistrictCode>), Box<RowProblem>> {
        Reading { row, rules }.content(warnings)
    }
}

/// A row that is read as a report.
struct Reading<'a> {
    row: &'a Row<'a, Field>,
    rules: &'a ReportRules<'a>,
}

impl Reading<'_> {
    /// Reads what the row says, and the district it names.
    fn content(
        &self,
        warnings: &mut Vec<RowProblem>,
    ) -> Result<(ReportContent, Option<DistrictCode>), Box<RowProblem>> {
        let (category, subtype) = self.category()?;
        let (place, named_district) = self.place(warnings)?;
        let channel = self.row.named(Field::Channel, self.rules.channel)?;
        let status = self.row.named(Field::Status, Status::Unverified)?;
        if channel == Channel::OpenSource && status != Status::Unverified {
            return Err(self.row.refuse(Field::Status, "reports from open sources are always unverified"));
        }
        let content = ReportContent {
            category,
            subtype,
            status,
            channel,
            observed: self.observed()?,
            place,
            place_text: self.place_text()?,
            summary: self.row.prose(Field::Summary)?,
            quantity: self.row.prose(Field::Quantity)?,
            agency: self.agency(warnings),
            source_url: self.row.prose(Field::SourceUrl)?,
            source_title: self.row.prose(Field::SourceTitle)?,
            synthetic: self.row.yes_or_no(Field::Synthetic)?,
        };
        Ok((content, named_district))
    }

    /// Reads the category by code or by its name in any of the four languages.
    fn category(&self) -> Result<(Category, Option<String>), Box<RowProblem>> {
        let text = self.row.text(Field::Category);
        let code = entry(&self.rules.reference.categories, text).map_or(text, |e| e.code.as_str());
        let top = code.split('.').next().unwrap_or(code);
        let category = top.parse().map_err(|e: crate::domain::UnknownName| {
            self.row
                .refuse(Field::Category, if text.is_empty() { "is empty".to_owned() } else { e.to_string() })
        })?;
        match code.contains('.') {
            true if entry(&self.rules.reference.categories, code).is_none() => {
                Err(self.row.refuse(Field::Category, format!("`{code}` is not a known sub-category")))
            }
            is_subtype => Ok((category, is_subtype.then(|| code.to_owned()))),
        }
    }

    fn observed(&self) -> Result<Option<Observed>, Box<RowProblem>> {
        let text = self.row.text(Field::Observed);
        if text.is_empty() {
            return Ok(None);
        }
        let observed =
            date_text::parse_observed(text).map_err(|e| self.row.refuse(Field::Observed, e.to_string()))?;
        // A day's grace for clocks that are wrong.
        if observed.at > Utc::now() + TimeDelta::days(1) {
            return Err(self.row.refuse(Field::Observed, "lies in the future"));
        }
        Ok(Some(observed))
    }

    fn agency(&self, warnings: &mut Vec<RowProblem>) -> String {
        match self.row.text(Field::Agency) {
            "" => String::new(),
            text => match entry(&self.rules.reference.agencies, text) {
                Some(entry) => entry.code.clone(),
                None => {
                    warnings.push(self.row.problem(
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
        let declared = self.row.datum()?;
        let datum = declared.unwrap_or(Datum::Wgs84);
        let request = GeocodeRequest {
            place_text: self.row.text(Field::PlaceText).to_owned(),
            tambon: some(self.row.text(Field::Tambon)),
            amphoe: some(self.row.text(Field::Amphoe)),
            province: some(self.row.text(Field::Province)),
        };
        let found = self.rules.geocoder.geocode_on(&request, datum);
        let named = coded.or(found.district.filter(|_| found.confidence <= Confidence::Medium));
        if let Some((at, radius_m)) = self.row.degrees(Field::Lon, Field::Lat, datum)? {
            return Ok((Place::Point { at, radius_m, village: false }, named));
        }
        if matches!(found.method, Method::GridReference | Method::Coordinates) {
            if found.method == Method::GridReference && declared.is_none() {
                let why = "holds a grid reference and names no datum; read as WGS 84, on Indian 1975 it would \
                           lie 450 to 520 m to the north-west (a column `datum` says which)";
                warnings.push(self.row.problem(Severity::Warning, Field::PlaceText, why));
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
                    .any(|f| !self.row.text(*f).is_empty())
                {
                    let why = format!("{}; kept without a place", found.why);
                    warnings.push(self.row.problem(Severity::Warning, Field::PlaceText, why));
                }
                let place = match found.place {
                    Place::Province(province) => Place::Province(province),
                    _ => Place::Unknown,
                };
                Ok((place, None))
            }
        }
    }

    /// Reads the place as written. Where only shifted degrees tell it, they are kept as they were.
    fn place_text(&self) -> Result<String, Box<RowProblem>> {
        let text = self.row.prose(Field::PlaceText)?;
        let (lat, lon) = (self.row.text(Field::Lat), self.row.text(Field::Lon));
        let shifted = self.row.datum()? == Some(Datum::Indian1975) && !lat.is_empty();
        Ok(if text.is_empty() && shifted { format!("{lat}, {lon} (Indian 1975)") } else { text })
    }

    /// Reads the district's code, which many files, ours among them, have in the column of its name.
    fn district_code(&self) -> Result<Option<DistrictCode>, Box<RowProblem>> {
        let known = |code: &DistrictCode| self.rules.reference.district(*code).is_some();
        let text = self.row.text(Field::DistrictCode);
        if text.is_empty() {
            return Ok(self.row.text(Field::Amphoe).parse().ok().filter(known));
        }
        let code: DistrictCode = text
            .parse()
            .map_err(|e: crate::domain::CodeError| self.row.refuse(Field::DistrictCode, e.to_string()))?;
        if known(&code) {
            Ok(Some(code))
        } else {
            Err(self.row.refuse(Field::DistrictCode, "no district has this code"))
        }
    }

    /// Returns the named tambon of a district, or the district where it has no such tambon.
    fn area_in(&self, district: DistrictCode, warnings: &mut Vec<RowProblem>) -> Place {
        let name = self.row.text(Field::Tambon);
        if name.is_empty() {
            return Place::District(district);
        }
        let request = GeocodeRequest {
            place_text: String::new(),
            tambon: some(name),
            amphoe: Some(district.to_string()),
            province: None,
        };
        match self.rules.geocoder.geocode(&request).tambon.filter(|t| t.district() == district) {
            Some(tambon) => Place::Tambon(tambon),
            None => {
                warnings.push(self.unknown_tambon(name, district));
                Place::District(district)
            }
        }
    }

    fn unknown_tambon(&self, name: &str, district: DistrictCode) -> RowProblem {
        let of = self
            .rules
            .reference
            .district(district)
            .map_or_else(|| district.to_string(), |d| format!("{district} {}", d.names.th));
        let reason = format!("`{name}` is not a tambon of district {of}; placed by district");
        self.row.problem(Severity::Warning, Field::Tambon, reason)
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
