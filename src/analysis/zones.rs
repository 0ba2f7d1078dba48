//! Zones of a size that a patrol can walk, grown from scores under a budget of area; and how good such zones are.
//!
//! A zone begins with the best square that is free and takes in the best of the free squares that share a side with it,
//! until it is full. Quality as in Chainey, Tompson and Uhlig (2008), The utility of hotspot mapping (PAI), and Hunt
//! (2016) with the operational limits of Joshi et al. (2021) (PEI*).

use super::AnalysisError;
use super::error::{finite, need, same_length};
use crate::domain::Square;
use crate::domain::number::{count_to_f64, to_index};

/// How large zones may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneSettings {
    /// Most squares of a zone.
    pub zone_squares: usize,
    /// Fewest squares of a zone: smaller ones are given up, and their squares are free for none.
    pub least_squares: usize,
    /// Most squares of all zones together.
    pub budget_squares: usize,
}

/// One zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Its squares, by their positions in the list, in the order in which they were taken in.
    pub squares: Vec<usize>,
    /// The sum of their scores.
    pub score: f64,
}

/// Grows zones; the one with the highest mean score of its squares comes first.
///
/// `squares` are sorted and each is there once; `scores` has one number a square, and only squares above 0 are taken.
/// Of equal scores the square further south, then further west, is taken.
///
/// # Errors
/// When no square has a score above 0, the lists are not equally long, a score is not finite, or a size is 0.
pub fn grow_zones(
    scores: &[f64],
    squares: &[Square],
    settings: ZoneSettings,
) -> Result<Vec<Zone>, AnalysisError> {
    same_length("scores of squares", squares.len(), scores.len())?;
    finite("score of a square", scores)?;
    need("squares with a score", 1, scores.iter().filter(|score| **score > 0.0).count())?;
    need("squares of a zone", 1, settings.zone_squares)?;
    need("squares of the budget", settings.least_squares.max(1), settings.budget_squares)?;
    let mut best_first: Vec<usize> = (0..scores.len()).filter(|&i| scores[i] > 0.0).collect();
    best_first.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let mut is_free: Vec<bool> = scores.iter().map(|score| *score > 0.0).collect();
    let mut left = settings.budget_squares;
    let mut zones = Vec::new();
    for first in best_first {
        if left < settings.least_squares.max(1) {
            break;
        }
        if !is_free[first] {
            continue;
        }
        let zone = grow(first, scores, squares, settings.zone_squares.min(left), &mut is_free);
        if zone.squares.len() >= settings.least_squares {
            left -= zone.squares.len();
            zones.push(zone);
        }
    }
    let mean = |zone: &Zone| zone.score / count_to_f64(zone.squares.len());
    // A stable sort: of equal zones the one that was begun first comes first.
    zones.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
    Ok(zones)
}

/// Grows one zone and takes its squares.
fn grow(first: usize, scores: &[f64], squares: &[Square], most: usize, is_free: &mut [bool]) -> Zone {
    let mut zone = Zone { squares: Vec::new(), score: 0.0 };
    let mut edge = vec![first];
    while zone.squares.len() < most {
        let better = |a: &&usize, b: &&usize| scores[**a].total_cmp(&scores[**b]).then(b.cmp(a));
        let Some(&next) = edge.iter().filter(|i| is_free[**i]).max_by(better) else { break };
        is_free[next] = false;
        zone.score += scores[next];
        zone.squares.push(next);
        let Square { row, column } = squares[next];
        let beside = [(row - 1, column), (row, column - 1), (row, column + 1), (row + 1, column)];
        let known = beside
            .into_iter()
            .filter_map(|(row, column)| squares.binary_search(&Square { row, column }).ok());
        edge.extend(known);
        edge.retain(|i| is_free[*i]);
    }
    zone
}

/// How well zones caught what happened after they were drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneQuality {
    /// Events in the zones.
    pub hits: usize,
    /// Events in the best zones of the same limits and area, grown knowing what happened.
    pub best_hits: usize,
    /// All events.
    pub events: usize,
    /// Squares of the zones.
    pub zone_squares: usize,
    /// All squares.
    pub squares: usize,
    /// Hits to events.
    pub hit_rate: f64,
    /// Squares of the zones to all squares.
    pub area_share: f64,
    /// Prediction accuracy index: hit rate to area share.
    pub pai: f64,
    /// Hits to the hits of the best zones; 1 at most.
    pub pei_star: f64,
}

/// Measures zones by what happened in each square after they were drawn.
///
/// The best achievable is found by growing zones from the events themselves, which is near the best and not always the
/// best; where the zones did better than that, they are the best known.
///
/// # Errors
/// When there are no events or no zones, or the lists are not equally long.
pub fn zone_quality(
    zones: &[Zone],
    events: &[u32],
    squares: &[Square],
    settings: ZoneSettings,
) -> Result<ZoneQuality, AnalysisError> {
    same_length("events of squares", squares.len(), events.len())?;
    need("zones", 1, zones.len())?;
    let all: usize = events.iter().map(|n| to_index(*n)).sum();
    need("events", 1, all)?;
    let used: usize = zones.iter().map(|zone| zone.squares.len()).sum();
    let scores: Vec<f64> = events.iter().map(|n| f64::from(*n)).collect();
    let same_area = ZoneSettings { budget_squares: used, least_squares: 1, ..settings };
    let hits = caught(zones, events);
    let best = caught(&grow_zones(&scores, squares, same_area)?, events).max(hits);
    Ok(ZoneQuality::of((hits, best, all), (used, squares.len())))
}

