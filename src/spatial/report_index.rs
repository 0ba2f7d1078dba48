//! The reports in memory, in columns, answered by a plain scan.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Timelike, Utc};
use uuid::Uuid;

use super::region::{Fit, Region, Whereabouts};
use crate::domain::{
    BorderRelation, Category, Channel, Counts, CrossingId, DistrictCode, Epoch, GroupBy, LonLat,
    ObservedPrecision, Precision, ProvinceCode, ReportQuery, ReportRow, Scope, Status, TambonCode, period,
};

/// Holds every report's askable fields, one column a field, as of one epoch.
#[derive(Debug, Clone, Default)]
pub struct ReportIndex {
    epoch: Epoch,
    rows: Vec<i64>,
    id: Vec<Uuid>,
    observed: Vec<Option<i64>>,
    observed_precision: Vec<Option<ObservedPrecision>>,
    category: Vec<Category>,
    status: Vec<Status>,
    channel: Vec<Channel>,
    precision: Vec<Precision>,
    at: Vec<Option<LonLat>>,
    district: Vec<Option<DistrictCode>>,
    tambon: Vec<Option<TambonCode>>,
    province: Vec<Option<ProvinceCode>>,
    crossing: Vec<Option<CrossingId>>,
    border: Vec<Option<BorderRelation>>,
    positions: BTreeMap<i64, usize>,
}

/// The reports that a query matches: positions in the index, valid for that index alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// What goes with every answer.
    pub counts: Counts,
    matched: Vec<usize>,
}

/// What a map says of a single report.
#[derive(Debug, Clone, Copy)]
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

/// How many reports there are, and how many of them are confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reports.
    pub count: usize,
    /// Of these, confirmed.
    pub confirmed: usize,
}

impl Tally {
    /// Adds a report of a status.
    pub fn add(&mut self, status: Status) {
        self.count += 1;
        self.confirmed += usize::from(status == Status::Confirmed);
    }
}

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

impl ReportIndex {
    /// Returns the epoch of the last change applied.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Returns how many reports there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is no report.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds reports, or replaces those with the same row number, up to an epoch.
    pub fn apply(&mut self, epoch: Epoch, changed: Vec<ReportRow>) {
        for row in changed {
            let seconds = row.observed.map(|at| at.timestamp());
            if let Some(&i) = self.positions.get(&row.row) {
                self.observed[i] = seconds;
                self.observed_precision[i] = row.observed_precision;
                self.category[i] = row.category;
                self.status[i] = row.status;
                self.channel[i] = row.channel;
                self.precision[i] = row.precision;
                self.at[i] = row.at;
                self.district[i] = row.district;
                self.tambon[i] = row.tambon;
                self.province[i] = row.province;
                self.crossing[i] = row.crossing;
                self.border[i] = row.border;
            } else {
                self.positions.insert(row.row, self.rows.len());
                self.rows.push(row.row);
                self.id.push(row.id);
                self.observed.push(seconds);
                self.observed_precision.push(row.observed_precision);
                self.category.push(row.category);
                self.status.push(row.status);
                self.channel.push(row.channel);
                self.precision.push(row.precision);
                self.at.push(row.at);
                self.district.push(row.district);
                self.tambon.push(row.tambon);
                self.province.push(row.province);
                self.crossing.push(row.crossing);
                self.border.push(row.border);
            }
        }
        self.epoch = self.epoch.max(epoch);
    }

    /// Finds the reports of a query that a scope admits, in the region that the query's area has become.
    ///
    /// The scope is asked first, for each report, so that nothing outside it reaches any count.
    pub fn select(&self, query: &ReportQuery, region: Option<&Region>, scope: &Scope) -> Selection {
        let from = query.from.map(first_second);
        let to = query.to.map(first_second);
        let mut selection = Selection::default();
        for i in 0..self.rows.len() {
            if !scope.admits(self.district[i], self.category[i]) || !self.is_of_kind(i, query) {
                continue;
            }
            let fit = region.map_or(Fit::Inside, |region| region.fit(self.whereabouts(i)));
            if fit == Fit::Outside {
                continue;
            }
            match self.observed[i] {
                None if query.asks_for_time() => {
                    selection.counts.undated += 1;
                    continue;
                }
                Some(at) if from.is_some_and(|f| at < f) || to.is_some_and(|t| at >= t) => continue,
                Some(_) | None => {}
            }
            match self.precision[i] {
                _ if fit == Fit::CannotTell => {
                    selection.counts.unlocated += 1;
                    continue;
                }
                Precision::Exact | Precision::Village => selection.counts.points += 1,
                Precision::Tambon | Precision::District | Precision::Province => {
                    selection.counts.area_only += 1;
                }
                Precision::None => selection.counts.unlocated += 1,
            }
            selection.counts.matched += 1;
            selection.matched.push(i);
        }
        selection
    }

    /// Returns the row numbers of a selection in the order of every list: observed descending, undated
    /// last, then by id; each with its place in that order.
    pub fn newest_first(&self, selection: &Selection) -> Vec<(ListKey, i64)> {
        let key = |i: usize| ListKey { observed: self.observed[i], id: self.id[i] };
        let mut order: Vec<_> = selection.matched.iter().map(|&i| (key(i), self.rows[i])).collect();
        order.sort_unstable_by_key(|(key, _)| *key);
        order
    }

