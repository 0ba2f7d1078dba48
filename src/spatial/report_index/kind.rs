//! What kind of report it is, in one number, and sets of such numbers.

use crate::domain::{Category, Channel, ObservedPrecision, Precision, ReportRow, Status};

/// Category, status, channel and both precisions of a report, packed.
///
/// The lowest six bits, category and status, are the column in which counts keep it; the six bits above are
/// channel and precision. That the time is known to the minute, or to the day, stands above them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(u16);

/// Columns of counts, used or not.
pub(super) const COLUMNS: usize = 1 << COLUMN_BITS;

const STATUS_SHIFT: u32 = 4;
const COLUMN_BITS: u32 = 6;
const PRECISION_SHIFT: u32 = 3;
const OBSERVED_SHIFT: u32 = 12;
/// The columns of one status, as bits from the lowest on.
const EVERY_CATEGORY: u64 = 0xffff;

impl Kind {
    pub(super) fn of(row: &ReportRow) -> Self {
        let observed = match row.observed_precision {
            None => 0,
            Some(ObservedPrecision::Day) => 1,
            Some(ObservedPrecision::Time) => 2,
        };
        let column = column(row.category, row.status);
        let word = word(row.channel, row.precision);
        Self(u16::from(column) | u16::from(word) << COLUMN_BITS | observed << OBSERVED_SHIFT)
    }

    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn category(self) -> Category {
        category_of(self.column())
    }

    pub(super) fn status(self) -> Status {
        status_of(self.column())
    }

    pub(super) fn channel(self) -> Channel {
        known(Channel::ALL, usize::from(self.0 >> COLUMN_BITS & 0b111))
    }

    pub(super) fn precision(self) -> Precision {
        known(Precision::ALL, usize::from(self.0 >> (COLUMN_BITS + PRECISION_SHIFT) & 0b111))
    }

    /// Returns how finely the time is known.
    pub(super) fn observed_precision(self) -> Option<ObservedPrecision> {
        match self.0 >> OBSERVED_SHIFT {
            0 => None,
            1 => Some(ObservedPrecision::Day),
            _ => Some(ObservedPrecision::Time),
        }
    }

    /// Tells whether the time of day is known.
    pub(super) fn is_timed(self) -> bool {
        self.observed_precision() == Some(ObservedPrecision::Time)
    }

    /// Returns the column in which counts keep it.
    pub(super) fn column(self) -> usize {
        usize::from(self.0) & (COLUMNS - 1)
    }
}

/// Returns the category of a column.
pub(super) fn category_of(column: usize) -> Category {
    known(Category::ALL, column & ((1 << STATUS_SHIFT) - 1))
}

/// Returns the status of a column.
pub(super) fn status_of(column: usize) -> Status {
    known(Status::ALL, column >> STATUS_SHIFT)
}

/// Returns the columns of a status, as bits.
pub(super) fn columns_of(status: Status) -> u64 {
    EVERY_CATEGORY << (place(Status::ALL, status) << STATUS_SHIFT)
}

/// A set of kinds: in each word the columns wanted of one channel and precision.
#[derive(Debug, Clone)]
pub(super) struct KindSet {
    words: [u64; 64],
    columns: Option<u64>,
}

/// Some categories, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Categories(u64);

impl Categories {
    pub(super) fn of(some: &[Category]) -> Self {
        Self(some.iter().fold(0, |bits, category| bits | 1 << place(Category::ALL, *category)))
    }

    /// Returns those wanted: every one when none is named.
    pub(super) fn wanted(some: &[Category]) -> Self {
        Self::of(wanted(some, Category::ALL))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl KindSet {
    /// Returns the kinds of some statuses, channels and precisions, whatever their category; an empty list
    /// means every value.
    pub(super) fn new(statuses: &[Status], channels: &[Channel], precisions: &[Precision]) -> Self {
        let mut words = [0; 64];
        let columns = wanted(statuses, Status::ALL).iter().fold(0, |bits, status| bits | columns_of(*status));
        for &channel in wanted(channels, Channel::ALL) {
            for &precision in wanted(precisions, Precision::ALL) {
                words[usize::from(word(channel, precision))] = columns;
            }
        }
        Self::of_words(&words)
    }

    /// Leaves the kinds whose category is one of some.
    pub(super) fn of_categories(&self, categories: Categories) -> Self {
        let shifts = Status::ALL.iter().map(|status| place(Status::ALL, *status) << STATUS_SHIFT);
        let columns = shifts.fold(0, |bits, shift| bits | categories.0 << shift);
        Self::of_words(&self.words.map(|word| word & columns))
    }

    fn of_words(words: &[u64; 64]) -> Self {
        let mut known = Channel::ALL
            .iter()
            .flat_map(|channel| Precision::ALL.iter().map(|precision| word(*channel, *precision)))
            .map(|word| words[usize::from(word)]);
        let first = known.next().unwrap_or(0);
        let columns = known.all(|word| word == first).then_some(first);
        Self { words: *words, columns }
    }

    #[inline]
    pub(super) fn has(&self, kind: Kind) -> bool {
        let word = usize::from(kind.0 >> COLUMN_BITS) & 63;
        self.words[word] >> kind.column() & 1 != 0
    }

    /// Returns the columns wanted, one bit each, when channel and precision make no difference.
    pub(super) fn columns(&self) -> Option<u64> {
        self.columns
    }
}

fn column(category: Category, status: Status) -> u8 {
    place(Category::ALL, category) | place(Status::ALL, status) << STATUS_SHIFT
}

fn word(channel: Channel, precision: Precision) -> u8 {
    place(Channel::ALL, channel) | place(Precision::ALL, precision) << PRECISION_SHIFT
}

fn wanted<'a, T>(some: &'a [T], all: &'a [T]) -> &'a [T] {
    if some.is_empty() { all } else { some }
}

fn place<T: Copy + PartialEq>(all: &[T], value: T) -> u8 {
    let place = all.iter().position(|known| *known == value);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(0)
}

fn known<T: Copy>(all: &[T], place: usize) -> T {
    // What is packed here was unpacked from a value of the same list.
    all[place.min(all.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_and_is_in_the_sets_that_name_it() {
        // Four bits hold the categories, two the statuses, three the channels and three the precisions.
        assert!(Category::ALL.len() <= 16 && Status::ALL.len() <= 4);
        assert!(Channel::ALL.len() <= 8 && Precision::ALL.len() <= 8);
        let everything = KindSet::new(&[], &[], &[]);
        let narrow = KindSet::new(&[Status::Confirmed], &[Channel::Patrol], &[Precision::Village]);
        let mut in_narrow = 0;
        for &category in Category::ALL {
            for &status in Status::ALL {
                for &channel in Channel::ALL {
                    for &precision in Precision::ALL {
                        let bits = u16::from(column(category, status))
                            | u16::from(word(channel, precision)) << COLUMN_BITS;
                        let kind = Kind::from_bits(bits);
                        assert_eq!((kind.category(), kind.status()), (category, status));
                        assert_eq!((kind.channel(), kind.precision()), (channel, precision));
                        assert!(everything.has(kind));
                        in_narrow += usize::from(narrow.has(kind));
                    }
                }
            }
        }
        assert_eq!(in_narrow, Category::ALL.len());
        assert!(everything.columns().is_some() && narrow.columns().is_none());
        let drugs = everything.of_categories(Categories::of(&[Category::Drugs])).columns().unwrap();
        assert_eq!(drugs.count_ones(), 4);
        assert!(Categories::of(&[]).is_empty() && !Categories::wanted(&[]).is_empty());
    }
}
