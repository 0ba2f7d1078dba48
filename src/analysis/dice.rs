//! Numbers that look random and are the same in every run.

use crate::domain::number::{count_to_u64, u64_to_f64};

/// A run of numbers (`SplitMix64`; Steele, Lea and Flood 2014).
#[derive(Debug)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Begins the run that belongs to a seed, a purpose and a number.
    pub fn new(seed: u64, purpose: &str, number: u64) -> Self {
        let purpose = purpose.bytes().fold(0, |hash: u64, byte| hash.wrapping_mul(31) ^ u64::from(byte));
        let mut dice = Self { state: seed ^ mixed(purpose) };
        dice.state = dice.bits() ^ mixed(number);
        dice
    }

    /// Returns 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// Returns a number below another one.
    pub fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(end);
        u64::try_from(product >> 64).expect("less than `end`")
    }

    /// Returns a number from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        // 53 bits are what a float holds.
        u64_to_f64(self.bits() >> 11) / 9_007_199_254_740_992.0
    }

    /// Returns a number around 0 with a standard deviation of 1: the sum of twelve even ones, which is the same
    /// on every machine, as logarithms are not.
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Returns one of some things.
    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.index(things.len())]
    }

    /// Returns a place in a list that has so many; 0 when it has none.
    pub fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(count_to_u64(end))).unwrap_or_default()
    }

    /// Puts things into an order that is as likely as any other (Durstenfeld 1964, algorithm 235).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        self.shuffle_first(things, things.len());
    }

    /// Draws as many things as `drawn` to the front, each set and each order as likely as any other.
    pub fn shuffle_first<T>(&mut self, things: &mut [T], drawn: usize) {
        for i in 0..drawn.min(things.len()) {
            let other = i + self.index(things.len() - i);
            things.swap(i, other);
        }
    }

    /// Returns one of some things by their weights.
    pub fn weighed<T: Copy>(&mut self, things: &[(u64, T)]) -> T {
        let mut left = self.below(things.iter().map(|(weight, _)| weight).sum());
        let found = things.iter().find(|(weight, _)| {
            let is_here = left < *weight;
            left = left.saturating_sub(*weight);
            is_here
        });
        found.map_or(things[0].1, |(_, thing)| *thing)
    }
}

fn mixed(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of `SplitMix64` from the state 1234567, as Vigna's `splitmix64.c` gives them.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let mut dice = Dice { state: 1_234_567 };
        let numbers: Vec<u64> = (0..3).map(|_| dice.bits()).collect();
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn every_order_is_as_likely_as_any_other() {
        let mut dice = Dice::new(7, "orders", 0);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut things = [0, 1, 2];
            dice.shuffle(&mut things);
            *seen.entry(things).or_insert(0_u32) += 1;
        }
        // 1,000 of each are expected, with a deviation of 29.
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|n| (870..1_130).contains(n)), "{seen:?}");
    }
}
