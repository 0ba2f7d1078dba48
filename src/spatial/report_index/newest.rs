//! Lists: the newest reports of a question, a page at a time.

use std::ops::Range;

use uuid::Uuid;

use super::asked::{Asked, Sieve, Terms};
use super::columns::{NOTHING_GONE, SlotSet};
use super::part::Part;
use super::walk::{Found, Gather, JustCount};
use super::{ReportFacts, ReportIndex};
use crate::domain::Counts;
use crate::domain::number::{count_to_u32, to_index};
use crate::spatial::region::Fit;

/// Reports that it costs as much to look up on the way through all of them as to gather and sort one.
const LOOKED_UP: usize = 4;

/// So many are looked at on the way in any case.
const FEW_ON_THE_WAY: usize = 10_000;

/// Where a report stands in a list: newest first, undated last, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListKey {
    /// Seconds since 1970 in UTC; nothing when undated.
    pub observed: Option<i64>,
    /// Identity outside.
    pub id: Uuid,
}

impl Ord for ListKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Nothing is less than any time, so undated ones come last when times descend.
        other.observed.cmp(&self.observed).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for ListKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A report of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its place in the list, which orders them.
    pub key: ListKey,
    /// Its row number.
    pub row: i64,
    /// Where in the index it stands: in the fresh part or the base, and in which slot.
    is_fresh: bool,
    slot: u32,
}

/// Some reports of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What goes with every answer, over the whole list.
    pub counts: Counts,
    /// The reports, in order.
    pub rows: Vec<Listed>,
    /// Whether there are more after them.
    pub more: bool,
}

impl ReportIndex {
    /// Lists the newest reports of a question, after a place in the list and at most so many.
    pub fn newest(&self, asked: Asked<'_>, after: Option<ListKey>, limit: usize) -> Page {
        let terms = Terms::new(asked);
        let counts = self.walk_all(&terms, &mut JustCount);
        // One more tells whether there are more.
        let wanted = limit.saturating_add(1);
        // On the way through all reports of the period one in so many matches; gathering looks at those that match.
        let in_time = in_time(&self.base, &terms).len() + in_time(&self.fresh, &terms).len();
        let on_the_way = wanted.saturating_mul(in_time / counts.matched.max(1)).saturating_mul(LOOKED_UP);
        let first = (on_the_way < counts.matched)
            .then(|| self.first_on_the_way(&terms, after, wanted, counts.matched.max(FEW_ON_THE_WAY)));
        let mut rows = first.flatten().unwrap_or_else(|| self.gathered(&terms, after, wanted));
        let more = rows.len() > limit;
        rows.truncate(limit);
        Page { counts, rows, more }
    }

    /// Returns what is held of a report that this index listed.
    pub fn facts(&self, listed: &Listed) -> ReportFacts {
        let part = if listed.is_fresh { &self.fresh } else { &self.base };
        Found::new(part, to_index(listed.slot)).facts()
    }

    fn gathered(&self, terms: &Terms<'_>, after: Option<ListKey>, wanted: usize) -> Vec<Listed> {
        let mut all = Gathered { after, wanted, fresh: &self.fresh, rows: Vec::new() };
        self.walk_all(terms, &mut all);
        all.leave_first();
        all.rows.sort_unstable();
        all.rows
    }

    /// Goes through all reports from the newest on until there are enough; gives up after looking at so many, since
    /// what is asked for may all be old.
    fn first_on_the_way(
        &self,
        terms: &Terms<'_>,
        after: Option<ListKey>,
        wanted: usize,
        at_most: usize,
    ) -> Option<Vec<Listed>> {
        let mut ways = [
            OnTheWay::new(&self.base, &self.gone, terms, after, at_most).peekable(),
            OnTheWay { is_fresh: true, ..OnTheWay::new(&self.fresh, &NOTHING_GONE, terms, after, at_most) }
                .peekable(),
        ];
        let mut rows = Vec::new();
        while rows.len() < wanted {
            let [one, other] = &mut ways;
            let next = match (one.peek(), other.peek()) {
                (Some(Step::TooFar), _) => one.next(),
                (Some(Step::Row(a)), Some(Step::Row(b))) if b < a => other.next(),
                (None, _) | (_, Some(Step::TooFar)) => other.next(),
                (Some(_), _) => one.next(),
            };
            match next {
                Some(Step::Row(row)) => rows.push(row),
                Some(Step::TooFar) => return None,
                None => break,
            }
        }
        Some(rows)
    }
}

