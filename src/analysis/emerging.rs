//! What is new and what grows worse: emerging hot spots on a grid over steps of time.
//!
//! The method and its 17 labels are those of "How Emerging Hot Spot Analysis works" (Esri, `ArcGIS` Pro): Gi* of
//! each square at each step, over a window in space and the step before, with the false discovery rate held, and
//! the trend of each square's scores by Mann and Kendall. Gi* as in `gi_star.rs`, with the p-values of `thrown.rs`: a
//! month of a square has so few reports that normal ones would find something new everywhere.

use std::ops::Range;

use super::error::{need, same_length};
use super::fdr::benjamini_hochberg_of_smallest;
use super::gi_star::{Moments, z_at};
use super::mann_kendall::{Trend, sen_slope, trends};
use super::thrown::Thrown;
use super::windows::Windows;
use super::{AnalysisError, Effort};
use crate::domain::{EmergingReference, Square, named_enum};

/// Fewest steps of time, as the method's own text has it.
pub const FEWEST_EMERGING_STEPS: usize = 10;

named_enum! {
    /// What became of a place over the steps of time, in the order in which the labels are tried.
    EmergingLabel, "emerging label" {
        /// Hot in the last step for the first time.
        NewHot = "new_hot",
        /// Hot in one run of at least two steps up to the last, never before, and in less than 90 % of all.
        ConsecutiveHot = "consecutive_hot",
        /// Hot in at least 90 % of the steps and in the last, and growing hotter.
        IntensifyingHot = "intensifying_hot",
        /// Hot in at least 90 % of the steps and in the last, without a trend.
        PersistentHot = "persistent_hot",
        /// Hot in at least 90 % of the steps and in the last, and growing less so.
        DiminishingHot = "diminishing_hot",
        /// Hot in the last step and on and off before, in less than 90 %, and never cold.
        SporadicHot = "sporadic_hot",
        /// Hot in the last step and on and off before, in less than 90 %, and cold at some time.
        OscillatingHot = "oscillating_hot",
        /// Hot in at least 90 % of the steps, but not in the last.
        HistoricalHot = "historical_hot",
        /// Cold in the last step for the first time.
        NewCold = "new_cold",
        /// Cold in one run of at least two steps up to the last, never before, and in less than 90 % of all.
        ConsecutiveCold = "consecutive_cold",
        /// Cold in at least 90 % of the steps and in the last, and growing colder.
        IntensifyingCold = "intensifying_cold",
        /// Cold in at least 90 % of the steps and in the last, without a trend.
        PersistentCold = "persistent_cold",
        /// Cold in at least 90 % of the steps and in the last, and growing less so.
        DiminishingCold = "diminishing_cold",
        /// Cold in the last step and on and off before, in less than 90 %, and never hot.
        SporadicCold = "sporadic_cold",
        /// Cold in the last step and on and off before, in less than 90 %, and hot at some time.
        OscillatingCold = "oscillating_cold",
        /// Cold in at least 90 % of the steps, but not in the last.
        HistoricalCold = "historical_cold",
        /// None of these.
        NoPattern = "no_pattern",
    }
}

/// How surely something must be hot, cold or changing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergingSettings {
    /// The false discovery rate at which a step is hot or cold.
    pub alpha: f64,
    /// The p-value up to which scores rise or fall.
    pub trend_alpha: f64,
    /// What scores are measured against; the tests of that are one family for the false discovery rate.
    pub reference: EmergingReference,
}

/// What became of one square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergingPlace {
    /// The label.
    pub label: EmergingLabel,
    /// In how many steps it was hot.
    pub hot_steps: usize,
    /// In how many steps it was cold.
    pub cold_steps: usize,
    /// Gi* in the last step.
    pub last_z: f64,
    /// Whether its scores rise or fall.
    pub trend: Trend,
    /// By how much its score changes a step; only for squares with a label.
    pub sen_slope: Option<f64>,
}

