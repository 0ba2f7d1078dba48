//! The ways to a district, each with the confidence it earns.

use super::decide::{Case, WITHOUT_MARKER};
use super::gazetteer::Unit;
use super::mention::{How, Level, Mention, Role};
use super::reading::{Reading, tambons_of};
use super::{Confidence, Method};
use crate::domain::{DistrictCode, TambonCode};

/// One possible district and how well it is supported.
struct Candidate {
    district: DistrictCode,
    similar: bool,
}

impl Case<'_> {
    /// Takes the districts that are marked as such; true when that decided or ended the matter.
    pub(super) fn strong_districts(&mut self) -> bool {
        let strong: Vec<&Mention> = self.mentions.iter().filter(|m| self.is_strong(m)).collect();
        let Some(role) = strong.iter().map(|m| m.role).min().filter(|role| *role <= Role::Aside) else {
            return false;
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut elsewhere = Vec::new();
        for mention in strong.iter().filter(|m| m.role == role) {
            match self.read(mention) {
                Reading::One { district, similar } => {
                    if candidates.iter().all(|c| c.district != district) {
                        candidates.push(Candidate { district, similar });
                    }
                }
                Reading::Several(districts) => match self.narrowed(&districts) {
                    Some(district) => candidates.push(Candidate { district, similar: false }),
                    None if candidates.is_empty() => {
                        let why = match districts.as_slice() {
                            [] => format!(
                                "`{}` is a district of every province, and none is named",
                                mention.name
                            ),
                            _ => format!("{} districts are called `{}`", districts.len(), mention.name),
                        };
                        self.cannot_tell(&why, &districts);
                        return true;
                    }
                    None => {}
                },
                Reading::Elsewhere(districts) if mention.how == How::Marked => elsewhere.extend(districts),
                Reading::Elsewhere(_) | Reading::Unknown => {}
            }
        }
        if candidates.is_empty() && elsewhere.is_empty() {
            if strong.iter().any(|m| m.how == How::Marked) {
                self.unknown_district = true;
            }
            return false;
        }
        let contradicting = !elsewhere.is_empty();
        if candidates.is_empty() {
            let tambons = self.tambon_districts();
            let provinces: Vec<String> =
                self.provinces.iter().map(|p| self.gazetteer.province_name(*p)).collect();
            elsewhere.extend(tambons);
            let why = format!("the district named is not in the province named ({})", provinces.join(", "));
            self.cannot_tell(&why, &elsewhere);
            self.provinces.clear();
            return true;
        }
        self.settle(&candidates, Confidence::High);
        if contradicting {
            self.cap(Confidence::Low, "another district is named that is not in the province named");
        }
        let confirmed = self.tambon_districts().iter().any(|d| self.decision.district == Some(*d));
        if role == Role::Aside && !confirmed {
            self.cap(Confidence::Medium, "the district stands only in brackets");
        }
        if !confirmed && strong.iter().all(|m| m.role != role || m.how != How::Marked) {
            self.cap(Confidence::Medium, WITHOUT_MARKER);
        }
        self.other_districts(role);
        true
    }

    /// Keeps in sight the districts that are named beside the one that was chosen.
    fn other_districts(&mut self, role: Role) {
        let beside = |m: &&Mention| {
            Self::is_district(m)
                && matches!(m.how, How::Marked | How::Alone | How::Facility)
                && !(m.units.is_empty() && m.level == Level::District)
        };
        for mention in self.mentions.iter().filter(beside) {
            let Reading::One { district, .. } = self.read(mention) else { continue };
            if self.decision.district == Some(district) {
                continue;
            }
            if mention.role != Role::Aside || role == Role::Aside {
                self.cap(Confidence::Medium, "another district is named beside it");
            }
            self.alternative(district);
        }
    }

    /// Takes the first candidate and keeps the others in sight.
    fn settle(&mut self, candidates: &[Candidate], confidence: Confidence) {
        let Some(first) = candidates.first() else { return };
        self.found(first.district, Method::District, confidence);
        if first.similar {
            let label = self.gazetteer.label(first.district);
            self.cap(Confidence::Medium, format!("read by similar spelling as {label}"));
        }
        if candidates.len() > 1 {
            self.cap(Confidence::Low, "more than one district is named; the first is taken");
            for other in candidates.iter().skip(1) {
                self.alternative(other.district);
            }
        }
    }

    /// Finds the district by a tambon that is marked as such.
    pub(super) fn marked_tambons(&mut self) -> bool {
        let mentions: Vec<&Mention> = self.marked_tambon_mentions().collect();
        self.by_tambons(&mentions, Confidence::High)
    }

    pub(super) fn weak_tambons(&mut self) -> bool {
        let mentions: Vec<&Mention> = self
            .mentions
            .iter()
            .filter(|m| m.level == Level::Tambon && m.how != How::Marked && m.role <= Role::Aside)
            .collect();
        !self.provinces.is_empty() && self.by_tambons(&mentions, Confidence::Medium)
    }

    fn by_tambons(&mut self, mentions: &[&Mention], confidence: Confidence) -> bool {
        for mention in mentions {
            let mut tambons: Vec<TambonCode> =
                tambons_of(mention).filter(|t| self.fits(t.district())).collect();
            let similar = mention.units.is_empty() && !self.provinces.is_empty();
            if similar {
                let provinces = &self.provinces;
                tambons.extend(
                    self.gazetteer
                        .similar_tambon(&mention.name, |t| provinces.contains(&t.district().province())),
                );
            }
            let mut districts: Vec<DistrictCode> = tambons.iter().map(|t| t.district()).collect();
            districts.sort_unstable();
            districts.dedup();
            match districts.as_slice() {
                [] => {}
                [district] => {
                    self.found(*district, Method::Tambon, confidence);
                    if let [only] = tambons.as_slice() {
                        self.decision.tambon = Some(*only);
                    }
                    if similar {
                        let label = self.gazetteer.label(*district);
                        self.cap(
                            Confidence::Medium,
                            format!("a tambon read by similar spelling is in {label}"),
                        );
                    } else if self.provinces.is_empty() {
                        self.cap(Confidence::Medium, "a tambon is named without district or province");
                    } else if confidence != Confidence::High {
                        self.cap(confidence, "a tambon's name stands in the text without the word tambon");
                    }
                    return true;
                }
                several => {
                    let why = format!("{} districts have a tambon `{}`", several.len(), mention.name);
                    let several = several.to_vec();
                    self.cannot_tell(&why, &several);
                }
            }
        }
        false
    }

    /// Takes districts from mentions that are not marked.
    pub(super) fn weaker(
        &mut self,
        pass: impl Fn(&Mention) -> bool,
        confidence: Confidence,
        why: &str,
    ) -> bool {
        let mut candidates: Vec<Candidate> = Vec::new();
        for mention in self.mentions.iter().filter(|m| pass(m)) {
            if mention.units.is_empty() && mention.level != Level::Mueang {
                continue;
            }
            let district = match self.read(mention) {
                Reading::One { district, similar: false } => Some(district),
                Reading::Several(districts) => self.narrowed(&districts),
                Reading::One { .. } | Reading::Elsewhere(_) | Reading::Unknown => None,
            };
            let known = |d: &DistrictCode| candidates.iter().all(|c| c.district != *d);
            if let Some(district) = district.filter(known) {
                candidates.push(Candidate { district, similar: false });
            }
        }
        if candidates.is_empty() {
            return false;
        }
        self.settle(&candidates, confidence);
        self.decision.why.push(why.to_owned());
        let named_for_itself = self.mentions.iter().any(|m| pass(m) && m.how <= How::Facility);
        if self.provinces.is_empty() && !named_for_itself {
            self.cap(Confidence::Low, "no province is named");
        }
        true
    }

    /// Finds the district by a crossing.
    pub(super) fn crossings(&mut self) -> bool {
        let mut districts: Vec<DistrictCode> = Vec::new();
        let (mut near, mut itself) = (false, false);
        for mention in self.mentions.iter().filter(|m| m.level == Level::Crossing && m.role <= Role::Aside) {
            for unit in &mention.units {
                if let Unit::Crossing(index) = unit {
                    let district = self.gazetteer.crossings.get(*index).map(|c| c.district);
                    near |= mention.near;
                    itself |= mention.at_crossing;
                    districts.extend(district.filter(|d| self.fits(*d) && !districts.contains(d)));
                }
            }
        }
        match districts.as_slice() {
            [] => false,
            [district] => {
                self.found(*district, Method::Crossing, Confidence::Medium);
                let said = if near { "it is near" } else { "the text names" };
                self.decision.why.push(format!("{said} a crossing of this district, and no district"));
                // `บ้านแหลม` is many villages; `จุดผ่านแดนถาวรบ้านแหลม` is one crossing.
                if self.provinces.is_empty() && !itself {
                    self.cap(Confidence::Low, "no province is named");
                }
                true
            }
            several => {
                let several = several.to_vec();
                self.cannot_tell("several crossings fit the name", &several);
                false
            }
        }
    }

    /// Finds the district by a village of the list of places, within the provinces named.
    pub(super) fn village_places(&mut self) -> bool {
        if self.provinces.is_empty() {
            return false;
        }
        let villages = self.mentions.iter().filter(|m| m.level == Level::Village && m.role <= Role::Aside);
        let mut districts: Vec<DistrictCode> = villages
            .flat_map(|m| self.places_named(&m.name, |d| self.fits(d)))
            .filter_map(|index| self.gazetteer.places.get(index).map(|p| p.district))
            .collect();
        districts.sort_unstable();
        districts.dedup();
        let [district] = districts.as_slice() else {
            for district in districts {
                self.alternative(district);
            }
            return false;
        };
        self.found(*district, Method::PlaceName, Confidence::Low);
        self.decision.why.push("only a village is named; villages of one name are many".to_owned());
        true
    }
}
