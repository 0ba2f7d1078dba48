//! Administrative units: province, district (amphoe), subdistrict (tambon), and the dated set of target districts.

use chrono::NaiveDate;

use super::{DistrictCode, LonLat, Names, ProvinceCode, TambonCode};

/// Represents a province (จังหวัด).
#[derive(Debug, Clone)]
pub struct Province {
    /// Its code.
    pub code: ProvinceCode,
    /// Its names.
    pub names: Names,
    /// Whether it is one of the border provinces that the map shows.
    pub shown: bool,
}

/// Represents a district (อำเภอ) without its polygon, which the spatial index holds.
#[derive(Debug, Clone)]
pub struct District {
    /// Its code.
    pub code: DistrictCode,
    /// Its names, without the word amphoe.
    pub names: Names,
    /// Whether it touches Laos.
    pub borders_laos: bool,
    /// Whether it touches Cambodia.
    pub borders_cambodia: bool,
    /// The Lao or Cambodian districts across the border, as text; empty inland.
    pub opposite: String,
    /// Whether the map shows it (the 230 districts of the 18 border provinces).
    pub shown: bool,
    /// A point inside its polygon, for circles and labels.
    pub label: LonLat,
}

impl District {
    /// Tells whether it touches one of the two borders: the mask over which hotspots are computed.
    pub fn is_on_border(&self) -> bool {
        self.borders_laos || self.borders_cambodia
    }
}

/// Represents a subdistrict (ตำบล); no boundaries are available for these.
#[derive(Debug, Clone)]
pub struct Tambon {
    /// Its code.
    pub code: TambonCode,
    /// Its names, without the word tambon.
    pub names: Names,
}

/// States that a district is a target district during a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetDistrict {
    /// The district.
    pub district: DistrictCode,
    /// Why it is on the list (A1 to A4 documented, B filled by rule; see `data/README.md`).
    pub basis: String,
    /// Whether the operator has confirmed it.
    pub verified: bool,
    /// First day, inclusive.
    pub valid_from: NaiveDate,
    /// First day after, exclusive; open when absent.
    pub valid_to: Option<NaiveDate>,
    /// Where it is written.
    pub source: String,
}

impl TargetDistrict {
    /// Tells whether the statement holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// Represents a town or village with a position (GeoNames).
#[derive(Debug, Clone)]
pub struct PopulatedPlace {
    /// Its names; Thai is empty where none is known.
    pub names: Names,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Its position.
    pub at: LonLat,
    /// ISO 3166 country code as the source gives it.
    pub country: String,
    /// The district it lies in, inside Thailand.
    pub district: Option<DistrictCode>,
    /// Inhabitants; 0 where unknown.
    pub population: u64,
}
