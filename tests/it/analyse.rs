//! `analyse` as an analyst calls it: plain files in, the numbers of other programs out, and words where a file is wrong.

use std::fmt::Write;
use std::process::Output;

use serde_json::Value;

use crate::support::{Dice, run};

/// Runs `analyse` on a file.
fn analyse(file: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.csv"), file).unwrap();
    run(folder.path(), &[&["analyse"], arguments, &["--input", "in.csv"]].concat())
}

/// Returns a column of what a command printed.
fn column(output: &Output, name: &str) -> Vec<String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let at = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn near(found: &[String], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.parse::<f64>().unwrap() - expected).abs() < 1e-8, "{found} is not {expected}");
    }
}

/// The worked example of esda and spdep.
const SIX: &str = "name,x,y,value\na,10,10,2\nb,20,10,3\nc,40,10,3.2\nd,15,20,5\ne,30,20,8\nf,30,30,7\n";

#[test]
fn getis_and_ord_are_those_of_esda_and_spdep() {
    let star = analyse(SIX, &["gi-star", "--distance-m", "15"]);
    let z =
        [-1.397_276_262, -0.289_177_615_6, 0.650_649_635_2, -0.289_177_615_6, 1.234_520_884, 2.024_243_309];
    near(&column(&star, "z"), &z);
    assert_eq!(column(&star, "name"), ["a", "b", "c", "d", "e", "f"], "input columns are kept");
    let without = analyse(SIX, &["gi-star", "--distance-m", "15", "--include-self", "false"]);
    let z = [-1.013_672_899, -0.043_615_894_2, 1.315_587_029, -0.314_126_757_8, 1.153_739_858, 1.778_339_409];
    near(&column(&without, "z"), &z);
}

#[test]
fn local_moran_is_that_of_esda_and_the_same_for_a_seed() {
    let ask = |seed: &str| {
        analyse(SIX, &["moran-local", "--distance-m", "15", "--replicates", "99", "--seed", seed])
    };
    let (one, again) = (ask("7"), ask("7"));
    let i = [0.329_268_29, -0.088_850_17, -0.862_369_34, -0.019_163_76, -0.086_236_93, 1.322_299_65];
    near(&column(&one, "i"), &i);
    assert_eq!(one.stdout, again.stdout);
    assert_ne!(column(&one, "p"), column(&ask("8"), "p"));
}

#[test]
fn trend_and_false_discovery_rate_are_those_of_the_golden_values() {
    let series =
        |values: &[u32]| values.iter().fold("value\n".to_owned(), |text, value| format!("{text}{value}\n"));
    let trend = json(&analyse(&series(&[2, 3, 5, 4, 6, 7, 9, 8, 10, 12]), &["mann-kendall"]));
    assert_eq!((&trend["s"], &trend["var"], &trend["sen_slope"]), (&41.into(), &125.0.into(), &1.0.into()));
    assert!((trend["z"].as_f64().unwrap() - 3.577_708_76).abs() < 1e-8);
    assert!((trend["p"].as_f64().unwrap() - 0.000_346_62).abs() < 1e-8);
    let ties = json(&analyse(&series(&[1, 1, 2, 2, 3, 1, 4, 4, 4, 5, 0, 6]), &["mann-kendall"]));
    assert!((ties["z"].as_f64().unwrap() - 32.0 / 204.333_333_333_f64.sqrt()).abs() < 1e-8, "pymannkendall");
    assert!((ties["sen_slope"].as_f64().unwrap() - 0.428_571_43).abs() < 1e-8);

    let p = "p\n.001\n.01\n.02\n.03\n.04\n.2\n";
    let threshold = analyse(p, &["fdr", "--alpha", "0.05"]).stdout;
    let threshold: f64 = String::from_utf8(threshold).unwrap().trim().parse().unwrap();
    assert!((threshold - 0.041_666_666_7).abs() < 1e-9, "esda.fdr says 0.0416666667, not {threshold}");
}

#[test]
fn clusters_of_points_and_what_lies_apart() {
    let points = "x,y\n0,0\n0,5\n5,0\n1000,0\n1000,4\n1004,0\n500,500\n";
    let found = analyse(points, &["dbscan", "--eps-m", "6", "--min-points", "3"]);
    assert_eq!(column(&found, "cluster"), ["0", "0", "0", "1", "1", "1", ""]);
    assert_eq!(column(&found, "core"), ["true", "false", "false", "true", "true", "true", "false"]);
}

