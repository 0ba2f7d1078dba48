//! `analyse`: each statistic over a plain file. Positions are metres in some plane, since that is what other programs are
//! given; what is computed is the same as on the map.

mod risk_terrain;
mod scan;
mod table;

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use clap::{ArgAction, Args, Subcommand};
use serde_json::json;

use self::table::{Table, written};
use super::{Ending, print, say};
use crate::analysis::{
    DbscanSettings, Effort, Exposed, KernelMask, KnoxBands, KnoxEvent, KnoxSettings, MoranSettings, Raster,
    WeighedPoint, benjamini_hochberg, dbscan, empirical_bayes, gi, gi_star, local_moran, mann_kendall,
    moran_classes, near_repeat,
};
use crate::domain::number::{count_to_f64, floor_to_count};
use crate::spatial::{PlanePoint, neighbours_within};

/// A statistic.
#[derive(Debug, Subcommand)]
pub(super) enum Analyse {
    /// Getis-Ord Gi* (or Gi) of points with values: columns x, y, value; adds z and p.
    GiStar(GiStarArguments),
    /// The line that p-values must not exceed (Benjamini and Hochberg): column p.
    Fdr(FdrArguments),
    /// Whether a series rises or falls: column value, in the order of time; prints JSON.
    MannKendall(InputArguments),
    /// Clusters of points: columns x, y; adds cluster (empty for what lies apart) and core.
    Dbscan(DbscanArguments),
    /// Whether events near in place are near in time: columns x, y, t (days, or dates); prints JSON.
    Knox(KnoxArguments),
    /// Places like their neighbours or unlike them: columns x, y, value; adds i, p and class.
    MoranLocal(MoranArguments),
    /// Kernel density to a square kilometre: columns x, y and weight if there is one; prints a cell a row.
    Kde(KdeArguments),
    /// Rates drawn towards the mean of all: columns cases, population; adds rate, low and high.
    EmpiricalBayes(BayesArguments),
    /// Which layers go with counts: columns count, block if there is one, and one a layer; prints JSON.
    RiskTerrain(risk_terrain::RiskTerrainArguments),
    /// Clusters in space and time; prints JSON.
    Scan(scan::ScanArguments),
}

/// What is read.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// CSV, XLSX or GeoJSON with the columns named above.
    #[arg(long)]
    input: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct GiStarArguments {
    #[command(flatten)]
    file: InputArguments,
    /// Points this near are neighbours.
    #[arg(long, value_parser = positive)]
    distance_m: f64,
    /// Whether a point is a neighbour of itself: Gi*, or else Gi.
    #[arg(long, default_value_t = true, action = ArgAction::Set)]
    include_self: bool,
}

#[derive(Debug, Args)]
pub(super) struct FdrArguments {
    #[command(flatten)]
    file: InputArguments,
    /// The false discovery rate.
    #[arg(long, value_parser = share)]
    alpha: f64,
}

#[derive(Debug, Args)]
pub(super) struct DbscanArguments {
    #[command(flatten)]
    file: InputArguments,
    /// How far a point reaches.
    #[arg(long, value_parser = positive)]
    eps_m: f64,
    /// How many points in reach, itself included, make a core point.
    #[arg(long)]
    min_points: usize,
}

#[derive(Debug, Args)]
pub(super) struct KnoxArguments {
    #[command(flatten)]
    file: InputArguments,
    /// Events this near are near.
    #[arg(long, value_parser = positive)]
    distance_m: f64,
    /// Events so many days apart are near in time.
    #[arg(long, value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    time: u32,
    #[command(flatten)]
    chance: Chance,
}

/// How chance is drawn.
#[derive(Debug, Args)]
struct Chance {
    /// How often.
    #[arg(long, default_value_t = 999)]
    replicates: usize,
    /// From what it begins: the same seed gives the same numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct MoranArguments {
    #[command(flatten)]
    file: InputArguments,
    /// Points this near are neighbours.
    #[arg(long, value_parser = positive)]
    distance_m: f64,
    /// The false discovery rate of the classes.
    #[arg(long, default_value_t = 0.05, value_parser = share)]
    alpha: f64,
    #[command(flatten)]
    chance: Chance,
}

