//! The data that come with the product, embedded in the binary; `data/NOTICE` says whose they are.

use super::{
    FileError, border_stretches, district_shapes, lake_shapes, land_shapes, neighbour_shapes, reference,
    river_lines, target_districts,
};
use crate::domain::{GroundShapes, Reference, Shapes};

/// The news-derived sample incidents.
pub const SAMPLE_INCIDENTS: &str = include_str!("../../data/samples/incidents.csv");

/// Made-up risk points, for the demonstration.
pub const SAMPLE_RISK_POINTS: &str = include_str!("../../data/samples/risk_points_synthetic.csv");

/// Embeds a file of `data/`.
macro_rules! data {
    ($file:literal) => {
        include_str!(concat!("../../data/", $file))
    };
}

/// Land beyond Laos and Cambodia as GeoJSON, from Natural Earth; never the border.
const FAR_LAND: &str = data!("backdrop.geojson");

/// Rivers as GeoJSON.
const RIVERS: &str = data!("rivers.geojson");

/// Lakes as GeoJSON.
pub const LAKES: &str = data!("lakes.geojson");

/// Whose data these are, as it has to be shown wherever they are drawn.
pub const ATTRIBUTION: &[&str] = &[
    "Districts: geoBoundaries, Royal Thai Survey Department and OCHA, CC BY 3.0 IGO",
    "Lao districts: geoBoundaries, CC BY 3.0 IGO; Cambodian communes: geoBoundaries, CC BY 4.0",
    "Border line and lakes: © OpenStreetMap contributors, ODbL",
    "Places: GeoNames, CC BY 4.0",
    "Names and codes: geothai, CC BY 4.0",
    "Rivers: WDBII in GSHHG, LGPL",
    "Far land: Natural Earth, public domain",
];

/// Reads the reference data.
///
/// # Errors
/// Only when a file in `data/` was edited wrongly; the error names the place.
pub fn reference() -> Result<Reference, FileError> {
    let districts = reference::districts(data!("districts.csv"))?;
    Ok(Reference {
        provinces: reference::provinces(data!("provinces.csv"))?,
        province_aliases: reference::aliases(
            "province_aliases.csv",
            "province",
            data!("province_aliases.csv"),
        )?,
        district_aliases: reference::aliases(
            "district_aliases.csv",
            "district",
            data!("district_aliases.csv"),
        )?,
        tambons: reference::tambons(data!("tambons.csv"))?,
        crossings: reference::crossings(data!("crossings.csv"), data!("crossing_status.csv"))?,
        places: reference::places(data!("places.csv"))?,
        categories: reference::vocabulary("categories.csv", data!("categories.csv"))?,
        statuses: reference::vocabulary("statuses.csv", data!("statuses.csv"))?,
        channels: reference::vocabulary("channels.csv", data!("channels.csv"))?,
        agencies: reference::vocabulary("agencies.csv", data!("agencies.csv"))?,
        risk_point_kinds: reference::vocabulary("risk_point_kinds.csv", data!("risk_point_kinds.csv"))?,
        default_targets: target_districts(
            "target_districts.csv",
            data!("target_districts.csv"),
            &districts,
            None,
        )?,
        districts,
    })
}

/// Reads the shapes.
///
/// # Errors
/// As [`reference()`].
pub fn shapes() -> Result<Shapes, FileError> {
    Ok(Shapes {
        districts: district_shapes("districts.geojson", data!("districts.geojson"))?,
        neighbours: neighbour_shapes("neighbours.geojson", data!("neighbours.geojson"))?,
        border: border_stretches("border.geojson", data!("border.geojson"))?,
    })
}

/// Reads the shapes that only the ground of the map is drawn from.
///
/// # Errors
/// As [`reference()`].
pub fn ground() -> Result<GroundShapes, FileError> {
    Ok(GroundShapes {
        land: land_shapes("backdrop.geojson", FAR_LAND)?,
        rivers: river_lines("rivers.geojson", RIVERS)?,
        lakes: lake_shapes("lakes.geojson", LAKES)?,
    })
}
