//! Whether a point lies in a polygon, by horizontal slabs (Dobkin and Lipton 1976).
//!
//! A slab reaches from one corner's latitude to the next, so that no edge ends inside it: the edges in it stand
//! side by side, and a point lies inside when an odd number of them is west of it. They are found by halving.
//! Each slab could hold all its edges, but the teeth of a comb stand in all of its slabs: such a polygon keeps an
//! edge in a few blocks of slabs instead (a segment tree, Bentley 1977), and a point asks one block of each size.

use std::cmp::Ordering;
use std::ops::Range;

use geo_types::Coord;

use super::edge::Edge;
use crate::domain::LonLat;
use crate::domain::number::{count_to_u32, round_to_i32, to_index};

/// How often an edge may be held, on average, before blocks have to be used.
const MOST_COPIES: usize = 16;
/// How many slabs a block of the next size holds: as a power of two; from the fastest to the smallest.
const BLOCK_BITS: [u32; 3] = [usize::BITS - 1, 3, 1];

/// Holds the slabs of a polygon; its edges are held beside it.
#[derive(Debug, Clone)]
pub(super) struct Slabs {
    /// The latitudes of all corners, ascending; between each and the next lies a slab.
    heights: Vec<f64>,
    finder: Finder,
    /// What lies on each of the heights and need not reach into the slab above: level edges and upper ends, as
    /// longitudes from west to east, apart from each other.
    ledges: Lists<(f64, f64)>,
    /// Blocks of slabs by size, the smallest first.
    tiers: Vec<Tier>,
}

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    OnEdge,
    Inside,
    Outside,
}

/// Finds heights fast: the number of heights not above the first latitude of each of many equal bands.
#[derive(Debug, Clone)]
struct Finder {
    base_e7: i32,
    band_bits: u32,
    not_above: Vec<u32>,
}

/// What of an edge lies on one height: all of a level edge, the upper end of another.
#[derive(Debug, Clone, Copy)]
struct Ledge {
    height: f64,
    west: f64,
    east: f64,
    /// The number of the edge.
    number: u32,
}

/// Blocks of slabs of one size, each with edges that span it wholly, from west to east.
#[derive(Debug, Clone)]
struct Tier {
    block_bits: u32,
    edges: Lists<u32>,
}

/// Many short lists, one after the other.
#[derive(Debug, Clone)]
struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl Slabs {
    pub(super) fn new(edges: &[Edge]) -> Self {
        let mut starts = Vec::with_capacity(edges.len());
        let mut ledges = Vec::with_capacity(edges.len());
        for (number, edge) in (0..).zip(edges) {
            let (a, b) = if edge.is_level() { (edge.low.x, edge.high.x) } else { (edge.high.x, edge.high.x) };
            ledges.push(Ledge { height: edge.high.y, west: a.min(b), east: a.max(b), number });
            if !edge.is_level() {
                starts.push((edge.low.y, number));
            }
        }
        starts.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        ledges.sort_unstable_by(|a, b| a.height.total_cmp(&b.height).then(a.west.total_cmp(&b.west)));
        let is_rising = |ledge: &&Ledge| !edges[to_index(ledge.number)].is_level();
        let ends: Vec<(f64, u32)> = ledges.iter().filter(is_rising).map(|l| (l.height, l.number)).collect();
        let mut heights: Vec<f64> =
            starts.iter().map(|(y, _)| *y).chain(ledges.iter().map(|l| l.height)).collect();
        // Two sorted runs: the stable sort sees that, and merges them.
        heights.sort_by(f64::total_cmp);
        heights.dedup();

        let mut spans = vec![0..0; edges.len()];
        for (i, e) in by_height(&heights, &starts) {
            spans[to_index(e)].start = i;
        }
        for (i, e) in by_height(&heights, &ends) {
            spans[to_index(e)].end = i;
        }
        let order = west_to_east(edges, &starts, &ends);
        let tiers = tiers(heights.len().saturating_sub(1), &spans, &order, edges.len() * MOST_COPIES);
        Self { finder: Finder::new(&heights), ledges: lists_of(&heights, &ledges), heights, tiers }
    }

    /// Finds where a point lies; `edges` are those that this was built of.
    pub(super) fn position(&self, edges: &[Edge], at: LonLat) -> Position {
        let point = Coord { x: at.lon_deg(), y: at.lat_deg() };
        let Some(slab) = self.finder.find(&self.heights, at.lat_e7(), point.y) else {
            return Position::Outside;
        };
        if point.y <= self.heights[slab] {
            let ledges = self.ledges.list(slab);
            let next = ledges.partition_point(|(west, _)| *west <= point.x);
            if next > 0 && point.x <= ledges[next - 1].1 {
                return Position::OnEdge;
            }
        }
        let mut inside = false;
        for tier in &self.tiers {
            let list = tier.edges.list(slab >> tier.block_bits);
            let (mut west, mut east) = (0, list.len());
            while west < east {
                let middle = usize::midpoint(west, east);
                match edges[to_index(list[middle])].beside(point) {
                    Ordering::Greater => west = middle + 1,
                    Ordering::Equal => return Position::OnEdge,
                    Ordering::Less => east = middle,
                }
            }
            inside ^= west % 2 == 1;
        }
        if inside { Position::Inside } else { Position::Outside }
    }

    /// Returns how often edges are held in all, and in how many sizes of blocks.
    #[cfg(test)]
    pub(super) fn copies_and_sizes(&self) -> (usize, usize) {
        (self.tiers.iter().map(|tier| tier.edges.items.len()).sum(), self.tiers.len())
    }
}

