//! `analyse scan`: the files of a space-time scan, which are those that `SaTScan` users have.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use chrono::{Datelike, Months, NaiveDate};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::table::Table;
use super::{Chance, date, print_json, with_effort};
use crate::analysis::{Scan, ScanData, ScanModel, ScanSettings, scan};
use crate::cli::Ending;
use crate::domain::number::{count_to_i64, i64_to_count};
use crate::domain::{LonLat, ScanTime};
use crate::spatial::{EqualArea, PlanePoint};

/// Most counts of a scan: places times steps.
const MOST_COUNTS: usize = 20_000_000;
/// How far from its middle, 103 E 16 N, the plane may be used: distances are good to 1.5 % up to there.
const FARTHEST_M: f64 = 2_200_000.0;

#[derive(Debug, Args)]
pub(crate) struct ScanArguments {
    /// What is expected where nothing happens.
    #[arg(long)]
    model: Model,
    /// Columns location, date, and cases when a row stands for more than one.
    #[arg(long)]
    cases: PathBuf,
    /// Columns location, and x and y in metres or lon and lat in degrees.
    #[arg(long)]
    geo: PathBuf,
    /// Of the Poisson model: columns location, population, and date where it changes; it holds until the next date.
    #[arg(long, required_if_eq("model", "poisson"))]
    population: Option<PathBuf>,
    /// Of the Bernoulli model: columns location, date, and controls when a row stands for more than one.
    #[arg(long, required_if_eq("model", "bernoulli"))]
    controls: Option<PathBuf>,
    /// Look only at stretches that go on up to the end.
    #[arg(long)]
    prospective: bool,
    /// The longest radius of a circle.
    #[arg(long)]
    max_radius_km: Option<f64>,
    /// The largest share of the population, or of cases where there is none, in a circle.
    #[arg(long, default_value_t = 0.5)]
    max_population: f64,
    /// The longest stretch, in units of time; half of all when not given.
    #[arg(long)]
    max_duration: Option<usize>,
    /// How long a step is.
    #[arg(long, default_value = "day")]
    time_unit: Unit,
    /// The first day, month or year; that of the first case when not given.
    #[arg(long)]
    from: Option<String>,
    /// The last day, month or year; that of the last case when not given.
    #[arg(long)]
    to: Option<String>,
    /// Most clusters that are told.
    #[arg(long, default_value_t = 10)]
    clusters: usize,
    #[command(flatten)]
    chance: Chance,
}

/// What is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Model {
    Poisson,
    Permutation,
    Bernoulli,
}

/// How long a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Day,
    Month,
    Year,
}

impl Unit {
    /// Reads a date as a number of steps; a month has no need of a day, a year of neither.
    fn step(self, text: &str) -> Result<i64, String> {
        let whole = match text.matches(['-', '/']).count() {
            0 if self == Self::Year => format!("{text}-01-01"),
            1 if self != Self::Day => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let date: NaiveDate = date(&whole.replace('/', "-")).map_err(|reason| {
            if reason.contains("Buddhist") {
                return reason;
            }
            let such_as = [("day", "2025-07-23"), ("month", "2025-07"), ("year", "2025")];
            let (what, such_as) = such_as[match self {
                Self::Day => 0,
                Self::Month => 1,
                Self::Year => 2,
            }];
            format!("`{text}` is not a {what} such as {such_as}")
        })?;
        Ok(match self {
            Self::Day => date.signed_duration_since(NaiveDate::default()).num_days(),
            Self::Month => i64::from(date.year()) * 12 + i64::from(date.month0()),
            Self::Year => i64::from(date.year()),
        })
    }

    /// Writes a step as its day, month or year.
    fn written(self, step: i64) -> String {
        let date = match self {
            Self::Day => NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(step)),
            Self::Month => month(step),
            Self::Year => return step.to_string(),
        };
        let form = if self == Self::Day { "%Y-%m-%d" } else { "%Y-%m" };
        date.map(|date| date.format(form).to_string()).unwrap_or_default()
    }
}

fn month(step: i64) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(i32::try_from(step.div_euclid(12)).ok()?, 1, 1)?;
    first.checked_add_months(Months::new(u32::try_from(step.rem_euclid(12)).ok()?))
}

