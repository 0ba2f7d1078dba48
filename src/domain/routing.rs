//! Which districts are targets on a day, and who handles a report.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{DistrictCode, Placement, ProvinceCode, TargetDistrict};

/// The target districts of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetSet {
    districts: BTreeSet<DistrictCode>,
}

/// Who handles a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandledBy {
    /// The centre of a target district.
    District(DistrictCode),
    /// The province, for a district outside the target area.
    Province(ProvinceCode),
    /// The central centre, when not even a province is known.
    CentralCentre,
}

impl TargetSet {
    /// Returns the districts whose statements hold on a day.
    pub fn on(day: NaiveDate, statements: &[TargetDistrict]) -> Self {
        Self { districts: statements.iter().filter(|t| t.holds_on(day)).map(|t| t.district).collect() }
    }

    /// Tells whether a district is a target.
    pub fn contains(&self, district: DistrictCode) -> bool {
        self.districts.contains(&district)
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.districts.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.districts.is_empty()
    }

    /// Tells whether a report counts in a target district.
    pub fn holds(&self, placement: &Placement) -> bool {
        placement.district.is_some_and(|d| self.contains(d))
    }

    /// Says who handles a report: the centre of its (or the routed) district when that is a target, else
    /// the province, else the central centre.
    pub fn handled_by(&self, placement: &Placement) -> HandledBy {
        match (placement.routed_to, placement.province) {
            (Some(district), _) if self.contains(district) => HandledBy::District(district),
            (Some(district), _) => HandledBy::Province(district.province()),
            (None, Some(province)) => HandledBy::Province(province),
            (None, None) => HandledBy::CentralCentre,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(district: &str, from: (i32, u32, u32), to: Option<(i32, u32, u32)>) -> TargetDistrict {
        let day = |(y, m, d): (i32, u32, u32)| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        TargetDistrict {
            district: district.parse().unwrap(),
            basis: String::new(),
            verified: false,
            valid_from: day(from),
            valid_to: to.map(day),
            source: String::new(),
        }
    }

    #[test]
    fn a_report_outside_the_target_area_goes_to_its_province() {
        let day = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap();
        let set = TargetSet::on(
            day,
            &[statement("3206", (2023, 12, 1), None), statement("3210", (2023, 12, 1), Some((2024, 6, 1)))],
        );
        let in_district = |code: &str| Placement {
            district: code.parse().ok(),
            routed_to: code.parse().ok(),
            ..Placement::unplaced()
        };
        assert_eq!(set.len(), 1, "a statement does not hold on its last day");
        assert_eq!(set.handled_by(&in_district("3206")), HandledBy::District("3206".parse().unwrap()));
        assert_eq!(set.handled_by(&in_district("3210")), HandledBy::Province("32".parse().unwrap()));
        assert_eq!(set.handled_by(&Placement::unplaced()), HandledBy::CentralCentre);
    }
}
