//! How often early warning is wrong when nothing is starting, and how often it finds what is: by simulation over the real
//! border districts. `docs/analysis.md` states the figures of many more trials; here it is seen that they still hold.

use std::num::NonZero;
use std::ops::ControlFlow;

use mekong_watch::analysis::{Effort, Scan, ScanData, ScanModel, ScanSettings, scan};
use mekong_watch::domain::ScanTime;
use mekong_watch::spatial::{EqualArea, PlanePoint};

use crate::support::{Dice, reference};

const WEEKS: usize = 52;
/// The last weeks in which something is planted.
const PLANTED: usize = 4;

/// Throws reports on districts and weeks; a district and its two nearest get so many times as many in the last weeks.
fn trial(number: u64, reports: usize, times: u64, places: &[PlanePoint]) -> (Scan, Vec<usize>) {
    let mut dice = Dice::new(1_000 + number);
    let weights: Vec<u64> = places.iter().map(|_| 1 + dice.below(9)).collect();
    let centre = usize::try_from(dice.below(places.len() as u64)).unwrap();
    let away = |i: &usize| {
        let (a, b) = (places[*i], places[centre]);
        (a.east_m - b.east_m).hypot(a.north_m - b.north_m)
    };
    let mut near: Vec<usize> = (0..places.len()).collect();
    near.sort_by(|a, b| away(a).total_cmp(&away(b)));
    near.truncate(3);
    let weight = |place: usize, week: usize| {
        let planted = near.contains(&place) && week >= WEEKS - PLANTED;
        weights[place] * if planted { times } else { 1 }
    };
    let all: u64 = (0..places.len() * WEEKS).map(|i| weight(i / WEEKS, i % WEEKS)).sum();
    let mut cases = vec![0; places.len() * WEEKS];
    for _ in 0..reports {
        let mut drawn = dice.below(all);
        let slot = (0..cases.len()).find(|i| {
            let weight = weight(i / WEEKS, i % WEEKS);
            let is_here = drawn < weight;
            drawn = drawn.saturating_sub(weight);
            is_here
        });
        cases[slot.unwrap()] += 1;
    }
    let data = ScanData { places, steps: WEEKS, cases: &cases, model: ScanModel::Permutation };
    let settings = ScanSettings {
        time: ScanTime::Prospective,
        max_radius_m: 100_000.0,
        max_share: 0.5,
        min_steps: 1,
        max_steps: 8,
        least_cases: 3,
        clusters: 5,
        replicates: 199,
        seed: number,
    };
    let mut progress = |_, _| ControlFlow::Continue(());
    let mut effort = Effort { threads: NonZero::new(2).unwrap(), progress: &mut progress };
    (scan(data, &settings, &mut effort).unwrap(), near)
}

fn places() -> Vec<PlanePoint> {
    let plane = EqualArea::default();
    let border = reference().districts.iter().filter(|district| district.is_on_border());
    border.filter_map(|district| plane.forward(district.label)).collect()
}

#[test]
fn with_nothing_starting_one_scan_in_twenty_finds_something_at_5_percent() {
    let places = places();
    let alarms = (0..60).filter(|number| {
        let (found, _) = trial(*number, 600, 1, &places);
        found.clusters.iter().any(|cluster| cluster.p <= 0.05)
    });
    // 3 are expected of 60; 9 or more come up once in two hundred times, and none once in twenty.
    let alarms = alarms.count();
    assert!(alarms < 9, "{alarms} of 60");
}

#[test]
fn what_is_planted_strongly_is_found() {
    let places = places();
    let found = (0..12).filter(|number| {
        let (found, near) = trial(*number, 2_500, 5, &places);
        let sure = found.clusters.iter().filter(|cluster| cluster.p <= 0.005);
        sure.flat_map(|cluster| &cluster.places).any(|place| near.contains(place))
    });
    let found = found.count();
    assert!(found >= 9, "{found} of 12");
}
