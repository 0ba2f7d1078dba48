//! What is computed every night over all reports: early warning by category, and what a commander wants ready in the
//! morning.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::jobs::Computed;
use super::{App, AppError, StudyEffort, Watcher};
use crate::domain::{
    Category, CellSize, Cluster, EmergingStudy, Finding, Findings, GiStarStudy, RatesStudy, ReportQuery,
    ScanStudy, Scope, SilenceStudy, Status, Study, StudyQuestion,
};
use crate::export::{NightlySheet, NightlyStudy, StudyResult, answer_bytes};

/// The name under which the run of a night is asked.
pub(super) const NIGHTLY: &str = "nightly";
/// The p-value up to which a cluster is an alert. Each category is scanned by itself, so that with nothing starting
/// anywhere a night has a false alert in any of the ten at most once in twenty times.
const ALERT_P: f64 = 0.005;
/// Of how many steps the progress of one study is told.
const STEPS_OF_A_STUDY: usize = 100;

/// Returns what is computed in a night: reports that nobody has rejected or withdrawn.
fn studies() -> Vec<StudyQuestion> {
    let of = |categories: Vec<Category>, study| StudyQuestion {
        query: ReportQuery {
            categories,
            statuses: vec![Status::Unverified, Status::Confirmed],
            ..ReportQuery::default()
        },
        study,
    };
    let scans = Category::ALL.iter().map(|category| of(vec![*category], Study::Scan(ScanStudy::default())));
    let all = [
        Study::GiStar(GiStarStudy::default()),
        Study::GiStar(GiStarStudy { cell_m: Some(CellSize::FiveKm) }),
        Study::Emerging(EmergingStudy::default()),
        Study::Silence(SilenceStudy::default()),
        Study::Rates(RatesStudy::default()),
    ];
    scans.chain(all.map(|study| of(Vec::new(), study))).collect()
}

impl App {
    /// Computes everything that is computed in a night.
    ///
    /// # Errors
    /// When whoever hears of it stops it, or the database fails.
    pub(super) async fn nightly(&self, scope: &Scope, effort: &StudyEffort) -> Result<Computed, AppError> {
        let studies = studies();
        let all = studies.len() * STEPS_OF_A_STUDY;
        let mut sheet = NightlySheet { studies: Vec::new() };
        let (mut findings, mut clusters, mut epoch) = (Vec::new(), Vec::new(), 0);
        for (number, question) in studies.iter().enumerate() {
            let heard = Arc::clone(&effort.watcher);
            let watcher: Watcher = Arc::new(move |done, of| {
                let part = (done * STEPS_OF_A_STUDY).checked_div(of).unwrap_or(0);
                heard(number * STEPS_OF_A_STUDY + part.min(STEPS_OF_A_STUDY), all)
            });
            let answer = self.study(question, scope, StudyEffort { watcher, ..effort.clone() }).await?;
            epoch = answer.run.epoch;
            let series = question.to_string();
            let of_series =
                answer.findings.iter().map(|(key, says)| Finding::new(format!("{series} {key}"), says));
            findings.extend(of_series);
            if let Some(StudyResult::Scan(scan)) =
                answer.sheet.as_ref().and_then(|sheet| sheet.result.as_ref())
            {
                let sure = scan.clusters.iter().filter(|cluster| cluster.p <= ALERT_P);
                clusters.extend(sure.map(|cluster| Cluster {
                    series: series.clone(),
                    places: cluster.places.iter().map(|place| place.district).collect(),
                    from: cluster.from,
                    to: cluster.to,
                    observed: cluster.observed,
                    expected: cluster.expected,
                    statistic: cluster.statistic,
                    p: cluster.p,
                    // One scan a night, whatever its steps are.
                    recurrence_days: Some(1.0 / cluster.p),
                }));
            }
            sheet.studies.push(NightlyStudy::new(answer.run.clone(), &answer.findings));
            if (effort.watcher)((number + 1) * STEPS_OF_A_STUDY, all) == ControlFlow::Break(()) {
                return Err(AppError::Stopped);
            }
        }
        let findings: Findings = findings.into_iter().collect();
        Ok(Computed { epoch, answer: answer_bytes(&sheet), findings, clusters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_scanned_by_itself_and_no_two_studies_are_the_same() {
        let texts: std::collections::BTreeSet<String> = studies().iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), studies().len());
        let scans = texts.iter().filter(|text| text.starts_with("method=scan&time=prospective"));
        assert_eq!(scans.count(), Category::ALL.len());
    }
}