#[derive(Debug, Args)]
pub(super) struct KdeArguments {
    #[command(flatten)]
    file: InputArguments,
    /// The standard deviation of the kernel.
    #[arg(long, value_parser = positive)]
    bandwidth_m: f64,
    /// The side of a cell.
    #[arg(long, value_parser = positive)]
    cell_m: f64,
    /// What is observed: X0,Y0,X1,Y1. The density is corrected at its edge. The box of the points when not given.
    #[arg(long, value_parser = window, allow_hyphen_values = true)]
    window: Option<[f64; 4]>,
}

#[derive(Debug, Args)]
pub(super) struct BayesArguments {
    #[command(flatten)]
    file: InputArguments,
    /// The level of the intervals.
    #[arg(long, default_value_t = 0.95, value_parser = share)]
    level: f64,
}

/// Most days between events that are near in time: a century.
const MOST_DAYS: i64 = 36_525;
/// Most neighbours of all points together: their lists take 8 bytes each.
const MOST_NEIGHBOURS: usize = 50_000_000;
/// Most values or events of a method that looks at every pair of them.
const MOST_IN_PAIRS: usize = 20_000;
/// Most cells of a density.
const MOST_CELLS: usize = 20_000_000;

/// Reads a length in metres.
fn positive(text: &str) -> Result<f64, String> {
    let length = text.parse().ok().filter(|length: &f64| length.is_finite() && *length > 0.0);
    length.ok_or_else(|| "it is not a length of more than 0 metres".to_owned())
}

/// Reads a share.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share: &f64| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "it is not a share between 0 and 1, such as 0.05".to_owned())
}

/// Lists the neighbours of each point.
fn neighbours(points: &[PlanePoint], distance_m: f64) -> anyhow::Result<Vec<Vec<usize>>> {
    neighbours_within(points, distance_m, MOST_NEIGHBOURS).with_context(|| {
        format!("more than {MOST_NEIGHBOURS} pairs of points are within {distance_m} m; take a smaller --distance-m")
    })
}

/// Refuses more than a method can look at in pairs.
fn few_enough(what: &str, given: usize) -> anyhow::Result<()> {
    anyhow::ensure!(
        given <= MOST_IN_PAIRS,
        "{given} {what} are more than {MOST_IN_PAIRS}, every pair of which is looked at"
    );
    Ok(())
}

/// Computes a statistic.
pub(super) fn analyse(method: &Analyse) -> anyhow::Result<Ending> {
    match method {
        Analyse::GiStar(arguments) => gi_star_of(arguments),
        Analyse::Fdr(arguments) => fdr_of(arguments),
        Analyse::MannKendall(arguments) => mann_kendall_of(arguments),
        Analyse::Dbscan(arguments) => dbscan_of(arguments),
        Analyse::Knox(arguments) => knox_of(arguments),
        Analyse::MoranLocal(arguments) => moran_of(arguments),
        Analyse::Kde(arguments) => kde_of(arguments),
        Analyse::EmpiricalBayes(arguments) => bayes_of(arguments),
        Analyse::RiskTerrain(arguments) => risk_terrain::risk_terrain_of(arguments),
        Analyse::Scan(arguments) => scan::scan_of(arguments),
    }
}

