//! The reports in memory, in an order in which a question looks at few of them.
//!
//! There are two parts of one make: the base, and what is fresh since the base was put in order. A change makes the
//! fresh part anew, which is small, and marks what it replaces of the base as gone; when it has grown both are
//! joined into another base. Nothing here changes once it is made, so that readers never wait.

mod asked;
mod block;
mod columns;
mod day_counts;
mod groups;
mod kind;
mod newest;
mod part;
mod sightings;
mod snapshot;
mod touched;
mod walk;
mod ward;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

pub use asked::Asked;
pub use groups::{ByDistrict, ObservedDays};
pub use newest::{ListKey, Listed, Page};
pub use sightings::{BesideLine, Sighting};
pub use snapshot::{SnapshotError, SnapshotReader};
pub(super) use walk::{May, PositionSum};
pub(super) use ward::Bounds;

use self::asked::Terms;
use self::columns::{NOTHING_GONE, SlotSet};
use self::groups::Groups;
use self::part::{Draft, Part};
use self::touched::LastTouched;
use self::walk::{Found, Gather, JustCount, walk};
use crate::domain::{
    Category, Channel, Counts, CrossingId, DistrictCode, Epoch, GroupBy, LonLat, Observed, Precision,
    ProvinceCode, ReportRow, Scope, ScopeKey, Status, TambonCode, TileId,
};

/// Fewest fresh reports that are worth another base.
const FRESH: usize = 20_000;
/// How many times smaller than the base the fresh part stays.
const FRESH_SHARE: usize = 32;

/// Holds every report's askable fields as of one epoch. A clone shares what it can.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportIndex {
    epoch: Epoch,
    base: Arc<Part>,
    fresh: Arc<Part>,
    /// Reports of the base that the fresh part holds in their later form.
    gone: Arc<SlotSet>,
    touched: Arc<LastTouched>,
}

/// An index on its way from the store, with reports in any order.
#[derive(Debug, Default)]
pub struct ReportIndexDraft {
    draft: Draft,
    touched: LastTouched,
}

/// What a map says of a single report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointFacts {
    /// Identity outside.
    pub id: Uuid,
    /// Its category.
    pub category: Category,
    /// Its status.
    pub status: Status,
    /// How well its place is known.
    pub precision: Precision,
}

/// What is held in memory of a single report, and what a list says that reads nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFacts {
    /// Identity outside.
    pub id: Uuid,
    /// When it was seen.
    pub observed: Option<Observed>,
    /// What it is about.
    pub category: Category,
    /// What is known of its truth.
    pub status: Status,
    /// How it came in.
    pub channel: Channel,
    /// How well its place is known.
    pub precision: Precision,
    /// Its point, if it has one.
    pub at: Option<LonLat>,
    /// The district it counts in.
    pub district: Option<DistrictCode>,
    /// Its tambon, if named.
    pub tambon: Option<TambonCode>,
    /// Its province.
    pub province: Option<ProvinceCode>,
    /// The nearest located crossing.
    pub crossing: Option<CrossingId>,
}

/// How many reports there are, and how many of them are confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reports.
    pub count: usize,
    /// Of these, confirmed.
    pub confirmed: usize,
}

impl Tally {
    /// Returns the tally of one report of a status.
    pub fn of(status: Status) -> Self {
        Self { count: 1, confirmed: usize::from(status == Status::Confirmed) }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.count += more.count;
        self.confirmed += more.confirmed;
    }
}

impl std::ops::SubAssign for Tally {
    fn sub_assign(&mut self, less: Self) {
        self.count -= less.count;
        self.confirmed -= less.confirmed;
    }
}

impl ReportIndexDraft {
    /// Adds reports, each once.
    pub fn add(&mut self, rows: &[ReportRow]) {
        for row in rows {
            self.draft.push(row);
        }
    }

    /// Takes note of the epochs that touched something.
    pub fn touch(&mut self, touched: impl IntoIterator<Item = (ScopeKey, Epoch)>) {
        self.touched.add(touched);
    }

    /// Puts the reports in order; they are as of an epoch.
    pub fn finish(self, epoch: Epoch) -> ReportIndex {
        let (base, touched) = (Arc::new(Part::new(self.draft)), Arc::new(self.touched));
        ReportIndex { epoch, base, touched, ..ReportIndex::default() }
    }
}

impl ReportIndex {
    /// Returns the epoch of the last change applied.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Returns the last epoch that touched a report that a scope admits; 0 when there never was any.
    pub fn epoch_within(&self, scope: &Scope) -> Epoch {
        self.touched.within(scope)
    }

    /// Takes note of the epochs that touched something.
    pub fn touch(&mut self, touched: impl IntoIterator<Item = (ScopeKey, Epoch)>) {
        Arc::make_mut(&mut self.touched).add(touched);
    }

    /// Returns how many reports there are.
    pub fn len(&self) -> usize {
        self.base.len() - self.gone.len() + self.fresh.len()
    }

    /// Tells whether there is no report.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds reports, or replaces those with the same row number, up to an epoch.
    pub fn apply(&mut self, epoch: Epoch, changed: &[ReportRow]) {
        self.epoch = self.epoch.max(epoch);
        if changed.is_empty() {
            return;
        }
        // The last of several with one row number holds.
        let last: BTreeMap<i64, &ReportRow> = changed.iter().map(|row| (row.row, row)).collect();
        let rows: BTreeSet<i64> = last.keys().copied().collect();
        let mut draft = Draft::default();
        let mut replaced = SlotSet::default();
        replaced.extend(self.fresh.slots_of(&rows), self.fresh.len());
        Arc::make_mut(&mut self.gone).extend(self.base.slots_of(&rows), self.base.len());
        for row in last.into_values() {
            draft.push(row);
        }
        self.fresh = Arc::new(self.fresh.with(|slot| replaced.has(slot), &draft));
    }

