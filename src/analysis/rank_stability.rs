//! How far the order of zones is chance: the events are drawn anew, and the zones grown again.
//!
//! The bootstrap (Efron 1979, Bootstrap methods: another look at the jackknife) on events in squares and parts of time: as
//! many events as there were are drawn with replacement, each with its square and its part, so that how many are recent
//! varies as well as where they are. What stays in most replicates is a place; what comes and goes is noise. Events that
//! come in runs, one after another at one place, are drawn as if each came by itself, which makes zones look steadier than
//! they are.

use super::error::{need, same_length};
use super::{AnalysisError, Dice, Effort, Zone, ZoneSettings, grow_zones};
use crate::domain::Square;
use crate::domain::number::{count_to_f64, count_to_u64, to_index};

/// Fewest events from which others are drawn.
pub const FEWEST_STABILITY_EVENTS: usize = 10;
/// Fewest replicates: with fewer, the ends of a range of ranks are the very best and the very worst.
pub const FEWEST_STABILITY_REPLICATES: usize = 39;

/// How events are drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redraws {
    /// How often: 199, say.
    pub replicates: usize,
    /// From what chance begins.
    pub seed: u64,
}

/// How steady a zone is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankStability {
    /// In which share of the replicates at least half of its squares lay in zones.
    pub chosen: f64,
    /// The 5th percentile of its ranks; 1 is the first.
    pub rank_low: usize,
    /// The middle of its ranks.
    pub rank_middle: usize,
    /// The 95th percentile of its ranks.
    pub rank_high: usize,
}

/// What became of each zone in one replicate: whether it was chosen, and its rank.
type Replicate = Vec<(bool, usize)>;

/// Draws the events of squares anew and says, for each of some zones, how often it was chosen again and how its rank
/// changed.
///
/// `parts` are counts of the squares in one part of time after another, such as earlier and recent; an event is drawn
/// with its square and its part. `recipe` makes scores, one a square, of such parts, as those were made that `zones` were
/// grown from under `settings`. The rank of a zone in a replicate is its place among `zones` by the mean score of its
/// squares there; of equal ones each has the last of their places. Where no square scores above 0, no zone is chosen.
///
/// # Errors
/// When there are no zones, fewer events than [`FEWEST_STABILITY_EVENTS`] or replicates than
/// [`FEWEST_STABILITY_REPLICATES`]; when the lists are not equally long; when the recipe or the growing fails; or nobody
/// wants the answer any more.
pub fn rank_stability(
    zones: &[Zone],
    parts: &[Vec<u32>],
    squares: &[Square],
    settings: ZoneSettings,
    redraws: Redraws,
    recipe: impl Fn(&[Vec<u32>]) -> Result<Vec<f64>, AnalysisError> + Sync,
    effort: &mut Effort<'_>,
) -> Result<Vec<RankStability>, AnalysisError> {
    for part in parts {
        same_length("counts of squares", squares.len(), part.len())?;
    }
    need("zones", 1, zones.len())?;
    need("replicates", FEWEST_STABILITY_REPLICATES, redraws.replicates)?;
    // Each event as its part and its square.
    let mut events: Vec<(usize, usize)> = Vec::new();
    for (part, counts) in parts.iter().enumerate() {
        let times = |(square, count): (usize, &u32)| std::iter::repeat_n((part, square), to_index(*count));
        events.extend(counts.iter().enumerate().flat_map(times));
    }
    need("events", FEWEST_STABILITY_EVENTS, events.len())?;
    let replicate = |drawn: &mut Vec<Vec<u32>>, number: usize| -> Result<Replicate, AnalysisError> {
        let mut dice = Dice::new(redraws.seed, "zones drawn anew", count_to_u64(number));
        for part in drawn.iter_mut() {
            part.fill(0);
        }
        for _ in 0..events.len() {
            let (part, square) = *dice.one_of(&events);
            drawn[part][square] += 1;
        }
        let scores = recipe(drawn)?;
        same_length("scores of a recipe", squares.len(), scores.len())?;
        let again = if scores.iter().any(|score| *score > 0.0) {
            grow_zones(&scores, squares, settings)?
        } else {
            Vec::new()
        };
        Ok(outcome(zones, &scores, &again))
    };
    let replicates =
        effort.each(redraws.replicates, || vec![vec![0; squares.len()]; parts.len()], replicate)?;
    let replicates = replicates.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok((0..zones.len()).map(|zone| summed_up(zone, &replicates)).collect())
}

fn outcome(zones: &[Zone], scores: &[f64], again: &[Zone]) -> Replicate {
    let mut is_chosen = vec![false; scores.len()];
    again.iter().flat_map(|zone| &zone.squares).for_each(|square| is_chosen[*square] = true);
    let mean = |zone: &Zone| {
        zone.squares.iter().map(|square| scores[*square]).sum::<f64>() / count_to_f64(zone.squares.len())
    };
    let means: Vec<f64> = zones.iter().map(mean).collect();
    let of_zone = |(zone, own): (&Zone, &f64)| {
        let chosen = zone.squares.iter().filter(|square| is_chosen[**square]).count();
        (2 * chosen >= zone.squares.len(), means.iter().filter(|mean| *mean >= own).count())
    };
    zones.iter().zip(&means).map(of_zone).collect()
}

fn summed_up(zone: usize, replicates: &[Replicate]) -> RankStability {
    let mut ranks: Vec<usize> = replicates.iter().map(|replicate| replicate[zone].1).collect();
    ranks.sort_unstable();
    let all = ranks.len();
    // The nearest rank: the least value that so many of a hundred do not exceed.
    let percentile = |percent: usize| ranks[(all * percent).div_ceil(100) - 1];
    let chosen = replicates.iter().filter(|replicate| replicate[zone].0).count();
    RankStability {
        chosen: count_to_f64(chosen) / count_to_f64(all),
        rank_low: percentile(5),
        rank_middle: percentile(50),
        rank_high: percentile(95),
    }
}

