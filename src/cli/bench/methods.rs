//! `bench method`: a statistic over numbers that another program made and checks, measured without reading, HTTP and
//! JSON.
//!
//! Files hold 64-bit floating point numbers, lowest byte first, and nothing else.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::analysis::{
    AnalysisError, DbscanSettings, Effort, EmergingSettings, KernelMask, Raster, ScanData, ScanModel,
    ScanSettings, WeighedPoint, classify, dbscan, emerging, gi_star_window, scan,
};
use crate::cli::{Ending, print, read_file};
use crate::domain::number::{count_to_f64, count_to_u32, floor_to_count};
use crate::domain::{EmergingReference, ScanTime, Square};
use crate::spatial::PlanePoint;

#[derive(Debug, Args)]
pub(in crate::cli) struct MethodArguments {
    /// The numbers that are given.
    #[arg(long)]
    input: PathBuf,
    /// Where the numbers that come of them are written.
    #[arg(long)]
    out: PathBuf,
    /// How often it is computed.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    #[command(subcommand)]
    method: Method,
}

/// What is computed, of which numbers, and what comes of it.
#[derive(Debug, Subcommand)]
enum Method {
    /// Of a count a cell, row by row from the south, not a number where a cell is not observed: the z-score of each
    /// observed cell. Classes by false discovery rate are computed and not written.
    GiStar {
        /// Cells in a row.
        #[arg(long)]
        columns: usize,
    },
    /// Of the same for each step, oldest first: the z-score of the trend of each observed cell.
    Emerging {
        /// Cells in a row.
        #[arg(long)]
        columns: usize,
        /// How many steps there are.
        #[arg(long)]
        steps: usize,
    },
    /// Of x and y of each point: its cluster, or -1, and whether it is a core point.
    Dbscan {
        /// How far a point reaches.
        #[arg(long)]
        eps_m: f64,
        /// How many points in reach, itself included, make a core point.
        #[arg(long)]
        min_points: usize,
    },
    /// Of a weight in the middle of each cell, not a number where a cell is not observed: the density to a square
    /// kilometre of each observed cell; cells have sides of a kilometre.
    Kde {
        /// Cells in a row.
        #[arg(long)]
        columns: usize,
        /// The standard deviation of the kernel.
        #[arg(long)]
        bandwidth_m: f64,
    },
    /// Of x, y and the counts of each place: of the first cluster by the permutation model how many were observed and
    /// expected, the statistic and the p-value.
    Scan {
        /// How many steps there are.
        #[arg(long)]
        steps: usize,
        /// Look only at stretches that go on up to the end.
        #[arg(long)]
        prospective: bool,
        /// How often counts are drawn anew.
        #[arg(long, default_value_t = 999)]
        replicates: usize,
    },
}

pub(super) fn method(arguments: &MethodArguments) -> anyhow::Result<Ending> {
    let given = numbers(&arguments.input)?;
    let mut rounds = Rounds { left: arguments.rounds, seconds: Vec::new() };
    let found = match &arguments.method {
        Method::GiStar { columns } => gi_star_of(&given, *columns, &mut rounds)?,
        Method::Emerging { columns, steps } => emerging_of(&given, *columns, *steps, &mut rounds)?,
        Method::Dbscan { eps_m, min_points } => {
            let settings = DbscanSettings { eps_m: *eps_m, min_points: *min_points };
            dbscan_of(&given, settings, &mut rounds)?
        }
        Method::Kde { columns, bandwidth_m } => kde_of(&given, *columns, *bandwidth_m, &mut rounds)?,
        Method::Scan { steps, prospective, replicates } => {
            let time = if *prospective { ScanTime::Prospective } else { ScanTime::Retrospective };
            scan_of(&given, *steps, time, *replicates, &mut rounds)?
        }
    };
    let bytes: Vec<u8> = found.iter().flat_map(|number| number.to_le_bytes()).collect();
    std::fs::write(&arguments.out, bytes).with_context(|| format!("writing {}", arguments.out.display()))?;
    print(&format!("{}\n", json!({ "seconds": rounds.seconds })))
}

/// Computes the same again and again, and keeps how long each time took.
struct Rounds {
    left: usize,
    seconds: Vec<f64>,
}

impl Rounds {
    fn of<T>(
        &mut self,
        mut compute: impl FnMut(&mut Effort<'_>) -> Result<T, AnalysisError>,
    ) -> anyhow::Result<T> {
        let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        let mut progress = |_, _| ControlFlow::Continue(());
        let mut effort = Effort { threads, progress: &mut progress };
        loop {
            let began = Instant::now();
            let found = compute(&mut effort)?;
            self.seconds.push(began.elapsed().as_secs_f64());
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return Ok(found);
            }
        }
    }
}

fn gi_star_of(given: &[f64], columns: usize, rounds: &mut Rounds) -> anyhow::Result<Vec<f64>> {
    let (squares, counts) = (squares(given, columns)?, counts(given));
    rounds.of(|_| {
        let scores: Vec<_> = gi_star_window(&counts, &squares).into_iter().map(|(score, _)| score).collect();
        let (classes, _) = classify(&scores);
        Ok((scores.iter().map(|score| score.z).collect(), classes).0)
    })
}