/// Counts the events in zones.
pub(super) fn caught(zones: &[Zone], events: &[u32]) -> usize {
    zones.iter().flat_map(|zone| &zone.squares).map(|&i| to_index(events[i])).sum()
}

impl ZoneQuality {
    /// Takes hits, the best hits there could be and all events, and squares of zones and all squares; there are some of
    /// each but hits.
    pub(super) fn of((hits, best_hits, events): (usize, usize, usize), area: (usize, usize)) -> Self {
        let (zone_squares, squares) = area;
        let hit_rate = count_to_f64(hits) / count_to_f64(events);
        let area_share = count_to_f64(zone_squares) / count_to_f64(squares);
        let pei_star = count_to_f64(hits) / count_to_f64(best_hits);
        let pai = hit_rate / area_share;
        Self { hits, best_hits, events, zone_squares, squares, hit_rate, area_share, pai, pei_star }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: ZoneSettings = ZoneSettings { zone_squares: 4, least_squares: 2, budget_squares: 7 };

    fn grid(rows: i32, columns: i32) -> Vec<Square> {
        (0..rows).flat_map(|row| (0..columns).map(move |column| Square { row, column })).collect()
    }

    #[test]
    fn zones_grow_from_the_best_square_into_the_best_beside_it() {
        let squares = grid(3, 6);
        #[rustfmt::skip]
        let scores = [
            0.0, 1.0, 0.0, 0.0, 5.0, 5.0,
            2.0, 9.0, 0.0, 0.0, 0.0, 5.0,
            0.0, 3.0, 8.0, 0.0, 0.0, 0.0,
        ];
        let zones = grow_zones(&scores, &squares, SETTINGS).unwrap();
        // 8 lies beside 3 and not beside 9: it is reached over 3.
        assert_eq!(zones[0], Zone { squares: vec![7, 13, 14, 6], score: 22.0 });
        assert_eq!(zones[1], Zone { squares: vec![4, 5, 11], score: 15.0 });
        assert_eq!(zones.len(), 2);
    }

    #[test]
    fn quality_is_told_with_its_parts() {
        let squares = grid(2, 5);
        let zones = [Zone { squares: vec![0, 1], score: 1.0 }];
        let events = [3, 1, 0, 0, 0, 5, 0, 1, 0, 0];
        let quality = zone_quality(&zones, &events, &squares, SETTINGS).unwrap();
        assert_eq!((quality.hits, quality.events, quality.zone_squares, quality.squares), (4, 10, 2, 10));
        assert!((quality.hit_rate - 0.4).abs() < 1e-12 && (quality.area_share - 0.2).abs() < 1e-12);
        assert!((quality.pai - 2.0).abs() < 1e-12);
        // The best two squares side by side hold 5 and 3.
        assert!((quality.pei_star - 0.5).abs() < 1e-12);
    }

    #[test]
    fn bad_input_is_refused() {
        let squares = grid(1, 3);
        let none = grow_zones(&[0.0, -1.0, 0.0], &squares, SETTINGS).unwrap_err();
        assert_eq!(none, AnalysisError::NotEnough { what: "squares with a score", needed: 1, given: 0 });
        assert!(grow_zones(&[1.0; 2], &squares, SETTINGS).is_err());
        assert!(grow_zones(&[f64::NAN; 3], &squares, SETTINGS).is_err());
        let zone = Zone { squares: vec![0], score: 1.0 };
        let nothing = zone_quality(&[zone], &[0; 3], &squares, SETTINGS).unwrap_err();
        assert_eq!(nothing, AnalysisError::NotEnough { what: "events", needed: 1, given: 0 });
    }

    proptest! {
        #[test]
        fn zones_keep_to_their_limits_and_hang_together(
            scores in prop::collection::vec(0..9_u8, 48),
            zone_squares in 1..9_usize, least_squares in 0..4_usize, budget in 4..30_usize,
        ) {
            let squares = grid(6, 8);
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            prop_assume!(scores.iter().any(|s| *s > 0.0));
            let settings = ZoneSettings { zone_squares, least_squares, budget_squares: budget };
            let zones = grow_zones(&scores, &squares, settings).unwrap();
            let mut taken: Vec<usize> = zones.iter().flat_map(|z| z.squares.clone()).collect();
            prop_assert!(taken.len() <= budget);
            prop_assert!(taken.iter().all(|&i| scores[i] > 0.0));
            let all = taken.len();
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), all);
            for zone in &zones {
                prop_assert!(zone.squares.len() <= zone_squares && zone.squares.len() >= least_squares);
                for (n, &i) in zone.squares.iter().enumerate().skip(1) {
                    let beside = |j: &usize| {
                        let (a, b) = (squares[i], squares[*j]);
                        a.row.abs_diff(b.row) + a.column.abs_diff(b.column) == 1
                    };
                    prop_assert!(zone.squares[..n].iter().any(beside));
                }
            }
            if !zones.is_empty() {
                let events: Vec<u32> = scores.iter().map(|s| u32::from(*s > 4.0)).collect();
                if events.contains(&1) {
                    let quality = zone_quality(&zones, &events, &squares, settings).unwrap();
                    prop_assert!(quality.pei_star <= 1.0 && quality.hit_rate <= 1.0);
                }
            }
        }
    }
}
