//! What the product promises, tested from outside its rooms: one binary, one file a feature.
#![expect(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test stops where it fails")]

mod api;
mod data;
mod geocode;
mod hotspots;
mod house;
mod import_reports;
mod limits;
mod storage;
mod support;
mod targets;