#[test]
fn near_repeats_are_counted_as_a_look_at_every_pair_counts_them() {
    let mut dice = Dice::new(31);
    let events: Vec<(f64, f64, i64)> = (0..120)
        .map(|_| {
            let number = |dice: &mut Dice, end| i64::try_from(dice.below(end)).unwrap();
            (number(&mut dice, 5_000) as f64, number(&mut dice, 5_000) as f64, number(&mut dice, 200))
        })
        .collect();
    let mut file = "x,y,t\n".to_owned();
    for (x, y, t) in &events {
        writeln!(file, "{x},{y},{t}").unwrap();
    }
    let found = json(&analyse(&file, &["knox", "--distance-m", "800", "--time", "14", "--replicates", "49"]));
    let pairs: Vec<(bool, bool)> = (0..events.len())
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| {
            let (a, b) = (events[i], events[j]);
            ((a.0 - b.0).hypot(a.1 - b.1) <= 800.0, (a.2 - b.2).abs() <= 14)
        })
        .collect();
    let count = |of: &dyn Fn(&(bool, bool)) -> bool| pairs.iter().filter(|pair| of(pair)).count();
    let (close, soon) = (count(&|pair| pair.0), count(&|pair| pair.1));
    assert_eq!((&found["near"], &found["soon"]), (&close.into(), &soon.into()));
    assert_eq!(found["near_and_soon"], count(&|pair| pair.0 && pair.1));
    let expected = close as f64 * soon as f64 / pairs.len() as f64;
    assert!((found["expected"].as_f64().unwrap() - expected).abs() < 1e-9);
}

#[test]
fn a_density_sums_to_the_points_of_its_window() {
    let found = analyse(
        "x,y\n500,500\n520,480\n470,510\n",
        &["kde", "--bandwidth-m", "60", "--cell-m", "10", "--window", "0,0,1000,1000"],
    );
    let cells: Vec<f64> = column(&found, "per_km2").iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(cells.len(), 10_000);
    let sum: f64 = cells.iter().map(|per_km2| per_km2 * 1e-4).sum();
    assert!((sum - 3.0).abs() < 1e-3, "a kernel that lies inside loses nothing: {sum}");
}

#[test]
fn rates_of_small_places_are_drawn_towards_the_mean() {
    let found =
        analyse("cases,population\n0,100\n1,100\n40,10000\n90,10000\n15,10000\n", &["empirical-bayes"]);
    let rates: Vec<f64> = column(&found, "rate").iter().map(|text| text.parse().unwrap()).collect();
    let mean = 146.0 / 30_200.0;
    assert!(rates[0] > 0.0 && rates[0] < mean, "none of a hundred is not a rate of none: {rates:?}");
    assert!(rates[1] < 0.01 && rates[1] > mean, "one of a hundred is not one in a hundred: {rates:?}");
    assert!((rates[3] - 0.009).abs() < 0.000_3, "what is known well stays: {rates:?}");
}

#[test]
fn a_density_over_the_box_of_the_points_leaves_none_of_them_out() {
    let found = analyse("x,y\n0,0\n1000,1000\n", &["kde", "--bandwidth-m", "200", "--cell-m", "100"]);
    assert_eq!(column(&found, "x").len(), 11 * 11);
    assert!(found.stderr.is_empty(), "{}", String::from_utf8_lossy(&found.stderr));
    let corner: f64 = column(&found, "per_km2").last().unwrap().parse().unwrap();
    assert!(corner > 1.0, "a point lies in the last cell: {corner}");
}

