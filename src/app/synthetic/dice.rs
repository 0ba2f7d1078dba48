//! Numbers that look random and are the same in every run.

use crate::domain::number::{count_to_f64, count_to_u64, i64_to_count, round_to_i64, u64_to_f64};

/// A run of numbers (`SplitMix64`; Steele, Lea and Flood 2014).
#[derive(Debug)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// Begins the run that belongs to a seed, a purpose and a number.
    pub(super) fn new(seed: u64, purpose: &str, number: u64) -> Self {
        let purpose = purpose.bytes().fold(0, |hash: u64, byte| hash.wrapping_mul(31) ^ u64::from(byte));
        let mut dice = Self { state: seed ^ mixed(purpose) };
        dice.state = dice.next() ^ mixed(number);
        dice
    }

    /// Returns 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// Returns a number below another one.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(end);
        u64::try_from(product >> 64).expect("less than `end`")
    }

    /// Returns a number from 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        // 53 bits are what a float holds.
        u64_to_f64(self.next() >> 11) / 9_007_199_254_740_992.0
    }

    /// Returns a number around 0 with a standard deviation of 1: the sum of twelve even ones, which is the same
    /// on every machine, as logarithms are not.
    pub(super) fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Returns one of some things.
    pub(super) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let i = usize::try_from(self.below(count_to_u64(things.len()))).unwrap_or_default();
        &things[i]
    }

    /// Returns one of some things by their weights.
    pub(super) fn weighed<T: Copy>(&mut self, things: &[(u64, T)]) -> T {
        let mut left = self.below(things.iter().map(|(weight, _)| weight).sum());
        let found = things.iter().find(|(weight, _)| {
            let is_here = left < *weight;
            left = left.saturating_sub(*weight);
            is_here
        });
        found.map_or(things[0].1, |(_, thing)| *thing)
    }
}

/// Returns how many of some things a share of them is.
pub(super) fn scaled(share: f64, things: usize) -> usize {
    round_to_i64((share * count_to_f64(things)).floor()).and_then(i64_to_count).unwrap_or_default()
}

fn mixed(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
