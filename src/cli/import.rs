//! `import`: files of reports, risk points, target districts, populations and boundaries.

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::error_file::ErrorFile;
use super::{Database, Ending, read_file, say};
use crate::app::{
    App, AppError, BoundaryFile, ImportNews, ImportOptions, ImportPlan, ImportResult, Imported, Progress,
    RiskImportOptions,
};
use crate::domain::{Channel, DistrictCode, UnknownName};
use crate::import::{Field, RiskField, RowField, RowProblem, Severity, Unit, bundled};

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Import reports from a CSV file (UTF-8, UTF-16 or Windows-874), an XLSX workbook or a `GeoJSON` collection.
    Reports(ReportsArguments),
    /// Import risk points from a CSV file (UTF-8, UTF-16 or Windows-874), an XLSX workbook or a `GeoJSON` collection.
    RiskPoints(RiskPointsArguments),
    /// Import the news-derived sample incidents and the made-up risk points that come with the product.
    Samples(Database),
    /// Replace the set of target districts from a CSV file with the column `district`.
    TargetDistricts(TargetArguments),
    /// Store how many people live in districts from a CSV file with the columns `district` and `people`.
    Population(PopulationArguments),
    /// Bring another edition of boundaries from a GeoJSON file and place every report by it.
    Boundaries(BoundaryArguments),
}

