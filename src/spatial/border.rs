//! Where a point stands to the Thai-Lao and Thai-Cambodian line: distance, bank and kilometre.

use geo_types::Coord;

use super::geodesic::point_distance_m;
use super::nearest::{NearestIndex, Segment};
use crate::domain::{Border, BorderRelation, BorderStretch, Country, LonLat};

/// How far from an end of the whole line a point may lie and still have a bank, in metres.
const BEYOND_END_M: f64 = 1_000.0;

/// Holds both borders as one chain of segments from north to south, Thailand on the right-hand side.
#[derive(Debug)]
pub struct BorderIndex {
    stretches: Vec<BorderStretch>,
    chain: Vec<Link>,
    index: NearestIndex<usize>,
}

/// One segment of the chain.
#[derive(Debug, Clone)]
struct Link {
    border: Border,
    maritime: bool,
    start: Coord<f64>,
    end: Coord<f64>,
    km_from: f64,
    length_km: f64,
}

impl Link {
    fn at_km(&self, km: f64) -> Coord<f64> {
        let along = ((km - self.km_from) / self.length_km).clamp(0.0, 1.0);
        Coord {
            x: self.start.x + along * (self.end.x - self.start.x),
            y: self.start.y + along * (self.end.y - self.start.y),
        }
    }
}

/// A point on the line at a round kilometre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KilometreMark {
    /// The kilometre.
    pub km: f64,
    /// Which border.
    pub border: Border,
    /// Whether it lies at sea.
    pub maritime: bool,
    /// Longitude and latitude in degrees.
    pub at: Coord<f64>,
}

impl BorderIndex {
    /// Builds the index; stretches come from north to south. Kilometres are summed along the chain from 0.
    pub fn new(stretches: Vec<BorderStretch>) -> Self {
        let mut chain = Vec::new();
        let mut km = 0.0;
        for stretch in &stretches {
            for line in stretch.line.lines() {
                let length_km = point_distance_m(line.start.into(), line.end.into()) / 1_000.0;
                chain.push(Link {
                    border: stretch.border,
                    maritime: stretch.maritime,
                    start: line.start,
                    end: line.end,
                    km_from: km,
                    length_km,
                });
                km += length_km;
            }
        }
        let segments =
            chain.iter().enumerate().map(|(i, l)| Segment { start: l.start, end: l.end, what: i }).collect();
        Self { stretches, chain, index: NearestIndex::new(segments) }
    }

    /// Returns the stretches as they were given.
    pub fn stretches(&self) -> &[BorderStretch] {
        &self.stretches
    }

    /// Returns the kilometre at which the whole line ends.
    pub fn length_km(&self) -> f64 {
        self.chain.last().map_or(0.0, |l| l.km_from + l.length_km)
    }

    /// Returns the kilometres between which a border runs; nothing where there is none of it.
    pub fn span_km(&self, border: Border) -> Option<(f64, f64)> {
        let mut own = self.chain.iter().filter(|link| link.border == border);
        let first = own.next()?;
        let last = own.next_back().unwrap_or(first);
        Some((first.km_from, last.km_from + last.length_km))
    }

    /// Says which border a kilometre of the line is of; nothing within two millimetres of where two borders meet, where
    /// the kilometre alone does not tell.
    pub fn border_at(&self, km: f64) -> Option<Border> {
        const NEAR_KM: f64 = 2e-6;
        let at = |km: f64| {
            let i = self.chain.partition_point(|link| link.km_from + link.length_km < km);
            self.chain.get(i).or(self.chain.last()).map(|link| link.border)
        };
        let border = at(km - NEAR_KM)?;
        (at(km + NEAR_KM) == Some(border)).then_some(border)
    }

    /// Says where a point stands to the line.
    ///
    /// Nothing when the point lies beyond one of the two ends of the line (the Golden Triangle and the
    /// open sea): a line has no banks beyond its ends.
    pub fn relate(&self, at: LonLat) -> Option<BorderRelation> {
        let nearest = self.index.nearest(at, |_| true)?;
        let i = nearest.segment.what;
        let link = self.chain.get(i)?;
        let foot = nearest.foot;
        let beyond_start = i == 0 && foot.along <= 0.0;
        let beyond_end = i + 1 == self.chain.len() && foot.along >= 1.0;
        if (beyond_start || beyond_end) && foot.distance_m > BEYOND_END_M {
            return None;
        }
        let bank = if self.is_right_of_line(at, i, foot.along) {
            Country::Thailand
        } else {
            link.border.neighbour()
        };
        Some(BorderRelation {
            border: link.border,
            km: to_the_millimetre(
                link.km_from + point_distance_m(link.start.into(), foot.at.into()) / 1_000.0,
                1e6,
            ),
            distance_m: to_the_millimetre(foot.distance_m, 1e3),
            bank,
        })
    }

    /// Returns the point of the line at a kilometre, in degrees.
    pub fn at_km(&self, km: f64) -> Option<Coord<f64>> {
        let i = self.chain.partition_point(|l| l.km_from + l.length_km < km);
        self.chain.get(i).filter(|l| l.km_from <= km).map(|l| l.at_km(km))
    }

