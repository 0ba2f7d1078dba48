//! Which district a point lies in, and how far it is from the district's edge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use geo_types::{Coord, MultiPolygon};

use super::cells::{CellGrid, CellMask};
use super::coverage::Coverage;
use super::district_raster::{Candidates, DistrictRaster};
use super::nearest::{NearestIndex, Segment};
use super::polygons::PolygonIndex;
use super::tile_cut::{TileCut, TileShape};
use crate::domain::number::to_index;
use crate::domain::{CellSize, DistrictCode, DistrictShape, LonLat};

/// From so many points on, a second thread pays.
const POINTS_A_THREAD: usize = 20_000;

/// Holds the polygons of all districts and answers by point.
#[derive(Debug)]
pub struct DistrictIndex {
    polygons: PolygonIndex<DistrictCode>,
    raster: OnceLock<DistrictRaster>,
    edges: NearestIndex<DistrictCode>,
    cells: CellGrid,
    drawn: OnceLock<Coverage>,
}

impl DistrictIndex {
    /// Builds the index; `shapes` are sorted by code.
    pub fn new(shapes: Vec<DistrictShape>) -> Self {
        let edges = shapes
            .iter()
            .flat_map(|s| ring_edges(&s.shape).map(|(start, end)| Segment { start, end, what: s.code }))
            .collect();
        let polygons = PolygonIndex::new(shapes.into_iter().map(|s| (s.shape, s.code)).collect());
        Self {
            polygons,
            raster: OnceLock::new(),
            edges: NearestIndex::new(edges),
            cells: CellGrid::default(),
            drawn: OnceLock::new(),
        }
    }

    /// Returns the districts with their polygons, sorted by code.
    pub fn shapes(&self) -> impl Iterator<Item = (DistrictCode, &MultiPolygon<f64>)> {
        self.polygons.items().iter().map(|(shape, code)| (*code, shape))
    }

    /// Returns a district's polygon.
    pub fn shape(&self, code: DistrictCode) -> Option<&MultiPolygon<f64>> {
        let items = self.polygons.items();
        let at = items.binary_search_by_key(&code, |(_, c)| *c).ok()?;
        items.get(at).map(|(shape, _)| shape)
    }

    /// Returns the polygons as tiles draw them, in the order of [`shapes`](Self::shapes); made once.
    pub fn drawn(&self) -> &Coverage {
        self.drawn.get_or_init(|| Coverage::new(self.shapes().map(|(_, shape)| shape)))
    }

    /// Cuts a district's polygon to a tile.
    pub fn cut(&self, code: DistrictCode, to: &TileCut) -> Option<TileShape> {
        let at = self.polygons.items().binary_search_by_key(&code, |(_, c)| *c).ok()?;
        self.drawn().cut(at, to)
    }

    /// Finds the district whose polygon covers a point; on a shared edge the lowest code.
    pub fn containing(&self, at: LonLat) -> Option<DistrictCode> {
        let Some(raster) = self.raster.get() else { return self.polygons.covering(at).copied().min() };
        match raster.candidates(at) {
            Candidates::None => None,
            Candidates::One(number) => self.code(number),
            Candidates::Any(numbers) => {
                let number = numbers.iter().find(|&&n| self.polygons.covers(to_index(n), at));
                number.and_then(|&n| self.code(n))
            }
        }
    }

    /// Finds the district of each of many points, as [`containing`](Self::containing) does, in their order.
    ///
    /// The first call draws a raster of all districts, which takes as long as some ten thousand points.
    pub fn containing_each(&self, points: &[LonLat]) -> Vec<Option<DistrictCode>> {
        let raster = self.raster.get_or_init(|| {
            let shapes: Vec<_> = self.shapes().map(|(_, shape)| shape).collect();
            DistrictRaster::new(&shapes, |position, at| self.polygons.covers(position, at))
        });
        let mut found = vec![None; points.len()];
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = points.len().div_ceil(threads).max(POINTS_A_THREAD);
        std::thread::scope(|scope| {
            let mut shares = points.chunks(share).zip(found.chunks_mut(share));
            let own = shares.next();
            for (points, found) in shares {
                scope.spawn(|| self.find_each(raster, points, found));
            }
            if let Some((points, found)) = own {
                self.find_each(raster, points, found);
            }
        });
        found
    }

