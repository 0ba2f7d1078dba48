//! What is computed every night over all reports: early warning by category, and what a commander wants ready in the
//! morning.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::jobs::Computed;
use super::studies::spelled_out;
use super::{App, AppError, StudyEffort, Watcher};
use crate::domain::{
    Category, CellSize, Cluster, EmergingStudy, Finding, Findings, GiStarStudy, RatesStudy, ReportQuery,
    ScanStudy, Scope, SilenceStudy, Status, Study, StudyQuestion,
};
use crate::export::{NightlySheet, NightlyStudy, StudyResult, answer_bytes};

/// The name under which the run of a night is asked.
pub(super) const NIGHTLY: &str = "nightly";
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
        let (mut findings, mut clusters) = (Vec::new(), Vec::new());
        // All of a night is asked of one state of the data and of the same days, whatever comes in meanwhile and however
        // late it gets. The day is today's, not that of the last change: that nothing came in is news too.
        let night = self.view(None, scope).await?;
        let epoch = night.epoch();
        for (number, question) in studies.iter().enumerate() {
            let heard = Arc::clone(&effort.watcher);
            let watcher: Watcher = Arc::new(move |done, of| {
                let part = (done * STEPS_OF_A_STUDY).checked_div(of).unwrap_or(0);
                heard(number * STEPS_OF_A_STUDY + part.min(STEPS_OF_A_STUDY), all)
            });
            let pinned = spelled_out(question, self.reference(), night.day(), epoch)?;
            let answer = self.study(&pinned, scope, StudyEffort { watcher, ..effort.clone() }).await?;
            // The series is the same every night.
            let series = question.to_string();
            let of_series =
                answer.findings.iter().map(|(key, says)| Finding::new(format!("{series} {key}"), says));
            findings.extend(of_series);
            if let Some(StudyResult::Scan(scan)) =
                answer.sheet.as_ref().and_then(|sheet| sheet.result.as_ref())
            {
                let sure = scan.clusters.iter().filter(|cluster| cluster.p <= Cluster::ALERT_P);
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
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::app::{Caller, ImportOptions, Known};
    use crate::domain::period;
    use crate::storage::Store;

    #[test]
    fn every_category_is_scanned_by_itself_and_no_two_studies_are_the_same() {
        let texts: std::collections::BTreeSet<String> = studies().iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), studies().len());
        let scans = texts.iter().filter(|text| text.starts_with("method=scan&time=prospective"));
        assert_eq!(scans.count(), Category::ALL.len());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_night_is_asked_of_one_state_whatever_comes_in_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            Store::open(&format!("sqlite://{}/reports.sqlite", folder.path().display())).await.unwrap();
        let app = Arc::new(App::open(store, Arc::new(Known::bundled().unwrap())).await.unwrap());
        let (begun, come) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let watcher: Watcher = {
            let (begun, come, is_first) = (Arc::clone(&begun), Arc::clone(&come), AtomicBool::new(true));
            Arc::new(move |_, _| {
                if is_first.swap(false, Ordering::SeqCst) {
                    begun.wait();
                    come.wait();
                }
                ControlFlow::Continue(())
            })
        };
        let epoch = app.now().epoch();
        let night = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.nightly(Caller::operator().scope(), &StudyEffort::half(watcher)).await }
        });
        tokio::task::spawn_blocking(move || begun.wait()).await.unwrap();
        let file = "id,category,lat,lon\nSYN-1,drugs,14.6,103.6\n";
        let options = ImportOptions::default();
        let plan = app.plan_import("synthetic.csv", std::io::Cursor::new(file), &options).await.unwrap();
        app.run_import(plan, |_| Ok(())).await.unwrap();
        app.refresh().await.unwrap();
        assert_ne!(app.now().epoch(), epoch);
        tokio::task::spawn_blocking(move || come.wait()).await.unwrap();
        let computed = night.await.unwrap().unwrap();
        assert_eq!(computed.epoch, epoch);
        let sheet = String::from_utf8(computed.answer).unwrap();
        let asked = |of: &str| sheet.matches(of).count();
        assert_eq!(asked("asof=epoch:"), studies().len());
        assert_eq!(asked(&format!("asof=epoch:{epoch}")), studies().len(), "{sheet}");
        // The day is today's although the last change may be older: each scan, emerging and silence end with a whole step.
        let last = period::start_of_day(period::today()).format("to=%Y-%m-%dT%H:%M:%SZ").to_string();
        assert!(asked(&last) >= Category::ALL.len(), "{last}: {sheet}");
    }
}
