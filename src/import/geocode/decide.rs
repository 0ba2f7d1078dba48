//! Decides from what a text mentions where it was, and says why when it cannot.

use super::gazetteer::{Gazetteer, Unit, fold_words, is_thai};
use super::mention::{How, Level, Mention, Role};
use super::{Alternative, Confidence, Method};
use crate::domain::{DistrictCode, LonLat, Precision, ProvinceCode, TambonCode};

/// Radius of doubt of a crossing that nobody has confirmed, in metres.
const UNVERIFIED_CROSSING_M: f64 = 1_000.0;
/// Radius of doubt of a confirmed crossing, in metres: its yards and queues.
const VERIFIED_CROSSING_M: f64 = 200.0;
/// Radius of doubt of a village from the list of places, in metres: the list has one point a village.
const VILLAGE_M: f64 = 2_000.0;
/// Why an unmarked district is doubted.
const WITHOUT_MARKER: &str = "the district's name stands in the text without the word district";
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

/// What one mention of a district comes to, given the provinces that are named.
enum Reading {
    One {
        district: DistrictCode,
        similar: bool,
    },
    Several(Vec<DistrictCode>),
    /// It exists, and in none of the provinces named.
    Elsewhere(Vec<DistrictCode>),
    Unknown,
}

/// One possible district and how well it is supported.
struct Candidate {
    district: DistrictCode,
    similar: bool,
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

struct Case<'a> {
    gazetteer: &'a Gazetteer,
    mentions: &'a [Mention],
    provinces: Vec<ProvinceCode>,
    /// Whether a district is marked as such and no district is called so.
    unknown_district: bool,
    decision: Decision,
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
    fn found(&mut self, district: DistrictCode, method: Method, confidence: Confidence) {
        self.decision.district = Some(district);
        self.decision.method = method;
        self.decision.confidence = confidence;
        self.decision.why.retain(|why| !why.starts_with(CANNOT_TELL));
    }

    fn cap(&mut self, most: Confidence, why: impl Into<String>) {
        self.decision.confidence = self.decision.confidence.max(most);
        self.decision.why.push(why.into());
    }

