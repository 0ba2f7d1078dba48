//! What a dry run remembers of a file's earlier batches, so that it foresees a row that comes twice.

use std::collections::HashMap;

use crate::domain::{OnConflict, Outcome};
use crate::import::Draft;

/// The content under each id that a run would have stored by now: about 30 bytes a row.
///
/// Ids and contents are kept as hashes of 64 bits. Among a million rows two ids have the same one with a
/// probability of 3e-8; the dry run, and nothing else, would then say one thing that does not happen.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    contents: HashMap<u64, u64>,
}

impl Foresight {
    /// Corrects what the store foresees of a batch by what the batches before would have stored.
    pub(super) fn settle<C>(
        &mut self,
        drafts: &[Draft<C>],
        stored: Vec<Outcome>,
        on_conflict: OnConflict,
    ) -> Vec<Outcome> {
        // Rows without an id have a key of their own each; they come twice in no file.
        let outcome = |(draft, stored): (&Draft<C>, Outcome)| {
            if draft.source_id.is_empty() {
                return stored;
            }
            let (key, content) = (hash(&draft.import_key), hash(&draft.content_hash));
            let outcome = match self.contents.get(&key) {
                None => stored,
                Some(before) if *before == content => Outcome::Unchanged,
                Some(_) if on_conflict == OnConflict::Update => Outcome::Updated,
                Some(_) => Outcome::Conflict,
            };
            if outcome != Outcome::Conflict {
                self.contents.insert(key, content);
            }
            outcome
        };
        drafts.iter().zip(stored).map(outcome).collect()
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
