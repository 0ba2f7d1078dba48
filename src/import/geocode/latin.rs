//! Finds names in text in Latin letters, by the key of their spelling.

use super::gazetteer::{Gazetteer, MUEANG, Unit};
use super::latin_words::{Word, segments};
use super::mention::{How, Level, Mention, Role, lead};
use super::thai::brackets;

/// Most words of one name.
const MOST_WORDS: usize = 7;

/// Words that say what the name beside them is; the flag tells whether the name stands after them first.
const MARKERS: &[(&str, Level, bool)] = &[
    ("district", Level::District, false),
    ("districts", Level::District, false),
    ("amphoe", Level::District, true),
    ("amphur", Level::District, true),
    ("amphor", Level::District, true),
    ("bezirk", Level::District, true),
    ("huyện", Level::District, true),
    ("province", Level::Province, false),
    ("changwat", Level::Province, true),
    ("provinz", Level::Province, true),
    ("tỉnh", Level::Province, true),
    ("subdistrict", Level::Tambon, false),
    ("subdistricts", Level::Tambon, false),
    ("tambon", Level::Tambon, true),
    ("tambol", Level::Tambon, true),
    ("xã", Level::Tambon, true),
];

/// Words after which a name stands for a road.
const ROADS: &[&str] = &["road", "roads", "highway", "route", "rd"];

/// Words by which the crossing itself is meant.
const CROSSING_WORDS: &[&str] =
    &["crossing", "checkpoint", "border", "bridge", "immigration", "customs", "pier", "grenzkontrollpunkt"];

/// Finds the Latin mentions of a text.
pub(super) fn mentions(gazetteer: &Gazetteer, text: &str) -> Vec<Mention> {
    let depth = brackets(text);
    let mut found = Vec::new();
    for words in segments(text) {
        let mut segment = Segment { gazetteer, text, depth: &depth, words, found: Vec::new() };
        segment.read();
        found.append(&mut segment.found);
    }
    found
}

struct Segment<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    depth: &'a [(usize, usize)],
    words: Vec<Word>,
    found: Vec<Mention>,
}

