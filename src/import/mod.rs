//! Turns what files hold into domain values, with the file, line and column in every error. It never
//! writes, and knows no database.

pub mod bundled;
pub mod geocode;
mod geometry;
mod reference;
mod table;

pub use geometry::{border_stretches, district_shapes, neighbour_shapes};
pub use reference::target_districts;
pub use table::{FileError, Table, TableRow};
