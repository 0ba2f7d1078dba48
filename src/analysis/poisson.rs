//! Counts explained by layers: Poisson regression with an elastic-net penalty.
//!
//! Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models via coordinate descent;
//! Zou and Hastie (2005) for the penalty. What is made small is, over squares whose weights sum to 1,
//! `sum(w * (mu - y * ln(mu))) + penalty * (alpha * sum|b| + (1 - alpha) / 2 * sum(b^2))`, as glmnet has it, with `b` on
//! layers of mean 0 and deviation 1. Layers are few and squares many, so each Newton step sums up one small matrix and the
//! descent goes on in that.

use crate::domain::number::count_to_f64;

/// Newton steps at most; a handful are enough.
const MOST_STEPS: usize = 200;
/// Rounds through the layers at most, within a step.
const MOST_ROUNDS: usize = 10_000;
/// How often a step that made things worse is halved.
const MOST_HALVINGS: usize = 30;

/// How large coefficients are held back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Penalty {
    /// 1 drops layers (lasso), 0 keeps all (ridge).
    pub(super) alpha: f64,
    /// How strongly.
    pub(super) lambda: f64,
}

impl Penalty {
    fn lasso(self) -> f64 {
        self.alpha * self.lambda
    }

    fn ridge(self) -> f64 {
        (1.0 - self.alpha) * self.lambda
    }

    /// Returns what coefficients cost; the first, the constant, is free.
    fn of(self, coefficients: &[f64]) -> f64 {
        let cost = |b: &f64| self.lasso() * b.abs() + self.ridge() / 2.0 * b * b;
        coefficients.iter().skip(1).map(cost).sum()
    }
}

/// Layers with a mean of 0 and a deviation of 1, square by square, each after a constant of 1.
#[derive(Debug)]
pub(super) struct Design {
    width: usize,
    rows: Vec<f64>,
    /// The mean of each layer as given.
    means: Vec<f64>,
    /// The deviation of each layer as given; 0 where all squares have the same.
    pub(super) deviations: Vec<f64>,
}

/// What coefficients make of each square.
struct State {
    expected: Vec<f64>,
    objective: f64,
}

