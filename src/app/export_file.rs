//! Somebody takes away exactly what a query matches, as a file.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{ATTRIBUTION, App, AppError, StudyEffort};
use crate::domain::{CellSize, Epoch, ReportQuery, RiskPointQuery, Scope, StudyQuestion, named_enum};
use crate::export::{
    HotspotFileNotes, ReportCollection, RiskCountFields, RiskPointCollection, StudyResult, ZoneFields,
    file_name, gpx_file, hotspot_cell_placemarks, hotspot_cells_csv, hotspot_cells_geojson,
    hotspot_placemarks, hotspots_csv, hotspots_geojson, kml_file, report_filter, report_placemarks,
    reports_csv, risk_filter, risk_placemarks, risk_points_csv, zone_placemarks, zones_csv, zones_geojson,
};
use crate::spatial::merged;

named_enum! {
    /// What can be exported.
    Exported, "export" {
        /// Reports.
        Reports = "reports",
        /// Hotspot districts or cells.
        Hotspots = "hotspots",
        /// Risk points.
        RiskPoints = "risk-points",
        /// Risk zones.
        Zones = "zones",
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
    /// Risk zones.
    Zones(StudyQuestion),
}

impl Wanted {
    /// Returns what of the things that can be exported it is.
    pub fn what(&self) -> Exported {
        match self {
            Self::Reports(_) => Exported::Reports,
            Self::Hotspots(..) => Exported::Hotspots,
            Self::RiskPoints(_) => Exported::RiskPoints,
            Self::Zones(_) => Exported::Zones,
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
        /// KML 2.2, for Google Earth and GIS. Of reports those with a point.
        Kml = "kml",
        /// GPX 1.1, for hand-held receivers. Of reports those with a point; of hotspots the significant ones.
        Gpx = "gpx",
    }
}

impl Format {
    /// Returns the media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Gpx => "application/gpx+xml",
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
        let made = match wanted {
            Wanted::Reports(query) => self.export_reports(format, query, scope).await?,
            Wanted::Hotspots(query, None) => self.export_hotspots(format, query, scope).await?,
            Wanted::Hotspots(query, Some(size)) => self.export_cells(*size, format, query, scope).await?,
            Wanted::RiskPoints(query) => self.export_risk_points(format, query, scope).await?,
            Wanted::Zones(question) => self.export_zones(format, question, scope).await?,
        };
        let Made { epoch, bytes, synthetic } = made;
        let (cell, filter) = match wanted {
            Wanted::Reports(query) => (None, report_filter(query)),
            Wanted::Hotspots(query, cell) => (*cell, report_filter(query)),
            Wanted::RiskPoints(query) => (None, risk_filter(query)),
            Wanted::Zones(question) => (None, report_filter(&question.query)),
        };
        let mut subject = wanted.what().to_string();
        if let Some(size) = cell {
            subject = format!("{subject}-{size}m");
        }
        if synthetic {
            subject.push_str("-synthetic");
        }
        Ok(ExportFile { epoch, name: file_name(&subject, filter, epoch, format.as_str()), bytes })
    }

    async fn export_reports(
        &self,
        format: Format,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<Made, AppError> {
        let answer = self.list_all(query, scope).await?;
        let (epoch, targets, reports) = (answer.view.epoch(), answer.view.targets(), &answer.reports);
        let places =
            || report_placemarks(reports, answer.counts, epoch, &targets, self.reference(), ATTRIBUTION);
        let bytes = match format {
            Format::Csv => reports_csv(reports, &targets, self.reference()),
            Format::GeoJson => ReportCollection::new(answer.counts, reports, &targets, None).into_bytes(),
            Format::Kml => kml_file(&places()),
            Format::Gpx => gpx_file(&places()),
        };
        Ok(Made { epoch, bytes, synthetic: reports.iter().any(|report| report.content.synthetic) })
    }

    async fn export_hotspots(
        &self,
        format: Format,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<Made, AppError> {
        let (view, sheet) = self.hotspot_map(query, scope).await?;
        let (epoch, reference) = (view.epoch(), self.reference());
        let shape = |code| view.placer().districts().shape(code);
        let places = || hotspot_placemarks(&sheet, reference, shape, notes(epoch, format));
        let bytes = match format {
            Format::Csv => hotspots_csv(&sheet, reference),
            Format::GeoJson => hotspots_geojson(&sheet, reference, shape),
            Format::Kml => kml_file(&places()),
            Format::Gpx => gpx_file(&places()),
        };
        Ok(Made { epoch, bytes, synthetic: false })
    }

    async fn export_cells(
        &self,
        size: CellSize,
        format: Format,
        query: &ReportQuery,
        scope: &Scope,
    ) -> Result<Made, AppError> {
        let (epoch, sheet) = self.hotspot_cells(size, query, scope).await?;
        let reference = self.reference();
        let places = || hotspot_cell_placemarks(&sheet, reference, notes(epoch, format));
        let bytes = match format {
            Format::Csv => hotspot_cells_csv(&sheet, reference),
            Format::GeoJson => hotspot_cells_geojson(&sheet, reference),
            Format::Kml => kml_file(&places()),
            Format::Gpx => gpx_file(&places()),
        };
        Ok(Made { epoch, bytes, synthetic: false })
    }

    async fn export_risk_points(
        &self,
        format: Format,
        query: &RiskPointQuery,
        scope: &Scope,
    ) -> Result<Made, AppError> {
        let answer = self.risk_points(query, scope).await?;
        let epoch = answer.view.epoch();
        let points = || answer.points.iter().map(AsRef::as_ref);
        let counts = RiskCountFields::new(points());
        let places = || risk_placemarks(points(), epoch, self.reference(), ATTRIBUTION);
        let bytes = match format {
            Format::Csv => risk_points_csv(points(), self.reference()),
            Format::GeoJson => RiskPointCollection::new(counts, points(), None).into_bytes(),
            Format::Kml => kml_file(&places()),
            Format::Gpx => gpx_file(&places()),
        };
        Ok(Made { epoch, bytes, synthetic: counts.synthetic > 0 })
    }

    async fn export_zones(
        &self,
        format: Format,
        question: &StudyQuestion,
        scope: &Scope,
    ) -> Result<Made, AppError> {
        let effort = StudyEffort::all(Arc::new(|_, _| ControlFlow::Continue(())));
        let answer = self.study(question, scope, effort).await?;
        let Some(sheet) = &answer.sheet else {
            return Err(AppError::Refused("only zones are exported as zones".to_owned()));
        };
        let zones = match &sheet.result {
            Some(StudyResult::Zones(zones)) => zones.zones.as_slice(),
            _ => &[],
        };
        let corners =
            |zone: &ZoneFields| zone.cells.iter().filter_map(|cell| cell.corners).collect::<Vec<_>>();
        let outlines: Vec<_> = zones.iter().map(|zone| merged(&corners(zone))).collect();
        let places = || zone_placemarks(sheet, &outlines, self.reference(), ATTRIBUTION);
        let bytes = match format {
            Format::Csv => zones_csv(sheet, self.reference()),
            Format::GeoJson => zones_geojson(sheet, &outlines),
            Format::Kml => kml_file(&places()),
            Format::Gpx => gpx_file(&places()),
        };
        Ok(Made { epoch: answer.run.epoch, bytes, synthetic: false })
    }
}

/// The content of a file, before it has a name.
struct Made {
    epoch: Epoch,
    bytes: Vec<u8>,
    /// Whether any of its reports is made up.
    synthetic: bool,
}

fn notes(epoch: Epoch, format: Format) -> HotspotFileNotes<'static> {
    HotspotFileNotes { epoch, attribution: ATTRIBUTION, only_significant: format == Format::Gpx }
}
