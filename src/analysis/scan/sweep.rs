//! Going through all cylinders: circles by stretches of time, with sums that only grow.

use super::ScanTime;
use super::circles::{Fan, Ring};
use crate::domain::number::to_index;

/// Which stretches of time are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    /// Steps in all.
    pub(super) steps: usize,
    /// Steps of the shortest stretch.
    pub(super) min_steps: usize,
    /// Steps of the longest.
    pub(super) max_steps: usize,
    /// Whether stretches end with the last step or anywhere.
    pub(super) time: ScanTime,
}

impl Windows {
    /// Numbers that are kept of a place to have the sum over any stretch: sums over the last steps, the shortest
    /// stretch first; or sums up to each step, from nothing on.
    fn width(self) -> usize {
        match self.time {
            ScanTime::Prospective => self.max_steps - self.min_steps + 1,
            ScanTime::Retrospective => self.steps + 1,
        }
    }

    /// Computes these numbers for each place from its numbers by step.
    pub(super) fn sums<T>(self, by_step: &[T], sums: &mut Vec<T>)
    where
        T: Copy + Default + std::ops::AddAssign,
    {
        sums.clear();
        for place in by_step.chunks(self.steps) {
            let mut sum = T::default();
            match self.time {
                ScanTime::Prospective => {
                    for (value, taken) in place.iter().rev().take(self.max_steps).zip(1..) {
                        sum += *value;
                        if taken >= self.min_steps {
                            sums.push(sum);
                        }
                    }
                }
                ScanTime::Retrospective => {
                    sums.push(sum);
                    for value in place {
                        sum += *value;
                        sums.push(sum);
                    }
                }
            }
        }
    }

    /// Goes through all stretches of a circle with its sums: hears of each how long it is, before which step it ends,
    /// how many cases it has and its measure.
    #[inline]
    fn each(self, cases: &[u32], measures: &[f64], mut hear: impl FnMut(usize, usize, u32, f64)) {
        match self.time {
            ScanTime::Prospective => {
                for ((cases, measure), len) in cases.iter().zip(measures).zip(self.min_steps..) {
                    hear(len, self.steps, *cases, *measure);
                }
            }
            ScanTime::Retrospective => {
                for len in self.min_steps..=self.max_steps {
                    let cases = cases[len..].iter().zip(cases).map(|(to, from)| to - from);
                    let measures = measures[len..].iter().zip(measures).map(|(to, from)| to - from);
                    for ((cases, measure), end) in cases.zip(measures).zip(len..) {
                        hear(len, end, cases, measure);
                    }
                }
            }
        }
    }
}

/// How many fans are gone through between two questions whether to go on.
const FANS_BETWEEN: usize = 32;

/// The sums over the places of a circle as it grows.
#[derive(Debug)]
pub(super) struct Sweep<'a> {
    windows: Windows,
    fans: &'a [Fan],
    /// Measures of all places, as [`Windows::sums`] gives them.
    measures: &'a [f64],
    circle_cases: Vec<u32>,
    circle_measures: Vec<f64>,
}

impl<'a> Sweep<'a> {
    pub(super) fn new(windows: Windows, fans: &'a [Fan], measures: &'a [f64]) -> Self {
        let (circle_cases, circle_measures) = (vec![0; windows.width()], vec![0.0; windows.width()]);
        Self { windows, fans, measures, circle_cases, circle_measures }
    }

    /// Goes through all circles that hold something new and hands over their sums, for as long as it is to go on.
    fn each_circle(
        &mut self,
        cases: &[u32],
        goes_on: &mut dyn FnMut() -> bool,
        mut hear: impl FnMut(&Fan, Ring, &[u32], &[f64]),
    ) {
        let width = self.windows.width();
        for (number, fan) in self.fans.iter().enumerate() {
            if number % FANS_BETWEEN == FANS_BETWEEN - 1 && !goes_on() {
                return;
            }
            self.circle_cases.fill(0);
            self.circle_measures.fill(0.0);
            let mut held = 0;
            for ring in &fan.rings {
                for place in &fan.places[held..ring.len] {
                    let own = to_index(*place) * width..(to_index(*place) + 1) * width;
                    for (sum, value) in self.circle_cases.iter_mut().zip(&cases[own.clone()]) {
                        *sum += value;
                    }
                    for (sum, value) in self.circle_measures.iter_mut().zip(&self.measures[own]) {
                        *sum += value;
                    }
                }
                held = ring.len;
                if ring.is_new {
                    hear(fan, *ring, &self.circle_cases, &self.circle_measures);
                }
            }
        }
    }

    /// Keeps, for each count of cases, the smallest measure of the cylinders that hold so many: the most unlikely one
    /// is among these, and its likelihood has to be computed once a count only (the list of `SaTScan`).
    ///
    /// `cases` are sums as [`Windows::sums`] gives them; `least` has a place for each count up to all cases. When it is
    /// not to go on, what it leaves means nothing.
    pub(super) fn least_measures(
        &mut self,
        cases: &[u32],
        least: &mut [f64],
        goes_on: &mut dyn FnMut() -> bool,
    ) {
        least.fill(f64::INFINITY);
        let windows = self.windows;
        self.each_circle(cases, goes_on, |_, _, cases, measures| {
            windows.each(cases, measures, |_, _, cases, measure| {
                let known = &mut least[to_index(cases)];
                if measure < *known {
                    *known = measure;
                }
            });
        });
    }

    /// Goes through all cylinders: hears of each the fan, the circle, how long it is, before which step it ends, its
    /// cases and its measure.
    pub(super) fn each_cylinder(
        &mut self,
        cases: &[u32],
        mut hear: impl FnMut(&Fan, Ring, usize, usize, u32, f64),
    ) {
        let windows = self.windows;
        self.each_circle(cases, &mut || true, |fan, ring, cases, measures| {
            windows.each(cases, measures, |len, end, cases, measure| {
                hear(fan, ring, len, end, cases, measure);
            });
        });
    }
}