    /// Finds the districts of points. Those on the edges are asked district after district, so that its edges
    /// stay near the processor; the lowest code comes first.
    fn find_each(&self, raster: &DistrictRaster, points: &[LonLat], found: &mut [Option<DistrictCode>]) {
        let mut doubtful: Vec<(u32, u32)> = Vec::new();
        for ((i, at), found) in (0..).zip(points).zip(found.iter_mut()) {
            match raster.candidates(*at) {
                Candidates::None => {}
                Candidates::One(number) => *found = self.code(number),
                Candidates::Any(numbers) => doubtful.extend(numbers.iter().map(|&number| (number, i))),
            }
        }
        doubtful.sort_unstable();
        for (number, i) in doubtful {
            let i = to_index(i);
            if found[i].is_none() && self.polygons.covers(to_index(number), points[i]) {
                found[i] = self.code(number);
            }
        }
    }

    /// Returns the code of the district at a position.
    fn code(&self, position: u32) -> Option<DistrictCode> {
        self.polygons.items().get(to_index(position)).map(|(_, code)| *code)
    }

    /// Finds the district whose edge is nearest, with the distance to it in metres.
    pub fn nearest(&self, at: LonLat) -> Option<(DistrictCode, f64)> {
        self.edges.nearest(at, |_| true).map(|n| (n.segment.what, n.foot.distance_m))
    }

    /// Finds the nearest district other than one, with the distance to its edge in metres.
    pub fn nearest_other(&self, at: LonLat, than: DistrictCode) -> Option<(DistrictCode, f64)> {
        self.edges.nearest(at, |code| *code != than).map(|n| (n.segment.what, n.foot.distance_m))
    }

    /// Returns the metres from a point to a district: 0 inside it.
    pub fn distance_m(&self, at: LonLat, district: DistrictCode) -> Option<f64> {
        if self.polygons.covering(at).any(|code| *code == district) {
            return Some(0.0);
        }
        self.edges.nearest(at, |code| *code == district).map(|n| n.foot.distance_m)
    }

    /// Returns for each given district the others of the list that share a point with it (queen
    /// contiguity), as positions in the list.
    ///
    /// Districts form a clean coverage: neighbours share vertices exactly.
    pub fn contiguity(&self, districts: &[DistrictCode]) -> Vec<Vec<usize>> {
        let mut owners = BTreeMap::<(u64, u64), BTreeSet<usize>>::new();
        for (i, code) in districts.iter().enumerate() {
            for (start, _) in self.shape(*code).into_iter().flat_map(ring_edges) {
                owners.entry((start.x.to_bits(), start.y.to_bits())).or_default().insert(i);
            }
        }
        let mut neighbours = vec![BTreeSet::new(); districts.len()];
        for together in owners.values().filter(|t| t.len() > 1) {
            for &i in together {
                neighbours[i].extend(together.iter().copied().filter(|&j| j != i));
            }
        }
        neighbours.into_iter().map(|set| set.into_iter().collect()).collect()
    }

    /// Returns the squares of the analysis grid whose centre lies in one of the given districts.
    ///
    /// The first call for a size looks at every square; what it finds is kept as long as this index.
    pub fn cells(&self, size: CellSize, districts: &[DistrictCode]) -> CellMask<'_> {
        self.cells.mask(self, size, districts)
    }
}

/// Returns the edges of all rings of a polygon.
fn ring_edges(shape: &MultiPolygon<f64>) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
    shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| ring.lines().map(|line| (line.start, line.end)))
}
