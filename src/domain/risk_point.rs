//! Risk points (จุดเสี่ยง): places that a plan names as dangerous, whether or not anything was reported there.
//! Surin's plan has more than 280 of them (domain notes, S28).

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::thai_digits::thai_digits_to_ascii;
use super::{Area, AsOf, LonLat, New, Place, Placement, named_enum};

named_enum! {
    /// What makes a place a risk point: the kinds that Surin's plan names, and what the border adds.
    RiskPointKind, "kind of risk point" {
        /// ค้ามนุษย์.
        Trafficking = "trafficking",
        /// จุดส่งมอบยาเสพติด.
        DrugHandover = "drug_handover",
        /// ลักลอบขนสินค้า.
        Smuggling = "smuggling",
        /// ลักลอบข้ามแดน.
        IllegalCrossing = "illegal_crossing",
        /// ความปลอดภัยในชีวิตและทรัพย์สิน.
        LifeAndProperty = "life_and_property",
        /// สาธารณภัย.
        Disaster = "disaster",
        /// อื่น ๆ.
        Other = "other",
    }
}

/// How bad a risk point is: 1 to 5, 5 being the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RiskSeverity(u8);

/// Says which text is not a severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a severity; write 1 to 5, 5 being the worst")]
pub struct RiskSeverityError {
    /// The text as given.
    pub text: String,
}

impl RiskSeverity {
    /// Returns the number, 1 to 5.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u32> for RiskSeverity {
    type Error = RiskSeverityError;

    fn try_from(number: u32) -> Result<Self, RiskSeverityError> {
        match u8::try_from(number) {
            Ok(number @ 1..=5) => Ok(Self(number)),
            _ => Err(RiskSeverityError { text: number.to_string() }),
        }
    }
}

impl FromStr for RiskSeverity {
    type Err = RiskSeverityError;

    fn from_str(text: &str) -> Result<Self, RiskSeverityError> {
        let wrong = || RiskSeverityError { text: text.to_owned() };
        let digits = thai_digits_to_ascii(text);
        digits.parse().ok().and_then(|number: u32| Self::try_from(number).ok()).ok_or_else(wrong)
    }
}

impl fmt::Display for RiskSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Holds what is said of a risk point.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskPointContent {
    /// What it is called.
    pub name: String,
    /// What makes it one.
    pub kind: RiskPointKind,
    /// How bad it is.
    pub severity: RiskSeverity,
    /// Where it is.
    pub at: LonLat,
    /// How far the truth may lie from there, in metres.
    pub radius_m: f64,
    /// What is known of it, in a few sentences.
    pub description: String,
    /// Who says so.
    pub source: String,
    /// Whether it was made up for tests and demonstrations.
    pub synthetic: bool,
}

impl RiskPointContent {
    /// Radius of doubt from which a point stands for its surroundings rather than for a place, in metres.
    pub const APPROXIMATE_FROM_M: f64 = 500.0;

    /// Returns where it is, as reports say it.
    pub fn place(&self) -> Place {
        Place::Point { at: self.at, radius_m: self.radius_m, village: false }
    }

    /// Tells whether the point only stands for its surroundings, and is to be drawn so.
    pub fn is_approximate(&self) -> bool {
        self.radius_m >= Self::APPROXIMATE_FROM_M
    }
}

/// A risk point that is about to be stored.
pub type NewRiskPoint = New<RiskPointContent>;

/// A risk point as it is stored and answered.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskPoint {
    /// Identity outside.
    pub id: Uuid,
    /// The id its source gave it; empty when none.
    pub external_id: String,
    /// What is said of it.
    pub content: RiskPointContent,
    /// What the placing rule made of its point.
    pub placement: Placement,
}

/// States which risk points a question is about; an empty list means every value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RiskPointQuery {
    /// The moment whose knowledge is asked for; now when not given.
    pub as_of: Option<AsOf>,
    /// The area, or everywhere.
    pub area: Option<Area>,
    /// Kinds.
    pub kinds: Vec<RiskPointKind>,
    /// Severities.
    pub severities: Vec<RiskSeverity>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_is_one_to_five_in_either_digits() {
        assert_eq!("๕".parse::<RiskSeverity>().map(RiskSeverity::number), Ok(5));
        assert!("1".parse::<RiskSeverity>().unwrap() < "5".parse().unwrap());
        for text in ["0", "6", "-1", "4.5", "", "high"] {
            let error = text.parse::<RiskSeverity>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}` is not a severity")), "{error}");
        }
    }
}