/// The places of a scan, by name.
struct Places {
    names: Vec<String>,
    points: Vec<PlanePoint>,
    by_name: HashMap<String, usize>,
}

impl Places {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let names: Vec<String> = table.values("location", "a name")?;
        let points = if table.has("lon") { projected(&table)? } else { table.points()? };
        let by_name: HashMap<String, usize> = names.iter().cloned().zip(0..).collect();
        ensure!(by_name.len() == names.len(), "{}: a location is there twice", path.display());
        Ok(Self { names, points, by_name })
    }

    /// Reads which place each row of a table is about.
    fn of(&self, table: &Table) -> anyhow::Result<Vec<usize>> {
        let known = |name: &str| self.by_name.get(name).copied();
        table.column("location", |name| {
            known(name).ok_or_else(|| format!("`{name}` is not a location of --geo"))
        })
    }
}

/// Reads the columns lon and lat into the plane.
fn projected(table: &Table) -> anyhow::Result<Vec<PlanePoint>> {
    let plane = EqualArea::default();
    let (lon, lat) = (table.numbers("lon")?, table.numbers("lat")?);
    let point = |(lon, lat)| {
        let at = plane.forward(LonLat::new(lon, lat)?);
        let near = at.filter(|at| at.east_m.hypot(at.north_m) <= FARTHEST_M);
        near.ok_or_else(|| {
            anyhow!("{lon}, {lat} is too far from mainland South-East Asia; give x and y in metres")
        })
    };
    lon.into_iter().zip(lat).map(point).collect()
}

/// Counts by place and step, as they were read.
struct Counted {
    place: Vec<usize>,
    step: Vec<i64>,
    count: Vec<u32>,
}

impl Counted {
    fn read(path: &Path, column: &str, places: &Places, unit: Unit) -> anyhow::Result<Self> {
        let table = Table::read(path)?;
        let count =
            if table.has(column) { table.values(column, "a whole number")? } else { vec![1; table.len()] };
        Ok(Self { place: places.of(&table)?, step: table.column("date", |text| unit.step(text))?, count })
    }

    /// Sums them up, place by place; those beyond the steps are refused.
    fn sums(&self, places: usize, first: i64, steps: usize) -> anyhow::Result<Vec<u32>> {
        let mut sums = vec![0_u32; places * steps];
        for ((place, step), count) in self.place.iter().zip(&self.step).zip(&self.count) {
            let step = i64_to_count(step - first).filter(|step| *step < steps);
            let step = step.context("a case or control lies outside --from and --to")?;
            let sum = &mut sums[place * steps + step];
            *sum = sum.checked_add(*count).context("there are more cases than can be counted")?;
        }
        Ok(sums)
    }
}

/// Reads what population each place has in each step.
fn population_of(
    path: &Path,
    places: &Places,
    unit: Unit,
    first: i64,
    steps: usize,
) -> anyhow::Result<Vec<f64>> {
    let table = Table::read(path)?;
    let (of, numbers) = (places.of(&table)?, table.numbers("population")?);
    let since = if table.has("date") {
        table.column("date", |text| unit.step(text))?
    } else {
        vec![i64::MIN; table.len()]
    };
    let mut known: Vec<Vec<(i64, f64)>> = vec![Vec::new(); places.names.len()];
    for ((place, since), number) in of.into_iter().zip(since).zip(numbers) {
        known[place].push((since, number));
    }
    let mut all = Vec::with_capacity(known.len() * steps);
    for (known, name) in known.iter_mut().zip(&places.names) {
        known.sort_unstable_by_key(|(since, _)| *since);
        ensure!(
            known.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "{}: location `{name}` has two populations from the same date",
            path.display()
        );
        let Some(earliest) = known.first() else { bail!("location `{name}` has no population") };
        for step in (first..).take(steps) {
            let holds = known.partition_point(|(since, _)| *since <= step).checked_sub(1);
            all.push(holds.map_or(earliest.1, |at| known[at].1));
        }
    }
    Ok(all)
}

