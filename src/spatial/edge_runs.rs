//! Which edges touch a box: boxes around runs of edges, and boxes around runs of these.
//!
//! Edges that follow each other along a ring lie together, so nothing has to be sorted, and building costs next
//! to nothing: a polygon is asked once or twice before it is forgotten.

use std::ops::Range;

use geo_types::{Coord, Rect};

use super::edge::Edge;

/// How many edges, or boxes, one box holds.
const RUN: usize = 8;

/// Holds the boxes, the smallest first.
#[derive(Debug, Clone)]
pub(super) struct EdgeRuns {
    tiers: Vec<Vec<Rect<f64>>>,
}

impl EdgeRuns {
    pub(super) fn new(edges: &[Edge]) -> Self {
        let mut tiers: Vec<Vec<Rect<f64>>> = Vec::new();
        let mut boxes: Vec<Rect<f64>> = edges
            .chunks(RUN)
            .filter_map(|run| around(run.iter().map(|e| Rect::new(e.low, e.high))))
            .collect();
        while boxes.len() > RUN {
            let wider = boxes.chunks(RUN).filter_map(|run| around(run.iter().copied())).collect();
            tiers.push(std::mem::replace(&mut boxes, wider));
        }
        tiers.push(boxes);
        Self { tiers }
    }

    /// Tells whether one of the edges that this was built of touches a box.
    pub(super) fn touches(&self, edges: &[Edge], area: &Rect<f64>) -> bool {
        let top = self.tiers.len() - 1;
        self.touches_below(edges, area, top, 0..self.tiers[top].len())
    }

    fn touches_below(&self, edges: &[Edge], area: &Rect<f64>, tier: usize, boxes: Range<usize>) -> bool {
        boxes.into_iter().filter(|i| meet(&self.tiers[tier][*i], area)).any(|i| {
            let below = i * RUN..(i + 1) * RUN;
            match tier.checked_sub(1) {
                Some(next) => {
                    let end = below.end.min(self.tiers[next].len());
                    self.touches_below(edges, area, next, below.start..end)
                }
                None => edges[below.start..below.end.min(edges.len())].iter().any(|edge| edge.touches(area)),
            }
        })
    }
}

/// Returns the box around boxes.
fn around(boxes: impl Iterator<Item = Rect<f64>>) -> Option<Rect<f64>> {
    boxes.reduce(|a, b| {
        let (min, max) = (a.min(), a.max());
        Rect::new(
            Coord { x: min.x.min(b.min().x), y: min.y.min(b.min().y) },
            Coord { x: max.x.max(b.max().x), y: max.y.max(b.max().y) },
        )
    })
}

/// Tells whether two boxes have a point in common.
fn meet(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y
}
