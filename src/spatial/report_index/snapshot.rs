//! The base of an index as bytes, so that the next start need not sort it again. The bytes are as trusted as the
//! database beside which they lie; that they are whole is checked, not who wrote them.
//!
//! After a line of text that names the format come its mark and its epoch, which epochs last touched what, what each ward
//! has in common, where the leaves end, the columns as the machine holds them, and a checksum (CRC-32) of it all.

use std::io::{self, Read, Write};
use std::sync::Arc;

use bytemuck::Pod;
use uuid::Uuid;

use super::ReportIndex;
use super::columns::Columns;
use super::part::Part;
use super::touched::LastTouched;
use super::ward::{WardKey, code, tlp_number, tlp_of, victim_of};
use crate::domain::number::{count_to_u32, i64_to_count, to_index};
use crate::domain::{Category, Channel, Epoch, Precision, ScopeKey, Status, Tlp};

/// What the bytes begin with. Another order or width of a column is another format.
const FORMAT: &[u8; 16] = b"mekong-watch i3\n";
/// A number that other machines may write the other way round.
const ORDER: u32 = 0x0102_0304;
/// Values read at a time, so that a damaged length makes nothing large.
const AT_A_TIME: usize = 1 << 16;

/// Says why bytes are not a snapshot that can be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Reading or writing failed, or the bytes end too soon.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// They are something else, or were written on another kind of machine or with other words.
    #[error("it is of another format")]
    Format,
    /// They changed since they were written.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

impl ReportIndex {
    /// Writes the reports, with a mark of the database that they come from.
    ///
    /// # Errors
    /// When something is fresh, so that there is more than the base, or writing fails.
    pub fn write_snapshot(&self, mark: Uuid, to: &mut impl Write) -> Result<(), SnapshotError> {
        if !(self.fresh.columns.row.is_empty() && self.gone.len() == 0) {
            return Err(SnapshotError::Damaged("there are fresh reports beside the base"));
        }
        let mut to = Summed { inner: to, sum: crc32fast::Hasher::new() };
        to.write_all(FORMAT)?;
        put(&mut to, &[ORDER, words()])?;
        put(&mut to, &[mark])?;
        put(&mut to, &[self.epoch])?;
        self.touched.write(&mut to)?;
        self.base.write(&mut to)?;
        let sum = to.sum.finalize();
        put(to.inner, &[sum])?;
        Ok(to.inner.flush()?)
    }
}

/// A snapshot of which the front was read: whose it is.
#[derive(Debug)]
pub struct SnapshotReader<R> {
    from: Summed<R>,
    /// The mark of the database it was written for.
    pub mark: Uuid,
    /// The epoch of its reports.
    pub epoch: Epoch,
}

impl<R: Read> SnapshotReader<R> {
    /// Reads the front.
    ///
    /// # Errors
    /// When the bytes are of another format or end too soon.
    pub fn new(from: R) -> Result<Self, SnapshotError> {
        let mut from = Summed { inner: from, sum: crc32fast::Hasher::new() };
        let mut format = [0; FORMAT.len()];
        from.read_exact(&mut format)?;
        if format != *FORMAT || take::<[u32; 2]>(&mut from)? != [ORDER, words()] {
            return Err(SnapshotError::Format);
        }
        let (mark, epoch) = (take(&mut from)?, take(&mut from)?);
        Ok(Self { from, mark, epoch })
    }

    /// Reads the reports.
    ///
    /// # Errors
    /// When the bytes end too soon or are damaged.
    pub fn finish(self) -> Result<ReportIndex, SnapshotError> {
        let Self { mut from, epoch, .. } = self;
        let touched = LastTouched::read(&mut from)?;
        let raw = RawPart::read(&mut from)?;
        let Summed { inner: mut rest, sum } = from;
        if take::<u32>(&mut rest)? != sum.finalize() {
            return Err(SnapshotError::Damaged("the checksum is another"));
        }
        let touched = Arc::new(touched?);
        Ok(ReportIndex { epoch, base: Arc::new(raw.part()?), touched, ..ReportIndex::default() })
    }
}

/// Sums the words that kinds stand for by their places: other words, or another order of them, are another format.
fn words() -> u32 {
    let categories = Category::ALL.iter().map(|word| word.as_str());
    let statuses = Status::ALL.iter().map(|word| word.as_str());
    let channels = Channel::ALL.iter().map(|word| word.as_str());
    let precisions = Precision::ALL.iter().map(|word| word.as_str());
    let lights = Tlp::ALL.iter().map(|word| word.as_str());
    let mut sum = crc32fast::Hasher::new();
    for word in categories.chain(statuses).chain(channels).chain(precisions).chain(lights) {
        sum.update(word.as_bytes());
        sum.update(b";");
    }
    sum.finalize()
}

