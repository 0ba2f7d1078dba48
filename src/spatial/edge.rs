//! One edge of a polygon, and the exact questions about it.

use std::cmp::Ordering;

use geo::kernels::RobustKernel;
use geo::{Kernel, Orientation};
use geo_types::{Coord, Line, Rect};

/// An edge with its lower end first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) low: Coord<f64>,
    pub(super) high: Coord<f64>,
}

impl Edge {
    pub(super) fn new(line: Line<f64>) -> Self {
        if line.start.y <= line.end.y {
            Self { low: line.start, high: line.end }
        } else {
            Self { low: line.end, high: line.start }
        }
    }

    /// Tells whether both ends lie at one latitude.
    pub(super) fn is_level(&self) -> bool {
        self.low.y >= self.high.y
    }

    /// Returns `Less` for a point west of the line through a rising edge, `Equal` on it; exact (Shewchuk 1997, by
    /// the `robust` crate, which looks closely only where plain arithmetic is in doubt).
    pub(super) fn beside(&self, point: Coord<f64>) -> Ordering {
        match RobustKernel::orient2d(self.low, self.high, point) {
            Orientation::CounterClockwise => Ordering::Less,
            Orientation::Collinear => Ordering::Equal,
            Orientation::Clockwise => Ordering::Greater,
        }
    }

    /// Orders two rising edges from west to east; they share latitudes and do not cross.
    ///
    /// They are compared at both ends of what they share, since they may touch at one of them.
    pub(super) fn west_to_east(&self, other: &Self) -> Ordering {
        let at_the_lower_end = || {
            if other.low.y >= self.low.y { self.beside(other.low).reverse() } else { other.beside(self.low) }
        };
        let at_the_upper_end = || {
            if other.high.y <= self.high.y {
                self.beside(other.high).reverse()
            } else {
                other.beside(self.high)
            }
        };
        at_the_lower_end().then_with(at_the_upper_end)
    }

    /// Tells whether the edge has a point in a box, exactly; the edges of the box belong to it.
    ///
    /// Two convex shapes are apart when one of their sides parts them: here the box's, or the line of the edge.
    pub(super) fn touches(&self, area: &Rect<f64>) -> bool {
        let (min, max) = (area.min(), area.max());
        let (west, east) =
            if self.low.x <= self.high.x { (self.low.x, self.high.x) } else { (self.high.x, self.low.x) };
        if east < min.x || west > max.x || self.high.y < min.y || self.low.y > max.y {
            return false;
        }
        // The two corners farthest to either side of the line.
        let (left, right) = if self.low.x <= self.high.x {
            (Coord { x: min.x, y: max.y }, Coord { x: max.x, y: min.y })
        } else {
            (min, max)
        };
        let sides = (self.beside(left), self.beside(right));
        !matches!(sides, (Ordering::Less, Ordering::Less) | (Ordering::Greater, Ordering::Greater))
    }
}
