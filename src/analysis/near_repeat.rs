//! Whether one event is followed by others close by and soon after, how far and for how long: the Knox test in bands.
//!
//! Knox (1964), The detection of space-time interactions; in bands of distance and time with permuted times as in
//! Johnson et al. (2007), Space-time patterns of risk, and Ratcliffe's Near Repeat Calculator.

use super::error::need;
use super::{AnalysisError, Dice, Effort};
use crate::domain::number::{count_to_f64, floor_to_i32, to_index};
use crate::spatial::PlanePoint;

/// Fewest events: seven days can be dealt out in 5,040 ways, more than the 1,000 that a p-value of 0.001 needs.
pub const FEWEST_KNOX_EVENTS: usize = 7;

/// Something that happened somewhere on some day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnoxEvent {
    /// Where.
    pub at: PlanePoint,
    /// On which day, counted from any day.
    pub day: i32,
}

/// The upper ends of the bands, growing; the first band begins at 0, the others after the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnoxBands<'a> {
    /// In metres; a pair at just this distance belongs to the band.
    pub distance_m: &'a [f64],
    /// In days; a pair just this far apart belongs to the band.
    pub days: &'a [u32],
}

/// How p-values are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnoxSettings {
    /// How often the days are dealt out anew.
    pub replicates: usize,
    /// What the permutations begin from.
    pub seed: u64,
    /// Pairs within the largest distance that there is room and time for.
    pub most_pairs: usize,
}

/// The pairs of events in one band of distance and one of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnoxCell {
    /// How many there are.
    pub pairs: usize,
    /// How many there would be on average if days had nothing to do with places: exactly, not from permutations.
    pub expected: f64,
    /// Pairs to expected pairs; none where none are expected.
    pub ratio: Option<f64>,
    /// The share `(1 + count) / (replicates + 1)` of permutations with as many pairs or more.
    pub p: f64,
}

/// The table of all bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Knox {
    /// One row a band of distance, in it one cell a band of time.
    pub table: Vec<Vec<KnoxCell>>,
    /// Pairs of events in each band of distance, whatever their days.
    pub near: Vec<usize>,
    /// Pairs of events in each band of time, whatever their distance.
    pub soon: Vec<usize>,
    /// All pairs of events.
    pub pairs: usize,
}

/// How many bands, one after another from the first, hold more pairs than chance would have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnoxDecay {
    /// Bands of time in the nearest band of distance: how long a place stays hot.
    pub time_bands: usize,
    /// Bands of distance in the soonest band of time: how far it reaches.
    pub distance_bands: usize,
}

impl Knox {
    /// Reads how long and how far a repeat is likely: bands count from the first as long as their p-value is at most
    /// `alpha` and their ratio at least `least_ratio` (1.2 in the literature on near repeats).
    pub fn decay(&self, alpha: f64, least_ratio: f64) -> KnoxDecay {
        let is_more = |cell: &KnoxCell| cell.p <= alpha && cell.ratio.is_some_and(|r| r >= least_ratio);
        let first_row = self.table.first().into_iter().flatten();
        let first_column = self.table.iter().filter_map(|row| row.first());
        KnoxDecay {
            time_bands: first_row.take_while(|cell| is_more(cell)).count(),
            distance_bands: first_column.take_while(|cell| is_more(cell)).count(),
        }
    }
}

