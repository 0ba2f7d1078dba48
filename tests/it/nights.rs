//! How often early warning raises an alert when nothing is starting: whole nights of ten categories, by simulation over
//! the real border districts, with the rule by which alerts go on. `docs/analysis.md` states the figures of many more.

use std::num::NonZero;
use std::ops::ControlFlow;

use chrono::{DateTime, Days, NaiveDate};
use mekong_watch::analysis::{Effort, ScanData, ScanModel, ScanSettings, scan};
use mekong_watch::domain::{
    Alert, AlertNews, Category, Cluster, DistrictCode, Raised, ScanStudy, Step, Told,
};
use mekong_watch::spatial::{EqualArea, PlanePoint};
use uuid::Uuid;

use crate::support::{Dice, reference, trials};

const WEEKS: usize = 52;
const DAYS: usize = 7 * WEEKS;
/// Days on which an outbreak brings reports before the first night, and how many each day.
const OUTBREAK: (usize, usize) = (14, 3);
/// Reports of a category in a year: some are filed often, others hardly ever.
const REPORTS: [usize; 10] = [60, 60, 120, 120, 250, 250, 500, 500, 1_000, 1_000];

/// Lets reports come by chance alone, each on any day and in a district by its weight, and with an outbreak also some a
/// day of the first category in the first district; goes through nights as the program does: each scans the 52 weeks
/// before it, category by category, and what goes on is not told again. Returns how many alerts each night raises.
fn nights(
    trial: u64,
    nights: usize,
    districts: &[(DistrictCode, PlanePoint)],
    with_outbreak: bool,
) -> Vec<usize> {
    let mut raised = vec![0; nights];
    for (category, reports) in REPORTS.into_iter().enumerate() {
        let mut dice = Dice::new(100_000 + 16 * trial + category as u64);
        let weights: Vec<u64> = districts.iter().map(|_| 1 + dice.below(9)).collect();
        let all: u64 = weights.iter().sum();
        let days = DAYS + nights;
        let came: Vec<(usize, usize)> = (0..reports * days / DAYS)
            .map(|_| {
                let mut drawn = dice.below(all);
                let place = weights.iter().position(|weight| {
                    let is_here = drawn < *weight;
                    drawn = drawn.saturating_sub(*weight);
                    is_here
                });
                (place.unwrap(), usize::try_from(dice.below(days as u64)).unwrap())
            })
            .collect();
        let (before, a_day) = OUTBREAK;
        let outbreak = (DAYS - before..days).flat_map(|day| [(0, day)].repeat(a_day));
        let came: Vec<_> =
            came.into_iter().chain(outbreak.filter(|_| with_outbreak && category == 0)).collect();
        let mut alerts: Vec<Alert> = Vec::new();
        for (night, raised) in raised.iter_mut().enumerate() {
            let found = found(trial, night, &came, districts);
            let news = AlertNews::of(&alerts, found);
            for (id, cluster) in news.extended {
                let known = alerts.iter_mut().find(|alert| alert.id == id).unwrap();
                *known = Alert { cluster, ..known.clone() };
            }
            *raised += news.raised.len();
            for Raised { cluster, follows } in news.raised {
                let (id, told) = (Uuid::from_u128(1 + alerts.len() as u128), Told::of(&cluster));
                let (at, note) = (DateTime::UNIX_EPOCH, String::new());
                let (result, acknowledged) = (Uuid::nil(), None);
                alerts.push(Alert {
                    id,
                    cluster,
                    seen: 1,
                    raised_at: at,
                    last_seen_at: at,
                    result,
                    acknowledged,
                    note,
                    told,
                    follows,
                });
            }
        }
    }
    raised
}

