//! Somebody points at the map: which district, crossing and stretch of border is this?

use super::App;
use crate::domain::{HandledBy, LonLat, Placement};
use crate::spatial::grid_reference::to_mgrs;

/// What is known of a point.
#[derive(Debug)]
pub struct PlaceAnswer {
    /// The point.
    pub at: LonLat,
    /// What the placing rule says.
    pub placement: Placement,
    /// Whether it lies in a target district today.
    pub in_target: bool,
    /// Who would handle a report from there.
    pub handled_by: HandledBy,
    /// Its grid reference, to the metre.
    pub mgrs: String,
}

impl App {
    /// Places a point that is known as well as it is written.
    pub fn look_up(&self, at: LonLat) -> PlaceAnswer {
        let view = self.now();
        let placement = view.placer().place_point(at, 0.0);
        let targets = view.targets();
        PlaceAnswer {
            at,
            in_target: targets.holds(&placement),
            handled_by: targets.handled_by(&placement),
            mgrs: to_mgrs(at, 5),
            placement,
        }
    }
}
