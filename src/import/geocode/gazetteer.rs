//! All names that places go by, in Thai and by the key of their Latin spelling.

use std::collections::{HashMap, HashSet};

use super::fold::{allowance, distance, fold};
use crate::domain::{Border, DistrictCode, LonLat, ProvinceCode, Reference, TambonCode};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Unit {
    Province(ProvinceCode),
    District(DistrictCode),
    Tambon(TambonCode),
    /// Index into the crossings.
    Crossing(usize),
    /// Index into the places.
    Place(usize),
    /// A place in another country.
    Foreign,
}

/// A crossing as far as finding it in text goes.
#[derive(Debug, Clone)]
pub(super) struct KnownCrossing {
    pub(super) name: String,
    pub(super) name_th: String,
    pub(super) district: DistrictCode,
    pub(super) towards_laos: bool,
    pub(super) position: Option<(LonLat, bool)>,
}

/// A town or village.
#[derive(Debug, Clone)]
pub(super) struct KnownPlace {
    pub(super) name: String,
    pub(super) at: LonLat,
    pub(super) district: DistrictCode,
}

/// Names and what they name.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    thai: HashMap<String, Vec<Unit>>,
    latin: HashMap<String, Vec<Unit>>,
    /// For the first two characters of a Thai name the lengths in bytes that occur, longest first.
    heads: HashMap<[char; 2], Vec<usize>>,
    /// District names for finding similar ones: letters, whether Thai, code.
    districts: Vec<(Vec<char>, bool, DistrictCode)>,
    tambons: Vec<(Vec<char>, bool, TambonCode)>,
    provinces: Vec<(Vec<char>, bool, ProvinceCode)>,
    /// Names in scripts that are neither Thai nor Latin.
    pub(super) other_scripts: Vec<(String, Unit)>,
    mueang: HashMap<ProvinceCode, DistrictCode>,
    labels: HashMap<DistrictCode, String>,
    province_names: HashMap<ProvinceCode, String>,
    tambon_names: HashMap<TambonCode, String>,
    pub(super) crossings: Vec<KnownCrossing>,
    pub(super) places: Vec<KnownPlace>,
}

impl Gazetteer {
    /// Collects the names of the reference data.
    pub(super) fn new(reference: &Reference) -> Self {
        let mut all = Self::default();
        all.add_provinces(reference);
        all.add_districts(reference);
        for tambon in &reference.tambons {
            all.add(&tambon.names.th, Unit::Tambon(tambon.code));
            all.add(&tambon.names.en, Unit::Tambon(tambon.code));
            all.tambon_names.insert(tambon.code, tambon.names.en.clone());
            all.tambons.push((chars(&tambon.names.th), true, tambon.code));
            all.tambons.push((chars(&fold_words(&tambon.names.en)), false, tambon.code));
        }
        all.add_crossings(reference);
        all.add_places(reference);
        for lengths in all.heads.values_mut() {
            lengths.sort_unstable_by(|a, b| b.cmp(a));
            lengths.dedup();
        }
        all
    }

    fn add_provinces(&mut self, reference: &Reference) {
        for province in &reference.provinces {
            self.province_names.insert(province.code, province.names.en.clone());
            let aliases = reference.province_aliases.iter().filter(|a| a.code == province.code);
            let native = province.names.lo.iter().chain(&province.names.km);
            let names = [&province.names.th, &province.names.en].into_iter().chain(native);
            for name in names.chain(aliases.map(|a| &a.text)) {
                self.add(name, Unit::Province(province.code));
                self.provinces.push((letters(name), is_thai(name), province.code));
            }
        }
    }

    fn add_districts(&mut self, reference: &Reference) {
        for district in &reference.districts {
            let code = district.code;
            let province = reference.province(code.province()).map(|p| &p.names);
            let province_th = province.map_or("", |names| names.th.as_str());
            let province_en = province.map_or("", |names| names.en.as_str());
            if district.names.th.strip_prefix("เมือง") == Some(province_th) {
                self.mueang.insert(code.province(), code);
            }
            self.labels.insert(code, format!("{}, {province_en} ({code})", district.names.en));
            let aliases = reference.district_aliases.iter().filter(|a| a.code == code).map(|a| &a.text);
            let native = district.names.lo.iter().chain(&district.names.km);
            for name in [&district.names.th, &district.names.en].into_iter().chain(native).chain(aliases) {
                // The bare word is every province's; the text's province decides (see `mueang`).
                if name == "เมือง" || fold(name) == MUEANG {
                    continue;
                }
                self.add(name, Unit::District(code));
                self.districts.push((letters(name), is_thai(name), code));
            }
        }
    }

