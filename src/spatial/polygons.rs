//! Which of many polygons cover a point.

use geo::{BoundingRect, Intersects};
use geo_types::MultiPolygon;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::domain::LonLat;

/// Holds polygons under an R-tree of their boxes.
#[derive(Debug)]
pub(super) struct PolygonIndex<T> {
    items: Vec<(MultiPolygon<f64>, T)>,
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
        Self { items, boxes: RTree::bulk_load(boxes) }
    }

    /// Returns what the polygons that cover a point stand for.
    ///
    /// Edges are straight in longitude and latitude and belong to the polygon, as in PostGIS
    /// `ST_Covers` on geometry; the orientation test is exact (Shewchuk 1997, by the `robust` crate).
    pub(super) fn covering(&self, at: LonLat) -> impl Iterator<Item = &T> {
        let point = at.point();
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([point.x(), point.y()]))
            .filter_map(|candidate| self.items.get(candidate.data))
            .filter(move |(shape, _)| shape.intersects(&point))
            .map(|(_, what)| what)
    }

    /// Returns the polygons in the order they were given.
    pub(super) fn items(&self) -> &[(MultiPolygon<f64>, T)] {
        &self.items
    }
}
