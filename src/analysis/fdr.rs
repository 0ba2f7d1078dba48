//! Which of many tests to believe: the false discovery rate.

use crate::domain::number::count_to_f64;

/// Returns the line that p-values must not exceed at a false discovery rate of `alpha`, or nothing when
/// no value passes.
///
/// Benjamini and Hochberg (1995), step-up: with the `n` p-values in ascending order, the line is
/// `i / n * alpha` of the largest `i` whose `p_i` is at most that. Values that are not numbers are left out.
pub fn benjamini_hochberg(p_values: &[f64], alpha: f64) -> Option<f64> {
    let tests = p_values.iter().filter(|p| !p.is_nan()).count();
    let smallest = p_values.iter().copied().filter(|p| *p <= alpha).collect();
    benjamini_hochberg_of_smallest(smallest, tests, alpha)
}

/// Returns the same line from the smallest p-values of `tests` alone.
///
/// `smallest` has at least all that are not above `alpha`, in any order: a larger one can neither pass nor help
/// another to pass. With millions of tests, of which few come near, this saves computing and sorting the rest.
pub(super) fn benjamini_hochberg_of_smallest(
    mut smallest: Vec<f64>,
    tests: usize,
    alpha: f64,
) -> Option<f64> {
    smallest.sort_unstable_by(f64::total_cmp);
    let n = count_to_f64(tests);
    smallest
        .iter()
        .enumerate()
        .rev()
        .map(|(i, p)| (*p, count_to_f64(i + 1) / n * alpha))
        .find(|(p, line)| p <= line)
        .map(|(_, line)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_equals_esda_fdr() {
        let line = benjamini_hochberg(&[0.001, 0.01, 0.02, 0.03, 0.04, 0.2], 0.05).unwrap();
        assert!((line - 0.041_666_666_7).abs() < 1e-9, "{line}");
    }

    #[test]
    fn a_value_above_its_own_line_passes_when_a_later_one_does() {
        assert_eq!(benjamini_hochberg(&[0.03, 0.04, 0.045], 0.05), Some(0.05));
    }

    #[test]
    fn nothing_passes_when_all_values_are_large() {
        assert_eq!(benjamini_hochberg(&[0.2, 0.6, f64::NAN], 0.05), None);
        assert_eq!(benjamini_hochberg(&[], 0.05), None);
    }
}
