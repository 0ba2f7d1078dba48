//! Named places on their way into a KML or GPX file: what both writers take, whatever the places are.

use std::collections::{HashMap, HashSet};

use geo_types::MultiPolygon;

use crate::domain::LonLat;

/// A file of named places.
#[derive(Debug, Clone)]
pub struct PlacemarkFile {
    /// What the file is, in a few words.
    pub name: String,
    /// What a reader must know to read it rightly: method, counts, period, epoch, sources.
    pub description: String,
    /// The places.
    pub placemarks: Vec<Placemark>,
}

/// One named place.
#[derive(Debug, Clone)]
pub struct Placemark {
    /// The id it has in every answer.
    pub id: String,
    /// Its name on a map.
    pub name: String,
    /// Its name on the small screen of a hand-held device.
    pub short: String,
    /// What it is, in sentences.
    pub description: String,
    /// What kind of thing it is, a code: a category, a class, a kind of risk.
    pub kind: String,
    /// When it was seen: a day or an instant (ISO 8601).
    pub when: Option<String>,
    /// Names and values, as the columns of a CSV file have them.
    pub fields: Vec<(&'static str, String)>,
    /// Where it is.
    pub geometry: PlacemarkGeometry,
    /// How it looks.
    pub style: PlacemarkStyle,
}

/// Where a named place is.
#[derive(Debug, Clone)]
pub enum PlacemarkGeometry {
    /// At a point.
    Point(LonLat),
    /// In an area.
    Area {
        /// A point inside it, for programs that show points.
        inside: LonLat,
        /// Its shape.
        shape: MultiPolygon<f64>,
    },
}

/// How a named place looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacemarkStyle {
    /// The name of the style in a file.
    pub id: &'static str,
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// How much of an area's ground its colour hides: 0 nothing, 255 all.
    pub opacity: u8,
    /// The symbol by its name on hand-held devices, as Garmin spells it.
    pub symbol: &'static str,
}

/// Returns a text without the characters that XML 1.0 cannot hold; a blank stands for each.
pub(super) fn xml_text(text: &str) -> String {
    let held = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if held(c) { c } else { ' ' }).collect()
}

/// Makes names differ: devices put a place over another one of the same name.
#[derive(Debug, Default)]
pub(super) struct UniqueNames {
    taken: HashSet<String>,
    /// The last number given to a name: thousands may share one.
    last: HashMap<String, usize>,
}

impl UniqueNames {
    /// Returns the name, with a number when it was given before.
    pub(super) fn give(&mut self, name: &str) -> String {
        let last = self.last.entry(name.to_owned()).or_default();
        loop {
            *last += 1;
            let given = if *last == 1 { name.to_owned() } else { format!("{name} #{last}") };
            if self.taken.insert(given.clone()) {
                return given;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_numbers() {
        let mut names = UniqueNames::default();
        let given: Vec<String> = ["ก", "ก", "ก #2", "ก"].iter().map(|n| names.give(n)).collect();
        assert_eq!(given, ["ก", "ก #2", "ก #2 #2", "ก #3"]);
    }

    #[test]
    fn what_xml_cannot_hold_becomes_a_blank() {
        assert_eq!(xml_text("ก\u{0}\u{1b}[\t<&\u{ffff}😀"), "ก  [\t<& 😀");
    }
}
