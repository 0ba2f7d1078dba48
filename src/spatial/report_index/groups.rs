//! Counts by a field, and by district with what hotspot maps need.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

use super::Tally;
use super::day_counts::date_of;
use super::kind::{category_of, status_of};
use super::walk::{Found, Gather, WholeDays};
use super::ward::{Placed, Ward, bangkok_day};
use crate::domain::number::i64_to_count;
use crate::domain::{Category, Channel, Counts, CrossingId, DistrictCode, GroupBy, Status, period};

/// Counts reports by a field.
pub(super) struct Groups {
    group: GroupBy,
    counts: BTreeMap<Option<GroupKey>, usize>,
    /// The last key and its count, not yet among the others: reports that stand together often share it.
    last: (Option<GroupKey>, usize),
}

/// A value of a field, as a number: a code, a place in a list, a day since 1970.
type GroupKey = i64;

impl Groups {
    pub(super) fn by(group: GroupBy) -> Self {
        Self { group, counts: BTreeMap::new(), last: (None, 0) }
    }

    /// Returns the counts, most frequent first, then by key; reports without the field under no key, last.
    pub(super) fn finish(mut self) -> Vec<(Option<String>, usize)> {
        self.flush();
        let mut groups = BTreeMap::<Option<String>, usize>::new();
        for (key, count) in self.counts {
            if count > 0 {
                *groups.entry(key.and_then(|key| name_of(self.group, key))).or_default() += count;
            }
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|a, b| {
            a.0.is_none().cmp(&b.0.is_none()).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0))
        });
        groups
    }

    fn add(&mut self, key: Option<GroupKey>, count: usize) {
        if self.last.0 != key {
            self.flush();
            self.last = (key, 0);
        }
        self.last.1 += count;
    }

    fn flush(&mut self) {
        let (key, count) = std::mem::take(&mut self.last);
        if count > 0 {
            *self.counts.entry(key).or_default() += count;
        }
    }
}

impl Gather for Groups {
    fn take(&mut self, report: Found<'_>) {
        self.add(key_of(self.group, &report), 1);
    }

    fn take_days(&mut self, ward: &Ward, days: &WholeDays<'_>) -> bool {
        match self.group {
            GroupBy::District => self.add(ward.key.district.map(|d| d.number().into()), days.total()),
            GroupBy::Province => self.add(ward.key.province.map(|p| p.number().into()), days.total()),
            GroupBy::Category | GroupBy::Status => {
                for (column, count) in days.by_column() {
                    self.add(column_key(self.group, column), count);
                }
            }
            GroupBy::Day | GroupBy::Weekday if !days.knows_days() => return false,
            GroupBy::Month | GroupBy::Day | GroupBy::Weekday => {
                for (day, count) in days.by_day() {
                    self.add(day_key(self.group, day), count);
                }
                self.add(None, days.undated());
            }
            GroupBy::Tambon | GroupBy::Channel | GroupBy::Crossing | GroupBy::Hour => return false,
        }
        true
    }
}

fn key_of(group: GroupBy, report: &Found<'_>) -> Option<GroupKey> {
    match group {
        GroupBy::District => report.district().map(|d| d.number().into()),
        GroupBy::Province => report.province().map(|p| p.number().into()),
        GroupBy::Tambon => report.tambon().map(|t| t.number().into()),
        GroupBy::Category | GroupBy::Status => column_key(group, report.kind().column()),
        GroupBy::Channel => place_in(Channel::ALL, &report.kind().channel()),
        GroupBy::Crossing => report.crossing().map(|c| c.ordinal().into()),
        GroupBy::Month | GroupBy::Day | GroupBy::Weekday => {
            report.observed().and_then(|at| day_key(group, bangkok_day(at)))
        }
        GroupBy::Hour => report
            .observed()
            .filter(|_| report.kind().is_timed())
            .and_then(bangkok_time)
            .map(|t| t.hour().into()),
    }
}

fn column_key(group: GroupBy, column: usize) -> Option<GroupKey> {
    match group {
        GroupBy::Status => place_in(Status::ALL, &status_of(column)),
        _ => place_in(Category::ALL, &category_of(column)),
    }
}

fn day_key(group: GroupBy, day: i64) -> Option<GroupKey> {
    let date = date_of(day)?;
    Some(match group {
        GroupBy::Month => i64::from(date.year()) * 12 + i64::from(date.month0()),
        GroupBy::Weekday => date.weekday().number_from_monday().into(),
        _ => day,
    })
}

