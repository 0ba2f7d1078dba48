//! What becomes of a row that is brought: whether it is new, as it was, or says something else under its key.

use std::collections::HashMap;

use super::StorageError;
use crate::domain::{New, OnConflict, Outcome};

/// What is known of a row that is stored.
pub(super) struct Stored<K> {
    /// Which one it is in its table.
    pub(super) row: K,
    pub(super) content_hash: String,
}

/// Decides on one row and notes what is stored from then on; a new one gets its number or name from `row`.
pub(super) fn settle<K, C>(
    known: &mut HashMap<String, Stored<K>>,
    new: &New<C>,
    on_conflict: OnConflict,
    row: impl FnOnce() -> Result<K, StorageError>,
) -> Result<Outcome, StorageError> {
    Ok(match known.get_mut(&new.import_key) {
        None => {
            let stored = Stored { row: row()?, content_hash: new.content_hash.clone() };
            known.insert(new.import_key.clone(), stored);
            Outcome::Added
        }
        Some(stored) if stored.content_hash == new.content_hash => Outcome::Unchanged,
        Some(stored) if on_conflict == OnConflict::Update => {
            stored.content_hash.clone_from(&new.content_hash);
            Outcome::Updated
        }
        Some(_) => Outcome::Conflict,
    })
}

/// Decides on rows one after the other, without storing anything.
pub(super) fn foreseen<K: Default, C>(
    mut known: HashMap<String, Stored<K>>,
    new: &[New<C>],
    on_conflict: OnConflict,
) -> Result<Vec<Outcome>, StorageError> {
    new.iter().map(|new| settle(&mut known, new, on_conflict, || Ok(K::default()))).collect()
}
