//! Random numbers that are the same on every run.

/// `splitmix64` (Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators).
pub struct Random(u64);

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns an integer from `least` to `most`, both included.
    pub fn between(&mut self, least: i32, most: i32) -> i32 {
        let width = u64::from(most.abs_diff(least)) + 1;
        i32::try_from(i64::from(least) + i64::try_from(self.next() % width).unwrap()).unwrap()
    }

    /// Returns a number from `least` up to `most`.
    pub fn real(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Tells whether something happens that does so in some of a hundred cases.
    pub fn in_a_hundred(&mut self, cases: i32) -> bool {
        self.between(1, 100) <= cases
    }

    /// Returns a number below another one.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    /// Picks one to `most`, perhaps the same twice.
    pub fn some<T: Clone>(&mut self, among: &[T], most: i32) -> Vec<T> {
        (0..self.between(1, most)).map(|_| self.pick(among).clone()).collect()
    }
}
