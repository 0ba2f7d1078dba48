//! Somebody takes away exactly what a query matches, as a file.

use super::{App, AppError};
use crate::domain::{CellSize, Epoch, ReportQuery, Scope, named_enum};
use crate::export::{
    ReportCollection, hotspot_cells_csv, hotspot_cells_geojson, hotspots_csv, hotspots_geojson, reports_csv,
};

named_enum! {
    /// What can be exported.
    Exported, "export" {
        /// Reports.
        Reports = "reports",
        /// Hotspot districts or cells.
        Hotspots = "hotspots",
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
    /// Makes the file of a query; hotspots are by district unless a cell size is given.
    ///
    /// # Errors
    /// When a cell size is given for reports, or the database fails.
    pub async fn export(
        &self,
        what: Exported,
        format: Format,
        cell: Option<CellSize>,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<ExportFile, AppError> {
        let (epoch, bytes) = match (what, cell) {
            (Exported::Reports, None) => self.export_reports(format, query, scope).await?,
            (Exported::Reports, Some(_)) => {
                return Err(AppError::Refused("a cell size belongs to hotspots, not to reports".to_owned()));
            }
            (Exported::Hotspots, None) => {
                let (view, sheet) = self.hotspot_map(query, scope).await?;
                let bytes = match format {
                    Format::Csv => hotspots_csv(&sheet, self.reference()),
                    Format::GeoJson => hotspots_geojson(&sheet, self.reference(), |code| {
                        view.placer().districts().shape(code)
                    }),
                };
                (view.epoch(), bytes)
            }
            (Exported::Hotspots, Some(size)) => {
                let (epoch, sheet) = self.hotspot_cells(size, query, scope).await?;
                let bytes = match format {
                    Format::Csv => hotspot_cells_csv(&sheet, self.reference()),
                    Format::GeoJson => hotspot_cells_geojson(&sheet, self.reference()),
                };
                (epoch, bytes)
            }
        };
        let cells = cell.map(|size| format!("-{size}m")).unwrap_or_default();
        Ok(ExportFile { epoch, name: format!("mekong-watch-{what}{cells}-epoch{epoch}.{format}"), bytes })
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
}