/// Ten synthetic places a kilometre apart, and a steady case a month in each; the middle two have ten more in the
/// last two months.
fn scanned(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let (mut cases, mut geo, mut population) =
        ("location,date,cases\n".to_owned(), "location,x,y\n".to_owned(), "location,population\n".to_owned());
    for place in 0..10 {
        // The middle two are nearer to each other than to others, so that a circle can hold them alone.
        writeln!(geo, "p{place},{},0", if place == 5 { 4_900 } else { place * 1_000 }).unwrap();
        writeln!(population, "p{place},1000").unwrap();
        for month in 1..=12 {
            let more = if (4..6).contains(&place) && month > 10 { 10 } else { 0 };
            writeln!(cases, "p{place},2025-{month:02},{}", 1 + more).unwrap();
        }
    }
    for (name, text) in [("c.csv", cases), ("g.csv", geo), ("p.csv", population)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    std::fs::write(folder.path().join("twice.csv"), "location,population\np0,500\np0,700\n").unwrap();
    let files = [
        "analyse",
        "scan",
        "--cases",
        "c.csv",
        "--geo",
        "g.csv",
        "--time-unit",
        "month",
        "--replicates",
        "99",
    ];
    run(folder.path(), &[&files, arguments].concat())
}

/// What `SaTScan` found in its own sample of fever cases; see `statistics/satscan/README.md`.
#[test]
fn clusters_of_the_permutation_model_are_those_of_satscan() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("c.csv", include_str!("statistics/satscan/cases.csv")),
        ("g.csv", include_str!("statistics/satscan/places.csv")),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let asked = "analyse scan --model permutation --prospective --cases c.csv --geo g.csv --max-radius-km 3 \
                 --max-duration 7 --time-unit day --from 2001-11-01 --to 2001-11-24";
    let found = json(&run(folder.path(), &asked.split_whitespace().collect::<Vec<_>>()));
    let places = ["11375", "11415", "11416", "11417", "11418", "11419", "11421", "11435", "11451"];
    let expected = [
        ("11418", &places[..], "2001-11-22", 4, 5.97, 0.242_f64),
        ("11372", &["11372"], "2001-11-24", 2, 12.13, 0.575),
        ("10472", &["10472"], "2001-11-23", 2, 6.81, 0.966),
    ];
    for (cluster, (centre, places, from, observed, ratio, p)) in
        found["clusters"].as_array().unwrap().iter().zip(expected)
    {
        assert_eq!((&cluster["centre"], &cluster["locations"]), (&centre.into(), &serde_json::json!(places)));
        assert_eq!((&cluster["from"], &cluster["to"]), (&from.into(), &"2001-11-24".into()));
        assert_eq!(cluster["observed"], observed);
        let number = |name: &str| cluster[name].as_f64().unwrap();
        assert!((f64::from(observed) / number("expected") - ratio).abs() < 0.0051, "{cluster}");
        // Kulldorff and others (2005): the likelihood of so many of all 194 cases.
        let (n, c, e) = (194.0, f64::from(observed), number("expected"));
        let llr = c * (c / e).ln() + (n - c) * ((n - c) / (n - e)).ln();
        assert!((number("llr") / llr - 1.0).abs() < 1e-12, "{cluster}");
        // SaTScan stops drawing once 50 draws are as large, so that its p-values are good to a seventh of themselves.
        let spread = f64::sqrt(p * p / 50.0 + p * (1.0 - p) / 999.0);
        assert!((number("p") - p).abs() < 2.5 * spread, "{cluster}: {p} +- {spread}");
    }
    assert!(found["clusters"].as_array().unwrap().len() >= expected.len());
}

#[test]
fn a_scan_finds_what_was_planted() {
    for model in [&["--model", "permutation"][..], &["--model", "poisson", "--population", "p.csv"]] {
        for when in [&["--prospective"][..], &[]] {
            let found = json(&scanned(&[model, when].concat()));
            let first = &found["clusters"][0];
            assert_eq!(first["locations"], serde_json::json!(["p4", "p5"]), "{model:?} {when:?}");
            assert_eq!((&first["from"], &first["to"]), (&"2025-11".into(), &"2025-12".into()));
            assert_eq!((&first["observed"], &first["p"]), (&44.into(), &0.01.into()), "{model:?} {when:?}");
            assert_eq!(first["recurrence_interval"].is_null(), when.is_empty());
        }
    }
    // Kulldorff (1997): 44 of 160 cases where 160 * 2 / 10 * 2 / 12 are expected.
    let found = json(&scanned(&["--model", "poisson", "--population", "p.csv"]));
    let (observed, expected, all) = (44.0_f64, 160.0 / 30.0, 160.0_f64);
    let llr =
        observed * (observed / expected).ln() + (all - observed) * ((all - observed) / (all - expected)).ln();
    assert!((found["clusters"][0]["llr"].as_f64().unwrap() - llr).abs() < 1e-9, "not {llr}: {found}");
    assert!((found["clusters"][0]["expected"].as_f64().unwrap() - expected).abs() < 1e-9);
}

/// Synthetic squares: four reports in every fourth, which is near the crossing; 75 in the 60 others.
fn terrain() -> String {
    let mut file = "count,near_crossing,river,block\n".to_owned();
    for square in 0..80 {
        let near = u8::from(square % 4 == 0);
        let count = if near == 1 { 4 } else { 1 + u8::from(square % 4 == square / 4 % 4) };
        writeln!(file, "{count},{near},{},{}", f64::from(square * 7 % 11) / 10.0, square / 8).unwrap();
    }
    file
}