/// Returns which of the reports of a part, in the order of lists, were seen in the period asked for.
fn in_time(part: &Part, terms: &Terms<'_>) -> Range<usize> {
    let observed = |slot: &u32| Found::new(part, to_index(*slot)).observed();
    let start = part.newest.partition_point(|slot| terms.is_later(observed(slot)));
    let end = part.newest.partition_point(|slot| !terms.is_earlier(observed(slot)));
    start..end.max(start)
}

/// What matches after a place in the list, in no order; of many at least the first.
struct Gathered<'i> {
    after: Option<ListKey>,
    /// How many of them are asked for.
    wanted: usize,
    fresh: &'i Part,
    rows: Vec<Listed>,
}

impl Gathered<'_> {
    /// Leaves no more than are asked for, the first of the list.
    fn leave_first(&mut self) {
        if self.wanted < self.rows.len() {
            self.rows.select_nth_unstable(self.wanted);
            self.rows.truncate(self.wanted);
        }
    }
}

impl Gather for Gathered<'_> {
    fn take(&mut self, report: Found<'_>) {
        let key = key_of(&report);
        if self.after.is_none_or(|after| key > after) {
            self.rows.push(listed(key, &report, std::ptr::eq(report.part, self.fresh)));
            if self.rows.len() > self.wanted.saturating_mul(2).saturating_add(FEW_ON_THE_WAY) {
                self.leave_first();
            }
        }
    }
}

/// What matches of a part, the newest first.
struct OnTheWay<'p> {
    part: &'p Part,
    is_fresh: bool,
    gone: &'p SlotSet,
    terms: &'p Terms<'p>,
    /// What is asked of each ward, once it has been come by.
    wards: Vec<Option<Judged>>,
    next: usize,
    /// Where the period ends.
    end: usize,
    /// How many may still be looked at.
    left: usize,
}

/// What is come by.
enum Step {
    /// A report that matches.
    Row(Listed),
    /// So many that do not that gathering is quicker.
    TooFar,
}

/// What of a ward is asked for; nothing where none of it is.
type Judged = Option<(Sieve, Fit)>;

impl<'p> OnTheWay<'p> {
    fn new(
        part: &'p Part,
        gone: &'p SlotSet,
        terms: &'p Terms<'p>,
        after: Option<ListKey>,
        at_most: usize,
    ) -> Self {
        let in_time = in_time(part, terms);
        let is_past =
            |slot: &u32| after.is_some_and(|after| key_of(&Found::new(part, to_index(*slot))) <= after);
        let next = in_time.start + part.newest[in_time.clone()].partition_point(is_past);
        let wards = std::iter::repeat_with(|| None).take(part.wards.len()).collect();
        Self { part, is_fresh: false, gone, terms, wards, next, end: in_time.end, left: at_most }
    }

    /// Tells whether the question matches a report of a ward.
    fn matches(&mut self, ward: usize, report: &Found<'_>) -> bool {
        let (terms, columns) = (self.terms, &self.part.columns);
        let judged = self.wards[ward]
            .get_or_insert_with(|| Some((terms.sieve(&report.ward.key)?, terms.fit_of_ward(report.ward))));
        let Some((sieve, fit)) = judged else { return false };
        sieve.kinds.has(report.kind())
            && sieve.is_in_time(columns.second[report.slot])
            && match fit {
                Fit::Inside => true,
                Fit::Partly => terms.covers(columns, report.slot),
                Fit::Outside | Fit::CannotTell => false,
            }
    }
}

impl Iterator for OnTheWay<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if self.next == self.end {
                return None;
            }
            if self.left == 0 {
                return Some(Step::TooFar);
            }
            self.left -= 1;
            let slot = to_index(self.part.newest[self.next]);
            self.next += 1;
            let ward = self.part.ward_at(slot);
            let report = Found { part: self.part, ward: &self.part.wards[ward], slot };
            if !self.gone.has(slot) && self.matches(ward, &report) {
                return Some(Step::Row(listed(key_of(&report), &report, self.is_fresh)));
            }
        }
    }
}

fn listed(key: ListKey, report: &Found<'_>, is_fresh: bool) -> Listed {
    Listed { key, row: report.row(), is_fresh, slot: count_to_u32(report.slot) }
}

fn key_of(report: &Found<'_>) -> ListKey {
    ListKey { observed: report.observed(), id: report.id() }
}
