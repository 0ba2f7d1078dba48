//! A question as the index understands it.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::columns::{Columns, UNDATED};
use super::kind::{Categories, KindSet};
use super::ward::{Bounds, Placed, Ward, WardKey, bangkok_day, begins_a_day};
use crate::domain::{ReportQuery, Scope, TileId};
use crate::spatial::extent::Overlap;
use crate::spatial::mercator::MapPoint;
use crate::spatial::region::{Fit, Region};

/// Which reports somebody asks for, and which of them he may see.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Time and kinds.
    pub query: &'a ReportQuery,
    /// What the query's area has become.
    pub region: Option<&'a Region>,
    /// What the caller may see.
    pub scope: &'a Scope,
}

/// A question made ready.
pub(super) struct Terms<'a> {
    asked: Asked<'a>,
    /// A tile, when only its points are asked for.
    tile: Option<TileId>,
    kinds: KindSet,
    categories: Categories,
    /// The kinds asked for with some categories, once they were needed: wards mostly show the same.
    sets: RefCell<Vec<(Categories, Rc<KindSet>)>>,
    from: Option<i64>,
    to: Option<i64>,
}

/// What of a ward is asked for, before where.
pub(super) struct Sieve {
    pub(super) kinds: Rc<KindSet>,
    /// Whether the scope admits every category of the ward: only then may an answer show what comes of all its reports,
    /// such as their mean position.
    pub(super) shows_all: bool,
    /// Seconds of the ward, the last not included; nothing when time is not asked for.
    pub(super) seconds: Option<(u32, u32)>,
}

impl Sieve {
    /// Tells whether a second of the ward is asked for.
    pub(super) fn is_in_time(&self, second: u32) -> bool {
        self.seconds.is_none_or(|(from, to)| (from..to).contains(&second))
    }
}

/// Days in Bangkok, the last not included.
pub(super) type Days = (Option<i64>, Option<i64>);

impl<'a> Terms<'a> {
    pub(super) fn new(asked: Asked<'a>) -> Self {
        let ReportQuery { statuses, channels, precisions, from, to, .. } = asked.query;
        let kinds = KindSet::new(statuses, channels, precisions);
        Self {
            asked,
            tile: None,
            kinds,
            categories: Categories::wanted(&asked.query.categories),
            sets: RefCell::default(),
            from: from.map(first_second),
            to: to.map(first_second),
        }
    }

    /// Asks for the points in a tile alone.
    pub(super) fn in_tile(self, tile: TileId) -> Self {
        Self { tile: Some(tile), ..self }
    }

    /// Returns the categories that are asked for and that the scope admits of a ward.
    pub(super) fn categories_of(&self, ward: &WardKey) -> Categories {
        self.admitted(ward).and(self.categories)
    }

    /// Returns the categories that the scope admits of a ward.
    fn admitted(&self, ward: &WardKey) -> Categories {
        Categories::of(self.asked.scope.categories(ward.district, ward.tlp, ward.victim))
    }

    /// Returns what of a ward is asked for; nothing when the scope admits none of it, or no kind is wanted.
    ///
    /// The scope is asked here, before any report of the ward is looked at.
    pub(super) fn sieve(&self, ward: &WardKey) -> Option<Sieve> {
        let categories = self.categories_of(ward);
        if categories.is_empty() {
            return None;
        }
        let mut sets = self.sets.borrow_mut();
        let known = sets.iter().find(|(of, _)| *of == categories).map(|(_, kinds)| Rc::clone(kinds));
        let kinds = known.unwrap_or_else(|| {
            let kinds = Rc::new(self.kinds.of_categories(categories));
            sets.push((categories, Rc::clone(&kinds)));
            kinds
        });
        let seconds = self.asks_for_time().then(|| {
            let from = self.from.map_or(0, |from| ward.second_of(from));
            (from, self.to.map_or(UNDATED, |to| ward.second_of(to)))
        });
        let shows_all = self.admitted(ward) == Categories::wanted(&[]);
        Some(Sieve { kinds, shows_all, seconds })
    }

