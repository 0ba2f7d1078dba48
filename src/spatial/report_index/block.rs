//! Blocks: leaves of a ward that lie together, with what is counted most once more in the order of time, so that a
//! square of the map with thousands of reports is counted without a look at each. Large blocks have small ones in them.

use std::ops::Range;

use super::Tally;
use super::asked::Days;
use super::columns::{Columns, UNDATED};
use super::kind::{COLUMNS, Kind, columns_of};
use super::ward::{Bounds, Leaf, WardKey};
use crate::domain::number::{count_to_i64, to_index};
use crate::domain::{LonLat, Status};
use crate::spatial::mercator::{MapPoint, QUARTERINGS, quarter};

/// Most reports of a block, of the largest first, unless a single leaf has more.
const LARGEST: [usize; 2] = [32_768, 4_096];
/// Fewest reports of a block whose counts are kept: with fewer, looking at each costs as little.
const FEWEST: usize = 256;
/// Reports between one sum and the next.
const STEP: usize = 128;
/// The day of a report without a date; after all others.
const NO_DAY: u16 = u16::MAX;

/// Some leaves of a ward: a square of the map.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Which of the part's blocks is the next that does not lie in this one; those between do.
    pub(super) past: usize,
    /// Which of the part's leaves they are.
    pub(super) leaves: Range<usize>,
    /// Their reports.
    pub(super) slots: Range<usize>,
    /// Where these lie.
    pub(super) bounds: Bounds,
    /// Their mean position.
    pub(super) middle: LonLat,
    /// Their counts, where there are enough of them.
    pub(super) counts: Option<BlockCounts>,
}

/// The reports of a block in the order of time, and how many there are of each category and status up to some of
/// them: what lies between two days is counted by a subtraction and a look at some hundred (Jacobson 1989 calls it
/// rank).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BlockCounts {
    /// Days in Bangkok, counted from the first of the ward's era.
    days: Vec<u16>,
    /// The first of every `STEP` days: a search looks at these and at one step, and waits for memory twice.
    first_days: Vec<u16>,
    /// The column of each.
    columns: Vec<u8>,
    /// Where those without a date begin.
    undated_from: usize,
    /// Which columns occur, in order.
    used: Vec<u8>,
    /// Before every `STEP`th report the counts of those that precede it, one a used column.
    sums: Vec<u16>,
}

/// The leaves of a ward while they are parted into blocks.
struct Parting<'c> {
    key: &'c WardKey,
    columns: &'c Columns,
    leaves: &'c [Leaf],
}

/// Parts some leaves of a ward, which stand in the order of the curve through the map, into blocks, each before those
/// in it.
pub(super) fn add_blocks(
    blocks: &mut Vec<Block>,
    key: &WardKey,
    columns: &Columns,
    leaves: &[Leaf],
    ward: Range<usize>,
) {
    Parting { key, columns, leaves }.part(blocks, ward, 0, &LARGEST);
}

impl Parting<'_> {
    /// Parts leaves that lie in one square of the world, which was cut in four so often, into blocks of these sizes.
    fn part(&self, blocks: &mut Vec<Block>, some: Range<usize>, cut: u32, sizes: &[usize]) {
        let [largest, smaller @ ..] = sizes else { return };
        let Some(slots) = self.slots(&some) else { return };
        if slots.len() > *largest && some.len() > 1 && cut < QUARTERINGS {
            // Squares with more reports than a leaf hold leaves whole: any of its points says where it lies.
            let of_leaf =
                |leaf: &Leaf| quarter(MapPoint::new(self.columns.at(leaf.slots.start)).place(), cut);
            let mut from = some.start;
            for quarter in self.leaves[some].chunk_by(|a, b| of_leaf(a) == of_leaf(b)) {
                self.part(blocks, from..from + quarter.len(), cut + 1, sizes);
                from += quarter.len();
            }
            return;
        }
        let Some(block) = Block::new(self.key, self.columns, some.clone(), slots.clone()) else { return };
        let place = blocks.len();
        blocks.push(block);
        if some.len() > 1 && smaller.first().is_some_and(|smaller| slots.len() > *smaller) {
            self.part(blocks, some, cut, smaller);
        }
        blocks[place].past = blocks.len();
    }

    fn slots(&self, some: &Range<usize>) -> Option<Range<usize>> {
        let leaves = &self.leaves[some.clone()];
        Some(leaves.first()?.slots.start..leaves.last()?.slots.end)
    }
}

