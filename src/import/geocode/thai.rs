//! Finds names in Thai text, which writes no blanks between words.
//!
//! A marker (จ. อ. ต. บ. and their long forms) says what the name after it is. Without a marker a name
//! counts where it does not look like a part of another word: short names such as เลย or น่าน need
//! something that is no letter on both sides.

use super::gazetteer::{Gazetteer, Unit, is_thai_letter};
use super::mention::{How, Level, Mention, Role, lead};
use super::thai_words::{After, BEFORE, CROSSING_WORDS, MARKERS};

/// Longest name that is taken after a marker when it is not known, in characters.
const LONGEST_UNKNOWN: usize = 30;

/// Finds the Thai mentions of a text.
pub(super) fn mentions(gazetteer: &Gazetteer, text: &str) -> Vec<Mention> {
    let mut scan = Scan { gazetteer, text, depth: brackets(text), found: Vec::new() };
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at = match scan.step(at, c) {
            Some(after) if after > at => after,
            _ => at + c.len_utf8(),
        };
    }
    scan.found
}

/// Returns the spans of a text that stand in brackets.
pub(super) fn brackets(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' => open = open.or(Some(at)),
            ')' | ']' | '）' => spans.extend(open.take().map(|from| (from, at))),
            _ => {}
        }
    }
    spans.extend(open.map(|from| (from, text.len())));
    spans
}

struct Scan<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    depth: Vec<(usize, usize)>,
    found: Vec<Mention>,
}

impl<'a> Scan<'a> {
    /// Reads what begins at a byte; returns the byte after it.
    fn step(&mut self, at: usize, c: char) -> Option<usize> {
        if !is_thai_letter(c) {
            return None;
        }
        if let Some((marker, after)) = self.marker_at(at) {
            let from = self.skip_blanks(at + marker);
            let next = self.marker_at(from).filter(|_| from > at + marker).map(|(_, after)| after);
            if matches!(after, After::Name(_)) && matches!(next, Some(After::Name(_))) {
                // `กลางหมู่บ้าน อ.กาบเชิง`: the word stands without a name.
                return Some(from);
            }
            return match after {
                After::Name(Level::Village) => self.unmarked(at).or_else(|| self.village(at, from)),
                After::Name(level) => self.marked(level, at, from),
                After::Facility => self.bridge(at).or_else(|| self.facility(at, from)),
                After::Road => self.road(from),
                After::Other => Some(self.token_end(from)),
            };
        }
        self.bridge(at).or_else(|| self.unmarked(at)).or_else(|| self.town(at))
    }

    /// Reads `เมืองอุบลฯ`, a province's district by the province's short name.
    fn town(&mut self, at: usize) -> Option<usize> {
        let after = at + self.rest(at).starts_with("เมือง").then_some("เมือง".len())?;
        let (length, _) = self.longest(after, |unit| matches!(unit, Unit::Province(_)))?;
        let free = !is_short(self.rest(after).get(..length)?) && self.stands_free(at, after + length, 0);
        if free { self.mueang(How::Loose, at, at) } else { None }
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    fn before(&self, at: usize) -> &'a str {
        self.text.get(..at).unwrap_or_default()
    }

    fn skip_blanks(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + (rest.len() - rest.trim_start_matches([' ', '\u{00a0}']).len())
    }

    fn marker_at(&self, at: usize) -> Option<(usize, After)> {
        let rest = self.rest(at);
        let (marker, after) = MARKERS.iter().find(|(marker, _)| rest.starts_with(marker))?;
        let short = marker.ends_with('.') && marker.chars().count() == 2;
        let inside_word = self.before(at).chars().next_back().is_some_and(|c| is_thai_letter(c) || c == '.');
        let from = self.skip_blanks(at + marker.len());
        // `ผอ.` and `กอ.รมน.` end like `อ.`: then a known name must follow.
        let known = || match after {
            After::Name(level) => self.longest(from, |unit| is_level(unit, *level)).is_some(),
            _ => false,
        };
        let follows = self.rest(from).chars().next().is_some_and(is_thai_letter);
        (follows || *after == After::Facility).then_some(())?;
        (!short || !inside_word || known()).then_some((marker.len(), *after))
    }