impl Segment<'_> {
    fn read(&mut self) {
        for at in 0..self.words.len() {
            self.marker(at);
        }
        self.bridge();
        for at in 0..self.words.len() {
            self.police_station(at);
        }
        for at in 0..self.words.len() {
            self.village(at);
        }
        let mut at = 0;
        while at < self.words.len() {
            at = self.unmarked(at).unwrap_or(at + 1);
        }
    }

    fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.lower)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.lower.as_str()))
    }

    fn key(&self, from: usize, to: usize) -> String {
        self.words.get(from..to).unwrap_or_default().iter().map(|word| word.key.as_str()).collect()
    }

    /// Tells whether the words are free and none is a marker.
    fn free(&self, from: usize, to: usize) -> bool {
        self.words
            .get(from..to)
            .is_some_and(|words| words.iter().all(|word| !word.used && marker_of(&word.lower).is_none()))
    }

    fn use_up(&mut self, from: usize, to: usize) {
        for word in self.words.get_mut(from..to).unwrap_or_default() {
            word.used = true;
        }
    }

    fn push(&mut self, level: Level, units: Vec<Unit>, how: How, from: usize, to: usize) {
        let start = self.words.get(from).map_or(0, |word| word.start);
        let end = to.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |word| word.end);
        let in_brackets = self.depth.iter().any(|(from, to)| (*from..*to).contains(&start));
        let (mut role, near) = lead(self.text, start, in_brackets);
        if how == How::Loose && matches!(level, Level::District | Level::Crossing) && self.has(ROADS) {
            role = role.max(Role::Road);
        }
        let name = self.text.get(start..end).unwrap_or_default().to_owned();
        self.found.push(Mention { level, name, units, how, role, near, at_crossing: false, start, end });
        self.use_up(from, to);
    }

    /// Reads the name beside a marker word.
    fn marker(&mut self, at: usize) {
        let Some((level, after_first)) = marker_of(self.lower(at)) else { return };
        if self.lower(at).ends_with("districts") {
            self.list_before(level, at);
            return self.use_up(at, at + 1);
        }
        let after = at + 1 + usize::from(self.lower(at + 1) == "of");
        let read = after_first && self.exact_after(level, after)
            || self.exact_before(level, at)
            || !after_first && self.exact_after(level, after);
        if !read {
            let before = self.capitals_before(at);
            let following = self.capitals_after(after);
            let (from, to) = if after_first || before.0 == before.1 { following } else { before };
            if from < to {
                self.push(level, Vec::new(), How::Marked, from, to);
            }
        }
        self.use_up(at, at + 1);
    }

    /// Reads every name of `A, B and C districts` that stands in this run of words.
    fn list_before(&mut self, level: Level, at: usize) {
        let mut from = 0;
        while from < at {
            let most = MOST_WORDS.min(at - from);
            let length = (1..=most).rev().find(|count| self.exact(level, from, from + count));
            from += length.unwrap_or(1);
        }
    }

    fn exact_before(&mut self, level: Level, at: usize) -> bool {
        (1..=MOST_WORDS.min(at)).rev().any(|count| self.exact(level, at - count, at))
    }

    fn exact_after(&mut self, level: Level, at: usize) -> bool {
        let most = MOST_WORDS.min(self.words.len().saturating_sub(at));
        (1..=most).rev().any(|count| self.exact(level, at, at + count))
    }

    fn exact(&mut self, level: Level, from: usize, to: usize) -> bool {
        if !self.free(from, to) {
            return false;
        }
        let key = self.key(from, to);
        if level == Level::District && key == MUEANG {
            self.push(Level::Mueang, Vec::new(), How::Marked, from, to);
            return true;
        }
        let units = self.units(&key, level);
        let known = !units.is_empty();
        if known {
            self.push(level, units, How::Marked, from, to);
        }
        known
    }

    fn units(&self, key: &str, level: Level) -> Vec<Unit> {
        let of_level = |unit: &Unit| {
            matches!(
                (unit, level),
                (Unit::Province(_), Level::Province)
                    | (Unit::District(_), Level::District)
                    | (Unit::Tambon(_), Level::Tambon)
                    | (Unit::Crossing(_), Level::Crossing)
            )
        };
        self.gazetteer.latin(key).iter().copied().filter(of_level).collect()
    }

    /// Returns the run of free capitalised words that ends before a word.
    fn capitals_before(&self, at: usize) -> (usize, usize) {
        let mut from = at;
        while from > 0 && at - from < MOST_WORDS && self.is_free_capital(from - 1) {
            from -= 1;
        }
        (from, at)
    }

    fn capitals_after(&self, at: usize) -> (usize, usize) {
        let mut to = at;
        while to - at < MOST_WORDS && self.is_free_capital(to) {
            to += 1;
        }
        (at, to)
    }

    fn is_free_capital(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.capital) && self.free(at, at + 1)
    }

    /// Reads `Second Thai-Lao Friendship Bridge`, `Friendship Bridge 4`.
    fn bridge(&mut self) {
        let Some(at) = (0..self.words.len())
            .find(|at| self.lower(*at) == "friendship" && self.lower(at + 1) == "bridge")
        else {
            return;
        };
        let laos = !self.has(&["cambodia", "cambodian"]);
        let number = self.words.iter().find_map(|word| ordinal(&word.lower));
        let units = self.gazetteer.bridges(laos, number);
        self.push(Level::Crossing, units, How::Loose, at, at + 2);
        if let Some(mention) = self.found.last_mut() {
            mention.at_crossing = !mention.near && mention.role == Role::Main;
        }
    }

    /// Reads the name before `police station`: a district's or a tambon's.
    fn police_station(&mut self, at: usize) {
        if self.lower(at) != "police" || self.lower(at + 1) != "station" {
            return;
        }
        let (from, to) = self.capitals_before(at);
        for from in from..to {
            let key = self.key(from, to);
            let level =
                [Level::District, Level::Tambon].into_iter().find(|l| !self.units(&key, *l).is_empty());
            if let Some(level) = level {
                let units = self.units(&key, level);
                self.push(level, units, How::Facility, from, to);
                return;
            }
        }
        if from < to {
            self.push(Level::Tambon, Vec::new(), How::Facility, from, to);
        }
    }

    /// Reads `Ban X` and `X village`.
    fn village(&mut self, at: usize) {
        let (from, to) = match self.lower(at) {
            "village" | "villages" => self.capitals_before(at),
            "ban" | "baan" if self.is_free_capital(at) => {
                let (_, to) = self.capitals_after(at + 1);
                (at, to)
            }
            _ => return,
        };
        if to <= from {
            return;
        }
        let key = self.key(from, to);
        let districts = self.units(&key, Level::District);
        if !districts.is_empty() && self.lower(at) != "village" {
            self.push(Level::District, districts, How::VillageLike, from, to);
        }
        self.crossing_in(from, to);
        self.push(Level::Village, Vec::new(), How::VillageLike, from, to);
    }

    /// Notes the longest crossing name that begins a run of words, or follows its `Ban`.
    fn crossing_in(&mut self, from: usize, to: usize) {
        for start in from..to.min(from + 2) {
            for end in (start + 1..=to).rev() {
                let units = self.units(&self.key(start, end), Level::Crossing);
                if !units.is_empty() {
                    self.crossing(units, start, end);
                    return;
                }
            }
        }
    }

    fn crossing(&mut self, units: Vec<Unit>, from: usize, to: usize) {
        let here = self.has(CROSSING_WORDS) && !self.has(&["near", "off", "opposite"]);
        self.push(Level::Crossing, units, How::Loose, from, to);
        if let Some(mention) = self.found.last_mut() {
            mention.at_crossing = here && !mention.near && mention.role == Role::Main;
        }
    }

    /// Reads a name without a marker; returns the word after it.
    fn unmarked(&mut self, at: usize) -> Option<usize> {
        let word = self.words.get(at).filter(|word| word.capital && !word.used)?;
        if marker_of(&word.lower).is_some() {
            return None;
        }
        let most = MOST_WORDS.min(self.words.len() - at);
        (1..=most).rev().find_map(|count| {
            let to = at + count;
            if !self.free(at, to) {
                return None;
            }
            let key = self.key(at, to);
            let alone = at == 0 && to == self.words.len();
            let letters = key.chars().count();
            let province = self.units(&key, Level::Province);
            let district = self.units(&key, Level::District);
            let tambon = self.units(&key, Level::Tambon);
            let crossing = self.units(&key, Level::Crossing);
            let how = if alone { How::Alone } else { How::Loose };
            if letters < 4 && !alone {
                return None;
            }
            if !province.is_empty() {
                self.push(Level::Province, province, how, at, to);
            } else if !district.is_empty() {
                self.push(Level::District, district, how, at, to);
            } else if key == MUEANG && alone {
                self.push(Level::Mueang, Vec::new(), how, at, to);
            } else if !tambon.is_empty() && alone {
                self.push(Level::Tambon, tambon, how, at, to);
            } else if crossing.is_empty() {
                self.gazetteer.latin(&key).contains(&Unit::Foreign).then_some(())?;
                self.push(Level::Foreign, Vec::new(), how, at, to);
            }
            // A name that is a district's too means the crossing only beside a word that says so.
            let also_district = !self.units(&key, Level::District).is_empty();
            if !crossing.is_empty() && (!also_district || self.has(CROSSING_WORDS)) {
                self.crossing(crossing, at, to);
            }
            Some(to)
        })
    }
}

fn marker_of(lower: &str) -> Option<(Level, bool)> {
    MARKERS.iter().find(|(word, ..)| *word == lower).map(|(_, level, after)| (*level, *after))
}

fn ordinal(lower: &str) -> Option<char> {
    match lower {
        "first" | "1" => Some('1'),
        "second" | "2" => Some('2'),
        "third" | "3" => Some('3'),
        "fourth" | "4" => Some('4'),
        "fifth" | "5" => Some('5'),
        _ => None,
    }
}
