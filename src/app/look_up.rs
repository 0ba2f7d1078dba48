//! Somebody points at the map, or types a position: which district, crossing and stretch of border is this?

use super::App;
use crate::domain::{Datum, HandledBy, LonLat, Placement, named_enum};
use crate::spatial::distance_m;
use crate::spatial::grid_reference::{
    PositionError, WrittenForms, WrittenKind, WrittenPosition, parse_position_on,
};

/// How far a grid reference may lie off when it was read off a sheet on the other datum, in metres: the
/// shift between Indian 1975 and WGS 84 in zone 48, the larger of the two here.
const OTHER_DATUM_M: f64 = 520.0;

named_enum! {
    /// What should be known of how a text was read.
    NoteCode, "note" {
        /// Longitude stood where latitude is expected; the values tell which is which.
        Swapped = "swapped",
        /// No datum was named for a grid reference; it was read as WGS 84.
        DatumAssumed = "datum_assumed",
        /// No zone was written; the letters of the square decided it.
        ZoneFromLetters = "zone_from_letters",
    }
}

/// A note on how a text was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceNote {
    /// What it says.
    pub code: NoteCode,
    /// How far the truth may lie off because of it, in metres.
    pub radius_m: Option<f64>,
}

/// What is known of a point.
#[derive(Debug)]
pub struct PlaceAnswer {
    /// The point, on WGS 84.
    pub at: LonLat,
    /// How far the truth may lie from it by the way it was written, in metres; 0 for a point on the map.
    pub radius_m: f64,
    /// What the placing rule says.
    pub placement: Placement,
    /// Whether it lies in a target district today.
    pub in_target: bool,
    /// Who would handle a report from there.
    pub handled_by: HandledBy,
    /// The point in the forms that people write.
    pub written: WrittenForms,
    /// The datum that the text was read on.
    pub datum: Datum,
    /// The text as typed; none for a point on the map.
    pub original: Option<String>,
    /// How far the declared datum moved the point, in metres; none when it was WGS 84.
    pub shifted_m: Option<f64>,
    /// What should be known of how the text was read.
    pub notes: Vec<PlaceNote>,
}

impl App {
    /// Places a point that is known as well as it is written.
    pub fn look_up(&self, at: LonLat) -> PlaceAnswer {
        self.placed(at, 0.0)
    }

    /// Places a position written in degrees, UTM or MGRS; a datum that is not named is taken to be WGS 84.
    ///
    /// # Errors
    /// Says why the text is not a position of this region.
    pub fn look_up_text(&self, text: &str, datum: Option<Datum>) -> Result<PlaceAnswer, PositionError> {
        let declared = datum.unwrap_or(Datum::Wgs84);
        let read = parse_position_on(text, declared)?;
        let shifted_m = match declared {
            Datum::Wgs84 => None,
            Datum::Indian1975 => {
                let plain = parse_position_on(text, Datum::Wgs84).ok();
                plain.map(|plain| distance_m(plain.at, read.at))
            }
        };
        Ok(PlaceAnswer {
            datum: declared,
            original: Some(text.to_owned()),
            shifted_m,
            notes: notes(&read, datum),
            ..self.placed(read.at, read.radius_m)
        })
    }

    fn placed(&self, at: LonLat, radius_m: f64) -> PlaceAnswer {
        let view = self.now();
        let placement = view.placer().place_point(at, radius_m);
        let targets = view.targets();
        PlaceAnswer {
            at,
            radius_m,
            in_target: targets.holds(&placement),
            handled_by: targets.handled_by(&placement),
            written: WrittenForms::of(at),
            placement,
            datum: Datum::Wgs84,
            original: None,
            shifted_m: None,
            notes: Vec::new(),
        }
    }
}

fn notes(read: &WrittenPosition, datum: Option<Datum>) -> Vec<PlaceNote> {
    let note = |code, radius_m| PlaceNote { code, radius_m };
    let swapped = read.swapped.then(|| note(NoteCode::Swapped, None));
    let letters = (read.kind == WrittenKind::MgrsWithoutZone).then(|| note(NoteCode::ZoneFromLetters, None));
    let assumed = (read.kind.is_grid() && datum.is_none())
        .then(|| note(NoteCode::DatumAssumed, Some(OTHER_DATUM_M.max(read.radius_m))));
    [swapped, letters, assumed].into_iter().flatten().collect()
}
