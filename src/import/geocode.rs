//! Finds out from a place as people write it, in Thai or English, which district it means, and says
//! in words what it doubts. It never chooses between two places that fit alike.

mod decide;
mod finer;
mod fold;
mod gazetteer;
mod latin;
mod latin_words;
mod mention;
mod reading;
mod thai;
mod thai_words;
mod ways;

use self::decide::Decision;
use self::gazetteer::{Gazetteer, Unit, fold_words, is_thai};
use self::mention::{How, Level, Mention, Role};
use crate::domain::thai_digits::thai_digits_to_ascii;
use crate::domain::{Datum, DistrictCode, Place, Precision, ProvinceCode, Reference, TambonCode, named_enum};
use crate::spatial::Placer;
use crate::spatial::grid_reference::{WrittenKind, WrittenPosition, find_position_on};

/// Longest place text that is read, in characters; what follows is left out.
pub const LONGEST_TEXT: usize = 4_000;
/// Longest field that is read, in characters.
const LONGEST_FIELD: usize = 200;

/// Most names of one text that are weighed.
const MOST_MENTIONS: usize = 64;
/// Most names of one text that are looked for by similarity; each is held against all names.
const MOST_UNKNOWN: usize = 8;

named_enum! {
    /// By what a place was found.
    Method, "geocoding method" {
        /// A crossing's name.
        Crossing = "crossing",
        /// A military grid reference or UTM.
        GridReference = "grid_reference",
        /// Degrees.
        Coordinates = "coordinates",
        /// A tambon's name.
        Tambon = "tambon",
        /// A district's name.
        District = "district",
        /// A province's name.
        Province = "province",
        /// A village or town of the list of places.
        PlaceName = "place_name",
        /// It was not found.
        None = "none",
    }
}

named_enum! {
    /// How surely a place was found; the surest first.
    Confidence, "confidence" {
        /// Named in full, and nothing speaks against it.
        High = "high",
        /// Named, with something left open.
        Medium = "medium",
        /// A guess that somebody should look at.
        Low = "low",
        /// It cannot be told.
        None = "none",
    }
}

/// A place as a report gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeocodeRequest {
    /// The place in words.
    pub place_text: String,
    /// The tambon, where a field of its own names it; a name or a code.
    pub tambon: Option<String>,
    /// The district, likewise.
    pub amphoe: Option<String>,
    /// The province, likewise.
    pub province: Option<String>,
}

impl GeocodeRequest {
    /// Makes a request from a text alone.
    pub fn text(place_text: impl Into<String>) -> Self {
        Self { place_text: place_text.into(), ..Self::default() }
    }
}

/// Another place that the text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What to call it: district, province and code.
    pub label: String,
    /// The district.
    pub district: Option<DistrictCode>,
    /// How finely it would be known.
    pub precision: Precision,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Geocoded {
    /// The place, as finely as the text allows.
    pub place: Place,
    /// The district that the text names; for a point the polygons may know better.
    pub district: Option<DistrictCode>,
    /// The province.
    pub province: Option<ProvinceCode>,
    /// The tambon.
    pub tambon: Option<TambonCode>,
    /// By what it was found.
    pub method: Method,
    /// How surely.
    pub confidence: Confidence,
    /// What it doubted or why it cannot tell, in plain English; empty when there is nothing to say.
    pub why: String,
    /// What else the text may mean.
    pub alternatives: Vec<Alternative>,
}

impl Geocoded {
    /// Gives a point that was written in the text the district it lies in, and says so when the text
    /// names another one.
    #[must_use]
    pub fn settled(self, placer: &Placer) -> Self {
        let written = matches!(self.method, Method::GridReference | Method::Coordinates);
        let Some(at) = self.place.point().filter(|_| written) else { return self };
        let placement = placer.place_point(at, 0.0);
        let contradicted = match (self.district, placement.routed_to) {
            (Some(named), Some(found)) if named != found => {
                Some(format!("the position lies in district {found}, the text names {named}"))
            }
            (Some(named), None) => Some(format!("the position lies in no district, the text names {named}")),
            _ => None,
        };
        Self {
            district: placement.district,
            province: placement.province,
            tambon: self.tambon.filter(|t| Some(t.district()) == placement.district),
            confidence: if contradicted.is_some() { Confidence::Medium } else { self.confidence },
            why: contradicted.unwrap_or(self.why),
            ..self
        }
    }
}