impl Finder {
    fn new(heights: &[f64]) -> Self {
        let e7 = |height: Option<&f64>| {
            height.and_then(|y| round_to_i32((y * 1e7).floor().clamp(-9e8, 9e8))).unwrap_or(0)
        };
        let (base_e7, top_e7) = (e7(heights.first()), e7(heights.last()));
        let span = top_e7.abs_diff(base_e7);
        // About one band a height.
        let wanted = count_to_u32(heights.len()).max(1);
        let band_bits = (span / wanted).checked_ilog2().unwrap_or(0);
        let bands = (span >> band_bits) + 2;
        let mut not_above = Vec::new();
        let mut passed = 0;
        for band in 0..=bands {
            let lowest = (f64::from(base_e7) + f64::from(band << band_bits)) / 1e7;
            while heights.get(passed).is_some_and(|y| *y <= lowest) {
                passed += 1;
            }
            not_above.push(count_to_u32(passed));
        }
        Self { base_e7, band_bits, not_above }
    }

    /// Returns the number of the highest height not above a latitude, given in steps and in degrees.
    fn find(&self, heights: &[f64], lat_e7: i32, lat: f64) -> Option<usize> {
        let band = to_index(u32::try_from(lat_e7 - self.base_e7).ok()? >> self.band_bits);
        let from = to_index(*self.not_above.get(band)?);
        let to = to_index(*self.not_above.get(band + 1)?);
        let among = heights[from..to].partition_point(|y| *y <= lat);
        (from + among).checked_sub(1)
    }
}

impl<T> Lists<T> {
    fn list(&self, number: usize) -> &[T] {
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(&start), Some(&end)) => &self.items[to_index(start)..to_index(end)],
            _ => &[],
        }
    }
}

/// Returns for each of some sorted pairs the number of its height.
fn by_height<'a>(heights: &'a [f64], pairs: &'a [(f64, u32)]) -> impl Iterator<Item = (usize, u32)> + 'a {
    let mut i = 0;
    pairs.iter().map(move |(y, e)| {
        while i + 1 < heights.len() && heights[i] < *y {
            i += 1;
        }
        (i, *e)
    })
}

/// Puts sorted ledges into one list a height, those that overlap or touch made one.
fn lists_of(heights: &[f64], ledges: &[Ledge]) -> Lists<(f64, f64)> {
    let (mut starts, mut items) = (vec![0], Vec::<(f64, f64)>::new());
    let mut ledges = ledges.iter().peekable();
    for height in heights {
        let start = items.len();
        while let Some(Ledge { west, east, .. }) = ledges.next_if(|l| l.height <= *height) {
            match items[start..].last_mut() {
                Some(last) if *west <= last.1 => last.1 = last.1.max(*east),
                _ => items.push((*west, *east)),
            }
        }
        starts.push(count_to_u32(items.len()));
    }
    Lists { starts, items }
}