    /// Returns the longest known name at a byte with the units that pass.
    fn longest(&self, at: usize, pass: impl Fn(Unit) -> bool) -> Option<(usize, Vec<Unit>)> {
        self.gazetteer.thai_at(self.text, at).find_map(|(length, units)| {
            let units: Vec<Unit> = units.iter().copied().filter(|unit| pass(*unit)).collect();
            (!units.is_empty()).then_some((length, units))
        })
    }

    /// Returns the byte at which a word ends: at a blank, a mark or the next marker.
    fn token_end(&self, from: usize) -> usize {
        let mut end = from;
        for (count, c) in self.rest(from).chars().enumerate() {
            let marker = count > 0
                && MARKERS.iter().any(|(marker, after)| {
                    matches!(after, After::Name(_))
                        && *marker != "บ้าน"
                        && *marker != "บ."
                        && self.rest(end).starts_with(marker)
                });
            let village_number = count > 0 && ["หมู่", "ม."].iter().any(|m| self.rest(end).starts_with(m));
            if !is_thai_letter(c) || marker || village_number || count >= LONGEST_UNKNOWN {
                break;
            }
            end += c.len_utf8();
        }
        end
    }

    fn push(
        &mut self,
        level: Level,
        units: Vec<Unit>,
        how: How,
        whole: (usize, usize),
        name: (usize, usize),
    ) {
        let in_brackets = self.depth.iter().any(|(from, to)| (*from..*to).contains(&whole.0));
        let (role, near) = lead(self.text, whole.0, in_brackets);
        self.found.push(Mention {
            level,
            name: self.text.get(name.0..name.1).unwrap_or_default().to_owned(),
            units,
            how,
            role,
            near,
            at_crossing: false,
            start: whole.0,
            end: name.1,
        });
    }

    /// Reads the name after จ. อ. ต.
    fn marked(&mut self, level: Level, start: usize, from: usize) -> Option<usize> {
        if let Some((length, units)) = self.longest(from, |unit| is_level(unit, level)) {
            self.push(level, units, How::Marked, (start, from + length), (from, from + length));
            return Some(from + length);
        }
        if level == Level::District && self.rest(from).starts_with("เมือง") {
            return self.mueang(How::Marked, start, from);
        }
        let end = self.token_end(from);
        self.push(level, Vec::new(), How::Marked, (start, end), (from, end));
        Some(end)
    }

    /// Reads เมือง alone, or with its province's short name.
    fn mueang(&mut self, how: How, start: usize, from: usize) -> Option<usize> {
        let end = from + "เมือง".len();
        let province = self.longest(end, |unit| matches!(unit, Unit::Province(_)));
        let (units, end) = match province {
            Some((length, provinces)) if !is_short(self.rest(end).get(..length)?) => {
                let districts = provinces.iter().filter_map(|unit| match unit {
                    Unit::Province(code) => self.gazetteer.mueang(*code).map(Unit::District),
                    _ => None,
                });
                (districts.collect(), end + length)
            }
            _ => (Vec::new(), end),
        };
        let level = if units.is_empty() { Level::Mueang } else { Level::District };
        self.push(level, units, how, (start, end), (from, end));
        Some(end)
    }

    /// Reads บ้าน and the village's name; a crossing of that name is noted too.
    fn village(&mut self, start: usize, from: usize) -> Option<usize> {
        let end = self.token_end(from);
        if end == from {
            return None;
        }
        self.push(Level::Village, Vec::new(), How::VillageLike, (start, end), (start, end));
        let with = self.longest(start, |unit| matches!(unit, Unit::Crossing(_)));
        let crossing = with.map(|(length, units)| (start + length, units)).or_else(|| {
            self.longest(from, |unit| matches!(unit, Unit::Crossing(_)))
                .map(|(length, units)| (from + length, units))
        });
        if let Some((crossing_end, units)) = crossing.filter(|(crossing_end, _)| *crossing_end == end) {
            self.crossing(units, start, crossing_end);
        }
        Some(end)
    }

