//! What the product promises, tested from outside its rooms: one binary, one file a feature.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]
#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts here are small"
)]

mod analyse;
mod api;
mod areas;
mod audit;
mod backup;
mod basemaps;
mod bench;
mod boundaries;
mod bulk;
mod bulk_districts;
mod cases;
mod crash;
mod data;
mod databases;
mod exports;
mod fuzz;
mod geocode;
mod history;
mod hotspots;
mod house;
mod import_files;
mod import_reports;
mod jobs;
mod layers;
mod limits;
mod migrations;
mod mvt;
mod nights;
mod oracle;
mod people;
mod places;
mod population;
mod power;
mod readiness;
mod report_index;
mod risk_points;
mod risk_terrain;
mod scope;
mod snapshot;
mod statistics;
mod storage;
mod studies;
mod support;
mod targets;
mod ten_rules;
mod tiles;
mod two_programs;
mod who_may;
