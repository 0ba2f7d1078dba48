//! The one way through the index: what every answer is gathered from.
//!
//! Wards are left out whole when the scope, the kinds or the area say so; where they say yes whole days are taken
//! from sums. Blocks are left out or counted whole next, then leaves, and single reports are looked at only where the
//! edge of the area or of the period runs through.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::DateTime;
use uuid::Uuid;

use super::asked::{Days, Sieve, Terms};
use super::block::Block;
use super::columns::{SlotSet, UNDATED};
use super::day_counts::DayCounts;
use super::kind::Kind;
use super::part::{Part, Unplaced};
use super::sightings::BesideLine;
use super::ward::{Bounds, Leaf, Placed, Ward, bangkok_day};
use super::{ReportFacts, Tally};
use crate::domain::number::count_to_i64;
use crate::domain::{
    Counts, CrossingId, DistrictCode, LonLat, Observed, ProvinceCode, ReportRow, TambonCode,
};
use crate::spatial::region::Fit;

/// What is made of the reports that a question matches.
pub(super) trait Gather {
    /// Hears of the bounds within which those that come next lie.
    fn enter(&mut self, _: &Bounds) {}

    /// Takes a report.
    fn take(&mut self, report: Found<'_>);

    /// Takes some days of a ward at once; returns whether it can.
    fn take_days(&mut self, _: &Ward, _: &WholeDays<'_>) -> bool {
        false
    }

    /// Tells whether it may take all that match within bounds at once; and whether their mean position matters.
    fn may_take(&self, _: &Bounds) -> May {
        May::Not
    }

    /// Takes some whose positions sum up to this, of which it said that it may; returns whether it does.
    fn take_many(&mut self, _: PositionSum, _: Tally) -> bool {
        false
    }
}

/// Whether many reports may be taken at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spatial) enum May {
    /// Each has to be seen.
    Not,
    /// Their number is enough.
    Anywhere,
    /// With their number, and where they lie on average.
    AboutAPlace,
}

/// Sums of longitudes and latitudes, in steps of 1e-7 degrees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::spatial) struct PositionSum {
    pub(in crate::spatial) lon_e7: i64,
    pub(in crate::spatial) lat_e7: i64,
}

impl PositionSum {
    /// Adds a position so many times.
    pub(in crate::spatial) fn add(&mut self, at: LonLat, times: usize) {
        self.lon_e7 += count_to_i64(times) * i64::from(at.lon_e7());
        self.lat_e7 += count_to_i64(times) * i64::from(at.lat_e7());
    }
}

/// Makes nothing of them: what goes with every answer is counted anyway.
pub(super) struct JustCount;

impl Gather for JustCount {
    fn take(&mut self, _: Found<'_>) {}

    fn take_days(&mut self, _: &Ward, _: &WholeDays<'_>) -> bool {
        true
    }

    fn may_take(&self, _: &Bounds) -> May {
        May::Anywhere
    }

    fn take_many(&mut self, _: PositionSum, _: Tally) -> bool {
        true
    }
}

/// Some days of a ward, without what is no longer held.
pub(super) struct WholeDays<'w> {
    counts: &'w DayCounts,
    /// Places of the days asked for.
    days: Range<usize>,
    /// Columns asked for, one bit each.
    columns: u64,
    /// Whether reports without a date are asked for.
    with_undated: bool,
    gone: Gone,
}

/// What the sums count and is no longer held.
#[derive(Default)]
struct Gone {
    by_column: BTreeMap<usize, usize>,
    by_day: BTreeMap<i64, usize>,
    undated: usize,
}

impl WholeDays<'_> {
    /// Returns how many reports there are, by column.
    pub(super) fn by_column(&self) -> impl Iterator<Item = (usize, usize)> {
        let counts = self.counts.by_column(&self.days, self.columns, self.with_undated);
        counts.map(|(column, count)| (column, count - self.gone.by_column.get(&column).unwrap_or(&0)))
    }

    /// Returns how many reports there are.
    pub(super) fn total(&self) -> usize {
        self.by_column().map(|(_, count)| count).sum()
    }

    /// Tells whether each day is counted by itself, and not only each month.
    pub(super) fn knows_days(&self) -> bool {
        self.counts.knows_days()
    }

    /// Returns the days, or first days of months, in which there are any, with how many.
    pub(super) fn by_day(&self) -> impl DoubleEndedIterator<Item = (i64, usize)> {
        let days = self.days.clone().map(|place| {
            let (day, count) = (self.counts.day(place), self.counts.in_step(place, self.columns));
            (day, count - self.gone.by_day.get(&day).unwrap_or(&0))
        });
        days.filter(|(_, count)| *count > 0)
    }

    /// Returns how many of them have no date.
    pub(super) fn undated(&self) -> usize {
        if self.with_undated { self.all_undated() } else { 0 }
    }

    /// Returns how many reports have no date, asked for or not.
    fn all_undated(&self) -> usize {
        self.counts.undated(self.columns) - self.gone.undated
    }
}

