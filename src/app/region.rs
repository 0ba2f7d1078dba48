//! What an area means: a crossing's circle, a saved polygon.

use super::{App, AppError};
use crate::domain::Area;
use crate::spatial::{Polygonal, Region};

impl App {
    /// Turns an area as it is asked into what the indices understand.
    ///
    /// # Errors
    /// When the crossing is not known or has no position, the stretch begins beyond the end of the border line,
    /// no area is saved under the id, or the database fails.
    pub async fn region(&self, area: Option<&Area>) -> Result<Option<Region>, AppError> {
        let Some(area) = area else { return Ok(None) };
        Ok(Some(match area {
            Area::Districts(codes) => Region::Districts(codes.clone()),
            Area::Provinces(codes) => Region::Provinces(codes.clone()),
            Area::Bbox { south_west, north_east } => {
                Region::Bbox { south_west: *south_west, north_east: *north_east }
            }
            Area::Circle { centre, radius_m } => Region::circle(*centre, *radius_m),
            Area::Crossing { crossing, radius_m } => {
                let known = self.reference().crossing(crossing).ok_or_else(|| {
                    AppError::Refused(format!("area `{area}`: there is no crossing {crossing}"))
                })?;
                let position = known.position.ok_or_else(|| {
                    AppError::Refused(format!(
                        "area `{area}`: no source gives the position of crossing {crossing}, so nothing can be near it"
                    ))
                })?;
                Region::circle(position.at, *radius_m)
            }
            Area::Border { from_km, to_km, within_m } => {
                let end_km = self.known.placer.border().length_km();
                if *from_km >= end_km {
                    return Err(AppError::Refused(format!(
                        "area `{area}`: the border line ends at km {end_km:.1}, where the stretch has not begun"
                    )));
                }
                Region::Border { from_km: *from_km, to_km: *to_km, within_m: *within_m }
            }
            Area::Saved(id) => {
                // An area never changes: its id is a hash of it.
                let make = || async {
                    let shape = self.store.saved_area(id.as_str()).await?;
                    let shape = shape.ok_or_else(|| {
                        AppError::Refused(format!("area `{area}`: no area is saved under this id"))
                    })?;
                    Ok(Polygonal::new(&shape))
                };
                Region::Polygon(self.polygons.get(id.clone(), make).await?)
            }
        }))
    }
}
