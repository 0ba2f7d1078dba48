//! Whether two reports may tell of the same thing: how near, how close in time, how alike in kind and in words.
//!
//! The likeness orders candidates for somebody who then reads both; it is no probability, and nothing is merged by it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::Category;
use crate::domain::number::count_to_f64;

/// What two reports are compared by.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// When it was seen.
    pub observed: Option<DateTime<Utc>>,
    /// What it is about.
    pub category: Category,
    /// What was seen, in words.
    pub text: String,
}

/// How far two reports are from one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Apart {
    /// Both have a point: the distance, and how far the truth may lie from each.
    Metres {
        /// Between the points.
        distance_m: f64,
        /// Both radii of doubt together.
        doubt_m: f64,
    },
    /// One is known by its district alone, and it is the district of the other.
    SameDistrict,
}

/// How alike two reports are, each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// How near: 1 where the circles of doubt touch, half at 1 km between them.
    pub place: f64,
    /// How close in time: 1 at the same time, half a day apart half.
    pub time: f64,
    /// 1 for the same category, less for another.
    pub category: f64,
    /// How many groups of three letters both texts have in common (Sørensen 1948, Dice 1945).
    pub text: f64,
}

/// Distance between circles of doubt at which nearness is a half.
const HALF_DISTANCE_M: f64 = 1_000.0;
/// Time at which closeness is a half.
const HALF_TIME: TimeDelta = TimeDelta::hours(12);
/// Longest time between two reports of one thing.
const LONGEST_APART: TimeDelta = TimeDelta::days(7);
/// Nearness where only the district is the same.
const DISTRICT_ALONE: f64 = 0.3;
/// Closeness where a time is not known.
const UNKNOWN_TIME: f64 = 0.3;
/// Likeness of two categories: people name one thing differently.
const OTHER_CATEGORY: f64 = 0.4;
/// Least score of a candidate.
const LEAST_SCORE: f64 = 0.25;

impl Likeness {
    /// Compares two reports; nothing when they are too far apart, in time or in all together, to be shown to anybody.
    pub fn of(one: &Sketch, other: &Sketch, apart: Apart) -> Option<Self> {
        let place = match apart {
            Apart::Metres { distance_m, doubt_m } => {
                half_at((distance_m - doubt_m).max(0.0) / HALF_DISTANCE_M)
            }
            Apart::SameDistrict => DISTRICT_ALONE,
        };
        let time = match (one.observed, other.observed) {
            (Some(a), Some(b)) if (a - b).abs() > LONGEST_APART => return None,
            (Some(a), Some(b)) => half_at((a - b).abs().as_seconds_f64() / HALF_TIME.as_seconds_f64()),
            (None, _) | (_, None) => UNKNOWN_TIME,
        };
        let category = if one.category == other.category { 1.0 } else { OTHER_CATEGORY };
        let likeness = Self { place, time, category, text: alike(&one.text, &other.text) };
        (likeness.score() >= LEAST_SCORE).then_some(likeness)
    }

    /// Returns one number to order candidates by: place, time and category must all be alike, words only help.
    pub fn score(&self) -> f64 {
        self.place * self.time * self.category * f64::midpoint(1.0, self.text)
    }
}

/// Returns 1 at 0, a half at 1, a quarter at 2.
fn half_at(times: f64) -> f64 {
    (-times).exp2()
}

/// Returns the share of groups of three letters that two texts have in common. Thai, Lao and Khmer are written without
/// blanks between words, so that words would have to be guessed first; letters need no guess.
fn alike(one: &str, other: &str) -> f64 {
    let (a, b) = (letter_groups(one), letter_groups(other));
    let sum: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    if sum == 0 {
        return 0.0;
    }
    let common: usize = a.iter().map(|(group, n)| b.get(group).map_or(0, |m| *n.min(m))).sum();
    2.0 * count_to_f64(common) / count_to_f64(sum)
}