    /// Returns the points of the line at multiples of some kilometres.
    pub fn marks(&self, every_km: f64) -> Vec<KilometreMark> {
        let mut marks = Vec::new();
        let mut km = 0.0;
        for link in &self.chain {
            while km <= link.km_from + link.length_km {
                marks.push(KilometreMark {
                    km,
                    border: link.border,
                    maritime: link.maritime,
                    at: link.at_km(km),
                });
                km += every_km;
            }
        }
        marks
    }

    /// Tells whether a point is right of the chain, given its nearest link and where on it the foot lies.
    ///
    /// At a vertex the two links decide together: on the inner side of a bend a point is right of both or
    /// of neither; on the outer side being right of one is enough.
    fn is_right_of_line(&self, at: LonLat, i: usize, along: f64) -> bool {
        let Some(link) = self.chain.get(i) else { return true };
        let (first, second) = if along <= 0.0 {
            (i.checked_sub(1).and_then(|j| self.chain.get(j)).filter(|l| l.end == link.start), Some(link))
        } else if along >= 1.0 {
            (Some(link), self.chain.get(i + 1).filter(|l| l.start == link.end))
        } else {
            (Some(link), None)
        };
        let right = |l: &Link| cross(l.start, l.end, at.point().into()) < 0.0;
        match (first, second) {
            (Some(a), Some(b)) => {
                let turns_right = cross(a.start, a.end, b.end) < 0.0;
                if turns_right { right(a) && right(b) } else { right(a) || right(b) }
            }
            (Some(only), None) | (None, Some(only)) => right(only),
            (None, None) => true,
        }
    }
}

/// Rounds a length to a millimetre, of which its unit has so many: finer than any survey, and what the report
/// index keeps is the same number as what the databases keep.
fn to_the_millimetre(length: f64, a_unit_has: f64) -> f64 {
    (length * a_unit_has).round() / a_unit_has
}

/// Returns the cross product of two vectors from one point: negative when `c` is right of `a` to `b`.
/// Degrees will do: shrinking an axis does not change the sign.
fn cross(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> BorderIndex {
        BorderIndex::new(vec![BorderStretch {
            border: Border::ThaiLao,
            maritime: false,
            km_from: 0.0,
            line: points.to_vec().into(),
        }])
    }

    fn bank(index: &BorderIndex, lon: f64, lat: f64) -> Country {
        index.relate(LonLat::new(lon, lat).unwrap()).unwrap().bank
    }

    #[test]
    fn thailand_is_right_of_a_line_that_runs_south() {
        let index = line(&[(103.0, 16.0), (103.0, 15.0)]);
        assert_eq!(bank(&index, 102.9, 15.5), Country::Thailand);
        assert_eq!(bank(&index, 103.1, 15.5), Country::Laos);
    }

    #[test]
    fn both_sides_of_a_sharp_bend_keep_their_bank() {
        // A spit of Laos that reaches west into Thailand, and back.
        let index = line(&[(103.0, 16.0), (102.5, 15.5), (103.0, 15.49), (103.0, 15.0)]);
        assert_eq!(bank(&index, 102.49, 15.5), Country::Thailand, "west of the tip");
        assert_eq!(bank(&index, 102.52, 15.505), Country::Laos, "inside the tip");
        assert_eq!(bank(&index, 103.01, 15.49), Country::Laos, "outside the re-entrant corner");
        assert_eq!(bank(&index, 102.98, 15.47), Country::Thailand, "inside the re-entrant corner");
    }

    #[test]
    fn a_kilometre_says_its_border_but_where_two_meet() {
        let stretch = |border, points: &[(f64, f64)]| BorderStretch {
            border,
            maritime: false,
            km_from: 0.0,
            line: points.to_vec().into(),
        };
        let index = BorderIndex::new(vec![
            stretch(Border::ThaiLao, &[(103.0, 16.0), (103.0, 15.5), (103.0, 15.0)]),
            stretch(Border::ThaiCambodian, &[(103.0, 15.0), (103.0, 14.5)]),
        ]);
        let (_, meeting_km) = index.span_km(Border::ThaiLao).unwrap();
        let of = |km: f64| index.border_at(km);
        assert_eq!([of(0.0), of(50.0), of(meeting_km - 1e-5)], [Some(Border::ThaiLao); 3]);
        assert_eq!([of(meeting_km - 1e-6), of(meeting_km), of(meeting_km + 1e-6)], [None; 3]);
        assert_eq!([of(meeting_km + 1e-5), of(index.length_km())], [Some(Border::ThaiCambodian); 2]);
    }

    #[test]
    fn a_point_beyond_the_ends_has_no_bank() {
        let index = line(&[(103.0, 16.0), (103.0, 15.0)]);
        assert_eq!(index.relate(LonLat::new(103.0, 17.0).unwrap()), None);
    }
}