/// Knows all names, and finds the place a text means.
#[derive(Debug)]
pub struct Geocoder {
    gazetteer: Gazetteer,
}

/// Phrases that put a report on the far bank, unless somebody came from there.
const FAR_SIDE: &[&str] = &[
    "ฝั่งลาว",
    "ฝั่งกัมพูชา",
    "สปป.ลาว",
    "ประเทศลาว",
    "ประเทศกัมพูชา",
    "lao side",
    "cambodian side",
    "lao pdr",
    "in laos",
    "in cambodia",
];
/// Phrases that say the place is where the press was told.
const PRESS: &[&str] = &["แถลงข่าว", "press conference"];
/// Words that say the place is opposite of what follows.
const OPPOSITE: &[&str] = &["ตรงข้าม", "opposite", "across from"];
/// Phrases that say the place is at sea.
const SEA: &[&str] = &["nautical mile", "at sea", "sea off", "sea near", "ไมล์ทะเล", "กลางทะเล", "ในทะเล"];

impl Geocoder {
    /// Collects the names of the reference data; built once.
    pub fn new(reference: &Reference) -> Self {
        Self { gazetteer: Gazetteer::new(reference) }
    }

    /// Finds the place that a report means.
    ///
    /// Reads the first 4,000 characters of the text and 200 of each field. A coordinate in the text
    /// becomes the place; the district is then still the one the text names, or none.
    pub fn geocode(&self, request: &GeocodeRequest) -> Geocoded {
        self.geocode_on(request, Datum::Wgs84)
    }

    /// Finds the place that a report means, its coordinates being on a datum.
    pub fn geocode_on(&self, request: &GeocodeRequest, datum: Datum) -> Geocoded {
        let text: String = thai_digits_to_ascii(&request.place_text)
            .chars()
            .filter(|c| !is_invisible(*c))
            .take(LONGEST_TEXT)
            .collect();
        let text = text.replace("\u{0e4d}\u{0e32}", "\u{0e33}");
        let position = find_position_on(&text, datum);
        let mut mentions = self.fields(request);
        mentions.extend(thai::mentions(&self.gazetteer, &text));
        let spoken: String = match &position {
            // The letters of a grid reference are no words.
            Some((_, bytes)) => text
                .char_indices()
                .map(|(at, c)| if bytes.contains(&at) && c.is_ascii() { ' ' } else { c })
                .collect(),
            None => text.clone(),
        };
        mentions.extend(latin::mentions(&self.gazetteer, &spoken));
        mentions.extend(mention::other_scripts(&self.gazetteer, &text));
        mentions.sort_by_key(|mention| mention.start);
        bound(&mut mentions);
        let mut decision = decide::decide(&self.gazetteer, &mentions);
        doubt(&text, &mentions, &mut decision);
        finish(decision, position.map(|(position, _)| position))
    }

    /// Reads the fields as the surest mentions.
    fn fields(&self, request: &GeocodeRequest) -> Vec<Mention> {
        [
            (Level::Tambon, &request.tambon),
            (Level::District, &request.amphoe),
            (Level::Province, &request.province),
        ]
        .into_iter()
        .filter_map(|(level, field)| self.field(level, field.as_deref()?))
        .collect()
    }