    pub(super) fn asks_for_time(&self) -> bool {
        self.asked.query.asks_for_time()
    }

    /// Tells whether something was seen when the period was over.
    pub(super) fn is_later(&self, observed: Option<i64>) -> bool {
        matches!((observed, self.to), (Some(at), Some(to)) if at >= to)
    }

    /// Tells whether something was seen before the period began, or comes after all that was in lists.
    pub(super) fn is_earlier(&self, observed: Option<i64>) -> bool {
        match observed {
            Some(at) => self.from.is_some_and(|from| at < from),
            None => self.asks_for_time(),
        }
    }

    /// Returns the days asked for; nothing when the question begins or ends within a day.
    pub(super) fn days(&self) -> Option<Days> {
        let whole = [self.from, self.to].into_iter().flatten().all(begins_a_day);
        whole.then(|| (self.from.map(bangkok_day), self.to.map(bangkok_day)))
    }

    /// Tells whether nobody can tell of reports without a point whether they lie in the area.
    pub(super) fn is_about_points(&self) -> bool {
        self.tile.is_none() && self.asked.region.is_some_and(|region| !region.is_by_code())
    }

    /// Tells how a ward lies to the area.
    pub(super) fn fit_of_ward(&self, ward: &Ward) -> Fit {
        let WardKey { district, province, placed, .. } = ward.key;
        if self.tile.is_some() && placed != Placed::Point {
            return Fit::Outside;
        }
        let fit = self
            .asked
            .region
            .map_or(Fit::Inside, |region| region.fit(district, province, placed == Placed::Point));
        match fit {
            Fit::Partly => self.fit_of(ward.bounds.as_ref()),
            Fit::Inside if self.tile.is_some() => self.fit_of(ward.bounds.as_ref()),
            Fit::Inside | Fit::Outside | Fit::CannotTell => fit,
        }
    }

    /// Tells how points within bounds lie to the area; districts and provinces have been asked with the ward.
    pub(super) fn fit_of(&self, bounds: Option<&Bounds>) -> Fit {
        let Some(bounds) = bounds else { return Fit::Partly };
        let in_tile = self.tile.map_or(Overlap::Inside, |tile| overlap(bounds, tile));
        if in_tile == Overlap::Outside {
            return Fit::Outside;
        }
        let region = self.asked.region.map_or(Overlap::Inside, |region| region.judge(bounds));
        match (region, in_tile) {
            (Overlap::Outside, _) => Fit::Outside,
            (Overlap::Inside, Overlap::Inside) => Fit::Inside,
            (Overlap::Inside | Overlap::Partly, _) => Fit::Partly,
        }
    }

    /// Tells whether the point of a report that lies partly with the area lies in it.
    pub(super) fn covers(&self, columns: &Columns, slot: usize) -> bool {
        let line = || columns.beside_line(slot).map(|line| (line.km(), line.distance_m()));
        self.asked.region.is_none_or(|region| region.covers_point(columns.at(slot), line))
            && self.tile.is_none_or(|tile| MapPoint::new(columns.at(slot)).is_in(tile))
    }
}

/// Tells how points within bounds lie to a tile.
fn overlap(bounds: &Bounds, tile: TileId) -> Overlap {
    let (north_west, south_east) = bounds.corners;
    if north_west.is_in(tile) && south_east.is_in(tile) {
        Overlap::Inside
    } else if north_west.and_onward_misses(south_east, tile) {
        Overlap::Outside
    } else {
        Overlap::Partly
    }
}

/// Returns the first whole second that is not before an instant: reports are seen at whole seconds, and one
/// that was seen before a bound must not count as seen at it.
fn first_second(bound: DateTime<Utc>) -> i64 {
    bound.timestamp() + i64::from(bound.timestamp_subsec_nanos() > 0)
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