/// A report that a question matches.
#[derive(Clone, Copy)]
pub(super) struct Found<'p> {
    pub(super) part: &'p Part,
    pub(super) ward: &'p Ward,
    pub(super) slot: usize,
}

impl<'p> Found<'p> {
    /// Returns the report in a slot of a part.
    pub(super) fn new(part: &'p Part, slot: usize) -> Self {
        Self { part, ward: &part.wards[part.ward_at(slot)], slot }
    }

    /// Returns all that is held of it but where it stands to the border.
    pub(super) fn facts(&self) -> ReportFacts {
        let kind = self.kind();
        let at = self.observed().and_then(|at| DateTime::from_timestamp(at, 0));
        ReportFacts {
            id: self.id(),
            observed: at.zip(kind.observed_precision()).map(|(at, precision)| Observed { at, precision }),
            category: kind.category(),
            status: kind.status(),
            channel: kind.channel(),
            precision: kind.precision(),
            at: self.at(),
            district: self.district(),
            tambon: self.tambon(),
            province: self.province(),
            crossing: self.crossing(),
        }
    }

    /// Returns what is held of it but where it stands to the border.
    pub(super) fn report_row(&self) -> ReportRow {
        let facts = self.facts();
        ReportRow {
            row: self.row(),
            id: facts.id,
            observed: facts.observed.map(|observed| observed.at),
            observed_precision: facts.observed.map(|observed| observed.precision),
            category: facts.category,
            status: facts.status,
            channel: facts.channel,
            precision: facts.precision,
            at: facts.at,
            district: facts.district,
            tambon: facts.tambon,
            province: facts.province,
            crossing: facts.crossing,
            border: None,
            tlp: self.ward.key.tlp,
            victim: self.ward.key.victim,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.part.columns.kind(self.slot)
    }

    /// Returns seconds since 1970 in UTC.
    pub(super) fn observed(&self) -> Option<i64> {
        self.ward.key.timestamp(self.part.columns.second[self.slot])
    }

    pub(super) fn at(&self) -> Option<LonLat> {
        (self.ward.key.placed == Placed::Point).then(|| self.part.columns.at(self.slot))
    }

    pub(super) fn id(&self) -> Uuid {
        self.part.columns.id[self.slot]
    }

    pub(super) fn row(&self) -> i64 {
        self.ward.key.row(self.part.columns.row[self.slot])
    }

    pub(super) fn district(&self) -> Option<DistrictCode> {
        self.ward.key.district
    }

    pub(super) fn province(&self) -> Option<ProvinceCode> {
        self.ward.key.province
    }

    pub(super) fn tambon(&self) -> Option<TambonCode> {
        let district = self.ward.key.tambons_of?;
        let within = u32::from(self.part.columns.tambon[self.slot]);
        TambonCode::try_from(district.number() * 100 + within).ok()
    }

    pub(super) fn crossing(&self) -> Option<CrossingId> {
        self.part.columns.crossing(self.slot)
    }

    pub(super) fn beside_line(&self) -> Option<BesideLine> {
        self.part.columns.beside_line(self.slot)
    }
}

/// Goes through a part, but for reports that are no longer held, and adds up what goes with every answer.
pub(super) fn walk(part: &Part, gone: &SlotSet, terms: &Terms<'_>, gather: &mut impl Gather) -> Counts {
    let days = terms.days();
    let mut counts = Counts::default();
    let mut wards = part.wards.as_slice();
    if let Some((unplaced, sieve)) = seen_as_one(part, terms) {
        let ward = &unplaced.together;
        let mut walk = Walk { part, gone, terms, ward, sieve, gather, found: 0, undated: 0 };
        if days.is_some_and(|days| walk.by_days(days, false)) {
            add(&mut counts, &walk, false);
            wards = &part.wards[..unplaced.wards.start];
        }
    }
    for ward in wards {
        let fit = terms.fit_of_ward(ward);
        if fit == Fit::Outside {
            continue;
        }
        let Some(sieve) = terms.sieve(&ward.key) else { continue };
        let mut walk = Walk { part, gone, terms, ward, sieve, gather, found: 0, undated: 0 };
        let decided = match fit {
            Fit::Inside | Fit::Outside => true,
            Fit::CannotTell => false,
            Fit::Partly => {
                walk.blocks(ward.blocks.clone(), days, false);
                add(&mut counts, &walk, true);
                continue;
            }
        };
        if days.is_some_and(|days| walk.by_days(days, decided)) {
            // Sums have said it all.
        } else if decided && !ward.blocks.is_empty() {
            walk.blocks(ward.blocks.clone(), days, true);
        } else {
            for leaf in &part.leaves[ward.leaves.clone()] {
                walk.leaf(leaf, false, decided);
            }
        }
        add(&mut counts, &walk, decided);
    }
    counts
}

/// Returns the reports without points as one ward, when the area can tell nothing of them and the scope admits the
/// same of all their wards.
fn seen_as_one<'p>(part: &'p Part, terms: &Terms<'_>) -> Option<(&'p Unplaced, Sieve)> {
    let unplaced = part.unplaced.as_ref().filter(|_| terms.is_about_points())?;
    let mut seen = part.wards[unplaced.wards.clone()].iter().map(|ward| terms.categories_of(&ward.key));
    let first = seen.next()?;
    let sieve = terms.sieve(&unplaced.together.key)?;
    seen.all(|categories| categories == first).then_some((unplaced, sieve))
}

