//! Which epoch last touched what a scope admits: whoever sees nothing of a change must not hear of it.

use std::collections::BTreeMap;

use crate::domain::{Epoch, Scope, ScopeKey};

/// The last epoch by what decides who sees a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LastTouched {
    last: BTreeMap<ScopeKey, Epoch>,
}

impl LastTouched {
    /// Takes note of epochs and what they touched, in any order.
    pub(super) fn add(&mut self, touched: impl IntoIterator<Item = (ScopeKey, Epoch)>) {
        for (key, epoch) in touched {
            let last = self.last.entry(key).or_insert(epoch);
            *last = epoch.max(*last);
        }
    }

    /// Returns the last epoch that touched a report that a scope admits, as it was before or as it is after; 0 when there
    /// never was any.
    pub(super) fn within(&self, scope: &Scope) -> Epoch {
        let admitted = self.last.iter().filter(|(key, _)| scope.admits(key));
        admitted.map(|(_, epoch)| *epoch).max().unwrap_or(0)
    }

    /// Returns all of it.
    pub(super) fn entries(&self) -> impl ExactSizeIterator<Item = (ScopeKey, Epoch)> {
        self.last.iter().map(|(key, epoch)| (*key, *epoch))
    }
}