    /// Tells whether the fresh part has grown so much that it should join the base.
    pub fn has_outgrown(&self) -> bool {
        self.fresh.len() > FRESH.max(self.base.len() / FRESH_SHARE)
    }

    /// Returns the same reports as of the same epoch, all in the base. It takes seconds for millions.
    #[must_use]
    pub fn joined(&self) -> Self {
        let base = Part::join(&self.base, |slot| self.gone.has(slot), &self.fresh);
        let touched = Arc::clone(&self.touched);
        Self { epoch: self.epoch, base: Arc::new(base), touched, ..Self::default() }
    }

    /// Returns the same reports as of the same epoch, each at another place. How a report stands to the border is not
    /// handed over: it is found anew where it lies then. It takes seconds for millions.
    #[must_use]
    pub fn placed_by(&self, place: impl Fn(&ReportRow) -> ReportRow) -> Self {
        let mut draft = Draft::default();
        for (part, gone) in [(&self.base, &*self.gone), (&self.fresh, &NOTHING_GONE)] {
            for slot in (0..part.len()).filter(|slot| !gone.has(*slot)) {
                draft.push(&place(&Found::new(part, slot).report_row()));
            }
        }
        let (base, touched) = (Arc::new(Part::new(draft)), Arc::clone(&self.touched));
        Self { epoch: self.epoch, base, touched, ..Self::default() }
    }

    /// Counts the reports of a question.
    pub fn count(&self, asked: Asked<'_>) -> Counts {
        self.walk_all(&Terms::new(asked), &mut JustCount)
    }

    /// Counts the reports of a question in all and by a field: most frequent first, then by key; reports without the
    /// field under no key, last.
    pub fn count_by(&self, asked: Asked<'_>, group: GroupBy) -> (Counts, Vec<(Option<String>, usize)>) {
        let mut groups = Groups::by(group);
        let counts = self.walk_all(&Terms::new(asked), &mut groups);
        (counts, groups.finish())
    }

    /// Counts the reports of a question by district, with when they were seen.
    pub fn by_district(&self, asked: Asked<'_>) -> ByDistrict {
        let mut by_district = ByDistrict::default();
        by_district.counts = self.walk_all(&Terms::new(asked), &mut by_district);
        by_district
    }

    /// Hands over the points of a question; says what goes with the answer and when all of its reports were seen.
    pub fn each_point(&self, asked: Asked<'_>, to: impl FnMut(LonLat)) -> (Counts, ObservedDays) {
        let mut points = EachPoint { to, observed: ObservedDays::default() };
        let counts = self.walk_all(&Terms::new(asked), &mut points);
        (counts, points.observed)
    }

    /// Gathers the points of a question that lie in a tile.
    pub(super) fn gather_tile(&self, asked: Asked<'_>, tile: TileId, to: &mut impl TileGather) {
        self.walk_all(&Terms::new(asked).in_tile(tile), &mut OfTile { to });
    }

    fn walk_all(&self, terms: &Terms<'_>, gather: &mut impl Gather) -> Counts {
        let base = walk(&self.base, &self.gone, terms, gather);
        let fresh = walk(&self.fresh, &NOTHING_GONE, terms, gather);
        Counts {
            matched: base.matched + fresh.matched,
            points: base.points + fresh.points,
            area_only: base.area_only + fresh.area_only,
            unlocated: base.unlocated + fresh.unlocated,
            undated: base.undated + fresh.undated,
        }
    }
}

struct EachPoint<F> {
    to: F,
    observed: ObservedDays,
}

impl<F: FnMut(LonLat)> Gather for EachPoint<F> {
    fn take(&mut self, report: Found<'_>) {
        if let Some(at) = report.at() {
            (self.to)(at);
        }
        if let Some(at) = report.observed() {
            self.observed.add(ward::bangkok_day(at));
        }
    }
}

/// What is made of the points in a tile.
pub(super) trait TileGather {
    /// Hears of the bounds within which those that come next lie.
    fn enter(&mut self, bounds: &Bounds);

    /// Tells whether it may take all points within bounds at once.
    fn may_take(&self, bounds: &Bounds) -> May;

    /// Takes some points whose positions sum up to this, of which it said that it may; returns whether it does.
    fn take_many(&mut self, sum: PositionSum, tally: Tally) -> bool;

    /// Takes a point.
    fn take(&mut self, at: LonLat, facts: impl FnOnce() -> PointFacts, confirmed: bool);
}

struct OfTile<'t, T> {
    to: &'t mut T,
}

impl<T: TileGather> Gather for OfTile<'_, T> {
    fn enter(&mut self, bounds: &Bounds) {
        self.to.enter(bounds);
    }

    fn may_take(&self, bounds: &Bounds) -> May {
        self.to.may_take(bounds)
    }

    fn take_many(&mut self, sum: PositionSum, tally: Tally) -> bool {
        self.to.take_many(sum, tally)
    }

    fn take(&mut self, report: Found<'_>) {
        let kind = report.kind();
        let facts = || PointFacts {
            id: report.id(),
            category: kind.category(),
            status: kind.status(),
            precision: kind.precision(),
        };
        if let Some(at) = report.at() {
            self.to.take(at, facts, kind.status() == Status::Confirmed);
        }
    }
}