fn letter_groups(text: &str) -> BTreeMap<[char; 3], usize> {
    let letters: Vec<char> = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let mut groups = BTreeMap::new();
    for window in letters.windows(3) {
        if let [a, b, c] = *window {
            *groups.entry([a, b, c]).or_insert(0) += 1;
        }
    }
    groups
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "powers of two are exact")]
mod tests {
    use super::*;

    fn sketch(hours: i64, category: Category, text: &str) -> Sketch {
        let observed = DateTime::from_timestamp(1_760_000_000 + hours * 3_600, 0);
        Sketch { observed, category, text: text.to_owned() }
    }

    const BOAT: &str = "เรือหางยาวสองลำข้ามฝั่งมาตอนตีสอง ขนกระสอบลงที่ท่าบ้านหนาด";
    const BOAT_AGAIN: &str = "เห็นเรือหางยาว 2 ลำ ข้ามมาขึ้นที่ท่าบ้านหนาด ขนกระสอบ";
    const BUS: &str = "รถตู้จอดหลังตลาด มีคนลงมาสิบกว่าคน";

    #[test]
    fn the_same_thing_told_twice_goes_before_what_only_happened_near() {
        let told = sketch(0, Category::Drugs, BOAT);
        let near = Apart::Metres { distance_m: 400.0, doubt_m: 100.0 };
        let again = Likeness::of(&told, &sketch(3, Category::Drugs, BOAT_AGAIN), near).unwrap();
        let other = Likeness::of(&told, &sketch(3, Category::Drugs, BUS), near).unwrap();
        assert!(again.text > 0.4 && other.text < 0.05, "{again:?} {other:?}");
        assert!(again.score() > other.score());
        let named = Likeness::of(&told, &sketch(3, Category::GoodsSmuggling, BOAT_AGAIN), near);
        assert!(named.is_none_or(|named| named.score() < again.score()));
    }

    #[test]
    fn the_halves_are_where_they_are_said_to_be() {
        let told = sketch(0, Category::Drugs, BOAT);
        let likeness = |hours, distance_m, doubt_m| {
            let other = sketch(hours, Category::Drugs, BOAT);
            Likeness::of(&told, &other, Apart::Metres { distance_m, doubt_m })
        };
        let same = likeness(0, 0.0, 0.0).unwrap();
        assert_eq!(
            (same.place, same.time, same.category, same.text, same.score()),
            (1.0, 1.0, 1.0, 1.0, 1.0)
        );
        assert_eq!(likeness(0, 1_500.0, 500.0).unwrap().place, 0.5);
        assert_eq!(likeness(0, 500.0, 5_000.0).unwrap().place, 1.0, "doubt is no distance");
        assert_eq!(likeness(12, 0.0, 0.0).unwrap().time, 0.5);
        assert_eq!(likeness(0, 5_000.0, 0.0), None);
        assert_eq!(likeness(24 * 7 + 1, 0.0, 0.0), None);
    }

    #[test]
    fn what_is_not_known_is_neither_alike_nor_unlike() {
        let told = sketch(0, Category::Drugs, BOAT);
        let timeless = Sketch { observed: None, ..told.clone() };
        let here = Apart::Metres { distance_m: 0.0, doubt_m: 0.0 };
        assert_eq!(Likeness::of(&told, &timeless, here).unwrap().time, UNKNOWN_TIME);
        assert_eq!(Likeness::of(&told, &told, Apart::SameDistrict).unwrap().place, DISTRICT_ALONE);
        let silent = Sketch { text: String::new(), ..told.clone() };
        assert_eq!(Likeness::of(&told, &silent, here).unwrap().text, 0.0);
        assert_eq!(Likeness::of(&silent, &silent, here).unwrap().text, 0.0);
    }

    #[test]
    fn it_makes_no_difference_which_of_two_came_first() {
        let (one, other) = (sketch(0, Category::Drugs, BOAT), sketch(5, Category::Other, BOAT_AGAIN));
        let near = Apart::Metres { distance_m: 10.0, doubt_m: 0.0 };
        assert_eq!(Likeness::of(&one, &other, near), Likeness::of(&other, &one, near));
    }
}
