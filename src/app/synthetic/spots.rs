//! Where made-up reports lie: around crossings, villages and the line itself, mostly on the Thai side.

use std::sync::Arc;

use crate::analysis::Dice;
use crate::app::Known;
use crate::domain::{Country, DistrictCode, LonLat, Place, Placement, ProvinceCode, TambonCode};
use crate::import::geocode::GeocodeRequest;
use crate::spatial::Placer;

/// Most reports lie this near to the line.
const NEAR_LINE_M: f64 = 30_000.0;
/// Of so many positions that are drawn abroad or farther away, one is taken.
const TAKEN_BEYOND: u64 = 16;
/// How often a position is drawn anew.
const TRIES: usize = 12;
/// Radius of doubt of a position that a file gives in degrees, as an import takes it.
const RADIUS_M: f64 = 50.0;
/// Metres in a degree of latitude; here the shape of the earth makes no difference.
const DEGREE_M: f64 = 111_320.0;
/// How much shorter a degree of longitude is along this border, around 16 N.
const SHORTER: f64 = 0.9613;

/// How many of 1,000 positions are known how well.
const KINDS: &[(u64, Kind)] = &[
    (560, Kind::Exact),
    (240, Kind::Village),
    (80, Kind::Tambon),
    (70, Kind::District),
    (30, Kind::Province),
    (20, Kind::Unknown),
];

/// Of 1,000 measured positions so many lie around what, and how far around it, in metres.
const AROUND: &[(u64, (Centre, f64))] = &[
    (350, (Centre::Crossing, 2_500.0)),
    (400, (Centre::Village, 1_500.0)),
    (200, (Centre::Line, 6_000.0)),
    (50, (Centre::District, 15_000.0)),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Exact,
    Village,
    Tambon,
    District,
    Province,
    Unknown,
}

#[derive(Debug, Clone, Copy)]
enum Centre {
    Crossing,
    Village,
    Line,
    District,
}

/// A place that reports share.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) place: Place,
    /// The place as written; empty where the position or a code says it.
    pub(super) text: String,
    pub(super) placement: Placement,
}

/// What places are drawn from.
#[derive(Debug)]
pub(super) struct Places {
    placer: Arc<Placer>,
    crossings: Vec<LonLat>,
    settlements: Vec<LonLat>,
    /// Texts that name a village, with the place that an import finds by them.
    villages: Vec<(String, Place)>,
    tambons: Vec<TambonCode>,
    districts: Vec<DistrictCode>,
    provinces: Vec<ProvinceCode>,
    labels: Vec<LonLat>,
}

impl Places {
    pub(super) fn new(known: &Known) -> Self {
        let (reference, placer) = (&known.reference, &known.placer);
        let near = |at: LonLat| placer.border().relate(at).is_some_and(|b| b.distance_m <= NEAR_LINE_M);
        let settlements: Vec<_> =
            reference.places.iter().filter(|p| p.district.is_some() && near(p.at)).collect();
        let villages = settlements.iter().filter_map(|place| {
            let district = reference.district(place.district?)?;
            let name = Some(&place.names.th).filter(|name| !name.is_empty())?;
            let text = format!("บ้าน{name} อ.{} จ.{}", district.names.th, {
                &reference.province(district.code.province())?.names.th
            });
            let found = known.geocoder.geocode(&GeocodeRequest::text(text.clone())).place;
            matches!(found, Place::Point { village: true, .. }).then_some((text, found))
        });
        let on_border: Vec<_> = reference.districts.iter().filter(|d| d.is_on_border()).collect();
        let districts: Vec<DistrictCode> = on_border.iter().map(|d| d.code).collect();
        let tambons = reference.tambons.iter().filter(|tambon| {
            let request = GeocodeRequest {
                tambon: Some(tambon.names.th.clone()),
                amphoe: Some(tambon.code.district().to_string()),
                ..GeocodeRequest::default()
            };
            // A name that two tambons of a district have says neither.
            districts.contains(&tambon.code.district())
                && known.geocoder.geocode(&request).tambon == Some(tambon.code)
        });
        let mut provinces: Vec<_> = districts.iter().map(|d| d.province()).collect();
        provinces.dedup();
        Self {
            placer: Arc::clone(placer),
            crossings: reference.crossings.iter().filter_map(|c| c.position).map(|p| p.at).collect(),
            villages: villages.collect(),
            settlements: settlements.iter().map(|p| p.at).collect(),
            tambons: tambons.map(|t| t.code).collect(),
            labels: reference.districts.iter().filter(|d| d.shown).map(|d| d.label).collect(),
            districts,
            provinces,
        }
    }

    /// Draws a place and places it.
    pub(super) fn draw(&self, dice: &mut Dice) -> Spot {
        let mut text = String::new();
        let place = match dice.weighed(KINDS) {
            Kind::Exact => return self.measured(dice),
            Kind::Village => {
                let (name, place) = dice.one_of(&self.villages);
                text.clone_from(name);
                *place
            }
            Kind::Tambon => Place::Tambon(*dice.one_of(&self.tambons)),
            Kind::District => Place::District(*dice.one_of(&self.districts)),
            Kind::Province => Place::Province(*dice.one_of(&self.provinces)),
            Kind::Unknown => Place::Unknown,
        };
        Spot { place, text, placement: self.placer.place(&place) }
    }

    /// Draws a measured position: near the line on the Thai side, and sometimes elsewhere.
    fn measured(&self, dice: &mut Dice) -> Spot {
        let mut drawn = Spot { place: Place::Unknown, text: String::new(), placement: Placement::unplaced() };
        for _ in 0..TRIES {
            let Some(at) = self.position(dice) else { continue };
            let place = Place::Point { at, radius_m: RADIUS_M, village: false };
            drawn = Spot { place, text: String::new(), placement: self.placer.place(&place) };
            let border = drawn.placement.border;
            let is_usual = border.is_some_and(|b| b.bank == Country::Thailand && b.distance_m <= NEAR_LINE_M);
            if is_usual || dice.below(TAKEN_BEYOND) == 0 {
                break;
            }
        }
        drawn
    }

    fn position(&self, dice: &mut Dice) -> Option<LonLat> {
        let (centre, around_m) = dice.weighed(AROUND);
        let (lon, lat) = match centre {
            Centre::Crossing => degrees(*dice.one_of(&self.crossings)),
            Centre::Village => degrees(*dice.one_of(&self.settlements)),
            Centre::District => degrees(*dice.one_of(&self.labels)),
            Centre::Line => {
                let border = self.placer.border();
                let at = border.at_km(dice.unit() * border.length_km())?;
                (at.x, at.y)
            }
        };
        let (east_m, north_m) = (dice.bell() * around_m, dice.bell() * around_m);
        LonLat::new(lon + east_m / (DEGREE_M * SHORTER), lat + north_m / DEGREE_M).ok()
    }
}

fn degrees(at: LonLat) -> (f64, f64) {
    (at.lon_deg(), at.lat_deg())
}
