//! Which points of the plane lie near each other.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::PlanePoint;

/// Lists for each point the positions of the others that are at most so far away, ascending.
///
/// The lists grow with the square of the distance: nothing comes of it when they have more than `most` entries together.
pub fn neighbours_within(points: &[PlanePoint], distance_m: f64, most: usize) -> Option<Vec<Vec<usize>>> {
    let place = |at: &PlanePoint| [at.east_m, at.north_m];
    let numbered = points.iter().enumerate().map(|(number, at)| GeomWithData::new(place(at), number));
    let tree = RTree::bulk_load(numbered.collect());
    let mut left = most;
    let near = |(own, at): (usize, &PlanePoint)| {
        let within = tree.locate_within_distance(place(at), distance_m * distance_m);
        let others = within.map(|found| found.data).filter(|number| *number != own);
        let mut near: Vec<usize> = others.take(left.saturating_add(1)).collect();
        left = left.checked_sub(near.len())?;
        near.sort_unstable();
        Some(near)
    };
    points.iter().enumerate().map(near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_within_the_distance_and_not_the_point_itself() {
        let points = [(0.0, 0.0), (3.0, 4.0), (3.0, 4.0), (6.0, 8.1), (100.0, 0.0)];
        let points = points.map(|(east_m, north_m)| PlanePoint { east_m, north_m });
        let near = neighbours_within(&points, 5.0, 6).unwrap();
        assert_eq!(near, [vec![1, 2], vec![0, 2], vec![0, 1], vec![], vec![]]);
        assert_eq!(neighbours_within(&points, 5.1, 100).unwrap()[3], [1, 2], "at just over five");
        assert_eq!(neighbours_within(&points, 5.0, 5), None, "there are six");
    }
}