impl LastTouched {
    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        put(to, &[count_to_u32(self.entries().len())])?;
        for (ScopeKey { district, tlp, victim, category }, epoch) in self.entries() {
            let district = district.map_or(0, |code| code.number().into());
            let category = Category::ALL.iter().position(|known| *known == category);
            let category = category.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1);
            put(to, &[district, tlp_number(tlp), victim.into(), category, epoch])?;
        }
        Ok(())
    }

    /// Reads it; what it is about is looked at once all of the bytes were found whole.
    fn read(from: &mut impl Read) -> io::Result<Result<Self, SnapshotError>> {
        let count: u32 = take(from)?;
        let entries: Vec<[i64; 5]> = (0..count).map(|_| take(from)).collect::<io::Result<_>>()?;
        let known = entries.into_iter().map(|[district, tlp, victim, category, epoch]| {
            let category = i64_to_count(category).and_then(|place| Category::ALL.get(place)).copied()?;
            let (tlp, victim) = (tlp_of(tlp)?, victim_of(victim)?);
            Some((ScopeKey { district: code(district).ok()?, tlp, victim, category }, epoch))
        });
        let known: Option<Vec<(ScopeKey, Epoch)>> = known.collect();
        let mut touched = Self::default();
        touched.add(known.iter().flatten().copied());
        Ok(known.map(|_| touched).ok_or(SnapshotError::Damaged("an epoch touched no such thing")))
    }
}

impl Part {
    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        put(to, &[self.columns.len(), self.wards.len(), self.leaves.len()].map(count_to_u32))?;
        for ward in &self.wards {
            put(to, &ward.key.to_numbers())?;
            put(to, &[count_to_u32(ward.leaves.len())])?;
        }
        let ends: Vec<u32> = self.leaves.iter().map(|leaf| count_to_u32(leaf.slots.end)).collect();
        put(to, &ends)?;
        let Columns { lon_e7, lat_e7, second, kind, tambon, crossing, border_mm, beside_mm, row, id } =
            &self.columns;
        put(to, lon_e7)?;
        put(to, lat_e7)?;
        put(to, second)?;
        put(to, kind)?;
        put(to, tambon)?;
        put(to, crossing)?;
        put(to, border_mm)?;
        put(to, beside_mm)?;
        put(to, row)?;
        put(to, id)?;
        put(to, &self.newest)
    }
}

/// A part as it was read, before anything is derived from it.
struct RawPart {
    wards: Vec<(WardKey, usize)>,
    leaf_ends: Vec<u32>,
    columns: Columns,
    newest: Vec<u32>,
}

impl RawPart {
    fn read(from: &mut impl Read) -> Result<Self, SnapshotError> {
        let [rows, wards, leaves] = take::<[u32; 3]>(from)?.map(to_index);
        let mut keys = Vec::new();
        for _ in 0..wards {
            let key = WardKey::from_numbers(take(from)?)
                .ok_or(SnapshotError::Damaged("a ward has no such place"))?;
            keys.push((key, to_index(take(from)?)));
        }
        Ok(Self {
            wards: keys,
            leaf_ends: take_many(from, leaves)?,
            columns: Columns {
                lon_e7: take_many(from, rows)?,
                lat_e7: take_many(from, rows)?,
                second: take_many(from, rows)?,
                kind: take_many(from, rows)?,
                tambon: take_many(from, rows)?,
                crossing: take_many(from, rows)?,
                border_mm: take_many(from, rows)?,
                beside_mm: take_many(from, rows)?,
                row: take_many(from, rows)?,
                id: take_many(from, rows)?,
            },
            newest: take_many(from, rows)?,
        })
    }

    fn part(self) -> Result<Part, SnapshotError> {
        let Self { wards, leaf_ends, columns, newest } = self;
        let rows = columns.len();
        let in_range = |slots: &[u32]| slots.iter().all(|slot| to_index(*slot) < rows);
        // No leaf is empty.
        let rises = leaf_ends.first() != Some(&0) && leaf_ends.is_sorted_by(|a, b| a < b);
        let in_order = rises
            && leaf_ends.last().copied().map_or(0, to_index) == rows
            && wards.is_sorted_by(|(a, _), (b, _)| a < b);
        let leaves: usize = wards.iter().map(|(_, leaves)| leaves).sum();
        if !(in_range(&newest) && in_order && leaves == leaf_ends.len()) {
            return Err(SnapshotError::Damaged("its parts do not fit"));
        }
        if !columns.has_only_positions() {
            return Err(SnapshotError::Damaged("a position is beyond the globe"));
        }
        let mut ends = leaf_ends.into_iter().map(to_index);
        let wards = wards.into_iter().map(|(key, leaves)| (key, ends.by_ref().take(leaves).collect()));
        Ok(Part::of_ordered(columns, wards.collect(), newest))
    }
}

/// Reads or writes, and sums what goes by.
#[derive(Debug)]
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.sum.update(&bytes[..read]);
        Ok(read)
    }
}

fn put<T: Pod>(to: &mut impl Write, values: &[T]) -> io::Result<()> {
    to.write_all(bytemuck::cast_slice(values))
}

fn take<T: Pod>(from: &mut impl Read) -> io::Result<T> {
    let mut value = T::zeroed();
    from.read_exact(bytemuck::bytes_of_mut(&mut value))?;
    Ok(value)
}

fn take_many<T: Pod>(from: &mut impl Read, count: usize) -> io::Result<Vec<T>> {
    let mut values = Vec::new();
    while values.len() < count {
        let read = values.len();
        let more = AT_A_TIME.max(read).min(count - read);
        values.reserve_exact(more);
        values.resize(read + more, T::zeroed());
        from.read_exact(bytemuck::cast_slice_mut(&mut values[read..]))?;
    }
    Ok(values)
}
