//! Somebody takes away exactly what a query matches, as a file.

use super::{App, AppError};
use crate::domain::{CellSize, Epoch, ReportQuery, RiskPointQuery, Scope, named_enum};
use crate::export::{
    ReportCollection, RiskPointCollection, hotspot_cells_csv, hotspot_cells_geojson, hotspots_csv,
    hotspots_geojson, reports_csv, risk_points_csv,
};

named_enum! {
    /// What can be exported.
    Exported, "export" {
        /// Reports.
        Reports = "reports",
        /// Hotspot districts or cells.
        Hotspots = "hotspots",
        /// Risk points.
        RiskPoints = "risk-points",
    }
}

/// What is to be exported, with its own question.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Reports.
    Reports(ReportQuery),
    /// Hotspots: by district unless a cell size is given.
    Hotspots(ReportQuery, Option<CellSize>),
    /// Risk points.
    RiskPoints(RiskPointQuery),
}

impl Wanted {
    /// Returns what of the things that can be exported it is.
    pub fn what(&self) -> Exported {
        match self {
            Self::Reports(_) => Exported::Reports,
            Self::Hotspots(..) => Exported::Hotspots,
            Self::RiskPoints(_) => Exported::RiskPoints,
        }
    }
}

named_enum! {
    /// In which format.
    Format, "format" {
        /// GeoJSON.
        GeoJson = "geojson",
        /// Comma-separated values.
        Csv = "csv",
    }
}

impl Format {
    /// Returns the media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A file to take away.
#[derive(Debug)]
pub struct ExportFile {
    /// The epoch it was made from.
    pub epoch: Epoch,
    /// A name that says what it is.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl App {
    /// Makes the file of a query.
    ///
    /// # Errors
    /// When the area or the moment is not known, or the database fails.
    pub async fn export(
        &self,
        wanted: &Wanted,
        format: Format,
        scope: &Scope,
    ) -> Result<ExportFile, AppError> {
        let (epoch, bytes) = match wanted {
            Wanted::Reports(query) => self.export_reports(format, query, scope).await?,
            Wanted::RiskPoints(query) => self.export_risk_points(format, query, scope).await?,
            Wanted::Hotspots(query, None) => {
                let (view, sheet) = self.hotspot_map(query, scope).await?;
                let bytes = match format {
                    Format::Csv => hotspots_csv(&sheet, self.reference()),
                    Format::GeoJson => hotspots_geojson(&sheet, self.reference(), |code| {
                        view.placer().districts().shape(code)
                    }),
                };
                (view.epoch(), bytes)
            }
            Wanted::Hotspots(query, Some(size)) => {
                let (epoch, sheet) = self.hotspot_cells(*size, query, scope).await?;
                let bytes = match format {
                    Format::Csv => hotspot_cells_csv(&sheet, self.reference()),
                    Format::GeoJson => hotspot_cells_geojson(&sheet, self.reference()),
                };
                (epoch, bytes)
            }
        };
        let cells = match wanted {
            Wanted::Hotspots(_, Some(size)) => format!("-{size}m"),
            Wanted::Hotspots(_, None) | Wanted::Reports(_) | Wanted::RiskPoints(_) => String::new(),
        };
        let name = format!("mekong-watch-{}{cells}-epoch{epoch}.{format}", wanted.what());
        Ok(ExportFile { epoch, name, bytes })
    }

    async fn export_reports(
        &self,
        format: Format,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<(Epoch, Vec<u8>), AppError> {
        let answer = self.list_all(query, scope).await?;
        let targets = answer.view.targets();
        let bytes = match format {
            Format::Csv => reports_csv(&answer.reports, &targets, self.reference()),
            Format::GeoJson => {
                ReportCollection::new(answer.counts, &answer.reports, &targets, None).into_bytes()
            }
        };
        Ok((answer.view.epoch(), bytes))
    }

    async fn export_risk_points(
        &self,
        format: Format,
        query: &RiskPointQuery,
        scope: &Scope,
    ) -> Result<(Epoch, Vec<u8>), AppError> {
        let answer = self.risk_points(query, scope).await?;
        let points = || answer.points.iter().map(AsRef::as_ref);
        let bytes = match format {
            Format::Csv => risk_points_csv(points(), self.reference()),
            Format::GeoJson => RiskPointCollection::new(answer.points.len(), points(), None).into_bytes(),
        };
        Ok((answer.view.epoch(), bytes))
    }
}
