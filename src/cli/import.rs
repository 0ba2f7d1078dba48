//! `import`: files of reports and of target districts.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Database, Ending, read_file, say};
use crate::app::{BoundaryFile, ImportOptions, ImportPlan, ImportResult};
use crate::domain::{Channel, DistrictCode, number::count_to_u64};
use crate::export::CsvWriter;
use crate::import::{Field, RowProblem, Severity, bundled};

/// Problems of each severity that are shown; the error file has all refused rows.
const SHOWN_PROBLEMS: usize = 50;

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Import reports from a CSV file (UTF-8, UTF-16 or Windows-874).
    Reports(ReportsArguments),
    /// Import the news-derived sample incidents that come with the product.
    Samples(Database),
    /// Replace the set of target districts from a CSV file with the column `district`.
    TargetDistricts(TargetArguments),
    /// Bring another edition of boundaries from a GeoJSON file and place every report by it.
    Boundaries(BoundaryArguments),
}

#[derive(Debug, Args)]
pub(super) struct ReportsArguments {
    /// The file.
    file: PathBuf,
    /// Read and check everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where refused rows are written, with the reason; FILE.errors.csv when not given.
    #[arg(long, value_name = "OUT.csv")]
    errors: Option<PathBuf>,
    /// Which column fills which field, such as --map observed=DateSeen; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = column)]
    columns: Vec<(Field, String)>,
    /// The channel of rows that name none.
    #[arg(long, value_parser = Channel::from_str)]
    channel: Option<Channel>,
    /// Replace reports that are stored with other content under the same id.
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    database: Database,
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
        Import::Samples(database) => samples(database).await,
        Import::TargetDistricts(arguments) => target_districts(arguments).await,
        Import::Boundaries(arguments) => boundaries(arguments).await,
    }
}

async fn reports(arguments: ReportsArguments) -> anyhow::Result<Ending> {
    let app = arguments.database.open().await?;
    let name = file_name(&arguments.file);
    let options =
        ImportOptions { columns: arguments.columns, channel: arguments.channel, update: arguments.update };
    let plan = app.plan_import(&name, &read_file(&arguments.file)?, &options)?;
    say(&format!("{name}: read as {}; channel of rows that name none: {}", plan.encoding, plan.channel));
    for line in plan.map.describe() {
        say(&format!("  {line}"));
    }
    let header = plan.map.header().to_vec();
    let result = if arguments.dry_run {
        say("dry run: nothing is stored");
        app.preview_import(&plan).await?
    } else {
        run(&app, plan).await?
    };
    summarise(&result);
    if result.refused() > 0 {
        let path = arguments.errors.unwrap_or_else(|| beside(&arguments.file));
        write_errors(&path, &header, &result.problems)?;
        say(&format!("the refused rows, ready to be corrected and imported: {}", path.display()));
    }
    Ok(if result.refused() == 0 { Ending::Well } else { Ending::SomeRefused })
}

async fn samples(database: Database) -> anyhow::Result<Ending> {
    let app = database.open().await?;
    let options = ImportOptions { columns: Vec::new(), channel: Some(Channel::OpenSource), update: true };
    let plan = app.plan_import("samples/incidents.csv", bundled::SAMPLE_INCIDENTS.as_bytes(), &options)?;
    let result = run(&app, plan).await?;
    say("sample incidents, compiled from public news; not official records:");
    summarise(&result);
    Ok(if result.refused() == 0 { Ending::Well } else { Ending::SomeRefused })
}

async fn run(app: &crate::app::App, plan: ImportPlan) -> anyhow::Result<ImportResult> {
    let bar = progress_bar(plan.rows())?;
    let result = app.run_import(plan, |progress| bar.set_position(count_to_u64(progress.done))).await?;
    bar.finish_and_clear();
    Ok(result)
}

fn progress_bar(rows: usize) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {eta} left")
        .context("the progress bar's template is wrong")?;
    Ok(ProgressBar::new(count_to_u64(rows)).with_style(style))
}

fn summarise(result: &ImportResult) {
    for problem in result.problems.iter().take(SHOWN_PROBLEMS) {
        let column =
            if problem.column.is_empty() { String::new() } else { format!(", column `{}`", problem.column) };
        say(&format!(
            "{}: line {}{column}: `{}`: {}",
            problem.severity, problem.line, problem.text, problem.reason
        ));
    }
    if result.problems.len() > SHOWN_PROBLEMS {
        say(&format!("... and {} more", result.problems.len() - SHOWN_PROBLEMS));
    }
    let ImportResult { added, updated, unchanged, points, area_only, unlocated, .. } = result;
    say(&format!(
        "{added} added, {updated} updated, {unchanged} stored already, {} refused; \
         placed by a point {points}, by an area {area_only}, unlocated {unlocated}",
        result.refused()
    ));
}

/// Writes the rows that were refused, with the reason; the original columns stay, so that the corrected file
/// can be imported.
fn write_errors(path: &Path, header: &[String], problems: &[RowProblem]) -> anyhow::Result<()> {
    let own = ["error_line", "error_column", "error_text", "error_reason", "error_row"];
    // A corrected file of errors may have errors again; it keeps its own columns once.
    let kept: Vec<usize> = (0..header.len()).filter(|i| !own.contains(&header[*i].as_str())).collect();
    let columns: Vec<&str> = kept.iter().map(|i| header[*i].as_str()).chain(own).collect();
    let mut csv = CsvWriter::verbatim(&columns);
    for problem in problems.iter().filter(|p| p.severity == Severity::Refused) {
        let mut fields: Vec<String> =
            kept.iter().map(|i| problem.fields.get(*i).cloned().unwrap_or_default()).collect();
        // A row that could not be cut into fields is kept whole in the last column.
        fields.extend([
            problem.line.to_string(),
            problem.column.clone(),
            problem.text.clone(),
            problem.reason.clone(),
            problem.raw.clone(),
        ]);
        csv.row(fields);
    }
    std::fs::write(path, csv.finish()).with_context(|| format!("writing {}", path.display()))
}

async fn target_districts(arguments: TargetArguments) -> anyhow::Result<Ending> {
    let app = arguments.database.open().await?;
    let bytes = read_file(&arguments.file)?;
    let size = app.replace_target_set(&file_name(&arguments.file), &bytes, arguments.valid_from).await?;
    say(&format!("{size} target districts from {}; the earlier set ends there", arguments.valid_from));
    Ok(Ending::Well)
}

async fn boundaries(arguments: BoundaryArguments) -> anyhow::Result<Ending> {
    let BoundaryArguments { file, level: _, generation, valid_from, database } = arguments;
    let app = database.open().await?;
    let bytes = read_file(&file)?;
    let given = BoundaryFile { file: &file_name(&file), bytes: &bytes, name: &generation, valid_from };
    let bar = progress_bar(0)?;
    let moved = app
        .import_boundaries(&given, |progress| {
            bar.set_length(count_to_u64(progress.of));
            bar.set_position(count_to_u64(progress.done));
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

fn column(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text.split_once('=').ok_or("write it as FIELD=COLUMN")?;
    Ok((field.parse().map_err(|e: crate::domain::UnknownName| e.to_string())?, column.to_owned()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".errors.csv");
    name.into()
}
