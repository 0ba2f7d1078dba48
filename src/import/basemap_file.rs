//! The operator's file of background maps, with every fault named by the map and the key it is in.

use std::path::Path;

use serde_json::{Map, Value};

use super::basemap_url::{template_of_wmts, template_of_xyz};
use crate::domain::{Basemap, BasemapSource, TileKind};

/// Most maps that a file may describe.
const MOST: usize = 20;
/// The deepest zoom that web maps have.
const DEEPEST_ZOOM: u64 = 24;
/// The keys of one map.
const KEYS: [&str; 11] = [
    "id",
    "title",
    "kind",
    "path",
    "url",
    "tiles",
    "tile_size",
    "min_zoom",
    "max_zoom",
    "attribution",
    "licence",
];

/// Reads a file of background maps; paths in it are taken from `folder`, where the file lies.
///
/// # Errors
/// Names the map, the key and what is wrong with it.
pub fn basemaps(text: &str, folder: &Path) -> Result<Vec<Basemap>, String> {
    let parsed: Value = serde_json::from_str(text).map_err(|e| format!("is not JSON: {e}"))?;
    let Value::Array(entries) = parsed else { return Err("must be a list of basemaps".to_owned()) };
    if entries.len() > MOST {
        return Err(format!("has {} basemaps; at most {MOST}", entries.len()));
    }
    let mut basemaps: Vec<Basemap> = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let read = basemap(entry, folder).map_err(|reason| format!("basemap {}: {reason}", i + 1))?;
        if basemaps.iter().any(|earlier| earlier.id == read.id) {
            return Err(format!("basemap {}: the id `{}` is given twice", i + 1, read.id));
        }
        basemaps.push(read);
    }
    Ok(basemaps)
}

/// Returns the names of a vector file's layers from its metadata; none when it names none.
pub fn vector_layers(metadata: &str) -> Vec<String> {
    let parsed: Value = serde_json::from_str(metadata).unwrap_or_default();
    let layers = parsed.get("vector_layers").and_then(Value::as_array);
    let names = layers.into_iter().flatten().filter_map(|layer| layer.get("id")?.as_str());
    names.map(ToOwned::to_owned).collect()
}

fn basemap(entry: &Value, folder: &Path) -> Result<Basemap, String> {
    let Value::Object(entry) = entry else { return Err("is not an object".to_owned()) };
    let unknown = entry.keys().find(|key| !KEYS.contains(&key.as_str()));
    if let Some(key) = unknown {
        return Err(format!("`{key}` is not a known key; known are {}", KEYS.join(", ")));
    }
    let id = id(entry)?;
    let named = |reason: String| format!("`{id}`: {reason}");
    let (title_th, title_en) = titles(entry).map_err(named)?;
    let source = source(entry, folder).map_err(named)?;
    let tiles = match text(entry, "tiles", 10).map_err(named)? {
        None => None,
        Some(tiles) => Some(tiles.parse::<TileKind>().map_err(|e| named(e.to_string()))?),
    };
    let tile_size = match number(entry, "tile_size").map_err(named)? {
        None | Some(256) => 256,
        Some(512) => 512,
        Some(other) => return Err(named(format!("`tile_size` must be 256 or 512, not {other}"))),
    };
    let min_zoom = zoom(entry, "min_zoom").map_err(named)?;
    let max_zoom = zoom(entry, "max_zoom").map_err(named)?;
    if let (Some(min), Some(max)) = (min_zoom, max_zoom)
        && min > max
    {
        return Err(named(format!("`min_zoom` {min} is above `max_zoom` {max}")));
    }
    let attribution = needed(entry, "attribution", 300).map_err(named)?;
    let licence = needed(entry, "licence", 200).map_err(named)?;
    Ok(Basemap { id, title_th, title_en, source, tiles, tile_size, min_zoom, max_zoom, attribution, licence })
}

fn id(entry: &Map<String, Value>) -> Result<String, String> {
    let id = needed(entry, "id", 40)?;
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if plain { Ok(id) } else { Err(format!("the id `{id}` may have small letters, digits and hyphens only")) }
}

fn titles(entry: &Map<String, Value>) -> Result<(String, String), String> {
    let Some(Value::Object(title)) = entry.get("title") else {
        return Err("`title` must be an object with th and en".to_owned());
    };
    if let Some(key) = title.keys().find(|key| !matches!(key.as_str(), "th" | "en")) {
        return Err(format!("`title` has the key `{key}`; known are th, en"));
    }
    Ok((needed(title, "th", 80)?, needed(title, "en", 80)?))
}

fn source(entry: &Map<String, Value>, folder: &Path) -> Result<BasemapSource, String> {
    let kind = needed(entry, "kind", 20)?;
    let (path, url) = (text(entry, "path", 1_000)?, text(entry, "url", 2_000)?);
    match (kind.as_str(), path, url) {
        ("pmtiles", Some(path), None) => Ok(BasemapSource::PmTiles(folder.join(path))),
        ("pmtiles", _, _) => Err("a basemap of kind pmtiles has a `path` and no `url`".to_owned()),
        ("xyz", None, Some(url)) => template_of_xyz(&url),
        ("wmts", None, Some(url)) => template_of_wmts(&url),
        ("xyz" | "wmts", _, _) => Err(format!("a basemap of kind {kind} has a `url` and no `path`")),
        _ => Err(format!("`{kind}` is not a kind; known are pmtiles, xyz, wmts")),
    }
}

