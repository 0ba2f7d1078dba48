//! Named places as GPX 1.1, for hand-held receivers: each a waypoint, an area also a closed track around it.

use gpx::{Gpx, GpxVersion, Metadata, Track, TrackSegment, Waypoint};

use super::placemark::{PlacemarkGeometry, UniqueNames, xml_text};
use super::{Placemark, PlacemarkFile};
use crate::spatial::{Outline, largest_outline};

/// Most positions in a track: what small receivers take.
const MOST_POSITIONS: usize = 500;

/// Writes named places as GPX. Each gets a name of its own, since receivers put a waypoint over another one
/// of the same name.
pub fn gpx_file(file: &PlacemarkFile) -> Vec<u8> {
    let mut names = UniqueNames::default();
    let (mut waypoints, mut tracks) = (Vec::new(), Vec::new());
    for placemark in &file.placemarks {
        let name = names.give(&xml_text(&placemark.short));
        match &placemark.geometry {
            PlacemarkGeometry::Point(at) => {
                waypoints.push(waypoint(placemark, name, at.point(), ""));
            }
            PlacemarkGeometry::Area { inside, shape } => {
                let outline = largest_outline(shape, MOST_POSITIONS);
                let note = outline.as_ref().map(said).unwrap_or_default();
                if let Some(outline) = outline {
                    tracks.push(track(placemark, &name, outline, &note));
                }
                waypoints.push(waypoint(placemark, name, inside.point(), &note));
            }
        }
    }
    let gpx = Gpx {
        version: GpxVersion::Gpx11,
        creator: Some("Mekong Watch".to_owned()),
        metadata: Some(Metadata {
            name: Some(xml_text(&file.name)),
            description: Some(xml_text(&file.description)),
            ..Metadata::default()
        }),
        waypoints,
        tracks,
        routes: Vec::new(),
    };
    let mut bytes = Vec::new();
    gpx::write(&gpx, &mut bytes).expect("a vector takes every byte");
    bytes
}

fn waypoint(placemark: &Placemark, name: String, at: geo_types::Point<f64>, note: &str) -> Waypoint {
    let mut waypoint = Waypoint::new(at);
    waypoint.name = Some(name);
    waypoint.description = Some(described(placemark, note));
    waypoint.symbol = Some(placemark.style.symbol.to_owned());
    waypoint.type_ = Some(xml_text(&placemark.kind));
    waypoint
}

fn track(placemark: &Placemark, name: &str, outline: Outline, note: &str) -> Track {
    let points = outline.line.into_points().into_iter().map(Waypoint::new).collect();
    Track {
        name: Some(name.to_owned()),
        description: Some(described(placemark, note)),
        type_: Some(xml_text(&placemark.kind)),
        segments: vec![TrackSegment { points }],
        ..Track::default()
    }
}

fn described(placemark: &Placemark, note: &str) -> String {
    let description = xml_text(&placemark.description);
    if note.is_empty() { description } else { format!("{description}\n{note}") }
}

/// Says what an outline leaves out; nothing when it leaves out nothing.
fn said(outline: &Outline) -> String {
    let mut said = Vec::new();
    if outline.parts > 1 {
        said.push(format!("The track is the outline of the largest of {} parts.", outline.parts));
    }
    if outline.line.0.len() < outline.positions {
        said.push(format!(
            "The track has {} of the outline's {} positions and leaves it by at most {:.0} m.",
            outline.line.0.len(),
            outline.positions,
            outline.off_m
        ));
    }
    said.join(" ")
}
