//! Where things are: districts, crossings and border as indices, and the reports in memory, asked by
//! area. It knows no user and no SQL.

mod agreement;
mod border;
mod cells;
mod datum;
mod districts;
mod equal_area;
mod geodesic;
pub mod grid_reference;
mod mgrs;
mod nearest;
mod outline;
mod placing;
mod polygons;
mod region;
mod report_index;
mod written_degrees;
mod written_forms;
mod written_position;
mod written_text;

pub use agreement::{DataCheck, PointAgreement};
pub use border::{BorderIndex, KilometreMark};
pub use cells::CellMask;
pub use districts::DistrictIndex;
pub use equal_area::{EqualArea, PlanePoint};
pub use geodesic::distance_m;
pub use outline::{Outline, largest_outline, point_inside};
pub use placing::Placer;
pub use region::{Polygonal, Region, fault_of};
pub use report_index::{ListKey, ReportIndex, Selection};
