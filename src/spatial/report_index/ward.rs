//! Wards: the reports that have in common where they count and who may hear of them, so that a question is answered for all of them at
//! once or not asked at all.

use std::ops::Range;

use super::columns::{Columns, UNDATED};
use super::day_counts::DayCounts;
use crate::domain::number::i64_to_count;
use crate::domain::{DistrictCode, LonLat, Precision, ProvinceCode, ReportRow, TambonCode, Tlp, period};
use crate::spatial::extent::Extent;
use crate::spatial::mercator::MapPoint;

/// Seconds in an era: each has a number below `UNDATED`.
const ERA_S: i64 = 0xffff_ffff;
/// Rows counted from one first.
const ROWS: i64 = 1 << 32;
/// Eras to either side of 1970, far more than calendars have.
const ERAS: u64 = 1 << 20;
/// Seconds in a day.
const DAY_S: i64 = 86_400;

/// How the reports of a ward are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Placed {
    /// By a point.
    Point,
    /// Somewhere in a tambon, district or province.
    Area,
    /// Nowhere that is named.
    Nowhere,
}

/// What the reports of a ward have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct WardKey {
    /// First of all: those without points stand together at the end.
    pub(super) placed: Placed,
    pub(super) district: Option<DistrictCode>,
    pub(super) province: Option<ProvinceCode>,
    /// The district whose tambons they name.
    pub(super) tambons_of: Option<DistrictCode>,
    /// Spans of 136 years since 1970 in which they were seen; of undated ones the first.
    pub(super) era: i64,
    /// Their row numbers begin here.
    pub(super) first_row: i64,
    /// Who may hear of them.
    pub(super) tlp: Tlp,
    /// Whether they tell of possible victims.
    pub(super) victim: bool,
}

impl WardKey {
    pub(super) fn of(row: &ReportRow) -> Self {
        let placed = match (row.at, row.precision) {
            (Some(_), _) => Placed::Point,
            (None, Precision::None) => Placed::Nowhere,
            (None, _) => Placed::Area,
        };
        Self {
            district: row.district,
            province: row.province,
            tambons_of: row.tambon.map(TambonCode::district),
            placed,
            era: row.observed.map_or(0, |at| at.timestamp().div_euclid(ERA_S)),
            first_row: row.row.div_euclid(ROWS) * ROWS,
            tlp: row.tlp,
            victim: row.victim,
        }
    }

    /// Returns the key as numbers, of which `from_numbers` makes it again.
    pub(super) fn to_numbers(self) -> [i64; 8] {
        let placed = match self.placed {
            Placed::Point => 0,
            Placed::Area => 1,
            Placed::Nowhere => 2,
        };
        [
            self.district.map_or(0, |code| code.number().into()),
            self.province.map_or(0, |code| code.number().into()),
            self.tambons_of.map_or(0, |code| code.number().into()),
            placed,
            self.era,
            self.first_row,
            tlp_number(self.tlp),
            self.victim.into(),
        ]
    }

    /// Returns the key that numbers stand for, if they do.
    pub(super) fn from_numbers(
        [district, province, tambons_of, placed, era, first_row, tlp, victim]: [i64; 8],
    ) -> Option<Self> {
        // Seconds and row numbers beyond what numbers hold would overflow when they are used.
        let in_range = era.unsigned_abs() < ERAS && first_row % ROWS == 0 && first_row < i64::MAX - ROWS;
        if !in_range {
            return None;
        }
        Some(Self {
            district: code(district).ok()?,
            province: code(province).ok()?,
            tambons_of: code(tambons_of).ok()?,
            placed: match placed {
                0 => Placed::Point,
                1 => Placed::Area,
                2 => Placed::Nowhere,
                _ => return None,
            },
            era,
            first_row,
            tlp: tlp_of(tlp)?,
            victim: victim_of(victim)?,
        })
    }

    /// Returns the number that a second since 1970 has in the ward: those before its era are the first, those
    /// after it come after all others.
    pub(super) fn second_of(&self, timestamp: i64) -> u32 {
        let second = (timestamp - self.era * ERA_S).max(0);
        u32::try_from(second).unwrap_or(UNDATED)
    }

    /// Returns the second since 1970 that has a number in the ward.
    pub(super) fn timestamp(&self, second: u32) -> Option<i64> {
        (second != UNDATED).then(|| self.era * ERA_S + i64::from(second))
    }

    /// Returns the day in Bangkok, counted from the first of 1970, in which a second of the ward falls.
    pub(super) fn day(&self, second: u32) -> i64 {
        bangkok_day(self.era * ERA_S + i64::from(second))
    }