fn emerging_of(given: &[f64], columns: usize, steps: usize, rounds: &mut Rounds) -> anyhow::Result<Vec<f64>> {
    ensure!(steps > 0 && given.len().is_multiple_of(steps), "{} numbers are not {steps} steps", given.len());
    let cells = given.len() / steps;
    let squares = squares(&given[..cells], columns)?;
    let counts: Vec<Vec<u32>> = given.chunks(cells).map(counts).collect();
    let settings =
        EmergingSettings { alpha: 0.05, trend_alpha: 0.05, reference: EmergingReference::AllSteps };
    let found = rounds.of(|effort| emerging(&counts, &squares, settings, effort))?;
    Ok(found.places.iter().map(|place| place.trend.z).collect())
}

fn dbscan_of(given: &[f64], settings: DbscanSettings, rounds: &mut Rounds) -> anyhow::Result<Vec<f64>> {
    let points: Vec<PlanePoint> =
        given.chunks_exact(2).map(|at| PlanePoint { east_m: at[0], north_m: at[1] }).collect();
    let found = rounds.of(|effort| dbscan(&points, settings, effort))?;
    let labels = found.labels.iter().map(|label| label.map_or(-1.0, count_to_f64));
    Ok(labels.zip(&found.core).flat_map(|(label, core)| [label, f64::from(u8::from(*core))]).collect())
}

fn kde_of(given: &[f64], columns: usize, bandwidth_m: f64, rounds: &mut Rounds) -> anyhow::Result<Vec<f64>> {
    const CELL_M: f64 = 1_000.0;
    let squares = squares(given, columns)?;
    let raster = Raster {
        corner: PlanePoint { east_m: 0.0, north_m: 0.0 },
        cell_m: CELL_M,
        columns,
        rows: given.len() / columns,
    };
    let inside: Vec<bool> = given.iter().map(|weight| !weight.is_nan()).collect();
    let middle = |cell: i32| (f64::from(cell) + 0.5) * CELL_M;
    let weights = given.iter().copied().filter(|weight| !weight.is_nan());
    let points: Vec<WeighedPoint> = squares
        .iter()
        .zip(weights)
        .filter(|(_, weight)| *weight != 0.0)
        .map(|(square, weight)| WeighedPoint {
            at: PlanePoint { east_m: middle(square.column), north_m: middle(square.row) },
            weight,
        })
        .collect();
    // The mask stays the same from one question to the next.
    let mut made = Rounds { left: 1, seconds: Vec::new() };
    let mask = made.of(|effort| KernelMask::new(raster, &inside, bandwidth_m, effort))?;
    let density = rounds.of(|effort| mask.density(&points, effort))?;
    let observed = density.per_km2.iter().zip(&inside).filter(|(_, inside)| **inside);
    Ok(observed.map(|(density, _)| f64::from(*density)).collect())
}

fn scan_of(
    given: &[f64],
    steps: usize,
    time: ScanTime,
    replicates: usize,
    rounds: &mut Rounds,
) -> anyhow::Result<Vec<f64>> {
    let rows = || given.chunks_exact(steps + 2);
    let places: Vec<PlanePoint> = rows().map(|row| PlanePoint { east_m: row[0], north_m: row[1] }).collect();
    let cases: Vec<u32> = rows().flat_map(|row| counts(&row[2..])).collect();
    let data = ScanData { places: &places, steps, cases: &cases, model: ScanModel::Permutation };
    let settings = ScanSettings {
        time,
        max_radius_m: f64::INFINITY,
        max_share: 0.5,
        min_steps: 1,
        max_steps: steps / 2,
        least_cases: 3,
        clusters: 1,
        replicates,
        seed: 1,
    };
    let found = rounds.of(|effort| scan(data, &settings, effort))?;
    let of = |cluster: &crate::analysis::ScanCluster| {
        [f64::from(cluster.observed), cluster.expected, cluster.statistic, cluster.p]
    };
    Ok(found.clusters.first().map(of).unwrap_or_default().to_vec())
}

fn numbers(path: &Path) -> anyhow::Result<Vec<f64>> {
    let bytes = read_file(path)?;
    let (numbers, rest) = bytes.as_chunks::<8>();
    ensure!(rest.is_empty(), "{}: {} bytes are no whole numbers of 8", path.display(), bytes.len());
    Ok(numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
}

/// Returns the squares of the cells that are observed.
fn squares(given: &[f64], columns: usize) -> anyhow::Result<Vec<Square>> {
    ensure!(
        columns > 0 && given.len().is_multiple_of(columns),
        "{} numbers are not rows of {columns}",
        given.len()
    );
    let mut squares = Vec::new();
    for (row, values) in given.chunks(columns).enumerate() {
        for (column, value) in values.iter().enumerate() {
            if !value.is_nan() {
                squares.push(Square { row: i32::try_from(row)?, column: i32::try_from(column)? });
            }
        }
    }
    Ok(squares)
}

/// Returns the counts of the cells that are observed.
fn counts(given: &[f64]) -> Vec<u32> {
    let observed = given.iter().filter(|value| !value.is_nan());
    observed.map(|value| count_to_u32(floor_to_count(*value))).collect()
}
