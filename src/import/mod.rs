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
mod table;
mod text;
mod xlsx_check;
mod xlsx_file;

pub use basemap_file::{basemaps, vector_layers};
pub use columns::{ColumnError, ColumnMap, Field};
pub use drawn_area::drawn_area;
pub use geometry::{border_stretches, district_shapes, neighbour_shapes};
pub use record_file::{RecordFile, Source, Unit};
pub use records::Record;
pub use reference::target_districts;
pub use reports::{ReportDraft, RowProblem, RowReader, Severity};
pub use table::{FileError, Table, TableRow};
pub use text::{DecodedText, decode};
