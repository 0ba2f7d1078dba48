//! Turns what files hold into domain values, with the file, line and column in every error. It never
//! writes, and knows no database.

mod basemap_file;
mod basemap_url;
pub mod bundled;
mod columns;
mod csv_file;
mod drawn_area;
pub mod geocode;
mod geojson_file;
mod geometry;
mod json_cut;
mod lines;
mod record_file;
mod records;
mod reference;
mod reports;
mod risk_points;
mod row;
mod row_problem;
mod table;
mod text;
mod xlsx_check;
mod xlsx_file;

pub use basemap_file::{basemaps, vector_layers};
pub use columns::{ColumnError, ColumnMap, Field, RowField};
pub use drawn_area::drawn_area;
pub use geometry::{
    border_stretches, district_shapes, lake_shapes, land_shapes, neighbour_shapes, river_lines,
};
pub use record_file::{RecordFile, Source, Unit};
pub use records::Record;
pub use reference::{populations, target_districts};
pub use reports::ReportRules;
pub use risk_points::RiskField;
pub use row::{Draft, Row, RowContent, RowReader};
pub use row_problem::{RowProblem, Severity};
pub use table::{FileError, Table, TableRow};
pub use text::{DecodedText, decode};
