//! The one way through the index: what every answer is gathered from.
//!
//! Wards are left out whole when the scope, the kinds or the area say so; where they say yes whole days are taken
//! from sums. Leaves are left out or taken whole next, and single reports are looked at only where the edge of the
//! area or of the period runs through.

use std::collections::BTreeMap;
use std::ops::Range;

use uuid::Uuid;

use super::asked::{Days, Sieve, Terms};
use super::columns::SlotSet;
use super::day_counts::DayCounts;
use super::kind::Kind;
use super::part::{Part, Unplaced};
use super::ward::{Bounds, Leaf, Placed, Ward, bangkok_day};
use crate::domain::{Counts, CrossingId, DistrictCode, LonLat, ProvinceCode, TambonCode};
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
}

/// Makes nothing of them: what goes with every answer is counted anyway.
pub(super) struct JustCount;

impl Gather for JustCount {
    fn take(&mut self, _: Found<'_>) {}

    fn take_days(&mut self, _: &Ward, _: &WholeDays<'_>) -> bool {
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

impl Found<'_> {
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
                walk.leaf_by_leaf();
                add(&mut counts, &walk, true);
                continue;
            }
        };
        if !days.is_some_and(|days| walk.by_days(days, decided)) {
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
        let whole = WholeDays { counts, days, columns, with_undated, gone: self.gone_of_ward(counts) };
        if decided && !self.gather.take_days(self.ward, &whole) {
            return false;
        }
        self.found += whole.total();
        self.undated += if with_undated { 0 } else { whole.all_undated() };
        true
    }

    /// Counts what is asked for in the ward and no longer held.
    fn gone_of_ward(&self, counts: &DayCounts) -> Gone {
        let mut less = Gone::default();
        for slot in self.gone.within(&self.ward.slots) {
            let report = Found { part: self.part, ward: self.ward, slot };
            if !self.sieve.kinds.has(report.kind()) {
                continue;
            }
            let day = report.observed().map(|at| counts.start(bangkok_day(at)));
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

    fn leaf_by_leaf(&mut self) {
        for leaf in &self.part.leaves[self.ward.leaves.clone()] {
            match self.terms.fit_of(leaf.bounds.as_ref()) {
                Fit::Inside => self.leaf(leaf, false, true),
                Fit::Partly | Fit::CannotTell => self.leaf(leaf, true, true),
                Fit::Outside => {}
            }
        }
    }

    /// Takes the reports of a leaf; `partly` says that each has to be asked whether it lies in the area.
    fn leaf(&mut self, leaf: &Leaf, partly: bool, decided: bool) {
        if let Some(bounds) = &leaf.bounds {
            self.gather.enter(bounds);
        }
        let Some((from, to)) = self.sieve.seconds else {
            self.found += self.run(leaf.slots.clone(), partly, decided);
            return;
        };
        let seconds = &self.part.columns.second[leaf.slots.start..leaf.undated_from];
        let start = leaf.slots.start + seconds.partition_point(|second| *second < from);
        let end = leaf.slots.start + seconds.partition_point(|second| *second < to);
        self.found += self.run(start..end.max(start), partly, decided);
        self.undated += self.run(leaf.undated_from..leaf.slots.end, partly, false);
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