/// Works with all of the machine, and says how far it has come where somebody sits before it.
fn with_effort<T>(work: impl FnOnce(&mut Effort<'_>) -> T) -> T {
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut told = 0;
    let mut progress = |done: usize, all: usize| {
        let percent = done * 100 / all.max(1);
        if percent >= told + 10 && std::io::stderr().is_terminal() {
            told = percent;
            say(&format!("{percent} %"));
        }
        ControlFlow::Continue(())
    };
    work(&mut Effort { threads, progress: &mut progress })
}

fn gi_star_of(arguments: &GiStarArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let (points, values) = (table.points()?, table.numbers("value")?);
    let near = neighbours(&points, arguments.distance_m)?;
    let statistics = if arguments.include_self { gi_star(&values, &near) } else { gi(&values, &near) };
    let rows: Vec<_> = statistics.iter().map(|s| vec![written(s.z), written(s.p)]).collect();
    table.print_with(&["z", "p"], &rows)
}

fn fdr_of(arguments: &FdrArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let p = table.column("p", |text| {
        let p = text.parse().ok().filter(|p: &f64| (0.0..=1.0).contains(p));
        p.ok_or_else(|| format!("`{text}` is not a p-value from 0 to 1"))
    })?;
    let threshold = benjamini_hochberg(&p, arguments.alpha);
    print(&format!("{}\n", threshold.map_or_else(|| "none".to_owned(), written)))
}

fn mann_kendall_of(arguments: &InputArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.input)?;
    few_enough("values", table.len())?;
    let found = mann_kendall(&table.numbers("value")?)?;
    let trend = found.trend;
    print_json(&json!({
        "s": trend.s, "var": trend.var, "z": trend.z, "p": trend.p, "tau": found.tau, "sen_slope": found.sen_slope,
    }))
}

fn dbscan_of(arguments: &DbscanArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let settings = DbscanSettings { eps_m: arguments.eps_m, min_points: arguments.min_points };
    let points = table.points()?;
    let found = with_effort(|effort| dbscan(&points, settings, effort))?;
    let rows = found.labels.iter().zip(&found.core);
    let rows: Vec<_> =
        rows.map(|(label, core)| vec![label.map(written).unwrap_or_default(), written(core)]).collect();
    table.print_with(&["cluster", "core"], &rows)
}

fn knox_of(arguments: &KnoxArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    few_enough("events", table.len())?;
    let days = days(&table)?;
    let events: Vec<KnoxEvent> =
        table.points()?.into_iter().zip(days).map(|(at, day)| KnoxEvent { at, day }).collect();
    let bands = KnoxBands { distance_m: &[arguments.distance_m], days: &[arguments.time] };
    let settings = KnoxSettings {
        replicates: arguments.chance.replicates,
        seed: arguments.chance.seed,
        most_pairs: usize::MAX,
    };
    let found = with_effort(|effort| near_repeat(&events, bands, settings, effort))?;
    let cell = found.table[0][0];
    print_json(&json!({
        "events": events.len(), "pairs": found.pairs, "near": found.near[0], "soon": found.soon[0],
        "near_and_soon": cell.pairs, "expected": cell.expected, "ratio": cell.ratio, "p": cell.p,
        "replicates": settings.replicates, "seed": settings.seed,
    }))
}

/// Reads the column t: whole numbers of days, or dates, the same in all rows.
fn days(table: &Table) -> anyhow::Result<Vec<i32>> {
    let numbers = table.values("t", "a whole number of days");
    numbers.or_else(|_| {
        table.column("t", |text| {
            let days = date(text)?.signed_duration_since(NaiveDate::default()).num_days();
            i32::try_from(days).map_err(|_| format!("`{text}` is too far from today"))
        })
    })
}

/// Reads a date of the common era; one of the Buddhist era would have other leap years.
fn date(text: &str) -> Result<NaiveDate, String> {
    let date: NaiveDate = text.parse().map_err(|_| {
        format!("`{text}` is neither a date such as 2025-07-23 nor, like all others, a whole number of days")
    })?;
    if date.year() < FIRST_BUDDHIST {
        Ok(date)
    } else {
        Err(format!("`{text}` is of the Buddhist era; write {}", date.year() - 543))
    }
}

/// Years from here on are Buddhist.
const FIRST_BUDDHIST: i32 = 2_400;

fn moran_of(arguments: &MoranArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let (points, values) = (table.points()?, table.numbers("value")?);
    let near = neighbours(&points, arguments.distance_m)?;
    let settings = MoranSettings { replicates: arguments.chance.replicates, seed: arguments.chance.seed };
    let found = with_effort(|effort| local_moran(&values, &near, settings, effort))?;
    let (classes, _) = moran_classes(&found, arguments.alpha);
    let rows = found.iter().zip(classes);
    let rows: Vec<_> = rows.map(|(s, class)| vec![written(s.i), written(s.p), class.to_string()]).collect();
    table.print_with(&["i", "p", "class"], &rows)
}