    /// Counts a selection by a field, most frequent first, then by key; reports without the field are
    /// counted under no key, last.
    pub fn count_by(&self, selection: &Selection, group: GroupBy) -> Vec<(Option<String>, usize)> {
        let mut counts = BTreeMap::<Option<String>, usize>::new();
        for &i in &selection.matched {
            *counts.entry(self.key(i, group)).or_default() += 1;
        }
        let mut groups: Vec<_> = counts.into_iter().collect();
        groups.sort_by(|a, b| {
            a.0.is_none().cmp(&b.0.is_none()).then(b.1.cmp(&a.1)).then_with(|| a.0.cmp(&b.0))
        });
        groups
    }

    /// Counts a selection in each of some districts; also returns how many lie elsewhere for certain. The
    /// rest of the selection names no district.
    pub fn count_in(&self, selection: &Selection, districts: &[DistrictCode]) -> (Vec<usize>, usize) {
        let at: BTreeMap<DistrictCode, usize> = districts.iter().enumerate().map(|(i, d)| (*d, i)).collect();
        let mut counts = vec![0; districts.len()];
        let mut elsewhere = 0;
        for &i in &selection.matched {
            match self.district[i].and_then(|d| at.get(&d)) {
                Some(&d) => counts[d] += 1,
                None if self.district[i].is_some() || self.at[i].is_some() => elsewhere += 1,
                None => {}
            }
        }
        (counts, elsewhere)
    }

    /// Counts a selection by district; reports that name none are left out.
    pub fn tally_districts(&self, selection: &Selection) -> BTreeMap<DistrictCode, Tally> {
        let mut tallies = BTreeMap::<DistrictCode, Tally>::new();
        for &i in &selection.matched {
            if let Some(district) = self.district[i] {
                tallies.entry(district).or_default().add(self.status[i]);
            }
        }
        tallies
    }

    /// Returns the points of a selection, each with its report's position in the index.
    pub(super) fn placed(&self, selection: &Selection) -> impl Iterator<Item = (LonLat, PointFacts)> {
        selection.matched.iter().filter_map(|&i| self.at[i].map(|at| (at, self.facts(i))))
    }

    /// Returns what a map says of the report at a position.
    fn facts(&self, i: usize) -> PointFacts {
        PointFacts {
            id: self.id[i],
            category: self.category[i],
            status: self.status[i],
            precision: self.precision[i],
        }
    }

    /// Returns the points of a selection; reports known by an area only have none.
    pub fn points(&self, selection: &Selection) -> impl Iterator<Item = LonLat> {
        selection.matched.iter().filter_map(|&i| self.at[i])
    }

    /// Returns the first and last day observed in a selection, in Bangkok.
    pub fn observed_days(&self, selection: &Selection) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
        let times = selection.matched.iter().filter_map(|&i| self.observed[i]);
        let (first, last) = times.fold(None, |span: Option<(i64, i64)>, t| {
            Some(span.map_or((t, t), |(a, b)| (a.min(t), b.max(t))))
        })?;
        Some((bangkok_time(first)?.date_naive(), bangkok_time(last)?.date_naive()))
    }

    fn is_of_kind(&self, i: usize, query: &ReportQuery) -> bool {
        admits(&query.categories, self.category[i])
            && admits(&query.statuses, self.status[i])
            && admits(&query.channels, self.channel[i])
            && admits(&query.precisions, self.precision[i])
    }

    fn whereabouts(&self, i: usize) -> Whereabouts {
        Whereabouts {
            at: self.at[i],
            district: self.district[i],
            province: self.province[i],
            border: self.border[i],
        }
    }

    fn key(&self, i: usize, group: GroupBy) -> Option<String> {
        let local = || self.observed[i].and_then(bangkok_time);
        match group {
            GroupBy::District => self.district[i].map(|d| d.to_string()),
            GroupBy::Province => self.province[i].map(|p| p.to_string()),
            GroupBy::Tambon => self.tambon[i].map(|t| t.to_string()),
            GroupBy::Category => Some(self.category[i].to_string()),
            GroupBy::Status => Some(self.status[i].to_string()),
            GroupBy::Channel => Some(self.channel[i].to_string()),
            GroupBy::Crossing => self.crossing[i].as_ref().map(ToString::to_string),
            GroupBy::Month => local().map(|t| t.format("%Y-%m").to_string()),
            GroupBy::Day => local().map(|t| t.format("%Y-%m-%d").to_string()),
            GroupBy::Hour => local()
                .filter(|_| self.observed_precision[i] == Some(ObservedPrecision::Time))
                .map(|t| t.hour().to_string()),
            GroupBy::Weekday => local().map(|t| t.weekday().number_from_monday().to_string()),
        }
    }
}

/// Returns the first whole second that is not before an instant: reports are seen at whole seconds, and one
/// that was seen before a bound must not count as seen at it.
fn first_second(bound: DateTime<Utc>) -> i64 {
    bound.timestamp() + i64::from(bound.timestamp_subsec_nanos() > 0)
}

fn admits<T: PartialEq + Copy>(wanted: &[T], value: T) -> bool {
    wanted.is_empty() || wanted.contains(&value)
}

fn bangkok_time(seconds: i64) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    chrono::DateTime::from_timestamp(seconds, 0).map(|t| t.with_timezone(&period::bangkok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_between_two_seconds_parts_them() {
        let second = |text: &str| first_second(text.parse().unwrap());
        assert_eq!(second("1970-01-01T00:00:07Z"), 7);
        assert_eq!(second("1970-01-01T00:00:07.000000001Z"), 8);
        assert_eq!(second("1969-12-31T23:59:52.5Z"), -7);
    }
}