/// Scans the weeks before a night as the program does, with fewer replicates.
fn found(
    trial: u64,
    night: usize,
    came: &[(usize, usize)],
    districts: &[(DistrictCode, PlanePoint)],
) -> Vec<Cluster> {
    let places: Vec<PlanePoint> = districts.iter().map(|(_, at)| *at).collect();
    let mut cases = vec![0; places.len() * WEEKS];
    for (place, day) in came.iter().filter(|(_, day)| (night..night + DAYS).contains(day)) {
        cases[place * WEEKS + (day - night) / 7] += 1;
    }
    let data = ScanData { places: &places, steps: WEEKS, cases: &cases, model: ScanModel::Permutation };
    let program = ScanStudy::default();
    assert_eq!((program.steps as usize, program.step), (WEEKS, Step::Week));
    let settings = ScanSettings {
        time: program.time,
        max_radius_m: program.max_radius_m,
        max_share: program.max_share,
        min_steps: program.min_steps as usize,
        max_steps: program.max_steps as usize,
        least_cases: program.least_cases,
        clusters: program.clusters as usize,
        replicates: 199,
        seed: trial,
    };
    let mut progress = |_, _| ControlFlow::Continue(());
    let mut effort = Effort { threads: NonZero::<usize>::MIN, progress: &mut progress };
    let first = NaiveDate::default() + Days::new(night as u64);
    let day = |day: usize| first + Days::new(day as u64);
    let found = scan(data, &settings, &mut effort).unwrap().clusters.into_iter();
    let sure = found.filter(|cluster| cluster.p <= Cluster::ALERT_P);
    sure.map(|cluster| Cluster {
        series: "early warning".to_owned(),
        places: cluster.places.iter().map(|place| districts[*place].0).collect(),
        from: day(7 * cluster.from_step),
        to: day(7 * cluster.to_step + 6),
        observed: cluster.observed,
        expected: cluster.expected,
        statistic: cluster.statistic,
        p: cluster.p,
        recurrence_days: Some(1.0 / cluster.p),
    })
    .collect()
}

/// Returns the share of so many, and its interval of 95 % (Wilson 1927).
fn share(count: usize, of: usize) -> (f64, f64, f64) {
    let (n, p, z) = (of as f64, count as f64 / of as f64, 1.959_964_f64);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (p, middle - half, middle + half)
}

/// Goes through so many stretches of nights, on two threads.
fn stretches(
    trials: std::ops::Range<u64>,
    long: usize,
    districts: &[(DistrictCode, PlanePoint)],
) -> Vec<Vec<usize>> {
    let half = |odd: u64| trials.clone().filter(move |trial| trial % 2 == odd);
    std::thread::scope(|scope| {
        let go = |odd| half(odd).map(|trial| nights(trial, long, districts, false)).collect::<Vec<_>>();
        let other = scope.spawn(move || go(1));
        let mut all = go(0);
        all.extend(other.join().unwrap());
        all
    })
}

fn border_districts() -> Vec<(DistrictCode, PlanePoint)> {
    let plane = EqualArea::default();
    let border = reference().districts.iter().filter(|district| district.is_on_border());
    border.filter_map(|district| Some((district.code, plane.forward(district.label)?))).collect()
}

#[test]
fn an_outbreak_that_goes_on_for_nights_is_told_once() {
    let districts = border_districts();
    for trial in [1, 2] {
        let quiet = nights(trial, 5, &districts, false);
        assert_eq!(quiet, [0; 5], "chance alone raises nothing in this trial");
        assert_eq!(nights(trial, 5, &districts, true), [1, 0, 0, 0, 0]);
    }
}

#[test]
fn with_nothing_starting_most_nights_raise_no_alert() {
    assert_eq!(REPORTS.len(), Category::ALL.len(), "each category is scanned by itself");
    let districts = border_districts();
    let told = |of: &str, count: usize, all: usize| {
        let (share, low, high) = share(count, all);
        eprintln!(
            "{count} of {all} {of}: {:.1} % ({:.1} to {:.1} %)",
            100.0 * share,
            100.0 * low,
            100.0 * high
        );
        (low, high)
    };
    let raises = |nights: &&Vec<usize>| nights.iter().any(|raised| *raised > 0);

    let first = stretches(0..trials(20, 400), 1, &districts);
    let (low, _) = told("first nights raise an alert", first.iter().filter(raises).count(), first.len());
    // Ten scans of one in two hundred each: 4.9 % are expected.
    assert!(low < 0.06, "more than one night in twenty");

    let long = usize::try_from(trials(3, 30)).unwrap();
    let months = stretches(1_000..1_000 + trials(4, 12), long, &districts);
    let month = months.iter().filter(raises).count();
    told(&format!("stretches of {long} nights raise one"), month, months.len());
    let later = months.iter().flat_map(|nights| &nights[1..]).filter(|raised| **raised > 0).count();
    let (low, _) = told("nights after the first raise one", later, months.len() * (long - 1));
    eprintln!("{} alerts in {} stretches", months.iter().flatten().sum::<usize>(), months.len());
    assert!(low < 0.05, "what goes on is told again");
}