    fn add_crossings(&mut self, reference: &Reference) {
        for (index, crossing) in reference.crossings.iter().enumerate() {
            self.crossings.push(KnownCrossing {
                name: crossing.names.en.clone(),
                name_th: crossing.names.th.clone(),
                district: crossing.district,
                towards_laos: crossing.border == Border::ThaiLao,
                position: crossing.position.map(|p| (p.at, p.verified)),
            });
            let native = crossing.names.lo.iter().chain(&crossing.names.km).chain(&crossing.aliases);
            for name in [&crossing.names.th, &crossing.names.en].into_iter().chain(native) {
                for part in name.split(['(', ')']).map(str::trim) {
                    self.add(part, Unit::Crossing(index));
                }
            }
            for name in [&crossing.opposite.name, &crossing.opposite.district, &crossing.opposite.province] {
                for part in name.split([',', '/']).map(|part| part.trim().trim_end_matches(" town")) {
                    self.add_foreign(part);
                }
            }
        }
    }

    fn add_places(&mut self, reference: &Reference) {
        for place in &reference.places {
            let names = [&place.names.th, &place.names.en].into_iter().chain(&place.aliases);
            let Some(district) = place.district.filter(|_| place.country == "TH") else {
                if place.country != "TH" {
                    names.for_each(|name| self.add_foreign(name));
                }
                continue;
            };
            let unit = Unit::Place(self.places.len());
            self.places.push(KnownPlace { name: place.names.en.clone(), at: place.at, district });
            for name in names {
                self.add(name, unit);
            }
        }
    }

    fn add_foreign(&mut self, name: &str) {
        let short = name.chars().count() < 4;
        if !short && !self.names_thai_unit(name) {
            self.add(name, Unit::Foreign);
        }
    }

    fn names_thai_unit(&self, name: &str) -> bool {
        let known = if is_thai(name) { self.thai.get(name) } else { self.latin.get(&fold_words(name)) };
        known.is_some_and(|units| units.iter().any(|unit| !matches!(unit, Unit::Foreign | Unit::Place(_))))
    }

    fn add(&mut self, name: &str, unit: Unit) {
        let name = name.trim();
        if !is_thai(name) && !name.contains(|c: char| c.is_ascii_alphabetic()) {
            if name.chars().count() >= 3 && !matches!(unit, Unit::Tambon(_) | Unit::Place(_) | Unit::Foreign)
            {
                self.other_scripts.push((name.to_owned(), unit));
            }
            return;
        }
        let table = if is_thai(name) {
            let mut first = name.chars();
            if let (Some(a), Some(b)) = (first.next(), first.next()) {
                self.heads.entry([a, b]).or_default().push(name.len());
            }
            self.thai.entry(name.to_owned()).or_default()
        } else {
            let key = fold_words(name);
            if key.is_empty() {
                return;
            }
            self.latin.entry(key).or_default()
        };
        if !table.contains(&unit) {
            table.push(unit);
        }
    }