    fn alternative(&mut self, district: DistrictCode) {
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

    fn cannot_tell(&mut self, why: String, among: &[DistrictCode]) {
        self.decision.district = None;
        self.decision.confidence = Confidence::None;
        self.decision.method = Method::None;
        self.decision.why.push(format!("{CANNOT_TELL}: {why}"));
        for district in among {
            self.alternative(*district);
        }
    }

    /// Returns the province that stands next after a mention, or nothing.
    fn next_province(&self, mention: &Mention) -> Option<ProvinceCode> {
        let after = self.mentions.iter().filter(|m| m.level == Level::Province && m.start >= mention.end);
        after.min_by_key(|m| m.start)?.units.iter().find_map(|unit| match unit {
            Unit::Province(code) => Some(*code),
            _ => None,
        })
    }

    fn followed_by_province(&self, mention: &Mention) -> bool {
        let near = mention.end..=mention.end + 3;
        self.mentions.iter().any(|m| m.level == Level::Province && near.contains(&m.start))
    }

    fn fits_next_province(&self, mention: &Mention) -> bool {
        let next = self.next_province(mention);
        mention.units.iter().any(|unit| matches!(unit, Unit::District(code) if Some(code.province()) == next))
    }

    fn read(&self, mention: &Mention) -> Reading {
        if mention.level == Level::Mueang {
            return self.read_mueang(mention);
        }
        let districts: Vec<DistrictCode> = mention
            .units
            .iter()
            .filter_map(|unit| match unit {
                Unit::District(code) => Some(*code),
                _ => None,
            })
            .collect();
        if districts.is_empty() {
            return match self.gazetteer.similar_district(&mention.name, &self.provinces) {
                Some(district) => Reading::One { district, similar: true },
                None => Reading::Unknown,
            };
        }
        let within = |provinces: &[ProvinceCode]| -> Vec<DistrictCode> {
            districts.iter().copied().filter(|d| provinces.contains(&d.province())).collect()
        };
        let next = self.next_province(mention).map(|p| within(&[p])).unwrap_or_default();
        let fitting = match (next.as_slice(), self.provinces.as_slice()) {
            ([_], _) => next,
            (_, []) => districts.clone(),
            (_, provinces) => within(provinces),
        };
        match fitting.as_slice() {
            [] => Reading::Elsewhere(districts),
            [district] => Reading::One { district: *district, similar: false },
            _ => Reading::Several(fitting),
        }
    }

    fn read_mueang(&self, mention: &Mention) -> Reading {
        let province = self.next_province(mention).or(match self.provinces.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        match province.and_then(|p| self.gazetteer.mueang(p)) {
            Some(district) => Reading::One { district, similar: false },
            None => {
                Reading::Several(self.provinces.iter().filter_map(|p| self.gazetteer.mueang(*p)).collect())
            }
        }
    }

    fn is_district(mention: &Mention) -> bool {
        matches!(mention.level, Level::District | Level::Mueang)
    }

    fn is_strong(&self, mention: &Mention) -> bool {
        Self::is_district(mention)
            && (mention.how == How::Marked
                || mention.how == How::Alone && self.followed_by_province(mention)
                || mention.how == How::Facility && self.fits_next_province(mention))
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
            self.cannot_tell("the text names a place across the border".to_owned(), &[]);
        }
    }

    /// Takes the districts that are marked as such; true when that decided or ended the matter.
    fn strong_districts(&mut self) -> bool {
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
                        self.cannot_tell(why, &districts);
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
            self.cannot_tell(why, &elsewhere);
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

    /// Returns the one of several districts that a tambon or crossing in the text belongs to.
    fn narrowed(&self, districts: &[DistrictCode]) -> Option<DistrictCode> {
        let crossings = self.mentions.iter().flat_map(|m| &m.units).filter_map(|unit| match unit {
            Unit::Crossing(index) => self.gazetteer.crossings.get(*index).map(|c| c.district),
            _ => None,
        });
        let mut fitting: Vec<DistrictCode> =
            self.tambon_districts().into_iter().chain(crossings).filter(|d| districts.contains(d)).collect();
        fitting.sort_unstable();
        fitting.dedup();
        match fitting.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn marked_tambon_mentions(&self) -> impl Iterator<Item = &'a Mention> + use<'a> {
        self.mentions
            .iter()
            .filter(|m| m.level == Level::Tambon && m.how == How::Marked && m.role <= Role::Aside)
    }

    fn fits(&self, district: DistrictCode) -> bool {
        self.provinces.is_empty() || self.provinces.contains(&district.province())
    }

    /// Returns the districts of the marked tambons that fit the provinces.
    fn tambon_districts(&self) -> Vec<DistrictCode> {
        let units = self.marked_tambon_mentions().flat_map(|m| &m.units);
        units
            .filter_map(|unit| match unit {
                Unit::Tambon(code) => Some(code.district()),
                _ => None,
            })
            .filter(|district| self.fits(*district))
            .collect()
    }

    /// Finds the district by a tambon that is marked as such.
    fn marked_tambons(&mut self) -> bool {
        let mentions: Vec<&Mention> = self.marked_tambon_mentions().collect();
        self.by_tambons(&mentions, Confidence::High)
    }

    fn weak_tambons(&mut self) -> bool {
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
                    self.cannot_tell(why, &several);
                }
            }
        }
        false
    }

