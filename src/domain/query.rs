//! A question about reports: area, time and kinds.

use chrono::{DateTime, Utc};

use super::{Area, AsOf, Category, Channel, Precision, Status, named_enum};

/// States which reports a question is about; an empty list means every value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportQuery {
    /// The moment whose knowledge is asked for; now when not given.
    pub as_of: Option<AsOf>,
    /// The area, or everywhere.
    pub area: Option<Area>,
    /// First instant observed, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// First instant no longer asked for.
    pub to: Option<DateTime<Utc>>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Precisions.
    pub precisions: Vec<Precision>,
}

impl ReportQuery {
    /// Tells whether time is part of the question, so that undated reports drop out.
    pub fn asks_for_time(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// Counts that go with every answer over reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports the answer is about.
    pub matched: usize,
    /// Of these, placed by a point.
    pub points: usize,
    /// Of these, placed only by tambon, district or province.
    pub area_only: usize,
    /// Reports that pass every other filter and cannot be placed by this kind of area.
    pub unlocated: usize,
    /// Reports that pass every other filter and drop out of a time question for want of a date.
    pub undated: usize,
}

named_enum! {
    /// What a count is broken down by.
    GroupBy, "grouping" {
        /// District code.
        District = "district",
        /// Province code.
        Province = "province",
        /// Tambon code.
        Tambon = "tambon",
        /// Category.
        Category = "category",
        /// Status.
        Status = "status",
        /// Channel.
        Channel = "channel",
        /// Nearest crossing; only for points.
        Crossing = "crossing",
        /// Calendar month in Bangkok, `2025-07`.
        Month = "month",
        /// Calendar day in Bangkok, `2025-07-23`.
        Day = "day",
        /// Hour of the day in Bangkok; only where the time is known.
        Hour = "hour",
        /// Weekday in Bangkok, 1 Monday to 7 Sunday.
        Weekday = "weekday",
    }
}
