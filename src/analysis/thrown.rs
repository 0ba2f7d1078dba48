//! How likely a count is when all reports are thrown at random on places: what keeps hot spots of few reports honest.
//!
//! The normal p-value of Gi* says whether places stand out from the spread of the map. Where reports are few it promises
//! too much, since counts are far from normally distributed then: of 50 reports thrown at random on 1,950 squares every
//! map has squares that pass a false discovery rate of 5 %, of 300 three maps of four. So a place must be unlikely in a
//! second way too: were each report as likely to fall on any place, the reports on some of them would be binomial. The
//! larger of the two p-values holds the rate that it promises however few there are, and where there are many it is the
//! normal one.

use super::distributions::beta_cdf;
use super::gi_star::two_sided_p;
use crate::domain::number::{count_to_f64, floor_to_count};

/// Most reports on some places whose p-value is looked up and not computed each time.
const MOST_KNOWN: usize = 100_000;

/// P-values of counts on some of the places that reports were thrown on, all with their scores against the same mean.
#[derive(Debug)]
pub(super) struct Thrown {
    reports: f64,
    places: f64,
    /// By how many places, then by how many reports on them; not a number where it was not yet asked for.
    known: Vec<Vec<f64>>,
}

impl Thrown {
    /// Prepares to throw so many reports on so many places.
    pub(super) fn new(reports: f64, places: usize) -> Self {
        Self { reports, places: count_to_f64(places), known: Vec::new() }
    }

    /// Returns the larger of two p-values: that of a standard score, and that of so many reports on so many places.
    ///
    /// As many reports on as many places have the same score each time, so that both are computed once.
    pub(super) fn p(&mut self, z: f64, reports: f64, places: usize) -> f64 {
        let place = floor_to_count(reports);
        if place >= MOST_KNOWN {
            return two_sided_p(z).max(self.of_count(reports, places));
        }
        if self.known.len() <= places {
            self.known.resize(places + 1, Vec::new());
        }
        if self.known[places].len() <= place {
            self.known[places].resize(place + 1, f64::NAN);
        }
        if self.known[places][place].is_nan() {
            self.known[places][place] = two_sided_p(z).max(self.of_count(reports, places));
        }
        self.known[places][place]
    }

    /// Returns how likely a count on so many places is that is as far out on its side or further, twice for the two
    /// sides and 1 at most.
    ///
    /// The binomial distribution by the incomplete beta function: NIST Digital Library of Mathematical Functions,
    /// 8.17.5.
    fn of_count(&self, reports: f64, places: usize) -> f64 {
        let share = count_to_f64(places) / self.places;
        let others = self.reports - reports;
        let at_least = if reports > 0.0 { beta_cdf(reports, others + 1.0, share) } else { 1.0 };
        let at_most = if others > 0.0 { beta_cdf(others, reports + 1.0, 1.0 - share) } else { 1.0 };
        (2.0 * at_least.min(at_most)).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_binomial() {
        // By hand: 3 of 4 reports or more on 2 of 8 places, (4 * 3 + 1) / 256; none, 81 / 256.
        let thrown = Thrown::new(4.0, 8);
        assert!((thrown.of_count(3.0, 2) - 26.0 / 256.0).abs() < 1e-12);
        assert!((thrown.of_count(0.0, 2) - 162.0 / 256.0).abs() < 1e-12);
        assert!((thrown.of_count(4.0, 8) - 1.0).abs() < 1e-12, "all places have all reports");
        // All nine reports on nine of 1,950 places: small tails keep their digits.
        let p = Thrown::new(9.0, 1_950).of_count(9.0, 9);
        let expected = 2.0 * (9.0 / 1_950.0_f64).powi(9);
        assert!((p / expected - 1.0).abs() < 1e-9, "{p} {expected}");
    }

    #[test]
    fn the_larger_of_the_two_holds() {
        let mut few = Thrown::new(50.0, 1_950);
        // Two of 50 reports in one window score 3.7, which is no wonder among 1,950 windows.
        let p = few.p(3.7, 2.0, 9);
        assert!(p > 0.02);
        assert_eq!(few.p(3.7, 2.0, 9).to_bits(), p.to_bits(), "also when it is known");
        let mut many = Thrown::new(1e6, 1_950);
        assert!((many.p(1.0, 8_000.0, 9) - two_sided_p(1.0)).abs() < 1e-15);
        assert!((few.p(0.0, 50.0, 9) - 1.0).abs() < 1e-15);
    }
}
