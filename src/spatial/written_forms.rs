//! Positions written as people here write them: the counterpart of the readers of written positions.

use geoconvert::{LatLon, UtmUps};

use super::mgrs::to_mgrs;
use crate::domain::LonLat;
use crate::domain::number::round_to_i64;

/// One position in the forms that people ask for, all on WGS 84.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenForms {
    /// `47QPB5025076350`, to the metre; empty beyond 80 south and 84 north.
    pub mgrs: String,
    /// `47N 650250 2176350`: zone and hemisphere, metres east and north; empty where MGRS is.
    pub utm: String,
    /// `19°40'36.51"N 100°26'00.02"E`, to a hundredth of a second: 0.3 m.
    pub dms: String,
    /// `19.6768086, 100.4333382`: latitude first, as map applications write it.
    pub degrees: String,
    /// The UTM zone; none where there is none.
    pub zone: Option<i32>,
}

impl WrittenForms {
    /// Writes a position.
    ///
    /// ```
    /// use mekong_watch::{domain::LonLat, spatial::grid_reference::WrittenForms};
    /// let kio_hok = WrittenForms::of(LonLat::new(100.433_338_2, 19.676_808_6)?);
    /// assert_eq!(kio_hok.utm, "47N 650250 2176350");
    /// assert_eq!(kio_hok.dms, "19°40'36.51\"N 100°26'00.02\"E");
    /// # Ok::<(), mekong_watch::domain::LonLatError>(())
    /// ```
    pub fn of(at: LonLat) -> Self {
        let on_grid = (-80.0..84.0).contains(&at.lat_deg());
        let utm = LatLon::create(at.lat_deg(), at.lon_deg()).ok().filter(|_| on_grid);
        let utm = utm.map(|position| UtmUps::from_latlon(&position));
        Self {
            mgrs: to_mgrs(at, 5),
            utm: utm.as_ref().map(utm_text).unwrap_or_default(),
            dms: format!("{} {}", dms(at.lat_deg(), ["N", "S"]), dms(at.lon_deg(), ["E", "W"])),
            degrees: format!("{:.7}, {:.7}", at.lat_deg(), at.lon_deg()),
            zone: utm.map(|utm| utm.zone()),
        }
    }
}

fn utm_text(utm: &UtmUps) -> String {
    let hemisphere = if utm.is_north() { 'N' } else { 'S' };
    format!("{:02}{hemisphere} {:06.0} {:07.0}", utm.zone(), utm.easting(), utm.northing())
}

/// Writes an angle in degrees, minutes and seconds with the letter of its side.
fn dms(degrees: f64, [positive, negative]: [&str; 2]) -> String {
    // In whole hundredths of a second, so that 59.999 seconds become the next minute.
    let hundredths = round_to_i64(degrees.abs() * 360_000.0).unwrap_or(0);
    let (seconds, rest) = (hundredths / 100, hundredths % 100);
    let (minutes, second) = (seconds / 60, seconds % 60);
    let (degree, minute) = (minutes / 60, minutes % 60);
    let side = if degrees < 0.0 { negative } else { positive };
    format!("{degree}°{minute:02}'{second:02}.{rest:02}\"{side}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::distance_m;
    use crate::spatial::grid_reference::{WrittenKind, parse_position};
    use proptest::prelude::*;

    #[test]
    fn seconds_carry_into_minutes_and_degrees() {
        assert_eq!(dms(13.999_999_9, ["N", "S"]), "14°00'00.00\"N");
        assert_eq!(dms(-0.016_666_7, ["E", "W"]), "0°01'00.00\"W");
    }

    #[test]
    fn beyond_the_grid_only_degrees_are_written() {
        let pole = WrittenForms::of(LonLat::new(0.0, 89.0).unwrap());
        assert_eq!((pole.mgrs.as_str(), pole.utm.as_str(), pole.zone), ("", "", None));
        let south = WrittenForms::of(LonLat::new(151.2, -33.9).unwrap());
        assert!(south.utm.starts_with("56S ") && south.dms.ends_with('E'), "{south:?}");
    }

    proptest! {
        #[test]
        fn every_form_reads_back(lon in 97.01_f64..106.9, lat in 5.01_f64..20.99) {
            let place = LonLat::new(lon, lat).unwrap();
            let forms = WrittenForms::of(place);
            for (text, kind, within_m) in [
                (&forms.mgrs, WrittenKind::MgrsWithZone, 0.75),
                (&forms.utm, WrittenKind::Utm, 0.75),
                (&forms.dms, WrittenKind::DegreesMinutes, 0.25),
                (&forms.degrees, WrittenKind::DecimalDegrees, 0.001),
            ] {
                let read = parse_position(text).unwrap();
                prop_assert_eq!(read.kind, kind);
                prop_assert!(distance_m(read.at, place) <= within_m, "{}", text);
            }
        }
    }
}