/// What became of all squares.
#[derive(Debug, Clone, PartialEq)]
pub struct Emerging {
    /// One a square, in their order.
    pub places: Vec<EmergingPlace>,
    /// The line that p-values must not exceed, for each step; the same in all with [`EmergingReference::AllSteps`].
    pub lines: Vec<Option<f64>>,
}

/// Finds emerging hot and cold spots.
///
/// `steps` holds, oldest first, one count a square for each step of equal length; `squares` are sorted and each is
/// there once. What is not there is not observed: it is no neighbour and counts in no mean.
///
/// # Errors
/// When there are fewer than [`FEWEST_EMERGING_STEPS`] or no squares, the lists are not equally long, or nobody wants the
/// answer any more.
pub fn emerging(
    steps: &[Vec<u32>],
    squares: &[Square],
    settings: EmergingSettings,
    effort: &mut Effort<'_>,
) -> Result<Emerging, AnalysisError> {
    need("steps of time", FEWEST_EMERGING_STEPS, steps.len())?;
    need("squares", 2, squares.len())?;
    for step in steps {
        same_length("counts in a step of time", squares.len(), step.len())?;
    }
    // Scoring, comparing steps and measuring slopes take about as long.
    let all = 3 * steps.len();
    let (scores, p) = scored(steps, &Windows::of(squares), settings, &mut |step| effort.tell(step, all))?;
    let lines = lines(&p, settings);
    let mut histories = vec![History::default(); squares.len()];
    for ((z, p), line) in scores.iter().zip(&p).zip(&lines) {
        let line = line.unwrap_or(-1.0);
        for (history, (p, z)) in histories.iter_mut().zip(p.iter().zip(z)) {
            history.push(match (*p <= line, *z > 0.0) {
                (true, true) => State::Hot,
                (true, false) => State::Cold,
                (false, _) => State::Neither,
            });
        }
    }
    let trends = trends(&scores, &mut || effort.tell(steps.len(), all))?;
    let places = histories
        .iter()
        .zip(trends)
        .enumerate()
        .map(|(i, (history, trend))| {
            let label = history.label(Direction::of(&trend, settings.trend_alpha));
            if label != EmergingLabel::NoPattern {
                effort.tell(2 * steps.len() + i * steps.len() / squares.len(), all)?;
            }
            let series = || scores.iter().map(|step| step[i]).collect::<Vec<_>>();
            Ok(EmergingPlace {
                label,
                hot_steps: history.hot.steps,
                cold_steps: history.cold.steps,
                last_z: scores[scores.len() - 1][i],
                trend,
                sen_slope: (label != EmergingLabel::NoPattern).then(|| sen_slope(&series())),
            })
        })
        .collect::<Result<_, _>>()?;
    effort.tell(all, all)?;
    Ok(Emerging { places, lines })
}

/// For each step, a score and a p-value a square.
type Scored = (Vec<Vec<f64>>, Vec<Vec<f64>>);

/// Computes Gi* of each square in each step, over its window in this step and the one before: scores, and p-values,
/// which are 1 where they are above the rate asked for.
fn scored(
    steps: &[Vec<u32>],
    windows: &Windows,
    settings: EmergingSettings,
    goes_on: &mut dyn FnMut(usize) -> Result<(), AnalysisError>,
) -> Result<Scored, AnalysisError> {
    let members = windows.members();
    let values: Vec<Vec<f64>> =
        steps.iter().map(|step| step.iter().map(|count| f64::from(*count)).collect()).collect();
    let measure = |own: Range<usize>| {
        let own = &values[own];
        let reports = own.iter().flatten().sum();
        (Moments::of_all(own), Thrown::new(reports, own.iter().map(Vec::len).sum()))
    };
    let mut everything = match settings.reference {
        EmergingReference::AllSteps => Some(measure(0..steps.len())),
        EmergingReference::OwnSteps => None,
    };
    let floor = z_at(settings.alpha);
    let mut before: Option<Vec<f64>> = None;
    let (mut scores, mut p_values) = (Vec::with_capacity(steps.len()), Vec::with_capacity(steps.len()));
    for (t, step) in values.iter().enumerate() {
        goes_on(t)?;
        let own = t.saturating_sub(1)..t + 1;
        let mut of_these = everything.is_none().then(|| measure(own.clone()));
        let Some((moments, thrown)) = everything.as_mut().or(of_these.as_mut()) else { continue };
        // A window has at most 9 squares in each of two steps, so that there are few sizes to score.
        let scale: Vec<(f64, f64)> = (0..=18).map(|size| moments.mean_and_scale(size)).collect();
        let now = windows.sums(step);
        let both = match &before {
            None => now.clone(),
            Some(before) => now.iter().zip(before).map(|(now, then)| now + then).collect(),
        };
        let (mut of_step, mut p_of_step) = (Vec::with_capacity(both.len()), Vec::with_capacity(both.len()));
        for (sum, size) in both.iter().zip(members.iter().map(|size| size * own.len())) {
            let (mean, scale) = scale[size];
            let z = (sum - mean) * scale;
            of_step.push(z);
            p_of_step.push(if z.abs() >= floor { thrown.p(z, *sum, size) } else { 1.0 });
        }
        scores.push(of_step);
        p_values.push(p_of_step);
        before = Some(now);
    }
    Ok((scores, p_values))
}

