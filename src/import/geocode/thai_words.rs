//! The Thai words that say what the name after them is.

use super::mention::Level;

/// What follows a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Name(Level),
    Facility,
    Road,
    /// A name that is not looked for: temples, schools.
    Other,
}

/// Markers, longest first among those that begin alike.
pub(super) const MARKERS: &[(&str, After)] = &[
    ("จังหวัด", After::Name(Level::Province)),
    ("จ.", After::Name(Level::Province)),
    ("กิ่งอำเภอ", After::Name(Level::District)),
    ("กิ่ง อ.", After::Name(Level::District)),
    ("กิ่งอ.", After::Name(Level::District)),
    ("อำเภอ", After::Name(Level::District)),
    ("อ.", After::Name(Level::District)),
    ("ตำบล", After::Name(Level::Tambon)),
    ("ต.", After::Name(Level::Tambon)),
    ("หมู่บ้าน", After::Name(Level::Village)),
    ("บ้าน", After::Name(Level::Village)),
    ("บ.", After::Name(Level::Village)),
    ("สถานีตำรวจภูธร", After::Facility),
    ("สถานีตำรวจ", After::Facility),
    ("สถานีเรือ", After::Facility),
    ("หน่วยเรือ", After::Facility),
    ("สภ.", After::Facility),
    ("ด่านตรวจคนเข้าเมือง", After::Facility),
    ("ด่านพรมแดน", After::Facility),
    ("ด่านศุลกากร", After::Facility),
    ("ศุลกากร", After::Facility),
    ("ตม.", After::Facility),
    ("ท่าเรือ", After::Facility),
    ("เทศบาล", After::Facility),
    ("โรงพยาบาล", After::Facility),
    ("รพ.", After::Facility),
    ("รอยต่อ", After::Facility),
    ("ตัวเมือง", After::Facility),
    ("แนวชายแดน", After::Facility),
    ("ชายแดน", After::Facility),
    ("ถนนสาย", After::Road),
    ("ถนน", After::Road),
    ("เส้นทาง", After::Road),
    ("วัด", After::Other),
    ("โรงเรียน", After::Other),
];

/// Words that may stand before an unmarked name without a blank.
pub(super) const BEFORE: &[&str] =
    &["ด้าน", "พื้นที่", "ใกล้", "จาก", "ไป", "เข้า", "ด่าน", "เขต", "ใน", "ริมโขง", "ฝั่ง", "ถาวร", "ถึง", "และ", "กับ"];

/// Words by which the crossing itself is meant.
pub(super) const CROSSING_WORDS: &[&str] = &["จุดผ่านแดน", "จุดผ่อนปรน", "ด่าน", "พรมแดน", "สะพานมิตรภาพ"];