    fn crossing(&mut self, units: Vec<Unit>, start: usize, end: usize) {
        let here = self.follows_crossing_word(start) && !self.lead_in(start).contains("ใกล้");
        self.push(Level::Crossing, units, How::Loose, (start, end), (start, end));
        if let Some(mention) = self.found.last_mut() {
            mention.at_crossing = here && !mention.near;
        }
    }

    /// Returns what stands closely before a byte.
    fn lead_in(&self, start: usize) -> &'a str {
        let before = self.before(start);
        let from = before.char_indices().rev().take(24).last().map_or(start, |(at, _)| at);
        before.get(from..).unwrap_or_default()
    }

    fn follows_crossing_word(&self, start: usize) -> bool {
        let lead_in = self.lead_in(start);
        CROSSING_WORDS.iter().any(|word| lead_in.contains(word) || self.rest(start).starts_with(word))
    }

    /// Reads `สะพานมิตรภาพไทย-ลาว แห่งที่ 2`; without a number all bridges are meant.
    fn bridge(&mut self, at: usize) -> Option<usize> {
        let rest = self.rest(at).strip_prefix("สะพานมิตรภาพ")?;
        let ahead: String = rest.chars().take(24).collect();
        let laos = !ahead.contains("กัมพูชา");
        let number = ahead.chars().find(char::is_ascii_digit);
        let units = self.gazetteer.bridges(laos, number);
        let end = at + "สะพานมิตรภาพ".len();
        self.crossing(units, at, end);
        Some(end)
    }

    /// Reads the name of a police station, a pier, a checkpoint.
    fn facility(&mut self, start: usize, from: usize) -> Option<usize> {
        // `สภ.อ.เมือง`: the next marker says it better.
        if self.marker_at(from).is_some_and(|(_, after)| matches!(after, After::Name(_))) {
            return Some(from);
        }
        if let Some((length, units)) = self.longest(from, |unit| matches!(unit, Unit::Crossing(_))) {
            let other = self.longest(from, |unit| matches!(unit, Unit::District(_) | Unit::Province(_)));
            if other.is_none_or(|(other, _)| other < length) {
                self.crossing(units, from, from + length);
                return Some(from + length);
            }
        }
        if let Some((length, units)) = self.longest(from, |unit| matches!(unit, Unit::District(_))) {
            self.push(Level::District, units, How::Facility, (start, from + length), (from, from + length));
            return Some(from + length);
        }
        if self.rest(start).starts_with("ตัวเมือง") {
            let from = start + "ตัว".len();
            return self.mueang(How::Town, start, from);
        }
        if self.rest(from).starts_with("เมือง") {
            let inner = from + "เมือง".len();
            if let Some((length, units)) = self.longest(inner, |unit| matches!(unit, Unit::District(_))) {
                let whole = (start, inner + length);
                self.push(Level::District, units, How::Facility, whole, (inner, inner + length));
                return Some(inner + length);
            }
            return self.mueang(How::Town, start, from);
        }
        // A facility named after a province stands in the province's town, most likely.
        let (length, units) = self
            .longest(from, |unit| matches!(unit, Unit::Province(_)))
            .filter(|(length, _)| !is_short(self.rest(from).get(..*length).unwrap_or_default()))?;
        let whole = (start, from + length);
        let towns: Vec<Unit> = units
            .iter()
            .filter_map(|unit| match unit {
                Unit::Province(code) => self.gazetteer.mueang(*code).map(Unit::District),
                _ => None,
            })
            .collect();
        let border = ["ชายแดน", "แนวชายแดน", "รอยต่อ"].iter().any(|word| self.rest(start).starts_with(word));
        if !border {
            self.push(Level::District, towns, How::Town, whole, (from, from + length));
        }
        self.push(Level::Province, units, How::Loose, whole, (from, from + length));
        Some(from + length)
    }

    /// Reads the towns a road is named after.
    fn road(&mut self, from: usize) -> Option<usize> {
        let mut at = from;
        let mut named = false;
        loop {
            let end = self.token_end(at);
            if let Some((length, units)) = self.longest(at, |unit| matches!(unit, Unit::District(_))) {
                named = at + length == end || named;
                if at + length == end {
                    self.push(Level::District, units, How::Loose, (at, end), (at, end));
                    if let Some(mention) = self.found.last_mut() {
                        mention.role = mention.role.max(Role::Road);
                    }
                }
            }
            let Some(dash) = self.rest(end).chars().next().filter(|c| matches!(c, '-' | '–')) else {
                return Some(if named { end } else { from });
            };
            at = self.skip_blanks(end + dash.len_utf8());
        }
    }

    /// Reads a name without a marker, if it does not look like a part of another word.
    fn unmarked(&mut self, at: usize) -> Option<usize> {
        let (length, units) = self.longest(at, |unit| {
            matches!(unit, Unit::Province(_) | Unit::District(_) | Unit::Crossing(_) | Unit::Foreign)
        })?;
        let end = at + length;
        let name = self.text.get(at..end)?;
        if is_short(name) || !self.stands_free(at, end, name.chars().count()) {
            return None;
        }
        let of = |pass: fn(&Unit) -> bool| units.iter().copied().filter(pass).collect::<Vec<_>>();
        let provinces = of(|unit| matches!(unit, Unit::Province(_)));
        let districts = of(|unit| matches!(unit, Unit::District(_)));
        let crossings = of(|unit| matches!(unit, Unit::Crossing(_)));
        if !provinces.is_empty() {
            self.push(Level::Province, provinces, How::Loose, (at, end), (at, end));
        } else if !districts.is_empty() {
            let next = self.skip_blanks(end);
            let province_follows = self.rest(next).starts_with("จ.") || self.rest(next).starts_with("จังหวัด");
            let how = match (name.starts_with("บ้าน"), province_follows) {
                (true, _) => How::VillageLike,
                (false, true) => How::Alone,
                (false, false) => How::Loose,
            };
            self.push(Level::District, districts, how, (at, end), (at, end));
        }
        // A name that is a district's too means the crossing only after a word that says so.
        let also_district = units.iter().any(|unit| matches!(unit, Unit::District(_)));
        if !crossings.is_empty() && (!also_district || self.follows_crossing_word(at)) {
            self.crossing(crossings, at, end);
        } else if units.contains(&Unit::Foreign) {
            self.push(Level::Foreign, Vec::new(), How::Loose, (at, end), (at, end));
        }
        Some(end)
    }

    fn stands_free(&self, start: usize, end: usize, letters: usize) -> bool {
        let before = self.before(start);
        let left = !before.chars().next_back().is_some_and(is_thai_letter)
            || BEFORE.iter().any(|word| before.ends_with(word));
        let next = self.rest(end);
        let right = !next.chars().next().is_some_and(is_thai_letter) || self.marker_at(end).is_some();
        match letters {
            0..=5 => left && right,
            6..=7 => left || right,
            _ => true,
        }
    }
}

/// Tells whether a name is an abbreviation that counts only after its marker.
fn is_short(name: &str) -> bool {
    name.chars().filter(|c| is_thai_letter(*c)).count() < 3
}

fn is_level(unit: Unit, level: Level) -> bool {
    matches!(
        (unit, level),
        (Unit::Province(_), Level::Province)
            | (Unit::District(_), Level::District)
            | (Unit::Tambon(_), Level::Tambon)
            | (Unit::Crossing(_), Level::Crossing)
    )
}