impl Block {
    /// Returns the block of some reports that have points; nothing when there are none.
    fn new(key: &WardKey, columns: &Columns, leaves: Range<usize>, slots: Range<usize>) -> Option<Self> {
        let bounds = Bounds::of(columns, slots.clone())?;
        let mean = |values: &[i32]| {
            let sum: i64 = values.iter().map(|value| i64::from(*value)).sum();
            i32::try_from(sum.div_euclid(count_to_i64(values.len()))).ok()
        };
        let middle = (mean(&columns.lon_e7[slots.clone()])?, mean(&columns.lat_e7[slots.clone()])?);
        let middle = LonLat::from_e7(middle.0, middle.1).ok()?;
        let counts = BlockCounts::new(key, columns, slots.clone());
        Some(Self { past: 0, leaves, slots, bounds, middle, counts })
    }
}

impl BlockCounts {
    fn new(key: &WardKey, columns: &Columns, slots: Range<usize>) -> Option<Self> {
        // Sums are small numbers, and few reports need none.
        if !(FEWEST..usize::from(u16::MAX)).contains(&slots.len()) {
            return None;
        }
        let first_day = key.day(0);
        let day = |second: u32| {
            let day = (second != UNDATED).then(|| key.day(second) - first_day);
            // An era has fewer days than that.
            day.map_or(Some(NO_DAY), |day| u16::try_from(day).ok().filter(|day| *day != NO_DAY))
        };
        let pairs = columns.second[slots.clone()].iter().zip(&columns.kind[slots]);
        let pairs = pairs.map(|(second, kind)| {
            let column = u8::try_from(Kind::from_bits(*kind).column()).ok()?;
            Some((day(*second)?, column))
        });
        let mut pairs: Vec<(u16, u8)> = pairs.collect::<Option<_>>()?;
        pairs.sort_unstable();
        let (days, columns): (Vec<u16>, Vec<u8>) = pairs.into_iter().unzip();

        let mut running = [0_u16; COLUMNS];
        for column in &columns {
            running[usize::from(*column)] += 1;
        }
        let used: Vec<u8> = (0..).take(COLUMNS).filter(|column| running[usize::from(*column)] > 0).collect();
        running.fill(0);
        let mut sums = Vec::with_capacity(used.len() * (columns.len() / STEP + 1));
        for step in columns.chunks(STEP) {
            sums.extend(used.iter().map(|column| running[usize::from(*column)]));
            for column in step {
                running[usize::from(*column)] += 1;
            }
        }
        sums.extend(used.iter().map(|column| running[usize::from(*column)]));
        let undated_from = days.partition_point(|day| *day != NO_DAY);
        let first_days = days.iter().copied().step_by(STEP).collect();
        Some(Self { days, first_days, columns, undated_from, used, sums })
    }

    /// Returns which reports, in the order of time, were seen between days; all that are dated when there are none.
    pub(super) fn between(&self, key: &WardKey, (from, to): Days) -> Range<usize> {
        let first_day = key.day(0);
        let place = |day: i64| {
            // What lies outside the era lies before its first day or after its last.
            let day = u16::try_from((day - first_day).max(0)).unwrap_or(NO_DAY);
            let earlier = |some: &[u16]| some.iter().filter(|known| **known < day).count();
            let Some(step) = earlier(&self.first_days).checked_sub(1) else { return 0 };
            let step = step * STEP..self.days.len().min((step + 1) * STEP);
            step.start + earlier(&self.days[step])
        };
        let start = from.map_or(0, place);
        start..to.map_or(self.undated_from, place).max(start)
    }

