//! The statistics of other programs on random inputs are ours: esda, spdep, pymannkendall, scikit-learn,
//! pointpats and glmnet.
//!
//! Their answers are recorded in `statistics/recorded.json` by `statistics/record.py`. With `MEKONG_WATCH_PEERS` set to a
//! Python that has them, they are asked anew. Those of glmnet and spdep are in `statistics/glmnet.json`
//! and `statistics/spdep.json`, by the R scripts beside them.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::Command;

use mekong_watch::analysis::{
    DbscanSettings, Effort, Exposed, KnoxBands, KnoxEvent, KnoxSettings, MoranSettings, PenaltyChoice,
    RiskLayer, RiskTerrainSettings, benjamini_hochberg, dbscan, empirical_bayes, empirical_bayes_local,
    gi_star, local_moran, mann_kendall, near_repeat, risk_terrain,
};
use mekong_watch::spatial::PlanePoint;
use serde_json::Value;

/// How near to the other program's number ours must be, relative to 1 or to the number if that is larger. Recorded numbers
/// have twelve digits.
const NEAR: f64 = 1e-9;

fn recorded(kind: &str) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/statistics");
    let text = match std::env::var("MEKONG_WATCH_PEERS") {
        Ok(python) => {
            let asked = Command::new(python).arg(folder.join("record.py")).output().unwrap();
            assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
            String::from_utf8(asked.stdout).unwrap()
        }
        Err(_) => std::fs::read_to_string(folder.join("recorded.json")).unwrap(),
    };
    let inputs = serde_json::from_str::<Value>(&text).unwrap()[kind].as_array().unwrap().clone();
    assert_eq!(inputs.len(), 20);
    inputs
}

fn with_effort<T>(compute: impl FnOnce(&mut Effort<'_>) -> T) -> T {
    let mut progress = |_, _| ControlFlow::Continue(());
    compute(&mut Effort { threads: NonZero::new(2).unwrap(), progress: &mut progress })
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn points(value: &Value) -> Vec<PlanePoint> {
    let point = |p: &Value| PlanePoint { east_m: number(&p[0]), north_m: number(&p[1]) };
    value.as_array().unwrap().iter().map(point).collect()
}

fn check(what: &str, found: impl IntoIterator<Item = f64>, expected: &[f64]) {
    let found: Vec<f64> = found.into_iter().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= NEAR * b.abs().max(1.0), "{what} {i}: {a} is not {b}");
    }
}

/// Who lies within the distance of whom.
fn neighbours(input: &Value) -> Vec<Vec<usize>> {
    let (at, within) = (points(&input["points"]), number(&input["within"]));
    let near = |i: usize, j: &usize| {
        *j != i && (at[i].east_m - at[*j].east_m).hypot(at[i].north_m - at[*j].north_m) <= within
    };
    (0..at.len()).map(|i| (0..at.len()).filter(|j| near(i, j)).collect()).collect()
}

#[test]
fn gi_star_moran_and_rates_equal_those_of_esda() {
    for input in recorded("places") {
        let neighbours = neighbours(&input);
        let values = numbers(&input["values"]);
        let scores = gi_star(&values, &neighbours);
        check("Gi*", scores.iter().map(|s| s.z), &numbers(&input["gi_star"]));
        check("p of Gi*", scores.iter().map(|s| s.p), &numbers(&input["gi_star_p"]));
        let p: Vec<f64> = scores.iter().map(|s| s.p).collect();
        // Where nothing passes, esda gives the line of the smallest p-value.
        let line = benjamini_hochberg(&p, 0.1).unwrap_or(0.1 / 30.0);
        check("FDR", [line], &[number(&input["fdr_10"])]);
        let settings = MoranSettings { replicates: 9, seed: 1 };
        let moran = with_effort(|e| local_moran(&values, &neighbours, settings, e)).unwrap();
        check("Moran", moran.iter().map(|m| m.i), &numbers(&input["moran"]));
        let exposed: Vec<Exposed> = numbers(&input["people"])
            .into_iter()
            .zip(input["cases"].as_array().unwrap())
            .map(|(exposure, cases)| Exposed {
                cases: u32::try_from(cases.as_u64().unwrap()).unwrap(),
                exposure,
            })
            .collect();
        let global = empirical_bayes(&exposed, 0.95).unwrap();
        check("global rate", global.rates.iter().map(|r| r.rate), &numbers(&input["eb_global"]));
        let local = empirical_bayes_local(&exposed, &neighbours, 0.95).unwrap();
        check("local rate", local.rates.iter().map(|r| r.rate), &numbers(&input["eb_local"]));
    }
}

#[test]
fn gi_star_and_moran_equal_those_of_spdep_too() {
    let spdep: Value = serde_json::from_str(include_str!("statistics/spdep.json")).unwrap();
    let spdep = spdep.as_array().unwrap();
    let recorded: Value = serde_json::from_str(include_str!("statistics/recorded.json")).unwrap();
    let inputs = recorded["places"].as_array().unwrap();
    assert_eq!((inputs.len(), spdep.len()), (20, 20));
    for (input, spdep) in inputs.iter().zip(spdep) {
        let (values, neighbours) = (numbers(&input["values"]), neighbours(input));
        check("Gi*", gi_star(&values, &neighbours).iter().map(|s| s.z), &numbers(&spdep["gi_star"]));
        let settings = MoranSettings { replicates: 9, seed: 1 };
        let moran = with_effort(|e| local_moran(&values, &neighbours, settings, e)).unwrap();
        check("Moran", moran.iter().map(|m| m.i), &numbers(&spdep["moran"]));
    }
}

