//! Decides from what a text mentions where it was, and says why when it cannot.

use super::gazetteer::{Gazetteer, Unit};
use super::mention::{How, Level, Mention, Role};
use super::{Alternative, Confidence, Method};
use crate::domain::{DistrictCode, LonLat, Precision, ProvinceCode, TambonCode};

/// Why an unmarked district is doubted.
pub(super) const WITHOUT_MARKER: &str = "the district's name stands in the text without the word district";
/// How a reason begins that leaves the place open.
const CANNOT_TELL: &str = "cannot tell";
/// Most alternatives that are named.
const MOST_ALTERNATIVES: usize = 5;

/// What was decided.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) district: Option<DistrictCode>,
    pub(super) province: Option<ProvinceCode>,
    pub(super) tambon: Option<TambonCode>,
    /// Position, radius of doubt in metres, and whether it stands for a village.
    pub(super) point: Option<(LonLat, f64, bool)>,
    pub(super) method: Method,
    pub(super) confidence: Confidence,
    pub(super) why: Vec<String>,
    pub(super) alternatives: Vec<Alternative>,
}

/// Decides from the mentions of one text.
pub(super) fn decide(gazetteer: &Gazetteer, mentions: &[Mention]) -> Decision {
    let mut case = Case::new(gazetteer, mentions);
    case.district();
    case.tambon();
    case.point();
    case.province();
    if case.unknown_district {
        case.cap(Confidence::Medium, "the district that is named is not known");
    }
    case.decision
}

/// One text on its way to a decision.
pub(super) struct Case<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) mentions: &'a [Mention],
    pub(super) provinces: Vec<ProvinceCode>,
    /// Whether a district is marked as such and no district is called so.
    pub(super) unknown_district: bool,
    pub(super) decision: Decision,
}

impl<'a> Case<'a> {
    fn new(gazetteer: &'a Gazetteer, mentions: &'a [Mention]) -> Self {
        let named = |roles: fn(Role) -> bool| {
            let mut provinces: Vec<ProvinceCode> = Vec::new();
            for mention in mentions.iter().filter(|m| m.level == Level::Province && roles(m.role)) {
                let code = mention.units.iter().find_map(|unit| match unit {
                    Unit::Province(code) => Some(*code),
                    _ => None,
                });
                let code = code.or_else(|| gazetteer.similar_province(&mention.name));
                provinces.extend(code.filter(|code| !provinces.contains(code)));
            }
            provinces
        };
        let mut provinces = named(|role| matches!(role, Role::Main | Role::Aside | Role::Road));
        if provinces.is_empty() {
            provinces = named(|role| matches!(role, Role::Passing | Role::Opposite));
        }
        let decision = Decision {
            district: None,
            province: None,
            tambon: None,
            point: None,
            method: Method::None,
            confidence: Confidence::None,
            why: Vec::new(),
            alternatives: Vec::new(),
        };
        Self { gazetteer, mentions, provinces, unknown_district: false, decision }
    }

    /// Notes a district that was found, and forgets why surer ways found none.
    pub(super) fn found(&mut self, district: DistrictCode, method: Method, confidence: Confidence) {
        self.decision.district = Some(district);
        self.decision.method = method;
        self.decision.confidence = confidence;
        self.decision.why.retain(|why| !why.starts_with(CANNOT_TELL));
    }

    pub(super) fn cap(&mut self, most: Confidence, why: impl Into<String>) {
        self.decision.confidence = self.decision.confidence.max(most);
        self.decision.why.push(why.into());
    }

    pub(super) fn alternative(&mut self, district: DistrictCode) {
        let known = self.decision.alternatives.iter().any(|a| a.district == Some(district));
        if !known
            && self.decision.district != Some(district)
            && self.decision.alternatives.len() < MOST_ALTERNATIVES
        {
            self.decision.alternatives.push(Alternative {
                label: self.gazetteer.label(district),
                district: Some(district),
                precision: Precision::District,
            });
        }
    }

    pub(super) fn cannot_tell(&mut self, why: &str, among: &[DistrictCode]) {
        self.decision.district = None;
        self.decision.confidence = Confidence::None;
        self.decision.method = Method::None;
        self.decision.why.push(format!("{CANNOT_TELL}: {why}"));
        for district in among {
            self.alternative(*district);
        }
    }

    /// Finds the district, from the surest kind of mention to the least sure.
    fn district(&mut self) {
        if self.strong_districts() || self.marked_tambons() {
            return;
        }
        let here = |m: &Mention| m.role <= Role::Aside;
        let by_district = |m: &Mention, hows: &[How]| Self::is_district(m) && hows.contains(&m.how);
        let found = self.weaker(
            |m| here(m) && by_district(m, &[How::Facility, How::Alone]),
            Confidence::Medium,
            WITHOUT_MARKER,
        ) || self.crossings()
            || self.weaker(|m| here(m) && by_district(m, &[How::Loose]), Confidence::Medium, WITHOUT_MARKER)
            || self.weaker(
                |m| here(m) && by_district(m, &[How::Town]),
                Confidence::Low,
                "the province's own town is meant, most likely",
            )
            || self.weak_tambons()
            || self.village_places()
            || self.weaker(
                |m| here(m) && by_district(m, &[How::VillageLike]),
                Confidence::Low,
                "the name may be a village's",
            )
            || self.weaker(
                |m| m.role == Role::Road && Self::is_district(m),
                Confidence::Low,
                "only a road is named after the district",
            );
        if !found {
            self.weaker(
                |m| m.role > Role::Road && Self::is_district(m),
                Confidence::Low,
                "the text names it only as passed, left, aimed at or opposite",
            );
        }
        let foreign = self.mentions.iter().any(|m| m.level == Level::Foreign && m.role <= Role::Aside);
        if foreign && self.decision.district.is_some() {
            self.cap(Confidence::Low, "a place across the border is named too");
        } else if foreign {
            self.provinces.clear();
            self.cannot_tell("the text names a place across the border", &[]);
        }
    }

    /// Tells whether another province, or a district of another province, is named in any part.
    fn speaks_of_others(&self, province: ProvinceCode) -> bool {
        self.mentions.iter().filter_map(|m| m.units.first().filter(|_| m.level <= Level::Mueang)).any(
            |unit| match unit {
                Unit::Province(code) => *code != province,
                Unit::District(code) => code.province() != province,
                Unit::Tambon(_) | Unit::Crossing(_) | Unit::Place(_) | Unit::Foreign => false,
            },
        )
    }

    /// Settles the province, and the precision of a province when there is nothing finer.
    fn province(&mut self) {
        if let Some(district) = self.decision.district {
            self.decision.province = Some(district.province());
            return;
        }
        let told = self.decision.why.iter().any(|why| why.starts_with(CANNOT_TELL));
        match self.provinces.as_slice() {
            [] if told => {}
            [] => self.cannot_tell("the text names no known place", &[]),
            [province] => {
                self.decision.province = Some(*province);
                self.decision.method = Method::Province;
                self.decision.confidence = if told || self.speaks_of_others(*province) {
                    Confidence::Low
                } else {
                    Confidence::Medium
                };
                let name = self.gazetteer.province_name(*province);
                self.decision.why.push(format!("only the province is known: {name}"));
            }
            _ => self.cannot_tell("more than one province is named", &[]),
        }
    }
}
