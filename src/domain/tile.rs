//! Tiles of the world map: which they are, and which layers are cut into them.

use super::named_enum;

named_enum! {
    /// What is cut into tiles, by its name in the address.
    TileLayer, "layer of tiles" {
        /// Land, water, towns and the border line: what lies under everything else.
        Ground = "ground",
        /// Districts with their counts.
        Districts = "districts",
        /// Reports that have a point.
        Reports = "reports",
        /// Crossings that have a position.
        Crossings = "crossings",
        /// Hotspots by district or by square.
        Hotspots = "hotspots",
        /// Risk points.
        RiskPoints = "risk-points",
        /// The military grid.
        Mgrs = "mgrs",
    }
}

/// Names a square of the map: at zoom `z` the world in Web Mercator is 2^z columns by 2^z rows, counted from
/// the west and from the north (XYZ, as `OpenStreetMap` and MapLibre count).
///
/// ```
/// use mekong_watch::domain::TileId;
/// let surin = TileId::read("8", "201", "117")?;
/// assert_eq!((surin.zoom(), surin.column(), surin.row()), (8, 201, 117));
/// assert!(TileId::read("8", "256", "0").unwrap_err().to_string().contains("x `256`"));
/// # Ok::<(), mekong_watch::domain::TileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    zoom: u8,
    column: u32,
    row: u32,
}

/// Says which part of a tile's address is no number in range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} `{text}` must be a whole number from 0 to {last}")]
pub struct TileError {
    /// `z`, `x` or `y`.
    pub name: &'static str,
    /// The text as given.
    pub text: String,
    /// The largest number allowed.
    pub last: u32,
}

impl TileId {
    /// The one tile of zoom 0.
    pub const WORLD: Self = Self { zoom: 0, column: 0, row: 0 };

    /// Deepest zoom that is served; maps draw its tiles larger when they zoom in further.
    pub const LAST_ZOOM: u8 = 16;

    /// Reads the three numbers of an address.
    ///
    /// # Errors
    /// Names the first that is not a whole number, or out of range: zoom 0 to 16, x and y below 2^z.
    pub fn read(z: &str, x: &str, y: &str) -> Result<Self, TileError> {
        let number = |name, text: &str, last: u32| {
            let plain = text.bytes().all(|b| b.is_ascii_digit());
            let value = if plain { text.parse().ok().filter(|n| *n <= last) } else { None };
            value.ok_or_else(|| TileError { name, text: text.to_owned(), last })
        };
        let zoom = number("z", z, u32::from(Self::LAST_ZOOM))?;
        let last = (1_u32 << zoom) - 1;
        Ok(Self {
            zoom: u8::try_from(zoom).unwrap_or(Self::LAST_ZOOM),
            column: number("x", x, last)?,
            row: number("y", y, last)?,
        })
    }

    /// Returns the zoom, 0 to 16.
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// Returns the column, from the west.
    pub fn column(self) -> u32 {
        self.column
    }

    /// Returns the row, from the north.
    pub fn row(self) -> u32 {
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        for (z, x, y, name) in [
            ("17", "0", "0", "z"),
            ("-1", "0", "0", "z"),
            ("", "0", "0", "z"),
            ("2", "-1", "0", "x"),
            ("2", "4", "0", "x"),
            ("2", "+1", "0", "x"),
            ("2", "3", "4", "y"),
            ("2", "3", "1.5", "y"),
            ("16", "65536", "0", "x"),
            ("3", "99999999999", "0", "x"),
        ] {
            let error = TileId::read(z, x, y).unwrap_err();
            assert_eq!(error.name, name, "{error}");
        }
        assert!(TileId::read("16", "65535", "65535").is_ok() && TileId::read("0", "0", "0").is_ok());
    }
}