/// Counts pairs of events by bands of distance and time, and tests each count by dealing the days out anew.
///
/// Pairs within the largest distance are found once, and kept: the work and the memory grow with their number. The
/// order of the events makes no difference.
///
/// # Errors
/// When there are fewer than [`FEWEST_KNOX_EVENTS`], no bands or no replicates, the bands do not grow, a position is not
/// finite, there are more pairs than the settings allow, or nobody wants the answer any more.
pub fn near_repeat(
    events: &[KnoxEvent],
    bands: KnoxBands<'_>,
    settings: KnoxSettings,
    effort: &mut Effort<'_>,
) -> Result<Knox, AnalysisError> {
    need("events", FEWEST_KNOX_EVENTS, events.len())?;
    need("replicates", 1, settings.replicates)?;
    check(events, bands)?;
    // An order of their own, so that permutations do not depend on the order in which events are given.
    let mut events = events.to_vec();
    let key = |e: &KnoxEvent| (e.at.north_m, e.at.east_m, e.day);
    events.sort_unstable_by(|a, b| {
        let ((north, east, day), other) = (key(a), key(b));
        north.total_cmp(&other.0).then(east.total_cmp(&other.1)).then(day.cmp(&other.2))
    });
    let near = near_pairs(&events, bands.distance_m, settings.most_pairs, &mut || {
        effort.tell(0, settings.replicates)
    })?;
    let time_band = time_bands(bands.days);
    let width = bands.days.len();
    let count = |days: &[i32]| {
        let mut counts = vec![0_usize; near.len() * width];
        for (row, pairs) in counts.chunks_mut(width).zip(&near) {
            for &(a, b) in pairs {
                let gap = days[to_index(a)].abs_diff(days[to_index(b)]);
                if let Some(&band) = time_band.get(to_index(gap)) {
                    row[band] += 1;
                }
            }
        }
        counts
    };
    let days: Vec<i32> = events.iter().map(|e| e.day).collect();
    let observed = count(&days);
    let replicate = |dealt: &mut Vec<i32>, number: usize| {
        dealt.clone_from(&days);
        Dice::new(settings.seed, "near repeat", crate::domain::number::count_to_u64(number)).shuffle(dealt);
        count(dealt)
    };
    let replicates = effort.each(settings.replicates, Vec::new, replicate)?;
    let soon = soon_pairs(days, bands.days);
    let pairs = events.len() * (events.len() - 1) / 2;
    let cell = |i: usize| {
        let (row, column) = (i / width, i % width);
        let expected = count_to_f64(near[row].len()) * count_to_f64(soon[column]) / count_to_f64(pairs);
        let as_many = replicates.iter().filter(|counts| counts[i] >= observed[i]).count();
        KnoxCell {
            pairs: observed[i],
            expected,
            ratio: (expected > 0.0).then(|| count_to_f64(observed[i]) / expected),
            p: count_to_f64(1 + as_many) / count_to_f64(1 + settings.replicates),
        }
    };
    let row = |row: usize| (0..width).map(|column| cell(row * width + column)).collect();
    Ok(Knox {
        table: (0..near.len()).map(row).collect(),
        near: near.iter().map(Vec::len).collect(),
        soon,
        pairs,
    })
}

fn check(events: &[KnoxEvent], bands: KnoxBands<'_>) -> Result<(), AnalysisError> {
    need("bands of distance", 1, bands.distance_m.len())?;
    need("bands of time", 1, bands.days.len())?;
    for event in events {
        if let Some(value) = [event.at.east_m, event.at.north_m].into_iter().find(|v| !v.is_finite()) {
            return Err(AnalysisError::BadNumber { what: "position in metres", value });
        }
    }
    let mut last = -1.0;
    for &value in bands.distance_m {
        if !(value > last && value >= 0.0 && value.is_finite()) {
            return Err(AnalysisError::BadNumber { what: "larger end of a band of distance", value });
        }
        last = value;
    }
    match bands.days.windows(2).find(|pair| pair[1] <= pair[0]) {
        Some(pair) => {
            Err(AnalysisError::BadNumber { what: "larger end of a band of time", value: f64::from(pair[1]) })
        }
        None => Ok(()),
    }
}

/// How many events are gone through between two questions whether to go on.
const EVENTS_BETWEEN: u32 = 256;

