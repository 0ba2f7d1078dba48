//! Squares of the analysis grid: how large they are, which they are, and what they are called.

use std::fmt;

use super::named_enum;

named_enum! {
    /// The side of a square, in metres.
    CellSize, "cell size in metres" {
        /// 1 km.
        OneKm = "1000",
        /// 2 km.
        TwoKm = "2000",
        /// 5 km.
        FiveKm = "5000",
        /// 10 km.
        TenKm = "10000",
    }
}

impl CellSize {
    /// Returns the side in metres.
    pub fn metres(self) -> u32 {
        match self {
            Self::OneKm => 1_000,
            Self::TwoKm => 2_000,
            Self::FiveKm => 5_000,
            Self::TenKm => 10_000,
        }
    }
}

/// Names a square of a grid by its row and column; ordered row by row from the south, then from the west.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Square {
    /// Rows north of the origin; the first north of it is 0.
    pub row: i32,
    /// Columns east of the origin; the first east of it is 0.
    pub column: i32,
}

/// Names a square of one size, the same for ever: `5000:12:-7` is size, column and row.
///
/// ```
/// use mekong_watch::domain::{CellId, CellSize, Square};
/// let id = CellId { size: CellSize::FiveKm, square: Square { row: -7, column: 12 } };
/// assert_eq!(id.to_string(), "5000:12:-7");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellId {
    /// The side of the square.
    pub size: CellSize,
    /// Which square.
    pub square: Square,
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.size, self.square.column, self.square.row)
    }
}
