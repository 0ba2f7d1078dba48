//! A part of the index: reports in columns, ward by ward, in each ward by where they lie, and there by time.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::{Columns, UNDATED};
use super::day_counts::DayCounts;
use super::ward::{Bounds, Leaf, Placed, Ward, WardKey};
use crate::domain::ReportRow;
use crate::domain::number::{count_to_u32, to_index};
use crate::spatial::mercator::MapPoint;

/// Most reports of a leaf, unless they lie within a few metres of each other: so many are looked at one by one where
/// the edge of an area runs through.
const LEAF: usize = 1_024;
/// How often a square is cut in four at most: down to some 10 m.
const DEEPEST: u32 = 22;

/// Reports in an order in which those that questions ask for stand together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) columns: Columns,
    pub(super) wards: Vec<Ward>,
    pub(super) leaves: Vec<Leaf>,
    /// The reports of all wards without points, as one, where they have sums by day.
    pub(super) unplaced: Option<Unplaced>,
    /// Slots by row number.
    pub(super) by_row: Vec<u32>,
    /// Slots in the order of every list: newest first, undated last, then by id.
    pub(super) newest: Vec<u32>,
}

/// The reports without points, which no area that is about points can tell inside from outside.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unplaced {
    /// All of them as one ward; of its key only the era means anything.
    pub(super) together: Ward,
    /// The wards that they are of.
    pub(super) wards: Range<usize>,
}

/// Reports on their way into a part: in columns, in any order.
#[derive(Debug, Default)]
pub(super) struct Draft {
    columns: Columns,
    slots: BTreeMap<WardKey, Vec<u32>>,
}

/// One report while a ward is put in order.
struct Entry {
    /// Where it lies on the curve through the map.
    place: u64,
    second: u32,
    row: u32,
    /// Which of the sources has it, and where.
    source: usize,
    slot: usize,
}

impl Draft {
    pub(super) fn push(&mut self, row: &ReportRow) {
        let key = WardKey::of(row);
        self.slots.entry(key).or_default().push(count_to_u32(self.columns.len()));
        self.columns.push(row, &key);
    }
}

impl Part {
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Puts the reports of a draft in order.
    pub(super) fn new(draft: Draft) -> Self {
        let part = Self::assemble(&[(&draft.columns, &draft.slots)]);
        // Millions of reports are held once while the orders are made.
        drop(draft);
        part.ordered()
    }

    /// Joins this part, without some of its reports, and a draft.
    pub(super) fn with(&self, without: impl Fn(usize) -> bool, draft: &Draft) -> Self {
        let left = self.slots_by_ward(without);
        Self::assemble(&[(&self.columns, &left), (&draft.columns, &draft.slots)]).ordered()
    }

    /// Joins a part, without some of its reports, and another.
    pub(super) fn join(one: &Self, without: impl Fn(usize) -> bool, other: &Self) -> Self {
        let (left, all) = (one.slots_by_ward(without), other.slots_by_ward(|_| false));
        Self::assemble(&[(&one.columns, &left), (&other.columns, &all)]).ordered()
    }

    fn slots_by_ward(&self, without: impl Fn(usize) -> bool) -> BTreeMap<WardKey, Vec<u32>> {
        let of = |ward: &Ward| ward.slots.clone().filter(|slot| !without(*slot)).map(count_to_u32).collect();
        self.wards.iter().map(|ward| (ward.key, of(ward))).collect()
    }

    /// Finds the slot of a report by its row number.
    pub(super) fn slot_of(&self, row: i64) -> Option<usize> {
        let at = self.by_row.partition_point(|slot| self.row(to_index(*slot)) < row);
        let slot = to_index(*self.by_row.get(at)?);
        (self.row(slot) == row).then_some(slot)
    }

    /// Returns the row number of a report.
    pub(super) fn row(&self, slot: usize) -> i64 {
        self.ward_of(slot).key.row(self.columns.row[slot])
    }

