//! How many reports of a ward there are of each category and status up to each day or month: whole ones are counted
//! by a subtraction, without a look at any report.

use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate};

use super::columns::{Columns, UNDATED};
use super::kind::{COLUMNS, Kind};
use super::ward::{WardKey, days_between};
use crate::domain::number::{count_to_i64, to_index};

/// Sums kept for each report at most: with fewer reports looking at each costs little.
const SUMS_A_REPORT: usize = 4;

/// Sums of counts by day in Bangkok, or by month where there are too few reports for days.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DayCounts {
    step: Step,
    /// The first days of the steps in which anything was seen, in order.
    days: Vec<i64>,
    /// Which columns occur, in order.
    columns: Vec<usize>,
    /// For each step the counts of all steps before it, one a column; at the end those of all.
    sums: Vec<u32>,
    /// The counts of reports without a date, one a column.
    undated: Vec<u32>,
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Day,
    Month,
}

impl Step {
    /// Returns the first day of the step in which a day lies.
    fn start(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            Self::Month => day - i64::from(date_of(day).map_or(0, |date| date.day0())),
        }
    }
}

/// Returns the date of a day counted from the first of 1970.
pub(super) fn date_of(day: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp(day.checked_mul(86_400)?, 0).map(|at| at.date_naive())
}

impl DayCounts {
    /// Counts the reports of a ward; nothing when there are too few of them for so many sums.
    pub(super) fn new(key: &WardKey, columns: &Columns, slots: Range<usize>) -> Option<Self> {
        let (kinds, seconds) = (&columns.kind[slots.clone()], &columns.second[slots]);
        let dated = seconds.iter().filter(|second| **second != UNDATED);
        let (first, last) = (*dated.clone().min()?, *dated.max()?);
        let (first, last) = (key.day(first), key.day(last));
        let day_of = |second: u32| days_between(first, key.day(second));

        let mut occurs = vec![false; days_between(first, last) + 1];
        let mut column_occurs = [false; COLUMNS];
        for (kind, &second) in kinds.iter().zip(seconds) {
            column_occurs[Kind::from_bits(*kind).column()] = true;
            if second != UNDATED {
                occurs[day_of(second)] = true;
            }
        }
        let used: Vec<usize> = (0..COLUMNS).filter(|column| column_occurs[*column]).collect();
        let starts = |step: Step| {
            let days = (0..occurs.len()).filter(|day| occurs[*day]);
            let mut starts: Vec<i64> = days.map(|day| step.start(first + count_to_i64(day))).collect();
            starts.dedup();
            starts
        };
        let fits = |starts: &Vec<i64>| (starts.len() + 1) * used.len() <= kinds.len() * SUMS_A_REPORT;
        let (step, days) = [Step::Day, Step::Month]
            .into_iter()
            .map(|step| (step, starts(step)))
            .find(|(_, starts)| fits(starts))?;

        let place_of_day: Vec<usize> = (0..occurs.len())
            .map(|day| days.partition_point(|start| *start <= first + count_to_i64(day)))
            .collect();
        let mut place_of_column = [0; COLUMNS];
        for (place, &column) in used.iter().enumerate() {
            place_of_column[column] = place;
        }
        let width = used.len();
        let mut sums = vec![0; (days.len() + 1) * width];
        let mut undated = vec![0; width];
        for (kind, &second) in kinds.iter().zip(seconds) {
            let column = place_of_column[Kind::from_bits(*kind).column()];
            if second == UNDATED {
                undated[column] += 1;
            } else {
                sums[place_of_day[day_of(second)] * width + column] += 1;
            }
        }
        for at in width..sums.len() {
            sums[at] += sums[at - width];
        }
        Some(Self { step, days, columns: used, sums, undated })
    }

    /// Returns which of the steps lie from one day up to another; nothing when a step is cut by them.
    pub(super) fn between(&self, from: Option<i64>, to: Option<i64>) -> Option<Range<usize>> {
        let whole = |day: &i64| self.step.start(*day) == *day;
        if !from.iter().chain(&to).all(whole) {
            return None;
        }
        let start = from.map_or(0, |from| self.days.partition_point(|day| *day < from));
        let end = to.map_or(self.days.len(), |to| self.days.partition_point(|day| *day < to));
        Some(start..end.max(start))
    }

    /// Tells whether each day is counted by itself.
    pub(super) fn knows_days(&self) -> bool {
        self.step == Step::Day
    }

    /// Returns the first day of the step in which a day lies.
    pub(super) fn start(&self, day: i64) -> i64 {
        self.step.start(day)
    }

    /// Returns the first day of a step by its place.
    pub(super) fn day(&self, place: usize) -> i64 {
        self.days[place]
    }

    /// Returns the counts of some steps, by column, and of the reports without a date if they are asked for too;
    /// `wanted` has a bit for each column asked for.
    pub(super) fn by_column(
        &self,
        days: &Range<usize>,
        wanted: u64,
        undated: bool,
    ) -> impl Iterator<Item = (usize, usize)> {
        let width = self.columns.len();
        let sums = |day: usize| &self.sums[day * width..(day + 1) * width];
        let dated = sums(days.end).iter().zip(sums(days.start)).map(|(until, before)| until - before);
        let counts = self.columns.iter().zip(dated).zip(&self.undated);
        counts.filter(move |((column, _), _)| wanted >> **column & 1 != 0).map(
            move |((column, dated), without)| {
                (*column, to_index(dated) + if undated { to_index(*without) } else { 0 })
            },
        )
    }

    /// Returns how many reports there are in a step.
    pub(super) fn in_step(&self, place: usize, wanted: u64) -> usize {
        self.by_column(&(place..place + 1), wanted, false).map(|(_, count)| count).sum()
    }

    /// Returns how many reports there are without a date.
    pub(super) fn undated(&self, wanted: u64) -> usize {
        self.by_column(&(0..0), wanted, true).map(|(_, count)| count).sum()
    }
}
