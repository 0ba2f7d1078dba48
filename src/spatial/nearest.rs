//! Nearest segment or point to a position, in geodesic metres, through an R-tree.
//!
//! The tree measures in degrees with longitude shrunk to the middle of the region. There it differs from
//! the spheroid by less than 5 % anywhere between 5 and 21 degrees north, so candidates are taken in the
//! tree's order until they are 10 % farther than the best one measured truly.

use geo_types::Coord;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::geodesic::{Foot, foot_on_segment};
use crate::domain::LonLat;

/// Cosine of 16 degrees north, the middle of the region.
const SHRINK: f64 = 0.961_261_695_938_318_9;
/// How much farther a candidate may look in the tree and still be nearer in truth, as a ratio of squares.
const SLACK: f64 = 1.10 * 1.10;

/// Finds the nearest of many segments; a point is a segment of no length.
#[derive(Debug)]
pub(super) struct NearestIndex<T> {
    tree: RTree<Segment<T>>,
}

/// One segment with what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Segment<T> {
    pub(super) start: Coord<f64>,
    pub(super) end: Coord<f64>,
    pub(super) what: T,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Nearest<'i, T> {
    pub(super) segment: &'i Segment<T>,
    pub(super) foot: Foot,
}

impl<T> NearestIndex<T> {
    pub(super) fn new(segments: Vec<Segment<T>>) -> Self {
        Self { tree: RTree::bulk_load(segments) }
    }

    /// Finds the nearest segment of those accepted; of equally near ones the smallest by `T`'s order.
    pub(super) fn nearest(&self, from: LonLat, accept: impl Fn(&T) -> bool) -> Option<Nearest<'_, T>>
    where
        T: Ord,
    {
        let mut best: Option<(f64, Nearest<'_, T>)> = None;
        for (segment, tree_distance2) in self.tree.nearest_neighbor_iter_with_distance_2(&query_point(from)) {
            if let Some((best_tree2, _)) = &best
                && tree_distance2 > best_tree2 * SLACK
            {
                break;
            }
            if !accept(&segment.what) {
                continue;
            }
            let foot = foot_on_segment(from, segment.start, segment.end);
            let nearer = best.as_ref().is_none_or(|(_, b)| {
                foot.distance_m < b.foot.distance_m
                    || (foot.distance_m <= b.foot.distance_m && segment.what < b.segment.what)
            });
            if nearer {
                let first_tree2 = best.as_ref().map_or(tree_distance2, |(t, _)| *t);
                best = Some((first_tree2, Nearest { segment, foot }));
            }
        }
        best.map(|(_, nearest)| nearest)
    }
}

fn query_point(at: LonLat) -> [f64; 2] {
    [at.lon_deg() * SHRINK, at.lat_deg()]
}

fn shrunk(c: Coord<f64>) -> [f64; 2] {
    [c.x * SHRINK, c.y]
}

impl<T> RTreeObject for Segment<T> {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(shrunk(self.start), shrunk(self.end))
    }
}

impl<T> PointDistance for Segment<T> {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let ([ax, ay], [bx, by]) = (shrunk(self.start), shrunk(self.end));
        let (dx, dy) = (bx - ax, by - ay);
        let length2 = dx * dx + dy * dy;
        let along = if length2 > 0.0 {
            (((point[0] - ax) * dx + (point[1] - ay) * dy) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (ex, ey) = (ax + along * dx - point[0], ay + along * dy - point[1]);
        ex * ex + ey * ey
    }
}
