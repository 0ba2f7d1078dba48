//! Somebody has a place in words: where is it?

use super::App;
use crate::import::geocode::{GeocodeRequest, Geocoded};

impl App {
    /// Finds a place named in Thai or English.
    pub fn geocode_text(&self, request: &GeocodeRequest) -> Geocoded {
        self.known.geocoder.geocode(request).settled(self.now().placer())
    }
}