/// Finds the line that p-values must not exceed in each step.
fn lines(p_values: &[Vec<f64>], settings: EmergingSettings) -> Vec<Option<f64>> {
    let line = |steps: &[Vec<f64>]| {
        let near = steps.iter().flatten().copied().filter(|p| *p <= settings.alpha);
        benjamini_hochberg_of_smallest(near.collect(), steps.iter().map(Vec::len).sum(), settings.alpha)
    };
    match settings.reference {
        EmergingReference::AllSteps => vec![line(p_values); p_values.len()],
        EmergingReference::OwnSteps => p_values.chunks(1).map(line).collect(),
    }
}

/// What a place was in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Hot,
    Cold,
    Neither,
}

/// Where the scores of a place go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
    Level,
}

impl Direction {
    fn of(trend: &Trend, alpha: f64) -> Self {
        match (trend.p <= alpha, trend.z > 0.0) {
            (true, true) => Self::Up,
            (true, false) => Self::Down,
            (false, _) => Self::Level,
        }
    }
}

/// In how many steps a place was hot, or cold, and in how many of the last ones without a break.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    steps: usize,
    last_run: usize,
}

impl Run {
    fn push(&mut self, is_so: bool) {
        self.steps += usize::from(is_so);
        self.last_run = if is_so { self.last_run + 1 } else { 0 };
    }
}

/// What a label needs to know of the states of a place.
#[derive(Debug, Clone, Copy, Default)]
struct History {
    steps: usize,
    hot: Run,
    cold: Run,
}

/// The labels of one kind.
struct Labels {
    new: EmergingLabel,
    consecutive: EmergingLabel,
    intensifying: EmergingLabel,
    persistent: EmergingLabel,
    diminishing: EmergingLabel,
    sporadic: EmergingLabel,
    oscillating: EmergingLabel,
}

const HOT: Labels = Labels {
    new: EmergingLabel::NewHot,
    consecutive: EmergingLabel::ConsecutiveHot,
    intensifying: EmergingLabel::IntensifyingHot,
    persistent: EmergingLabel::PersistentHot,
    diminishing: EmergingLabel::DiminishingHot,
    sporadic: EmergingLabel::SporadicHot,
    oscillating: EmergingLabel::OscillatingHot,
};
const COLD: Labels = Labels {
    new: EmergingLabel::NewCold,
    consecutive: EmergingLabel::ConsecutiveCold,
    intensifying: EmergingLabel::IntensifyingCold,
    persistent: EmergingLabel::PersistentCold,
    diminishing: EmergingLabel::DiminishingCold,
    sporadic: EmergingLabel::SporadicCold,
    oscillating: EmergingLabel::OscillatingCold,
};

impl History {
    fn push(&mut self, state: State) {
        self.steps += 1;
        self.hot.push(state == State::Hot);
        self.cold.push(state == State::Cold);
    }

