//! Squares near each other are alike: blocks of them are left out, and drawn, together.

use std::collections::BTreeMap;

use super::Dice;
use crate::domain::number::{count_to_f64, count_to_u64};

/// Squares in blocks, and blocks in the parts that are left out together.
pub(super) struct Blocks {
    /// The place of each square's block among all blocks.
    of: Vec<usize>,
    /// How many blocks there are.
    pub(super) all: usize,
}

impl Blocks {
    /// Takes the number of each square's block.
    pub(super) fn of(numbers: &[u32]) -> Self {
        let mut places: BTreeMap<u32, usize> = numbers.iter().map(|number| (*number, 0)).collect();
        places.values_mut().enumerate().for_each(|(i, place)| *place = i);
        Self { of: numbers.iter().map(|number| places[number]).collect(), all: places.len() }
    }

    /// Lays the blocks into parts, in an order drawn by chance, each into the part with the fewest squares so far;
    /// returns the part of each square.
    pub(super) fn folds(&self, parts: usize, seed: u64) -> Vec<usize> {
        let mut sizes = vec![0; self.all];
        self.of.iter().for_each(|block| sizes[*block] += 1);
        let mut order: Vec<usize> = (0..self.all).collect();
        Dice::new(seed, "risk terrain parts", 0).shuffle(&mut order);
        let (mut filled, mut part_of) = (vec![0; parts], vec![0; self.all]);
        for block in order {
            let part = (0..parts).min_by_key(|part| filled[*part]).unwrap_or_default();
            filled[part] += sizes[block];
            part_of[block] = part;
        }
        self.of.iter().map(|block| part_of[*block]).collect()
    }

    /// Draws as many blocks as there are, with replacement; returns the weight of each square.
    pub(super) fn drawn(&self, seed: u64, number: usize) -> Vec<f64> {
        let mut dice = Dice::new(seed, "risk terrain refit", count_to_u64(number));
        let mut times = vec![0_usize; self.all];
        (0..self.all).for_each(|_| times[dice.index(self.all)] += 1);
        let all = self.of.iter().map(|block| times[*block]).sum::<usize>();
        self.of.iter().map(|block| count_to_f64(times[*block]) / count_to_f64(all)).collect()
    }
}

/// Gives squares that have a say equal weights that sum to 1.
pub(super) fn even(has_say: &[bool]) -> Vec<f64> {
    let share = count_to_f64(has_say.iter().filter(|has| **has).count()).recip();
    has_say.iter().map(|has| if *has { share } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_whole_blocks_and_are_about_equally_large() {
        let blocks: Vec<u32> = (0..400).map(|i| i / 80 * 5 + i % 20 / 4).collect();
        let folds = Blocks::of(&blocks).folds(5, 11);
        let mut of = BTreeMap::new();
        for (block, fold) in blocks.iter().zip(&folds) {
            assert_eq!(of.entry(block).or_insert(fold), &fold);
        }
        for part in 0..5 {
            assert_eq!(folds.iter().filter(|fold| **fold == part).count(), 80);
        }
        assert_ne!(folds, Blocks::of(&blocks).folds(5, 12));
    }

    #[test]
    fn whole_blocks_are_drawn_and_weights_sum_to_1() {
        let numbers = [7, 7, 2, 2, 2, 9];
        let blocks = Blocks::of(&numbers);
        let mut sums = [0.0; 6];
        for number in 0..2_000 {
            let weights = blocks.drawn(3, number);
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(weights[2..5], [weights[2]; 3]);
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight / 2_000.0);
        }
        // All 27 draws of three of the three blocks.
        let mut expected = 0.0;
        for draw in 0..27 {
            let drawn = [draw % 3, draw / 3 % 3, draw / 9];
            let times = |block| count_to_f64(drawn.iter().filter(|own| **own == block).count());
            expected += times(0) / (times(0) * 3.0 + times(1) * 2.0 + times(2)) / 27.0;
        }
        assert!((sums[2] - expected).abs() < 0.01, "{} is not {expected}", sums[2]);
    }
}