#[cfg(test)]
mod tests {
    use super::super::effort::tests::with_threads;
    use super::*;

    const ONE: ZoneSettings = ZoneSettings { zone_squares: 1, least_squares: 1, budget_squares: 1 };

    fn row(columns: i32) -> Vec<Square> {
        (0..columns).map(|column| Square { row: 0, column: column * 2 }).collect()
    }

    fn as_scores(counts: &[u32]) -> Vec<f64> {
        counts.iter().map(|n| f64::from(*n)).collect()
    }

    /// Scores squares by their counts.
    fn stability(
        zones: &[Zone],
        counts: &[u32],
        settings: ZoneSettings,
        redraws: Redraws,
        threads: usize,
    ) -> Result<Vec<RankStability>, AnalysisError> {
        let recipe = |parts: &[Vec<u32>]| Ok(as_scores(&parts[0]));
        let squares = row(4);
        let squares = &squares[..counts.len().max(2)];
        let parts = [counts.to_vec()];
        with_threads(threads, |e| rank_stability(zones, &parts, squares, settings, redraws, recipe, e))
    }

    fn zones(scores: &[u32], squares: &[Square], settings: ZoneSettings) -> Vec<Zone> {
        grow_zones(&as_scores(scores), squares, settings).unwrap()
    }

    #[test]
    fn the_better_of_two_is_chosen_as_often_as_the_binomial_says() {
        let (counts, squares) = ([12, 8], row(2));
        let zones = zones(&counts, &squares, ONE);
        let redraws = Redraws { replicates: 4_000, seed: 5 };
        let found = stability(&zones, &counts, ONE, redraws, 2).unwrap();
        // 10 of 20 or more, each with 0.6, come with 0.8724788; of equal squares the one further west is taken, the first.
        assert!((found[0].chosen - 0.872_478_8).abs() < 0.016, "three deviations: {found:?}");
    }

    /// Three recent reports among 300 at one place and one at another: were the share of recent ones held in each square,
    /// as it was once, the first would be chosen in every draw.
    #[test]
    fn few_recent_events_make_no_steady_zone() {
        let (earlier, recent, squares) = (vec![297, 299], vec![3, 1], row(2));
        let zones = zones(&recent, &squares, ONE);
        let redraws = Redraws { replicates: 4_000, seed: 2 };
        let chosen = |parts: &[Vec<u32>], recipe: &(dyn Fn(&[Vec<u32>]) -> Vec<f64> + Sync)| {
            let recipe = |parts: &[Vec<u32>]| Ok(recipe(parts));
            with_threads(2, |e| rank_stability(&zones, parts, &squares, ONE, redraws, recipe, e)).unwrap()[0]
                .chosen
        };
        let of_recent = |parts: &[Vec<u32>]| as_scores(&parts[1]);
        let found = chosen(&[earlier, recent], &of_recent);
        // Two counts of 600 draws, of 3 in 600 and of 1 in 600 each: the first is above 0 and not the lesser with 0.8880841.
        assert!((found - 0.888_084).abs() < 0.015, "three deviations: {found}");
        let held = |parts: &[Vec<u32>]| {
            let share = [3.0 / 300.0, 1.0 / 300.0];
            parts[0].iter().zip(share).map(|(all, share)| (f64::from(*all) * share).round()).collect()
        };
        let once = chosen(&[vec![300, 300]], &held);
        assert!(once > 0.999, "{once}");
    }

    #[test]
    fn ranks_range_as_far_as_their_draws() {
        let (counts, squares) = ([60, 20, 19, 1], row(4));
        let settings = ZoneSettings { budget_squares: 3, ..ONE };
        let zones = zones(&counts, &squares, settings);
        let redraws = Redraws { replicates: 199, seed: 1 };
        let found = stability(&zones, &counts, settings, redraws, 1).unwrap();
        let ranks: Vec<_> = found.iter().map(|zone| (zone.rank_low, zone.rank_high)).collect();
        assert_eq!(ranks, [(1, 1), (2, 3), (2, 3)], "the first stands out, the others do not");
        assert!(found.iter().all(|zone| zone.chosen > 0.99));
        let again = stability(&zones, &counts, settings, redraws, 2).unwrap();
        assert_eq!(again, found, "on however many threads");
    }

    #[test]
    fn a_zone_is_chosen_when_half_of_its_squares_are() {
        let zone = |squares: &[usize]| Zone { squares: squares.to_vec(), score: 1.0 };
        let given = [zone(&[0, 1]), zone(&[2, 3, 4]), zone(&[5])];
        let scores = [2.0, 0.0, 3.0, 0.0, 0.0, 1.0];
        let found = outcome(&given, &scores, &[zone(&[0]), zone(&[2])]);
        assert_eq!(found, [(true, 3), (false, 3), (false, 3)], "equal means share the last of their places");
    }

    #[test]
    fn bad_input_is_refused() {
        let squares = row(2);
        let zones = zones(&[5, 4], &squares, ONE);
        let ask = |counts: &[u32], replicates| {
            stability(&zones, counts, ONE, Redraws { replicates, seed: 1 }, 1).unwrap_err()
        };
        assert_eq!(ask(&[5, 4], 99), AnalysisError::NotEnough { what: "events", needed: 10, given: 9 });
        assert_eq!(ask(&[9, 4], 9), AnalysisError::NotEnough { what: "replicates", needed: 39, given: 9 });
        assert!(matches!(ask(&[9], 99), AnalysisError::WrongLength { .. }));
    }
}
