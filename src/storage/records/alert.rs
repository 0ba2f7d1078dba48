//! An alert: what was found and told.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RowOf;
use crate::domain::{Acknowledged, Alert, Cluster, DistrictCode, Raised, Told};
use crate::storage::StorageError;
use crate::storage::schema::alert;

/// One alert.
#[derive(Queryable, Selectable, Insertable, Serialize, Deserialize, Debug)]
#[diesel(table_name = alert, treat_none_as_default_value = false)]
pub(in crate::storage) struct AlertRecord {
    pub(in crate::storage) id: String,
    series: String,
    places: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    observed: i64,
    expected: f64,
    statistic: f64,
    p: f64,
    recurrence_days: Option<f64>,
    seen: i32,
    raised_at: i64,
    last_seen_at: i64,
    pub(in crate::storage) result_id: String,
    acknowledged_by: Option<String>,
    acknowledged_at: Option<i64>,
    note: String,
    // Nothing in backups that were made before these were kept; then what is known now stands for them.
    told_places: Option<String>,
    told_observed: Option<i64>,
    told_expected: Option<f64>,
    pub(in crate::storage) follows: Option<String>,
}

/// What another run changes of an alert: who has taken note of it stays.
#[derive(AsChangeset, Debug)]
#[diesel(table_name = alert, treat_none_as_null = true)]
pub(in crate::storage) struct AlertFound {
    places: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    observed: i64,
    expected: f64,
    statistic: f64,
    p: f64,
    recurrence_days: Option<f64>,
    last_seen_at: i64,
    result_id: String,
}

impl AlertFound {
    /// Says what a run found, and when.
    pub(in crate::storage) fn new(cluster: &Cluster, result: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            places: places_text(&cluster.places),
            from_day: cluster.from,
            to_day: cluster.to,
            observed: i64::from(cluster.observed),
            expected: cluster.expected,
            statistic: cluster.statistic,
            p: cluster.p,
            recurrence_days: cluster.recurrence_days,
            last_seen_at: now.timestamp(),
            result_id: result.to_string(),
        }
    }
}

impl AlertRecord {
    /// Makes the row of an alert that a run raises.
    pub(in crate::storage) fn new(raised: &Raised, result: Uuid, now: DateTime<Utc>) -> Self {
        let cluster = &raised.cluster;
        Self {
            id: Uuid::now_v7().to_string(),
            series: cluster.series.clone(),
            places: places_text(&cluster.places),
            from_day: cluster.from,
            to_day: cluster.to,
            observed: i64::from(cluster.observed),
            expected: cluster.expected,
            statistic: cluster.statistic,
            p: cluster.p,
            recurrence_days: cluster.recurrence_days,
            seen: 1,
            raised_at: now.timestamp(),
            last_seen_at: now.timestamp(),
            result_id: result.to_string(),
            acknowledged_by: None,
            acknowledged_at: None,
            note: String::new(),
            told_places: Some(places_text(&cluster.places)),
            told_observed: Some(i64::from(cluster.observed)),
            told_expected: Some(cluster.expected),
            follows: raised.follows.map(|earlier| earlier.to_string()),
        }
    }

    /// Takes what is said now for what people know, where a backup from before that was kept does not say.
    pub(in crate::storage) fn with_what_was_told(self) -> Self {
        Self {
            told_places: self.told_places.or_else(|| Some(self.places.clone())),
            told_observed: self.told_observed.or(Some(self.observed)),
            told_expected: self.told_expected.or(Some(self.expected)),
            ..self
        }
    }

    /// Returns the alert.
    pub(in crate::storage) fn alert(self) -> Result<Alert, StorageError> {
        // Identities are texts, so the second in which it was raised stands for the row.
        let row = RowOf { table: "alert", row: self.raised_at };
        let read_places = |text: &str| {
            let codes = text.split(',').filter(|code| !code.is_empty());
            codes.map(|code| row.read(code)).collect::<Result<BTreeSet<DistrictCode>, _>>()
        };
        let places = read_places(&self.places)?;
        let told = Told {
            places: read_places(self.told_places.as_ref().unwrap_or(&self.places))?,
            observed: row.number(self.told_observed.unwrap_or(self.observed))?,
            expected: self.told_expected.unwrap_or(self.expected),
        };
        let acknowledged = match (self.acknowledged_by, self.acknowledged_at) {
            (Some(by), Some(at)) => Some(Acknowledged { by, at: row.time(at)? }),
            _ => None,
        };
        Ok(Alert {
            id: row.read(&self.id)?,
            cluster: Cluster {
                places,
                series: self.series,
                from: self.from_day,
                to: self.to_day,
                observed: row.number(self.observed)?,
                expected: self.expected,
                statistic: self.statistic,
                p: self.p,
                recurrence_days: self.recurrence_days,
            },
            seen: row.number(self.seen)?,
            raised_at: row.time(self.raised_at)?,
            last_seen_at: row.time(self.last_seen_at)?,
            result: row.read(&self.result_id)?,
            acknowledged,
            note: self.note,
            told,
            follows: row.read_some(self.follows.as_deref())?,
        })
    }
}

/// Writes districts in order, with commas in between.
fn places_text(places: &BTreeSet<DistrictCode>) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