/// Lists the pairs of events in each band of distance; events are sorted from the south.
fn near_pairs(
    events: &[KnoxEvent],
    distance_m: &[f64],
    most: usize,
    goes_on: &mut dyn FnMut() -> Result<(), AnalysisError>,
) -> Result<Vec<Vec<(u32, u32)>>, AnalysisError> {
    let reach_m = distance_m[distance_m.len() - 1];
    let squared: Vec<f64> = distance_m.iter().map(|d| d * d).collect();
    let mut pairs = vec![Vec::new(); distance_m.len()];
    // Columns as wide as the reach, so that a partner lies in the next one at most.
    let side_m = reach_m.max(1.0);
    let column_of = |e: &KnoxEvent| floor_to_i32(e.at.east_m / side_m);
    let mut columns: std::collections::BTreeMap<i32, Vec<u32>> = std::collections::BTreeMap::new();
    for (i, event) in (0_u32..).zip(events) {
        if i % EVENTS_BETWEEN == 0 {
            goes_on()?;
        }
        let own = column_of(event);
        for column in own.saturating_sub(1)..=own.saturating_add(1) {
            // From the nearest in the north-south order back to the first that is too far south.
            for &j in columns.get(&column).into_iter().flatten().rev() {
                let other = &events[to_index(j)];
                let (east, north) = (event.at.east_m - other.at.east_m, event.at.north_m - other.at.north_m);
                if north > reach_m {
                    break;
                }
                let apart = east * east + north * north;
                let band = squared.partition_point(|end| *end < apart);
                if let Some(pairs) = pairs.get_mut(band) {
                    pairs.push((j, i));
                }
            }
        }
        columns.entry(own).or_default().push(i);
        if pairs.iter().map(Vec::len).sum::<usize>() > most {
            let what = "pairs of events within the largest distance";
            return Err(AnalysisError::TooMany { what, most });
        }
    }
    Ok(pairs)
}

/// Returns the band of each number of days up to the largest.
fn time_bands(ends: &[u32]) -> Vec<usize> {
    (0..=ends[ends.len() - 1]).map(|gap| ends.partition_point(|end| *end < gap)).collect()
}

