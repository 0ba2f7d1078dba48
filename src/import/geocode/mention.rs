//! What a text mentions: names with the level, the way and the part they play in it.

use super::gazetteer::{Gazetteer, Unit};

/// What a name stands for in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Province,
    District,
    /// The province's own district (อำเภอเมือง), whose province stands elsewhere.
    Mueang,
    Tambon,
    Village,
    Crossing,
    /// A place across the border.
    Foreign,
}

/// How surely a name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// With a word such as อำเภอ or district, or in a field of its own.
    Marked,
    /// Alone between commas or directly before its province.
    Alone,
    /// A police station, a pier, a checkpoint of that name.
    Facility,
    /// Somewhere in the text.
    Loose,
    /// The town of a province, by the province's name on a facility or by the word for town.
    Town,
    /// Like a village: `Ban X`, บ้าน...
    VillageLike,
}

/// What part a name plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Where it happened, as far as the text says.
    Main,
    /// In brackets.
    Aside,
    /// Part of a road's name.
    Road,
    /// Where somebody came from, went to or passed.
    Passing,
    /// What lies opposite.
    Opposite,
}

/// One name in the text.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) level: Level,
    /// As written; looked for by similarity when `units` is empty.
    pub(super) name: String,
    /// What has exactly this name.
    pub(super) units: Vec<Unit>,
    pub(super) how: How,
    pub(super) role: Role,
    /// Whether `near` or ใกล้ stands before it.
    pub(super) near: bool,
    /// For a crossing: whether the crossing itself is meant, not the village of its name.
    pub(super) at_crossing: bool,
    /// The byte at which it begins.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

/// Words before a name that tell its part; the longest that fits decides.
const LEADS: &[(&str, Role)] = &[
    ("มุ่งหน้า", Role::Passing),
    ("มุ่งหน้าเข้า", Role::Passing),
    ("มุ่งหน้าไป", Role::Passing),
    ("ไป", Role::Passing),
    ("ไปยัง", Role::Passing),
    ("ไปส่ง", Role::Passing),
    ("ไปทาง", Role::Passing),
    ("เข้าสู่", Role::Passing),
    ("ปลายทาง", Role::Passing),
    ("จาก", Role::Passing),
    ("ผ่านทาง", Role::Passing),
    ("เข้าทาง", Role::Passing),
    ("ตรงข้าม", Role::Opposite),
    ("ตรงข้ามกับ", Role::Opposite),
    (" to", Role::Passing),
    (" towards", Role::Passing),
    (" toward", Role::Passing),
    (" heading for", Role::Passing),
    (" bound for", Role::Passing),
    (" from", Role::Passing),
    (" via", Role::Passing),
    (" through", Role::Passing),
    (" opposite", Role::Opposite),
    (" facing", Role::Opposite),
    (" across from", Role::Opposite),
    (" across the river from", Role::Opposite),
    (" next to", Role::Main),
    (" close to", Role::Main),
];

/// Words before a name that say it is only near.
const NEARS: &[&str] = &["ใกล้", "ใกล้กับ", "บริเวณใกล้", " near", " near the", " close to", " next to", " off"];

/// Words between a lead and its name that change nothing.
const FILLERS: &[&str] = &[
    "พื้นที่",
    "ด้าน",
    "เขต",
    "ตัว",
    "ฝั่ง",
    " the",
    " of",
    " area",
    " town",
    " district",
    " amphoe",
    " ban",
    " tambon",
];

/// Returns the part that the words before `start` give a name, and whether they say it is only near.
pub(super) fn lead(text: &str, start: usize, in_brackets: bool) -> (Role, bool) {
    let before = text.get(..start).unwrap_or_default();
    let tail: String = {
        let mut tail: Vec<char> = before.chars().rev().take(32).collect();
        tail.push(' ');
        tail.iter().rev().flat_map(|c| c.to_lowercase()).collect()
    };
    let mut tail = tail.trim_end_matches([' ', '.', ':']);
    for _ in 0..2 {
        if let Some(shorter) = FILLERS.iter().find_map(|filler| tail.strip_suffix(filler)) {
            tail = shorter.trim_end();
        }
    }
    let role = LEADS
        .iter()
        .filter(|(lead, _)| tail.ends_with(lead))
        .max_by_key(|(lead, _)| lead.len())
        .map_or(if in_brackets { Role::Aside } else { Role::Main }, |(_, role)| *role);
    (role, NEARS.iter().any(|near| tail.ends_with(near)))
}

/// Finds names in other scripts, such as Lao and Khmer, wherever they stand.
pub(super) fn other_scripts(gazetteer: &Gazetteer, text: &str) -> Vec<Mention> {
    if text.chars().all(|c| c.is_ascii() || super::gazetteer::is_thai_letter(c)) {
        return Vec::new();
    }
    let names =
        gazetteer.other_scripts.iter().filter_map(|(name, unit)| Some((name, *unit, text.find(name)?)));
    names
        .map(|(name, unit, start)| Mention {
            level: match unit {
                Unit::Province(_) => Level::Province,
                Unit::District(_) => Level::District,
                Unit::Tambon(_) => Level::Tambon,
                Unit::Crossing(_) => Level::Crossing,
                Unit::Place(_) => Level::Village,
                Unit::Foreign => Level::Foreign,
            },
            name: name.clone(),
            units: vec![unit],
            how: How::Loose,
            role: Role::Main,
            near: false,
            at_crossing: false,
            start,
            end: start + name.len(),
        })
        .collect()
}
