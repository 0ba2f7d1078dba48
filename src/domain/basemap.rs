//! Background maps that the operator brings: files of tiles, or servers elsewhere.

use std::path::PathBuf;

use super::named_enum;

named_enum! {
    /// What tiles hold.
    TileKind, "kind of tiles" {
        /// Pictures.
        Raster = "raster",
        /// Shapes that the page draws.
        Vector = "vector",
    }
}

/// A background map as its operator describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Basemap {
    /// Its name in addresses: small letters, digits and hyphens.
    pub id: String,
    /// Its title in Thai.
    pub title_th: String,
    /// Its title in English.
    pub title_en: String,
    /// Where its tiles are.
    pub source: BasemapSource,
    /// What its tiles hold, where the operator says it.
    pub tiles: Option<TileKind>,
    /// The side of a picture in pixels: 256 or 512.
    pub tile_size: u32,
    /// The first zoom that has tiles, where the operator says it.
    pub min_zoom: Option<u8>,
    /// The last zoom that has tiles, where the operator says it.
    pub max_zoom: Option<u8>,
    /// Whom to name on the map, in plain text.
    pub attribution: String,
    /// Under which licence it is used.
    pub licence: String,
}

/// Where the tiles of a background map are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasemapSource {
    /// In a `PMTiles` file on this machine.
    PmTiles(PathBuf),
    /// On a server elsewhere, which the page asks itself.
    Elsewhere {
        /// The address with `{z}`, `{x}` and `{y}`.
        template: String,
        /// Its scheme, host and port.
        origin: String,
    },
}
