//! What is kept of each report, one column a field.

use uuid::Uuid;

use super::kind::Kind;
use super::sightings::BesideLine;
use super::ward::WardKey;
use crate::domain::number::{round_to_i64, to_index};
use crate::domain::{CrossingId, LonLat, ReportRow};

/// The second of a report without a date; after all others.
pub(super) const UNDATED: u32 = u32::MAX;
/// The distance of a report that does not stand to the border; farther than any question reaches.
const NOWHERE: u32 = u32::MAX;

/// The reports of one part, in columns of one length: 44 bytes a report.
///
/// What the reports of a ward have in common stands with the ward: seconds count from its era, row numbers from
/// its first, tambons are those of its district.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) lon_e7: Vec<i32>,
    pub(super) lat_e7: Vec<i32>,
    pub(super) second: Vec<u32>,
    pub(super) kind: Vec<u16>,
    pub(super) tambon: Vec<u8>,
    pub(super) crossing: Vec<u8>,
    /// Millimetres along the border line.
    pub(super) border_mm: Vec<u32>,
    /// Millimetres from the border line.
    pub(super) beside_mm: Vec<u32>,
    pub(super) row: Vec<u32>,
    pub(super) id: Vec<Uuid>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.row.len()
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.lon_e7.reserve_exact(more);
        self.lat_e7.reserve_exact(more);
        self.second.reserve_exact(more);
        self.kind.reserve_exact(more);
        self.tambon.reserve_exact(more);
        self.crossing.reserve_exact(more);
        self.border_mm.reserve_exact(more);
        self.beside_mm.reserve_exact(more);
        self.row.reserve_exact(more);
        self.id.reserve_exact(more);
    }

    /// Adds a report of a ward.
    pub(super) fn push(&mut self, row: &ReportRow, ward: &WardKey) {
        let (lon_e7, lat_e7) = row.at.map_or((0, 0), |at| (at.lon_e7(), at.lat_e7()));
        let border = row.border.map(|b| (millimetres(b.km, 1e6), millimetres(b.distance_m, 1e3)));
        let (border_mm, beside_mm) = border.unwrap_or((NOWHERE, NOWHERE));
        self.lon_e7.push(lon_e7);
        self.lat_e7.push(lat_e7);
        self.second.push(row.observed.map_or(UNDATED, |at| ward.second_of(at.timestamp())));
        self.kind.push(Kind::of(row).bits());
        self.tambon.push(row.tambon.map_or(0, |tambon| u8::try_from(tambon.number() % 100).unwrap_or(0)));
        self.crossing.push(row.crossing.map_or(0, CrossingId::ordinal));
        self.border_mm.push(border_mm);
        self.beside_mm.push(beside_mm);
        self.row.push(ward.short_row(row.row));
        self.id.push(row.id);
    }

    /// Adds reports of other columns, each by its slot. One column after the other: the reads of one do not wait for
    /// each other then, however far apart the slots are.
    pub(super) fn copy<'c>(&mut self, from: impl ExactSizeIterator<Item = (&'c Self, usize)> + Clone) {
        self.lon_e7.extend(from.clone().map(|(columns, slot)| columns.lon_e7[slot]));
        self.lat_e7.extend(from.clone().map(|(columns, slot)| columns.lat_e7[slot]));
        self.second.extend(from.clone().map(|(columns, slot)| columns.second[slot]));
        self.kind.extend(from.clone().map(|(columns, slot)| columns.kind[slot]));
        self.tambon.extend(from.clone().map(|(columns, slot)| columns.tambon[slot]));
        self.crossing.extend(from.clone().map(|(columns, slot)| columns.crossing[slot]));
        self.border_mm.extend(from.clone().map(|(columns, slot)| columns.border_mm[slot]));
        self.beside_mm.extend(from.clone().map(|(columns, slot)| columns.beside_mm[slot]));
        self.row.extend(from.clone().map(|(columns, slot)| columns.row[slot]));
        self.id.extend(from.map(|(columns, slot)| columns.id[slot]));
    }

    /// Tells whether every position is on the globe.
    pub(super) fn has_only_positions(&self) -> bool {
        let mut pairs = self.lon_e7.iter().zip(&self.lat_e7);
        pairs.all(|(lon, lat)| LonLat::from_e7(*lon, *lat).is_ok())
    }

    pub(super) fn kind(&self, slot: usize) -> Kind {
        Kind::from_bits(self.kind[slot])
    }

    /// Returns the point of a report that has one.
    pub(super) fn at(&self, slot: usize) -> LonLat {
        LonLat::from_e7(self.lon_e7[slot], self.lat_e7[slot]).expect("it was a position when it was put here")
    }

    /// Returns how far along the border line it stands and how far from it; the same numbers as they were, since they
    /// are whole millimetres.
    pub(super) fn beside_line(&self, slot: usize) -> Option<BesideLine> {
        let away_mm = self.beside_mm[slot];
        (away_mm != NOWHERE).then(|| BesideLine::of_mm(self.border_mm[slot], away_mm))
    }

    pub(super) fn crossing(&self, slot: usize) -> Option<CrossingId> {
        CrossingId::of_ordinal(self.crossing[slot])
    }
}

/// Returns a length in whole millimetres, of which its unit has so many; what is longer than any border is as good
/// as nowhere.
fn millimetres(length: f64, a_unit_has: f64) -> u32 {
    round_to_i64(length * a_unit_has).and_then(|mm| u32::try_from(mm).ok()).unwrap_or(NOWHERE)
}

/// A set of row numbers, counted from the first of a ward.
pub(super) struct ShortRows {
    /// In order.
    rows: Vec<u32>,
    /// Which last sixteen bits occur: most others are told by a look at one bit.
    ends: Vec<u64>,
}

impl ShortRows {
    pub(super) fn new(mut rows: Vec<u32>) -> Self {
        rows.sort_unstable();
        let mut ends = vec![0; 1 << 10];
        for row in &rows {
            ends[to_index(row >> 6 & 0x3ff)] |= 1_u64 << (row & 63);
        }
        Self { rows, ends }
    }

    #[inline]
    pub(super) fn has(&self, row: u32) -> bool {
        self.ends[to_index(row >> 6 & 0x3ff)] >> (row & 63) & 1 != 0 && self.rows.binary_search(&row).is_ok()
    }
}

/// A set of slots, one bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SlotSet {
    bits: Vec<u64>,
    /// The same in order.
    slots: Vec<u32>,
}

/// What is gone of reports that are all held.
pub(super) static NOTHING_GONE: SlotSet = SlotSet { bits: Vec::new(), slots: Vec::new() };

impl SlotSet {
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    pub(super) fn has(&self, slot: usize) -> bool {
        self.bits.get(slot / 64).is_some_and(|word| word >> (slot % 64) & 1 != 0)
    }

    /// Adds some slots of a part that has so many.
    pub(super) fn extend(&mut self, slots: Vec<u32>, of: usize) {
        self.slots.extend(slots);
        self.slots.sort_unstable();
        self.slots.dedup();
        self.bits.resize(of.div_ceil(64), 0);
        for slot in &self.slots {
            let at = to_index(*slot);
            self.bits[at / 64] |= 1 << (at % 64);
        }
    }

    /// Returns those in a range, in order.
    pub(super) fn within(&self, range: &std::ops::Range<usize>) -> impl Iterator<Item = usize> {
        let from = self.slots.partition_point(|slot| to_index(*slot) < range.start);
        let until = self.slots.partition_point(|slot| to_index(*slot) < range.end);
        self.slots[from..until].iter().map(|slot| to_index(*slot))
    }
}
