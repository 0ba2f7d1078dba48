//! The circles that a scan looks at: around each place, growing from neighbour to neighbour.

use std::collections::HashSet;

use super::super::{AnalysisError, Dice};
use crate::domain::number::{count_to_u32, to_index};
use crate::spatial::PlanePoint;

/// The circles around one place.
#[derive(Debug)]
pub(super) struct Fan {
    /// The place in the middle.
    pub(super) centre: usize,
    /// The places that the largest of the circles holds, from the middle outwards.
    pub(super) places: Vec<u32>,
    /// The circles, growing.
    pub(super) rings: Vec<Ring>,
}

/// One circle of a fan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    /// It holds so many of the fan's places, from the first.
    pub(super) len: usize,
    /// Whether no circle before it, around this or another place, holds the same places.
    pub(super) is_new: bool,
    /// How far the outermost place is from the middle.
    pub(super) radius_m: f64,
}

impl Fan {
    /// Returns the places of a circle of this fan.
    pub(super) fn members(&self, ring: Ring) -> impl Iterator<Item = usize> {
        self.places[..ring.len].iter().map(|place| to_index(*place))
    }
}

/// Finds the circles around each place up to a radius and up to a share of all weights.
///
/// A circle holds all places up to a distance: those at the same distance come in together, so that the order of the
/// places makes no difference. Circles that hold what an earlier one holds are marked, and left out where nothing new
/// follows.
///
/// # Errors
/// When it is not to go on.
pub(super) fn fans(
    places: &[PlanePoint],
    weights: &[f64],
    max_radius_m: f64,
    max_share: f64,
    goes_on: &mut dyn FnMut() -> Result<(), AnalysisError>,
) -> Result<Vec<Fan>, AnalysisError> {
    let most = max_share * weights.iter().sum::<f64>();
    // A set of places is known by the sum of random numbers of its places. With 128 bits, two of a million sets
    // would have the same one once in 10^26 scans.
    let mut dice = Dice::new(0, "circles", 0);
    let codes: Vec<u128> =
        places.iter().map(|_| u128::from(dice.bits()) << 64 | u128::from(dice.bits())).collect();
    let mut known = HashSet::new();
    (0..places.len())
        .map(|centre| {
            goes_on()?;
            let middle = places[centre];
            let distance_m = |p: &PlanePoint| (p.east_m - middle.east_m).hypot(p.north_m - middle.north_m);
            let mut near: Vec<(f64, usize)> = places
                .iter()
                .map(distance_m)
                .zip(0..)
                .filter(|(distance, _)| *distance <= max_radius_m)
                .collect();
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut fan = Fan { centre, places: Vec::new(), rings: Vec::new() };
            let (mut weight, mut code) = (0.0, 0_u128);
            for ring in near.chunk_by(|a, b| a.0.to_bits() == b.0.to_bits()) {
                for (_, place) in ring {
                    weight += weights[*place];
                    code = code.wrapping_add(codes[*place]);
                    fan.places.push(count_to_u32(*place));
                }
                if weight > most {
                    break;
                }
                let is_new = known.insert(code);
                fan.rings.push(Ring { len: fan.places.len(), is_new, radius_m: ring[0].0 });
            }
            let last_new = fan.rings.iter().rposition(|ring| ring.is_new);
            fan.rings.truncate(last_new.map_or(0, |last| last + 1));
            fan.places.truncate(fan.rings.last().map_or(0, |ring| ring.len));
            Ok(fan)
        })
        .collect()
}