    fn field(&self, level: Level, field: &str) -> Option<Mention> {
        let ascii: String = thai_digits_to_ascii(field).chars().take(LONGEST_FIELD).collect();
        let name = without_markers(&ascii);
        if name.is_empty() {
            return None;
        }
        let known =
            if is_thai(name) { self.gazetteer.thai(name) } else { self.gazetteer.latin(&fold_words(name)) };
        let of_level = |unit: &Unit| {
            matches!(
                (unit, level),
                (Unit::Province(_), Level::Province)
                    | (Unit::District(_), Level::District)
                    | (Unit::Tambon(_), Level::Tambon)
            )
        };
        let coded = match level {
            Level::Province => name.parse().ok().map(Unit::Province),
            Level::District => name.parse().ok().map(Unit::District),
            Level::Tambon => name.parse().ok().map(Unit::Tambon),
            Level::Mueang | Level::Village | Level::Crossing | Level::Foreign => None,
        }
        .filter(|unit| self.gazetteer.has(*unit));
        let units = coded.map_or_else(|| known.iter().copied().filter(of_level).collect(), |unit| vec![unit]);
        let mueang = level == Level::District && (name == "เมือง" || fold_words(name) == gazetteer::MUEANG);
        Some(Mention {
            level: if mueang { Level::Mueang } else { level },
            name: name.to_owned(),
            units,
            how: How::Marked,
            role: Role::Main,
            near: false,
            at_crossing: false,
            start: 0,
            end: 0,
        })
    }
}

/// Keeps the first mentions, and of the names that must be looked for by similarity only a few.
fn bound(mentions: &mut Vec<Mention>) {
    let mut unknown = 0;
    mentions.retain(|mention| {
        let known = !mention.units.is_empty()
            || matches!(mention.level, Level::Mueang | Level::Village | Level::Foreign);
        unknown += usize::from(!known);
        known || unknown <= MOST_UNKNOWN
    });
    mentions.truncate(MOST_MENTIONS);
}

/// Takes the words that say what a field holds off its ends.
fn without_markers(field: &str) -> &str {
    let mut name = field.trim();
    for marker in ["จังหวัด", "จ.", "กิ่งอำเภอ", "อำเภอ", "อ.", "ตำบล", "ต.", "แขวง", "เขต"]
    {
        name = name.strip_prefix(marker).unwrap_or(name).trim();
    }
    for marker in [" Subdistrict", " subdistrict", " District", " district", " Province", " province"] {
        name = name.strip_suffix(marker).unwrap_or(name).trim();
    }
    for marker in ["Amphoe ", "amphoe ", "Tambon ", "tambon ", "Changwat "] {
        name = name.strip_prefix(marker).unwrap_or(name).trim();
    }
    name
}

/// Tells whether a character takes no room: zero-width blanks and joiners, byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

/// Lowers the confidence for what the text says about itself.
fn doubt(text: &str, mentions: &[Mention], decision: &mut Decision) {
    let lower = text.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    let far = FAR_SIDE.iter().any(|phrase| {
        lower.match_indices(phrase).any(|(at, _)| {
            let before = lower.get(..at).unwrap_or_default().trim_end();
            let before = before.strip_suffix(" the").unwrap_or(before);
            !before.ends_with("จาก") && !before.ends_with(" from") && before != "from"
        })
    });
    let lowered = |decision: &mut Decision, most: Confidence, why: &str| {
        if decision.district.is_some() {
            decision.confidence = decision.confidence.max(most);
            decision.why.push(why.to_owned());
        }
    };
    if far {
        lowered(decision, Confidence::Low, "the text speaks of the far side of the border");
    }
    if says(PRESS) {
        lowered(decision, Confidence::Low, "this is where the press was told, not where it happened");
    }
    let named_at = mentions.iter().filter(|m| decision_names(m, decision.district)).map(|m| m.start).min();
    let before = text.get(..named_at.unwrap_or(0)).unwrap_or_default().to_lowercase();
    if OPPOSITE.iter().any(|word| before.contains(word)) {
        lowered(
            decision,
            Confidence::Medium,
            "the text says opposite of something before it names the district",
        );
    }
    if says(SEA) {
        lowered(decision, Confidence::Medium, "it happened at sea, off the district named");
        decision.point = None;
    }
    if decision.confidence > Confidence::Medium {
        decision.point = None;
    }
}

/// Tells whether a mention names the district that was decided.
fn decision_names(mention: &Mention, district: Option<DistrictCode>) -> bool {
    mention.level == Level::Mueang
        || mention.units.iter().any(|unit| matches!(unit, Unit::District(code) if Some(*code) == district))
}

