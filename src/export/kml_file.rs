//! Named places as KML 2.2 (OGC 07-147r2), for Google Earth, GIS and map applications on telephones.
//!
//! Elements are written by name, since the `kml` crate puts all holes of a polygon into one boundary and a
//! style's address behind the geometry, which the standard does not allow.

use std::collections::{BTreeMap, HashMap};

use geo_types::{LineString, MultiPolygon, Polygon};
use kml::types::Element;
use kml::{Kml, KmlWriter};

use super::placemark::{PlacemarkGeometry, PlacemarkStyle, xml_text};
use super::{Placemark, PlacemarkFile};

/// The namespace of KML 2.2.
const NAMESPACE: &str = "http://www.opengis.net/kml/2.2";
/// The colour of outlines, a dark grey, as alpha, blue, green, red.
const OUTLINE: &str = "ff404040";

/// Writes named places as KML.
///
/// Descriptions are shown as HTML by some programs, so the signs of HTML are made harmless in them; fields
/// stay as they are.
pub fn kml_file(file: &PlacemarkFile) -> Vec<u8> {
    let styles: BTreeMap<&str, PlacemarkStyle> =
        file.placemarks.iter().map(|placemark| (placemark.style.id, placemark.style)).collect();
    let head = [text("name", &file.name), text("description", &harmless(&file.description))];
    let styles = styles.values().map(style);
    let mut bytes =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"{NAMESPACE}\"><Document>")
            .into_bytes();
    // One element at a time: as a tree a place takes some 25 kB.
    for element in head.into_iter().chain(styles).chain(file.placemarks.iter().map(placemark)) {
        let written = KmlWriter::from_writer(&mut bytes).write(&Kml::<f64>::Element(element));
        written.expect("a vector takes every byte");
    }
    bytes.extend_from_slice(b"</Document></kml>\n");
    bytes
}

fn placemark(placemark: &Placemark) -> Element {
    let mut children =
        vec![text("name", &placemark.name), text("description", &harmless(&placemark.description))];
    if let Some(when) = &placemark.when {
        children.push(parent("TimeStamp", vec![text("when", when)]));
    }
    children.push(text("styleUrl", &format!("#{}", placemark.style.id)));
    let data = placemark.fields.iter().filter(|(_, value)| !value.is_empty());
    let data = data.map(|(name, value)| with("Data", "name", name, vec![text("value", value)]));
    children.push(parent("ExtendedData", data.collect()));
    children.push(match &placemark.geometry {
        PlacemarkGeometry::Point(at) => {
            parent("Point", vec![text("coordinates", &format!("{},{}", at.lon_deg(), at.lat_deg()))])
        }
        PlacemarkGeometry::Area { shape, .. } => area(shape),
    });
    // An XML id has no colons, as the ids of cells have.
    with("Placemark", "id", &format!("id-{}", placemark.id.replace(':', "-")), children)
}

fn area(shape: &MultiPolygon<f64>) -> Element {
    let mut parts: Vec<Element> = shape.iter().map(polygon).collect();
    match parts.len() {
        1 => parts.remove(0),
        _ => parent("MultiGeometry", parts),
    }
}

fn polygon(polygon: &Polygon<f64>) -> Element {
    let boundary = |name, line: &LineString<f64>| {
        let positions: Vec<String> = line.coords().map(|c| format!("{},{}", c.x, c.y)).collect();
        parent(name, vec![parent("LinearRing", vec![text("coordinates", &positions.join(" "))])])
    };
    let holes = polygon.interiors().iter().map(|hole| boundary("innerBoundaryIs", hole));
    let rings = std::iter::once(boundary("outerBoundaryIs", polygon.exterior())).chain(holes);
    parent("Polygon", rings.collect())
}

fn style(style: &PlacemarkStyle) -> Element {
    let PlacemarkStyle { id, colour: [red, green, blue], opacity, .. } = style;
    // KML writes colours backwards: alpha, blue, green, red.
    let colour = |alpha: u8| text("color", &format!("{alpha:02x}{blue:02x}{green:02x}{red:02x}"));
    let children = vec![
        parent("IconStyle", vec![colour(255)]),
        parent("LineStyle", vec![text("color", OUTLINE), text("width", "1")]),
        parent("PolyStyle", vec![colour(*opacity)]),
    ];
    with("Style", "id", id, children)
}

fn harmless(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn text(name: &str, content: &str) -> Element {
    Element { name: name.to_owned(), content: Some(xml_text(content)), ..Element::default() }
}

fn parent(name: &str, children: Vec<Element>) -> Element {
    Element { name: name.to_owned(), children, ..Element::default() }
}

fn with(name: &str, attribute: &str, value: &str, children: Vec<Element>) -> Element {
    let attrs = HashMap::from([(attribute.to_owned(), xml_text(value))]);
    Element { attrs, ..parent(name, children) }
}
