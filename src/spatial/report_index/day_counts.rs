//! How many reports of a ward there are of each category and status up to each day: whole days are counted by
//! two subtractions, without a look at any report.

use std::ops::Range;

use super::columns::{Columns, UNDATED};
use super::kind::{COLUMNS, Kind};
use super::ward::{WardKey, days_between};
use crate::domain::number::{count_to_i64, to_index};

/// Sums kept for each report at most: with fewer reports looking at each costs little.
const SUMS_A_REPORT: usize = 4;

/// Sums of counts by day in Bangkok, over the days on which anything was seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DayCounts {
    /// The days, in order.
    days: Vec<i64>,
    /// Which columns occur, in order.
    columns: Vec<usize>,
    /// For each day the counts of all days before it, one a column; at the end those of all days.
    sums: Vec<u32>,
    /// The counts of reports without a date, one a column.
    undated: Vec<u32>,
}

impl DayCounts {
    /// Counts the reports of a ward; nothing when there are too few of them for so many sums.
    pub(super) fn new(key: &WardKey, columns: &Columns, slots: Range<usize>) -> Option<Self> {
        let (kinds, seconds) = (&columns.kind[slots.clone()], &columns.second[slots]);
        let dated = || kinds.iter().zip(seconds).filter(|(_, second)| **second != UNDATED);
        let (first, last) = dated().fold(None, |ends: Option<(u32, u32)>, (_, &second)| {
            Some(ends.map_or((second, second), |(first, last)| (first.min(second), last.max(second))))
        })?;
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
        let days: Vec<usize> = (0..occurs.len()).filter(|day| occurs[*day]).collect();
        if (days.len() + 1) * used.len() > kinds.len() * SUMS_A_REPORT {
            return None;
        }

        let mut place_of_day = vec![0; occurs.len()];
        for (place, &day) in days.iter().enumerate() {
            place_of_day[day] = place;
        }
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
                sums[(place_of_day[day_of(second)] + 1) * width + column] += 1;
            }
        }
        for at in width..sums.len() {
            sums[at] += sums[at - width];
        }
        let days = days.into_iter().map(|day| first + count_to_i64(day)).collect();
        Some(Self { days, columns: used, sums, undated })
    }

    /// Returns which of the days lie from one day up to another.
    pub(super) fn between(&self, from: Option<i64>, to: Option<i64>) -> Range<usize> {
        let start = from.map_or(0, |from| self.days.partition_point(|day| *day < from));
        let end = to.map_or(self.days.len(), |to| self.days.partition_point(|day| *day < to));
        start..end.max(start)
    }

    /// Returns a day by its place.
    pub(super) fn day(&self, place: usize) -> i64 {
        self.days[place]
    }

    /// Returns the counts of some days, by column, and of the reports without a date if they are asked for too;
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

    /// Returns how many reports there are on a day.
    pub(super) fn on_day(&self, place: usize, wanted: u64) -> usize {
        self.by_column(&(place..place + 1), wanted, false).map(|(_, count)| count).sum()
    }

    /// Returns how many reports there are without a date.
    pub(super) fn undated(&self, wanted: u64) -> usize {
        self.by_column(&(0..0), wanted, true).map(|(_, count)| count).sum()
    }
}