fn finish(decision: Decision, position: Option<WrittenPosition>) -> Geocoded {
    let Decision { district, province, tambon, point, method, confidence, why, alternatives } = decision;
    if let Some(position) = position {
        let method = match position.kind {
            WrittenKind::MgrsWithZone | WrittenKind::MgrsWithoutZone | WrittenKind::Utm => {
                Method::GridReference
            }
            WrittenKind::DecimalDegrees | WrittenKind::DegreesMinutes => Method::Coordinates,
        };
        let named = district.filter(|_| confidence <= Confidence::Medium);
        return Geocoded {
            place: Place::Point { at: position.at, radius_m: position.radius_m.max(1.0), village: false },
            district: named,
            province,
            tambon: tambon.filter(|_| named.is_some()),
            method,
            confidence: Confidence::High,
            why: String::new(),
            alternatives,
        };
    }
    let place = match (point, tambon, district, province) {
        (Some((at, radius_m, village)), ..) => Place::Point { at, radius_m, village },
        (None, Some(tambon), ..) => Place::Tambon(tambon),
        (None, None, Some(district), _) => Place::District(district),
        (None, None, None, Some(province)) => Place::Province(province),
        (None, None, None, None) => Place::Unknown,
    };
    Geocoded { place, district, province, tambon, method, confidence, why: why.join("; "), alternatives }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::*;

    fn geocoder() -> &'static Geocoder {
        static GEOCODER: OnceLock<Geocoder> = OnceLock::new();
        GEOCODER.get_or_init(|| Geocoder::new(&crate::import::bundled::reference().unwrap()))
    }

    fn found(text: &str) -> Geocoded {
        geocoder().geocode(&GeocodeRequest::text(text))
    }

    fn district(text: &str) -> String {
        found(text).district.map_or("none".to_owned(), |code| code.to_string())
    }

    fn check(text: &str, code: &str, confidence: Confidence) {
        let found = found(text);
        let answer = found.district.map_or("none".to_owned(), |code| code.to_string());
        assert_eq!((answer.as_str(), found.confidence), (code, confidence), "{text}: {found:#?}");
        assert!(confidence == Confidence::High || !found.why.is_empty(), "{text}");
    }

    #[test]
    fn thai_markers_are_read_in_short_and_in_full() {
        for text in [
            "บ้านโจรก ตำบลด่าน อำเภอกาบเชิง จังหวัดสุรินทร์",
            "บ.โจรก ต.ด่าน อ.กาบเชิง จ.สุรินทร์",
            "ต. ด่าน  อ. กาบเชิง จ. สุรินทร์",
            "ตำบลด่านอำเภอกาบเชิงจังหวัดสุรินทร์",
        ] {
            check(text, "3206", Confidence::High);
            assert_eq!(found(text).tambon.unwrap().to_string(), "320605", "{text}");
        }
    }

    #[test]
    fn english_markers_stand_before_or_after_the_name() {
        for text in [
            "Ban Chorok, Dan subdistrict, Kap Choeng district, Surin",
            "tambon Dan, amphoe Kap Choeng, changwat Surin",
            "Dan Sub-district, Kap Choeng District, Surin Province",
            "District of Kap Choeng, Surin",
            "Bezirk Kap Choeng, Provinz Surin",
        ] {
            check(text, "3206", Confidence::High);
        }
    }

    #[test]
    fn romanised_names_are_found_in_many_spellings() {
        for (text, code) in [
            ("Bung Kong Long district, Bung Kan", "3806"),
            ("Khong Jiam district, Ubon Ratchatani", "3403"),
            ("Boontharik district, Ubon Ratchathani", "3410"),
            ("Arunyaprathet district, Sakaeo", "2706"),
            ("Kantharalak district, Srisaket", "3304"),
            ("Sri Songkram district, Nakorn Panom", "4808"),
            ("Vieng Kaen district, Chiangrai", "5713"),
            ("Chaing Saen district", "5708"),
            ("kap choeng district, surin", "3206"),
        ] {
            assert_eq!(district(text), code, "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_misspelt_name_with_one_nearest_is_medium_at_most() {
        let found = found("อำเภอกันทรลักณ์ จังหวัดศรีสะเกษ");
        assert_eq!(found.district.unwrap().to_string(), "3304");
        assert_eq!(found.confidence, Confidence::Medium, "{}", found.why);
    }

    #[test]
    fn mueang_is_the_district_of_the_province_named() {
        check("ต.บ้านเดื่อ อ.เมือง จ.หนองคาย", "4301", Confidence::High);
        check("อ.เมืองตราด", "2301", Confidence::High);
        check("rented house, Muang district, Mukdahan", "4901", Confidence::High);
        check("Mueang district, Trat province", "2301", Confidence::High);
        check("Muang district, Bueng Kan", "3801", Confidence::High);
        check("ริมโขงเมืองมุกดาหาร จ.มุกดาหาร", "4901", Confidence::Medium);
    }

    #[test]
    fn mueang_without_a_province_cannot_be_told() {
        check("หลังตลาด อ.เมือง", "none", Confidence::None);
        check("Muang district", "none", Confidence::None);
    }

    #[test]
    fn two_districts_of_one_name_are_told_apart_by_the_province_only() {
        check("อ.เฉลิมพระเกียรติ จ.น่าน", "5515", Confidence::High);
        check("อ.เฉลิมพระเกียรติ จ.บุรีรัมย์", "3123", Confidence::High);
        check("Chaloem Phra Kiat district, Nan", "5515", Confidence::High);
        let open = found("อ.เฉลิมพระเกียรติ");
        assert_eq!((open.district, open.place), (None, Place::Unknown));
        assert!(open.why.starts_with("cannot tell"), "{}", open.why);
        let codes: Vec<String> =
            open.alternatives.iter().filter_map(|a| a.district.map(|d| d.to_string())).collect();
        assert!(codes.contains(&"5515".to_owned()) && codes.contains(&"3123".to_owned()), "{codes:?}");
    }

    #[test]
    fn a_tambon_tells_two_districts_of_one_name_apart() {
        assert_eq!(district("ต.ห้วยโก๋น อ.เฉลิมพระเกียรติ"), "5515");
    }

    #[test]
    fn a_district_of_another_province_is_a_contradiction() {
        let found = found("บ้านดงนาต ต.หนามแท่ง อ.ศรีเชียงใหม่ (ตามที่พิมพ์) จ.อุบลราชธานี");
        assert_eq!((found.district, found.confidence), (None, Confidence::None));
        assert!(found.why.contains("cannot tell"), "{}", found.why);
        let codes: Vec<String> =
            found.alternatives.iter().filter_map(|a| a.district.map(|d| d.to_string())).collect();
        assert_eq!(codes, ["4307", "3402"]);
    }

    #[test]
    fn a_name_that_exists_elsewhere_is_not_bent_to_fit() {
        for text in ["จ.เชียงใหม่ อ.แม่สาย", "อ.เชียงใหม่"]
        {
            assert_eq!(found(text).district, None, "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_tambon_of_another_district_lowers_the_confidence() {
        check("ต.ช่องเม็ก อ.บุณฑริก จ.อุบลราชธานี", "3410", Confidence::Low);
    }

    #[test]
    fn short_names_inside_other_words_are_not_taken() {
        for text in ["ไม่เคยมีมาก่อนเลยในพื้นที่", "เขาเลยไปไม่ถึง", "แม่น้ำน่านน้ำ", "สังคมออนไลน์", "ยาบ้าตราดอกไม้"]
        {
            assert_eq!(found(text).province, None, "{text}: {:?}", found(text));
        }
        assert_eq!(found("บ้านนาจาน จ.เลย").province.unwrap().to_string(), "42");
        assert_eq!(found("ชายแดน น่าน").province.unwrap().to_string(), "55");
    }

    #[test]
    fn a_longer_name_wins_over_the_one_inside_it() {
        assert_eq!(district("สถานีเรือศรีเชียงใหม่ จ.หนองคาย"), "4307");
        assert_eq!(district("อ.บ้านแพง จ.นครพนม"), "4804");
    }

    #[test]
    fn villages_named_like_districts_are_villages() {
        check("Pho Sai village, Ban Phaeng district, Nakhon Phanom", "4804", Confidence::High);
        check("PTT gas station, Ban Phue, Kantharalak district, Si Sa Ket", "3304", Confidence::High);
    }

    #[test]
    fn where_people_came_from_or_went_is_not_the_place() {
        assert_eq!(district("อ.เชียงของ มุ่งหน้า อ.เชียงแสน จ.เชียงราย"), "5703");
        assert_eq!(district("Pak Chom district, Loei (chase from Chiang Khan)"), "4204");
        check("จาก อ.เวียงชัย จ.เชียงราย", "5702", Confidence::Low);
    }

    #[test]
    fn two_districts_side_by_side_are_never_sure() {
        let found = found("อ.บ้านกรวด-อ.ละหานทราย จ.บุรีรัมย์");
        assert_eq!(found.confidence, Confidence::Low);
        assert_eq!(found.alternatives.first().and_then(|a| a.district).unwrap().to_string(), "3106");
    }

    #[test]
    fn a_crossing_gives_its_district_and_a_point_with_a_radius() {
        let at = found("ด่านพรมแดนช่องเม็ก ต.ช่องเม็ก อ.สิรินธร จ.อุบลราชธานี");
        assert_eq!(at.method, Method::Crossing);
        assert!(
            matches!(at.place, Place::Point { radius_m, village: true, .. } if radius_m >= 1_000.0),
            "{at:?}"
        );
        check("จุดผ่านแดนถาวรช่องจอม", "3206", Confidence::Medium);
        check("Sop Ruak", "5708", Confidence::Low);
        check("near the Klong Luek border, Sa Kaeo province", "2706", Confidence::Medium);
        assert!(found("near the Klong Luek border, Sa Kaeo province").place.point().is_none());
        assert!(found("ใกล้ช่องอานม้า ต.โซง อ.น้ำยืน จ.อุบลราชธานี").place.point().is_none());
    }

    #[test]
    fn a_bridge_is_known_by_its_number_or_its_province() {
        check("second Thai-Lao Friendship Bridge", "4901", Confidence::Medium);
        assert_eq!(district("Thai-Lao Friendship Bridge, Nong Khai"), "4301");
        assert_eq!(district("สะพานมิตรภาพไทย-ลาว แห่งที่ 3"), "4801");
        check("สะพานมิตรภาพไทย-ลาว", "none", Confidence::None);
    }

    #[test]
    fn coordinates_become_the_place_and_leave_the_district_to_the_polygons() {
        let grid = found("พบที่พิกัด ๔๘PTA ๕๕๑๔๘ ๒๘๙๔๓");
        assert_eq!((grid.method, grid.district), (Method::GridReference, None));
        assert!((grid.place.point().unwrap().lat_deg() - 13.8197).abs() < 1e-4);
        let degrees = found("จุดตรวจ อ.กาบเชิง จ.สุรินทร์ ๑๔.๔๓๕๐๖, ๑๐๓.๗๐๐๑๒");
        assert_eq!(degrees.method, Method::Coordinates);
        assert_eq!(degrees.district.unwrap().to_string(), "3206");
    }

    #[test]
    fn places_across_the_border_are_not_forced_into_a_district() {
        for text in [
            "Ton Pheung district, Bokeo province, Laos",
            "Poipet, Banteay Meanchey",
            "เมืองต้นผึ้ง แขวงบ่อแก้ว สปป.ลาว",
            "Vientiane, opposite Nong Khai",
        ] {
            let found = found(text);
            assert_eq!(found.district, None, "{text}: {found:#?}");
            assert_ne!(found.confidence, Confidence::High, "{text}");
        }
        check("ปอยเปต ตรงข้ามตลาดโรงเกลือ อ.อรัญประเทศ จ.สระแก้ว", "2706", Confidence::Medium);
        for text in ["ฝั่งลาวตรงข้าม อ.เชียงแสน จ.เชียงราย", "Ton Pheung, Bokeo, opposite Chiang Saen district"]
        {
            check(text, "5708", Confidence::Low);
        }
    }

    #[test]
    fn the_place_of_a_press_conference_is_doubted() {
        check("ที่ว่าการอำเภอหว้านใหญ่ จ.มุกดาหาร (ที่แถลงข่าว)", "4906", Confidence::Low);
    }

    #[test]
    fn only_a_province_is_only_a_province() {
        let found = found("at a checkpoint in Surin");
        assert_eq!((found.district, found.place.precision()), (None, Precision::Province));
        assert_eq!(found.method, Method::Province);
    }

    #[test]
    fn a_text_without_a_place_cannot_be_told() {
        for text in ["", "   ", "เมื่อวานนี้มีคนเดินผ่าน", "a man with a bag", "48 PCS", "()[],.;"]
        {
            let found = found(text);
            assert_eq!((found.place, found.confidence), (Place::Unknown, Confidence::None), "{text}");
            assert!(found.why.starts_with("cannot tell"), "{text}: {}", found.why);
        }
    }

    #[test]
    fn fields_of_their_own_are_read_beside_the_text() {
        let request = GeocodeRequest {
            place_text: "บ้านโจรก".to_owned(),
            tambon: Some("ด่าน".to_owned()),
            amphoe: Some("อ.กาบเชิง".to_owned()),
            province: Some("Surin".to_owned()),
        };
        let found = geocoder().geocode(&request);
        assert_eq!(found.tambon.unwrap().to_string(), "320605");
        assert_eq!(found.confidence, Confidence::High, "{}", found.why);
        let coded = GeocodeRequest { amphoe: Some("๓๒๐๖".to_owned()), ..GeocodeRequest::default() };
        assert_eq!(geocoder().geocode(&coded).district.unwrap().to_string(), "3206");
        let mueang = GeocodeRequest {
            amphoe: Some("เมือง".to_owned()),
            province: Some("จังหวัดตราด".to_owned()),
            ..GeocodeRequest::default()
        };
        assert_eq!(geocoder().geocode(&mueang).district.unwrap().to_string(), "2301");
    }

    #[test]
    fn fields_and_text_that_contradict_are_not_sure() {
        let request = GeocodeRequest {
            place_text: "อ.น้ำยืน จ.อุบลราชธานี".to_owned(),
            amphoe: Some("สิรินธร".to_owned()),
            ..GeocodeRequest::default()
        };
        let found = geocoder().geocode(&request);
        assert_eq!(found.confidence, Confidence::Low);
        assert_eq!(found.alternatives.len(), 1);
    }

    #[test]
    fn a_list_of_tambons_is_a_district() {
        let found = found("Huai Chan and Phran subdistricts, Khun Han district, Si Sa Ket");
        assert_eq!(found.place.precision(), Precision::District, "{found:?}");
    }

    #[test]
    fn every_target_district_is_found_by_its_own_names() {
        let reference = crate::import::bundled::reference().unwrap();
        for district in reference.districts.iter().filter(|d| d.shown) {
            let province = &reference.province(district.code.province()).unwrap().names;
            for text in [
                format!("อ.{} จ.{}", district.names.th, province.th),
                format!("อำเภอ{} จังหวัด{}", district.names.th, province.th),
                format!("{} district, {}", district.names.en, province.en),
            ] {
                check(&text, &district.code.to_string(), Confidence::High);
            }
        }
    }

    #[test]
    fn long_and_hostile_texts_stay_quick() {
        for unit in
            ["อ.กขคง ", "Xyzzyk district, ", "(", "ต.กกกกก", "47QPB ", "Aa ", "บ้าน", "สะพานมิตรภาพ", "1 "]
        {
            let text = unit.repeat(20_000);
            let started = std::time::Instant::now();
            let _ = found(&text);
            // 100 ms in a release build; a debug build on a busy machine gets more.
            assert!(started.elapsed().as_millis() < 2_000, "{unit}: {:?}", started.elapsed());
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            let _ = found(&text);
        }

        #[test]
        fn nothing_like_a_place_makes_it_panic(text in "[กขอำเภตบ้านจ.อตบ ศรีเมืองMueangBan,()0-9๐-๙-]{0,60}") {
            let _ = found(&text);
        }
    }
}
