//! Background maps that the operator brought: what there is, and the tiles of those that are files here.

use std::path::Path;

use pmtiles::{AsyncPmTilesReader, Compression, MmapBackend, PmtError, TileCoord, TileType};

use super::App;
use crate::domain::{Basemap, BasemapSource, TileKind};
use crate::import::vector_layers;

/// Largest tile that is sent, in bytes.
const LARGEST_TILE: usize = 4 * 1024 * 1024;
/// The zooms of a server elsewhere whose operator names none.
const ZOOMS: (u8, u8) = (0, 18);

/// Says which background map cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    /// Its file cannot be opened.
    #[error("basemap `{id}`: {path}: {reason}")]
    Unusable {
        /// The map.
        id: String,
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A tile cannot be read.
    #[error("basemap `{id}`: a tile cannot be read: {cause}")]
    Tile {
        /// The map.
        id: String,
        /// Why.
        cause: PmtError,
    },
    /// A tile is larger than what is sent.
    #[error("basemap `{id}`: a tile has {bytes} bytes; at most {LARGEST_TILE}")]
    TooLarge {
        /// The map.
        id: String,
        /// Its size.
        bytes: usize,
    },
}

/// The background maps of the operator; none unless he brings some.
#[derive(Debug, Default)]
pub struct Basemaps {
    maps: Vec<OpenBasemap>,
}

/// A background map that can be shown.
#[derive(Debug)]
pub struct OpenBasemap {
    /// What its operator says of it.
    pub basemap: Basemap,
    /// What its tiles hold.
    pub tiles: TileKind,
    /// The first zoom that has tiles.
    pub min_zoom: u8,
    /// The last zoom that has tiles.
    pub max_zoom: u8,
    /// The layers of vector tiles, where the file names them.
    pub layers: Vec<String>,
    file: Option<TileFile>,
}

/// A `PMTiles` file, mapped into memory.
struct TileFile {
    reader: AsyncPmTilesReader<MmapBackend>,
}

/// One tile as it lies in its file.
#[derive(Debug)]
pub struct Tile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// How it is compressed.
    pub encoding: Option<&'static str>,
}

impl std::fmt::Debug for TileFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TileFile").field("header", self.reader.get_header()).finish()
    }
}

impl Basemaps {
    /// Opens the files of background maps. A file must not be changed in place while the program runs: it
    /// is mapped into memory; put another one beside it and start again.
    ///
    /// # Errors
    /// Names the file that cannot be used, and why.
    pub async fn open(basemaps: Vec<Basemap>) -> Result<Self, BasemapError> {
        let mut maps = Vec::new();
        for basemap in basemaps {
            maps.push(match basemap.source.clone() {
                BasemapSource::PmTiles(path) => open_file(basemap, &path).await?,
                BasemapSource::Elsewhere { .. } => OpenBasemap {
                    tiles: basemap.tiles.unwrap_or(TileKind::Raster),
                    min_zoom: basemap.min_zoom.unwrap_or(ZOOMS.0),
                    max_zoom: basemap.max_zoom.unwrap_or(ZOOMS.1),
                    layers: Vec::new(),
                    file: None,
                    basemap,
                },
            });
        }
        Ok(Self { maps })
    }

    /// Returns the maps in the operator's order.
    pub fn maps(&self) -> &[OpenBasemap] {
        &self.maps
    }

    /// Returns the scheme, host and port of every server elsewhere, each once.
    pub fn origins(&self) -> Vec<&str> {
        let mut origins: Vec<&str> = self.maps.iter().filter_map(|map| map.origin()).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }

    /// Finds a map whose tiles this program serves.
    pub fn served(&self, id: &str) -> Option<&OpenBasemap> {
        self.maps.iter().find(|map| map.basemap.id == id && map.file.is_some())
    }
}

