//! Which change last touched what somebody may see: for each district, TLP, victim or not, and category, since these
//! decide who sees a report.
//!
//! A change touches what a report was before it and what it is after it. Somebody who sees neither must not hear of
//! the change, not even that there was one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{Category, DistrictCode, Epoch, Handling, ReportRow, ScopeKey, Tlp};

/// Epochs by what they touched; of several the last counts.
pub(super) type Touched = Vec<(ScopeKey, Epoch)>;

/// What decides who sees a report, for a span of epochs.
#[derive(Debug, Clone, Copy)]
pub(super) struct VersionSpan {
    pub(super) report: i64,
    pub(super) began: Epoch,
    /// The first epoch in which it did not hold any more.
    pub(super) ended: Option<Epoch>,
    pub(super) district: Option<DistrictCode>,
    pub(super) category: Category,
}

/// What decides it beside that, from an epoch on until another row says otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct HandlingSpan {
    pub(super) report: i64,
    pub(super) began: Epoch,
    pub(super) tlp: Tlp,
    pub(super) victim: bool,
}

/// Returns what the epochs after one and up to another touched of some reports, of which all spans are given.
pub(super) fn touched_between(
    versions: &[VersionSpan],
    handlings: &[HandlingSpan],
    after: Epoch,
    until: Epoch,
) -> Touched {
    let mut reports = BTreeMap::<i64, (Vec<&VersionSpan>, Vec<&HandlingSpan>)>::new();
    for version in versions {
        reports.entry(version.report).or_default().0.push(version);
    }
    for handling in handlings {
        reports.entry(handling.report).or_default().1.push(handling);
    }
    let mut last = HashMap::<ScopeKey, Epoch>::new();
    for (versions, handlings) in reports.values() {
        let ends = versions.iter().flat_map(|version| [Some(version.began), version.ended]);
        let turns = ends.flatten().chain(handlings.iter().map(|handling| handling.began));
        for epoch in turns.filter(|epoch| after < *epoch && *epoch <= until) {
            for key in [key_at(versions, handlings, epoch - 1), key_at(versions, handlings, epoch)] {
                note(&mut last, key, epoch);
            }
        }
    }
    last.into_iter().collect()
}

/// Returns what decided at an epoch who sees a report; nothing when it was not there.
fn key_at(versions: &[&VersionSpan], handlings: &[&HandlingSpan], epoch: Epoch) -> Option<ScopeKey> {
    let holds =
        |version: &&&VersionSpan| version.began <= epoch && version.ended.is_none_or(|ended| ended > epoch);
    let version = versions.iter().find(holds)?;
    let handling = handlings.iter().filter(|handling| handling.began <= epoch).max_by_key(|h| h.began);
    let Handling { tlp, victim, .. } = Handling::default();
    let (tlp, victim) = handling.map_or((tlp, victim), |handling| (handling.tlp, handling.victim));
    Some(ScopeKey { district: version.district, tlp, victim, category: version.category })
}

fn note(last: &mut HashMap<ScopeKey, Epoch>, key: Option<ScopeKey>, epoch: Epoch) {
    if let Some(key) = key {
        let known = last.entry(key).or_insert(epoch);
        *known = epoch.max(*known);
    }
}

/// What is known before every report is read.
#[derive(Debug, Default)]
pub(super) struct Beforehand {
    /// TLP, and whether it tells of a possible victim, of the reports that are not like all others.
    pub(super) marked: HashMap<i64, (Tlp, bool)>,
    /// Changes with their epochs, in order.
    pub(super) epochs: Vec<(i64, Epoch)>,
    /// What the changes touched that ended something, or said how a report is handled.
    pub(super) touched: Touched,
}

/// What the changes touched that began what is held, while it is read.
#[derive(Debug)]
pub(super) struct Touching {
    beforehand: Arc<Beforehand>,
    /// The change of the last report with its epoch: reports that came together stand together.
    change: (i64, Epoch),
    last: HashMap<ScopeKey, Epoch>,
}

impl Touching {
    pub(super) fn new(beforehand: &Arc<Beforehand>) -> Self {
        Self { beforehand: Arc::clone(beforehand), change: (0, 0), last: HashMap::new() }
    }

    /// Says of a report who may hear of it, and takes note of the change that began its version.
    pub(super) fn take(&mut self, mut row: ReportRow, change: i64) -> ReportRow {
        if let Some((tlp, victim)) = self.beforehand.marked.get(&row.row) {
            (row.tlp, row.victim) = (*tlp, *victim);
        }
        if self.change.0 != change {
            let epochs = &self.beforehand.epochs;
            let known = epochs.binary_search_by_key(&change, |(id, _)| *id).ok();
            self.change = (change, known.and_then(|at| epochs.get(at)).map_or(0, |(_, epoch)| *epoch));
        }
        note(&mut self.last, Some(row.scope_key()), self.change.1);
        row
    }

    pub(super) fn finish(self) -> Touched {
        self.last.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: u32) -> Option<DistrictCode> {
        DistrictCode::try_from(number).ok()
    }

    fn key(district: u32, tlp: Tlp, category: Category) -> ScopeKey {
        ScopeKey { district: code(district), tlp, victim: false, category }
    }

    #[test]
    fn a_change_touches_what_was_before_it_and_what_is_after_it_and_nothing_else() {
        let version = |report, began, ended, district, category| VersionSpan {
            report,
            began,
            ended,
            district: code(district),
            category,
        };
        let versions = [
            version(1, 2, Some(5), 3206, Category::Drugs),
            version(1, 5, None, 2706, Category::Drugs),
            version(2, 3, None, 3206, Category::Weapons),
        ];
        let handlings = [
            HandlingSpan { report: 1, began: 7, tlp: Tlp::Red, victim: false },
            HandlingSpan { report: 1, began: 9, tlp: Tlp::Amber, victim: false },
        ];
        let between = |after, until| {
            let mut touched = touched_between(&versions, &handlings, after, until);
            touched.sort_unstable();
            touched
        };
        let strict = Tlp::AmberStrict;
        assert_eq!(
            between(0, 4),
            [(key(3206, strict, Category::Drugs), 2), (key(3206, strict, Category::Weapons), 3)]
        );
        assert_eq!(
            between(3, 5),
            [(key(2706, strict, Category::Drugs), 5), (key(3206, strict, Category::Drugs), 5)]
        );
        assert_eq!(between(5, 6), []);
        assert_eq!(
            between(6, 8),
            [(key(2706, strict, Category::Drugs), 7), (key(2706, Tlp::Red, Category::Drugs), 7)]
        );
        assert_eq!(
            between(8, 9),
            [(key(2706, Tlp::Amber, Category::Drugs), 9), (key(2706, Tlp::Red, Category::Drugs), 9)]
        );
    }
}
