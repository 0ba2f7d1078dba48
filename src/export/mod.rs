//! Turns domain values into the bytes that people take away, and into the fields that lists and files share.
//! It reads nothing and decides nothing.

mod counts;
mod delimited;
mod feature;
mod file_name;
mod gpx_file;
mod hotspot_cells;
mod hotspot_placemarks;
mod hotspots;
mod kml_file;
mod placemark;
mod report_collection;
mod report_fields;
mod report_placemarks;
mod risk_placemarks;
mod risk_points;
mod study;
mod tile;
mod tile_json;
mod tile_layers;
mod zone_files;

pub use counts::CountFields;
pub use delimited::CsvWriter;
pub use feature::{
    Decimals, coord_geometry, feature, feature_collection, line_geometry, point_geometry, polygon_geometry,
};
pub use file_name::{file_name, report_filter, risk_filter};
pub use gpx_file::gpx_file;
pub use hotspot_cells::{
    GridFields, HotspotCellFields, HotspotCellSheet, hotspot_cells_csv, hotspot_cells_geojson,
};
pub use hotspot_placemarks::{HotspotFileNotes, hotspot_cell_placemarks, hotspot_placemarks};
pub use hotspots::{
    FdrFields, HotspotFields, HotspotLegend, HotspotSheet, MaskFields, PeriodFields, hotspots_csv,
    hotspots_geojson,
};
pub use kml_file::kml_file;
pub use placemark::{Placemark, PlacemarkFile, PlacemarkGeometry, PlacemarkStyle};
pub use report_collection::{CoreFields, ReportCollection, ReportFeature};
pub use report_fields::{HandledByFields, ReportFields, reports_csv};
pub use report_placemarks::report_placemarks;
pub use risk_placemarks::risk_placemarks;
pub use risk_points::{
    RiskCountFields, RiskPointCollection, RiskPointFeature, RiskPointFields, risk_points_csv,
};
pub use study::{
    BacktestFields, BorderProfileFields, ChangeFields, ClosureFields, ClusterFields, ContourFields,
    CountsBeforeAfterFields, DbscanFields, DifferenceFields, EmergingFields, EmergingPlaceFields, KdeFields,
    LocalMoranFields, MoranPlaceFields, NearRepeatCellFields, NearRepeatFields, NightlySheet, NightlyStudy,
    PlaceFields, PopulationSourceFields, ProfileCrossingFields, ProfilePointFields, RateFields, RatesFields,
    RecipeFields, RiskCellFields, RiskFactorFields, RiskTerrainFields, RunFields, ScanClusterFields,
    ScanFields, SilenceFields, SilentPlaceFields, StepsFields, StretchFields, StudyResult, StudySheet,
    ZoneFields, ZoneReasonFields, ZoneStabilityFields, ZonesFields, answer_bytes, seal,
};
pub use tile::{TileFeature, TileFeatures, TileValue, gzipped, write_tile};
pub use tile_json::{TileJson, VectorLayer};
pub use tile_layers::{
    DistrictOnTile, HotspotOnTile, crossing_features, district_layers, grid_layers, ground_layers,
    hotspot_layers, report_layers, risk_point_features,
};
pub use zone_files::{zone_placemarks, zones_csv, zones_geojson};