#[test]
fn the_factors_of_a_terrain_are_told_with_their_relative_risk() {
    let found = json(&analyse(&terrain(), &["risk-terrain", "--refits", "20", "--seed", "3"]));
    assert_eq!((&found["squares"], &found["has_blocks"]), (&80.into(), &true.into()));
    let (near, river) = (&found["factors"][0], &found["factors"][1]);
    assert_eq!((&near["layer"], &near["is_kept"]), (&"near_crossing".into(), &true.into()));
    assert_eq!(near["stability"], 1.0);
    // A penalty draws the ratio of the means towards 1.
    let ratio = 4.0 / (75.0 / 60.0);
    let risk = near["relative_risk"].as_f64().unwrap();
    assert!(risk > 2.0 && risk <= ratio + 1e-9, "{risk} of {ratio}: {found}");
    assert!((river["relative_risk"].as_f64().unwrap() - 1.0).abs() < 0.3, "{found}");
    let again = json(&analyse(&terrain(), &["risk-terrain", "--refits", "20", "--seed", "3"]));
    assert_eq!(again, found);
    let hardly = json(&analyse(&terrain(), &["risk-terrain", "--refits", "0", "--penalty", "0.000001"]));
    assert!((hardly["factors"][0]["relative_risk"].as_f64().unwrap() - ratio).abs() < 0.05, "{hardly}");
    assert!(hardly["foretold"].is_null() && hardly["factors"][0]["stability"].is_null());
}

#[test]
fn a_wrong_file_is_told_by_line_and_column() {
    let said = |output: Output| {
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty(), "no number over part of a file");
        String::from_utf8(output.stderr).unwrap()
    };
    let text = said(analyse("x,y,value\n1,2,3\n1,two,3\n", &["gi-star", "--distance-m", "15"]));
    assert!(text.contains("in.csv line 3: column `y`: `two` is not a number"), "{text}");
    let text = said(analyse("x,y\n1,2\n", &["gi-star", "--distance-m", "15"]));
    assert!(text.contains("column `value` is missing; the header has x, y"), "{text}");
    let text = said(analyse("value\n1\n", &["mann-kendall"]));
    assert!(text.contains("not enough data") && text.contains("1 were given"), "{text}");
    let text = said(analyse("x,y,t\n1,2,2025-13-01\n", &["knox", "--distance-m", "1", "--time", "1"]));
    assert!(text.contains("line 2: column `t`: `2025-13-01` is neither"), "{text}");
    let text = said(analyse("x,y,t\n1,2,2568-02-01\n", &["knox", "--distance-m", "1", "--time", "1"]));
    assert!(text.contains("`2568-02-01` is of the Buddhist era; write 2025"), "{text}");
    let text = said(analyse("x,y,t\n1,2,5\n1,2,2025-01-01\n", &["knox", "--distance-m", "1", "--time", "1"]));
    assert!(text.contains("line 2: column `t`: `5` is neither"), "one kind of time in a column: {text}");
    let text = said(analyse("p\n0.01\n7\n", &["fdr", "--alpha", "0.05"]));
    assert!(text.contains("line 3: column `p`: `7` is not a p-value"), "{text}");
    let text = said(analyse("x,y,value,z\n1,2,3,4\n2,2,5,6\n", &["gi-star", "--distance-m", "15"]));
    assert!(text.contains("there is a column `z` already"), "{text}");
    let text = said(analyse("count,river\n1,0.5\n-1,0.2\n", &["risk-terrain"]));
    assert!(text.contains("line 3: column `count`: `-1` is not a whole number of reports"), "{text}");
    let text = said(analyse("count,river\n1,0.5\n", &["risk-terrain"]));
    assert!(text.contains("at least 30 squares are needed, 1 were given"), "{text}");
    let kde = ["kde", "--bandwidth-m", "200", "--cell-m", "100", "--window", "0,0,1050,1000"];
    let text = said(analyse("x,y\n1,2\n", &kde));
    assert!(text.contains("1050 m, which is no multiple of --cell-m 100"), "{text}");
    let text = said(scanned(&["--model", "permutation", "--population", "p.csv"]));
    assert!(text.contains("--population belongs to --model poisson"), "{text}");
    let text = said(scanned(&["--model", "poisson", "--population", "twice.csv"]));
    assert!(text.contains("twice.csv: location `p0` has two populations from the same date"), "{text}");
    let text = said(scanned(&["--model", "permutation", "--to", "2025-06"]));
    assert!(text.contains("outside --from and --to"), "{text}");
    let text = said(scanned(&["--model", "permutation", "--max-population", "1.5"]));
    assert!(text.contains("1.5"), "{text}");
}