    /// Returns which reports have no date.
    pub(super) fn undated(&self) -> Range<usize> {
        self.undated_from..self.days.len()
    }

    /// Counts some reports, in the order of time, of the columns that have a bit.
    pub(super) fn tally(&self, some: Range<usize>, wanted: u64) -> Tally {
        let (until, before) = (self.before(some.end, wanted), self.before(some.start, wanted));
        let less = |until: u32, before: u32| to_index(until - before);
        Tally { count: less(until.0, before.0), confirmed: less(until.1, before.1) }
    }

    /// Counts the reports before a place in the order of time, and of these the confirmed ones.
    fn before(&self, place: usize, wanted: u64) -> (u32, u32) {
        let confirmed = wanted & columns_of(Status::Confirmed);
        // The last sums stand after the last step, however short that is.
        let step = if place == self.columns.len() { place.div_ceil(STEP) } else { place / STEP };
        let looked_at = &self.columns[(step * STEP).min(place)..place];
        let has = |columns: u64, column: u8| u32::from(columns >> column & 1 != 0);
        let sums = &self.sums[step * self.used.len()..(step + 1) * self.used.len()];
        let (mut all, mut of_them) = (0, 0);
        for (&column, &sum) in self.used.iter().zip(sums) {
            all += has(wanted, column) * u32::from(sum);
            of_them += has(confirmed, column) * u32::from(sum);
        }
        for &column in looked_at {
            all += has(wanted, column);
            of_them += has(confirmed, column);
        }
        (all, of_them)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_between_places_are_those_of_a_look_at_each() {
        let key = WardKey {
            placed: super::super::ward::Placed::Point,
            district: None,
            province: None,
            tambons_of: None,
            era: 0,
            first_row: 0,
            tlp: crate::domain::Tlp::AmberStrict,
            victim: false,
        };
        let mut columns = Columns::default();
        for at in 0_u32..5_000 {
            let second = if at % 97 == 0 { UNDATED } else { (at * 7_919 % 400) * 86_400 };
            columns.second.push(second);
            columns.kind.push(u16::try_from(at * 31 % 53).unwrap());
        }
        let counts = BlockCounts::new(&key, &columns, 0..5_000).unwrap();
        let look = |days: &dyn Fn(u32) -> bool, wanted: u64| {
            let pairs = columns.second.iter().zip(&columns.kind);
            pairs.filter(|(s, k)| days(**s) && wanted >> Kind::from_bits(**k).column() & 1 != 0).count()
        };
        for wanted in [u64::MAX, 0, 0b1011, 0xffff_0000_1234] {
            let undated = counts.tally(counts.undated(), wanted).count;
            assert_eq!(undated, look(&|second| second == UNDATED, wanted));
            for (from, to) in [(0, 400), (3, 4), (17, 17), (90, 300), (399, 1_000), (-5, 2)] {
                let some = counts.between(&key, (Some(from), Some(to)));
                let counted = counts.tally(some.clone(), wanted);
                let within = |second: u32| second != UNDATED && (from..to).contains(&key.day(second));
                assert_eq!(counted.count, look(&within, wanted), "days {from} to {to}, columns {wanted:b}");
                let confirmed = look(&within, wanted & columns_of(Status::Confirmed));
                assert_eq!(counted.confirmed, confirmed, "days {from} to {to}, columns {wanted:b}");
            }
            let dated = counts.tally(counts.between(&key, (None, None)), wanted).count;
            assert_eq!(dated, look(&|second| second != UNDATED, wanted));
        }
        assert!(BlockCounts::new(&key, &columns, 0..100).is_none());
    }
}
