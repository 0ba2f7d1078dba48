//! What is about to be stored of one row of somebody's file, whatever the file is about.

use super::Placement;

/// A report or a risk point that is about to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct New<C> {
    /// What makes a second import of the same row the same report or risk point.
    pub import_key: String,
    /// Hash of the row's content; the same key with another hash is refused or an update.
    pub content_hash: String,
    /// The id its source gave it; empty when none.
    pub source_id: String,
    /// What it says.
    pub content: C,
    /// What the placing rule made of its place.
    pub placement: Placement,
}
