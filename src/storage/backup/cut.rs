//! A backup as of an earlier epoch.

use std::collections::HashSet;

use crate::domain::Epoch;
use crate::storage::records::Rows;

/// Leaves out what came after an epoch: a row that began later, and the end of one that ended later.
#[derive(Debug, Default)]
pub(super) struct Cut {
    until: Option<Epoch>,
    kept: HashSet<i64>,
    generations: HashSet<i64>,
    results: HashSet<String>,
    alerts: HashSet<String>,
}

impl Cut {
    /// Begins before the first table; no epoch leaves nothing out.
    pub(super) fn new(until: Option<Epoch>) -> Self {
        Self { until, ..Self::default() }
    }

    /// Returns the rows that stay; changes and generations must come before what refers to them.
    pub(super) fn apply(&mut self, rows: Rows) -> Rows {
        let Some(until) = self.until else { return rows };
        match rows {
            Rows::Changes(mut rows) => {
                rows.retain(|change| change.epoch.is_some_and(|epoch| epoch <= until));
                self.kept.extend(rows.iter().map(|change| change.id));
                Rows::Changes(rows)
            }
            Rows::Generations(mut rows) => {
                rows.retain(|g| g.change_id.is_none_or(|change| self.kept.contains(&change)));
                self.generations.extend(rows.iter().map(|g| g.id));
                Rows::Generations(rows)
            }
            Rows::Boundaries(mut rows) => {
                rows.retain(|boundary| self.generations.contains(&boundary.generation_id));
                Rows::Boundaries(rows)
            }
            Rows::Areas(rows) => Rows::Areas(rows),
            Rows::Reports(mut rows) => {
                rows.retain(|report| self.kept.contains(&report.change_id));
                Rows::Reports(rows)
            }
            Rows::Texts(mut rows) => {
                rows.retain(|text| self.kept.contains(&text.change_id));
                Rows::Texts(rows)
            }
            Rows::Versions(mut rows) => {
                rows.retain(|version| self.kept.contains(&version.change_from));
                for version in &mut rows {
                    version.change_to = version.change_to.filter(|change| self.kept.contains(change));
                }
                Rows::Versions(rows)
            }
            Rows::Handlings(mut rows) => {
                rows.retain(|handling| self.kept.contains(&handling.change_from));
                for handling in &mut rows {
                    handling.change_to = handling.change_to.filter(|change| self.kept.contains(change));
                }
                Rows::Handlings(rows)
            }
            Rows::Events(mut rows) => {
                rows.retain(|event| self.kept.contains(&event.change_id));
                Rows::Events(rows)
            }
            Rows::RiskPoints(mut rows) => {
                rows.retain(|point| self.kept.contains(&point.change_from));
                for point in &mut rows {
                    point.change_to = point.change_to.filter(|change| self.kept.contains(change));
                }
                Rows::RiskPoints(rows)
            }
            Rows::Targets(mut rows) => {
                rows.retain(|target| self.kept.contains(&target.change_from));
                for target in &mut rows {
                    target.change_to = target.change_to.filter(|change| self.kept.contains(change));
                }
                Rows::Targets(rows)
            }
            Rows::Populations(mut rows) => {
                rows.retain(|count| self.kept.contains(&count.change_from));
                for count in &mut rows {
                    count.change_to = count.change_to.filter(|change| self.kept.contains(change));
                }
                Rows::Populations(rows)
            }
            Rows::Audits(mut rows) => {
                rows.retain(|line| self.kept.contains(&line.change_id));
                Rows::Audits(rows)
            }
            // The trail tells of everything that was ever done here, whatever is restored.
            Rows::Trail(rows) => Rows::Trail(rows),
            Rows::Results(mut rows) => {
                rows.retain(|result| result.epoch <= until);
                self.results.extend(rows.iter().map(|result| result.id.clone()));
                for result in &mut rows {
                    result.rerun_of = result.rerun_of.take().filter(|first| self.results.contains(first));
                }
                Rows::Results(rows)
            }
            // A job whose result is left out is left out too: the night it belongs to may be computed again.
            Rows::Jobs(mut rows) => {
                rows.retain(|job| job.result_id.as_ref().is_none_or(|result| self.results.contains(result)));
                Rows::Jobs(rows)
            }
            // An alert is kept as its last run found it; what it was before is not known any more. The next run
            // over what is restored raises it again where it holds.
            Rows::Alerts(mut rows) => {
                rows.retain(|alert| self.results.contains(&alert.result_id));
                self.alerts.extend(rows.iter().map(|alert| alert.id.clone()));
                for alert in &mut rows {
                    alert.follows = alert.follows.take().filter(|earlier| self.alerts.contains(earlier));
                }
                Rows::Alerts(rows)
            }
            Rows::Steps(mut rows) => {
                rows.retain(|step| self.kept.contains(&step.change_id));
                Rows::Steps(rows)
            }
            // Who may sign in today may sign in to what is restored, whatever epoch that is.
            rows @ (Rows::Accounts(_) | Rows::Duties(_) | Rows::Passes(_)) => rows,
        }
    }
}
