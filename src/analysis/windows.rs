//! The squares around each square of a grid, found once and asked often.

use std::ops::Range;

use crate::domain::Square;

/// The squares that touch each of some squares, and itself: three stretches of the list, one a row.
#[derive(Debug)]
pub(super) struct Windows {
    rows: Vec<[Range<usize>; 3]>,
}

impl Windows {
    /// Finds the windows of three by three squares; `squares` are sorted and each is there once.
    pub(super) fn of(squares: &[Square]) -> Self {
        // For each of the three rows, the first square not west of the window and the first one east of it. As the
        // windows go through the squares in their order, neither ever has to go back.
        let mut ends = [(0, 0); 3];
        let rows = squares
            .iter()
            .map(|centre| {
                let mut row = centre.row - 1;
                ends.each_mut().map(|(start, end)| {
                    let (west, east) = (centre.column - 1, centre.column + 1);
                    while squares.get(*start).is_some_and(|s| *s < Square { row, column: west }) {
                        *start += 1;
                    }
                    while squares.get(*end).is_some_and(|s| *s <= Square { row, column: east }) {
                        *end += 1;
                    }
                    row += 1;
                    *start..*end
                })
            })
            .collect();
        Self { rows }
    }

    /// Returns how many squares each window has, the one in its middle included.
    pub(super) fn members(&self) -> Vec<usize> {
        self.rows.iter().map(|rows| rows.iter().map(ExactSizeIterator::len).sum()).collect()
    }

    /// Sums the values in each window; `values` has one number a square.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sum = 0.0;
        let mut before = Vec::with_capacity(values.len() + 1);
        before.push(0.0);
        before.extend(values.iter().map(|value| {
            sum += value;
            sum
        }));
        let rows = self.rows.iter();
        rows.map(|rows| rows.iter().map(|row| before[row.end] - before[row.start]).sum()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_window_holds_the_squares_that_touch_its_middle(
            grid in prop::collection::btree_map((-6..6_i32, -6..6_i32), 0..9_u8, 1..90)
        ) {
            let cells: BTreeMap<Square, f64> = grid
                .into_iter()
                .map(|((row, column), value)| (Square { row, column }, f64::from(value)))
                .collect();
            let squares: Vec<Square> = cells.keys().copied().collect();
            let values: Vec<f64> = cells.values().copied().collect();
            let windows = Windows::of(&squares);
            let found = windows.sums(&values).into_iter().zip(windows.members());
            for (centre, (sum, members)) in squares.iter().zip(found) {
                let near: Vec<f64> = cells
                    .iter()
                    .filter(|(s, _)| s.row.abs_diff(centre.row).max(s.column.abs_diff(centre.column)) <= 1)
                    .map(|(_, value)| *value)
                    .collect();
                prop_assert_eq!((sum, members), (near.iter().sum(), near.len()));
            }
        }
    }
}
