//! The reference data in words: units, crossings, places, vocabularies, without geometry.

use super::{
    Crossing, CrossingId, District, DistrictCode, Names, PopulatedPlace, Province, ProvinceCode, Tambon,
    TambonCode, TargetDistrict,
};

/// One entry of a vocabulary such as categories or agencies.
#[derive(Debug, Clone)]
pub struct VocabularyEntry {
    /// Stable code.
    pub code: String,
    /// Code of the entry above, for sub-categories.
    pub parent: Option<String>,
    /// Whether it belongs to the project's core threats.
    pub core: bool,
    /// Names in four languages.
    pub names: Names,
}

/// A spelling by which a province or district is also known.
#[derive(Debug, Clone)]
pub struct Alias<C> {
    /// What it names.
    pub code: C,
    /// The spelling.
    pub text: String,
}

/// Holds everything that is known before the first report comes in.
///
/// Lists are sorted by code, so that look-ups by code are binary searches.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// All provinces.
    pub provinces: Vec<Province>,
    /// Other spellings of provinces.
    pub province_aliases: Vec<Alias<ProvinceCode>>,
    /// All districts.
    pub districts: Vec<District>,
    /// Other spellings of districts.
    pub district_aliases: Vec<Alias<DistrictCode>>,
    /// All tambon.
    pub tambons: Vec<Tambon>,
    /// All crossings, with and without a position.
    pub crossings: Vec<Crossing>,
    /// Towns and villages with a position.
    pub places: Vec<PopulatedPlace>,
    /// Categories and sub-categories.
    pub categories: Vec<VocabularyEntry>,
    /// Statuses.
    pub statuses: Vec<VocabularyEntry>,
    /// Channels.
    pub channels: Vec<VocabularyEntry>,
    /// Agencies.
    pub agencies: Vec<VocabularyEntry>,
    /// Kinds of risk points.
    pub risk_point_kinds: Vec<VocabularyEntry>,
    /// The target districts that come with the product; the store may hold a later set.
    pub default_targets: Vec<TargetDistrict>,
}

impl Reference {
    /// Finds a province by code.
    pub fn province(&self, code: ProvinceCode) -> Option<&Province> {
        find(&self.provinces, code, |p| p.code)
    }

    /// Finds a district by code.
    pub fn district(&self, code: DistrictCode) -> Option<&District> {
        find(&self.districts, code, |d| d.code)
    }

    /// Finds a tambon by code.
    pub fn tambon(&self, code: TambonCode) -> Option<&Tambon> {
        find(&self.tambons, code, |t| t.code)
    }

    /// Finds a crossing by id.
    pub fn crossing(&self, id: &CrossingId) -> Option<&Crossing> {
        self.crossings.iter().find(|c| c.id == *id)
    }
}

fn find<T, C: Ord + Copy>(sorted: &[T], code: C, key: impl Fn(&T) -> C) -> Option<&T> {
    sorted.binary_search_by(|item| key(item).cmp(&code)).ok().and_then(|i| sorted.get(i))
}
