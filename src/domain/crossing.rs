//! Border crossings (จุดผ่านแดน) and their dated status.

use chrono::NaiveDate;

use super::{Border, CrossingId, DistrictCode, LonLat, Names, named_enum};

named_enum! {
    /// What kind of crossing it is, in law.
    CrossingKind, "crossing kind" {
        /// จุดผ่านแดนถาวร: permanent, by ministerial notice.
        Permanent = "permanent",
        /// จุดผ่านแดนชั่วคราว: temporary, for a purpose and a period.
        Temporary = "temporary",
        /// จุดผ่อนปรนการค้า: checkpoint for border trade.
        Trade = "trade",
        /// จุดผ่อนปรนเพื่อการท่องเที่ยว: relief point for tourism.
        Tourism = "tourism",
        /// ช่องทางธรรมชาติ: informal route, not legal.
        NaturalRoute = "natural_route",
    }
}

named_enum! {
    /// Where a crossing's position comes from.
    PositionBasis, "position basis" {
        /// A page or data set gives the coordinate.
        Sourced = "sourced",
        /// A nearby named place, moved onto the border line inside the district.
        SnappedAnchor = "snapped_anchor",
        /// From memory; a placeholder until somebody measures it.
        Recalled = "recalled",
    }
}

named_enum! {
    /// How far a crossing lets people through.
    CrossingState, "crossing status" {
        /// Open in its ordinary hours.
        Open = "open",
        /// Open with fewer hours or days.
        Restricted = "restricted",
        /// Closed but for patients, pupils and the like.
        HumanitarianOnly = "humanitarian_only",
        /// Closed.
        Closed = "closed",
        /// Nothing is documented.
        Unknown = "unknown",
    }
}

/// A crossing's position and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossingPosition {
    /// The position on the Thai side or on the line.
    pub at: LonLat,
    /// Where it comes from.
    pub basis: PositionBasis,
    /// Whether somebody responsible has confirmed it; otherwise it is drawn as approximate.
    pub verified: bool,
}

/// The other side of a crossing, as far as it is known; empty text where not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OppositeSide {
    /// Town or crossing.
    pub name: String,
    /// District (muang, srok).
    pub district: String,
    /// Province (khoueng, khaet).
    pub province: String,
}

/// Represents a border crossing. One without a position is listed but never mapped.
#[derive(Debug, Clone)]
pub struct Crossing {
    /// Its id.
    pub id: CrossingId,
    /// Its names.
    pub names: Names,
    /// Other names and spellings, for finding it in text.
    pub aliases: Vec<String>,
    /// Its kind.
    pub kind: CrossingKind,
    /// Which border it crosses.
    pub border: Border,
    /// The Thai district responsible.
    pub district: DistrictCode,
    /// The other side.
    pub opposite: OppositeSide,
    /// Where it is, if known.
    pub position: Option<CrossingPosition>,
    /// What is documented of its past, oldest first.
    pub history: Vec<CrossingStatus>,
}

impl Crossing {
    /// Returns the last documented status; what holds today is not known to this product.
    pub fn last_known(&self) -> Option<&CrossingStatus> {
        self.history.last()
    }
}

/// States what was documented of a crossing from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossingStatus {
    /// First day.
    pub from: NaiveDate,
    /// Last day, where documented.
    pub to: Option<NaiveDate>,
    /// The status.
    pub state: CrossingState,
    /// Opening hours as written.
    pub hours: String,
    /// Opening days as written.
    pub days: String,
    /// Who ordered it.
    pub authority: String,
    /// The order's reference.
    pub order_ref: String,
    /// Anything else.
    pub note: String,
    /// The page or document.
    pub source: String,
}