    /// Returns the longest Thai names that begin at a byte of a text, longest first.
    pub(super) fn thai_at<'a>(
        &'a self,
        text: &'a str,
        start: usize,
    ) -> impl Iterator<Item = (usize, &'a [Unit])> + 'a {
        let rest = text.get(start..).unwrap_or_default();
        let mut first = rest.chars();
        let head = first.next().zip(first.next()).and_then(|(a, b)| self.heads.get(&[a, b]));
        head.into_iter().flatten().filter_map(move |length| {
            let name = rest.get(..*length)?;
            // A name ends before a following vowel or tone mark, or it is another word.
            let whole = rest.get(*length..)?.chars().next().is_none_or(|c| !is_thai_mark(c));
            self.thai.get(name).filter(|_| whole).map(|units| (*length, units.as_slice()))
        })
    }

    /// Returns what has exactly this Thai name.
    pub(super) fn thai(&self, name: &str) -> &[Unit] {
        self.thai.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns what has this Latin key.
    pub(super) fn latin(&self, key: &str) -> &[Unit] {
        self.latin.get(key).map_or(&[], Vec::as_slice)
    }

    /// Returns the friendship bridges to Laos or Cambodia, or the one with a number.
    pub(super) fn bridges(&self, laos: bool, number: Option<char>) -> Vec<Unit> {
        let bridge = |crossing: &KnownCrossing| {
            crossing.towards_laos == laos
                && crossing.name_th.contains("สะพานมิตรภาพ")
                && number.is_none_or(|n| crossing.name_th.ends_with(n))
        };
        (0..).zip(&self.crossings).filter(|(_, c)| bridge(c)).map(|(i, _)| Unit::Crossing(i)).collect()
    }

    /// Tells whether a unit exists; a well-formed code may name none.
    pub(super) fn has(&self, unit: Unit) -> bool {
        match unit {
            Unit::Province(code) => self.province_names.contains_key(&code),
            Unit::District(code) => self.labels.contains_key(&code),
            Unit::Tambon(code) => self.tambon_names.contains_key(&code),
            _ => true,
        }
    }

    /// Returns the district around a province's town.
    pub(super) fn mueang(&self, province: ProvinceCode) -> Option<DistrictCode> {
        self.mueang.get(&province).copied()
    }

    /// Returns a district's name, province and code, for people.
    pub(super) fn label(&self, district: DistrictCode) -> String {
        self.labels.get(&district).cloned().unwrap_or_else(|| district.to_string())
    }

    /// Returns a province's English name.
    pub(super) fn province_name(&self, province: ProvinceCode) -> String {
        self.province_names.get(&province).cloned().unwrap_or_else(|| province.to_string())
    }

    /// Returns a tambon's English name.
    pub(super) fn tambon_name(&self, tambon: TambonCode) -> String {
        self.tambon_names.get(&tambon).cloned().unwrap_or_else(|| tambon.to_string())
    }

    /// Returns the one district most like a name among some provinces (all when none is given).
    pub(super) fn similar_district(&self, name: &str, among: &[ProvinceCode]) -> Option<DistrictCode> {
        // A province's name, and one letter in a whole country of names, mislead more than they help.
        let known = if is_thai(name) { self.thai(name) } else { self.latin(&fold_words(name)) };
        if known.iter().any(|unit| matches!(unit, Unit::Province(_))) {
            return None;
        }
        let most = if among.is_empty() { 1 } else { usize::MAX };
        similar(&self.districts, name, most, |code| among.is_empty() || among.contains(&code.province()))
    }

    /// Returns the one tambon most like a name among those that pass.
    pub(super) fn similar_tambon(
        &self,
        name: &str,
        among: impl Fn(TambonCode) -> bool,
    ) -> Option<TambonCode> {
        similar(&self.tambons, name, usize::MAX, among)
    }

    /// Returns the one province most like a name.
    pub(super) fn similar_province(&self, name: &str) -> Option<ProvinceCode> {
        similar(&self.provinces, name, usize::MAX, |_| true)
    }
}

/// The key of the word for a province's own district.
pub(super) const MUEANG: &str = "muang";

/// Finds the unique nearest name within the allowance of its length.
fn similar<C: Copy + Eq + std::hash::Hash>(
    names: &[(Vec<char>, bool, C)],
    name: &str,
    most: usize,
    among: impl Fn(C) -> bool,
) -> Option<C> {
    let wanted = letters(name);
    let thai = is_thai(name);
    let most = allowance(wanted.len()).min(most);
    if most == 0 {
        return None;
    }
    let mut best = most;
    let mut winners = HashSet::new();
    for (letters, _, code) in names.iter().filter(|(_, is_thai, code)| *is_thai == thai && among(*code)) {
        if let Some(off) = distance(&wanted, letters, best) {
            if off < best {
                winners.clear();
                best = off;
            }
            winners.insert(*code);
        }
    }
    let mut winners = winners.into_iter();
    winners.next().filter(|_| winners.next().is_none())
}

/// Returns the letters by which a name is compared.
fn letters(name: &str) -> Vec<char> {
    if is_thai(name) { chars(name) } else { chars(&fold_words(name)) }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Returns the keys of a text's words in one row.
pub(super) fn fold_words(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(|word| match word {
            // The bridges differ by their number alone.
            "1" | "2" | "3" | "4" | "5" => word.to_owned(),
            _ => fold(word),
        })
        .collect()
}

/// Tells whether a name is written in Thai.
pub(super) fn is_thai(name: &str) -> bool {
    name.chars().any(is_thai_letter)
}

/// Tells whether a character is a Thai letter, vowel or tone mark.
pub(super) fn is_thai_letter(c: char) -> bool {
    ('\u{0e01}'..='\u{0e4e}').contains(&c)
}

/// Tells whether a character can only go on with a Thai syllable.
fn is_thai_mark(c: char) -> bool {
    matches!(c, '\u{0e30}'..='\u{0e3a}' | '\u{0e45}' | '\u{0e47}'..='\u{0e4e}')
}