impl Design {
    /// Takes layers of one number a square. A layer that is the same everywhere becomes 0, and explains nothing.
    pub(super) fn new(layers: &[&[f64]], squares: usize) -> Self {
        let n = count_to_f64(squares);
        let means: Vec<f64> = layers.iter().map(|layer| layer.iter().sum::<f64>() / n).collect();
        let deviation = |(layer, mean): (&&[f64], &f64)| {
            let deviation = (layer.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
            // Less than what rounding makes of equal values is none.
            if deviation > n * f64::EPSILON * mean.abs() { deviation } else { 0.0 }
        };
        let deviations: Vec<f64> = layers.iter().zip(&means).map(deviation).collect();
        let width = layers.len() + 1;
        let mut rows = vec![1.0; width * squares];
        for (square, row) in rows.chunks_exact_mut(width).enumerate() {
            for (j, layer) in layers.iter().enumerate() {
                let deviation = deviations[j];
                row[j + 1] = if deviation > 0.0 { (layer[square] - means[j]) / deviation } else { 0.0 };
            }
        }
        Self { width, rows, means, deviations }
    }

    /// Returns the coefficients that explain counts by their weighted mean alone; nothing when that is 0.
    pub(super) fn constant(&self, counts: &[f64], weights: &[f64]) -> Option<Vec<f64>> {
        let mean: f64 = counts.iter().zip(weights).map(|(y, w)| y * w).sum();
        let mut coefficients = vec![0.0; self.width];
        coefficients[0] = mean.ln();
        (mean > 0.0).then_some(coefficients)
    }

    /// Returns the least penalty that lets no layer in; glmnet, too, takes an `alpha` below a thousandth for that.
    pub(super) fn least_that_drops_all(&self, counts: &[f64], weights: &[f64], alpha: f64) -> f64 {
        let mean: f64 = counts.iter().zip(weights).map(|(y, w)| y * w).sum();
        let mut slopes = vec![0.0; self.width];
        for ((row, y), w) in self.rows.chunks_exact(self.width).zip(counts).zip(weights) {
            for (slope, x) in slopes.iter_mut().zip(row) {
                *slope += w * (y - mean) * x;
            }
        }
        slopes[1..].iter().fold(0.0_f64, |most, slope| most.max(slope.abs())) / alpha.max(1e-3)
    }

    /// Returns the coefficients with the smallest penalised deviance, sought from `from` on until a step moves none of
    /// them by more than `tolerance`. `weights` sum to 1; squares of weight 0 have no say.
    pub(super) fn fit(
        &self,
        counts: &[f64],
        weights: &[f64],
        penalty: Penalty,
        tolerance: f64,
        from: &[f64],
    ) -> Vec<f64> {
        let mut now = from.to_vec();
        let mut state = self.state(counts, weights, penalty, &now);
        for _ in 0..MOST_STEPS {
            let mut next = self.step(counts, weights, penalty, tolerance, &now, &state.expected);
            let mut then = self.state(counts, weights, penalty, &next);
            // What is not a number is no better either.
            let most = state.objective + state.objective.abs() * 1e-14;
            let is_fine = |then: &State| then.objective <= most;
            for _ in 0..MOST_HALVINGS {
                if is_fine(&then) {
                    break;
                }
                next.iter_mut().zip(&now).for_each(|(b, a)| *b = f64::midpoint(*a, *b));
                then = self.state(counts, weights, penalty, &next);
            }
            if !is_fine(&then) {
                break;
            }
            let moved = next.iter().zip(&now).fold(0.0_f64, |most, (b, a)| most.max((b - a).abs()));
            (now, state) = (next, then);
            if moved <= tolerance {
                break;
            }
        }
        now
    }

    /// Returns the expected count of each square.
    pub(super) fn expected(&self, coefficients: &[f64]) -> Vec<f64> {
        let rows = self.rows.chunks_exact(self.width);
        rows.map(|row| row.iter().zip(coefficients).map(|(x, b)| x * b).sum::<f64>().exp()).collect()
    }

    /// Returns the constant and the coefficients of the layers as they were given.
    pub(super) fn as_given(&self, coefficients: &[f64]) -> (f64, Vec<f64>) {
        let slope = |(b, deviation): (&f64, &f64)| if *deviation > 0.0 { b / deviation } else { 0.0 };
        let slopes: Vec<f64> = coefficients[1..].iter().zip(&self.deviations).map(slope).collect();
        let shift: f64 = slopes.iter().zip(&self.means).map(|(b, mean)| b * mean).sum();
        (coefficients[0] - shift, slopes)
    }

    fn state(&self, counts: &[f64], weights: &[f64], penalty: Penalty, coefficients: &[f64]) -> State {
        let mut objective = penalty.of(coefficients);
        let row = |((row, y), w): ((&[f64], &f64), &f64)| {
            if *w <= 0.0 {
                return 0.0;
            }
            let log: f64 = row.iter().zip(coefficients).map(|(x, b)| x * b).sum();
            let expected = log.exp();
            objective += w * (expected - y * log);
            expected
        };
        let expected = self.rows.chunks_exact(self.width).zip(counts).zip(weights).map(row).collect();
        State { expected, objective }
    }

    /// Takes one Newton step: makes the parabola that touches the deviance here as small as it goes, layer by layer.
    fn step(
        &self,
        counts: &[f64],
        weights: &[f64],
        penalty: Penalty,
        tolerance: f64,
        from: &[f64],
        expected: &[f64],
    ) -> Vec<f64> {
        let width = self.width;
        let (mut slopes, mut bends) = (vec![0.0; width], vec![0.0; width * width]);
        let squares = counts.iter().zip(weights).zip(expected);
        for (row, ((y, w), mu)) in
            self.rows.chunks_exact(width).zip(squares).filter(|(_, ((_, w), _))| **w > 0.0)
        {
            let (left, curve) = (w * (y - mu), w * mu);
            for (j, x) in row.iter().enumerate() {
                slopes[j] += left * x;
                let weighed = curve * x;
                for (bend, other) in bends[j * width..][..=j].iter_mut().zip(row) {
                    *bend += weighed * other;
                }
            }
        }
        for j in 0..width {
            for k in 0..j {
                bends[k * width + j] = bends[j * width + k];
            }
        }
        let mut to = from.to_vec();
        for _ in 0..MOST_ROUNDS {
            let mut moved = 0.0_f64;
            for j in 0..width {
                let bend = &bends[j * width..][..width];
                let (lasso, ridge) = if j == 0 { (0.0, 0.0) } else { (penalty.lasso(), penalty.ridge()) };
                if bend[j] + ridge <= 0.0 {
                    continue;
                }
                let pull = slopes[j] + bend[j] * to[j];
                let next = (pull.abs() - lasso).max(0.0).copysign(pull) / (bend[j] + ridge);
                let change = next - to[j];
                if change != 0.0 {
                    slopes.iter_mut().zip(bend).for_each(|(slope, bend)| *slope -= bend * change);
                    to[j] = next;
                    moved = moved.max(change.abs());
                }
            }
            if moved <= tolerance / 10.0 {
                break;
            }
        }
        to
    }
}

/// Returns the Poisson deviance of a count.
pub(super) fn deviance(count: f64, expected: f64) -> f64 {
    let log = if count > 0.0 { count * (count / expected).ln() } else { 0.0 };
    2.0 * (log - count + expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_penalty_an_indicator_fits_the_two_means() {
        let layer = [0.0, 0.0, 0.0, 1.0, 1.0];
        let counts = [1.0, 2.0, 0.0, 4.0, 3.0];
        let design = Design::new(&[&layer], 5);
        let weights = [0.2; 5];
        let from = design.constant(&counts, &weights).unwrap();
        let penalty = Penalty { alpha: 1.0, lambda: 0.0 };
        let found = design.fit(&counts, &weights, penalty, 1e-12, &from);
        let (constant, slopes) = design.as_given(&found);
        assert!((constant.exp() - 1.0).abs() < 1e-9, "mean of the squares without");
        assert!((slopes[0].exp() - 3.5).abs() < 1e-9, "3.5 with to 1 without");
        // The last two squares alone, by their weights.
        let found = design.fit(&counts, &[0.0, 0.0, 0.0, 0.5, 0.5], penalty, 1e-12, &from);
        assert!((design.expected(&found)[4] - 3.5).abs() < 1e-9);
    }

    #[test]
    fn the_largest_penalty_of_a_path_drops_all_and_one_below_does_not() {
        let layers = [[0.0, 1.0, 2.0, 3.0, 4.0, 9.0], [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]];
        let counts = [0.0, 1.0, 1.0, 4.0, 2.0, 7.0];
        let design = Design::new(&layers.each_ref().map(<[f64; 6]>::as_slice), 6);
        let weights = [1.0 / 6.0; 6];
        let from = design.constant(&counts, &weights).unwrap();
        for alpha in [1.0, 0.4] {
            let most = design.least_that_drops_all(&counts, &weights, alpha);
            let kept = |lambda: f64| {
                let found = design.fit(&counts, &weights, Penalty { alpha, lambda }, 1e-10, &from);
                found[1..].iter().filter(|b| **b != 0.0).count()
            };
            assert_eq!((kept(most * 1.000_001), kept(most * 0.99)), (0, 1));
        }
    }

    #[test]
    fn at_the_end_the_slope_of_the_deviance_is_that_of_the_penalty() {
        // The second layer nearly says what the first does; the third says nothing.
        let layers: [Vec<f64>; 3] = [
            (0..40).map(|i| f64::from(i % 7)).collect(),
            (0..40).map(|i| f64::from(i % 7) + f64::from(i % 3) / 50.0).collect(),
            (0..40).map(|i| f64::from(i % 5)).collect(),
        ];
        let counts: Vec<f64> = (0..40).map(|i| f64::from((i % 7) * (i % 7) / 6 + i % 2)).collect();
        let design = Design::new(&layers.each_ref().map(Vec::as_slice), 40);
        let weights = [1.0 / 40.0; 40];
        let from = design.constant(&counts, &weights).unwrap();
        for (alpha, lambda) in [(1.0, 0.05), (0.5, 0.01), (0.0, 0.3)] {
            let penalty = Penalty { alpha, lambda };
            let found = design.fit(&counts, &weights, penalty, 1e-11, &from);
            let expected = design.expected(&found);
            for (j, b) in found.iter().enumerate() {
                let rows = design.rows.chunks_exact(4).zip(counts.iter().zip(&expected));
                let slope: f64 = rows.map(|(row, (y, mu))| row[j] * (y - mu) / 40.0).sum();
                let free = if j == 0 { 0.0 } else { 1.0 };
                let left = slope - free * penalty.ridge() * b;
                if *b == 0.0 {
                    assert!(left.abs() <= penalty.lasso());
                } else {
                    let off = left - free * penalty.lasso().copysign(*b);
                    assert!(off.abs() < 1e-10, "{alpha} {lambda} {j}: {off}");
                }
            }
        }
    }
}