    /// Takes districts from mentions that are not marked.
    fn weaker(&mut self, pass: impl Fn(&Mention) -> bool, confidence: Confidence, why: &str) -> bool {
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
    fn crossings(&mut self) -> bool {
        let mut districts: Vec<DistrictCode> = Vec::new();
        let mut near = false;
        for mention in self.mentions.iter().filter(|m| m.level == Level::Crossing && m.role <= Role::Aside) {
            for unit in &mention.units {
                if let Unit::Crossing(index) = unit {
                    let district = self.gazetteer.crossings.get(*index).map(|c| c.district);
                    near |= mention.near;
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
                if self.provinces.is_empty() {
                    self.cap(Confidence::Low, "no province is named");
                }
                true
            }
            several => {
                let several = several.to_vec();
                self.cannot_tell("several crossings fit the name".to_owned(), &several);
                false
            }
        }
    }

    /// Returns the listed places with a village's name that fit.
    fn places_named(&self, name: &str, fits: impl Fn(DistrictCode) -> bool) -> Vec<usize> {
        let mut places = Vec::new();
        let spellings = if is_thai(name) {
            let bare =
                name.trim_start_matches("หมู่บ้าน").trim_start_matches("บ้าน").trim_start_matches("บ.").trim();
            vec![bare.to_owned(), format!("บ้าน{bare}")]
        } else {
            let key = fold_words(name);
            vec![format!("ban{key}"), key]
        };
        for spelling in spellings {
            let units =
                if is_thai(name) { self.gazetteer.thai(&spelling) } else { self.gazetteer.latin(&spelling) };
            for unit in units {
                if let Unit::Place(index) = unit {
                    let known = self.gazetteer.places.get(*index).is_some_and(|p| fits(p.district));
                    if known && !places.contains(index) {
                        places.push(*index);
                    }
                }
            }
        }
        places
    }

    /// Finds the district by a village of the list of places, within the provinces named.
    fn village_places(&mut self) -> bool {
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

    /// Finds the tambon inside the district, and doubts the district when they contradict.
    fn tambon(&mut self) {
        let Some(district) = self.decision.district.filter(|_| self.decision.tambon.is_none()) else {
            return;
        };
        let mut inside: Vec<TambonCode> = Vec::new();
        let mut outside: Vec<DistrictCode> = Vec::new();
        for mention in self.marked_tambon_mentions() {
            let exact = tambons_of(mention).find(|t| t.district() == district);
            let near_by = tambons_of(mention).any(|t| self.fits(t.district()));
            let found = exact.or_else(|| {
                let inside = |t: TambonCode| t.district() == district;
                (!near_by).then(|| self.gazetteer.similar_tambon(&mention.name, inside)).flatten()
            });
            match found {
                Some(tambon) => inside.extend((!inside.contains(&tambon)).then_some(tambon)),
                // What stands in brackets is often another spot.
                None if mention.role == Role::Aside => continue,
                None => {
                    outside.extend(tambons_of(mention).map(TambonCode::district).filter(|d| self.fits(*d)))
                }
            }
            if exact.is_none() && found.is_none() && outside.is_empty() {
                let name = &mention.name;
                self.decision.why.push(format!("the tambon `{name}` is not known in this district"));
            } else if let Some(tambon) = found.filter(|_| exact.is_none()) {
                let name = self.gazetteer.tambon_name(tambon);
                self.decision.why.push(format!("the tambon is read by similar spelling as {name}"));
            }
        }
        match (inside.as_slice(), outside.as_slice()) {
            ([only], []) => self.decision.tambon = Some(*only),
            ([], [_, ..]) if !self.provinces.is_empty() => {
                self.cap(Confidence::Low, "the tambon named is in another district of the province");
                for district in outside {
                    self.alternative(district);
                }
            }
            _ => {}
        }
    }

    /// Finds a point: the crossing itself, or a village that is unambiguous in the district.
    fn point(&mut self) {
        let Some(district) =
            self.decision.district.filter(|_| self.decision.confidence <= Confidence::Medium)
        else {
            return;
        };
        let at_crossing = self.mentions.iter().filter(|m| m.at_crossing && m.role <= Role::Aside);
        let crossings: Vec<_> = at_crossing
            .flat_map(|m| &m.units)
            .filter_map(|unit| match unit {
                Unit::Crossing(index) => self.gazetteer.crossings.get(*index),
                _ => None,
            })
            .filter(|crossing| crossing.district == district)
            .collect();
        if let Some((crossing, (at, verified))) = crossings
            .first()
            .filter(|first| crossings.iter().all(|c| c.name == first.name))
            .and_then(|c| Some((c, c.position?)))
        {
            let radius_m = if verified { VERIFIED_CROSSING_M } else { UNVERIFIED_CROSSING_M };
            self.decision.point = Some((at, radius_m, true));
            self.decision.method = Method::Crossing;
            if !verified {
                let name = &crossing.name;
                self.decision.why.push(format!("the position of the crossing {name} is not confirmed"));
            }
            return;
        }
        let villages =
            self.mentions.iter().filter(|m| m.level == Level::Village && m.role == Role::Main && !m.near);
        let mut places: Vec<usize> =
            villages.flat_map(|m| self.places_named(&m.name, |d| d == district)).collect();
        places.sort_unstable();
        places.dedup();
        if let [only] = places.as_slice() {
            if let Some(place) = self.gazetteer.places.get(*only) {
                self.decision.point = Some((place.at, VILLAGE_M, true));
                self.decision.method = Method::PlaceName;
                self.decision.why.push(format!("the point is that of {} in the list of places", place.name));
            }
        }
    }

    /// Tells whether another province, or a district of another province, is named in any part.
    fn speaks_of_others(&self, province: ProvinceCode) -> bool {
        self.mentions.iter().flat_map(|m| m.units.first().filter(|_| m.level <= Level::Mueang)).any(|unit| {
            match unit {
                Unit::Province(code) => *code != province,
                Unit::District(code) => code.province() != province,
                Unit::Tambon(_) | Unit::Crossing(_) | Unit::Place(_) | Unit::Foreign => false,
            }
        })
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
            [] => self.cannot_tell("the text names no known place".to_owned(), &[]),
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
            _ => self.cannot_tell("more than one province is named".to_owned(), &[]),
        }
    }
}

fn tambons_of(mention: &Mention) -> impl Iterator<Item = TambonCode> + '_ {
    mention.units.iter().filter_map(|unit| match unit {
        Unit::Tambon(code) => Some(*code),
        _ => None,
    })
}