impl OpenBasemap {
    /// Returns the address of its tiles on a server elsewhere; none when this program serves them.
    pub fn template(&self) -> Option<&str> {
        match &self.basemap.source {
            BasemapSource::Elsewhere { template, .. } => Some(template),
            BasemapSource::PmTiles(_) => None,
        }
    }

    fn origin(&self) -> Option<&str> {
        match &self.basemap.source {
            BasemapSource::Elsewhere { origin, .. } => Some(origin),
            BasemapSource::PmTiles(_) => None,
        }
    }

    /// Returns a tile; nothing where its file has none, or where there is no such place.
    ///
    /// # Errors
    /// When the file is broken, or the tile too large.
    pub async fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Tile>, BasemapError> {
        let id = || self.basemap.id.clone();
        let (Some(file), Ok(coord)) = (&self.file, TileCoord::new(z, x, y)) else { return Ok(None) };
        let found = file.reader.get_tile(coord).await;
        let Some(bytes) = found.map_err(|cause| BasemapError::Tile { id: id(), cause })? else {
            return Ok(None);
        };
        if bytes.len() > LARGEST_TILE {
            return Err(BasemapError::TooLarge { id: id(), bytes: bytes.len() });
        }
        let header = file.reader.get_header();
        Ok(Some(Tile {
            bytes: bytes.to_vec(),
            media_type: header.tile_type.content_type(),
            encoding: header.tile_compression.content_encoding(),
        }))
    }
}

async fn open_file(basemap: Basemap, path: &Path) -> Result<OpenBasemap, BasemapError> {
    let unusable = |reason: String| BasemapError::Unusable {
        id: basemap.id.clone(),
        path: path.display().to_string(),
        reason,
    };
    // The mapping says only that it failed, and a folder can be opened but not read.
    match std::fs::metadata(path) {
        Err(cause) => return Err(unusable(cause.to_string())),
        Ok(known) if !known.is_file() => return Err(unusable("is not a file".to_owned())),
        Ok(_) => {}
    }
    let opened = AsyncPmTilesReader::new_with_path(path).await;
    let reader = opened.map_err(|cause| unusable(format!("is not a PMTiles file of version 3: {cause}")))?;
    let header = reader.get_header();
    let tiles = match header.tile_type {
        TileType::Mvt => TileKind::Vector,
        TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Avif => TileKind::Raster,
        TileType::Mlt | TileType::Unknown => {
            return Err(unusable(format!(
                "holds tiles of the type {:?}, which is not shown",
                header.tile_type
            )));
        }
    };
    if let Some(said) = basemap.tiles.filter(|said| *said != tiles) {
        return Err(unusable(format!("holds {tiles} tiles, not {said}")));
    }
    if header.tile_compression == Compression::Unknown && tiles == TileKind::Vector {
        return Err(unusable("does not say how its tiles are compressed".to_owned()));
    }
    let (first, last) = (header.min_zoom, header.max_zoom);
    let (min_zoom, max_zoom) = (basemap.min_zoom.unwrap_or(first), basemap.max_zoom.unwrap_or(last));
    if min_zoom < first || max_zoom > last || min_zoom > max_zoom {
        return Err(unusable(format!("has the zooms {first} to {last}, not {min_zoom} to {max_zoom}")));
    }
    let layers = match tiles {
        TileKind::Raster => Vec::new(),
        // A file without metadata has no names of layers, and its tiles can be drawn all the same.
        TileKind::Vector => vector_layers(&reader.get_metadata().await.unwrap_or_default()),
    };
    Ok(OpenBasemap { tiles, min_zoom, max_zoom, layers, file: Some(TileFile { reader }), basemap })
}

impl App {
    /// Takes the operator's background maps along.
    #[must_use]
    pub fn with_basemaps(self, basemaps: Basemaps) -> Self {
        Self { basemaps, ..self }
    }

    /// Returns the operator's background maps.
    pub fn basemaps(&self) -> &Basemaps {
        &self.basemaps
    }
}
