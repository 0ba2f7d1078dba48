//! What chance makes of a risk terrain, by simulation: how often layers are kept that have nothing to do with reports, and
//! how often one that has is found.

use std::num::NonZero;
use std::ops::ControlFlow;

use mekong_watch::analysis::{
    Dice, Effort, PenaltyChoice, RiskFactor, RiskLayer, RiskTerrainSettings, STEADY_FACTOR, risk_terrain,
};

use crate::support::trials;

/// Layers of a terrain, each the closeness to five points.
const LAYERS: usize = 10;

/// How many layers there were, and how many of them were kept, and kept steadily.
#[derive(Debug, Default)]
struct Tally {
    all: usize,
    kept: usize,
    steady: usize,
}

impl Tally {
    fn add(&mut self, factor: &RiskFactor) {
        self.all += 1;
        self.kept += usize::from(factor.is_kept);
        self.steady += usize::from(factor.is_kept && factor.stability.unwrap() >= STEADY_FACTOR);
    }

    fn shares(&self) -> (f64, f64) {
        (self.kept as f64 / self.all as f64, self.steady as f64 / self.all as f64)
    }
}

/// Makes a model of a random terrain of so many squares a side, in which the first layer makes reports so many times as
/// frequent.
fn factors(terrain: u64, side: u32, times: f64, choice: PenaltyChoice) -> Vec<RiskFactor> {
    let mut dice = Dice::new(terrain, "sim", 0);
    let squares = || (0..side * side).map(|i| (f64::from(i % side), f64::from(i / side)));
    let mut layers = Vec::new();
    for _ in 0..LAYERS {
        let place = |dice: &mut Dice| dice.unit() * f64::from(side);
        let points: Vec<(f64, f64)> = (0..5).map(|_| (place(&mut dice), place(&mut dice))).collect();
        let away = |(x, y): (f64, f64)| points.iter().map(|p| (x - p.0).hypot(y - p.1)).fold(1e9, f64::min);
        layers.push(
            RiskLayer::closeness(&squares().map(away).collect::<Vec<_>>(), f64::from(side) / 10.0).unwrap(),
        );
    }
    // As many reports as on 60 by 60 squares with 0.15 each where nothing is near.
    let rare = 540.0 / f64::from(side * side);
    let count = |near: &f64| {
        let expected = rare * times.powf(*near);
        let (mut n, mut left) = (0, dice.unit());
        while left > (-expected).exp() {
            left *= dice.unit();
            n += 1;
        }
        n
    };
    let counts: Vec<u32> = layers[0].values.iter().map(count).collect();
    let block = |i: u32| (i / side) * 6 / side * 6 + (i % side) * 6 / side;
    let blocks: Vec<u32> = (0..side * side).map(block).collect();
    let settings = RiskTerrainSettings { alpha: 1.0, choice, folds: 5, refits: 40, seed: terrain };
    let mut progress = |_, _| ControlFlow::Continue(());
    let mut effort = Effort { threads: NonZero::new(2).unwrap(), progress: &mut progress };
    risk_terrain(&counts, &layers, &blocks, settings, &mut effort).unwrap().factors
}

#[test]
fn layers_without_reports_are_rarely_steady_and_one_with_twice_as_many_mostly_is() {
    // What `risk_terrain` states is of 200 terrains of 60 by 60 with optimised code.
    let terrains = trials(4, 20);
    let side = u32::try_from(trials(18, 60)).unwrap();
    for choice in [PenaltyChoice::Best, PenaltyChoice::OneError] {
        let (mut nothing, mut others, mut doubling) = (Tally::default(), Tally::default(), Tally::default());
        let mut told = 0.0;
        for terrain in 0..terrains {
            for factor in factors(terrain, side, 1.0, choice) {
                nothing.add(&factor);
            }
            let found = factors(terrain, side, 2.0, choice);
            doubling.add(&found[0]);
            told += found[0].relative_risk / terrains as f64;
            for factor in &found[1..] {
                others.add(factor);
            }
        }
        assert!(nothing.shares().1 <= 0.06 && others.shares().1 <= 0.1, "{choice:?} {nothing:?} {others:?}");
        if choice == PenaltyChoice::Best {
            assert!(doubling.shares().0 >= 0.5 && (1.2..2.0).contains(&told), "{doubling:?} {told}");
        }
    }
}