    pub(super) fn short_row(&self, row: i64) -> u32 {
        u32::try_from(row - self.first_row).unwrap_or(u32::MAX)
    }

    pub(super) fn row(&self, short: u32) -> i64 {
        self.first_row + i64::from(short)
    }
}

/// Returns the number of a TLP.
pub(super) fn tlp_number(tlp: Tlp) -> i64 {
    let place = Tlp::ALL.iter().position(|known| *known == tlp);
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
}

/// Returns the TLP with a number.
pub(super) fn tlp_of(number: i64) -> Option<Tlp> {
    Tlp::ALL.get(i64_to_count(number)?).copied()
}

/// Returns what a number says of possible victims.
pub(super) fn victim_of(number: i64) -> Option<bool> {
    u8::try_from(number).ok().filter(|number| *number <= 1).map(|number| number == 1)
}

/// Returns the code with a number; 0 stands for none.
pub(super) fn code<T: TryFrom<u32>>(number: i64) -> Result<Option<T>, ()> {
    if number == 0 {
        return Ok(None);
    }
    u32::try_from(number).ok().and_then(|number| T::try_from(number).ok()).map(Some).ok_or(())
}

/// Returns the day in Bangkok, counted from the first of 1970, in which a second falls.
pub(super) fn bangkok_day(timestamp: i64) -> i64 {
    (timestamp + i64::from(period::bangkok().local_minus_utc())).div_euclid(DAY_S)
}

/// Tells whether a day in Bangkok begins with a second.
pub(super) fn begins_a_day(timestamp: i64) -> bool {
    (timestamp + i64::from(period::bangkok().local_minus_utc())).rem_euclid(DAY_S) == 0
}

/// The reports of one ward: a stretch of the columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ward {
    pub(super) key: WardKey,
    /// Its reports.
    pub(super) slots: Range<usize>,
    /// Which of the part's leaves are its own.
    pub(super) leaves: Range<usize>,
    /// Which of the part's blocks hold these leaves; none where there are no points.
    pub(super) blocks: Range<usize>,
    /// Where its points lie.
    pub(super) bounds: Option<Bounds>,
    /// Its reports by day, where that saves looking at each.
    pub(super) days: Option<DayCounts>,
}

/// Some reports of a ward that lie together: a square of the map, by time, the undated last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) slots: Range<usize>,
    /// The first of them without a date.
    pub(super) undated_from: usize,
    pub(super) bounds: Option<Bounds>,
}

/// What some points lie within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spatial) struct Bounds {
    /// In degrees.
    pub(in crate::spatial) extent: Extent,
    /// On the map: the north-western corner and the south-eastern.
    pub(in crate::spatial) corners: (MapPoint, MapPoint),
    /// Along the border line and beside it, in millimetres; beyond any number for points that do not stand to it.
    border_mm: (u32, u32),
    beside_mm: (u32, u32),
}

impl Bounds {
    /// Returns what some points of the columns lie within.
    pub(super) fn of(columns: &Columns, slots: Range<usize>) -> Option<Self> {
        let (west, east) = ends(&columns.lon_e7[slots.clone()])?;
        let (south, north) = ends(&columns.lat_e7[slots.clone()])?;
        let position = |lon, lat| LonLat::from_e7(lon, lat).ok();
        let (south_west, north_east) = (position(west, south)?, position(east, north)?);
        // What is projected grows with what it is projected from, so that corners hold what lies between them.
        let corners = (MapPoint::new(position(west, north)?), MapPoint::new(position(east, south)?));
        Some(Self {
            extent: Extent { south_west, north_east },
            corners,
            border_mm: ends(&columns.border_mm[slots.clone()])?,
            beside_mm: ends(&columns.beside_mm[slots])?,
        })
    }
}

impl Bounds {
    /// Returns how far along the border line the first and the last of them stand, in kilometres.
    pub(in crate::spatial) fn along_km(&self) -> (f64, f64) {
        (f64::from(self.border_mm.0) / 1e6, f64::from(self.border_mm.1) / 1e6)
    }

    /// Returns how far from the border line the nearest and the farthest stand, in metres.
    pub(in crate::spatial) fn beside_m(&self) -> (f64, f64) {
        (f64::from(self.beside_mm.0) / 1e3, f64::from(self.beside_mm.1) / 1e3)
    }
}

fn ends<T: Copy + Ord>(values: &[T]) -> Option<(T, T)> {
    Some((*values.iter().min()?, *values.iter().max()?))
}

/// Returns how many days lie between two, the later not before the earlier.
pub(super) fn days_between(earlier: i64, later: i64) -> usize {
    i64_to_count(later - earlier).unwrap_or(0)
}
