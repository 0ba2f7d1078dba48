//! A part of the index: reports in columns, ward by ward, in each ward by where they lie, and there by time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::mpsc;

use super::block::{Block, add_blocks};
use super::columns::{Columns, ShortRows, UNDATED};
use super::day_counts::DayCounts;
use super::ward::{Bounds, Leaf, Placed, Ward, WardKey};
use crate::domain::ReportRow;
use crate::domain::number::{count_to_u32, to_index};
use crate::spatial::mercator::{MapPoint, quarter};

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
    pub(super) blocks: Vec<Block>,
    /// The reports of all wards without points, as one, where they have sums by day.
    pub(super) unplaced: Option<Unplaced>,
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

/// Where reports come from: columns, and which slots of them are of each ward.
type Source<'s> = (&'s Columns, &'s BTreeMap<WardKey, Vec<u32>>);

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
        part.listed()
    }

    /// Joins this part, without some of its reports, and a draft.
    pub(super) fn with(&self, without: impl Fn(usize) -> bool, draft: &Draft) -> Self {
        let left = self.slots_by_ward(without);
        Self::assemble(&[(&self.columns, &left), (&draft.columns, &draft.slots)]).listed()
    }

    /// Joins a part, without some of its reports, and another.
    pub(super) fn join(one: &Self, without: impl Fn(usize) -> bool, other: &Self) -> Self {
        let (left, all) = (one.slots_by_ward(without), other.slots_by_ward(|_| false));
        Self::assemble(&[(&one.columns, &left), (&other.columns, &all)]).listed()
    }

    fn slots_by_ward(&self, without: impl Fn(usize) -> bool) -> BTreeMap<WardKey, Vec<u32>> {
        let of = |ward: &Ward| ward.slots.clone().filter(|slot| !without(*slot)).map(count_to_u32).collect();
        self.wards.iter().map(|ward| (ward.key, of(ward))).collect()
    }

    /// Finds the slots of reports by their row numbers, by a look at all: some milliseconds for millions.
    pub(super) fn slots_of(&self, rows: &BTreeSet<i64>) -> Vec<u32> {
        let mut sets = BTreeMap::<i64, ShortRows>::new();
        let mut slots = Vec::new();
        for ward in &self.wards {
            let key = &ward.key;
            let wanted = sets.entry(key.first_row).or_insert_with(|| {
                let rows = rows.range(key.row(0)..=key.row(u32::MAX));
                ShortRows::new(rows.map(|row| key.short_row(*row)).collect())
            });
            let found = ward.slots.clone().filter(|slot| wanted.has(self.columns.row[*slot]));
            slots.extend(found.map(count_to_u32));
        }
        slots
    }

    /// Returns which of the wards a report belongs to.
    pub(super) fn ward_at(&self, slot: usize) -> usize {
        self.wards.partition_point(|ward| ward.slots.end <= slot)
    }

    /// Makes the order in which reports are listed.
    fn listed(mut self) -> Self {
        self.newest = self.newest_first();
        self
    }

    fn assemble(sources: &[Source<'_>]) -> Self {
        let mut keys: Vec<WardKey> = sources.iter().flat_map(|(_, slots)| slots.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut part = Self::default();
        part.columns
            .reserve(sources.iter().map(|(_, slots)| slots.values().map(Vec::len).sum::<usize>()).sum());
        // One thread puts the next ward in order while the other copies the last.
        std::thread::scope(|scope| {
            let (to, from) = mpsc::sync_channel(1);
            scope.spawn(move || {
                let wards = keys.into_iter().map(|key| (key, Entry::in_order(&key, sources)));
                // Sending fails only when who takes them has panicked, which the scope passes on.
                wards.filter(|(_, (entries, _))| !entries.is_empty()).all(|ward| to.send(ward).is_ok())
            });
            for (key, (entries, ends)) in from {
                part.add_ward(key, &entries, &ends, sources);
            }
        });
        part.unplaced = part.join_unplaced();
        part
    }

    /// Makes a part of columns that are in order: wards with the ends of their leaves.
    pub(super) fn of_ordered(columns: Columns, wards: Vec<(WardKey, Vec<usize>)>, newest: Vec<u32>) -> Self {
        let mut part = Self { columns, newest, ..Self::default() };
        let mut first = 0;
        for (key, ends) in wards {
            part.mark_ward(key, first, &ends);
            first = ends.last().copied().unwrap_or(first);
        }
        part.unplaced = part.join_unplaced();
        part
    }

    /// Copies the reports of a ward to the end of the columns.
    fn add_ward(&mut self, key: WardKey, entries: &[Entry], leaf_ends: &[usize], sources: &[Source<'_>]) {
        let first = self.len();
        self.columns.copy(entries.iter().map(|entry| (sources[entry.source].0, entry.slot)));
        let ends: Vec<usize> = leaf_ends.iter().map(|end| first + end).collect();
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
        let first_block = self.blocks.len();
        if key.placed == Placed::Point {
            let leaves = first_leaf..self.leaves.len();
            add_blocks(&mut self.blocks, &key, &self.columns, &self.leaves, leaves);
        }
        self.wards.push(Ward {
            key,
            blocks: first_block..self.blocks.len(),
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
        let together = Ward { key: first.key, slots, blocks: 0..0, leaves: 0..0, bounds: None, days };
        Some(Unplaced { together, wards: from..self.wards.len() })
    }

    fn newest_first(&self) -> Vec<u32> {
        let mut eras: Vec<i64> = self.wards.iter().map(|ward| ward.key.era).collect();
        eras.sort_unstable_by_key(|era| std::cmp::Reverse(*era));
        eras.dedup();
        let mut order = Vec::with_capacity(self.len());
        for era in eras {
            let mut dated = self.by_time(|ward| ward.era == era, |second| second != UNDATED);
            dated.reverse();
            dated.chunk_by_mut(|a, b| a.0 == b.0).for_each(|same| self.sort_by_id(same));
            order.extend(dated.into_iter().map(|(_, slot)| slot));
        }
        let mut undated = self.by_time(|_| true, |second| second == UNDATED);
        self.sort_by_id(&mut undated);
        order.extend(undated.into_iter().map(|(_, slot)| slot));
        order
    }

    fn sort_by_id(&self, some: &mut [(u32, u32)]) {
        some.sort_unstable_by_key(|(_, slot)| self.columns.id[to_index(*slot)]);
    }

    /// Returns the slots of some wards by when the reports were seen, each with that second, where it is wanted.
    fn by_time(&self, of: impl Fn(&WardKey) -> bool, wanted: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let slots = self.wards.iter().filter(|ward| of(&ward.key)).flat_map(|ward| ward.slots.clone());
        let pairs = slots.map(|slot| (self.columns.second[slot], count_to_u32(slot)));
        let mut pairs: Vec<(u32, u32)> = pairs.filter(|(second, _)| wanted(*second)).collect();
        pairs.sort_unstable();
        pairs
    }
}

impl Entry {
    /// Returns the reports of a ward in order, with where each leaf ends.
    fn in_order(key: &WardKey, sources: &[Source<'_>]) -> (Vec<Self>, Vec<usize>) {
        let mut entries = Vec::new();
        for (source, (columns, slots)) in sources.iter().enumerate() {
            let slots = slots.get(key).map_or(&[][..], Vec::as_slice);
            entries.extend(slots.iter().map(|slot| Self::new(key, columns, source, to_index(*slot))));
        }
        entries.sort_unstable_by_key(|entry| (entry.place, entry.second, entry.row));
        let leaves = cuts(&entries);
        let ends = leaves.iter().map(|leaf| leaf.end).collect();
        for leaf in leaves {
            entries[leaf].sort_unstable_by_key(|entry| (entry.second, entry.row));
        }
        (entries, ends)
    }

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
        let mut from = range.start;
        let mut quarters = Vec::new();
        for number in 0..4 {
            let until = range.start + some.partition_point(|entry| quarter(entry.place, depth) <= number);
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