/// Scans the files and prints the clusters.
pub(super) fn scan_of(arguments: &ScanArguments) -> anyhow::Result<Ending> {
    let (unit, share) = (arguments.time_unit, arguments.max_population);
    ensure!(share > 0.0 && share <= 1.0, "--max-population {share}: a share is more than 0 and at most 1");
    ensure!(
        arguments.population.is_none() || arguments.model == Model::Poisson,
        "--population belongs to --model poisson"
    );
    ensure!(
        arguments.controls.is_none() || arguments.model == Model::Bernoulli,
        "--controls belongs to --model bernoulli"
    );
    let places = Places::read(&arguments.geo)?;
    let cases = Counted::read(&arguments.cases, "cases", &places, unit)?;
    let bound = |text: &Option<String>| text.as_deref().map(|text| unit.step(text)).transpose();
    let bound = |text| bound(text).map_err(|reason| anyhow!("--from and --to: {reason}"));
    let controls = arguments.controls.as_deref();
    let controls = controls.map(|path| Counted::read(path, "controls", &places, unit)).transpose()?;
    let all_steps = || cases.step.iter().chain(controls.iter().flat_map(|controls| &controls.step));
    let (first, last) = (all_steps().min(), all_steps().max());
    let (first, last) = (bound(&arguments.from)?.or(first.copied()), bound(&arguments.to)?.or(last.copied()));
    let (first, last) = first.zip(last).context("there are no cases")?;
    let steps = i64_to_count(last - first + 1).context("--to lies before --from")?;
    ensure!(
        steps.saturating_mul(places.names.len()) <= MOST_COUNTS,
        "{} places times {steps} steps are more than {MOST_COUNTS}; take a longer --time-unit",
        places.names.len()
    );
    let sums = cases.sums(places.names.len(), first, steps)?;
    let controls = controls.map(|controls| controls.sums(places.names.len(), first, steps));
    let controls = controls.transpose()?.unwrap_or_default();
    let population = arguments.population.as_deref();
    let population = population.map(|path| population_of(path, &places, unit, first, steps));
    let population = population.transpose()?.unwrap_or_default();
    let model = match arguments.model {
        Model::Permutation => ScanModel::Permutation,
        Model::Poisson => ScanModel::Poisson { population: &population },
        Model::Bernoulli => ScanModel::Bernoulli { controls: &controls },
    };
    let settings = ScanSettings {
        time: if arguments.prospective { ScanTime::Prospective } else { ScanTime::Retrospective },
        max_radius_m: arguments.max_radius_km.map_or(f64::INFINITY, |km| km * 1_000.0),
        max_share: arguments.max_population,
        min_steps: 1,
        max_steps: arguments.max_duration.unwrap_or((steps / 2).max(1)),
        least_cases: 2,
        clusters: arguments.clusters,
        replicates: arguments.chance.replicates,
        seed: arguments.chance.seed,
    };
    let data = ScanData { places: &places.points, steps, cases: &sums, model };
    let found = with_effort(|effort| scan(data, &settings, effort))?;
    print_json(&told(arguments, &found, &places, &settings, first))
}

fn told(
    arguments: &ScanArguments,
    found: &Scan,
    places: &Places,
    settings: &ScanSettings,
    first: i64,
) -> Value {
    let date = |step: usize| arguments.time_unit.written(first + count_to_i64(step));
    let clusters: Vec<Value> = found
        .clusters
        .iter()
        .map(|cluster| {
            let names: Vec<&String> = cluster.places.iter().map(|place| &places.names[*place]).collect();
            json!({
                "locations": names, "centre": places.names[cluster.centre],
                "radius_km": cluster.radius_m / 1_000.0,
                "from": date(cluster.from_step), "to": date(cluster.to_step),
                "observed": cluster.observed, "expected": cluster.expected, "llr": cluster.statistic,
                "p": cluster.p, "recurrence_interval": cluster.recurrence_steps,
            })
        })
        .collect();
    json!({
        "model": format!("{:?}", arguments.model).to_lowercase(), "time": settings.time.as_str(),
        "time_unit": format!("{:?}", arguments.time_unit).to_lowercase(),
        "locations": places.names.len(), "cases": found.cases, "circles": found.circles,
        "stretches": found.stretches, "max_population": settings.max_share,
        "max_radius_km": settings.max_radius_m.is_finite().then_some(settings.max_radius_m / 1_000.0),
        "max_duration": settings.max_steps, "replicates": settings.replicates,
        "seed": settings.seed, "clusters": clusters,
    })
}
