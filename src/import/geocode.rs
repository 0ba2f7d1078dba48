//! Finds out from a place as people write it, in Thai or English, which district it means, and says
//! in words what it doubts. It never chooses between two places that fit alike.

mod decide;
mod fold;
mod gazetteer;
mod latin;
mod mention;
mod thai;

use self::decide::Decision;
use self::gazetteer::{Gazetteer, Unit, fold_words, is_thai};
use self::mention::{How, Level, Mention, Role};
use crate::domain::thai_digits::thai_digits_to_ascii;
use crate::domain::{
    DistrictCode, Place, Precision, ProvinceCode, Reference, TambonCode, named_enum,
};
use crate::spatial::grid_reference::{WrittenKind, WrittenPosition, find_position};

/// Longest place text that is read, in characters; what follows is left out.
pub const LONGEST_TEXT: usize = 4_000;
/// Longest field that is read, in characters.
const LONGEST_FIELD: usize = 200;

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

/// Knows all names, and finds the place a text means.
#[derive(Debug)]
pub struct Geocoder {
    gazetteer: Gazetteer,
}

/// Phrases that put a report on the far bank, unless somebody came from there.
const FAR_SIDE: &[&str] =
    &["ฝั่งลาว", "ฝั่งกัมพูชา", "สปป.ลาว", "ประเทศลาว", "ประเทศกัมพูชา", "lao side", "cambodian side", "lao pdr", "in laos", "in cambodia"];
/// Phrases that say the place is where the press was told.
const PRESS: &[&str] = &["แถลงข่าว", "press conference"];
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
        let text: String =
            thai_digits_to_ascii(&request.place_text).chars().filter(|c| !is_invisible(*c)).take(LONGEST_TEXT).collect();
        let text = text.replace("\u{0e4d}\u{0e32}", "\u{0e33}");
        let position = find_position(&text);
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
        mentions.sort_by_key(|mention| mention.start);
        let mut decision = decide::decide(&self.gazetteer, &mentions);
        doubt(&text, &mut decision);
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
        let known = if is_thai(name) { self.gazetteer.thai(name) } else { self.gazetteer.latin(&fold_words(name)) };
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
        };
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

/// Takes the words that say what a field holds off its ends.
fn without_markers(field: &str) -> &str {
    let mut name = field.trim();
    for marker in ["จังหวัด", "จ.", "กิ่งอำเภอ", "อำเภอ", "อ.", "ตำบล", "ต.", "แขวง", "เขต"] {
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
fn doubt(text: &str, decision: &mut Decision) {
    let lower = text.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    let far = FAR_SIDE.iter().any(|phrase| {
        lower.match_indices(phrase).any(|(at, _)| {
            let before = lower.get(..at).unwrap_or_default().trim_end();
            let before = before.strip_suffix(" the").unwrap_or(before);
            !before.ends_with("จาก") && !before.ends_with(" from") && before != "from"
        })
    });
    let mut lowered = |most: Confidence, why: &str| {
        if decision.district.is_some() {
            decision.confidence = decision.confidence.max(most);
            decision.why.push(why.to_owned());
        }
    };
    if far {
        lowered(Confidence::Low, "the text speaks of the far side of the border");
    }
    if says(PRESS) {
        lowered(Confidence::Low, "this is where the press was told, not where it happened");
    }
    if says(SEA) {
        lowered(Confidence::Medium, "it happened at sea, off the district named");
        decision.point = None;
    }
    if decision.confidence > Confidence::Medium {
        decision.point = None;
    }
}

fn finish(decision: Decision, position: Option<WrittenPosition>) -> Geocoded {
    let Decision { district, province, tambon, point, method, confidence, why, alternatives } = decision;
    if let Some(position) = position {
        let method = match position.kind {
            WrittenKind::MgrsWithZone | WrittenKind::MgrsWithoutZone | WrittenKind::Utm => Method::GridReference,
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