    /// Gives the label.
    ///
    /// Two texts fit a place that is hot in the last step for the first time and was cold before ("new" and
    /// "oscillating"), and one that turned cold in the last step after being hot in 90 % ("historical hot" and
    /// "new cold"). The text that comes first in the method's list is taken: what is new counts.
    fn label(&self, trend: Direction) -> EmergingLabel {
        if self.hot.last_run > 0 {
            self.of_kind(&HOT, self.hot, self.cold, trend)
        } else if self.cold.last_run > 0 {
            let mirrored = match trend {
                Direction::Up => Direction::Down,
                Direction::Down => Direction::Up,
                Direction::Level => Direction::Level,
            };
            self.of_kind(&COLD, self.cold, self.hot, mirrored)
        } else if self.is_most(self.hot) {
            EmergingLabel::HistoricalHot
        } else if self.is_most(self.cold) {
            EmergingLabel::HistoricalCold
        } else {
            EmergingLabel::NoPattern
        }
    }

    /// Gives the label of a place that was hot (or cold) in the last step; `trend` is up where it grows more so.
    fn of_kind(&self, labels: &Labels, own: Run, other: Run, trend: Direction) -> EmergingLabel {
        let is_first_run = own.steps == own.last_run;
        match (self.is_most(own), trend) {
            _ if own.steps == 1 => labels.new,
            (false, _) if is_first_run => labels.consecutive,
            (true, Direction::Up) => labels.intensifying,
            (true, Direction::Level) => labels.persistent,
            (true, Direction::Down) => labels.diminishing,
            (false, _) if other.steps > 0 => labels.oscillating,
            (false, _) => labels.sporadic,
        }
    }

