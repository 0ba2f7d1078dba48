//! What the placing rule says of a place: district, country, border, crossing, and how far to trust it.

use super::{CrossingId, DistrictCode, ProvinceCode, TambonCode, named_enum};

named_enum! {
    /// One of the two borders.
    Border, "border" {
        /// Thailand and Laos.
        ThaiLao = "TH-LA",
        /// Thailand and Cambodia.
        ThaiCambodian = "TH-KH",
    }
}

named_enum! {
    /// The country a point lies in.
    Country, "country" {
        /// Thailand.
        Thailand = "TH",
        /// Laos.
        Laos = "LA",
        /// Cambodia.
        Cambodia = "KH",
    }
}

impl Border {
    /// Returns the country across this border.
    pub fn neighbour(self) -> Country {
        match self {
            Self::ThaiLao => Country::Laos,
            Self::ThaiCambodian => Country::Cambodia,
        }
    }
}

named_enum! {
    /// How a point came to its district.
    PlacingMethod, "placing method" {
        /// The district's polygon contains it.
        Containing = "containing",
        /// No polygon contains it; the nearest one lies within 1.5 km.
        Nearest = "nearest",
        /// More than 300 m beyond the border line.
        Foreign = "foreign",
        /// In no district and not beyond the border line: another border, or the sea.
        Outside = "outside",
        /// The report names an area, not a point.
        Area = "area",
        /// The report names no place.
        Unplaced = "unplaced",
    }
}

named_enum! {
    /// Why a district should be looked at again.
    Doubt, "doubt" {
        /// The district's edge is nearer than the position is precise.
        NearEdge = "near_edge",
        /// The border line and the district polygons disagree about the side.
        LineDisagrees = "line_disagrees",
    }
}

/// Distance to the nearest crossing whose position is known.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestCrossing {
    /// The crossing.
    pub crossing: CrossingId,
    /// Metres on the spheroid.
    pub distance_m: f64,
}

/// Where a point stands to the nearer of the two border lines; lengths are rounded to a millimetre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BorderRelation {
    /// Which border.
    pub border: Border,
    /// Kilometre along the line: from the north, Thai-Lao, then on along Thai-Cambodian.
    pub km: f64,
    /// Metres on the spheroid to the line.
    pub distance_m: f64,
    /// The bank it lies on.
    pub bank: Country,
}

/// The outcome of placing; everything about where a report is that can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// How it was placed.
    pub method: PlacingMethod,
    /// The country; absent when no rule decides it.
    pub country: Option<Country>,
    /// The district it counts in; none for foreign, outside and unplaced ones.
    pub district: Option<DistrictCode>,
    /// The tambon, when the report names one.
    pub tambon: Option<TambonCode>,
    /// The province: the district's, or the one the report names.
    pub province: Option<ProvinceCode>,
    /// Who handles it: its district, or for a foreign point the nearest district within 5 km.
    pub routed_to: Option<DistrictCode>,
    /// Metres from the point to the edge of its (or the routed) district.
    pub edge_distance_m: Option<f64>,
    /// Why it should be looked at again.
    pub doubt: Option<Doubt>,
    /// The district it would be in otherwise.
    pub second_choice: Option<DistrictCode>,
    /// The nearest located crossing; only for points.
    pub crossing: Option<NearestCrossing>,
    /// Where it stands to the border; only for points.
    pub border: Option<BorderRelation>,
}

impl Placement {
    /// Returns the placement of a report that names no place.
    pub fn unplaced() -> Self {
        Self {
            method: PlacingMethod::Unplaced,
            country: None,
            district: None,
            tambon: None,
            province: None,
            routed_to: None,
            edge_distance_m: None,
            doubt: None,
            second_choice: None,
            crossing: None,
            border: None,
        }
    }
}
