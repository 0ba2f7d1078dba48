//! Which of many polygons cover a point.

use std::sync::OnceLock;

use geo::{BoundingRect, Intersects};
use geo_types::MultiPolygon;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::polygonal::Polygonal;
use super::region::fault_of;
use crate::domain::LonLat;

/// Holds polygons under an R-tree of their boxes.
#[derive(Debug)]
pub(super) struct PolygonIndex<T> {
    items: Vec<(MultiPolygon<f64>, T)>,
    /// The polygons as points are asked of them, each made when it is first needed; none of one that is not valid
    /// (a file to compare with may hold such), which is asked edge by edge.
    prepared: Vec<OnceLock<Option<Polygonal>>>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<T> PolygonIndex<T> {
    pub(super) fn new(items: Vec<(MultiPolygon<f64>, T)>) -> Self {
        let boxes = items
            .iter()
            .enumerate()
            .filter_map(|(i, (shape, _))| {
                let b = shape.bounding_rect()?;
                let rectangle = Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]);
                Some(GeomWithData::new(rectangle, i))
            })
            .collect();
        let prepared = items.iter().map(|_| OnceLock::new()).collect();
        Self { items, prepared, boxes: RTree::bulk_load(boxes) }
    }

    /// Returns what the polygons that cover a point stand for.
    ///
    /// Edges are straight in longitude and latitude and belong to the polygon, as in PostGIS
    /// `ST_Covers` on geometry; the orientation test is exact (Shewchuk 1997, by the `robust` crate).
    pub(super) fn covering(&self, at: LonLat) -> impl Iterator<Item = &T> {
        let point = at.point();
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([point.x(), point.y()]))
            .filter(move |candidate| self.covers(candidate.data, at))
            .filter_map(|candidate| self.items.get(candidate.data))
            .map(|(_, what)| what)
    }

    /// Tells whether the polygon at a position of [`items`](Self::items) covers a point.
    pub(super) fn covers(&self, position: usize, at: LonLat) -> bool {
        let (Some((shape, _)), Some(prepared)) = (self.items.get(position), self.prepared.get(position))
        else {
            return false;
        };
        match prepared.get_or_init(|| fault_of(shape).is_none().then(|| Polygonal::new(shape))) {
            Some(polygonal) => polygonal.covers(at),
            None => shape.intersects(&at.point()),
        }
    }

    /// Returns the polygons in the order they were given.
    pub(super) fn items(&self) -> &[(MultiPolygon<f64>, T)] {
        &self.items
    }
}