#[test]
fn trends_equal_those_of_pymannkendall() {
    for input in recorded("series") {
        let found = mann_kendall(&numbers(&input["values"])).unwrap();
        assert_eq!(found.trend.s, input["s"].as_i64().unwrap());
        let ours = [found.trend.var, found.trend.z, found.trend.p, found.tau, found.sen_slope];
        check("trend", ours, &["var", "z", "p", "tau", "slope"].map(|name| number(&input[name])));
    }
}

#[test]
fn clusters_are_those_of_scikit_learn() {
    for input in recorded("clusters") {
        let settings =
            DbscanSettings { eps_m: number(&input["eps"]), min_points: count(&input["min_points"]) };
        let found = with_effort(|e| dbscan(&points(&input["points"]), settings, e)).unwrap();
        let core: Vec<usize> = (0..found.core.len()).filter(|&i| found.core[i]).collect();
        assert_eq!(core, input["core"].as_array().unwrap().iter().map(count).collect::<Vec<_>>());
        let theirs: Vec<i64> =
            input["labels"].as_array().unwrap().iter().map(|v| v.as_i64().unwrap()).collect();
        let mut names = BTreeMap::new();
        for i in core {
            assert_eq!(*names.entry(theirs[i]).or_insert(found.labels[i]), found.labels[i], "core point {i}");
        }
        assert_eq!(names.len(), found.clusters);
        // A point on the edge of several clusters may belong to either; what lies apart, lies apart.
        for (label, theirs) in found.labels.iter().zip(&theirs) {
            assert_eq!(label.is_none(), *theirs == -1);
        }
    }
}

#[test]
fn pairs_near_in_space_and_time_are_those_of_pointpats() {
    for input in recorded("repeats") {
        let days =
            input["days"].as_array().unwrap().iter().map(|v| i32::try_from(v.as_i64().unwrap()).unwrap());
        let events: Vec<KnoxEvent> =
            points(&input["points"]).into_iter().zip(days).map(|(at, day)| KnoxEvent { at, day }).collect();
        let distance_m = [number(&input["distance"])];
        let days = [u32::try_from(input["time"].as_u64().unwrap()).unwrap()];
        let bands = KnoxBands { distance_m: &distance_m, days: &days };
        let settings = KnoxSettings { replicates: 9, seed: 1, most_pairs: usize::MAX };
        let found = with_effort(|e| near_repeat(&events, bands, settings, e)).unwrap();
        assert_eq!(found.near[0], count(&input["near"]));
        assert_eq!(found.soon[0], count(&input["soon"]));
        assert_eq!(found.table[0][0].pairs, count(&input["both"]));
        check("expected pairs", [found.table[0][0].expected], &[number(&input["expected"])]);
    }
}

#[test]
fn penalised_models_are_those_of_glmnet() {
    let recorded: Value = serde_json::from_str(include_str!("statistics/glmnet.json")).unwrap();
    let near = |what: &str, found: f64, expected: f64, within: f64| {
        assert!(
            (found - expected).abs() <= within * expected.abs().max(1.0),
            "{what}: {found} is not {expected}"
        );
    };
    let whole = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    let wholes = |value: &Value| value.as_array().unwrap().iter().map(whole).collect::<Vec<u32>>();
    let lists = |value: &Value| value.as_array().unwrap().iter().map(numbers).collect::<Vec<_>>();
    assert_eq!(recorded.as_array().unwrap().len(), 20);
    for input in recorded.as_array().unwrap() {
        let layers: Vec<RiskLayer> =
            lists(&input["layers"]).into_iter().map(|values| RiskLayer { values, step: 1.0 }).collect();
        let (counts, blocks) = (wholes(&input["counts"]), wholes(&input["blocks"]));
        let model = |choice| {
            let alpha = number(&input["alpha"]);
            let settings = RiskTerrainSettings { alpha, choice, folds: 5, refits: 0, seed: 1 };
            with_effort(|e| risk_terrain(&counts, &layers, &blocks, settings, e)).unwrap()
        };
        for (penalty, theirs) in numbers(&input["chosen"]).into_iter().zip(lists(&input["coefficients"])) {
            let found = model(PenaltyChoice::Given(penalty));
            // Where two layers nearly say the same, glmnet stops 2e-6 from where the slope of the deviance is that of the
            // penalty.
            near("constant", found.constant, theirs[0], 1e-5);
            for (ours, theirs) in found.factors.iter().zip(&theirs[1..]) {
                near("coefficient", ours.coefficient, *theirs, 1e-5);
            }
        }
        // Each of the five blocks is a part of its own.
        let tried = model(PenaltyChoice::Best).tried;
        let theirs = [&input["penalties"], &input["deviance"], &input["error"]].map(numbers);
        for (i, ours) in tried.iter().enumerate() {
            near("penalty", ours.penalty, theirs[0][i], 1e-9);
            near("deviance", ours.deviance, theirs[1][i], 1e-6);
            near("error", ours.error, theirs[2][i], 1e-6);
        }
        let best = model(PenaltyChoice::Best).penalty;
        near("best", best, theirs[0][count(&input["best"])], 1e-9);
    }
}
