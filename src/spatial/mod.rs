//! Where things are: districts, crossings and border as indices, and the reports in memory, asked by
//! area. It knows no user and no SQL.

mod agreement;
mod border;
mod cells;
mod coarse;
mod coverage;
mod datum;
mod disc;
mod district_raster;
mod districts;
mod edge;
mod edge_runs;
mod equal_area;
mod extent;
mod geodesic;
pub mod grid_reference;
mod ground;
mod largest_part;
mod layers;
mod mercator;
mod merged;
mod mgrs;
mod mgrs_grid;
mod nearest;
mod outline;
mod placing;
mod plane_neighbours;
mod polygonal;
mod polygons;
mod region;
mod report_index;
mod report_points;
mod risk_index;
mod slabs;
mod tile_cut;
#[cfg(test)]
mod trial_shapes;
mod written_degrees;
mod written_forms;
mod written_position;
mod written_text;

pub use agreement::{DataCheck, PointAgreement};
pub use border::{BorderIndex, KilometreMark};
pub use cells::CellMask;
pub use coverage::{Coverage, DrawnLine, TileDetail};
pub use disc::Disc;
pub use districts::DistrictIndex;
pub use equal_area::{EqualArea, PlanePoint};
pub use geodesic::{area_km2, distance_m};
pub use ground::{Ground, GroundPart};
pub use largest_part::{Outline, largest_outline, point_inside};
pub use layers::{NearestThing, density_around};
pub use mercator::{MapPoint, TILE_UNITS, to_degrees, to_world};
pub use merged::merged;
pub use mgrs_grid::{GridLabel, GridLine, GridPart, GridStep, grid_part};
pub use placing::{ALONG_LINE_KM, Placer};
pub use plane_neighbours::neighbours_within;
pub use polygonal::Polygonal;
pub use region::{Region, fault_of};
pub use report_index::{
    Asked, BesideLine, ByDistrict, ListKey, Listed, ObservedDays, Page, PointFacts, ReportFacts, ReportIndex,
    ReportIndexDraft, Sighting, SnapshotError, SnapshotReader, Tally,
};
pub use report_points::TilePoints;
pub use risk_index::{RiskIndex, RiskKey};
pub use tile_cut::{Boxed, Rings, TileCut, TileShape};
