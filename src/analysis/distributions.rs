//! How likely values are under the gamma, beta and negative binomial distributions, and which value has a given
//! likelihood.

/// Terms after which a series or a fraction is as exact as it gets; the largest counts here need a few hundred.
const MOST_TERMS: u32 = 100_000;
/// Keeps a fraction from dividing by 0 (Lentz's method).
const TINY: f64 = 1e-300;

/// Returns how likely a gamma variable of a shape and scale 1 is at most `x`.
///
/// The regularised incomplete gamma function P: NIST Digital Library of Mathematical Functions, 8.7.1 below
/// `shape + 1`, and 1 less the continued fraction 8.9.2 above, by Lentz's method.
pub(super) fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let factor = (shape * x.ln() - x - libm::lgamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum) = (shape.recip(), shape.recip());
        for n in 1..MOST_TERMS {
            term *= x / (shape + f64::from(n));
            sum += term;
            if term < sum * f64::EPSILON {
                break;
            }
        }
        return (factor * sum).min(1.0);
    }
    let mut whole = x + 1.0 - shape;
    let (mut above, mut below) = (TINY.recip(), whole.recip());
    let mut fraction = below;
    for n in (1..MOST_TERMS).map(f64::from) {
        let part = -n * (n - shape);
        whole += 2.0;
        below = away_from_0(part * below + whole).recip();
        above = away_from_0(whole + part / above);
        fraction *= below * above;
        if (below * above - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    (1.0 - factor * fraction).max(0.0)
}

/// Returns the value that a gamma variable of a shape and scale 1 is below with a likelihood of `p`.
pub(super) fn gamma_quantile(p: f64, shape: f64) -> f64 {
    let mut high = shape + 1.0;
    while gamma_cdf(shape, high) < p {
        high *= 2.0;
    }
    bisect(high, |x| gamma_cdf(shape, x) < p)
}

/// Returns how likely a beta variable is at most `x`.
///
/// The regularised incomplete beta function: NIST Digital Library of Mathematical Functions, 8.17.22, by Lentz's
/// method, on the side where it converges fast (8.17.4).
pub(super) fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf_left(b, a, 1.0 - x);
    }
    beta_cdf_left(a, b, x)
}

fn beta_cdf_left(a: f64, b: f64, x: f64) -> f64 {
    let log = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (-x).ln_1p();
    let (mut above, mut below) = (1.0, away_from_0(1.0 - (a + b) * x / (a + 1.0)).recip());
    let mut fraction = below;
    for n in (1..MOST_TERMS).map(f64::from) {
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        let odd = -(a + n) * (a + b + n) * x / ((a + 2.0 * n) * (a + 2.0 * n + 1.0));
        let mut last = 1.0;
        for part in [even, odd] {
            below = away_from_0(1.0 + part * below).recip();
            above = away_from_0(1.0 + part / above);
            last = below * above;
            fraction *= last;
        }
        if (last - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    (log.exp() * fraction / a).clamp(0.0, 1.0)
}

/// Returns the value that a beta variable is below with a likelihood of `p`.
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(1.0, |x| beta_cdf(a, b, x) < p)
}

/// Returns which value a Student's t variable goes beyond, on either side, with a likelihood of `p`.
///
/// By the beta function: NIST Digital Library of Mathematical Functions, 8.17.ii; Johnson, Kotz and Balakrishnan 1995,
/// Continuous Univariate Distributions, 28.1.
pub(super) fn student_t(p: f64, freedom: f64) -> f64 {
    let x = beta_quantile(p, freedom / 2.0, 0.5);
    (freedom * (1.0 - x) / x).sqrt()
}

/// Returns how likely a count of a mean and a size is at most `count`; its variance is `mean + mean^2 / size`.
///
/// The negative binomial distribution by the beta function (Johnson, Kemp and Kotz 2005, Univariate Discrete
/// Distributions, 5.6); with an infinite size that of Poisson.
pub(super) fn negative_binomial_cdf(mean: f64, size: f64, count: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    // Where the two hardly differ, the gamma function is the more exact.
    if size > 1e9 * mean.max(1.0) {
        return 1.0 - gamma_cdf(count + 1.0, mean);
    }
    beta_cdf(size, count + 1.0, size / (size + mean))
}

/// Finds where a rising function reaches a level, between 0 and `high`.
fn bisect(mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    let mut low = 0.0;
    // A quarter of the range is lost each time in the exponent alone, so 200 steps reach the smallest numbers that count.
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn away_from_0(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12 * expected.max(0.1), "{found} is not {expected}");
    }

    /// With one and two degrees of freedom it has a closed form; the others are those of the table in the NIST/SEMATECH
    /// e-Handbook of Statistical Methods, 1.3.6.7.2.
    #[test]
    fn students_t_is_that_of_the_tables() {
        let one = (std::f64::consts::PI * 0.475).tan();
        let two = 0.95 / (2.0_f64 * 0.975 * 0.025).sqrt();
        for (freedom, expected, within) in
            [(1.0, one, 1e-9), (2.0, two, 1e-9), (5.0, 2.571, 5e-4), (10.0, 2.228, 5e-4), (29.0, 2.045, 5e-4)]
        {
            let found = student_t(0.05, freedom);
            assert!((found - expected).abs() < within, "{found} is not {expected}");
        }
    }

    /// `scipy.special.gammainc`, `betainc` and `scipy.stats.nbinom.cdf` of scipy 1.17.
    #[test]
    fn likelihoods_equal_those_of_scipy() {
        for (shape, x, p) in [
            (0.5, 0.2, 0.472_910_743_134_461_96),
            (3.0, 2.5, 0.456_186_884_116_670_35),
            (10.0, 25.0, 0.999_778_523_361_751_2),
            (100.0, 90.0, 0.158_220_989_186_430_07),
            (5.3, 5.3, 0.557_797_641_756_951_2),
            (1_000.0, 1_010.0, 0.627_678_944_736_994_7),
        ] {
            check(gamma_cdf(shape, x), p);
            assert!((gamma_quantile(p, shape) / x - 1.0).abs() < 1e-10);
        }
        for (a, b, x, p) in [
            (0.5, 0.5, 0.3, 0.369_010_119_565_545_36),
            (2.0, 5.0, 0.2, 0.344_64),
            (30.0, 20.0, 0.65, 0.761_439_836_465_617_9),
            (200.0, 300.0, 0.42, 0.819_601_066_417_266_3),
            (1.0, 1.0, 0.7, 0.7),
        ] {
            check(beta_cdf(a, b, x), p);
            assert!((beta_quantile(p, a, b) / x - 1.0).abs() < 1e-10);
        }
        for (size, share, count, p) in [
            (5.5, 0.3, 4.0, 0.068_859_757_231_174_53),
            (0.7, 0.1, 0.0, 0.199_526_231_496_888),
            (40.0, 0.5, 30.0, 0.140_989_460_896_828),
        ] {
            check(negative_binomial_cdf(size * (1.0 - share) / share, size, count), p);
        }
    }

    #[test]
    fn a_size_without_end_is_the_distribution_of_poisson() {
        let poisson = (-3.0_f64).exp() * (1.0 + 3.0 + 4.5);
        check(negative_binomial_cdf(3.0, f64::INFINITY, 2.0), poisson);
        assert!((negative_binomial_cdf(3.0, 1e8, 2.0) - poisson).abs() < 1e-6);
    }
}
