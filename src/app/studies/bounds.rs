//! How much one study takes on: what would not fit in memory, or would not end within the hour, is refused in words
//! before anything is counted.

use super::bench::Bench;
use super::places::Places;
use super::steps::Steps;
use crate::app::AppError;
use crate::domain::number::to_index;
use crate::domain::{CellSize, ScanStudy, ScanTime, Step, Study};
use crate::spatial::PlanePoint;

/// Most counts: places times steps. Emerging hot spots, which need most, take some 40 bytes for each.
const MOST_COUNTS: usize = 5_000_000;
/// Most counts of a scan, of which each thread holds several copies.
const MOST_SCAN_COUNTS: usize = 2_000_000;
/// Most places of a scan: their distances are looked at two by two.
const MOST_SCAN_PLACES: usize = 13_000;
/// Most circles of a scan; each takes some 50 bytes.
const MOST_CIRCLES: usize = 10_000_000;
/// Most looks of a scan: circles times stretches of time, for the reports as they are and for each replicate. One
/// processor makes some 700 million in a second; on a grid, where many places are equally far, circles are a fifth to a
/// ninth of what is counted here.
const MOST_LOOKS: usize = 2_000_000_000_000;

impl Bench<'_> {
    /// Refuses a study that would count by more places and steps than fit.
    ///
    /// # Errors
    /// In words, with what would be fewer; or when the steps cannot be cut.
    pub(super) fn check_counts(&self, study: &Study) -> Result<(), AppError> {
        let (cell_m, step, most): (Option<CellSize>, Step, usize) = match study {
            Study::Emerging(settings) => (Some(settings.cell_m), settings.step, MOST_COUNTS),
            Study::RiskTerrain(settings) => (Some(settings.cell_m), settings.step, MOST_COUNTS),
            Study::Zones(settings) => (Some(settings.cell_m), settings.step, MOST_COUNTS),
            Study::Scan(settings) => (settings.cell_m, settings.step, MOST_SCAN_COUNTS),
            Study::Silence(settings) => (None, settings.step, MOST_COUNTS),
            // These count without steps, or count nothing.
            Study::GiStar(_)
            | Study::LocalMoran(_)
            | Study::Dbscan(_)
            | Study::Kde(_)
            | Study::NearRepeat(_)
            | Study::Rates(_)
            | Study::BorderProfile(_)
            | Study::Closure(_) => return Ok(()),
        };
        let (places, steps) = (Places::new(self.view.placer(), &self.districts, cell_m), self.steps(step)?);
        let counts = places.len().saturating_mul(steps.len());
        if counts <= most {
            return Ok(());
        }
        let (place, larger) = match cell_m {
            Some(size) => (format!("squares of {} m", size.metres()), "larger squares, "),
            None => ("districts".to_owned(), ""),
        };
        Err(AppError::Refused(format!(
            "{} {place} in {} steps of a {step} make {counts} counts; {} takes at most {most}: ask for {larger}longer \
             steps or a shorter period",
            places.len(),
            steps.len(),
            study.method()
        )))
    }
}

/// Refuses a scan of more circles than fit in memory, or of more looks than end in time.
///
/// # Errors
/// In words, with what would be fewer.
pub(super) fn check_scan(
    middles: &[PlanePoint],
    steps: &Steps,
    settings: &ScanStudy,
) -> Result<(), AppError> {
    let radius_m = settings.max_radius_m;
    // Each place is the middle of as many circles as there are places within the radius.
    let near = |centre: &PlanePoint| {
        let is_near =
            |at: &&PlanePoint| (at.east_m - centre.east_m).hypot(at.north_m - centre.north_m) <= radius_m;
        middles.iter().filter(is_near).count()
    };
    let circles =
        if middles.len() > MOST_SCAN_PLACES { usize::MAX } else { middles.iter().map(near).sum::<usize>() };
    if circles > MOST_CIRCLES {
        return Err(AppError::Refused(format!(
            "{} places with circles of up to {radius_m} m are more than a scan takes, which is {MOST_SCAN_PLACES} places \
             and {MOST_CIRCLES} circles; take larger cells or shorter circles",
            middles.len()
        )));
    }
    let stretches = stretches(steps.len(), settings);
    let rounds = to_index(settings.replicates) + 1;
    let looks = circles.saturating_mul(stretches).saturating_mul(rounds);
    if looks > MOST_LOOKS {
        return Err(AppError::Refused(format!(
            "{circles} circles, {stretches} stretches of time and {rounds} rounds (the replicates and the reports as they \
             are) make {looks} looks; a scan takes at most {MOST_LOOKS}: ask for larger cells, shorter circles, fewer \
             steps, shorter stretches (`max_steps`) or fewer replicates"
        )));
    }
    Ok(())
}

/// Counts the stretches of time that a scan looks at for each circle.
fn stretches(steps: usize, settings: &ScanStudy) -> usize {
    let longest = to_index(settings.max_steps).min(steps);
    let shortest = to_index(settings.min_steps).min(longest);
    match settings.time {
        ScanTime::Prospective => longest - shortest + 1,
        ScanTime::Retrospective => (shortest..=longest).map(|long| steps + 1 - long).sum(),
    }
}
