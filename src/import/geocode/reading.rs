//! What single mentions of districts, tambons and villages come to, given the provinces of the text.

use super::decide::Case;
use super::gazetteer::{Unit, fold_words, is_thai};
use super::mention::{How, Level, Mention, Role};
use crate::domain::{DistrictCode, ProvinceCode, TambonCode};

/// What one mention of a district comes to, given the provinces that are named.
pub(super) enum Reading {
    One {
        district: DistrictCode,
        similar: bool,
    },
    Several(Vec<DistrictCode>),
    /// It exists, and in none of the provinces named.
    Elsewhere(Vec<DistrictCode>),
    Unknown,
}

impl<'a> Case<'a> {
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

    pub(super) fn read(&self, mention: &Mention) -> Reading {
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

    pub(super) fn is_district(mention: &Mention) -> bool {
        matches!(mention.level, Level::District | Level::Mueang)
    }

    pub(super) fn is_strong(&self, mention: &Mention) -> bool {
        Self::is_district(mention)
            && (mention.how == How::Marked
                || mention.how == How::Alone && self.followed_by_province(mention)
                || mention.how == How::Facility && self.fits_next_province(mention))
    }

    /// Returns the one of several districts that a tambon or crossing in the text belongs to.
    pub(super) fn narrowed(&self, districts: &[DistrictCode]) -> Option<DistrictCode> {
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

    pub(super) fn marked_tambon_mentions(&self) -> impl Iterator<Item = &'a Mention> + use<'a> {
        self.mentions
            .iter()
            .filter(|m| m.level == Level::Tambon && m.how == How::Marked && m.role <= Role::Aside)
    }

    pub(super) fn fits(&self, district: DistrictCode) -> bool {
        self.provinces.is_empty() || self.provinces.contains(&district.province())
    }

    /// Returns the districts of the marked tambons that fit the provinces.
    pub(super) fn tambon_districts(&self) -> Vec<DistrictCode> {
        let units = self.marked_tambon_mentions().flat_map(|m| &m.units);
        units
            .filter_map(|unit| match unit {
                Unit::Tambon(code) => Some(code.district()),
                _ => None,
            })
            .filter(|district| self.fits(*district))
            .collect()
    }

    /// Returns the listed places with a village's name that fit.
    pub(super) fn places_named(&self, name: &str, fits: impl Fn(DistrictCode) -> bool) -> Vec<usize> {
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
}

/// Returns the tambons that a mention may mean.
pub(super) fn tambons_of(mention: &Mention) -> impl Iterator<Item = TambonCode> + '_ {
    mention.units.iter().filter_map(|unit| match unit {
        Unit::Tambon(code) => Some(*code),
        _ => None,
    })
}
