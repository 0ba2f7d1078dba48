//! What is measured: how long answers took, and what they were.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::number::count_to_f64;

/// How long the answers of a group took, in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Times {
    /// Answers measured.
    answers: usize,
    p50_ms: f64,
    p99_ms: f64,
    max_ms: f64,
    /// Answers in a second of the clock on the wall, by all who asked together.
    per_second: f64,
}

impl Times {
    /// Sums up single times and the time that all of them took together; nothing when none was measured.
    pub(super) fn new(mut each: Vec<Duration>, together: Duration) -> Option<Self> {
        each.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        Some(Self {
            answers: each.len(),
            p50_ms: ms(percentile(&each, 50)?),
            p99_ms: ms(percentile(&each, 99)?),
            max_ms: ms(*each.last()?),
            per_second: count_to_f64(each.len()) / together.as_secs_f64(),
        })
    }

    /// Returns the median and the rest in one line.
    pub(super) fn line(&self) -> String {
        let Self { p50_ms, p99_ms, max_ms, per_second, .. } = self;
        format!("p50 {p50_ms:.3} ms, p99 {p99_ms:.3} ms, max {max_ms:.3} ms, {per_second:.0}/s")
    }

    pub(super) fn per_second(&self) -> f64 {
        self.per_second
    }
}

/// Returns the least of sorted times that so many in a hundred do not exceed (nearest rank).
fn percentile(sorted: &[Duration], in_a_hundred: usize) -> Option<Duration> {
    let rank = (sorted.len() * in_a_hundred).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// What a question was answered, as far as another program compares it.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    pub(super) group: String,
    pub(super) path: String,
    /// Reports that matched, where the answer says so.
    pub(super) matched: Option<Value>,
    /// Counts by group, where the answer has them.
    pub(super) groups: Option<Value>,
    /// Hash of the ids of a list, a line each, in its order.
    pub(super) ids_sha256: Option<String>,
    pub(super) bytes: usize,
    /// Hash of the body; of no body, that of nothing.
    pub(super) sha256: String,
}

impl Told {
    /// Reads what a body says; of what is not JSON, its size and hash.
    pub(super) fn of_body(group: &str, path: &str, body: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let some = |value: &Value| Some(value.clone()).filter(|value| !value.is_null());
        let ids = json["features"].as_array().map(|features| {
            let ids = features.iter().filter_map(|feature| feature["id"].as_str());
            sha256(ids.collect::<Vec<_>>().join("\n").as_bytes())
        });
        Self {
            group: group.to_owned(),
            path: path.to_owned(),
            matched: some(&json["counts"]["matched"]),
            groups: some(&json["groups"]),
            ids_sha256: ids,
            bytes: body.len(),
            sha256: sha256(body),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times = |n: u64| (1..=n).map(Duration::from_millis).collect::<Vec<_>>();
        assert_eq!(percentile(&times(1), 99), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&times(100), 50), Some(Duration::from_millis(50)));
        assert_eq!(percentile(&times(100), 99), Some(Duration::from_millis(99)));
        assert_eq!(percentile(&times(200), 99), Some(Duration::from_millis(198)));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn a_count_a_list_and_a_tile_say_what_they_hold() {
        let count = Told::of_body("g", "/", br#"{"counts":{"matched":3},"groups":[]}"#);
        assert_eq!((count.matched, count.groups.is_some()), (Some(3.into()), true));
        let list = Told::of_body("g", "/", br#"{"counts":{"matched":9},"features":[{"id":"a"},{"id":"b"}]}"#);
        assert_eq!(list.ids_sha256, Some(sha256(b"a\nb")));
        let tile = Told::of_body("g", "/", b"\x1a\x02");
        assert_eq!((tile.matched, tile.bytes), (None, 2));
    }
}
