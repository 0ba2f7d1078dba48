//! Lists: the newest reports of a question, a page at a time.

use uuid::Uuid;

use super::ReportIndex;
use super::asked::{Asked, Sieve, Terms};
use super::columns::{NOTHING_GONE, SlotSet};
use super::part::Part;
use super::walk::{Found, Gather, JustCount};
use crate::domain::Counts;
use crate::domain::number::to_index;
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

/// Some reports of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What goes with every answer, over the whole list.
    pub counts: Counts,
    /// Row numbers, each with its place in the list.
    pub rows: Vec<(ListKey, i64)>,
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
        // On the way through all reports one in so many matches; gathering looks at those that match.
        let on_the_way = wanted.saturating_mul(self.len() / counts.matched.max(1)).saturating_mul(LOOKED_UP);
        let first = (on_the_way < counts.matched)
            .then(|| self.first_on_the_way(&terms, after, wanted, counts.matched.max(FEW_ON_THE_WAY)));
        let mut rows = first.flatten().unwrap_or_else(|| self.gathered(&terms, after, wanted));
        let more = rows.len() > limit;
        rows.truncate(limit);
        Page { counts, rows, more }
    }

    fn gathered(&self, terms: &Terms<'_>, after: Option<ListKey>, wanted: usize) -> Vec<(ListKey, i64)> {
        let mut all = Gathered { after, rows: Vec::new() };
        self.walk_all(terms, &mut all);
        let mut rows = all.rows;
        if wanted < rows.len() {
            rows.select_nth_unstable(wanted);
            rows.truncate(wanted);
        }
        rows.sort_unstable();
        rows
    }

    /// Goes through all reports from the newest on until there are enough; gives up after looking at so many, since
    /// what is asked for may all be old.
    fn first_on_the_way(
        &self,
        terms: &Terms<'_>,
        after: Option<ListKey>,
        wanted: usize,
        at_most: usize,
    ) -> Option<Vec<(ListKey, i64)>> {
        let mut ways = [
            OnTheWay::new(&self.base, &self.gone, terms, after, at_most).peekable(),
            OnTheWay::new(&self.fresh, &NOTHING_GONE, terms, after, at_most).peekable(),
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

/// All that match after a place in the list, in no order.
struct Gathered {
    after: Option<ListKey>,
    rows: Vec<(ListKey, i64)>,
}

impl Gather for Gathered {
    fn take(&mut self, report: Found<'_>) {
        let key = key_of(&report);
        if self.after.is_none_or(|after| key > after) {
            self.rows.push((key, report.row()));
        }
    }
}

/// What matches of a part, the newest first.
struct OnTheWay<'p> {
    part: &'p Part,
    gone: &'p SlotSet,
    terms: &'p Terms<'p>,
    /// What is asked of each ward, once it has been come by.
    wards: Vec<Option<Judged>>,
    next: usize,
    /// How many may still be looked at.
    left: usize,
}

/// What is come by.
enum Step {
    /// A report that matches.
    Row((ListKey, i64)),
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
        let found =
            |slot: u32| Found { part, ward: &part.wards[part.ward_at(to_index(slot))], slot: to_index(slot) };
        let next = part.newest.partition_point(|slot| {
            let key = key_of(&found(*slot));
            terms.is_later(key.observed) || after.is_some_and(|after| key <= after)
        });
        let wards = std::iter::repeat_with(|| None).take(part.wards.len()).collect();
        Self { part, gone, terms, wards, next, left: at_most }
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
            if self.left == 0 {
                return Some(Step::TooFar);
            }
            self.left -= 1;
            let slot = to_index(*self.part.newest.get(self.next)?);
            self.next += 1;
            let ward = self.part.ward_at(slot);
            let report = Found { part: self.part, ward: &self.part.wards[ward], slot };
            if self.terms.is_earlier(report.observed()) {
                return None;
            }
            if !self.gone.has(slot) && self.matches(ward, &report) {
                return Some(Step::Row((key_of(&report), report.row())));
            }
        }
    }
}

fn key_of(report: &Found<'_>) -> ListKey {
    ListKey { observed: report.observed(), id: report.id() }
}
