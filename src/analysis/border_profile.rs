//! Where along a line things happen: kernel density by kilometre, a strip chart of the border.
//!
//! A Gaussian kernel along the line, divided by the part of it that lies over observed stretches (Diggle 1985, in one
//! dimension), so that the ends of the line and of what is watched are not shown as quieter than they are. A
//! description and not a test.

use super::AnalysisError;
use super::error::{finite, need, positive};
use crate::domain::number::{count_to_f64, floor_to_count};

/// A stretch of the line that is observed, from one kilometre to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObservedStretch {
    /// Where it begins.
    pub from_km: f64,
    /// Where it ends.
    pub to_km: f64,
}

/// How dense things lie at one kilometre of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfilePoint {
    /// Where on the line.
    pub km: f64,
    /// Events to a kilometre.
    pub per_km: f64,
    /// What part of the kernel lies over observed stretches.
    pub mass: f64,
}

/// Computes the density of events along a line at every `step_km` of each observed stretch, from its beginning on and
/// at its end.
///
/// `events_km` says where on the line each event is; `bandwidth_km` is the standard deviation of the kernel. Events
/// outside all stretches are left out; without any the density is 0, and how few are too few is for the caller to say. Stretches are in order and do not overlap. The kernel is cut at six
/// deviations.
///
/// # Errors
/// When there are no stretches, a size is not above 0, a number is not finite, or the stretches are not in
/// order.
pub fn border_profile(
    events_km: &[f64],
    stretches: &[ObservedStretch],
    bandwidth_km: f64,
    step_km: f64,
) -> Result<Vec<ProfilePoint>, AnalysisError> {
    positive("bandwidth in kilometres", bandwidth_km)?;
    positive("step in kilometres", step_km)?;
    finite("kilometre of an event", events_km)?;
    need("stretches of the line", 1, stretches.len())?;
    let mut end_km = f64::NEG_INFINITY;
    for stretch in stretches {
        if !(stretch.from_km >= end_km && stretch.to_km > stretch.from_km && stretch.to_km.is_finite()) {
            let what = "beginning of a stretch after the one before, with an end after it";
            return Err(AnalysisError::BadNumber { what, value: stretch.from_km });
        }
        end_km = stretch.to_km;
    }
    let is_observed = |km: &f64| stretches.iter().any(|s| (s.from_km..=s.to_km).contains(km));
    let mut events: Vec<f64> = events_km.iter().copied().filter(is_observed).collect();
    events.sort_unstable_by(f64::total_cmp);
    let reach_km = 6.0 * bandwidth_km;
    let up_to = |km: f64| 0.5 * libm::erfc(-km / bandwidth_km / std::f64::consts::SQRT_2);
    let peak = (bandwidth_km * std::f64::consts::TAU.sqrt()).recip();
    let at = |km: f64| {
        let mass: f64 = stretches.iter().map(|s| up_to(s.to_km - km) - up_to(s.from_km - km)).sum();
        let near =
            events.partition_point(|e| *e < km - reach_km)..events.partition_point(|e| *e <= km + reach_km);
        let kernel = |event: &f64| (-0.5 * ((event - km) / bandwidth_km).powi(2)).exp();
        let per_km = peak * events[near].iter().map(kernel).sum::<f64>() / mass;
        ProfilePoint { km, per_km, mass }
    };
    let mut profile = Vec::new();
    for stretch in stretches {
        let steps = floor_to_count((stretch.to_km - stretch.from_km) / step_km);
        profile.extend((0..=steps).map(|i| at(stretch.from_km + step_km * count_to_f64(i))));
        if profile.last().is_some_and(|last| last.km < stretch.to_km) {
            profile.push(at(stretch.to_km));
        }
    }
    Ok(profile)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stretch(from_km: f64, to_km: f64) -> ObservedStretch {
        ObservedStretch { from_km, to_km }
    }

    #[test]
    fn an_even_spread_is_even_up_to_the_ends() {
        let events: Vec<f64> = (0..1_000).map(|i| 0.05 + 0.1 * f64::from(i)).collect();
        let profile = border_profile(&events, &[stretch(0.0, 100.0)], 3.0, 1.0).unwrap();
        assert_eq!(profile.len(), 101);
        assert!(profile.iter().all(|p| (p.per_km - 10.0).abs() < 0.01), "{profile:?}");
        assert!((profile[0].mass - 0.5).abs() < 1e-9 && (profile[50].mass - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_stretch_that_nobody_watches_is_not_quiet_but_unknown() {
        let events: Vec<f64> = (0..500).map(|i| 0.05 + 0.1 * f64::from(i)).collect();
        let stretches = [stretch(0.0, 20.0), stretch(30.0, 50.0)];
        let profile = border_profile(&events, &stretches, 2.0, 0.5).unwrap();
        assert!(profile.iter().all(|p| p.km <= 20.0 || p.km >= 30.0));
        assert!(profile.iter().all(|p| (p.per_km - 10.0).abs() < 0.02), "{profile:?}");
    }

    #[test]
    fn bad_input_is_refused() {
        let line = [stretch(0.0, 10.0)];
        let none = border_profile(&[11.0, -2.0], &line, 1.0, 1.0).unwrap();
        assert!(none.len() == 11 && none.iter().all(|p| p.per_km == 0.0));
        assert!(border_profile(&[1.0], &[], 1.0, 1.0).is_err());
        assert!(border_profile(&[1.0], &line, 0.0, 1.0).is_err());
        assert!(border_profile(&[f64::NAN], &line, 1.0, 1.0).is_err());
        assert!(border_profile(&[1.0], &[stretch(5.0, 10.0), stretch(0.0, 6.0)], 1.0, 1.0).is_err());
    }

    proptest! {
        /// Over a line much longer than the kernel, what is counted at each step adds up to the events.
        #[test]
        fn what_is_dense_adds_up_to_the_events(events in prop::collection::vec(30..70_u8, 1..30)) {
            let events: Vec<f64> = events.into_iter().map(f64::from).collect();
            let profile = border_profile(&events, &[stretch(0.0, 100.0)], 3.0, 0.25).unwrap();
            let total: f64 = profile.iter().map(|p| p.per_km * 0.25).sum();
            prop_assert!((total - count_to_f64(events.len())).abs() < 1e-6, "{}", total);
            let mut backwards = events.clone();
            backwards.reverse();
            let again = border_profile(&backwards, &[stretch(0.0, 100.0)], 3.0, 0.25).unwrap();
            prop_assert_eq!(profile, again);
        }
    }
}