/// Adds what was found in a ward.
fn add<G>(counts: &mut Counts, walk: &Walk<'_, G>, decided: bool) {
    counts.undated += walk.undated;
    if !decided {
        counts.unlocated += walk.found;
        return;
    }
    counts.matched += walk.found;
    match walk.ward.key.placed {
        Placed::Point => counts.points += walk.found,
        Placed::Area => counts.area_only += walk.found,
        Placed::Nowhere => counts.unlocated += walk.found,
    }
}

/// One ward while it is gone through.
struct Walk<'w, G> {
    part: &'w Part,
    gone: &'w SlotSet,
    terms: &'w Terms<'w>,
    ward: &'w Ward,
    sieve: Sieve,
    gather: &'w mut G,
    found: usize,
    undated: usize,
}

impl<G: Gather> Walk<'_, G> {
    /// Takes whole days from their sums; returns whether it can. What nobody can tell the place of is only counted.
    fn by_days(&mut self, (from, to): Days, decided: bool) -> bool {
        let ward = self.ward;
        let (Some(counts), Some(columns)) = (&ward.days, self.sieve.kinds.columns()) else {
            return false;
        };
        let Some(days) = counts.between(from, to) else { return false };
        let with_undated = self.sieve.seconds.is_none();
        let gone = self.gone_of(&ward.slots, |day| counts.start(day));
        let whole = WholeDays { counts, days, columns, with_undated, gone };
        if decided && !self.gather.take_days(self.ward, &whole) {
            return false;
        }
        self.found += whole.total();
        self.undated += if with_undated { 0 } else { whole.all_undated() };
        true
    }

    /// Counts what of some reports is asked for and no longer held, by the day that each one's day is taken for.
    fn gone_of(&self, slots: &Range<usize>, day_of: impl Fn(i64) -> i64) -> Gone {
        let mut less = Gone::default();
        for slot in self.gone.within(slots) {
            let report = Found { part: self.part, ward: self.ward, slot };
            if !self.sieve.kinds.has(report.kind()) {
                continue;
            }
            let day = report.observed().map(|at| day_of(bangkok_day(at)));
            less.undated += usize::from(day.is_none());
            if self.sieve.is_in_time(self.part.columns.second[slot]) {
                *less.by_column.entry(report.kind().column()).or_default() += 1;
                if let Some(day) = day {
                    *less.by_day.entry(day).or_default() += 1;
                }
            }
        }
        less
    }

    /// Goes through some blocks, which lie in the area when `inside` says so.
    fn blocks(&mut self, some: Range<usize>, days: Option<Days>, inside: bool) {
        let mut at = some.start;
        while at < some.end {
            let block = &self.part.blocks[at];
            let fit = if inside { Fit::Inside } else { self.terms.fit_of(Some(&block.bounds)) };
            let has_inner = block.past > at + 1;
            match fit {
                Fit::Outside => {}
                Fit::Inside if days.is_some_and(|days| self.by_counts(block, days)) => {}
                Fit::Inside if has_inner => self.blocks(at + 1..block.past, days, true),
                Fit::Inside => {
                    for leaf in &self.part.leaves[block.leaves.clone()] {
                        self.leaf(leaf, false, true);
                    }
                }
                Fit::Partly | Fit::CannotTell if has_inner => self.blocks(at + 1..block.past, days, false),
                Fit::Partly | Fit::CannotTell => self.leaf_by_leaf(&block.leaves),
            }
            at = block.past;
        }
    }

    /// Takes what matches of a block from its counts; returns whether it can.
    fn by_counts(&mut self, block: &Block, days: Days) -> bool {
        let (Some(counts), Some(wanted)) = (&block.counts, self.sieve.kinds.columns()) else {
            return false;
        };
        match self.gather.may_take(&block.bounds) {
            May::Not => return false,
            // The middle is that of all reports: whoever may not see all of them must not see it move.
            May::AboutAPlace if !self.sieve.shows_all => return false,
            May::AboutAPlace | May::Anywhere => {}
        }
        let mut found = counts.tally(counts.between(&self.ward.key, days), wanted);
        let mut undated = counts.tally(counts.undated(), wanted);
        for slot in self.gone.within(&block.slots) {
            let kind = self.part.columns.kind(slot);
            if self.sieve.kinds.has(kind) {
                let second = self.part.columns.second[slot];
                let less = if second == UNDATED { &mut undated } else { &mut found };
                if second == UNDATED || self.sieve.is_in_time(second) {
                    *less -= Tally::of(kind.status());
                }
            }
        }
        let with_undated = self.sieve.seconds.is_none();
        if with_undated {
            found += undated;
        }
        let mut sum = PositionSum::default();
        sum.add(block.middle, found.count);
        if !self.gather.take_many(sum, found) {
            return false;
        }
        self.found += found.count;
        self.undated += if with_undated { 0 } else { undated.count };
        true
    }

    fn leaf_by_leaf(&mut self, leaves: &Range<usize>) {
        for leaf in &self.part.leaves[leaves.clone()] {
            match self.terms.fit_of(leaf.bounds.as_ref()) {
                Fit::Inside => self.leaf(leaf, false, true),
                Fit::Partly | Fit::CannotTell => self.leaf(leaf, true, true),
                Fit::Outside => {}
            }
        }
    }

    /// Takes the reports of a leaf; `partly` says that each has to be asked whether it lies in the area.
    fn leaf(&mut self, leaf: &Leaf, partly: bool, decided: bool) {
        let (in_time, undated) = match self.sieve.seconds {
            None => (leaf.slots.clone(), 0..0),
            Some((from, to)) => {
                let seconds = &self.part.columns.second[leaf.slots.start..leaf.undated_from];
                let start = leaf.slots.start + seconds.partition_point(|second| *second < from);
                let end = leaf.slots.start + seconds.partition_point(|second| *second < to);
                (start..end.max(start), leaf.undated_from..leaf.slots.end)
            }
        };
        self.undated += self.run(undated, partly, false);
        if let Some(bounds) = &leaf.bounds {
            let may = if decided && !partly { self.gather.may_take(bounds) } else { May::Not };
            if may != May::Not {
                let (sum, found) = self.tally(in_time.clone(), may);
                if self.gather.take_many(sum, found) {
                    self.found += found.count;
                    return;
                }
            }
            self.gather.enter(bounds);
        }
        self.found += self.run(in_time, partly, decided);
    }

    /// Counts some reports that lie in the area, and sums their positions where that matters.
    fn tally(&self, slots: Range<usize>, may: May) -> (PositionSum, Tally) {
        let (mut sum, mut found) = (PositionSum::default(), Tally::default());
        let columns = &self.part.columns;
        for (kind, slot) in self.part.columns.kind[slots.clone()].iter().zip(slots) {
            let kind = Kind::from_bits(*kind);
            if self.sieve.kinds.has(kind) && !self.gone.has(slot) {
                found += Tally::of(kind.status());
                if may == May::AboutAPlace {
                    sum.lon_e7 += i64::from(columns.lon_e7[slot]);
                    sum.lat_e7 += i64::from(columns.lat_e7[slot]);
                }
            }
        }
        (sum, found)
    }

    /// Looks at some reports one by one; returns how many match.
    fn run(&mut self, slots: Range<usize>, partly: bool, taken: bool) -> usize {
        let mut found = 0;
        let kinds = &self.part.columns.kind[slots.clone()];
        for (kind, slot) in kinds.iter().zip(slots) {
            if !self.sieve.kinds.has(Kind::from_bits(*kind))
                || self.gone.has(slot)
                || (partly && !self.terms.covers(&self.part.columns, slot))
            {
                continue;
            }
            found += 1;
            if taken {
                self.gather.take(Found { part: self.part, ward: self.ward, slot });
            }
        }
        found
    }
}