    /// Tells whether a place was so in at least 90 % of the steps.
    fn is_most(&self, run: Run) -> bool {
        self.steps > 0 && run.steps * 10 >= self.steps * 9
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::super::{gi_star_of_counts, mann_kendall};
    use super::*;
    use EmergingLabel as L;

    /// Reads a history: `h` hot, `c` cold, `.` neither.
    fn history(text: &str) -> History {
        let mut history = History::default();
        for state in text.chars() {
            history.push(match state {
                'h' => State::Hot,
                'c' => State::Cold,
                _ => State::Neither,
            });
        }
        history
    }

    /// The 17 texts, each on its own; more than one may fit.
    fn fits(label: L, states: &str, trend: Direction) -> bool {
        let swapped = |text: &str| -> String {
            let swap = |c| match c {
                'h' => 'c',
                'c' => 'h',
                other => other,
            };
            text.chars().map(swap).collect()
        };
        let n = states.len();
        let hot = states.matches('h').count();
        let (is_most, is_last) = (hot * 10 >= n * 9, states.ends_with('h'));
        let run = n - states.trim_end_matches('h').len();
        let was_cold = states.contains('c');
        let mirrored = match trend {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
            Direction::Level => Direction::Level,
        };
        let cold = |hot: L| fits(hot, &swapped(states), mirrored);
        match label {
            L::NewHot => is_last && hot == 1,
            L::ConsecutiveHot => run >= 2 && hot == run && !is_most,
            L::IntensifyingHot => is_most && is_last && trend == Direction::Up,
            // The text leaves the last step open; "historical" takes those where it is not hot.
            L::PersistentHot => is_most && is_last && trend == Direction::Level,
            L::DiminishingHot => is_most && is_last && trend == Direction::Down,
            L::SporadicHot => is_last && hot > run && !is_most && !was_cold,
            L::OscillatingHot => is_last && was_cold && !is_most,
            L::HistoricalHot => !is_last && is_most,
            L::NewCold => cold(L::NewHot),
            L::ConsecutiveCold => cold(L::ConsecutiveHot),
            L::IntensifyingCold => cold(L::IntensifyingHot),
            L::PersistentCold => cold(L::PersistentHot),
            L::DiminishingCold => cold(L::DiminishingHot),
            L::SporadicCold => cold(L::SporadicHot),
            L::OscillatingCold => cold(L::OscillatingHot),
            L::HistoricalCold => cold(L::HistoricalHot),
            L::NoPattern => L::ALL.iter().all(|l| *l == L::NoPattern || !fits(*l, states, trend)),
        }
    }

    #[test]
    fn every_history_gets_the_one_label_whose_text_fits_first() {
        let mut seen = BTreeSet::new();
        let mut histories = vec![String::new()];
        for length in 1..=8 {
            histories =
                histories.iter().flat_map(|h| ['h', 'c', '.'].map(|state| format!("{h}{state}"))).collect();
            assert_eq!(histories.len(), 3_usize.pow(length));
            for states in &histories {
                for trend in [Direction::Up, Direction::Down, Direction::Level] {
                    let label = history(states).label(trend);
                    let fitting: Vec<L> =
                        L::ALL.iter().copied().filter(|l| fits(*l, states, trend)).collect();
                    let first = fitting
                        .iter()
                        .copied()
                        .find(|l| {
                            matches!(l, L::NewHot | L::NewCold | L::ConsecutiveHot | L::ConsecutiveCold)
                        })
                        .unwrap_or(fitting[0]);
                    assert_eq!(label, first, "{states} {trend:?} fits {fitting:?}");
                    seen.insert(label);
                }
            }
        }
        // Of 8 steps 90 % are all 8, so that "historical" needs more.
        assert_eq!(seen.len(), 15);
    }

    #[test]
    fn each_label_has_its_case() {
        use Direction::{Down, Level, Up};
        for (states, trend, label) in [
            (".........h", Level, L::NewHot),
            ("......c..h", Level, L::NewHot),
            (".......hhh", Up, L::ConsecutiveHot),
            ("c......hhh", Up, L::ConsecutiveHot),
            ("hhhhhhhhhh", Up, L::IntensifyingHot),
            (".hhhhhhhhh", Level, L::PersistentHot),
            ("hhhhhchhhh", Down, L::DiminishingHot),
            ("..hh.h..hh", Level, L::SporadicHot),
            ("..hh.c..hh", Level, L::OscillatingHot),
            ("hhhhhhhhh.", Down, L::HistoricalHot),
            (".........c", Level, L::NewCold),
            ("hhhhhhhhhc", Down, L::NewCold),
            (".......ccc", Up, L::ConsecutiveCold),
            ("cccccccccc", Down, L::IntensifyingCold),
            (".ccccccccc", Level, L::PersistentCold),
            ("cccccccccc", Up, L::DiminishingCold),
            ("..cc.c..cc", Level, L::SporadicCold),
            ("..cc.h..cc", Level, L::OscillatingCold),
            ("ccccccccc.", Level, L::HistoricalCold),
            ("..hhhh....", Down, L::NoPattern),
            ("..........", Up, L::NoPattern),
        ] {
            assert_eq!(history(states).label(trend), label, "{states}");
        }
    }

    const SETTINGS: EmergingSettings =
        EmergingSettings { alpha: 0.1, trend_alpha: 0.1, reference: EmergingReference::AllSteps };

    fn square(side: i32) -> Vec<Square> {
        (0..side).flat_map(|row| (0..side).map(move |column| Square { row, column })).collect()
    }

    /// A grid of 12 by 12 squares over 12 months: quiet, but for a block that is busy in the months given.
    fn grid(busy: impl Fn(u32) -> u32) -> (Vec<Vec<u32>>, Vec<Square>) {
        let squares = square(12);
        let count = |t: u32, s: &Square| {
            let noise = u32::try_from(s.row * 7 + s.column * 3).unwrap() + t * 5;
            let noise = noise % 3;
            if s.row < 3 && s.column < 3 { noise + busy(t) } else { noise }
        };
        let steps = (0..12).map(|t| squares.iter().map(|s| count(t, s)).collect()).collect();
        (steps, squares)
    }

    fn label_of_block(busy: impl Fn(u32) -> u32) -> L {
        let (steps, squares) = grid(busy);
        let found = with_threads(1, |effort| emerging(&steps, &squares, SETTINGS, effort)).unwrap();
        // The middle of the block; and the far corner has no pattern, or was never hot.
        assert_eq!(found.places[143].hot_steps, 0);
        found.places[13].label
    }

    #[test]
    fn a_block_is_labelled_by_what_became_of_it() {
        assert_eq!(label_of_block(|t| if t == 11 { 30 } else { 0 }), L::NewHot);
        assert_eq!(label_of_block(|t| if t > 8 { 20 } else { 0 }), L::ConsecutiveHot);
        assert_eq!(label_of_block(|t| 20 + 5 * t), L::IntensifyingHot);
        assert_eq!(label_of_block(|t| 90 - 5 * t), L::DiminishingHot);
        assert_eq!(label_of_block(|t| 30 + t % 2), L::PersistentHot);
    }

    #[test]
    fn nine_months_are_not_enough() {
        let (mut steps, squares) = grid(|_| 0);
        steps.truncate(9);
        let found = with_threads(1, |effort| emerging(&steps, &squares, SETTINGS, effort));
        assert_eq!(found, Err(AnalysisError::NotEnough { what: "steps of time", needed: 10, given: 9 }));
    }

    proptest! {
        /// The scores are those of `gi_star` with the neighbours in both steps written out.
        #[test]
        fn scores_are_gi_star_over_space_and_time(
            values in prop::collection::vec(prop::collection::vec(0..20_u8, 16), 10)
        ) {
            let squares = square(4);
            let steps: Vec<Vec<u32>> =
                values.iter().map(|v| v.iter().copied().map(u32::from).collect()).collect();
            let neighbours: Vec<Vec<usize>> = (0..160)
                .map(|i| {
                    let (t, place) = (i / 16, squares[i % 16]);
                    let near = |j: &usize| {
                        let other = squares[j % 16];
                        *j != i
                            && (j / 16 == t || j / 16 + 1 == t)
                            && place.row.abs_diff(other.row).max(place.column.abs_diff(other.column)) <= 1
                    };
                    (0..160).filter(near).collect()
                })
                .collect();
            let listed = gi_star_of_counts(&steps.concat(), &neighbours);
            let found = with_threads(1, |effort| emerging(&steps, &squares, SETTINGS, effort)).unwrap();
            for (i, place) in found.places.iter().enumerate() {
                prop_assert!((place.last_z - listed[144 + i].z).abs() < 1e-9);
                let series: Vec<f64> = (0..10).map(|t| listed[16 * t + i].z).collect();
                if let Some(slope) = place.sen_slope {
                    prop_assert!((mann_kendall(&series).unwrap().sen_slope - slope).abs() < 1e-9);
                }
            }
            let p: Vec<f64> = listed.iter().map(|s| s.p).collect();
            let line = super::super::benjamini_hochberg(&p, 0.1);
            prop_assert_eq!(found.lines[0].is_some(), line.is_some());
            let hot: usize = found.places.iter().map(|p| p.hot_steps).sum();
            let listed_hot =
                listed.iter().filter(|s| s.z > 0.0 && line.is_some_and(|l| s.p <= l)).count();
            prop_assert_eq!(hot, listed_hot);
        }

        /// Counts turned upside down swap hot and cold.
        #[test]
        fn turning_counts_over_swaps_hot_and_cold(
            values in prop::collection::vec(prop::collection::vec(0..20_u8, 16), 10),
            own in any::<bool>(),
        ) {
            let reference = if own { EmergingReference::OwnSteps } else { EmergingReference::AllSteps };
            let settings = EmergingSettings { reference, ..SETTINGS };
            let label = |turn: fn(u8) -> u8| {
                let steps: Vec<Vec<u32>> =
                    values.iter().map(|v| v.iter().map(|n| u32::from(turn(*n))).collect()).collect();
                with_threads(1, |effort| emerging(&steps, &square(4), settings, effort)).unwrap().places
            };
            for (up, down) in label(|n| n).iter().zip(label(|n| 20 - n)) {
                prop_assert_eq!(up.hot_steps, down.cold_steps);
                let mirrored = up.label.as_str().replace("hot", "?").replace("cold", "hot").replace('?', "cold");
                prop_assert_eq!(mirrored, down.label.as_str());
            }
        }
    }
}