    /// Returns which of the wards a report belongs to.
    pub(super) fn ward_at(&self, slot: usize) -> usize {
        self.wards.partition_point(|ward| ward.slots.end <= slot)
    }

    fn ward_of(&self, slot: usize) -> &Ward {
        &self.wards[self.ward_at(slot)]
    }

    fn assemble(sources: &[(&Columns, &BTreeMap<WardKey, Vec<u32>>)]) -> Self {
        let mut keys: Vec<WardKey> = sources.iter().flat_map(|(_, slots)| slots.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut part = Self::default();
        part.columns
            .reserve(sources.iter().map(|(_, slots)| slots.values().map(Vec::len).sum::<usize>()).sum());
        for key in keys {
            let mut entries = Vec::new();
            for (source, (columns, slots)) in sources.iter().enumerate() {
                let slots = slots.get(&key).map_or(&[][..], Vec::as_slice);
                entries.extend(slots.iter().map(|slot| Entry::new(&key, columns, source, to_index(*slot))));
            }
            if !entries.is_empty() {
                part.add_ward(key, entries, sources);
            }
        }
        part.unplaced = part.join_unplaced();
        part
    }

    /// Makes the orders in which reports are found by number and listed by time.
    fn ordered(mut self) -> Self {
        let part = &self;
        let (by_row, newest) = std::thread::scope(|scope| {
            let by_row = scope.spawn(|| part.slots_by_row());
            let newest = part.newest_first();
            (by_row.join(), newest)
        });
        self.by_row = by_row.unwrap_or_else(|cause| std::panic::resume_unwind(cause));
        self.newest = newest;
        self
    }

    /// Makes a part of columns that are in order: wards with the ends of their leaves.
    pub(super) fn of_ordered(
        columns: Columns,
        wards: Vec<(WardKey, Vec<usize>)>,
        by_row: Vec<u32>,
        newest: Vec<u32>,
    ) -> Self {
        let mut part = Self { columns, by_row, newest, ..Self::default() };
        let mut first = 0;
        for (key, ends) in wards {
            part.mark_ward(key, first, &ends);
            first = ends.last().copied().unwrap_or(first);
        }
        part.unplaced = part.join_unplaced();
        part
    }

    /// Puts the reports of a ward in order, at the end of the columns.
    fn add_ward(
        &mut self,
        key: WardKey,
        mut entries: Vec<Entry>,
        sources: &[(&Columns, &BTreeMap<WardKey, Vec<u32>>)],
    ) {
        entries.sort_unstable_by_key(|entry| (entry.place, entry.second, entry.row));
        let first = self.len();
        let mut ends = Vec::new();
        for cut in cuts(&entries) {
            let leaf = &mut entries[cut];
            leaf.sort_unstable_by_key(|entry| (entry.second, entry.row));
            for entry in &*leaf {
                self.columns.copy(sources[entry.source].0, entry.slot);
            }
            ends.push(self.len());
        }
        self.mark_ward(key, first, &ends);
    }

    /// Says of reports that are in the columns already that they are a ward, with the ends of its leaves.
    fn mark_ward(&mut self, key: WardKey, first: usize, ends: &[usize]) {
        let bounds = |columns: &Columns, slots: Range<usize>| match key.placed {
            Placed::Point => Bounds::of(columns, slots),
            Placed::Area | Placed::Nowhere => None,
        };
        let first_leaf = self.leaves.len();
        let mut from = first;
        for &end in ends {
            let dated = self.columns.second[from..end].partition_point(|second| *second != UNDATED);
            let bounds = bounds(&self.columns, from..end);
            self.leaves.push(Leaf { slots: from..end, undated_from: from + dated, bounds });
            from = end;
        }
        let slots = first..from;
        self.wards.push(Ward {
            key,
            leaves: first_leaf..self.leaves.len(),
            bounds: bounds(&self.columns, slots.clone()),
            days: DayCounts::new(&key, &self.columns, slots.clone()),
            slots,
        });
    }

    fn join_unplaced(&self) -> Option<Unplaced> {
        let from = self.wards.partition_point(|ward| ward.key.placed == Placed::Point);
        let wards = &self.wards[from..];
        let (first, last) = (wards.first()?, wards.last()?);
        if wards.iter().any(|ward| ward.key.era != first.key.era) {
            return None;
        }
        let slots = first.slots.start..last.slots.end;
        let days = Some(DayCounts::new(&first.key, &self.columns, slots.clone())?);
        let together = Ward { key: first.key, slots, leaves: 0..0, bounds: None, days };
        Some(Unplaced { together, wards: from..self.wards.len() })
    }

    fn slots_by_row(&self) -> Vec<u32> {
        let mut firsts: Vec<i64> = self.wards.iter().map(|ward| ward.key.first_row).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let mut order = Vec::with_capacity(self.len());
        for first in firsts {
            order.extend(self.sorted(&self.columns.row, |ward| ward.first_row == first, |_| true));
        }
        order
    }

    fn newest_first(&self) -> Vec<u32> {
        let mut eras: Vec<i64> = self.wards.iter().map(|ward| ward.key.era).collect();
        eras.sort_unstable_by_key(|era| std::cmp::Reverse(*era));
        eras.dedup();
        let mut order = Vec::with_capacity(self.len());
        for era in eras {
            let dated = self.sorted(&self.columns.second, |ward| ward.era == era, |second| second != UNDATED);
            order.extend(dated.into_iter().rev());
        }
        let time = |slot: &u32| (self.ward_of(to_index(*slot)).key.era, self.columns.second[to_index(*slot)]);
        let by_id = |same: &mut [u32]| same.sort_unstable_by_key(|slot| self.columns.id[to_index(*slot)]);
        order.chunk_by_mut(|a, b| time(a) == time(b)).for_each(by_id);
        let mut undated = self.sorted(&self.columns.second, |_| true, |second| second == UNDATED);
        by_id(&mut undated);
        order.extend(undated);
        order
    }

    /// Returns the slots of some wards in the order of a column, of those of its values that are wanted.
    fn sorted(
        &self,
        column: &[u32],
        of: impl Fn(&WardKey) -> bool,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let wards = self.wards.iter().filter(|ward| of(&ward.key));
        let slots = wards.flat_map(|ward| ward.slots.clone());
        let mut pairs: Vec<(u32, u32)> = slots
            .map(|slot| (column[slot], count_to_u32(slot)))
            .filter(|(value, _)| wanted(*value))
            .collect();
        pairs.sort_unstable();
        pairs.into_iter().map(|(_, slot)| slot).collect()
    }
}

impl Entry {
    fn new(key: &WardKey, columns: &Columns, source: usize, slot: usize) -> Self {
        let place = match key.placed {
            Placed::Point => MapPoint::new(columns.at(slot)).place(),
            Placed::Area | Placed::Nowhere => 0,
        };
        Self { place, second: columns.second[slot], row: columns.row[slot], source, slot }
    }
}

/// Cuts a ward, sorted by place, into leaves: squares of the map with few reports each. Where there are no points
/// one leaf is enough.
fn cuts(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut open = vec![(0..entries.len(), 0)];
    while let Some((range, depth)) = open.pop() {
        let some = &entries[range.clone()];
        let in_one_place = some.first().map(|entry| entry.place) == some.last().map(|entry| entry.place);
        if some.len() <= LEAF || depth == DEEPEST || in_one_place {
            cuts.push(range);
            continue;
        }
        let quarter = |entry: &Entry| entry.place >> (62 - 2 * depth) & 0b11;
        let mut from = range.start;
        let mut quarters = Vec::new();
        for number in 0..4 {
            let until = range.start + some.partition_point(|entry| quarter(entry) <= number);
            if from < until {
                quarters.push((from..until, depth + 1));
            }
            from = until;
        }
        // The first is taken up next, so that leaves come out in order.
        open.extend(quarters.into_iter().rev());
    }
    cuts
}
