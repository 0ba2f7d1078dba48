//! Turns what files hold into domain values, with the file, line and column in every error. It never
//! writes, and knows no database.

pub mod bundled;
mod columns;
mod drawn_area;
pub mod geocode;
mod geometry;
mod records;
mod reference;
mod reports;
mod table;
mod text;

pub use columns::{ColumnError, ColumnMap, Field};
pub use drawn_area::drawn_area;
pub use geometry::{border_stretches, district_shapes, neighbour_shapes};
pub use reference::target_districts;
pub use reports::{Defaults, ReportDraft, ReportRows, RowProblem, Severity, header_and_body, read_rows};
pub use table::{FileError, Table, TableRow};
pub use text::{DecodedText, decode};
