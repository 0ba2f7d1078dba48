//! Time as people here read it: Bangkok's clock, the Buddhist era, fiscal years.
//!
//! Inside, time is UTC. Nothing else in the product adds 543 or seven hours.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

/// Years between the common and the Buddhist era: BE = CE + 543.
pub const BUDDHIST_OFFSET: i32 = 543;

/// Returns Bangkok's offset, +07:00 the whole year.
pub fn bangkok() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset")
}

/// Returns the instant at which a day begins in Bangkok.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    at_bangkok_time(day, NaiveTime::MIN)
}

/// Returns the instant of a time of day in Bangkok.
pub fn at_bangkok_time(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    bangkok()
        .from_local_datetime(&day.and_time(time))
        .single()
        .expect("a fixed offset has one instant for each local time")
        .with_timezone(&Utc)
}

/// Returns the day in Bangkok on which an instant falls.
pub fn bangkok_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&bangkok()).date_naive()
}

/// Returns today's day in Bangkok.
pub fn today() -> NaiveDate {
    bangkok_day(Utc::now())
}

/// A quarter of a Thai fiscal year: year BE N runs from 1 October of BE N-1 to 30 September of BE N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalQuarter {
    /// Fiscal year, Buddhist era.
    pub year_be: i32,
    /// Quarter: 1 October to December, 2 January to March, 3 April to June, 4 July to September.
    pub quarter: u32,
}

impl FiscalQuarter {
    /// Returns the fiscal quarter of a day.
    ///
    /// ```
    /// use mekong_watch::domain::period::FiscalQuarter;
    /// let day = chrono::NaiveDate::from_ymd_opt(2023, 10, 1).ok_or("no such day")?;
    /// assert_eq!(FiscalQuarter::of(day), FiscalQuarter { year_be: 2567, quarter: 1 });
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of(day: NaiveDate) -> Self {
        let months_since_october = (day.month() + 2) % 12;
        let turned = i32::from(day.month() >= 10);
        Self { year_be: day.year() + BUDDHIST_OFFSET + turned, quarter: months_since_october / 3 + 1 }
    }
}

/// Says why a text is not the bound of a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a time; write 2025-10-01, 2025-10 or 2025-10-01T07:30:00+07:00, in the common era")]
pub struct BoundError {
    /// The text as given.
    pub text: String,
}

/// Reads a bound of a period: a day or month in Bangkok, or an instant with its offset.
///
/// # Errors
/// When it is none of these, or the year is not of the common era (1900 to 2399): a Buddhist year in a
/// machine's field is a mistake that must not pass in silence.
pub fn parse_bound(text: &str) -> Result<DateTime<Utc>, BoundError> {
    let wrong = || BoundError { text: text.to_owned() };
    let at = match text.len() {
        7 => NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().map(start_of_day),
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(start_of_day),
        _ => DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc)),
    };
    at.filter(|at| (1900..2400).contains(&at.year())).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn fiscal_quarters_follow_the_test_vectors() {
        for (date, year_be, quarter) in [
            (day(2024, 1, 15), 2567, 2),
            (day(2023, 10, 1), 2567, 1),
            (day(2023, 9, 30), 2566, 4),
            (day(2023, 12, 31), 2567, 1),
            (day(2024, 4, 1), 2567, 3),
        ] {
            assert_eq!(FiscalQuarter::of(date), FiscalQuarter { year_be, quarter }, "{date}");
        }
    }

    #[test]
    fn a_day_begins_in_bangkok() {
        assert_eq!(start_of_day(day(2024, 1, 15)).to_rfc3339(), "2024-01-14T17:00:00+00:00");
        assert_eq!(bangkok_day(start_of_day(day(2024, 1, 15))), day(2024, 1, 15));
    }

    #[test]
    fn bounds_are_days_months_or_instants() {
        assert_eq!(parse_bound("2025-10").unwrap(), parse_bound("2025-10-01").unwrap());
        assert_eq!(parse_bound("2025-10-01").unwrap(), parse_bound("2025-10-01T00:00:00+07:00").unwrap());
        for bad in ["2568-10-01", "2025-13", "yesterday", "2025-02-29", ""] {
            assert_eq!(parse_bound(bad).unwrap_err().text, bad);
        }
    }
}