fn zoom(entry: &Map<String, Value>, key: &str) -> Result<Option<u8>, String> {
    let Some(zoom) = number(entry, key)? else { return Ok(None) };
    let small = u8::try_from(zoom).ok().filter(|_| zoom <= DEEPEST_ZOOM);
    small.map(Some).ok_or_else(|| format!("`{key}` must be 0 to {DEEPEST_ZOOM}, not {zoom}"))
}

fn number(entry: &Map<String, Value>, key: &str) -> Result<Option<u64>, String> {
    let Some(value) = entry.get(key) else { return Ok(None) };
    value.as_u64().map(Some).ok_or_else(|| format!("`{key}` must be a whole number, not {value}"))
}

fn needed(entry: &Map<String, Value>, key: &str, most: usize) -> Result<String, String> {
    text(entry, key, most)?.ok_or_else(|| format!("`{key}` is missing"))
}

/// Reads a text that is shown or put into addresses: not empty, and without markup.
fn text(entry: &Map<String, Value>, key: &str, most: usize) -> Result<Option<String>, String> {
    let Some(value) = entry.get(key) else { return Ok(None) };
    let text = value.as_str().map(str::trim).ok_or_else(|| format!("`{key}` must be a text"))?;
    match text.chars().count() {
        0 => Err(format!("`{key}` is empty")),
        n if n > most => Err(format!("`{key}` has {n} characters; at most {most}")),
        _ if text.contains(|c: char| c.is_control() || matches!(c, '<' | '>')) => {
            Err(format!("`{key}` has characters of markup or control; write plain text"))
        }
        _ => Ok(Some(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rest: &str) -> Result<Vec<Basemap>, String> {
        let head = r#""id":"b","title":{"th":"ก","en":"B"},"attribution":"A","licence":"L""#;
        basemaps(&format!("[{{{head},{rest}}}]"), Path::new("/maps"))
    }

    fn template(rest: &str) -> (String, String) {
        match one(rest).unwrap().remove(0).source {
            BasemapSource::Elsewhere { template, origin } => (template, origin),
            BasemapSource::PmTiles(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn paths_are_taken_from_the_folder_of_the_file() {
        let read = one(r#""kind":"pmtiles","path":"a/b.pmtiles","tile_size":512,"max_zoom":14"#).unwrap();
        assert_eq!(read[0].source, BasemapSource::PmTiles("/maps/a/b.pmtiles".into()));
        assert_eq!((read[0].tile_size, read[0].min_zoom, read[0].max_zoom), (512, None, Some(14)));
    }

    #[test]
    fn templates_of_both_kinds_become_one_form() {
        for (rest, expected, origin) in [
            (
                r#""kind":"xyz","url":"https://tiles.example.org:8443/a/{z}/{x}/{y}.png?v=2""#,
                "https://tiles.example.org:8443/a/{z}/{x}/{y}.png?v=2",
                "https://tiles.example.org:8443",
            ),
            (
                r#""kind":"wmts","url":"https://wmts.example.go.th/rest/topo/default/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png""#,
                "https://wmts.example.go.th/rest/topo/default/GoogleMapsCompatible/{z}/{y}/{x}.png",
                "https://wmts.example.go.th",
            ),
            (
                r#""kind":"wmts","url":"http://127.0.0.1:9000/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=a&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}""#,
                "http://127.0.0.1:9000/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=a&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",
                "http://127.0.0.1:9000",
            ),
        ] {
            assert_eq!(template(rest), (expected.to_owned(), origin.to_owned()));
        }
    }

    #[test]
    fn faults_are_named_by_map_and_key() {
        for (rest, part) in [
            (
                r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}","colour":1"#,
                "`colour` is not a known key",
            ),
            (r#""kind":"wms","url":"https://a.example/{z}/{x}/{y}""#, "`wms` is not a kind"),
            (r#""kind":"pmtiles""#, "has a `path`"),
            (r#""kind":"xyz","path":"a","url":"https://a.example/{z}/{x}/{y}""#, "no `path`"),
            (r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}","tile_size":300"#, "256 or 512"),
            (r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}","max_zoom":30"#, "0 to 24"),
            (r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}","min_zoom":9,"max_zoom":3"#, "above"),
            (
                r#""kind":"xyz","url":"https://a.example/{z}/{x}/{y}","tiles":"3d""#,
                "known are raster, vector",
            ),
        ] {
            let error = one(rest).unwrap_err();
            assert!(error.starts_with("basemap 1: ") && error.contains(part), "{rest}: {error}");
        }
        let xyz =
            r#""title":{"th":"ก","en":"B"},"kind":"xyz","url":"https://a.example/{z}/{x}/{y}","licence":"L""#;
        for (text, part) in [
            ("{}".to_owned(), "must be a list"),
            ("[1]".to_owned(), "is not an object"),
            (format!("[{{\"id\":\"A b\",{xyz},\"attribution\":\"x\"}}]"), "small letters"),
            (format!("[{{\"id\":\"a\",{xyz}}}]"), "`attribution` is missing"),
            (format!("[{{\"id\":\"a\",{xyz},\"attribution\":\"<b>\"}}]"), "plain text"),
            (
                format!(
                    "[{{\"id\":\"a\",{xyz},\"attribution\":\"x\"}},{{\"id\":\"a\",{xyz},\"attribution\":\"x\"}}]"
                ),
                "basemap 2: the id `a` is given twice",
            ),
            (format!("[{}]", vec!["1"; 21].join(",")), "at most 20"),
        ] {
            let error = basemaps(&text, Path::new("")).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn layers_of_a_vector_file_are_named_in_its_metadata() {
        assert_eq!(vector_layers(r#"{"vector_layers":[{"id":"water"},{"id":"roads"}]}"#), ["water", "roads"]);
        assert_eq!(vector_layers("no json"), [""; 0]);
    }
}