fn kde_of(arguments: &KdeArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let points = table.points()?;
    let weights = if table.has("weight") { table.numbers("weight")? } else { vec![1.0; table.len()] };
    let [west, south, east, north] = arguments.window.unwrap_or_else(|| box_of(&points));
    let cell_m = arguments.cell_m;
    let cells = |length: f64| -> anyhow::Result<usize> {
        let cells = length / cell_m;
        if arguments.window.is_none() {
            // The last cell holds the points on the far edge of their box.
            return Ok(floor_to_count(cells) + 1);
        }
        let whole = (cells - cells.round()).abs() < 1e-6;
        anyhow::ensure!(
            whole,
            "a side of the window has {length} m, which is no multiple of --cell-m {cell_m}"
        );
        Ok(floor_to_count(cells.round()))
    };
    let longest = (east - west).max(north - south).max(cell_m);
    anyhow::ensure!(
        arguments.bandwidth_m <= longest,
        "--bandwidth-m {} is more than what is observed, {longest} m",
        arguments.bandwidth_m
    );
    let raster = Raster {
        corner: PlanePoint { east_m: west, north_m: south },
        cell_m,
        columns: cells(east - west)?,
        rows: cells(north - south)?,
    };
    anyhow::ensure!(
        raster.columns.saturating_mul(raster.rows) <= MOST_CELLS,
        "{} by {} cells are more than {MOST_CELLS}; take a larger --cell-m",
        raster.columns,
        raster.rows
    );
    let inside = vec![true; raster.columns * raster.rows];
    let points: Vec<WeighedPoint> =
        points.into_iter().zip(weights).map(|(at, weight)| WeighedPoint { at, weight }).collect();
    let density = with_effort(|effort| {
        KernelMask::new(raster, &inside, arguments.bandwidth_m, effort)?.density(&points, effort)
    })?;
    if density.outside > 0 {
        say(&format!("{} points lie outside the window and are left out", density.outside));
    }
    let mut text = String::from("x,y,per_km2\n");
    for (cell, per_km2) in density.per_km2.iter().enumerate() {
        let middle = |corner: f64, number: usize| corner + (count_to_f64(number) + 0.5) * raster.cell_m;
        let (x, y) = (middle(west, cell % raster.columns), middle(south, cell / raster.columns));
        writeln!(text, "{x},{y},{per_km2}")?;
    }
    print(&text)
}

/// Reads a window.
fn window(text: &str) -> Result<[f64; 4], String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    let window = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
    let [west, south, east, north] =
        window.filter(|w| w.iter().all(|n| n.is_finite())).ok_or("it is not X0,Y0,X1,Y1, four numbers")?;
    if west < east && south < north {
        Ok([west, south, east, north])
    } else {
        Err("X0 must be less than X1, and Y0 less than Y1".to_owned())
    }
}

/// Returns the least and the largest x and y.
fn box_of(points: &[PlanePoint]) -> [f64; 4] {
    let ends = |values: &dyn Fn(&PlanePoint) -> f64| {
        let of = |least: fn(f64, f64) -> f64| points.iter().map(values).reduce(least).unwrap_or_default();
        (of(f64::min), of(f64::max))
    };
    let ((west, east), (south, north)) = (ends(&|at| at.east_m), ends(&|at| at.north_m));
    [west, south, east, north]
}

fn bayes_of(arguments: &BayesArguments) -> anyhow::Result<Ending> {
    let table = Table::read(&arguments.file.input)?;
    let cases: Vec<u32> = table.values("cases", "a whole number of cases")?;
    let exposures = table.numbers("population")?;
    let observed: Vec<Exposed> =
        cases.into_iter().zip(exposures).map(|(cases, exposure)| Exposed { cases, exposure }).collect();
    let found = empirical_bayes(&observed, arguments.level)?;
    say(&format!("mean {}, variance between places {}", found.mean, found.variance));
    let rows: Vec<_> =
        found.rates.iter().map(|r| vec![written(r.rate), written(r.low), written(r.high)]).collect();
    table.print_with(&["rate", "low", "high"], &rows)
}

fn print_json(value: &serde_json::Value) -> anyhow::Result<Ending> {
    print(&format!("{value:#}\n"))
}
