//! Somebody has a place in words: where is it?

use super::App;
use crate::import::geocode::{GeocodeRequest, Geocoded};

impl App {
    /// Finds a place named in Thai or English.
    ///
    /// A point found in the text gets its district from the polygons, not from the words.
    pub fn geocode_text(&self, request: &GeocodeRequest) -> Geocoded {
        let mut found = self.known.geocoder.geocode(request);
        if let Some(at) = found.place.point() {
            let placement = self.placer().place_point(at, 0.0);
            found.district = placement.district.or(found.district);
            found.province = placement.province.or(found.province);
        }
        found
    }
}