/// What every import of rows can be told.
#[derive(Debug, Args)]
struct RowsArguments {
    /// The file.
    file: PathBuf,
    /// Read and check everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where refused rows are written, with the reason; FILE.errors.csv when not given.
    #[arg(long, value_name = "OUT.csv")]
    errors: Option<PathBuf>,
    /// The sheet of a workbook; the first when not given.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Replace what is stored with other content under the same id.
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct ReportsArguments {
    #[command(flatten)]
    rows: RowsArguments,
    /// Which column fills which field, such as --map observed=DateSeen; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = column::<Field>)]
    columns: Vec<(Field, String)>,
    /// The channel of rows that name none.
    #[arg(long, value_parser = Channel::from_str)]
    channel: Option<Channel>,
}

#[derive(Debug, Args)]
pub(super) struct RiskPointsArguments {
    #[command(flatten)]
    rows: RowsArguments,
    /// Which column fills which field, such as --map severity=Level; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = column::<RiskField>)]
    columns: Vec<(RiskField, String)>,
}

#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    /// The file.
    file: PathBuf,
    /// First day of the new set; the old one ends there.
    #[arg(long)]
    valid_from: NaiveDate,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct PopulationArguments {
    /// The file: also with the columns `counted_on` and `source` where rows differ in them.
    file: PathBuf,
    /// The day for which people were counted, where a row does not say.
    #[arg(long)]
    counted_on: Option<NaiveDate>,
    /// Who counted them, where a row does not say.
    #[arg(long)]
    source: Option<String>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct BoundaryArguments {
    /// The file: polygons with the district's code in `code`, `dopa` or `adm2_pcode`.
    file: PathBuf,
    /// What the polygons are.
    #[arg(long, value_parser = ["district"])]
    level: String,
    /// The name of the edition.
    #[arg(long)]
    generation: String,
    /// First day on which these boundaries hold.
    #[arg(long)]
    valid_from: NaiveDate,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn import(what: Import) -> anyhow::Result<Ending> {
    match what {
        Import::Reports(arguments) => reports(arguments).await,
        Import::RiskPoints(arguments) => risk_points(arguments).await,
        Import::Samples(database) => samples(database).await,
        Import::TargetDistricts(arguments) => target_districts(arguments).await,
        Import::Population(arguments) => population(arguments).await,
        Import::Boundaries(arguments) => boundaries(arguments).await,
    }
}

async fn reports(arguments: ReportsArguments) -> anyhow::Result<Ending> {
    let ReportsArguments { rows, columns, channel } = arguments;
    let (app, name, file) = rows.open().await?;
    let options = ImportOptions { columns, channel, update: rows.update, sheet: rows.sheet.clone() };
    let plan = app.plan_import(&name, file, &options).await?;
    say(&format!("{name}: read as {}; channel of rows that name none: {}", plan.read_as(), plan.said));
    rows.import(&app, plan).await
}

async fn risk_points(arguments: RiskPointsArguments) -> anyhow::Result<Ending> {
    let RiskPointsArguments { rows, columns } = arguments;
    let (app, name, file) = rows.open().await?;
    let options = RiskImportOptions { columns, update: rows.update, sheet: rows.sheet.clone() };
    let plan = app.plan_risk_points(&name, file, &options).await?;
    say(&format!("{name}: read as {}", plan.read_as()));
    rows.import(&app, plan).await
}

impl RowsArguments {
    /// Opens the database and the file.
    async fn open(&self) -> anyhow::Result<(App, String, File)> {
        let app = self.database.open_unread().await?;
        let file = File::open(&self.file).with_context(|| format!("reading {}", self.file.display()))?;
        Ok((app, file_name(&self.file), file))
    }

    /// Carries out a plan, keeping what is refused, and says what became of the file.
    async fn import<C: Imported>(self, app: &App, plan: ImportPlan<C>) -> anyhow::Result<Ending> {
        for line in plan.map.describe() {
            say(&format!("  {line}"));
        }
        let errors_path = self.errors.unwrap_or_else(|| beside(&self.file));
        if is_same_file(&errors_path, &self.file) {
            bail!("--errors {} is the file that is imported", errors_path.display());
        }
        let mut errors = ErrorFile::new(&errors_path, plan.map.header());
        let unit = plan.unit();
        if self.dry_run {
            say("dry run: nothing is stored");
        }
        let result = carry_out(app, plan, self.dry_run, &mut errors).await;
        // What was refused until something failed is kept too.
        errors.finish()?;
        let result = result?;
        summarise(&result, unit);
        if result.refused() == 0 {
            return Ok(Ending::Well);
        }
        say(&format!("the refused rows, ready to be corrected and imported: {}", errors_path.display()));
        Ok(Ending::SomeRefused)
    }
}

async fn samples(database: Database) -> anyhow::Result<Ending> {
    let app = database.open_unread().await?;
    let options =
        ImportOptions { channel: Some(Channel::OpenSource), update: true, ..ImportOptions::default() };
    let samples = Cursor::new(bundled::SAMPLE_INCIDENTS);
    let plan = app.plan_import("samples/incidents.csv", samples, &options).await?;
    let incidents = app.run_import(plan, |_| Ok(())).await?;
    say("sample incidents, compiled from public news; not official records:");
    summarise(&incidents, Unit::Line);
    let options = RiskImportOptions { update: true, ..RiskImportOptions::default() };
    let samples = Cursor::new(bundled::SAMPLE_RISK_POINTS);
    let plan = app.plan_risk_points("samples/risk_points_synthetic.csv", samples, &options).await?;
    let risk_points = app.run_import(plan, |_| Ok(())).await?;
    say("sample risk points, SYNTHETIC: made up, none of them is a real place of risk:");
    summarise(&risk_points, Unit::Line);
    let refused = incidents.refused() + risk_points.refused();
    Ok(if refused == 0 { Ending::Well } else { Ending::SomeRefused })
}

/// Runs a plan, showing how far it is and writing down what is refused.
async fn carry_out<C: Imported>(
    app: &App,
    plan: ImportPlan<C>,
    dry_run: bool,
    errors: &mut ErrorFile,
) -> anyhow::Result<ImportResult> {
    let bar = progress_bar("{bar:40} {percent} %, {msg} rows, {eta} left")?;
    let listen = |news: ImportNews<'_>| match news {
        ImportNews::Problem(problem) if problem.severity == Severity::Refused => {
            errors.row(problem).map_err(|cause| AppError::Refused(format!("{cause:#}")))
        }
        ImportNews::Problem(_) => Ok(()),
        ImportNews::Progress(Progress { rows, done, of }) => {
            bar.set_length(of);
            bar.set_position(done);
            bar.set_message(rows.to_string());
            Ok(())
        }
    };
    let result =
        if dry_run { app.preview_import(plan, listen).await? } else { app.run_import(plan, listen).await? };
    bar.finish_and_clear();
    Ok(result)
}

fn progress_bar(template: &str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template(template).context("the progress bar's template is wrong")?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn summarise(result: &ImportResult, unit: Unit) {
    for problem in &result.problems {
        let RowProblem { severity, line, text, reason, .. } = problem;
        let column =
            if problem.column.is_empty() { String::new() } else { format!(", column `{}`", problem.column) };
        say(&format!("{severity}: {unit} {line}{column}: `{text}`: {reason}"));
    }
    let more = result.problems_in_all - result.problems.len();
    if more > 0 {
        say(&format!("... and {more} more"));
    }
    let ImportResult { added, updated, unchanged, points, area_only, unlocated, .. } = result;
    say(&format!(
        "{added} added, {updated} updated, {unchanged} stored already, {} refused; \
         placed by a point {points}, by an area {area_only}, unlocated {unlocated}",
        result.refused()
    ));
}

async fn target_districts(arguments: TargetArguments) -> anyhow::Result<Ending> {
    let app = arguments.database.open().await?;
    let bytes = read_file(&arguments.file)?;
    let size = app.replace_target_set(&file_name(&arguments.file), &bytes, arguments.valid_from).await?;
    say(&format!("{size} target districts from {}; the earlier set ends there", arguments.valid_from));
    Ok(Ending::Well)
}

async fn population(arguments: PopulationArguments) -> anyhow::Result<Ending> {
    let PopulationArguments { file, counted_on, source, database } = arguments;
    let app = database.open().await?;
    let bytes = read_file(&file)?;
    let size = app.import_populations(&file_name(&file), &bytes, counted_on, source.as_deref()).await?;
    say(&format!("the population of {size} districts is stored; rates can be asked with base=population"));
    Ok(Ending::Well)
}

async fn boundaries(arguments: BoundaryArguments) -> anyhow::Result<Ending> {
    let BoundaryArguments { file, level: _, generation, valid_from, database } = arguments;
    let app = database.open().await?;
    let bytes = read_file(&file)?;
    let given = BoundaryFile { file: &file_name(&file), bytes: &bytes, name: &generation, valid_from };
    let bar = progress_bar("{bar:40} {pos}/{len} reports, {eta} left")?;
    let moved = app
        .import_boundaries(&given, |progress| {
            bar.set_length(progress.of);
            bar.set_position(progress.done);
        })
        .await?;
    bar.finish_and_clear();
    say(&format!(
        "boundaries `{generation}` hold: {} districts from the file, {} as they were; {} reports placed anew",
        moved.given, moved.kept, moved.placed
    ));
    for district in &moved.lonely {
        say(&format!(
            "warning: border district {} touches no other one; hotspots will not see its neighbours",
            called(&app, Some(*district))
        ));
    }
    if moved.risk_points > 0 {
        say(&format!("{} risk points placed anew", moved.risk_points));
    }
    let all: usize = moved.moved.values().sum();
    say(&format!("{all} reports count in another district than before"));
    for ((from, to), reports) in &moved.moved {
        say(&format!("  {} -> {}: {reports}", called(&app, *from), called(&app, *to)));
    }
    Ok(Ending::Well)
}

fn called(app: &crate::app::App, district: Option<DistrictCode>) -> String {
    match district.map(|code| (code, app.reference().district(code))) {
        Some((code, Some(known))) => format!("{code} {}", known.names.th),
        Some((code, None)) => code.to_string(),
        None => "no district".to_owned(),
    }
}

fn column<F: RowField + FromStr<Err = UnknownName>>(text: &str) -> Result<(F, String), String> {
    let (field, column) = text.split_once('=').ok_or("write it as FIELD=COLUMN")?;
    Ok((field.parse().map_err(|e: UnknownName| e.to_string())?, column.to_owned()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".errors.csv");
    name.into()
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
