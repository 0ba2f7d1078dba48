//! `export`: what a query matches, as a file.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, bail};
use clap::Args;

use super::{Database, Ending, say};
use crate::app::{Caller, Exported, Format, Wanted};
use crate::domain::{
    Area, AsOf, Category, CellSize, Channel, Precision, ReportQuery, RiskPointKind, RiskPointQuery,
    RiskSeverity, Status, Study, StudyQuestion, ZonesStudy, period,
};

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// reports, hotspots, risk-points or zones.
    #[arg(value_parser = Exported::from_str)]
    what: Exported,
    /// geojson, csv, kml or gpx.
    #[arg(long, value_parser = Format::from_str, default_value = "geojson")]
    format: Format,
    /// Hotspots by squares with this side in metres: 1000, 2000, 5000 or 10000; by district when not given. Zones: of squares
    /// with this side, 2000 when not given.
    #[arg(long, value_parser = CellSize::from_str)]
    cell_m: Option<CellSize>,
    /// Where to write; standard output when not given.
    #[arg(long)]
    out: Option<PathBuf>,
    /// district:CODES, province:CODES, bbox:W,S,E,N, circle:LON,LAT,METRES, crossing:ID,METRES,
    /// border:KM0,KM1[,METRES] or saved:ID.
    #[arg(long, value_parser = Area::from_str)]
    area: Option<Area>,
    /// First day, month or instant, inclusive.
    #[arg(long, value_parser = period::parse_bound)]
    from: Option<chrono::DateTime<chrono::Utc>>,
    /// First day, month or instant no longer wanted.
    #[arg(long, value_parser = period::parse_bound)]
    to: Option<chrono::DateTime<chrono::Utc>>,
    /// Categories, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = Category::from_str)]
    category: Vec<Category>,
    /// Statuses, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = Status::from_str)]
    status: Vec<Status>,
    /// Channels, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = Channel::from_str)]
    channel: Vec<Channel>,
    /// Precisions, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = Precision::from_str)]
    precision: Vec<Precision>,
    /// Kinds of risk points, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = RiskPointKind::from_str)]
    kind: Vec<RiskPointKind>,
    /// Severities of risk points, 1 to 5, comma separated.
    #[arg(long, value_delimiter = ',', value_parser = RiskSeverity::from_str)]
    severity: Vec<RiskSeverity>,
    /// As of this moment in the history of the data: epoch:12, a day, a month or an instant.
    #[arg(long, value_parser = AsOf::from_str)]
    asof: Option<AsOf>,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn export(arguments: ExportArguments) -> anyhow::Result<Ending> {
    let ExportArguments {
        what,
        format,
        cell_m,
        out,
        area,
        from,
        to,
        category,
        status,
        channel,
        precision,
        kind,
        severity,
        asof,
        database,
    } = arguments;
    let reports = ReportQuery {
        as_of: asof,
        area: area.clone(),
        from,
        to,
        categories: category,
        statuses: status,
        channels: channel,
        precisions: precision,
    };
    let risk_points = RiskPointQuery { as_of: asof, area, kinds: kind, severities: severity };
    let wanted = wanted(what, cell_m, reports, risk_points)?;
    let app = database.open().await?;
    let file = app.export(&wanted, format, Caller::operator().scope()).await?;
    match out {
        Some(path) => {
            std::fs::write(&path, &file.bytes).with_context(|| format!("writing {}", path.display()))?;
            say(&format!("{}: {} bytes, epoch {}", path.display(), file.bytes.len(), file.epoch));
            Ok(Ending::Well)
        }
        None => super::print(&String::from_utf8_lossy(&file.bytes)),
    }
}

/// Refuses options that are about something else than what is exported, rather than ignore them.
fn wanted(
    what: Exported,
    cell: Option<CellSize>,
    reports: ReportQuery,
    risk_points: RiskPointQuery,
) -> anyhow::Result<Wanted> {
    let plain_reports =
        ReportQuery { as_of: reports.as_of, area: reports.area.clone(), ..ReportQuery::default() };
    let plain_risk_points =
        RiskPointQuery { kinds: Vec::new(), severities: Vec::new(), ..risk_points.clone() };
    match what {
        Exported::Reports | Exported::Hotspots | Exported::Zones if risk_points != plain_risk_points => {
            bail!("--kind and --severity belong to risk points, not to {what}")
        }
        Exported::Reports | Exported::RiskPoints if cell.is_some() => {
            bail!("a cell size belongs to hotspots, not to {what}")
        }
        Exported::RiskPoints if reports != plain_reports => {
            bail!("of the options that choose reports, risk points know --area and --asof alone")
        }
        Exported::Reports => Ok(Wanted::Reports(reports)),
        Exported::Hotspots => Ok(Wanted::Hotspots(reports, cell)),
        Exported::RiskPoints => Ok(Wanted::RiskPoints(risk_points)),
        Exported::Zones => {
            let usual = ZonesStudy::default();
            let study = Study::Zones(ZonesStudy { cell_m: cell.unwrap_or(usual.cell_m), ..usual });
            Ok(Wanted::Zones(StudyQuestion { query: reports, study }))
        }
    }
}