/// Names a key as answers do.
fn name_of(group: GroupBy, key: GroupKey) -> Option<String> {
    let place = || i64_to_count(key);
    Some(match group {
        GroupBy::District | GroupBy::Province | GroupBy::Tambon | GroupBy::Hour | GroupBy::Weekday => {
            key.to_string()
        }
        GroupBy::Category => Category::ALL.get(place()?)?.to_string(),
        GroupBy::Status => Status::ALL.get(place()?)?.to_string(),
        GroupBy::Channel => Channel::ALL.get(place()?)?.to_string(),
        GroupBy::Crossing => CrossingId::of_ordinal(u8::try_from(key).ok()?)?.to_string(),
        GroupBy::Month => format!("{:04}-{:02}", key.div_euclid(12), key.rem_euclid(12) + 1),
        GroupBy::Day => date_of(key)?.format("%Y-%m-%d").to_string(),
    })
}

fn place_in<T: PartialEq>(all: &[T], value: &T) -> Option<GroupKey> {
    all.iter().position(|known| known == value).and_then(|place| i64::try_from(place).ok())
}

fn bangkok_time(seconds: i64) -> Option<DateTime<FixedOffset>> {
    DateTime::from_timestamp(seconds, 0).map(|at| at.with_timezone(&period::bangkok()))
}

/// The reports of a question by district, and between which days they were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByDistrict {
    /// What goes with every answer.
    pub counts: Counts,
    /// Reports of each district; those that name none are left out.
    pub tallies: BTreeMap<DistrictCode, Tally>,
    /// Points that lie in no district.
    pub points_elsewhere: usize,
    /// The days on which they were seen.
    pub observed: ObservedDays,
}

/// The first and the last day of some reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ObservedDays {
    ends: Option<(i64, i64)>,
}

impl ObservedDays {
    /// Returns the first day and the last, in Bangkok; nothing when no report has a date.
    pub fn first_and_last(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, last) = self.ends?;
        Some((date_of(first)?, date_of(last)?))
    }

    pub(super) fn add(&mut self, day: i64) {
        let (first, last) = self.ends.unwrap_or((day, day));
        self.ends = Some((first.min(day), last.max(day)));
    }
}

impl ByDistrict {
    /// Counts the reports in each of some districts; also returns how many lie elsewhere for certain. The rest name
    /// no district.
    pub fn count_in(&self, districts: &[DistrictCode]) -> (Vec<usize>, usize) {
        let of = |code| self.tallies.get(code).map_or(0, |tally| tally.count);
        let counts: Vec<usize> = districts.iter().map(of).collect();
        let named: usize = self.tallies.values().map(|tally| tally.count).sum();
        let elsewhere = named - counts.iter().sum::<usize>() + self.points_elsewhere;
        (counts, elsewhere)
    }

    fn place(&mut self, ward: &Ward) -> Option<&mut Tally> {
        ward.key.district.map(|district| self.tallies.entry(district).or_default())
    }
}

/// Tells whether the reports of a ward are points in no district.
fn lies_elsewhere(ward: &Ward) -> bool {
    ward.key.district.is_none() && ward.key.placed == Placed::Point
}

impl Gather for ByDistrict {
    fn take(&mut self, report: Found<'_>) {
        self.points_elsewhere += usize::from(lies_elsewhere(report.ward));
        if let Some(tally) = self.place(report.ward) {
            *tally += Tally::of(report.kind().status());
        }
        if let Some(at) = report.observed() {
            self.observed.add(bangkok_day(at));
        }
    }

    fn take_days(&mut self, ward: &Ward, days: &WholeDays<'_>) -> bool {
        if !days.knows_days() {
            return false;
        }
        if lies_elsewhere(ward) {
            self.points_elsewhere += days.total();
        }
        // A district is named only where there is a report, or it would say that there are others.
        for (column, count) in days.by_column().filter(|(_, count)| *count > 0) {
            if let Some(tally) = self.place(ward) {
                tally.count += count;
                tally.confirmed += if status_of(column) == Status::Confirmed { count } else { 0 };
            }
        }
        let mut by_day = days.by_day();
        for (day, _) in [by_day.next(), by_day.next_back()].into_iter().flatten() {
            self.observed.add(day);
        }
        true
    }
}