/// Counts the pairs of days in each band of time.
fn soon_pairs(mut days: Vec<i32>, ends: &[u32]) -> Vec<usize> {
    days.sort_unstable();
    let up_to = |end: u32| -> usize {
        let mut first = 0;
        let mut pairs = 0;
        for (i, day) in days.iter().enumerate() {
            while days[first].abs_diff(*day) > end {
                first += 1;
            }
            pairs += i - first;
        }
        pairs
    };
    let all: Vec<usize> = ends.iter().map(|end| up_to(*end)).collect();
    all.iter()
        .enumerate()
        .map(|(i, pairs)| pairs - i.checked_sub(1).map_or(0, |before| all[before]))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::effort::tests::with_threads;
    use super::*;

    const SETTINGS: KnoxSettings = KnoxSettings { replicates: 99, seed: 11, most_pairs: usize::MAX };

    fn event(&(east, north, day): &(i32, i32, i32)) -> KnoxEvent {
        KnoxEvent { at: PlanePoint { east_m: f64::from(east), north_m: f64::from(north) }, day }
    }

    fn knox(
        events: &[KnoxEvent],
        distance_m: &[f64],
        days: &[u32],
        threads: usize,
    ) -> Result<Knox, AnalysisError> {
        with_threads(threads, |e| near_repeat(events, KnoxBands { distance_m, days }, SETTINGS, e))
    }

    /// Thirty events: where and when.
    const GOLDEN: [(i32, i32, i32); 30] = [
        (25, 52, 29),
        (57, 17, 18),
        (6, 36, 37),
        (40, 46, 30),
        (38, 42, 29),
        (54, 54, 23),
        (55, 51, 5),
        (43, 55, 39),
        (0, 1, 44),
        (47, 26, 9),
        (44, 29, 23),
        (54, 3, 3),
        (40, 0, 21),
        (8, 49, 6),
        (17, 58, 20),
        (20, 47, 48),
        (57, 18, 7),
        (58, 42, 6),
        (58, 17, 35),
        (30, 44, 11),
        (57, 16, 0),
        (28, 46, 18),
        (50, 59, 8),
        (12, 59, 31),
        (6, 52, 27),
        (52, 54, 39),
        (52, 42, 30),
        (34, 33, 3),
        (4, 55, 2),
        (55, 5, 46),
    ];

    /// `_knox(s, t, delta=12, tau=7, permutations=0)` of pointpats 2.5.5: 46 pairs are near in space, 115 in time and 8
    /// in both, of 435.
    #[test]
    fn pairs_equal_those_of_pointpats() {
        let events: Vec<KnoxEvent> = GOLDEN.iter().map(event).collect();
        let found = knox(&events, &[12.0], &[7], 2).unwrap();
        assert_eq!((found.near[0], found.soon[0], found.table[0][0].pairs, found.pairs), (46, 115, 8, 435));
        assert!((found.table[0][0].expected - 12.160_919_54).abs() < 1e-8);
        assert!(found.table[0][0].p > 0.5);
    }

    /// Every second event follows another one within a day and a few metres; the rest is anywhere, any time.
    #[test]
    fn repeats_are_found_and_their_reach_is_read() {
        let mut dice = Dice::new(4, "test", 0);
        let mut draw = |end: u64| i32::try_from(dice.below(end)).unwrap();
        let mut events = Vec::new();
        for _ in 0..60 {
            let (east, north, day) = (draw(20_000), draw(20_000), draw(300));
            events.push(event(&(east, north, day)));
            events.push(event(&(east + draw(150), north + draw(150), day + draw(6))));
        }
        let found = knox(&events, &[250.0, 1_000.0, 2_000.0], &[7, 14, 28], 2).unwrap();
        let first = found.table[0][0];
        assert!(first.pairs >= 60 && first.ratio.unwrap() > 10.0, "{first:?}");
        assert_eq!(first.p.to_bits(), 0.01_f64.to_bits());
        assert_eq!(found.decay(0.05, 1.2), KnoxDecay { time_bands: 1, distance_bands: 1 });
        // Days dealt out anew have no such pairs.
        let days: Vec<i32> = events.iter().map(|e| e.day).collect();
        for (i, e) in events.iter_mut().enumerate() {
            e.day = days[(i * 53 + 17) % 120];
        }
        let found = knox(&events, &[250.0, 1_000.0], &[7, 14], 2).unwrap();
        assert!(found.table[0][0].p > 0.05, "{:?}", found.table);
        assert_eq!(found.decay(0.05, 1.2).time_bands, 0);
    }

    #[test]
    fn more_pairs_than_allowed_are_refused_and_as_many_are_not() {
        // Eight events in one place are 28 pairs.
        let (events, bands) = ([event(&(0, 0, 0)); 8], KnoxBands { distance_m: &[10.0], days: &[1] });
        let with = |most_pairs| {
            with_threads(1, |e| near_repeat(&events, bands, KnoxSettings { most_pairs, ..SETTINGS }, e))
        };
        assert_eq!(with(28).map(|knox| knox.pairs), Ok(28));
        assert!(matches!(with(27), Err(AnalysisError::TooMany { most: 27, .. })));
    }

    #[test]
    fn bad_input_is_refused() {
        let events = [event(&(0, 0, 0)); 8];
        let few = knox(&events[..6], &[10.0], &[1], 1);
        assert_eq!(few, Err(AnalysisError::NotEnough { what: "events", needed: 7, given: 6 }));
        assert!(knox(&events, &[], &[1], 1).is_err());
        assert!(knox(&events, &[10.0, 10.0], &[1], 1).is_err());
        assert!(knox(&events, &[10.0], &[3, 2], 1).is_err());
    }

    proptest! {
        #[test]
        fn pairs_are_those_that_asking_every_pair_gives(
            events in prop::collection::vec((-30..30_i32, -30..30_i32, -20..20_i32), 7..40),
            shift in 1..40_usize,
        ) {
            let events: Vec<KnoxEvent> = events.iter().map(event).collect();
            let (distance_m, days) = ([0.0, 5.0, 13.0], [0_u32, 2, 9]);
            let found = knox(&events, &distance_m, &days, 1).unwrap();
            let mut table = [[0_usize; 3]; 3];
            let (mut near, mut soon) = ([0; 3], [0; 3]);
            for (i, a) in events.iter().enumerate() {
                for b in &events[..i] {
                    let apart = (a.at.east_m - b.at.east_m).hypot(a.at.north_m - b.at.north_m);
                    let row = distance_m.iter().position(|end| apart <= *end);
                    let column = days.iter().position(|end| a.day.abs_diff(b.day) <= *end);
                    if let Some(row) = row { near[row] += 1; }
                    if let Some(column) = column { soon[column] += 1; }
                    if let (Some(row), Some(column)) = (row, column) { table[row][column] += 1; }
                }
            }
            for (row, expected) in found.table.iter().zip(table) {
                prop_assert_eq!(row.iter().map(|c| c.pairs).collect::<Vec<_>>(), expected);
            }
            prop_assert_eq!(&found.near, &near);
            prop_assert_eq!(&found.soon, &soon);
            let mut turned = events.clone();
            turned.rotate_left(shift % events.len());
            prop_assert_eq!(&found, &knox(&turned, &distance_m, &days, 2).unwrap());
        }
    }
}