/// Orders edges so that of any two that share latitudes the western one comes first.
///
/// A line sweeps from south to north over a list of the edges that it cuts. What enters is put beside its western
/// neighbour, what leaves stays where it is: edges that are cut together never change places.
fn west_to_east(edges: &[Edge], starts: &[(f64, u32)], ends: &[(f64, u32)]) -> Vec<u32> {
    let before = |a: u32, b: u32| edges[to_index(a)].west_to_east(&edges[to_index(b)]) == Ordering::Less;
    let mut first = None;
    let mut next: Vec<Option<u32>> = vec![None; edges.len()];
    let mut cut: Vec<u32> = Vec::new();
    let mut ends = ends.iter().peekable();
    for (y, entering) in starts {
        while let Some((_, leaving)) = ends.next_if(|(end, _)| end <= y) {
            let expected = cut.partition_point(|&e| before(e, *leaving));
            // Elsewhere only when edges cross, which a valid polygon's do not.
            let found = if cut.get(expected) == Some(leaving) {
                Some(expected)
            } else {
                cut.iter().position(|e| e == leaving)
            };
            if let Some(i) = found {
                cut.remove(i);
            }
        }
        let i = cut.partition_point(|&e| before(e, *entering));
        let slot = match i.checked_sub(1) {
            Some(west) => &mut next[to_index(cut[west])],
            None => &mut first,
        };
        let follower = slot.replace(*entering);
        next[to_index(*entering)] = follower;
        cut.insert(i, *entering);
    }
    std::iter::successors(first, |&e| next[to_index(e)]).collect()
}

/// Hands the edges to the blocks that they span, in the sizes that are fastest and hold no more than `most` copies.
fn tiers(slabs: usize, spans: &[Range<usize>], order: &[u32], most: usize) -> Vec<Tier> {
    let sizes = |bits: u32| {
        // As many sizes as it takes until one block of the next size would hold all.
        let more = (1..).map(move |i| i * bits).take_while(move |&b| b < usize::BITS && slabs >> b > 1);
        std::iter::once(0).chain(more).collect::<Vec<u32>>()
    };
    let copies = |sizes: &[u32]| {
        let mut copies = 0;
        for &e in order {
            blocks(sizes, spans[to_index(e)].clone(), |_, of| copies += of.len());
        }
        copies
    };
    let sizes = BLOCK_BITS.map(sizes);
    let [.., smallest] = &sizes;
    let sizes = sizes.iter().find(|sizes| copies(sizes) <= most).unwrap_or(smallest);

    let mut starts: Vec<Vec<u32>> = sizes.iter().map(|&bits| vec![0; (slabs >> bits) + 2]).collect();
    for &e in order {
        blocks(sizes, spans[to_index(e)].clone(), |tier, of| {
            starts[tier][of.start + 1..=of.end].iter_mut().for_each(|n| *n += 1);
        });
    }
    for starts in &mut starts {
        let mut sum = 0;
        for start in starts.iter_mut() {
            sum += *start;
            *start = sum;
        }
    }
    let mut items: Vec<Vec<u32>> =
        starts.iter().map(|s| vec![0; s.last().map_or(0, |&n| to_index(n))]).collect();
    let mut free = starts.clone();
    for &e in order {
        blocks(sizes, spans[to_index(e)].clone(), |tier, of| {
            for block in of {
                items[tier][to_index(free[tier][block])] = e;
                free[tier][block] += 1;
            }
        });
    }
    let lists = starts.into_iter().zip(items).map(|(starts, items)| Lists { starts, items });
    sizes.iter().zip(lists).map(|(&block_bits, edges)| Tier { block_bits, edges }).collect()
}

/// Cuts a range of slabs into blocks, the largest that fit, and hands over runs of them with the number of their
/// size.
fn blocks(sizes: &[u32], slabs: Range<usize>, mut each: impl FnMut(usize, Range<usize>)) {
    let (mut from, mut to) = (slabs.start, slabs.end.max(slabs.start));
    for (tier, bits) in sizes.iter().enumerate() {
        let Some(more) = sizes.get(tier + 1).map(|next| next - bits) else {
            each(tier, from..to);
            return;
        };
        let (up, down) =
            (((from >> more) + usize::from(from & ((1 << more) - 1) > 0)) << more, (to >> more) << more);
        if up >= down {
            each(tier, from..to);
            return;
        }
        each(tier, from..up);
        each(tier, down..to);
        (from, to) = (up >> more, down >> more);
    }
}
