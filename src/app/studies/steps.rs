//! A period cut into steps: days, weeks or calendar months in Bangkok.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::app::AppError;
use crate::domain::number::{count_to_f64, i64_to_count};
use crate::domain::{ReportQuery, Step, period};
use crate::export::StepsFields;

/// The whole steps of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Steps {
    step: Step,
    /// The first day of each step, and the first after the last.
    edges: Vec<NaiveDate>,
}

impl Steps {
    /// Most steps of one study.
    const MOST: usize = 1_000;

    /// Cuts a question's period into whole steps, counted back from its end; without an end up to the last step that
    /// is over, without a beginning `at_most` of them.
    ///
    /// # Errors
    /// When there is no whole step, or there are too many.
    pub(super) fn within(
        query: &ReportQuery,
        step: Step,
        at_most: u32,
        today: NaiveDate,
    ) -> Result<Self, AppError> {
        let end = query.to.map_or(today, period::bangkok_day);
        let end = if step == Step::Month { end.with_day(1).unwrap_or(end) } else { end };
        // A day that has begun before the period does is not whole.
        let first = query.from.map(|from| {
            let day = period::bangkok_day(from);
            if period::start_of_day(day) < from { day + Days::new(1) } else { day }
        });
        let most =
            if first.is_some() { Self::MOST + 1 } else { usize::try_from(at_most).unwrap_or(Self::MOST) };
        let mut edges = vec![end];
        while edges.len() <= most
            && let Some(edge) = before(end, step, edges.len())
            && first.is_none_or(|first| edge >= first)
        {
            edges.push(edge);
        }
        edges.reverse();
        match edges.len() - 1 {
            0 => Err(AppError::Refused(format!("there is no whole {step} in the period"))),
            n if n > Self::MOST => Err(AppError::Refused(format!(
                "the period has more than {} steps of a {step}; take longer steps or a shorter period",
                Self::MOST
            ))),
            _ => Ok(Self { step, edges }),
        }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len() - 1
    }

    /// Returns the instant at which the first begins.
    pub(super) fn from(&self) -> DateTime<Utc> {
        period::start_of_day(self.edges[0])
    }

    /// Returns the instant at which the last is over.
    pub(super) fn to(&self) -> DateTime<Utc> {
        period::start_of_day(self.edges[self.len()])
    }

    /// Returns the first day of a step.
    pub(super) fn first_day(&self, step: usize) -> NaiveDate {
        self.edges[step]
    }

    /// Returns the last day of a step.
    pub(super) fn last_day(&self, step: usize) -> NaiveDate {
        self.edges[step + 1] - Days::new(1)
    }

    /// Returns how many days a step has on average.
    pub(super) fn mean_days(&self) -> f64 {
        let days = (self.edges[self.len()] - self.edges[0]).num_days();
        count_to_f64(i64_to_count(days).unwrap_or(0)) / count_to_f64(self.len())
    }

    /// Makes a finder of steps by day.
    pub(super) fn finder(&self) -> impl Fn(i64) -> Option<usize> {
        let edges: Vec<i64> = self.edges.iter().map(|edge| day_number(*edge)).collect();
        move |day| match edges.partition_point(|edge| *edge <= day) {
            0 => None,
            after if after == edges.len() => None,
            after => Some(after - 1),
        }
    }

    /// Says into which steps the period was cut.
    pub(super) fn fields(&self) -> StepsFields {
        let last = self.len() - 1;
        StepsFields {
            step: self.step.as_str(),
            steps: self.len(),
            first: self.first_day(0),
            last: self.last_day(last),
        }
    }
}

/// Returns the day so many steps before another.
fn before(end: NaiveDate, step: Step, steps: usize) -> Option<NaiveDate> {
    let steps = u32::try_from(steps).ok()?;
    match step {
        Step::Day => end.checked_sub_days(Days::new(steps.into())),
        Step::Week => end.checked_sub_days(Days::new(u64::from(steps) * 7)),
        Step::Month => end.checked_sub_months(Months::new(steps)),
    }
}

/// Returns the days from 1 January 1970 to a day, as reports are counted.
pub(super) fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn query(from: Option<&str>, to: Option<&str>) -> ReportQuery {
        let bound = |text: Option<&str>| text.map(|text| period::parse_bound(text).unwrap());
        ReportQuery { from: bound(from), to: bound(to), ..ReportQuery::default() }
    }

    #[test]
    fn months_are_whole_ones_up_to_the_last_that_is_over() {
        let steps = Steps::within(&query(None, None), Step::Month, 3, day("2026-11-22")).unwrap();
        assert_eq!(
            (steps.len(), steps.first_day(0), steps.last_day(2)),
            (3, day("2026-08-01"), day("2026-10-31"))
        );
        let steps =
            Steps::within(&query(Some("2026-01-02"), Some("2026-04-15")), Step::Month, 3, day("2026-11-22"));
        let steps = steps.unwrap();
        assert_eq!(
            (steps.len(), steps.first_day(0), steps.last_day(1)),
            (2, day("2026-02-01"), day("2026-03-31"))
        );
        assert_eq!(steps.from().to_rfc3339(), "2026-01-31T17:00:00+00:00");
    }

    #[test]
    fn weeks_are_counted_back_from_the_end() {
        let steps =
            Steps::within(&query(Some("2026-11-01"), Some("2026-11-20")), Step::Week, 9, day("2026-11-22"));
        let steps = steps.unwrap();
        assert_eq!(
            (steps.len(), steps.first_day(0), steps.last_day(1)),
            (2, day("2026-11-06"), day("2026-11-19"))
        );
        let of = steps.finder();
        let step = |text: &str| of(day_number(day(text)));
        assert_eq!(
            [
                step("2026-11-05"),
                step("2026-11-06"),
                step("2026-11-12"),
                step("2026-11-13"),
                step("2026-11-20")
            ],
            [None, Some(0), Some(0), Some(1), None]
        );
        assert!((steps.mean_days() - 7.0).abs() < 1e-12);
    }

    #[test]
    fn a_period_without_a_whole_step_is_refused() {
        let refused =
            Steps::within(&query(Some("2026-11-02"), Some("2026-11-30")), Step::Month, 3, day("2026-11-22"));
        assert_eq!(refused.unwrap_err().to_string(), "there is no whole month in the period");
        let refused = Steps::within(&query(Some("1990-01-01"), None), Step::Day, 3, day("2026-11-22"));
        assert!(refused.unwrap_err().to_string().contains("more than 1000 steps of a day"));
    }
}
